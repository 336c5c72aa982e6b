"""Statements handed to the driver as they are: same values, same transaction, same errors as SQLAlchemy's own."""

import datetime as dt
import threading

import pytest
from sqlalchemy import Engine, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from casemgr.founding import Founding
from casemgr.vault.direct import DirectStatement, savepoint, transaction
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


def test_a_transaction_of_its_own_is_committed_at_its_end_and_undone_by_an_error(engine: Engine) -> None:
    owner = new_id()
    kept, lost = a_wrap(owner, 1), a_wrap(owner, 2)
    with transaction(engine) as connection:
        ADD.run_raw(connection, engine.dialect, [kept])
    with pytest.raises(IntegrityError), transaction(engine) as connection:
        ADD.run_raw(connection, engine.dialect, [lost, kept])
    assert OWNED.found(engine, {"of": owner}) == [(kept["id"], 1)]
    with transaction(engine) as connection:  # the failed one holds nothing
        ADD.run_raw(connection, engine.dialect, [lost])
    assert len(OWNED.found(engine, {"of": owner})) == 2


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_writers_of_their_own_queue_behind_each_other(engine: Engine) -> None:
    """Eight threads add at once, and none meets a locked database; without the queue some sleep in it."""
    owner = new_id()
    inside: list[int] = []
    most: list[int] = []

    def add(version: int) -> None:
        with transaction(engine) as connection:
            inside.append(version)
            most.append(len(inside))
            ADD.run_raw(connection, engine.dialect, [a_wrap(owner, version)])
            inside.remove(version)

    threads = [threading.Thread(target=add, args=(version,)) for version in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [version for _, version in OWNED.found(engine, {"of": owner})] == list(range(8))
    assert most == [1] * 8


def test_a_savepoint_undoes_its_own_block_only(engine: Engine) -> None:
    owner = new_id()
    first, second, third = (a_wrap(owner, version) for version in (1, 2, 3))
    with engine.begin() as connection:
        ADD.run(connection, [first])
        with pytest.raises(IntegrityError), savepoint(connection):
            ADD.run(connection, [second, first])
        with savepoint(connection):
            ADD.run(connection, [third])
    assert [version for _, version in OWNED.found(engine, {"of": owner})] == [1, 3]
