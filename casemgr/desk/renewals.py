"""What the next member online does: link a team's earlier keys, renew open cases, screen new reports."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from sqlalchemy import bindparam, select

from casemgr.desk import kept_out
from casemgr.desk.base import DeskBase
from casemgr.errors import KeyNotHeldError, SealBrokenError
from casemgr.rules.workflow import OPEN, Status
from casemgr.store.engines import require_writable
from casemgr.store.models import Case
from casemgr.vault.directory import Directory
from casemgr.vault.sealing import case_to_staff, new_case, wrap_under
from casemgr.vault.wraps import Purpose, Wrap

RENEW_BATCH = 50
SCREEN_BATCH = 50


UNSCREENED = (
    select(Case.id)
    .where(
        Case.is_screened.is_(False),
        Case.team_id.in_(bindparam("team_ids", expanding=True)),
        Case.status == Status.RECEIVED,
    )
    .order_by(Case.received_on.desc(), Case.id.desc())
    .limit(SCREEN_BATCH)
)
"""The newest cases of `team_ids` that nobody has screened yet; every request looks for them."""


def may_screen(desk: DeskBase) -> bool:
    """Say whether a new case waits that this actor can screen: one look at an index of such cases alone."""
    waiting = list(desk.session.scalars(UNSCREENED, {"team_ids": sorted(desk.viewer.team_ids)}))
    desk.keyring.preload(waiting)
    return any(desk.keyring.holds_case(case_id) for case_id in waiting)


class Renewing(DeskBase):
    """The part of the door that everybody's sign-in runs."""

    def catch_up(self) -> int:
        """Link earlier team keys to the newest, renew the keys of open cases and screen new ones, in batches.

        Whom the reports of a screened case keep out no longer sees its line. Returns how many cases got a
        new key version. Safe to run at every sign-in.
        """
        require_writable(self.session)
        directory = self.office.directory()
        renewed = 0
        for team in directory.teams_of(self.actor.id):
            newest = directory.team_key(team.id)
            if newest.key_id not in self.keyring.team_pairs():
                continue
            self.add_wraps(self._links(directory, team.id))
            renewed += self._renew_cases(directory, team.id)
        self.screen_new()
        return renewed

    def screen_new(self) -> None:
        """Keep tokens of everybody whom new reports of this actor's teams keep out, in batches.

        A colleague who does the same at this moment is waited for.
        """
        require_writable(self.session)
        teams = [team.id for team in self.office.directory().teams_of(self.actor.id)]
        waiting = self.session.scalars(UNSCREENED, {"team_ids": teams}).all()
        new = select(Case).where(Case.id.in_(waiting), Case.is_screened.is_(False))
        cases = list(self.session.scalars(new.order_by(Case.id).with_for_update()))
        self.keyring.preload([case.id for case in cases])
        for case in cases:
            # One whose seal is broken is tried again; the others do not wait for it.
            with suppress(KeyNotHeldError, SealBrokenError):
                kept_out.screen(self, case)
                self.trace(case, "screen")

    def _links(self, directory: Directory, team_id: str) -> list[Wrap]:
        newest = directory.team_key(team_id)
        linked = {
            wrap.recipient: wrap
            for wrap in self.office.vault.of([team_id], [Purpose.TEAM_LINK])
            if wrap.recipient == newest.key_id
        }
        earlier = [
            key
            for key in directory.keys
            if key.kind == "team" and key.holder == team_id and key.epoch == newest.epoch - 1
        ]
        return [
            self.keyring.share_team(
                key.key_id, team_id, newest.public, self.today, epoch=newest.epoch, purpose=Purpose.TEAM_LINK
            )
            for key in earlier
            if newest.key_id not in linked and key.key_id in self.keyring.team_pairs()
        ]

    def _renew_cases(self, directory: Directory, team_id: str) -> int:
        """Renew the open cases of a team whose newest key is not sealed to the team's newest key."""
        newest = directory.team_key(team_id)
        ours = select(Case).where(
            Case.team_id == team_id, Case.status.in_(sorted(OPEN)), Case.merged_into_id.is_(None)
        )
        if newest.epoch == 1:
            ours = ours.where(Case.key_version > 1)
        cases = {case.id: case for case in self.session.scalars(ours.order_by(Case.id))}
        stale = [cases[case_id] for case_id in self._stale(cases, newest.key_id)]
        renewed = 0
        for case in stale[:RENEW_BATCH]:
            self.session.refresh(case, with_for_update=True)
            if self._stale({case.id: case}, newest.key_id) and self._is_sealed_to(directory, team_id, case):
                self._renew(directory, team_id, case)
                renewed += 1
        return renewed

    def _stale(self, cases: Mapping[str, Case], team_key_id: bytes) -> list[str]:
        sealed: dict[str, int] = {}
        for wrap in self.office.vault.of(list(cases), [Purpose.CASE_TEAM]):
            if wrap.recipient == team_key_id:
                sealed[wrap.owner] = max(wrap.version, sealed.get(wrap.owner, 0))
        return [case_id for case_id, case in cases.items() if sealed.get(case_id, 0) < case.key_version]

    def _is_sealed_to(self, directory: Directory, team_id: str, case: Case) -> bool:
        """Whether the team itself holds the key already: the row alone says nothing, anybody may have
        written it."""
        if not self.keyring.holds_case(case.id):
            return False
        newest = self.box(case).newest
        keys_of_team = {key.key_id for key in directory.keys if key.kind == "team" and key.holder == team_id}
        for wrap in self.office.vault.of([case.id], [Purpose.CASE_TEAM]):
            if wrap.recipient in keys_of_team and wrap.version == newest.version:
                try:
                    return self.keyring.open(wrap) == newest.key.secret
                except SealBrokenError:
                    continue
        return False

    def _renew(self, directory: Directory, team_id: str, case: Case) -> None:
        """Give a case a new key version for later writes; the older one is wrapped under it."""
        old = self.box(case).newest
        version = max(old.version + 1, case.key_version)
        fresh, wraps = new_case(directory, case.id, team_id, self.today, version=version)
        wraps.append(
            wrap_under(fresh.key, old.key.secret, Purpose.CASE_LINK, case.id, self.today, version=old.version)
        )
        wraps += [
            case_to_staff(fresh, directory, staff_id, self.today)
            for staff_id in self._holders(directory, case, old.version)
        ]
        wraps += [
            wrap_under(
                fresh.key,
                self.keyring.report_secret(report.id, case.id),
                Purpose.REPORT_CASE,
                report.id,
                self.today,
            )
            for report in case.reports
        ]
        self.add_wraps(wraps)
        case.key_version = fresh.version
        self.keyring.forget_case(case.id)
        self.trace(case, "renew_key")

    def _holders(self, directory: Directory, case: Case, version: int) -> list[str]:
        """Return who acts on a case and holds its present key; a row alone makes nobody a reader."""
        held = {
            wrap.recipient
            for wrap in self.office.vault.of([case.id], [Purpose.CASE_STAFF])
            if wrap.version == version
        }
        acting = {one.staff_id for one in self.open_assignments(case)}
        acting |= {one.decider_id for one in self.waiting_decisions(case)}
        active = {key.holder: key.key_id for key in directory.keys if key.state == "active"}
        return sorted(staff_id for staff_id in acting if active.get(staff_id) in held)
