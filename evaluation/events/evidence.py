"""What happens to evidence. Each is told on the stream the piece lives in; handing in tells the common file."""

from __future__ import annotations

from datetime import date

from evaluation.rules.evidence import DoubtKind
from evaluation.rules.streams import FILE
from evaluation.rules.words import Stage
from workbench.kernel import N_, Event, Id
from workbench.kernel.streams import ANY_STREAM


class EvidenceAdded(Event):
    """A file or a link was put to items of the sheet. `sha256` is blank for a link of which no copy was kept."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s put “%(name)s” to the evidence.")
    place: str
    application: Id
    piece: Id
    name: str
    sha256: str
    size: int
    link: str
    covers_from: date | None
    covers_until: date | None
    stage: Stage
    items: list[str]


class EvidenceHandedIn(Event):
    """A prepared piece became part of the common file, under a name of its own there."""

    audience = FILE
    sentence = N_("“%(name)s” was handed in as evidence.")
    application: Id
    piece: Id
    name: str
    sha256: str
    size: int
    link: str
    covers_from: date | None
    covers_until: date | None
    stage: Stage
    items: list[str]


class EvidenceLinked(Event):
    """A piece serves further items."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s let “%(name)s” serve further items.")
    place: str
    application: Id
    piece: Id
    name: str
    items: list[str]


class EvidenceWithdrawn(Event):
    """A piece was taken back before it was handed in."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s took “%(name)s” back.")
    place: str
    application: Id
    piece: Id
    name: str


class EvidenceDoubted(Event):
    """Somebody finds the evidence of an item missing, outdated or doubtful, for a stated reason."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s raised a doubt about the evidence of item %(item)s: %(why)s")
    place: str
    application: Id
    doubt: Id
    item: str
    piece: Id | None
    kind: DoubtKind
    why: str


class EvidenceDoubtSettled(Event):
    """A doubt about evidence was settled, in the words given."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s settled a doubt about the evidence of item %(item)s: %(how)s")
    place: str
    application: Id
    doubt: Id
    item: str
    how: str


class EvidenceLinkCompared(Event):
    """What stands at a link now was compared with the copy that was kept: `same`, or `sha256` of what stands there now."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s compared what stands at the link of “%(name)s” with the copy that was kept.")
    place: str
    application: Id
    piece: Id
    name: str
    same: bool
    sha256: str
