"""Who must not see, count, search or handle a case, and which team may receive it instead.

Ids are opaque here: staff ids, unit ids, or keyed tokens of them, as long as both sides use the same. The
rules only compare. Whoever has a conflict is told nothing, not even that a case exists. Sources: BPKH
Regulation 8/2022 (a reported member of the handling unit surrenders access), PermenPANRB 17/2024.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from casemgr.errors import ConflictOfInterestError, NoReceivingTeamError


class Ground(StrEnum):
    """Why a person is kept away from a case."""

    SUBJECT = "subject"
    UNIT = "unit"
    EXCLUDED = "excluded"
    DECLARED = "declared"
    SUPERIOR = "superior"
    SUBORDINATE = "subordinate"


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody who might handle a case."""

    id: str
    unit_id: str | None = None
    team_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ties:
    """What is known of a case: who and what it is about, and who must stay away from it."""

    subject_ids: frozenset[str] = frozenset()
    unit_ids: frozenset[str] = frozenset()
    excluded_staff_ids: frozenset[str] = frozenset()
    excluded_team_ids: frozenset[str] = frozenset()
    declared_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReceivingTeam:
    """A team that may receive reports; `last_resort` marks the break-glass team above the others."""

    id: str
    unit_id: str | None = None
    last_resort: bool = False


def conflicts(
    person: Person,
    ties: Ties,
    *,
    parents: Mapping[str, str] | None = None,
    superiors: Mapping[str, str] | None = None,
) -> frozenset[Ground]:
    """Return every ground that keeps this person away; empty means none is known.

    `parents` maps a unit to the unit above it, `superiors` a staff id to the superior's. Belonging to a unit
    below the one complained about counts as belonging to it. Cycles in either map are followed once.
    """
    chain = set(_upwards(person.id, superiors or {}))
    above_subjects = {above for subject in ties.subject_ids for above in _upwards(subject, superiors or {})}
    units = set() if person.unit_id is None else {person.unit_id, *_upwards(person.unit_id, parents or {})}
    found = {
        Ground.SUBJECT: person.id in ties.subject_ids,
        Ground.UNIT: bool(units & ties.unit_ids),
        Ground.EXCLUDED: person.id in ties.excluded_staff_ids
        or bool(person.team_ids & ties.excluded_team_ids),
        Ground.DECLARED: person.id in ties.declared_ids,
        Ground.SUPERIOR: person.id in above_subjects,
        Ground.SUBORDINATE: bool(chain & ties.subject_ids),
    }
    return frozenset(ground for ground, holds in found.items() if holds)


def check_conflict(
    person: Person,
    ties: Ties,
    *,
    parents: Mapping[str, str] | None = None,
    superiors: Mapping[str, str] | None = None,
) -> None:
    """Raise `ConflictOfInterestError` when the person must not handle the case; the ground is not told."""
    if conflicts(person, ties, parents=parents, superiors=superiors):
        raise ConflictOfInterestError(person.id)


def receiving_team(
    teams: Iterable[ReceivingTeam],
    *,
    unit_ids: Collection[str] = (),
    excluded_team_ids: Collection[str] = (),
    parents: Mapping[str, str] | None = None,
) -> ReceivingTeam:
    """Return the team a report is sealed to: the first outside every unit complained about, not excluded.

    Teams of last resort come after all others. Raises `NoReceivingTeamError` when nobody is left.
    """
    named = frozenset(unit_ids)
    for team in sorted(teams, key=lambda item: item.last_resort):
        units = set() if team.unit_id is None else {team.unit_id, *_upwards(team.unit_id, parents or {})}
        if team.id not in excluded_team_ids and not units & named:
            return team
    raise NoReceivingTeamError


def _upwards(start: str, above: Mapping[str, str]) -> Iterator[str]:
    """Yield what lies above, nearest first; each at most once."""
    seen = {start}
    here = above.get(start)
    while here is not None and here not in seen:
        yield here
        seen.add(here)
        here = above.get(here)
