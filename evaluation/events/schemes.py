"""What happened to the versions of a scheme."""

from __future__ import annotations

from evaluation.rules.streams import SCHEME
from workbench.kernel import N_, Event, Id


class SchemeKept(Event):
    """A version of a scheme was written down. It carries the digest of all it says; nobody can score by it yet."""

    audience = SCHEME
    sentence = N_("%(actor)s kept version %(number)s of the scheme “%(title)s”.")
    key: str
    scheme: Id
    number: int
    title: str
    digest: str


class SchemePutInForce(Event):
    """Rounds may be called by this version from now on; the one before it is retired."""

    audience = SCHEME
    sentence = N_("%(actor)s put version %(number)s of the scheme “%(title)s” in force.")
    key: str
    scheme: Id
    number: int
    title: str
    digest: str


class SchemeRetired(Event):
    """No new round is called by this version any more; rounds that were go on."""

    audience = SCHEME
    sentence = N_("Version %(number)s of the scheme “%(title)s” was retired.")
    key: str
    scheme: Id
    number: int
    title: str
