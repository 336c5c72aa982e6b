"""Text that programs put in from the properties of a file goes like the properties; other results stay."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from file_samples import MARK, VISIBLE, holds_mark, open_document_parts, packed, pptx_parts, xlsx_parts
from test_clean_names import clean_docx
from test_clean_office import members

from anonymizer import clean_file
from anonymizer.files import Notice, Trait

_RUN = "<w:r><w:t>{}</w:t></w:r>"


def simple(code: str, result: str) -> str:
    return f'<w:fldSimple w:instr=" {code} ">{_RUN.format(result)}</w:fldSimple>'


def complex_field(code: str, result: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    text = f"<w:r><w:instrText> {code} </w:instrText></w:r>"
    return mark("begin") + text + mark("separate") + _RUN.format(result) + mark("end")


def bound(path: str, result: str) -> str:
    inner = f'<w:sdtPr><w:dataBinding w:xpath="{path}"/></w:sdtPr><w:sdtContent>{_RUN.format(result)}</w:sdtContent>'
    return f"<w:sdt>{inner}</w:sdt>"


FILE_FIELDS = {
    "AUTHOR": Trait.AUTHOR, "LASTSAVEDBY": Trait.AUTHOR, "USERNAME \\* Upper": Trait.AUTHOR,
    "USERINITIALS": Trait.AUTHOR, "USERADDRESS": Trait.AUTHOR, "SAVEDATE": Trait.TIME,
    'CREATEDATE \\@ "d MMMM yyyy"': Trait.TIME, "PRINTDATE": Trait.TIME, "EDITTIME": Trait.TIME,
    "FILENAME \\p": Trait.METADATA, "TEMPLATE": Trait.METADATA, "COMMENTS": Trait.DESCRIPTION,
    "KEYWORDS": Trait.DESCRIPTION, "REVNUM": Trait.REVISION_MARK, "DOCPROPERTY  Manager": Trait.METADATA,
    "INFO AUTHOR": Trait.AUTHOR,
}  # fmt: skip


@pytest.mark.parametrize("code", FILE_FIELDS)
@pytest.mark.parametrize("spell", [simple, complex_field], ids=["simple", "complex"])
def test_result_of_a_field_about_the_file_goes(code: str, spell: Callable[[str, str], str]) -> None:
    escaped = code.replace('"', "&quot;")
    original, clean = clean_docx(f"<w:p>{_RUN.format('kata tampak')}{spell(escaped, MARK)}</w:p>")
    assert holds_mark(original), "the positive control"
    assert not holds_mark(clean)
    assert b"kata tampak" in members(clean)["word/document.xml"]
    copy = clean_file(original)
    assert Notice.FIELDS_EMPTIED in copy.notices
    assert copy.removed_count(FILE_FIELDS[code]) >= 1


@pytest.mark.parametrize(
    "code", ["DATE", "TITLE", "MERGEFIELD Nama", "DOCPROPERTY Title", "PAGE", "SEQ Gambar"]
)
@pytest.mark.parametrize("spell", [simple, complex_field], ids=["simple", "complex"])
def test_result_of_another_field_stays(code: str, spell: Callable[[str, str], str]) -> None:
    original, clean = clean_docx(f"<w:p>{spell(code, 'hasil tampak')}</w:p>")
    assert b"hasil tampak" in members(clean)["word/document.xml"]
    assert Notice.FIELDS_EMPTIED not in clean_file(original).notices


def test_field_about_the_file_within_another_goes_and_the_rest_stays() -> None:
    inner = complex_field("AUTHOR", MARK)
    outer = complex_field("IF 1 = 1", "kata tampak").replace(
        "kata tampak</w:t></w:r>", f"kata tampak</w:t></w:r>{inner}"
    )
    original, clean = clean_docx(f"<w:p>{outer}</w:p>")
    assert holds_mark(original)
    assert not holds_mark(clean)
    assert b"kata tampak" in members(clean)["word/document.xml"]


def test_content_control_that_shows_the_author_is_emptied() -> None:
    path = "/ns1:coreProperties[1]/ns0:{}[1]"
    body = bound(path.format("creator"), MARK) + bound(path.format("title"), "judul tampak")
    original, clean = clean_docx(f"<w:p>{body}</w:p>")
    assert holds_mark(original)
    assert not holds_mark(clean)
    assert b"judul tampak" in members(clean)["word/document.xml"]


def test_author_field_of_a_slide_is_emptied() -> None:
    parts = pptx_parts()
    name = "ppt/slides/slide1.xml"
    field = f'<a:fld id="{{00000000-0000-0000-0000-000000000000}}" type="author"><a:t>{MARK}</a:t></a:fld>'
    number = field.replace("author", "slidenum").replace(MARK, "nomor 7")
    slide = str(parts[name]).replace(MARK, "x").replace("</a:r></a:p>", f"</a:r>{field}{number}</a:p>")
    assert MARK in slide, "the positive control"
    after = members(clean_file(packed({**parts, name: slide})).content)[name]
    assert MARK.encode() not in after
    assert b"nomor 7" in after


def test_path_a_cell_shows_goes_with_its_formula_kept() -> None:
    parts = xlsx_parts()
    name = "xl/worksheets/sheet1.xml"
    cell = f'<c r="D2" t="str"><f>CELL("filename",A1)</f><v>C:\\{MARK}\\[a.xlsx]</v></c><c r="E2"><v>5</v></c></row></sheetData>'
    sheet = str(parts[name]).replace(MARK, "x").replace("</row></sheetData>", cell)
    assert MARK in sheet, "the positive control"
    copy = clean_file(packed({**parts, name: sheet}))
    after = members(copy.content)[name]
    assert MARK.encode() not in after
    assert b"CELL(" in after
    assert b"<v>5</v>" in after
    assert Notice.FIELDS_EMPTIED in copy.notices


OPEN_FIELDS = (
    "author-name author-initials initial-creator creator printed-by sender-lastname sender-email file-name"
    " template-name creation-date modification-time print-date editing-duration editing-cycles user-defined"
    " keywords description"
)


@pytest.mark.parametrize("name", OPEN_FIELDS.split())
def test_fields_about_the_file_of_open_documents_go(name: str) -> None:
    parts = open_document_parts()
    content = str(parts["content.xml"]).replace(MARK, "x")
    content = re.sub(
        "<text:author-name>.*</text:author-name>",
        f"<text:{name}>{MARK}</text:{name}><text:title>judul</text:title>",
        content,
    )
    assert MARK in content, "the positive control"
    copy = clean_file(packed({**parts, "content.xml": content}))
    after = members(copy.content)["content.xml"]
    assert MARK.encode() not in after
    text = "".join(ElementTree.fromstring(after).itertext())
    assert VISIBLE in text
    assert "judul" in text
    assert Notice.FIELDS_EMPTIED in copy.notices


def test_path_a_cell_of_an_open_document_shows_goes() -> None:
    parts = open_document_parts("spreadsheet")
    cell = '<table:table-cell table:formula="of:=CELL(&quot;FILENAME&quot;)"><text:p>{}</text:p></table:table-cell>'
    content = str(parts["content.xml"]).replace(MARK, "x")
    content = content.replace(
        "</table:table-row>",
        f"{cell.format(MARK)}<table:table-cell><text:p>lain</text:p></table:table-cell></table:table-row>",
    )
    assert MARK in content, "the positive control"
    after = members(clean_file(packed({**parts, "content.xml": content})).content)["content.xml"]
    assert MARK.encode() not in after
    assert b"CELL(" in after
    assert b"lain" in after
