"""What earlier texts of a case taught a mapping stays hidden in its later texts, whoever they take it for."""

from __future__ import annotations

import pytest

from anonymizer import Mapping, mask, mask_all, unmask
from anonymizer.masking import Masked

KEY = bytes(range(32))


def last_of(*texts: str, policy: str = "pemeriksa") -> Masked:
    """Mask the texts of one case in turn and give the last one, after checking that all come back."""
    done = list(mask_all(texts, policy=policy, key=KEY))
    assert [unmask(one.text, done[-1].mapping) for one in done] == list(texts)
    return done[-1]


REPORTER = "Pelapor: Sulastri Handayani, guru MIN 7. HP 081234567890."
WITNESS = "Saksi: Anwar Fuadi melihat."
DOUBTED = [
    (REPORTER, "Bu Sulastri meminta uang kepada wali murid.", "Sulastri"),
    (REPORTER, "Terlapor: Handayani", "Handayani"),
    (REPORTER, "Terlapor: Sulastri Handayani Putri", "Sulastri"),
    (REPORTER, "Bendahara Handayani Sulastri meminta uang.", "Handayani"),
    (WITNESS, "Pak Anwar memukul santri.", "Anwar"),
    ("Pelapor: Wagiman Slamet", "Siti Aminah S Terlapor: Wagiman. Pak Slamet meminta uang", "Slamet"),
    (WITNESS, "Oknum Anwar Fuadi memukul santri.", "Fuadi"),
    ("Suami saya Darsono Hadi takut.", "Kepala KUA Darsono menolak surat itu.", "Darsono"),
    ("Pelapor: Bagus Cahaya, HP 081234567890.", "Terlapor: Bagus", "Bagus"),
]


@pytest.mark.parametrize(("first", "second", "name"), DOUBTED)
def test_whoever_shares_a_name_with_the_reporters_side_is_masked(first: str, second: str, name: str) -> None:
    alone = mask(second, policy="pemeriksa", key=KEY)
    assert name in alone.text
    later = last_of(first, second)
    assert name not in later.text
    assert "roles_conflict" in later.report.notes


@pytest.mark.parametrize(
    "second",
    ["Pak Bambang memukul santri.", "Terlapor: Anwar Hidayat", "Terlapor: Fuad Anwari"],
)
def test_other_people_stay_readable_for_examiners(second: str) -> None:
    assert last_of(WITNESS, second).text == second


def test_an_accused_of_an_earlier_text_stays_readable() -> None:
    assert last_of("Terlapor: Anwar Fuadi", "Pak Anwar memukul santri.").text == "Pak Anwar memukul santri."


KNOWN = [
    ("Saya lahir 17 Mei 1979.", "tanggal 17-05-1979 dia", "1979"),
    ("Saya lahir 17 Mei 1979.", "pada 17 Mei 1979", "Mei"),
    ("Saya lahir 17 Mei 1979.", "kode saya 17051979 ya", "1705"),
    ("Saya lahir tanggal 17/05/1979.", "acara 17 Mei '79 itu", "Mei"),
    ("Nama saya Bagus Cahaya, HP 081234567890", "Kemarin saya bertemu Bagus Cahaya di kantor.", "Cahaya"),
    ("Nama saya Bagus Cahaya, HP 081234567890", "pak bagus cahaya dipanggil", "cahaya"),
    ("Nama saya Bagus Cahaya, HP 081234567890", "kata bagus cahayanya begitu", "bagus"),
    ("Nama saya Bagus, HP 081234567890", "Kemarin saya melihat Bagus di sana.", "Bagus"),
    ("Nama saya Bagus Cahaya, HP 081234567890", "kata pak bagus begitu", "bagus"),
    ("Pelapor: Untung. HP 081234567890", "katanya pak untung meminta uang", "untung"),
    ("Pelapor: Untung. HP 081234567890", "terlapor: untung", "untung"),
    ("Nama saya Bagus Cahaya Timur. Kata Bagus Cahaya", "kata bagus cahaya begitu", "bagus"),
    ("Nama saya Bagus A Cahaya, HP 081234567890", "kata bagus a. cahaya begitu", "cahaya"),
    ("akun ig saya @nisa.rahmaa99", "chat nisa.rahmaa99 ya", "nisa"),
    ("mobil saya plat AB 1234 XYZ", "katanya ab1234xyz ada di sana", "1234"),
    ("HP saya 0812-3456-7890", "hubungi 62 812 3456 7890", "3456"),
]


@pytest.mark.parametrize("policy", ["publik", "pemeriksa", "statistik", "pelapor"])
@pytest.mark.parametrize(("first", "second", "value"), KNOWN)
def test_a_value_of_an_earlier_text_is_masked_whole(first: str, second: str, value: str, policy: str) -> None:
    assert value in second
    later = last_of(first, second, policy=policy)
    assert value not in later.text
    assert not any(label.startswith(("TANGGAL", "JUMLAH")) for label in later.text.split("⟦")[1:])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Saya lahir 17 Mei 1979.", "Kejadian pada 18 Mei 2025 dan 17 Mei 2025."),
        ("Nama saya Bagus Cahaya, HP 081234567890", "Pelayanannya bagus, cahaya lampu redup."),
        ("Nama saya Bagus, HP 081234567890", "Bagus sekali pelayanan itu, memang bagus."),
        ("Pelapor: Untung. HP 081234567890", "katanya beliau untung besar, Pak"),
        ("akun ig saya @bagus", "pelayanan tidak bagus"),
        ("mobil saya plat AB 1234 XYZ", "ab 1235 orang"),
    ],
)
def test_what_only_resembles_a_known_value_stays(first: str, second: str) -> None:
    assert last_of(first, second).text == second


def test_one_mapping_may_serve_two_texts_that_know_nothing_of_each_other() -> None:
    base = mask(REPORTER, policy="publik", key=KEY).mapping
    one = mask("Pak Joko Susilo datang", policy="publik", key=KEY, mapping=base)
    other = mask("Pak Wagiman Slamet pergi", policy="publik", key=KEY, mapping=base)
    assert one.text == "Pak ⟦ORANG-2⟧ datang"
    assert other.text == "Pak ⟦ORANG-2⟧ pergi"
    assert base.value("ORANG-2") is None
    assert one.mapping.value("ORANG-2") == "Joko Susilo"
    assert other.mapping.value("ORANG-2") == "Wagiman Slamet"


def test_a_stored_mapping_recognises_what_the_growing_one_does() -> None:
    texts = [REPORTER, WITNESS, "Saya lahir 17 Mei 1979.", "Nama saya Bagus Cahaya."]
    grown = list(mask_all(texts, policy="publik", key=KEY))[-1].mapping
    stored = Mapping.from_bytes(grown.to_bytes())
    later = "Bu Sulastri, Pak Anwar dan bagus cahaya pada 17-05-1979, HP 62 81234567890"
    one = mask(later, policy="pemeriksa", key=KEY, mapping=grown)
    other = mask(later, policy="pemeriksa", key=KEY, mapping=stored)
    assert one.text == other.text
    assert one.mapping.to_bytes() == other.mapping.to_bytes()
    assert [name in one.text for name in ("Sulastri", "Anwar", "cahaya", "1979", "8123")] == [False] * 5


SHARED = [
    (("Bu Budi marah. Pak Budi diam.",), "Bu ⟦ORANG-1⟧ marah. Pak ⟦ORANG-2⟧ diam."),
    (("Bu Budi marah.", "Pak Budi diam."), "Pak ⟦ORANG-2⟧ diam."),
    (("Bu Budi marah. Pak Budi diam.", "Pak Budi pergi."), "Pak ⟦ORANG-2⟧ pergi."),
    (("Bu Budi marah. Pak Budi diam.", "Bu Budi pergi."), "Bu ⟦ORANG-1⟧ pergi."),
    (("Bu Budi marah. Pak Budi diam.", "Kata Pak Budi dan Bu Budi"), "Kata Pak ⟦ORANG-2⟧ dan Bu ⟦ORANG-1⟧"),
    (("Bu Budi marah.", "Ibu Budi pergi."), "Ibu ⟦ORANG-1⟧ pergi."),
    (
        ("Bu Wagimin dan Pak Wagimin Slamet marah, kata Wagimin",),
        "Bu ⟦ORANG-1⟧ dan Pak ⟦ORANG-2⟧ marah, kata ⟦ORANG-1⟧",
    ),
    (("Pak Wagimin Slamet marah, kata Wagimin",), "Pak ⟦ORANG-1⟧ marah, kata ⟦ORANG-1b⟧"),
    (("Pak Budi Santoso marah.", "Pak Budi diam."), "Pak ⟦ORANG-1b⟧ diam."),
    (("Pak Budi Santoso marah.", "Bu Budi diam."), "Bu ⟦ORANG-2⟧ diam."),
]


@pytest.mark.parametrize(("texts", "shown"), SHARED)
def test_titles_tell_people_of_one_name_apart(texts: tuple[str, ...], shown: str) -> None:
    assert last_of(*texts, policy="publik").text == shown


def test_a_bare_name_beside_two_titles_belongs_to_neither() -> None:
    first = "Bu Wagimin marah. Pak Wagimin diam."
    later = last_of(first, "Nama saya Wagimin.", policy="publik")
    assert later.text == "Nama saya ⟦ORANG-3⟧."
    missed = mask("kata wagimin begitu", policy="publik", key=KEY, mapping=later.mapping, spans=[])
    assert missed.text == "kata ⟦ORANG-3b⟧ begitu"


@pytest.mark.parametrize(
    "text",
    [
        "Saksi: Su\u00adlastri Han\u00addayani dan saksi: Sulastri Handayani",
        "Saksi: Handayani Sulastri. Nama saya Sulastri Handayani.",
        "Saksi: Sulastri\u200b Handayani. Kata Bu Sul\u200bastri",
    ],
)
def test_soft_hyphens_and_order_make_no_new_person(text: str) -> None:
    masked = last_of(text, policy="publik")
    assert sum(masked.report.people.values()) == 1
    assert "astri" not in masked.text


def test_two_names_that_only_share_a_word_are_two_people() -> None:
    masked = last_of("Saksi: Handayani Sulastri. Nama saya Sulastri Handoko.", policy="publik")
    assert "⟦ORANG-2⟧" in masked.text


def test_a_known_account_is_masked_whole_though_the_finder_sees_half_of_it() -> None:
    text = "akun ig saya @nisa.rahmaa99. chat nisa.rahmaa99 ya, atau rahmaa99"
    masked = last_of(text, policy="publik")
    assert "nisa" not in masked.text
    assert masked.text.startswith("akun ig saya ⟦AKUN-1⟧. chat ⟦AKUN-1b⟧ ya")
    later = last_of("akun ig saya @nisa.rahmaa99.", "chat nisa.rahmaa99 ya", policy="publik")
    assert later.text == "chat ⟦AKUN-1b⟧ ya"
    other = last_of("akun ig saya @nisa.rahmaa99. chat dewi.rahmaa99 ya", policy="publik")
    assert "⟦AKUN-1b⟧" not in other.text
