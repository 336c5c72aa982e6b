"""Which proposed names are none: ordinary words, verses, makes, abbreviations, dates of letters, birthplaces.

Judged by word classes and by what stands around, so that it holds for words nobody has listed. Positions are
token indices.
"""

from __future__ import annotations

from collections.abc import Sequence

from anonymizer.features import Sight
from anonymizer.harmless import DATE
from anonymizer.labels import LABEL_BY_WORD
from anonymizer.tokens import Token
from anonymizer.wordlists import words

SENTENCE_OPENERS = frozenset({".", "!", "?", "NL", '"', ":"})
_ITEM_OPENERS = SENTENCE_OPENERS | {")", "|", "*", "\u2022", ";"}
OWNERS = words("saya sy aku gue gw dia beliau kami kita nya ambo abdi kulo kula awak aye ane")
_PRONOUNS = OWNERS | words("anda kamu engkau kalian")
_SELF_OR_NAME = words("beta se")
_RECITED_REACH = 25
# "Rabiul Awal", "Jumadil Akhir".
_LUNAR = words("rabiul jumadil jumadal robiul")
# Chapters named after men and women who lend their names to many.
_SURAHS = words("yusuf maryam ibrahim luqman yunus muhammad nuh hud")
_ARTICLES = words("al ar an as at az ad ash asy adh")
SCRIPTURE_CUES = words(
    "nabi rasul malaikat surah qs q.s hr sahabat khalifah sayyidina riwayat kisah tafsir juz hadis hadits "
    "kitab"
)
_PRODUCT_CUES = words("merek merk brand tipe type model produk penerbit percetakan karangan pengarang judul")
# Works, places and vessels that bear the names of men: "lakon Arjuna", "kereta Lodaya", "topan Rai".
_NAMED_THINGS = words(
    "lakon novel film dongeng legenda cerpen hikayat sirah lagu patung tugu monumen candi prasasti "
    "badai topan siklon gunung danau pulau selat teluk kereta feri kapal kri km pesawat piala turnamen "
    "sinetron puisi majalah "
    "tabloid planet curug telaga bendungan waduk simpang perempatan pertigaan bundaran terminal halte "
    "kolam renang satelit kloter embarkasi"
)
_LONGEST_ABBREVIATION = 6
_LONGEST_JOINED = 5
_LONGEST_DATELINE = 3
_OTHER_LABELS = words(
    "pekerjaan profesi agama status pendidikan jabatan hubungan hub ket keterangan kategori subkategori "
    "kegiatan acara barang merek merk tipe jenis tempat lokasi asal desa kecamatan kabupaten kota provinsi "
    "instansi unit satker perihal judul topik materi mapel jurusan kelas hari tanggal bulan sifat kondisi "
    "warna bahan ukuran menu sekolah bank cabang aplikasi produk rute jurusan"
)
# Behind these a word in small letters says how or what, not who: "dengan tulus", "tiap fajar".
_BEFORE_QUALITIES = words(
    "yang yg sudah sdh udah udh dah sangat amat kurang lebih paling terlalu cukup jadi jd menjadi tiap "
    "setiap saban harus kudu wajib agak makin semakin selalu serba secara begitu supaya biar agar sampai "
    "rasa demi punya penuh masih very so too"
)
_AS_IT_IS = words("dengan dgn dg with")
_OWN_ENDINGS = ("nya", "ku", "mu")
_GREETING = "assalam"
_TO = words("ke di")
_BEFORE_MONTHS = words("bulan hari malam tanggal tgl bln")
_FROM = words("dari dr saking sangking sian lekan leq ti tina saka soko teko asal asli jak dri from ri")
SPEAKERS = words(
    "saya sy aku awak ambo denai kula kulo abdi tiang au ahu ulun lon long beta kita i am titiang nyong "
    "nyawa sikam nama inya inggih ana ane gue gw"
)
_SELF_REACH = 6
_LAST_DAY = 31
_SHORTEST_PASSIVE = 7
_PARTIES = words("pelapor terlapor saksi korban pengadu teradu pemohon termohon")
# Ranks of posts: "Guru Madya", "Penghulu Muda".
_GRADES = words("madya muda pertama pratama utama ahli terampil mahir penyelia pelaksana lanjutan")
# Names of few and words of many: they need a cue.
_RATHER_WORDS = words("resi ganda rotan tas")
_PUBLISHERS = words("erlangga yudhistira yudistira grasindo gramedia mizan")
_PRINTED = words("buku lks modul paket terbitan bukunya")
_BIRTH_WORDS = words("lahir lhr ttl born birth kelahiran")


# Titles that belong to the name by custom, as Teuku and Andi do.
TITLES_KEPT = words("tengku wa")
_NEVER_ALONE = TITLES_KEPT | words("la ni wr wb br bt bin binti")


_PARTICLES = words("la wa i ni")


def is_no_name(tokens: Sequence[Token], attributes: Sight, first: int, stop: int) -> bool:
    """Say whether tokens `first` up to but not including `stop` are rather something else than a person."""
    codes, buckets = attributes.classes, attributes.buckets
    if (
        _is_doubled(attributes, first, stop)
        or _is_scripture(tokens, attributes, first, stop)
        or _is_abbreviated(tokens, attributes, first, stop)
        or _is_of_sentence(tokens, attributes, first, stop)
    ):
        return True
    if stop - first == 1 and tokens[first].text in _PARTICLES:
        return True  # "saya la mau": half a name, if any
    before = _what_announces(attributes, first)
    titled = before >= 0 and (codes[before] in "HVK" or names_owner(attributes, before))
    if stop - first == 1:
        if _is_other_word(tokens, attributes, first, titled=titled):
            return True
    elif not titled and _is_ordinary(attributes, first, stop):
        return True
    if all(_names_nothing(attributes, index, titled=titled) for index in range(first, stop)):
        return True
    if first > 0 and attributes.words[first - 1] in _LUNAR:
        return True
    if (
        first > 0
        and attributes.words[first - 1] == "neng"
        and codes[first] in "rkcdf"
        and buckets[first] == "0"
    ):
        return True  # "neng Jogja": Javanese for "in", not a girl
    if (
        _dates_a_letter(tokens, attributes, first, stop)
        or _fills_other_field(attributes, first)
        or _is_dateline(attributes, stop)
    ):
        return True
    if stop - first == 1 and (is_grade(attributes, first) or _is_publisher(attributes, first)):
        return True
    if stop - first == 1 and not titled and _opens_item(tokens, attributes, first, before):
        return True
    return _is_birthplace(tokens, attributes, first, stop)


def is_grade(attributes: Sight, index: int) -> bool:
    """ "Guru Madya", "Pengawas Ahli Muda": how high a post is, not who holds it."""
    if index == 0 or attributes.words[index] not in _GRADES:
        return False
    return attributes.classes[index - 1] == "J" or attributes.words[index - 1] in _GRADES


def _is_publisher(attributes: Sight, index: int) -> bool:
    """ "buku Yudhistira dan Erlangga": houses that books are named after."""
    before = attributes.words[max(0, index - 3) : index]
    return attributes.words[index] in _PUBLISHERS and not _PRINTED.isdisjoint(before)


def _what_announces(attributes: Sight, first: int) -> int:
    """The position of the word before a name that may announce it, marks and offices between left out."""
    codes, before = attributes.classes, first - 1
    if before > 0 and attributes.words[before] == "." and codes[before - 1] in "HT":
        before -= 1
    if before > 0 and codes[before] == "J" and codes[before - 1] == "H":
        before -= 1
    if before > 0 and attributes.words[before] == ":" and _labels_person(attributes, before - 1):
        before -= 1  # "Nama: Sejahtera"
    return before


def _is_other_word(tokens: Sequence[Token], attributes: Sight, index: int, *, titled: bool) -> bool:
    """Whether one word is a place, a label, a verb or another word that names nobody alone."""
    if not titled and (attributes.words[index] in _RATHER_WORDS or _reads_as_word(tokens, attributes, index)):
        return True
    if attributes.words[index] in _NEVER_ALONE or _is_label(attributes, index):
        return True
    return _is_passive(attributes, index) or _is_plainly_else(tokens, attributes, index, titled=titled)


def _opens_item(tokens: Sequence[Token], attributes: Sight, first: int, before: int) -> bool:
    """Whether an ordinary word opens a sentence or a line, or labels what follows, and so names nobody."""
    code, bucket, stop = attributes.classes[first], attributes.buckets[first], first + 1
    opens = before < 0 or attributes.words[before] in _ITEM_OPENERS
    closes = stop < len(tokens) and tokens[stop].text.islower()
    ordinary = code in "fcgasy" and bucket in "01"
    ordinary = ordinary or (code == "d" and bucket in ("01" if closes else "0"))
    if code in "sy" and ordinary and attributes.shapes[first][-1:] == "x":
        return True  # "slamat pagi": a shortened word is no name unless somebody is called by it
    labels = stop < len(tokens) and tokens[stop].text == ":"
    if ordinary and labels and before >= 0 and attributes.words[before] == "/":
        return True
    return ordinary and opens and (labels or attributes.shapes[first][-1:] == "T")


def _is_of_sentence(tokens: Sequence[Token], attributes: Sight, first: int, stop: int) -> bool:
    """A pronoun, a greeting, a hashtag, a quality, an origin or a month: part of what is said."""
    begins = attributes.words[first]
    if begins in _PRONOUNS and all(word in _PRONOUNS for word in attributes.words[first:stop]):
        small = attributes.shapes[first][-1:] == "x" or attributes.words[first - 1] == "wa"
        return small or first == 0 or attributes.classes[first - 1] not in "HV"
    if _SELF_OR_NAME.intersection(attributes.words[first:stop]) and _speaks(attributes, first, stop):
        return True
    if begins.startswith(_GREETING) and len(begins) > len(_GREETING) + 1:
        return True
    if first == 0:
        return False
    return (
        is_quality(attributes, first, stop)
        or _is_origin(attributes, first, stop)
        or (attributes.classes[first - 1] == "N" and _is_dated(tokens, attributes, first, stop))
        or (attributes.classes[first - 1] == "P" and _is_tagged(tokens, attributes, first, stop))
    )


def _speaks(attributes: Sight, first: int, stop: int) -> bool:
    """ "Lalu Beta pulang": "I" in Ambonese or Madurese, where nothing announces somebody called so."""
    alone = all(word in _SELF_OR_NAME or word == "lalu" for word in attributes.words[first:stop])
    return alone and (first == 0 or attributes.classes[first - 1] not in "HVKTJ")


def is_quality(attributes: Sight, first: int, stop: int) -> bool:
    """ "dengan tulus", "kurang iman": an ordinary word in small letters behind one that asks for it."""
    if first == 0 or attributes.classes[first] not in "fcdgaSk":
        return False
    before = attributes.words[first - 1]
    if attributes.shapes[first][-1:] == "T":  # "Yang Mulia Hakim"
        return before == "yang" and attributes.shapes[first - 1][-1:] == "T"
    if stop - first > 1:
        return False
    if attributes.shapes[first][-1:] == "X":
        return before in _BEFORE_QUALITIES and attributes.classes[first] in "fcd"
    if before in _AS_IT_IS and attributes.shapes[first][:1] == "m":
        return attributes.classes[first] in "cd"
    return before in _BEFORE_QUALITIES and attributes.classes[first - 1] in "fgdcs"


def _is_origin(attributes: Sight, first: int, stop: int) -> bool:
    """ "Tiang Wayan Kerti saking Batukandik", "tents in Mina": where the speaker is from, or something is."""
    before = attributes.words[first - 1]
    if attributes.shapes[first][-1:] != "T" or (before != "in" and before not in _FROM):
        return False
    if before == "in" and stop - first == 1:
        return True
    if before not in _FROM or attributes.buckets[first] == "3":
        return False
    reach = range(first - 2, max(-1, first - 2 - _SELF_REACH), -1)
    for index in reach:
        if attributes.words[index] in SPEAKERS and index < first - 2:
            return True
        if attributes.classes[index] in "PLNI" or attributes.shapes[index][-1:] not in "TIX":
            return False
    return False


def _is_dated(tokens: Sequence[Token], attributes: Sight, first: int, stop: int) -> bool:
    """ "6 Ma rct 2025": what stands between a day and a year."""
    if stop >= len(tokens):
        return False
    day, year = tokens[first - 1].text, tokens[stop].text
    dated = day.isdigit() and 0 < int(day[:3]) <= _LAST_DAY and attributes.classes[stop] == "N"
    return dated and len(year) == len("2025") and year[:1] in "12lI"


def _is_tagged(tokens: Sequence[Token], attributes: Sight, first: int, stop: int) -> bool:
    """ "#SekolahGratis": a hashtag of several words, which no list of names has."""
    tagged = tokens[first - 1].text.endswith("#") and stop - first == 1
    return tagged and not tokens[first].text[1:].islower() and attributes.buckets[first] == "0"


def _is_ordinary(attributes: Sight, first: int, stop: int) -> bool:
    """ "ZONA INTEGRITAS", "Panitera Pengganti": several words that are listed as words and never as names."""
    places = range(first, stop)
    return all(attributes.classes[index] in "fcdA" and attributes.buckets[index] == "0" for index in places)


def _is_plainly_else(tokens: Sequence[Token], attributes: Sight, index: int, *, titled: bool) -> bool:
    """One word: a regency, where somebody goes, "bulan" before a month, an abbreviation."""
    code, bucket = attributes.classes[index], attributes.buckets[index]
    before = attributes.words[index - 1] if index else ""
    if bucket == "0" and ((code == "r" and not titled) or (before in _TO and code in "cdrk")):
        return True
    if attributes.words[index] in _BEFORE_MONTHS and attributes.classes[index + 1 : index + 2] == ["M"]:
        return True
    text = tokens[index].text
    if code == "a" and text.islower() and not titled and attributes.words[index].endswith(_OWN_ENDINGS):
        return True  # "karena hatinya"
    called = index > 0 and attributes.classes[index - 1] in "HT"
    short = text.isupper() and len(text) < _LONGEST_JOINED and attributes.shapes[index][:1] in "ms"
    return short and bucket == "0" and code in "cdA" and not called


def _labels_person(attributes: Sight, index: int) -> bool:
    return attributes.classes[index] == "V" or attributes.words[index] in _PARTIES


def _is_passive(attributes: Sight, index: int) -> bool:
    """ "keberatan namanya dicatut": what is done to a name, in small letters."""
    small = attributes.shapes[index][-1:] == "x" and attributes.buckets[index] == "0"
    word, code = attributes.words[index], attributes.classes[index]
    strange = code == "U" and len(word) > _SHORTEST_PASSIVE and attributes.likeness[index] in "012"
    return small and word.startswith("di") and (code in "dacfs" or strange)


def _is_dateline(attributes: Sight, stop: int) -> bool:
    """The place in capitals with which news begins: "TANJUNG RAYA - Warga mengeluh"."""
    capital = stop <= _LONGEST_DATELINE and all(shape in ("mX", "sX") for shape in attributes.shapes[:stop])
    return capital and attributes.words[stop : stop + 1] == ["-"]


def _fills_other_field(attributes: Sight, first: int) -> bool:
    """What stands right behind a label that announces anything but a person: "Pekerjaan : Tani"."""
    return first > 1 and attributes.words[first - 1] == ":" and attributes.words[first - 2] in _OTHER_LABELS


def _is_doubled(attributes: Sight, first: int, stop: int) -> bool:
    """A word said twice, as plurals are: "Undang-Undang"."""
    start, end = max(0, first - 2), stop + 2
    around = attributes.words[start:end]
    return any(
        word == around[place + 2]
        and around[place + 1] == "-"
        and start + place + 2 >= first
        and start + place < stop
        for place, word in enumerate(around[:-2])
    )


def _is_scripture(tokens: Sequence[Token], attributes: Sight, first: int, stop: int) -> bool:
    """A prophet, a companion, a verse or a make: "Nabi Musa", "surah Yusuf", "QS. Ali 'Imran", "
    ""Al-Baqarah"."""
    article = attributes.words[first] in _ARTICLES and tokens[first + 1 : first + 2]
    if (
        article
        and tokens[first + 1].text == "-"
        and (first == 0 or attributes.classes[first - 1] not in "HVKT")
    ):
        return True
    if _behind_article(attributes, first):
        return True
    before = first - 1
    if (
        before > 1
        and attributes.words[before] in ("dan", "&", ",")
        and attributes.words[before - 2] in SCRIPTURE_CUES
    ):
        return True  # "Nabi Ibrahim dan Ismail"
    while before > 0 and tokens[before].text in ".:-'\"":
        before -= 1
    cited = [token.text for token in tokens[first + 1 : first + 4]]
    if len(cited) == 3 and cited[1] == ":" and cited[0].isdigit() and cited[2].isdigit():
        return True
    plain = first == 0 or attributes.classes[first - 1] in "PNLfcdV"
    if attributes.words[first] in _SURAHS and _among_chapters(attributes, first):
        return True
    if attributes.words[first] in _SURAHS and cited[:1] and cited[0].isdigit():
        return True
    around = attributes.words[max(0, first - _RECITED_REACH) : first + _RECITED_REACH]
    if plain and attributes.words[first] in _SURAHS and not SCRIPTURE_CUES.isdisjoint(around):
        return True
    cues = SCRIPTURE_CUES | _PRODUCT_CUES | _NAMED_THINGS
    word = attributes.words[first]
    begins = word in SCRIPTURE_CUES or (plain and stop - first > 1 and word in _NAMED_THINGS)
    return begins or (before >= 0 and attributes.words[before] in cues)


def _among_chapters(attributes: Sight, first: int) -> bool:
    """ "surat Yusuf, surat Maryam": two chapters called by the word that means a letter, too."""
    pairs = zip(attributes.words, attributes.words[1:], strict=False)
    chapters = {word for before, word in pairs if before == "surat" and word in _SURAHS}
    return len(chapters) > 1 and attributes.words[first] in chapters


def _behind_article(attributes: Sight, first: int) -> bool:
    """ "Al-Azhar": what begins behind the article of a house or a book, with no name before the article."""
    if first < 2 or attributes.words[first - 1] != "-" or attributes.words[first - 2] not in _ARTICLES:
        return False
    return first < 3 or attributes.classes[first - 3] not in "HVKUd"


def _is_abbreviated(tokens: Sequence[Token], attributes: Sight, first: int, stop: int) -> bool:
    """One word of capitals or digits where names are written otherwise: "KPJ", "L2", "PC"."""
    before = first - 2 if first > 1 and attributes.words[first - 1] == "." else first - 1
    if stop - first > 1 or (before >= 0 and attributes.classes[before] in "HVKTJ"):
        return False
    text = tokens[first].text
    joined = "-" in (attributes.words[first - 1 : first] + attributes.words[stop : stop + 1])
    if joined and text.isupper() and len(text) < _LONGEST_JOINED and attributes.buckets[first] in "01":
        return True  # "DPT-HB-HIB"
    if any(map(str.isdigit, text)):
        return text.isupper()
    short = text.isupper() and len(text) < _LONGEST_ABBREVIATION and attributes.shapes[first][:1] in "ms"
    return short and attributes.buckets[first] in "01"


def _is_label(attributes: Sight, index: int) -> bool:
    """A word that says what a number is, and that no list of names has: "SPPH", "BPJSTK"."""
    word = attributes.words[index]
    labelled = attributes.classes[index + 1 : index + 2] == ["N"]
    if labelled and word.removesuffix("nya").removesuffix("ku") in LABEL_BY_WORD:
        return True  # "dananya 0812..."
    return word in LABEL_BY_WORD and attributes.buckets[index] in "01"


def _names_nothing(attributes: Sight, index: int, *, titled: bool) -> bool:
    code = attributes.classes[index]
    if len(attributes.words[index]) == 1:
        return True
    if code == "f" and not titled:
        return attributes.buckets[index] in "01"
    if code == "K" and not titled:
        return attributes.buckets[index] in "01"
    if code == "H" and attributes.shapes[index][-1:] == "x" and not titled:
        return attributes.buckets[index] in "01"
    return code in "IJASNPV" or (code == "M" and not titled)


def _reads_as_word(tokens: Sequence[Token], attributes: Sight, index: int) -> bool:
    """Whether one word that no list of names has is rather the ordinary word it is spelt like."""
    code, bucket = attributes.classes[index], attributes.buckets[index]
    capital = attributes.shapes[index][-1:] == "T"
    first = index == 0 or attributes.words[index - 1] in SENTENCE_OPENERS
    opens = capital and first and index + 1 < len(tokens) and tokens[index + 1].text.islower()
    if code == "f" and bucket == "2":
        return opens
    return code in "fcdsae" and bucket == "0" and (code in "fc" or not capital or opens)


def names_owner(attributes: Sight, index: int) -> bool:
    """Whether a pronoun here belongs to a word that announces a name: "nama saya", "istri saya"."""
    return index > 0 and attributes.words[index] in OWNERS and attributes.classes[index - 1] in "VK"


def _dates_a_letter(tokens: Sequence[Token], attributes: Sight, first: int, stop: int) -> bool:
    """The place on a line of its own before the date of a letter: "Ciamis, 6 Maret 2026"."""
    begins = first == 0 or attributes.words[first - 1] == "NL"
    if not begins or stop - first > 2 or stop + 1 >= len(tokens):
        return False
    ends = stop + 2 == len(tokens) or attributes.words[stop + 2] == "NL"
    return ends and tokens[stop].text == "," and tokens[stop + 1].text == DATE


def _is_birthplace(tokens: Sequence[Token], attributes: Sight, first: int, stop: int) -> bool:
    """The word between a birth label and the date: "Tempat, tgl lahir : Serui, 9-3-1981"."""
    after = stop + 1 if stop < len(tokens) and tokens[stop].text in ",/" else stop
    if after >= len(tokens) or tokens[after].text != "<DOB>":
        return False
    label = first
    while label > 0 and attributes.classes[label - 1] == "P":
        label -= 1  # "Tempat/tgl lahir ......: Serui / 9-3-1981"
    return not _BIRTH_WORDS.isdisjoint(attributes.words[max(0, label - 5) : first])
