"""Home addresses, read as a chain of parts: street, number, hamlet, RT/RW, village, sub-district.

What counts (reference list, section 7): from the street, hamlet or RT/RW down to village and sub-district as
written in one run; regency, city and province after it are not part of it; an office's address is none.
Element words: identifier formats, section 12.4. Positions are those of the folded view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from anonymizer.classify import Finding, Verdict
from anonymizer.spans import SpanType
from anonymizer.view import View
from anonymizer.wordlists import words

_STREET = words("jl jln jalan jlan jlm gg gang lr lrg lrng lorong lorog street")
_ESTATE = words(
    "apartment apartement kompl mess perum perumahan komplek kompleks komp kav kavling griya blok blk "
    "apartemen apt rusun rusunawa villa perumnas asrama "
    "puri cluster btn"
)
_HAMLET = words(
    "lk lingk lembur huta dhusun mukim lingk lembang dasan gubuk gubug handil tiyuh umbul parit "
    "kampuang kamp "
    "dusn dusun dsn dukuh dkh kampung kp kmp jorong gampong banjar lingkungan link pekon padukuhan "
    "pedukuhan dk kampong br"
)
_VILLAGE = words("desa ds disah kelurahan kel kei nagari kalurahan kelurhan")
_DISTRICT = words("kecamatan kecarnatan kec distrik kapanewon kemantren kecmatan")
_BLOCK = words("rt rw rk nw")
_NUMBER = words("no nomor nomer nmr km number lantai lt kamar unit tower")
_OF_A_BLOCK = words("ketua pak bu bapak ibu pk bpk sekretaris pengurus bendahara grup wakil mantan para")
# What is announced by "No." instead of a house.
_NUMBERED_OTHERWISE = words("hp wa kk ktp nik tlp rek np")
_SCANNED = {
    "ji": "jl",
    "j1": "jl",
    "jin": "jln",
    "j1n": "jln",
    "ke1": "kel",
    "kei": "kel",
    "k3c": "kec",
    "d5": "ds",
}
# Keywords that are also the first word of names: "Desa Kampung Baru", "Jorong Kampuang Dalam".
_NAMING_KEYWORDS = words("kampung kampuang kampong banjar griya puri villa dusun huta lumban parit")
_ENGLISH_STREET = re.compile(
    r"(?<![\w/])(?:No\.? ?)?[0-9]{1,4}[A-Za-z]? (?:[A-Z][\w'\-]{1,20} ){1,3}"
    r"(?:Street|St|Road|Rd|Lane|Avenue|Ave|Alley|Close)\b"
)
# "er te tiga garis miring er we lima".
_SAID_IN_BLOCK = words("er te we garis miring garing slash strip per")
_DIRECTIONS = words(
    "kidul lor wetan kulon timur barat utara selatan tengah dalam baru lama girang hilir atas bawah"
)
# Parts that say little by themselves and usually follow the name of a place.
_NAMELESS = _BLOCK | {"gg", "gang", "lr", "lrg", "lorong", "lingk", "lingkungan", "lk", "blok", "blk"}
_NUMBERED_END = re.compile(r"[a-z] [0-9]{1,3}[a-z]?\Z")
_SLASHED_NUMBER = re.compile(r"[a-z0-9]/[a-z]?-?[0-9]")
_ALLEY = re.compile(r"\b(?:gg|gang|lr|lrg|lrng|lorong)\b")
# Words between a word for living and the place: "tinggal di", "alamat saya:", "kos d".
_LEADING = words(
    "di d ti ring nang ing e in at dari ka ri saya sy kami nami ulun ambo abdi kulo is teng neng nek "
    "bapak ibu orang tiang kaula "
)
_REGENCY = words("kab kabupaten kota kotamadya prov provinsi propinsi kodepos indonesia")

ADDRESS_WORDS = (
    _STREET
    | _ESTATE
    | _HAMLET
    | _VILLAGE
    | _DISTRICT
    | _BLOCK
    | {"alamat", "alamatnya", "beralamat", "ji", "j", "alarnat", "road", "lane", "avenue", "alley"}
) - {
    "link",
    "br",
}
_KEYWORDS = _STREET | _ESTATE | _HAMLET | _VILLAGE | _DISTRICT | _BLOCK
_KIND = {
    word: kind
    for kind, listed in (
        ("district", _DISTRICT),
        ("village", _VILLAGE),
        ("hamlet", _HAMLET),
        ("block", _BLOCK),
        ("estate", _ESTATE),
        ("street", _STREET),
    )
    for word in listed
}
# Keywords as a scanner writes them, and themselves: "perurn", "karnpung", "ke1urahan".
_KIND_BY_SHAPE = {
    shape: word
    for word in _KIND
    for shape in (word.replace("m", "rn"), word.replace("l", "1"), word.replace("l", "i"), word)
    if shape == word or len(word) > 3
}
# Words that can begin an address.
_FIRST = frozenset([*_KIND_BY_SHAPE, *_SCANNED, "er"])
_HOME_CUES = words(
    "alamat alamatnya beralamat tinggal tinggalnya rumah rumahnya domisili berdomisili kediaman "
    "kediamannya kos kost kosnya "
    "kontrakan ngontrak warga beralamatkan bertempat menetap lives living address residing resides "
    "home house asal "
    "live stay staying berasal asli kosan mertua "
    "omah omahku omahe griyo griya imah imahna kosx kosku kost2an room "
    "homebase badha nami ngekos penduduk rumahku rumahe alamate nikahnya"
)
_OFFICE_CUES = words(
    "kantor kua sekolah madrasah man mts mtsn min mi ma ra smp sma smk sd kemenag kankemenag kanwil "
    "masjid mesjid musala musholla "
    "mushola aula hotel pesantren ponpes yayasan pondok toko pasar bank balai gedung puskesmas rs rsud "
    "rsu klinik kampus "
    "uin iain office school kantornya asrama gereja vihara pura bandara polsek polres inspektorat "
    "dinas kejaksaan cabang "
    "pengadilan spbu warung lapangan terminal stasiun pt cv restoran kafe cafe kelurahan kecamatan "
    "kepala lurah camat"
)
_STOP = words(
    "yang yg di dan pada sudah sdh saya dia rumah dekat depan samping belakang sebelah tapi karena krn "
    "untuk utk dengan dgn "
    "dari ke itu ini adalah telah akan ingin minta mohon tolong melaporkan melapor bernama nama telp "
    "hp wa nomor no nik ktp kk email "
    "tidak tdk gak ga tak juga lagi sekarang skrg kemarin waktu saat oleh agar bahwa jika kalau kalo "
    "serta atau "
    "pukul jam tanggal tgl hari bulan tahun mau bisa harus masih belum kami kita mereka beliau atas "
    "sebagai seorang "
    "datang pergi lewat terus ada punya milik semua dalam luar antara hingga sampai menuju the and is "
    "in at of my "
    "pekerjaan agama status telepon ttl lahir umur usia kode pos ya nya sih dong loh lho kok deh situ "
    "sana sini menyatakan "
    "pak bu bapak ibu sdr kawin islam laki perempuan since tetangga warga penduduk adik kakak anak "
    "istri suami bin binti "
    "kula kulo wonten teng abdi aing ambo ulun "
    "januari februari maret april juni juli agustus september oktober november desember rp man mtsn "
    "mts smp sma smk "
    "jumat senin selasa rabu kamis sabtu minggu rusak banjir macet but where who her his with for has to i"
)
_NOT_A_STREET = words(
    "kaki keluar terus terbaik lain tol pintas nya menuju hidup tengahnya pikiran pulang sendiri rusak "
    "damai depan yang di ke "
    "itu ini dan kok aja saja lancar baik buntu satu cerita hukum tikus masuk sama bareng ditempat tempat"
)
_TOKEN = re.compile(
    r"r[twk](?=[0-9])|km(?=[0-9])|[0-9]{1,3},[0-9](?![0-9])|[a-z0-9]{1,40}(?:'[a-z]{1,20})?|[^\sa-z0-9]|\n"
)
_NUMBER_WORDS = words(
    "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh lapan kosong"
)
# Not abbreviations: a full stop after them ends the sentence.
_WHOLE_WORDS = words(
    "jalan gang lorong desa dusun kampung kelurahan kecamatan perumahan komplek kompleks asrama nagari"
)
_CLOSES = re.compile(r"[.;)]?[ \t]{0,9}(?:\n|\Z)")
# Landmarks: "behind the mosque" says nothing about whose address follows.
_HOME_OF_MAN = re.compile(r"\brumah(?:nya)? man\b")
_LANDMARK = re.compile(
    r"\b(?:belakang|depan|samping|dekat|sebelah|seberang|blkg|dpn|deket|near|behind)(?:nya)"
    r"? [a-z]{2,15}(?: [a-z\-]{2,15})?"
)
# Shortened words inside names of streets and hamlets, whose full stop ends nothing.
_SHORTENED = words(
    "tgk tgku syekh syech moh muh moch abd drs prof letjen mayjen brigjen jend kapt ust hos stn bgd"
)
_HOUSE_NUMBER = re.compile(r"[0-9]{1,4}[a-z]?\Z|[0-9]{1,3},[0-9]\Z|[a-z]{1,2}[0-9]{0,3}\Z|[ivx]{1,4}\Z")
_SENTENCE = re.compile(r"\b(?:tetapi|melainkan) |[.!?]\s{1,9}(?=[a-z]|\Z)|\n\s{0,9}\n")
_SENTENCE_OR_LINE = re.compile(r"\b(?:tetapi|melainkan) |[.!?]\s{1,9}(?=[a-z]|\Z)|\n")
_LABEL = re.compile(
    r"(?:\A|[\n;|,.(])[ \-*0-9.)]{0,6}(?:alamat|alarnat|almt|domisili|tempat tinggal|address|home)"
    r"(?: rumah| tinggal| lengkap| saya| sekarang| domisili| asal| ktp| pelapor| pengirim| terlapor|"
    r" sy| kami| ortu)?[ \t]{0,20}[:=][ \t]{0,4}"
)
_NOT_GIVEN = words("tidak dirahasiakan sda idem terlampir ada sesuai sama rahasia anonim belum kosong kantor")
_LABELLED_END = re.compile(
    r"\n|[;|)]|\.(?: [a-z]{3}|\Z)|[,.]? ?\b(?:kab|kabupaten|kota|prov|provinsi)\b"
    r"|,? ?\b(?:hp|no hp|telp|wa|nik|email|pekerjaan|umur|tgl|tanggal|agama|status|nomor hp|isi|uraian)\b"
)
_NOT_A_HOME = re.compile(
    r"\brumah (?:ibadah|sakit|makan|dinas|tahfidz|kosong|tangga)\b"
    r"|\b(?:rapat|para|puluhan|ratusan|sejumlah|semua|seluruh|tokoh|perwakilan|keluhan|forum) warga\b"
)
# A longer name, or a third word in small letters, needs a house number or another part right behind it.
_SURE_WORDS = 4
_NAME_WORDS = 7
# Letters of a name that a scanner cut off: "Kel. Tarn rnua".
_LONGEST_TAIL = 5
_MAX_TOKENS = 60
_BLOCK_TOKENS = 12
_CUE_REACH = 80


@dataclass(slots=True)
class _Chain:
    """The parts of one address as they are read: where it ends so far and which kinds it has."""

    start: int
    end: int
    kinds: set[str] = field(default_factory=set)
    parts: int = 0


class _Token(NamedTuple):
    text: str
    start: int
    end: int


def find_addresses(view: View) -> Iterator[Finding]:
    """Yield home addresses; a street alone counts only with a number, a hamlet or a word for living there."""
    yield from _labelled(view)
    yield from _english(view)
    tokens = [_Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(view.lowered)]
    if view.damaged:
        tokens = list(_joined(tokens))
    position = 0
    unstarted = _Chain(0, 0)
    while position < len(tokens):
        if (
            tokens[position].text not in _FIRST
            or _kind_at(tokens, position, unstarted) is None
            or _is_inner_word(view, tokens, position)
        ):
            position += 1
            continue
        chain, after = _read_chain(view, tokens, position)
        if chain.kinds and not _is_head_of_block(tokens, position, chain) and _is_home(view, chain):
            chain.start = _with_place_before(view, tokens, position, chain)
            chain.end = _with_place_after(view, tokens, after, chain)
            yield Finding(chain.start, chain.end, Verdict(SpanType.ADDRESS, 0.9, "address.chain"))
        position = max(after, position + 1)


def _joined(tokens: list[_Token]) -> Iterator[_Token]:
    """The tokens with keywords ("Ke lurahan") and numbers ("No. 1 7") that are in pieces put together."""
    position = 0
    while position < len(tokens):
        token = tokens[position]
        following = tokens[position + 1 : position + 2]
        pair = token.text + following[0].text if following and following[0].start == token.end + 1 else ""
        digits = len(pair) < 4 and pair.isdigit() and token.text.isdigit()
        if len(pair) > 4 and pair in _KIND_BY_SHAPE and (token.text not in _KIND or len(token.text) < 4):
            yield _Token(_KIND_BY_SHAPE[pair], token.start, following[0].end)
            position += 2
        elif digits and position and tokens[position - 1].text in (".", "no", "nomor"):
            yield _Token(pair, token.start, following[0].end)
            position += 2
        else:
            yield token
            position += 1


def _english(view: View) -> Iterator[Finding]:
    """ "I live at 12 Kenanga Street": the house number comes first."""
    for street in _ENGLISH_STREET.finditer(view.folded):
        words = re.findall(r"[a-z]+", view.lowered[max(0, street.start() - _CUE_REACH) : street.start()])
        if _last([_lived(word) for word in words], _HOME_CUES) > _last(words, _OFFICE_CUES):
            yield Finding(street.start(), street.end(), Verdict(SpanType.ADDRESS, 0.85, "address.english"))


def _is_inner_word(view: View, tokens: list[_Token], position: int) -> bool:
    """ "Tanjung Puri": a word for an estate inside the name of a place."""
    if position == 0 or tokens[position].text not in _NAMING_KEYWORDS:
        return False
    before = tokens[position - 1]
    written = view.folded[before.start : before.end]
    touching = tokens[position].start == before.end + 1
    lead = before.text in _HOME_CUES or before.text in _STOP or before.text in _KEYWORDS
    return touching and written.istitle() and len(written) > 3 and not lead


def _is_head_of_block(tokens: list[_Token], first: int, chain: _Chain) -> bool:
    """ "Ketua RT 04", "Pak RW 2": somebody, not a home."""
    return chain.kinds == {"block"} and first > 0 and tokens[first - 1].text in _OF_A_BLOCK


def _with_place_before(view: View, tokens: list[_Token], first: int, chain: _Chain) -> int:
    """Where the address begins when a bare place name stands before its first part: "Gubuk Lauk RT 03".

    Capitalised words count by themselves in a mixed text; in small letters a word for living there must lead.
    """
    if tokens[first].text not in _NAMELESS:
        return chain.start
    around = view.folded[max(0, chain.start - 200) : chain.end]
    mixed = any(map(str.isupper, around)) and not around.isupper()
    start, words = chain.start, 0
    for index in range(first - 1, max(-1, first - 8), -1):
        token = tokens[index]
        text = token.text
        if text == "," and words:
            continue
        leads = text in _LEADING or text in _HOME_CUES or text in ":|."
        if leads or token.end + 2 < start or text in _STOP or not text[0].isalnum() or words == 4:
            return start if mixed or leads else chain.start
        if mixed and view.folded[token.start].islower() and text not in _NUMBER and text not in _DIRECTIONS:
            return start
        start, words = token.start, words + 1
    return chain.start if not mixed else start


def _with_place_after(view: View, tokens: list[_Token], after: int, chain: _Chain) -> int:
    """Where the address ends when a capitalised place closes the line: "RT 1/3 Srumbung"."""
    fine = "block" in chain.kinds or _ALLEY.search(view.lowered, chain.start, chain.end) is not None
    fine = fine or _NUMBERED_END.search(view.lowered, chain.start, chain.end) is not None
    after += after < len(tokens) and tokens[after].text == ","
    if not fine or after >= len(tokens) or tokens[after].start > chain.end + 2:
        return chain.end
    for count in (1, 2):
        closes = after + count >= len(tokens) or tokens[after + count].text in "\n.;,"
        if all(_is_bare_place(view, token) for token in tokens[after : after + count]) and closes:
            return tokens[after + count - 1].end
    return chain.end


def _is_bare_place(view: View, token: _Token) -> bool:
    named = view.folded[token.start : token.end].istitle() and len(token.text) > 3
    return named and token.text not in _STOP and token.text not in _REGENCY


def _labelled(view: View) -> Iterator[Finding]:
    """ "Alamat : ..." in a form: the line up to the regency."""
    for label in _LABEL.finditer(view.lowered):
        window = view.lowered[label.end() : label.end() + 160]
        stop = _LABELLED_END.search(window)
        text = window[: stop.start() if stop else len(window)].rstrip(" ,.-")
        words = re.findall(r"[a-z]+", text)
        if (
            len(text) > 4
            and words
            and words[0] not in _NOT_GIVEN
            and _looks_placed(view.folded[label.end() : label.end() + len(text)])
            and not _OFFICE_CUES.intersection(words[:3])
        ):
            yield Finding(
                label.end(), label.end() + len(text), Verdict(SpanType.ADDRESS, 0.85, "address.label")
            )


def _looks_placed(written: str) -> bool:
    """A digit, an address word or a capital: what people write after "Alamat:" when they give one."""
    words = set(re.findall(r"[a-z]+", written.lower()))
    return any(map(str.isdigit, written)) or bool(words & _KEYWORDS) or any(map(str.isupper, written))


def _read_chain(view: View, tokens: list[_Token], first: int) -> tuple[_Chain, int]:
    chain = _Chain(tokens[first].start, tokens[first].start)
    position = first
    while position < len(tokens) and position < first + _MAX_TOKENS:
        kind = _kind_at(tokens, position, chain)
        if kind is None:
            break
        after = _read_part(view, tokens, position, kind)
        if after is None:
            break
        chain.kinds.add(kind)
        chain.parts += 1
        chain.end = tokens[after - 1].end
        position = _skip_joint(tokens, after)
    return chain, position


def _kind_at(tokens: list[_Token], position: int, chain: _Chain) -> str | None:
    text = _keyword(tokens, position)
    following = tokens[position + 1].text if position + 1 < len(tokens) else ""
    if text == "asrama" and following == "haji":
        return None
    if text == "negeri" and chain.kinds:
        return "village"
    if text in _KIND:
        return _KIND[text]
    if text == "er" and position + 1 < len(tokens) and tokens[position + 1].text in ("te", "we"):
        return "block"
    if chain.kinds and text in ("kos", "kost", "kosan"):
        return "estate"
    return "number" if chain.kinds and text in _NUMBER else None


def _keyword(tokens: list[_Token], position: int) -> str:
    """The word at a position, with what scanners make of short address words undone: "JI.", "J1.", "Ke1."."""
    text = tokens[position].text
    if text in _KIND_BY_SHAPE:
        return text if text in _KIND else _KIND_BY_SHAPE[text]
    dotted = position + 1 < len(tokens) and tokens[position + 1].text == "."
    return _SCANNED.get(text, text) if dotted else text


def _skip_joint(tokens: list[_Token], position: int) -> int:
    """Step over a comma, a line break or a dash between two parts."""
    limit = position + 3
    while position < min(limit, len(tokens)) and tokens[position].text in ",.\n-/;:":
        position += 1
    return position


def _read_part(view: View, tokens: list[_Token], position: int, kind: str) -> int | None:
    """Return the position after one part, None when the word there does not begin a part after all."""
    after = position + 1
    if after < len(tokens) and tokens[after].text == "." and tokens[position].text in _WHOLE_WORDS:
        return None
    while after < len(tokens) and tokens[after].text in ".:" and after < position + 3:
        after += 1
    if after + 1 < len(tokens) and tokens[after].text == "/" and tokens[after + 1].text in _VILLAGE:
        after += 3 if after + 2 < len(tokens) and tokens[after + 2].text == ":" else 2
    if kind == "block":
        return _read_block(tokens, after)
    if kind == "number":
        return _read_house_number(tokens, after)
    return _read_name(view, tokens, position, after, kind)


def _read_house_number(tokens: list[_Token], after: int) -> int | None:
    """ "12", "12A", "45/12", "9 B"."""
    in_words = _count_words(tokens, after)
    if in_words:
        return after + in_words
    if after >= len(tokens) or not _HOUSE_NUMBER.match(tokens[after].text):
        return None
    if tokens[after].text in _NUMBERED_OTHERWISE:
        return None
    after += 1
    for _ in range(2):
        if (
            after + 1 < len(tokens)
            and tokens[after].text in "/-"
            and _HOUSE_NUMBER.match(tokens[after + 1].text)
        ):
            after += 2
        elif after < len(tokens) and tokens[after].text.isdigit() and tokens[after - 1].text.isalpha():
            after += 1
    return after


def _is_capital_name(view: View, tokens: list[_Token], position: int) -> bool:
    """A word like "Dalam" counts as part of a name when it alone is capitalised in a mixed-case text."""
    written = view.folded[tokens[position].start : tokens[position].end]
    return (
        written.istitle()
        and not view.folded[tokens[position - 1].start : tokens[position].start - 1].isupper()
    )


def _count_words(tokens: list[_Token], position: int) -> int:
    """How many number words ("dua belas") stand at a position."""
    count = 0
    while count < 3 and position + count < len(tokens) and tokens[position + count].text in _NUMBER_WORDS:
        count += 1
    return count


def _read_block(tokens: list[_Token], after: int) -> int | None:
    """Numbers after RT: "03/05", "03/RW 05", "/RW 003/005", "3 rw 5"."""
    end = None
    limit = min(len(tokens), after + _BLOCK_TOKENS)
    while after < limit:
        text = tokens[after].text
        in_words = _count_words(tokens, after)
        if text.isdigit() and len(text) < 4:
            end = after + 1
        elif in_words:
            after += in_words - 1
            end = after + 1
        elif text not in _BLOCK and text not in "/.-:\n" and text not in _SAID_IN_BLOCK:
            break
        after += 1
    return end


def _read_name(view: View, tokens: list[_Token], keyword: int, after: int, kind: str) -> int | None:
    words = 0
    first = after
    while after < len(tokens) and words < _NAME_WORDS:
        if not _names_place(view, tokens, after, first, kind):
            break
        after += 1
        mark = _inner_mark(tokens, after)
        after += mark
        words += 1 - mark
        if kind == "street" and not mark and after > first + 1 and tokens[after - 1].text[0].isdigit():
            break
    if words == 0 and kind == "estate" and first < len(tokens) and tokens[first].text in _ESTATE:
        return first
    if words == 0 or (tokens[keyword].text in ("jalan", "street") and tokens[first].text in _NOT_A_STREET):
        return None
    return after


def _inner_mark(tokens: list[_Token], after: int) -> int:
    """1 when a mark inside a name follows: "IX/C", "H. Ahmad", "Al-Amin"; 0 when the name may end."""
    if (
        after + 1 >= len(tokens)
        or tokens[after].text not in ".-/'"
        or tokens[after - 1].end != tokens[after].start
    ):
        return 0
    touching = tokens[after + 1].start == tokens[after].end
    short = tokens[after - 1].text in _SHORTENED or (
        len(tokens[after - 1].text) <= 2 and tokens[after - 1].text.isalpha()
    )
    return int(touching and (short or tokens[after].text != ".")) or int(short and tokens[after].text == ".")


def _names_place(view: View, tokens: list[_Token], position: int, first: int, kind: str) -> bool:
    """Whether a word can be (a further) part of the name of a street or village."""
    token = tokens[position]
    text = token.text
    if text in _STOP and text in _DIRECTIONS and position > first and tokens[position + 1 : position + 2]:
        return not view.folded[token.start].islower() or _is_detail(tokens[position + 1].text)
    town = position == first and text in ("kota", "kab") and kind in ("village", "district")
    if (
        not text[0].isalnum()
        or (text in _REGENCY and not town)
        or (text in _STOP and not _is_capital_name(view, tokens, position))
    ):
        return False
    if text in _KEYWORDS or text in _NUMBER:
        return position == first and kind in ("hamlet", "village", "district") and text in _NAMING_KEYWORDS
    if text.isdigit():
        return len(text) <= 3 and (position == first or kind in ("street", "estate"))
    written = view.folded[token.start : token.end]
    previous = view.folded[tokens[first].start]
    if position > first and previous.isupper() and written[0].islower():
        return view.damaged and len(text) <= _LONGEST_TAIL and tokens[position + 1 : position + 2] != []
    if position > first and tokens[position - 1].end + 3 < token.start:
        return False
    if position < first + 2 or (position < first + _SURE_WORDS and not written[0].islower()):
        return True
    return any(_is_detail(later.text) for later in tokens[position + 1 : position + 4])


def _is_detail(text: str) -> bool:
    return text in _KEYWORDS or text in _NUMBER or (text[0].isdigit() and len(text) < 5)


def _is_home(view: View, chain: _Chain) -> bool:
    window = view.lowered[max(0, chain.start - _CUE_REACH) : chain.start]
    window = _LANDMARK.sub(" ", _NOT_A_HOME.sub(" ", window))
    ends = _SENTENCE_OR_LINE if "block" in chain.kinds else _SENTENCE
    words = re.findall(r"[a-z]+", ends.split(window)[-1])
    home = _last([_lived(word) for word in words], _HOME_CUES)
    # "Rumah Man": whose home it is, not the school.
    offices = _OFFICE_CUES - {"man"} if _HOME_OF_MAN.search(window) else _OFFICE_CUES
    office = _last(words, offices)
    near = 3 if {"block", "hamlet"} & chain.kinds else 5 if _is_detailed(view, chain) else len(words)
    if office > home and office >= len(words) - near:
        return False
    stands_apart = office < 0 and view.folded[max(0, chain.start - 2) : chain.start].endswith(
        (", ", "\n", "(")
    )
    apart = chain.parts > 1 or (
        "hamlet" in chain.kinds and _CLOSES.match(view.lowered, chain.end) is not None
    )
    return home >= 0 or (stands_apart and apart) or _is_detailed(view, chain)


def _lived(word: str) -> str:
    """ "tinggalka", "tinggalku", "ditinggali": living somewhere in any form."""
    return "tinggal" if "tinggal" in word and not word.startswith(("mening", "kete")) else word


def _is_detailed(view: View, chain: _Chain) -> bool:
    """Whether the parts are finer than what people write of an event's place: a house, an alley, a hamlet."""
    kinds = chain.kinds
    if "block" in kinds or ("number" in kinds and kinds & {"street", "estate"}):
        return True
    written = view.lowered[chain.start : chain.end]
    if "estate" in kinds and any(map(str.isdigit, written)):
        return True
    numbered = "street" in kinds and _NUMBERED_END.search(written) is not None
    if numbered or _ALLEY.search(written) is not None or _SLASHED_NUMBER.search(written) is not None:
        return True
    return chain.parts >= 2 and bool({"street", "estate", "hamlet"} & kinds)


def _last(words: list[str], wanted: frozenset[str]) -> int:
    return max((index for index, word in enumerate(words) if word in wanted), default=-1)
