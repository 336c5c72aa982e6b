"""Decide what a run of digits is: the one place where every number in a text is reasoned about.

Harmless readings (money, dates, times, letter and case numbers) are tried first, then inner structure, then
the nearest label; what is left with nine or more digits and no harmless reading is an ID, so that a kind of
number nobody thought of cannot leak. Positions are those of the folded view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from anonymizer.identifiers import (
    has_female_day,
    has_mobile_structure,
    has_nik_structure,
    has_nip_structure,
    is_calendar_date,
    passes_luhn,
)
from anonymizer.labels import LABEL_BY_WORD, Label, label_above, label_after, label_before
from anonymizer.spans import LONG_NUMBER, SpanType
from anonymizer.spelled import SpelledNumber
from anonymizer.view import View

# No Indonesian identifier has more digits (NITKU, branches of a taxpayer).
LONGEST_IDENTIFIER = 22
_MAX_GROUPS = 22

# 08 and eleven more digits.
LONGEST_MOBILE = 13
_LONGER_THAN_MOBILE = frozenset({Label.NPWP, Label.NIK, Label.KK, Label.NIP})
# How many digits a labelled number has that a line break cuts in two.
_WHOLE_LENGTHS: dict[Label, tuple[int, ...]] = {
    Label.NIK: (16,),
    Label.KK: (16,),
    Label.NIP: (18,),
    Label.NPWP: (15, 16),
    Label.BPJS: (11, 13),
    Label.PORSI: (10,),
}
_LINE_JOINT = re.compile(
    r"\n(?:(?<=[0-9]\n)|(?<=[0-9][ \-]\n)|(?<=[0-9][ \-]{2}\n)|(?<=[0-9][ \-]{3}\n))[ \t]{0,12}[0-9]"
)
_OVER_LINES = re.compile(
    r"(?<![0-9])[0-9](?:[ .\-]{0,2}[0-9]){3,17}[ \-]{0,3}\n[ \t]{0,12}"
    r"[0-9](?:[ .\-]{0,2}[0-9]){1,14}(?![0-9.])"
)
_JOINTS = (".", "-", "_")
# What follows a number that is complete; after a count stands what is counted.
_ENDS_NUMBER = re.compile(
    r"\Z|[,;)/\n]|\.?\Z|\.?\n|\. (?![0-9])| ?(?:ya|saja|aja|itu|ini|dan|atau|an|a\.n|atas|milik|nya)\b"
)

_FIELD_BEFORE = re.compile(r"[A-Za-z'.]{2,30}/")  # "ambrin/0885...": the name in front, no letter number
_LEAST_IN_SIGHT = 3
_LETTERS_OF_PASSPORT = re.compile(r"(?<![a-z0-9])[a-z]{1,2} ?\Z")
# What is numbered and whose: "resinya JX0192837465" is the sender's parcel.
_OWN_PAPER = re.compile(
    r"\b(?:resi|tiket|nota|invoice|laporan|aduan|pengaduan|order|pesanan|booking)"
    r"(?:nya|ku|ne)?\b[ :.#]{0,4}[a-z]{0,4}\Z"
)
# Degrees of latitude and longitude: "-5.147665, 119.432732".
_DEGREES = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{4,8}\Z")
# Words glued to a number that announce one: "no-0812...".
_ANNOUNCERS = frozenset({"no", "nomor", "nomer", "ke"})
_GROUP = re.compile(r"[0-9]+")
_MONEY_BEFORE = re.compile(r"(?:\A|[^a-z])(?:rp|idr|usd|sar|us\$|\$|rupiah)[ .:]{0,3}\Z")
_MONEY_AFTER = re.compile(r" ?(?:rb|ribu|jt|juta|milyar|miliar|triliun|perak|rupiah|,-|,00|persen|%)")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,5}\Z|[1-9][0-9]{0,2}(?: [0-9]{3}){1,5}\Z")
_TIMES = re.compile(r"[0-2][0-9][.:][0-5][0-9](?:[ \-]{1,3}[0-2][0-9][.:][0-5][0-9])?\Z")
_DATE_IN_RUN = re.compile(
    r"(?<![0-9])(?<![0-9][ .\-])(?:[0-3]?[0-9]([\-.])[01]?[0-9]\1(?:19|20)[0-9]{2}|(?:19|20)"
    r"[0-9]{2}-[01][0-9]-[0-3][0-9])"
    r"(?: [0-2][0-9][.:][0-5][0-9](?:[.:][0-5][0-9])?(?![0-9]))?(?![0-9])(?![\-.][0-9])"
)
_SLASHED_REST = re.compile(r"/[01]?[0-9]/(?:19|20)?[0-9]{2}(?![0-9/])")
_ADDRESS_OF_MACHINE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}\Z")
# Digits that the writer hides at the end: "0838-9017-42xx", "5264 2201 **** 7719".
_HIDDEN_BEHIND = re.compile(
    r"(?:[ .\-]{0,2}[*x#]{2,8}){1,3}(?:[ .\-]{0,2}[0-9]{2,4})?(?![a-z0-9*])|[*x#]{2,8}(?![a-z0-9*])"
)
_LANDLINE_SHAPE = re.compile(r"\(?0[2-9][0-9]{1,2}\)?[ \-.]{1,3}[0-9]{3,8}(?:[ \-.][0-9]{3,4})?\Z")


class Verdict(NamedTuple):
    """What a number was taken for, how surely, and by which rule."""

    type: SpanType
    score: float
    rule: str


class Finding(NamedTuple):
    """A verdict on folded positions `start` to `end`."""

    start: int
    end: int
    verdict: Verdict


# A phone number with its middle hidden or cut by slashes is still the writer's or the accused's number.
STARRED_PHONE = Verdict(SpanType.PHONE, 0.85, "phone.starred")


class _Group(NamedTuple):
    digits: str
    start: int
    end: int


# Type, shortest and longest number of digits that a label makes plausible.
_BY_LABEL: dict[Label, tuple[SpanType, int, int]] = {
    Label.NIK: (SpanType.NIK, 9, 17),
    Label.KK: (SpanType.KK, 9, 17),
    Label.NIP: (SpanType.NIP, 9, 19),
    Label.NPWP: (SpanType.NPWP, 9, 22),
    Label.PHONE: (SpanType.PHONE, 6, 15),
    Label.WALLET: (SpanType.PHONE, 9, 16),
    Label.BANK: (SpanType.BANK_ACCOUNT, 7, 18),
    Label.PORSI: (SpanType.PORSI, 7, 11),
    Label.BPJS: (SpanType.BPJS, 9, 14),
    Label.PASSPORT: (SpanType.PASSPORT, 6, 9),
    Label.OTHER: (SpanType.ID, 5, 20),
}


def classify_run(view: View, start: int, end: int) -> Iterator[Finding]:
    """Yield what the digit run between two folded positions holds; a run can hold several numbers."""
    for stretch in _without_dates(view, start, end):
        groups = _without_amounts(view, stretch) if stretch else stretch
        if groups and not _is_harmless(view, groups):
            yield from _classify_groups(view, groups)


def _without_dates(view: View, start: int, end: int) -> Iterator[list[_Group]]:
    """The groups of a run, cut where a calendar date (and its time of day) stands between."""
    position = start
    for date in _DATE_IN_RUN.finditer(view.folded, start, end):
        yield _groups(view, position, date.start())
        position = date.end()
    rest = _groups(view, position, end)
    if len(rest) > 1 and len(rest[-1].digits) < 3 and _SLASHED_REST.match(view.folded, end):
        rest.pop()  # "0829.3788.5568. 21/06/2025": the day of a date behind the number
    yield rest


def _without_amounts(view: View, groups: list[_Group]) -> list[_Group]:
    """The groups without an amount of money at either end: "Rp 500.000 0812...", "... 946. 450rb"."""
    first, stop = 0, len(groups)
    if _MONEY_BEFORE.search(view.lowered[max(0, groups[0].start - 12) : groups[0].start]):
        first = 1
        singles = all(len(group.digits) == 1 for group in groups)
        while first < stop and (singles or _grows_amount(view, groups, first)):
            first += 1
    phone = stop == 1 and groups[0].digits.startswith("08")
    if first < stop and not phone and _MONEY_AFTER.match(view.lowered, groups[-1].end):
        stop -= 1
        while stop > first and _grows_amount(view, groups, stop) and len(groups[stop - 1].digits) < 4:
            stop -= 1
    return groups[first:stop]


def _grows_amount(view: View, groups: list[_Group], index: int) -> bool:
    """Whether a group goes on with the amount before it: thousands, or the upper end of a range."""
    gap = view.folded[groups[index - 1].end : groups[index].start]
    range_ends = gap.strip() == "-" and groups[index].digits[0] != "0"
    return range_ends or (len(groups[index].digits) == 3 and gap in (".", " "))


def _groups(view: View, start: int, end: int) -> list[_Group]:
    return [_Group(m.group(), m.start(), m.end()) for m in _GROUP.finditer(view.folded, start, end)]


def _classify_groups(view: View, groups: list[_Group]) -> Iterator[Finding]:
    if _is_virtual_account(view, groups):
        yield _finding(view, groups, 0, len(groups), Verdict(SpanType.BANK_ACCOUNT, 0.95, "bank.label"))
        return
    position = pending = 0
    while position < len(groups):
        size, verdict = _strong_prefix(view, groups, position)
        if verdict is None:
            position += 1
            continue
        yield from _leftover(view, groups[pending:position])
        yield _finding(view, groups, position, position + size, verdict)
        position += size
        pending = position
    yield from _leftover(view, groups[pending:])


# "25.000.000,- (dua puluh lima juta rupiah)": an amount in digits and again in words.
_SUM_BEHIND = re.compile(r"[ ]{0,2}(?:ribu|rb|juta|jt|mil[iy]ar|triliun|rupiah|perak)\b")


def classify_spelled(view: View, number: SpelledNumber) -> Finding | None:
    """Return what a number written in words is, None when it has no reading as an identifier."""
    digits = number.digits.lstrip("+")
    if _SUM_BEHIND.match(view.lowered, number.end) and _MONEY_BEFORE.search(
        view.lowered[max(0, number.start - 12) : number.start]
    ):
        return None
    label = label_before(view, number.start) or label_after(view, number.end)
    label = label or label_above(view, number.start)
    verdict = _by_structure(digits, label) or _by_label(digits, label)
    if verdict is None and len(digits) > LONG_NUMBER and digits.startswith(("08", "628")):
        # Read back or corrected, it has more digits than were meant.
        verdict = Verdict(SpanType.PHONE, 0.75, "phone.spelled")
    if verdict is None and len(digits) >= LONG_NUMBER:
        verdict = Verdict(SpanType.ID, 0.7, "id.spelled")
    if verdict is None:
        return None
    start = number.start
    if verdict.type is SpanType.PASSPORT and re.search(
        r"(?:\A|[^a-z])[a-z]{1,2}[ ,]{1,2}\Z", view.lowered[max(0, start - 5) : start]
    ):
        before = view.lowered[max(0, start - 5) : start].rstrip(" ,")
        start -= len(view.lowered[max(0, start - 5) : start]) - len(before) + len(before.split()[-1])
    return Finding(start, number.end, verdict)


def classify_slashed(view: View, start: int, end: int) -> Iterator[Finding]:
    """Yield a number of known structure that slashes set apart: "7201/0312/1178/0001"."""
    digits = "".join(_GROUP.findall(view.folded[start:end]))
    around = view.folded[start - 1 : start] + view.folded[end : end + 1]
    verdict = _by_structure(digits, label_before(view, start))
    if verdict is not None and len(digits) > LONGEST_MOBILE and "/" not in around:
        yield Finding(start, end, verdict)


# "08xx-1147-2093"
_HIDDEN_MOBILE = re.compile(r"08[x*]{2}[ .\-]?[0-9x*]{3,4}[ .\-]?[0-9x*]{3,5}\Z")


def classify_hidden(view: View, start: int, end: int) -> Iterator[Finding]:
    """Yield a number with a part of it hidden, "1400 71xx 28": what stays in sight belongs to its owner."""
    label = label_before(view, start)
    letters = _LETTERS_OF_PASSPORT.search(view.lowered, max(0, start - 4), start)
    if label is Label.PASSPORT and letters is not None:
        start = letters.start()
    around = view.lowered[start - 1 : start] + view.lowered[end : end + 1]
    if any(map(str.isalnum, around)):
        return
    if label in (None, Label.HARMLESS):
        if _HIDDEN_MOBILE.match(view.lowered, start, end):
            yield Finding(start, end, STARRED_PHONE)
        return
    if sum(map(str.isdigit, view.folded[start:end])) >= _LEAST_IN_SIGHT:
        yield Finding(start, end, Verdict(_BY_LABEL[label][0], 0.9, "number.hidden"))


def numbers_over_lines(view: View) -> Iterator[Finding]:
    """Yield numbers that a line break cuts in two; only both parts together have a known structure."""
    if _LINE_JOINT.search(view.lowered) is None:
        return
    for match in _OVER_LINES.finditer(view.lowered):
        first, _, second = match.group().partition("\n")
        parts = ["".join(_GROUP.findall(part)) for part in (first, second)]
        label = label_before(view, match.start())
        whole = _WHOLE_LENGTHS.get(label, ()) if label is not None else ()
        if len(parts[0]) in whole or (has_mobile_structure(parts[0]) and label not in _LONGER_THAN_MOBILE):
            continue
        verdict = _by_structure("".join(parts), label)
        if verdict is None and len("".join(parts)) in whole:
            verdict = _by_label("".join(parts), label)
        if verdict is not None and _by_structure(parts[1], None) is None:
            yield Finding(match.start(), match.end(), verdict._replace(score=0.99))


def _is_virtual_account(view: View, groups: list[_Group]) -> bool:
    """Whether a bank's label and a short code lead to a phone number: "VA 8277 0812 3344 5566"."""
    if len(groups) < 3 or len(groups[0].digits) > 5 or groups[0].digits.startswith(("0", "62")):
        return False
    tail = "".join(group.digits for group in groups[1:])
    return has_mobile_structure(tail) and label_before(view, groups[0].start) is Label.BANK


def _strong_prefix(view: View, groups: list[_Group], first: int) -> tuple[int, Verdict | None]:
    """The longest stretch of groups from `first` whose joined digits have the structure of an identifier."""
    best: tuple[int, Verdict | None] = (0, None)
    digits = ""
    label: Label | None = None
    for count, group in enumerate(groups[first : first + _MAX_GROUPS], start=1):
        if count > 1 and not _continues(view, groups, first, first + count - 1, digits):
            break
        digits += group.digits
        if len(digits) > LONGEST_IDENTIFIER:
            break
        if len(digits) >= LONG_NUMBER or view.folded[groups[first].start - 1 : groups[first].start] == "(":
            label = label or _label(view, groups, first, first + count)
            verdict = _by_structure(digits, label) or _by_shape(view, groups[first], group, digits, label)
            best = (count, verdict) if verdict is not None else best
    return best


def _continues(view: View, groups: list[_Group], first: int, index: int, digits: str) -> bool:
    """Whether the group at `index` can belong to the number that has `digits` so far."""
    group = groups[index]
    if len(group.digits) >= LONG_NUMBER:
        return digits in ("62", "0", "0062", "8", "08")
    starts_new = len(digits) >= 10 and len(group.digits) >= 4 and group.digits.startswith(("08", "628"))
    complete = len(groups[first].digits) >= 10 and groups[index - 1] is groups[first]
    if complete and not groups[first].digits.startswith(("19", "20")):
        return False
    # A lone short group after a complete phone number is a count, a year or a unit of its own.
    short_tail = (
        len(digits) >= 11
        and has_mobile_structure(digits)
        and len(group.digits) < 3
        and label_before(view, groups[first].start) not in _LONGER_THAN_MOBILE
    )
    tail_of_singles = len(groups[index - 1].digits) == len(group.digits)
    return not starts_new and (
        not short_tail or tail_of_singles or _is_last_part(view, groups, index, digits)
    )


def _is_last_part(view: View, groups: list[_Group], index: int, digits: str) -> bool:
    """Whether one or two digits behind a phone number belong to it: "089.6543.0912.7", "0812 777 6655 4"."""
    gap = view.folded[groups[index - 1].end : groups[index].start]
    group = groups[index]
    if len(digits) + len(group.digits) < LONGEST_MOBILE + digits.startswith("62") and len(group.digits) == 1:
        return True
    if len(digits) + len(group.digits) > LONGEST_MOBILE + digits.startswith("62"):
        return False
    return gap in _JOINTS or group.digits[0] == "0" or _ENDS_NUMBER.match(view.lowered, group.end) is not None


def _label(view: View, groups: list[_Group], first: int, stop: int) -> Label | None:
    label = label_before(view, groups[0].start if first == 0 else groups[first].start)
    return label or label_after(view, groups[stop - 1].end) or label_above(view, groups[first].start)


def _by_structure(digits: str, label: Label | None) -> Verdict | None:
    """Judge by structure alone; the label only chooses between kinds that look the same."""
    size = len(digits)
    if size == 18 and has_nip_structure(digits):
        return Verdict(SpanType.NIP, 1.0, "nip.structure")
    if size == 16 and has_nik_structure(digits):
        return _nik_or_like(digits, label)
    if has_mobile_structure(digits) and not (label is Label.BANK and size == 10):
        return Verdict(SpanType.PHONE, 0.98, "phone.prefix")
    if size == 13 and digits.startswith("000") and label is not Label.BANK:
        return Verdict(SpanType.BPJS, 0.95, "bpjs.prefix")
    if size == 15 and label is Label.NPWP:
        return Verdict(SpanType.NPWP, 1.0, "npwp.label")
    return None


def _nik_or_like(digits: str, label: Label | None) -> Verdict:
    if label is Label.KK and not has_female_day(digits):
        return Verdict(SpanType.KK, 1.0, "kk.label")
    if label in (Label.NPWP, Label.BANK, Label.OTHER, Label.KK):
        return Verdict(_BY_LABEL[label][0], 0.97, f"{label.value}.label")
    return Verdict(SpanType.NIK, 1.0, "nik.structure")


def _by_shape(view: View, first: _Group, last: _Group, digits: str, label: Label | None) -> Verdict | None:
    """Judge by how the digits are set apart: an NPWP's dots, a land line's area code, a plus in front."""
    written = view.folded[first.start : last.end]
    if len(digits) == 15 and re.match(
        r"[0-9]{2}\.[0-9]{3}\.[0-9]{3}\.[0-9][\-.][0-9]{3}\.[0-9]{3}\Z", written
    ):
        return Verdict(SpanType.NPWP, 1.0, "npwp.shape")
    before = view.folded[max(0, first.start - 2) : first.start]
    if before.endswith("+") and 9 <= len(digits) <= 15:
        return Verdict(SpanType.PHONE, 0.95, "phone.plus")
    landline = label in (Label.PHONE, None) and _LANDLINE_SHAPE.match(written)
    if landline and 8 <= len(digits) <= 12 and (label or before.endswith("(") or "-" in written):
        return Verdict(SpanType.PHONE, 0.85, "phone.landline")
    return None


def _by_label(digits: str, label: Label | None) -> Verdict | None:
    if label is None or label is Label.HARMLESS:
        return None
    type_, shortest, longest = _BY_LABEL[label]
    if not shortest <= len(digits) <= longest:
        return None
    public_line = digits.startswith(("1500", "14", "1708", "0800")) or is_calendar_date(digits)
    if label is Label.PHONE and len(digits) < LONG_NUMBER and public_line:
        return None
    return Verdict(type_, 0.9, f"{label.value}.label")


def _leftover(view: View, groups: list[_Group]) -> Iterator[Finding]:
    """Judge groups without structure: by label, then as an unexplained number."""
    for first, stop in _stretches(view, groups):
        part = groups[first:stop]
        digits = "".join(group.digits for group in part)
        label = _label(view, part, 0, len(part))
        verdict = _by_label(digits, label) or _unexplained(view, part, digits, label)
        if verdict is not None:
            yield _finding(view, part, 0, len(part), verdict)


def _stretches(view: View, groups: list[_Group]) -> Iterator[tuple[int, int]]:
    """Cut groups where a complete long number stands by itself or a space follows a full date or number."""
    first = 0
    label = label_before(view, groups[0].start) if len(groups) > 1 else None
    longest = _BY_LABEL[label][2] if label is not None and label is not Label.HARMLESS else 0
    for index in range(1, len(groups)):
        gap = view.folded[groups[index - 1].end : groups[index].start]
        before = sum(len(group.digits) for group in groups[first:index])
        expected = before + len(groups[index].digits) <= longest
        stands_alone = len(groups[index].digits) >= 8 or (
            " " in gap and len(groups[index].digits) < 3 and not expected
        )
        ends = max(len(group.digits) for group in groups[index:]) < 3 and _ENDS_NUMBER.match(
            view.lowered, groups[-1].end
        )
        if before >= LONG_NUMBER and stands_alone and not (ends and len(groups) - index < 4):
            yield first, index
            first = index
    if groups:
        yield first, len(groups)


def _unexplained(view: View, groups: list[_Group], digits: str, label: Label | None) -> Verdict | None:
    size = len(digits)
    if size < LONG_NUMBER or label is Label.HARMLESS:
        return None
    if label is None and _OWN_PAPER.search(view.lowered[max(0, groups[0].start - 30) : groups[0].start]):
        return None
    if len(groups) == 1:
        if size == 16 and passes_luhn(digits):
            return Verdict(SpanType.ID, 0.85, "id.card")
        return Verdict(SpanType.ID, 0.8, "id.unexplained")
    sizes = [len(group.digits) for group in groups]
    written = view.folded[groups[0].start : groups[-1].end]
    if max(sizes) < 4 and "." in written and " " not in written and "-" not in written:
        return None
    looks_listed = max(sizes) < 3 and not (max(sizes) == 1 and size >= 10 and "." not in written)
    if looks_listed or _is_list_of_years(groups) or size / len(sizes) < 2 > max(sizes):
        return None
    return Verdict(SpanType.ID, 0.7, "id.grouped")


def _is_list_of_years(groups: list[_Group]) -> bool:
    return all(len(group.digits) == 4 and group.digits[:2] in ("19", "20") for group in groups)


def _is_harmless(view: View, groups: list[_Group]) -> bool:
    """Money, dates, times, machine addresses, and numbers inside a letter or case number."""
    start, end = groups[0].start, groups[-1].end
    written = view.folded[start:end]
    if _TIMES.match(written):
        return True
    digits = sum(len(group.digits) for group in groups)
    if _THOUSANDS.match(written):
        label = label_before(view, start)
        if label in (None, Label.HARMLESS, Label.WALLET) or (written.endswith(".000")):
            return True
    if digits == 8 and len(groups) == 3 and is_calendar_date("".join(group.digits for group in groups)):
        return True
    if _DEGREES.match(written) and label_before(view, start) in (None, Label.HARMLESS):
        return True
    if (
        _ADDRESS_OF_MACHINE.match(written)
        and digits <= 12
        and all(int(group.digits) < 256 for group in groups)
    ):
        return True
    return _inside_reference(view, groups, digits)


def _inside_reference(view: View, groups: list[_Group], digits: int) -> bool:
    """Part of a letter number (two slashes or letters and a slash), a ticket (LPR-2026-000123) or a code."""
    start, end = groups[0].start, groups[-1].end
    folded = view.folded
    left = _word_left(folded, start)
    right = folded[end : end + 40].split(None, 1)
    chunk_right = right[0] if right and not folded[end : end + 1].isspace() else ""
    joined = "".join(group.digits for group in groups)
    strong = has_nik_structure(joined) or has_nip_structure(joined) or has_mobile_structure(joined)
    # "3310.../0812...": numbers of one person set apart by a slash.
    if strong and (
        "/" not in left or not any(map(str.isalpha, left)) or _FIELD_BEFORE.fullmatch(left.rstrip("+("))
    ):
        return False
    letters = re.search(r"[a-z]+", left.lower())
    if _announces(left):
        return False
    if letters is not None and left.lower().strip("(.:-_#/") not in LABEL_BY_WORD:
        if "/" in left or "/" in chunk_right:
            return True
        return len(left) <= 24 and left[-1:] in "-_." and _names_no_owner(left) and not strong
    slashes = (left + chunk_right).count("/")
    return slashes >= 2 or (slashes == 1 and re.search(r"/[A-Za-z]", chunk_right) is not None)


def _announces(left: str) -> bool:
    """Whether only labels touch the number: "HP/WA.0812...", not "B-12/Kk/0812"."""
    labels = [LABEL_BY_WORD.get(word) for word in re.findall(r"[a-z]+", left.lower())]
    return bool(labels) and all(label not in (None, Label.HARMLESS) for label in labels)


def _names_no_owner(left: str) -> bool:
    words = re.findall(r"[a-z]+", left.lower())
    labels = {LABEL_BY_WORD.get(word, Label.HARMLESS) for word in words}
    return labels == {Label.HARMLESS} and words[-1] not in _ANNOUNCERS


def _word_left(folded: str, start: int) -> str:
    window = folded[max(0, start - 40) : start]
    if not window or window[-1].isspace():
        return ""
    return window.split()[-1]


def _finding(view: View, groups: list[_Group], first: int, stop: int, verdict: Verdict) -> Finding:
    start, end = groups[first].start, groups[stop - 1].end
    folded = view.folded
    if verdict.type is SpanType.PHONE:
        while start > 0 and folded[start - 1] in "+(" and start > groups[first].start - 2:
            start -= 1
    hidden = _HIDDEN_BEHIND.match(view.lowered, end)
    return Finding(start, end if hidden is None else hidden.end(), verdict)
