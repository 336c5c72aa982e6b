"""Names that nobody bears, put together from parts and syllables of nineteen naming customs."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

from anonymizer.generator_data import name_parts, slots
from anonymizer.wordlists import words

WHOLE_WORD_NAMES = 0.2


def person(rng: random.Random) -> tuple[str, str]:
    """Return a full name and the one-word (sometimes two-word) form people use for its bearer."""
    custom = rng.choices(_CUSTOMS, _CUSTOM_WEIGHTS)[0]
    parts = [part.title() if part.islower() else part for part in custom(rng)]
    parts = [re.sub("'[A-Z]", lambda mark: mark[0].lower(), part) for part in parts]
    full = " ".join(parts)
    if len(parts) > 1 and rng.random() < 0.05:
        full = " ".join([*parts[:-1], parts[-1][0] + rng.choice([".", ".", ""])])
    callable_parts = [part for part in parts if len(part) > 3 and part.lower() not in _UNCALLED] or parts
    short = rng.choice(callable_parts[:2])
    if rng.random() < 0.12:
        short = _nickname(rng, short)
    if rng.random() < 0.1 and len(parts) > 1:
        short = " ".join(parts[:2])
    return full, short


_UNCALLED = words("muhammad moh. muh. mohammad andi cut teuku lalu baiq abdul nur siti made wayan")


def word_name(rng: random.Random) -> str:
    """Return what people call somebody whose name is a word: mostly that one word."""
    return " ".join(_word_name(rng) if rng.random() < WHOLE_WORD_NAMES else [pick(rng, "words")]).title()


def _nickname(rng: random.Random, name: str) -> str:
    return (
        name[-min(len(name), rng.randint(3, 4)) :].title()
        if rng.random() < 0.5
        else name[: rng.randint(3, 4)]
    )


def pick(rng: random.Random, *keys: str) -> str:
    """Return a random part of one of the customs."""
    parts = name_parts()
    return (
        rng.choice([part for key in keys for part in parts[key]])
        if len(keys) < 3
        else rng.choice(parts[rng.choice(keys)])
    )


def _java(rng: random.Random) -> list[str]:
    kind = rng.random()
    made = pick(rng, "java_stem") + pick(rng, rng.choice(["java_end_m", "java_end_f"]))
    first = made if kind < 0.5 else pick(rng, "java_given")
    if rng.random() < 0.4:
        return [first]
    return [first, pick(rng, "java_second") if rng.random() < 0.7 else pick(rng, "java_given")]


def _sunda(rng: random.Random) -> list[str]:
    parts = [pick(rng, "sunda_given")]
    if rng.random() < 0.75:
        parts.append(pick(rng, rng.choice(["sunda_second", "sunda_second", "java_second"])))
    return [*parts, pick(rng, "sunda_second")] if rng.random() < 0.12 else parts


def _batak(rng: random.Random) -> list[str]:
    given = [pick(rng, rng.choice(["batak_given", "western_given", "modern_m", "arab_given"]))]
    if rng.random() < 0.3:
        given.append(pick(rng, "batak_given"))
    return [*given, pick(rng, "batak_clan")]


def _minang(rng: random.Random) -> list[str]:
    parts = [pick(rng, "minang_given")]
    return (
        [*parts, pick(rng, rng.choice(["minang_second", "minang_given", "arab_second"]))]
        if rng.random() < 0.6
        else parts
    )


def _bugis(rng: random.Random) -> list[str]:
    parts = [pick(rng, "bugis_given")]
    if rng.random() < 0.25:
        parts.insert(0, rng.choice(["andi", "andi", "a."]))
    if rng.random() < 0.25:
        parts.append(pick(rng, "bugis_second"))
    elif rng.random() < 0.2:
        parts += ["daeng", pick(rng, "daeng")]
    if rng.random() < 0.12:
        parts.insert(0, rng.choice(["wa ode", "la ode", "la", "wa"]))
    return [pick(rng, "daeng")] if rng.random() < 0.08 else [word for part in parts for word in part.split()]


def _aceh(rng: random.Random) -> list[str]:
    parts = [pick(rng, "aceh_given")]
    if rng.random() < 0.5:
        parts.append(pick(rng, rng.choice(["aceh_given", "arab_second"])))
    return (
        [rng.choice(["teuku", "cut", "t.", "said", "tengku", "raja"]), *parts]
        if rng.random() < 0.3
        else parts
    )


def _bali(rng: random.Random) -> list[str]:
    parts = [pick(rng, "bali_order"), pick(rng, "bali_given")]
    if rng.random() < 0.12:
        parts[0] = rng.choice(["cokorda istri", "cokorda", "dewa ayu", "desak", "gusti ayu"])
    elif rng.random() < 0.35:
        parts.insert(1, rng.choice(["agus", "eka", "dwi", "ayu", "putra", "rai", "adi"]))
    if rng.random() < 0.6:
        parts.insert(0, rng.choice(["i", "ni", "i", "ni luh", "i gusti", "ida bagus", "anak agung"]))
    return [word.title() for part in parts for word in part.split()]


def _sasak(rng: random.Random) -> list[str]:
    parts = [pick(rng, "sasak_given")]
    if rng.random() < 0.4:
        parts.insert(0, rng.choice(["lalu", "baiq"]))
    return [*parts, pick(rng, "arab_second")] if rng.random() < 0.4 else parts


def arabic_name(rng: random.Random) -> list[str]:
    """Return the parts of a name of Arabic custom, in small letters."""
    kind = rng.random()
    if kind < 0.2:
        first = [rng.choice(["abdul", "abd.", "abdur", "abdoel"]), pick(rng, "arab_tail")]
    elif kind < 0.3:
        first = [rng.choice(["nur", "nurul", "siti nur"]), pick(rng, "nur_tail")]
    elif kind < 0.38:
        first = [rng.choice(["nur", "noer"]) + pick(rng, "nur_tail")]
    elif kind < 0.46:
        first = [pick(rng, "udin_stem") + rng.choice(["udin", "uddin", "rudin", "ruddin"])]
    else:
        first = [pick(rng, "arab_given")]
    if rng.random() < 0.22:
        first.insert(
            0,
            rng.choice(
                ["muhammad", "m.", "moh.", "muh.", "mohammad", "moch.", "ahmad", "siti", "achmad", "akh."]
            ),
        )
    if rng.random() < 0.55:
        first.append(pick(rng, rng.choice(["arab_second", "arab_second", "families", "arab_given"])))
    return [word for part in first for word in part.split()]


def _modern(rng: random.Random) -> list[str]:
    parts = [pick(rng, rng.choice(["modern_m", "modern_f"]))]
    while rng.random() < 0.55 and len(parts) < 3:
        parts.append(pick(rng, rng.choice(["families", "modern_f", "arab_second", "java_second"])))
    return parts


def _chinese(rng: random.Random) -> list[str]:
    if rng.random() < 0.55:
        return [pick(rng, "chinese_family"), pick(rng, "chinese_given"), pick(rng, "chinese_given")]
    return [pick(rng, rng.choice(["western_given", "modern_m"])), pick(rng, "chinese_second")]


def _eastern(rng: random.Random) -> list[str]:
    parts = [pick(rng, "western_given")]
    if rng.random() < 0.25:
        parts.append(pick(rng, "western_given"))
    return [*parts, pick(rng, "east_clan")] if rng.random() < 0.8 else parts


def _banjar(rng: random.Random) -> list[str]:
    parts = [pick(rng, "banjar_given")]
    return [*parts, pick(rng, "arab_second")] if rng.random() < 0.4 else parts


def _english(rng: random.Random) -> list[str]:
    parts = [pick(rng, "english_given")]
    return [*parts, pick(rng, "english_family")] if rng.random() < 0.75 else parts


def _dayak(rng: random.Random) -> list[str]:
    parts = [pick(rng, "dayak_given")]
    return [*parts, pick(rng, "dayak_given")] if rng.random() < 0.6 else parts


def _toraja(rng: random.Random) -> list[str]:
    parts = [pick(rng, rng.choice(["western_given", "toraja_given"])), pick(rng, "toraja_given")]
    return parts if rng.random() < 0.8 else parts[:1]


def _people(rng: random.Random) -> list[str]:
    """A name of one of the many peoples whose names are no more than a list of parts here."""
    given, family = rng.choice(_peoples())
    parts = [rng.choice(given)]
    if rng.random() < 0.3:
        parts.append(rng.choice(given))
    if family and rng.random() < 0.6:
        parts.append(rng.choice(family))
    return parts


@cache
def _peoples() -> tuple[tuple[list[str], list[str]], ...]:
    """The given and the family names of each people, parts of several words joined by spaces."""
    parts = {key: [name.replace("_", " ") for name in names] for key, names in name_parts().items()}
    return tuple(
        (names, parts.get(key.replace(" given", " family"), []))
        for key, names in parts.items()
        if key.endswith(" given")
    )


def _word_name(rng: random.Random) -> list[str]:
    parts = [pick(rng, "words")]
    if rng.random() < 0.55:
        parts.append(pick(rng, rng.choice(["words", "families", "java_second", "arab_second"])))
    return parts


def _syllables(rng: random.Random) -> list[str]:
    """A name nobody has listed: open syllables with a common ending."""
    parts = []
    for _ in range(rng.choice([1, 1, 2])):
        body = "".join(
            rng.choice(slots()["syllable onsets"]) + rng.choice("aaeiiou") for _ in range(rng.randint(1, 3))
        )
        parts.append(
            body
            + rng.choice(["", "n", "h", "wan", "ti", "na", "r", "s", "ni", "din", "yah", "ta", "man", "l"])
        )
    return parts


_CUSTOMS: tuple[Callable[[random.Random], list[str]], ...] = (
    _java,
    _sunda,
    _batak,
    _minang,
    _bugis,
    _aceh,
    _bali,
    _sasak,
    arabic_name,
    _modern,
    _chinese,
    _eastern,
    _banjar,
    _english,
    _dayak,
    _toraja,
    _people,
    _word_name,
    _syllables,
)
_CUSTOM_WEIGHTS = (20, 8, 7, 5, 6, 4, 5, 3, 18, 9, 3, 6, 3, 4, 2, 2, 16, 11, 9)
