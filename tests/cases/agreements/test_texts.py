"""Texts started, versioned, copied and marked; who may, who may not even know; what is refused."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from flask_babel import Babel
from sqlalchemy import Connection, select, text

from agreements.commands.texts import CopyVersion, SaveVersion, StartText, TagVersion
from agreements.models import TextVersion
from agreements.queries.integrity import version_faults
from agreements.queries.texts import common_base_of, timeline
from agreements.rules.editing import find
from agreements.rules.stored import stored
from agreements.rules.tree import Clause, Tree, tree_key, walk
from agreements.rules.words import AgreementKind, Tag
from negotiation.queries.happenings import happenings, told
from tests.cases.agreements.conftest import Case, Hall, Library, agreement
from workbench.kernel import Actor, Refused, new_id


def place(case: Case, *rest: str) -> str:
    """Return a stream of the bargaining."""
    return "/".join((f"bargaining/{case.id}", *rest))


def nested(depth: int) -> Tree:
    """Return a tree with so many clauses inside each other."""
    clause = Clause("item", text="x")
    for _ in range(depth):
        clause = Clause("item", children=(clause,))
    return Tree("x", "zh", (clause,))


def test_a_text_keeps_its_tree_and_gives_every_clause_an_identity(library: Library, member: Actor, union: str) -> None:
    saved = library.start(member, union)
    tree = library.tree(member, saved["version"])
    ids = [clause.id for clause in walk(tree)]
    assert saved["number"] == 1
    assert len(set(ids)) == len(ids) == 5
    assert all(len(one) == 16 for one in ids)
    assert tree_key(tree) == tree_key(agreement())


def test_only_members_know_of_an_organisations_texts(hall: Hall, library: Library, member: Actor, union: str) -> None:
    saved, other = library.start(member, union), hall.person("外人", "enterprise")
    start = StartText(place=union, title="x", kind=AgreementKind.WAGE, tree=stored(agreement()))
    assert hall.refusal(other, start) == "absent"
    assert hall.refusal(other, TagVersion(text=saved["text"], version=saved["version"], tag=Tag.SIGNED)) == "absent"
    own = f"organisation/{hall.organisation('enterprise')}"
    assert hall.refusal(other, CopyVersion(version=saved["version"], place=own, title="x")) == "absent"


@pytest.mark.parametrize("where", ["house", "person/{person}", "organisation/{organisation}/members"])
def test_no_text_is_kept_where_nobody_keeps_texts(hall: Hall, member: Actor, where: str) -> None:
    named = where.format(person=member.person, organisation=hall.organisation("union"))
    verdict = hall.ask(member, StartText, place=named)
    assert isinstance(verdict, Refused)
    assert verdict.reason.key == "absent"


def test_a_change_is_a_version_and_what_stayed_keeps_its_identity(library: Library, member: Actor, union: str) -> None:
    first = library.start(member, union)
    second = library.reword(member, first, 0, "每月十五日支付工资。")
    before, after = (library.tree(member, one["version"]) for one in (first, second))
    assert second["number"] == 2
    assert [clause.id for clause in walk(before)] == [clause.id for clause in walk(after)]
    assert after.clauses[0].text == "每月十五日支付工资。"


def test_the_same_words_are_the_same_version(library: Library, hall: Hall, member: Actor, union: str) -> None:
    first = library.start(member, union)
    again = SaveVersion(text=first["text"], base=first["version"], tree=stored(library.tree(member, first["version"])))
    assert hall.do(member, again).result == first


def test_a_stale_version_is_refused_and_can_be_kept_beside(
    library: Library, hall: Hall, member: Actor, union: str
) -> None:
    first = library.start(member, union)
    second = library.reword(member, first, 0, "每月十五日支付工资。")
    tree = stored(agreement(words="每月十日支付工资。"))
    late = SaveVersion(text=first["text"], base=first["version"], tree=tree)
    assert hall.refusal(member, late) == "stale_version"
    third = hall.do(member, late.model_copy(update={"beside": True})).result
    with hall.door.reading(hall.door.viewer(member, "en")) as reader:
        lines = timeline(reader, first["text"])
        base = common_base_of(reader, second["version"], third["version"])
    assert [line.number for line, _ in lines] == [3, 2, 1]
    assert [line.is_head for line, _ in lines] == [True, True, False]
    assert base == first["version"]
    assert {row.lane for _, row in lines} == {0, 1}


def test_a_merge_has_two_parents(library: Library, hall: Hall, member: Actor, union: str) -> None:
    first = library.start(member, union)
    second = library.reword(member, first, 0, "每月十五日支付工资。")
    third = library.reword(member, first, 0, "每月十日支付工资。", beside=True)
    merged = SaveVersion(
        text=first["text"],
        base=third["version"],
        also=second["version"],
        tree=stored(library.tree(member, second["version"])),
    )
    row = hall.find(select(TextVersion).where(TextVersion.id == hall.do(member, merged).result["version"]))
    assert row.parents == [third["version"], second["version"]]


def test_a_sides_own_draft_begins_from_the_common_one(library: Library, hall: Hall, case: Case) -> None:
    chief = case.people["u1"]
    common = library.start(chief, place(case, "table"))
    own = hall.do(
        chief, CopyVersion(version=common["version"], place=place(case, "caucus", "labour"), title="我方草案")
    ).result
    row = hall.find(select(TextVersion).where(TextVersion.id == own["version"]))
    assert row.parents == [common["version"]]
    assert library.tree(chief, own["version"]) == library.tree(chief, common["version"])


def test_what_comes_out_of_a_caucus_does_not_name_where_it_was(library: Library, hall: Hall, case: Case) -> None:
    chief = case.people["u1"]
    own = library.start(chief, place(case, "caucus", "labour"))
    common = hall.do(chief, CopyVersion(version=own["version"], place=place(case, "table"), title="共同文本")).result
    row = hall.find(select(TextVersion).where(TextVersion.id == common["version"]))
    assert row.parents == []


def test_the_other_side_does_not_know_of_a_sides_text(library: Library, hall: Hall, case: Case) -> None:
    own = library.start(case.people["u1"], place(case, "caucus", "labour"))
    for name in ("e1", "e2", "g1", "m1", "r1", "o1"):
        save = TagVersion(text=own["text"], version=own["version"], tag=Tag.TABLED)
        assert case.refusal(name, save) == "absent", name
        copy = CopyVersion(version=own["version"], place=place(case, "table"), title="x")
        assert case.refusal(name, copy) == "absent", name
        assert case.refusal(name, StartText(
            place=place(case, "caucus", "labour"), title="x", kind=AgreementKind.WAGE, tree=stored(agreement())
        )) == "absent", name  # fmt: skip


def test_a_mark_is_set_once(library: Library, hall: Hall, member: Actor, union: str) -> None:
    saved = library.start(member, union)
    mark = TagVersion(text=saved["text"], version=saved["version"], tag=Tag.SIGNED)
    hall.do(member, mark)
    assert hall.refusal(member, mark) == "tagged_already"


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        ("", "no_tree"),
        ("[]", "no_tree"),
        ("[" * 100_000, "no_tree"),
        (json.dumps({"format": "tripartite-workbench/clause-tree/v1", "title": "x", "language": "zh", "clauses": []}),
         "no_clauses"),
        (stored(agreement(words="a\u202eb")), "tree_text"),
        (stored(nested(31)), "tree_too_deep"),
        (stored(nested(30)).replace('"clauses":[', '"clauses":[' + '{"kind":"article","line":9007199254740993},'),
         "no_tree"),
    ],
)  # fmt: skip
def test_what_is_no_tree_is_refused(hall: Hall, member: Actor, union: str, tree: str, reason: str) -> None:
    assert hall.refusal(member, StartText(place=union, title="x", kind=AgreementKind.WAGE, tree=tree)) == reason


def test_a_version_of_another_text_is_no_base(library: Library, hall: Hall, member: Actor, union: str) -> None:
    one, other = library.start(member, union), library.start(member, union, title="另一份")
    wrong = SaveVersion(text=one["text"], base=other["version"], tree=stored(agreement()))
    assert hall.refusal(member, wrong) == "other_text"
    gone = SaveVersion(text=one["text"], base=new_id(), tree=stored(agreement()))
    assert hall.refusal(member, gone) == "absent"


def test_a_version_kept_where_one_cannot_read_is_no_version(
    library: Library, hall: Hall, member: Actor, union: str
) -> None:
    mine = library.start(member, union)
    theirs = library.start(hall.person("Wei", "enterprise"), f"organisation/{hall.organisation('enterprise')}")
    based = SaveVersion(text=mine["text"], base=theirs["version"], tree=stored(agreement()))
    marked = TagVersion(text=mine["text"], version=theirs["version"], tag=Tag.SIGNED)
    assert [hall.refusal(member, one) for one in (based, marked)] == ["absent", "absent"]


def test_the_database_refuses_to_alter_a_version(library: Library, hall: Hall, member: Actor, union: str) -> None:
    library.start(member, union)
    for statement in ("UPDATE text_versions SET note = 'x'", "DELETE FROM text_versions"):
        with pytest.raises(Exception, match="append-only"), hall.door.store.engine().begin() as connection:
            connection.execute(text(statement))


def test_clauses_are_found_by_their_identity(library: Library, member: Actor, union: str) -> None:
    tree = library.tree(member, library.start(member, union)["version"])
    assert find(tree, tree.clauses[1].children[0].id).text == "基本工资"


def test_the_operators_check_finds_a_version_that_was_altered(
    library: Library, hall: Hall, member: Actor, union: str
) -> None:
    saved = library.start(member, union)
    with hall.door.store.reading() as session:
        assert list(version_faults(session)) == []
    with hall.door.store.engine().begin() as connection:
        for statement in triggers_off(connection):
            connection.execute(text(statement))
        connection.execute(text("UPDATE text_versions SET tree = replace(tree, '二十日', '三十日')"))
    with hall.door.store.reading() as session:
        assert [fault.stream for fault in version_faults(session)] == [union]
    with hall.door.store.engine().begin() as connection:
        connection.execute(text("DELETE FROM text_versions"))
    with hall.door.store.reading() as session:
        assert [fault.what for fault in version_faults(session)] == [
            "the version's row is missing or has another hash than its entry"
        ]
    assert saved["number"] == 1


def triggers_off(connection: Connection) -> list[str]:
    """Return what takes the triggers from the table of versions."""
    if connection.dialect.name == "sqlite":
        return ["DROP TRIGGER text_versions_no_update", "DROP TRIGGER text_versions_no_delete"]
    return ["ALTER TABLE text_versions DISABLE TRIGGER ALL"]


def test_the_tables_record_says_in_words_what_became_of_a_version(library: Library, hall: Hall, case: Case) -> None:
    chief = case.people["u1"]
    saved = library.start(chief, place(case, "table"), title="共同草案")
    hall.do(chief, TagVersion(text=saved["text"], version=saved["version"], tag=Tag.SIGNED))
    with hall.door.reading(hall.door.viewer(chief, "en")) as reader:
        last = happenings(reader, case.id, 3)
    app = Flask("words")
    Babel(app)
    with app.test_request_context():
        said = [told(one, {str(chief.person): "Lin"}, "en") for one in last]
    assert said == [
        "Lin started the text “共同草案”.",
        "Lin saved version 1 of “共同草案”.",
        "Lin marked version 1 of “共同草案”: signed.",
    ]
