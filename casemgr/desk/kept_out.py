"""Who must not get a case: by the reporter's word, by the unit complained about, by their own declaration.

Tokens of these people are kept with a case when it is first opened (`keep_out`). Whoever joins an excluded
team or the unit later has no token, so every verb that hands a key on asks here again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, update

from casemgr.desk.base import DeskBase
from casemgr.desk.contents import readable
from casemgr.errors import GuardFailedError, KeyNotHeldError
from casemgr.routing import LAST_RESORT, POINT
from casemgr.rules.workflow import Guard
from casemgr.store.models import Case, Exclusion, Staff
from casemgr.submissions import Content


@dataclass(frozen=True, slots=True)
class KeptOut:
    """Teams and people a case must not reach."""

    team_ids: frozenset[str]
    staff_ids: frozenset[str]


def of_contents(desk: DeskBase, case: Case, contents: Iterable[Content]) -> KeptOut:
    """Return whom the reports themselves keep out.

    People of the unit complained about are kept out, except in the team of last resort once it has the case:
    somebody must be able to act.
    """
    named: set[str] = set()
    units: set[str] = set()
    directory = desk.office.directory()
    organisation = desk.office.organisation(directory)
    for content in contents:
        named.update(content.excluded)
        if content.unit_id:
            units |= organisation.subtree(content.unit_id)
    out = {team.id for team in organisation.teams(POINT) if team.id in named}
    staff = {member for team_id in out for member in directory.members(team_id)}
    last_resort = {team.id for team in organisation.teams(LAST_RESORT)} & {case.team_id}
    spared = {member for team_id in last_resort for member in directory.members(team_id)}
    inside = {key.holder for key in directory.keys if key.state == "active" and key.unit_id in units} - spared
    out |= {team.id for team in directory.teams if team.unit_id in units}
    return KeptOut(frozenset(out), frozenset(staff | inside))


def of_case(desk: DeskBase, case: Case) -> KeptOut:
    """Return everybody a case must not reach. Without its key only the kept tokens are known.

    One member is enough to keep a team out. The team of last resort stays as long as one of it may act: who
    of it is kept out is shown nothing, though the team's key would open the case.
    """
    try:
        found = of_contents(desk, case, readable(desk, case))
    except KeyNotHeldError:
        found = KeptOut(frozenset(), frozenset())
    tokens = set(desk.session.scalars(select(Exclusion.token).where(Exclusion.case_id == case.id)))
    people = desk.session.scalars(select(Staff.id))
    staff = found.staff_ids | {one for one in people if desk.office.staff_token(one) in tokens}
    directory = desk.office.directory()
    members = {team.id: set(directory.members(team.id)) for team in directory.teams}
    last_resort = {team.id for team in desk.office.organisation(directory).teams(LAST_RESORT)}
    teams = {
        team_id
        for team_id, inside in members.items()
        if (inside <= staff if team_id in last_resort else inside & staff)
    }
    return KeptOut(found.team_ids | teams, staff)


def is_kept_out(desk: DeskBase, case: Case, contents: Iterable[Content]) -> bool:
    """Whether the reports themselves keep this actor out, before anybody has opened the case."""
    return desk.actor.id in of_contents(desk, case, contents).staff_ids


def own_units(desk: DeskBase) -> frozenset[str]:
    """Return the names of the units this actor belongs to, from their own upwards."""
    directory = desk.office.directory()
    organisation = desk.office.organisation(directory)
    own = directory.staff_key(desk.actor.id).unit_id
    names = (organisation.unit_name(unit_id) for unit_id in organisation.chain(own))
    return frozenset(name for name in names if name is not None)


def keep_out(desk: DeskBase, case: Case) -> None:
    """Keep tokens of everybody the reports keep out.

    Raises `GuardFailedError` when the actor is one of them.
    """
    if desk.actor.id in of_contents(desk, case, readable(desk, case)).staff_ids:
        raise GuardFailedError(Guard.HANDLER_WITHOUT_CONFLICT)
    screen(desk, case)


def screen(desk: DeskBase, case: Case) -> None:
    """Keep the same tokens whoever acts, before anybody takes the case up; its version does not change.

    Raises `KeyNotHeldError`.
    """
    for staff_id in sorted(of_contents(desk, case, readable(desk, case)).staff_ids):
        keep_person_out(desk, case, staff_id)
    desk.session.execute(update(Case).where(Case.id == case.id).values(is_screened=True))


def keep_person_out(desk: DeskBase, case: Case, staff_id: str) -> None:
    """Keep the token of one person who must not see a case."""
    _keep_token(desk, case, desk.office.staff_token(staff_id))


def carry_over(desk: DeskBase, source: Case, target: Case) -> None:
    """Keep whoever is kept out of one case out of the case that takes its reports, too."""
    for token in desk.session.scalars(select(Exclusion.token).where(Exclusion.case_id == source.id)):
        _keep_token(desk, target, token)


def _keep_token(desk: DeskBase, case: Case, token: bytes) -> None:
    if desk.session.get(Exclusion, (case.id, token)) is None:
        desk.session.add(Exclusion(case_id=case.id, token=token))
        desk.session.flush()
