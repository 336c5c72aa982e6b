"""Texts that are containers: mail, saved web pages, markup, files written out in letters.

Such a text shows a reader less than it holds: addresses of machines, places, whole pictures with their
metadata. It is refused instead of cleaned as plain text. A letter may begin with "Dari:" or "From:"; only
lines that machines write make a mail of it. Sources: RFC 5322, RFC 2045, RFC 4155 (mbox), RFC 2557 (MHTML).
"""

from __future__ import annotations

import re

from anonymizer.wordlists import words

_MACHINE = (
    r"(?:Received|Return-Path|Delivered-To|Envelope-To|MIME-Version|Message-ID|Content-Type|Content-ID"
    r"|Content-Location|Content-Disposition|In-Reply-To|References|Snapshot-Content-Location|DKIM-[\w-]{1,40}"
    r"|ARC-[\w-]{1,40}|Received-SPF|Authentication-Results|Thread-(?:Topic|Index)|List-[\w-]{1,40}"
    r"|X-(?!Ray\b)[\w-]{1,60})[ \t]{0,4}:"
)
_MACHINE_LINE = re.compile(rf"(?im)^{_MACHINE}")
_FIRST_BLOCK = re.compile(r"\s*[A-Za-z][\w-]{1,60}[ \t]{0,4}:")
_MOST_BLOCK = 65_536
_BLANK_LINE = re.compile(r"\r?\n[ \t]{0,80}(?=\r?\n)|\r(?=\r[^\n])")
_NOT_TEXT = re.compile(
    r"^(?:Content-Transfer-Encoding[ \t]{0,4}:"
    r"|Content-Type[ \t]{0,4}:[ \t]{0,8}(?:multipart|message|image|video|audio|application)/"
    r"|From - (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b"
    r"|From [^\s:]{1,200}@[^\s:]{1,200}[ \t]+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b"
    r"|BEGIN:V(?:CARD|CALENDAR)\b|begin [0-7]{3} [^\n]{1,200}\r?\n[M!-`])",
    re.IGNORECASE | re.MULTILINE,
)
"""Lines that only a container has, wherever they stand."""
_FIRST_WORDS = re.compile(r"\s*(?:-----BEGIN |\{\\rtf)", re.IGNORECASE)
_STRUCTURE = re.compile(
    r"<(?:\?xml\b|!doctype\b|(?:html|script|svg|gpx|kml|iframe|plist|rdf:RDF|x:xmpmeta)(?=[\s/>])"
    r"|meta\s[^<>]{0,200}=|[A-Za-z][\w.:-]{0,60}\s[^<>]{0,2000}?xmlns[:=])",
    re.IGNORECASE,
)
"""Tags that make a file of markup of what holds them."""
_COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)
_FIRST_TAG = re.compile(r"\s*<([A-Za-z][\w.:-]{0,60})(\s[^<>]{0,2000})?/?>")
_HTML = words(
    "a article aside b base blockquote body br center div dl em embed fieldset font footer form frame"
    " frameset h1 h2 h3 h4 h5 h6 head header hr i iframe img input li link main nav noscript object ol p"
    " pre section span strong style table tbody td template th thead title tr u ul video audio"
)
_PACKED_LINES = re.compile(r"(?:^[A-Za-z0-9+/]{40,100}\r?\n){8}", re.MULTILINE)
_PACKED_RUN = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{1000,}")
_DATA_ADDRESS = re.compile(r";base64,\s{0,8}[A-Za-z0-9+/]{100}")
_PARTS = ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789")


def is_container(text: str) -> bool:
    """Say whether a text is mail, markup or holds files written out in letters; `text` may be its head."""
    return (
        _FIRST_WORDS.match(text) is not None
        or _NOT_TEXT.search(text) is not None
        or _has_mail_header(text)
        or is_markup(text)
        or _holds_packed_bytes(text)
    )


def _has_mail_header(text: str) -> bool:
    """Two lines of machines in one block, or one in a block of headers with which the text begins."""
    if _FIRST_BLOCK.match(text):
        start = len(text) - len(text.lstrip())
        block = text[start : start + _MOST_BLOCK]
        end = _BLANK_LINE.search(block)
        if _MACHINE_LINE.search(block[: end.start()] if end else block):
            return True
    last = None
    for found in _MACHINE_LINE.finditer(text):
        near = last is not None and found.start() - last < _MOST_BLOCK
        if near and not _BLANK_LINE.search(text, last or 0, found.start()):
            return True
        last = found.start()
    return False


def is_markup(text: str) -> bool:
    """Say whether a text is HTML, XML or one of their kin."""
    if _STRUCTURE.search(text):
        return True
    at = 0
    while (comment := _COMMENT.match(text, at)) is not None:
        at = comment.end()
    first = _FIRST_TAG.match(text, at)
    if first is None:
        return False
    name, attributes = first[1].lower(), first[2] or ""
    return name in _HTML or "=" in attributes or f"</{name}>" in text.lower()


def _holds_packed_bytes(text: str) -> bool:
    if _DATA_ADDRESS.search(text):
        return True
    found = [*_PACKED_LINES.finditer(text), *_PACKED_RUN.finditer(text)]
    return any(all(any(letter in run[0] for letter in part) for part in _PARTS) for run in found)
