"""Reading one row of a rule pack into its dataclass, strictly.

The dataclass is the schema: its fields name the keys, its annotations the types. Two keys per label field
carry the languages: `label` is read from `id` and `en`, any other mapping field from its name with `_id` and
`_en` behind it.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar, get_type_hints

from casemgr.errors import RulePackError

LANGUAGES = ("id", "en")
Table = Mapping[str, Any]
"""A TOML table as `tomllib` gives it; every value is checked before it is used."""

_PLAIN: Mapping[object, tuple[type, ...]] = {
    str: (str,),
    bool: (bool,),
    int: (int,),
    int | None: (int,),
    float: (float, int),
    date | None: (date,),
    date: (date,),
}
_LISTS: Mapping[object, type] = {tuple[str, ...]: str, tuple[int, ...]: int}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a list: code, labels by language, where it comes from, when it may be chosen.

    `verified` False marks what was taken from a secondary source, from memory, or is a proposal of the pack.
    """

    code: str
    label: Mapping[str, str]
    legal_basis: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    verified: bool = False

    def is_valid(self, on: date) -> bool:
        """Tell whether the row may be chosen on this day; cases that have it already keep it."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


E = TypeVar("E", bound=Entry)
S = TypeVar("S")


def read_entry(cls: type[E], place: str, code: str, table: object) -> E:
    """Return one row of a list. Raises `RulePackError` naming the row and the key."""
    row = read_table(cls, place, table, code=code)
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise RulePackError(f"{place}.valid_to", "ends before it begins")
    return row


def read_table(cls: type[S], place: str, table: object, **given: str) -> S:
    """Return a dataclass read from a table. Raises `RulePackError` naming the key."""
    if not isinstance(table, Mapping):
        raise RulePackError(place, "is not a table")
    left: dict[str, Any] = dict(table)
    hints = get_type_hints(cls)
    values: dict[str, Any] = dict(given)
    for item in fields(cls):  # type: ignore[arg-type]  # S is a dataclass; typing has no bound for that
        if item.name not in given:
            values |= _read_field(item, hints[item.name], place, left)
    if left:
        raise RulePackError(f"{place}.{min(left)}", "unknown key")
    return cls(**values)


def _read_field(item: "Field[Any]", hint: object, place: str, left: dict[str, Any]) -> dict[str, Any]:
    """Take one field out of the table; return nothing to leave the default standing."""
    if hint == Mapping[str, str]:
        return {item.name: _read_labels(item, place, left)}
    if item.name in left:
        return {item.name: _read_value(hint, f"{place}.{item.name}", left.pop(item.name))}
    if item.default is MISSING and item.default_factory is MISSING:
        raise RulePackError(f"{place}.{item.name}", "missing")
    return {}


def _read_labels(item: "Field[Any]", place: str, left: dict[str, Any]) -> Mapping[str, str]:
    labels: dict[str, str] = {}
    for language in LANGUAGES:
        key = language if item.name == "label" else f"{item.name}_{language}"
        text = left.pop(key, None)
        if not isinstance(text, str) or not text.strip():
            raise RulePackError(f"{place}.{key}", "missing label")
        labels[language] = text
    return MappingProxyType(labels)


def _read_value(hint: object, place: str, raw: object) -> object:
    if hint in _LISTS:
        if not isinstance(raw, list) or not all(type(item) is _LISTS[hint] for item in raw):
            raise RulePackError(place, f"must be a list of type {_LISTS[hint].__name__}")
        return tuple(raw)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        if raw not in set(hint):
            raise RulePackError(place, "must be one of " + ", ".join(hint))
        return hint(str(raw))
    wanted = _PLAIN[hint]
    if not isinstance(raw, wanted) or (isinstance(raw, bool) and bool not in wanted):
        raise RulePackError(place, f"must be of type {wanted[0].__name__}")
    return raw
