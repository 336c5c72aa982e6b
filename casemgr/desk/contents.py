"""Opening what the desk reads most: reports and headings."""

from __future__ import annotations

from casemgr.desk.base import DeskBase
from casemgr.intake import content_place
from casemgr.store.models import Case, Report
from casemgr.submissions import Content

HEADING = ("casemgr_case", "heading_sealed")


def content_of(desk: DeskBase, report: Report) -> Content:
    """Open a report. Raises `KeyNotHeldError`, `SealBrokenError`."""
    return Content.decode(desk.report_box(report).read(report.content_sealed, content_place(report.id)))


def heading_of(desk: DeskBase, case: Case) -> dict[str, str]:
    """Open a case's title and reported unit."""
    found: dict[str, str] = desk.open(case.id, case.heading_sealed, HEADING, case.id, case.heading_version)
    return found
