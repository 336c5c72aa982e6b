"""Cut and flipped files give a clean copy or a named error, in time; nothing else, and never the mark."""

from __future__ import annotations

import random
import time

import pytest
from file_samples import SAMPLES, holds_mark

from anonymizer import clean_file
from anonymizer.files import Limits, UncleanableFileError

LIMITS = Limits(seconds=20)
HEAD = 24


def try_all(name: str, rounds: int, seed: int) -> tuple[int, int]:
    """Give (cleaned, refused) over truncated and bit-flipped forms of one sample."""
    source = random.Random(f"{name} {seed}")
    original = SAMPLES[name]()
    cleaned = refused = 0
    for turn in range(rounds):
        broken = bytearray(original)
        if turn % 2:
            # Now and then nothing is left but a piece of the head, of which no reader makes anything.
            end = HEAD if turn % 20 == 1 else len(broken)
            del broken[source.randrange(1, end) :]
        else:
            for _ in range(source.choice((1, 3, 30))):
                broken[source.randrange(len(broken))] ^= 1 << source.randrange(8)
        started = time.monotonic()
        try:
            copy = clean_file(bytes(broken), limits=LIMITS)
            cleaned += 1
            assert copy.size > 0
            assert not holds_mark(copy.content)
        except UncleanableFileError:
            refused += 1
        assert time.monotonic() - started < LIMITS.seconds + 2
    return cleaned, refused


@pytest.mark.parametrize("name", SAMPLES)
def test_broken_files_in_short(name: str) -> None:
    assert sum(try_all(name, 1, 1)) == 1


@pytest.mark.long
@pytest.mark.parametrize("name", SAMPLES)
def test_broken_files_at_length(name: str) -> None:
    cleaned, refused = try_all(name, 300, 2)
    assert cleaned + refused == 300
    assert refused > 0
