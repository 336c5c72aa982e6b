"""The answer to what never became a request: a line or header that is broken or too long.

Knows statuses and sentences. Refuses to know what was sent, which is why nothing of it can come back: the
page is made of its status alone, in both languages, since the address that would choose one was not read.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from http import HTTPStatus
from pathlib import Path

from babel.support import Translations

from casemgr.web.errors import BROKEN, UNREADABLE, Answer
from casemgr.web.language import N_
from casemgr.web.security import CONTENT_SECURITY_POLICY, HEADERS

LONG_ADDRESS = Answer(414, N_("Alamat ini terlalu panjang"), N_("Mulai lagi dari halaman depan."))
LONG_HEAD = Answer(
    431,
    N_("Peramban Anda mengirim terlalu banyak keterangan"),
    N_("Hapus kuki situs ini di peramban Anda, lalu mulai lagi dari halaman depan."),
)
_ANSWERS = {one.status: one for one in (LONG_ADDRESS, LONG_HEAD)}
_OURS = frozenset({HTTPStatus.INTERNAL_SERVER_ERROR})
_PAGE = """<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noarchive">
<title>{title}</title>
</head>
<body>
<main>
<h1>{heading}</h1>
<p>{advice}</p>
<section lang="en">
<h2>{heading_en}</h2>
<p>{advice_en}</p>
</section>
</main>
</body>
</html>
"""


@lru_cache(maxsize=32)
def answer_bytes(status: int) -> bytes:
    """Return a whole HTTP/1.1 answer that closes the connection, for a status from 400 to 599."""
    found = BROKEN if status in _OURS else _ANSWERS.get(status, UNREADABLE)
    english = Translations.load(str(Path(__file__).parent / "translations"), ["en"], domain="casemgr")
    body = _PAGE.format(
        title=escape(found.heading),
        heading=escape(found.heading),
        advice=escape(found.advice),
        heading_en=escape(english.gettext(found.heading)),
        advice_en=escape(english.gettext(found.advice)),
    ).encode()
    headers = {
        "Connection": "close",
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(body)),
        "Content-Language": "id, en",
        "Content-Security-Policy": CONTENT_SECURITY_POLICY.removesuffix("; upgrade-insecure-requests"),
        **HEADERS,
    }
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body
