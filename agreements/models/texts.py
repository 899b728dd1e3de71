"""Texts of agreements, their versions, and what became of a version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.models import append_only
from workbench.kernel.store import Base, Sealed


def _id() -> Mapped[Any]:
    return mapped_column(String(16), primary_key=True)


class AgreementText(Base, Sealed):
    """An agreement, a draft or a model text. Its `stream` says whose it is: an organisation's, a table's, a caucus's."""

    __tablename__ = "agreement_texts"

    id: Mapped[str] = _id()
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(24))
    language: Mapped[str] = mapped_column(String(8))
    made_by: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]


class TextVersion(Base, Sealed):
    """One version of a text: a clause tree known by its hash. `parents` are the versions it was made from, none to two.

    `number` counts within the text. `source` and `file_name` name the file it was read from, when there was one;
    `remarks` are the tracked changes and comments that stood in it (see rules.remarks).
    """

    __tablename__ = "text_versions"
    __table_args__ = (UniqueConstraint("text", "number"),)

    id: Mapped[str] = _id()
    text: Mapped[str] = mapped_column(String(16), ForeignKey("agreement_texts.id"), index=True)
    number: Mapped[int]
    parents: Mapped[list[str]] = mapped_column(JSON)
    origin: Mapped[str] = mapped_column(String(24))
    key: Mapped[str] = mapped_column(String(64), index=True)
    tree: Mapped[str] = mapped_column(Text, deferred=True)
    remarks: Mapped[list[dict[str, str]]] = mapped_column(JSON, deferred=True)
    note: Mapped[str] = mapped_column(String(500), default="")
    source: Mapped[str | None] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(120), default="")
    saved_by: Mapped[str] = mapped_column(String(40))
    saved_at: Mapped[datetime]


class VersionTag(Base, Sealed):
    """What became of a version: tabled, agreed, passed, signed or filed."""

    __tablename__ = "version_tags"
    __table_args__ = (UniqueConstraint("version", "tag"),)

    id: Mapped[str] = _id()
    text: Mapped[str] = mapped_column(String(16), ForeignKey("agreement_texts.id"), index=True)
    version: Mapped[str] = mapped_column(String(16), ForeignKey("text_versions.id"), index=True)
    tag: Mapped[str] = mapped_column(String(24))
    tagged_by: Mapped[str] = mapped_column(String(40))
    tagged_at: Mapped[datetime]


append_only(TextVersion)
append_only(VersionTag)
