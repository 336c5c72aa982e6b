"""The organisation as the key directory signs it: units in a tree, and where each team stands in it.

These values decide where a report is sealed, so they are part of the signed document. Nothing here reads a
table; rows of units and teams only repeat what the document says, for lists and filters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

Side = Literal["case", "custody"]
TeamKind = Literal["intake", "examination", "break_glass", "custodian"]

CASE: Final[Side] = "case"
CUSTODY: Final[Side] = "custody"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the organisation as it is now; `parent_id` is the unit above it, None at the top."""

    id: str
    name: str
    parent_id: str | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """People who share a key, and where they stand.

    `unit_id` is the unit the team belongs to, None where it belongs to the whole office. Reports go to the
    lowest `rank` that may have them. `epoch` is that of the key now in use and counts from 1.
    """

    id: str
    kind: TeamKind
    name: str = ""
    unit_id: str | None = None
    rank: int = 0
    epoch: int = 1

    @property
    def side(self) -> Side:
        """Which side the team's keys are on: custodians hold halves of identities, all others cases."""
        return CUSTODY if self.kind == "custodian" else CASE


def is_forest(parents: Mapping[str, str | None]) -> bool:
    """Say whether every unit's parent is a unit too and no unit lies below itself.

    `parents` maps each unit to the unit above it, None at the top. Takes time in proportion to its size.
    """
    sound: set[str] = set()
    for start in parents:
        path: set[str] = set()
        here: str | None = start
        while here is not None and here not in sound:
            if here in path or here not in parents:
                return False
            path.add(here)
            here = parents[here]
        sound |= path
    return True


def stand_in(teams: Iterable[Team], units: Mapping[str, object]) -> bool:
    """Say whether every team is of a known kind, and belongs to a known unit or to the whole office."""
    kinds = get_args(TeamKind)
    return all(team.kind in kinds and (team.unit_id is None or team.unit_id in units) for team in teams)
