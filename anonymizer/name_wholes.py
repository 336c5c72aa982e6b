"""Names in small letters or capitals that their particles, their families or their place give away whole.

"ni made astini", "tan kok liong", "gaji ngatmo", "wassalam, marselina"; the rest of a name found in part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anonymizer.features import Sight
from anonymizer.name_doubts import OWNERS, names_owner
from anonymizer.name_edges import Proposal
from anonymizer.tokens import Token
from anonymizer.wordlists import words

_WHOLE_SCORE = 0.998
_LONGEST_TAIL = 2
_LONGEST_SYLLABLE = 6
_ENDS_NAME = frozenset({",", ".", ";", "(", "NL", "/"})
_FIELDS = words("pelapor pengadu saksi korban terlapor pelaku pengirim dari from nama name oleh penulis")
_PARTICLES_OF_BIRTH = words("ni i gusti dewa desak")
_BORN_AS = words("komang kadek wayan made nyoman ketut nengah gede putu luh ayu gusti dewa")
# "la" is read as "lah".
_PARTICLES_OF_KIN = words("la lah wa i baso besse cut")
_FAMILIES = words(
    "tan lie liem lim oei oey tjia tjoa gouw kwee ong thio the tio njoo nyoo ang goh kho khoe liong "
    "sie siauw yap yauw chandra tjong tjan bong chin phang kwok"
)
_SHORTEST_GLUED = 4
_FACULTIES = words("pd ag h sos kom e t si hum ap ei sy th fil ip pdi")
_BEARS = words("sakit meninggal takut trauma kena juga belum tidak sudah uangnya")
_UNMISTAKABLE = words("oei oey liem kwee gouw tjia tjoa tjong tjan njoo siauw khoe njo thio auw kwik")
_SYLLABLES = words(
    "mei lan hok bian swan hwa kok kie giok tek lian nio sioe hoo bing liong lin ling ing sian"
)
_PERSONAL = words("gaji honor tabungan hp rekening hubungi istri suami")
_FAREWELLS = words(
    "wassalam wassalamualaikum wasalam hormat takzim salam ttd suwun nuhun kasih terimakasih makasih trims"
)
SHORTEST_DOER = 3
# What persons do, and hardly a thing or a thought.
DOES = words(
    "bilang berkata bertanya menjawab jawab minta meminta nagih menagih memungut mungut menyuruh "
    "nyuruh mengaku ngaku datang diam menangis nangis tertawa ketawa marah tersenyum senyum pulang "
    "membentak memarahi mengancam menelepon nelpon berjanji janji menolak menerima menyerahkan "
    "membayar bayar memotong menulis mendaftar mendaftarkan mencatat menyimpan mengangguk mengirim "
    "mengeluarkan berteriak teriak memukul nyubit mencubit dipanggil disuruh dimarahi dipukul "
    "ditampar diminta dimintai asks asked says said told wants took takes"
)
SELF = words("saya sy aku ak gue gw ane abdi kulo kula ambo awak tiang titiang ulun lon beta au denai")
SELF_BEHIND = words(
    "alamat rumah rmh dari dr umur usia warga wali tinggal asal lahir nik hp wa kelas siswa siswi guru "
    "saking sian lekan ti urang wong asli pegawai karyawan "
    "istri suami anak anaknya istrinya ortu orangtua pensiunan alumni mahasiswa mahasiswi honorer peserta"
)
PARTIES = words("pelapor terlapor pengadu teradu saksi korban")
# How much an unlisted word is spelt like a name, at least.
NAMELIKE = frozenset("3456")
_VERY_NAMELIKE = frozenset("56")
OPENS = frozenset({".", "!", "?", ":", "NL", '"', "-", ")", "|", ";", "*"})


def whole(attributes: Sight, found: Sequence[Proposal]) -> Iterator[Proposal]:
    """The names that go on in small letters or capitals up to a mark or the end: "pelapor: melki nabut"."""
    for first, stop, _, rule in found:
        if attributes.shapes[first][-1:] not in "xX" or stop - first > 2 or not _is_cued(attributes, first):
            continue
        end = _end_of_tail(attributes, first, stop)
        if end > stop:
            yield Proposal(first, end, _WHOLE_SCORE, rule)


def _is_cued(attributes: Sight, first: int) -> bool:
    """Whether a label, who speaks, a form of address or "istri saya" stands before a name."""
    if first == 0:
        return False
    before = attributes.words[first - 1]
    if before == ":" and first > 1:
        return attributes.classes[first - 2] == "V" or attributes.words[first - 2] in _FIELDS
    if before == "," and first > 1:
        return attributes.words[first - 2] in _FAREWELLS
    cues = before in SELF or before in PARTIES or before in _PERSONAL or before in _FAREWELLS
    return cues or attributes.classes[first - 1] in "HVK"


def _end_of_tail(attributes: Sight, first: int, stop: int) -> int:
    """Behind one or two further words of a name that nothing but an end follows, `stop` without any."""
    end, count = stop, len(attributes.words)
    while end < count and end < stop + _LONGEST_TAIL and _is_tail(attributes, end):
        if attributes.shapes[end] != attributes.shapes[first]:
            break
        end += 1
    if end < count and attributes.words[end] not in _ENDS_NAME and not _is_told_next(attributes, end):
        return stop
    return end


def _is_tail(attributes: Sight, index: int) -> bool:
    """Whether a word can end a name: unlisted, or of another language, and no ordinary word."""
    code, word = attributes.classes[index], attributes.words[index]
    if len(word) < SHORTEST_DOER or word in OWNERS:
        return False
    borne = attributes.buckets[index] != "0" or attributes.shapes[index][-1:] == "X"
    return code in "Ukra" or (code in "dgesy" and (borne or attributes.likeness[index] in NAMELIKE))


def _is_told_next(attributes: Sight, index: int) -> bool:
    """Whether what a speaker says next begins here: where they are from, what they do, "melaporkan"."""
    word, code = attributes.words[index], attributes.classes[index]
    if word in SELF_BEHIND or word in DOES or word in _BEARS:
        return True
    done = code in "fcad" and word.startswith(("me", "di", "mau", "ingin"))
    return done and len(word) > SHORTEST_DOER - 1


def islanders(attributes: Sight, found: Sequence[Proposal]) -> Iterator[Proposal]:
    """The names that begin with a particle or a family, as far as they or what was found of them goes."""
    for first, stop in _of_islands(attributes):
        over = [other for other in found if other.first < stop and first < other.stop]
        first = min([first, *(other.first for other in over)])
        stop = max([stop, *(other.stop for other in over)])
        if not any(other.first <= first and stop <= other.stop for other in over):
            yield Proposal(first, stop, _WHOLE_SCORE, "name.company")


def owners(attributes: Sight) -> Iterator[tuple[int, int]]:
    """Who is called by words that only names have, behind what is theirs: "gaji ngatmo"."""
    for index in range(1, len(attributes.words)):
        kin = names_owner(attributes, index - 1) and attributes.classes[index - 2] == "K"
        owned = kin or attributes.words[index - 1] in _PERSONAL
        if not owned or not _is_strange(attributes, index):
            continue
        stop = index + 1
        while stop < len(attributes.words) and stop < index + 3:
            known = attributes.classes[stop] == "d" and attributes.buckets[stop] != "0"
            if not known and not _is_strange(attributes, stop):
                break
            stop += 1
        if len(attributes.words[index]) > SHORTEST_DOER:
            yield index, stop


def _is_strange(attributes: Sight, index: int) -> bool:
    """Whether no list of words has a word that names are spelt like, or only its root: "ngadimin"."""
    code = attributes.classes[index]
    borne = code == "U" and attributes.buckets[index] != "0"
    return borne or (code in "Uay" and attributes.likeness[index] in _VERY_NAMELIKE)


def amid(attributes: Sight) -> Iterator[tuple[int, int]]:
    """A word spelt like a name with a capital inside a sentence, though its root is a word's: "Ngadimin"."""
    for index, code in enumerate(attributes.classes):
        if code not in "ay" or attributes.shapes[index] != "mT" or not index:
            continue
        before = attributes.words[index - 1]
        if before in OPENS or attributes.classes[index - 1] in "INLS" or not _is_strange(attributes, index):
            continue
        if attributes.shapes[index - 1] == "mx" or before == ",":
            yield index, index + 1


def farewells(attributes: Sight) -> Iterator[tuple[int, int]]:
    """What a text ends with behind a farewell: "wassalam, marselina boimau"."""
    count = len(attributes.words)
    while count and attributes.classes[count - 1] in "PL":
        count -= 1
    for first in range(max(1, count - 4), count):
        before = first - 1
        while before and attributes.classes[before] in "PL":
            before -= 1
        likely = attributes.classes[first] == "U" and attributes.likeness[first] in NAMELIKE
        borne = attributes.classes[first] == "d" and attributes.buckets[first] in "23" and first + 1 < count
        likely = likely or borne or _is_strange(attributes, first)
        if attributes.words[before] in _FAREWELLS and likely:
            stop = _end_of_tail(attributes, first, first + 1)
            if stop == count:
                yield first, stop
            return


def _of_islands(attributes: Sight) -> Iterator[tuple[int, int]]:
    """Names that begin with a particle or a family: "ni made astini", "saya la tahang", "tan kok liong"."""
    words_ = attributes.words
    for index, word in enumerate(words_[:-1]):
        if word in _PARTICLES_OF_BIRTH and words_[index + 1] in _BORN_AS:
            stop = _end_of_given(attributes, index + 2)
            strange = words_[index + 1] != "made" or attributes.classes[index + 2 : index + 3] in (
                ["U"],
                ["d"],
            )
            strange = strange or word != "i"
            if stop > index + 2 and strange:
                yield index, stop
        elif word in _PARTICLES_OF_KIN and _is_cued(attributes, index):
            stop = index + 1 + (words_[index + 1] == "ode")
            end = stop + (stop < len(words_) and _is_tail_of_particle(attributes, stop))
            end += end > stop and end < len(words_) and _is_tail(attributes, end)
            if end > stop and _closes(attributes, end):
                yield index, end
        elif word in _FAMILIES - _UNMISTAKABLE and _is_cued(attributes, index):
            end = index + 1
            while end < min(len(words_), index + 3) and _is_syllable(attributes, end):
                end += 1
            if end > index + 2 and _closes(attributes, end):
                yield index, end
        elif word in _UNMISTAKABLE:
            end = index + 1
            while end < min(len(words_), index + 3) and _is_given_syllable(attributes, end):
                end += 1
            if end > index + 1:
                yield index, end


def told_outright(attributes: Sight) -> Iterator[tuple[int, int]]:
    """A name in small letters that is all a sentence says: "saya melki nabut, guru", "Dari: aep"."""
    words_, count = attributes.words, len(attributes.words)
    for index, word in enumerate(words_[:-1]):
        opens = index == 0 or words_[index - 1] in OPENS or words_[index - 1] == "nama"
        field = word in _FIELDS and words_[index + 1] == ":"
        first = index + 1 + field
        if not opens or not (field or word in SELF) or first >= count:
            continue
        code, bucket = attributes.classes[first], attributes.buckets[first]
        borne = code == "d" and bucket != "0"
        if not (borne or _is_strange(attributes, first)) or attributes.shapes[first][-1:] == "i":
            continue
        stop = _end_of_tail(attributes, first, first + 1)
        whole = stop == count or words_[stop] in _ENDS_NAME
        likely = field or attributes.likeness[first] == "6"
        if whole and (stop > first + 1 or (likely and not borne)):
            yield first, stop


def glued_to_degrees(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """ "HartonoS.Pd": a name without a blank before its degree."""
    for index, (token, stop, degree) in enumerate(zip(tokens, tokens[1:], tokens[2:], strict=False)):
        text = token.text
        if (
            stop.text != "."
            or len(text) <= _SHORTEST_GLUED
            or text[-1] not in "SM"
            or not text[1:-1].islower()
        ):
            continue
        if text[0].isupper() and stop.start == token.end and degree.text.lower() in _FACULTIES:
            yield index, index + 1


def _end_of_given(attributes: Sight, start: int) -> int:
    """Behind the one or two words of a name that follow "ni made", `start` when there are none."""
    stop = start
    while stop < len(attributes.words) and stop < start + 2:
        code, bucket = attributes.classes[stop], attributes.buckets[stop]
        if code not in "Udkrgesa" or (code in "gesa" and bucket == "0"):
            break
        if attributes.shapes[stop][-1:] != attributes.shapes[start][-1:]:
            break
        stop += 1
    return stop


def _is_tail_of_particle(attributes: Sight, index: int) -> bool:
    """Whether a word is one that "la", "wa" and "i" stand before: no everyday word."""
    word, code = attributes.words[index], attributes.classes[index]
    borne = code == "g" and attributes.buckets[index] != "0"
    return len(word) > SHORTEST_DOER and (code in "Udkresc" or borne) and word not in SELF_BEHIND


def _is_syllable(attributes: Sight, index: int) -> bool:
    word, code = attributes.words[index], attributes.classes[index]
    return len(word) <= _LONGEST_SYLLABLE and code in "UdkrgesyaMc" and word not in SELF_BEHIND


def _is_given_syllable(attributes: Sight, index: int) -> bool:
    """Whether a syllable behind a family is part of the name, with the same capitals and no everyday word."""
    word, code = attributes.words[index], attributes.classes[index]
    alike = attributes.shapes[index] == attributes.shapes[index - 1]
    return alike and len(word) <= _LONGEST_SYLLABLE and (code in "UdkrsyeM" or word in _SYLLABLES)


def _closes(attributes: Sight, index: int) -> bool:
    """Whether a name that ends here is the end of what is said, or is told about next."""
    ended = index >= len(attributes.words) or attributes.words[index] in _ENDS_NAME
    return ended or _is_told_next(attributes, index)
