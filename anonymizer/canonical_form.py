"""One spelling for each personal value, so that repeats are recognised however they are written."""

from __future__ import annotations

import re

from anonymizer.spans import SpanType
from anonymizer.spelled import digits_of_words
from anonymizer.view import DIGIT_LOOKALIKES, View, look

_DIGIT_TYPES = frozenset(
    {
        SpanType.NIK,
        SpanType.KK,
        SpanType.NIP,
        SpanType.NPWP,
        SpanType.BANK_ACCOUNT,
        SpanType.BPJS,
        SpanType.PORSI,
        SpanType.ID,
    }
)
_AT_WORDS = re.compile(r"\s?[\[({<]?\s?\b(?:at|et)\b\s?[\])}>]?\s?")
_DOT_WORDS = re.compile(r"\s?[\[({<]?\s?\b(?:dot|titik)\b\s?[\])}>]?\s?")


def canonical(type_: SpanType, value: str) -> str:
    """Return the comparable form of a value: digits only, E.164 for phones, folded lower case otherwise.

    Numbers written in words or with letters for digits give the same digits. The result may be empty when
    the value holds no letter or digit.
    """
    view = look(value)
    lowered = view.lowered
    if type_ is SpanType.PHONE:
        return _international(_digits(view))
    if type_ in _DIGIT_TYPES:
        return _digits(view)
    if type_ is SpanType.EMAIL:
        spaced = _DOT_WORDS.sub(".", _AT_WORDS.sub("@", lowered))
        return re.sub(r"\s", "", spaced)
    if type_ in (SpanType.PLATE, SpanType.PASSPORT):
        return re.sub(r"[^a-z0-9]", "", lowered)
    if type_ is SpanType.HANDLE:
        return re.sub(r"[^a-z0-9._]", "", lowered).strip(".")
    if type_ is SpanType.URL:
        return re.sub(r"^https?://(?:www\.)?", "", lowered).rstrip("/")
    return " ".join(re.findall(r"[a-z0-9]+", lowered.replace("'", "")))


def _digits(view: View) -> str:
    spelled = digits_of_words(view.lowered)
    return re.sub(r"[^0-9]", "", spelled if spelled is not None else view.folded.translate(DIGIT_LOOKALIKES))


def _international(digits: str) -> str:
    for prefix, replacement in (("0062", "+62"), ("620", "+62"), ("62", "+62"), ("00", "+"), ("0", "+62")):
        if digits.startswith(prefix):
            return replacement + digits[len(prefix) :]
    return ("+62" + digits) if digits.startswith("8") else digits
