"""The hand-written corpus is large, varied, consistent and reproducible from its sources."""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
import sys
from collections import Counter
from importlib import resources
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from anonymizer.lexicon import lexicon

CORPUS = Path(__file__).resolve().parent / "corpus"
PARTS = ("dev", "heldout", "lookalike")
MARKED_PARTS = ("dev", "heldout")

LEXICONS = resources.files("anonymizer") / "lexicons"

# What every set of Indonesian names shares: birth order, particles, compound heads, noble forms. Nobody can
# be recognised by them and neither side can do without them.
SHARED_ELEMENTS = """
    abd abdul ade ahmad al ali andi anak agung baiq bin binti cut daeng de desak dewa dg dwi eka gusti istri
    kadek ketut komang la lan luh made maria mat moch moh muh muhammad nengah ngurah nur nurul nyoman ode putra
    putri putu rajo ratu sang siti sri sutan tb teuku tri tubagus umi ummu wa wayan
"""
# Names that are words of the language; they belong into both sides because the words do. So do those that
# the word list counts as frequent or common.
ORDINARY_WORDS = """
    bagus bintang budi citra dewi embun hadi jaya kusuma lestari mulia murni puji rintik sabar sakti sari satria
    senja setia slamet tegar teguh tulus
"""
# Halves of names that a scanner broke apart ("Sri Mar yati").
SCANNED_PIECES = "di kas mar nah nan yati"
ALLOWED_TOKENS = frozenset(f"{SHARED_ELEMENTS} {ORDINARY_WORDS} {SCANNED_PIECES}".split())
TEMPLATE_RUN_WORDS = 6
LETTER_FORMULAS = ("dengan hormat saya yang bertanda tangan di bawah ini",)


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


@pytest.mark.parametrize(("part", "least"), [("dev", 2100), ("heldout", 250), ("lookalike", 950)])
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
    """A name of two or more words that occurs again verbatim is covered by a span there, too, or by an office."""
    checked = 0
    for entry in marked_entries():
        spans = [(span["start"], span["end"]) for span in entry["spans"]]
        names = {entry["text"][start:end] for start, end in spans}
        spans += [(fact["start"], fact["end"]) for fact in entry["kept"] if fact["kind"] == "office"]
        for name in (name for name in names if " " in name and not name[0].isdigit()):
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", entry["text"]):
                checked += 1
                assert any(start <= match.start() < end for start, end in spans), (entry["id"], name)
    assert checked > 500


def words_of(text: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[^\W\d_][\w'’-]+", text)]


def name_tokens(part: str = "heldout") -> set[str]:
    return {
        word
        for entry in read_part(part)
        for span in entry["spans"]
        if span["type"] == "PERSON"
        for word in words_of(entry["text"][span["start"] : span["end"]])
    }


def training_lines(name: str) -> list[str]:
    lines = (LEXICONS / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "["))]


def test_the_heldout_part_shares_no_name_with_the_training_material() -> None:
    """Shared elements and ordinary words aside, no name part of the generator is a name in the held-out part."""
    material = {word for line in training_lines("name_parts.txt") for word in words_of(line)}
    names = name_tokens()
    common = {name for name in names if lexicon().read(name, misspelt=False).code in "fc"}

    assert sorted((names & material) - ALLOWED_TOKENS - common) == []
    assert len(material) > 500
    assert len(names) > 300
    assert names & material & ALLOWED_TOKENS


def test_the_heldout_part_shares_no_template_with_the_training_material() -> None:
    """No six words in a row, slots and the opening formula of letters aside, stand in both."""
    runs = {
        tuple(words[at : at + TEMPLATE_RUN_WORDS])
        for line in training_lines("templates.txt")
        for words in (words_of(piece) for piece in re.split(r"\{\w+\}", line))
        for at in range(len(words) - TEMPLATE_RUN_WORDS + 1)
    }
    shared = [
        (entry["id"], run)
        for entry in read_part("heldout")
        for words in [words_of(entry["text"])]
        for run in zip(*(words[at:] for at in range(TEMPLATE_RUN_WORDS)), strict=False)
        if run in runs and not any(" ".join(run) in formula for formula in LETTER_FORMULAS)
    ]

    assert shared == []
    assert len(runs) > 100


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
