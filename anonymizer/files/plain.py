"""Plain text: no byte order mark, no invisible characters, no spaces at line ends, one kind of line end.

Invisible characters and odd spaces can carry a mark that tells which copy of a text leaked; they go. Joiners
inside emoji stay. The words themselves are not touched: masking names is `mask`'s work.
"""

from __future__ import annotations

import re

from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import Job
from anonymizer.files.results import Kind, Trait

_TERMINAL_CODES = re.compile(r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\x07\x1b]{0,4096}(?:\x07|\x1b\\))")
_PICTOGRAPH = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_EMOJI_GLUE = re.compile(
    f"(?<=[{_PICTOGRAPH}])\ufe0f|(?<=[{_PICTOGRAPH}\ufe0f])\u200d(?=[{_PICTOGRAPH}])"
    "|(?<=[0-9#*])\ufe0f(?=\u20e3)"
)
_GLUE_STAND_INS = str.maketrans({"\ufe0f": "\ue000", "\u200d": "\ue001"})
_GLUE_BACK = str.maketrans({"\ue000": "\ufe0f", "\ue001": "\u200d"})
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ue000-\uf8ff\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0c\x85\u2028\u2029]")
_ODD_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def clean(job: Job) -> Kind:
    """Write the text as UTF-8 with neutral white space."""
    raw = job.read_all()
    text, marks = clean_text(_decode(raw))
    if not text.strip():
        raise UncleanableFileError(Reason.EMPTY)
    bom = raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    job.ledger.remove(Trait.HIDDEN_CHARACTER, marks + bom)
    job.target.write(text.encode("utf-8"))
    return Kind.TEXT


def clean_text(text: str) -> tuple[str, int]:
    """Give the text without hidden marks, and how many were taken out or made plain."""
    # Private-use characters are dropped anyway, so two of them can hold the place of emoji joiners meanwhile.
    text, private = re.subn("[\ue000\ue001]", "", text)
    text = _EMOJI_GLUE.sub(lambda glue: glue[0].translate(_GLUE_STAND_INS), text)
    text, codes = _TERMINAL_CODES.subn("", text)
    text, ends = _LINE_ENDS.subn("\n", text)
    kept = _INVISIBLE.sub(lambda found: found[0] if found[0] in "\ue000\ue001" else "", text)
    invisible = len(text) - len(kept)
    kept, spaces = _ODD_SPACES.subn(" ", kept)
    lines = kept.split("\n")
    bare = [line.rstrip(" \t") for line in lines]
    trailing = sum(line != short for line, short in zip(lines, bare, strict=True))
    kept = "\n".join(bare)
    return kept.translate(_GLUE_BACK), private + codes + invisible + spaces + trailing + bool(ends)


def _decode(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(raw, "utf-16")
    if b"\x00" in raw:
        raise UncleanableFileError(Reason.UNKNOWN_FORMAT)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if sum(byte < 9 or 13 < byte < 32 for byte in raw[:65_536]):
        raise UncleanableFileError(Reason.UNKNOWN_FORMAT)
    return _strictly(raw, "cp1252")


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise UncleanableFileError(Reason.TEXT_ENCODING) from None
