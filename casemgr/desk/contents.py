"""Opening what the desk reads most: reports and headings."""

from __future__ import annotations

from contextlib import suppress

from casemgr.desk.base import DeskBase
from casemgr.errors import SealBrokenError
from casemgr.intake import content_place
from casemgr.store.models import Case, Report
from casemgr.submissions import Content

HEADING = ("casemgr_case", "heading_sealed")


def content_of(desk: DeskBase, report: Report) -> Content:
    """Open a report. Raises `KeyNotHeldError`, `SealBrokenError`."""
    return Content.decode(desk.report_box(report).read(report.content_sealed, content_place(report.id)))


def readable(desk: DeskBase, case: Case) -> list[Content]:
    """Open the reports of a case, leaving out those whose seal is broken. Raises `KeyNotHeldError`."""
    found: list[Content] = []
    for report in case.reports:
        with suppress(SealBrokenError):
            found.append(content_of(desk, report))
    return found


def heading_of(desk: DeskBase, case: Case) -> dict[str, str]:
    """Open a case's title and reported unit. Raises `KeyNotHeldError`, `SealBrokenError`."""
    found: dict[str, str] = desk.open(case.id, case.heading_sealed, HEADING, case.id, case.heading_version)
    return found
