"""What each audience sees, and tables of one's own."""

from __future__ import annotations

from typing import Any

import pytest

from anonymizer.facts import BANDS, FactKind, amount_band, find_facts
from anonymizer.masking import mask, unmask
from anonymizer.policies import AUDIENCES, Action, Policy, PolicyError
from anonymizer.roles import REPORTER_SIDE, Role
from anonymizer.spans import Span, SpanType

KEY = bytes(range(32))
TEXT = (
    "Nama saya Siti Aminah. Pada 12 Maret 2026 oknum Bambang Heru, Kepala MAN 3 Contohan, minta Rp 1.237.500 di Desa "
    "Sukamaju, Kec. Mekarsari. Surat B-123/Kk.10.01/1/KP.01/11/2026. Lihat https://ptsp.contoh.go.id/status"
)


def marked() -> list[Span]:
    values = [("Siti Aminah", SpanType.PERSON), ("Bambang Heru", SpanType.PERSON)]
    values.append(("https://ptsp.contoh.go.id/status", SpanType.URL))
    return [Span(TEXT.index(v), TEXT.index(v) + len(v), kind, 1.0, "by hand") for v, kind in values]


SHOWN = {
    "publik": (
        "Nama saya ⟦ORANG-1⟧. Pada ⟦TANGGAL-1: Maret 2026⟧ oknum ⟦ORANG-2⟧, Kepala ⟦SATKER-1: madrasah aliyah negeri⟧, "
        "minta ⟦JUMLAH-1: Rp1-5 juta⟧ di ⟦DESA-1⟧, Kec. Mekarsari. Surat ⟦SURAT-1⟧. Lihat ⟦TAUTAN-1⟧"
    ),
    "pemeriksa": TEXT.replace("Siti Aminah", "⟦ORANG-1⟧"),
    "statistik": (
        "Nama saya ⟦ORANG-1⟧. Pada ⟦TANGGAL-1: 2026⟧ oknum ⟦ORANG-2⟧, Kepala ⟦SATKER-1: madrasah aliyah negeri⟧, "
        "minta ⟦JUMLAH-1: Rp1-5 juta⟧ di ⟦DESA-1⟧, Kec. Mekarsari. Surat ⟦SURAT-1⟧. Lihat ⟦TAUTAN-1⟧"
    ),
    "pelapor": TEXT.replace("Siti Aminah", "⟦ORANG-1⟧").replace("Bambang Heru", "⟦ORANG-2⟧"),
}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_audience_sees_what_its_table_says(audience: str) -> None:
    assert mask(TEXT, policy=audience, key=KEY, spans=marked()).text == SHOWN[audience]


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("role", sorted(REPORTER_SIDE))
@pytest.mark.parametrize("kind", list(SpanType))
def test_the_reporters_side_is_masked_whatever_the_table_says(
    audience: str, role: Role, kind: SpanType
) -> None:
    generous = Policy.from_table(
        "t", {"default": "keep", "roles": {role: {kind: "mask"}}, "kinds": {kind: "keep"}}
    )
    assert generous.action(kind, Role.ACCUSED) is Action.KEEP
    assert generous.action(kind, role) is Action.MASK
    assert Policy.named(audience).action(kind, role) is Action.MASK


def test_an_own_table_decides_by_kind_and_role() -> None:
    table = {
        "default": "mask",
        "kinds": {"DATE": "year", "DOB": "generalise", "ADDRESS": "generalise"},
        "roles": {"official": {"PERSON": "keep"}},
    }
    text = "Perintah Kasi Rudi Hartanto, lahir 1 Mei 1983, Jl. Melati 5 Kec. Mekar, datang 3 Juni 2026, HP 0812 3456 7890"
    marks = [
        ("Rudi Hartanto", "PERSON"),
        ("1 Mei 1983", "DOB"),
        ("Jl. Melati 5 Kec. Mekar", "ADDRESS"),
        ("0812 3456 7890", "PHONE"),
    ]
    spans = [Span(text.index(v), text.index(v) + len(v), SpanType(kind), 1.0, "by hand") for v, kind in marks]
    masked = mask(text, policy=Policy.from_table("own", table), key=KEY, spans=spans)
    assert masked.text == (
        "Perintah Kasi Rudi Hartanto, lahir ⟦LAHIR-1: 1980-an⟧, ⟦ALAMAT-1: Kec. Mekar⟧, datang ⟦TANGGAL-1: 2026⟧, HP ⟦TELEPON-1⟧"
    )


@pytest.mark.parametrize(
    "table",
    [
        {"unknown": 1},
        {"kinds": {"NAME": "mask"}},
        {"kinds": {"PERSON": "blur"}},
        {"kinds": {"PERSON": "generalise"}},
        {"kinds": {"AMOUNT": "year"}},
        {"roles": {"neighbour": {"PERSON": "mask"}}},
        {"roles": {"accused": "keep"}},
        {"kinds": ["PERSON"]},
        {"public_hosts": "go.id"},
        {"default": "hide"},
        {"default": "generalise"},
        {"default": "year"},
        {"roles": {"reporter": {"PERSON": "keep"}}},
        {"roles": {"family": {"ADDRESS": "generalise"}}},
        {"roles": {"accused": {"DATE": "mask"}}},
        {"public_hosts": ["https://go.id"]},
        {"public_hosts": [".go.id"]},
        {"public_hosts": [""]},
        {"public_hosts": [7]},
        {"about_id": 7},
        [],
        None,
    ],
)
def test_a_table_with_a_mistake_is_refused(table: Any) -> None:
    with pytest.raises(PolicyError) as caught:
        Policy.from_table("own", table)
    assert caught.value.problem


def test_an_unknown_audience_is_refused() -> None:
    with pytest.raises(PolicyError):
        mask("x", policy="semua", key=KEY)


@pytest.mark.parametrize(
    ("link", "public"),
    [
        ("https://ptsp.contoh.go.id/a", True), ("go.id", True), ("http://x.go.id:8080?q=1", True),
        ("https://go.id.contoh.com/", False), ("https://go.id@contoh.com/", False), ("https://go.id:x@contoh.com/", False),
        ("https://contoh-go.id/", False), ("", False),
    ],
)  # fmt: skip
def test_only_links_below_a_public_host_are_public(link: str, *, public: bool) -> None:
    assert Policy.named("pelapor").is_public_link(link) is public


def test_policies_with_equal_tables_have_equal_digests() -> None:
    assert Policy.named("publik").digest() != Policy.named("statistik").digest()
    assert (
        Policy.from_table("a", {"kinds": {"DATE": "year"}}).digest()
        == Policy.from_table("b", {"kinds": {"DATE": "year"}}).digest()
    )


FACTS = [
    ("12 Maret 2026", FactKind.DATE, "2026-03-12", "Maret 2026"),
    ("3/4/26", FactKind.DATE, "2026-04-03", "April 2026"),
    ("2026-05-01", FactKind.DATE, "2026-05-01", "Mei 2026"),
    ("5 mei", FactKind.DATE, "--05-05", "Mei"),
    ("March 3, 2026", FactKind.DATE, "2026-03-03", "Maret 2026"),
    ("Rp 1.237.500,-", FactKind.AMOUNT, "1237500", "Rp1-5 juta"),
    ("IDR 1,500,000", FactKind.AMOUNT, "1500000", "Rp1-5 juta"),
    ("750.000", FactKind.AMOUNT, "750000", "Rp500 ribu-1 juta"),
    ("593/112/2024", FactKind.REFERENCE, "593/112/2024", ""),
    ("50rb", FactKind.AMOUNT, "50000", "kurang dari Rp100 ribu"),
    ("2,5 juta", FactKind.AMOUNT, "2500000", "Rp1-5 juta"),
    ("seratus lima puluh ribu", FactKind.AMOUNT, "150000", "Rp100-500 ribu"),
    ("dua juta lima ratus ribu", FactKind.AMOUNT, "2500000", "Rp1-5 juta"),
    ("Desa Sukamaju", FactKind.VILLAGE, "sukamaju", ""),
    ("KUA Kecamatan Mekar", FactKind.UNIT, "KUA kecamatan mekar", "KUA"),
    ("B-12/Kk.1.2/3/PP.00/1/2026", FactKind.REFERENCE, "b-12/kk.1.2/3/pp.00/1/2026", ""),
]


@pytest.mark.parametrize(("written", "kind", "canonical", "coarse"), FACTS)
def test_a_fact_is_found_read_and_made_coarser(
    written: str, kind: FactKind, canonical: str, coarse: str
) -> None:
    text = f"kejadian {written}, lalu"
    [fact] = find_facts(text, list(FactKind))
    assert (text[fact.start : fact.end], fact.kind, fact.canonical, fact.coarse) == (
        written,
        kind,
        canonical,
        coarse,
    )


@pytest.mark.parametrize(
    "text",
    [
        "PP Nomor 94 Tahun 2021",
        "pukul 12.30",
        "2.500 orang",
        "seluas 1.200 meter",
        "versi 1.2.3",
        "mas Joko",
        "QS. 4:29",
        "kami berlima",
    ],
)
def test_what_only_looks_like_a_fact_is_none(text: str) -> None:
    assert find_facts(text, list(FactKind)) == []


def test_bands_hold_their_lower_bound_and_grow() -> None:
    names = [amount_band(BANDS[0] - 1), *(amount_band(bound) for bound in BANDS)]
    assert len(set(names)) == len(BANDS) + 1
    assert amount_band(499_999) == amount_band(100_000)


BESIDE_A_VILLAGE = [
    (
        "Nama saya Sugimin, warga. Kejadian di desa Mekarjaya Kecamatan {}. Lalu Mekarjaya.",
        "Sugimin",
        "Cibatu",
    ),
    ("Saya Mugiyono melapor. Di desa Mekarjaya, Kec. {} begitu, di Mekarjaya", "Mugiyono", "Cibatu"),
]


@pytest.mark.parametrize("policy", ["publik", "statistik"])
@pytest.mark.parametrize(("text", "name", "district"), BESIDE_A_VILLAGE)
def test_a_label_never_says_who_is_masked(text: str, name: str, district: str, policy: str) -> None:
    masked = mask(text.format(name), policy=policy, key=KEY)
    assert name not in masked.text
    assert "⟦DESA-1⟧" in masked.text
    assert unmask(masked.text, masked.mapping) == text.format(name)
    plain = mask(text.format(district), policy=policy, key=KEY).text
    assert f"{district}⟧" in plain or policy == "statistik"
    assert district in plain


def test_a_label_of_an_earlier_output_is_bare_once_its_district_names_somebody() -> None:
    text = "Uang diminta di desa Mekarjaya Kec. Sugimin kemarin, di Mekarjaya juga."
    first = mask(text, policy="publik", key=KEY)
    assert "⟦DESA-1b: Kec. Sugimin⟧" in first.text
    same = mask("Nama saya Mugiyono Hadi.", policy="publik", key=KEY, mapping=first.mapping)
    again = mask(first.text, policy="publik", key=KEY, mapping=same.mapping)
    assert "⟦DESA-1b: Kec. Sugimin⟧" in again.text
    later = mask("Nama saya Sugimin.", policy="publik", key=KEY, mapping=first.mapping)
    again = mask(first.text, policy="publik", key=KEY, mapping=later.mapping)
    assert "Sugimin" not in again.text
    assert unmask(again.text, again.mapping) == text


SAID_BEHIND = [
    ("di Desa Sukamaju, Kec. Mekar, lalu Desa Sukamaju", "di ⟦DESA-1⟧, Kec. Mekar, lalu ⟦DESA-1: Kec. Mekar⟧"),
    ("di Desa Sukamaju  Kec.  Mekar.", "di ⟦DESA-1⟧  Kec.  Mekar."),
    ("in Mekar village, Cibatu district, and in Mekar village", "in ⟦DESA-1⟧ village, Cibatu district, and in ⟦DESA-1: Cibatu district⟧ village"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), SAID_BEHIND)
def test_a_label_does_not_say_the_district_that_stands_behind_it(text: str, shown: str) -> None:
    masked = mask(text, policy="publik", key=KEY)
    assert masked.text == shown
    assert unmask(masked.text, masked.mapping) == text


NAMESAKES = [
    ("di desa Padasari Kec. Padasari, Kab. Cilembu", "di ⟦DESA-1: Kab. Cilembu⟧ ⟦DESA-2⟧, Kab. Cilembu"),
    ("di desa Padasari Kec. Padasari Kab. Cilembu", "di ⟦DESA-1: Kab. Cilembu⟧ ⟦DESA-2⟧ Kab. Cilembu"),
    ("in Padasari village, Padasari district, Cilembu regency", "in ⟦DESA-1: Cilembu regency⟧ village, ⟦DESA-2⟧, Cilembu regency"),
    ("di desa Padasari, Kecamatan Padasari lalu", "di ⟦DESA-1⟧, ⟦DESA-2⟧ lalu"),
    ("di desa Padasari Kec. Padasari Kab. Padasari", "di ⟦DESA-1⟧ ⟦DESA-2⟧ ⟦DESA-3⟧"),
    ("di desa Padasari Kec. Cilembu, kata Padasari", "di ⟦DESA-1⟧ Kec. Cilembu, kata ⟦DESA-1b: Kec. Cilembu⟧"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), NAMESAKES)
def test_a_district_named_like_its_village_is_neither_shown_nor_taken_for_it(text: str, shown: str) -> None:
    masked = mask(text, policy="publik", key=KEY)
    assert masked.text == shown
    assert unmask(masked.text, masked.mapping) == text
    coarse_less = mask(text, policy="statistik", key=KEY)
    assert "Padasari" not in coarse_less.text
    assert "Padasari" in mask(text, policy="pemeriksa", key=KEY).text
