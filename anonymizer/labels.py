"""The words that say what a number is: "NIK", "rek. BRI", "no porsi", and those that say it is harmless.

Only words and their distance are known here; what to make of the number is decided in `classify`.
"""

from __future__ import annotations

import re
from enum import Enum

from anonymizer.tables import column_words
from anonymizer.view import View
from anonymizer.wordlists import words

# How far before a number its label may stand, in characters (reference list: 40, widened for "a.n. Name").
LABEL_REACH = 90
# A label holds across this many words that are not glue: the name of an account's owner, for instance.
_PASSED_WORDS = 7
# Water and power come to a named place: "nomor sambungan musala kami 03-11-00482".
_SUPPLIES = words("sambungan pelanggan idpel pel meter meteran")
_PASSED_BY_SUPPLY = 3
# A full stop after a shorter word marks an abbreviation ("No. 12"), not the end of a sentence.
_SENTENCE_END = 5
_AFTER_REACH = 24
_LONGEST_HEADING = 5

# "imeinya", "reknyo": whose number it is; short words end so by themselves.
_WHOSE = re.compile(r"(?<=[a-z]{3})(?:nya|nyo|nye|ne|ku)\Z")

_WORD = re.compile(r"[a-z]+|(?<!\.)[.!?]\s|[\n;|\t]")


class Label(Enum):
    """What a word near a number promises about it. HARMLESS covers letters, cases, budgets and goods."""

    NIK = "nik"
    KK = "kk"
    NIP = "nip"
    NPWP = "npwp"
    PHONE = "phone"
    WALLET = "wallet"
    BANK = "bank"
    PORSI = "porsi"
    BPJS = "bpjs"
    PASSPORT = "passport"
    OTHER = "other"
    HARMLESS = "harmless"


_WORDS_BY_LABEL: dict[Label, str] = {
    Label.NIK: "nik nlk n1k ktp ektp identitas kependudukan ktpnya niknya nomorktp noktp",
    Label.KK: "kk nkk kknya nokk",
    Label.NIP: "nip nlp n1p kepegawaian nipppk nipnya nipegawai",
    Label.NPWP: "npwp nitku npwpnya",
    Label.PHONE: (
        "hp wa telp telepon tlp tel telpon tilpun phone handphone ponsel whatsapp whatsap wasap watsap "
        "hub hubungi "
        "kontak contact sms call cp nohp nowa hpnya wanya mobile cell selular seluler telfon tlpn nope "
        "nomerwa "
        "ditelepon ditelfon nelfon menelepon dihubungi menghubungi menelpon nelpon ditelpon telegram "
        "signal wasapp fax faks"
    ),
    Label.WALLET: "gopay ovo dana shopeepay linkaja qris sakuku ewallet doku isaku",
    Label.BANK: (
        "rek rekening norek rekg rekeningnya reknya account acc bri bca bni mandiri btn bsi danamon "
        "cimb niaga muamalat "
        "permata ocbc panin bukopin jago seabank bjb bank transfer tf trf ditransfer mentransfer mega "
        "va virtual briva "
        "btpn jenius bankjatim bankjateng nagari sumselbabel bpd britama simpedes tabungan giro "
        "maybank uob allo "
        "dikirim setor setoran rekeninge"
    ),
    Label.PORSI: "porsi porsinya portion queue",
    Label.BPJS: "bpjs kis jkn kpj jamsostek jamkesmas bpjsnya",
    Label.PASSPORT: "paspor passport pasport paspornya visa pasp nopas",
    Label.OTHER: (
        "nisn nuptk sim kartu card nrg npk efin imei nim nrp nrk nidn nidk nig kta kip kks pkh nis "
        "spph validasi peserta "
        "npa nira nomorpeserta credit debit kredit atm simpatika pegid membership anggota nuptknya "
        "nisnnya dapodik "
        "absen lisensi str induk medis medrec"
    ),
    Label.HARMLESS: (
        "tiket ticket laporan pengaduan register registrasi agenda perkara resi invoice kwitansi "
        "kuitansi nota dipa spm "
        "mak akun kode npsn nsm nspp isbn issn seri ref referensi order kasus tracking case surat sk "
        "sprin spt sptjm "
        "dokumen faktur barcode batch versi version sertifikat akta agenda sebesar senilai total "
        "jumlah anggaran pagu "
        "nominal harga biaya saldo rupiah transaksi trx kontrak spk po lot inventaris bmn nup berkas "
        "token stroom meter meteran kwh billing ntpn halal "
        "bpom pirt nib mpn nspq ajuan usulan pengajuan sambungan booking pesanan pembayaran oss "
        "permohonan pelanggan pel idpel sn serial koordinat sku statistik"
    ),
}

LABEL_BY_WORD: dict[str, Label] = {
    word: label for label, words in _WORDS_BY_LABEL.items() for word in words.split()
}


def _shape(word: str) -> str:
    """A word with the letters that scanners take for each other written as one."""
    return word.replace("rn", "m").replace("vv", "w").replace("l", "i")


_LABEL_BY_SHAPE: dict[str, Label] = {
    _shape(word): label for word, label in LABEL_BY_WORD.items() if len(word) > 2
}
_SHORTEST_IN_PIECES = 4
# A label in pieces, "N P W P" or "Reken ing", has this many at most, and none of this length or more.
_MOST_PIECES = 4
_LONGEST_PIECE = 8
_NOT_IN_PIECES = frozenset({Label.HARMLESS, Label.WALLET})
_LAST_PIECES = frozenset(
    shape[cut:]
    for word, label in LABEL_BY_WORD.items()
    for shape in (word, _shape(word))
    for cut in range(len(shape))
    if label not in _NOT_IN_PIECES
)

# Words that may stand between a label and its number without breaking the tie.
_GLUE = words(
    "no nomor nomer nmr number num adalah yaitu yakni atas nama an a n di ke dengan milik saya dia nya "
    "ini itu bank "
    "beliau sdr sdri ybs cabang yang yg is my his her of dari melalui via lewat pada jamaah jemaah calon haji"
)


def label_before(view: View, start: int) -> Label | None:
    """Return what the nearest label on the same line before folded position `start` promises, if any."""
    window = view.lowered[max(0, start - LABEL_REACH) : start]
    if start > LABEL_REACH and window[:1].isalpha():
        window = window.lstrip("abcdefghijklmnopqrstuvwxyz")
    tokens = _WORD.findall(window.replace("\t:", ":"))
    passed = 0
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token[0] == "\n" and _only_label_above(tokens, index):
            continue
        if not token[0].isalpha():
            # What was asked for is what comes: "paspornya? Pelapor: ...".
            if token[0] == "?":
                continue
            if token[0] in ".!" and index and len(tokens[index - 1]) < _SENTENCE_END:
                continue
            return None
        label = _label_of(tokens, index)
        if label is Label.HARMLESS and passed > (_PASSED_BY_SUPPLY if token in _SUPPLIES else 1):
            return None
        if label is not None:
            return label
        passed += token not in _GLUE
        if passed > _PASSED_WORDS:
            return None
    return None


def label_after(view: View, end: int) -> Label | None:
    """Return what a label right after folded position `end` promises: "0812... (WA)", "123... a.n. Name"."""
    window = view.lowered[end : end + _AFTER_REACH]
    tokens = _WORD.findall(window)[:2]
    if re.match(r"[ ,(]{1,3}(?:a\.?\s?/?n\b|atas nama)", window):
        return Label.BANK
    for token in tokens:
        if not token[0].isalpha():
            return None
        label = LABEL_BY_WORD.get(token)
        if label is not None and window[:2].strip(" (/") != window[:2]:
            return label if label in (Label.PHONE, Label.BANK, Label.WALLET, Label.NIK) else None
    return None


def label_above(view: View, position: int) -> Label | None:
    """Return what the heading of the table column, or the question on the line above, promises."""
    words = column_words(view, position)
    if not words:
        start = view.lowered.rfind("\n", max(0, position - 40), position)
        above = view.lowered[max(0, start - LABEL_REACH) : max(0, start)].rpartition("\n")[2]
        short_lead = start > 0 and len(_WORD.findall(view.lowered[start + 1 : position])) < 4
        words = _WORD.findall(above) if short_lead and above.rstrip(" \"'").endswith("?") else []
    labels = [label for index in range(len(words)) if (label := _label_of(words, index)) is not None]
    # A long cell is a sentence with commas, which leaves numbers below unexplained.
    told = bool(labels) and (labels[-1] is not Label.HARMLESS or len(words) <= _LONGEST_HEADING)
    return labels[-1] if told else None


# Words that mean something else beside others.
_READ_TOGETHER = words(
    "keluarga keiuarga kel sertifikat kk peserta dana kartu surat kode akun seri rm rekening"
)


def _label_of(tokens: list[str], index: int) -> Label | None:
    word = tokens[index]
    before = tokens[index - 1] if index else ""
    if word not in _READ_TOGETHER and before != "imei":
        return _label_by_itself(tokens, index)
    if _shape(word) == "keiuarga" and before in ("kartu", "nomor", "no"):
        return Label.KK
    if word == "kel" and before == "kartu":
        return Label.KK
    if word == "sertifikat" and tokens[index + 1 : index + 2] == ["pendidik"]:
        return Label.OTHER
    if word in ("kk", "peserta") and before in ("ke", "per"):
        return None
    if word == "dana" and (before in ("bantuan", "pencairan", "sebagai") or index + 1 < len(tokens)):
        return (
            Label.WALLET
            if before in ("ke", "nomor", "no", "akun", "via", "saldo", "lewat", "gopay", "ovo")
            else None
        )
    if word == "kartu" and index + 1 < len(tokens) and _shape(tokens[index + 1]) in ("keiuarga", "tanda"):
        return None
    if word in ("surat", "kode", "akun", "seri") and index + 1 < len(tokens):
        following = LABEL_BY_WORD.get(tokens[index + 1])
        if following not in (None, Label.HARMLESS):
            return None
    if word == "rekening" and before == "kode":
        return Label.HARMLESS  # of a budget
    if before == "imei" or (word == "rm" and before in ("no", "nomor")):
        return Label.OTHER
    return _label_by_itself(tokens, index)


def _label_by_itself(tokens: list[str], index: int) -> Label | None:
    """What a word promises, wherever it stands, or the word whose last piece it is."""
    word = tokens[index]
    label = LABEL_BY_WORD.get(word)
    if label is not None:
        return label
    return _label_by_shape(word) or (_in_pieces(tokens, index) if word in _LAST_PIECES else None)


def _label_by_shape(word: str) -> Label | None:
    """The label that a word is with an ending that says whose, or as a scanner reads it."""
    plain = _WHOSE.sub("", word) if word[-1:] in "aoeu" else word
    owned = LABEL_BY_WORD.get(plain) or _LABEL_BY_SHAPE.get(_shape(plain))
    # Only what may be masked is read into a word: "kodenya" leaves a number unexplained.
    return owned if plain == word or owned is not Label.HARMLESS else None


def _in_pieces(tokens: list[str], index: int) -> Label | None:
    """The label whose last piece stands at `index`: "n p w p", "reken ing", "pas por"."""
    word = tokens[index]
    for first in range(index - 1, max(-1, index - _MOST_PIECES), -1):
        piece = tokens[first]
        if not piece[0].isalpha() or len(piece) >= _LONGEST_PIECE or piece in _GLUE:
            return None
        word = piece + word
        if word not in _LAST_PIECES and _shape(word) not in _LAST_PIECES:
            return None
        label = LABEL_BY_WORD.get(word) or _LABEL_BY_SHAPE.get(_shape(word))
        letters = len(word) == index - first + 1
        if (
            label is not None
            and label not in _NOT_IN_PIECES
            and (letters or len(word) >= _SHORTEST_IN_PIECES)
        ):
            return label
    return None


def _only_label_above(tokens: list[str], index: int) -> bool:
    """A line break ties a number to the word right above it only when that word is itself a label.

    A label of what is nobody's ("kwitansi") must be alone on its line: it ends sentences, too.
    """
    if index == 0 or index != len(tokens) - 1 or tokens[index - 1] not in LABEL_BY_WORD:
        return False
    alone = index == 1 or tokens[index - 2][0] == "\n"
    return alone or LABEL_BY_WORD[tokens[index - 1]] is not Label.HARMLESS
