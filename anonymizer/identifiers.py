"""The inner structure of Indonesian identifiers, as pure checks on strings of digits.

Formats: reference list of identifier formats (regional codes of the Ministry of Home Affairs, BKN numbering
of civil servants, DJP numbering of taxpayers). A check says "has the structure", never "is genuine", and a
failed check never vetoes a number that carries a label.
"""

from __future__ import annotations

PROVINCES = frozenset(
    [*range(11, 20), 21, *range(31, 37), 51, 52, 53, *range(61, 66), *range(71, 77), 81, 82, *range(91, 97)]
)
# Day of birth of women is written with 40 added.
FEMALE_DAY_OFFSET = 40


def has_nik_structure(digits: str) -> bool:
    """Region, regency, date (day + 40 for women) and a serial: 16 digits of a NIK or a KK."""
    if len(digits) != 16:
        return False
    day = int(digits[6:8])
    return (
        int(digits[:2]) in PROVINCES
        and digits[2:4] != "00"
        and (1 <= day <= 31 or FEMALE_DAY_OFFSET < day <= FEMALE_DAY_OFFSET + 31)
        and 1 <= int(digits[8:10]) <= 12
        and digits[12:] != "0000"
    )


def has_female_day(digits: str) -> bool:
    """A 16-digit number whose day part exceeds 40 can be a NIK but not a KK."""
    return int(digits[6:8]) > FEMALE_DAY_OFFSET


def has_nip_structure(digits: str) -> bool:
    """Birth date, year of appointment, any month or PPPK code, gender 1 or 2, serial: 18 digits."""
    return (
        len(digits) == 18
        and 1930 <= int(digits[:4]) <= 2019
        and 1 <= int(digits[4:6]) <= 12
        and 1 <= int(digits[6:8]) <= 31
        and 1950 <= int(digits[8:12]) <= 2049
        and digits[14] in "12"
    )


def has_mobile_structure(digits: str) -> bool:
    """08, 628 or 00628 and 8 to 11 more digits (hotlines 0800 and 0809 left out)."""
    if digits.startswith("0062"):
        digits = digits[2:]
    if digits.startswith("620"):
        digits = "62" + digits[3:]
    if digits.startswith("62"):
        digits = "0" + digits[2:]
    return digits.startswith("08") and 10 <= len(digits) <= 13 and digits[2] not in "04"


def passes_luhn(digits: str) -> bool:
    """The check sum of payment cards and of the first nine digits of an NPWP."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit)
        if position % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def is_calendar_date(digits: str) -> bool:
    """Eight digits that read as day-month-year or year-month-day of 1900 to 2099."""
    if len(digits) != 8:
        return False
    year_first = digits[:2] in ("19", "20") and 1 <= int(digits[4:6]) <= 12 and 1 <= int(digits[6:]) <= 31
    year_last = digits[4:6] in ("19", "20") and 1 <= int(digits[2:4]) <= 12 and 1 <= int(digits[:2]) <= 31
    return year_first or year_last
