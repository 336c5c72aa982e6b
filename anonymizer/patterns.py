"""One table of patterns for two engines: google-re2 when installed, the standard `re` otherwise.

Every quantifier is bounded and no pattern looks around, so both engines find the same places in linear
time; what stands before and after is checked in code. Patterns read the lower-case folded view.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol, cast


class Match(Protocol):
    """The part of a match object both engines share."""

    def start(self, group: int = 0, /) -> int: ...
    def end(self, group: int = 0, /) -> int: ...
    def group(self, group: int = 0, /) -> str: ...


class Pattern(Protocol):
    """The part of a compiled pattern both engines share."""

    def finditer(self, string: str, /) -> Iterator[Match]: ...
    def search(self, string: str, /) -> Match | None: ...


MONTHS = (
    "januari|februari|pebruari|maret|april|mei|juni|juli|agustus|september|oktober|november|nopember|"
    "desember|"
    "rnaret|rnei|septernber|novernber|desernber|"
    "mrt|jn[il]|agst|agus|spt|sptm|nov?m|dsmbr|"
    "djanuari|djuni|djuli|"
    "muharram|muharam|safar|shafar|rabiul awal|rabiul akhir|rabiulawal|rabiulakhir|"
    "jumadil awal|jumadil akhir|rajab|sya'?ban|syakban|ramadhan|ramadan|syawal|zulkaidah|dzulqa'?dah|"
    "zulhijah|dzulhijjah|"
    "january|february|march|may|june|july|august|october|december|"
    "jan|feb|peb|mar|apr|jun|jul|agust|agu|agt|ags|aug|sept|sep|okt|oct|nov|nop|des|dec"
)
DATE = (
    r"(?:[0-3]?[0-9][ ]{0,2}[\-/. ][ ]{0,2}[01]?[0-9][ ]{0,2}[\-/. ][ ]{0,2}(?:19|20)?[0-9]{2}"
    r"|[0-3]?[0-9][ ]?[/\-.][ ]?(?:i{1,3}|iv|vi{0,3}|ix|xi{0,2})[ ]?[/\-.][ ]?(?:19|20)[0-9]{2}"
    r"|[0-3]?[0-9] bulan [01]?[0-9] tahun (?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}[\-/.][01]?[0-9][\-/.][0-3]?[0-9]"
    rf"|[0-3]?[0-9](?:st|nd|rd|th)?[ \-.]{{0,2}}(?:{MONTHS})[ \-.,]{{1,3}}(?:tahun |thn |th )?"
    rf"'?(?:(?:19|20|1[34])[0-9]{{2}}(?: ?h\b)?|[0-9]{{2}})"
    rf"|(?:{MONTHS})[ ]{{1,2}}[0-3]?[0-9](?:st|nd|rd|th)?[, ]{{1,2}}(?:19|20)[0-9]{{2}})"
)
_TLD = (
    "com|co|id|me|net|org|ly|gle|be|link|app|io|tv|page|site|xyz|info|biz|online|my|us|sg|ee|gg|club|web|cc|"
    "nz|watch|nl|uk|au|jp|kr|top|shop|store|live|cloud|dev|gd|gl|cx|lol|vip|asia|pw|to|tk|fm|de|fr"
)

# Public mail providers and what their names end in, as typed, misspelt and scanned.
MAIL_PROVIDER = (
    r"(?:g(?:rn|m)(?:ai|ia)[l1i]|gmal|gamil|ymai[l1]|rocketmai[l1]|yah[o0]{1,2}|hotmai[l1]|"
    r"out[l1]ook|ic[l1]oud|proton|protonmai[l1])"
)
MAIL_ENDING = r"(?:c[o0](?:rn|m|n)|cm|kom|c[o0]|[il1]d|me)"

TABLE: dict[str, str] = {
    "run": r"[0-9](?:[ .\-_()*]{0,3}[0-9]){4,199}",
    "scheme": r"(?:h(?:tt|xx)ps?[ ]?:[ ]?//|www\.)[^\s<>\"]{2,1000}",
    "path": rf"\.(?:{_TLD})/[^\s<>\"]{{1,1000}}",
    # Hosts where people have a page of their own, without a path behind.
    "page": (
        r"[a-z0-9\-]{2,40}\.(?:(?:blogspot|wordpress|wixsite|weebly|medium|tumblr|carrd|github|web\.app)"
        r"\.(?:com|co|id|io|app)(?:\.id)?|my\.id\b)"
    ),
    "at_word": r"[ ,\[({<]{1,2}(?:(?:tanda )?(?:at|et|a|ad)|(?:tanda |a )?keong|at sign)[ ,\])}>]{1,2}",
    "provider": rf"[@ ]{MAIL_PROVIDER}[ ]{{0,1}}[., ]{{1,2}}{MAIL_ENDING}",
    "born": (
        r"(?:[il1][ ]?[a4]?[ ]?h[ ]?[il1][ ]?r|lahia\b|lahr\b|lahe\b|lhr|tt[l1]|"
        r"t[./ ]{0,2}t[./ ]{0,2}[l1i]\b|d\.o\.b|b'?day|ulang tahun|b[1l]rth|b0rn|"
        r"ke[l1]ahiran|kelahirannya|born|birth|dob|ultah|tgllahir|lair\b)[a-z]{0,4}"
    ),
    "date": DATE,
    # A number of which the writer hid a part: "1400 71xx 28", "C 22****7".
    "hidden": r"[0-9](?:[ .\-]?[0-9]){0,15}[ .\-]?[x*#]{2,8}(?:[ .\-]?[0-9x*#]){0,16}",
    "slashed": r"[0-9]{4,8}/[0-9]{1,6}(?:/[0-9]{1,4}){1,2}",
    "starred": (
        r"(?:08|\+?628)[0-9]{1,3}[ .\-]{0,2}[x*#.]{2,6}[ .\-]{0,2}[0-9]{2,4}"
        r"|(?:08|\+?628)[0-9]{1,3}[ .\-]{0,2}[0-9]{1,4}[ .\-]?[x*#]{2,6}[ .\-]{0,2}[0-9]{0,4}"
        r"|08[0-9]{2}[ ]?[/,~'|+=][ ]?[0-9]{3,4}[ ]?[/,~'|+=][ ]?[0-9]{3,5}"
        r"|08[0-9]{2}/[0-9]{6,8}"
    ),
}


@lru_cache(maxsize=2)
def table(engine: str) -> dict[str, Pattern]:
    """Return every pattern of `TABLE` compiled with "re" or "re2".

    Raises ModuleNotFoundError when "re2" is asked for and google-re2 is not installed.
    """
    if engine == "re2":
        compiler = importlib.import_module("re2")
        return {name: cast(Pattern, compiler.compile(source)) for name, source in TABLE.items()}
    return {name: cast(Pattern, re.compile(source)) for name, source in TABLE.items()}
