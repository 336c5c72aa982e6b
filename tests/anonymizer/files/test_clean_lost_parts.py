"""What a copy of a workbook cannot keep but a reader would miss is said."""

from __future__ import annotations

import pytest
from file_samples import packed, relations, xlsx_parts
from test_clean_crops import halves

from anonymizer import clean_file
from anonymizer.files import Notice

SHEET, RELATIONS = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
WORKBOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
MICROSOFT = "http://schemas.microsoft.com/office/"
LOST = {Notice.PART_DROPPED, Notice.PICTURE_DROPPED}


def notices(changes: dict[str, bytes | str]) -> set[Notice]:
    return LOST & set(clean_file(packed({**xlsx_parts(), **changes})).notices)


def drawn(kind: str) -> str:
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'<v:shape><x:ClientData ObjectType="{kind}"/></v:shape></xml>'
    )


def test_a_sheet_without_such_parts_says_nothing() -> None:
    assert notices({}) == set()
    assert notices({"xl/drawings/vml.vml": drawn("Note")}) == set(), "frames of comments go with the comments"


@pytest.mark.parametrize("kind", ["Button", "Checkbox", "Drop"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_buttons_and_boxes_are_said(kind: str, coding: str) -> None:
    assert notices({"xl/drawings/vml.vml": drawn(kind).encode(coding)}) == {Notice.PART_DROPPED}


def test_pictures_of_headers_are_said() -> None:
    sheet = str(xlsx_parts()[SHEET])
    assert notices(
        {SHEET: sheet.replace("<legacyDrawing ", '<legacyDrawingHF r:id="vml"/><legacyDrawing ')}
    ) == {Notice.PICTURE_DROPPED}


@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_sparklines_are_said(coding: str) -> None:
    space = f"{MICROSOFT}spreadsheetml/2009/9/main"
    groups = f'<extLst><ext uri="x"><x14:sparklineGroups xmlns:x14="{space}"><x14:sparklineGroup/></x14:sparklineGroups></ext></extLst>'
    sheet = str(xlsx_parts()[SHEET]).replace("</worksheet>", f"{groups}</worksheet>")
    assert notices({SHEET: sheet.encode(coding)}) == {Notice.PART_DROPPED}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (f"{MICROSOFT}2022/10/relationships/richValueRel", Notice.PICTURE_DROPPED),
        (f"{MICROSOFT}2007/relationships/slicer", Notice.PART_DROPPED),
        (f"{MICROSOFT}2011/relationships/timeline", Notice.PART_DROPPED),
    ],
    ids=["picture in a cell", "slicer", "timeline"],
)
def test_other_parts_of_a_workbook_are_said(kind: str, said: Notice) -> None:
    rels = str(xlsx_parts()[WORKBOOK_RELATIONS])
    extra = relations(("tambahan", kind, "tambahan.xml"))
    row = extra[extra.index("<Relationship ") : extra.index("</Relationships>")]
    changed = rels.replace("</Relationships>", f"{row}</Relationships>")
    assert kind in changed
    assert notices({WORKBOOK_RELATIONS: changed, "xl/tambahan.xml": "<x/>", "xl/media/a.jpg": halves()}) == {
        said
    }
