"""Statements of fixed text handed to the driver as they are, for the requests that strangers wait for.

SQLAlchemy compiles a statement once for each kind of database and says how its values are converted; past its
caches and results the same statement costs a third. Knows SQLAlchemy and drivers, no table and no key. Errors
are SQLAlchemy's, so that nobody has to know which way a statement went.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, Connection, Dialect, Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError

BEGIN_OPTION = "casemgr_begin"
"""The execution option of an engine whose write transactions begin otherwise than its driver would."""
Values = Mapping[str, Any]
Converters = tuple[tuple[str, Callable[[Any], Any] | None], ...]


class DirectStatement:
    """One statement; its parameters have the names of its `bindparam`s, or of an INSERT's columns.

    Rows are what the driver gives: columns whose type converts results should not be selected.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[tuple[str, str, str], _Compiled] = {}

    def run(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Change something, once for each of `rows`, in the transaction of `connection`.

        Raises sqlalchemy.exc.IntegrityError and its kin.
        """
        self.run_raw(_begun(connection), connection.dialect, rows)

    def run_raw(self, connection: PoolProxiedConnection, dialect: Dialect, rows: Sequence[Values]) -> None:
        """Do what `run` does on a connection of the driver."""
        compiled = self._for(dialect)
        values = [compiled.values(row) for row in rows]
        with translated_errors(dialect, compiled.text):
            cursor = connection.cursor()
            if len(values) == 1:
                cursor.execute(compiled.text, values[0])
            else:
                cursor.executemany(compiled.text, values)
            cursor.close()

    def found(self, engine: Engine, values: Values) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT that needs no transaction around it, on a connection of its own.

        Raises sqlalchemy.exc.OperationalError and its kin.
        """
        connection = engine.raw_connection()
        try:
            return self._rows(connection, engine.dialect, values)
        finally:
            connection.close()

    def found_within(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT as the transaction of `connection` sees them. Raises like `found`."""
        return self._rows(_begun(connection), connection.dialect, values)

    def _rows(
        self, connection: PoolProxiedConnection, dialect: Dialect, values: Values
    ) -> list[tuple[Any, ...]]:
        compiled = self._for(dialect)
        with translated_errors(dialect, compiled.text):
            cursor = connection.cursor()
            cursor.execute(compiled.text, compiled.values(values))
            rows = list(cursor.fetchall())
            cursor.close()
        return rows

    def _for(self, dialect: Dialect) -> _Compiled:
        key = (dialect.name, dialect.driver, dialect.paramstyle)
        return self._compiled.get(key) or self._compiled.setdefault(key, _compiled(self._statement, dialect))


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    converters: Converters
    """The parameters in their order, and what makes of a value what the driver takes."""
    constants: Values
    positional: bool

    def values(self, given: Values) -> Any:
        """Return what the driver takes for these values; nothing stays nothing, whatever the type."""
        held = {**self.constants, **given} if self.constants else given
        made = tuple(
            value if convert is None or value is None else convert(value)
            for convert, value in [(convert, held[name]) for name, convert in self.converters]
        )
        return made if self.positional else dict(zip(self.names, made, strict=True))

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.converters]


def _compiled(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect)
    binds = compiled.binds
    names = compiled.positiontup if compiled.positional else list(compiled.params)
    converters = tuple(
        (name, binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names
    )
    constants = {name: binds[name].effective_value for name in names if not binds[name].required}
    return _Compiled(str(compiled), converters, constants, compiled.positional)


@contextmanager
def transaction(engine: Engine) -> Iterator[PoolProxiedConnection]:
    """Give a connection of the driver in a write transaction of its own, committed when the block ends.

    Raises sqlalchemy.exc.OperationalError and its kin; an error of the block rolls back.
    """
    connection = engine.raw_connection()
    try:
        begin: Callable[[PoolProxiedConnection], None] | None
        begin = engine.get_execution_options().get(BEGIN_OPTION)
        with translated_errors(engine.dialect, "BEGIN"):
            if begin is not None:
                begin(connection)
        yield connection
        with translated_errors(engine.dialect, "COMMIT"):
            connection.commit()
    finally:
        connection.close()  # the pool rolls back what was not committed


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """Undo what the block did when it fails, and nothing before it, in the transaction of `connection`."""
    _say(connection, "SAVEPOINT casemgr_direct")
    try:
        yield
    except BaseException:
        _say(connection, "ROLLBACK TO SAVEPOINT casemgr_direct")
        raise
    finally:
        _say(connection, "RELEASE SAVEPOINT casemgr_direct")


def _say(connection: Connection, command: str) -> None:
    with translated_errors(connection.dialect, command):
        _begun(connection).cursor().execute(command)


def _begun(connection: Connection) -> PoolProxiedConnection:
    """Return the driver's connection of a transaction, which SQLAlchemy would not see begin by itself."""
    if not connection.in_transaction():
        connection.begin()
    return connection.connection


@contextmanager
def translated_errors(dialect: Dialect, text: str) -> Iterator[None]:
    """Raise SQLAlchemy's errors in place of the driver's, without the values."""
    try:
        yield
    except dialect.loaded_dbapi.Error as problem:
        raise DBAPIError.instance(
            text, None, problem, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
        ) from problem
