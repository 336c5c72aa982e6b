"""What is to be archived or destroyed on a date, and what a legal hold keeps.

A case carries the code of its retention class, chosen at its end, so that a changed policy touches later
cases only. Sources: Law 27/2022 on personal data, articles 42-44 (end, delete, destroy; legal process keeps),
Law 43/2009 on archives; the classes and their lengths are rows of the rule pack.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class AtEnd(StrEnum):
    """What happens when the time is over."""

    DESTROY = "destroy"
    ANONYMISE = "anonymise"


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """How long content and identity are kept after the end of a case: years plus days, and days."""

    code: str
    keep_years: int = 0
    keep_days: int = 0
    identity_days: int = 0
    at_end: AtEnd = AtEnd.DESTROY


def archive_on(ended_on: date, after_days: int) -> date:
    """Return the first day on which an ended case moves to the archive; calendar days."""
    return ended_on + timedelta(days=after_days)


def destroy_on(retention: RetentionClass, ended_on: date) -> date:
    """Return the first day on which the content may be destroyed. 29 February ends on 1 March."""
    return _years_later(ended_on, retention.keep_years) + timedelta(days=retention.keep_days)


def destroy_identity_on(retention: RetentionClass, ended_on: date) -> date:
    """Return the first day on which the reporter's sealed identity is shredded, never after the content."""
    return min(ended_on + timedelta(days=retention.identity_days), destroy_on(retention, ended_on))


def is_archive_due(ended_on: date, after_days: int, on: date) -> bool:
    """Tell whether the case may leave the queues; a legal hold does not prevent that."""
    return on >= archive_on(ended_on, after_days)


def is_destruction_due(retention: RetentionClass, ended_on: date, on: date, *, legal_hold: bool) -> bool:
    """Tell whether the content must go; never while a legal hold lasts (Law 27/2022 art 44)."""
    return not legal_hold and on >= destroy_on(retention, ended_on)


def is_identity_due(retention: RetentionClass, ended_on: date, on: date, *, legal_hold: bool) -> bool:
    """Tell whether the sealed identity must go; never while protection or a court needs it."""
    return not legal_hold and on >= destroy_identity_on(retention, ended_on)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
