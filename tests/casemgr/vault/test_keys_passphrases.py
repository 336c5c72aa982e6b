"""Passphrases: generated ones always pass, what guessers try first does not."""

import math
from importlib import resources

import pytest

from casemgr.errors import PassphraseWeakError
from casemgr.vault.passphrases import check_passphrase, generate_passphrase, word_list


def test_the_word_list_has_2048_words_that_cannot_be_mistaken_for_each_other() -> None:
    words = word_list()
    assert len(words) == len(set(words)) == 2_048 == 2**11
    assert all(4 <= len(word) <= 7 and word.isascii() and word.isalpha() and word.islower() for word in words)
    shortened = [word[:at] + "_" + word[at + 1 :] for word in words for at in range(len(word))]
    assert len(set(shortened)) == len(shortened)
    assert not {word[:at] + word[at + 1 :] for word in words for at in range(len(word))} & set(words)


def test_the_word_list_says_where_it_comes_from() -> None:
    text = resources.files("casemgr.vault").joinpath("words.txt").read_text(encoding="utf-8")
    assert "Licence" in text.splitlines()[1]


def test_generated_passphrases_pass_and_are_not_repeated() -> None:
    phrases = [generate_passphrase() for _ in range(100)]
    for phrase in phrases:
        assert len(phrase.split()) == 6
        check_passphrase(phrase)
    assert len(set(phrases)) == 100
    assert math.log2(len(word_list())) * 6 == 66


@pytest.mark.parametrize(
    "phrase", ["kucing saya makan bakso di teras", "Tiga-belas kerbau, satu sawah!", "ζῷον ἄλογον δίπουν"]
)
def test_a_long_passphrase_of_ones_own_passes(phrase: str) -> None:
    check_passphrase(phrase)


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("", "short"),
        ("Tr0ub4dor&3", "short"),
        ("kucing bakso 9", "short"),
        ("  kucing        9  ", "short"),
        ("aaaaaaaaaaaaaaaaaaaa", "repeated"),
        ("bakso bakso bakso", "repeated"),
        ("12121212121212121212", "repeated"),
        ("rahasia rahasia rahasia", "repeated"),
        ("abad abad abad abad abad abad", "repeated"),
        ("passwordpassword1234", "common"),
        ("Inspektorat2026!!", "common"),
        ("qwertyuiop1234567890", "common"),
        ("abcdefghijklmnopqrst", "common"),
        ("Indonesia Merdeka 1945", "common"),
        ("Assalamualaikum123", "common"),
    ],
)
def test_what_guessers_try_first_is_refused_with_a_reason(phrase: str, reason: str) -> None:
    with pytest.raises(PassphraseWeakError) as caught:
        check_passphrase(phrase)
    assert caught.value.reason == reason
    assert phrase not in str(caught.value) or not phrase


def test_a_passphrase_must_not_lean_on_ones_own_name() -> None:
    check_passphrase("sulastri wibowo 90")
    with pytest.raises(PassphraseWeakError):
        check_passphrase("sulastri wibowo 90", personal=["Sulastri Wibowo"])
