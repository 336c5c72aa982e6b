"""A prepared engine stays prepared, and its errors hold no values."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from casemgr.store.engines import is_prepared, make_engine, prepare
from tests.support.offices import Database

MARKER = "nilai-yang-rahasia"


def test_an_engine_stays_prepared_after_its_connections_were_dropped(database: Database) -> None:
    """A server drops inherited connections after a fork; its engine is not prepared a second time."""
    engine = make_engine(database.main_url)
    engine.dispose()
    assert is_prepared(engine)
    prepare(engine)
    for _ in range(2):
        with engine.begin() as connection:
            assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


@pytest.mark.parametrize("hidden", [True, False])
def test_errors_of_the_database_do_not_tell_values(tmp_path: Path, *, hidden: bool) -> None:
    """What was bound to a failing statement stays out of the error's text, unless the host says otherwise."""
    engine = make_engine(f"sqlite:///{tmp_path}/any.sqlite3")
    engine.hide_parameters = hidden
    with pytest.raises(OperationalError) as caught, engine.begin() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:value)"), {"value": MARKER})
    assert (MARKER in str(caught.value)) is not hidden
    engine.dispose()


def test_errors_on_an_engine_of_the_host_tell_no_values_either(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/host.sqlite3")
    prepare(engine)
    with pytest.raises(OperationalError) as caught, engine.begin() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:value)"), {"value": MARKER})
    assert "nowhere" in str(caught.value)
    assert MARKER not in str(caught.value)
    engine.dispose()
