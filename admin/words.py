"""The console's words: labels of the rule pack in the person's language, and badges for clocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from casemgr.clocks import ClockView
from casemgr.errors import RulePackError
from casemgr.office import Office
from casemgr.rules.calendars import Calendar
from casemgr.rules.deadlines import Deadline, State, Unit, of_day
from casemgr.rules.workflow import Status

from .language import _, long_date, near_date, short_date


@dataclass(frozen=True)
class Badge:
    """A clock in words and shape: `look` is a class of the stylesheet, `date` stands beside or below it."""

    look: str
    text: str
    date: str = ""


_LOOKS = {
    State.NOT_BEGUN: "",
    State.RUNNING: "",
    State.DUE_SOON: "soon",
    State.OVERDUE: "late",
    State.PAUSED: "pause",
    State.DONE: "done",
}


def clock_badge(
    deadline: Deadline | None,
    today: date,
    *,
    unit: Unit = Unit.WORKING_DAYS,
    paused_since: date | None = None,
) -> Badge:
    """Say how a deadline looks today: "Terlambat 2 HK", "Hari ini", "Sisa 9 HK", "Dijeda 3 HK"."""
    if deadline is None:
        return Badge("done", _("Tidak ada tenggat"))
    due = near_date(deadline.due_on, today) if deadline.due_on else ""
    if deadline.state is State.PAUSED and paused_since is not None:
        due = _("sejak %(day)s", day=near_date(paused_since, today))
    return Badge(_LOOKS[deadline.state], _clock_text(deadline, unit), due)


def day_badge(due_on: date, today: date, calendar: Calendar) -> Badge:
    """Say how a day that no clock of the pack gives looks today, in working days."""
    return clock_badge(of_day(due_on, today, calendar), today)


def _clock_text(deadline: Deadline, unit: Unit) -> str:
    left = deadline.remaining_days or 0
    if deadline.state is State.NOT_BEGUN:
        return _("Belum mulai")
    if deadline.state is State.DONE:
        return _("Terjawab") if deadline.in_time else _("Terjawab terlambat")
    if deadline.state is State.OVERDUE:
        return _("Terlambat %(days)s", days=days(-left, unit))
    if deadline.state is State.PAUSED:
        return _("Dijeda %(days)s", days=days(deadline.paused_days, unit))
    return _("Hari ini") if left == 0 else _("Sisa %(days)s", days=days(left, unit))


def days(count: int, unit: Unit = Unit.WORKING_DAYS) -> str:
    """Write a number of days: "3 HK" for working days, "3 hari" for calendar days."""
    if unit is Unit.WORKING_DAYS:
        return _("%(count)s HK", count=count)
    return _("%(count)s hari", count=count)


def allowance(amount: int, unit: Unit) -> str:
    """Write how much time a clock gives: "60 HK", "24 jam"."""
    if unit is Unit.HOURS:
        return _("%(count)s jam", count=amount)
    if unit is Unit.MONTHS:
        return _("%(count)s bulan", count=amount)
    if unit is Unit.YEARS:
        return _("%(count)s tahun", count=amount)
    return days(amount, unit)


def clock_sentence(view: ClockView) -> str:
    """Spell a clock out: "3 HK + jeda 1 HK · jatuh 27 Nov 2026"."""
    parts = allowance(view.clock.amount, view.clock.unit)
    if view.deadline.paused_days:
        parts = _(
            "%(allowance)s + jeda %(pause)s",
            allowance=parts,
            pause=days(view.deadline.paused_days, view.clock.unit),
        )
    if view.deadline.due_on is None:
        return parts
    return _("%(allowance)s · jatuh %(day)s", allowance=parts, day=short_date(view.deadline.due_on))


class Words:
    """Labels by list and code; an unknown code is shown as it is, never as an error page."""

    def __init__(self, office: Office, language: str) -> None:
        self._pack = office.pack
        self._language = language
        self._labels: dict[tuple[str, str], str] = {}

    def label(self, name: str, code: str | None) -> str:
        """Give the label of a row of a pack list; empty for no code."""
        if not code:
            return ""
        found = self._labels.get((name, code))
        if found is None:
            found = self._labels[name, code] = self._looked_up(name, code)
        return found

    def _looked_up(self, name: str, code: str) -> str:
        try:
            return self._pack.label(name, code, self._language)
        except RulePackError:
            return code

    def status(self, code: str) -> str:
        """Give the staff's word for a status."""
        return self.label("statuses", code)

    def public_status(self, code: str) -> str:
        """Give the coarse word the reporter reads."""
        return self._pack.public_label(Status(code), self._language)

    def kind(self, code: str | None) -> str:
        """Give the word for a kind of report."""
        return self.label("kinds", code)

    def category(self, code: str | None) -> str:
        """Give the word for a category."""
        return self.label("categories", code)

    def severity(self, code: str | None) -> str:
        """Give the word for a severity; a dash while none is set."""
        return self.label("severities", code) or "–"

    def channel(self, code: str) -> str:
        """Give the word for a channel."""
        return self.label("channels", code)

    def role(self, code: str) -> str:
        """Give the word for a role."""
        return self.label("roles", code)

    def verb(self, code: str) -> str:
        """Give a verb as a button says it."""
        return self.label("verbs", code)

    def done(self, code: str) -> str:
        """Give a verb in the past tense, as the history says it."""
        row = self._pack.verbs.get(code)
        return code if row is None else row.done.get(self._language, code)

    def message(self, code: str, values: Mapping[str, str]) -> str:
        """Render an automatic message as the reporter reads it: days written out, codes as labels."""
        shown = {name: self._shown(name, value) for name, value in values.items()}
        try:
            return self._pack.message(code, self._language, **shown)
        except RulePackError:
            return self.label("messages", code)

    def _shown(self, name: str, value: str) -> str:
        if name.endswith("_on"):
            return long_date(date.fromisoformat(value))
        return self.label({"body": "referrals", "reason": "reasons"}.get(name, name), value)

    def choices(self, name: str, on: date) -> list[tuple[str, str]]:
        """List the (code, label) pairs of a list that may be chosen on a day."""
        return [(code, self.label(name, code)) for code in self._pack.valid_codes(name, on)]
