"""How much an unlisted word is spelt like a name: learnt from made names, read back unchanged, never from itself."""

from __future__ import annotations

import pytest

from anonymizer.lexicon import lexicon
from anonymizer.likeness import learn_likeness, parse_likeness

NAMES = {"karsono": 2.0, "darsono": 1.0, "warsono": 1.0, "parsono": 3.0}
WORDS = [("mengambil", 1.0), ("mengirim", 1.0), ("menginap", 1.0), ("mengecap", 1.0)]


def test_a_new_word_is_judged_by_its_letters() -> None:
    likeness = learn_likeness(NAMES, WORDS)

    assert likeness.step("sarsono") > "3" > likeness.step("mengintip")
    assert likeness.step("") == likeness.step("zzz")


def test_the_table_is_read_back_as_it_was_written() -> None:
    written = "\n".join(learn_likeness(NAMES, WORDS).lines())

    assert "\n".join(parse_likeness(written).lines()) == written
    assert len(written.splitlines()) > 5


def test_a_damaged_table_is_refused() -> None:
    with pytest.raises(ValueError):
        parse_likeness("abc")
    assert parse_likeness("abc\t5").step("abc") == "4"


@pytest.mark.parametrize("word", ["sutrimo", "kasminah", "nurlaelah"])
def test_unlisted_names_are_spelt_more_like_names_than_words_are(word: str) -> None:
    assert lexicon().likeness(word) > "4" > lexicon().likeness("pendhaftaranipun")
