"""Statements of fixed text handed to the driver as they are, for the requests that strangers wait for.

SQLAlchemy compiles a statement once for each kind of database and says how its values are converted; past its
caches and results the same statement costs a third. Knows SQLAlchemy and drivers, no table and no key. Errors
are SQLAlchemy's, so that nobody has to know which way a statement went.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError

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
        compiled = self._for(connection.dialect)
        values = [compiled.values(row) for row in rows]
        connection.exec_driver_sql(compiled.text, values[0] if len(values) == 1 else values)

    def found(self, engine: Engine, values: Values) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT that needs no transaction around it, on a connection of its own.

        Raises sqlalchemy.exc.OperationalError and its kin.
        """
        compiled, connection = self._for(engine.dialect), engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(compiled.text, compiled.values(values))
            return list(cursor.fetchall())
        except engine.dialect.loaded_dbapi.Error as problem:
            raise _translated(problem, engine.dialect, compiled.text) from problem
        finally:
            connection.close()

    def found_within(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT as the transaction of `connection` sees them. Raises like `found`."""
        compiled = self._for(connection.dialect)
        return [tuple(row) for row in connection.exec_driver_sql(compiled.text, compiled.values(values))]

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


def _translated(problem: Exception, dialect: Dialect, text: str) -> BaseException:
    """Return SQLAlchemy's error for a driver's, without the values."""
    return DBAPIError.instance(
        text, None, problem, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
    )
