"""The fixed vocabularies of texts. Terms: workbench/glossary.toml."""

from __future__ import annotations

from enum import StrEnum


class AgreementKind(StrEnum):
    """What kind of agreement a text is."""

    GENERAL = "general"
    WAGE = "wage"
    WOMEN_WORKERS = "women_workers"
    SAFETY = "safety"
    PLATFORM_ALGORITHM = "platform_algorithm"


class Origin(StrEnum):
    """How a version came about."""

    IMPORT = "import"
    EDIT = "edit"
    COPY = "copy"
    MERGE = "merge"
    ASSEMBLY = "assembly"
    LIBRARY = "library"


class Tag(StrEnum):
    """What became of a version, in the order of an agreement's life."""

    TABLED = "tabled"
    AGREED = "agreed"
    PASSED = "passed"
    SIGNED = "signed"
    FILED = "filed"
