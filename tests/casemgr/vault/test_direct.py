"""Statements handed to the driver as they are: same values, same transaction, same errors as SQLAlchemy's own."""

import datetime as dt

import pytest
from sqlalchemy import Engine, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from casemgr.founding import Founding
from casemgr.vault.direct import DirectStatement
from casemgr.vault.wraps import new_id, wrap_table

ADD = DirectStatement(insert(wrap_table))
COLUMNS = wrap_table.c
OWNED = DirectStatement(
    select(COLUMNS.id, COLUMNS.version).where(COLUMNS.owner == bindparam("of")).order_by(COLUMNS.version)
)
RAISE = DirectStatement(
    update(wrap_table).where(COLUMNS.owner == bindparam("of"), COLUMNS.version == 1).values(version=5)
)


@pytest.fixture
def engine(founding: Founding) -> Engine:
    return founding.office.vault.engine


def a_wrap(owner: str, version: int) -> dict[str, object]:
    return {
        "id": new_id(),
        "purpose": "case.team",
        "owner": owner,
        "version": version,
        "recipient": b"\0recipient",
        "blob": b"\0\xffblob",
        "made_on": dt.date(2026, 11, 23),
    }


def test_values_are_stored_as_sqlalchemy_stores_them(engine: Engine) -> None:
    owner = new_id()
    direct, usual, several = a_wrap(owner, 1), a_wrap(owner, 2), [a_wrap(owner, 3), a_wrap(owner, 4)]
    with engine.begin() as connection:
        ADD.run(connection, [direct])
        connection.execute(insert(wrap_table), usual)
        ADD.run(connection, several)
        found = connection.execute(select(wrap_table).where(COLUMNS.owner == owner).order_by(COLUMNS.version))
        assert [dict(row._mapping) for row in found] == [direct, usual, *several]


def test_a_statement_is_part_of_the_transaction_it_runs_in(engine: Engine) -> None:
    owner = new_id()
    wrap = a_wrap(owner, 1)
    with engine.connect() as connection:
        ADD.run(connection, [wrap])
        assert OWNED.found_within(connection, {"of": owner}) == [(wrap["id"], 1)]
    assert OWNED.found(engine, {"of": owner}) == []
    with engine.begin() as connection:
        ADD.run(connection, [wrap])
    assert OWNED.found(engine, {"of": owner}) == [(wrap["id"], 1)]


def test_constants_of_the_statement_keep_their_values(engine: Engine) -> None:
    owner = new_id()
    first, second = a_wrap(owner, 1), a_wrap(owner, 2)
    with engine.begin() as connection:
        ADD.run(connection, [first, second])
        RAISE.run(connection, [{"of": owner}])
    assert OWNED.found(engine, {"of": owner}) == [(second["id"], 2), (first["id"], 5)]


def test_errors_are_sqlalchemys_and_hold_no_values(engine: Engine) -> None:
    wrap = a_wrap(new_id(), 1)
    with pytest.raises(IntegrityError) as twice, engine.begin() as connection:
        ADD.run(connection, [wrap, wrap])
    assert "casemgr_wrap" in str(twice.value)
    assert "recipient'" in str(wrap)
    assert "recipient'" not in str(twice.value)
    broken = DirectStatement(select(func.no_such_function(bindparam("of"))))
    with pytest.raises((OperationalError, ProgrammingError)) as unknown:
        broken.found(engine, {"of": "something secret"})
    assert "no_such_function" in str(unknown.value)
    assert "something secret" not in str(unknown.value)
