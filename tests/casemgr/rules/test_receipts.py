"""Receipt codes and references: what people type is read, what they mistype is noticed."""

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.errors import ReceiptMistypedError
from casemgr.rules import receipts

BODIES = st.text(alphabet=receipts.ALPHABET, min_size=19, max_size=19)
SHORT_BODIES = st.text(alphabet=receipts.ALPHABET, min_size=6, max_size=6)


def slow_check(symbols: str) -> str:
    """Compute the check symbol from its definition with explicit powers and carry-less multiplication."""

    def times(left: int, right: int) -> int:
        product = 0
        for bit in range(5):
            if right >> bit & 1:
                product ^= left << bit
        for bit in range(8, 4, -1):
            if product >> bit & 1:
                product ^= 0b100101 << (bit - 5)
        return product

    power, total = 1, 0
    for symbol in symbols:
        power = times(power, 2)
        total ^= times(power, receipts.ALPHABET.index(symbol))
    return receipts.ALPHABET[total]


def reason_of(text: str) -> str:
    with pytest.raises(ReceiptMistypedError) as caught:
        receipts.normalise_code(text)
    return caught.value.reason


def test_check_symbols_of_hand_computed_examples() -> None:
    """α·1 = 2; α⁵ = α² + 1 = 5, so a lone 1 in fifth place gives 5."""
    assert receipts.check_symbol("1") == "2"
    assert receipts.check_symbol("00001") == "5"
    assert receipts.check_symbol("0" * 19) == "0"


@given(BODIES)
def test_the_check_symbol_follows_its_definition(body: str) -> None:
    assert receipts.check_symbol(body) == slow_check(body)


@given(BODIES)
def test_every_single_wrong_symbol_and_every_swap_is_caught(body: str) -> None:
    code = body + receipts.check_symbol(body)
    assert receipts.normalise_code(code) == code
    for place, symbol in itertools.product(range(20), receipts.ALPHABET):
        wrong = code[:place] + symbol + code[place + 1 :]
        if wrong != code:
            assert reason_of(wrong) == "check"
    for left, right in itertools.combinations(range(20), 2):
        symbols = list(code)
        symbols[left], symbols[right] = symbols[right], symbols[left]
        if "".join(symbols) != code:
            assert reason_of("".join(symbols)) == "check"


@given(SHORT_BODIES)
def test_a_reference_catches_the_same_mistakes(body: str) -> None:
    reference = body + receipts.check_symbol(body)
    shown = receipts.normalise_reference(reference)
    assert shown == f"{reference[:3]}-{reference[3:]}"
    for place, symbol in itertools.product(range(7), receipts.ALPHABET):
        wrong = reference[:place] + symbol + reference[place + 1 :]
        if wrong != reference:
            with pytest.raises(ReceiptMistypedError):
                receipts.normalise_reference(wrong)


CODE = "01AB-CDEF-GHJK-MNPQ-RST"
FULL = CODE + receipts.check_symbol(CODE.replace("-", ""))


@pytest.mark.parametrize(
    "typed",
    [
        FULL,
        FULL.lower(),
        FULL.replace("-", " "),
        FULL.replace("-", ""),
        "  " + FULL.replace("-", " – ") + "\n",
        FULL.replace("0", "O"),
        FULL.replace("0", "o").replace("1", "l"),
        FULL.replace("1", "I"),
        FULL.replace("-", "_").replace("_", "\u200b"),
        FULL.translate({ord(char): ord(char) + 0xFEE0 for char in "0123456789ABCDEFGHJKMNPQRSTVWXYZ"}),
        FULL.replace("0", "\u0660").replace("1", "\u0661"),
    ],
    ids=[
        "as shown",
        "lower case",
        "spaces",
        "bare",
        "dashes",
        "letter O",
        "o and l",
        "letter I",
        "zero width",
        "full width",
        "arabic digits",
    ],
)
def test_forgiving_input_reads_as_one_code(typed: str) -> None:
    assert receipts.normalise_code(typed) == FULL.replace("-", "")


@pytest.mark.parametrize(
    ("typed", "reason", "count"),
    [
        ("", "short", 0),
        (FULL[:-1], "short", 19),
        (FULL + "0", "long", 21),
        ("0" * 401, "long", 401),
        ("U" + FULL[1:], "symbol", 20),
        ("é" + FULL[1:], "symbol", 20),
        (FULL[:-1] + ("0" if FULL[-1] != "0" else "1"), "check", 20),
    ],
)
def test_a_mistyped_code_says_what_is_wrong_and_keeps_the_text_out(
    typed: str, reason: str, count: int
) -> None:
    with pytest.raises(ReceiptMistypedError) as caught:
        receipts.normalise_code(typed)
    assert (caught.value.reason, caught.value.count) == (reason, count)
    assert FULL[:9] in FULL
    assert FULL[:9] not in repr(caught.value)


@given(st.text(max_size=500))
def test_any_text_is_read_or_named_as_mistyped(text: str) -> None:
    length = 20
    with contextlib.suppress(ReceiptMistypedError):
        length = len(receipts.normalise_code(text))
    assert length == 20


def test_new_codes_are_whole_and_differ() -> None:
    codes = {receipts.new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert receipts.normalise_code(receipts.format_code(code)) == code
    assert {symbol for code in codes for symbol in code} == set(receipts.ALPHABET)


def test_a_code_is_shown_in_five_groups_of_four() -> None:
    assert receipts.format_code("01ABCDEFGHJKMNPQRSTV") == "01AB-CDEF-GHJK-MNPQ-RSTV"


def test_new_references_are_whole_and_shown_as_three_and_four() -> None:
    reference = receipts.new_reference()
    assert receipts.normalise_reference(reference.lower().replace("-", " ")) == reference
    assert [len(part) for part in reference.split("-")] == [3, 4]
