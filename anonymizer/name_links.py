"""Further places of names already found: repeats without a cue, and names spelt letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from anonymizer.features import Sight
from anonymizer.name_company import HOW
from anonymizer.name_doubts import SCRIPTURE_CUES, SPEAKERS, is_quality, names_owner
from anonymizer.name_edges import OPENERS, Proposal
from anonymizer.name_wholes import DOES
from anonymizer.tokens import Token
from anonymizer.view import View
from anonymizer.wordlists import words

_LINKED_SCORE = 0.8
# How well a listed word that a name has, too, must suit the model as a name where it stands again.
_MEANT = 1.2
_TITLED_SCORE = 0.75
_ANNOUNCED = "name.announced"
# Classes of words that a name may have and that mean something else, too.
_BORNE = frozenset("cdfgkraesyKS")
_CAPITALS = words("mT sT")
_LATE = words("alm almh almarhum almarhumah")
_DOTTED_HONORIFICS = words("h hj sdr sdri ust ny nn bpk mr mrs ms kh") | _LATE
PLAIN_HONORIFICS = words(
    "pak bu bpk ibu bapak mas mbak mba mbah bang kang pk ustadz ustadzah ust ustad mang teh uni uda "
    "kak sdr sdri saudara saudari h hj kyai kiai mr mrs ms pakde bude om tante lek cak ning gus daeng "
    "puang nn ny"
)
# Forms of address that are more often something else.
_DOUBTFUL_HONORIFICS = words("wa la mi bi aa op sr fr")
# Titles that follow a form of address: "Pak Haji", "Bu Nyai".
_SECOND_TITLES = words(
    "haji hajah hajjah kaji kyai kiai nyai ustadz ustadzah ustad ustaz mangku guru dokter doktor lik "
    "de dhe long ngah tuo ibu bapak pendeta pastor romo lurah camat kantin loket tuan nyonya nenek "
    "kakek wali anak istri suami"
)
# What follows a form of address and calls nobody: "pak ai" in Banjarese, "pak lah".
_PARTICLES = words("ai ae ah eh oh ya yo yah nah lah leh lai pol iki kune")
# What persons do, bear and feel: behind these a word of a name that was announced means its bearer.
_LIVES = DOES | words(
    "takut trauma sedih murung bingung malu sakit lapar lari kabur cerita bercerita bersumpah sekolah "
    "mau ingin belajar bekerja kerja tinggal pergi pamit masuk berangkat sampai dicubit dicium "
    "dipeluk diraba dilecehkan dicabuli diperkosa dirayu dihina dibully diejek ditendang dijambak "
    "dipaksa diancam dikeluarkan dihukum diskors dipermalukan ditarik dikejar ditagih dimaki dibentak "
    "ditipu diperas dianiaya dirugikan dipecat melapor melaporkan mengadu bersekolah pingsan hamil "
    "bolos absen ikut dapat belum akan bisa cuma hanya pernah diajak dibawa ditelepon kehilangan "
    "melihat mendengar tahu sadar mengalami"
)
# What is somebody's: "hp indah", "tas bintang".
_OWNED = words(
    "hp ponsel tas buku baju seragam sepatu jilbab kerudung sepeda motor rumah rmh kamar uang duit "
    "dompet rapor raport ijazah ibu ayah bapak mama papa orangtua ortu wali kakak adik nenek "
    "kakek paman bibi keluarga teman temen kawan suami istri anak tangan pipi rambut wajah badan kaki "
    "kepala mata nomor no wa akun rekening tabungan gaji honor nama kesaksian pengakuan "
    "keterangan laporan cerita keluhan nasib"
)
_TO_SOMEBODY = words(
    "kasihan kata kepada kpd oleh si menurut terhadap bahwa hubungi panggil memanggil menemui temui suruh "
    "menyuruh nyuruh memukul mencubit mencium memeluk meraba melecehkan mencabuli memperkosa merayu "
    "menghina mengejek menendang menampar menjambak memaksa mengancam menghukum mempermalukan menagih "
    "memaki memarahi membentak menipu memeras menganiaya mengajak menelepon bersama tanya bertanya "
    "lindungi bantu"
)
# Behind these a word opens what somebody does: "lalu mawar tidak masuk".
_OPENS_CLAUSE = OPENERS | words(
    ", dan lalu kemudian setelah sejak karena karna krn saat waktu ketika kalau kalo klo bahwa tapi "
    "tetapi sehingga sampai akhirnya sekarang kemarin tadi hari besoknya padahal supaya agar"
)
# "dari awal masuk", "di taman bunga": no person stands behind these but as an owner.
_FROM_THINGS = words("dari dr sejak di dengan dgn tanpa untuk utk demi seperti bulan hari tahun")
_SAYS_HOW_MUCH = words(
    "sekali banget nian sangat amat itu ini tsb tersebut kali pisan tenan kertas sekolah kelas"
)
# Short forms are looked for in texts with at most this many words of names, so that work stays linear.
_CLIPPED_NAMES = 200
# "B-O-N-I-T-A", as people dictate a name.
_SPELT_OUT = re.compile(r"(?<![A-Za-z0-9])[A-Za-z](?:[\-. ][A-Za-z]){2,20}(?![A-Za-z0-9])")


def repeats(
    attributes: Sight, emissions: Sequence[tuple[float, float]], found: Sequence[Proposal]
) -> Iterator[Proposal]:
    """Yield every further token that is a word of a found name, unless it reads as an ordinary word there.

    `emissions` are the model's scores of the tokens as begin and inside of a name.
    """
    covered = {index for proposal in found for index in range(proposal.first, proposal.stop)}
    known = {attributes.words[index] for index in covered if len(attributes.words[index]) > 2}
    told = _told(attributes, found)
    few = len(known) <= _CLIPPED_NAMES
    for index, (word, shape) in enumerate(zip(attributes.words, attributes.shapes, strict=True)):
        large = few and shape in _CAPITALS
        if not (large or word in known) or index in covered:
            continue
        recited = index > 0 and attributes.words[index - 1] in SCRIPTURE_CUES
        same = word in known and not recited and _is_same(attributes, emissions, index)
        same = same or (word in told and not recited and _is_bearer(attributes, index, covered))
        if same or (large and _is_clipped(attributes, index) and any(_clips(word, name) for name in known)):
            yield Proposal(index, index + 1, _LINKED_SCORE, "name.linked")


def _told(attributes: Sight, found: Sequence[Proposal]) -> set[str]:
    """The words of the names that the text announces: behind a label, a form of address, "istri saya"."""
    told: set[str] = set()
    for proposal in found:
        before = proposal.first - 1
        cued = before >= 0 and (attributes.classes[before] in "HVK" or names_owner(attributes, before))
        if cued or proposal.rule == _ANNOUNCED:
            told.update(
                attributes.words[index]
                for index in range(proposal.first, proposal.stop)
                if _is_borne(attributes, index)
            )
    return {word for word in told if len(word) > 2} - SPEAKERS


def _is_borne(attributes: Sight, index: int) -> bool:
    """Whether a word of an announced name is a word that persons are called by, and no mere cue."""
    code, bucket = attributes.classes[index], attributes.buckets[index]
    return code in _BORNE and (bucket in "23" or code in "cdk")


def _is_bearer(attributes: Sight, index: int, covered: set[int]) -> bool:
    """Whether an ordinary word that somebody here is called by means them: "mawar takut", "hp indah"."""
    if is_quality(attributes, index, index + 1):
        return False
    before = attributes.words[index - 1] if index else "NL"
    after = attributes.words[index + 1] if index + 1 < len(attributes.words) else "NL"
    if after in _SAYS_HOW_MUCH - _LIVES or after == "-" or before == "-":
        return False
    if before in _FROM_THINGS:
        return False
    lives = after in _LIVES or ((after in HOW or after == "masih") and before in _OPENS_CLAUSE)
    lives = lives or (after == "dan" and attributes.classes[index + 2 : index + 3] == ["K"])
    if lives or before in _OWNED or before in _TO_SOMEBODY:
        return True
    return attributes.shapes[index] in _CAPITALS and _is_capital_alone(attributes, index, covered)


def _is_capital_alone(attributes: Sight, index: int, covered: set[int]) -> bool:
    """Whether a word has a capital inside a sentence, where no longer name of a place or house has it."""
    before = attributes.words[index - 1] if index else "NL"
    if before in OPENERS or attributes.classes[index - 1] in "IN":
        return False
    around = (index - 1, index + 1)
    shapes = attributes.shapes
    return not any(
        place < len(shapes) and shapes[place] in _CAPITALS and place not in covered for place in around
    )


def _is_clipped(attributes: Sight, index: int) -> bool:
    """Whether a word with a capital stands inside a sentence and may be the short form of a name."""
    opens = index == 0 or attributes.words[index - 1] in OPENERS
    return not opens and attributes.classes[index] in "Udes"


def _clips(short: str, name: str) -> bool:
    """ "Zul" for Zulfikri, "Yati" for Nurhayati."""
    return (
        len(short) > 2
        and len(name) > len(short) + 1
        and (name.startswith(short) or (len(short) > 3 and name.endswith(short)))
    )


def titled(attributes: Sight, found: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield the one word after a plain honorific that no proposal took, when it can be a name at all."""
    covered = {index for proposal in found for index in range(proposal.first, proposal.stop)}
    for called, code in enumerate(attributes.classes):
        honoured = code == "H" or attributes.words[called] in _LATE
        if not honoured or attributes.words[called] in _DOUBTFUL_HONORIFICS:
            continue
        if attributes.words[called] == "h" and attributes.words[called + 1 : called + 2] != ["."]:
            continue  # "Pasal 17 huruf h Undang-Undang"
        dotted = attributes.words[called] in _DOTTED_HONORIFICS and attributes.words[
            called + 1 : called + 2
        ] == ["."]
        index = called + 2 if dotted else called + 1
        served = attributes.words[index : index + 1] == ["guru"]
        index += served  # "bu guru Endang"
        if index >= len(attributes.words) or index in covered or index - 1 in covered:
            continue
        if served and (attributes.classes[index] not in "Udes" or attributes.buckets[index] == "0"):
            continue
        if _may_be_called(attributes, index):
            yield Proposal(index, index + 1, _TITLED_SCORE, "name.titled")


def _may_be_called(attributes: Sight, index: int) -> bool:
    code, bucket, shape = attributes.classes[index], attributes.buckets[index], attributes.shapes[index]
    if len(attributes.words[index]) < 2 or attributes.words[index] in _PARTICLES:
        return False
    if shape in ("mT", "sT") and code in "HIMK" and attributes.words[index] not in _SECOND_TITLES:
        following = attributes.shapes[index + 1 : index + 2]
        return (not following or following[0][-1:] not in "TX") and len(attributes.words[index]) > 2
    if shape[-1:] == "T" and shape[:1] in "mst":
        return code in "UdeskraMg" or (code in "cfS" and bucket in "23")
    return code == "U" or (code in "dseark" and bucket in "123")


def _is_same(attributes: Sight, emissions: Sequence[tuple[float, float]], index: int) -> bool:
    """Whether a word of a name means the person here: an unlisted word always, others by their neighbours."""
    code = attributes.classes[index]
    if is_quality(attributes, index, index + 1):
        return False
    if code == "A":  # "Tri"
        return attributes.buckets[index] == "3" and attributes.shapes[index] in ("mT", "sT")
    return code == "U" or (code in "dasyekrcfM" and emissions[index][0] > _MEANT)


def spelt_out(
    view: View, tokens: Sequence[Token], attributes: Sight, found: Sequence[Proposal]
) -> Iterator[tuple[int, int]]:
    """Yield folded positions where a found name is spelt letter by letter."""
    if "-" not in view.folded:
        return
    names = {attributes.words[index] for proposal in found for index in range(proposal.first, proposal.stop)}
    for match in _SPELT_OUT.finditer(view.folded):
        if re.sub(r"[^a-z]", "", match.group().lower()) in names:
            yield match.start(), match.end()
