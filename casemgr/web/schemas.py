"""What may be typed on the public pages. Only the story is required; everything else may stay empty.

Knows shapes and lengths, amounts in rupiah and impossible dates. Refuses to know the office: whether a chosen
unit or team exists is decided where the office is at hand. Error messages are codes; the sentences stand in
`problems`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from casemgr.submissions import TEXT_CHARACTERS

STORY_CHARACTERS = TEXT_CHARACTERS
"""About eighty printed pages; longer accounts belong into a file."""
LINE_CHARACTERS = 500
RUPIAH_MOST = 10**15
_LEAST_WITH_CENTS = 1000
"""Nobody writes two zeros behind less: "300,00" is a slip of thousands."""
_BROKEN = "\N{REPLACEMENT CHARACTER}"

_AMOUNT = re.compile(
    r"(?:rp\.?|idr)?\s*(?P<whole>\d{1,3}(?:[.,\s]\d{3})+|\d+)(?:[.,](?P<part>\d{1,2}))?"
    r"\s*(?P<unit>ribu|rb|k|juta|jt|miliar|milyar|m|million|thousand)?\s*(?:rupiah)?\s*(?:,-|,--|\.-)?",
    re.IGNORECASE,
)
_UNITS = {
    "ribu": 10**3, "rb": 10**3, "k": 10**3, "thousand": 10**3,
    "juta": 10**6, "jt": 10**6, "million": 10**6,
    "miliar": 10**9, "milyar": 10**9, "m": 10**9,
}  # fmt: skip
_MONTHS = (
    ("januari", "january", "jan"),
    ("februari", "february", "pebruari", "feb"),
    ("maret", "march", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agt", "agu", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov"),
    ("desember", "december", "des", "dec"),
)
_MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})(?!\d)")
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_WORDED_DATE = re.compile(r"(?<!\d)(\d{1,3})\s+([A-Za-z]{3,9})\.?\s+(\d{4})(?!\d)")


def read_rupiah(text: str) -> int:
    """Return whole rupiah from "300000", "300.000", "Rp300.000,00", "300 ribu" or "1,5 juta".

    Raises ValueError for anything else, for "1.5" and "300,00", which may mean millions or thousands as well,
    and above 10^15.
    """
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise ValueError
    whole = int(re.sub(r"\D", "", found["whole"]))
    unit = _UNITS.get((found["unit"] or "").lower(), 1)
    part = found["part"] or ""
    if part and unit == 1 and (int(part) or whole < _LEAST_WITH_CENTS):
        raise ValueError
    amount = whole * unit + (int(part) * unit // 10 ** len(part) if part and unit > 1 else 0)
    if amount > RUPIAH_MOST:
        raise ValueError
    return amount


def dates_in(text: str) -> list[tuple[str, date | None]]:
    """Return every full date written in `text` with the day it means, None when there is no such day."""
    found = [(m[0], _day(m[3], m[2], m[1])) for m in _NUMERIC_DATE.finditer(text)]
    found += [(m[0], _day(m[1], m[2], m[3])) for m in _ISO_DATE.finditer(text)]
    for m in _WORDED_DATE.finditer(text):
        month = _MONTH_NUMBER.get(m[2].lower())
        if month is not None:
            found.append((m[0], _day(m[3], str(month), m[1])))
    return found


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


class Text(fields.String):
    """Free text without surrounding space; broken bytes and too much of it are named, never cut."""

    def __init__(self, *, longest: int = LINE_CHARACTERS, **options: Any) -> None:
        super().__init__(load_default="", **options)
        self._longest = longest

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        if _BROKEN in text:
            raise ValidationError("broken")
        if len(text) > self._longest:
            raise ValidationError("long")
        return text


class Rupiah(Text):
    """An amount as people write it; empty means "not said"."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not text:
            return None
        try:
            return read_rupiah(text)
        except ValueError:
            raise ValidationError("money") from None


class When(Text):
    """A day or a rough time in words; only a full date that cannot be is refused."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if any(on is None for _, on in dates_in(text)):
            raise ValidationError("no_such_day")
        return text


class _Form(Schema):
    class Meta:
        unknown = EXCLUDE


def _not_blank(text: str) -> None:
    if not text:
        raise ValidationError("blank")


_ANSWER = validate.OneOf(("", "yes", "no", "unknown"), error="choice")
_TICK = validate.OneOf(("", "yes"), error="choice")


class StorySchema(_Form):
    """Step 1."""

    choice = Text()
    story = Text(longest=STORY_CHARACTERS, validate=_not_blank)
    place = Text()
    unit_id = Text()
    when = When()


class DemandSchema(_Form):
    """Step 1, the part about money."""

    service = Text()
    asked = Rupiah()
    paid = Rupiah()
    tariff = Rupiah()
    asked_when = When()
    how = Text()
    who = Text()
    withheld = Text(validate=_ANSWER)


class ProtectSchema(_Form):
    """Step 3 without the name."""

    excluded = fields.List(fields.String(), load_default=list)
    others = Text()
    insider = Text(validate=_ANSWER)
    child = Text(validate=_TICK)
    ill = Text(validate=_TICK)
    named = Text(validate=validate.OneOf(("", "yes", "no"), error="choice"))


class IdentitySchema(_Form):
    """A name given of one's own will."""

    name = Text(validate=_not_blank)
    contact = Text()
    relation = Text()


class ReplySchema(_Form):
    """A message in the dialog; it may be empty when a file comes with it."""

    text = Text(longest=STORY_CHARACTERS)


class WithdrawSchema(_Form):
    """Why a report is withdrawn; no reason is needed."""

    reason = Text(longest=2000)


STORY = StorySchema()
DEMAND = DemandSchema()
PROTECT = ProtectSchema()
IDENTITY = IdentitySchema()
REPLY = ReplySchema()
WITHDRAW = WithdrawSchema()


def check(schema: Schema, typed: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what `schema` makes of `typed`, and the code of what is wrong by field name."""
    try:
        return dict(schema.load(typed)), {}
    except ValidationError as exc:
        messages: Any = exc.messages
        valid = exc.valid_data if isinstance(exc.valid_data, dict) else {}
        return dict(valid), {name: _code(found) for name, found in messages.items()}


def _code(found: Any) -> str:
    while isinstance(found, dict):
        found = next(iter(found.values()))
    code = found[0] if isinstance(found, list) else found
    return code if isinstance(code, str) and code.isidentifier() else "choice"
