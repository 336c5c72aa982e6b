"""Amounts, dates and references, which are never parts of names. Positions are those of the folded view."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anonymizer.patterns import Pattern
from anonymizer.view import View

_MONEY = re.compile(
    # The first sign stands before the branches, so that the engine passes over all others at once.
    r"[0-9iurs](?:(?<!\w[iurs])(?:"
    r"(?:(?:(?<=r)p|(?<=i)dr|(?<=u)sd)[ .]{0,2}[lios.,]{0,4}|(?<=s)ar[ .]{1,2})[0-9][0-9lios.,]{0,24}(?:,-)?"
    r"|(?<=r)p[ .]{1,2}[lios]{1,3}[.,][lios.,]{3,12}\b(?: ?(?:ribu|rb|juta|jt|miliar|milyar|m|k)\b)?)"
    r"|(?<=[0-9])[0-9.,]{0,16} ?(?:ribu|rebu|rb|juta|jt|miliar|milyar|k|ewu|yuta)(?:an)?\b)"
)
# A letter or case number: at least two slashes, or letters and digits around one; a court may follow it.
_REFERENCE = re.compile(
    r"[a-z0-9.\-]{1,24}/[a-z0-9.\-]{1,24}/[a-z0-9./\-]{1,60}(?: [a-z]{2,3}\b)?|"
    r"\b[a-z]{1,5}-[0-9]{1,6}(?:/[a-z0-9.]{1,12}){1,5}"
)


FACT = "<FACT>"
DATE = "<DATE>"


def harmless_places(view: View, patterns: dict[str, Pattern]) -> Iterator[tuple[int, int, str]]:
    """Yield where amounts, references (`FACT`) and dates (`DATE`) stand, possibly overlapping."""
    low = view.lowered
    if not any(map(str.isdigit, low)):
        return
    for match in _MONEY.finditer(low):
        yield match.start(), match.end(), FACT
    for date in patterns["date"].finditer(low):
        yield date.start(), date.end(), DATE
    if "/" in low:
        for match in _REFERENCE.finditer(low):
            if any(map(str.isdigit, match.group())):  # "Rini/Wati/Yuli" are persons
                yield match.start(), match.end(), FACT
