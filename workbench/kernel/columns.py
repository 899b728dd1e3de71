"""Columns that the tables of every domain write alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column


def own_id() -> Mapped[Any]:
    """Return the primary key column: a random identifier."""
    return mapped_column(String(16), primary_key=True)


def ref(target: str) -> Mapped[Any]:
    """Return a column that points at the id of `target`."""
    return mapped_column(String(16), ForeignKey(f"{target}.id"), index=True)


def word() -> Mapped[Any]:
    """Return a column for a word of a fixed vocabulary."""
    return mapped_column(String(24))
