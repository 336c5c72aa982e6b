"""Any two of three shares give the seed back; one alone, or two of different splits, do not."""

import dataclasses
import itertools
import os

import pytest

from casemgr.errors import SealBrokenError
from casemgr.vault import chunks
from casemgr.vault.formats import KeyPair
from casemgr.vault.keys import Share, join_shares, split_seed
from casemgr.vault.shares import ShareMistypedError

SEED = bytes(range(32))


def test_any_two_shares_in_any_order_give_the_seed() -> None:
    shares = split_seed(SEED)
    assert [share.number for share in shares] == [1, 2, 3]
    assert {share.key_id for share in shares} == {KeyPair.from_seed(SEED).key_id}
    for one, other in itertools.permutations(shares, 2):
        assert join_shares(one, other) == SEED


def test_one_share_alone_does_not_give_the_seed() -> None:
    for share in split_seed(SEED):
        with pytest.raises(SealBrokenError):
            join_shares(share, share)
        assert SEED not in share.key + share.box
        for key in (share.key, bytes(32)):
            with pytest.raises(SealBrokenError):
                chunks.open_sealed(key, b"", share.box)


def test_shares_of_different_splits_do_not_mix() -> None:
    one, other = split_seed(SEED), split_seed(SEED)
    foreign = split_seed(os.urandom(32))
    for first, second in itertools.product(one, other):
        with pytest.raises(SealBrokenError):
            join_shares(first, second)
    with pytest.raises(SealBrokenError):
        join_shares(one[0], foreign[1])
    assert join_shares(one[0], one[1]) == SEED


def test_a_share_that_says_it_is_another_is_refused() -> None:
    first, second, third = split_seed(SEED)
    with pytest.raises(SealBrokenError):
        join_shares(dataclasses.replace(first, number=2), third)
    with pytest.raises(SealBrokenError):
        join_shares(dataclasses.replace(first, number=3), second)


def test_a_printed_share_reads_back_however_it_is_typed() -> None:
    for share in split_seed(SEED):
        text = share.to_text()
        assert Share.from_text(text) == share
        typed = text.lower().replace("O", "0").replace(" ", "").replace("\n", "\r\n\r\n")
        assert Share.from_text(typed) == share
        assert Share.from_text(text.replace("O", "0").replace("I", "1").replace("B", "8")) == share
        assert max(len(line) for line in text.splitlines()) <= 44


def test_a_mistyped_line_is_named() -> None:
    lines = split_seed(SEED)[0].to_text().splitlines()
    for number in range(len(lines)):
        for symbol in range(0, len(lines[number]), 5):
            wrong = "A" if lines[number][symbol] != "A" else "C"
            changed = lines[number][:symbol] + wrong + lines[number][symbol + 1 :]
            with pytest.raises(ShareMistypedError) as caught:
                Share.from_text("\n".join([*lines[:number], changed, *lines[number + 1 :]]))
            assert caught.value.line == number + 1


def test_missing_and_exchanged_lines_are_noticed() -> None:
    lines = split_seed(SEED)[0].to_text().splitlines()
    for text in ("", lines[0], "\n".join(lines[:-1]), "\n".join([*lines, lines[0]])):
        with pytest.raises(ShareMistypedError) as caught:
            Share.from_text(text)
        assert caught.value.line == 0
    with pytest.raises(ShareMistypedError) as exchanged:
        Share.from_text("\n".join([lines[0], lines[2], lines[1], *lines[3:]]))
    assert exchanged.value.line == 2


def test_only_a_seed_can_be_split() -> None:
    with pytest.raises(SealBrokenError):
        split_seed(b"short")
