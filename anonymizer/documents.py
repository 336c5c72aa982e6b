"""Licence plates and passport numbers: letters around a short run of digits. Positions are folded ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from anonymizer.classify import Finding, Verdict
from anonymizer.spans import SpanType
from anonymizer.view import View
from anonymizer.wordlists import words

# Registration areas of the national police.
PLATE_AREAS = words(
    "aa ab ad ae ag ba bb bd be bg bh bk bl bm bn bp da db dc dd de dg dh dk dl dm dn dp dr ds dt dw ea eb "
    "ed kb kh kt ku pa pb pd pg ps pt pu py a b d e f g h k l m n p r s t w z cc cd rf ri"
)
PLATE_WORDS = words(
    "mobilnya motornya truknya busnya pickupnya mobile kendaraannya sepedanya motore avanzanya beatnya "
    "nopole mtor mbl mbil motr moter pltno vespa nomorpolisi mobilku motorku roda sopir parkir "
    "parkirnya plat plate nopol nopolnya polisi mobil motor kendaraan nomorpolisi platnya avanza innova "
    "xenia brio jazz fortuner pajero beat vario scoopy supra mio nmax pcx truk pickup pick bus stnk "
    "bpkb sepeda honda toyota yamaha suzuki daihatsu mitsubishi kijang inova ertiga rush terios hrv crv "
    "alphard car vehicle motorcycle calya sigra agya ayla ojek vixion cbr ninja revo aerox spacy genio "
    "freed mobilio brv terrano panther carry granmax l300 colt elf hiace livina xpander almaz wuling "
    "ignis baleno swift karimun dinas datsun van jeep pelat berpelat berplat bernopol bernomor "
    "nomormobil mobile oto montor sepedah roda4 roda2 pol becak bentor angkot taksi taxi minibus"
)
# The words that may stand before a plate whose digits are words, with the ending that says whose it is.
PLATES_SPOKEN = PLATE_WORDS | {word + "nya" for word in PLATE_WORDS}
# Short words that follow a number in ordinary text and look like the letters of a plate.
_NOT_A_SUFFIX = words(
    "dan di ke km cc kg gr cm mm ml rb jt rt rw no kk sks jp jam org pai pgmi ipa ips mts man min tv "
    "wib wit am pm x ya "
    "ini itu dr pd dg utk yg kpd tgl bln thn th sd smp sma smk ma mi ra pp uu se sk st per orang hal "
    "ayat adl "
    "lalu dll gb mb tb pcs pak bu kpm lt bh lbr set unit dan ada ala tak tdk gak ga kali hr hari"
)
_PAPER = re.compile(
    r"\b(paspor|passport|kitas|kitap|ijazah|ijasah|ijzah|visa|polis|str|sertifikat pendidik|"
    r"buku nikah|akta|nim|nrp|nis|npm|karpeg|kartu pegawai|no induk|pip|kip|"
    r"peserta(?: (?:seleksi|ujian|tes|ppdb|didik|pelatihan|lomba|cpns|pppk|calon))?|"
    r"(?:(?:registrasi|kode) )?pasien|"
    r"kartu indonesia pintar|mahasisw[ai]|medical record|rekam medi[sk]|"
    r"kartu (?:jemaah|jamaah|peserta|anggota|pasien|siswa|pelajar|santri|karyawan|mahasiswa|haji)|"
    r"(?:pilgrim |hajj |id )?cards?(?= (?:id|no|num))|"
    r"(?:staff|participant|student|employee|member|membership|candidate|patient|id)(?= (?:id|card|no|num)))"
    r"(?:nya|ku)?\b"
    r"[ .:]{0,3}"
    r"(?:(?:sy|saya|anak|dia|ujian|no|nomor|numbers?|num|id|card|his|is|was|my|says|seri)[ .:]{1,3}){0,4}("
    r"(?!rp)[a-z]{1,2}[ .]{1,2}[0-9]{3}[ .]?[0-9]{2,7}"
    r"|(?!rp)[a-z]{1,2}[ .\-]?[0-9]{2,4}(?:[ .\-][0-9]{2,4}){1,3}"
    r"|[a-z0-9][a-z0-9\-/.]{4,24}[a-z0-9])(?![a-z0-9])"
)
# Numbers without letters, as English papers announce them.
_NUMBERED_PERSON = re.compile(
    r"\b(?:student|participant|employee|member|membership|patient|staff|candidate|pilgrim|registration)"
    r"(?:'s)?[ ](?:id|no|num|number)\b[ .:#]{1,4}(?:is )?([0-9]{5,12}(?:[ .\-][0-9]{2,6}){0,2})(?![0-9])"
)
# A patient's record, its digits in pairs: "No. RM 12.07.88.41"; "RM 600" is money.
_RECORD = re.compile(
    r"\b(?:rm|rekam medi[sk]|medrec)(?:nya)?\b[ .:]{0,3}(?:(?:no|nomor)\b[ .:]{0,3})?"
    r"([0-9]{2,3}([.\-])[0-9]{2}\2[0-9]{2,3}(?:\2[0-9]{2,3})?)(?![0-9]|[.\-/][0-9])"
)
_ANOTHER = re.compile(r"(?:,| dan| and| &| /)[ ]([a-z0-9\-/.]{4,26}[a-z0-9])(?![a-z0-9])")
_MOST_LISTED = 40
# A number with every letter and every digit written as one.
_BUILT = str.maketrans("abcdefghijklmnopqrstuvwxyz123456789", "a" * 26 + "0" * 9)
_PAPER_DIGITS = 3
# A code with fewer digits has capitals and more than this many signs.
_SHORTEST_CODE = 5
# Their numbers are built like those of letters.
_DIPLOMAS = ("ijazah", "ijasah", "ijzah")
PAPER_WORDS = words(
    "pasien medical rm medis medik medrec paspor passport kitas kitap ijazah ijasah ijzah visa polis str "
    "sertifikat nikah akta nim nrp nis npm karpeg peserta pip kip participant student employee member "
    "membership candidate patient pegawai staff card pintar mahasiswa mahasiswi induk paspornya nimnya "
    "nim karpegnya kartu card cards"
)
_BARE_PLATE = re.compile(
    r"\b(?:plat|plate|nopol|nomor polisi|no polisi|no\. polisi|nomor plat|plat nomor)(?:nya)?[ :.]{1,3}"
    r"([a-z]{1,2})[ .\-]{0,2}[1-9][0-9]{2,3}(?![a-z0-9])"
)
_FUNCTION_WORDS = words(
    "dan di ke ya dr pd dg utk yg kpd ini itu ada ala per hal adl lalu tak tdk ga kali hari orang"
)
_JUST_NAMED = re.compile(r"(?:plat|nopol|polisi)[a-z]{0,5}[ :.]{1,3}\Z")
# Scanned or spread out, right behind a vehicle word: "mobil DA l8 27 PX", "nopol R 8 8 7 1 BC".
_SPREAD_PLATE = re.compile(
    r"(?<![a-z0-9])([a-z]{1,2}|[a-z] [a-z])[ .\-]{1,2}([0-9loi](?: ?[0-9loi]){1,3})"
    r"[ .\-]{1,2}([a-z](?: ?[a-z]){0,2})(?![a-z0-9])"
)
# "(1) KT 4714 YG OLEH ...": an item of a list begins with it.
_LISTED_HERE = re.compile(r"\([0-9]{1,2}\) \Z")
# Nobody counts four digits of them behind a single letter.
_COUNTED_HOMES = words("rt rw kk tk")
_UNITS = words("dan di ke km cc kg gr cm mm ml rb jt rt rw wib wit am pm jp sks mb gb tb kk yg")
_PLATE = re.compile(
    r"(?<![a-z0-9])([a-z]{1,2})([ .\-]{0,2})([0-9]{1,4})([ .\-]{0,2})([a-z]{1,3})(?![a-z0-9])"
)
_PLATE_DIGITS = re.compile(r"[0-9](?<![0-9].)[0-9]{0,3}[ .\-]{0,2}[a-z]{1,3}(?![a-z0-9])")
_PLATE_LETTERS = re.compile(r"[a-z](?<![a-z0-9].)[a-z]?[ .\-]{0,2}\Z")
# Two letters, two marks.
_BEFORE_DIGITS = 4
# Right behind the word for one, letters and digits may be read for each other: "PLAT B I7Z8 5RO".
_SCANNED_PLATE = re.compile(
    r"\b(?:plat(?:nya)?(?: (?:kendaraan|nomor|mobil|motor|no))?|no\.? ?po[l1i](?:isi)?|nopo[l1i])[ .:]{1,5}"
    r"([a-z0-9]{1,2}[ .\-]{1,3}[0-9liozsb]{1,4}[ .\-]{1,3}[a-z0-9]{1,3})(?![a-z0-9])"
)
_DIGIT_WORD = (
    "(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan|sepuluh|sebelas|seratus|"
    "seribu|belas|puluh|ratus|ribu|one|two|three|four|five|six|seven|eight|nine|zero)"
)
_LETTERS_BY_NAME = {
    "a": "a",
    "be": "b",
    "ce": "c",
    "de": "d",
    "e": "e",
    "ef": "f",
    "ge": "g",
    "ha": "h",
    "i": "i",
}
_LETTERS_BY_NAME |= {"je": "j", "ka": "k", "el": "l", "em": "m", "en": "n", "o": "o", "pe": "p", "ki": "q"}
_LETTERS_BY_NAME |= {"er": "r", "es": "s", "te": "t", "u": "u", "ve": "v", "fe": "v", "we": "w", "eks": "x"}
_LETTERS_BY_NAME |= {"ye": "y", "zet": "z"}
_LETTER_NAME = "(?:" + "|".join(sorted(_LETTERS_BY_NAME, key=len, reverse=True)) + r"|[a-z]\b)"
_SPELLED_PLATE = re.compile(
    rf"\b([a-z]{{1,2}}|{_LETTER_NAME}(?: {_LETTER_NAME})?),? {_DIGIT_WORD}"
    rf"(?:[ ,]{{1,2}}{_DIGIT_WORD}){{0,7}},?"
    rf"(?:(?: {_LETTER_NAME}){{1,3}}\b|(?: [a-z]){{0,2}} ?[a-z]{{1,3}}\b)"
)
# "D lima ratus ribu rp", "B dua belas ke": a sum or a count, not a plate.
_COUNTED = re.compile(
    r"(?:ribu|ratus|puluh|belas),? (?:rp|rb|jt|ke|di|ya|dr|utk|per|org|kg|km|jam|hr|th|kl)\Z"
)
_NOT_LETTERS_OF_PASSPORT = words("hp wa no rp rt rw kk jl cp up tf va lt km")
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?!(?i:no|rp|rt|rw|ke|di))"
    r"[A-Za-z]{1,2}[ .\-]?"
    r"(?:[0-9OolI](?:[ .\-][0-9OolI]{1,3}){5,8}"
    r"|[0-9OolISZBG]{1,8}(?:[ .\-][0-9OolI]{2,7}){0,3})(?![A-Za-z0-9/])"
)
_USUAL_PASSPORT = re.compile(r"[ABCEX](?<![A-Za-z0-9].) ?(?:[0-9]{7}|[0-9]{4} [0-9]{3})(?![A-Za-z0-9/])")
_NUMBER_OF_LETTER = re.compile(r"(?:surat|kode|no|nomor|seri)[ .:]{1,3}\Z")
_CLOSES = re.compile(r" ?(?:[.,;)!?\n]|\Z)")
_PLATE_REACH = 60
_PASSPORT_REACH = 120
# The label without what may stand between its letters: "Pas por", "P A S P O R".
_NO_LETTER = re.compile(r"[^a-z0-9]{1,120}")
_MAY_BE_LABEL = re.compile(r"pas[^a-z]{0,9}(?:s[^a-z]{0,9})?p|no[^a-z]{0,9}pas")
_BROKEN_LABEL = re.compile(r"pass?p[o0]rt?|pasp|nopas")
# Letters read by a scanner for digits may take the place of some, not of most.
_PASSPORT_DIGITS = 4
_NUMBERED_THING = re.compile(
    r"(?:\bno|nomor|pasal|kelas|ruang|seri|tipe|type|form|model|kode|no surat)[ .:]{1,3}\Z"
)
_WORD = re.compile(r"[a-z]+")


def find_plates(view: View) -> Iterator[Finding]:
    """Yield licence plates; a bare pattern needs a vehicle word, or three digits and a shape no text has."""
    all_capitals: bool | None = None
    for match in _plate_shapes(view.lowered):
        area, first_gap, digits, gap, suffix = match.groups()
        if area not in PLATE_AREAS or digits[0] == "0" or view.lowered[match.end() : match.end() + 1] == "/":
            continue
        if all_capitals is None:
            all_capitals = view.folded.isupper()
        window = view.lowered[max(0, match.start() - _PLATE_REACH) : match.start()]
        words = [word.removesuffix("nya") for word in _WORD.findall(window)]
        near, adjacent = not PLATE_WORDS.isdisjoint(words), not PLATE_WORDS.isdisjoint(words[-3:])
        capitals = view.folded[match.start() : match.end()].isupper()
        shape = _Shape(area, digits, suffix, capitals, capitals and not all_capitals, not first_gap + gap)
        if near and capitals and len(digits) == 4 and _CLOSES.match(view.lowered, match.end()):
            yield Finding(match.start(), match.end(), Verdict(SpanType.PLATE, 0.9, "plate.area"))
            continue
        if not _is_word(shape, window, near, adjacent) and _is_plate(shape, near, adjacent, window):
            score = 0.95 if near else 0.8
            yield Finding(match.start(), match.end(), Verdict(SpanType.PLATE, score, "plate.area"))


def _plate_shapes(low: str) -> Iterator[re.Match[str]]:
    """What `_PLATE` finds, looked for around its digits only."""
    position = 0
    for digits in _PLATE_DIGITS.finditer(low):
        letters = _PLATE_LETTERS.search(low, max(position, digits.start() - _BEFORE_DIGITS), digits.start())
        match = None if letters is None else _PLATE.match(low, letters.start())
        if match is not None:
            position = match.end()
            yield match


class _Shape(NamedTuple):
    """The parts of a candidate; `stands_out` says that it is in capitals where the text is not."""

    area: str
    digits: str
    suffix: str
    capitals: bool
    stands_out: bool
    glued: bool


def _is_word(shape: _Shape, window: str, near: bool, adjacent: bool) -> bool:
    """Whether the letters behind are a unit or a short word of the text: "B 2 KM", "A 2021 DAN"."""
    telling = shape.capitals and len(shape.area) == 2 and len(shape.digits) == 4
    if telling and _LISTED_HERE.search(window) is not None:
        return False
    stands_out = shape.stands_out or (shape.capitals and shape.suffix in _COUNTED_HOMES)
    whole = len(shape.digits) == 4 and stands_out and not window.endswith(("rp ", "rp. "))
    if shape.suffix in _UNITS:
        return not whole and _JUST_NAMED.search(window) is None
    sure = adjacent or (shape.capitals and near) or (len(shape.digits) > 2 and shape.stands_out)
    itself = telling and shape.suffix not in _FUNCTION_WORDS
    return shape.suffix in _NOT_A_SUFFIX and not sure and not itself


def find_spread_plates(view: View) -> Iterator[Finding]:
    """Yield plates whose digits are spread out or half read as letters, right behind a vehicle word."""
    for match in _SPREAD_PLATE.finditer(view.lowered):
        area, digits, suffix = match.groups()
        words = _WORD.findall(view.lowered[max(0, match.start() - 30) : match.start()])
        adjacent = not PLATE_WORDS.isdisjoint(word.removesuffix("nya") for word in words[-3:])
        telling = any(map(str.isdigit, digits)) and view.folded[match.start(1) : match.end(1)].isupper()
        if area.replace(" ", "") in PLATE_AREAS and adjacent and telling and suffix not in _NOT_A_SUFFIX:
            yield Finding(match.start(), match.end(), Verdict(SpanType.PLATE, 0.8, "plate.spread"))


def find_bare_plates(view: View) -> Iterator[Finding]:
    """Yield plates whose last letters the writer did not see: "plat AB 4412"."""
    for match in _BARE_PLATE.finditer(view.lowered):
        if match.group(1) in PLATE_AREAS:
            yield Finding(match.start(1), match.end(), Verdict(SpanType.PLATE, 0.6, "plate.bare"))


def find_scanned_plates(view: View) -> Iterator[Finding]:
    """Yield plates of a scan, letters and digits taken for each other, right behind their label."""
    for match in _SCANNED_PLATE.finditer(view.lowered):
        written = view.folded[match.start(1) : match.end(1)]
        if any(map(str.isdigit, written)) and written.upper() == written.replace("l", "L").replace("o", "O"):
            yield Finding(match.start(1), match.end(1), Verdict(SpanType.PLATE, 0.9, "plate.scanned"))


def find_spelled_plates(view: View) -> Iterator[Finding]:
    """Yield plates whose digits are words ("dk satu dua tiga empat ab"), right after a vehicle word."""
    for match in _SPELLED_PLATE.finditer(view.lowered):
        words = _WORD.findall(view.lowered[max(0, match.start() - _PLATE_REACH) : match.start()])
        near = not PLATE_WORDS.isdisjoint(word.removesuffix("nya") for word in words)
        area = match.group(1)
        spoken = "".join(_LETTERS_BY_NAME.get(name, name) for name in area.split())
        counted = _COUNTED.search(match.group()) is not None
        if (area in PLATE_AREAS or spoken in PLATE_AREAS) and near and not counted:
            yield Finding(match.start(), match.end(), Verdict(SpanType.PLATE, 0.85, "plate.spelled"))


def _is_plate(shape: _Shape, near: bool, adjacent: bool, window: str) -> bool:
    """A degree ("S 1 PAI") has one digit; a text in lower case needs a vehicle word."""
    digits, letters = len(shape.digits), len(shape.suffix)
    telling = digits == 4 and letters >= 2 and shape.capitals
    if not near and not telling and _NUMBERED_THING.search(window):
        return False
    if digits == 1:
        return shape.capitals and adjacent and (not shape.glued or _JUST_NAMED.search(window) is not None)
    if not shape.capitals:
        unspeakable = digits >= 3 and letters > 1 and not set(shape.suffix) & set("aeiou")
        return adjacent or unspeakable or (near and digits >= 3 and letters >= 2)
    return adjacent or digits >= 3 or letters >= 2


def find_papers(view: View) -> Iterator[Finding]:
    """Yield numbers with letters that a paper's name announces: "KITAS no. 2C21JE4471-W"."""
    for match in _PAPER.finditer(view.lowered):
        written = match.group(2)
        digits = sum(map(str.isdigit, written))
        code = (
            digits > 1
            and len(written) > _SHORTEST_CODE
            and view.folded[match.start(2) : match.end(2)].isupper()
        )
        mixed = (digits >= _PAPER_DIGITS or code) and any(map(str.isalpha, written))
        if mixed and (written.count("/") < 2 or match.group(1) in _DIPLOMAS):
            type_ = SpanType.PASSPORT if match.group(1).startswith("pas") else SpanType.ID
            for start, end in _listed(view.lowered, match.start(2), match.end(2)):
                yield Finding(start, end, Verdict(type_, 0.92, "paper.label"))
    for pattern in (_RECORD, _NUMBERED_PERSON):
        for record in pattern.finditer(view.lowered):
            yield Finding(record.start(1), record.end(1), Verdict(SpanType.ID, 0.92, "paper.record"))


def _listed(low: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A number and those built alike that a comma or "and" adds: "SUB41-0193 and SUB41-0194"."""
    yield start, end
    built = low[start:end].translate(_BUILT)
    for _ in range(_MOST_LISTED):
        match = _ANOTHER.match(low, end)
        if match is None or match.group(1).translate(_BUILT) != built:
            return
        end = match.end()
        yield match.span(1)


def announces_passport(low: str) -> bool:
    """Tell cheaply whether the word for a passport may stand in a lower-case text, in pieces even."""
    return "spor" in low or "p a s" in low or _MAY_BE_LABEL.search(low) is not None


def find_passports(view: View) -> Iterator[Finding]:
    """Yield passport numbers: one or two letters and six to eight digits, by label or the usual shape."""
    low = view.lowered
    for match in (_PASSPORT if announces_passport(low) else _USUAL_PASSPORT).finditer(view.folded):
        written = match.group()
        if (
            sum(map(str.isdigit, written)) < _PASSPORT_DIGITS
            or not 6 <= sum(map(str.isalnum, written)) - 1 <= 9
            or written[:2].lower() in _NOT_LETTERS_OF_PASSPORT
            or written[:3].isalpha()
        ):
            continue
        window = low[max(0, match.start() - _PASSPORT_REACH) : match.start()]
        usual = _USUAL_PASSPORT.match(view.folded, match.start()) and not _NUMBER_OF_LETTER.search(window)
        if _BROKEN_LABEL.search(_NO_LETTER.sub("", window)) is not None:
            yield Finding(match.start(), match.end(), Verdict(SpanType.PASSPORT, 0.97, "passport.label"))
        elif usual:
            yield Finding(match.start(), match.end(), Verdict(SpanType.PASSPORT, 0.75, "passport.shape"))
