"""Each harmless reading earns its place: the same digits without it are masked."""

from __future__ import annotations

import pytest

from anonymizer import canonical
from anonymizer.finding import find_structured
from anonymizer.identifiers import has_mobile_structure, has_nik_structure, has_nip_structure, passes_luhn
from anonymizer.labels import Label, label_after, label_before
from anonymizer.spans import SpanType
from anonymizer.view import look


@pytest.mark.parametrize(
    ("harmless", "bare"),
    [
        ("Rp 250000000", "begini 250000000"),
        ("250000000 rupiah", "250000000 begitu"),
        ("1.250.000.000", "1250000000"),
        ("B-123456789/Kk.10/KP.01/2026", "123456789"),
        ("TRX-123456789", "123456789"),
        ("tiket 123456789", "catatan lagi-lagi 123456789"),
        ("12-03-2026 08.00", "120320260800"),
        ("2019 2020 2021", "201920202021"),
        ("10 20 30 40 50", "1020304050"),
        ("3.05.02.01.002", "30502010020"),
    ],
)
def test_harmless_reading_makes_the_difference(harmless: str, bare: str) -> None:
    assert find_structured(harmless) == []
    assert len(find_structured(bare)) == 1


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("NIK saya ", Label.NIK),
        ("no. kartu keluarga: ", Label.KK),
        ("transfer ke rekening BSI atas nama Aminah ", Label.BANK),
        ("dana bantuan ", None),
        ("saldo dana ke ", Label.WALLET),
        ("hp. ", Label.PHONE),
        ("Nomor paspornya adalah ", Label.PASSPORT),
        ("selesai. Lalu ", None),
    ],
)
def test_nearest_label_before(text: str, label: Label | None) -> None:
    assert label_before(look(text), len(text)) is label


def test_label_after() -> None:
    assert label_after(look("123 (WA)"), 3) is Label.PHONE
    assert label_after(look("123 a.n. Aminah"), 3) is Label.BANK
    assert label_after(look("123 orang"), 3) is None


def test_structures() -> None:
    assert has_nik_structure("3578015205880003")
    assert not has_nik_structure("3578013213880003")
    assert has_nip_structure("199003152023211004")
    assert not has_nip_structure("189003152023211004")
    assert has_mobile_structure("6281234567890")
    assert not has_mobile_structure("080012345678")
    assert passes_luhn("4539578763621486")
    assert not passes_luhn("4539578763621487")


@pytest.mark.parametrize(
    ("type_", "one", "other"),
    [
        (SpanType.PHONE, "0812-3456-7890", "+62 812 3456 7890"),
        (SpanType.PHONE, "O812 3456 789O", "nol delapan satu dua 34567890"),
        (SpanType.NIK, "3578.0152.0588.0003", "3578015205880003"),
        (SpanType.EMAIL, "siti (at) gmail (dot) com", "Siti@Gmail.com"),
        (SpanType.PLATE, "B 1234 XY", "b1234xy"),
        (SpanType.PERSON, "Siti  AMINAH", "siti aminah"),
        (SpanType.HANDLE, "@budi_99", "budi_99"),
        (SpanType.URL, "https://www.contoh.id/a/", "contoh.id/a"),
    ],
)
def test_spellings_of_one_value_share_a_canonical_form(type_: SpanType, one: str, other: str) -> None:
    assert canonical(type_, one) == canonical(type_, other) != ""
