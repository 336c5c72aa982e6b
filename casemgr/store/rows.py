"""Insert rows that are known whole, without the bookkeeping of an ORM flush.

For the one verb that strangers wait for: filing a report makes half a dozen rows and reads none of them back.
Knows tables and their defaults; every other verb goes through the session's own unit of work.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session
from sqlalchemy.orm.base import instance_dict

from casemgr.store.models import Base
from casemgr.vault.direct import DirectStatement


def with_defaults(row: Base) -> Base:
    """Give a new row the plain defaults of its columns, as a flush would, and return it."""
    held = instance_dict(row)
    for name, value in _defaults(type(row)):
        if held.get(name) is None:
            setattr(row, name, value)
    return row


def insert_new(session: Session, rows: Iterable[Base]) -> None:
    """Insert transient rows now, in this order; they stay unknown to the session.

    Raises sqlalchemy.exc.IntegrityError like a flush. A versioned row must carry its first version.
    """
    connection = session.connection()
    for entity, group in groupby(rows, type):
        statement, columns = _statement(entity)
        statement.run(connection, [_values(row, columns) for row in group])


def _values(row: Base, columns: Iterable[tuple[str, str]]) -> dict[str, Any]:
    with_defaults(row)
    held = instance_dict(row)
    return {column: held.get(name) for column, name in columns}


@cache
def _statement(entity: type[Base]) -> tuple[DirectStatement, tuple[tuple[str, str], ...]]:
    """Return an entity's INSERT and its columns with the attributes that hold them."""
    table = entity.__table__
    assert isinstance(table, Table)
    mapper = entity.__mapper__
    return DirectStatement(insert(table)), tuple(
        (column.key, mapper.get_property_by_column(column).key) for column in table.columns
    )


@cache
def _defaults(entity: type[Base]) -> tuple[tuple[str, Any], ...]:
    mapper = entity.__mapper__
    return tuple(
        (mapper.get_property_by_column(column).key, column.default.arg)
        for column in mapper.local_table.columns
        if column.default is not None and column.default.is_scalar
    )
