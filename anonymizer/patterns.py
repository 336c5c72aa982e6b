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
_DAY_FIRST = (
    r"(?:[0-3]?[0-9][ ]{0,2}[\-/. ][ ]{0,2}[01]?[0-9][ ]{0,2}[\-/. ][ ]{0,2}(?:19|20)?[0-9]{2}"
    r"|[0-3]?[0-9][ ]?[/\-.][ ]?(?:i{1,3}|iv|vi{0,3}|ix|xi{0,2})[ ]?[/\-.][ ]?(?:19|20)[0-9]{2}"
    r"|[0-3]?[0-9] bulan [01]?[0-9] tahun (?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}[\-/.][01]?[0-9][\-/.][0-3]?[0-9]"
    rf"|[0-3]?[0-9](?:st|nd|rd|th)?[ \-.]{{0,2}}(?:{MONTHS})[ \-.,]{{1,3}}(?:tahun |thn |th )?"
    rf"'?(?:(?:19|20|1[34])[0-9]{{2}}(?: ?h\b)?|[0-9]{{2}}))"
)
_DAY_AND_YEAR = r"[0-3]?[0-9](?:st|nd|rd|th)?[, ]{1,2}(?:19|20)[0-9]{2}"
_MONTH_FIRST = rf"(?:{MONTHS})[ ]{{1,2}}{_DAY_AND_YEAR}"
DATE = rf"(?:{_DAY_FIRST}|{_MONTH_FIRST})"
_LONGEST_MONTH = max(map(len, MONTHS.split("|"))) + 2
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


class DatePattern:
    """`DATE` for the standard engine: the same places, looked for only around numbers.

    Most texts have few numbers, and the engine would try every branch at every letter of the rest.
    """

    _NUMBER = re.compile(r"[0-9]+")
    _BEHIND = frozenset(" ,-/.abcdefghijklmnopqrstuvwxyz")

    def __init__(self) -> None:
        self._day_first = re.compile(_DAY_FIRST)
        self._month_first = re.compile(_MONTH_FIRST)
        self._day_and_year = re.compile(_DAY_AND_YEAR)

    def finditer(self, string: str, /) -> Iterator[Match]:
        """Yield the dates of a string from left to right, none overlapping another."""
        position, size = 0, len(string)
        for number in self._NUMBER.finditer(string):
            first, stop = number.span()
            if position >= stop or stop == size or string[stop] not in self._BEHIND:
                continue
            found = self._from_month(string, position, first)
            if found is None and string[stop] != ",":
                found = self._from_day(string, max(position, first), stop)
            if found is not None:
                position = found.end()
                yield cast(Match, found)

    def search(self, string: str, /) -> Match | None:
        """Return the first date of a string, None when it has none."""
        return next(self.finditer(string), None)

    def _from_day(self, string: str, begun: int, stop: int) -> re.Match[str] | None:
        """A date whose first number ends at `stop`: one digit or two, or four of a year in front."""
        for start in (stop - 4, stop - 2, stop - 1):
            found = self._day_first.match(string, start) if start >= begun else None
            if found is not None:
                return found
        return None

    def _from_month(self, string: str, position: int, number: int) -> re.Match[str] | None:
        """The first "May 5, 2021" whose day stands at `number`, begun at `position` or later."""
        if string[number - 1 : number] != " ":
            return None
        rest = self._day_and_year.match(string, number)
        begun = max(position, number - _LONGEST_MONTH)
        return None if rest is None else self._month_first.search(string, begun, rest.end())


@lru_cache(maxsize=2)
def table(engine: str) -> dict[str, Pattern]:
    """Return every pattern of `TABLE` compiled with "re" or "re2".

    Raises ModuleNotFoundError when "re2" is asked for and google-re2 is not installed.
    """
    if engine == "re2":
        compiler = importlib.import_module("re2")
        return {name: cast(Pattern, compiler.compile(source)) for name, source in TABLE.items()}
    compiled = {name: cast(Pattern, re.compile(source)) for name, source in TABLE.items()}
    return compiled | {"date": DatePattern()}
