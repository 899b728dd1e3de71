"""The tree of RFC 6962: published vectors, the recursive definition, and proofs checked by another algorithm."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.kernel.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
)

SIZES = range(71)
LEAVES = [leaf_hash(number.to_bytes(2, "big")) for number in range(70)]


def recursive_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root as RFC 6962 section 2.1 writes it, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + recursive_root(leaves[:half]) + recursive_root(leaves[half:])).digest()


def included(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    """Return the root an inclusion proof leads to (RFC 9162 section 2.1.3.2), None when its length is wrong."""
    number, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if number & 1 or number == last:
            root = node_hash(sibling, root)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        number, last = number >> 1, last >> 1
    return root if last == 0 else None


def consistent(earlier: int, size: int, first: bytes, proof: list[bytes]) -> tuple[bytes, bytes] | None:
    """Return the two roots a consistency proof leads to (RFC 9162 section 2.1.4.2), None when its length is wrong."""
    if earlier == size:
        return (first, first) if not proof else None
    path = [first, *proof] if earlier & (earlier - 1) == 0 else list(proof)
    if not path:
        return None
    number, last = earlier - 1, size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    old = new = path[0]
    for node in path[1:]:
        if last == 0:
            return None
        if number & 1 or number == last:
            old, new = node_hash(node, old), node_hash(node, new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, node)
        number, last = number >> 1, last >> 1
    return (old, new) if last == 0 else None


def test_published_vectors(reference: Callable[[str], Path]) -> None:
    vectors = json.loads(reference("negotiation/golden_published.json").read_text())["merkle_rfc6962"]
    leaves = [leaf_hash(bytes.fromhex(data)) for data in vectors["leaves_hex"]]
    assert [root_of(leaves[:size]).hex() for size in range(9)] == vectors["roots_n0_to_n8"]
    assert len(vectors["consistency_proofs"]) == 3
    for name, proof in vectors["consistency_proofs"].items():
        earlier, size = map(int, name.split("->"))
        assert [node.hex() for node in consistency_proof(leaves[:size], earlier)] == proof


def test_small_trees_by_hand() -> None:
    one, two, three = LEAVES[:3]
    assert root_of([]) == EMPTY_ROOT
    assert root_of([one]) == one
    assert root_of([one, two]) == node_hash(one, two)
    assert root_of([one, two, three]) == node_hash(node_hash(one, two), three)
    assert leaf_hash(b"") == hashlib.sha256(b"\0").digest()
    assert inclusion_proof([one, two, three], 2) == [node_hash(one, two)]


@pytest.mark.parametrize("size", SIZES)
def test_the_frontier_gives_the_recursive_root(size: int) -> None:
    frontier = Frontier()
    for leaf in LEAVES[:size]:
        frontier.append(leaf)
    assert frontier.root() == recursive_root(LEAVES[:size]) == root_of(LEAVES[:size])
    assert (frontier.size, len(frontier.roots)) == (size, size.bit_count())


@pytest.mark.parametrize("size", SIZES[:-1])
def test_a_stored_frontier_goes_on_where_it_stopped(size: int) -> None:
    before = Frontier()
    for leaf in LEAVES[:size]:
        before.append(leaf)
    after = Frontier(before.size, before.roots)
    after.append(LEAVES[size])
    assert after.root() == recursive_root(LEAVES[: size + 1])
    assert before.root() == recursive_root(LEAVES[:size])


def test_a_frontier_of_the_wrong_shape_is_refused() -> None:
    for size, roots in ((0, LEAVES[:1]), (3, LEAVES[:1]), (4, LEAVES[:2])):
        with pytest.raises(ValueError, match="bit set"):
            Frontier(size, roots)


@pytest.mark.parametrize("size", SIZES[1:])
def test_every_inclusion_proof_leads_to_the_root(size: int) -> None:
    leaves = LEAVES[:size]
    root = recursive_root(leaves)
    for index, leaf in enumerate(leaves):
        proof = inclusion_proof(leaves, index)
        assert included(leaf, index, size, proof) == root
        assert included(LEAVES[index - 1], index, size, proof) != root or size == 1
        assert len(proof) <= (size - 1).bit_length()


@pytest.mark.parametrize("size", SIZES[1:])
def test_every_consistency_proof_leads_to_both_roots(size: int) -> None:
    leaves = LEAVES[:size]
    for earlier in range(1, size + 1):
        old, new = recursive_root(leaves[:earlier]), recursive_root(leaves)
        proof = consistency_proof(leaves, earlier)
        assert consistent(earlier, size, old, proof) == (old, new)


@pytest.mark.parametrize("index", [-1, 5, 70])
def test_proofs_outside_the_tree_are_refused(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES[:5], index)


@pytest.mark.parametrize("earlier", [-1, 0, 6])
def test_consistency_outside_the_tree_is_refused(earlier: int) -> None:
    with pytest.raises(IndexError):
        consistency_proof(LEAVES[:5], earlier)


@given(st.lists(st.binary(max_size=8), min_size=2, max_size=40), st.data())
def test_another_leaf_another_root(contents: list[bytes], data: st.DataObject) -> None:
    leaves = [leaf_hash(content) for content in contents]
    place = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:place], leaf_hash(contents[place] + b"!"), *leaves[place + 1 :]]
    assert root_of(changed) != root_of(leaves)
    assert root_of(leaves[:-1]) != root_of(leaves)
    # A leaf can never pass for a node: the two have different first bytes (second pre-image).
    assert leaf_hash(leaves[0] + leaves[1]) != node_hash(leaves[0], leaves[1])
