"""Plain text: no byte order mark, no invisible characters, no spaces at line ends, one kind of line end.

Invisible characters and odd spaces can carry a mark that tells which copy of a text leaked; they go. Joiners
stay where they change what is seen: inside emoji, after Arabic letters that would join, after the vowel
killers of Indian and Javanese script. The words themselves are not touched: masking names is `mask`'s work.
"""

from __future__ import annotations

import re
from collections import Counter
from operator import itemgetter

from anonymizer.files.containers import is_container
from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import Job
from anonymizer.files.results import Kind, Trait

_TERMINAL_CODES = re.compile(r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\x07\x1b]{0,4096}(?:\x07|\x1b\\))")
_PICTOGRAPH = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINING = (
    "\u0626\u0628\u062a-\u062e\u0633-\u063f\u0641-\u0647\u0649\u064a\u066e\u066f\u0678-\u0687\u069a-\u06bf"
    "\u06c1\u06c2\u06cc\u06ce\u06d0\u06d1\u0750-\u0758\u075c-\u076a"
)
"""Arabic letters that join the next one."""
_ARABIC = "\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f"
_KILLERS = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1b44\u1baa\u1bab\ua9c0"
_SYLLABLES = "\u0900-\u0dff\u1b00-\u1bbf\ua980-\ua9df"
_GLUE = re.compile(
    f"(?<=[{_PICTOGRAPH}])\ufe0f|(?<=[{_PICTOGRAPH}\ufe0f])\u200d(?=[{_PICTOGRAPH}])"
    "|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    f"|(?<=[{_JOINING}])\u200c(?=[{_ARABIC}])|(?<=[{_KILLERS}])[\u200c\u200d](?=[{_SYLLABLES}])"
    "|(?<=\U0001f3f4)(?:\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073)\U000e007f)"
)
_FLAGS = {
    "".join(chr(0xE0000 + ord(letter)) for letter in code) + "\U000e007f": stand_in
    for code, stand_in in (("gbeng", "\ue003"), ("gbsct", "\ue004"), ("gbwls", "\ue005"))
}
_STAND_INS = {"\ufe0f": "\ue000", "\u200d": "\ue001", "\u200c": "\ue002", **_FLAGS}
_BACK = str.maketrans({stand_in: glue for glue, stand_in in _STAND_INS.items()})
_HELD = re.compile("[\ue000-\ue005]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ue000-\uf8ff\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0c\x85\u2028\u2029]")
_MARKDOWN = re.compile(r"^(?:#{1,6} \S|[-*+] \S|\d{1,4}[.)] \S|> |```|\|.{0,1000}\|)|\*\*\S", re.MULTILINE)
"""Signs of Markdown, in which two spaces at the end of a line mean a line break."""
_ODD_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def clean(job: Job) -> Kind:
    """Write the text as UTF-8 with neutral white space; raises UncleanableFileError."""
    raw = job.read_all()
    text, marks = clean_text(_decode(raw))
    if not text.strip():
        raise UncleanableFileError(Reason.EMPTY)
    if is_container(text):
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
    bom = raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    job.ledger.remove(Trait.HIDDEN_CHARACTER, marks + bom)
    job.target.write(text.encode("utf-8"))
    return Kind.TEXT


def clean_text(text: str) -> tuple[str, int]:
    """Give the text without hidden marks, and how many were taken out or made plain."""
    # Private-use characters are dropped anyway, so some of them can hold the place of joiners meanwhile.
    text, private = _HELD.subn("", text)
    text = _GLUE.sub(lambda glue: _STAND_INS[glue[0]], text)
    text, codes = _TERMINAL_CODES.subn("", text)
    text, ends = _LINE_ENDS.subn("\n", text)
    kept = _INVISIBLE.sub(lambda found: found[0] if _HELD.match(found[0]) else "", text)
    invisible = len(text) - len(kept)
    kept, spaces = _ODD_SPACES.subn(" ", kept)
    kept, trailing = _bare_line_ends(kept)
    return kept.translate(_BACK), private + codes + invisible + spaces + trailing + bool(ends)


def _bare_line_ends(text: str) -> tuple[str, int]:
    """Take spaces from line ends, but leave empty columns of tables and line breaks of Markdown."""
    lines = text.split("\n")
    columns = _table_tabs(lines)
    breaks = _MARKDOWN.search(text) is not None
    bare = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        short = line.rstrip(" \t")
        if columns and line.count("\t") == columns:
            short = line.rstrip(" ")
        elif breaks and short and line[len(short) :].startswith("  ") and following.strip(" \t"):
            short += "  "
        bare.append(short)
    return "\n".join(bare), sum(line != short for line, short in zip(lines, bare, strict=True))


def _table_tabs(lines: list[str]) -> int:
    """Give the tabs in a line of a table with tabs between its columns; 0 when the text is none."""
    counted = Counter(line.count("\t") for line in lines if line.strip(" \t"))
    if not counted:
        return 0
    tabs, often = max(counted.items(), key=itemgetter(1))
    return tabs if often >= 2 and 2 * often > counted.total() else 0


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
