"""Words that are made like names of places: "Karangwuluh" is a village, whoever else is unlisted.

Villages and districts are compounds more often than not, of a word for land, water or growth and another
word. A word that no list of names has is looked at; the spelling of a man's name speaks against.
"""

from __future__ import annotations

from anonymizer.features import Sight
from anonymizer.institution_words import COMPASS, LANDSCAPE
from anonymizer.wordlists import words

# Beginnings that no name of a person shares.
_LAND = words(
    "karang kedung tanjung gunung bukit padang lubuk sumber lembah sungai ujung teluk kampung bojong "
    "bandar pasir muara kuala simpang pematang kebon tegal banjar randu pulau cikar cikad rawa "
    "watu"
)
_LAND_BY_LETTERS = {
    letters: tuple(lead for lead in sorted(_LAND) if lead.startswith(letters))
    for letters in {lead[:3] for lead in _LAND}
}
# Beginnings and ends that make a place only together: "Sukamulya", "Girirejo".
_FIRST_HALVES = (
    *("suka", "mekar", "giri", "marga", "margo", "sido", "wono", "wana", "jati", "tirto", "tirta", "banyu"),
    *("kali", "purwo", "purwa", "argo", "arga", "bumi", "sri", "batu", "ngadi", "padang", "sindang", "cipta"),
)
_SECOND_HALVES = (
    *("rejo", "sari", "mulya", "mulyo", "jaya", "agung", "wangi", "harjo", "makmur", "maju", "raja", "dadi"),
    *("asri", "indah", "langu", "bening", "kembang", "manis", "luhur", "waru", "duren", "mukti", "karya"),
    *("negara", "negoro", "anyar", "baru", "rahayu", "tani", "sono", "tengah", "raharja", "raharjo", "laut"),
)
_LAND_LEFT = 3  # letters that follow the beginning, at least
# As hardly another word than a name is spelt (`likeness`).
NAMELIKE = "6"
_UNNAMED = "0"
# Longer than "suka" and "raja" read twice over the same letters.
_LONGEST_HALF = 6
_LEAST_LETTERS = 4


def is_place_word(attributes: Sight, index: int) -> bool:
    """Whether a word behind the name of an office is likelier the place it is in than who leads it."""
    code, word = attributes.classes[index], attributes.words[index]
    if (code in "rk" and attributes.buckets[index] in "01") or word in COMPASS:
        return True
    if attributes.buckets[index] != _UNNAMED or len(word) < _LEAST_LETTERS:
        return False
    return is_compound(attributes, index) or (code == "U" and attributes.likeness[index] != NAMELIKE)


def is_compound(attributes: Sight, index: int) -> bool:
    """Whether an unlisted word, or one listed as a place only, begins like a village."""
    if attributes.classes[index] not in "Uka" or attributes.buckets[index] != _UNNAMED:
        return False
    word = attributes.words[index]
    if word.endswith(_SECOND_HALVES) and word.startswith(_FIRST_HALVES):
        return len(word) > _LONGEST_HALF
    leads = _LAND_BY_LETTERS.get(word[:3])
    if leads is None:
        return False
    return any(word.startswith(lead) and len(word) >= len(lead) + _LAND_LEFT for lead in leads)


def opens_place(attributes: Sight, index: int) -> bool:
    """ "Batang Lembayung", "Karangwuni": a word for land or water, or a word that begins with one."""
    word = attributes.words[index]
    return (word in LANDSCAPE and attributes.shapes[index + 1 : index + 2] != []) or is_compound(
        attributes, index
    )
