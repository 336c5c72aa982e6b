"""Door 3: identity requests, approvals, disclosure. The only place where an identity key is assembled.

An officer of the case asks with a ground and a reason; every custodian team must release its half; the
officer then opens the identity once. Opening seals it anew under fresh halves, so that the released ones are
worth nothing afterwards. "Once" and "fifteen minutes" are promises of this code, not of mathematics
(`docs/threat-model.md`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from casemgr import moves
from casemgr.desk import answers
from casemgr.desk.base import DeskBase
from casemgr.desk.broken import Opener
from casemgr.errors import (
    DecisionPendingError,
    DisclosureClosedError,
    DisclosureNotFoundError,
    GuardFailedError,
    KeyNotHeldError,
    SealBrokenError,
    SubmissionInvalidError,
)
from casemgr.moves import Mover
from casemgr.rules.workflow import Guard, Role, Verb, permitted_transition
from casemgr.store.engines import require_writable
from casemgr.store.models import (
    Case,
    Disclosure,
    DisclosureAnswer,
    Membership,
    Notice,
    Report,
    Team,
)
from casemgr.submissions import Identity, clean_text
from casemgr.vault.formats import seal_to
from casemgr.vault.sealing import place
from casemgr.vault.wraps import Purpose, Wrap, new_id

__all__ = ["Custody", "Disclosed", "DisclosureView", "Reservation", "TeamAnswer"]

REASON_CHARACTERS = 300
APPROVAL_DAYS = 7
"""How long an approval may wait for its officer; calendar days. After that it must be asked again."""
DECISION_DAYS = 3
"""What a reporter is told about when custodians decide; working days."""
_REASON = ("casemgr_disclosure_answer", "reason_sealed")
_HALVES = (Purpose.IDENTITY_REPORT, Purpose.IDENTITY_CUSTODIAN, Purpose.IDENTITY_RECOVERY)


@dataclass(frozen=True, slots=True)
class TeamAnswer:
    """What one custodian team said: none, approved or refused."""

    team: str
    answer: str
    staff: str | None
    answered_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class DisclosureView:
    """A request as requester and custodians see it; `reason` is None for whoever may not read it."""

    id: str
    reference: str
    requester: str
    requester_id: str
    asked_at: dt.datetime
    ground: str
    tells_reporter: bool
    untold_code: str | None
    state: str
    answers: tuple[TeamAnswer, ...]
    is_mine_to_decide: bool
    reason: str | None = field(default=None, repr=False)


@dataclass(slots=True)
class Reservation:
    """The one view of an identity: used up in its row, and not yet taken. It lives in memory only.

    `halves` pairs each custodian team with what it released, sealed to the officer.
    """

    disclosure_id: str
    report_id: str
    opened_at: dt.datetime
    halves: tuple[tuple[str, Wrap], ...] = field(repr=False)
    is_spent: bool = False


@dataclass(frozen=True, slots=True)
class Disclosed:
    """An opened identity; `identity` is None when the reporter never gave one."""

    identity: Identity | None = field(repr=False)
    open_until: dt.datetime


class Custody(DeskBase):
    """The door of one signed-in officer or custodian on one session."""

    # The officer.

    def request(
        self,
        case: Case,
        report_id: str,
        *,
        ground: str,
        reason: str,
        tell_reporter: bool = True,
        untold_code: str | None = None,
    ) -> str:
        """Ask every custodian team to release its half; return the request's id.

        `reason` has at most 300 characters and is sealed to the custodians. Without telling the reporter,
        `untold_code` must name the legal ground for silence. Raises `VerbNotAllowedError`,
        `NotPermittedError`, `KeyNotHeldError`, `SubmissionInvalidError`, and `DecisionPendingError` while an
        earlier request of this officer about the report waits or was approved.
        """
        self.check_writable(case, None)
        row = permitted_transition(self.actor, Verb.REQUEST, case.status)
        self.check_duties(case, row)
        report = self._report(case, report_id)
        self.report_box(report)
        self._check_not_asked(report)
        words = self._checked(ground, reason, tell_reporter, untold_code)
        disclosure = Disclosure(
            id=new_id(),
            case_id=case.id,
            report_id=report.id,
            asked_by=self.actor.id,
            asked_at=self.now,
            ground=ground,
            tells_reporter=tell_reporter,
            untold_code=None if tell_reporter else untold_code,
        )
        self.session.add(disclosure)
        self.session.flush()
        sealed = [self._ask_team(disclosure, team_id, words) for team_id in self._custodian_teams()]
        if tell_reporter:
            due_on = self.office.calendar().add_working_days(self.today, DECISION_DAYS)
            answers.announce(self, [report], "identity_requested", due_on=due_on.isoformat())
        self._move(case, Verb.REQUEST, sealed, ground)
        return disclosure.id

    def _check_not_asked(self, report: Report) -> None:
        """One officer has one request at a time about one report; what opens nothing any more is ended."""
        earlier = self.session.scalars(
            select(Disclosure).where(
                Disclosure.report_id == report.id,
                Disclosure.asked_by == self.actor.id,
                Disclosure.state.in_(("asked", "approved")),
            )
        )
        for row in earlier:
            released = self._released(row)
            is_current = all(wrap.version == report.identity_version for wrap in released)
            if row.state == "asked" or (is_current and self._is_fresh(row)):
                raise DecisionPendingError(Verb.REQUEST, row.id)
            row.state = "ended"
            self.remove_wraps(released)

    def _checked(self, ground: str, reason: str, tell_reporter: bool, untold_code: str | None) -> str:
        problems: dict[str, str] = {}
        grounds = self.office.pack.disclosure_grounds
        words = clean_text(reason)
        if ground not in grounds:
            problems["ground"] = "choice"
        if not words:
            problems["reason"] = "empty"
        elif len(words) > REASON_CHARACTERS:
            problems["reason"] = "long"
        if not tell_reporter and untold_code not in grounds:
            problems["untold_code"] = "empty"
        if problems:
            raise SubmissionInvalidError(problems)
        return words

    def _report(self, case: Case, report_id: str) -> Report:
        for report in case.reports:
            if report.id == report_id:
                return report
        raise DisclosureNotFoundError(report_id)

    def _custodian_teams(self) -> tuple[str, ...]:
        return self.office.directory().custodian_teams()

    def _ask_team(self, disclosure: Disclosure, team_id: str, words: str) -> bytes:
        answer_id = new_id()
        team = self.office.directory().team_key(team_id)
        sealed = seal_to(
            team.public, words.encode(), _reason_place(disclosure.id, answer_id), epoch=team.epoch
        )
        self.session.add(
            DisclosureAnswer(
                id=answer_id,
                disclosure_id=disclosure.id,
                team_id=team_id,
                reason_sealed=sealed,
                answer="none",
            )
        )
        members = select(Membership.staff_id).where(
            Membership.team_id == team_id, Membership.state == "confirmed"
        )
        for staff_id in self.session.scalars(members):
            self.session.add(
                Notice(id=new_id(), staff_id=staff_id, kind="identity_request", queued_at=self.now)
            )
        self.session.flush()
        return sealed

    def requests_of(self, case: Case) -> tuple[DisclosureView, ...]:
        """Return the requests made on a visible case, newest first."""
        report_ids = [report.id for report in case.reports]
        rows = self.session.scalars(
            select(Disclosure)
            .where(Disclosure.report_id.in_(report_ids))
            .order_by(Disclosure.asked_at.desc())
        )
        return tuple(self._view(row) for row in rows)

    def reserve(self, disclosure_id: str) -> Reservation:
        """Use up the one view of an identity before anything is opened; the host commits, then `disclose`s.

        The released halves leave the vault with this commit and live on in the reservation, sealed to the
        officer's key. Raises `DisclosureNotFoundError`, `DisclosureClosedError` while a team has not
        consented, after a refusal, after it was used up, when the approval is too old, and when what was
        released no longer fits the identity; `NotPermittedError`, `KeyNotHeldError`.
        """
        row = self.session.get(Disclosure, disclosure_id)
        if row is None or row.asked_by != self.actor.id:
            raise DisclosureNotFoundError(disclosure_id)
        case = self.case(self.session.get_one(Report, row.report_id).case_id)
        self.check_writable(case, None)
        self.session.refresh(row)
        permitted_transition(self.actor, Verb.DISCLOSE, case.status)
        self._check_open(row)
        report = self._report(case, row.report_id)
        halves = self._halves(row, report)
        row.state = "opened"
        row.opened_at = self.now
        self.remove_wraps(wrap for _, wrap in halves)
        if row.tells_reporter:
            answers.announce(self, [report], "identity_opened")
        self._move(case, Verb.DISCLOSE, [report.identity_sealed], row.ground)
        return Reservation(row.id, report.id, row.opened_at, halves)

    def _halves(self, row: Disclosure, report: Report) -> tuple[tuple[str, Wrap], ...]:
        """Return what each team released. Raises `DisclosureClosedError`, `KeyNotHeldError`."""
        released = {wrap.id: wrap for wrap in self._released(row)}
        found = tuple((one.team_id, released.get(one.wrap_id or "")) for one in row.answers)
        halves = tuple((team_id, wrap) for team_id, wrap in found if wrap is not None)
        if len(halves) < len(found) or any(wrap.version != report.identity_version for _, wrap in halves):
            raise DisclosureClosedError(row.id)
        if not all(self.keyring.holds(wrap.recipient) for _, wrap in halves):
            raise KeyNotHeldError
        self.report_box(report)
        return halves

    def disclose(self, reservation: Reservation) -> Disclosed:
        """Open the identity of a committed reservation, once; it is sealed anew before this returns.

        Call it in a transaction of its own, after the one that reserved was committed: whatever happens to
        this transaction, there is no second look. Raises `DisclosureClosedError` for a reservation that was
        not committed or is spent, and when the seals do not open; `KeyNotHeldError`.
        """
        require_writable(self.session)
        if reservation.is_spent or not self._is_committed(reservation):
            raise DisclosureClosedError(reservation.disclosure_id)
        reservation.is_spent = True
        report = self.session.get_one(Report, reservation.report_id)
        content = self._open(reservation, report)
        self._seal_anew(report, content)
        self.session.flush()
        self.trace(report, "seal_anew", report.identity_sealed)
        minutes = self.office.pack.settings.disclosure_minutes
        return Disclosed(Identity.decode(content), self.now + dt.timedelta(minutes=minutes))

    def _is_committed(self, reservation: Reservation) -> bool:
        """Ask on a connection of its own, which sees no uncommitted row."""
        with self.office.reading() as reading:
            row = reading.get(Disclosure, reservation.disclosure_id)
            return (
                row is not None
                and row.state == "opened"
                and row.asked_by == self.actor.id
                and row.opened_at == reservation.opened_at
            )

    def _check_open(self, row: Disclosure) -> None:
        if row.state != "approved" or not self._is_fresh(row):
            raise DisclosureClosedError(row.id)

    def _is_fresh(self, row: Disclosure) -> bool:
        latest = max((answer.answered_at for answer in row.answers if answer.answered_at), default=None)
        return latest is not None and self.now - latest <= dt.timedelta(days=APPROVAL_DAYS)

    def _open(self, reservation: Reservation, report: Report) -> bytes:
        own = self.office.vault.of([report.id], [Purpose.IDENTITY_REPORT])
        try:
            return self.keyring.open_identity(
                self.report_box(report),
                report.identity_sealed,
                report.identity_version,
                reservation.halves,
                own,
            )
        except SealBrokenError:
            raise DisclosureClosedError(reservation.disclosure_id) from None

    def _released(self, row: Disclosure) -> list[Wrap]:
        return self.office.vault.of([row.id], [Purpose.IDENTITY_DISCLOSED])

    def _seal_anew(self, report: Report, content: bytes) -> None:
        old = self.office.vault.of([report.id], _HALVES)
        version, blob, wraps = self.report_box(report).new_identity(
            self.office.directory(), content, self.today
        )
        self.add_wraps(wraps)
        self.remove_wraps(old)
        report.identity_sealed = blob
        report.identity_version = version

    # The custodian.

    def pending(self) -> tuple[DisclosureView, ...]:
        """Return the requests that wait for one of this custodian's teams, oldest first."""
        if Role.CUSTODIAN not in self.actor.roles:
            return ()
        rows = self.session.scalars(
            select(Disclosure)
            .join(DisclosureAnswer)
            .where(
                Disclosure.state == "asked",
                DisclosureAnswer.team_id.in_(sorted(self.viewer.team_ids)),
                DisclosureAnswer.answer == "none",
            )
            .order_by(Disclosure.asked_at)
        )
        return tuple(self._view(row) for row in rows.unique())

    def view(self, disclosure_id: str) -> DisclosureView:
        """Return one request for its officer or for a custodian. Raises `DisclosureNotFoundError`."""
        row = self.session.get(Disclosure, disclosure_id)
        if row is None:
            raise DisclosureNotFoundError(disclosure_id)
        mine = any(answer.team_id in self.viewer.team_ids for answer in row.answers)
        if row.asked_by != self.actor.id and not mine:
            raise DisclosureNotFoundError(disclosure_id)
        return self._view(row)

    def approve(self, disclosure_id: str, reason: str) -> None:
        """Release this team's half to the officer; when every team has, the request is approved.

        Raises `DisclosureNotFoundError`, `DisclosureClosedError`, `DutyConflictError`, `GuardFailedError`,
        `SubmissionInvalidError` without a reason, `SealBrokenError` when the officer's reason cannot be read.
        """
        row, answer, case = self._waiting(disclosure_id, Verb.APPROVE)
        self._reason(answer)
        if not row.tells_reporter and row.untold_code is None:
            raise GuardFailedError(Guard.REPORTER_TOLD)
        report = self.session.get_one(Report, row.report_id)
        officer = self.office.directory().staff_key(row.asked_by).public
        wrap = self.keyring.release_half(self._half(report, answer.team_id), officer, row.id, self.today)
        self.add_wraps([wrap])
        answer.wrap_id = wrap.id
        self._answer(answer, "approved", reason)
        if all(one.answer == "approved" for one in row.answers):
            row.state = "approved"
            notice = Notice(id=new_id(), staff_id=row.asked_by, kind="identity_approved", queued_at=self.now)
            self.session.add(notice)
        self._move(case, Verb.APPROVE, [answer.own_reason_sealed or b""], row.ground)

    def _half(self, report: Report, team_id: str) -> Wrap:
        directory = self.office.directory()
        for wrap in self.office.vault.of([report.id], [Purpose.IDENTITY_CUSTODIAN]):
            is_current = wrap.version == report.identity_version
            if is_current and directory.key(wrap.recipient).holder == team_id:
                return wrap
        raise DisclosureClosedError

    def refuse(self, disclosure_id: str, reason: str) -> None:
        """Refuse for this team, which ends the request; halves already released are removed.

        Raises `DisclosureNotFoundError`, `DisclosureClosedError`, `DutyConflictError`,
        `SubmissionInvalidError`.
        """
        row, answer, case = self._waiting(disclosure_id, Verb.REFUSE)
        self._answer(answer, "refused", reason)
        row.state = "refused"
        self.remove_wraps(self._released(row))
        if row.tells_reporter:
            answers.announce(self, [self.session.get_one(Report, row.report_id)], "identity_refused")
        self._move(case, Verb.REFUSE, [answer.own_reason_sealed or b""], row.ground)

    def _waiting(self, disclosure_id: str, verb: Verb) -> tuple[Disclosure, DisclosureAnswer, Case]:
        row = self.session.get(Disclosure, disclosure_id)
        if row is None:
            raise DisclosureNotFoundError(disclosure_id)
        mine = [one for one in row.answers if one.team_id in self.viewer.team_ids]
        if not mine:
            raise DisclosureNotFoundError(disclosure_id)
        case = self.session.get_one(Report, row.report_id).case
        self.check_writable(case, None)
        self.session.refresh(row)
        answer = min(mine, key=lambda one: one.answer != "none")
        self.session.refresh(answer)
        if row.state != "asked" or answer.answer != "none":
            raise DisclosureClosedError(disclosure_id)
        transition = permitted_transition(self.actor, verb, case.status)
        self.check_duties(case, transition, asked_by=row.asked_by)
        return row, answer, case

    def _answer(self, answer: DisclosureAnswer, said: str, reason: str) -> None:
        words = clean_text(reason)
        if not words or len(words) > REASON_CHARACTERS:
            raise SubmissionInvalidError({"reason": "long" if words else "empty"})
        team = self.office.directory().team_key(answer.team_id)
        context = place(
            "casemgr_disclosure_answer", "own_reason_sealed", owner=answer.disclosure_id, row=answer.id
        )
        answer.own_reason_sealed = seal_to(team.public, words.encode(), context, epoch=team.epoch)
        answer.answer = said
        answer.staff_id = self.actor.id
        answer.answered_at = self.now
        self.session.flush()

    # Both.

    def _move(self, case: Case, verb: Verb, sealed: list[bytes], ground: str) -> None:
        transition = permitted_transition(self.actor, verb, case.status)
        mover = Mover("staff", self.office.console_keys.leaf_key, self.actor.id)
        moves.move(
            self.session, self.office, case, transition, mover, self.now, sealed=sealed, reason_code=ground
        )
        self.session.flush()

    def _view(self, row: Disclosure) -> DisclosureView:
        names = self.office.staff_names(self.session)
        teams = dict(self.session.execute(select(Team.id, Team.name)).all())
        mine = next((one for one in row.answers if one.team_id in self.viewer.team_ids), None)
        return DisclosureView(
            id=row.id,
            reference=self.session.get_one(Report, row.report_id).reference,
            requester=names.get(row.asked_by, ""),
            requester_id=row.asked_by,
            asked_at=row.asked_at,
            ground=row.ground,
            tells_reporter=row.tells_reporter,
            untold_code=row.untold_code,
            state=row.state,
            answers=tuple(
                TeamAnswer(teams[one.team_id], one.answer, names.get(one.staff_id or ""), one.answered_at)
                for one in row.answers
            ),
            is_mine_to_decide=mine is not None and mine.answer == "none" and row.state == "asked",
            reason=self._shown_reason(mine) if mine is not None else None,
        )

    def _shown_reason(self, answer: DisclosureAnswer) -> str:
        """Open the officer's reason for showing: a broken one must not hide what else waits."""
        try:
            return self._reason(answer)
        except SealBrokenError:
            return Opener(self).mark(_REASON, answer.id)

    def _reason(self, answer: DisclosureAnswer) -> str:
        """Open the officer's reason. Raises `SealBrokenError`, also for one that names another team's key."""
        context = _reason_place(answer.disclosure_id, answer.id)
        try:
            return self.keyring.open_sealed(answer.reason_sealed, context).decode()
        except KeyNotHeldError:
            raise SealBrokenError from None


def _reason_place(disclosure_id: str, answer_id: str) -> Any:
    return place(*_REASON, owner=disclosure_id, row=answer_id)
