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
    "value of a closed list": ("docx", "<w:body>", f'<w:body><w:p><w:pPr><w:jc w:val="{WORD}"/></w:pPr></w:p>'),
    "short value of a closed list": ("docx", "<w:body>", '<w:body><w:p><w:pPr><w:jc w:val="RinaWahy"/></w:pPr></w:p>'),
    "value of a closed list of sheets": ("xlsx", "<sheets>", f'<calcPr calcMode="{WORD}"/><sheets>'),
    "value of a closed list of slides": ("pptx", "<a:r>", f'<a:r><a:rPr cap="{WORD}"/>'),
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
    assert "RinaWahy".lower() in planted.lower(), "the positive control"
    copy = clean_file(packed({**parts, name: planted}))
    after = members(copy.content)
    assert "RinaWahy".lower() not in after[clean_name].decode().lower()
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


@pytest.mark.parametrize(("told", "stays"), [("id-ID", True), ("zh-Hans-CN", True), ("MARKlang", False)])
def test_languages_are_languages(told: str, stays: bool) -> None:
    parts = docx_parts()
    name = f"{MARK}/document.xml"
    run = f'<w:body><w:p><w:r><w:rPr><w:lang w:val="{told}"/></w:rPr><w:t>kata</w:t></w:r></w:p>'
    planted = str(parts[name]).replace("<w:body>", run, 1)
    after = members(clean_file(packed({**parts, name: planted})).content)["word/document.xml"].decode()
    assert (f'<w:lang w:val="{told}"/>' in after) == stays
    assert (told in after) == stays


def test_values_of_closed_lists_stay() -> None:
    names = ooxml_names.KNOWN
    for element, attribute, value in (
        ("w:jc", "w:val", "both"),
        (":cfRule", "type", "dataBar"),
        ("a:prstGeom", "prst", "roundRect"),
    ):
        assert names.is_enumerated(element, attribute)
        assert names.allows(value)
    assert not names.allows(WORD)
