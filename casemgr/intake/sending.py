"""One report on its way: routed and sealed while its code is still being derived, then tied to the code.

Everything that needs no receipt code is made in `prepare`; `finish` adds the rest. Knows keys, seals and the
rows to come. Refuses to know transactions: what is stored when, and what a repeat means, is `submitting`'s.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json

from casemgr import clocks
from casemgr.errors import SubmissionInvalidError
from casemgr.intake.places import content_place, heading_place
from casemgr.intake.views import Derivation, DraftKey, Receipt
from casemgr.office import Office
from casemgr.routing import POINT
from casemgr.rules import receipts
from casemgr.rules.workflow import Status, Verb
from casemgr.store import trail
from casemgr.store.models import Base, Case, History, Message, Report
from casemgr.store.rows import with_defaults
from casemgr.submissions import Submission, title_of
from casemgr.vault.directory import Directory
from casemgr.vault.formats import SymmetricKey, encrypt_text
from casemgr.vault.keyring import ReportBox
from casemgr.vault.sealing import new_case, new_report
from casemgr.vault.wraps import Wrap, new_id

_OWN_CHANNELS = frozenset({"web", "onion"})
"""How the public site reaches us, whether a pack has labels for it or not."""


class Sending:
    """A submission that is sealed and not stored yet; `receipt` is what its reporter will be given."""

    receipt: Receipt
    wraps: list[Wrap]
    wraps_stored: int
    """How many of them, from the first on, the vault has already."""
    rows: list[Base]
    """In the order of their foreign keys."""
    may_repeat: bool
    """Whether an earlier report of this code is looked for before anything is stored."""
    left_behind: list[str]
    """Ids of wraps that go when this report is stored."""

    def __init__(
        self,
        office: Office,
        submission: Submission,
        derivation: Derivation,
        draft: DraftKey | None,
        now: dt.datetime,
    ) -> None:
        self._office = office
        self._submission = submission
        self._derivation = derivation
        self._now = now
        self._encoded = submission.encode()
        self._identity = submission.identity.encode() if submission.identity else b""
        self._report_key = SymmetricKey.of(draft.secret) if draft else SymmetricKey.generate()
        self._case_id = new_id()
        self.draft = draft
        self.wraps_stored = 0
        self.may_repeat = True
        self.left_behind = []
        self.report_id = draft.report_id if draft else new_id()

    def __repr__(self) -> str:
        return f"<Sending {self.report_id}>"

    @property
    def code(self) -> str:
        """The receipt code."""
        return self._derivation.code

    def prepare(self) -> None:
        """Choose the receiving team, then make every seal and row that needs no receipt code.

        Raises `NoReceivingTeamError`, `SealingFailedError`, and `SubmissionInvalidError` for a unit or an
        excluded receiving point the directory does not have, and for a channel or choice that is no code of
        the pack.
        """
        office = self._office
        directory = office.directory()
        self._check_codes()
        self._route(directory)
        self._calendar = office.calendar()
        self._received_on = self._calendar.received_on(self._now)
        case, case_wraps = new_case(directory, self._case_id, self._team.id, self._received_on)
        self._sealed = new_report(
            directory, self.report_id, self._report_key, case, self._identity, self._received_on
        )
        self.wraps = [*case_wraps, *self._sealed.wraps]
        heading = json.dumps({"title": self._title(), "unit": self._unit_name}, ensure_ascii=False)
        self._make_rows(encrypt_text(case.key, heading, heading_place(self._case_id, 1)))

    def finish(self) -> None:
        """Wait for the derivation and tie the report to its code. Raises `SealingFailedError`."""
        halves = self._derivation.halves()
        self.lookup = halves.lookup
        mac_input = self._encoded.encode() + b"\0" + self._identity
        self.content_mac = hmac.digest(halves.wrap.secret, b"casemgr repeat v1" + mac_input, "sha256")
        self.wraps.append(self._sealed.to_receipt(halves.wrap))
        self._report.lookup = self.lookup
        self._report.content_mac = self.content_mac

    def draw_reference(self) -> None:
        """Give the report another reference: the one it had is taken."""
        self._report.reference = receipts.new_reference()
        self.receipt = self._receipt()

    def _check_codes(self) -> None:
        """Refuse codes that no list of the pack has: nobody could read or count them later."""
        pack, submission = self._office.pack, self._submission
        problems = {}
        if submission.channel not in _OWN_CHANNELS and submission.channel not in pack.channels:
            problems["channel"] = "choice"
        if submission.choice and submission.choice not in pack.public_choices:
            problems["choice"] = "choice"
        if problems:
            raise SubmissionInvalidError(problems)

    def _route(self, directory: Directory) -> None:
        submission, organisation = self._submission, self._office.organisation(directory)
        self._unit_name = submission.unit_text
        if submission.unit_id:
            name = organisation.unit_name(submission.unit_id)
            if name is None:
                raise SubmissionInvalidError({"unit_id": "choice"})
            self._unit_name = name
        excluded = set(submission.excluded)
        if not excluded <= {team.id for team in organisation.teams(POINT)}:
            raise SubmissionInvalidError({"excluded": "choice"})
        self._team = organisation.receiving_team(submission.unit_id, excluded)

    def _title(self) -> str:
        kind, _ = self._classes()
        return title_of(self._submission, self._office.pack.label("kinds", kind))

    def _classes(self) -> tuple[str, str | None]:
        choice = self._office.pack.public_choices.get(self._submission.choice or "")
        return (choice.kind, choice.category or None) if choice else ("pengaduan", None)

    def _make_rows(self, heading_sealed: bytes) -> None:
        """Make the rows of a new case: everything about it is known, so nothing will be read back."""
        case, report = self._case(heading_sealed), self._new_report()
        runs, deadlines = clocks.begin(self._office, case)
        self._deadlines = tuple((one.code, one.due_on) for one in deadlines if one.due_on is not None)
        self._report = report
        leaf = trail.new_leaf(
            self._office.public_keys.leaf_key,
            actor=trail.REPORTER,
            verb=Verb.SUBMIT,
            subject=with_defaults(case),
            at=report.received_on,
            sealed=[report.content_sealed, report.identity_sealed],
        )
        self.rows = [case, report, *runs, _filed(case), _acknowledgement(report, case.next_due_on), leaf]
        self.receipt = self._receipt()

    def _receipt(self) -> Receipt:
        return Receipt(self._report.reference, self.code, self._received_on, self._deadlines)

    def _case(self, heading_sealed: bytes) -> Case:
        kind, category = self._classes()
        return Case(
            id=self._case_id,
            status=Status.RECEIVED,
            kind=kind,
            category=category,
            channel=self._submission.channel,
            team_id=self._team.id,
            unit_id=self._team.unit_id,
            received_on=self._received_on,
            clock_start_on=self._calendar.clock_start_on(self._now),
            next_due_on=clocks.NEVER,
            heading_sealed=heading_sealed,
            version=1,
        )

    def _new_report(self) -> Report:
        box = ReportBox(self.report_id, self._report_key)
        return Report(
            id=self.report_id,
            case_id=self._case_id,
            origin_case_id=self._case_id,
            reference=receipts.new_reference(),
            channel=self._submission.channel,
            received_on=self._received_on,
            content_sealed=box.seal(self._encoded, content_place(self.report_id)),
            identity_sealed=self._sealed.identity_sealed,
            identity_version=self._sealed.identity_version,
        )


def _filed(case: Case) -> History:
    """Return the first entry of a case's history."""
    return History(
        id=new_id(),
        case_id=case.id,
        number=1,
        verb=Verb.SUBMIT.value,
        from_status=Status.DRAFT.value,
        to_status=case.status.value,
        actor_kind=trail.REPORTER,
        happened_on=case.received_on,
    )


def _acknowledgement(report: Report, due_on: dt.date) -> Message:
    """Return the first, automatic message of a thread."""
    return Message(
        id=new_id(),
        report_id=report.id,
        number=1,
        sender="system",
        sent_on=report.received_on,
        code="acknowledgement",
        code_values=json.dumps({"due_on": due_on.isoformat()}),
    )
