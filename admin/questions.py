"""How the fields of verbs are asked: label, hint and, when something is off, what to do about it.

The desk decides which fields a verb has (`casemgr.desk.forms`); a test sees that each has a label here.
"""

from collections.abc import Mapping
from datetime import date

from casemgr.desk.forms import LONG_CHARACTERS, TEXT_CHARACTERS
from casemgr.desk.views import Field

from .forms import FormField, Option
from .language import _, long_date, mark, number
from .words import Words

_LABELS: Mapping[str, tuple[str, str]] = {
    "addressee": (mark("Ditujukan kepada"), mark("Jabatan atau unit yang harus melaksanakan")),
    "audit_kind": (mark("Jenis audit"), ""),
    "audit_note": (mark("Tanggapan atas notisi"), ""),
    "can_go_on": (
        mark("Laporan tetap bisa diteruskan bila pelapor tidak menjawab"),
        mark("Bila tidak dicentang, laporan ditutup saat masa jawab habis."),
    ),
    "category": (mark("Kategori"), ""),
    "content_sufficient": (mark("Isi laporan cukup, atau masuk akal dengan data yang memadai"), ""),
    "core_issue": (
        mark("Pokok masalah"),
        mark("Satu sampai tiga kalimat. Disegel, hanya pemegang kunci perkara."),
    ),
    "decider": (
        mark("Siapa yang memutuskan?"),
        mark("Orang ini mendapat kunci perkara untuk membaca permintaan Anda."),
    ),
    "degree": (mark("Kadar pengawasan"), ""),
    "due_on": (mark("Selesai paling lambat"), mark("Hari kerja. Contoh: 9 Desember 2026")),
    "duplicates_searched": (mark("Saya sudah mencari laporan tentang hal yang sama"), ""),
    "evidence": (mark("Bukti"), mark("Unggah dulu di bagian Berkas, lalu pilih di sini.")),
    "grounds": (mark("Simpulan pengumpulan bahan"), ""),
    "instruction": (
        mark("Instruksi"),
        mark("Apa yang harus dilakukan. Disegel, hanya pemegang kunci perkara."),
    ),
    "kind": (mark("Jenis laporan"), ""),
    "letter_from_on": (mark("Berlaku mulai"), mark("Contoh: 9 Desember 2026")),
    "letter_number": (mark("Nomor surat"), ""),
    "letter_to_on": (mark("Berlaku sampai"), mark("Contoh: 23 Desember 2026")),
    "minutes": (mark("Berita acara pemusnahan"), mark("Tanpa isi perkara dan tanpa nama.")),
    "missing": (
        mark("Apa yang belum ada?"),
        mark("Pelapor tidak dihukum karena ini; daftar ini hanya untuk kita."),
    ),
    "no_identity": (
        mark("Identitas pelapor tidak ikut dikirim, atau pelapor sudah menyetujui"),
        "",
    ),
    "note": (mark("Alasan"), mark("Tersimpan di riwayat, disegel. Tidak pernah dibaca pelapor.")),
    "outcome": (mark("Hasil"), ""),
    "pressure_checked": (mark("Pelapor sudah ditanya apakah ada tekanan untuk menarik laporan"), ""),
    "read_it": (mark("Saya sudah membacanya: tidak ada nama pelapor"), ""),
    "reason": (mark("Alasan"), ""),
    "recommendation": (
        mark("Rekomendasi"),
        mark("Yang sudah selesai ada di bawah: bukti susulan dan koreksi ditambahkan, tidak mengubah."),
    ),
    "record_number": (mark("Nomor berita acara klarifikasi"), ""),
    "report": (mark("Laporan yang dipisahkan"), ""),
    "result": (
        mark("Penilaian tindak lanjut"),
        mark("Yang terakhir berlaku. Penilaian sebelumnya tetap tercatat."),
    ),
    "review_on": (mark("Ditinjau lagi pada"), mark("Contoh: 9 Desember 2026")),
    "rights": (mark("Hak terlapor yang sudah dipenuhi"), mark("Semua harus tercentang sebelum disimpulkan.")),
    "rule_reference": (mark("Aturan yang diduga dilanggar"), mark("Contoh: Pasal 5 huruf g PP 94/2021")),
    "sanction": (mark("Hukuman atau akibat"), ""),
    "sent": (mark("Apa yang dikirim"), mark("Daftar berkas dan ringkasan yang ikut.")),
    "severity": (mark("Tingkat"), ""),
    "staff": (mark("Kepada siapa?"), ""),
    "target": (mark("Dilimpahkan kepada"), ""),
    "team": (
        mark("Tim tujuan"),
        mark("Tim ini mendapat kunci. Tim sekarang kehilangan kunci untuk tulisan berikutnya."),
    ),
    "text": (mark("Tulisan"), ""),
    "title": (mark("Judul perkara"), mark("Tanpa nama pelapor. Biarkan bila sudah tepat.")),
}

_TO_REPORTER = (
    mark("Tulisan untuk pelapor"),
    mark("Dibaca pelapor dengan kodenya. Nama Anda tidak ditampilkan."),
)
_EXPLAINED = (mark("Penjelasan"), _LABELS["note"][1])
"""A note beside a reason that is chosen: two fields called alike cannot be told apart in a list of errors."""
_SPECIAL: Mapping[tuple[str, str], tuple[str, str]] = {
    ("ask", "text"): (mark("Pertanyaan untuk pelapor"), _TO_REPORTER[1]),
    ("answer", "text"): (mark("Balas pelapor"), _TO_REPORTER[1]),
    ("give_feedback", "text"): _TO_REPORTER,
    ("conclude", "text"): _TO_REPORTER,
    ("decline", "note"): _EXPLAINED,
    ("hold", "note"): _EXPLAINED,
    ("recommend", "text"): (mark("Rekomendasi"), mark("Satu tindakan yang bisa dibuktikan.")),
    ("follow_up", "text"): (mark("Apa yang sudah dilakukan"), ""),
    ("merge", "target"): (
        mark("Digabung ke perkara"),
        mark("Tulis nomornya, misalnya M7K-2QD9. Anda harus memegang kunci keduanya."),
    ),
    ("note", "text"): (mark("Catatan baru"), mark("Hanya pemegang kunci perkara")),
}

# Pack lists behind the fields, for their labels in the person's language.
_LISTS: Mapping[str, str] = {
    "audit_kind": "audit_kinds",
    "category": "categories",
    "degree": "degrees",
    "kind": "kinds",
    "missing": "elements",
    "outcome": "outcomes",
    "reason": "reasons",
    "result": "follow_up_states",
    "rights": "rights_checklist",
    "sanction": "sanctions",
    "severity": "severities",
    "target": "referrals",
}
# Codes that are the desk's own and stand in no pack.
_OWN_WORDS: Mapping[str, Mapping[str, str]] = {
    "grounds": {"sufficient": mark("Cukup alasan"), "insufficient": mark("Tidak cukup alasan")},
    "audit_note": {"answered": mark("Sudah ditanggapi"), "time_over": mark("Waktu menanggapi sudah lewat")},
}

_TOO_LONG = mark("Terlalu panjang: paling banyak %(most)s huruf. Ringkas dulu.")
_LIMITS = {"long_text": LONG_CHARACTERS, "long_line": TEXT_CHARACTERS}
_ERRORS: Mapping[str, str] = {
    "empty": mark("Bagian ini belum diisi."),
    "long": mark("Terlalu panjang. Ringkas dulu."),
    "long_text": _TOO_LONG,
    "long_line": _TOO_LONG,
    "choice": mark("Pilih salah satu yang tersedia."),
    "date": mark("Tulis tanggal seperti 9 Desember 2026."),
    "amount": mark("Tulis jumlah dengan angka, misalnya 300.000."),
    "past": mark("Tanggal ini sudah lewat."),
    "reach": mark("Tulis tanggal dari tahun 2000 sampai paling lama sepuluh tahun dari sekarang."),
    "before": mark("Tanggal ini mendahului tanggal mulainya."),
}

_EMPTY: Mapping[str, str] = {
    "read_it": mark("Baca sekali lagi, lalu centang bila tidak ada nama pelapor."),
    "duplicates_searched": mark("Cari dulu laporan yang sama, lalu centang."),
    "text": mark("Tulis dulu isinya."),
    "staff": mark("Pilih siapa yang bertindak."),
    "decider": mark("Pilih siapa yang memutuskan."),
}


def label_of(verb: str, name: str) -> str:
    """Give the label of a verb's field; the name itself for a field that has none yet."""
    label, _hint = _SPECIAL.get((verb, name)) or _LABELS.get(name, (name, ""))
    return _(label)


def has_label(verb: str, name: str) -> bool:
    """Say whether a field is asked in words."""
    return (verb, name) in _SPECIAL or name in _LABELS


def question(verb: str, asked: Field, words: Words) -> FormField:
    """Give a desk's field in words, with its present value and its options in the person's language."""
    label, hint = _SPECIAL.get((verb, asked.name)) or _LABELS.get(asked.name, (asked.name, ""))
    return FormField(
        name=asked.name,
        kind=asked.kind,
        label=_(label),
        hint=_(hint) if hint else "",
        required=asked.required,
        options=tuple(
            Option(code, option_text(asked.name, code, text, words)) for code, text in asked.options
        ),
        value=asked.value,
        chosen=frozenset({asked.value} if asked.value else ()),
    )


def option_text(name: str, code: str, text: str, words: Words) -> str:
    """Write an answer in the person's language; `text` is what the desk calls it."""
    if name == "recommendation":
        return _("Rekomendasi %(number)s", number=text)
    if name in _OWN_WORDS:
        return _(_OWN_WORDS[name].get(code, code))
    return words.label(_LISTS[name], code) if name in _LISTS else text


def what_was_asked(verb: str, values: Mapping[str, object], words: Words) -> list[tuple[str, str]]:
    """List what a two-person verb was asked with; answers under the same label stand together."""
    lines: dict[str, list[str]] = {}
    for name, value in values.items():
        if name not in ("when", "decider") and value not in (None, "", []):
            lines.setdefault(label_of(verb, name), []).append(_written(name, value, words))
    return [(label, "\n".join(texts)) for label, texts in lines.items()]


def _written(name: str, value: object, words: Words) -> str:
    if value is True:
        return _("ya")
    if isinstance(value, (list, tuple)):
        return ", ".join(_written(name, one, words) for one in value)
    text = str(value)
    if name.endswith("_on"):
        return long_date(date.fromisoformat(text))
    return option_text(name, text, text, words)


def advice(name: str, code: str) -> str:
    """Say what to do about a field the desk refused with this code."""
    if code == "empty" and name in _EMPTY:
        return _(_EMPTY[name])
    if code in _LIMITS:
        return _(_TOO_LONG, most=number(_LIMITS[code]))
    return _(_ERRORS.get(code, mark("Periksa bagian ini.")))


def passphrase() -> FormField:
    """Ask for the passphrase again."""
    return FormField(
        "passphrase",
        "secret",
        _("Frasa sandi Anda"),
        _("Diminta lagi karena tindakan ini tidak bisa ditarik"),
    )
