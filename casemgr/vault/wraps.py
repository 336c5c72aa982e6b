"""The vault's own tables: who can open which key, as wraps, and the signed key directory.

The vault is an engine of its own and is never reached through the host's session. A row says what it is
for, whose key lies inside (`owner`), which version of it, and the key id that opens it; the bytes inside are
made and opened by `casemgr.vault.sealing` and `casemgr.vault.keyring` only.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
)

from casemgr.vault.direct import DirectStatement, transaction
from casemgr.vault.formats import Context

WRAP_TABLE = "casemgr_wrap"
_FIND_BATCH = 500  # host parameters one statement may carry on every supported database

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}
)

wrap_table = Table(
    WRAP_TABLE,
    metadata,
    Column("id", String(32), primary_key=True),
    Column("purpose", String(32), nullable=False),
    Column("owner", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("recipient", LargeBinary, nullable=False),
    Column("blob", LargeBinary, nullable=False, comment="sealed: the recipient's key"),
    Column("made_on", Date, nullable=False),
    Index("ix_casemgr_wrap_owner", "owner", "purpose"),
    Index("ix_casemgr_wrap_recipient", "recipient", "purpose"),
    sqlite_with_rowid=False,
)

directory_table = Table(
    "casemgr_directory",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("document", LargeBinary, nullable=False, comment="public keys, holders, teams; signed"),
    Column("signature", LargeBinary, nullable=False),
)


_ADD = DirectStatement(insert(wrap_table))
_OWNED = DirectStatement(
    select(wrap_table.c.id, wrap_table.c.purpose).where(wrap_table.c.owner == bindparam("of_owner"))
)
_NEWEST = DirectStatement(select(func.max(directory_table.c.number)))
"""Every request asks this, some more than once."""


class Purpose(StrEnum):
    """What a wrap is for. The owner is named first, who can open it second."""

    STAFF_PASSPHRASE = "staff.passphrase"  # noqa: S105 - the name of a kind of wrap
    STAFF_CODE = "staff.code"
    STAFF_RECOVERY = "staff.recovery"
    TEAM_MEMBER = "team.member"
    TEAM_LINK = "team.link"
    TEAM_RECOVERY = "team.recovery"
    CASE_TEAM = "case.team"
    CASE_STAFF = "case.staff"
    CASE_RECOVERY = "case.recovery"
    CASE_LINK = "case.link"
    REPORT_CASE = "report.case"
    REPORT_REPORTER = "report.reporter"
    REPORTER_SEED = "reporter.seed"
    IDENTITY_REPORT = "identity.report"
    IDENTITY_CUSTODIAN = "identity.custodian"
    IDENTITY_RECOVERY = "identity.recovery"
    IDENTITY_DISCLOSED = "identity.disclosed"


@dataclass(frozen=True, slots=True)
class Wrap:
    """One row of the vault: a key of ``owner``, openable by the key ``recipient`` only."""

    id: str
    purpose: Purpose
    owner: str
    version: int
    recipient: bytes
    blob: bytes
    made_on: dt.date

    def __repr__(self) -> str:
        return f"Wrap(id={self.id!r}, purpose={self.purpose.value!r})"


def new_id() -> str:
    """Return a random identifier: 32 hexadecimal digits, 128 bits."""
    return secrets.token_hex(16)


def new_wrap_id(owner: str) -> str:
    """Return an identifier for a wrap of `owner`: the owner's first 64 bits, then 64 random ones.

    The row names its owner anyway. Rows lie in the order of their ids, so that what is stored together lies
    on few pages; wholly random ones would touch a page each.
    """
    return owner[:16] + secrets.token_hex(8)


def wrap_context(purpose: Purpose, owner: str, wrap_id: str, version: int) -> Context:
    """Return the context every wrap is bound to: its purpose, owner, row and version."""
    return Context(WRAP_TABLE, purpose.value, bytes.fromhex(owner), bytes.fromhex(wrap_id), version)


class Vault:
    """The wraps and directory documents of one office, on an engine of their own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = engine.execution_options(casemgr_read=True)

    def add(self, wraps: Iterable[Wrap]) -> None:
        """Store ``wraps`` in one durable transaction; it is committed when this returns."""
        rows = [
            {
                "id": wrap.id,
                "purpose": wrap.purpose.value,
                "owner": wrap.owner,
                "version": wrap.version,
                "recipient": wrap.recipient,
                "blob": wrap.blob,
                "made_on": wrap.made_on,
            }
            for wrap in wraps
        ]
        if not rows:
            return
        with transaction(self.engine) as connection:
            _ADD.run_raw(connection, self.engine.dialect, rows)

    def ids_of(self, owner: str, purposes: Collection[Purpose]) -> list[str]:
        """Return the ids of an owner's wraps for these purposes."""
        found = _OWNED.found(self.engine, {"of_owner": owner})
        return [wrap_id for wrap_id, purpose in found if purpose in purposes]

    def of(self, owners: Collection[str], purposes: Sequence[Purpose]) -> list[Wrap]:
        """Return the wraps of these owners for these purposes, newest version first."""
        found: list[Wrap] = []
        todo = list(owners)
        with self._reading.connect() as connection:
            for start in range(0, len(todo), _FIND_BATCH):
                statement = (
                    select(wrap_table)
                    .where(
                        wrap_table.c.owner.in_(todo[start : start + _FIND_BATCH]),
                        wrap_table.c.purpose.in_([purpose.value for purpose in purposes]),
                    )
                    .order_by(wrap_table.c.version.desc())
                )
                found.extend(_wrap(tuple(row)) for row in connection.execute(statement))
        return found

    def for_recipients(self, recipients: Collection[bytes], purposes: Sequence[Purpose]) -> list[Wrap]:
        """Return the wraps that one of these key ids can open."""
        statement = select(wrap_table).where(
            wrap_table.c.recipient.in_(list(recipients)),
            wrap_table.c.purpose.in_([purpose.value for purpose in purposes]),
        )
        with self._reading.connect() as connection:
            return [_wrap(tuple(row)) for row in connection.execute(statement)]

    def remove(self, wrap_ids: Collection[str]) -> None:
        """Delete wraps by id; unknown ids are ignored."""
        if wrap_ids:
            with self.engine.begin() as connection:
                connection.execute(delete(wrap_table).where(wrap_table.c.id.in_(list(wrap_ids))))

    def remove_owner(self, owner: str) -> None:
        """Delete every wrap of ``owner``: what was sealed under its key stays closed for ever."""
        with self.engine.begin() as connection:
            connection.execute(delete(wrap_table).where(wrap_table.c.owner == owner))

    def checkpoint(self) -> None:
        """Have removed rows leave the files too, where the database keeps a write-ahead log."""
        if self.engine.dialect.name != "sqlite":
            return
        connection = self.engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()

    def owners_made_before(self, day: dt.date, purposes: Sequence[Purpose]) -> list[str]:
        """Return the distinct owners of wraps older than ``day``, to find what lost its row."""
        statement = (
            select(wrap_table.c.owner)
            .where(wrap_table.c.made_on < day, wrap_table.c.purpose.in_([p.value for p in purposes]))
            .distinct()
        )
        with self._reading.connect() as connection:
            return list(connection.scalars(statement))

    def publish(self, number: int, document: bytes, signature: bytes) -> None:
        """Store a signed directory document under its number, which must be unused."""
        with self.engine.begin() as connection:
            connection.execute(
                insert(directory_table).values(number=number, document=document, signature=signature)
            )

    def newest_directory(self) -> tuple[int, bytes, bytes] | None:
        """Return number, document and signature of the newest directory, unverified."""
        statement = select(directory_table).order_by(directory_table.c.number.desc()).limit(1)
        with self._reading.connect() as connection:
            row = connection.execute(statement).first()
            return None if row is None else (row.number, row.document, row.signature)

    def newest_number(self) -> int:
        """Return the number of the newest directory document, 0 when there is none."""
        number: int | None = _NEWEST.found(self.engine, {})[0][0]
        return number or 0


def _wrap(row: tuple[Any, ...]) -> Wrap:
    wrap_id, purpose, owner, version, recipient, blob, made_on = row
    return Wrap(wrap_id, Purpose(purpose), owner, version, bytes(recipient), bytes(blob), made_on)
