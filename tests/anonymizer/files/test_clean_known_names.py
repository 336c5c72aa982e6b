"""Elements and attributes with names no standard gives do not stay, however plain their value."""

from __future__ import annotations

import pytest
from file_samples import MARK, VISIBLE, docx_parts, open_document_parts, packed, pptx_parts, xlsx_parts
from test_clean_office import members, shown

from anonymizer import clean_file
from anonymizer.files import Trait, odf, ooxml_names, ooxml_rules
from anonymizer.files.odf_names import KNOWN as OPEN_DOCUMENT_NAMES

WORD = "RinaWahyuni"
"""One plain word, as closed lists of values have them."""

PLANTED = {
    "attribute of Word": ("docx", "<w:body>", f'<w:body w:secret="{WORD}">'),
    "attribute of a paragraph": ("docx", "<w:body>", f'<w:body><w:p w:reviewer="{WORD}"/>'),
    "attribute of a newer namespace": ("docx", "<w:body>", f'<w:body><w:p w14:who="{WORD}"/>'),
    "attribute without a namespace": ("docx", "<w:body>", f'<w:body><w:p who="{WORD}"/>'),
    "element of Word": ("docx", "<w:body>", f'<w:body><w:p><w:pPr><w:zzz w:val="{WORD}"/></w:pPr></w:p>'),
    "name of an element": ("docx", "<w:body>", f"<w:body><w:{WORD}/>"),
    "name of an attribute": ("docx", "<w:body>", f'<w:body><w:p w:{WORD}="1"/>'),
    "attribute of a workbook": ("xlsx", "<sheets>", f'<workbookPr owner="{WORD}"/><sheets>'),
    "attribute of a sheet": ("xlsx", "<sheets>", f'<calcPr penulis="{WORD}"/><sheets>'),
    "element of a workbook": ("xlsx", "<sheets>", f'<penulis name="{WORD}"/><sheets>'),
    "attribute of a slide": ("pptx", "<p:cSld>", f'<p:cSld><p:bg owner="{WORD}"/>'),
    "attribute of a drawing": ("pptx", "<a:r>", f'<a:r><a:rPr lang="id-ID" penulis="{WORD}"/>'),
    "attribute of a text": ("odt", "<text:p ", f'<text:p text:penulis="{WORD.lower()}" '),
    "attribute of a frame": ("odt", "<draw:frame>", f'<draw:frame draw:penulis="{WORD.lower()}">'),
    "element of a text": ("odt", "<text:p ", f'<text:penulis text:style-name="{WORD}"/><text:p '),
    "name of an element of a text": ("odt", "<text:p ", f"<text:{WORD.lower()}/><text:p "),
}  # fmt: skip
FILES = {
    "docx": (docx_parts, f"{MARK}/document.xml", "word/document.xml"),
    "xlsx": (xlsx_parts, "xl/workbook.xml", "xl/workbook.xml"),
    "pptx": (pptx_parts, "ppt/slides/slide1.xml", "ppt/slides/slide1.xml"),
    "odt": (open_document_parts, "content.xml", "content.xml"),
}


@pytest.mark.parametrize("place", PLANTED)
def test_unknown_names_go_and_the_rest_stays(place: str) -> None:
    kind, old, new = PLANTED[place]
    make, name, clean_name = FILES[kind]
    parts = make()
    before = str(parts[name])
    assert old in before
    planted = before.replace(old, new, 1)
    assert WORD.lower() in planted.lower(), "the positive control"
    copy = clean_file(packed({**parts, name: planted}))
    after = members(copy.content)
    assert WORD.lower() not in after[clean_name].decode().lower()
    assert copy.removed_count(Trait.METADATA) > clean_file(packed(parts)).removed_count(Trait.METADATA)
    seen = "Laporan" if kind == "xlsx" else VISIBLE
    assert seen in (after[clean_name].decode() if kind == "xlsx" else shown(after[clean_name]))


def test_every_namespace_that_stays_has_its_names() -> None:
    prefixes = set(ooxml_rules.NAMESPACES.values()) - {"mc", "r"}
    assert prefixes <= set(ooxml_names.KNOWN.elements)
    assert set(odf.NAMESPACES.values()) - {"loext"} <= set(OPEN_DOCUMENT_NAMES.elements)
    assert ooxml_names.KNOWN.has_element("w:tbl")
    assert not ooxml_names.KNOWN.has_element("w:penulis")
    assert ooxml_names.KNOWN.has_attribute("a:rPr", "lang")
    assert not ooxml_names.KNOWN.has_attribute("p:bg", "owner")
