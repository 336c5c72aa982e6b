"""How the demo's cases came to where they are: through the doors, with a clock that moves.

A report is filed some days ago; then its course is followed step by step, each on a later working day, until
the course or the present day ends. So a demo made on any day has cases at every stage, on time and late.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from casemgr.custody import Custody
from casemgr.desk import Desk
from casemgr.founding import Founding
from casemgr.intake import Demand, Identity, Intake, Submission
from casemgr.office import Office
from casemgr.rules.workflow import Verb
from casemgr.store.models import Case
from casemgr.vault.keyring import Keyring


class OverError(Exception):
    """The course reached the present."""


@dataclass(slots=True)
class Stage:
    """The office, who can be called upon, and the present instant no step may pass."""

    founding: Founding
    end: dt.datetime
    keyrings: dict[str, Keyring] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        """The open office."""
        return self.founding.office

    def keyring(self, username: str) -> Keyring:
        """Unlock a person's keys, once."""
        if username not in self.keyrings:
            person = next(one for one in self.founding.people if one.username == username)
            self.keyrings[username] = self.office.unlock(username, person.passphrase)
        return self.keyrings[username]

    def staff_id(self, username: str) -> str:
        """Return a person's id."""
        return next(one.staff_id for one in self.founding.people if one.username == username)


class Life:
    """One report and its case: `now` moves forward over working days only."""

    def __init__(self, stage: Stage, sample: Mapping[str, Any]) -> None:
        self.stage = stage
        self.sample = sample
        self.now = _morning(stage, int(sample["days_ago"]))
        self.code = ""
        self.reference = ""

    # Time.

    def wait(self, working_days: int = 1, *, minutes: int = 0) -> None:
        """Move on. Raises `OverError` when that would be the future."""
        calendar = self.stage.office.calendar()
        today = self.stage.office.today(self.now)
        later = calendar.add_working_days(today, working_days) if working_days else today
        self.now += dt.timedelta(days=(later - today).days, minutes=minutes)
        if self.now > self.stage.end:
            raise OverError

    def date(self, working_days: int) -> dt.date:
        """Return a day some working days ahead of now."""
        office = self.stage.office
        return office.calendar().add_working_days(office.today(self.now), working_days)

    def _clock(self) -> dt.datetime:
        return self.now

    # The reporter.

    def file(self) -> None:
        """File the report, with its files."""
        office, sample = self.stage.office, self.sample
        with office.session() as session, session.begin():
            intake = Intake(session, office, clock=self._clock)
            draft = intake.begin_draft()
            for name in sample.get("files", ()):
                receiver = intake.receiver(draft, name=name, content_type=_type(name))
                receiver.write(_paper(name))
                intake.keep_draft_file(draft, receiver.finish())
            receipt = intake.submit(_submission(self.stage.founding, sample), draft=draft)
        self.code, self.reference = receipt.code, receipt.reference

    def by_reporter(self, act: Callable[[Intake, Any], None]) -> None:
        """Come back with the code and do something."""
        office = self.stage.office
        with office.session() as session, session.begin():
            intake = Intake(session, office, clock=self._clock)
            act(intake, intake.enter(self.code))

    def reply(self, text: str, *, satisfied: bool = False) -> None:
        """Answer in the dialog."""
        self.by_reporter(lambda intake, reporter: intake.reply(reporter, text, satisfied=satisfied))

    # Staff.

    def by(self, username: str, act: Callable[[Desk, Case], Any]) -> Any:
        """Let a person do something with the case at their desk."""
        office = self.stage.office
        with office.session() as session, session.begin():
            desk = Desk(session, office, self.stage.keyring(username), clock=self._clock)
            return act(desk, desk.case(self.reference))

    def does(self, username: str, verb: Verb, /, *, when: str | None = None, **values: Any) -> str | None:
        """Let a person say one verb; return the decision's id when somebody else must agree."""
        done = self.by(username, lambda desk, case: desk.perform(verb, case, values, when=when))
        decision_id: str | None = done.decision_id
        return decision_id

    def decides(self, username: str, decision_id: str, *, agree: bool, reason: str) -> None:
        """Let the second person decide."""
        office = self.stage.office
        with office.session() as session, session.begin():
            desk = Desk(session, office, self.stage.keyring(username), clock=self._clock)
            desk.decide(decision_id, agree=agree, reason=reason)

    def custody(self, username: str, act: Callable[[Custody, Session], Any]) -> Any:
        """Let an officer or a custodian do something about the identity."""
        office = self.stage.office
        with office.session() as session, session.begin():
            door = Custody(session, office, self.stage.keyring(username), clock=self._clock)
            return act(door, session)

    def staff_id(self, username: str) -> str:
        """Return a person's id, for fields that name somebody."""
        return self.stage.staff_id(username)


def _morning(stage: Stage, days_ago: int) -> dt.datetime:
    """Return nine in the morning, local time, some calendar days ago, or the present when that is ahead."""
    local = stage.end.astimezone(stage.office.zone) - dt.timedelta(days=days_ago)
    morning = local.replace(hour=9, minute=0, second=0, microsecond=0).astimezone(dt.UTC)
    return min(morning, stage.end)


def _submission(founding: Founding, sample: Mapping[str, Any]) -> Submission:
    """Make the submission a sample describes."""
    unit = sample.get("unit")
    return Submission(
        text=sample["text"],
        choice=sample.get("choice", "other"),
        place=sample.get("place", ""),
        when=sample.get("when", ""),
        unit_id=founding.unit_ids[unit] if unit else None,
        unit_text=sample.get("unit_text", ""),
        others=sample.get("others", ""),
        demand=Demand(**sample["demand"]) if "demand" in sample else None,
        identity=Identity(**sample["identity"]) if "identity" in sample else None,
        excluded=tuple(founding.team_ids[key] for key in sample.get("excluded", ())),
        insider=sample.get("insider"),
        sensitive=sample.get("sensitive"),
        channel=sample.get("channel", "web"),
        lang=sample.get("lang", "id"),
    )


_TYPES = {"pdf": "application/pdf", "txt": "text/plain", "png": "image/png"}


def _type(name: str) -> str:
    return _TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream")


def _paper(name: str) -> bytes:
    """Make an invented file: a text, a one-page PDF, or a picture of one grey pixel."""
    if name.endswith(".png"):
        return bytes.fromhex(
            "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
            "3a7e9b550000000a49444154789c63a8070000810080eb4b5e6b0000000049454e44ae426082"
        )
    words = f"Berkas contoh {name}: isinya rekaan, hanya untuk percobaan."
    if name.endswith(".pdf"):
        return _pdf(words)
    return (words + "\n").encode()


def _pdf(words: str) -> bytes:
    """Return a PDF of one page with one line, by hand (ISO 32000-1, 7.5)."""
    stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%b endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            table,
            len(out),
        )
    )
