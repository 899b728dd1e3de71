"""The words of texts for pages and records: kinds, origins, tags."""

from __future__ import annotations

from agreements.rules.words import AgreementKind, Origin, Tag
from workbench.kernel import N_

KINDS: dict[str, str] = {
    AgreementKind.GENERAL: N_("General collective agreement"),
    AgreementKind.WAGE: N_("Wages"),
    AgreementKind.WOMEN_WORKERS: N_("Women workers"),
    AgreementKind.SAFETY: N_("Safety and health"),
    AgreementKind.PLATFORM_ALGORITHM: N_("Platform algorithms"),
}
ORIGINS: dict[str, str] = {
    Origin.IMPORT: N_("imported"),
    Origin.EDIT: N_("edited"),
    Origin.COPY: N_("begun from another text"),
    Origin.MERGE: N_("merged"),
    Origin.ASSEMBLY: N_("assembled"),
    Origin.LIBRARY: N_("begun from the library"),
}
TAGS: dict[str, str] = {
    Tag.TABLED: N_("tabled"),
    Tag.AGREED: N_("agreed"),
    Tag.PASSED: N_("passed"),
    Tag.SIGNED: N_("signed"),
    Tag.FILED: N_("filed"),
}
FORMS: tuple[str, ...] = ("pdf", "docx", "xml", "html", "json")
"""In what a version can be taken away."""
