"""The rule pack of an office: the lists, labels, clocks and settings in which offices differ.

A pack is one TOML file (`docs/reference/rule-pack.md`). Loading it refuses unknown keys, missing labels,
wrong dates and codes that point nowhere, so that a mistake is seen at start and not in the middle of a case.
A pack holds no secret and no content. Packs named without a path ship in `casemgr.rules.packs`.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from casemgr.errors import RulePackError
from casemgr.rules.calendars import ZONES, Calendar, DayKind, DayRow
from casemgr.rules.deadlines import Clock
from casemgr.rules.pack_checks import WEEK, check
from casemgr.rules.pack_reader import E, Entry, Table, read_entry, read_table
from casemgr.rules.pack_rows import (
    Band,
    Category,
    Channel,
    ClockRow,
    ContactWay,
    DangerNumber,
    Degree,
    ElementSet,
    FollowUpState,
    Kind,
    Offence,
    Outcome,
    PublicChoice,
    Reason,
    Referral,
    RetentionRow,
    Sanction,
    ServiceObject,
    StatusRow,
    VerbRow,
)
from casemgr.rules.retention import RetentionClass
from casemgr.rules.vocabulary import Duty, Status

R = TypeVar("R")
V = TypeVar("V")
Rows = Mapping[str, E]
"""The rows of one list by code, in the order of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The numbers and switches of an office; days are working days where the name says so."""

    zone: str = "WIB"
    workweek: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri")
    closes_at: str = "16:00"
    count_day_of_receipt: bool = False
    collective_leave: bool = True
    holidays: tuple[str, ...] = ()
    draft_days: int = 1
    reply_window_days: int = 10
    completion_window_days: int = 10
    hold_limit_days: int = 30
    archive_after_days: int = 30
    disclosure_minutes: int = 15
    files_per_report: int = 50
    small_cell: int = 5
    retaliation_check_days: tuple[int, ...] = (30, 90, 180)
    identity_required: tuple[str, ...] = ()
    duties_off: tuple[str, ...] = ()
    one_recovery_side: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """A checked rule pack. Every list is a mapping from code to row."""

    code: str
    name: Mapping[str, str]
    settings: Settings
    days: tuple[DayRow, ...]
    clocks: Mapping[str, Clock]
    retention: Mapping[str, RetentionClass]

    statuses: Rows[StatusRow]
    verbs: Rows[VerbRow]
    roles: Rows[Entry]
    guards: Rows[Entry]
    duties: Rows[Entry]
    kinds: Rows[Kind]
    degrees: Rows[Degree]
    category_groups: Rows[Entry]
    categories: Rows[Category]
    offences: Rows[Offence]
    service_objects: Rows[ServiceObject]
    flags: Rows[Entry]
    channels: Rows[Channel]
    elements: Rows[Entry]
    element_sets: Rows[ElementSet]
    severities: Rows[Band]
    subject_levels: Rows[Entry]
    relations: Rows[Entry]
    payment_methods: Rows[Entry]
    reasons: Rows[Reason]
    audit_kinds: Rows[Entry]
    follow_up_states: Rows[FollowUpState]
    outcomes: Rows[Outcome]
    sanction_levels: Rows[Entry]
    sanctions: Rows[Sanction]
    referrals: Rows[Referral]
    rights_checklist: Rows[Entry]
    papers: Rows[Entry]
    disclosure_grounds: Rows[Entry]
    conflict_grounds: Rows[Entry]
    amount_bands: Rows[Band]
    public_choices: Rows[PublicChoice]
    messages: Rows[Entry]
    danger_numbers: Rows[DangerNumber]
    contact_ways: Rows[ContactWay]
    events: Rows[Entry]
    clock_rows: Rows[ClockRow]
    retention_rows: Rows[RetentionRow]

    @classmethod
    def load(cls, name_or_path: str | Path) -> "RulePack":
        """Return the pack shipped under a name, or read from a path (anything with a slash or ".toml").

        Raises `RulePackError`, also when there is no such pack.
        """
        text = str(name_or_path)
        if "/" in text or text.endswith(".toml"):
            return cls.from_table(_parse(text, Path(text)))
        return cls.from_table(_shipped(text))

    @classmethod
    def from_table(cls, table: Table) -> "RulePack":
        """Return a pack from a parsed TOML document. Raises `RulePackError`."""
        left: dict[str, Any] = dict(table)
        head = read_table(_Head, "pack", left.pop("pack", {}))
        settings = read_table(Settings, "settings", left.pop("settings", {}))
        days = (*_shipped_days(settings.holidays), *_day_rows("days", left.pop("days", [])))
        lists: dict[str, Any] = {
            name: _rows(row_type, section, left.pop(section, {})) for name, section, row_type in _lists()
        }
        if left:
            raise RulePackError(min(left), "unknown section")
        pack = cls(
            code=head.code,
            name=head.name,
            settings=settings,
            days=days,
            clocks=_each(lists["clock_rows"], ClockRow.clock),
            retention=_each(lists["retention_rows"], RetentionRow.retention),
            **lists,
        )
        check(pack)
        return pack

    @property
    def duties_off(self) -> frozenset[Duty]:
        """The separations of duties this office switches off; shown on its settings and about pages."""
        return frozenset(Duty(code) for code in self.settings.duties_off)

    @property
    def archive_after_days(self) -> int:
        """Calendar days from the end of a case to its archiving."""
        return self.settings.archive_after_days

    @property
    def reply_window_days(self) -> int:
        """Working days a reporter has to react to an answer."""
        return self.settings.reply_window_days

    def rows(self, name: str) -> Mapping[str, Entry]:
        """Return a list by the name of its section. Raises `RulePackError` when there is none."""
        try:
            found: Mapping[str, Entry] = getattr(self, _attributes()[name])
        except KeyError:
            raise RulePackError(name, "no such list") from None
        return found

    def row(self, name: str, code: str) -> Entry:
        """Return one row of a list. Raises `RulePackError` when there is none."""
        try:
            return self.rows(name)[code]
        except KeyError:
            raise RulePackError(f"{name}.{code}", "no such row") from None

    def label(self, name: str, code: str, language: str = "id") -> str:
        """Return the label of a row. Raises `RulePackError` when list, row or language does not exist."""
        return _in_language(self.row(name, code).label, language)

    def public_label(self, status: Status, language: str = "id") -> str:
        """Return what the reporter reads for a state: coarse on purpose, equal for all of the examination."""
        return _in_language(self.statuses[status].public, language)

    def message(self, code: str, language: str = "id", **values: str) -> str:
        """Return an automatic message, filled in when it is read; no key is needed and no content is held.

        Raises `RulePackError` for an unknown code or a missing value.
        """
        try:
            return self.label("messages", code, language).format(**values)
        except KeyError as error:
            raise RulePackError(f"messages.{code}", f"needs the value {error.args[0]}") from None

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Yield every row of every list with its place, such as ("kinds.wbs", row)."""
        for _, section, _ in _lists():
            for code, entry in self.rows(section).items():
                yield f"{section}.{code}", entry

    def valid_codes(self, name: str, on: date) -> tuple[str, ...]:
        """Return the codes of a list that may be chosen on a day, in the pack's order."""
        return tuple(code for code, entry in self.rows(name).items() if entry.is_valid(on))

    def owner_of(self, service_object: str, on: date) -> str:
        """Return the body that owned a service on the day of the event; empty when it was this office."""
        body = self.service_objects[service_object].refer_to
        return body if body and self.referrals[body].is_valid(on) else ""

    def is_oversight(self, degree: str | None) -> bool:
        """Tell whether the degree asks for an examination; an undecided one does not."""
        return degree is not None and self.degrees[degree].oversight

    def amount_band(self, amount_idr: int) -> str:
        """Return the code of the band an amount lies in; only this is counted, never the amount."""
        return _band(self.amount_bands, amount_idr)

    def severity_for(self, loss_idr: int) -> str:
        """Return the severity proposed for a loss; other triggers may raise it."""
        return _band(self.severities, loss_idr)

    def retention_for(self, outcome: str, degree: str | None) -> RetentionClass:
        """Return the retention class of a case that ends with this outcome."""
        row = self.outcomes[outcome]
        wanted = row.retention_oversight if self.is_oversight(degree) else ""
        return self.retention[wanted or row.retention]

    def calendar(
        self, *, zone: str = "", workweek: tuple[str, ...] = (), closes_at: time | None = None
    ) -> Calendar:
        """Return the calendar of the office, or of one unit with its own zone, week or closing time.

        `zone` is WIB, WITA, WIT or a zone name; `workweek` English day names in three letters.
        """
        chosen = zone or self.settings.zone
        return Calendar(
            rows=self.days,
            zone=ZoneInfo(ZONES.get(chosen, chosen)),
            workweek=frozenset(WEEK.index(day) for day in workweek or self.settings.workweek),
            closes_at=closes_at or time.fromisoformat(self.settings.closes_at),
            count_day_of_receipt=self.settings.count_day_of_receipt,
            collective_leave=self.settings.collective_leave,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    code: str
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    on: date
    kind: DayKind
    name: str = ""


_SECTIONS = {"clock_rows": "clocks", "retention_rows": "retention"}


@cache
def _lists() -> tuple[tuple[str, str, type[Entry]], ...]:
    """Return attribute, section and row type of every list, from the annotations of `RulePack`."""
    rows = [
        (name, _SECTIONS.get(name, name), get_args(hint)[1])
        for name, hint in get_type_hints(RulePack).items()
        if get_origin(hint) is Mapping
    ]
    return tuple(row for row in rows if issubclass(row[2], Entry))


@cache
def _attributes() -> Mapping[str, str]:
    """Return the attribute of every list, by the name of the attribute and of the section."""
    return {name: attribute for attribute, section, _ in _lists() for name in (attribute, section)}


def _each(rows: Mapping[str, R], make: Callable[[R], V]) -> Mapping[str, V]:
    return MappingProxyType({code: make(row) for code, row in rows.items()})


def _rows(row_type: type[Entry], section: str, table: object) -> Mapping[str, Entry]:
    if not isinstance(table, Mapping):
        raise RulePackError(section, "is not a section")
    return MappingProxyType(
        {code: read_entry(row_type, f"{section}.{code}", code, row) for code, row in table.items()}
    )


def _day_rows(place: str, rows: object) -> tuple[DayRow, ...]:
    if not isinstance(rows, list):
        raise RulePackError(place, "must be a list")
    days = [read_table(_Day, f"{place}[{number}]", row) for number, row in enumerate(rows)]
    return tuple(DayRow(day.on, day.kind, day.name) for day in days)


def _shipped_days(names: tuple[str, ...]) -> tuple[DayRow, ...]:
    return tuple(day for name in names for day in _day_rows(name, _shipped(name).get("days")))


def _shipped(name: str) -> Table:
    return _parse(name, resources.files("casemgr.rules.packs") / f"{name}.toml")


def _parse(name: str, file: Traversable) -> Table:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise RulePackError(name, "cannot be read") from None
    except tomllib.TOMLDecodeError as error:
        raise RulePackError(name, f"is not TOML: {error}") from None


def _in_language(labels: Mapping[str, str], language: str) -> str:
    try:
        return labels[language]
    except KeyError:
        raise RulePackError(language, "no such language") from None


def _band(bands: Mapping[str, Band], amount_idr: int) -> str:
    return next(code for code, band in bands.items() if band.holds(amount_idr))
