"""What goes to the archive, what is destroyed, and when."""

from datetime import date

import pytest

from casemgr.rules.retention import (
    AtEnd,
    RetentionClass,
    archive_on,
    destroy_identity_on,
    destroy_on,
    is_archive_due,
    is_destruction_due,
    is_identity_due,
)
from casemgr.rules.rulepack import RulePack

PACK = RulePack.load("id_itjen")
ENDED = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("outcome", "degree", "content_on", "identity_on", "at_end"),
    [
        ("bukan_kewenangan", None, date(2027, 3, 2), date(2026, 5, 31), AtEnd.ANONYMISE),
        ("duplikat", "tidak_berkadar", date(2027, 3, 2), date(2026, 5, 31), AtEnd.ANONYMISE),
        ("dijawab", "tidak_berkadar", date(2027, 3, 2), date(2026, 5, 31), AtEnd.ANONYMISE),
        ("tidak_terbukti", "berkadar", date(2028, 3, 2), date(2026, 5, 31), AtEnd.ANONYMISE),
        ("dicabut", "berkadar", date(2028, 3, 2), date(2026, 5, 31), AtEnd.ANONYMISE),
        ("terbukti", "berkadar", date(2031, 3, 2), date(2026, 5, 31), AtEnd.DESTROY),
    ],
)
def test_dates_by_outcome(
    outcome: str, degree: str | None, content_on: date, identity_on: date, at_end: AtEnd
) -> None:
    retention = PACK.retention_for(outcome, degree)
    assert destroy_on(retention, ENDED) == content_on
    assert destroy_identity_on(retention, ENDED) == identity_on
    assert retention.at_end is at_end


def test_a_leap_day_ends_on_the_first_of_march() -> None:
    assert destroy_on(RetentionClass("c", keep_years=1), date(2028, 2, 29)) == date(2029, 3, 1)


def test_an_identity_never_outlives_its_content() -> None:
    retention = RetentionClass("c", keep_days=1, identity_days=90)
    assert destroy_identity_on(retention, ENDED) == destroy_on(retention, ENDED) == date(2026, 3, 3)


def test_archiving_is_due_thirty_calendar_days_after_the_end() -> None:
    assert archive_on(ENDED, PACK.archive_after_days) == date(2026, 4, 1)
    assert not is_archive_due(ENDED, PACK.archive_after_days, date(2026, 3, 31))
    assert is_archive_due(ENDED, PACK.archive_after_days, date(2026, 4, 1))


def test_a_legal_hold_keeps_content_and_identity() -> None:
    retention = RetentionClass("c", keep_years=1, identity_days=90)
    late = date(2040, 1, 1)
    assert is_destruction_due(retention, ENDED, late, legal_hold=False)
    assert is_identity_due(retention, ENDED, late, legal_hold=False)
    assert not is_destruction_due(retention, ENDED, late, legal_hold=True)
    assert not is_identity_due(retention, ENDED, late, legal_hold=True)
    assert not is_destruction_due(retention, ENDED, date(2027, 3, 1), legal_hold=False)
