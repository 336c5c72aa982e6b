"""What a document crops from its pictures: the hidden part is not in the copy, the shown part looks as before."""

from __future__ import annotations

import functools
import io
import re

import pytest
from file_samples import MARK, docx_parts, emf, open_document_parts, packed, pptx_parts
from PIL import Image
from test_clean_office import members

from anonymizer import clean_file
from anonymizer.files import CleanCopy, Notice

RED, BLUE = (220, 20, 20), (20, 20, 220)


@functools.cache
def halves(form: str = "JPEG", *, dots: int | None = None, orientation: int = 1) -> bytes:
    """A picture of 200 x 100 pixels: the left half, which is to be hidden, is red, the right half blue."""
    drawn = Image.new("RGB", (200, 100), BLUE)
    drawn.paste(RED, (0, 0, 100, 100))
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    drawn.save(out, form, **({"dpi": (dots, dots)} if dots else {}), exif=exif)
    return out.getvalue()


def moving() -> bytes:
    frames = [Image.new("RGB", (200, 100), colour) for colour in (RED, BLUE)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def pictures(content: bytes) -> dict[str, Image.Image]:
    """Give the pictures in a document by their names."""
    found = {
        name: body
        for name, body in members(content).items()
        if re.search(r"/(?!thumb).*\.(?:jpg|png|gif)\Z", name)
    }
    return {name: Image.open(io.BytesIO(body)).convert("RGB") for name, body in sorted(found.items())}


def colours(content: bytes) -> set[str]:
    """Say which of the halves' colours are in the pictures of a document."""
    found = set()
    for shown in pictures(content).values():
        raw = shown.tobytes()
        for red, blue in set(zip(raw[::3], raw[2::3], strict=True)):
            found |= {"red"} if red > 150 > blue else {"blue"} if blue > 150 > red else set()
    return found


def drawing(blip: str) -> str:
    return (
        f"<w:p><w:r><w:drawing><pic:pic><pic:blipFill>{blip}</pic:blipFill></pic:pic></w:drawing></w:r></w:p>"
    )


def word(body: str, picture: bytes | None = None) -> bytes:
    """A Word file with this body; the relation `foto` leads to the picture."""
    parts = docx_parts()
    name = f"{MARK}/document.xml"
    whole = str(parts[name])
    spaces = whole[: whole.index("<w:body>")]
    if "xmlns:pic=" not in spaces:
        spaces = spaces[:-1] + ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    parts[name] = f"{spaces}<w:body>{body}</w:body></w:document>"
    parts[f"{MARK}/media/{MARK}.jpg"] = picture or halves()
    return packed(parts)


def slides(fill: str, *, film: str = "") -> bytes:
    parts = pptx_parts()
    name = "ppt/slides/slide1.xml"
    head, tail = re.match(r"(<p:sld [^>]*>).*(</p:sld>)", str(parts[name]), re.DOTALL).groups()  # type: ignore[union-attr]
    shape = f"<p:pic><p:nvPicPr><p:cNvPr id='3' name='x'/><p:nvPr>{film}</p:nvPr></p:nvPicPr>{fill}</p:pic>"
    parts[name] = f"{head}<p:cSld><p:spTree>{shape}</p:spTree></p:cSld>{tail}"
    parts[f"ppt/media/{MARK}.jpg"] = halves()
    return packed(parts)


def open_text(clip: str, picture: bytes | None = None, *, frames: int = 1, parent: bool = False) -> bytes:
    """An ODT in which the style of a picture's frame, or the parent of that style, has a crop."""
    parts = open_document_parts()
    spaces = ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"><'
    told = f'<style:graphic-properties fo:clip="{clip}"/>'
    style = (
        f'<style:style style:name="Induk" style:family="graphic">{told if parent else ""}</style:style>',
        '<style:style style:name="fr1" style:family="graphic" style:parent-style-name="Induk">'
        f"{'' if parent else told}</style:style>",
    )
    frame = (
        '<text:p><draw:frame draw:style-name="fr1" svg:width="5cm" svg:height="5cm">'
        f'<draw:image xlink:href="Pictures/{MARK}.jpg"/></draw:frame></text:p>'
    )
    content = str(parts["content.xml"])
    content = re.sub(
        r"<office:text>.*</office:text>", f"<office:text>{frame * frames}</office:text>", content, flags=re.S
    )
    content = content.replace("<office:automatic-styles>", f"<office:automatic-styles>{style[1]}")
    parts["content.xml"] = content.replace("><", spaces, 1)
    styles = str(parts["styles.xml"]).replace(
        "<office:styles/>", f"<office:styles>{style[0]}</office:styles>"
    )
    parts["styles.xml"] = styles.replace("><", spaces, 1)
    parts[f"Pictures/{MARK}.jpg"] = picture or halves()
    return packed(parts)


def check_cut(original: bytes, size: tuple[int, int]) -> CleanCopy:
    assert "red" in colours(original), "the positive control"
    copy = clean_file(original)
    assert colours(copy.content) == {"blue"}
    assert [shown.size for shown in pictures(copy.content).values()] == [size]
    assert Notice.CROPPED_PICTURES not in copy.notices
    return copy


def test_crop_of_a_word_picture_is_cut_from_its_pixels() -> None:
    blip = '<a:blip r:embed="foto"/><a:srcRect l="60000" t="10000"/><a:stretch><a:fillRect/></a:stretch>'
    copy = check_cut(word(drawing(blip)), (80, 90))
    text = members(copy.content)["word/document.xml"]
    assert b"<a:srcRect/>" in text, "what is cut is not cropped again"


def test_crop_of_a_picture_exif_would_turn_is_that_of_the_lying_pixels() -> None:
    blip = '<a:blip r:embed="foto"/><a:srcRect l="60000"/>'
    check_cut(word(drawing(blip), halves(orientation=6)), (80, 100))


@pytest.mark.parametrize(
    ("fill", "left"),
    [
        ('<a:srcRect l="55%" r="5%"/>', b"<a:srcRect/>"),
        ('<a:srcRect l="60000" r="-20000"/>', b'<a:srcRect r="-50000"/>'),
        ('<a:stretch><a:fillRect l="-200000" t="5000"/></a:stretch>', b'<a:fillRect t="5000"/>'),
    ],
    ids=["percent", "margin", "fill beyond the shape"],
)
def test_other_spellings_of_crops_are_cut(fill: str, left: bytes) -> None:
    original = slides(f'<p:blipFill><a:blip r:embed="foto"/>{fill}</p:blipFill>')
    assert "red" in colours(original), "the positive control"
    copy = clean_file(original)
    assert colours(copy.content) == {"blue"}
    assert left in members(copy.content)["ppt/slides/slide1.xml"]


def test_crop_of_a_vml_picture_is_cut() -> None:
    copy = check_cut(
        word(
            '<w:p><w:r><w:pict><v:shape><v:imagedata r:id="foto" cropleft="36044f"/></v:shape></w:pict></w:r></w:p>'
        ),
        (90, 100),
    )
    assert b"cropleft" not in members(copy.content)["word/document.xml"]


def test_every_use_of_a_picture_gets_what_it_shows() -> None:
    left = drawing('<a:blip r:embed="foto"/><a:srcRect r="50000"/>')
    right = drawing('<a:blip r:embed="foto"/><a:srcRect l="50000"/>')
    copy = clean_file(word(left + right + right))
    assert [shown.size for shown in pictures(copy.content).values()] == [(100, 100), (100, 100)]
    ids = re.findall(rb'r:embed="(\w+)"', members(copy.content)["word/document.xml"])
    assert ids[0] != ids[1] == ids[2]
    whole = clean_file(word(right + drawing('<a:blip r:embed="foto"/>')))
    assert sorted(shown.size for shown in pictures(whole.content).values()) == [(100, 100), (200, 100)]


def test_picture_that_nothing_shows_stays_behind() -> None:
    original = word("<w:p/>")
    assert len(pictures(original)) == 1, "the positive control"
    assert not pictures(clean_file(original).content)


def test_crop_that_cannot_be_cut_stays_and_is_said() -> None:
    blip = drawing('<a:blip r:embed="foto"/><a:srcRect l="60000"/>')
    for copy in (
        clean_file(word(blip, emf())),
        clean_file(word(blip, moving())),
        clean_file(word(blip), lossless=True),
    ):
        assert Notice.CROPPED_PICTURES in copy.notices
        assert b'<a:srcRect l="60000"/>' in members(copy.content)["word/document.xml"]
    film = '<a:videoFile r:link="film"/>'
    fill = '<p:blipFill><a:blip r:embed="foto"/><a:srcRect l="50000"/></p:blipFill>'
    assert Notice.CROPPED_PICTURES in clean_file(slides(fill, film=film)).notices, "the film is cropped, too"
    assert Notice.CROPPED_PICTURES not in clean_file(slides(fill)).notices


@pytest.mark.parametrize("parent", [False, True], ids=["own style", "parent style"])
def test_crop_of_an_open_document_is_cut_from_the_pixels(parent: bool) -> None:
    copy = check_cut(
        open_text("rect(0cm, 0cm, 0cm, 2.65in)".replace("2.65in", "1.25in"), parent=parent), (80, 100)
    )
    assert b"clip" not in b"".join(members(copy.content)[name] for name in ("content.xml", "styles.xml"))


def test_crop_of_an_open_document_is_measured_in_the_pictures_own_size() -> None:
    check_cut(open_text("rect(0.1in, 0in, 0.1in, 1.2in)", halves(dots=100)), (80, 80))
    check_cut(open_text("rect(0in, 0in, 0in, 0.4in)", halves(dots=300)), (80, 100))
    check_cut(open_text("rect(0in 0in 0in 0.4in)", halves("PNG", dots=300), frames=2), (80, 100))


def test_crop_of_an_open_document_that_cannot_be_cut_stays_and_is_said() -> None:
    original = open_text("rect(0cm, 0cm, 0cm, 1in)", moving())
    copy = clean_file(original)
    assert Notice.CROPPED_PICTURES in copy.notices
    assert b'fo:clip="rect(0.000cm, 0.000cm, 0.000cm, 2.540cm)"' in members(copy.content)["content.xml"]
    exact = clean_file(open_text("rect(0cm, 0cm, 0cm, 1in)", halves(dots=192)), lossless=True)
    assert Notice.CROPPED_PICTURES in exact.notices
    told = members(exact.content)["content.xml"]
    assert b"0.000cm, 5.080cm)" in told, "the copy tells no resolution: 96 pixels are an inch"
    assert Notice.CROPPED_PICTURES not in clean_file(open_text("rect(0cm, 0cm, 0cm, 0cm)")).notices


@pytest.mark.parametrize("clip", ["rect(auto, x, 1e9cm, 99999cm)", "rect(0cm, 9cm, 0cm, 9cm)", "kotak"])
def test_odd_crops_of_open_documents_do_not_break_the_file(clip: str) -> None:
    assert len(pictures(clean_file(open_text(clip)).content)) == 1


@pytest.mark.parametrize(
    "sides", ['l="nan"', 'l="60000" r="60000"', 'l="1e99"', 'l="99999" t="99999"', 'l="x"']
)
def test_odd_crops_of_word_pictures_do_not_break_the_file(sides: str) -> None:
    blip = drawing(f'<a:blip r:embed="foto"/><a:srcRect {sides}/>')
    assert len(pictures(clean_file(word(blip)).content)) == 1


def test_crop_of_a_picture_in_a_header_of_an_open_document_is_cut() -> None:
    """Styles of one name in both files are two styles."""
    parts = open_document_parts()
    spaces = ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"><'

    def style(clip: str) -> str:
        told = f'<style:graphic-properties fo:clip="{clip}"/>'
        return f'<style:style style:name="fr1" style:family="graphic">{told}</style:style>'

    frame = f'<draw:frame draw:style-name="fr1"><draw:image xlink:href="Pictures/{MARK}.jpg"/></draw:frame>'
    whole = re.sub(
        r"<office:text>.*</office:text>",
        f"<office:text><text:p>{frame}</text:p></office:text>",
        str(parts["content.xml"]),
        flags=re.DOTALL,
    )
    whole = whole.replace(
        "<office:automatic-styles>", f"<office:automatic-styles>{style('rect(0in 1in 0in 0in)')}"
    )
    header = (
        f"<office:automatic-styles>{style('rect(0in 0in 0in 1.25in)')}</office:automatic-styles><office:master-styles>"
        f'<style:master-page style:name="Standard"><style:header><text:p>{frame}</text:p></style:header>'
        "</style:master-page></office:master-styles>"
    )
    parts["content.xml"] = whole.replace("><", spaces, 1)
    parts["styles.xml"] = (
        str(parts["styles.xml"]).replace("<office:styles/>", header).replace("><", spaces, 1)
    )
    parts[f"Pictures/{MARK}.jpg"] = halves()
    after = clean_file(packed(parts)).content
    sizes = {name: shown.size for name, shown in pictures(after).items()}
    assert sorted(sizes.values()) == [(80, 100), (104, 100)]
    for part, size in (("content.xml", (104, 100)), ("styles.xml", (80, 100))):
        shown = re.findall(rb'<draw:image xlink:href="([^"]+)"', members(after)[part])
        assert [sizes[name.decode()] for name in shown] == [size]
