"""Masking one text and the texts of one case: labels, links, repeats, forged labels, mappings, errors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import pytest

from anonymizer import Mapping, Span, SpanType, mask, mask_all, redactor, unmask, unmask_all
from anonymizer.errors import ScanUnfinishedError
from anonymizer.mapping import (
    Identities,
    MappingSealedError,
    MappingUnreadableError,
    WrongKeyError,
    spelling_index,
    spelling_letters,
)
from anonymizer.masking import UnknownLabelError
from anonymizer.placing import SpansOutsideTextError
from anonymizer.policies import Action, Policy
from anonymizer.sealing import SealBrokenError, sealing_hooks

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))


def spans_of(text: str, *marked: tuple[str, str]) -> list[Span]:
    """Spans at the first place of each marked stretch."""
    found = []
    for value, kind in marked:
        start = text.index(value)
        found.append(Span(start, start + len(value), SpanType(kind), 1.0, "by hand"))
    return sorted(found)


LETTER = (
    "Saya Siti Aminah, suami saya Joko Susilo diminta uang oleh Pak Bambang Herusatya. Pak Heru marah, BAMBANG juga. "
    "Transfer ke 0812-3456-7890, bisa juga nol delapan satu dua tiga empat lima enam tujuh delapan sembilan nol. "
    "Surel siti.aminah@contoh.id"
)
LETTER_SPANS = spans_of(
    LETTER, ("Siti Aminah", "PERSON"), ("Joko Susilo", "PERSON"), ("Bambang Herusatya", "PERSON"),
    ("0812-3456-7890", "PHONE"), ("siti.aminah@contoh.id", "EMAIL"),
)  # fmt: skip


def test_one_label_for_a_person_and_one_letter_for_a_spelling() -> None:
    masked = mask(LETTER, policy="publik", key=KEY, spans=LETTER_SPANS)
    assert masked.text.startswith("Saya ⟦ORANG-1⟧, suami saya ⟦ORANG-2⟧ diminta uang oleh Pak ⟦ORANG-3⟧.")
    assert "⟦ORANG-3b⟧ juga" in masked.text


def test_a_repeat_in_another_spelling_is_masked_with_the_same_label() -> None:
    masked = mask(LETTER, policy="publik", key=KEY, spans=LETTER_SPANS)
    assert "⟦TELEPON-1⟧, bisa juga ⟦TELEPON-1b⟧." in masked.text
    assert (
        masked.mapping.value("TELEPON-1b")
        == "nol delapan satu dua tiga empat lima enam tujuh delapan sembilan nol"
    )


def test_a_mail_address_is_linked_to_the_person_it_spells() -> None:
    masked = mask(LETTER, policy="publik", key=KEY, spans=LETTER_SPANS)
    assert masked.report.links == (("EMAIL-1", "ORANG-1"),)


LINKED = [
    ("Pak Budi Santoso datang. Pak Budi marah", ["Budi Santoso", "Budi"], True),
    ("Pak Budi Santoso datang. Bu Budi marah", ["Budi Santoso", "Budi"], False),
    ("Rafliansyah Hakim, biasa disapa Ucok, datang", ["Rafliansyah Hakim", "Ucok"], True),
    ("Rafliansyah Hakim dan Ucok datang", ["Rafliansyah Hakim", "Ucok"], False),
    ("Muhammad Rafliansyah lalu M. Rafliansyah", ["Muhammad Rafliansyah", "M. Rafliansyah"], True),
    ("Bambang Herusatya lalu Bambang Herusatia", ["Bambang Herusatya", "Bambang Herusatia"], True),
    ("pak Rahmat lalu pak Rahman", ["Rahmat", "Rahman"], False),
    ("Yanti Suprapti lalu Yanto Suprapti", ["Yanti Suprapti", "Yanto Suprapti"], False),
    ("Ahmad Yani dan inisial AY", ["Ahmad Yani", "AY"], True),
    ("Siti binti Ahmad dan pak Ahmad", ["Siti binti Ahmad", "Ahmad"], False),
    ("Dewi Sartika alias Mawar", ["Dewi Sartika", "Mawar"], True),
    ("oknum Bambang Heru. Nama saya Heru", ["Bambang Heru", "Heru"], False),
]


@pytest.mark.parametrize(("text", "names", "one_person"), LINKED)
def test_who_is_taken_for_one_person(text: str, names: list[str], *, one_person: bool) -> None:
    start = text.rindex(names[1])
    first, second = text.index(names[0]), start
    spans = [
        Span(first, first + len(names[0]), SpanType.PERSON, 1.0, "by hand"),
        Span(second, second + len(names[1]), SpanType.PERSON, 1.0, "by hand"),
    ]
    masked = mask(text, policy="publik", key=KEY, spans=spans)
    labels = {span.start: span.label.rstrip("bcdefgh") for span in masked.spans}
    assert (labels[first] == labels[second]) is one_person


def test_an_ambiguous_given_name_belongs_to_neither() -> None:
    text = "Budi Santoso dan Budi Hartono datang, kata Budi"
    spans = spans_of(text, ("Budi Santoso", "PERSON"), ("Budi Hartono", "PERSON"))
    spans.append(Span(text.rindex("Budi"), len(text), SpanType.PERSON, 1.0, "by hand"))
    masked = mask(text, policy="publik", key=KEY, spans=spans)
    assert masked.text == "⟦ORANG-1⟧ dan ⟦ORANG-2⟧ datang, kata ⟦ORANG-3⟧"


ONE_NUMBER = [
    ("3273014101900001", "ID", "3273 0141 0190 0001", "NIK", "NIK-1"),
    ("3273014101900001", "NIK", "3273014101900001", "BANK_ACCOUNT", "NIK-1"),
    ("0812-3456-7890", "PHONE", "81234567890", "ID", "TELEPON-1"),
    ("812 3456 7890", "BANK_ACCOUNT", "+62 812 3456 7890", "PHONE", "TELEPON-1"),
    ("0274-512345", "PHONE", "274512345", "PHONE", "TELEPON-1"),
]


@pytest.mark.parametrize(("one", "kind", "other", "other_kind", "label"), ONE_NUMBER)
def test_one_number_has_one_label_whatever_it_was_taken_for(
    one: str, kind: str, other: str, other_kind: str, label: str
) -> None:
    text = f"yang {one} lalu #{other}"
    start = text.index("#") + 1
    spans = [
        Span(5, 5 + len(one), SpanType(kind), 1.0, "x"),
        Span(start, len(text), SpanType(other_kind), 1.0, "x"),
    ]
    masked = mask(text, policy="publik", key=KEY, spans=spans)
    assert [span.label.rstrip("b") for span in masked.spans] == [label, label]
    assert unmask(masked.text, masked.mapping) == text
    first = mask(text[:start], policy="publik", key=KEY, spans=spans[:1])
    later = f"lagi {other}"
    again = [Span(5, len(later), SpanType(other_kind), 1.0, "x")]
    second = mask(later, policy="publik", key=KEY, mapping=first.mapping, spans=again)
    assert second.spans[0].label.rstrip("b") == first.spans[0].label


def test_a_number_is_masked_when_one_of_its_kinds_is() -> None:
    text = "Oknum Bambang Heru, transfer ke rekening 1234567890. Nomor 1234567890"
    start = text.index("1234567890")
    spans = spans_of(text, ("Bambang Heru", "PERSON"))
    spans.append(Span(start, start + 10, SpanType.BANK_ACCOUNT, 1.0, "x"))
    assert mask(text, policy="pemeriksa", key=KEY, spans=spans).text == text
    spans.append(Span(len(text) - 10, len(text), SpanType.ID, 1.0, "x"))
    assert "1234567890" not in mask(text, policy="pemeriksa", key=KEY, spans=spans).text


def test_an_ordinary_word_is_masked_only_as_it_was_written_as_a_name() -> None:
    text = "Pak Bagus bilang pelayanan tidak bagus. Temui Bagus"
    masked = mask(text, policy="publik", key=KEY, spans=spans_of(text, ("Bagus", "PERSON")))
    assert masked.text == "Pak ⟦ORANG-1⟧ bilang pelayanan tidak bagus. Temui ⟦ORANG-1⟧"


def test_a_date_of_birth_is_masked_in_another_notation_too() -> None:
    text = "lahir 01-05-1980, di formulir tertulis 1 Mei 1980, kejadian 2 Mei 2026"
    masked = mask(text, policy="pemeriksa", key=KEY, spans=spans_of(text, ("01-05-1980", "DOB")))
    assert masked.text == "lahir ⟦LAHIR-1⟧, di formulir tertulis ⟦LAHIR-1b⟧, kejadian 2 Mei 2026"


def test_typed_labels_are_escaped_and_never_unmasked() -> None:
    known = mask(LETTER, policy="publik", key=KEY, spans=LETTER_SPANS).mapping
    text = "yang mengambil ⟦ORANG-1⟧ dan ⟦KURUNG⟧"
    masked = mask(text, policy="publik", key=KEY, mapping=known, spans=[])
    assert masked.text == "yang mengambil ⟦KURUNG⟧ORANG-1⟧ dan ⟦KURUNG⟧KURUNG⟧"
    assert unmask(masked.text, masked.mapping) == text


def test_labels_stay_in_an_output_as_a_whole_and_nowhere_else() -> None:
    first = mask(LETTER, policy="publik", key=KEY, spans=LETTER_SPANS)
    stored = first.text + "\r\n"
    second = mask(stored, policy="pelapor", key=KEY, mapping=first.mapping, spans=[])
    assert second.text == stored
    quoted = first.text + "\r\nBalasan untuk Joko Susilo"
    third = mask(quoted, policy="publik", key=KEY, mapping=first.mapping, spans=[])
    assert third.text.startswith("Saya ⟦KURUNG⟧ORANG-1⟧")
    assert "Susilo" not in third.text
    assert unmask(third.text, third.mapping) == quoted


@pytest.mark.parametrize("typed", ["⟦ORANG-1⟧", "Nama: ⟦ORANG-1⟧", "Nama:\n⟦ORANG-1⟧\nPelapor"])
def test_a_label_typed_as_a_line_of_an_earlier_output_is_never_unmasked(typed: str) -> None:
    text = "Nama: Siti Aminah\nNama:\nSiti Aminah\nAlamat tidak ada"
    first = mask(text, policy="publik", key=KEY, spans=spans_of(text, ("Siti Aminah", "PERSON")))
    assert "\n⟦ORANG-1⟧\n" in first.text
    second = mask(typed, policy="publik", key=KEY, mapping=first.mapping)
    assert unmask(second.text, second.mapping) == typed
    assert unmask(first.text, second.mapping) == text


def test_a_mapping_of_an_earlier_version_still_knows_its_outputs() -> None:
    first = mask(LETTER, policy="publik", key=KEY, spans=LETTER_SPANS)
    digest = Policy.named("publik").digest()
    old = replace(
        first.mapping, outputs=frozenset({Identities(KEY).of("output", digest, first.text)})
    ).to_bytes()
    again = mask(first.text, policy="publik", key=KEY, mapping=Mapping.from_bytes(old), spans=[])
    assert again.text == first.text


HEAD = "Kepala KUA Darsono Hadi meminta uang."


@pytest.mark.parametrize("text", [HEAD, HEAD + " Nama saya Sulastri Wulan."])
def test_what_a_case_learns_later_is_masked_in_its_earlier_outputs_too(text: str) -> None:
    first = mask(text, policy="pemeriksa", key=KEY)
    assert "Darsono Hadi" in first.text
    assert mask(first.text, policy="pemeriksa", key=KEY, mapping=first.mapping).text == first.text
    later = mask("Suami saya Darsono Hadi takut.", policy="pemeriksa", key=KEY, mapping=first.mapping)
    again = mask(first.text, policy="pemeriksa", key=KEY, mapping=later.mapping)
    assert "Darsono" not in again.text
    assert "Hadi" not in again.text
    assert unmask(again.text, again.mapping) == text


def test_a_text_without_labels_is_always_searched() -> None:
    text = "Nama saya Sulastri Wulan."
    weak = mask(text, policy="publik", key=KEY, spans=[])
    assert weak.text == text
    strong = mask(weak.text, policy="publik", key=KEY, mapping=weak.mapping)
    assert "Sulastri" not in strong.text
    assert "already_masked" not in strong.report.notes


def test_a_stricter_policy_masks_the_output_of_a_weaker_one() -> None:
    text = "Oknum Bambang Heru minta Rp 500.000"
    weak = mask(text, policy="pemeriksa", key=KEY, spans=spans_of(text, ("Bambang Heru", "PERSON")))
    assert weak.text == text
    strict = mask(
        weak.text,
        policy="publik",
        key=KEY,
        mapping=weak.mapping,
        spans=spans_of(text, ("Bambang Heru", "PERSON")),
    )
    assert strict.text == "Oknum ⟦ORANG-1⟧ minta ⟦JUMLAH-1: Rp500 ribu-1 juta⟧"


def test_later_texts_of_a_case_give_the_same_person_the_same_label() -> None:
    first = mask(LETTER, policy="publik", key=KEY, spans=LETTER_SPANS)
    text = "Bu Aminah menelepon lagi dari 62 812 3456 7890, Herusatya mengancam"
    second = mask(text, policy="publik", key=KEY, mapping=first.mapping, spans=[])
    assert second.text == "Bu ⟦ORANG-1b⟧ menelepon lagi dari ⟦TELEPON-1c⟧, ⟦ORANG-3c⟧ mengancam"
    named = mask(
        text, policy="publik", key=KEY, mapping=first.mapping, spans=spans_of(text, ("Aminah", "PERSON"))
    )
    assert named.text == second.text


def test_once_on_the_reporters_side_means_always_in_the_case() -> None:
    first = mask(LETTER, policy="pemeriksa", key=KEY, spans=LETTER_SPANS)
    text = "Oknum Siti Aminah minta uang, bayar ke 0812 0000 1111"
    spans = spans_of(text, ("Siti Aminah", "PERSON"), ("0812 0000 1111", "PHONE"))
    alone = mask(text, policy="pemeriksa", key=KEY, spans=spans)
    assert alone.text == text
    second = mask(text, policy="pemeriksa", key=KEY, mapping=first.mapping, spans=spans)
    assert second.text.startswith("Oknum ⟦ORANG-1⟧ minta uang")


def test_a_name_found_and_one_recognised_in_a_later_text_are_one_person() -> None:
    first = mask(LETTER, policy="publik", key=KEY, spans=LETTER_SPANS)
    text = "Aminah tahu. Kata Bu Aminah begitu"
    start = text.rindex("Aminah")
    found = [Span(start, start + 6, SpanType.PERSON, 1.0, "by hand")]
    second = mask(text, policy="publik", key=KEY, mapping=first.mapping, spans=found)
    assert second.text == "⟦ORANG-1b⟧ tahu. Kata Bu ⟦ORANG-1b⟧ begitu"


def test_many_texts_share_one_mapping() -> None:
    texts = ["Pak Joko Susilo datang", "lalu Joko Susilo pergi", "nomor 0812 3456 7890"]
    masked = list(mask_all(texts, policy="publik", key=KEY))
    mapping = masked[-1].mapping
    assert list(unmask_all([m.text for m in masked], mapping)) == texts
    assert {m.spans[0].label for m in masked[:2]} == {"ORANG-1"}


def test_a_kept_name_that_shows_a_masked_one_is_masked() -> None:
    text = "Nama saya Heru. Uang diminta oleh Pak Bambang Heru."
    spans = spans_of(text, ("Bambang Heru", "PERSON")) + spans_of(text, ("Heru", "PERSON"))
    masked = mask(text, policy="pemeriksa", key=KEY, spans=spans)
    assert "Heru" not in masked.text
    assert "kept_then_masked" in masked.report.notes
    kept = mask(
        "Uang diminta oleh Pak Bambang Heru.",
        policy="pemeriksa",
        key=KEY,
        spans=spans_of("Uang diminta oleh Pak Bambang Heru.", ("Bambang Heru", "PERSON")),
    )
    assert "Bambang Heru" in kept.text


def test_a_mapping_of_another_case_does_not_fit() -> None:
    mapping = mask(LETTER, policy="publik", key=KEY, spans=LETTER_SPANS).mapping
    with pytest.raises(WrongKeyError):
        mask(LETTER, policy="publik", key=OTHER_KEY, mapping=mapping)


def test_labels_never_issued_stay_or_raise_when_asked() -> None:
    mapping = mask(LETTER, policy="publik", key=KEY, spans=LETTER_SPANS).mapping
    assert unmask("⟦ORANG-77⟧", mapping) == "⟦ORANG-77⟧"
    with pytest.raises(UnknownLabelError):
        unmask("⟦ORANG-77⟧", mapping, strict=True)


def test_sealed_values_open_only_in_their_place() -> None:
    seal, unseal = sealing_hooks(KEY)
    opened: list[bytes] = []

    def traced(value: bytes, associated: bytes) -> bytes:
        opened.append(associated)
        return unseal(value, associated)

    empty = Mapping.new(KEY, case="perkara-7", seal=seal, open=traced)
    masked = mask(LETTER, policy="publik", key=KEY, mapping=empty, spans=LETTER_SPANS)
    assert opened == [], "masking opens nothing"
    stored = masked.mapping.to_bytes()
    assert b"Aminah" not in stored
    assert unmask("⟦ORANG-1⟧ ⟦ORANG-1⟧", Mapping.from_bytes(stored, open=traced)) == "Siti Aminah Siti Aminah"
    assert len(opened) == 1
    with pytest.raises(MappingSealedError):
        unmask("⟦ORANG-1⟧", Mapping.from_bytes(stored))
    for wrong in (b'"perkara-8"', b'"perkara-7x"'):
        moved = Mapping.from_bytes(stored.replace(b'"perkara-7"', wrong), open=unseal)
        with pytest.raises(SealBrokenError):
            unmask("⟦ORANG-1⟧", moved)
    renumbered = stored.replace(b'"number":1', b'"number":9')
    with pytest.raises(SealBrokenError):
        unmask("⟦ORANG-9⟧", Mapping.from_bytes(renumbered, open=unseal))


def test_a_clear_mapping_can_be_sealed_later() -> None:
    clear = mask(LETTER, policy="publik", key=KEY, spans=LETTER_SPANS).mapping
    assert b"Aminah" not in clear.to_bytes(), "values are base64 even in clear"
    seal, unseal = sealing_hooks(KEY)
    sealed = clear.with_hooks(seal=seal, open=unseal)
    assert sealed.value("ORANG-1") == clear.value("ORANG-1") == "Siti Aminah"
    assert sealed.to_bytes() != clear.to_bytes()


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"format":"anonymizer mapping 1"}', b"\xff", b"[" * 100_000]
)
def test_bytes_that_are_no_mapping_are_refused(data: bytes) -> None:
    with pytest.raises(MappingUnreadableError):
        Mapping.from_bytes(data)


def test_nothing_shown_by_repr_or_errors_is_content() -> None:
    masked = mask(LETTER, policy="publik", key=KEY, spans=LETTER_SPANS)
    shown = (
        repr(masked)
        + repr(masked.mapping)
        + repr(masked.mapping.entries)
        + repr(masked.report)
        + repr(masked.spans)
    )
    for secret in ("Aminah", "Susilo", "7890", "contoh.id"):
        assert secret in LETTER
        assert secret not in shown


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (0, 99), (5, 2)])
def test_spans_outside_the_text_are_refused(start: int, end: int) -> None:
    with pytest.raises(SpansOutsideTextError):
        mask("pendek", policy="publik", key=KEY, spans=[Span(start, end, SpanType.ID, 1.0, "x")])


def test_a_text_that_cannot_be_read_to_the_end_is_not_released() -> None:
    from anonymizer.finding import MAX_CHARACTERS

    with pytest.raises(ScanUnfinishedError) as caught:
        mask("a" * (MAX_CHARACTERS + 1), policy="publik", key=KEY)
    assert "aaa" not in str(caught.value)


def test_an_empty_key_is_refused_and_a_short_one_noted() -> None:
    with pytest.raises(ValueError):
        mask("x", policy="publik", key=b"")
    with pytest.raises(TypeError):
        mask("x", policy="publik", key=32)  # type: ignore[arg-type]  # bytes(32) would be a key of zeros
    assert "short_key" in mask("x", policy="publik", key=b"pendek").report.notes
    assert "short_key" not in mask("x", policy="publik", key=KEY).report.notes


def test_a_redactor_masks_and_keeps_no_way_back() -> None:
    redact = redactor(policy="publik", key=KEY)
    assert redact("Telepon 0812 3456 7890 segera") == "Telepon ⟦TELEPON-1⟧ segera"


def test_threads_do_not_disturb_each_other() -> None:
    texts = [
        LETTER,
        LETTER.upper(),
        "Pak Bagus di Desa Sukamaju, 12 Maret 2026",
        "⟦ORANG-1⟧ hp 0812 3456 7890",
    ] * 6
    one_by_one = [mask(text, policy="publik", key=KEY).text for text in texts]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: mask(text, policy="publik", key=KEY).text, texts))
    assert together == one_by_one


def test_the_report_counts_without_content() -> None:
    report = mask(LETTER, policy="pemeriksa", key=KEY, spans=LETTER_SPANS).report
    assert report.masked["PERSON"] == 2
    assert report.kept["PERSON"] == 1
    assert report.people == {"reporter": 1, "family": 1, "accused": 1}


def test_spelling_letters_count_like_columns() -> None:
    assert [spelling_letters(i) for i in (0, 1, 2, 25, 26, 51, 701)] == ["", "b", "c", "z", "aa", "az", "zz"]
    assert all(spelling_index(spelling_letters(i)) == i for i in range(1000))
    assert spelling_index("a") is None


def test_hostile_texts_take_linear_time() -> None:
    """Four times the text takes about four times as long, for texts that are one pattern only."""
    from time import process_time

    def seconds(pattern: str, size: int) -> float:
        text = (pattern * (size // len(pattern) + 1))[:size]
        value = text[: max(3, len(pattern.rstrip()))]
        spans = [
            Span(0, len(value), SpanType.PERSON, 1.0, "x"),
            Span(size // 2, size // 2 + 9, SpanType.ID, 1.0, "x"),
        ]
        began = process_time()
        masked = mask(text, policy="publik", key=KEY, spans=spans)
        assert unmask(masked.text, masked.mapping) == text
        return process_time() - began

    seconds("Siti 1 ", 400)
    for pattern in ("a", "1", "1 ", "(", "⟦", "⟦ORANG-1⟧", "Budi ", "nol ", "\n", "Rp 1.", "e\u0301"):
        small = min(seconds(pattern, 4_000) for _ in range(2))
        large = min(seconds(pattern, 16_000) for _ in range(2))
        assert large < 12 * small + 0.05, pattern


def test_actions_taken_are_reported_span_by_span() -> None:
    text = "Oknum Bambang minta Rp 500.000 dari Desa Sukamaju"
    masked = mask(text, policy="publik", key=KEY, spans=spans_of(text, ("Bambang", "PERSON")))
    assert [span.action for span in masked.spans] == [Action.MASK, Action.GENERALISE, Action.MASK]


VECTORS = [
    ("identity", "PERSON", "siti aminah", "1e9b1b617fbe0cd884a6fb27c0cc4da1"),
    ("identity", "PHONE", "+6281234567890", "99d6980c81217e0b9373e2321b0185df"),
    ("mark", "word", "aminah", "a98abf9c8c0c91af4ec01dd98614469f"),
    ("spelling", "PERSON", "Siti Aminah", "3610ec24c144fb0ac4d0e8c5f124aeae"),
    ("output", "", "Saya ⟦ORANG-1⟧", "c5d2703d68cb2a5adaacb9b8ad47262a"),
    ("check", "", "perkara-7", "09d9939313e25e0ad460200e11535cd8"),
]


@pytest.mark.parametrize(("purpose", "kind", "value", "expected"), VECTORS)
def test_identities_are_those_of_the_specification(
    purpose: str, kind: str, value: str, expected: str
) -> None:
    """Vectors from docs/spec/placeholders.md."""
    assert Identities(KEY).of(purpose, kind, value) == expected


def test_associated_data_are_those_of_the_specification() -> None:
    """Vector from docs/spec/placeholders.md."""
    assert Mapping.new(KEY, case="perkara-7").associated("PERSON", "ORANG-3b").hex() == (
        "0000000000000014616e6f6e796d697a6572206d617070696e672031" "00000000000000097065726b6172612d37"
        "0000000000000006504552534f4e" "00000000000000084f52414e472d3362"
    )  # fmt: skip


def test_a_text_of_nothing_but_names_and_numbers_takes_linear_time() -> None:
    from time import process_time

    def seconds(count: int) -> float:
        words = [
            "".join(chr(97 + (i * k + j * j) % 26) for j in range(6)).capitalize()
            for i in range(count)
            for k in (7,)
        ]
        text = " ".join(f"{a} {b} 08{i:09}" for i, (a, b) in enumerate(pairwise(words)))
        spans, position = [], 0
        for part in text.split(" "):
            kind = SpanType.PHONE if part[0] == "0" else SpanType.PERSON
            spans.append(Span(position, position + len(part), kind, 1.0, "x"))
            position += len(part) + 1
        began = process_time()
        masked = mask(text, policy="pemeriksa", key=KEY, spans=spans)
        took = process_time() - began
        assert unmask(masked.text, masked.mapping) == text
        return took

    seconds(50)
    assert seconds(1_600) < 12 * min(seconds(400), seconds(400)) + 0.05
