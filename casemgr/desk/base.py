"""What every verb of the desk shares: who acts, which keys, and check, move, trace, do in that order."""

from __future__ import annotations

import datetime as dt
import hmac
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casemgr import moves
from casemgr.desk.views import Done
from casemgr.errors import KeyNotHeldError, NotPermittedError, SealBrokenError, StaleVersionError
from casemgr.moves import Mover
from casemgr.office import Office, utc_now
from casemgr.rules.workflow import (
    Actor,
    Duty,
    Role,
    Transition,
    Verb,
    check_duties,
)
from casemgr.store import queries, trail
from casemgr.store.engines import require_prepared, require_writable
from casemgr.store.models import (
    Assignment,
    Base,
    Case,
    Decision,
    History,
    Membership,
    Note,
    Removal,
    Report,
    Staff,
)
from casemgr.store.queries import Viewer
from casemgr.vault.formats import Context, Header
from casemgr.vault.keyring import CaseBox, Keyring, ReportBox
from casemgr.vault.sealing import place
from casemgr.vault.wraps import Purpose, Wrap, new_id

NOTE_OF_STEP = ("casemgr_history", "note_sealed")
ASKED, DONE = "asked", "done"
ID_BYTES = 16


@dataclass(slots=True)
class Step:
    """One verb on its way: what was asked, by whom, and what it has sealed so far."""

    case: Case
    transition: Transition
    values: Mapping[str, Any] = field(repr=False)
    asked_by: str | None = None
    sealed: list[bytes] = field(default_factory=list, repr=False)
    reason_code: str | None = None
    note: str = field(default="", repr=False)

    @property
    def verb(self) -> Verb:
        """The verb of the step."""
        return self.transition.verb


class DeskBase:
    """Session, office, keyring, and who the actor is according to the office's rows."""

    def __init__(
        self,
        session: Session,
        office: Office,
        keyring: Keyring,
        *,
        clock: Callable[[], dt.datetime] = utc_now,
        once: str = "",
    ) -> None:
        """Open the door for one act or several.

        `once` is a random text that came with a form and is secret like it: what is done with the same text a
        second time, by the same person on the same case, is not done again. Empty, everything is done anew.
        """
        require_prepared(session)
        self._once = once.encode()
        self.session = session
        self.office = office
        self.keyring = keyring
        self.clock = clock
        staff = session.get(Staff, keyring.staff_id)
        if staff is None or staff.state != "active":
            raise NotPermittedError
        self.person = staff
        roles = frozenset(Role(code) for code in staff.roles.split())
        self.actor = Actor(staff.id, roles)
        teams = session.scalars(
            select(Membership.team_id).where(Membership.staff_id == staff.id, Membership.state == "confirmed")
        )
        self.viewer = Viewer(staff.id, roles, frozenset(teams), office.staff_token(staff.id))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.person.id}>"

    @property
    def now(self) -> dt.datetime:
        """The instant of the verb, from the clock the host gave."""
        return self.clock()

    @property
    def today(self) -> dt.date:
        """The office's local day."""
        return self.office.today(self.now)

    def case(self, key: str) -> Case:
        """Return a visible case by id or by any report's reference. Raises `CaseNotFoundError`."""
        return queries.visible_case(self.session, self.viewer, key)

    # Keys of one case.

    def box(self, case: Case | str) -> CaseBox:
        """Open a case's keys, to seal under them or to hand them on.

        Raises `KeyNotHeldError`, also for keys that are not those of the heading: somebody may have put keys
        of their own in the place of the case's.
        """
        case_id = case if isinstance(case, str) else case.id
        box = self.reading_box(case_id)
        found = self.session.get(Case, case_id)
        if found is not None and found.heading_sealed:
            try:
                box.key(Header.parse(found.heading_sealed).key_id)
            except SealBrokenError:
                raise KeyNotHeldError from None
        return box

    def reading_box(self, case_id: str) -> CaseBox:
        """Open a case's keys to read with them, whatever became of the heading. Raises `KeyNotHeldError`."""
        found = self.session.get(Case, case_id)
        return self.keyring.case(case_id, via=found.merged_into_id if found else None)

    def report_box(self, report: Report) -> ReportBox:
        """Open a report's key through its case. Raises `KeyNotHeldError`."""
        return self.keyring.report(report.id, report.case_id)

    def seal(self, case: Case, value: Any, column: tuple[str, str], row_id: str, version: int = 1) -> bytes:
        """Seal a JSON value under the case key for one column of one row."""
        context = self._context(case.id, column, row_id, version)
        return self.box(case).seal(json.dumps(value, ensure_ascii=False), context)

    def open(
        self, case_id: str, blob: bytes | None, column: tuple[str, str], row_id: str, version: int = 1
    ) -> Any:
        """Open what `seal` made; `None` stays `None`. Raises `SealBrokenError`, `KeyNotHeldError`."""
        if blob is None:
            return None
        return json.loads(
            self.reading_box(case_id).read(blob, self._context(case_id, column, row_id, version))
        )

    def _context(self, case_id: str, column: tuple[str, str], row_id: str, version: int) -> Context:
        table, name = column
        return place(table, name, owner=case_id, row=row_id, version=version)

    def team_of(self, case: Case) -> str:
        """Return the team that holds a case's newest key, by what the vault says.

        Raises `KeyNotHeldError` when the row names another: anybody with SQL may have written it.
        """
        held = self.office.vault.of([case.id], [Purpose.CASE_TEAM])
        newest = max((wrap.version for wrap in held), default=0)
        recipients = {wrap.recipient for wrap in held if wrap.version == newest}
        for key in self.office.directory().keys:
            if key.kind == "team" and key.holder == case.team_id and key.key_id in recipients:
                return key.holder
        raise KeyNotHeldError

    def add_wraps(self, wraps: Iterable[Wrap]) -> None:
        """Store new wraps in the vault at once, before the host commits."""
        self.office.vault.add(wraps)

    def remove_wraps(self, wraps: Iterable[Wrap]) -> None:
        """Have wraps removed once the host has committed."""
        self.session.add_all(Removal(id=new_id(), kind="wrap", target=wrap.id) for wrap in wraps)

    # Who did what.

    def doers(self, case: Case) -> dict[Verb, set[str]]:
        """Return the staff ids that said each verb on a case."""
        rows = self.session.execute(
            select(History.verb, History.staff_id).where(
                History.case_id == case.id, History.staff_id.is_not(None)
            )
        )
        found: dict[Verb, set[str]] = {}
        for verb, staff_id in rows:
            if staff_id is not None:
                found.setdefault(Verb(verb), set()).add(staff_id)
        return found

    def check_duties(self, case: Case, transition: Transition, asked_by: str | None = None) -> None:
        """Raise `DutyConflictError` when this person's earlier steps exclude this one."""
        check_duties(
            transition,
            self.actor.id,
            self.doers(case),
            asked_by=asked_by,
            off=[Duty(code) for code in self.office.pack.settings.duties_off],
        )

    # Once.

    def row_id(self, *act: str) -> str:
        """Return the id of the row that this act adds: the same again for the same `once`, else a random one.

        Without `once`, which is stored nowhere, nothing can be learnt from it.
        """
        if not self._once:
            return new_id()
        words = json.dumps([self.actor.id, *act]).encode()
        return hmac.digest(self._once, words, "sha256")[:ID_BYTES].hex()

    def was_done(self, verb: Verb, case: Case) -> Done | None:
        """Return what came of this verb when it was done or asked for with the same `once`."""
        if not self._once:
            return None
        decision = self.session.get(Decision, self.row_id(ASKED, case.id, verb))
        if decision is not None:
            return Done(case.id, case.status, decision.id)
        row = self.session.get(History, self.row_id(DONE, case.id, verb))
        return None if row is None else Done(case.id, case.status)

    # Move and trace.

    def check_writable(self, case: Case, version: int | None = None) -> None:
        """Keep others from changing the case until the host commits.

        Raises `ReadOnlySessionError`, or `StaleVersionError` when the case changed since it was shown.
        """
        require_writable(self.session)
        self.session.refresh(case, with_for_update=True)
        if version is not None and version != case.version:
            raise StaleVersionError(case.id, seen=version, found=case.version)

    def move(self, step: Step) -> None:
        """Set the status, let the clocks follow, write history and the trail's leaf."""
        entry_id = self.row_id(DONE, step.case.id, step.verb)
        note = self.seal(step.case, step.note, NOTE_OF_STEP, entry_id) if step.note else None
        step.case.has_news = False
        moves.move(
            self.session,
            self.office,
            step.case,
            step.transition,
            Mover("staff", self.office.console_keys.leaf_key, self.actor.id),
            self.now,
            sealed=step.sealed,
            reason_code=step.reason_code,
            note_sealed=note,
            entry_id=entry_id,
        )
        self.session.flush()

    def trace(self, row: Base, verb: str, *sealed: bytes) -> None:
        """Write a leaf: this actor, the verb, a row as it stands now, and the bytes sealed with it."""
        trail.append(
            self.session,
            self.office.console_keys.leaf_key,
            actor=self.actor.id,
            verb=verb,
            subject=row,
            at=self.now,
            sealed=[one for one in sealed if one],
        )

    def write_note(self, case: Case, text: str) -> bytes:
        """Seal and store an internal remark; return the sealed bytes."""
        row_id = new_id()
        body = self.seal(case, text, ("casemgr_note", "body_sealed"), row_id)
        self.session.add(
            Note(id=row_id, case_id=case.id, staff_id=self.actor.id, written_at=self.now, body_sealed=body)
        )
        return body

    # People around a case.

    def open_assignments(self, case: Case) -> Sequence[Assignment]:
        """Return who is assigned now."""
        return list(
            self.session.scalars(
                select(Assignment).where(Assignment.case_id == case.id, Assignment.ended_at.is_(None))
            )
        )

    def waiting_decisions(self, case: Case) -> Sequence[Decision]:
        """Return the decisions on a case that nobody took yet."""
        return list(
            self.session.scalars(
                select(Decision).where(Decision.case_id == case.id, Decision.state == "asked")
            )
        )
