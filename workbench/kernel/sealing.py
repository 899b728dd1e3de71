"""The filter by audience, written into the SQL itself.

Threat: a query that forgets the audience, or finds a way around a filter on mapped classes (a bare table, an alias, a class named
only in a condition). So the filter stands where no query can pass beside it: the compiler of a viewer's connection writes each
sealed table in a FROM clause as `(SELECT * FROM notes WHERE stream IN (the viewer's streams)) AS notes`, refuses every table
whose kind it does not know, and refuses SQL given as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import BindParameter, Connection, Engine, String, bindparam, event
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import Table

VIEWER = "viewer_streams"
"""The connection option, and the parameter of the filter, that holds the streams the viewer may read."""

_STREAMS: BindParameter[str] = bindparam(VIEWER, expanding=True, type_=String(), required=True)
_OPERATOR = re.compile(r"[A-Za-z]+|(?!--)[<>=~|&#!@?^%+-]{1,3}")
_LITERAL = re.compile(r"\*|\d+")
# Functions of the two databases that run SQL given as text, read files, or reach another server.
_FUNCTION_REFUSED = re.compile(
    r"(.*_to_xml.*|dblink.*|pg_.*|lo_.*|.*read.*file.*|load_extension|set_config)$", re.IGNORECASE
)


class UnsealedRead(RuntimeError):
    """A query tried to go around the filter: SQL as text, or a table of which nobody said who may read it."""


KindOf = Callable[[str], str]
"""Table name -> "Sealed", "Open", "Hidden", or anything else for a table of which nobody said who may read it."""


def seal(engine: Engine, kind_of: KindOf) -> None:
    """Make every statement on `engine` pass the filter.

    Connections must carry the option VIEWER (a sequence of stream names).
    """
    bases = (_SealingCompiler, engine.dialect.statement_compiler)
    engine.dialect.statement_compiler = type("SealingCompiler", bases, {"kind_of": staticmethod(kind_of)})

    @event.listens_for(engine, "before_execute", retval=True)
    def name_the_viewer(connection: Connection, clause: Any, many: Any, one: Any, options: Any) -> tuple[Any, Any, Any]:
        return clause, many, {**one, VIEWER: list(connection.get_execution_options()[VIEWER])}

    @event.listens_for(engine, "before_cursor_execute")
    def refuse_text(
        connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> None:
        if context.compiled is None and statement != "BEGIN":
            raise UnsealedRead("readers run no SQL given as text")


_Compiler: Any = SQLCompiler


class _SealingCompiler(_Compiler):  # type: ignore[misc]
    """Stands before the database's own compiler in the order of classes; see seal()."""

    kind_of: KindOf

    def visit_table(self, table: Any, asfrom: bool = False, enclosing_alias: Any = None, **options: Any) -> str:
        plain: str = super().visit_table(table, asfrom=asfrom, enclosing_alias=enclosing_alias, **options)
        if not asfrom:
            return plain
        kind = self.kind_of(table.fullname) if isinstance(table, Table) else ""
        if kind == "Open":
            return plain
        name = self.preparer.format_table(table)
        inner = f"(SELECT * FROM {name} WHERE {self._readable(table, kind)})"
        return inner if _is_alias_of(enclosing_alias, table) else f"{inner} AS {plain.rpartition(' AS ')[2]}"

    def _readable(self, table: Any, kind: str) -> str:
        if kind == "Hidden":
            return "1 = 0"
        if kind != "Sealed" or "stream" not in table.c:
            raise UnsealedRead(f"nobody said who may read the table {table}")
        condition: str = self.process(table.c.stream.in_(_STREAMS))
        return condition

    def visit_textclause(self, textclause: Any, **options: Any) -> str:
        raise UnsealedRead("readers take no SQL given as text")

    visit_tstring = visit_textual_select = visit_textclause

    def get_statement_hint_text(self, hint_texts: Any) -> str:
        raise UnsealedRead("readers take no hints")

    def get_select_hint_text(self, byfroms: Any) -> str:
        raise UnsealedRead("readers take no hints")

    def escape_literal_column(self, text: str) -> str:
        # Both literal columns and operators of one's own come through here.
        if not (_LITERAL.fullmatch(text) or _OPERATOR.fullmatch(text)):
            raise UnsealedRead(f"readers take no SQL given as text: {text!r}")
        written: str = super().escape_literal_column(text)
        return written

    def visit_function(self, func: Any, **options: Any) -> str:
        if _FUNCTION_REFUSED.match(func.name):
            raise UnsealedRead(f"readers do not call {func.name}")
        written: str = super().visit_function(func, **options)
        return written


def _is_alias_of(alias: Any, table: Any) -> bool:
    return alias is not None and alias.element is table
