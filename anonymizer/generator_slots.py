"""What fills the slots of a template: schools, offices, amounts, dates, and identifiers of every kind."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import lru_cache

from anonymizer.generator_data import places, slots
from anonymizer.generator_names import arabic_name, person, pick
from anonymizer.identifiers import PROVINCES
from anonymizer.lexicon import lexicon
from anonymizer.spans import SpanType

_TITLES_BEFORE = (
    "",
    "",
    "",
    "",
    "H. ",
    "Hj. ",
    "Drs. ",
    "Dra. ",
    "Dr. ",
    "Drs. H. ",
    "Ir. ",
    "KH. ",
    "Dr. H. ",
    "Prof. Dr. ",
    "R. ",
)
_DEGREES_AFTER = (
    "",
    "",
    "",
    ", S.Pd.I",
    ", S.Ag",
    ", M.Pd",
    ", S.Pd",
    ", M.Pd.I",
    ", SE",
    ", S.H.",
    ", M.Ag.",
    ", S.Kom",
    ", Lc.",
    ", S.Pd.I., M.Pd",
    " S.Pd",
    " S.Pd.I",
    ", A.Ma",
    ", S.Sos.I",
    ", SH., MH",
    ", S.HI",
    ", M.M.",
    " SPd",
)

_ODD_LENGTHS = range(4, 10)


def _place(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.5:
        name = rng.choice(slots()["place heads"]) + rng.choice(slots()["place tails"])
    elif kind < 0.7:
        name = rng.choice(slots()["place heads"]) + " " + rng.choice(slots()["place tails"])
    else:
        name = rng.choice(places())
    return name.title() + (
        rng.choice([" Utara", " Selatan", " Timur", " Barat", " Tengah"]) if rng.random() < 0.12 else ""
    )


def _institution(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.45:
        return rng.choice(slots()["foundations"])
    if kind < 0.6:
        return (
            rng.choice(["Nurul ", "Al-", "Al ", "Darul ", "Miftahul ", "Bani ", "Raudhatul ", "Hidayatul "])
            + pick(rng, "arab_second").title()
        )
    if kind < 0.75:
        saint = pick(rng, "western_given").title()
        return rng.choice(["Santo ", "Santa ", "St. ", "Kristen ", "Katolik "]) + saint
    if kind < 0.9:
        return " ".join(pick(rng, "words").title() for _ in range(rng.randint(1, 3)))
    return rng.choice(["KH ", "Syekh ", "Sultan ", "Tuan Guru ", ""]) + " ".join(arabic_name(rng)).title()


def _school(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.4:
        head = rng.choice(slots()["numbered schools"])
        number = rng.choice([str(rng.randint(1, 15)), f"{rng.randint(1, 12):02}", ""])
        return " ".join(part for part in (head, number, _place(rng)) if part)
    head = rng.choice(slots()["named schools"])
    return f"{head} {_institution(rng)}" + (f" {_place(rng)}" if rng.random() < 0.4 else "")


def _office(rng: random.Random) -> str:
    return f"{rng.choice(slots()['offices'])} {_place(rng)}"


def _money(rng: random.Random) -> str:
    amount = rng.randint(1, 99) * rng.choice([50, 500, 5000, 50000])
    return rng.choice(
        [
            f"Rp {amount}.000",
            f"Rp{amount}.000,-",
            f"{amount}rb",
            f"{rng.randint(1, 90)} juta",
            f"{amount} ribu",
            f"Rp. {amount}.000",
        ]
    )


def _date(rng: random.Random, first: int = 2023, last: int = 2026) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(first, last)
    return rng.choice(
        [
            f"{day} {slots()['months'][month - 1]} {year}",
            f"{day:02}-{month:02}-{year}",
            f"{day:02}/{month:02}/{year}",
            f"{day} {slots()['months'][month - 1].lower()} {year}",
        ]
    )


def _letter(rng: random.Random) -> str:
    number, office = rng.randint(10, 9999), f"Kk.{rng.randint(10, 34)}.{rng.randint(1, 30):02}"
    subject = f"{rng.randint(1, 5)}/KP.0{rng.randint(0, 9)}"
    return f"B-{number}/{office}/{subject}/{rng.randint(1, 12):02}/202{rng.randint(3, 6)}"


def _initials(rng: random.Random) -> str:
    return rng.choice(["AY", "HK", "M", "SR", "BS", "RN", "T", "AS"])


@lru_cache(maxsize=1)
def _listed() -> list[str]:
    """Dictionary and regional words that no list of names has."""
    words = ((word, code) for word, code in lexicon().ordinary_words() if code in "dg")
    return [word for word, _ in words if len(word) in _ODD_LENGTHS and not lexicon().is_name_part(word)]


def _odd_word(rng: random.Random) -> str:
    """A word that no list has and that is spelt like one of them, as dialects, goods and slang have many."""
    word = rng.choice(_listed())
    place = rng.randrange(1, len(word) - 1)
    kind = rng.random()
    if kind < 0.5:
        letters = "aeiou" if word[place] in "aeiou" else "bdgkmnlrst"
        word = word[:place] + rng.choice(letters) + word[place + 1 :]
    elif kind < 0.8:
        word += rng.choice(["an", "e", "na", "nyo", "ke", "ng", "h", "k", "ta", "ik"])
    else:
        word = rng.choice(["nga", "ba", "ma", "na", "ka", "pa", "sa"]) + word
    return word


def _abbreviation(rng: random.Random) -> str:
    """Capitals that stand for something nobody has listed: "TKP", "DPT", "RKB-2"."""
    letters = "".join(rng.choice("ABDGHIKLMNPRSTUW") for _ in range(rng.choice([2, 3, 3, 3, 4, 5])))
    return letters + rng.choice(["", "", "", "", f"-{rng.randint(1, 30)}", str(rng.randint(1, 9))])


PLAIN: dict[str, Callable[[random.Random], str]] = {
    "h": lambda rng: rng.choice(slots()["chat honorifics"]),
    "H": lambda rng: rng.choice(slots()["honorifics"]),
    "T": lambda rng: rng.choice(_TITLES_BEFORE),
    "D": lambda rng: rng.choice(_DEGREES_AFTER),
    "I": _initials,
    "job": lambda rng: rng.choice(slots()["jobs"]),
    "school": _school,
    "office": _office,
    "SCHOOL": lambda rng: _school(rng).upper(),
    "OFFICE": lambda rng: _office(rng).upper(),
    "place": _place,
    "PLACE": lambda rng: _place(rng).upper(),
    "province": lambda rng: rng.choice(slots()["provinces"]),
    "institution": _institution,
    "mosque": lambda rng: (
        rng.choice(["Al-", "Baitul ", "Nurul ", "Jami' ", ""]) + rng.choice(slots()["foundations"])
    ),
    "hero": lambda rng: rng.choice(slots()["heroes"]),
    "HERO": lambda rng: rng.choice(slots()["heroes"]).upper(),
    "character": lambda rng: rng.choice(slots()["characters"]),
    "CHARACTER": lambda rng: rng.choice(slots()["characters"]).upper(),
    "verse": lambda rng: rng.choice(slots()["verses"]),
    "prophet": lambda rng: rng.choice(slots()["prophets"]),
    "imam": lambda rng: rng.choice(slots()["imams"]),
    "companion": lambda rng: rng.choice(slots()["companions"]),
    "money": _money,
    "date": _date,
    "time": lambda rng: f"{rng.randint(7, 21):02}.{rng.randint(0, 59):02}",
    "num": lambda rng: str(rng.randint(2, 60)),
    "class": lambda rng: rng.choice(["7A", "8B", "9", "X IPA 2", "XI", "5", "6", "VII B", "12 IPS"]),
    "letter": _letter,
    "SURAH": lambda rng: rng.choice(
        ["Baqarah", "Maidah", "Isra", "Hujurat", "Kahfi", "Anfal", "Mulk", "Ma'un", "Hajj", "Fath"]
    ),
    "MONTH": lambda rng: rng.choice(slots()["months"]),
    "DAY": lambda rng: rng.choice(["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]),
    "ticket": lambda rng: f"LPR-{rng.randint(2024, 2026)}-{rng.randint(1, 99999):06}",
    "word": _odd_word,
    "Word": lambda rng: _odd_word(rng).title(),
    "WORDCAPS": lambda rng: _odd_word(rng).upper(),
    "abbr": _abbreviation,
    "bank": lambda rng: rng.choice(slots()["banks"]),
}


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _grouped(digits: str, sizes: tuple[int, ...], separator: str) -> str:
    pieces, position = [], 0
    for size in sizes:
        pieces.append(digits[position : position + size])
        position += size
    return separator.join(piece for piece in [*pieces, digits[position:]] if piece)


def make_nik(rng: random.Random) -> str:
    """A number with the structure of a NIK, plain, dotted or spaced."""
    day = rng.randint(1, 28) + rng.choice([0, 40])
    region = f"{rng.choice(sorted(PROVINCES))}{rng.randint(1, 79):02}{rng.randint(1, 30):02}"
    month, year = rng.randint(1, 12), rng.randint(0, 99)
    digits = f"{region}{day:02}{month:02}{year:02}{rng.randint(1, 9999):04}"
    return rng.choice(
        [digits, digits, digits, _grouped(digits, (4, 4, 4), " "), _grouped(digits, (2, 2, 2, 6), ".")]
    )


def make_phone(rng: random.Random) -> str:
    """A mobile number in one of the ways people write it."""
    digits = "08" + rng.choice("12357 89".replace(" ", "")) + _digits(rng, rng.randint(8, 9))
    return rng.choice(
        [
            digits,
            digits,
            "+62" + digits[1:],
            "62" + digits[1:],
            _grouped(digits, (4, 4), "-"),
            _grouped(digits, (4, 4), " "),
            "+62 " + _grouped(digits[1:], (3, 4), "-"),
            " ".join(digits),
            _grouped(digits, (4, 4), "."),
        ]
    )


def make_nip(rng: random.Random) -> str:
    """An 18-digit NIP, of a civil servant or PPPK, plain or spaced."""
    appointed = f"{rng.randint(1990, 2024)}{rng.choice(['01', '03', '12', '21'])}"
    tail = f"{appointed}{rng.choice('12')}{rng.randint(1, 999):03}"
    digits = f"{rng.randint(1962, 1999)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{tail}"
    return rng.choice([digits, digits, _grouped(digits, (8, 6, 1), " ")])


def make_npwp(rng: random.Random) -> str:
    """A 15-digit NPWP with its dots."""
    digits = _digits(rng, 15)
    return f"{digits[:2]}.{digits[2:5]}.{digits[5:8]}.{digits[8]}-{digits[9:12]}.{digits[12:]}"


def make_email(rng: random.Random) -> str:
    """A personal address, sometimes disguised."""
    local = re.sub(r"[^a-z]", "", person(rng)[0].lower())[:12] + rng.choice(["", "88", ".01", "_guru"])
    domain = rng.choice(["gmail.com", "yahoo.com", "yahoo.co.id", "outlook.com"])
    return rng.choice(
        [f"{local}@{domain}"] * 4
        + [f"{local} [at] {domain.replace('.', ' [dot] ')}", f"{local} at {domain.replace('.', ' titik ')}"]
    )


def _plate(rng: random.Random) -> str:
    area = rng.choice(["B", "D", "AB", "AD", "BK", "DK", "L", "N", "DD", "KT", "BA", "F"])
    number = rng.randint(1000, 9999)
    letters = "".join(rng.choice("ABCDEFGHJKLNPQRSTUVWXYZ") for _ in range(rng.randint(2, 3)))
    return f"{area} {number} {letters}"


def _address(rng: random.Random) -> str:
    kind = rng.choice(["Jl.", "Jalan", "Jln.", "Gg."])
    name = rng.choice(["Melati", "Mawar", "Kenanga", "Veteran", "Merdeka", "Rambutan", "Cempaka"])
    street = f"{kind} {name} No. {rng.randint(1, 120)}"
    block = f"RT {rng.randint(1, 12):02}/RW {rng.randint(1, 12):02}"
    village = f"{rng.choice(['Desa', 'Kel.', 'Kelurahan'])} {_place(rng)}"
    hamlet = f"{rng.choice(['Dusun', 'Dukuh', 'Kampung'])} {_place(rng)}"
    return rng.choice(
        [
            f"{street} {block}",
            f"{street}, {block}, {village}",
            f"{hamlet} {block} {village}",
            f"{block} {village}",
            street,
        ]
    )


TYPED: dict[str, tuple[SpanType, Callable[[random.Random], str]]] = {
    "nik": (SpanType.NIK, make_nik),
    "phone": (SpanType.PHONE, make_phone),
    "nip": (SpanType.NIP, make_nip),
    "npwp": (SpanType.NPWP, make_npwp),
    "rek": (SpanType.BANK_ACCOUNT, lambda rng: _digits(rng, rng.choice([10, 10, 13, 15]))),
    "porsi": (SpanType.PORSI, lambda rng: rng.choice(["13", "23", "35"]) + f"00{_digits(rng, 6)}"),
    "passport": (SpanType.PASSPORT, lambda rng: rng.choice("ABCEX") + _digits(rng, 7)),
    "plate": (SpanType.PLATE, _plate),
    "email": (SpanType.EMAIL, make_email),
    "addr": (SpanType.ADDRESS, _address),
    "handle": (
        SpanType.HANDLE,
        lambda rng: "@" + re.sub(r"[^a-z]", "", person(rng)[0].lower())[:12] + _digits(rng, 2),
    ),
    "dob": (SpanType.DOB, lambda rng: _date(rng, 1960, 2012)),
}
