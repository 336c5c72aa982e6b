"""What a mapping remembers grows without being copied, and what was made before stays as it was."""

from __future__ import annotations

from math import log2
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from anonymizer import Mapping, mask, mask_all
from anonymizer.layers import GrownSet, Layers
from anonymizer.mapping import Index

ADDED = st.lists(st.dictionaries(st.integers(0, 30), st.integers()), max_size=12)
K = TypeVar("K")
V = TypeVar("V")


def plain(layers: Layers[K, V]) -> dict[K, V | None]:
    return {key: layers.get(key) for key in layers}


@given(ADDED)
def test_layers_answer_like_one_dictionary(added: list[dict[int, int]]) -> None:
    layers, known = Layers[int, int](), dict[int, int]()
    for new in added:
        before, then = layers, dict(known)
        layers = layers.with_added(new)
        known |= new
        assert plain(before) == then
    assert plain(layers) == known
    assert bool(layers) is bool(known)
    assert layers.get(99) is None
    assert [key in layers for key in range(31)] == [key in known for key in range(31)]


def test_many_small_additions_leave_few_layers() -> None:
    layers = Layers[int, int]()
    for number in range(2000):
        layers = layers.with_added({number: number})
        assert len(layers._layers) <= log2(number + 1) + 2
    assert sum(1 for _ in layers) == 2000


def test_a_set_that_grew_holds_each_item_once() -> None:
    grown = GrownSet.of(frozenset({"a"})).with_added(["b", "b", "a"])
    assert sorted(grown) == ["a", "b"]
    assert len(grown) == 2
    assert "c" not in grown
    assert "b" in grown


def test_the_index_of_a_grown_mapping_is_that_of_its_entries() -> None:
    texts = [f"Nama saya Wagimin{chr(97 + n)} Slamet, HP 08123456{n:04}." for n in range(12)]
    grown = list(mask_all(texts, policy="publik", key=b"k" * 32))[-1].mapping
    again = mask("Pak Slamet dan Bu Slamet, HP 081234560003", policy="publik", key=b"k" * 32, mapping=grown)
    for mapping in (grown, again.mapping):
        made, fresh = mapping.index, Index.of(Mapping.from_bytes(mapping.to_bytes()).entries)
        assert plain(made.ids) == plain(fresh.ids)
        assert plain(made.numbers) == plain(fresh.numbers)
        assert plain(made.marks) == plain(fresh.marks)
        assert plain(made.words) == plain(fresh.words)
        assert (made.counts, made.amounts, made.roles) == (fresh.counts, fresh.amounts, fresh.roles)
    assert len(again.mapping) > len(grown) > 20
