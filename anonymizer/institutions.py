"""Which words of a text belong to the name of a school, mosque, office, firm or place, and so to no person.

A name of an institution is a head word ("SMPK", "Masjid", "KUA", "CV") and what follows it up to a boundary:
capitalised words in a text that has both cases, a few words of the right classes in one that has not. The
name of whoever leads it may follow at once ("Kepala KUA Ahmad Fauzi"); there only what cannot be a person's
name is taken. Token positions throughout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anonymizer.features import Sight, sight
from anonymizer.lexicon import Lexicon
from anonymizer.tokens import Token
from anonymizer.wordlists import phrases, words

# Named after places and numbers as a rule.
_PLACED = words(
    "kua man mtsn min sdn smpn sman smkn mtssn kemenag kankemenag kanwil kantor dinas upt upz desa kelurahan "
    "kecamatan kec kel kab kabupaten kota polsek polres polda kejari kejaksaan pengadilan pn pta bawaslu kpu "
    "kodim koramil baznas bimas puskesmas korwil uptd bkd bkpsdm disdik satpol pelabuhan terminal "
    "stasiun pasar "
    "embarkasi kepulauan menpan kementerian kemenhaj badan lembaga direktorat cabang provinsi prov "
    "distrik nagari gampong kampung dusun kelompok subbag seksi bidang direktorat ditjen asrama iain"
)
# Named after persons, virtues, verses and words of every kind.
_NAMED = words(
    "sd smp sma smk smpk smak sdk smkk sdit smpit smait tkit mi mts ma ra mis mtss mas mak tk paud "
    "kb tpq tpa tka "
    "mdt mdta madin slb pkbm ponpes pontren pondok pesantren pp ppq yayasan ypi lp lpi masjid "
    "mesjid musala musholla "
    "mushola mushalla langgar surau gereja paroki kapel gki gmim gbi hkbp vihara pura klenteng panti majelis "
    "universitas univ uin stai stain iai stkip stit institut politeknik akademi sekolah madrasah "
    "perguruan rs rsu "
    "rsud rsia rsi klinik apotek lsm koperasi kopsyah kspps bmt pt cv ud toko hotel wisma travel "
    "kbih kbihu ppiu "
    "pustaka pos pihk biro rumahmakan restoran perpustakaan museum gedung aula stadion jembatan bandara "
    "monumen taman kedai warung kafe cafe posko graha menara wisma kampus rumahtahfidz pasraman "
    "pasantren jalan jl jln jembatan jalur inpres "
    "ruang ruangan beasiswa program piala turnamen raudhatul raudlatul diniyah "
    "takmiliyah ibtidaiyah tsanawiyah aliyah dayah meunasah ormas ikatan forum"
)
_BANKS = words("bank")
HEADS = _PLACED | _NAMED | _BANKS
# Everyday words or degrees unless they are written large: "ma", "min", "kota", "MA" behind a comma.
_EVERYDAY_HEADS = words(
    "ma mi man min mas ra pp ud pt rs kb tk kota pasar kantor sekolah toko kel kec kab kelompok "
    "bidang seksi sd "
    "taman forum ikatan kampung pura prov lp mak pn tpa iai desa gedung aula jalan jalur cabang "
    "badan lembaga menara "
    "graha kampus warung kedai kafe cafe posko ruang ruangan beasiswa program piala turnamen pos "
    "tsanawiyah aliyah ibtidaiyah"
)
# Words for hills and waters that begin names of places.
_LANDSCAPE = words(
    "karang bukit gunung pegunungan tanjung kampung sungai kali batu pulau rawa muara teluk ujung lembah "
    "kebon kebun alas tegal tirta banjar padang lubuk air kuala simpang sei parit lawang telaga pantai"
)
# Short for something; written otherwise they are forms of address or halves of words.
_NUMBERED = words("man min mtsn")
_LETTERS = words("ma mas min man mak ra pp kb rs lp")
# Behind these the leader's name may follow the institution at once.
_LEADERS = words(
    "kepala ka kepsek ketua direktur dirut pimpinan pengasuh rektor dekan kadis kabid kasi kasubbag kasubag "
    "sekretaris bendahara operator staf plt plh pj wakil waka camat lurah penghulu mudir presiden manajer "
    "komisaris pemilik owner kaur sekdes head principal"
)
_CALLED = words("pak bu bapak ibu bpk pk sdr sdri saudara")
_HEADS_OF_OFFICE = words("kepala ka ketua plt plh pj pjs")
# What begins a name of an institution and seldom a person's.
_SACRED = words(
    "al an ar as at az ad ash asy el nurul darul darun daarul miftahul hidayatul raudhatul "
    "raudlatul roudlotul "
    "bustanul mambaul manbaul tarbiyatul baitul baiturrahman baiturrahim jami jamik roudhotul "
    "riyadhul sirajul "
    "anwarul ihya ihyaul sabilul sabilil salafiyah islam islamiyah muhammadiyah aisyiyah nahdlatul "
    "ulum ulama "
    "rahmatan lil alamin huda falah iman ikhlas hikmah taqwa amin khairiyah khoiriyah mubarok jannah "
    "mukhlisin muttaqin "
    "mubtadiin santo santa st bunda tunas harapan insan bina bhakti bakti karya cahaya sinar citra "
    "putra putri tiga "
    "sumber mitra pemuda negeri swasta terpadu inpres lnpres impres kristen katolik bhayangkara pertiwi "
    "kementerian agama republik indonesia urusan tinggi pendidikan asrama haji kecamatan kec "
    "kabupaten kab kota "
    "kel kelurahan desa provinsi prov negara pembantu cabang unit wilayah daerah pusat kantor syariah"
)
_ARABIC = words(
    "al ar as at az nurul darul miftahul hidayatul raudhatul raudlatul bustanul mambaul tarbiyatul "
    "baitul sabilul"
)
_REVERED = words(
    "umi ki kh syekh syaikh nyai raden sultan imam sunan tgk teungku tuan guru bunda ibu santo dr sheikh "
    "bung buya jenderal jendral letjen mayjen brigjen pangeran kapten kapitan prof haji habib pahlawan "
    "datuk datuak ratu"
)
_SHORTENED = words(
    "jl jln gg kec kab kel prov st kh tgk dr drs ir h pt cv ud pp sd smp sma mts mi ma ra ds jend"
)
_SUFFIX_HEADS = words(
    "school foundation university mosque hospital academy institute college kindergarten church elementary "
    "islamic junior secondary primary boarding street road building tower hall"
)
# The same in small letters behind capitals: "the Mawar Indah grocery".
_SHOPS = words("grocery shop store market clinic bookstore bakery canteen dormitory")
# Men and women of the past by the names that few living people bear in full.
_REMEMBERED = phrases(
    "cut nyak dien; cut nyak dhien; cut nyak meutia; mh thamrin; m h thamrin; ki hajar dewantara; ki "
    "hadjar dewantara; umar bin khattab; umar bin khatab; umar bin al khattab; ali bin abi thalib; ali "
    "bin abi talib; utsman bin affan; usman bin affan; abu bakar ash shiddiq; abu bakar as shiddiq; abu "
    "bakar shiddiq; imam bonjol; imam syafii; imam hanafi; imam maliki; imam hambali; imam ghazali; imam "
    "al ghazali; imam nawawi; imam bukhari; imam malik; imam muslim; imam mahdi; sultan hasanuddin; "
    "sultan agung; sultan iskandar muda; pangeran diponegoro; jenderal sudirman; jendral sudirman; "
    "jenderal soedirman; "
    "bung karno; bung hatta; bung tomo; ra kartini; r a kartini; raden ajeng kartini; dewi sartika; sunan "
    "kalijaga; sunan ampel; sunan giri; sunan bonang; sunan kudus; sunan muria; sunan drajat; sunan "
    "gunung jati; buya hamka; pattimura; si pitung; malin kundang; abu lahab; abu jahal; abu hurairah; "
)
_LONGEST_REMEMBERED = max(map(len, _REMEMBERED))
# Feast days: "Hari Amal Bakti".
_FEASTS = words(
    "amal santri guru raya kemerdekaan ulang pahlawan kartini ibu anak pendidikan kesaktian lahir jadi "
    "tasyrik arafah libur natal buruh bumi batik nyepi waisak toleransi antikorupsi keluarga"
)
_LONGEST = 7
# In capitals or small letters nothing shows where the name ends.
_LONGEST_UNSEEN = 3
# Pieces of a name in a damaged scan, and the letters of one.
_MOST_PIECES = 9
_LONGEST_PIECE = 5
_PLACE_WORDS = 2
# What stands between an office and the name of its place.
_DIVISIONS = words("kec kecamatan kab kabupaten kota kel kelurahan desa kepulauan prov provinsi")
# "Bina Anak", "Harapan Bunda": kinship words behind these name nobody.
_BEFORE_KIN = words("bina tunas harapan cinta kasih taman permata mutiara sayang pondok")
# Streets and buildings are named after titled men.
_BUILT = words(
    "jalan jl jln gedung aula jembatan stadion masjid graha menara wisma perpustakaan museum taman bandara"
)
_PRAYED = words("mesjid musala musholla mushola mushalla langgar surau pondok ponpes pesantren")
_HONOURED = words("h hj kh ir drs dr prof tgk tuan syekh raden rm mt haji kiai kyai datuk")
_STOPS = frozenset("LVMAD")


def see(tokens: Sequence[Token], lexicon: Lexicon, *, damaged: bool = False) -> Sight:
    """Return the attributes of the tokens of one text, words inside names of institutions as class B.

    In a damaged scan the pieces of broken words belong to the name before them.
    """
    attributes = sight(tokens, lexicon)
    for index in institution_tokens(tokens, attributes, damaged=damaged):
        if attributes.classes[index] not in "PNLI":
            attributes.classes[index] = attributes.seen[index] = "B"
    for index in range(1, len(tokens) - 1):
        led = attributes.words[index] in _PLACED and attributes.words[index - 1] in _HEADS_OF_OFFICE
        if led and attributes.classes[index] == "I" and attributes.classes[index + 1] in "Uderk":
            attributes.classes[index] = "J"  # "Kepala UPT Nirwana": the office ends, its leader's name begins
    return attributes


def institution_tokens(tokens: Sequence[Token], attributes: Sight, *, damaged: bool = False) -> set[int]:
    """Return the positions of the tokens that belong to names of institutions, head words included."""
    found: set[int] = set()
    for index, word in enumerate(attributes.words):
        if index in found:
            continue
        if word in HEADS and _is_head(tokens, attributes, index):
            end = _end(tokens, attributes, index)
            while damaged and end < len(tokens) and end < index + _MOST_PIECES and _is_piece(attributes, end):
                end += 1
            found.update(range(index, end))
        elif (word in _SUFFIX_HEADS and attributes.shapes[index][-1:] == "T") or word in _SHOPS:
            found.update(_before_suffix(tokens, attributes, index))
        elif word == "hari" and attributes.shapes[index] == "mT":
            found.update(_feast(attributes, index))
    found.update(_remembered(attributes))
    return found


def _feast(attributes: Sight, head: int) -> range:
    """ "Hari Amal Bakti": the capitalised words of a feast day."""
    stop = head + 1
    if attributes.words[stop : stop + 1] and attributes.words[stop] in _FEASTS:
        while stop < len(attributes.words) and stop < head + _LONGEST and attributes.shapes[stop][-1:] == "T":
            stop += 1
    return range(head, stop) if stop > head + 1 else range(head, head)


def _remembered(attributes: Sight) -> Iterator[int]:
    """The words of names from scripture and history, unless somebody alive is addressed by them."""
    plain = [
        (index, word.replace("'", "").replace(".", ""))
        for index, word in enumerate(attributes.words)
        if attributes.classes[index] not in "PNL"
    ]
    for place, (index, _) in enumerate(plain):
        if index and attributes.classes[index - 1] in "HV" and attributes.words[index - 1] not in _HONOURED:
            continue
        following = plain[place : place + _LONGEST_REMEMBERED]
        for count in range(1, len(following) + 1):
            if tuple(word for _, word in following[:count]) in _REMEMBERED:
                yield from range(index, following[count - 1][0] + 1)


def _is_piece(attributes: Sight, index: int) -> bool:
    code = attributes.classes[index]
    return code in "Udesrka" and len(attributes.words[index]) <= _LONGEST_PIECE


def _is_head(tokens: Sequence[Token], attributes: Sight, index: int) -> bool:
    word, shape = attributes.words[index], attributes.shapes[index]
    lower_office = (
        shape[-1:] == "x" and shape[:1] in "ms" and index > 0 and attributes.classes[index - 1] == "J"
    )
    if attributes.classes[index] == "J" or lower_office:
        return False
    if word not in _EVERYDAY_HEADS:
        return True
    if shape[-1:] in "xi" and attributes.words[index + 1 : index + 2] and shape[:1] != "m":
        numbered = word in _NUMBERED and attributes.classes[index + 1] == "N"
        return numbered or (word in _NAMED and attributes.words[index + 1] in _ARABIC)
    if shape[-1:] in "xi" or (word in _LETTERS and shape[-1:] != "X"):
        return False
    if shape[:1] in "ut":
        following = attributes.classes[index + 1 : index + 2]
        return word not in _LETTERS or following == ["N"] or _leads(attributes, index + 1)
    return index == 0 or tokens[index - 1].text != "," or _leads(attributes, index + 1)


def _leads(attributes: Sight, index: int) -> bool:
    return index < len(attributes.words) and attributes.words[index] in _SACRED


def _end(tokens: Sequence[Token], attributes: Sight, head: int) -> int:
    """The position after the name that begins with a head word."""
    seen = attributes.shapes[head][:1] in ("m", "s")
    stop, count = head + 1, 0
    limit = _limit(attributes, head, seen=seen)
    index = stop
    while index < len(tokens) and count < _LONGEST:
        if _joins(tokens, attributes, index):
            index += 1
            continue
        word = attributes.words[index]
        small = attributes.shapes[index][-1:] in "xi" and attributes.classes[index] != "N"
        if not _continues(attributes, index, head, seen=seen):
            break
        free = attributes.classes[index] in "Nrk" or word in _SACRED or word in HEADS
        count += not free
        if count > limit or (small and not free and not _is_small_name(attributes, index, head)):
            break
        index += 1
        stop = index
    if _may_name_leader(tokens, attributes, head, stop):
        return _without_leader(attributes, head, stop)
    return stop


def _is_small_name(attributes: Sight, index: int, head: int) -> bool:
    """In small letters: an unlisted word right behind the head of a placed office, or behind sacred words."""
    code, bucket = attributes.classes[index], attributes.buckets[index]
    before = (
        attributes.words[index - 1] if attributes.words[index - 1] != "." else attributes.words[index - 2]
    )
    if before in _DIVISIONS | _LANDSCAPE and index > head + 1 and code in "Udes":
        return True
    if attributes.words[index] in _LANDSCAPE:
        return before in HEADS | _SACRED
    if code not in "USd" or (code in "Ud" and bucket != "0"):
        return code == "S"
    placed = attributes.words[head] in _PLACED and (index == head + 1 or attributes.words[index - 1] in HEADS)
    return placed or any(word in _SACRED for word in attributes.words[head + 1 : index])


def _limit(attributes: Sight, head: int, *, seen: bool) -> int:
    """How many words that could be parts of a person's name belong to the institution's."""
    word = attributes.words[head]
    if word in _BANKS:
        return 1
    if word in _PLACED:
        return _PLACE_WORDS if seen or attributes.classes[head + 1 : head + 2] == ["N"] else 1
    return _LONGEST if seen else _LONGEST_UNSEEN


def _joins(tokens: Sequence[Token], attributes: Sight, index: int) -> bool:
    """A mark inside a name: the full stop of an abbreviation, a hyphen, an opening quote, a slash."""
    text = tokens[index].text
    if text == '"' and attributes.words[index + 1 : index + 2] and attributes.shapes[index + 1][-1:] in "TX":
        return attributes.classes[index - 1] != "P"
    if index + 1 >= len(tokens) or tokens[index - 1].end != tokens[index].start:
        return False
    if text == ".":
        return attributes.words[index - 1] in _SHORTENED or attributes.classes[index - 1] in "HT"
    return text in "-'/" and tokens[index].end == tokens[index + 1].start


def _continues(attributes: Sight, index: int, head: int, *, seen: bool) -> bool:
    code, word, shape = attributes.classes[index], attributes.words[index], attributes.shapes[index]
    first = index == head + 1
    if code == "N":
        return attributes.words[index][:1].isdigit()
    if word in _HONOURED and attributes.words[head] in _BUILT and shape[-1:] not in "xi":
        return True
    if code == "K" and attributes.words[index - 1] in _BEFORE_KIN:
        return True
    before = attributes.words[index - 1]
    if word == "h" and attributes.words[index - 2 : index] == ["kh", "."]:
        return True
    if word.replace(".", "") in _REVERED and (
        first or before == "." or before.replace(".", "") in _REVERED or before in _SACRED
    ):
        return True
    if word in _SACRED:
        return shape[-1:] not in "xi" or code in "SUrkI" or len(word) > 3
    named = attributes.words[head] in _BUILT | _PRAYED
    if (seen or named) and word in ("bin", "binti") and not first:
        return True
    if code == "P" or code in _STOPS:
        return False
    if code in "HTJ" or (code == "K" and not (seen and shape[-1:] in "TX")):
        return False
    if word in _LANDSCAPE and not seen and (attributes.words[head] in _PLACED or before in _DIVISIONS):
        return True
    if shape[-1:] in "xi":
        return code in "rkSUdes"
    return code in "UdserkSIKyg" or (seen and code in "fca")


def _may_name_leader(tokens: Sequence[Token], attributes: Sight, head: int, stop: int) -> bool:
    """Whether an office word stands before the head and nothing behind says that the name is still "
    "to come."""
    first = head
    while first > 0 and attributes.words[first - 1] in HEADS:
        first -= 1
    if (
        first == 0
        or attributes.words[first - 1] not in _LEADERS | _CALLED
        or _is_named(attributes, first - 2)
    ):
        return False
    if stop >= len(tokens):
        return True
    return attributes.classes[stop] not in "HTV" and tokens[stop].text not in ",("


def _is_named(attributes: Sight, index: int) -> bool:
    """Whether a name stands before the word for who leads: "Asep Komarudin, operator MI ..."."""
    index -= index > 0 and attributes.words[index] == ","
    return index >= 0 and attributes.classes[index] in "Udk" and attributes.buckets[index] in "123"


def _without_leader(attributes: Sight, head: int, stop: int) -> int:
    """Only what no person is called: numbers, places, and the words that begin names of institutions."""
    named = attributes.words[head] in _NAMED
    index = head + 1
    sacred = 0
    while index < stop:
        word, code = attributes.words[index], attributes.classes[index]
        if word in _SACRED or word in HEADS or (code in "P" and index + 1 < stop):
            sacred += word in _SACRED
        elif not (code in "Nrk" or (named and sacred == 1) or attributes.words[index - 1] in _DIVISIONS):
            break
        else:
            sacred = 0 if code not in "Nrk" else sacred
        index += 1
    return index


def _before_suffix(tokens: Sequence[Token], attributes: Sight, head: int) -> range:
    """Capitalised words before "School", "Foundation"."""
    first = head
    while first > 0 and head - first < _LONGEST:
        capital = attributes.shapes[first - 1][-1:] in "TX" and attributes.classes[first - 1] not in "HTLPV"
        joined = tokens[first - 1].text == "-" and tokens[first - 1].end == tokens[first].start
        if not (capital or joined) or attributes.words[first - 1] in ("the", "at", "my", "our", "head"):
            break
        first -= 1
    return range(first, head + 1)
