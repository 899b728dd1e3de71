"""Where database sessions come from, and nowhere else.

Two kinds: a *writing* session exists only while the door performs a command and refuses to flush at any other time; a *reading* session
cannot write at all (SQLite: `query_only`; PostgreSQL: a read-only transaction). Safety settings are asserted at start.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

import psycopg
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    ExceptionContext,
    MetaData,
    String,
    TypeDecorator,
    create_engine,
    event,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import QueuePool

from workbench.kernel.sealing import VIEWER, seal

# How many milliseconds SQLite waits for another's lock: for a command, and for a chore that can be tried again.
_PATIENCE = 30_000
_PATIENCE_OF_CHORES = 100


class LooseWrite(RuntimeError):
    """Somebody tried to write outside the one door."""


class UnsafeStore(RuntimeError):
    """The database does not keep what it acknowledges; the house does not start on it."""


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware on the Python side, UTC in the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware UTC time."""
        return value if value is None else (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table; each mapped class says how it may be read: Sealed, Open or Hidden."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcTime(), str: String()}

    def __init_subclass__(cls, **options: Any) -> None:
        if "__tablename__" in cls.__dict__ and sum(issubclass(cls, kind) for kind in (Sealed, Open, Hidden)) != 1:
            raise TypeError(f"{cls.__name__} must be exactly one of Sealed, Open, Hidden")
        super().__init_subclass__(**options)


class Sealed:
    """Read only by those who may read the row's stream."""

    stream: Mapped[str] = mapped_column(String(120), index=True)


class Open:
    """Read by anyone who has a reader: nothing in it is private between the sides."""


class Public(Open):
    """Read by anybody, signed in or not: what the house publishes, copied here when it becomes public."""


class Hidden:
    """Read by no reader: secrets and the house's own machinery."""


def kind_of(table: str) -> type[Sealed | Open | Hidden] | None:
    """Return how the table of this name may be read; None when no class is mapped to it."""
    model = _model_of(table)
    return next((kind for kind in (Sealed, Open, Hidden) if issubclass(model, kind)), None)


def _kind_for_strangers(table: str) -> str:
    # Anything else is refused loudly: a page for everybody that asks for more is a mistake, not an empty page.
    return "Open" if issubclass(_model_of(table), Public) else ""


def _model_of(table: str) -> type[object]:
    return next((mapper.class_ for mapper in Base.registry.mappers if str(mapper.local_table) == table), object)


def sqlalchemy_url(url: str) -> str:
    """Return the database URL with the driver this house uses, whichever customary prefix it came with."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


class Store:
    """The database of the house. `url` names a SQLite file or a PostgreSQL database."""

    def __init__(self, url: str) -> None:
        url = sqlalchemy_url(url)
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self._writer = _engine(url, writing=True)
        self._reader = _engine(url, writing=False)
        self._sealed = _engine(url, writing=False)
        seal(self._sealed, lambda table: (kind_of(table) or object).__name__)
        self._public = _engine(url, writing=False, few=True)
        seal(self._public, _kind_for_strangers)
        self._one_writer = threading.Lock()

    @contextmanager
    def writing(self, lock: str) -> Iterator[Session]:
        """Yield the session of one write transaction that holds `lock`; commits nothing by itself. For the door alone."""
        guard = self._one_writer if self.is_sqlite else _no_lock()
        with guard, Session(self._writer, expire_on_commit=False) as session:
            session.info["performing"] = True
            if not self.is_sqlite:
                session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:lock, 0))"), {"lock": lock})
            try:
                yield session
            finally:
                session.info["performing"] = False

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that cannot write. It is not filtered by audience: only the kernel and policies use it bare."""
        with Session(self._reader, autoflush=False) as session:
            yield session

    @contextmanager
    def reading_for(self, streams: Iterable[str]) -> Iterator[Session]:
        """Yield a session that cannot write and to which sealed rows of other streams do not exist."""
        engine = self._sealed.execution_options(**{VIEWER: tuple(sorted(streams))})
        with Session(engine, autoflush=False) as session:
            yield session

    @contextmanager
    def reading_public(self) -> Iterator[Session]:
        """Yield a session that cannot write and reads Public rows only; asking it for any other raises UnsealedRead."""
        with Session(self._public.execution_options(**{VIEWER: ()}), autoflush=False) as session:
            yield session

    def engine(self) -> Engine:
        """Return the engine of the writer, for migrations and for checks of the schema."""
        return self._writer

    def assert_safe(self) -> None:
        """Raise UnsafeStore unless the database is set to keep every acknowledged transaction."""
        with self._writer.connect() as connection:
            if self.is_sqlite:
                wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
                for pragma, value in wanted.items():
                    found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
                    if found != value:
                        raise UnsafeStore(f"PRAGMA {pragma} is {found!r}, must be {value!r}")
            elif connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "off":
                raise UnsafeStore("synchronous_commit is off")
            connection.rollback()

    def empty_log(self) -> bool:
        """Bring SQLite's log into the database and cut it to nothing: it still holds what was erased. False when somebody reads."""
        if not self.is_sqlite:
            return True
        with self._one_writer, closing(self._writer.raw_connection()) as connection:
            cursor = connection.cursor()
            # Who writes meanwhile waits no longer than this.
            cursor.execute(f"PRAGMA busy_timeout={_PATIENCE_OF_CHORES}")
            try:
                busy, _pages, _done = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                cursor.execute(f"PRAGMA busy_timeout={_PATIENCE}")
                cursor.close()
        return not busy

    def close(self) -> None:
        """Close all connections."""
        self._writer.dispose()
        self._reader.dispose()
        self._sealed.dispose()
        self._public.dispose()


@contextmanager
def _no_lock() -> Iterator[None]:
    yield


def _without_values(context: ExceptionContext) -> None:
    """Take the values out of PostgreSQL's complaints: `DETAIL: Failing row contains (...)` would end in logs."""
    failed = context.original_exception
    if not isinstance(failed, psycopg.Error) or failed.sqlstate is None:
        return
    told = failed.diag
    # Classes 22 and 23 speak of what was to be stored; all others of the statement.
    spoken = "" if failed.sqlstate[:2] in ("22", "23") else told.message_primary
    places = (told.table_name, told.column_name, told.constraint_name)
    failed.args = (" ".join(filter(None, (failed.sqlstate, spoken, *places))),)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (f"({type(failed).__name__}) {failed}",)


def _engine(url: str, *, writing: bool, few: bool = False) -> Engine:
    # Parameters stay out of error messages: they hold caucus texts and secrets, and messages end in logs.
    if not url.startswith("sqlite"):
        # All pools together stay within the 97 connections that PostgreSQL grants when nobody tells it otherwise.
        size, more = (2, 5) if few else (10, 20)
        engine = create_engine(url, pool_size=size, max_overflow=more, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "handle_error", _without_values)
        if not writing:
            engine = engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
        return engine
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1 if writing else 16,
        max_overflow=0 if writing else 16,
        connect_args={"check_same_thread": False, "timeout": 30},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: object) -> None:
        # pysqlite's own transaction handling is switched off, so that BEGIN IMMEDIATE below is what happens.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={_PATIENCE}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        if not writing:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


@event.listens_for(Session, "before_flush")
def _refuse_loose_writes(session: Session, context: object, instances: object) -> None:
    if not session.info.get("performing"):
        raise LooseWrite("rows change only inside perform()")
