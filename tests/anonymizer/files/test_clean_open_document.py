"""OpenDocument files work as before: formulas, charts, lists that go on, shapes, gradients."""

from __future__ import annotations

import re

import pytest
from file_samples import MARK, holds_mark, open_document_parts, packed
from test_clean_office import members, shown

from anonymizer import clean_file
from anonymizer.files import Kind, Notice

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
MORE_SPACES = " ".join(
    f'xmlns:{prefix}="{ODF}{name}"'
    for prefix, name in (
        ("of", "of:1.2"), ("chart", "chart:1.0"), ("fo", "xsl-fo-compatible:1.0"), ("anim", "animation:1.0"),
        ("smil", "smil-compatible:1.0"),
    )
)  # fmt: skip


def planted(kind: str, body: str, *, styles: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """An OpenDocument file with this body and these styles."""
    parts = open_document_parts(kind)
    content = re.sub(
        f"(<office:{kind}>).*(</office:{kind}>)",
        lambda at: at[1] + body + at[2],
        str(parts["content.xml"]),
        flags=re.S,
    )
    content = content.replace("<office:document-content ", f"<office:document-content {MORE_SPACES} ", 1)
    parts["content.xml"] = content
    parts["styles.xml"] = str(parts["styles.xml"]).replace(
        "<office:styles/>", f"<office:styles>{styles}</office:styles>"
    )
    return packed({**parts, **(more or {})})


def content_of(original: bytes, name: str = "content.xml") -> str:
    return members(clean_file(original).content)[name].decode()


def sheet(formula: str) -> bytes:
    cell = f'<table:table-cell table:formula="{formula}" office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>'
    return planted(
        "spreadsheet", f'<table:table table:name="L"><table:table-row>{cell}</table:table-row></table:table>'
    )


@pytest.mark.parametrize(
    ("prefix", "space"),
    [
        ("of", f"{ODF}of:1.2"),
        ("oooc", "http://openoffice.org/2004/calc"),
        ("msoxl", "http://schemas.microsoft.com/office/excel/formula"),
    ],
)
def test_language_of_formulas_is_declared(prefix: str, space: str) -> None:
    after = content_of(sheet(f"{prefix}:=[.A1]*21"))
    assert f'table:formula="{prefix}:=[.A1]*21"' in after
    assert f'xmlns:{prefix}="{space}"' in after


def test_unknown_language_of_formulas_becomes_the_usual_one() -> None:
    original = sheet("Suripto:=[.A1]*21")
    assert b"Suripto:=" in members(original)["content.xml"], "the positive control"
    after = content_of(original)
    assert "Suripto:" not in after
    assert 'table:formula="of:=[.A1]*21"' in after
    assert "xmlns:of=" not in content_of(planted("spreadsheet", "<table:table/>")), "only where it is used"


def chart(address: str) -> str:
    spaces = re.match(r"<office:document-content [^>]*", str(open_document_parts()["content.xml"]))
    assert spaces is not None
    return (
        f'{spaces[0]} {MORE_SPACES}><office:body><office:chart><chart:chart xlink:href="{address}" chart:class="chart:bar">'
        f"<chart:title><text:p>judul bagan</text:p></chart:title><chart:plot-area><chart:series"
        ' chart:values-cell-range-address="local-table.$B$2:.$B$3" loext:label-string="&quot;Nilai&quot;"/></chart:plot-area>'
        '<table:table table:name="local-table"><table:table-row><table:table-cell><text:p>7</text:p></table:table-cell>'
        "</table:table-row></table:table></chart:chart></office:chart></office:body></office:document-content>"
    )


def with_chart(address: str) -> bytes:
    frame = (
        '<text:p><draw:frame><draw:object xlink:href="./Object 7"/><draw:image xlink:href="./ObjectReplacements/Object 7"/>'
        "</draw:frame></text:p>"
    )
    more: dict[str, str | bytes] = {
        "Object 7/content.xml": chart(address),
        "ObjectReplacements/Object 7": b"VCLMTF rusak",
    }
    return planted("text", frame, more=more)


def test_chart_keeps_its_numbers_and_its_words() -> None:
    copy = clean_file(with_chart(".."))
    after = members(copy.content)["Object 1/content.xml"].decode()
    assert 'xlink:href=".."' in after
    assert shown(after.encode()) == "judul bagan7"
    assert 'chart:values-cell-range-address="local-table.$B$2:.$B$3"' in after
    assert 'table:name="local-table"' in after, "as the series refer to it"
    assert "&quot;Nilai&quot;" in after, "the label of a series is seen"
    assert Notice.PICTURE_DROPPED not in copy.notices, "a chart that stays needs no picture of itself"
    assert "ObjectReplacements" not in members(copy.content)["content.xml"].decode()


def test_chart_whose_numbers_lie_outside_loses_the_way_there_only() -> None:
    original = with_chart(f"file:///C:/{MARK}.ods")
    assert holds_mark(original)
    after = content_of(original, "Object 1/content.xml")
    assert MARK not in after
    assert "judul bagan" in after


def test_list_goes_on_with_its_number() -> None:
    def numbered(extra: str, text: str) -> str:
        return f"<text:list {extra}><text:list-item><text:p>{text}</text:p></text:list-item></text:list>"

    first, second = f'xml:id="list{MARK}"', f'xml:id="l2" text:continue-list="list{MARK}"'
    original = planted("text", numbered(first, "satu") + "<text:p>sela</text:p>" + numbered(second, "dua"))
    assert holds_mark(original)
    after = content_of(original)
    assert MARK not in after
    ids = re.findall(r'xml:id="(\w+)"', after)
    assert len(set(ids)) == 2
    assert f'text:continue-list="{ids[0]}"' in after


def test_ids_of_what_nothing_refers_to_go() -> None:
    original = planted("text", f'<text:p xml:id="{MARK}">kata</text:p>')
    assert holds_mark(original)
    after = content_of(original)
    assert "xml:id" not in after
    assert "kata" in after


def test_moving_shape_is_still_the_one_that_moves() -> None:
    body = (
        f'<draw:page><draw:custom-shape draw:id="{MARK}" xml:id="{MARK}"><text:p>kata</text:p></draw:custom-shape>'
        f'<anim:par><anim:set smil:targetElement="{MARK}" smil:attributeName="visibility" smil:to="visible"/></anim:par></draw:page>'
    )
    after = content_of(planted("presentation", body))
    assert MARK not in after
    told = re.findall(r'(?:xml:id|draw:id|smil:targetElement)="(\w+)"', after)
    assert len(told) == 3
    assert len(set(told)) == 1


def test_shape_keeps_its_equations_and_its_paint() -> None:
    body = (
        '<text:p><draw:custom-shape><draw:enhanced-geometry draw:enhanced-path="M 0 0 L ?f3 0 Z N">'
        f'<draw:equation draw:name="f3" draw:formula="logwidth/2"/><draw:equation draw:name="{MARK}" draw:formula="{MARK}"/>'
        "</draw:enhanced-geometry></draw:custom-shape></text:p>"
    )
    styles = (
        f'<draw:gradient draw:name="{MARK}" draw:display-name="{MARK}" draw:style="linear"/>'
        '<style:style style:name="Bentuk" style:family="graphic"><style:graphic-properties draw:fill="gradient"'
        f' draw:fill-gradient-name="{MARK}"/></style:style>'
    )
    original = planted("text", body, styles=styles)
    assert holds_mark(original)
    copy = clean_file(original)
    assert copy.kind is Kind.ODT
    after = members(copy.content)
    assert MARK not in (after["content.xml"] + after["styles.xml"]).decode()
    assert '<draw:equation draw:formula="logwidth/2" draw:name="f3"/>' in after["content.xml"].decode()
    painted = after["styles.xml"].decode()
    names = re.findall(r'draw:(?:fill-gradient-)?name="(\w+)"', painted)
    assert len(names) == 2
    assert names[0] == names[1]
