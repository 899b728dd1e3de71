"""The graph of versions: its ends, what two versions have in common, and its drawing; identities carried along it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.history import Row, ancestors, common_base, drawn, heads
from agreements.rules.identity import carried, identified
from agreements.rules.tree import Clause, Tree, walk

FORK = {"1": [], "2": ["1"], "3": ["1"], "4": ["3", "2"], "5": ["4"]}


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, list[str]]:
    """Draw versions in the order in which they were saved, each made from up to two earlier ones."""
    parents: dict[str, list[str]] = {}
    for number in range(draw(st.integers(1, 12))):
        earlier = list(parents)
        many = st.lists(st.sampled_from(earlier), min_size=1, max_size=2, unique=True) if earlier else st.just([])
        parents[str(number)] = draw(many)
    return parents


def test_a_fork_and_its_merge() -> None:
    assert heads(FORK) == ("5",)
    assert heads({name: FORK[name] for name in "123"}) == ("2", "3")
    assert common_base(FORK, "2", "3") == "1"
    assert common_base(FORK, "2", "5") == "2"
    assert common_base({"1": [], "2": []}, "1", "2") is None


@given(graphs(), st.data())
def test_the_common_base_is_a_forebear_of_both_and_no_nearer_one_is(
    parents: dict[str, list[str]], data: st.DataObject
) -> None:
    ours, theirs = (data.draw(st.sampled_from(list(parents))) for _ in range(2))
    shared = ancestors(parents, ours) & ancestors(parents, theirs)
    base = common_base(parents, ours, theirs)
    assert (base is None) == (not shared)
    if base is not None:
        assert base in shared
        assert not [one for one in shared - {base} if base in ancestors(parents, one)]
        assert base == common_base(parents, theirs, ours)


@given(graphs())
def test_every_line_of_the_drawing_leads_from_a_version_to_each_parent(parents: dict[str, list[str]]) -> None:
    order = list(reversed(parents))
    rows = drawn(parents, order)
    lanes = {row.version: row.lane for row in rows}
    assert [row.version for row in rows] == order
    for at, row in enumerate(rows):
        reached = {end for start, end in row.lines if start == row.lane}
        for parent in parents[row.version]:
            assert any(_leads(rows, at + 1, lane, parent) for lane in reached), f"{row.version} to {parent}"
    for row, below in pairwise(rows):
        ends = {end for _, end in row.lines}
        assert {start for start, _ in below.lines} <= ends | {below.lane}
    assert all(lane < rows[0].lanes for lane in lanes.values())


def _leads(rows: tuple[Row, ...], at: int, lane: int, version: str) -> bool:
    """Say whether the line in this lane comes down to the version."""
    for row in rows[at:]:
        if row.version == version:
            return bool(row.lane == lane)
        if (lane, lane) not in row.lines:
            return False
    return False


def test_identities_are_carried_by_pair_by_words_and_by_place() -> None:
    names = iter(f"id{n}" for n in range(100))
    old = identified(
        Tree("", "zh", (Clause("part", heading="总则", children=(
            Clause("article", "第一条", text="甲", children=(Clause("item", text="一"), Clause("item", text="二"))),
        )),)),
        lambda: next(names),
    )  # fmt: skip
    article = Clause("article", "第二条", text="甲乙", children=(Clause("item", text="新"), Clause("item", text="二")))
    new = Tree("", "zh", (Clause("part", heading="总则", children=(article,)),))
    found = carried(old, new, [(old.clauses[0].children[0], article)])
    assert found.clauses[0].id == old.clauses[0].id
    assert found.clauses[0].children[0].id == old.clauses[0].children[0].id
    before = old.clauses[0].children[0].children
    assert [item.id for item in found.clauses[0].children[0].children] == [before[0].id, before[1].id]
    whole = identified(found, lambda: next(names))
    assert len({clause.id for clause in walk(whole)}) == len(list(walk(whole)))


def test_an_identity_that_comes_twice_is_given_once() -> None:
    names = iter(["fresh"])
    twice = Tree("", "zh", (Clause("article", id="same"), Clause("article", id="same")))
    assert [clause.id for clause in identified(twice, lambda: next(names)).clauses] == ["same", "fresh"]
