"""What a person types: read into dates, rupiah, ticks and choices, and given back when something is off.

The forms themselves come from the desk; here they only meet the browser. Reading is forgiving (300000,
300.000 and Rp300.000 are one amount); an answer that cannot be read is shown again with a sentence beside it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from casemgr.web.uploads import Values

from .language import _

_MONTHS = (
    ("jan",),
    ("feb", "peb"),
    ("mar",),
    ("apr",),
    ("mei", "may"),
    ("jun",),
    ("jul",),
    ("agu", "aug", "ags"),
    ("sep",),
    ("okt", "oct"),
    ("nov",),
    ("des", "dec"),
)
_WRITTEN_DATE = re.compile(r"(\d{1,2})\s+([a-z]{3,9})\.?\s+(\d{4})\Z")
_AMOUNT = re.compile(r"[0-9]+|[0-9]{1,3}([.,][0-9]{3})+")
_LARGEST_RUPIAH = 10**15


@dataclass(frozen=True)
class Option:
    """One answer to choose from."""

    code: str
    text: str
    hint: str = ""


@dataclass(frozen=True)
class FormField:
    """One question as the page shows it: what was typed, and what is wrong with it."""

    name: str
    kind: str
    label: str
    hint: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()
    value: str = ""
    chosen: frozenset[str] = field(default_factory=frozenset)
    error: str = ""
    autocomplete: str = ""


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; it links to the field `name`."""

    name: str
    text: str


class UnreadableError(ValueError):
    """What was typed cannot be read as what was asked for; `sentence` says what would be."""

    def __init__(self, sentence: str) -> None:
        super().__init__("unreadable")
        self.sentence = sentence


def read_date(typed: str) -> date:
    """Read "9 Desember 2026", "9 Dec 2026", "9/12/2026", "9-12-2026" or "2026-12-09".

    Raises UnreadableError.
    """
    text = " ".join(typed.lower().split())
    written = _WRITTEN_DATE.match(text)
    if written:
        month = _month(written[2])
        if month:
            text = f"{written[1]}/{month}/{written[3]}"
    for pattern in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a calendar day has no time zone
        except ValueError:
            continue
    raise UnreadableError(_("Tulis tanggal seperti 9 Desember 2026."))


def _month(name: str) -> int:
    return next((place for place, starts in enumerate(_MONTHS, 1) if name.startswith(starts)), 0)


def read_rupiah(typed: str) -> int:
    """Read 300000, 300.000, Rp300.000 or "Rp 300.000,00" as whole rupiah. Raises UnreadableError."""
    text = re.sub(r"(?i)^\s*rp\.?|\s", "", typed)
    text = re.sub(r",(00|-)$", "", text)
    digits = text.replace(".", "").replace(",", "")
    if not _AMOUNT.fullmatch(text) or int(digits) > _LARGEST_RUPIAH:
        raise UnreadableError(_("Tulis jumlah dengan angka, misalnya 300.000."))
    return int(digits)


def read_number(typed: str) -> int:
    """Read a whole number. Raises UnreadableError."""
    text = typed.strip()
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise UnreadableError(_("Tulis angka bulat."))
    return int(text)


_READERS = {"date": read_date, "money": read_rupiah, "number": read_number}


def read_values(
    fields: Iterable[tuple[str, str]], posted: Values
) -> tuple[dict[str, object], dict[str, str]]:
    """Read posted answers for (name, kind) pairs.

    Gives the values by name (None for an empty answer, False for an unset tick, a tuple for several choices)
    and the sentences about what could not be read.
    """
    values: dict[str, object] = {}
    unreadable: dict[str, str] = {}
    for name, kind in fields:
        try:
            values[name] = _value(kind, posted.every(name))
        except UnreadableError as error:
            unreadable[name] = error.sentence
    return values, unreadable


def _value(kind: str, typed: list[str]) -> object:
    first = typed[0] if typed else ""
    if kind == "choices":
        return tuple(one for one in typed if one)
    if kind == "tick":
        return first == "yes"
    if not first.strip():
        return None
    reader = _READERS.get(kind)
    return reader(first) if reader else first.replace("\r\n", "\n").strip()


def show_again(form_field: FormField, posted: Values, errors: Mapping[str, str]) -> FormField:
    """Give the field with what was typed and what is wrong with it."""
    typed = posted.every(form_field.name)
    return replace(
        form_field,
        value="" if form_field.kind == "secret" else (typed[0] if typed else ""),
        chosen=frozenset(typed),
        error=errors.get(form_field.name, ""),
    )


def problems(fields: Iterable[FormField]) -> list[Problem]:
    """List the fields to correct, in the page's order, each with its label."""
    return [Problem(one.name, f"{one.label.rstrip('?')}: {one.error}") for one in fields if one.error]
