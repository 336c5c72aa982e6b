"""Passphrases of staff: how one is made, what counts as too weak, what exactly is hashed.

Only generated words have a strength that can be stated (11 bits each). For what a person makes up the check
is length and a short list of what guessers try first; lists of leaked passwords hold next to nothing of 15
characters and more (NIST SP 800-63B-4, section 3.1.1.2: length and a blocklist, no composition rules).
"""

import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Final

from casemgr.errors import PassphraseWeakError

LEAST_CHARACTERS: Final = 15
LEAST_WORDS: Final = 6
_LEAST_DIFFERENT = 6
_LEAST_AFTER_COMMON = 9
_COMMON_TEXT = """
password passwort passw0rd p@ssw0rd katasandi sandi rahasia admin administrator inspektorat itjen pengaduan
laporan casemgr indonesia merdeka jakarta bismillah alhamdulillah assalamualaikum sayang cinta selamat
datang welcome letmein iloveyou qwerty asdf zxcv monkey dragon master login secret garuda pancasila
kementerian kantor
"""
_SEQUENCES = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
)
_SEQUENCE_PIECE = 4
_SHORTEST_NAME = 3


def normalise_passphrase(text: str) -> str:
    """Return the form that is hashed: NFKC, single spaces, none at the ends. Case counts."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def generate_passphrase(words: int = LEAST_WORDS) -> str:
    """Return random words of our list, 11 bits each, joined by spaces."""
    return " ".join(secrets.choice(word_list()) for _ in range(words))


def check_passphrase(text: str, *, personal: Iterable[str] = ()) -> None:
    """Accept six generated words, or 15 characters that are not common; raise `PassphraseWeakError` else.

    `personal` are names the text must not lean on (user name, office). Reasons: "short", "repeated",
    "common".
    """
    phrase = normalise_passphrase(text)
    words = phrase.split()
    if len(words) >= LEAST_WORDS and set(words) <= set(word_list()) and len(set(words)) >= LEAST_WORDS - 1:
        return
    if len(phrase) < LEAST_CHARACTERS:
        raise PassphraseWeakError("short")
    folded = "".join(words).casefold()
    if len(set(folded)) < _LEAST_DIFFERENT or folded in (folded * 2)[1:-1]:
        raise PassphraseWeakError("repeated")
    if len(_without_common(folded, personal)) < _LEAST_AFTER_COMMON:
        raise PassphraseWeakError("common")


def _without_common(folded: str, personal: Iterable[str]) -> str:
    """Drop what is tried first: common words, the person's own names, runs on alphabet and keyboard."""
    names = ("".join(name.casefold().split()) for name in personal)
    common = {*_COMMON_TEXT.split(), *(name for name in names if len(name) >= _SHORTEST_NAME)}
    for part in sorted(common, key=len, reverse=True):
        folded = folded.replace(part, "")
    for run in _SEQUENCES:
        for sequence in (run, run[::-1]):
            for start in range(len(sequence) - _SEQUENCE_PIECE + 1):
                folded = folded.replace(sequence[start : start + _SEQUENCE_PIECE], "")
    return folded


@cache
def word_list() -> tuple[str, ...]:
    """Return the 2,048 words of `words.txt`, in order; lines beginning with # are its notes."""
    text = resources.files("casemgr.vault").joinpath("words.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(word for line in lines for word in line.split())
