"""Dates of birth: a date that a birth word announces. Dates of events are left alone. Folded positions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from anonymizer.classify import Finding, Verdict
from anonymizer.patterns import MONTHS, Match, Pattern
from anonymizer.spans import SpanType
from anonymizer.spelled import NUMBER_WORDS
from anonymizer.tables import column_words
from anonymizer.view import View
from anonymizer.wordlists import words

BIRTH_WORDS = words(
    "lahir lhr ttl kelahiran kelahirannya born birth dob ultah ultahnya tgllahir lahirnya "
    "dilahirkan lahlr iahir "
    "lhir lahr lahe lahiran birthday birthdate bday lair lahire babar mijil miyos l t ulang tgllhr tgl1ahir"
)
_KIN_WORDS = words("anak istri suami putri putra adik kakak cucu ayah ibu son daughter")
_AGES = ("usia", "umur", "aged")
TRIGGER_WORDS = BIRTH_WORDS | _KIN_WORDS | frozenset([*_AGES, "berusia", "berumur", "o", "lahia"])
_REACH = 110
# Short forms that scanners, hurried people and other languages have beside those of a date proper.
_MONTH = rf"(?:{MONTHS}|jan|des|maret|june|july)[a-z]{{0,4}}"
_NUMBER_WORD = "(?:" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True)) + r")\b"
_NUMBER = rf"{_NUMBER_WORD}(?:[ \-]{_NUMBER_WORD}){{0,3}}"
_YEAR_SPOKEN = rf"(?:{_NUMBER_WORD}(?:[ \-](?:and )?{_NUMBER_WORD}){{0,8}}|'?[0-9]{{2,4}}\b)"
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    r"fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|"
    r"(?:twenty|thirty)[ \-](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))"
)
# "10 (sepuluh)", "3rd".
_DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?(?: ?\([a-z ]{3,20}\))?"
_JOINT = r"[ ,.\-/]{1,3}(?:(?:bulan(?:nya)?|bln|bl|of|strip|garis miring|garing)[ ,.:]{1,2})?"
_YEAR_JOINT = (
    r"[ ,.\-/']{1,3}(?:[a-z]{0,8}[.,]?\n[^\n]{0,60}\n[^\n]{0,40}[:\]][ ]{1,2})?"
    r"(?:(?:tahun(?:nya)?|thn|th|taun|strip|garis miring)[ ,.:]{1,2})?"
)
# "dua belas maret tujuh puluh", "tgl 3 bln 5 thn 90", "the third of May, nineteen ninety".
_SPOKEN_DATE = re.compile(
    rf"\b(?:(?:the )?{_ORDINAL}|(?:tanggal )?{_NUMBER}|{_DAY}){_JOINT}{_MONTH}"
    rf"{_YEAR_JOINT}{_YEAR_SPOKEN}"
    rf"|\b{_MONTH} (?:the )?(?:{_ORDINAL}|{_NUMBER}){_YEAR_JOINT}{_YEAR_SPOKEN}"
    rf"|\b(?:(?:tanggal )?{_NUMBER}|[0-3]?[0-9])[ ,.]{{1,2}}(?:bulan|bln|bl)[ .]{{1,2}}"
    rf"(?:{_NUMBER}|[01]?[0-9])[ ,.]{{1,2}}(?:(?:tahun|thn|th)[ .]{{1,2}})?{_YEAR_SPOKEN}"
)
# "nol tiga, nol lima, sembilan belas tujuh tujuh".
_SAID_IN_DIGITS = re.compile(
    rf"\b{_NUMBER_WORD}(?:[ ,.\-]{{1,3}}(?:(?:strip|garis miring|bulan|tahun|garing|koma|titik) )?"
    rf"{_NUMBER_WORD}){{4,14}}"
)
# What a scanner leaves of a date: digits apart, any word for the month.
_SPREAD_DATE = re.compile(
    r"(?<![0-9])[0-3]?[0-9][ .\-]{0,2}[a-z]{3,9}[ .\-]{0,2}(?:19[2-9][0-9]|20[01][0-9])(?![0-9])"
    r"|(?<![0-9])[0-3]?[0-9][ \-/.]{1,2}[01]?[0-9][ \-/.]{1,2}'[0-9]{2}(?![0-9])|"
    r"(?<![0-9])'[0-9]{2}[\-/.][01]?[0-9][\-/.][0-3]?[0-9](?![0-9])|"
    r"(?<![0-9])(?:[0-3] ?)?[0-9] ?[\-/.] ?[01]? ?[0-9] ?[\-/.] ?(?:1 ?9|2 ?0) ?[0-9] ?[0-9](?![0-9])"
    r"|(?<![0-9])(?:[0-3] ?)?[0-9][ .,\-/]{1,3}[a-z][a-z0-9|]{1,9}(?: [a-z0-9|]{1,6})?[ .,\-/]{1,3}"
    r"(?:1 ?9 ?[2-9] ?[0-9]|2 ?0 ?[01] ?[0-9]|1[34][0-9]{2})(?![0-9])"
)
# "tahun 1996 bulan maret tanggal 12".
_YEAR_FIRST = re.compile(
    rf"\b(?:tahun|thn|th)[ .]{{1,2}}(?:{_YEAR_SPOKEN})[ ,.]{{1,2}}(?:bulan|bln|bl)[ .]{{1,2}}(?:{_MONTH}|"
    rf"{_NUMBER}|[01]?[0-9])[ ,.]{{1,2}}(?:tanggal|tgl)[ .]{{1,2}}(?:{_NUMBER}|[0-3]?[0-9])(?![0-9])"
    rf"|\b(?:tahun|thn|th)[ .]{{1,2}}(?:{_YEAR_SPOKEN})[ ,.]{{1,2}}(?:tanggal|tgl)[ .]{{1,2}}[0-3]?[0-9]"
    rf"[ ,.]{{1,2}}(?:bulan|bln|bl)[ .]{{1,2}}(?:{_MONTH}|[01]?[0-9])(?![0-9])"
)
# The weekday somebody was born on is part of the date.
_WEEKDAY = re.compile(
    r"\b(?:(?:tgl|tanggal)\.? {1,2}|the |kira2 |kira-kira |sekitar )\Z"
    r"|\b(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)(?: (?:legi|pahing|paing|pon|wage|kliwon))?"
    r"[ ,]{1,3}(?:tanggal |tgl )?\Z"
)
_WEEKDAY_REACH = 30
# The same birth in another paper: "lahir 14/2/01 ditulis 14/12/01".
_WRITTEN_AS = re.compile(
    r"[ ,;(]{1,3}(?:(?:di|pada|dalam|malah|tapi|tetapi|sedangkan|padahal) (?:[a-z]{2,9} ){0,2})?(?:ditulis|"
    r"tertulis|bukan|jadi|menjadi|seharusnya|harusnya|hrsnya|yang benar|yg benar|diketik|tercetak|tertera|"
    r"eh|maaf|ralat|maksudnya|maksudku)[ :,]{1,2}"
)
_NO_MONTH = re.compile(r"[0-9 ](?:anak|orang|tahun|bulan|hari|minggu|jam|kali|ekor|siswa|guru)\b")
_COMPACT_DATE = re.compile(r"(?<![0-9])[0-3][0-9][01][0-9](?:(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9])")
# In the boxes of a form: "[ 1 2  0 4  1 9 9 8 ]".
_BOXED_DATE = re.compile(
    r"(?<![0-9])[0-3] {1,2}[0-9] {1,3}[01] {1,2}[0-9] {1,3}[12] {1,2}[09] {1,2}[0-9] {1,2}[0-9](?![0-9])"
)
_MONTH_AND_YEAR = re.compile(
    rf"\b(?:bulan )?{_MONTH}[ ,.\-/]{{1,3}}(?:tahun |thn |th )?(?:19|20)[0-9]{{2}}\b"
    r"|(?<![0-9/.\-])[01]?[0-9][/\-](?:19|20)[0-9]{2}\b"
)
_DAY_AND_MONTH = re.compile(rf"(?<![0-9])(?:[0-3]?[0-9]|\b{_NUMBER}) (?:{MONTHS})\b")
_ASKED_YEAR = re.compile(
    rf"[^\n]{{0,30}}\btahun(?:nya)?[^\n]{{0,12}}\?\n[^\n]{{0,40}}[:\]] {{0,2}}(?P<year>{_YEAR_SPOKEN})"
)
_DAY_REACH = 40
_WORD = re.compile(r"[a-z]{1,40}")
# "kelahiran 77", "lahir di Solo tahun 1977", "born in the year 1977".
_YEAR = re.compile(
    r"[ :,(]{1,3}(?:(?:di|pada|in|the|year|sekitar|kira-kira|kota|kab\.?|sejak|on) ){0,3}"
    r"(?P<place>(?:[a-z]{3,15}[, ]{1,2}){0,2})"
    r"(?:(?:di |pada )?tahun |th\.? ?|thn\.? ?|/ ?)?"
    r"(?P<year>(?:19[2-9][0-9]|20[01][0-9])(?![0-9\-/.]?[0-9]))"
)
_SHORT_YEAR = re.compile(
    r"[ :,]{1,3}(?:di |pada )?(?:tahun |th\.? ?|thn\.? ?|')'?(?P<year>[0-9]{2})(?![0-9\-/.:])"
)
_SHORT_YEAR_OF_BIRTH = re.compile(
    r"[ :]{1,2}(?P<year>[3-9][0-9])(?![0-9\-/.:]| ?(?:orang|anak|bayi|tahun|th|siswa|ribu|rb|jt|juta))"
)
_SPOKEN_YEAR_OF_BIRTH = re.compile(
    rf"[ :]{{1,2}}(?P<year>{_NUMBER_WORD}(?: {_NUMBER_WORD}){{1,7}})(?! ?(?:orang|anak|bayi|siswa|kali))"
)
_SPOKEN_YEAR = re.compile(
    rf"[ :,]{{1,3}}(?:di |pada )?(?:in |tahun |taun |thn )"
    rf"(?P<year>{_NUMBER_WORD}(?:[ \-]{_NUMBER_WORD}){{1,8}})"
)
_NO_PLACE = words(
    "yang dan lulus masuk kerja menikah diangkat anak bekerja sejak tinggal pindah mengajar lalu sudah "
    "kuliah nikah dapat pada mulai sampai hingga"
)
# An age, then the date: "umur 41 (12-3-1985)".
_AGED = re.compile(
    r"\b(?:usia|umur|berusia|berumur|aged)[ :]{1,2}[0-9]{1,2}(?: ?(?:tahun|thn|th|years?))?[ ,(\-/]{1,3}\Z"
)
_AGE_REACH = 40
# What follows a date that is one of birth: ", lahir di Blora", "/ 43 th".
_BORN_AFTER = re.compile(
    r"[ ,(]{1,3}(?:(?:saya|aku|dia|beliau) lahir\b|"
    r"(?:lahir|kelahiran) [a-z' ]{2,30}(?![a-z0-9' ])(?![ ,/]{1,3}[0-9]))"
    r"|[ /(,]{1,3}[0-9]{1,2} ?(?:tahun|thn|th)\b(?! lalu| yang)"
)
# Another one of the same family: "anak 1: 13/8/2011, anak 2: 2/9/2014".
_NEXT_OF_KIN = re.compile(
    r"[ ,;/&]{1,3}(?:dan |& )?(?:(?:anak|istri|suami|ibu|ayah|bapak|putra|putri|adik|kakak)[^\n0-9]{0,25}"
    r"(?:[0-9][ :]{1,2})?[:(= ]{0,3})?"
)
_MOST_OF_KIN = 6
_KIN = re.compile(r"\b(?:anak|istri|suami|putri|putra|adik|kakak|cucu|ayah|ibu|son|daughter)\b")
_KIN_REACH = 70
# "TempatTg1Lahir", "dilahirkan", "tempatlahir".
_GLUED_BEFORE = ("di", "tgl", "tg1", "tgi", "tanggal", "tangga1", "ke", "tempat", "ternpat")
# In another clause: "lahir prematur, tetapi kami minta surat tgl 3 Mei 2026".
_FAR = 20
_RECENT = re.compile(r"20[2-9][0-9]")
_EARLIER_YEAR = re.compile(r"19[2-9][0-9]|20[01][0-9]")
_BIRTH_YEAR = re.compile(r"(?:19[2-9][0-9]|20[01][0-9])\Z")
# Not somebody's birth: a state's, a law's, a school's.
_OF_NOBODY = re.compile(
    r"[ ]{1,2}(?:batin|pancasila|nu|nahdlatul|muhammadiyah|kemenag|"
    r"madrasah|sekolah|pondok|pesantren|yayasan|uu|"
    r"peraturan|aturan|ketentuan|program|kebijakan|sk|surat|ide|gagasan|nabi)\b"
)
_MADE_BEFORE = re.compile(
    r"\b(?:peraturan|aturan|uu|undang|program|kebijakan|ketentuan|daftar|pendaftaran)[a-z\- ]{0,16}\Z"
)
# A paper or a party has a date of its own; only one of an earlier decade is a birth.
_WEAK_BEFORE = re.compile(r"\b(?:akta|akte|surat|keterangan|acara|pesta|perayaan|hari|ulang)[ .]{1,2}\Z")
# A full stop that ends a sentence, or another verb, ends what a birth word announces.
_BREAK = re.compile(
    r"[a-z]{5}\. [a-z]|\n[^\n]{0,2}[^\n]{2,40}\n|\b(?:menikah|bekerja|diangkat|masuk|lulus|pernikahan|nikah|"
    r"wafat|meninggal|melapor|kejadian)\b"
)
_SHORTEST_DATE, _LONGEST_DATE = 6, 22
_LONG_AGO = re.compile(r"(?:19[2-9][0-9]|200[0-5]|(?<![0-9])[4-9][0-9])\Z")
# The last digits of every year of `_LONG_AGO` and `_EARLIER_YEAR`.
_LONG_AGO_DIGITS = re.compile(r"[0-9](?:(?<=1)9[2-9][0-9]|(?<=2)0[01][0-9]|(?<=[4-9])[0-9](?![0-9]))")
_LONG_AGO_YEAR = re.compile(r"(?:19[2-9][0-9]|200[0-5])\Z")
_CELL_MARKS = tuple("/|;\t\u2013-")
_CELL_MARK = re.compile(r" [/|;\u2013-] |\||\t")
_LAST_CENTURY = re.compile(r"19[3-9][0-9]\Z")
# Independence, and the day the ministry was founded.
_PUBLIC_DAY = re.compile(r"0?3 ?(?:januari|jan|[\-/]0?1)[\-/ ]?1946|17 ?(?:agustus|agt|[\-/]0?8)[\-/ ]?1945")
_PAST_REACH = 45
# What else has a date: papers, laws, beginnings and ends.
_DATED = re.compile(
    r"\b(?:sejak|tanggal|tgl|tertanggal|bertanggal|pada|didirikan|berdiri|dibangun|diresmikan|uu|undang|sk|nomor|no|"
    r"akta|akte|sertifikat|surat|perjanjian|keputusan|kepres|keppres|inpres|dated|since|founded|built|menikah|nikah|"
    r"pensiun|diangkat|tmt|masuk|lulus|wafat|meninggal|gugur|proklamasi|peristiwa|sejarah|era|zaman|jaman|hari|"
    r"reformasi|kontrak|milik|sampai|hingga|mulai|died|tahun|stbl|lembaran|pp|perda|girik|letter|petok)\b"
)
_LINES_UNDER_HEADING = 60


def find_births(view: View, patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """Yield dates that a birth word announces, or that stand in a table column headed by one."""
    low = view.lowered
    cues = list(patterns["born"].finditer(low))
    told = ", lahir" in low or "(lahir" in low or any(word in low for word in _AGES)
    if (told or ("(" in low and _KIN.search(low))) and _EARLIER_YEAR.search(low):
        yield from _beside_kin_or_age(low, patterns)
    yield from _announced(low, cues, patterns)
    if cues and "\n" in low:
        yield from _under_heading(view, patterns)


def find_lone_births(view: View, patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """Yield a date of an earlier decade that has a line or a cell of its own among somebody's data."""
    low, start = view.lowered, 0
    if _LONG_AGO_DIGITS.search(low) is None:
        return
    for line in low.split("\n"):
        if _CELL_MARK.search(line) is not None and _EARLIER_YEAR.search(line) is not None:
            yield from _in_cells(line, start, patterns)
        if _SHORTEST_DATE <= len(line) <= _LONGEST_DATE and line[-1:].isdigit():
            match = patterns["date"].search(line)
            if match is not None and match.group() == line.strip() and _LONG_AGO.search(match.group()):
                found = (start + match.start(), start + match.end())
                yield Finding(*found, Verdict(SpanType.DOB, 0.6, "birth.line"))
        start += len(line) + 1


def find_past_births(view: View, patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """Yield whole dates of the last century that nothing says are those of a paper, a law or an event."""
    low = view.lowered
    for match in patterns["date"].finditer(low):
        if _LAST_CENTURY.search(match.group()) is None or _PUBLIC_DAY.match(match.group()):
            continue
        before = low[max(0, match.start() - _PAST_REACH) : match.start()]
        if _DATED.search(before) is None and low[match.end() : match.end() + 1] not in ("/", "-"):
            yield Finding(match.start(), match.end(), Verdict(SpanType.DOB, 0.55, "birth.past"))


def _in_cells(line: str, start: int, patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """ "- Baso Ridwan / 08-03-1957 / paspor": a long past date between the marks of a list."""
    for match in patterns["date"].finditer(line):
        before, after = line[: match.start()].rstrip(" "), line[match.end() :].lstrip(" ")
        in_cell = before[-1:] in _CELL_MARKS and (not after or after[0] in _CELL_MARKS)
        if in_cell and any(map(str.isalpha, before)) and _LONG_AGO_YEAR.search(match.group()):
            found = (start + match.start(), start + match.end())
            yield Finding(*found, Verdict(SpanType.DOB, 0.6, "birth.cell"))


def _beside_kin_or_age(low: str, patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """ "anak saya, Putri (3/5/2010)", "umur 41, 12-3-1985": an earlier decade's date behind kin or an age."""
    for match in patterns["date"].finditer(low):
        if _BIRTH_YEAR.search(match.group()) is None:
            continue
        bracketed = (
            low[match.start() - 1 : match.start()] == "(" and low[match.end() : match.end() + 1] == ")"
        )
        kin = bracketed and _KIN.search(low[max(0, match.start() - _KIN_REACH) : match.start()])
        kin = kin or _BORN_AFTER.match(low, match.end())
        if kin or _AGED.search(low[max(0, match.start() - _AGE_REACH) : match.start()]):
            yield Finding(match.start(), match.end(), Verdict(SpanType.DOB, 0.7, "birth.bracketed"))


def _under_heading(view: View, patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """Dates in a column headed by a birth word, and an earlier decade's date on lines below such a head."""
    low = view.lowered
    marked = any(mark in low for mark in "|;\t,")
    start = left = 0
    for line in low.split("\n"):
        words_here = set(re.findall(r"[a-z]+", line[:200]))
        if not any(map(str.isdigit, line)):
            heads = not BIRTH_WORDS.isdisjoint(words_here - {"l", "t", "ulang"}) and ":" not in line
            left = _LINES_UNDER_HEADING if heads else left * bool(line.strip())
        elif left:
            left -= 1
            yield from _on_line(view, patterns, line, start, marked)
        start += len(line) + 1


def _on_line(
    view: View, patterns: dict[str, Pattern], line: str, start: int, marked: bool
) -> Iterator[Finding]:
    for pattern in (patterns["date"], _COMPACT_DATE, _BARE_YEAR):
        for match in pattern.finditer(line):
            heading = column_words(view, start + match.start()) if marked else []
            born = not BIRTH_WORDS.isdisjoint(heading)
            if born or (pattern is patterns["date"] and not heading and _BIRTH_YEAR.search(match.group())):
                found = (start + match.start(), start + match.end())
                yield Finding(*found, Verdict(SpanType.DOB, 0.9, "birth.column"))
                return


_BARE_YEAR = re.compile(r"(?<![0-9\-/.])(?:19[2-9][0-9]|20[01][0-9])(?![0-9\-/.])")


def _announced(low: str, cues: Iterable[Match], patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """Dates within `_REACH` characters after a birth word, the first one only."""
    for cue in cues:
        before = low[max(0, cue.start() - 8) : cue.start()]
        if before[-1:].isalpha() and not before.endswith(_GLUED_BEFORE):
            continue
        before = low[max(0, cue.start() - _AGE_REACH) : cue.start()]
        if _OF_NOBODY.match(low, cue.end()) or _MADE_BEFORE.search(before):
            continue
        found = _born_behind(low, cue, patterns)
        weak = cue.group().startswith("ulang") or _WEAK_BEFORE.search(before)
        between = "" if found is None else low[cue.end() : found.start]
        far = len(between) > _FAR and not {",", ";"}.isdisjoint(between)
        if found is not None and not ((weak or far) and _RECENT.search(low, found.start, found.end)):
            yield found
            yield from _next_of_kin(low, found.end, patterns)


def _born_behind(low: str, cue: Match, patterns: dict[str, Pattern]) -> Finding | None:
    year = _year_behind(low, cue.end())
    if year is None and cue.group().startswith("ke"):
        short = _SHORT_YEAR_OF_BIRTH.match(low, cue.end()) or _SPOKEN_YEAR_OF_BIRTH.match(low, cue.end())
        found = None if short is None else (short.start("year"), short.end("year"))
        year = None if found is None else Finding(*found, Verdict(SpanType.DOB, 0.7, "birth.year"))
    date = _date_behind(low, cue.end(), patterns)
    return date if year is None or (date is not None and date.start <= year.start) else year


def _next_of_kin(low: str, position: int, patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """The dates of birth that follow one in a list."""
    for _ in range(_MOST_OF_KIN):
        again = _WRITTEN_AS.match(low, position)
        joint = again or _NEXT_OF_KIN.match(low, position)
        date = None if joint is None else patterns["date"].search(low[joint.end() : joint.end() + 30])
        if joint is None or date is None or date.start():
            return
        if again is None and not _BIRTH_YEAR.search(date.group()):
            return
        start, position = joint.end(), joint.end() + date.end()
        yield Finding(start, position, Verdict(SpanType.DOB, 0.8, "birth.list"))


def _year_behind(low: str, position: int) -> Finding | None:
    """The year of birth, where no day and month are given."""
    for pattern in (_YEAR, _SHORT_YEAR, _SPOKEN_YEAR, _ASKED_YEAR):
        year = pattern.match(low, position)
        if year is None:
            continue
        place = year.groupdict().get("place") or ""
        if _NO_PLACE.isdisjoint(place.replace(",", " ").split()):
            return Finding(year.start("year"), year.end("year"), Verdict(SpanType.DOB, 0.8, "birth.year"))
    return None


def _date_behind(low: str, position: int, patterns: dict[str, Pattern]) -> Finding | None:
    window = low[position : position + _REACH]
    matches: list[Match | re.Match[str] | None] = []
    said = not NUMBER_WORDS.isdisjoint(_WORD.findall(window))
    if any(map(str.isdigit, window)):
        matches += [patterns["date"].search(window), _COMPACT_DATE.search(window), _BOXED_DATE.search(window)]
        matches += [_MONTH_AND_YEAR.search(window), _spread(window)]
    if matches or said:
        # A day without a year counts right behind the birth word only.
        matches += [_SPOKEN_DATE.search(window), _DAY_AND_MONTH.search(window[:_DAY_REACH])]
    if said:
        matches.append(_SAID_IN_DIGITS.search(window))
    if "tahun" in window or "thn" in window:
        matches.append(_YEAR_FIRST.search(window))
    candidates = [
        (match.start(), match.end())
        for match in matches
        if match is not None and not low[position + match.start() - 1].isalpha()
    ]
    if not candidates:
        return None
    start, end = min(candidates, key=lambda found: (found[0], -found[1]))
    if _BREAK.search(window[:start]) is not None or low[position + start - 1].isdigit():
        return None
    begin = position + start
    weekday = _WEEKDAY.search(low, max(position, begin - _WEEKDAY_REACH), begin)
    begin = begin if weekday is None else weekday.start()
    return Finding(begin, position + end, Verdict(SpanType.DOB, 0.95, "birth.label"))


def _spread(window: str) -> re.Match[str] | None:
    found = _SPREAD_DATE.search(window)
    return None if found is None or _NO_MONTH.search(found.group()) else found
