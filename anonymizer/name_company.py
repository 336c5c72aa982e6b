"""Names known by the company they keep: the next item of a list, the other half of "X and Y", a nickname.

Nothing is found here without a name found before, or a mark that sets a word apart (a quotation mark and
a comma around who is addressed, an age in brackets). Positions are token indices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from anonymizer.features import Sight
from anonymizer.name_doubts import OWNERS, is_grade, names_owner
from anonymizer.name_edges import Proposal
from anonymizer.tokens import Token
from anonymizer.wordlists import phrases, words

_SCORE = 0.78
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
_LISTING = words("yaitu yakni adalah : antaranya diantaranya ialah namanya")
_AND = words("dan dn & and serta sama sm karo lan kaliyan jeung sareng jo deng dengan dgn n + / atau")
_ADDRESSED = words(
    "kamu kau lu lo elu anda kowe sampeyan maneh jangan jgn tolong awas ingat dengar kalau klo kalo "
    "nanti besok sini "
    "ambilkan bayar you"
)
_NAMING = words("namanya bernama jenenge namina namonyo")
_NICKNAMED = words("panggilan panggilannya disapa dijuluki julukan julukannya dipanggil")
_SHORTEST_DOER = 3
_CUES = frozenset("VJK")
_NICKNAMES = words("caca cece wanda adinda yunda nona neng nini lora lala uni umi koko nana didi")
_NEVER_BEFORE = words("nabi surah surat merek merk si")
_SPEAKS = words("bilang blg ngomong ngaku mengaku berkata menjawab nyuruh menyuruh cerita sendiri")
# What persons do, and hardly a thing or a thought.
DOES = words(
    "bilang berkata bertanya menjawab jawab minta meminta nagih menagih memungut mungut menyuruh "
    "nyuruh mengaku ngaku datang diam menangis nangis tertawa ketawa marah tersenyum senyum pulang "
    "membentak memarahi mengancam menelepon nelpon berjanji janji menolak menerima menyerahkan "
    "membayar bayar memotong menulis mendaftar mendaftarkan mencatat menyimpan mengangguk mengirim "
    "mengeluarkan berteriak teriak memukul nyubit mencubit dipanggil disuruh dimarahi dipukul "
    "ditampar diminta dimintai asks asked says said told wants took takes"
)
# What may stand between them, and what else only a person is.
HOW = words(
    "langsung tidak nggak gak sudah malah cuma hanya lalu pun sendiri kemudian juga tetap terus pernah"
)
_IS_SOMEBODY = phrases(
    "bukan orang; itu orangnya; orangnya; itu orang; adalah orang; is the man; is the lady"
)
_SELF = words("saya sy aku ak gue gw ane abdi kulo kula ambo awak tiang titiang ulun lon beta au denai")
_HERE = words("ini disini sini niki this")
_INITIALS = words("inisial berinisial initial initials inisialnya disingkat singkatan")
_MOST_INITIALS = 4
_SELF_BEHIND = words(
    "alamat rumah rmh dari dr umur usia warga wali tinggal asal lahir nik hp wa kelas siswa siswi guru "
    "saking sian lekan ti urang wong asli pegawai karyawan "
    "istri suami anak anaknya istrinya ortu orangtua pensiunan alumni mahasiswa mahasiswi honorer peserta"
)
_PARTIES = words("pelapor terlapor pengadu teradu saksi korban")
_NEVER = frozenset("PLNBIDVA")
_LONGEST_ITEM = 4
_LONGEST_NICKNAME = 12
_SIBLINGS = 2
# How much an unlisted word is spelt like a name, at least.
_NAMELIKE = frozenset("3456")
_VERY_NAMELIKE = frozenset("56")
_SAYS = frozenset(":>")
_ALSO_CALLED = words("als alias")
_BULLETS = frozenset("-*•>")
_TITLES = frozenset("HT")
_CAPITALS = words("mT sT")
_ENDS_SENTENCE = frozenset({".", "!", "?", "NL"})
_OPENS = frozenset({".", "!", "?", ":", "NL", '"', "-", ")", "|", ";", "*"})


def accompanied(tokens: Sequence[Token], attributes: Sight, found: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield the names that the found ones, or the marks around them, give away."""
    covered = {index for proposal in found for index in range(proposal.first, proposal.stop)}
    starts = {proposal.first for proposal in found}
    for proposal in found:
        for first, stop in _neighbours(attributes, proposal, starts):
            if not covered.intersection(range(first, stop)):
                covered.update(range(first, stop))
                yield Proposal(first, stop, _SCORE, "name.company")
    yield from _whole(attributes, found)
    for proposal in _islanders(attributes, found):
        covered.update(range(proposal.first, proposal.stop))
        yield proposal
    speakers = _speakers(attributes) if found else ()
    for first, stop in [
        *_items(tokens, attributes, starts),
        *_set_apart(attributes),
        *speakers,
        *_talkers(attributes),
        *_signed(attributes),
        *_initialled(tokens, attributes),
        *_doers(attributes),
        *_named(attributes),
        *_called(attributes),
        *_introduced(attributes),
        *_owners(attributes),
        *_amid(attributes),
        *_farewells(attributes),
        *_told_outright(attributes),
        *_glued_to_degrees(tokens),
        *_last_items(attributes, found),
        *_placed(attributes),
    ]:
        graded = stop - first == 1 and is_grade(attributes, first)
        if not graded and not covered.intersection(range(first, stop)):
            covered.update(range(first, stop))
            yield Proposal(first, stop, _SCORE, "name.company")


def _whole(attributes: Sight, found: Sequence[Proposal]) -> Iterator[Proposal]:
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
    cues = before in _SELF or before in _PARTIES or before in _PERSONAL or before in _FAREWELLS
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
    if len(word) < _SHORTEST_DOER or word in OWNERS:
        return False
    borne = attributes.buckets[index] != "0" or attributes.shapes[index][-1:] == "X"
    return code in "Ukra" or (code in "dgesy" and (borne or attributes.likeness[index] in _NAMELIKE))


def _is_told_next(attributes: Sight, index: int) -> bool:
    """Whether what a speaker says next begins here: where they are from, what they do, "melaporkan"."""
    word, code = attributes.words[index], attributes.classes[index]
    if word in _SELF_BEHIND or word in DOES or word in _BEARS:
        return True
    done = code in "fcad" and word.startswith(("me", "di", "mau", "ingin"))
    return done and len(word) > _SHORTEST_DOER - 1


def _islanders(attributes: Sight, found: Sequence[Proposal]) -> Iterator[Proposal]:
    """The names that begin with a particle or a family, as far as they or what was found of them goes."""
    for first, stop in _of_islands(attributes):
        over = [other for other in found if other.first < stop and first < other.stop]
        first = min([first, *(other.first for other in over)])
        stop = max([stop, *(other.stop for other in over)])
        if not any(other.first <= first and stop <= other.stop for other in over):
            yield Proposal(first, stop, _WHOLE_SCORE, "name.company")


def _owners(attributes: Sight) -> Iterator[tuple[int, int]]:
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
        if len(attributes.words[index]) > _SHORTEST_DOER:
            yield index, stop


def _is_strange(attributes: Sight, index: int) -> bool:
    """Whether no list of words has a word that names are spelt like, or only its root: "ngadimin"."""
    code = attributes.classes[index]
    borne = code == "U" and attributes.buckets[index] != "0"
    return borne or (code in "Uay" and attributes.likeness[index] in _VERY_NAMELIKE)


def _amid(attributes: Sight) -> Iterator[tuple[int, int]]:
    """A word spelt like a name with a capital inside a sentence, though its root is a word's: "Ngadimin"."""
    for index, code in enumerate(attributes.classes):
        if code not in "ay" or attributes.shapes[index] != "mT" or not index:
            continue
        before = attributes.words[index - 1]
        if before in _OPENS or attributes.classes[index - 1] in "INLS" or not _is_strange(attributes, index):
            continue
        if attributes.shapes[index - 1] == "mx" or before == ",":
            yield index, index + 1


def _farewells(attributes: Sight) -> Iterator[tuple[int, int]]:
    """What a text ends with behind a farewell: "wassalam, marselina boimau"."""
    count = len(attributes.words)
    while count and attributes.classes[count - 1] in "PL":
        count -= 1
    for first in range(max(1, count - 4), count):
        before = first - 1
        while before and attributes.classes[before] in "PL":
            before -= 1
        likely = attributes.classes[first] == "U" and attributes.likeness[first] in _NAMELIKE
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


def _told_outright(attributes: Sight) -> Iterator[tuple[int, int]]:
    """A name in small letters that is all a sentence says: "saya melki nabut, guru", "Dari: aep"."""
    words_, count = attributes.words, len(attributes.words)
    for index, word in enumerate(words_[:-1]):
        opens = index == 0 or words_[index - 1] in _OPENS or words_[index - 1] == "nama"
        field = word in _FIELDS and words_[index + 1] == ":"
        first = index + 1 + field
        if not opens or not (field or word in _SELF) or first >= count:
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


def _glued_to_degrees(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
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
    return len(word) > _SHORTEST_DOER and (code in "Udkresc" or borne) and word not in _SELF_BEHIND


def _is_syllable(attributes: Sight, index: int) -> bool:
    word, code = attributes.words[index], attributes.classes[index]
    return len(word) <= _LONGEST_SYLLABLE and code in "UdkrgesyaMc" and word not in _SELF_BEHIND


def _is_given_syllable(attributes: Sight, index: int) -> bool:
    """Whether a syllable behind a family is part of the name, with the same capitals and no everyday word."""
    word, code = attributes.words[index], attributes.classes[index]
    alike = attributes.shapes[index] == attributes.shapes[index - 1]
    return alike and len(word) <= _LONGEST_SYLLABLE and (code in "UdkrsyeM" or word in _SYLLABLES)


def _closes(attributes: Sight, index: int) -> bool:
    """Whether a name that ends here is the end of what is said, or is told about next."""
    ended = index >= len(attributes.words) or attributes.words[index] in _ENDS_NAME
    return ended or _is_told_next(attributes, index)


def _last_items(attributes: Sight, found: Sequence[Proposal]) -> Iterator[tuple[int, int]]:
    """The last of several names with commas between: "susi, mira, ida", "yaitu Rini, Rono."."""
    stops = {proposal.stop: proposal.first for proposal in found}
    for stop, first in stops.items():
        index = stop + 1
        if attributes.words[stop : stop + 1] != [","] or index >= len(attributes.words):
            continue
        ends = attributes.words[index + 1 : index + 2] in ([], ["."], ["NL"])
        code, bucket = attributes.classes[index], attributes.buckets[index]
        alike = attributes.shapes[index] == attributes.shapes[first] and ends and code in "Udgesacr"
        before = first - 1
        listed = before >= 0 and attributes.words[before] in _LISTING
        several = before > 0 and attributes.words[before] == "," and before in stops
        borne = bucket in "23" or attributes.likeness[index] in _NAMELIKE or code == "U"
        spelt = listed and _is_capital(attributes, index) and code != "c"
        if (
            alike
            and len(attributes.words[index]) > 2
            and (
                (several and borne and code not in "cr")
                or (listed and (bucket in "23" or spelt) and code not in "r")
            )
        ):
            yield index, index + 1


def _placed(attributes: Sight) -> Iterator[tuple[int, int]]:
    """A known name between commas behind an office: "Kepala TU, Fathul, minta"."""
    for index in range(2, len(attributes.words) - 1):
        if attributes.words[index - 1] != "," or attributes.words[index + 1] != ",":
            continue
        office = (
            attributes.classes[index - 2] == "J" or "J" in attributes.classes[max(0, index - 3) : index - 2]
        )
        known = attributes.buckets[index] in "23" and attributes.classes[index] in "UdSes"
        if office and known and _is_capital(attributes, index):
            yield index, index + 1


def _neighbours(attributes: Sight, found: Proposal, starts: set[int]) -> Iterator[tuple[int, int]]:
    """The other half of "X dan Y", the middle of "X, Y & Z", the nickname in "X (Y)"."""
    stop, count = found.stop, len(attributes.words)
    before = found.first - 2
    if before >= 0 and attributes.words[before + 1] in _AND and _is_first_half(attributes, before):
        yield before, before + 1
    if stop + 1 >= count:
        return
    mark = attributes.words[stop]
    if mark in _AND:
        first = _after_titles(attributes, stop + 1)
        if _may_be_name(attributes, first):
            yield first, first + 1
    elif mark == "," and _may_be_name(attributes, stop + 1) and stop + 2 < count:
        follows = attributes.words[stop + 2] in _AND or attributes.words[stop + 2] == ","
        if follows and _after_titles(attributes, stop + 3) in starts:
            yield stop + 1, stop + 2
    elif mark == "(" and attributes.words[stop + 2 : stop + 3] == [")"]:
        known = attributes.classes[stop + 1] in "fcgJKIAMSrk" and (
            attributes.classes[stop + 1] == "K" or not _is_capital(attributes, stop + 1)
        )
        if (
            not known
            and _may_be_name(attributes, stop + 1)
            and len(attributes.words[stop + 1]) < _LONGEST_NICKNAME
        ):
            yield stop + 1, stop + 2


def _is_first_half(attributes: Sight, index: int) -> bool:
    """Whether a word with a capital, which many are called, stands alone before "dan": "Tri dan Dwi"."""
    alone = index == 0 or not _is_capital(attributes, index - 1)
    borne = attributes.buckets[index] in "23" and attributes.classes[index] in "UdkrcA"
    return borne and alone and _is_capital(attributes, index)


def _after_titles(attributes: Sight, index: int) -> int:
    while index < len(attributes.words) and (
        attributes.classes[index] in _TITLES or _is_title_stop(attributes, index)
    ):
        index += 1
    return index


def _is_title_stop(attributes: Sight, index: int) -> bool:
    return attributes.words[index] == "." and attributes.classes[index - 1] in _TITLES


def _is_capital(attributes: Sight, index: int) -> bool:
    return attributes.shapes[index] in _CAPITALS


def _may_be_name(attributes: Sight, index: int) -> bool:
    """A capitalised word of a mixed text, else a word that is unlisted or known as a name."""
    if (
        index >= len(attributes.words)
        or (attributes.classes[index] in _NEVER and not _is_borne(attributes, index))
        or len(attributes.words[index]) < 2
    ):
        return False
    code, bucket = attributes.classes[index], attributes.buckets[index]
    if _is_capital(attributes, index):
        return code not in "JHfgKA" or bucket == "3" or (bucket == "2" and code != "A")
    return (code == "U" and bucket != "0") or (code in "de" and bucket in "23")


def _is_borne(attributes: Sight, index: int) -> bool:
    """A short form that is everybody's name, too: "Tri"."""
    return attributes.classes[index] == "A" and attributes.buckets[index] == "3"


def _items(tokens: Sequence[Token], attributes: Sight, starts: set[int]) -> Iterator[tuple[int, int]]:
    """What opens a list line when other lines of the list open with names: "III. Muslim, petani"."""
    listed, plain = _leads(attributes)
    for leads, share in ((listed, 2), (plain, 1.5)):
        named = sum(1 for lead in leads if lead in starts)
        if named >= _SIBLINGS and named * share >= len(leads):
            yield from _further_items(tokens, attributes, [lead for lead in leads if lead not in starts])


def _further_items(tokens: Sequence[Token], attributes: Sight, leads: list[int]) -> Iterator[tuple[int, int]]:
    for lead in leads:
        stop = lead
        while (
            stop < len(tokens)
            and stop < lead + _LONGEST_ITEM
            and attributes.classes[stop] not in _NEVER | {"J"}
        ):
            if stop > lead and tokens[stop].start != tokens[stop - 1].end + 1:
                break
            if tokens[stop].text.islower():
                break
            stop += 1
        closes = stop >= len(tokens) or attributes.classes[stop] in "PLNA"
        called = any(attributes.buckets[index] != "0" for index in range(lead, stop)) or stop == lead + 1
        known = all(
            attributes.classes[index] in "fcdsaeAK" and attributes.buckets[index] == "0"
            for index in range(lead, stop)
        )
        if called and not known and closes and attributes.words[stop : stop + 1] != [":"]:
            yield lead, stop


def _leads(attributes: Sight) -> tuple[list[int], list[int]]:
    """The first words of lines: of those that begin with a number, a letter or a bullet, and of "
    "the others."""
    listed: list[int] = []
    plain: list[int] = []
    opens = True
    for index, word in enumerate(attributes.words):
        if opens and word != "NL":
            lead = index
            while lead < len(attributes.words) and lead < index + 4 and _is_enumeration(attributes, lead):
                lead += 1
            enumerated = lead > index
            lead = _after_titles(attributes, lead)
            if lead < len(attributes.words) and attributes.classes[lead] not in _NEVER:
                (listed if enumerated else plain).append(lead)
        opens = word == "NL"
    return listed, plain


def _is_enumeration(attributes: Sight, index: int) -> bool:
    word, code = attributes.words[index], attributes.classes[index]
    following = attributes.words[index + 1 : index + 2]
    if code == "N" or word in _BULLETS or word in "(.)|":
        return True
    return (len(word) == 1 or word in ("ii", "iii", "iv", "vi", "vii")) and following in (["."], [")"])


def _named(attributes: Sight) -> Iterator[tuple[int, int]]:
    """The word right behind "namanya", whatever else it means: "namanya Rebo", "namanya imam"."""
    if _NAMING.isdisjoint(attributes.words) and _ALSO_CALLED.isdisjoint(attributes.words):
        return
    for index, word in enumerate(attributes.words):
        if word not in _NAMING and word not in _ALSO_CALLED:
            continue
        first = index + 1
        while first < len(attributes.words) and first < index + 4 and attributes.words[first] in (".", ":"):
            first += 1
        if first < len(attributes.words) and len(attributes.words[first]) > 2:
            code, bucket = attributes.classes[first], attributes.buckets[first]
            other = word in _ALSO_CALLED and _is_capital(attributes, first) and code in "Udkresacg"
            if other or code == "M" or (bucket in "123" and code in "UdkrJgK"):
                yield first, first + 1


def _called(attributes: Sight) -> Iterator[tuple[int, int]]:
    """The one word behind "si" ("si gendon", "si deni") or "panggilan", and "perawat Manis"."""
    announced = enumerate(zip(attributes.words[:-1], attributes.classes[:-1], strict=True), 1)
    for index, (before, cue) in announced:
        if cue not in _CUES and before not in OWNERS and before not in _NICKNAMED:
            continue
        code = attributes.classes[index]
        if len(attributes.words[index]) < _SHORTEST_DOER or code not in "UdkresgacyH":
            continue
        if code == "H":
            if _is_nickname(attributes, index):
                yield index, index + 1
            continue
        if before == "si" and cue == "V":
            strange = code == "U" or attributes.buckets[index] in "23"
            strange = strange and attributes.shapes[index - 1][-1:] == attributes.shapes[index][-1:]
            if strange or _is_capital(attributes, index):
                yield index, index + 1
        elif _is_serving(attributes, index) or (before in _NICKNAMED and _is_capital(attributes, index)):
            yield index, index + 1


def _is_nickname(attributes: Sight, index: int) -> bool:
    """ "temenku caca", "temen gw dede": a form of address that is a friend's name, with none behind it."""
    if attributes.words[index] not in _NICKNAMES or not _is_kin(attributes, index - 1):
        return False
    following = attributes.classes[index + 1 : index + 2]
    called = following and following[0] in "Udkr" and attributes.buckets[index + 1] != "0"
    return not called and (index + 1 == len(attributes.words) or not _is_capital(attributes, index + 1))


def _is_serving(attributes: Sight, index: int) -> bool:
    """Whether one word with a capital, which names are, stands alone behind a small word for a job."""
    opens = index == 1 or attributes.words[index - 2] in _ENDS_SENTENCE
    job = attributes.classes[index - 1] == "J" and (opens or attributes.shapes[index - 1] in ("mx", "sx"))
    alone = attributes.shapes[index + 1 : index + 2] == [] or not _is_capital(attributes, index + 1)
    borne = attributes.buckets[index] in "23" and attributes.classes[index] in "Udkgc"
    return job and alone and borne and _is_capital(attributes, index)


def _introduced(attributes: Sight) -> Iterator[tuple[int, int]]:
    """A name that may be a word, between who speaks and what they are: "aku dina rumah", "pelapor bagus"."""
    count = len(attributes.words)
    for index, word in enumerate(attributes.words):
        if word not in _SELF and word not in _PARTIES:
            continue
        stop = index + 1
        while stop < count and stop < index + 4 and _is_called(attributes, stop):
            stop += 1
        if stop == index + 1:
            continue
        behind = attributes.words[stop] if stop < count else "NL"
        ends = behind == "NL" or behind in ".,;("
        here = index > 0 and attributes.words[index - 1] in _HERE and _is_capital(attributes, index + 1)
        if (behind in _SELF_BEHIND or (here and ends)) if word in _SELF else ends:
            yield index + 1, stop


def _doers(attributes: Sight) -> Iterator[tuple[int, int]]:
    """A word that names are, with a capital, before what only persons do: "Mawar bertanya"."""
    large = [index for index, shape in enumerate(attributes.shapes[:-1]) if shape in _CAPITALS]
    places = [index for index in large if _stands_alone(attributes, index)]
    # A capital inside a sentence says as much as a list of names: "lalu Gembira bilang".
    inside = {
        attributes.words[index] for index in places if index and attributes.words[index - 1] not in _OPENS
    }
    named = set()
    for index in places:
        word, code = attributes.words[index], attributes.classes[index]
        known = (word in inside and code in "cd") or (attributes.buckets[index] in "23" and code in "Ucdgkr")
        if known and _is_done_by_person(attributes, index + 1):
            named.add(word)
            yield index, index + 1
    for index in places:
        if attributes.words[index] in named & inside and attributes.words[index - 1] not in _OPENS:
            yield index, index + 1


def _stands_alone(attributes: Sight, index: int) -> bool:
    """Whether no word with a capital is before a word with one that may be a name."""
    if attributes.classes[index] not in "Ucdgkr":
        return False
    if len(attributes.words[index]) < _SHORTEST_DOER or attributes.words[index] in _SELF:
        return False
    before = "NL" if index == 0 else attributes.words[index - 1]
    if before in _NEVER_BEFORE:
        return False
    # "Kemarin Ramah membentak": the word before is large because it opens the sentence.
    opened = index > 0 and attributes.classes[index - 1] in "fg"
    opened = opened and (index == 1 or attributes.words[index - 2] in _ENDS_SENTENCE)
    return index == 0 or opened or not _is_capital(attributes, index - 1)


def _is_done_by_person(attributes: Sight, index: int) -> bool:
    """Whether a verb of persons stands here, behind a comma or an adverb at most."""
    following = attributes.words[index : index + 3]
    if any(tuple(following[: len(phrase)]) == phrase for phrase in _IS_SOMEBODY):
        return True
    skipped = following[0] in HOW or (following[0] == "," and attributes.words[index - 2] == ",")
    return following[0] in DOES or (skipped and len(following) > 1 and following[1] in DOES)


def _initialled(tokens: Sequence[Token], attributes: Sight) -> Iterator[tuple[int, int]]:
    """The letters that stand for a name: "berinisial M.S.", "inisial R dan K"."""
    for index, word in enumerate(attributes.words):
        first = index + 1
        called = attributes.classes[index] == "H" and len(word) > 1
        if word not in _INITIALS and not called:
            continue
        while first < len(tokens) and tokens[first].text in (":", '"'):
            first += 1
        stop = _end_of_initials(tokens, first)
        if called and not _are_all_the_name(tokens, first, stop):
            continue
        if stop == first + 1 and len(tokens[first].text) == 1:
            continue  # one letter tells nobody who it is
        while stop > first:
            yield first, stop
            first = stop + 1
            linked = stop < len(tokens) and attributes.words[stop] in _AND
            stop = _end_of_initials(tokens, first) if linked else first


def _are_all_the_name(tokens: Sequence[Token], first: int, stop: int) -> bool:
    """Whether letters with full stops are all that stands behind a form of address: "Bu R.T. minta"."""
    dotted = stop > first + 2 and tokens[stop - 1].text == "."
    return dotted and (stop == len(tokens) or not tokens[stop].text[0].isupper())


def _end_of_initials(tokens: Sequence[Token], first: int) -> int:
    """Behind letters with full stops, or a few letters in capitals; `first` itself where there are none."""
    stop = first
    while stop < len(tokens) and stop < first + 2 * _MOST_INITIALS:
        text = tokens[stop].text
        touching = stop == first or tokens[stop].start == tokens[stop - 1].end
        dotted = (
            len(text) == 1
            and text.isalpha()
            and [token.text for token in tokens[stop + 1 : stop + 2]] == ["."]
        )
        if not touching or not (dotted or _is_initial(text, alone=stop == first)):
            break
        stop += 1
    return stop - 1 if stop == first + 2 and tokens[first + 1].text == "." else stop


def _is_initial(text: str, *, alone: bool) -> bool:
    """A capital, a full stop behind one, or capitals with and without full stops."""
    letters = text.replace(".", "")
    if not letters:
        return not alone
    return letters.isalpha() and letters.isupper() and len(letters) <= _MOST_INITIALS


def _is_called(attributes: Sight, index: int) -> bool:
    code, bucket = attributes.classes[index], attributes.buckets[index]
    if code == "U" and attributes.likeness[index] in _NAMELIKE:
        return True
    return bucket in "23" and code in "Ucdkra" and attributes.words[index] not in _SELF_BEHIND


def _speakers(attributes: Sight) -> Iterator[tuple[int, int]]:
    """A name that is a word, in small letters, before a verb of speaking: "klo mawar bilang"."""
    if _SPEAKS.isdisjoint(attributes.words):
        return
    for index in range(len(attributes.words) - 1):
        named = attributes.buckets[index] in "23" and attributes.classes[index] in "Ucdk"
        if named and attributes.words[index + 1] in _SPEAKS and attributes.shapes[index][-1:] == "x":
            yield index, index + 1


def _signed(attributes: Sight) -> Iterator[tuple[int, int]]:
    """One word with a capital behind a dash at the very end: "... terima kasih. - Teguh"."""
    last = len(attributes.words) - 1
    while last > 1 and attributes.words[last] in ("NL", "."):
        last -= 1
    signed = last > 1 and attributes.words[last - 1] == "-" and _is_capital(attributes, last)
    closed = attributes.words[last - 2] in (".", "!", "?", "NL") if signed else False
    if closed and attributes.classes[last] in "Udcesrk" and attributes.buckets[last] != "0":
        yield last, last + 1


def _talkers(attributes: Sight) -> Iterator[tuple[int, int]]:
    """Who speaks again and again in a chat: "Dul: ..." at the beginning of several lines."""
    words_, last = attributes.words, len(attributes.words) - 2
    lines = [index for index in range(last) if index == 0 or words_[index - 1] == "NL"]
    talking = [index for index in lines if words_[index + 1] in _SAYS and words_[index + 2] != "NL"]
    if len(talking) * 2 < len(lines):
        return
    times = Counter(words_[index] for index in talking)
    for index in talking:
        code, bucket = attributes.classes[index], attributes.buckets[index]
        called = code == "U" or (code in "desrkg" and bucket in "23")
        if times[words_[index]] > 1 and called and len(words_[index]) > 2:
            yield index, index + 1


def _is_kin(attributes: Sight, index: int) -> bool:
    """ "adiknya", "adik saya", "anak kami"."""
    return attributes.classes[index] == "K" or names_owner(attributes, index)


def _set_apart(attributes: Sight) -> Iterator[tuple[int, int]]:
    """ ""Ndari, kamu ...", "istrinya, Imah." and "Fitri (8) pulang"."""
    for index in range(len(attributes.words) - 3):
        if attributes.shapes[index] not in _CAPITALS or attributes.classes[index] in "PLNBIDAJH":
            continue
        after = attributes.words[index + 1 : index + 4]
        called = (
            index > 0 and attributes.words[index - 1] == '"' and after[0] == "," and after[1] in _ADDRESSED
        )
        kin = index > 1 and attributes.words[index - 1] == "," and _is_kin(attributes, index - 2)
        if kin and after[0] in (",", ".") and (attributes.buckets[index] in "123" or after[0] == ","):
            yield index, index + 1
            continue
        number = attributes.words[index + 2]
        aged = after[0] == "(" and after[2] == ")" and number.isdigit() and len(number) < 3
        if called or (aged and attributes.buckets[index] in "123"):
            yield index, index + 1
