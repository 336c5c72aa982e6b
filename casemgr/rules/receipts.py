"""The receipt code and the public reference: making them, reading what people type, checking them.

Both are random Crockford base32 symbols (0-9, A-Z without I, L, O, U) followed by one check symbol. With the
symbols x1 … xn read as elements of GF(2^5), polynomial x^5 + x^2 + 1, α = x (the symbol "2"), the check
symbol is

    α·x1 + α²·x2 + … + αⁿ·xn

The powers of α differ for n < 31, so every single wrong symbol and every swap of two symbols is caught. A
code has 19 + 1 symbols (95 random bits), a reference 6 + 1 (30 bits). The check is public arithmetic: it
tells nobody whether a report exists.
"""

import secrets
import unicodedata
from collections.abc import Sequence
from functools import reduce

from casemgr.errors import MistypedReason, ReceiptMistypedError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 20
REFERENCE_LENGTH = 7
_POLYNOMIAL = 0b100101
_LONGEST_INPUT = 400
"""Characters. Nobody types more around twenty symbols; longer input is not looked at."""
_READ_AS = {"O": "0", "I": "1", "L": "1"}
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}


def new_code() -> str:
    """Return a fresh receipt code as 20 bare symbols (what is hashed); `format_code` shows it.

    Randomness: 95 bits from `secrets`.
    """
    return _with_check(_random_symbols(CODE_LENGTH - 1))


def new_reference() -> str:
    """Return a fresh public reference in the form it is stored and shown, such as "M7K-2QDK".

    Randomness: 30 bits from `secrets`; the caller retries when the reference is taken.
    """
    return _format_reference(_with_check(_random_symbols(REFERENCE_LENGTH - 1)))


def normalise_code(text: str) -> str:
    """Return the 20 bare symbols of a typed receipt code.

    Case, spaces and any separators are ignored, digits of any script and full-width letters are read, O
    counts as 0, I and L as 1. Raises `ReceiptMistypedError`.
    """
    return _read(text, CODE_LENGTH)


def normalise_reference(text: str) -> str:
    """Return the stored form of a typed reference, as forgiving as `normalise_code`.

    Raises `ReceiptMistypedError`.
    """
    return _format_reference(_read(text, REFERENCE_LENGTH))


def format_code(code: str) -> str:
    """Return the code as it is shown: five groups of four symbols with hyphens between them."""
    return "-".join(code_groups(code))


def code_groups(code: str) -> tuple[str, ...]:
    """Return the five groups of four symbols of a bare code."""
    return tuple(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def check_symbol(symbols: Sequence[str]) -> str:
    """Return the check symbol for up to 30 symbols of the alphabet."""
    total = reduce(_add_and_double, reversed([_VALUES[symbol] for symbol in symbols]), 0)
    return ALPHABET[total]


def _add_and_double(total: int, value: int) -> int:
    """Take one step of Horner's rule from the last symbol to the first: α·(total + value)."""
    doubled = (total ^ value) << 1
    return doubled ^ _POLYNOMIAL if doubled & 0b100000 else doubled


def _with_check(symbols: str) -> str:
    return symbols + check_symbol(symbols)


def _random_symbols(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def _format_reference(symbols: str) -> str:
    return f"{symbols[:3]}-{symbols[3:]}"


def _read(text: str, length: int) -> str:
    if len(text) > _LONGEST_INPUT:
        raise ReceiptMistypedError("long", len(text))
    symbols = [_as_symbol(char) for char in unicodedata.normalize("NFKC", text) if char.isalnum()]
    count = len(symbols)
    reason: MistypedReason | None = None
    if any(symbol not in _VALUES for symbol in symbols):
        reason = "symbol"
    elif count != length:
        reason = "short" if count < length else "long"
    elif check_symbol(symbols[:-1]) != symbols[-1]:
        reason = "check"
    if reason:
        raise ReceiptMistypedError(reason, count)
    return "".join(symbols)


def _as_symbol(char: str) -> str:
    digit = unicodedata.digit(char, None)
    upper = char.upper() if digit is None else str(digit)
    return _READ_AS.get(upper, upper)
