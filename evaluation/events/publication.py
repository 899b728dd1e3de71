"""What was published of titles."""

from __future__ import annotations

from evaluation.rules.streams import FILE
from workbench.kernel import N_, Event, Id


class TitlePublished(Event):
    """A title was entered in the public register, and its certificate signed; `digest` is the SHA-256 of what was signed."""

    audience = FILE
    sentence = N_("Title %(number)s was entered in the public register, and its certificate was signed.")
    application: Id
    title: Id
    number: str
    digest: str
