"""Names and strings no reader of an office file sees: each is planted, found in the original and gone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from file_samples import (
    MARK,
    VISIBLE,
    docx_parts,
    holds_mark,
    open_document_parts,
    packed,
    pptx_parts,
    xlsx_parts,
)
from test_clean_office import members

from anonymizer import clean_file
from anonymizer.files import Notice, Trait, UncleanableFileError
from anonymizer.files.crops import Crop
from anonymizer.files.job import Ledger
from anonymizer.files.markup import filter_xml
from anonymizer.files.ooxml_words import Survey, rule_book

_W = "word/document.xml"
_PLAIN_RUN = "<w:r><w:t>kata tampak</w:t></w:r>"

IN_WORD = {
    "bookmark": f'<w:p><w:bookmarkStart w:id="4" w:name="{MARK}"/>{_PLAIN_RUN}<w:bookmarkEnd w:id="4"/></w:p>',
    "anchor": f'<w:p><w:hyperlink w:anchor="{MARK}">{_PLAIN_RUN}</w:hyperlink></w:p>',
    "target frame": f'<w:p><w:hyperlink w:anchor="a" w:tgtFrame="{MARK}">{_PLAIN_RUN}</w:hyperlink></w:p>',
    "hidden run": f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{MARK}</w:t></w:r>{_PLAIN_RUN}</w:p>",
    "table caption": f'<w:tbl><w:tblPr><w:tblCaption w:val="{MARK}"/><w:tblDescription w:val="{MARK}"/></w:tblPr>'
    f"<w:tr><w:tc><w:p>{_PLAIN_RUN}</w:p></w:tc></w:tr></w:tbl>",
    "list of a content control": f'<w:sdt><w:sdtPr><w:dropDownList w:lastValue="{MARK}"><w:listItem w:displayText="{MARK}"'
    f' w:value="{MARK}"/></w:dropDownList><w:date w:fullDate="{MARK}"/></w:sdtPr><w:sdtContent><w:p>{_PLAIN_RUN}</w:p>'
    "</w:sdtContent></w:sdt>",
    "fallback": '<w:p><mc:AlternateContent xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
    f'<mc:Choice Requires="wps">{_PLAIN_RUN}</mc:Choice><mc:Fallback><w:r><w:t>{MARK}</w:t></w:r></mc:Fallback>'
    "</mc:AlternateContent></w:p>",
    "second choice": '<w:p><mc:AlternateContent xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
    f'<mc:Choice Requires="wps">{_PLAIN_RUN}</mc:Choice><mc:Choice Requires="wps"><w:r><w:t>{MARK}</w:t></w:r></mc:Choice>'
    "</mc:AlternateContent></w:p>",
    "field code": '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF </w:instrText></w:r>'
    f"<w:r><w:instrText>{MARK} \\h</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>{_PLAIN_RUN}"
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
    "style in a table of contents": f"<w:p><w:fldSimple w:instr='TOC \\t \"{MARK},1\" \\x {MARK}'>{_PLAIN_RUN}</w:fldSimple></w:p>",
    "code outside a field": f"<w:p><w:r><w:instrText>{MARK}</w:instrText></w:r>{_PLAIN_RUN}</w:p>",
    "field without an end": f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE {MARK}</w:instrText>'
    f"</w:r>{_PLAIN_RUN}</w:p>",
    "unknown attribute": f'<w:p tanda="{MARK}" w:tanda="{MARK}">{_PLAIN_RUN}</w:p>',
    "unknown element": f'<w:p><w:pPr><w:tanda w:val="{MARK}"/></w:pPr>{_PLAIN_RUN}</w:p>',
    "offset": f"<w:p>{_PLAIN_RUN}<w:r><w:drawing><wp:anchor><wp:positionH><wp:posOffset>{MARK}</wp:posOffset></wp:positionH>"
    "</wp:anchor></w:drawing></w:r></w:p>",
    "drawing style": f'<w:p>{_PLAIN_RUN}<w:pict><v:shape style="width:10pt;mso-tanda:{MARK}" path="m {MARK} e" class="{MARK}"/>'
    "</w:pict></w:p>",
    "guides": f'<w:p>{_PLAIN_RUN}<w:r><w:drawing><a:gd name="{MARK}" fmla="val {MARK}"/></w:drawing></w:r></w:p>',
    "list code": f'<w:p>{_PLAIN_RUN}<w:r><w:lvl w:tplc="{MARK}"/></w:r></w:p>',
    "address of a namespace": f'<w:p>{_PLAIN_RUN}<w:r><a:graphicData uri="http://schemas.microsoft.com/{MARK}"/></w:r></w:p>',
    "colour": f'<w:p><w:r><w:rPr><w:color w:val="{MARK}"/></w:rPr><w:t>kata tampak</w:t></w:r></w:p>',
    "language": f'<w:p><w:r><w:rPr><w:lang w:val="{MARK}"/></w:rPr><w:t>kata tampak</w:t></w:r></w:p>',
}


class NoLinks:
    """A part that refers to nothing."""

    def find(self, old: str, crop: Crop | None = None) -> None:
        return None

    def can_crop(self, old: str) -> bool:
        return False


def clean_docx(body: str, styles: str = "") -> tuple[bytes, bytes]:
    """Give (a small Word file with this body, the same cleaned)."""
    parts = docx_parts()
    whole = str(parts[f"{MARK}/document.xml"])
    spaces = whole[: whole.index("<w:body>")]
    style_spaces = spaces.replace("<w:document", "<w:styles")
    rels = f'<Relationships xmlns="{_RELS}"><Relationship Id="x" Type="{_OD}/{{}}" Target="{{}}"/></Relationships>'
    content = packed_plain(
        {
            "[Content_Types].xml": str(parts["[Content_Types].xml"]).replace(MARK, "word"),
            "_rels/.rels": rels.format("officeDocument", _W),
            _W: f"{spaces}<w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": rels.format("styles", "styles.xml"),
            "word/styles.xml": f"{style_spaces}{styles}</w:styles>",
        }
    )
    return content, clean_file(content).content


_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OD = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed_plain(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(f"<!-- {MARK} -->", ""))
    return out.getvalue()


@pytest.mark.parametrize("place", IN_WORD)
def test_unseen_strings_of_word_go_and_the_text_stays(place: str) -> None:
    original, clean = clean_docx(IN_WORD[place])
    assert holds_mark(original), "the positive control"
    assert not holds_mark(clean)
    assert "kata tampak" in "".join(ElementTree.fromstring(members(clean)[_W]).itertext())


def test_names_of_styles_become_neutral_and_still_fit() -> None:
    styles = (
        f'<w:style w:type="paragraph" w:styleId="{MARK}"><w:name w:val="{MARK}"/><w:aliases w:val="{MARK}"/>'
        '<w:basedOn w:val="Judul1"/></w:style><w:style w:type="paragraph" w:styleId="Judul1">'
        '<w:name w:val="heading 1"/></w:style>'
    )
    body = f'<w:p><w:pPr><w:pStyle w:val="{MARK}"/></w:pPr>{_PLAIN_RUN}</w:p>'
    original, clean = clean_docx(body, styles)
    assert holds_mark(original)
    assert not holds_mark(clean)
    parts = members(clean)
    used = re.findall(rb'<w:pStyle w:val="(\w+)"', parts[_W])
    assert b'w:styleId="%s"' % used[0] in parts["word/styles.xml"]
    based = re.findall(rb'<w:basedOn w:val="(\w+)"', parts["word/styles.xml"])
    heading = rb'w:styleId="%s"><w:name w:val="heading 1"' % based[0]
    assert heading in parts["word/styles.xml"], "built-in names stay: they make the outline"


def test_references_go_on_pointing_to_their_bookmark() -> None:
    body = (
        '<w:p><w:bookmarkStart w:id="4" w:name="Bab_Suripto"/><w:r><w:t>bab</w:t></w:r><w:bookmarkEnd w:id="4"/>'
        '<w:hyperlink w:anchor="Bab_Suripto"><w:r><w:t>ke bab</w:t></w:r></w:hyperlink>'
        '<w:fldSimple w:instr=" PAGEREF Bab_Suripto \\h "><w:r><w:t>3</w:t></w:r></w:fldSimple></w:p>'
    )
    original, clean = clean_docx(body)
    assert b"Bab_Suripto" in members(original)[_W]
    after = members(clean)[_W]
    assert b"Bab_Suripto" not in after
    assert after.count(b"_Ref1") == 3
    assert b"PAGEREF _Ref1 \\h" in after


IN_SHEETS = {
    "prompts": f'<dataValidations><dataValidation sqref="A1" prompt="{MARK}" promptTitle="{MARK}" error="{MARK}"'
    f' errorTitle="{MARK}"><formula1>1</formula1></dataValidation></dataValidations>',
    "shown text of a link": f'<hyperlinks><hyperlink ref="A1" location="{MARK}" display="{MARK}"/></hyperlinks>',
    "filter": f'<autoFilter ref="A1:A9"><filterColumn colId="0"><filters><filter val="{MARK}"/></filters></filterColumn></autoFilter>',
    "reading aid": f"<sheetData><row><c t='inlineStr'><is><t>kata</t><rPh sb='0' eb='1'><t>{MARK}</t></rPh></is></c></row></sheetData>",
    "unknown attribute": f'<sheetView tanda="{MARK}"/>',
    "cell address": f'<sheetData><row><c r="{MARK}"><v>1</v></c></row></sheetData>',
    "code name": f'<sheetPr codeName="{MARK}"/>',
    "named range in a formula": "<sheetData><row><c><f>SUM(TANDA_Suripto)</f><v>1</v></c></row></sheetData>",
}


@pytest.mark.parametrize("place", IN_SHEETS)
def test_unseen_strings_of_sheets_go(place: str) -> None:
    parts = xlsx_parts()
    kept = {
        name: content for name, content in parts.items() if "sheet1" not in name and "docProps" not in name
    }
    space = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{IN_SHEETS[place]}</worksheet>'
    kept["xl/worksheets/sheet1.xml"] = space
    assert MARK in space or "TANDA_Suripto" in space
    clean = members(clean_file(packed(kept)).content)["xl/worksheets/sheet1.xml"]
    assert b"TANDA" not in clean
    assert b"Suripto" not in clean


def test_names_of_ranges_become_neutral_in_formulas_and_unused_ones_go() -> None:
    parts = xlsx_parts()
    book = str(parts["xl/workbook.xml"])
    names = (
        "<definedName name='Honor_Suripto'>Laporan!$B$1</definedName><definedName name='tak_dipakai'>"
        f'"{MARK}"</definedName></definedNames>'
    )
    parts["xl/workbook.xml"] = book.replace("</definedNames>", names)
    sheet = str(parts["xl/worksheets/sheet1.xml"])
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(
        "SUM(B1:B1)", 'SUM(Honor_Suripto,B1)&amp;"Honor_Suripto"'
    )
    original = packed(parts)
    assert b"Honor_Suripto" in members(original)["xl/workbook.xml"]
    after = members(clean_file(original).content)
    assert b"Honor_Suripto" not in after["xl/workbook.xml"]
    neutral = re.findall(rb'name="(Nama_\d+)">Laporan!\$B\$1<', after["xl/workbook.xml"])
    formula = b'SUM(%s,B1)&amp;"Honor_Suripto"' % neutral[0]
    assert formula in after["xl/worksheets/sheet1.xml"], "words in quotation marks are content"
    assert MARK.encode() not in after["xl/workbook.xml"]


IN_SLIDES = {
    "name of the slide": ("<p:cSld>", f'<p:cSld name="{MARK}">'),
    "name of a sound": (
        "<p:cSld>",
        f'<p:transition><p:snd r:embed="" name="{MARK}"/></p:transition><p:cSld>',
    ),
    "motion": ("<p:cSld>", f'<p:animMotion path="M 0 {MARK}"/><p:attrName>{MARK}</p:attrName><p:cSld>'),
    "field number": ("<a:r>", f'<a:fld id="{MARK}" type="slidenum"><a:t>1</a:t></a:fld><a:r>'),
    "colour": ("<a:r>", f'<a:custClr name="{MARK}"/><a:r>'),
    "action": ("<a:r>", f'<a:hlinkClick r:id="" action="ppaction://hlinkfile?{MARK}"/><a:r>'),
}


@pytest.mark.parametrize("place", IN_SLIDES)
def test_unseen_strings_of_slides_go(place: str) -> None:
    parts = pptx_parts()
    before, planted = IN_SLIDES[place]
    slide = str(parts["ppt/slides/slide1.xml"])
    changed = slide.replace(MARK, "x").replace(before, planted, 1)
    assert MARK in changed
    parts["ppt/slides/slide1.xml"] = changed
    after = members(clean_file(packed(parts)).content)["ppt/slides/slide1.xml"]
    assert MARK.encode() not in after
    assert VISIBLE.encode() in after


IN_OPEN_DOCUMENT = {
    "bookmark": f'<text:bookmark text:name="{MARK}"/>',
    "link to a heading": f'<text:a xlink:href="#{MARK}|outline">kata</text:a>',
    "index mark": f'<text:alphabetical-index-mark text:string-value="{MARK}"/>',
    "source of a citation": f'<text:bibliography-mark text:author="{MARK}">kata</text:bibliography-mark>',
    "style": f'<text:span text:style-name="{MARK}">kata</text:span>',
    "unknown attribute": f'<text:span tanda="{MARK}" text:tanda="{MARK}">kata</text:span>',
    "unknown element": f"<draw:tanda>{MARK}</draw:tanda>",
    "value that is not shown": f'<text:span office:string-value="{MARK}">kata</text:span>',
    "name of a section": f'<text:section text:name="{MARK}"/>',
    "path of a drawing": f'<draw:path svg:d="M 0 0 {MARK}"/>',
    "layer": f'<draw:path draw:layer="{MARK}"/>',
    "note of a formula": f'<m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:annotation>{MARK}</m:annotation></m:math>',
    "help of a cell": f'<table:help-message table:title="{MARK}"><text:p>{MARK}</text:p></table:help-message>',
    "name of a table": f'<table:table table:name="{MARK}"/>',
}


@pytest.mark.parametrize("place", IN_OPEN_DOCUMENT)
def test_unseen_strings_of_open_documents_go(place: str) -> None:
    parts = open_document_parts()
    content = str(parts["content.xml"]).replace(MARK, "x")
    parts["content.xml"] = content.replace(
        "<text:author-name>", IN_OPEN_DOCUMENT[place] + "<text:author-name>"
    )
    assert MARK in parts["content.xml"]
    after = members(clean_file(packed(parts)).content)["content.xml"]
    assert MARK.encode() not in after
    text = "".join(ElementTree.fromstring(after).itertext())
    assert VISIBLE in text
    assert "aturan" in text
    assert "kata" not in IN_OPEN_DOCUMENT[place] or "kata" in text


def test_styles_and_marks_of_open_documents_still_fit() -> None:
    parts = open_document_parts()
    link = f'<text:bookmark text:name="{MARK}"/><text:a xlink:href="#{MARK}">ke sana</text:a><text:span text:style-name="Andi_20_Gaya">k</text:span>'
    content = (
        str(parts["content.xml"])
        .replace(MARK, "x")
        .replace("<text:author-name>", link + "<text:author-name>")
    )
    style = f'<style:style style:name="Andi_20_Gaya" style:display-name="{MARK}"><style:text-properties/></style:style>'
    parts["content.xml"] = content.replace("<office:automatic-styles>", "<office:automatic-styles>" + style)
    after = members(clean_file(packed(parts)).content)["content.xml"]
    assert b"Andi" in str(parts["content.xml"]).encode()
    assert b"Andi" not in after
    assert MARK.encode() not in after
    (mark,) = re.findall(rb'<text:bookmark text:name="(\w+)"', after)
    assert b'xlink:href="#%s"' % mark in after
    (named,) = re.findall(rb'<text:span text:style-name="(gaya\d+)"', after)
    assert b'style:name="%s"' % named in after
    assert b'text:style-name="P1"' in after


def test_hidden_text_is_counted_and_hidden_styles_are_said() -> None:
    copy = clean_file(clean_docx(IN_WORD["hidden run"])[0])
    assert copy.removed_count(Trait.HIDDEN_CHARACTER) == 1
    style = '<w:style w:styleId="x"><w:name w:val="x"/><w:rPr><w:vanish/></w:rPr></w:style>'
    assert Notice.HIDDEN_TEXT in clean_file(clean_docx(f"<w:p>{_PLAIN_RUN}</w:p>", style)[0]).notices


SEEN_BY_READERS = {
    ("sheet", "name"), ("name", "val"), ("latin", "typeface"), ("ea", "typeface"), ("cs", "typeface"),
    ("t", ""), ("v", ""), ("f", ""), ("definedName", ""),
}  # fmt: skip
"""Texts, formulas, names of sheets and of fonts."""


def places(parts: dict[str, bytes | str]) -> set[tuple[str, str, str]]:
    """Give (root, element, attribute or nothing) of all XML of a sample file that rules see."""
    found = set()
    for name, content in parts.items():
        if not isinstance(content, str) or name.startswith(("[", "_rels", "docProps", "customXml")):
            continue
        if not name.endswith(".xml") or not content.startswith("<"):
            continue
        root = ElementTree.fromstring(content)
        for element in root.iter():
            found |= {(root.tag, element.tag, key) for key in ("", *element.attrib)}
    return found


@pytest.mark.parametrize("make", [docx_parts, xlsx_parts, pptx_parts])
def test_a_mark_in_any_known_place_goes_unless_readers_see_it(
    make: Callable[[], dict[str, bytes | str]],
) -> None:
    """Each attribute and each text of the samples is planted alone and goes through the rules."""
    planted = left = 0
    for tag, element, attribute in sorted(places(make())):
        root = ElementTree.Element(tag)
        inner = ElementTree.SubElement(root, element)
        if attribute:
            inner.set(attribute, MARK)
        else:
            inner.text = MARK
        content, ledger = ElementTree.tostring(root), Ledger()
        survey = Survey(ledger)
        survey.begin(content)
        try:
            after = filter_xml(content, rule_book(NoLinks(), survey, ledger, settings=False), ledger)
        except UncleanableFileError:
            continue  # a part of a kind that never stays
        planted += MARK.encode() in content
        local = (element.rpartition("}")[2], attribute.rpartition("}")[2])
        left += MARK.encode() in after
        assert MARK.encode() not in after or local in SEEN_BY_READERS, (element, attribute)
    assert planted > 20
    assert left > 0, "the positive control: what readers see stays"
