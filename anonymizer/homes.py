"""Whose address it is: a home, which counts, or that of an office, a school or an event, which does not.

Decided by the words before a chain of address parts and by how fine the parts are (reference list,
section 7). Positions are those of the folded view.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from anonymizer.view import View
from anonymizer.wordlists import words

HOME_CUES = words(
    "alamat alamatnya beralamat tinggal tinggalnya rumah rumahnya domisili berdomisili kediaman "
    "kediamannya kos kost kosnya "
    "kontrakan ngontrak warga beralamatkan bertempat menetap lives living address residing resides "
    "home house asal "
    "live stay staying berasal asli kosan mertua "
    "omah omahku omahe griyo griya imah imahna kosx kosku kost2an room "
    "rmh rmhku homebase badha nami ngekos penduduk rumahku rumahe alamate nikahnya bumi dalem manggon"
)
OFFICE_CUES = words(
    "kantor kua sekolah madrasah man mts mtsn min mi ma ra smp sma smk sd kemenag kankemenag kanwil "
    "masjid mesjid musala musholla "
    "mushola aula hotel pesantren ponpes yayasan pondok toko pasar bank balai gedung puskesmas rs rsud "
    "rsu klinik kampus "
    "uin iain office school kantornya asrama gereja vihara pura bandara polsek polres inspektorat "
    "dinas kejaksaan cabang "
    "pengadilan spbu warung lapangan terminal stasiun pt cv restoran kafe cafe kelurahan kecamatan "
    "kepala lurah camat "
    "smpn sman smkn sdn mtss slb tpq tpa paud raudhatul stai stain kementerian sekretariat posko "
    "markas panti asuhan travel ruko koperasi perusahaan biro gudang pabrik bengkel apotek minimarket kios "
    "kedai lapak percetakan fotokopi langgar surau meunasah kelenteng klenteng wihara "
    "posyandu polindes upz bumdes"
)
# What stands or happens at a place that is nobody's home.
_SCENE_CUES = words(
    "wakaf proyek pembangunan parkiran parkir perempatan simpang pertigaan "
    "acara pernikahan resepsi kecelakaan tkp jembatan irigasi makam kuburan pemakaman lokasi"
)
# Words that only say where something is; what is there stands before them.
_NEUTRAL_CUES = words("alamat beralamat beralamatkan domisili berdomisili bertempat address")
_PERSONS = words(
    "saya sy aku kami kepala guru bendahara ketua wakil bapak ibu pak bu sdr sdri saudara nama bernama "
    "pelapor terlapor pegawai penghulu penyuluh staf operator siswa santri siswi alumni wali "
    "kyai ustadz ustadzah punya pemilik"
)
_NEUTRAL_REACH = 5
NUMBERED_END = re.compile(r"[a-z] [0-9]{1,3} ?[a-z]?\Z")
_MILESTONE = re.compile(r"[ ,]{1,2}km[ .]{0,2}[0-9]{1,3}(?:[,.][0-9])?")
_SLASHED_NUMBER = re.compile(r"[a-z0-9]/[a-z]?-?[0-9]")
ALLEY = re.compile(r"\b(?:gg|gang|lr|lrg|lrng|lorong)\b")
_NOT_A_HOME = re.compile(
    r"\brumah (?:dinas|kosong|tangga)\b|\bdinas luar\b"
    r"|\b(?:rapat|para|puluhan|ratusan|sejumlah|semua|seluruh|tokoh|perwakilan|keluhan|forum|banyak) warga\b"
)
_OFFICE_CALLED_HOUSE = re.compile(
    r"\br(?:umah|mh) (?:ibadah|sakit|makan|tahfidz|tahfiz|quran|yatim|produksi)\b"
)
# "lho min Husnul": who runs the account is spoken to, no school is named.
_ADMIN_ADDRESSED = re.compile(
    r"\b(lho|loh|lo|ya|dong|sih|nih|halo|hai|maaf|mohon|tolong|izin|lapor|pagi|siang|sore|malam|gimana|kak)"
    r" min\b"
)
# At the head of a sentence all of them are meant, not one: "Warga Desa Lappa Bosse mendatangi".
_FOLK = re.compile(r"(?:\A|[.!?\n\-] {0,2})warga (?=[a-z ]{0,3}\Z)")
_HOME_SAID = re.compile(
    r"\brumah(?:nya|e)? (?!sakit|ibadah|makan|dinas|tahfi)(?:[a-z]{2,12}\.? ){1,4}(?:yg |yang )?di[ :]{1,2}\Z"
    r"|\b(?:saya|sy|aku|gue|gw|ambo|abdi|kulo|kula|kami|awak)(?: ini)? "
    r"(?:dari|dr|orang|org|urang|tiyang|wong)[ :]{1,2}\Z"
)
_CLOSES = re.compile(r"[.;)]?[ \t]{0,9}(?:\n|\Z)")
_OFFICE_BEHIND = re.compile(
    r"[ ,]{0,2}[(,\-] ?"
    r"(?:kantor|kua|kemenag|gedung|sekretariat|madrasah|sekolah|mtsn?|min|man|travel|ruko|toko)\b"
)
# Landmarks: "behind the mosque" says nothing about whose address follows.
_HOME_OF_MAN = re.compile(r"\brumah(?:nya)? man\b")
_LANDMARK = re.compile(
    r"\b(?:belakang|depan|samping|dekat|sebelah|seberang|blkg|dpn|deket|near|behind)(?:nya)"
    r"? [a-z]{2,15}(?: [a-z\-]{2,15})?"
)
_ABBREVIATED = re.compile(r"\b(kab|kec|kel|ds|dsn|prov|no|jl|jln|dr|drs|dra|telp|bpk|sdr|pt|cv|st|hj|h)\. ")
_SENTENCE = re.compile(r"\b(?:tetapi|melainkan) |[.!?]\s{1,9}(?=[a-z]|\Z)|\n\s{0,9}\n")
_SENTENCE_OR_LINE = re.compile(r"\b(?:tetapi|melainkan) |[.!?]\s{1,9}(?=[a-z]|\Z)|\n")
_FOLK_OF_BLOCK = words("warga masyarakat jamaah")
# The form of a school or a company: its name some lines above "Alamat :".
_OFFICE_FORM = re.compile(
    r"nama(?:[ \t]{1,3}(?:lembaga|sekolah|madrasah|instansi|travel|perusahaan|yayasan|masjid|pondok|"
    r"pesantren|kantor|ppiu|koperasi)\b|[ \t]{0,10}:[ \t]{0,3}(?:pt|cv|ud)\b)[^\n]{0,60}\n"
    r"(?:(?!nama)[^\n]{0,40}\n){0,2}"
    r"[^\n:]{0,12}alamat[^\n:]{0,20}:[ \t]{0,3}\Z"
)
_FORM_REACH = 240
_BLOCK_ALONE = re.compile(r"r[twk][ .:]{0,3}[0-9]{1,3}\Z")
# Blocks in a row are those of a contest or a rota: "RT 02 juara 1, RT 05 juara 2".
_ANOTHER_BLOCK = re.compile(r"(?<![a-z])r[tw][ .]{0,2}[0-9]{1,3}(?![0-9])")
_LIST_REACH = 45
_MYSELF = re.compile(r"\b(?:saya|sy|aku|gue|gw|kami|seorang|selaku|sebagai|adalah) warga [a-z ]{0,3}\Z")
CUE_REACH = 80


@dataclass(slots=True)
class Chain:
    """The parts of one address as they are read: where it ends so far and which kinds it has."""

    start: int
    end: int
    kinds: set[str] = field(default_factory=set)
    parts: int = 0


def is_home(view: View, chain: Chain) -> bool:
    """Whether somebody lives there, by the words before the chain, behind it, and by its parts."""
    window = view.lowered[max(0, chain.start - CUE_REACH) : chain.start]
    if _HOME_SAID.search(window):
        return True
    if of_office_form(view.lowered, chain.start):
        return False
    window = _FOLK.sub(" ", window) if chain.kinds <= {"village", "district", "hamlet"} else window
    if "rumah" in window or "rmh" in window or "warga" in window or "dinas" in window:
        window = _OFFICE_CALLED_HOUSE.sub(" kantor ", _NOT_A_HOME.sub(" ", window))
    if " min" in window:
        window = _ADMIN_ADDRESSED.sub(r"\1 ", window)
    window = _LANDMARK.sub(" ", window)
    if ". " in window:
        window = _ABBREVIATED.sub(r"\1 ", window)
    ends = _SENTENCE_OR_LINE if "block" in chain.kinds else _SENTENCE
    clause = ends.split(window)[-1]
    behind_comma = clause.rpartition(",")[2]
    if "block" in chain.kinds and re.search(r"[a-z]", behind_comma):
        clause = behind_comma  # "... mau sekolah lagi, dian RT 09": the school was spoken of before
    said = re.findall(r"[a-z]+", clause)
    home = last([lived(word) for word in said], HOME_CUES)
    if _is_office(view, chain, said, home, window):
        return False
    alone = _BLOCK_ALONE.match(view.lowered[chain.start : chain.end]) is not None
    if alone and said and said[-1] in _FOLK_OF_BLOCK:
        return _MYSELF.search(window) is not None
    if alone and home < 0 and _is_listed_block(view, chain):
        return False
    return home >= 0 or _stands_apart(view, chain, said) or is_detailed(view, chain)


def _is_listed_block(view: View, chain: Chain) -> bool:
    low = view.lowered
    before = _ANOTHER_BLOCK.search(low, max(0, chain.start - _LIST_REACH), chain.start)
    return (before or _ANOTHER_BLOCK.search(low, chain.end, chain.end + _LIST_REACH)) is not None


def of_office_form(low: str, start: int) -> bool:
    """Whether the value at `start` is the address in the form of a school, an agency or a company."""
    return _OFFICE_FORM.search(low[max(0, start - _FORM_REACH) : start]) is not None


def _is_office(view: View, chain: Chain, said: list[str], home: int, window: str) -> bool:
    """Whether an office, a school or a scene is what the words before the chain place there."""
    # "Rumah Man": whose home it is, not the school.
    offices = OFFICE_CUES - {"man"} if _HOME_OF_MAN.search(window) else OFFICE_CUES
    if "ma" in said and "MA" not in view.folded[max(0, chain.start - CUE_REACH) : chain.start]:
        offices -= {"ma"}  # a piece of a name: "Ma nahan", "Ma'dika"
    office = last(said, offices | _SCENE_CUES)
    near = 3 if {"block", "hamlet"} & chain.kinds else 5 if is_detailed(view, chain) else len(said)
    if office > home and office >= len(said) - near:
        return True
    if home >= 0 and said[home] in _NEUTRAL_CUES:
        before = last(said[:home], offices)
        return before >= max(0, home - _NEUTRAL_REACH) and _PERSONS.isdisjoint(
            said[max(0, before - 3) : before + 1] + [w for w in said[before:home] if w != "kami"]
        )
    return home < 0 and _OFFICE_BEHIND.match(view.lowered, chain.end) is not None


def _stands_apart(view: View, chain: Chain, said: list[str]) -> bool:
    """Whether an address of several parts stands by itself behind a comma or on a line of its own."""
    apart = chain.parts > 1 or (
        "hamlet" in chain.kinds and _CLOSES.match(view.lowered, chain.end) is not None
    )
    lead = view.folded[max(0, chain.start - 2) : chain.start]
    return apart and OFFICE_CUES.isdisjoint(said) and lead.endswith((", ", "\n", "("))


def lived(word: str) -> str:
    """ "tinggalka", "tinggalku", "ditinggali": living somewhere in any form."""
    return "tinggal" if "tinggal" in word and not word.startswith(("mening", "kete")) else word


def is_detailed(view: View, chain: Chain) -> bool:
    """Whether the parts are finer than what people write of an event's place: a house, an alley, a hamlet."""
    kinds = chain.kinds
    if "block" in kinds or ("number" in kinds and kinds & {"street", "estate"}):
        return True
    written = _MILESTONE.sub("", view.lowered[chain.start : chain.end])
    if "estate" in kinds and any(map(str.isdigit, written)):
        return True
    numbered = "street" in kinds and NUMBERED_END.search(written) is not None
    named = view.folded[chain.end - 1].isupper() or not view.folded[chain.start : chain.end].islower()
    alley = ALLEY.search(written) is not None and (chain.parts > 1 or named or any(map(str.isdigit, written)))
    if numbered or alley or _SLASHED_NUMBER.search(written) is not None:
        return True
    return chain.parts >= 2 and bool({"street", "estate", "hamlet"} & kinds)


def last(said: list[str], wanted: frozenset[str]) -> int:
    """Return the position of the last word that is one of the wanted, -1 when there is none."""
    return max((index for index, word in enumerate(said) if word in wanted), default=-1)
