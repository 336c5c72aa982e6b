"""Say in words, Indonesian or English, why each stretch of a text was marked."""

from __future__ import annotations

from dataclasses import dataclass

from anonymizer.errors import LanguageUnknownError
from anonymizer.finding import find
from anonymizer.spans import Span

_LANGUAGES = ("id", "en")
# First word of a rule's name, or the whole name, to (Indonesian, English).
_REASONS: dict[str, tuple[str, str]] = {
    "nik.structure": (
        "16 angka dengan kode wilayah dan tanggal lahir seperti NIK",
        "16 digits with the region code and birth date of a NIK",
    ),
    "nip.structure": (
        "18 angka dengan tanggal lahir, tahun pengangkatan, dan jenis kelamin seperti NIP",
        "18 digits with birth date, year of appointment and gender as in a NIP",
    ),
    "phone.prefix": (
        "angka dengan awalan nomor seluler Indonesia",
        "digits with the prefix of an Indonesian mobile",
    ),
    "phone.starred": ("nomor telepon yang sebagian disamarkan", "a phone number with its middle hidden"),
    "phone.landline": ("kode area dan nomor telepon rumah", "an area code and a land line number"),
    "phone.plus": ("nomor dengan kode negara", "a number with a country code"),
    "npwp.shape": ("titik dan strip seperti NPWP", "the dots and dash of an NPWP"),
    "bpjs.prefix": (
        "13 angka berawalan 000 seperti BPJS Kesehatan",
        "13 digits beginning 000 as in BPJS Health",
    ),
    "id.card": ("16 angka yang lolos uji kartu pembayaran", "16 digits that pass the check of payment cards"),
    "id": (
        "sembilan angka atau lebih tanpa penjelasan lain",
        "nine or more digits that nothing explains as harmless",
    ),
    "email": (
        "bentuk alamat surel, apa adanya atau disamarkan",
        "the form of an e-mail address, plain or disguised",
    ),
    "url": ("tautan", "a link"),
    "handle": ("nama akun media sosial", "the name of a social media account"),
    "plate": (
        "kode wilayah, angka, dan huruf pelat nomor",
        "area code, digits and letters of a licence plate",
    ),
    "passport": ("huruf dan angka nomor paspor", "the letter and digits of a passport number"),
    "birth": ("tanggal setelah kata tentang kelahiran", "a date that a word about birth announces"),
    "address": (
        "rangkaian jalan, RT/RW, dusun, desa, atau kecamatan tempat tinggal",
        "a chain of street, block, hamlet, village or district of a home",
    ),
    "name.model": (
        "bentuk kata dan kata di sekitarnya seperti nama orang",
        "word forms and neighbours as of a person's name",
    ),
    "name.titled": (
        "kata setelah sapaan seperti Pak atau Bu",
        "the word after a form of address such as Pak or Bu",
    ),
    "name.announced": (
        "teks sendiri menyebutnya sebagai nama: label, perkenalan, kolom atau tanda tangan",
        "the text itself calls it a name: a label, an introduction, a column or a signature",
    ),
    "name.linked": (
        "bagian nama yang ditemukan di tempat lain dalam teks",
        "part of a name found elsewhere in the text",
    ),
    "name.company": (
        "bagian daftar, pasangan, atau panggilan di samping nama lain",
        "an item of a list, the other half of a pair, or a nickname beside another name",
    ),
    "label": ("kata penanda di dekatnya", "a label word nearby"),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """One finding and the reason it was marked, in the language asked for."""

    span: Span
    reason: str


def explain(text: str, *, language: str = "id") -> list[Explanation]:
    """Return every finding of `find` with its reason in "id" (Indonesian) or "en" (English).

    Raises `LanguageUnknownError` for another language and whatever `find` raises.
    """
    if language not in _LANGUAGES:
        raise LanguageUnknownError(language)
    column = _LANGUAGES.index(language)
    return [Explanation(span, _reason(span)[column]) for span in find(text)]


def _reason(span: Span) -> tuple[str, str]:
    family, _, last = span.rule.partition(".")
    reason = _REASONS.get(span.rule) or _REASONS.get(family) or _REASONS.get(last)
    if reason is None:
        raise KeyError(span.rule)
    return f"{span.type}: {reason[0]}", f"{span.type}: {reason[1]}"
