"""From an opened case to what its page shows: sentences, badges and dates, in the order of the page."""

import heapq
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from casemgr.clocks import ClockView
from casemgr.desk.broken import BROKEN_SEAL
from casemgr.desk.views import (
    AllegationView,
    AssignmentView,
    CaseFile,
    HistoryView,
    RecommendationView,
    ReportFile,
    RequestView,
)
from casemgr.files import FileView
from casemgr.intake import MessageView
from casemgr.rules.workflow import Verb, conditions, expected_verb, find_transition
from casemgr.submissions import Demand

from .language import _, language, mark, moment, ngettext, number, rupiah, short_date
from .questions import option_text, what_was_asked
from .visit import now, office
from .words import Badge, Words, clock_badge, clock_sentence, day_badge

_UNSET = {
    "place": mark("tempat"),
    "when": mark("kapan tepatnya"),
    "service": mark("layanan"),
    "asked": mark("jumlah yang diminta"),
    "who": mark("siapa yang meminta"),
}
_WITHHELD = {
    "yes": mark("Ya, sampai uang dibayar"),
    "no": mark("Tidak"),
    "unknown": mark("Pelapor tidak tahu"),
}
_REQUESTS = {
    "asked": mark("Menunggu"),
    "agreed": mark("Disetujui"),
    "refused": mark("Ditolak"),
    "lapsed": mark("Gugur"),
}
_REASONS = {
    "adequate": mark("tanpa jawaban pun laporan bisa diteruskan"),
    "inadequate": mark("tanpa jawaban laporan tidak bisa diteruskan"),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
# Fields whose answers the desk keeps as codes in the note of a step.
_NOTED = {
    Verb.ASK.value: ("missing",),
    Verb.AUDIT.value: ("audit_kind",),
    Verb.REFER.value: ("target",),
    Verb.WRITE_UP.value: ("grounds", "audit_note"),
}
_EFFECTS = {
    "start": mark("tenggat mulai"),
    "complete": mark("verifikasi selesai"),
    "pause": mark("semua tenggat dijeda"),
    "resume": mark("jeda berakhir"),
    "stop": mark("tenggat utama selesai"),
    "end": mark("semua tenggat berakhir"),
    "renew": mark("tenggat baru mulai"),
    "recompute": mark("tenggat dihitung ulang"),
}


@dataclass(frozen=True)
class Clock:
    """A clock of the row of clocks."""

    badge: Badge
    label: str
    text: str


@dataclass(frozen=True)
class FileLine:
    """A file with one plain fact; `has_original` when what is downloaded is a copy made clean.

    A broken one is named in its place and cannot be asked for.
    """

    id: str
    name: str
    size: int
    fact: str
    has_original: bool = False
    is_broken: bool = False


@dataclass(frozen=True)
class MessageBlock:
    """One turn of the dialog."""

    who: str
    team: str
    when: str
    text: str
    mine: bool
    is_new: bool
    files: tuple[str, ...]


@dataclass(frozen=True)
class ReportBlock:
    """One report of the case."""

    heading: str
    text: str
    demand: list[tuple[str, str]]
    facts: list[tuple[str, str]]
    unset: str


@dataclass(frozen=True)
class HistoryLine:
    """One step, newest first."""

    who: str
    what: str
    effect: str
    note: str
    when: str


class CasePage:
    """Everything the template of a case needs, made from the opened file once."""

    def __init__(self, file: CaseFile) -> None:
        self.file = file
        self.words = Words(office(), language())
        self.today = office().today(now())

    def values(self) -> dict[str, Any]:
        """Give the template's values."""
        return {
            "file": self.file,
            "facts_line": self.facts_line(),
            "who": self.who(),
            "nearest": self.nearest(),
            "clocks": [self.clock(view) for view in self.file.clocks],
            "reports": [self.report(place, one) for place, one in enumerate(self.file.reports)],
            "messages": self.messages(),
            "files": self.files(),
            "allegations": [
                ("" if is_broken(one) else one.id, *self.allegation(one)) for one in self.file.allegations
            ],
            "assignments": [self.assignment(one) for one in self.file.assignments],
            "recommendations": [self.recommendation(one) for one in self.file.recommendations],
            "history": self.history(),
            "requests": [self.request(one) for one in self.file.requests],
            "holders": self.file.holders,
            "notes": [
                {"text": note.text, "who": note.author, "when": moment(note.at, office().zone)}
                for note in self.file.notes
            ],
            "similar": self.file.similar,
            "next_heading": self.next_heading(),
            "next_reason": self.next_reason(),
            "pending": self.pending(),
            "later": self.later(),
            "jumps": self.jumps(),
        }

    def facts_line(self) -> str:
        """Write reference, kind, category, severity and channel in one line."""
        file, words = self.file, self.words
        severity = (
            _("Tingkat %(severity)s", severity=words.severity(file.severity).lower()) if file.severity else ""
        )
        degree = words.label("degrees", file.degree)
        parts = (file.reference, words.kind(file.kind), words.category(file.category), degree, severity)
        return " · ".join(filter(None, (*parts, words.channel(file.channel))))

    def who(self) -> list[tuple[str, str]]:
        """Say who and when: the people complained about, the masked reporter, the event, the excluded."""
        file = self.file
        subjects = ", ".join(
            " · ".join(filter(None, (one.name, one.position, one.unit))) for one in file.subjects
        )
        reporter = [masked(file.reference), _("identitas tersegel")]
        if any(report.content.insider for report in file.reports):
            reporter.append(_("orang dalam"))
        when = next((one.content.when for one in file.reports if one.content.when), "")
        lines = [
            (_("Terlapor"), subjects or file.reported_unit or _("belum disebut")),
            (_("Pelapor"), " · ".join(reporter)),
            (_("Kejadian"), _("%(when)s (menurut pelapor)", when=when) if when else _("waktu belum disebut")),
            (_("Diterima"), short_date(file.received_on)),
            (_("Ditangani"), " · ".join(filter(None, (file.team, file.handling_unit)))),
        ]
        if file.excluded:
            lines.append((_("Dikecualikan"), _("%(who)s tidak memegang kunci", who=", ".join(file.excluded))))
        if file.core_issue:
            lines.append((_("Pokok masalah"), file.core_issue))
        if file.rule_reference:
            lines.append((_("Aturan"), file.rule_reference))
        if file.outcome:
            lines.append((_("Hasil"), self.words.label("outcomes", file.outcome)))
        return lines

    def clock(self, view: ClockView) -> Clock:
        """Give a clock its badge, name and spelled-out allowance."""
        label = self.words.label("clocks", view.clock.code)
        return Clock(self.badge(view), label, clock_sentence(view))

    def nearest(self) -> Badge | None:
        """Give the badge of the heading: what the queue shows, too."""
        clocks, due = self.file.clocks, self.file.next_due
        if due is None:
            return self.badge(clocks[0]) if clocks else None
        of_clock = next((one for one in clocks if one.deadline == due), None)
        return self.badge(of_clock) if of_clock else clock_badge(due, self.today)

    def badge(self, view: ClockView) -> Badge:
        """Give a clock's badge."""
        since = next((pause.began_on for pause in view.pauses if pause.ended_on is None), None)
        return clock_badge(view.deadline, self.today, unit=view.clock.unit, paused_since=since)

    def report(self, place: int, report: ReportFile) -> ReportBlock:
        """Lay out one report; the first of a case needs no number."""
        content = report.content
        heading = _("Laporan") if place == 0 else _("Laporan %(reference)s", reference=report.reference)
        facts = [
            (_("Tempat"), content.place),
            (_("Unit"), report.unit_name or content.unit_text),
            (_("Kapan"), content.when),
            (_("Orang lain yang disebut"), content.others),
            (_("Ditarik pelapor"), short_date(report.withdrawn_on) if report.withdrawn_on else ""),
        ]
        unset = ", ".join(_(_UNSET.get(name, name)) for name in content.unset)
        return ReportBlock(
            heading,
            content.text,
            demand_lines(content.demand, self.words) if content.demand else [],
            [line for line in facts if line[1]],
            unset,
        )

    def messages(self) -> list[MessageBlock]:
        """List the dialog of every report, oldest first, as people read a conversation.

        Each thread keeps its own order, which days and minutes cannot give: a reporter's turn has only a day.
        """
        threads = ([(one, report.reference) for one in report.messages] for report in self.file.reports)
        return [self.message(*turn) for turn in heapq.merge(*threads, key=lambda turn: turn[0].on)]

    def message(self, turn: MessageView, reference: str) -> MessageBlock:
        """Lay out one turn; the reporter's has a day, ours a minute."""
        who = {"reporter": masked(reference), "system": _("Pesan otomatis")}.get(
            turn.sender, turn.author or ""
        )
        return MessageBlock(
            who=who,
            team=(turn.team or "") if turn.sender == "staff" else "",
            when=moment(turn.at, office().zone) if turn.at else short_date(turn.on),
            text=turn.text or self.words.message(turn.code or "", turn.values),
            mine=turn.sender != "reporter",
            is_new=turn.is_new,
            files=tuple(file.name for file in turn.files),
        )

    def files(self) -> list[FileLine]:
        """List the reporters' files, then our papers."""
        theirs = [self.file_line(one) for report in self.file.reports for one in report.files]
        return theirs + [self.paper_line(one) for one in self.file.papers]

    def file_line(self, file: FileView) -> FileLine:
        """Say one plain fact about a reporter's file."""
        if file.name == BROKEN_SEAL:
            return _broken_line(file, _("Tidak bisa diunduh. Minta pelapor mengirimnya lagi."))
        return FileLine(file.id, file.name, file.size, _("salinan bersih dibuat saat diunduh"), True)

    def paper_line(self, file: FileView) -> FileLine:
        """Say that a file came from staff."""
        if file.name == BROKEN_SEAL:
            return _broken_line(file, _("Tidak bisa diunduh. Unggah lagi suratnya."))
        return FileLine(file.id, file.name, file.size, _("dari petugas"))

    def allegation(self, one: AllegationView) -> tuple[str, str, str]:
        """Give category, subject and outcome; the mark stands for what is broken."""
        subject = " · ".join(filter(None, (one.subject.name, one.subject.position, one.subject.unit)))
        outcome = " · ".join(
            filter(
                None, (self.words.label("outcomes", one.outcome), self.words.label("sanctions", one.sanction))
            )
        )
        if is_broken(one):
            return BROKEN_SEAL, subject, _("Tidak bisa diisi. Rumuskan dugaan ini lagi.")
        return self.words.category(one.category), subject, outcome

    def assignment(self, one: AssignmentView) -> dict[str, Any]:
        """Say who acts, on whose word, until when."""
        parts = [moment(one.at, office().zone)]
        if one.due_on:
            parts.append(_("selesai paling lambat %(day)s", day=short_date(one.due_on)))
        if one.ended_at:
            parts.append(_("berakhir %(when)s", when=moment(one.ended_at, office().zone)))
        return {
            "name": one.name,
            "by": _("atas instruksi %(who)s", who=one.instructed_by),
            "instruction": one.instruction,
            "when": " · ".join(parts),
            "ended": one.ended_at is not None,
        }

    def recommendation(self, one: RecommendationView) -> dict[str, Any]:
        """Lay out a recommendation with what was done about it."""
        state = {"open": _("belum selesai"), "done": _("selesai"), "impossible": _("tidak bisa dilaksanakan")}
        facts = (
            one.addressee,
            _("jatuh %(day)s", day=short_date(one.due_on)),
            state.get(one.state, one.state),
        )
        steps = [
            {
                "who": step.author,
                "what": " · ".join(
                    filter(
                        None,
                        (
                            self.words.label("follow_up_states", step.result),
                            step.text,
                            step.evidence.name if step.evidence else "",
                        ),
                    )
                ),
                "when": moment(step.at, office().zone),
            }
            for step in one.follow_ups
        ]
        return {
            "number": one.number,
            "text": one.text,
            "facts": " · ".join(filter(None, facts)),
            "badge": day_badge(one.due_on, self.today, office().calendar()) if one.state == "open" else None,
            "follow_ups": steps,
        }

    def step(self, one: HistoryView) -> HistoryLine:
        """Say who did what, in the past tense, with its effect on the clocks."""
        who = {"reporter": _("Pelapor"), "system": _("Sistem")}.get(one.actor_kind, one.actor or _("Petugas"))
        what = self.words.done(one.verb)
        if one.to_status != one.from_status:
            what = _("%(did)s, menjadi %(status)s", did=what, status=self.words.status(one.to_status))
        if one.reason_code:
            what = f"{what} ({self.reason(one.reason_code)})"
        effect = _EFFECTS.get(one.clock_effect, "")
        when = moment(one.at, office().zone) if one.at else short_date(one.on)
        return HistoryLine(who, what, _(effect) if effect else "", self.note(one), when)

    def history(self) -> list[HistoryLine]:
        """List every step, newest first, and between them what was asked of a second person in vain."""
        file = self.file
        steps = [(one.at, self.step(one)) for one in sorted(file.history, key=lambda h: h.number)]
        for request in file.requests:
            for at, line in self.request_lines(request):
                place = max((n for n, (when, _line) in enumerate(steps, 1) if when and when <= at), default=0)
                steps.insert(place, (at, line))
        return [line for _at, line in reversed(steps)]

    def request_lines(self, one: RequestView) -> list[tuple[datetime, HistoryLine]]:
        """Say that a second person was asked, and that they refused or the request lapsed.

        One that was agreed to stands in the history as the step itself.
        """
        verb = self.words.verb(one.verb.value).lower()
        asked = _("meminta persetujuan %(decider)s: %(verb)s", decider=one.decider, verb=verb)
        zone = office().zone
        lines = [(one.asked_at, HistoryLine(one.asked_by, asked, "", "", moment(one.asked_at, zone)))]
        if one.ended_at is not None and one.state in ("refused", "lapsed"):
            who = one.decider if one.state == "refused" else _("Sistem")
            what = (
                _("menolak permintaan: %(verb)s", verb=verb)
                if one.state == "refused"
                else _("menggugurkan permintaan: %(verb)s", verb=verb)
            )
            line = HistoryLine(who, what, "", self.outcome(one), moment(one.ended_at, zone))
            lines.append((one.ended_at, line))
        return lines

    def request(self, one: RequestView) -> dict[str, Any]:
        """Lay out a request of two persons with what was asked and what became of it."""
        zone = office().zone
        facts = _(
            "Diminta %(who)s, %(when)s · yang memutuskan: %(decider)s",
            who=one.asked_by,
            when=moment(one.asked_at, zone),
            decider=one.decider,
        )
        return {
            "title": self.words.verb(one.verb.value),
            "state": _(_REQUESTS[one.state]),
            "facts": facts,
            "asked": what_was_asked(one.verb.value, one.values, self.words),
            "ended": moment(one.ended_at, zone) if one.ended_at else "",
            "outcome": self.outcome(one),
        }

    def outcome(self, one: RequestView) -> str:
        """Say why a request was decided so, or why it lapsed."""
        if one.state != "lapsed" or one.reason == BROKEN_SEAL:
            return one.reason
        if one.reason == "declare_conflict":
            return _("Perkara dilepas karena benturan kepentingan.")
        if one.reason:
            return _("Perkara lebih dulu berpindah: %(verb)s.", verb=self.words.verb(one.reason).lower())
        return _("Yang memutuskan tidak lagi bertugas, atau perkara lebih dulu berpindah.")

    def reason(self, code: str) -> str:
        """Say a reason code of the history: of a decision, an identity request, or a question."""
        if code in _REASONS:
            return _(_REASONS[code])
        for name in ("reasons", "disclosure_grounds", "referrals"):
            label = self.words.label(name, code)
            if label != code:
                return label
        return code

    def note(self, one: HistoryView) -> str:
        """Give the note of a step; codes and days the desk noted in it are written out."""
        between = ", " if one.verb == Verb.ASK.value else " · "
        names = _NOTED.get(one.verb, ())
        return between.join(self.noted(names, part) for part in one.note.split(between) if part)

    def noted(self, names: tuple[str, ...], part: str) -> str:
        """Write one part of a note: an answer to one of the fields `names`, a day, or text as it is."""
        if _DAY.match(part):
            return _written_day(part)
        labels = (option_text(name, part, part, self.words) for name in names)
        return next((label for label in labels if label != part), part)

    def next_heading(self) -> str:
        """Name the step that comes next and whose it is, or that none does."""
        expected = self.file.next_verb or expected_verb(self.file.status)
        if expected is None:
            return _("Tidak ada langkah yang ditunggu")
        if expected is Verb.REPLY:
            return _("Menunggu jawaban pelapor")
        name = _lower_first(self.words.verb(expected.value))
        if self.file.next_verb is not None:
            return _("Langkah berikutnya: %(verb)s", verb=name)
        return _("Langkah berikutnya: %(verb)s (%(roles)s)", verb=name, roles=self.roles_for(expected))

    def roles_for(self, verb: Verb) -> str:
        """Name the roles that take a step in the present status."""
        status = self.file.status
        rows = [find_transition(verb, status, when=when) for when in conditions(verb, status)]
        return ", ".join(sorted({self.words.role(role.value) for row in rows for role in row.roles}))

    def next_reason(self) -> str:
        """Say why: where the case stands, and how its nearest clock looks."""
        status = _("Status sekarang: %(status)s.", status=self.words.status(self.file.status))
        due, badge = self.file.next_due, self.nearest()
        if due is None or badge is None:
            return status
        label = self.words.label("clocks", due.code) or _("Rekomendasi")
        return f"{status} {label}: {badge.text}."

    def pending(self) -> list[str]:
        """Say which two-person steps wait, and for whom."""
        return [
            _(
                "%(verb)s menunggu keputusan %(who)s (diminta %(asker)s). "
                "Permintaan ini gugur bila perkara lebih dulu berpindah.",
                verb=self.words.verb(one.verb.value),
                who=one.decider,
                asker=one.asked_by,
            )
            for one in self.file.decisions
        ]

    def later(self) -> str:
        """Say that other roles have other steps, without greying anything."""
        if not self.file.hidden_verbs:
            return ""
        return ngettext(
            "%(num)s langkah lain terbuka untuk peran lain atau sesudah langkah ini.",
            "%(num)s langkah lain terbuka untuk peran lain atau sesudah langkah ini.",
            self.file.hidden_verbs,
        )

    def jumps(self) -> list[tuple[str, str]]:
        """List the parts of the page with their counts."""
        new = sum(turn.is_new for report in self.file.reports for turn in report.messages)
        dialog = _("Dialog (%(count)s baru)", count=new) if new else _("Dialog")
        requests = len(self.file.requests)
        counted = (
            ("files", _("Berkas"), len(self.files())),
            ("allegations", _("Dugaan"), len(self.file.allegations)),
            ("assignments", _("Penugasan"), len(self.file.assignments)),
            ("recommendations", _("Rekomendasi"), len(self.file.recommendations)),
            *((("requests", _("Permintaan dua orang"), requests),) if requests else ()),
            ("history", _("Riwayat"), len(self.history())),
        )
        return [
            ("report", _("Laporan")),
            ("dialog", dialog),
            *((anchor, f"{label} ({number(count)})") for anchor, label, count in counted),
        ]


def is_broken(one: AllegationView) -> bool:
    """Say whether the sealed matter of an allegation was changed: then its category is gone, too."""
    return one.finding == BROKEN_SEAL and not one.category


def _broken_line(file: FileView, advice: str) -> FileLine:
    return FileLine(file.id, file.name, file.size, advice, is_broken=True)


def masked(reference: str) -> str:
    """Name a reporter without naming them: "Pelapor-2QD9"."""
    return _("Pelapor-%(end)s", end=reference.replace("-", "")[-4:])


def demand_lines(demand: Demand, words: Words) -> list[tuple[str, str]]:
    """Write the demand for money line by line; what was not said is left out."""
    asked = rupiah(demand.asked) if demand.asked is not None else ""
    if asked and demand.tariff is not None:
        asked = _("%(asked)s (tarif resmi %(tariff)s)", asked=asked, tariff=rupiah(demand.tariff))
    lines = (
        (_("Layanan"), demand.service),
        (_("Diminta"), asked),
        (_("Dibayar"), rupiah(demand.paid) if demand.paid is not None else ""),
        (_("Uang diminta pada"), demand.when),
        (_("Cara"), words.label("payment_methods", demand.how)),
        (_("Yang meminta"), demand.who),
        (_("Ditahan"), _(_WITHHELD[demand.withheld]) if demand.withheld else ""),
    )
    return [line for line in lines if line[1]]


def _written_day(text: str) -> str:
    try:
        return short_date(date.fromisoformat(text))
    except ValueError:
        return text


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def back_to_case(reference: str, anchor: str = "") -> str:
    """Give the address of a case, at one of its parts."""
    return url_for("cases.show", reference=reference) + (f"#{anchor}" if anchor else "")
