"""How Alembic finds the tables of all packages and the database."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool

from workbench.kernel import models as _kernel_models  # noqa: F401
from workbench.kernel.store import Base, sqlalchemy_url
from workbench.rooms import import_rooms

import_rooms()


def run() -> None:
    """Run the migrations in one transaction."""
    url = sqlalchemy_url(context.config.get_main_option("sqlalchemy.url") or "")
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
