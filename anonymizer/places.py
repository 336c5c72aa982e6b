"""Find villages, named units (schools, offices, foundations) and references of letters and cases.

A village becomes its district, a unit its type. A name once seen behind its class word is found again alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from anonymizer.amounts import Found
from anonymizer.lexicon import lexicon
from anonymizer.linking import is_ordinary

_PLAIN_DATE = re.compile(r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4}")
# "memungut", "ditolak", "berkata", "tertahan", "ngasih"
_VERB = re.compile(
    r"(?:me(?:m[bfp]|n[cdjtgy]|[lrwymn])|di[a-z]{4}|ber[a-z]{3}|ter[a-z]{4}|ng[aiueo])[a-z]{2}"
)
_CODE = (
    r"(?=[A-Za-z-]{0,30}\d)(?=[\d-]{0,30}[A-Za-z])"
    r"(?:[A-Z\d]{2,12}(?:-[A-Z\d]{2,12}){1,7}|[a-z\d]{2,12}(?:-[a-z\d]{2,12}){1,7}|[A-Z\d]{5,20}|[a-z\d]{5,20})"
)
_BARE_NAME = 4  # letters a name needs to be looked for again without its class word
_DIVISIONS = frozenset({"kecamatan", "kec", "kabupaten", "kab", "kota", "provinsi", "desa", "kelurahan"})
_WIDER = {
    "kecamatan": "kecamatan", "kec": "kecamatan", "distrik": "kecamatan", "kabupaten": "kabupaten",
    "kab": "kabupaten", "kota": "kota",
}  # fmt: skip
_PLACE_CODES = "rk"  # of the lexicon: regions and other places
_SMALL_TOO = ("ds", "dsn")
# Whoever leads a village stands before its name as often as before a person's.
_HEADS = ("kades", "lurah", "kadus", "sekdes", "kuwu", "keuchik", "geuchik", "village of")
_BEFORE_NAMES = (
    "in",
    "at",
    "from",
    "the",
    "our",
    "my",
    "this",
    "that",
    "of",
    "to",
    "near",
    "a",
    "his",
    "her",
    "their",
    "every",
)
_WEAK = frozenset({"pondok"})  # also a hut
_PLACED = frozenset({"KUA"})  # bare names of these are names of districts
_OFFICE_WORDS = "JI"  # of the lexicon: people and institutions
_PLACE_WORDS = "rkUgKdV"  # of the lexicon, behind "Kabupaten ..."
_BEFORE_TOWNS = ("kua ", "kec ", "kec. ", "kecamatan ", "kemenag ", "distrik ", "kota ")
_FIRMS = ("pt", "cv")
_SOCIETIES = ("muhammadiyah", "aisyiyah", "nahdlatul", "persis", "pgri")  # their "PP" is a board
_OPENING = (
    r"(?:al|an|ar|as|at|ad|az|asy|ath|ash)[ '-].*|(?:nurul|darul|darus|darun|darut|darur|baitul|baitur|"
    r"miftahul|hidayatul|bahrul|manba'?ul|mamba'?ul)[ -]?.*|[a-z']{3,12}(?:ul|us|un|ut|ur|ud)[ ][a-z'-]{3,24}"
)
_SCANNED_HEAD = re.compile(r"(?<!\w)(?=[A-Z]{0,3}\d)[A-Z\d]{2,4}[A-Z](?!\w)")
_SCANNED = str.maketrans("14570", "IASTO")
_DEEDS_TOO = ("langgar", "stasi")  # other words as well
_LONG_WORD = 7  # letters
_SHORT_HEAD = 3
_MOST_AGAIN = 200  # different names looked for again in one text


@dataclass(frozen=True, slots=True)
class _Places:
    units: Mapping[str, str]
    villages: tuple[re.Pattern[str], ...]  # with the group "lead" where the class word stays in clear
    named_units: re.Pattern[str]
    small_units: re.Pattern[str]
    negeri: re.Pattern[str]
    district: re.Pattern[str]
    references: tuple[re.Pattern[str], ...]
    not_names: frozenset[str]
    named: frozenset[str]  # class words that count with a name only
    general: frozenset[str]
    offices: re.Pattern[str]
    office_kinds: Mapping[str, str]
    provinces: frozenset[str]
    behind_places: frozenset[str]
    english: re.Pattern[str]
    english_kinds: Mapping[str, str]


def find_references(folded: str) -> Iterator[Found]:
    """Yield numbers of letters, cases, police reports and decrees; a plain date is none."""
    for pattern in _places().references:
        for match in pattern.finditer(folded):
            number = match["number"].rstrip(".-_")
            if not _PLAIN_DATE.fullmatch(number):
                yield match.start("number"), match.start("number") + len(number), number.lower(), ""


def find_villages(folded: str) -> Iterator[Found]:
    """Yield villages with their class word, then further mentions of their bare names."""
    places = _places()
    found: dict[str, str] = {}
    for pattern in places.villages:
        for match in pattern.finditer(folded):
            begun = "lead" in pattern.groupindex
            name = _without_common(match["name"], _DIVISIONS)
            if not name or (begun and _is_no_name(name)) or _is_town(match):
                continue
            end = match.start("name") + len(name)
            district = _district_behind(folded, match.end() if begun else end, name)
            district = district or found.get(name.lower(), "")
            found[name.lower()] = district
            yield match.start("name" if begun else 0), end, name.lower(), district
    yield from _namesakes(folded, found)
    yield from _again(folded, found)


def _is_town(match: re.Match[str]) -> bool:
    """Whether "Lembang" is the town near Bandung and no village of Toraja: "KUA Lembang Bandung"."""
    if not match[0].lower().startswith("lembang"):
        return False
    first = match["name"].split()[0].lower()
    before = match.string[max(0, match.start() - 10) : match.start()].lower()
    return lexicon().read(first, misspelt=False).code == "r" or before.endswith(_BEFORE_TOWNS)


def _is_no_name(name: str) -> bool:
    """Whether a word beside "kades" or "village" is everyday language, written like all around it."""
    first = name.split()[0]
    return (first.islower() or first.isupper()) and _is_everyday(first.lower().partition("-")[0])


def _district_behind(folded: str, end: int, village: str) -> str:
    """The district that is named behind a village; its regency, if any, when both have one name."""
    for _ in range(2):
        after = _places().district.match(folded, end)
        if after is None:
            return ""
        name = after["english"] or _without_common(after["named"], _DIVISIONS) or after["named"]
        end = after.end() if after["english"] else after.start("named") + len(name)
        if _one_name(name) != _one_name(village):
            return " ".join(folded[after.start("district") : end].split())
    return ""


def _one_name(written: str) -> str:
    return "".join(written.lower().split())


def _namesakes(folded: str, villages: Mapping[str, str]) -> Iterator[Found]:
    """Districts and regencies with the name of a village of the text: neither shown nor taken for it."""
    wanted = list(villages)[:_MOST_AGAIN]
    if not wanted:
        return
    pattern = rf"(?<!\w)(?P<word>{_or(_WIDER)})\.?[ ]{{0,2}}:?[ ]{{0,2}}(?P<name>{_or(wanted)})(?![\w-])"
    for match in re.finditer(pattern, folded, re.IGNORECASE):
        name = " ".join(match["name"].lower().split())
        yield match.start(), match.end(), f"{_WIDER[match['word'].lower()]} {name}", ""
    english = rf"(?<![\w-])(?P<name>{_or(wanted)})[ ](?P<word>(?:sub)?district|regency)(?!\w)"
    for match in re.finditer(english, folded, re.IGNORECASE):
        name = " ".join(match["name"].lower().split())
        yield match.start(), match.end(), f"{match['word'].lower()} {name}", ""


def find_units(folded: str) -> Iterator[Found]:
    """Yield named units, then further mentions of the bare names of those without a number."""
    places, folded = _places(), _SCANNED_HEAD.sub(_unscanned, folded)
    found: dict[str, tuple[str, str]] = {}
    yield from _offices(folded)
    for pattern in (places.named_units, places.small_units):
        for match in pattern.finditer(folded):
            read = _unit(match)
            if read is None:
                continue
            end, short, rest, kind = read
            canonical = f"{short} {rest}"
            if not rest[:1].isdigit() and kind not in _PLACED and not all(map(is_ordinary, rest.split())):
                found.setdefault(rest, (canonical, kind))
            yield match.start(), end, canonical, kind
    yield from _english(folded)
    for name, (canonical, kind) in list(found.items())[:_MOST_AGAIN]:
        for start, end, _, _ in _again(folded, {name: ""}):
            yield start, end, canonical, kind


def _english(folded: str) -> Iterator[Found]:
    """ "Darunnajah Islamic Boarding School", "Al-Hidayah Mosque": the class word stands behind the name."""
    places = _places()
    for match in places.english.finditer(folded):
        kind = places.english_kinds[" ".join(match["word"].lower().split())]
        for word in re.finditer(r"[\w'-]+", match["name"]):
            small = word[0].lower()
            if (
                small in places.not_names
                or small in places.general
                or (word[0].isupper() and is_ordinary(small))
            ):
                continue
            start = match.start("name") + word.start()
            yield start, match.end(), f"{kind} {folded[start : match.end('name')].lower()}", kind
            break


def _unit(match: re.Match[str]) -> tuple[int, str, str, str] | None:
    """Where a unit's name ends, its short class word, its name folded, and its type."""
    places, word = _places(), " ".join(match["word"].lower().replace(".", "").split())
    rest = match["rest"]
    # "ma", "mas", "pp" are words of everyday language: without capitals and a name they name no school.
    weak = word in _WEAK or (len(word) <= 3 and not word.startswith("ku") and match["word"].islower())
    if not rest.strip() or (weak and not _strong(match)):
        return None
    if word in places.named and not _is_named(word, match):
        return None
    name = _without_common(rest, large=not match["word"].islower())
    if not name.strip():
        return None
    folded = " ".join(name.lower().split())
    state = places.negeri.match(folded)
    if state is not None:
        folded = folded[state.end() :].strip()
    short = places.units.get(word + " n", places.units[word]) if state is not None else places.units[word]
    return match.start("rest") + len(name.rstrip()), short, folded, short


def _unscanned(match: re.Match[str]) -> str:
    """ "M1N", "5DN": a class word that a scanner read digits into."""
    repaired = match[0].translate(_SCANNED)
    return repaired if repaired.lower() in _places().units else match[0]


def _is_named(word: str, match: re.Match[str]) -> bool:
    """Whether a name follows "masjid", "gereja" or "PT": not "masjid itu", "pura-pura", "PT saya"."""
    places, rest = _places(), match["rest"]
    dotted = match.string[match.start("rest") - 1] == "."
    said = [part.lower() for part in re.findall(r"[\w'-]+", rest)]
    if said[0][0].isdigit() or said[0] in places.not_names or all(part in places.general for part in said):
        return False
    if word in _FIRMS:
        return match["word"].isupper() and rest.strip()[0].isupper() and said[0] not in places.general
    if word == "pp":
        return _is_opener(said) and not said[0].startswith(_SOCIETIES)
    first = rest.split()[0]
    if dotted:
        return False
    if first[0].isupper() and not first.isupper() and word not in _DEEDS_TOO:
        return not _is_deed(first.lower()) and (len(word) > _SHORT_HEAD or match["word"].isupper())
    return _is_opener(said) or _is_uncommon(said[0])


def _is_opener(said: list[str]) -> bool:
    """Whether a name begins as names of pesantren and mosques do: "al-...", "nurul ...", "riyadlul ..."."""
    return len(said[0]) > 2 and re.fullmatch(_OPENING, " ".join(said[:2])) is not None


def _is_uncommon(word: str) -> bool:
    """Whether a word in small letters is likelier a name than a word of chats."""
    reading = lexicon().read(word, misspelt=False)
    return not is_ordinary(word) and (reading.bucket != "0" or len(word) >= _LONG_WORD)


def _offices(folded: str) -> Iterator[Found]:
    """Offices of religion with their place: "Kankemenag Kab. ...", "Pengadilan Agama ..."."""
    places = _places()
    for match in places.offices.finditer(folded):
        short = len(match["word"]) <= _SHORT_HEAD
        length = _place_length(match["place"], divided=match["division"] is not None and not short)
        if not length or (short and not match["word"].isupper()):
            continue
        kind = places.office_kinds[" ".join(match["word"].lower().split())]
        end = match.start("place") + length
        yield match.start(), end, f"{kind} {match['place'][:length].lower()}", kind


def _place_length(written: str, *, divided: bool) -> int:
    """How much of a stretch is the place an office is in, 0 when it is none."""
    places, end = _places(), 0
    for part in re.finditer(r"[\w'-]+", written):
        word = part[0].lower()
        code, large = lexicon().read(word, misspelt=False).code, part[0][0].isupper()
        listed = code == "r" or word in places.provinces
        unlisted = large and (code == "k" or not is_ordinary(word))
        behind = word in places.behind_places
        stops = (
            word in places.not_names or (word in places.general and not (end and behind)) or _is_deed(part[0])
        )
        if not end and (stops or not (listed or unlisted or (divided and large))):
            return 0
        titled = large and not part[0].isupper() and code not in _OFFICE_WORDS
        goes_on = listed or behind or titled or (divided and large and code in _PLACE_WORDS)
        if end and (stops or not goes_on):
            break
        end = part.end()
    return end


def _strong(match: re.Match[str]) -> bool:
    """Whether a number or an Arabic article behind a small word shows that it is a school."""
    return (
        re.match(
            r"[ ]?(?:n[ ]|neg(?:[ei]?ri|\.)[ ])?(?:\d|(?:al|an|ar|as|at)[ -]|"
            r"nurul|darul|miftahul|hidayatul|insan c|muhammadiyah|aisyiyah|ma'?arif|pgri)",
            match["rest"].lower(),
        )
        is not None
    )


def _without_common(rest: str, stops: frozenset[str] = frozenset(), *, large: bool = False) -> str:
    """The name up to the first everyday word: "panjer sangat" is "panjer".

    `large` says that the class word before the name is written with capitals.
    """
    end = 0
    for match in re.finditer(r"(?:a[lnrst] )?[\w'-]+", rest):
        word = match[0].lower()
        if word in _places().not_names or word in stops or _is_deed(match[0]):
            break
        small = match[0].islower() and not word[:1].isdigit()
        placed = not end or rest[:end].endswith(tuple("0123456789"))
        if small and (large or end) and (_is_everyday(word) if placed else _is_common(word)):
            break
        end = match.end() if word not in _DIVISIONS else end
    return rest[:end]


def _is_deed(written: str) -> bool:
    """ "MAN membantah", "DESA SUKAMAJU MENOLAK": what somebody there does; a name has one capital."""
    word = written.lower()
    if written != word and not written.isupper():
        return False
    reading = lexicon().read(word, misspelt=False)
    return _VERB.match(word) is not None and reading.code in "fcgda" and reading.bucket == "0"


def _is_common(word: str) -> bool:
    """Whether a word is everyday language and no name of a place."""
    return word not in _DIVISIONS and is_ordinary(word) and lexicon().read(word, misspelt=False).code != "r"


def _is_everyday(word: str) -> bool:
    """Whether a word is everyday language and not listed as a place either."""
    return is_ordinary(word) and lexicon().read(word, misspelt=False).code not in _PLACE_CODES


def _again(folded: str, names: Mapping[str, str]) -> Iterator[Found]:
    """Further places of names that stood behind a class word, in small letters only of uncommon ones."""
    wanted = [name for name in names if len(name) >= _BARE_NAME and name not in _places().not_names]
    if not wanted:
        return
    pattern = (
        rf"(?<![\w-])(?P<name>{_or(wanted[:_MOST_AGAIN])})(?:-?(?:nya|ku|mu))?(?:-?(?:lah|kah|pun))?(?![\w-])"
    )
    for match in re.finditer(pattern, folded, re.IGNORECASE):
        name = " ".join(match["name"].lower().split())
        if not match["name"].islower() or not all(map(_is_everyday, name.split())):
            yield match.start(), match.end("name"), name, names.get(name, "")


@cache
def _places() -> _Places:
    source = resources.files("anonymizer").joinpath("lexicons/facts.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    units = {word: kind for kind, words in table["units"].items() for word in words}
    named = {word: kind for kind, words in table["named_units"].items() for word in words}
    units |= named
    offices = {word: kind for kind, words in table["offices"].items() for word in words}
    english = {word: kind for kind, words in table["unit_words"].items() for word in words}
    units |= {f"{word} n": kind for kind, words in table["state_units"].items() for word in words}
    heads = _or(word for word in units if not word.endswith(" n"))
    name = r"(?:(?:[Kk]ec(?:amatan|\.)?|KEC(?:AMATAN|\.)?|IC|PK|(?:Sta?|KH?)\.)[ ])?(?:[A-Z][\w'-]{1,24})"
    word = r"[a-z][\w'-]{2,24}"
    # Schools of an association are numbered behind its name: "SMP Muhammadiyah 4 Cikupa".
    numbered = r"(?:(?<=(?i:diyah))|(?<=(?i:arif|f nu|pgri)))[ ]\d{1,2}(?!\d)"
    large_number, small_number = rf"{numbered}(?:[ ]{name})?", rf"{numbered}(?:[ ]{word})?"
    large_number = rf"(?:[ ](?:[IVX]{{1,4}}(?!\w))|{large_number})"
    digits = r"(?:[ ]?(?<=[a-z])\d{1,3}|[ ]\d{1,3})?"
    state = r"(?:[ ](?:[Nn]eg[ei]?ri|[Nn]eg\.|NEGERI|N))?"
    return _Places(
        units=units,
        villages=_village_patterns(table["villages"], word),
        named_units=re.compile(
            rf"(?<!\w)(?<!\w-)(?P<word>(?i:{heads}))\.?(?P<rest>(?:[ ](?:IC|PK))?{state}(?:[ ]?(?<=[a-zA-Z])"
            rf"\d{{1,3}}|[ ]\d{{1,3}})?(?:[ ]{name}){{0,4}}(?:{large_number})?)(?!\w)"
        ),
        small_units=re.compile(
            rf"(?<!\w)(?<!\w-)(?P<word>(?i:{heads}))\.?(?P<rest>(?:[ ](?:n|neg[ei]?ri|neg\.))?{digits}"
            rf"(?:[ ](?:kec\.?[ ]|kecamatan[ ]|a[lnrst][ ])?{word}){{0,2}}(?:{small_number})?)(?!\w)"
        ),
        negeri=re.compile(r"(?:neg[ei]?ri|neg\.|n)(?!\w)"),
        district=re.compile(
            rf"[, ]{{1,3}}(?P<district>(?i:{_or(table['villages']['district'])}|kabupaten|kab)"
            rf"\.?[ ](?P<named>[A-Z][\w'-]{{1,24}}(?:[ ][A-Z][\w'-]{{1,24}}){{0,2}}|{word})"
            rf"|(?P<english>[A-Z][\w'-]{{1,24}}(?:[ ][A-Z][\w'-]{{1,24}}){{0,2}})"
            r"[ ](?i:(?:sub)?district|regency))"
        ),
        references=_reference_patterns(table["references"]),
        not_names=frozenset(table["villages"]["not_names"]),
        named=frozenset(named),
        general=frozenset(table["unit_names"]["general"]),
        offices=re.compile(
            rf"(?<![\w-])(?P<word>(?i:{_or(offices)}))[ ]"
            r"(?P<division>(?i:kab(?:upaten)?|kota|kodya|prov(?:insi)?|kec(?:amatan)?|daerah[ ]istimewa)"
            r"\.?[ ]{0,2})?"
            r"(?P<place>[A-Za-z][\w'-]{2,24}(?:[ ][A-Za-z][\w'-]{2,24}){0,2})(?!\w)"
        ),
        office_kinds=offices,
        provinces=frozenset(table["unit_names"]["provinces"]),
        behind_places=frozenset(table["unit_names"]["behind_places"]),
        english=re.compile(
            rf"(?<![\w-])(?P<name>(?!(?i:{_or(_BEFORE_NAMES)})[ ])[A-Z][\w'-]{{1,24}}"
            rf"(?:[ ][A-Z][\w'-]{{1,24}}){{0,3}})[ ](?P<word>(?i:{_or(english)}))(?!\w)"
        ),
        english_kinds=english,
    )  # fmt: skip


def _village_patterns(table: Mapping[str, list[str]], word: str) -> tuple[re.Pattern[str], ...]:
    every, small = _or(table["words"]), _or([*table["small"], *_SMALL_TOO])
    head = rf"(?<!\w)(?i:(?:{every})(?:[ ]?/[ ]?(?:{every}))?)"
    capital = r"[A-Z][\w'-]{1,24}(?:[ ][A-Z][\w'-]{1,24}){0,2}"
    parts = _or([*table["district"], "kabupaten", "kab"])
    return (
        re.compile(rf"{head}(?:\.?[ ]{{1,2}}|\.|\.?[ ]{{0,2}}:[ ]{{0,2}})(?P<name>{capital})(?!\w)"),
        re.compile(
            rf"{head}(?:\.?[ ]{{1,2}}|\.|\.?[ ]{{0,2}}:[ ]{{0,2}})(?P<name>{word}(?:[ ]{word}){{0,2}}?)"
            rf"(?=[, ]{{1,3}}(?i:{parts})(?:\.[ ]?|[ ])\w)"
        ),
        re.compile(rf"{head}\.?[ ]{{0,2}}:[ ]{{0,2}}(?P<name>{word})(?!\w)"),
        re.compile(rf"(?<!\w)(?i:{small})\.?[ ]{{1,2}}(?P<name>{word})(?!\w)"),
        re.compile(rf"(?<!\w)(?P<lead>(?i:{_or(_HEADS)})\.?)[ ]{{1,2}}(?P<name>{capital}|{word})(?!\w)"),
        re.compile(
            rf"(?<!\w)(?P<name>(?!(?i:{_or(_BEFORE_NAMES)})[ ]){capital}|(?<=\bin )(?!the[ ]){word})"
            r"(?P<lead>[ ](?i:village|hamlet))(?!\w)"
        ),
    )


def _reference_patterns(table: Mapping[str, list[str]]) -> tuple[re.Pattern[str], ...]:
    labels, codes = _or(table["labels"]), _or(table["codes"])
    part = r"[\w.\-]{1,20}"
    return (
        # "LP/B/123/III/2024/SPKT", "12/Pid.Sus/2023/PN Kbm"
        re.compile(rf"(?<![\w/])(?P<number>(?:LP|STTLP|STPL|BP|SP|SPDP|DUMAS|Sprin)"
        rf"(?:[/.\-]{part}){{2,9}})(?![\w/])"),
        re.compile(
            rf"(?<![\w/])(?P<number>\d{{1,6}}[A-Za-z]?(?:/{part}){{1,5}}/(?:19|20)"
            rf"\d\d/(?:PN|PA|PTUN|PT|MA|MS|PTA)[. ]?[A-Za-z]{{2,12}}(?:[. ][A-Z][a-z]{{2,12}})?)"
        ),
        re.compile(rf"(?<![\w/])"
        rf"(?P<number>[A-Za-z]{{0,4}}[-.]?\d{{1,6}}[A-Za-z]?(?:/{part}){{1,8}}/(?:19|20)"
        rf"\d\d(?:/{part}){{0,3}})(?![\w/])"),
        # Behind a label: everything with a digit and a slash or dots, "SK Nomor: KP.01.2/1234/2023"
        re.compile(
            rf"(?<!\w)(?i:{labels})"
            rf"[ ]?(?i:nomor|no|nmr|number)?\.?[ ]?:?[ ]{{0,2}}(?P<number>(?=[\w.\-/]{{0,40}}\d)"
            rf"(?=[\w.\-]{{0,30}}/)[\w.\-]{{1,30}}(?:/{part}){{1,8}})(?![\w/])"
        ),
        re.compile(rf"(?<![\w/])"
        rf"(?P<number>[A-Z]{{1,4}}[.\-]\d{{1,3}}(?:\.\d{{1,3}}){{0,3}}(?:/{part}){{1,6}}/(?:19|20)"
        rf"\d\d)(?![\w/])"),
        # "Nomor 8124490", "tiket DM-0417/2026"; a law has fewer digits
        re.compile(
            rf"(?<!\w)(?i:{labels})[ ]?(?i:nomor|no|nmr|number)?\.?[ ]?:?[ ]{{0,2}}#?"
            rf"(?P<number>(?:[A-Z]{{1,5}}[-/])?\d[\w\-/]{{0,20}}\d{{3}}[A-Za-z]?)(?![\w/])"
        ),
        # "kode tiket saya: 8F3K-22QX": letters and digits in any order behind a word for such a code
        re.compile(
            rf"(?<!\w)(?i:{codes})(?i:nya|ku)?"
            rf"(?:[ ](?i:{codes}|nomor|no|nmr|saya|aku|kami|adalah|yaitu|is|was)\.?){{0,3}}"
            rf"[ ]?[:=]?[ ]{{0,2}}[#\"'(]?(?P<number>{_CODE})(?![\w/])"
        ),
        # Three groups or more need no label: codes by which a reporter comes back look like that.
        re.compile(r"(?<![\w/-])(?P<number>(?=[A-Z-]{0,30}\d)(?=[\d-]{0,30}[A-Z])[A-Z\d]{4,5}"
        r"(?:-[A-Z\d]{4,5}){2,7})(?![\w/-])"),
        # "ABC-7731-XK"
        re.compile(r"(?<![\w/-])#?(?P<number>[A-Z]{2,6}-\d{3,8}-[A-Z]{1,5}|[a-z]{2,6}-\d{3,8}-[a-z]{2,5}"
        r"|\d{3,8}-[A-Z]{2,6}-[A-Z\d]{2,8})(?![\w/-])"),
        # "surat tugas Nomor 45 Tahun 2024" is one of an office, a minister's decree is a law
        re.compile(
            rf"(?<!\w)(?i:{_or(table['issued'])})"
            rf"(?:[ ](?!(?i:{_or(table['lawful'])})(?!\w))[A-Za-z.]{{1,20}}){{0,5}}?"
            r"[ ](?i:nomor|no|nmr)[ :.]{1,3}(?P<number>\d{1,5}[ ](?i:tahun|thn|th)\.?[ ](?:19|20)\d\d)(?!\w)"
        ),
        re.compile(r"(?<![\w/-])#?(?P<number>[A-Z]{1,5}[-/]\d{3,8}(?:[-/]\d{2,8}){0,3})(?![\w/-])"),
        re.compile(r"(?<![\w-])(?P<number>[A-Z]{2,5}-(?:19|20)\d\d-\d{3,8}(?:-?[0-9A-Z])?)(?![\w-])"),
    )  # fmt: skip


def _or(words: Iterable[str]) -> str:
    return "|".join(
        re.escape(word).replace(r"\ ", r"[ ]{1,2}")
        for word in sorted(words, key=lambda word: (-len(word), word))
    )
