"""The sentences for what needs correcting: one short for the summary, one whole for the field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from casemgr.errors import ReceiptMistypedError
from casemgr.web.language import N_, say

LABELS: dict[str, str] = {
    "choice": N_("Tentang"),
    "story": N_("Cerita"),
    "place": N_("Tempat"),
    "unit_id": N_("Kantor"),
    "when": N_("Waktu"),
    "service": N_("Layanan"),
    "asked": N_("Uang yang diminta"),
    "paid": N_("Uang yang dibayar"),
    "tariff": N_("Tarif resmi"),
    "asked_when": N_("Uang diminta pada"),
    "how": N_("Cara membayar"),
    "who": N_("Yang meminta"),
    "withheld": N_("Layanan ditahan"),
    "file": N_("Berkas"),
    "excluded": N_("Tidak boleh melihat"),
    "others": N_("Orang lain yang tidak boleh melihat"),
    "insider": N_("Bekerja di tempat yang dilaporkan"),
    "child": N_("Perlu perhatian khusus"),
    "named": N_("Nama Anda"),
    "name": N_("Nama"),
    "contact": N_("Cara menghubungi Anda"),
    "relation": N_("Hubungan dengan kejadian"),
    "noted": N_("Kode"),
    "code": N_("Kode"),
    "text": N_("Jawaban"),
    "reason": N_("Alasan"),
}
_BY_FIELD: dict[tuple[str, str], tuple[str, str]] = {
    ("story", "blank"): (
        N_("tulis satu kalimat dulu"),
        N_("Tulis ceritanya dulu. Satu kalimat sudah cukup."),
    ),
    ("story", "long"): (
        N_("terlalu panjang"),
        N_("Ceritanya terlalu panjang untuk kolom ini. Pindahkan sebagian ke berkas di langkah berikut."),
    ),
    ("name", "blank"): (
        N_("tulis namanya, atau pilih tetap tanpa nama"),
        N_("Tulis nama Anda, atau pilih tetap tanpa nama."),
    ),
    ("noted", "blank"): (
        N_("catat dulu, lalu beri tanda"),
        N_("Catat kodenya dulu, lalu beri tanda di sini. Tanpa kode Anda tidak bisa kembali."),
    ),
    ("text", "blank"): (
        N_("tulis jawaban atau pilih berkas"),
        N_("Tulis jawaban Anda, atau pilih satu berkas."),
    ),
    ("file", "blank"): (
        N_("pilih berkas dulu"),
        N_("Pilih berkas dulu, lalu tekan Unggah. Tanpa berkas juga boleh."),
    ),
    ("excluded", "nobody"): (
        N_("tidak ada penerima di luar kantor itu"),
        N_("Semua penerima kami berada di kantor yang Anda laporkan. Anda bisa mengadu ke Ombudsman."),
    ),
    ("excluded", "all"): (
        N_("sisakan satu penerima"),
        N_("Sisakan satu penerima. Tanpa penerima tidak ada yang bisa memeriksa laporan."),
    ),
}
_BY_CODE: dict[str, tuple[str, str]] = {
    "blank": (N_("belum diisi"), N_("Bagian ini belum diisi.")),
    "long": (
        N_("terlalu panjang"),
        N_("Terlalu panjang untuk kolom ini. Ringkas sedikit, atau tulis di cerita."),
    ),
    "broken": (
        N_("ada tanda yang rusak"),
        N_("Ada tanda yang tidak terbaca; di sini tampil sebagai “\ufffd”. Ketik ulang bagian itu."),
    ),
    "money": (
        N_("tulis dengan angka"),
        N_("Kami tidak bisa membaca “%(typed)s”. Tulis angka, misalnya 300000, atau kosongkan."),
    ),
    "no_such_day": (
        N_("tanggal itu tidak ada"),
        N_("Tanggal di “%(typed)s” tidak ada di kalender. Betulkan, atau tulis perkiraan."),
    ),
    "future": (
        N_("tanggal itu belum tiba"),
        N_("Tanggal di “%(typed)s” belum tiba. Betulkan, atau tulis perkiraan."),
    ),
    "choice": (N_("pilih satu dari daftar"), N_("Pilihan ini tidak kami kenal. Pilih satu dari daftar.")),
    "file_empty": (N_("berkas kosong"), N_("“%(typed)s” kosong, jadi tidak disimpan. Pilih berkas lain.")),
    "file_too_large": (
        N_("berkas terlalu besar"),
        N_("“%(typed)s” lebih besar dari 200 MB, jadi tidak disimpan. Potong atau perkecil dulu."),
    ),
    "file_name": (
        N_("nama berkas tidak bisa dipakai"),
        N_("Nama “%(typed)s” memuat garis miring atau tanda tersembunyi. Ganti namanya, lalu unggah lagi."),
    ),
    "file_bomb": (
        N_("berkas tidak bisa diterima"),
        N_("“%(typed)s” mengembang sangat besar bila dibuka, jadi tidak disimpan. Unggah isinya saja."),
    ),
    "file_many": (
        N_("terlalu banyak berkas"),
        N_("Satu laporan memuat paling banyak %(most)s berkas; selebihnya tidak disimpan. Gabungkan dulu."),
    ),
    "file_failed": (
        N_("berkas belum tersimpan"),
        N_("“%(typed)s” belum tersimpan. Unggah sekali lagi."),
    ),
    "form_broken": (
        N_("sebagian kiriman tidak terbaca"),
        N_("Sebagian kiriman tidak terbaca. Periksa isian di bawah, lalu kirim lagi."),
    ),
    "form_too_many": (
        N_("terlalu banyak isian"),
        N_("Kiriman memuat isian yang tidak kami kenal. Periksa isian di bawah, lalu kirim lagi."),
    ),
}
_FILES_NAMED = 10
_TYPED_SHOWN = 60
"""Characters of what was typed that a message repeats."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct, in the reader's language."""

    short: str
    whole: str


@dataclass
class FormState:
    """What a form shows: everything as it was typed, and what needs correcting, by field name."""

    values: Mapping[str, Any] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""

    def every(self, name: str) -> list[str]:
        value = self.values.get(name, [])
        return [str(one) for one in value] if isinstance(value, list) else []


def label_of(name: str) -> str:
    """Return what a field is called in a message."""
    words = LABELS.get(name, N_("Kiriman"))
    return say(words)


def problem(name: str, code: str, typed: str = "", most: int = 0) -> Problem:
    """Return the sentences for `code` at the field `name`; `typed` may be repeated, shortened.

    `most` is the limit that a sentence may name.
    """
    short, whole = _BY_FIELD.get((name, code)) or _BY_CODE[code]
    shown = typed if len(typed) <= _TYPED_SHOWN else typed[:_TYPED_SHOWN] + "…"
    label = label_of(name)
    return Problem(f"{label}: {say(short)}", say(whole, typed=shown, most=most))


def problems_of(codes: Mapping[str, str], typed: Mapping[str, Any]) -> dict[str, Problem]:
    """Return sentences for all `codes` by field name."""
    return {name: problem(name, code, str(typed.get(name, ""))) for name, code in codes.items()}


def refused_files(refused: Iterable[tuple[str, str]], most: int) -> Problem:
    """Return one problem that names every file that was not kept, given as (name, code).

    `most` is how many files one report may have.
    """
    found = [problem("file", f"file_{code}", name, most) for name, code in refused]
    return Problem(found[0].short, " ".join(dict.fromkeys(one.whole for one in found[:_FILES_NAMED])))


def mistyped(error: ReceiptMistypedError, typed: str = "") -> Problem:
    """Return what a mistyped code needs; the check is public arithmetic and tells nobody anything."""
    if error.reason == "short" and error.count == 0:
        whole = say(N_("Ketik kodenya dulu. Ada 20 huruf dan angka."))
    elif error.reason == "short":
        whole = say(N_("Baru %(count)s tanda, seharusnya 20."), count=error.count)
        whole = f"{whole} {_short_group(typed)}".strip()
    elif error.reason == "long":
        whole = say(N_("Ada %(count)s tanda, seharusnya 20."), count=error.count)
    else:
        whole = say(N_("Ada tanda yang keliru. Cocokkan kelompok demi kelompok dengan catatan Anda."))
    return Problem(label_of("code"), whole)


def _short_group(typed: str) -> str:
    """Return which of five groups lacks one symbol, when exactly one does; empty otherwise."""
    sizes = [len(group) for group in re.findall(r"[^\W_]+", typed)]
    if sorted(sizes) != [3, 4, 4, 4, 4]:
        return ""
    return say(N_("Kelompok ke-%(n)s kurang satu tanda."), n=sizes.index(3) + 1)
