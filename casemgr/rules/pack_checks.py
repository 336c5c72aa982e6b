"""What must fit together inside a rule pack: codes that point to other lists, full lists, whole ranges."""

import string
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from casemgr.errors import RulePackError
from casemgr.rules.calendars import ZONES
from casemgr.rules.conflicts import Ground
from casemgr.rules.pack_rows import Band
from casemgr.rules.transitions import TABLE
from casemgr.rules.vocabulary import Duty, Guard, Role, Status, Verb

if TYPE_CHECKING:
    from casemgr.rules.rulepack import RulePack

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_Pointer = tuple[str, Iterable[str], Collection[str]]
"""Where codes stand, the codes, and what they may be; the empty code points nowhere and is allowed."""


def check(pack: "RulePack") -> None:
    """Raise `RulePackError` for the first thing in the pack that does not fit together."""
    _check_complete(pack)
    _check_settings(pack)
    for place, codes, allowed in _pointers(pack):
        for code in codes:
            if code and code not in allowed:
                raise RulePackError(place, f"no such code: {code}")
    _check_bands("severities", pack.severities)
    _check_bands("amount_bands", pack.amount_bands)
    _check_messages(pack)
    _check_windows(pack)


def _check_complete(pack: "RulePack") -> None:
    """Every word of the workflow has its labels, and no word is invented here."""
    words: tuple[tuple[str, Collection[str], type[StrEnum]], ...] = (
        ("statuses", pack.statuses, Status),
        ("verbs", pack.verbs, Verb),
        ("roles", pack.roles, Role),
        ("guards", pack.guards, Guard),
        ("duties", pack.duties, Duty),
        ("conflict_grounds", pack.conflict_grounds, Ground),
    )
    for place, found, wanted in words:
        odd = set(found) ^ {str(code) for code in wanted}
        if odd:
            raise RulePackError(f"{place}.{min(odd)}", "missing or unknown")


def _check_settings(pack: "RulePack") -> None:
    settings = pack.settings
    try:
        time.fromisoformat(settings.closes_at)
    except ValueError:
        raise RulePackError("settings.closes_at", "must be a time such as 16:00") from None
    try:
        ZoneInfo(ZONES.get(settings.zone, settings.zone))
    except (ZoneInfoNotFoundError, ValueError):
        raise RulePackError("settings.zone", "no such time zone") from None
    if not settings.workweek:
        raise RulePackError("settings.workweek", "names no day")
    if min(settings.draft_days, settings.small_cell, settings.files_per_report) < 1:
        raise RulePackError("settings", "a number is too small")


def _pointers(pack: "RulePack") -> Iterator[_Pointer]:
    yield "settings.workweek", pack.settings.workweek, WEEK
    yield "settings.duties_off", pack.settings.duties_off, set(Duty)
    yield "settings.identity_required", pack.settings.identity_required, pack.kinds
    for code, category in pack.categories.items():
        yield f"categories.{code}.group", [category.group], pack.category_groups
        yield f"categories.{code}.offences", category.offences, pack.offences
    for code, service in pack.service_objects.items():
        yield f"service_objects.{code}.refer_to", [service.refer_to], pack.referrals
    for code, elements in pack.element_sets.items():
        yield f"element_sets.{code}.elements", elements.elements, pack.elements
    for code, reason in pack.reasons.items():
        yield f"reasons.{code}.verbs", reason.verbs, set(Verb)
        yield f"reasons.{code}.outcome", [reason.outcome], pack.outcomes
    for code, outcome in pack.outcomes.items():
        yield f"outcomes.{code}.retention", [outcome.retention], pack.retention
        yield f"outcomes.{code}.retention_oversight", [outcome.retention_oversight], pack.retention
    for code, sanction in pack.sanctions.items():
        yield f"sanctions.{code}.level", [sanction.level], pack.sanction_levels
    for code, choice in pack.public_choices.items():
        yield f"public_choices.{code}.kind", [choice.kind], pack.kinds
        yield f"public_choices.{code}.category", [choice.category], pack.categories
    yield from _clock_pointers(pack)


def _clock_pointers(pack: "RulePack") -> Iterator[_Pointer]:
    conditional = {f"{row.verb}.{row.when}" for row in TABLE if row.when}
    happenings = {*Verb, *conditional, *pack.events}
    for code, clock in pack.clock_rows.items():
        yield f"clocks.{code}.starts", clock.starts, happenings
        yield f"clocks.{code}.stops", clock.stops, happenings
        yield f"clocks.{code}.kinds", clock.kinds, pack.kinds
        yield f"clocks.{code}.degrees", clock.degrees, pack.degrees
        yield f"clocks.{code}.severities", clock.severities, pack.severities
        if clock.amount < 1:
            raise RulePackError(f"clocks.{code}.amount", "must be at least 1")
        if clock.pausable and clock.unit in {"months", "years"}:
            raise RulePackError(f"clocks.{code}.pausable", "months and years cannot pause")


def _check_bands(place: str, bands: Mapping[str, Band]) -> None:
    """Bands must cover every amount exactly once, in any order."""
    if not bands:
        raise RulePackError(place, "is empty")
    reached: int | None = None
    rows = sorted(bands.items(), key=lambda item: item[1].over_idr or -1)
    for number, (code, band) in enumerate(rows):
        if band.over_idr != reached:
            raise RulePackError(f"{place}.{code}.over_idr", "leaves a gap or an overlap")
        reached = band.up_to_idr
        if (reached is None) is not (number == len(rows) - 1):
            raise RulePackError(f"{place}.{code}.up_to_idr", "only the highest band is open")


def _check_messages(pack: "RulePack") -> None:
    """Both languages of a message ask for the same values, by name."""
    for code, row in pack.messages.items():
        try:
            wanted = {language: _placeholders(text) for language, text in row.label.items()}
        except ValueError:
            raise RulePackError(f"messages.{code}", "has a brace without its partner") from None
        if len(set(wanted.values())) != 1 or "" in wanted["id"]:
            raise RulePackError(f"messages.{code}", "the languages name different values")


def _placeholders(text: str) -> frozenset[str]:
    """Return the names in braces. Raises `ValueError` for a brace without its partner."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _check_windows(pack: "RulePack") -> None:
    """The windows in the settings are those the clocks show."""
    settings = pack.settings
    for name, days, starts, stops in (
        ("reply_window_days", settings.reply_window_days, Verb.GIVE_FEEDBACK, Verb.REPLY),
        ("completion_window_days", settings.completion_window_days, Verb.ASK, Verb.REPLY),
        ("hold_limit_days", settings.hold_limit_days, Verb.HOLD, Verb.RESUME),
    ):
        for code, clock in pack.clock_rows.items():
            if clock.active and starts in clock.starts and stops in clock.stops and clock.amount != days:
                raise RulePackError(f"settings.{name}", f"differs from clocks.{code}")
