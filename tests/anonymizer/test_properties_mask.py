"""What holds for every text: round trip, idempotence, nothing masked left, no link between cases, no forgery."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from anonymizer.forms import digits_of, fold
from anonymizer.mapping import Mapping
from anonymizer.masking import Masked, mask, unmask
from anonymizer.placeholders import placeholders
from anonymizer.policies import AUDIENCES, Action
from anonymizer.proof import Values
from anonymizer.spans import Span, SpanType

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
QUICK = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))

NAMES = [
    "Siti Aminah",
    "Joko Susilo",
    "bu rina",
    "BAMBANG HERU",
    "Bagus",
    "I Made Sutarya",
    "Ñoño Pérez",
    "AY",
]
PIECES = [
    *NAMES, "0812-3456-7890", "+62 812 3456 7890", "nol delapan satu dua 3456 7890", "3273 0141 0190 0001", "B 1234 XYZ",
    "siti.aminah@contoh.id", "⟦ORANG-1⟧", "⟦KURUNG⟧", "⟦", "⟧", "⟦TANGGAL-1: Mei 2026⟧", "Rp 500.000", "12 Maret 2026",
    "pelapor", "oknum", "saksi", "suami saya", "diminta oleh Pak", "\n", "\r\n", "\u200b", "👩‍👧", "e\u0301", "\ud83d", "\x00", "MAN 3 Palembang",
    "Desa Sukamaju, Kec. Mekar", "lahir 1 Mei 1980", "tiga", "5", "I", "O",
]  # fmt: skip
ANY_CHARACTER = st.characters(exclude_categories=[])
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(ANY_CHARACTER, max_size=6)), max_size=14).map(
    " ".join
)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """Any text with any stretches of it called personal."""
    text = draw(st.one_of(TEXTS, st.text(ANY_CHARACTER, max_size=40)))
    spans = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 20)))
        spans.append(Span(start, end, draw(st.sampled_from(list(SpanType))), 1.0, "drawn"))
    return text, spans


def readable(masked: Masked) -> list[str]:
    """The stretches of a masked text that lie outside placeholders and kept findings."""
    taken = [(start, end) for start, end, _ in placeholders(masked.text)]
    taken += [(s.masked_start, s.masked_end) for s in masked.spans if s.action is Action.KEEP]
    parts, last = [], 0
    for start, end in sorted(taken):
        parts.append(masked.text[last:start])
        last = end
    return [*parts, masked.text[last:]]


@QUICK
@given(marked_texts(), st.sampled_from(AUDIENCES))
@example(("AY ⟦\n\ud83d", [Span(2, 6, SpanType.PERSON, 1.0, "x")]), "publik")
@example(("⟦ORANG-1⟧ Bagus ⟦ORANG-1", [Span(10, 15, SpanType.PERSON, 1.0, "x")]), "publik")
def test_unmasking_gives_back_every_text(marked: tuple[str, list[Span]], policy: str) -> None:
    text, spans = marked
    masked = mask(text, policy=policy, key=KEY, spans=spans)
    assert unmask(masked.text, masked.mapping) == text
    stored = Mapping.from_bytes(masked.mapping.to_bytes())
    assert unmask(masked.text, stored) == text


@QUICK
@given(TEXTS, st.sampled_from(AUDIENCES))
def test_unmasking_gives_back_every_text_after_finding(text: str, policy: str) -> None:
    masked = mask(text, policy=policy, key=KEY)
    assert unmask(masked.text, masked.mapping) == text


@QUICK
@given(marked_texts(), st.sampled_from(AUDIENCES))
def test_masking_an_output_again_changes_nothing(marked: tuple[str, list[Span]], policy: str) -> None:
    text, spans = marked
    masked = mask(text, policy=policy, key=KEY)
    again = mask(masked.text, policy=policy, key=KEY, mapping=masked.mapping)
    assert again.text == masked.text
    masked = mask(text, policy=policy, key=KEY, spans=spans)
    if "⟦" in masked.text:
        by_spans = mask(masked.text, policy=policy, key=KEY, mapping=masked.mapping, spans=[])
        assert by_spans.text == masked.text


@QUICK
@given(marked_texts(), st.sampled_from(AUDIENCES))
def test_offsets_agree_with_both_texts(marked: tuple[str, list[Span]], policy: str) -> None:
    text, spans = marked
    masked = mask(text, policy=policy, key=KEY, spans=spans)
    last = masked_last = 0
    for span in masked.spans:
        assert last <= span.start < span.end <= len(text)
        assert masked_last <= span.masked_start < span.masked_end <= len(masked.text)
        shown = masked.text[span.masked_start : span.masked_end]
        written = text[span.start : span.end]
        if span.action is Action.KEEP:
            assert unmask(shown, masked.mapping) == written
        else:
            assert shown.startswith(f"⟦{span.label}")
            assert masked.mapping.value(span.label) == written
        last, masked_last = span.end, span.masked_end


@QUICK
@given(TEXTS)
def test_no_masked_number_or_name_is_readable_in_the_output(text: str) -> None:
    """The search here is not the one of the proof: it joins all letters, or all digits, of each stretch."""
    masked = mask(text, policy="publik", key=KEY)
    for span in masked.spans:
        value = text[span.start : span.end]
        digits = digits_of(value)
        for part in readable(masked):
            assert len(digits) < 8 or digits not in digits_of(part)
            assert len(fold(value)) < 8 or fold(value) not in fold(part)


PHONES = ["0812-3456-7890", "+62 812 3456 7890", "081234567890", "(0812) 3456 7890", "O812 3456 789O", "٠٨١٢٣٤٥٦٧٨٩٠",
          "nol delapan satu dua tiga empat lima enam tujuh delapan sembilan nol", "WA081234567890", "０８１２３４５６７８９０"]  # fmt: skip
SUSILOS = [
    "Joko Susilo",
    "JOKO SUSILO",
    "joko  susilo",
    "Jóko Susilo",
    "Joko\nSusilo",
    "Jo\u200bko Susilo",
    "joko_susilo",
    "Joko. Susilo",
]
FILLERS = st.sampled_from(
    ["lalu", "dan", ",", "\n", "Rp 500.000", "12 Maret 2026", "(", "⟦ORANG-1⟧", "tidak", "e\u0301", "7"]
)


@QUICK
@given(st.sampled_from([("PHONE", PHONES), ("PERSON", SUSILOS)]), st.data(), st.sampled_from(AUDIENCES))
def test_every_spelling_of_a_masked_value_is_masked(
    kind: tuple[str, list[str]], data: st.DataObject, policy: str
) -> None:
    """Only the first place is called personal; the others are written in any other way."""
    spellings = data.draw(st.lists(st.sampled_from(kind[1]), min_size=2, max_size=5))
    text, first = "", spellings[0]
    for spelling in spellings:
        text += f"{spelling} {data.draw(FILLERS)} "
    span = Span(0, len(first), SpanType(kind[0]), 1.0, "drawn")
    masked = mask(text, policy=policy, key=KEY, spans=[span])
    assert unmask(masked.text, masked.mapping) == text
    for part in readable(masked):
        assert "81234567890" not in digits_of(part)
        assert "jokosusilo" not in fold(part)
    assert "81234567890" in digits_of(text) or "jokosusilo" in fold(text)


@QUICK
@given(st.sampled_from([("PHONE", PHONES), ("PERSON", SUSILOS)]), st.data(), st.sampled_from(AUDIENCES))
def test_every_spelling_of_a_masked_value_is_masked_in_later_texts_too(
    kind: tuple[str, list[str]], data: st.DataObject, policy: str
) -> None:
    """The finder sees nothing of the second text: only the mapping knows the value."""
    first = f"pelapor {kind[1][0]} begitu"
    span = Span(8, 8 + len(kind[1][0]), SpanType(kind[0]), 1.0, "drawn")
    known = mask(first, policy=policy, key=KEY, spans=[span]).mapping
    later = " kata ".join(data.draw(st.lists(st.sampled_from(kind[1]), min_size=1, max_size=4)))
    masked = mask(later, policy=policy, key=KEY, mapping=known, spans=[])
    assert unmask(masked.text, masked.mapping) == later
    for part in readable(masked):
        assert "81234567890" not in digits_of(part)
        assert "joko" not in fold(part)
        assert "susilo" not in fold(part)


@QUICK
@given(TEXTS, TEXTS, st.sampled_from(AUDIENCES))
def test_no_name_of_the_reporters_side_is_readable_in_a_later_text(
    first: str, second: str, policy: str
) -> None:
    """Whatever else two texts hold: the reporter of the first is nobody's accused in the second."""
    one = mask(f"{first}\nPelapor: Wagiman Slamet", policy=policy, key=KEY)
    later = f"{second} Terlapor: Wagiman. Pak Slamet meminta uang"
    two = mask(later, policy=policy, key=KEY, mapping=one.mapping)
    assert unmask(two.text, two.mapping) == later
    assert "wagiman" not in fold(two.text)
    assert "slamet" not in fold(two.text)
    assert "Wagiman" in mask("Terlapor: Wagiman", policy="pemeriksa", key=KEY).text


def test_the_search_for_masked_values_sees_a_planted_one() -> None:
    values = Values()
    values.add("PHONE", "0812-3456-7890", 0)
    values.add("PERSON", "Joko Susilo", 1)
    for planted in (
        "hubungi 62 812 3456 7890 ya",
        "nol delapan satu dua 3456 tujuh delapan sembilan nol",
        "JOKO\n SÚSILO",
    ):
        assert values.occurrences(planted, [(0, len(planted))])
    assert not values.occurrences("Joko bayar 0812", [(0, 15)])


@QUICK
@given(TEXTS)
def test_two_cases_share_no_keyed_identity(text: str) -> None:
    one = mask(text, policy="publik", key=KEY).mapping
    other = mask(text, policy="publik", key=OTHER_KEY).mapping

    def identities(mapping: Mapping) -> set[str]:
        return set(re.findall(r"[0-9a-f]{32}", mapping.to_bytes().decode("ascii")))

    assert not identities(one) & identities(other)
    assert identities(one) == identities(mask(text, policy="publik", key=KEY).mapping)


@QUICK
@given(st.permutations(NAMES).map(lambda names: names[:4]))
def test_labels_say_nothing_about_the_names(names: list[str]) -> None:
    """The same text about other people gives the same masked text, so labels cannot link two cases."""
    text = " lalu ".join(f"(orang {name})" for name in names)
    spans = [
        Span(m.start(1), m.end(1), SpanType.PERSON, 1.0, "x") for m in re.finditer(r"\(orang ([^)]*)\)", text)
    ]
    masked = mask(text, policy="publik", key=KEY, spans=spans)
    assert masked.text == " lalu ".join(f"(orang ⟦ORANG-{number}⟧)" for number in range(1, 5))


@QUICK
@given(st.integers(1, 5), st.sampled_from(["", "b", "c"]), TEXTS)
def test_a_typed_label_is_never_unmasked(number: int, letters: str, text: str) -> None:
    known = mask("Saya Siti Aminah dan pak Joko Susilo", policy="publik", key=KEY).mapping
    forged = f"{text} lalu ⟦ORANG-{number}{letters}⟧ yang mengambil"
    masked = mask(forged, policy="publik", key=KEY, mapping=known)
    assert unmask(masked.text, masked.mapping) == forged


@QUICK
@given(TEXTS, TEXTS)
def test_labels_of_earlier_texts_still_mean_the_same(first: str, second: str) -> None:
    one = mask(first, policy="publik", key=KEY)
    two = mask(second, policy="publik", key=KEY, mapping=one.mapping)
    assert unmask(one.text, two.mapping) == first
    for label in one.mapping.labels():
        assert one.mapping.value(label) == two.mapping.value(label)
