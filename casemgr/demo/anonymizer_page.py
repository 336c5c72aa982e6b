"""The demo's page for trying the anonymizer: paste a text, choose its reader, see what is marked and masked.

Only a demo serves it. The text lives as long as the request: nothing is stored, nothing is logged, and the
key of the labels is forgotten with the answer.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, request, url_for

from anonymizer import Explanation, Masked, ScanUnfinishedError, SpanType, UnsafeOutputError, explain, mask
from anonymizer.policies import AUDIENCES, Policy
from casemgr.demo import ANONYMIZER_PATH
from casemgr.web.errors import ANSWERED
from casemgr.web.language import N_, language, say
from casemgr.web.problems import FormState, Problem
from casemgr.web.public import on_known_error
from casemgr.web.site import page
from casemgr.web.uploads import receive

MOST_BYTES = 64 * 1024
"""In UTF-8; some thirty pages. The worst text of this size takes a few seconds."""
MOST_LINES = 200
"""Reasons and flags shown at once; a longer list is read by nobody."""
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
PATHS = {"id": ANONYMIZER_PATH, "en": f"/en{ANONYMIZER_PATH}"}
_ENDPOINTS = {"id": "demo_anonymizer", "en": "demo_anonymizer_en"}

_AUDIENCES = {
    "publik": N_("Siapa saja"),
    "pemeriksa": N_("Pemeriksa"),
    "statistik": N_("Penghitung"),
    "pelapor": N_("Pelapor"),
}
_TYPES = {
    SpanType.PERSON: N_("nama orang"),
    SpanType.NIK: N_("NIK"),
    SpanType.KK: N_("nomor KK"),
    SpanType.NIP: N_("NIP"),
    SpanType.NPWP: N_("NPWP"),
    SpanType.PHONE: N_("nomor telepon"),
    SpanType.EMAIL: N_("alamat surel"),
    SpanType.BANK_ACCOUNT: N_("nomor rekening"),
    SpanType.PLATE: N_("pelat nomor"),
    SpanType.ADDRESS: N_("alamat rumah"),
    SpanType.PASSPORT: N_("nomor paspor"),
    SpanType.BPJS: N_("nomor BPJS"),
    SpanType.PORSI: N_("nomor porsi haji"),
    SpanType.HANDLE: N_("nama akun"),
    SpanType.URL: N_("tautan"),
    SpanType.DOB: N_("tanggal lahir"),
    SpanType.ID: N_("nomor pribadi lain"),
}
_PROBLEMS = {
    "blank": (422, N_("belum diisi"), N_("Tempel atau tulis sebuah teks dulu.")),
    "long": (
        413,
        N_("terlalu panjang"),
        N_("Teks ini lebih dari 64 kB. Tempel sebagian saja; yang lain tidak hilang dari kolom ini."),
    ),
    "unfinished": (
        422,
        N_("tidak bisa dibaca sampai selesai"),
        N_("Teks ini tidak bisa dibaca sampai selesai, jadi tidak ada hasil. Bagi menjadi beberapa bagian."),
    ),
    "unsafe": (
        422,
        N_("hasilnya tidak lolos pemeriksaan"),
        N_("Hasil samaran tidak lolos pemeriksaan ulang, jadi tidak ditampilkan. Ubah sedikit teksnya."),
    ),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; `label` names its type in words, "" for plain text."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch and what is to be said about it."""

    text: str
    reason: str


def install(app: Flask) -> None:
    """Add the page to a demo's public site, in both languages, with a link in every footer."""
    for lang, path in PATHS.items():
        app.add_url_rule(path, _ENDPOINTS[lang], try_it, methods=["GET", "POST"])
    for kind in ANSWERED:
        app.register_error_handler(kind, on_known_error)
    app.context_processor(_footer_link)


def _footer_link() -> dict[str, str]:
    return {"anonymizer_page": url_for(_ENDPOINTS[language()])}


def try_it() -> Response:
    """Show the form, or what the anonymizer makes of the text."""
    if request.method in ("GET", "HEAD"):
        return _show("", AUDIENCES[0])
    posted = receive(request)
    text, audience = posted.values.get("text", ""), posted.values.get("audience", "")
    audience = audience if audience in AUDIENCES else AUDIENCES[0]
    if not _is_readable(text):
        return _show(text, audience, wrong="blank")
    if len(text.encode()) > MOST_BYTES:
        return _show(text, audience, wrong="long")
    try:
        found = explain(text, language=language())
        masked = mask(text, policy=audience, key=secrets.token_bytes(32), spans=[one.span for one in found])
    except ScanUnfinishedError:
        return _show(text, audience, wrong="unfinished")
    except UnsafeOutputError:
        return _show(text, audience, wrong="unsafe")
    return _show(text, audience, result=_result(text, audience, found, masked))


def _is_readable(text: str) -> bool:
    """Say whether there is anything to read: blanks, controls and characters without width are nothing."""
    seen = (char for char in text if not char.isspace() and char not in _BLANK_LETTERS)
    return any(unicodedata.category(char) not in ("Cc", "Cf", "Mn", "Me") for char in seen)


def _result(text: str, audience: str, found: Sequence[Explanation], masked: Masked) -> dict[str, Any]:
    flags = masked.report.flags
    is_english = language() == "en"
    return {
        "audience": say(_AUDIENCES[audience]),
        "pieces": list(_pieces(text, found)),
        "masked": masked.text,
        "flags": [
            Line(text[one.start : one.end], one.reason_en if is_english else one.reason_id)
            for one in flags[:MOST_LINES]
        ],
        "reasons": [
            Line(one.span.of(text), one.reason.partition(": ")[2] or one.reason) for one in found[:MOST_LINES]
        ],
        "hidden": max(0, len(flags) - MOST_LINES) + max(0, len(found) - MOST_LINES),
    }


def _pieces(text: str, found: Sequence[Explanation]) -> Iterator[Piece]:
    """Cut the text into plain and marked stretches."""
    end = 0
    for one in found:
        if one.span.start > end:
            yield Piece(text[end : one.span.start])
        yield Piece(one.span.of(text), say(_TYPES[one.span.type]))
        end = one.span.end
    yield Piece(text[end:])


def _show(text: str, audience: str, *, wrong: str = "", result: dict[str, Any] | None = None) -> Response:
    status, problems = 200, {}
    if wrong:
        status, short, whole = _PROBLEMS[wrong]
        problems = {"text": Problem(f"{say(N_('Teks'))}: {say(short)}", say(whole))}
    lang = language()
    return page(
        "anonymizer",
        status,
        form=FormState({"text": text}, problems),
        here=url_for(_ENDPOINTS[lang]),
        elsewhere=url_for(_ENDPOINTS["en" if lang == "id" else "id"]),
        audience=audience,
        audiences=[(code, say(words), _about(code), "") for code, words in _AUDIENCES.items()],
        result=result,
    )


def _about(code: str) -> str:
    policy = Policy.named(code)
    return policy.about_en if language() == "en" else policy.about_id
