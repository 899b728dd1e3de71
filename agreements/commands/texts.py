"""Texts started, versions saved and marked. Nothing that was saved is ever altered."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select

from agreements.commands.trees import CHARACTERS, received
from agreements.events.texts import TextStarted, VersionSaved, VersionTagged
from agreements.models import AgreementText, TextVersion, VersionTag
from agreements.policy.keepers import is_open_to, may_keep
from agreements.policy.texts import (
    OTHER_TEXT,
    STALE_VERSION,
    TAGGED_ALREADY,
    may_write,
    newest_of,
    readable_version,
    time_said,
)
from agreements.rules.stored import restored, stored
from agreements.rules.tree import Tree, tree_key
from agreements.rules.words import AgreementKind, Origin, Tag
from workbench.kernel import (
    N_,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Refusal,
    Verdict,
    handler,
    line,
    policy,
    prose,
)

Place = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z2-7]{16}(/[a-z]+){0,2}$", max_length=120)]
"""The stream a text belongs to: its readers are the text's readers."""
Written = Annotated[str, StringConstraints(max_length=CHARACTERS)]
"""A clause tree in JSON (docs/text-format.md)."""
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Remark(BaseModel):
    """A tracked change or a comment that stood in the file a version was read from; a change may have been accepted."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    kind: Literal["change", "accepted", "comment"]
    where: Annotated[str, line(300, blank=True)] = ""
    author: Annotated[str, line(200, blank=True)] = ""
    date: Annotated[str, line(40, blank=True)] = ""
    before: Annotated[str, prose(50_000, blank=True)] = ""
    after: Annotated[str, prose(50_000, blank=True)] = ""
    text: Annotated[str, prose(20_000, blank=True)] = ""


class _Saved(Command):
    """What every saved version brings along."""

    origin: Origin = Origin.EDIT
    tree: Written = Field(title=N_("Text"))
    note: Annotated[str, line(500, blank=True)] = Field(default="", title=N_("Note"))
    source: Digest | None = None
    file_name: Annotated[str, line(120, blank=True)] = Field(default="", title=N_("File"))
    remarks: Annotated[list[Remark], Field(max_length=5_000)] = Field(default_factory=list)


class StartText(_Saved):
    """Puts a text where its readers keep theirs: in an organisation's library, on a table, in a caucus. It is version 1.

    `place` is the stream. Result: {"text": id, "version": id, "number": 1}.
    """

    sentence: ClassVar[str] = N_("Start a text")
    locks: ClassVar[str] = "texts/{place}"
    place: Place
    title: Annotated[str, line(200)] = Field(title=N_("Title"))
    kind: AgreementKind = Field(title=N_("Kind of agreement"))


class SaveVersion(_Saved):
    """Saves a version made from `base`, and from `also` when two were merged.

    Refused as stale_version when another version was saved meanwhile, unless `beside` says to keep both. A text whose
    words are those of `base` stays the same version. Result: {"text": id, "version": id, "number": n}.
    """

    sentence: ClassVar[str] = N_("Save a version")
    locks: ClassVar[str] = "text/{text}"
    text: Id
    base: Id
    also: Id | None = None
    beside: bool = False


class CopyVersion(Command):
    """Starts a text from a version of another one, such as a side's own draft from the common draft.

    Result: {"text": id, "version": id, "number": 1}.
    """

    sentence: ClassVar[str] = N_("Start a text from this version")
    locks: ClassVar[str] = "texts/{place}"
    version: Id
    place: Place
    title: Annotated[str, line(200)] = Field(title=N_("Title"))


class TagVersion(Command):
    """Notes what became of a version: it was tabled, agreed, passed, signed or filed. This cannot be taken back."""

    sentence: ClassVar[str] = N_("Mark a version")
    locks: ClassVar[str] = "text/{text}"
    text: Id
    version: Id
    tag: Tag = Field(title=N_("Mark"))


@policy(StartText)
def may_start_text(question: Question, command: StartText) -> Verdict:
    """Ask the keeper of the place."""
    return may_keep(question, command.place)


@policy(CopyVersion)
def may_copy(question: Question, command: CopyVersion) -> Verdict:
    """Allow what may be read to be put where the actor may write."""
    readable_version(question, command.version)
    return may_keep(question, command.place)


@policy(SaveVersion, TagVersion)
def may_save(question: Question, command: Any) -> Verdict:
    """Ask the keeper of the text's place."""
    return may_write(question, command.text)


@handler(StartText)
def start_text(act: Act, command: StartText) -> Handling:
    """Keep the text and its first version."""
    tree = received(command.tree, act.new_id)
    text = _started(act, command.place, command.title, command.kind, tree)
    yield _told_start(text)
    row = _version(act, text, tree, [], **_brought(command))
    yield _told_version(text, row)
    return _result(row)


@handler(CopyVersion)
def copy_version(act: Act, command: CopyVersion) -> Handling:
    """Keep a text that says what the version says, clause for clause the same."""
    copied = readable_version(act, command.version)
    of = act.find(AgreementText, copied.text)
    tree = restored(copied.tree)
    text = _started(act, command.place, command.title, AgreementKind(of.kind), tree)
    yield _told_start(text)
    parents = [copied.id] if is_open_to(text.stream, copied.stream) else []
    row = _version(act, text, tree, parents, origin=Origin.COPY)
    yield _told_version(text, row)
    return _result(row)


@handler(SaveVersion)
def save_version(act: Act, command: SaveVersion) -> Handling:
    """Keep another version beside those there are."""
    text = act.find(AgreementText, command.text)
    base = readable_version(act, command.base)
    if base.text != text.id:
        raise Refusal(OTHER_TEXT, "base")
    _refuse_stale(act, command, base)
    tree = received(command.tree, act.new_id)
    parents = [base.id]
    if command.also is not None:
        also = readable_version(act, command.also)
        parents += [also.id] if is_open_to(text.stream, also.stream) and also.id != base.id else []
    elif stored(tree) == base.tree:
        return _result(base)
    row = _version(act, text, tree, parents, **_brought(command))
    yield _told_version(text, row)
    return _result(row)


@handler(TagVersion)
def tag_version(act: Act, command: TagVersion) -> Handling:
    """Note the mark."""
    text, version = act.find(AgreementText, command.text), readable_version(act, command.version)
    if version.text != text.id:
        raise Refusal(OTHER_TEXT, "version")
    known = select(VersionTag).where(VersionTag.version == version.id, VersionTag.tag == command.tag)
    if act.first(known) is not None:
        raise Refusal(TAGGED_ALREADY, "tag")
    ids = {"text": text.id, "version": version.id, "stream": text.stream}
    act.add(VersionTag(id=act.new_id(), **ids, tag=command.tag, tagged_by=act.actor.name, tagged_at=act.now))
    about = {"place": text.stream, "text": text.id, "version": version.id}
    yield VersionTagged(**about, title=text.title, number=version.number, tag=command.tag)
    return {"text": text.id, "version": version.id}


def _started(act: Act, place: str, title: str, kind: AgreementKind, tree: Tree) -> AgreementText:
    text = AgreementText(
        id=act.new_id(),
        stream=place,
        title=title,
        kind=kind,
        language=tree.language,
        made_by=act.actor.name,
        made_at=act.now,
    )
    act.add(text)
    return text


def _refuse_stale(act: Act, command: SaveVersion, base: TextVersion) -> None:
    newest = newest_of(act, base.text)
    if newest is not None and newest.id not in (base.id, command.also) and not command.beside:
        raise Refusal(STALE_VERSION, "base", number=newest.number, clock=time_said(act, newest.saved_at))


def _brought(command: _Saved) -> dict[str, Any]:
    """Return what a version keeps of how it was saved."""
    remarks = [remark.model_dump() for remark in command.remarks]
    kept = ("origin", "note", "source", "file_name")
    return {name: getattr(command, name) for name in kept} | {"remarks": remarks}


def _version(act: Act, text: AgreementText, tree: Tree, parents: list[str], **brought: Any) -> TextVersion:
    newest = newest_of(act, text.id)
    row = TextVersion(
        id=act.new_id(),
        stream=text.stream,
        text=text.id,
        number=newest.number + 1 if newest else 1,
        parents=parents,
        key=tree_key(tree),
        tree=stored(tree),
        saved_by=act.actor.name,
        saved_at=act.now,
        **{"remarks": [], "note": "", "file_name": "", **brought},
    )
    act.add(row)
    return row


def _told_start(text: AgreementText) -> TextStarted:
    return TextStarted(
        place=text.stream, text=text.id, title=text.title, kind=AgreementKind(text.kind), language=text.language
    )


def _told_version(text: AgreementText, row: TextVersion) -> VersionSaved:
    return VersionSaved(
        place=text.stream,
        text=text.id,
        version=row.id,
        title=text.title,
        number=row.number,
        origin=Origin(row.origin),
        tree_key=row.key,
        parents=row.parents,
        note=row.note,
        source=row.source,
        file_name=row.file_name,
    )


def _result(row: TextVersion) -> dict[str, Any]:
    return {"text": row.text, "version": row.id, "number": row.number}
