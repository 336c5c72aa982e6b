"""The tables of one office, prefixed ``casemgr_``, with their invariants as constraints.

Every column is either clear (tier T0 of ``docs/threat-model.md``), or its comment begins with ``sealed``
and names the key that opens it. Identifiers are 32 hexadecimal digits of randomness; tables that reporters
write to keep no row order (``WITHOUT ROWID`` on SQLite) and no time of day.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from casemgr.rules.workflow import Status

ID_LENGTH = 32
CODE_LENGTH = 40

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Word(TypeDecorator[str]):
    """Short clear text; what no database can store is looked up, and kept, as a replacement character.

    An address or a form may carry anything as an id: a NUL byte, half a surrogate pair. PostgreSQL refuses
    those with an error of its own, where nothing found is the right answer.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.replace("\0", "\ufffd").encode(errors="replace").decode()


class UtcDateTime(TypeDecorator[dt.datetime]):
    """Store an aware instant as UTC and give it back aware, on databases with and without time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must carry its time zone")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


class Base(DeclarativeBase):
    """Base of all tables in the host's database."""

    metadata = MetaData(naming_convention=_NAMES)


def _id() -> Mapped[str]:
    return mapped_column(Word(ID_LENGTH), primary_key=True)


def _sealed(key: str, *, nullable: bool = False) -> Mapped[Any]:
    return mapped_column(LargeBinary, nullable=nullable, comment=f"sealed: {key}")


def _status() -> SqlEnum:
    return SqlEnum(
        Status,
        native_enum=False,
        length=24,
        create_constraint=True,
        name="status",
        values_callable=lambda statuses: [one.value for one in statuses],
    )


class OfficeRow(Base):
    """The installation itself: exactly one row."""

    __tablename__ = "casemgr_office"

    id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(Word(120))
    zone: Mapped[str] = mapped_column(Word(40))
    pack: Mapped[str] = mapped_column(Word(200))
    founded_on: Mapped[dt.date] = mapped_column(Date)
    is_demo: Mapped[bool] = mapped_column(Boolean, default=False)


class Unit(Base):
    """A node of the organisation tree, valid between two days."""

    __tablename__ = "casemgr_unit"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="dated"),)

    id: Mapped[str] = _id()
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("casemgr_unit.id"), index=True)
    name: Mapped[str] = mapped_column(Word(160))
    kind: Mapped[str] = mapped_column(Word(CODE_LENGTH))
    zone: Mapped[str] = mapped_column(Word(40))
    workweek: Mapped[str] = mapped_column(Word(7), default="12345")
    valid_from: Mapped[dt.date] = mapped_column(Date)
    valid_to: Mapped[dt.date | None] = mapped_column(Date)


class Team(Base):
    """People who share a key. ``kind`` is intake, examination, break_glass or custodian."""

    __tablename__ = "casemgr_team"
    __table_args__ = (
        CheckConstraint("kind IN ('intake', 'examination', 'break_glass', 'custodian')", name="kind"),
    )

    id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(Word(120), unique=True)
    kind: Mapped[str] = mapped_column(Word(16))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("casemgr_unit.id"))
    rank: Mapped[int] = mapped_column(SmallInteger, default=0)


class Staff(Base):
    """A person of the office. ``roles`` are role codes separated by one space.

    ``passphrase_wrap_id`` is the one wrap of the vault that a passphrase may open; an earlier one is worth
    nothing from the same commit on, before the worker removes it.
    """

    __tablename__ = "casemgr_staff"
    __table_args__ = (CheckConstraint("state IN ('proposed', 'active', 'left')", name="state"),)

    id: Mapped[str] = _id()
    username: Mapped[str] = mapped_column(Word(60), unique=True)
    name: Mapped[str] = mapped_column(Word(120))
    roles: Mapped[str] = mapped_column(Word(200))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("casemgr_unit.id"))
    state: Mapped[str] = mapped_column(Word(10), default="proposed")
    mail_sealed: Mapped[bytes | None] = _sealed("console server key (T1)", nullable=True)
    totp_sealed: Mapped[bytes | None] = _sealed("console server key (T1)", nullable=True)
    totp_step: Mapped[int] = mapped_column(Integer, default=0)
    passphrase_wrap_id: Mapped[str | None] = mapped_column(Word(ID_LENGTH))
    ticket_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    ticket_until_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(SmallInteger, default=0)
    locked_until_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Membership(Base):
    """Who belongs to which team; only confirmed ones stand in the signed directory."""

    __tablename__ = "casemgr_membership"
    __table_args__ = (
        UniqueConstraint("team_id", "staff_id"),
        CheckConstraint("state IN ('proposed', 'confirmed', 'ended')", name="state"),
    )

    id: Mapped[str] = _id()
    team_id: Mapped[str] = mapped_column(ForeignKey("casemgr_team.id"))
    staff_id: Mapped[str] = mapped_column(ForeignKey("casemgr_staff.id"), index=True)
    state: Mapped[str] = mapped_column(Word(10), default="proposed")
    proposed_by: Mapped[str | None] = mapped_column(ForeignKey("casemgr_staff.id"))
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey("casemgr_staff.id"))


class Proposal(Base):
    """A change of the organisation that an administrator proposes and a member of a team confirms.

    ``kind`` says what ``target_id`` is: a unit to add, change or end, a team to add or move, a person who
    belongs to another unit. ``change`` is JSON and holds what the signed directory will say.
    """

    __tablename__ = "casemgr_proposal"
    __table_args__ = (
        CheckConstraint("kind IN ('unit', 'unit_end', 'team', 'new_team', 'staff')", name="kind"),
        CheckConstraint("state IN ('waiting', 'confirmed', 'refused')", name="state"),
    )

    id: Mapped[str] = _id()
    kind: Mapped[str] = mapped_column(Word(10))
    target_id: Mapped[str] = mapped_column(Word(ID_LENGTH))
    change: Mapped[str] = mapped_column(Word(2_000))
    state: Mapped[str] = mapped_column(Word(10), default="waiting", index=True)
    proposed_by: Mapped[str] = mapped_column(ForeignKey("casemgr_staff.id"))
    proposed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("casemgr_staff.id"))


class StaffSession(Base):
    """A sign-in: the hash of the session id and the seed, sealed under the key in the cookie."""

    __tablename__ = "casemgr_staff_session"

    id_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("casemgr_staff.id"), index=True)
    seed_sealed: Mapped[bytes] = _sealed("random key in the cookie")
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    confirmed_until_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


_OF_COUNTS = ("status", "merged_into_id")


class Case(Base):
    """The office's handling of one or more reports."""

    __tablename__ = "casemgr_case"
    __table_args__ = (
        CheckConstraint("(status = 'on_hold') = (held_from IS NOT NULL)", name="held_from"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged"),
        CheckConstraint(
            "is_open = (status NOT IN ('closed', 'referred', 'declined', 'archived', 'destroyed'))",
            name="is_open",
        ),
        # The last columns of some are there for the counts of the saved queues, which then read no row.
        Index("ix_casemgr_case_queue_due", "team_id", "is_open", "next_due_on", "id", *_OF_COUNTS),
        Index("ix_casemgr_case_queue_received", "team_id", "is_open", "received_on", "id"),
        Index("ix_casemgr_case_queue_status", "team_id", "status", "next_due_on", "id", "merged_into_id"),
        Index(
            "ix_casemgr_case_queue_news", "team_id", "is_open", "has_news", "next_due_on", "id", *_OF_COUNTS
        ),
        Index("ix_casemgr_case_all_due", "team_id", "next_due_on", "id"),
        Index("ix_casemgr_case_all_received", "team_id", "received_on", "id"),
        Index(
            "ix_casemgr_case_merged",
            "merged_into_id",
            sqlite_where=text("merged_into_id IS NOT NULL"),
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
        Index("ix_casemgr_case_status_closed", "status", "closed_on", "id"),
        Index(
            "ix_casemgr_case_unscreened",
            "team_id",
            "received_on",
            "id",
            sqlite_where=text("is_screened IS 0"),
            postgresql_where=text("is_screened IS false"),
        ),
    )

    id: Mapped[str] = _id()
    status: Mapped[Status] = mapped_column(_status())
    is_open: Mapped[bool] = mapped_column(Boolean, default=True)
    held_from: Mapped[str | None] = mapped_column(Word(24))
    kind: Mapped[str] = mapped_column(Word(CODE_LENGTH))
    category: Mapped[str | None] = mapped_column(Word(CODE_LENGTH))
    degree: Mapped[str | None] = mapped_column(Word(CODE_LENGTH))
    severity: Mapped[str | None] = mapped_column(Word(CODE_LENGTH))
    channel: Mapped[str] = mapped_column(Word(CODE_LENGTH))
    team_id: Mapped[str] = mapped_column(ForeignKey("casemgr_team.id"))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("casemgr_unit.id"))
    received_on: Mapped[dt.date] = mapped_column(Date)
    clock_start_on: Mapped[dt.date] = mapped_column(Date)
    next_due_on: Mapped[dt.date] = mapped_column(Date)
    closed_on: Mapped[dt.date | None] = mapped_column(Date)
    outcome: Mapped[str | None] = mapped_column(Word(CODE_LENGTH))
    sanction_level: Mapped[str | None] = mapped_column(Word(CODE_LENGTH))
    amount_band: Mapped[str | None] = mapped_column(Word(CODE_LENGTH))
    was_on_time: Mapped[bool | None] = mapped_column(Boolean)
    legal_hold: Mapped[bool] = mapped_column(Boolean, default=False)
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("casemgr_case.id"))
    key_version: Mapped[int] = mapped_column(Integer, default=1)
    heading_sealed: Mapped[bytes] = _sealed("case key (title and reported unit)")
    heading_version: Mapped[int] = mapped_column(Integer, default=1)
    review_sealed: Mapped[bytes | None] = _sealed("case key (core issue, rule reference)", nullable=True)
    review_version: Mapped[int] = mapped_column(Integer, default=0)
    reported_token: Mapped[bytes | None] = mapped_column(
        LargeBinary, comment="keyed token of the reported unit, console server key (T1)", index=True
    )
    has_news: Mapped[bool] = mapped_column(Boolean, default=True)
    is_screened: Mapped[bool] = mapped_column(Boolean, default=False)
    version: Mapped[int] = mapped_column(Integer)

    reports: Mapped[list[Report]] = relationship(back_populates="case", order_by="Report.reference")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


class Report(Base):
    """A sealed submission. Nothing in it ever changes but its case (merge) and its identity seal."""

    __tablename__ = "casemgr_report"
    __table_args__ = (
        Index("ix_casemgr_report_of_case", "case_id", "received_on", "reference"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = _id()
    case_id: Mapped[str] = mapped_column(ForeignKey("casemgr_case.id"))
    origin_case_id: Mapped[str] = mapped_column(Word(ID_LENGTH))
    reference: Mapped[str] = mapped_column(Word(8), unique=True)
    lookup: Mapped[bytes] = mapped_column(
        LargeBinary, unique=True, comment="look-up half of Argon2id(receipt code, pepper)"
    )
    channel: Mapped[str] = mapped_column(Word(CODE_LENGTH))
    received_on: Mapped[dt.date] = mapped_column(Date)
    content_sealed: Mapped[bytes] = _sealed("report key (text, demand, circumstances)")
    content_mac: Mapped[bytes] = mapped_column(
        LargeBinary, comment="HMAC of the content under the receipt code: tells a repeat from a change"
    )
    identity_sealed: Mapped[bytes] = _sealed("identity key (report half and every custodian half)")
    identity_version: Mapped[int] = mapped_column(Integer, default=1)
    withdrawn_on: Mapped[dt.date | None] = mapped_column(Date)

    case: Mapped[Case] = relationship(back_populates="reports")


class Message(Base):
    """One turn of the thread with a reporter; an automatic one is a code of the pack and no body."""

    __tablename__ = "casemgr_message"
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        CheckConstraint("sender IN ('reporter', 'staff', 'system')", name="sender"),
        CheckConstraint("(body_sealed IS NULL) = (code IS NOT NULL)", name="body"),
        CheckConstraint("sent_at IS NULL OR sender <> 'reporter'", name="time"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = _id()
    report_id: Mapped[str] = mapped_column(ForeignKey("casemgr_report.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    sender: Mapped[str] = mapped_column(Word(10))
    team_id: Mapped[str | None] = mapped_column(ForeignKey("casemgr_team.id"))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("casemgr_staff.id"))
    sent_on: Mapped[dt.date] = mapped_column(Date)
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    code: Mapped[str | None] = mapped_column(Word(CODE_LENGTH))
    code_values: Mapped[str] = mapped_column(Word(300), default="")
    body_sealed: Mapped[bytes | None] = _sealed("report key", nullable=True)
    was_read_for_names: Mapped[bool] = mapped_column(Boolean, default=False)


class Attachment(Base):
    """A sealed file; ``owner_id`` is the report (its key opens it) or the case (papers, evidence)."""

    __tablename__ = "casemgr_attachment"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'kept')", name="state"),
        CheckConstraint("(state = 'draft') = (expires_on IS NOT NULL)", name="draft"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = _id()
    owner_id: Mapped[str] = mapped_column(Word(ID_LENGTH), index=True)
    message_id: Mapped[str | None] = mapped_column(Word(ID_LENGTH))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(Word(8))
    expires_on: Mapped[dt.date | None] = mapped_column(Date)
    received_on: Mapped[dt.date] = mapped_column(Date)
    blob: Mapped[str] = mapped_column(Word(64), unique=True)
    padded_size: Mapped[int] = mapped_column(Integer)
    blob_sha256: Mapped[bytes] = mapped_column(LargeBinary, comment="SHA-256 of the sealed bytes")
    meta_sealed: Mapped[bytes] = _sealed("report key or case key (name, type, size)")


class Draft(Base):
    """A report being written: opened only by the key that travels in the form."""

    __tablename__ = "casemgr_draft"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = _id()
    content_sealed: Mapped[bytes] = _sealed("report key")
    content_version: Mapped[int] = mapped_column(Integer, default=1)
    expires_on: Mapped[dt.date] = mapped_column(Date, index=True)


class History(Base):
    """One verb that happened to a case. Reporters' entries keep a day, staff entries an instant."""

    __tablename__ = "casemgr_history"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("happened_at IS NULL OR actor_kind <> 'reporter'", name="time"),
        CheckConstraint("actor_kind IN ('reporter', 'staff', 'system')", name="actor_kind"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = _id()
    case_id: Mapped[str] = mapped_column(ForeignKey("casemgr_case.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    verb: Mapped[str] = mapped_column(Word(24))
    from_status: Mapped[str] = mapped_column(Word(24))
    to_status: Mapped[str] = mapped_column(Word(24))
    actor_kind: Mapped[str] = mapped_column(Word(10))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("casemgr_staff.id"))
    happened_on: Mapped[dt.date] = mapped_column(Date)
    happened_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    reason_code: Mapped[str | None] = mapped_column(Word(CODE_LENGTH))
    note_sealed: Mapped[bytes | None] = _sealed("case key", nullable=True)


class Pause(Base):
    """A recorded stop of the clocks."""

    __tablename__ = "casemgr_pause"
    __table_args__ = (CheckConstraint("to_on IS NULL OR to_on >= from_on", name="order"),)

    id: Mapped[str] = _id()
    case_id: Mapped[str] = mapped_column(ForeignKey("casemgr_case.id", ondelete="CASCADE"), index=True)
    from_on: Mapped[dt.date] = mapped_column(Date)
    to_on: Mapped[dt.date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Word(CODE_LENGTH))


class ClockRun(Base):
    """A clock of the pack that began for a case; ended when its event came."""

    __tablename__ = "casemgr_clock_run"

    id: Mapped[str] = _id()
    case_id: Mapped[str] = mapped_column(ForeignKey("casemgr_case.id", ondelete="CASCADE"), index=True)
    clock: Mapped[str] = mapped_column(Word(CODE_LENGTH))
    started_on: Mapped[dt.date] = mapped_column(Date)
    stopped_on: Mapped[dt.date | None] = mapped_column(Date)
    is_current: Mapped[bool] = mapped_column(Boolean, default=True)


class Note(Base):
    """An internal remark."""

    __tablename__ = "casemgr_note"

    id: Mapped[str] = _id()
    case_id: Mapped[str] = mapped_column(ForeignKey("casemgr_case.id", ondelete="CASCADE"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("casemgr_staff.id"))
    written_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    body_sealed: Mapped[bytes] = _sealed("case key")


class Subject(Base):
    """A person or unit complained about."""

    __tablename__ = "casemgr_subject"

    id: Mapped[str] = _id()
    case_id: Mapped[str] = mapped_column(ForeignKey("casemgr_case.id", ondelete="CASCADE"), index=True)
    person_sealed: Mapped[bytes] = _sealed("case key (name, position, unit)")


class Allegation(Base):
    """One category against one subject; the outcome is held here."""

    __tablename__ = "casemgr_allegation"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[str] = _id()
    case_id: Mapped[str] = mapped_column(ForeignKey("casemgr_case.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    subject_id: Mapped[str] = mapped_column(ForeignKey("casemgr_subject.id", ondelete="CASCADE"))
    row_version: Mapped[int] = mapped_column(Integer, default=1)
    matter_sealed: Mapped[bytes] = _sealed("case key (category, finding, outcome, sanction)")


class Assignment(Base):
    """Who must act, by when, on whose instruction."""

    __tablename__ = "casemgr_assignment"
    __table_args__ = (Index("ix_casemgr_assignment_open", "staff_id", "ended_at", "case_id"),)

    id: Mapped[str] = _id()
    case_id: Mapped[str] = mapped_column(ForeignKey("casemgr_case.id", ondelete="CASCADE"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("casemgr_staff.id"))
    instructed_by: Mapped[str] = mapped_column(ForeignKey("casemgr_staff.id"))
    assigned_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    instruction_sealed: Mapped[bytes | None] = _sealed("case key", nullable=True)


class Recommendation(Base):
    """A numbered result of an examination."""

    __tablename__ = "casemgr_recommendation"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("state IN ('open', 'done', 'impossible')", name="state"),
    )

    id: Mapped[str] = _id()
    case_id: Mapped[str] = mapped_column(ForeignKey("casemgr_case.id", ondelete="CASCADE"), index=True)
    number: Mapped[int] = mapped_column(SmallInteger)
    due_on: Mapped[dt.date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(Word(12), default="open")
    text_sealed: Mapped[bytes] = _sealed("case key (text, addressee)")


class FollowUp(Base):
    """An action taken on a recommendation, with its evidence."""

    __tablename__ = "casemgr_follow_up"

    id: Mapped[str] = _id()
    recommendation_id: Mapped[str] = mapped_column(
        ForeignKey("casemgr_recommendation.id", ondelete="CASCADE"), index=True
    )
    staff_id: Mapped[str] = mapped_column(ForeignKey("casemgr_staff.id"))
    taken_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    result: Mapped[str] = mapped_column(Word(CODE_LENGTH))
    evidence_id: Mapped[str | None] = mapped_column(ForeignKey("casemgr_attachment.id"))
    text_sealed: Mapped[bytes] = _sealed("case key")


class Decision(Base):
    """A verb that needs two persons: asked by one, decided by another."""

    __tablename__ = "casemgr_decision"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'agreed', 'refused', 'moot')", name="state"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="two_persons"),
        Index("ix_casemgr_decision_open", "decider_id", "state"),
    )

    id: Mapped[str] = _id()
    case_id: Mapped[str] = mapped_column(ForeignKey("casemgr_case.id", ondelete="CASCADE"), index=True)
    verb: Mapped[str] = mapped_column(Word(24))
    state: Mapped[str] = mapped_column(Word(8), default="asked")
    asked_by: Mapped[str] = mapped_column(ForeignKey("casemgr_staff.id"))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    decider_id: Mapped[str] = mapped_column(ForeignKey("casemgr_staff.id"))
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("casemgr_staff.id"))
    decided_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    values_sealed: Mapped[bytes] = _sealed("case key (what was asked)")
    reason_sealed: Mapped[bytes | None] = _sealed("case key", nullable=True)


class Disclosure(Base):
    """A request to open one identity, once, for one officer."""

    __tablename__ = "casemgr_disclosure"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'approved', 'refused', 'opened', 'ended')", name="state"),
    )

    id: Mapped[str] = _id()
    case_id: Mapped[str] = mapped_column(ForeignKey("casemgr_case.id", ondelete="CASCADE"), index=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("casemgr_report.id", ondelete="CASCADE"))
    asked_by: Mapped[str] = mapped_column(ForeignKey("casemgr_staff.id"))
    asked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ground: Mapped[str] = mapped_column(Word(CODE_LENGTH))
    tells_reporter: Mapped[bool] = mapped_column(Boolean)
    untold_code: Mapped[str | None] = mapped_column(Word(CODE_LENGTH))
    state: Mapped[str] = mapped_column(Word(10), default="asked")
    opened_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    answers: Mapped[list[DisclosureAnswer]] = relationship(back_populates="disclosure")


class DisclosureAnswer(Base):
    """What one custodian team is asked, and what it said."""

    __tablename__ = "casemgr_disclosure_answer"
    __table_args__ = (
        UniqueConstraint("disclosure_id", "team_id"),
        CheckConstraint("answer IN ('none', 'approved', 'refused')", name="answer"),
    )

    id: Mapped[str] = _id()
    disclosure_id: Mapped[str] = mapped_column(ForeignKey("casemgr_disclosure.id", ondelete="CASCADE"))
    team_id: Mapped[str] = mapped_column(ForeignKey("casemgr_team.id"))
    reason_sealed: Mapped[bytes] = _sealed("custodian team key (the officer's reason)")
    answer: Mapped[str] = mapped_column(Word(10), default="none")
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("casemgr_staff.id"))
    answered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    own_reason_sealed: Mapped[bytes | None] = _sealed("custodian team key (the team's reason)", nullable=True)
    wrap_id: Mapped[str | None] = mapped_column(Word(ID_LENGTH))

    disclosure: Mapped[Disclosure] = relationship(back_populates="answers")


class Exclusion(Base):
    """A keyed token of someone who must not see a case."""

    __tablename__ = "casemgr_exclusion"

    case_id: Mapped[str] = mapped_column(ForeignKey("casemgr_case.id", ondelete="CASCADE"), primary_key=True)
    token: Mapped[bytes] = mapped_column(
        LargeBinary, primary_key=True, comment="keyed token of a staff id, console server key (T1)"
    )


class Leaf(Base):
    """A leaf of the trail; the integrator gives it its sequence number."""

    __tablename__ = "casemgr_leaf"
    __table_args__ = (
        CheckConstraint("maker IN ('reporter', 'staff')", name="maker"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = _id()
    sequence: Mapped[int | None] = mapped_column(Integer, unique=True)
    maker: Mapped[str] = mapped_column(Word(8))
    body: Mapped[bytes] = mapped_column(LargeBinary, comment="canonical bytes, no content and no identity")
    mac: Mapped[bytes] = mapped_column(LargeBinary)
    mac_key_id: Mapped[bytes] = mapped_column(LargeBinary)


class Removal(Base):
    """Something to be removed outside this database once the transaction has been committed."""

    __tablename__ = "casemgr_removal"
    __table_args__ = (CheckConstraint("kind IN ('wrap', 'owner', 'blob')", name="kind"),)

    id: Mapped[str] = _id()
    kind: Mapped[str] = mapped_column(Word(8))
    target: Mapped[str] = mapped_column(Word(64))


class Notice(Base):
    """The outgoing queue: a member of staff and what kind of thing happened, nothing else."""

    __tablename__ = "casemgr_notice"

    id: Mapped[str] = _id()
    staff_id: Mapped[str] = mapped_column(ForeignKey("casemgr_staff.id"), index=True)
    kind: Mapped[str] = mapped_column(Word(CODE_LENGTH))
    queued_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class Tally(Base):
    """A count without case id, written when a case is archived; it survives destruction.

    `stands_alone` once the case it was made of is destroyed: before, the case itself is counted.
    """

    __tablename__ = "casemgr_tally"
    __table_args__ = (Index("ix_casemgr_tally_counted", "stands_alone", "team_id", "closed_month"),)

    id: Mapped[str] = _id()
    month: Mapped[str] = mapped_column(Word(7))
    closed_month: Mapped[str] = mapped_column(Word(7))
    stands_alone: Mapped[bool] = mapped_column(Boolean, default=False)
    team_id: Mapped[str | None] = mapped_column(Word(ID_LENGTH))
    unit_id: Mapped[str | None] = mapped_column(Word(ID_LENGTH))
    kind: Mapped[str] = mapped_column(Word(CODE_LENGTH))
    category: Mapped[str | None] = mapped_column(Word(CODE_LENGTH))
    degree: Mapped[str | None] = mapped_column(Word(CODE_LENGTH))
    outcome: Mapped[str | None] = mapped_column(Word(CODE_LENGTH))
    sanction_level: Mapped[str | None] = mapped_column(Word(CODE_LENGTH))
    amount_band: Mapped[str | None] = mapped_column(Word(CODE_LENGTH))
    channel: Mapped[str] = mapped_column(Word(CODE_LENGTH))
    was_on_time: Mapped[bool | None] = mapped_column(Boolean)
