"""Names that the text itself announces: behind a label or "nama saya", in a signature, alone in a text.

The model weighs words; where a text says outright that a name comes, a name the lists have needs no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from anonymizer.features import Sight
from anonymizer.institution_words import REMEMBERED_BY_FIRST
from anonymizer.name_edges import Proposal
from anonymizer.name_posts import behind_names, behind_posts
from anonymizer.wordlists import words

_SCORE = 0.85
_RULE = "name.announced"
_LABELS = words(
    "nama pelapor pengadu pengirim saksi korban terlapor pelaku penulis tersangka oknum penyetor pembayar "
    "penerima pemohon name reporter witness complainant sender victim suspect"
)
# Whose name it is may stand between the label and its mark: "Nama pelapor :", "Nama lengkap:".
_OF_WHOM = _LABELS | words(
    "lengkap saya sy orang tua wali ibu ayah bapak anak siswa full terang jelas panggilan"
)
_TELLING = words("bernama namanya nm jenengku jenenge namaku ngaran aran")
_MYSELF = words("saya sy aku kula kulo abdi ambo gw gue ane beta")
_CHILD_OF = words("bin binti bt ibn")
_ANY_NAME = frozenset("UdskreaycMSg")
_FROM = words("dari dr dri warga asal asli umur usia wali from")
_IS = words("is adalah yaitu yakni y ya ialah itu")
_CALLED = words("panggil pggil dipanggil panggilan sebut")
_JUST = words("saja aja aj ae wae sja")
_NAMED = words("nama name nami jeneng asma")
_CLOSINGS = words(
    "hormat wassalam wassalamualaikum wasalam wassalamu'alaikum salam kasih terimakasih makasih trims "
    "trimakasih suwun nuhun ttd tertanda regards sincerely faithfully truly thanks you takzim wslm wass "
    "pelapor pengadu pengirim yours saya kami hormatku tks thx tq thank"
)
_AFTER_LABEL = 3
_MOST_WORDS = 4
# Classes of words that a name may have, when a list of names has the word.
_BORNE = frozenset("UdskreaycMS")
# Everyday words need a capital, too: "Pelapor: Bagus".
_EVERYDAY = frozenset("fg")
_GIVEN = frozenset("23")


def announced(attributes: Sight, cells: Sequence[tuple[int, int]]) -> list[Proposal]:
    """Return the names that labels, columns, introductions and signatures announce, none over another.

    `cells` are the tokens, first and behind the last, of table cells and fields that are there for names.
    """
    found: list[Proposal] = []
    filled = {cell for cell in cells if cell[0] < _end(attributes, cell[0], strange="Uay") == cell[1]}
    told = (cue(attributes) for cue in (_labelled, _from_somewhere, _with_father, _presented, _signed))
    placed = chain(behind_posts(attributes), behind_names(attributes))
    for first, stop in sorted(filled.union(*told, placed)):
        if not found or first >= found[-1].stop:
            found.append(Proposal(first, stop, _SCORE, _RULE))
    return found


def joined(found: Sequence[Proposal], sure: Sequence[Proposal]) -> list[Proposal]:
    """Return both kinds in order; of two that overlap the one that says more stays."""
    kept = list(found)
    for one in sure:
        over = [other for other in kept if other.first < one.stop and one.first < other.stop]
        if all(one.first <= other.first and other.stop <= one.stop for other in over):
            kept = [other for other in kept if other not in over] + [one]
    return sorted(kept)


def _labelled(attributes: Sight) -> Iterator[tuple[int, int]]:
    for index, word in enumerate(attributes.words):
        start = _behind_cue(attributes, index)
        if start is None:
            continue
        stop = _end(attributes, start)
        marked = attributes.words[start - 1] in (":", "=")
        if _is_said(attributes, index) and not marked:
            stop += stop == start and _is_given(attributes, start)  # "my name is cahaya"
        elif word in _LABELS and stop == start:
            stop = _unlisted(attributes, start) if marked else start
        elif word in _LABELS and stop == start + 1 and attributes.classes[start] in _ORDINARY:
            stop = stop if _ends_there(attributes, stop) else start
        if stop > start:
            yield start, stop


def _is_said(attributes: Sight, index: int) -> bool:
    """Whether the word says "name", or "my" behind it: "nama saya bunga"."""
    word, before = attributes.words[index], attributes.words[max(0, index - 1)]
    return word in _NAMED or (index > 0 and word in _MYSELF and before in _NAMED)


def _unlisted(attributes: Sight, start: int) -> int:
    """Where a name that no list has ends, when nothing else stands behind a label: "Saksi: Ngatini"."""
    stop = start
    while stop < len(attributes.words) and stop < start + _MOST_WORDS and attributes.classes[stop] == "U":
        stop += 1
    return stop if stop > start and _ends_there(attributes, stop) else start


def _with_father(attributes: Sight) -> Iterator[tuple[int, int]]:
    """ "Sarmi binti Kasan": a name, whatever else its words are."""
    codes, read = attributes.classes, attributes.words
    for index in range(1, len(read) - 1):
        if read[index - 1] in REMEMBERED_BY_FIRST or read[index] not in _CHILD_OF:
            continue  # "Maryam binti Imran"
        if codes[index - 1] in _ANY_NAME and codes[index + 1] in _ANY_NAME:
            yield index - 1, index + 2


def _presented(attributes: Sight) -> Iterator[tuple[int, int]]:
    """ "Saya Sarmi, janda dua anak": a capital and a comma, at the beginning of a sentence."""
    for index in range(len(attributes.words) - 2):
        if attributes.words[index] not in _MYSELF or attributes.words[index + 2] != ",":
            continue
        opens = attributes.shapes[index : index + 2] in (*_OPENING, ["tT", "tT"])
        if opens and attributes.classes[index + 1] in _ANY_NAME | {"K"}:
            yield index + 1, index + 2


def _from_somewhere(attributes: Sight) -> Iterator[tuple[int, int]]:
    """ "sy ucok dr Sibuhuan": a name in small letters between who speaks and where from."""
    read = attributes.words
    for index in range(len(read) - 2):
        named = attributes.classes[index + 1] in "Udk" and attributes.buckets[index + 1] != "0"
        if named and read[index] in _MYSELF and read[index + 2] in _FROM:
            yield index + 1, index + 2


def _behind_cue(attributes: Sight, index: int) -> int | None:
    """Where the name begins that the word at `index` announces, None when it announces none."""
    read, word, start = attributes.words, attributes.words[index], index + 1
    if word in _NAMED and start < len(read) and (read[start] in _IS or attributes.classes[start] == "J"):
        return start + 1  # "my name is Intan", "nama y dewi", "Nama petugasnya Wahyu"
    if word in _LABELS:
        while start < min(index + 1 + _AFTER_LABEL, len(read)) and read[start] in _OF_WHOM:
            start += 1
        if read[start : start + 1] in ([":"], ["="]):
            return start + 1
        return start if start < len(read) and _is_last(attributes, start) else None
    if word in _MYSELF:
        introduced = index > 0 and (read[index - 1] in _NAMED or attributes.classes[index - 1] == "K")
        opens = attributes.shapes[index : index + 2] in _OPENING
        small = attributes.shapes[start : start + 1] in _SMALL
        return start if (introduced or opens) and not small else None
    called = index > 0 and word in _JUST and read[index - 1] in _CALLED  # "panggil aja Intan"
    return start if called or word in _TELLING else None


def _is_given(attributes: Sight, index: int) -> bool:
    """Whether a word is a name part at all, ordinary word or not, as behind "my name is"."""
    given = attributes.buckets[index : index + 1] in (["2"], ["3"])
    return given and len(attributes.words[index]) > 2 and attributes.classes[index] in _BORNE | _EVERYDAY


def _is_last(attributes: Sight, start: int) -> bool:
    """Whether a name begun at `start` is the end of the text: "... begitu. pelapor wahyu"."""
    stop = _end(attributes, start)
    return stop > start and all(code in "PL" for code in attributes.classes[stop:])


def _ends_there(attributes: Sight, stop: int) -> bool:
    """Whether nothing more is said behind a name: "Saksi: Dia lahir" is talk, no name."""
    return stop == len(attributes.words) or attributes.words[stop] in (",", "NL", ";", "(", "/")


# "Saya Bambang melaporkan": only at the beginning of a sentence, and only with a capital.
_OPENING = (["mT", "mT"], ["sT", "sT"])
_SMALL = (["mx"], ["sx"], ["tx"])
_ORDINARY = frozenset("cfg")


def _end(attributes: Sight, start: int, *, strange: str = "") -> int:
    """Where a name begun at `start` ends, `start` itself when none does.

    `strange` are the classes of words that begin one with a capital, though no list of names has them.
    """
    stop = start
    while stop < len(attributes.words) and stop < start + _MOST_WORDS:
        code, bucket, shape = attributes.classes[stop], attributes.buckets[stop], attributes.shapes[stop]
        large = shape[-1:] in "TX"
        given = bucket in _GIVEN and (code in _BORNE or (large and code in _EVERYDAY))
        alike = stop == start or shape == attributes.shapes[start]
        if not alike or not (given or (large and code in (strange if stop == start else strange + "U"))):
            break
        stop += 1
    if stop == start:
        return start
    small = attributes.shapes[start][-1:] in "xi"
    if small and (attributes.buckets[start] != "3" or len(attributes.words[start]) == 1):
        return start
    return stop


def _signed(attributes: Sight) -> Iterator[tuple[int, int]]:
    """The last words of a text that are nothing but a name, set apart by a line, a dash or a closing."""
    stop = len(attributes.words)
    while stop and attributes.classes[stop - 1] in "PL":
        stop -= 1
    start = stop
    while start and attributes.classes[start - 1] not in "PLN" and stop - start <= _MOST_WORDS:
        start -= 1
    told = attributes.words[start : start + 1] != [] and attributes.words[start] in _MYSELF
    start += told  # "gw ucup"
    if start == stop or stop - start > _MOST_WORDS or _end(attributes, start) != stop:
        return
    before = start - told
    while before and attributes.classes[before - 1] in "PL":
        before -= 1
    closed = before > 0 and attributes.words[before - 1] in _CLOSINGS
    apart = before == 0 or "NL" in attributes.words[before:start]
    if closed or told or (apart and stop - start > 1):
        yield start, stop
