"""PDF forms and notes: whatever a field says, or a note shows, is on the page of the copy."""

from __future__ import annotations

import io
import subprocess

import pikepdf
import pytest
from file_samples import RAW, holds_mark
from hypothesis import given
from hypothesis import strategies as some
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image
from test_clean_pdf import HELVETICA, one_page, pages_text, saved

from anonymizer import clean_file
from anonymizer.files import CleanCopy, Notice, Trait
from anonymizer.files.pdf_letters import Letters, width_of, wrapped

LONG = "Pada hari Senin bendahara memotong dana sebesar Rp5.000.000 di ruang guru bersama dua orang lain."
BOX = (20, 100, 220, 180)


def form(value: str = LONG, *, look: bytes | None = None, stale: bool = True, **more: object) -> pikepdf.Pdf:
    """A page with one field of several lines; `look` is the content of the look it brings along."""
    made = one_page(b"0 0 9 9 re f", Font=Dictionary(F1=HELVETICA))
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(RAW), V=String(value), F=4, Ff=4096,
        DA=String("/Helv 12 Tf 0 0 1 rg"), Rect=Array(list(BOX)),
    )  # fmt: skip
    if look is not None:
        drawn = Stream(made, look)
        drawn.Type, drawn.Subtype, drawn.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 80])
        field.AP = Dictionary(N=made.make_indirect(drawn))
    for key, told in more.items():
        field["/" + key] = told
    widget = made.make_indirect(field)
    made.pages[0].obj.Annots = Array([widget])
    made.Root.AcroForm = Dictionary(Fields=Array([widget]), NeedAppearances=stale)
    return made


def cleaned(made: pikepdf.Pdf) -> CleanCopy:
    original = saved(made)
    copy = clean_file(original)
    assert holds_mark(original), "the positive control: the field's name"
    assert not holds_mark(copy.content)
    return copy


def words(copy: CleanCopy) -> str:
    return " ".join(pages_text(copy.content).split())


def picture_of(content: bytes) -> Image.Image:
    done = subprocess.run(
        ["pdftoppm", "-r", "72", "-singlefile", "-png", "-"], input=content, capture_output=True, check=True
    )
    return Image.open(io.BytesIO(done.stdout)).convert("L")


def ink(content: bytes, box: tuple[int, int, int, int]) -> int:
    """Count dark points of the page within left, bottom, right, top."""
    left, bottom, right, top = box
    return sum(picture_of(content).crop((left, 300 - top, right, 300 - bottom)).histogram()[:200])


def test_long_text_without_a_look_is_wrapped_into_its_box() -> None:
    copy = cleaned(form())
    assert words(copy) == LONG
    assert Notice.FIELD_DROPPED not in copy.notices
    everything, within = ink(copy.content, (10, 10, 300, 300)), ink(copy.content, BOX)
    assert within == everything > 100


@pytest.mark.parametrize("stale", [True, False])
def test_text_that_leaves_its_box_is_set_anew(stale: bool) -> None:
    line = b"/Tx BMC q BT /Helv 12 Tf 2 60 Td (" + LONG.encode() + b") Tj ET Q EMC"
    copy = cleaned(form(look=line, stale=stale))
    assert words(copy) == LONG
    assert ink(copy.content, BOX) == ink(copy.content, (10, 10, 300, 300))


def test_a_look_that_shows_the_text_is_kept_and_gets_its_font() -> None:
    look = b"BT /Helv 8 Tf 3 60 Td (isi formulir) Tj ET 1 0 0 RG 50 5 10 10 re S"
    copy = cleaned(form("isi formulir", look=look))
    assert words(copy) == "isi formulir"
    with pikepdf.open(io.BytesIO(copy.content)) as after:
        (drawn,) = [value for _, value in after.pages[0].obj.Resources.XObject.items()]
        assert drawn.read_bytes().count(b"re") == 1, "what the look draws besides"
        assert drawn.Resources.Font.Helv.BaseFont == Name.Helvetica


@pytest.mark.parametrize("look", [b"q Q", b"BT /Helv 8 Tf 3 60 Td (nilai lama) Tj ET"], ids=["empty", "old"])
def test_a_look_that_does_not_show_the_value_is_drawn_anew(look: bytes) -> None:
    assert words(cleaned(form("nilai baru", look=look))) == "nilai baru"


@pytest.mark.parametrize(
    "value",
    [
        "\u015eule \u011e \u2013 \u201cuang lelah\u201d",
        "\u0141\u00f3d\u017a \u010cesk\u00e9",
        "baris satu\rbaris dua",
    ],
    ids=["Turkish", "Polish", "lines"],
)
def test_letters_of_other_languages_stay(value: str) -> None:
    copy = cleaned(form(value))
    assert words(copy) == " ".join(value.split())
    assert Notice.FIELD_DROPPED not in copy.notices
    assert ink(copy.content, BOX) > 50


def test_letters_that_may_not_show_are_said() -> None:
    value = "\u0418\u0431\u0440\u0430\u0433\u0438\u043c"
    copy = cleaned(form(value))
    assert words(copy) == value, "for those who copy the text"
    assert Notice.FIELD_DROPPED in copy.notices
    drawn = b"BT /Helv 8 Tf 3 60 Td (DIGAMBAR SENDIRI) Tj ET"
    assert words(cleaned(form(value, look=drawn))) == "DIGAMBAR SENDIRI"


def test_text_too_long_for_its_box_is_still_there() -> None:
    value = "\n".join(f"baris {number}" for number in range(60))
    copy = cleaned(form(value))
    assert words(copy) == " ".join(value.split())
    assert Notice.FIELD_DROPPED in copy.notices, "its letters are very small"


def test_very_small_distances_are_spelled_as_readers_have_it() -> None:
    """No exponents: readers of PDF take `1e-15` for a word."""
    made = note("/Line", L=Array([100, 100, 200, 150]), BS=Dictionary(W=0.000001))
    made.pages[0].obj.Annots[0].C = Array([0.0000001, 0, 0])
    with pikepdf.open(io.BytesIO(clean_file(saved(made)).content)) as after:
        (drawn,) = [value for _, value in after.pages[0].obj.Resources.XObject.items()]
        assert b"e-" not in drawn.read_bytes()


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_fields_stay_in_their_box(turn: int) -> None:
    copy = cleaned(form(MK=Dictionary(R=turn, BG=Array([0.9]), BC=Array([0]))))
    assert ink(copy.content, BOX) == ink(copy.content, (10, 10, 300, 300)) > 100


def test_choices_show_what_readers_show() -> None:
    options = Array([Array([String("a"), String("Pilihan A")]), Array([String("b"), String("Pilihan B")])])
    assert words(cleaned(form("b", FT=Name.Ch, Ff=1 << 17, Opt=options))) == "Pilihan B"


def test_passwords_do_not_show() -> None:
    original = saved(form("rahasiasekali", Ff=1 << 13))
    assert "rahasiasekali" not in pages_text(clean_file(original).content)


def test_cells_hold_one_letter_each() -> None:
    copy = cleaned(form("3509", Ff=1 << 24, MaxLen=8))
    assert words(copy).replace(" ", "") == "3509"
    assert ink(copy.content, (20, 100, 120, 180)) == ink(copy.content, BOX) > 20


def ticks(state: str, *, looks: bool, radio: bool = False) -> bytes:
    made = form("", FT=Name.Btn, Ff=1 << 15 if radio else 0, V=Name(state), Rect=Array([100, 100, 120, 120]))
    field = made.pages[0].obj.Annots[0]
    field.AS = Name(state)
    if looks:
        tick = Stream(made, b"q BT /ZaDb 18 Tf 2 3 Td (4) Tj ET Q")
        empty = Stream(made, b"q Q")
        for stream in (tick, empty):
            stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, 20, 20])
        field.AP = Dictionary(N=Dictionary(Ya=made.make_indirect(tick), Off=made.make_indirect(empty)))
    return cleaned(made).content


@pytest.mark.parametrize("looks", [True, False])
@pytest.mark.parametrize("radio", [True, False])
def test_ticks_stay(looks: bool, radio: bool) -> None:
    box = (100, 100, 120, 120)
    assert ink(ticks("/Ya", looks=looks, radio=radio), box) > 15
    assert ink(ticks("/Off", looks=looks, radio=radio), box) == 0


def test_hidden_fields_stay_hidden() -> None:
    assert words(cleaned(form("tidak tampak", F=2))) == ""


def note(kind: str, **values: object) -> pikepdf.Pdf:
    made = one_page(b"0 0 9 9 re f", Font=Dictionary(F1=HELVETICA))
    told = Dictionary(
        Type=Name.Annot, Subtype=Name(kind), Rect=Array([100, 100, 200, 150]), F=4, T=String(RAW),
        C=Array([0, 0, 0.4]),
    )  # fmt: skip
    for key, value in values.items():
        told["/" + key] = value
    made.pages[0].obj.Annots = Array([made.make_indirect(told)])
    return made


STROKE = Array([100, 110, 150, 140, 190, 110])
QUAD = Array([100, 140, 200, 140, 100, 120, 200, 120])
NOTES = {
    "/Square": {}, "/Circle": {}, "/Line": {"L": Array([100, 100, 200, 150])}, "/PolyLine": {"Vertices": STROKE},
    "/Polygon": {"Vertices": STROKE, "IC": Array([1, 0, 0])}, "/Ink": {"InkList": Array([STROKE])},
    "/Underline": {"QuadPoints": QUAD}, "/StrikeOut": {"QuadPoints": QUAD}, "/Squiggly": {"QuadPoints": QUAD},
    "/Highlight": {"QuadPoints": QUAD},
}  # fmt: skip


@pytest.mark.parametrize("kind", NOTES)
def test_notes_without_a_look_are_drawn(kind: str) -> None:
    copy = cleaned(note(kind, **NOTES[kind]))
    assert ink(copy.content, (90, 90, 210, 160)) > 50
    assert copy.removed_count(Trait.AUTHOR) == 1
    assert Notice.FIELD_DROPPED not in copy.notices


def test_free_text_without_a_look_stays_readable() -> None:
    made = note("/FreeText", Contents=String("TEKS BEBAS di samping"), DA=String("0 g /Helv 10 Tf"))
    del made.pages[0].obj.Annots[0].C
    assert words(cleaned(made)) == "TEKS BEBAS di samping"


def test_notes_that_cannot_be_drawn_are_said() -> None:
    assert Notice.FIELD_DROPPED in cleaned(note("/Stamp")).notices
    assert Notice.FIELD_DROPPED in cleaned(note("/Ink", InkList=String("x"))).notices


@given(some.text(max_size=200), some.integers(500, 30_000))
def test_wrapped_lines_fit_and_lose_no_letter(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_of(line) <= width or len(line) == 1 for line in lines if width >= 1015)


@given(some.text(max_size=60))
def test_every_text_can_be_shown(text: str) -> None:
    letters = Letters(text)
    assert letters.shown(text).startswith(b"<")
    with pikepdf.new() as pdf:
        assert letters.font(pdf).BaseFont == Name.Helvetica
