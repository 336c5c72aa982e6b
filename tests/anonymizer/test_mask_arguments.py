"""Arguments of a wrong type end in a sentence that names what was expected, never in content."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from anonymizer import (
    AnonymizerError,
    Mapping,
    Span,
    SpanType,
    clean_file,
    find,
    find_batch,
    find_structured,
    mask,
    mask_all,
    redactor,
    unmask,
    unmask_all,
)
from anonymizer.counts import CountsError, Published, publish
from anonymizer.mapping import MappingUnreadableError
from anonymizer.rows import RowsError, anonymity, anonymous_rows, require_anonymous
from anonymizer.sealing import sealing_hooks

KEY = bytes(range(32))
WRONG: Any = b"Siti Aminah"
COUNTS = {("A", "x"): 9, ("B", "x"): 12}
ROWS = [{"unit": "A", "outcome": outcome} for outcome in "xyxyxy"]


def masked_by(span: Span) -> object:
    return mask("Siti Aminah", policy="publik", key=KEY, spans=[span])


CALLS: list[tuple[Callable[[], object], str]] = [
    (lambda: find(WRONG), "text must be str, not bytes"),
    (lambda: find_structured(WRONG), "text must be str, not bytes"),
    (lambda: mask(WRONG, policy="publik", key=KEY), "text must be str, not bytes"),
    (lambda: mask(None, policy="publik", key=KEY), "text must be str, not NoneType"),  # type: ignore[arg-type]
    (lambda: mask("x", policy=None, key=KEY), "policy must be"),  # type: ignore[arg-type]
    (lambda: mask("x", policy="publik", key="Siti Aminah"), "key must be bytes, not str"),  # type: ignore[arg-type]
    (lambda: mask("x", policy="publik", key=KEY, mapping=WRONG), "mapping must be"),
    (lambda: mask("x", policy="publik", key=KEY, spans=["Siti Aminah"]), "spans must be"),  # type: ignore[list-item]
    (lambda: mask("x", policy="publik", key=KEY, spans=5), "spans must be"),  # type: ignore[arg-type]
    (lambda: list(mask_all(["x"], policy=WRONG, key=KEY)), "policy must be"),
    (lambda: redactor(policy=WRONG, key=KEY), "policy must be"),
    (lambda: unmask(WRONG, Mapping.new(KEY)), "text must be str, not bytes"),
    (lambda: unmask("x", WRONG), "mapping must be"),
    (lambda: find_batch("Siti Aminah"), "texts must be several texts"),
    (lambda: find_batch(WRONG), "texts must be several texts"),
    (lambda: find_batch(7), "texts must be several texts"),  # type: ignore[arg-type]
    (lambda: mask_all("Siti Aminah", policy="publik", key=KEY), "texts must be several texts"),
    (lambda: mask_all(WRONG, policy="publik", key=KEY), "texts must be several texts"),
    (lambda: mask_all(["x"], policy="publik", key="Siti Aminah"), "key must be bytes"),  # type: ignore[arg-type]
    (lambda: mask_all(["x"], policy="publik", key=KEY, mapping=WRONG), "mapping must be"),
    (lambda: unmask_all("Siti Aminah", Mapping.new(KEY)), "texts must be several texts"),
    (lambda: unmask_all(bytearray(WRONG), Mapping.new(KEY)), "texts must be several texts"),  # type: ignore[arg-type]
    (lambda: unmask_all(["x"], WRONG), "mapping must be"),
    (lambda: masked_by(Span(0, 4, "SURAT", 1.0, "x")), "the type of a span must be a SpanType"),  # type: ignore[arg-type]
    (lambda: masked_by(Span(0, 4, "PHONE", 1.0, "x")), "the type of a span must be a SpanType"),  # type: ignore[arg-type]
    (lambda: masked_by(Span(0, None, SpanType.NIK, 1.0, "x")), "start and end of a span must be int"),  # type: ignore[arg-type]
    (lambda: masked_by(Span(0, 4, SpanType.NIK, WRONG, "x")), "the score of a span must be a number"),
    (lambda: redactor(policy="publik", key="Aminah"), "key must be bytes"),  # type: ignore[arg-type]
    (lambda: sealing_hooks(32), "key must be bytes"),  # type: ignore[arg-type]
    (lambda: publish(WRONG, COUNTS), "name must be str"),
    (lambda: publish("t", [("Siti Aminah", 1)]), "counts must be"),  # type: ignore[arg-type]
    (lambda: publish("t", COUNTS, earlier=["Siti Aminah"]), "earlier must be"),  # type: ignore[list-item]
    (lambda: publish("t", COUNTS, earlier=publish("s", COUNTS)), "earlier must be"),  # type: ignore[arg-type]
    (lambda: require_anonymous(ROWS, known="unit"), "known must be"),
    (lambda: require_anonymous(ROWS, known=["unit"], sensitive=[5]), "sensitive must be"),  # type: ignore[list-item]
    (lambda: require_anonymous(["Siti Aminah"], known=["unit"]), "a row must be"),  # type: ignore[list-item]
    (lambda: anonymity(ROWS, known=["unit"], k="5"), "k must be int"),  # type: ignore[arg-type]
    (lambda: clean_file("/tempat/Siti Aminah"), "source must be bytes"),  # type: ignore[call-overload]
    (lambda: clean_file(b"x", "/tempat/Siti Aminah"), "target must be"),  # type: ignore[call-overload]
]


@pytest.mark.parametrize(("call", "message"), CALLS)
def test_an_argument_of_a_wrong_type_is_named_without_content(
    call: Callable[[], object], message: str
) -> None:
    with pytest.raises(TypeError) as caught:
        call()
    assert isinstance(caught.value, AnonymizerError)
    assert message in str(caught.value)
    assert "Aminah" not in str(caught.value)


def test_the_same_calls_with_right_arguments_pass() -> None:
    assert [len(spans) for spans in find_batch(["hp 0812 3456 7890", "x"])] == [1, 0]
    [masked] = mask_all(("hp 0812 3456 7890",), policy="publik", key=KEY)
    assert list(unmask_all([masked.text], masked.mapping)) == ["hp 0812 3456 7890"]
    assert masked_by(Span(0, 4, SpanType.PERSON, 1, "x"))
    assert redactor(policy="publik", key=KEY)("hp 0812 3456 7890") == "hp ⟦TELEPON-1⟧"
    assert publish("t", COUNTS, earlier=[publish("s", COUNTS)]).cells["A", "x"] == 9
    require_anonymous(ROWS, known=["unit"], sensitive=["outcome"])


@pytest.mark.parametrize(
    "call",
    [
        lambda: redactor(policy="publik", key=b""),
        lambda: redactor(policy="publik", key=KEY, lang="jv"),
        lambda: redactor(policy="tetangga", key=KEY),
        lambda: mask_all([], policy="publik", key=b""),
        lambda: mask_all([], policy="publik", key=KEY, mapping=Mapping.new(KEY[::-1])),
        lambda: find_batch([], lang="jv"),
        lambda: sealing_hooks(b""),
        lambda: Mapping.new(b""),
    ],
)
def test_a_key_a_language_or_a_policy_nobody_can_use_is_refused_at_once(call: Callable[[], object]) -> None:
    with pytest.raises(AnonymizerError):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: require_anonymous(ROWS, known=["kolom"]),
        lambda: require_anonymous(ROWS, known=["unit"], sensitive=["kolom"]),
        lambda: require_anonymous(ROWS, known=["unit"], k=0),
        lambda: require_anonymous(ROWS, known=["unit"], k=1),
        lambda: require_anonymous(ROWS, known=["unit"], diversity=0),
        lambda: anonymous_rows(ROWS, known=["kolom"]),
        lambda: anonymous_rows(ROWS, known=["unit"], most_left_out=7),
        lambda: anonymity([{"unit": []}] * 5, known=["unit"]),  # type: ignore[dict-item]
    ],
)
def test_rows_that_cannot_be_measured_are_refused_by_name(call: Callable[[], object]) -> None:
    with pytest.raises(RowsError) as caught:
        call()
    assert "kolom" not in str(caught.value)


def stored_mapping() -> dict[str, Any]:
    masked = mask("hp 0812 3456 7890 atau 0813 9876 5432", policy="publik", key=KEY)
    document: dict[str, Any] = json.loads(masked.mapping.to_bytes())
    assert Mapping.from_bytes(json.dumps(document).encode()).value("TELEPON-2") == "0813 9876 5432"
    return document


@pytest.mark.parametrize("number", [-3, 0, 1_000_000_000, True, 1.0, "1", 2])
def test_a_mapping_whose_numbers_are_no_labels_does_not_load(number: object) -> None:
    document = stored_mapping()
    document["entries"][0]["number"] = number
    with pytest.raises(MappingUnreadableError):
        Mapping.from_bytes(json.dumps(document).encode())


@pytest.mark.parametrize(
    "change",
    [{"case": 5}, {"check": None}, {"sealed": "ya"}, {"outputs": [1]}, {"outputs": "ab"}, {"entries": {}}],
)
def test_a_mapping_with_parts_of_another_type_does_not_load(change: dict[str, object]) -> None:
    with pytest.raises(MappingUnreadableError):
        Mapping.from_bytes(json.dumps({**stored_mapping(), **change}).encode())


@pytest.mark.parametrize(
    "change",
    [{"name": None}, {"rows": [1]}, {"small": "5"}, {"small": True}, {"cells": []}, {"columns": ["x", "y"]}],
)
def test_a_published_table_with_parts_of_another_type_does_not_load(change: dict[str, object]) -> None:
    document = json.loads(publish("t", COUNTS).to_bytes())
    assert Published.from_bytes(json.dumps(document).encode()).name == "t"
    with pytest.raises(CountsError):
        Published.from_bytes(json.dumps({**document, **change}).encode())
