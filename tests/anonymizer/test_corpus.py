"""The hand-written corpus is large, varied, consistent and reproducible from its sources."""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CORPUS = Path(__file__).resolve().parent / "corpus"
PARTS = ("dev", "heldout", "lookalike")
MARKED_PARTS = ("dev", "heldout")

# Name elements that every Indonesian text shares: birth order, articles, compound heads. A generator
# cannot do without them and nobody can be recognised by them.
COMMON_ELEMENTS = frozenset(
    "abd abdul achmad ahmad al ali amaq andi anak agung ayu baiq bin binti boru cut daeng de desak dewa dg dwi"
    " eka el gede gusti haji hj ibn ida istri kadek ketut komang la lalu luh made maria mat moch moh mohd"
    " muh muhamad muhammad ni nengah nur nurul nyoman ode putra putri putu raden ratu rd rr sang siti sitti"
    " sri st syekh tb tengku teuku tri tubagus umi ummu wa wayan yohanes".split()
)


def load_compiler() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_compile", CORPUS / "compile.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def read_part(part: str) -> list[dict[str, Any]]:
    lines = (CORPUS / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def marked_entries() -> list[dict[str, Any]]:
    return [entry for part in MARKED_PARTS for entry in read_part(part)]


@pytest.mark.parametrize(("part", "least"), [("dev", 120), ("heldout", 200), ("lookalike", 110)])
def test_each_part_is_large_enough(part: str, least: int) -> None:
    assert len(read_part(part)) >= least


def test_ids_and_texts_are_unique_over_all_parts() -> None:
    entries = [entry for part in PARTS for entry in read_part(part)]

    assert len({entry["id"] for entry in entries}) == len(entries)
    assert len({entry["text"] for entry in entries}) == len(entries)


@pytest.mark.parametrize("part", PARTS)
def test_each_part_has_at_least_twelve_styles(part: str) -> None:
    assert len({entry["style"] for entry in read_part(part)}) >= 12


def test_every_type_is_covered_and_names_are_many() -> None:
    counts = Counter(span["type"] for entry in marked_entries() for span in entry["spans"])

    assert set(counts) == load_compiler().TYPES
    assert min(counts.values()) >= 25
    assert counts["PERSON"] >= 700


def test_texts_have_the_length_of_real_complaints() -> None:
    lengths = [len(entry["text"]) for entry in marked_entries()]

    assert 240 <= sum(lengths) / len(lengths) <= 340
    assert sum(length >= 1500 for length in lengths) >= 5


def test_look_alike_texts_hold_no_personal_data() -> None:
    entries = read_part("lookalike")

    assert [entry["id"] for entry in entries if entry["spans"]] == []
    assert any(entry["spans"] for entry in marked_entries())


@pytest.mark.parametrize("part", PARTS)
def test_spans_and_kept_facts_lie_inside_the_text_and_apart_from_each_other(part: str) -> None:
    for entry in read_part(part):
        ranges = sorted((item["start"], item["end"]) for item in entry["spans"] + entry["kept"])
        edges = [edge for pair in ranges for edge in pair]
        assert edges == sorted(edges), entry["id"]
        assert all(start < end for start, end in ranges), entry["id"]
        assert not edges or (edges[0] >= 0 and edges[-1] <= len(entry["text"])), entry["id"]


def test_a_repeated_name_is_marked_at_every_place() -> None:
    """A name of two or more words that occurs again verbatim is covered by a span there, too."""
    checked = 0
    for entry in marked_entries():
        spans = [(span["start"], span["end"]) for span in entry["spans"]]
        names = {entry["text"][start:end] for start, end in spans}
        for name in (name for name in names if " " in name and not name[0].isdigit()):
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", entry["text"]):
                checked += 1
                assert any(start <= match.start() < end for start, end in spans), (entry["id"], name)
    assert checked > 500


@pytest.mark.parametrize("part", PARTS)
def test_compiling_the_sources_reproduces_the_stored_file(part: str) -> None:
    compiler = load_compiler()
    stored = (CORPUS / f"{part}.jsonl").read_text(encoding="utf-8")

    assert compiler.render_part(part) == stored
    assert stored.endswith("}\n")


@pytest.mark.parametrize(
    "marked",
    [
        "[[PERSON|Tanpa Peran]]",
        "[[NAMA:reporter|Salah Jenis]]",
        "[[PERSON:friend|Salah Peran]]",
        "{{uang|Rp 5.000}}",
        "[[PERSON:reporter|Spasi ]]",
        "[[PERSON:reporter|Kurung tunggal]",
        "   ",
    ],
)
def test_the_compiler_refuses_malformed_markup(marked: str) -> None:
    compiler = load_compiler()

    with pytest.raises(compiler.CorpusError):
        compiler.compile_text("x1", "chat_slang", marked)


def test_the_compiler_gives_code_point_offsets() -> None:
    entry = load_compiler().compile_text(
        "x1", "chat_slang", "😀 dari [[PERSON:reporter|Ayu]]: {{money|50rb}}"
    )

    assert entry.text == "😀 dari Ayu: 50rb"
    assert [(span.start, span.end) for span in entry.spans] == [(7, 10)]
    assert [(fact.start, fact.end, fact.kind) for fact in entry.kept] == [(12, 16, "money")]
