"""What is typed is written down to be sealed, and read back the same."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.errors import SubmissionInvalidError
from casemgr.submissions import (
    AMOUNT_RUPIAH,
    Content,
    Demand,
    Identity,
    Submission,
    clean_text,
    cleaned,
    title_of,
)

TEXTS = st.text(min_size=1).filter(lambda text: bool(clean_text(text)))


@given(text=TEXTS, place=st.text(max_size=200), asked=st.none() | st.integers(0, AMOUNT_RUPIAH))
def test_a_submission_survives_being_written_down(text: str, place: str, asked: int | None) -> None:
    sent = cleaned(Submission(text, place=place, demand=Demand("x", asked=asked), excluded=("a" * 32,)))
    content = Content.decode(sent.encode())
    assert (content.text, content.place, content.demand) == (sent.text, sent.place, sent.demand)
    assert content.excluded == ("a" * 32,)


@given(text=st.text())
def test_cleaning_twice_changes_nothing_and_leaves_no_control(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert "\x00" not in once
    once.encode()


def test_an_identity_is_never_in_what_is_sealed_under_the_report_key() -> None:
    name = "Nama Rekaan"
    sent = cleaned(Submission(f"Saya {name}.", identity=Identity(name, "0812")))
    assert "0812" not in sent.encode()
    assert name in sent.encode(), "the positive control: what the reporter wrote into the text stays there"
    assert Identity.decode(Identity(name, "0812").encode()) == Identity(name, "0812")
    assert Identity.decode(b"") is None


def test_a_demand_has_a_date_of_its_own() -> None:
    sent = cleaned(Submission("x", when="Maret", demand=Demand("legalisir", when=" 3 Maret 2026\x07 ")))
    content = Content.decode(sent.encode())
    assert content.demand == Demand("legalisir", when="3 Maret 2026")
    assert content.when == "Maret"


def test_a_demand_that_was_sealed_without_a_date_opens() -> None:
    written = Submission("x", demand=Demand("legalisir", asked=5)).encode().replace(',"when":""', "", 1)
    assert written.count('"when"') == 1
    assert Content.decode(written).demand == Demand("legalisir", asked=5)


def test_the_same_submission_is_written_down_the_same_way() -> None:
    assert Submission("x", place="y").encode() == Submission(place="y", text="x").encode()
    assert Submission("x").encode() != Submission("x", insider=False).encode()


@pytest.mark.parametrize("amount", [-1, AMOUNT_RUPIAH + 1])
def test_amounts_beyond_reason_are_named(amount: int) -> None:
    for name in ("asked", "paid", "tariff"):
        with pytest.raises(SubmissionInvalidError) as caught:
            cleaned(Submission("x", demand=Demand(**{name: amount})))  # type: ignore[arg-type]  # one amount
        assert dict(caught.value.fields) == {name: "amount"}


def test_every_problem_is_named_at_once() -> None:
    wrong = Submission(
        " ", place="x" * 3_000, identity=Identity(""), demand=Demand(who="x" * 3_000, when="x" * 3_000)
    )
    with pytest.raises(SubmissionInvalidError) as caught:
        cleaned(wrong)
    assert set(caught.value.fields) == {"text", "place", "name", "who", "asked_when"}


@pytest.mark.parametrize(
    ("submission", "fields"),
    [
        (Submission(None), {"text"}),  # type: ignore[arg-type]  # wrong on purpose, as below
        (Submission(5), {"text"}),  # type: ignore[arg-type]
        (Submission("x", identity="Budi"), {"identity"}),  # type: ignore[arg-type]
        (Submission("x", identity=Identity(7)), {"name"}),  # type: ignore[arg-type]
        (Submission("x", demand="300000"), {"demand"}),  # type: ignore[arg-type]
        (Submission("x", demand=Demand(asked="300000")), {"asked"}),  # type: ignore[arg-type]
        (Submission("x", place=None, insider="ya"), {"place", "insider"}),  # type: ignore[arg-type]
        (Submission("x", excluded="abc"), {"excluded"}),  # type: ignore[arg-type]
        (Submission("x", excluded=(3,)), {"excluded"}),  # type: ignore[arg-type]
        ("x", {"submission"}),
        (None, {"submission"}),
    ],
)
def test_another_type_is_named_by_field(submission: Any, fields: set[str]) -> None:
    """A host hands over what it read itself."""
    with pytest.raises(SubmissionInvalidError) as caught:
        cleaned(submission)
    assert dict(caught.value.fields) == dict.fromkeys(fields, "type")


def test_what_was_left_out_is_told() -> None:
    assert Content.decode(Submission("x").encode()).unset == ("place", "when")
    told = Submission("x", place="p", when="w", demand=Demand(service="s"))
    assert Content.decode(told.encode()).unset == ("asked", "who")


@pytest.mark.parametrize(
    ("submission", "title"),
    [
        (
            Submission("x", demand=Demand("legalisir", asked=1_300_000)),
            "Diminta Rp1.300.000 untuk legalisir",
        ),
        (Submission("satu dua"), "satu dua"),
        (Submission(" ".join("abcdefghijkl")), "a b c d e f g h i j …"),
        (Submission("x" * 500), "x" * 120),
        (Submission(" "), "Pengaduan"),
    ],
)
def test_titles_are_short(submission: Submission, title: str) -> None:
    assert title_of(submission, "Pengaduan") == title


def test_no_repr_shows_what_was_typed() -> None:
    mark = "PENANDA"
    parts = [
        Submission(mark, place=mark, identity=Identity(mark)),
        Demand(mark, who=mark),
        Identity(mark),
        Content(mark),
    ]
    assert mark not in repr(parts)
    assert mark in Submission(mark).encode()
