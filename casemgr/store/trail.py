"""The append-only trail: one leaf for every change of a case, written in the verb's own transaction.

A leaf says who did what to which row and what the row looked like afterwards, by hashes of sealed bytes and
of clear (T0) columns; never content, never an identity. It is MACed when it is made, so that the integrator
takes no leaf that a door did not make. `docs/spec/leaf.md` fixes the bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable

from sqlalchemy import Table
from sqlalchemy.orm import Session

from casemgr.store.leaf import canonical_leaf, leaf_mac
from casemgr.store.models import Base, Leaf
from casemgr.vault.formats import SymmetricKey
from casemgr.vault.wraps import new_id

REPORTER = "reporter"
SYSTEM = "system"


def append(
    session: Session,
    key: SymmetricKey,
    *,
    actor: str,
    verb: str,
    subject: Base,
    at: dt.datetime | dt.date,
    sealed: Iterable[bytes] = (),
) -> Leaf:
    """Write a leaf about `subject` as it stands after the verb; `at` is a day for reporters."""
    session.flush()
    leaf = new_leaf(key, actor=actor, verb=verb, subject=subject, at=at, sealed=sealed)
    session.add(leaf)
    return leaf


def new_leaf(
    key: SymmetricKey,
    *,
    actor: str,
    verb: str,
    subject: Base,
    at: dt.datetime | dt.date,
    sealed: Iterable[bytes] = (),
) -> Leaf:
    """Make a leaf about `subject`, all of whose columns have their values; the caller stores it."""
    body = canonical_leaf(
        actor=actor,
        verb=verb,
        object=f"{subject.__tablename__}:{getattr(subject, 'id', '')}",
        at=at,
        sealed_sha256=[hashlib.sha256(blob).digest() for blob in sealed],
        row_sha256=row_sha256(subject),
    )
    return Leaf(
        id=new_id(),
        maker="reporter" if actor == REPORTER else "staff",
        body=body,
        mac=leaf_mac(key.secret, body),
        mac_key_id=key.key_id,
    )


def row_sha256(row: Base) -> bytes:
    """Hash the clear columns of a row in canonical form (names sorted, no white space)."""
    table = row.__table__
    assert isinstance(table, Table)
    clear = {
        column.name: _plain(getattr(row, column.key))
        for column in table.columns
        if not (column.comment or "").startswith("sealed")
    }
    return hashlib.sha256(json.dumps(clear, sort_keys=True, separators=(",", ":")).encode()).digest()


def _plain(value: object) -> object:
    match value:
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat(timespec="seconds")
        case dt.date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case str() | int() | bool() | None:
            return value
        case _:
            return str(value)
