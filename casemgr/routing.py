"""The organisation as the newest signed directory has it, and who receives a report by it.

Built once for each document and shared between threads. It never reads a row: whoever can write the
database changes lists and filters, not where the next report is sealed.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from casemgr.rules import conflicts
from casemgr.rules.conflicts import ReceivingTeam
from casemgr.vault.directory import Directory, Team, TeamKind, Unit

POINT: Final[TeamKind] = "intake"
"""Teams that receive reports and that a reporter may exclude."""
LAST_RESORT: Final[TeamKind] = "break_glass"


class Organisation:
    """Units by name, teams by rank, and who stands where."""

    def __init__(self, directory: Directory) -> None:
        self.number = directory.number
        self.units: tuple[Unit, ...] = tuple(sorted(directory.units, key=lambda unit: (unit.name, unit.id)))
        self._teams = tuple(sorted(directory.teams, key=lambda team: (team.rank, team.name, team.id)))
        self._parents = {unit.id: unit.parent_id for unit in self.units if unit.parent_id is not None}
        self._names = {unit.id: unit.name for unit in self.units}
        self._children: dict[str, list[str]] = {}
        for unit_id, parent_id in self._parents.items():
            self._children.setdefault(parent_id, []).append(unit_id)
        self._receiving = [
            ReceivingTeam(team.id, team.unit_id, last_resort=team.kind == LAST_RESORT)
            for team in self.teams(POINT, LAST_RESORT)
        ]

    def teams(self, *kinds: str) -> list[Team]:
        """Return the teams of these kinds, all when none is named, in order of rank."""
        return [team for team in self._teams if not kinds or team.kind in kinds]

    def unit_name(self, unit_id: str) -> str | None:
        """Return a unit's name, None for a unit that the organisation does not have now."""
        return self._names.get(unit_id)

    def receiving_team(self, reported_unit_id: str | None, excluded: Collection[str]) -> ReceivingTeam:
        """Choose who receives a report: neither excluded nor inside the unit complained about.

        The break-glass team above comes last. Raises `NoReceivingTeamError` when nobody is left.
        """
        named = (reported_unit_id,) if reported_unit_id else ()
        return conflicts.receiving_team(
            self._receiving, unit_ids=named, excluded_team_ids=excluded, parents=self._parents
        )

    def subtree(self, unit_id: str) -> frozenset[str]:
        """Return a unit and everything under it; a unit that is not here has nothing under it."""
        found, todo = {unit_id}, [unit_id]
        while todo:
            children = self._children.get(todo.pop(), [])
            found.update(children)
            todo += children
        return frozenset(found)

    def chain(self, unit_id: str | None) -> tuple[str, ...]:
        """Return a unit and those above it, nearest first; empty for none and for one that is not here."""
        found: list[str] = []
        here = unit_id if unit_id in self._names else None
        while here is not None:
            found.append(here)
            here = self._parents.get(here)
        return tuple(found)
