"""What happens to texts: told on the stream a text belongs to."""

from __future__ import annotations

from agreements.rules.words import AgreementKind, Origin, Tag
from workbench.kernel import N_, Event, Id
from workbench.kernel.streams import ANY_STREAM


class TextStarted(Event):
    """A text was put where its readers keep theirs."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s started the text “%(title)s”.")
    place: str
    text: Id
    title: str
    kind: AgreementKind
    language: str


class VersionSaved(Event):
    """A version of a text was saved. `tree_key` is the hash of its words, `source` that of the file it was read from."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s saved version %(number)s of “%(title)s”.")
    place: str
    text: Id
    version: Id
    title: str
    number: int
    origin: Origin
    tree_key: str
    parents: list[Id]
    note: str
    source: str | None
    file_name: str


class VersionTagged(Event):
    """What became of a version was noted: tabled, agreed, passed, signed or filed."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s marked version %(number)s of “%(title)s”: %(tag)s.")
    place: str
    text: Id
    version: Id
    title: str
    number: int
    tag: Tag
