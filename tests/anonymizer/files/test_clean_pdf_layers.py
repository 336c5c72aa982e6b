"""PDF layers: what a layer that is off would draw is not in the copy; what is on stays."""

from __future__ import annotations

import io

import pikepdf
import pytest
from file_samples import RAW, holds_mark, jpeg
from pikepdf import Array, Dictionary, Name, Object, Stream, String
from test_clean_pdf import HELVETICA, one_page, pages_text, saved

from anonymizer import clean_file
from anonymizer.files import Notice, Trait

SHOWN = b"BT /F1 12 Tf 20 200 Td (TULISAN TAMPAK) Tj ET\n"
HIDDEN = b"BT /F1 12 Tf 20 100 Td (" + RAW + b") Tj ET\n"


def with_layer(
    drawing: bytes, *, on: bool = False, told: Dictionary | None = None
) -> tuple[pikepdf.Pdf, Object]:
    """A page whose layer `L1` is off unless `on`; `told` replaces the default configuration."""
    made = one_page(drawing, Font=Dictionary(F1=HELVETICA))
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String(RAW.decode())))
    made.pages[0].obj.Resources.Properties = Dictionary(L1=layer)
    config = told if told is not None else Dictionary(OFF=Array([] if on else [layer]))
    made.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=config)
    return made, layer


def test_words_on_a_layer_that_is_off_go() -> None:
    original = saved(
        with_layer(SHOWN + b"/OC /L1 BDC " + HIDDEN + b"EMC\n" + SHOWN.replace(b"200", b"50"))[0]
    )
    copy = clean_file(original)
    assert RAW.decode() not in pages_text(original), "readers do not show it"
    assert holds_mark(original), "but it is there"
    assert not holds_mark(copy.content)
    assert pages_text(copy.content).count("TULISAN TAMPAK") == 2
    assert Notice.LAYERS_DROPPED in copy.notices
    assert Notice.LAYERS_SHOWN not in copy.notices


def test_layers_that_are_on_are_shown_and_flagged() -> None:
    copy = clean_file(saved(with_layer(b"/OC /L1 BDC " + SHOWN + b"EMC", on=True)[0]))
    assert "TULISAN TAMPAK" in pages_text(copy.content)
    assert Notice.LAYERS_SHOWN in copy.notices
    assert Notice.LAYERS_DROPPED not in copy.notices
    assert not holds_mark(copy.content), "the name of the layer"


def test_what_follows_a_hidden_part_is_drawn_as_before() -> None:
    drawing = (
        b"q /OC /L1 BDC 1 0 0 rg 0 0 50 50 re W f (" + RAW + b") ' 3 4 (" + RAW + b') " BT /F1 9 Tf '
        b"1 0 0 1 5 5 Tm (" + RAW + b") Tj ET /Foto Do EMC 0 0 9 9 re f Q\n" + SHOWN
    )
    made, _ = with_layer(drawing)
    original = saved(made)
    copy = clean_file(original)
    assert holds_mark(original)
    assert not holds_mark(copy.content)
    with pikepdf.open(io.BytesIO(copy.content)) as after:
        words = after.pages[0].obj.Contents.read_bytes().split()
    assert words[:13] == b"q 1 0 0 rg 0 0 50 50 re W n T*".split()
    assert words.count(b"re") == 2
    assert words.count(b"f") == 1
    assert b"Do" not in words


def test_pictures_and_forms_of_a_layer_that_is_off_go() -> None:
    made, layer = with_layer(b"q 100 0 0 100 0 0 cm /Foto Do Q /Isi Do /Luar Do " + SHOWN)
    photo = Stream(made, jpeg())
    photo.Type, photo.Subtype, photo.Width, photo.Height = Name.XObject, Name.Image, 320, 240
    photo.ColorSpace, photo.BitsPerComponent, photo.Filter = Name.DeviceRGB, 8, Name.DCTDecode
    form = Stream(made, HIDDEN)
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 300, 300])
    outer = Stream(
        made,
        b"/Isi Do /OC /L1 BDC "
        + HIDDEN
        + b"EMC "
        + SHOWN.replace(b"200 Td (TULISAN TAMPAK", b"60 Td (TULISAN DALAM"),
    )
    outer.Type, outer.Subtype, outer.BBox = Name.XObject, Name.Form, Array([0, 0, 300, 300])
    photo.OC = form.OC = layer
    resources = made.pages[0].obj.Resources
    inner = made.make_indirect(form)
    outer.Resources = Dictionary(
        XObject=Dictionary(Isi=inner), Font=Dictionary(F1=HELVETICA), Properties=Dictionary(L1=layer)
    )
    resources.XObject = Dictionary(Foto=made.make_indirect(photo), Isi=inner, Luar=made.make_indirect(outer))
    original = saved(made)
    copy = clean_file(original)
    assert holds_mark(original)
    assert not holds_mark(copy.content)
    assert "TULISAN TAMPAK" in pages_text(copy.content)
    assert "TULISAN DALAM" in pages_text(copy.content)
    with pikepdf.open(io.BytesIO(copy.content)) as after:
        streams = [found for found in after.objects if isinstance(found, Stream)]
        assert not [found for found in streams if found.get("/Subtype") == Name.Image]


def _member(layer: Object, **values: object) -> Dictionary:
    return Dictionary(Type=Name.OCMD, OCGs=Array([layer]), **values)


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        ({}, True),
        ({"P": Name.AllOn}, True),
        ({"P": Name.AnyOff}, False),
        ({"P": Name.AllOff}, False),
        ({"VE": "not"}, False),
        ({"VE": "and"}, True),
        ({"VE": "or"}, False),
    ],
    ids=str,
)
def test_memberships_are_followed(values: dict[str, object], hidden: bool) -> None:
    made, layer = with_layer(b"/OC /M1 BDC " + HIDDEN + b"EMC\n" + SHOWN)
    rules = {
        "not": Array([Name.Not, layer]),
        "and": Array([Name.And, layer, Array([Name.Not, layer])]),
        "or": Array([Name.Or, layer, Array([Name.Not, layer])]),
    }
    told = {key: rules[value] if isinstance(value, str) else value for key, value in values.items()}
    made.pages[0].obj.Resources.Properties = Dictionary(M1=made.make_indirect(_member(layer, **told)))
    original = saved(made)
    text = pages_text(clean_file(original).content)
    assert (RAW.decode() not in text) is hidden
    assert (RAW.decode() not in pages_text(original)) is hidden, "as a reader has it"


@pytest.mark.parametrize("way", ["base state", "usage"])
def test_layers_are_off_in_other_ways(way: str) -> None:
    made, layer = with_layer(b"/OC /L1 BDC " + HIDDEN + b"EMC\n" + SHOWN, on=True)
    if way == "base state":
        made.Root.OCProperties.D = Dictionary(BaseState=Name.OFF)
    else:
        layer.Usage = Dictionary(View=Dictionary(ViewState=Name.OFF))
        rule = Dictionary(Event=Name.View, Category=Array([Name.View]), OCGs=Array([layer]))
        made.Root.OCProperties.D = Dictionary(AS=Array([rule]))
    original = saved(made)
    copy = clean_file(original)
    assert holds_mark(original)
    assert not holds_mark(copy.content)
    assert "TULISAN TAMPAK" in pages_text(copy.content)


def test_notes_on_a_layer_that_is_off_go() -> None:
    made, layer = with_layer(SHOWN)
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([9, 9, 200, 40]), Contents=String(RAW), F=4, OC=layer,
        DA=String("/Helv 12 Tf 0 g"),
    )  # fmt: skip
    made.pages[0].obj.Annots = Array([made.make_indirect(note)])
    original = saved(made)
    copy = clean_file(original)
    assert holds_mark(original)
    assert not holds_mark(copy.content)
    assert Notice.LAYERS_DROPPED in copy.notices
    assert copy.removed_count(Trait.ANNOTATION) == 1
