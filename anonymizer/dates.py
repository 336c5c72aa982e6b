"""Read dates of days in any spelling: digits, words, months by name or number, lists and ranges.

A date becomes its month. Months and years alone are no dates of days and are left alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from anonymizer.amounts import Found
from anonymizer.wordlists import words

_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_UNITS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_ENGLISH = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
)  # fmt: skip
# Everyday words or too short to be a month in front of a bare day.
_NEVER_FIRST = words("may mar mei jan des agus puasa peb nov nop sep feb apr jun jul")
_COUNTED = r"(?:orang|siswa|guru|kali|jamaah|jemaah|santri|lembar|people|students|teachers|%|ribu|rb|juta|jt)"
_MISSPELT_MONTHS = {
    "mart": 3, "marat": 3, "marret": 3, "januri": 1, "januar": 1, "pebuari": 2, "febuary": 2, "apri": 4,
    "aguts": 8, "agutus": 8, "septmber": 9, "septembr": 9, "okober": 10, "oktobr": 10, "novembr": 11,
    "desmber": 12,
}  # fmt: skip
_MARKET_DAYS = ("legi", "pahing", "paing", "pon", "wage", "kliwon")  # of the Javanese week
_SCANNED_MONTHS = ("maret", "september", "november", "nopember", "desember")  # "Desernber"
_COUNTED_IN_MONTHS = words(
    "hari kali orang tahun thn minggu anak siswa kali jam lembar juta ribu ratus puluh belas"
)
_WORDS_TOO = {"month": ("sasi", "wulan")}  # Javanese
_TIME = r"(?:t\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:z|[+-]\d{2}:?\d{2})?)?"  # of ISO 8601
_LINK = r"[ ]?(?:,|-|~|/|&|dan|sampai|s\.?/?d\.?|hingga|to|and|sd)[ ]{0,2}"  # joins days of one month
_NOT_A_DAY = rf"(?![ ]?{_COUNTED})"
# Read before folding, which takes capital I for a digit.
_ROMAN_DATE = re.compile(
    r"(?<![\w/.-])(?P<day>\d{1,2})(?P<sep>[ ]?[ .\-/][ ]?)(?P<month>[IVX]{1,4})(?P=sep)"
    r"(?P<year>(?:19|20)\d\d)(?![\w/-])"
)


@dataclass(frozen=True, slots=True)
class _Calendar:
    months: dict[str, int]
    hijri: dict[str, int]
    names: tuple[str, ...]
    hijri_names: tuple[str, ...]
    days: dict[str, int]
    patterns: tuple[re.Pattern[str], ...]
    market_day: re.Pattern[str]  # "Jumat Kliwon" comes every 35 days: with its month it is a date
    weekday_behind: re.Pattern[str]
    nearly: tuple[re.Pattern[str], ...]  # parts of months, feasts of a year, weekdays of a week


def find_dates(folded: str) -> Iterator[Found]:
    """Yield the dates of a folded text pattern by pattern, surer ones first; they may overlap.

    What spellings share is "2026-03-12", "--03-12" when no year is written, "---12" without a month.
    """
    lowered = folded.lower()
    for pattern in _calendar().patterns:
        for match in pattern.finditer(lowered):
            value = _read(match)
            if value is not None:
                yield match.start(), _end(match), *value
    for match in _calendar().market_day.finditer(lowered):
        yield match.start(), match.end(), " ".join(re.split("[ -]+", match["market"])), ""
    for pattern in _calendar().nearly:
        for match in pattern.finditer(lowered):
            yield match.start(), match.end(), *_nearly(match)


def _nearly(match: re.Match[str]) -> tuple[str, str]:
    """What says little less than a day: "akhir Ramadan 1446" is its month, "lebaran 2025" its year."""
    calendar, parts = _calendar(), match.groupdict()
    year, said = parts.get("year") or "", " ".join(match[0].split())
    if parts.get("name"):
        month = calendar.months[match["name"]]
        return f"{year or '-'}-{month:02} {match['part']}", f"{calendar.names[month - 1]} {year}".strip()
    if parts.get("hijri"):
        month = calendar.hijri[" ".join(match["hijri"].split())]
        coarse = f"{calendar.hijri_names[month - 1]} {year}".strip()
        return f"h{year or '-'}-{month:02} {match['part']}", coarse
    return (f"{year} {said}", year) if year.startswith("20") else (said, "")


def _end(match: re.Match[str]) -> int:
    """Where a date ends: with the bracket it opened, without the stop of a sentence."""
    written, end = match[0], match.end()
    if written.count("(") > written.count(")") and match.string[end : end + 1] == ")":
        return end + 1
    weekday = _calendar().weekday_behind.match(match.string, end)
    if weekday is not None:
        return weekday.end()
    return end - len(written) + len(written.rstrip(" .,"))


def find_roman_dates(text: str) -> Iterator[Found]:
    """Yield dates whose month is a Roman numeral ("12-III-2024") in a text as it was written."""
    for match in _ROMAN_DATE.finditer(text):
        value = _read(match) if match["month"].lower() in _ROMANS else None
        if value is not None:
            yield match.start(), match.end(), *value


def _read(match: re.Match[str]) -> tuple[str, str] | None:
    calendar, parts = _calendar(), match.groupdict()
    days = [_day(written) for written in re.findall(r"\d{1,2}|[a-z]+(?:[ -][a-z]+){0,2}", parts["day"])]
    numbers = [day for day in days if day]
    if not numbers or any(not 1 <= day <= 31 for day in numbers):
        return None
    year = _year(parts.get("year") or parts.get("year2") or "")
    if parts.get("hijri"):
        month = calendar.hijri[" ".join(parts["hijri"].split())]
        return (
            f"h{year or '-'}-{month:02}-{numbers[0]:02}",
            f"{calendar.hijri_names[month - 1]} {year}".strip(),
        )
    number = _month(parts)
    if number is None:
        return f"---{numbers[0]:02}", ""
    return _of_month(number, numbers, year)


def _of_month(month: int, numbers: list[int], year: str) -> tuple[str, str] | None:
    calendar = _calendar()
    if month > 12 and numbers[0] <= 12 and len(numbers) == 1:
        month, numbers = numbers[0], [month]
    if not (1 <= month <= 12 and numbers[0] <= 31):
        return None
    listed = "+".join(f"{day:02}" for day in numbers)
    return f"{year or '-'}-{month:02}-{listed}", f"{calendar.names[month - 1]} {year}".strip()


def _month(parts: dict[str, str | None]) -> int | None:
    calendar = _calendar()
    name, number = parts.get("name"), parts.get("month")
    if name:
        return calendar.months[name]
    if number is None:
        return None
    if number.isdigit():
        return int(number)
    return _ROMANS.index(number.lower()) + 1 if number.lower() in _ROMANS else calendar.days.get(number)


def _day(written: str) -> int:
    """The number of a day, 0 for a word that only joins days."""
    if written.isdigit():
        return int(written)
    return _calendar().days.get(" ".join(re.split(r"[ -]", written)), 0)


def _year(written: str) -> str:
    if not written:
        return ""
    bare = written.strip("'’ ")
    if bare.isdigit():
        return ("20" if int(bare) < 50 else "19") + bare if len(bare) == 2 else bare
    said = bare.split()
    base = 2000 if said[:2] == ["dua", "ribu"] else 1900
    rest = " ".join(said[2:] if base == 2000 else said[3:])
    return str(base + _year_words().get(rest, 0))


@cache
def _year_words() -> dict[str, int]:
    return {"": 0} | {_spelled(number): number for number in range(1, 100)}


def _spelled(number: int) -> str:
    if number < 10:
        return _UNITS[number - 1]
    if number in (10, 11):
        return ("sepuluh", "sebelas")[number - 10]
    if number < 20:
        return _UNITS[number - 11] + " belas"
    tens, units = divmod(number, 10)
    return _UNITS[tens - 1] + " puluh" + (" " + _UNITS[units - 1] if units else "")


def _day_words() -> dict[str, int]:
    spelled = {_spelled(number): number for number in range(1, 32)}
    spelled |= {word: number for number, word in enumerate(_ENGLISH, start=1)}
    spelled |= {f"twenty {word}": 20 + number for number, word in enumerate(_ENGLISH[:9], start=1)}
    return spelled | {"thirtieth": 30, "thirty first": 31}


@cache
def _calendar() -> _Calendar:
    source = resources.files("anonymizer").joinpath("lexicons/facts.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    months = {word: int(number) for number, words in table["months"].items() for word in words}
    hijri = {word: int(number) for number, words in table["hijri"].items() for word in words}
    months |= _MISSPELT_MONTHS
    months |= {name.replace("m", "rn"): months[name] for name in _SCANNED_MONTHS}
    days = _day_words()
    listed = {key: _or([*words_, *_WORDS_TOO.get(key, ())]) for key, words_ in table["dates"].items()}
    weekdays, market = listed["weekdays"], _or(_MARKET_DAYS)
    both = rf"(?:{weekdays})[ -]{{1,2}}(?:{market})"
    listed["weekdays"] = rf"{both}|{weekdays}|{market}"
    patterns = (
        *_named_patterns(months, hijri, days, listed),
        *_numeric_patterns(days, listed, _or([*months, *hijri])),
    )
    names = table["month_names"]
    behind = rf"[ ]?\((?:hari[ ])?(?:{both}|{weekdays})\)|(?:,[ ]?|[ ])(?:hari[ ])?{both}(?!\w)"
    return _Calendar(
        months, hijri, tuple(names["id"]), tuple(names["hijri"]), days, patterns,
        market_day=re.compile(rf"(?<!\w)(?:malam[ ])?(?P<market>{both})(?!\w)"),
        weekday_behind=re.compile(rf"{behind}|,[ ]?(?:hari[ ])?(?:{weekdays})(?=[.,;)]|\Z)"),
        nearly=tuple(_nearly_patterns(months, hijri, table["dates"])),
    )  # fmt: skip


def _nearly_patterns(
    months: Iterable[str], hijri: Iterable[str], listed: Mapping[str, list[str]]
) -> Iterator[re.Pattern[str]]:
    """Parts of months, days of feasts, and weekdays of the week that was or comes."""
    named = _or(name for name in months if len(name) > 3 or name == "mei")
    month = rf"(?:(?:bulan|bln)[ ])?(?:(?P<name>{named})|(?P<hijri>{_or(hijri)}))"
    order = _or(listed["orders"]).replace(r"\#", r"\d{1,2}")
    part = rf"(?P<part>{_or(listed['parts'])}|(?:{_or([*listed['weeks'], 'hari', 'malam'])})[ ](?:{order}))"
    year = r"(?P<year>(?:19|20)\d\d|1[345]\d\d)"
    yield re.compile(
        rf"(?<!\w){part}[ ](?:(?:pada|di|dari)[ ])?{month}"
        rf"(?:[ ,]{{1,2}}(?:(?:tahun|thn)[ ])?{year}(?:[ ]?[hm]\b)?)?(?!\w)"
    )
    feast, ago = _or(listed["feasts"]), _or(listed["ago"])
    tied = rf"(?:[ ](?:(?:tahun|thn)[ ])?(?:{year}(?:[ ]?[hm]\b)?|{ago}))"
    before = rf"h[ ]?[-+][ ]?\d{{1,2}}|malam|hari[ ](?:{order})"
    yield re.compile(rf"(?<!\w)(?:(?:{before})[ ])(?:{feast}){tied}?(?!\w)")
    yield re.compile(rf"(?<!\w)(?<!kota )(?<!kabupaten )(?<!kab )(?<!kab\. )(?<!di )(?:{feast}){tied}(?!\w)")
    yield re.compile(
        rf"(?<!\w)(?:{_or(listed['full_weekdays'])}|(?<=hari )minggu)(?:[ ](?:pagi|siang|sore|malam))?"
        rf"[ ](?:(?:minggu|pekan|bulan)[ ])?(?:{ago})(?!\w)"
    )


def _named_patterns(
    months: dict[str, int], hijri: dict[str, int], days: dict[str, int], lead_words: dict[str, str]
) -> Iterator[re.Pattern[str]]:
    spelled = _or(word.replace(" ", "~") for word in days).replace("~", "[ -]{1,2}")
    ordinal = r"\d{1,2}(?:[ ]?(?:st|nd|rd|th)\b)?"
    one = rf"(?:{ordinal}|(?:{spelled}))"
    listed = rf"(?P<day>{one}(?:(?:{_LINK}){{1,2}}{one}){{0,5}})"
    lead = (
        rf"(?:(?<!\w)(?:{lead_words['weekdays']})[ ,(]{{1,3}})?(?:(?<!\w)(?:{lead_words['day']})"
        r"\.?[ ]{0,2}(?:the )?)?(?<![\w/.-])"
    )
    month, lunar = rf"(?P<name>{_or(months)})\.?", rf"(?P<hijri>{_or(hijri)})"
    year = _year_pattern(lead_words)
    yield re.compile(
        rf"{lead}{listed}(?:[ ]{{0,2}}|[ ]?[-/.,][ ]?|[ ]of[ ](?:the )?)(?:(?:{lead_words['month']})"
        rf"[ ])?{month}(?:{year})?(?!\w)"
    )
    yield re.compile(
        rf"{lead}{listed}[ -]{{1,2}}{lunar}(?:[ ,]{{1,2}}(?P<year>1[345]\d\d))?(?:[ ]?h\b)?(?!\w)"
    )
    first = _or(word for word in months if word not in _NEVER_FIRST)
    yield re.compile(
        rf"(?<!\w)(?:(?:{lead_words['month']})[ ])?(?P<name>{_or(months)})"
        rf"\.?[ ,]{{1,2}}(?:(?:{lead_words['day']})\.?[ ]|the[ ])"
        rf"(?P<day>{one})(?:{year})?(?!\w)"
    )
    yield re.compile(
        rf"(?<!\w)(?P<name>{_or(months)})\.?[ ](?P<day>\d{{1,2}}(?:st|nd|rd|th)?)"
        rf",?[ ](?P<year>(?:19|20)\d\d)(?!\d)"
    )
    yield re.compile(rf"(?<!\w)(?P<name>{_or(months)})\.?[ ](?P<day>\d{{1,2}}(?:st|nd|rd|th))(?!\w)")
    yield re.compile(rf"(?<!\w)(?P<name>{first})[ ](?P<day>\d{{1,2}})(?![\w./-]|[ ]?-){_NOT_A_DAY}")


def _numeric_patterns(
    days: dict[str, int], lead_words: dict[str, str], month_names: str
) -> Iterator[re.Pattern[str]]:
    spelled = _or(days)
    months = _or(_spelled(number) for number in range(1, 13))
    lead = (
        rf"(?:(?<!\w)(?:{lead_words['weekdays']})[ ,(]{{1,3}})?(?:(?<!\w)(?:{lead_words['day']})"
        r"\.?[ ]{0,2})?(?<![\d/.-])"
    )
    year = _year_pattern(lead_words)
    # "3-5 Maret", "3/5 dan 7 bulan Maret" are days of one month
    no_month = (
        rf"(?![ ]?(?:{_LINK}\d{{1,2}}){{0,4}}[ ]?[-/.,]?[ ]?(?:(?:{lead_words['month']})\.?[ ]{{0,2}})?"
        rf"(?:{month_names})(?!\w)|[ ](?:{lead_words['month']})\.?[ ]\d)"
    )
    yield re.compile(
        r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)(?P<sep>[ ]?[-/.][ ]?)(?P<month>\d{1,2})(?P=sep)"
        rf"(?P<day>\d{{1,2}}){_TIME}(?![\d/-])"
    )
    yield re.compile(
        r"(?<![\w/.,-])(?<!\d )(?P<day>\d\d)[ ](?P<month>\d\d)[ ](?P<year>(?:19|20)\d\d)(?![\w/-]|[ .,]\d)"
    )
    yield re.compile(
        rf"(?<!\w)(?:{lead_words['day']})\.?[ ](?P<day>\d{{1,2}})[ ](?P<month>\d{{1,2}})[ ]"
        r"(?P<year>(?:19|20)\d\d)(?!\w)"
    )
    yield re.compile(
        rf"{lead}(?P<day>\d{{1,2}})(?P<sep>[ ]?[/.\-][ ]?)(?P<month>\d{{1,2}})(?P=sep)"
        rf"(?P<year>(?:19|20)\d\d|'?\d\d(?!\d))(?![\d/-])"
    )
    yield re.compile(
        rf"(?<!\w)(?:{lead_words['day']})\.?[ ]{{0,2}}(?P<day>\d{{1,2}}(?:{_LINK}\d{{1,2}}){{0,4}}|{spelled})"
        rf"[ ,]{{1,2}}(?:{lead_words['month']})\.?[ ]?"
        rf"(?P<month>\d{{1,2}}|{spelled})(?:{year})?(?!\w)"
    )
    yield re.compile(
        rf"(?<!\w)(?P<day>\d{{1,2}}(?:{_LINK}\d{{1,2}}){{0,4}})"
        rf"[ ](?:{lead_words['month']})\.?[ ](?P<month>\d{{1,2}}|{months}){year}(?!\w)"
    )
    yield _month_behind_day(lead_words["month"], months)
    yield re.compile(
        rf"(?<!\w)(?:{lead_words['words']}|{lead_words['weekdays']})[ ,:(]{{1,3}}(?P<day>\d{{1,2}})"
        rf"(?P<sep>[ ]?[/\-][ ]?)(?P<month>\d{{1,2}})(?![\w/]|[ ]?[-/]\d|[.,]\d){no_month}"
    )
    # "2/9" alone, unless it is a fraction or a block of houses
    yield re.compile(
        r"(?<![\w/.,:-])(?<!rt )(?<!rw )(?<!no )(?<!no\. )(?<!kelas )(?<!gol )"
        r"(?<!golongan )(?<!pasal )(?<!qs )"
        r"(?!1/[234]\b|2/3\b|3/4\b)(?P<day>\d{1,2})/(?P<month>\d{1,2})"
        r"(?![\w/-]|[.,]\d|[ ](?:bagian|juta|jt|ribu|dari|of)\b)" + no_month
    )
    yield re.compile(
        r"(?<![\d/.-])(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![\d/-])"
    )
    yield re.compile(
        rf"(?<!\w)(?:{lead_words['day']})\.?[ ]{{1,2}}(?P<day>(?:\d{{1,2}}|{spelled}))"
        r"(?![\w/]|[.,-]\d|[ ]?-[ ]?\d)"
    )


def _month_behind_day(month_words: str, months: str) -> re.Pattern[str]:
    """ "12 bulan tiga", but not "2 bulan tiga hari"."""
    return re.compile(
        rf"(?<![\w.,/-])(?P<day>\d{{1,2}})[ ](?:{month_words})\.?[ ](?P<month>{months})"
        rf"(?!\w|[ ](?:{_or(_COUNTED_IN_MONTHS)})\b)"
    )


def _year_pattern(lead_words: dict[str, str]) -> str:
    tens = r"(?:[ ](?:puluh|belas|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas)){0,3}"
    return (
        rf"[ ,/.-]{{0,3}}(?:(?:{lead_words['year']})\.?[ ]{{0,2}})?(?:(?P<year>(?:19|20)\d\d|'?\d\d(?!\d))"
        rf"(?!\d|[.,]\d{{3}}|[ ]?{_COUNTED})"
        rf"|(?<=[ ])(?P<year2>dua ribu{tens}|seribu sembilan ratus{tens}))"
    )


def _or(listed: Iterable[str]) -> str:
    return "|".join(
        re.escape(word).replace(r"\~", "~") for word in sorted(listed, key=lambda word: (-len(word), word))
    )
