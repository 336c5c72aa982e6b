"""The reporter's identity: asked for with a ground, decided by custodians, seen once by one officer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from casemgr.custody import APPROVAL_DAYS, DECISION_DAYS, REASON_CHARACTERS, Custody, DisclosureView
from casemgr.desk.views import CaseFile
from casemgr.errors import (
    DecisionPendingError,
    DisclosureClosedError,
    DutyConflictError,
    SealBrokenError,
    SubmissionInvalidError,
)
from casemgr.rules.workflow import Verb, conditions, find_transition
from casemgr.store.models import Case

from .acting import WaitingWord, broken_sentence, confirmed_writing, with_blank
from .forms import FormField, Option, Problem, problems, show_again
from .frame import ConsoleView, page
from .language import _, clock_time, language, mark, moment, short_date
from .pages import render
from .policy import CASEWORK, CUSTODY
from .questions import advice, passphrase
from .visit import desk, now, office, posted, reading, visit, writing
from .words import Badge, Words, day_badge

_TELL = "tell"
_UNTOLD = "untold"
_STATES = {
    "asked": mark("menunggu penjaga identitas"),
    "approved": mark("disetujui"),
    "refused": mark("ditolak"),
    "opened": mark("sudah dibuka satu kali"),
    "ended": mark("berakhir"),
}
_ANSWERS = {
    "none": ("", mark("Menunggu")),
    "approved": ("done", mark("Setuju")),
    "refused": ("late", mark("Menolak")),
}


class IdentityView(ConsoleView):
    """Requests, decisions, and the one-time view."""

    part_of = "queue"

    @page("/", CASEWORK)
    def index(self) -> ResponseReturnValue:
        """Lead to the queue; there is no list of identities."""
        return redirect(url_for("queue.index"), 303)

    @page("/of/<reference>/", CASEWORK, methods=("GET", "POST"))
    def request_page(self, reference: str) -> ResponseReturnValue:
        """Ask for the identity behind a report."""
        return ask(reference) if request.method == "POST" else request_form(reference)

    @page("/<request_id>/decision/", CUSTODY, methods=("GET", "POST"))
    def decide(self, request_id: str) -> ResponseReturnValue:
        """Decide for the custodian's team."""
        return decide(request_id) if request.method == "POST" else decision_form(request_id)

    @page("/<request_id>/open/", CASEWORK, methods=("GET", "POST"))
    def open_once(self, request_id: str) -> ResponseReturnValue:
        """Open the identity, once."""
        return open_once(request_id) if request.method == "POST" else open_form(request_id)

    @page("/<request_id>/close/", CASEWORK, methods=("POST",))
    def close(self, request_id: str) -> ResponseReturnValue:
        """Leave the one-time view; the identity was sealed anew when it was opened."""
        reference = posted().get("reference", "")
        return redirect(url_for("cases.show", reference=reference or "-", done="closed"), 303)


@dataclass(frozen=True)
class Line:
    """A request as the case page names it."""

    text: str
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class WaitingRequest:
    """A request in the queue of decisions."""

    title: str
    reference: str
    url: str
    who: str
    when: str
    clock: Badge


def custody(session: Session) -> Custody:
    """Open the custodians' door for the present person."""
    return Custody(session, office(), visit().keyring, clock=now)


def may_request(file: CaseFile) -> bool:
    """Say whether this person may ask for an identity in the case's present status."""
    ways = [
        find_transition(Verb.REQUEST, file.status, when=way) for way in conditions(Verb.REQUEST, file.status)
    ]
    return any(not visit().roles.isdisjoint(way.roles) for way in ways)


def lines(session: Session, case: Case) -> list[Line]:
    """Name the requests of a case; the one this person may open now carries a link."""
    return [_line(view) for view in custody(session).requests_of(case)]


def _line(view: DisclosureView) -> Line:
    text = _(
        "%(who)s meminta pembukaan %(day)s: %(state)s.",
        who=view.requester,
        day=short_date(office().today(view.asked_at)),
        state=_(_STATES.get(view.state, view.state)),
    )
    if view.state == "approved" and view.requester_id == visit().staff_id:
        return Line(text, url_for("identity.open_once", request_id=view.id), _("Buka satu kali…"))
    return Line(text)


def waiting(session: Session) -> list[WaitingRequest]:
    """List the requests that wait for this custodian."""
    if not CUSTODY.admits(visit().roles):
        return []
    return [
        WaitingRequest(
            title=_("Permintaan pembukaan identitas"),
            reference=view.reference,
            url=url_for("identity.decide", request_id=view.id),
            who=view.requester,
            when=moment(view.asked_at, office().zone),
            clock=decision_badge(view),
        )
        for view in custody(session).pending()
    ]


def decision_badge(view: DisclosureView) -> Badge:
    """Say how long the custodians have: three working days from the day of the request."""
    calendar, today = office().calendar(), office().today(now())
    due_on = calendar.add_working_days(office().today(view.asked_at), DECISION_DAYS)
    return day_badge(due_on, today, calendar)


# The officer asks.


def _grounds() -> tuple[Option, ...]:
    words = Words(office(), language())
    return tuple(Option(*pair) for pair in words.choices("disclosure_grounds", office().today(now())))


def _request_fields(reports: tuple[Option, ...]) -> list[FormField]:
    tell = (
        Option(_TELL, _("Beri tahu sebelum dibuka")),
        Option(_UNTOLD, _("Tunda pemberitahuan"), _("Wajib menyebut alasan hukum. Tercatat.")),
    )
    fields = [
        FormField("ground", "choice", _("Dasar permintaan"), options=_grounds()),
        FormField(
            "reason",
            "long_text",
            _("Alasan"),
            _(
                "Paling banyak %(most)s huruf. Penjaga identitas membaca ini tanpa melihat perkara. "
                "Jangan tulis nama, tempat, atau nomor.",
                most=REASON_CHARACTERS,
            ),
        ),
        FormField(
            "notice", "choice", _("Pemberitahuan kepada pelapor"), options=tell, chosen=frozenset({_TELL})
        ),
        FormField(
            "untold_code",
            "choice",
            _("Alasan hukum untuk menunda"),
            _("Lewati bagian ini bila pelapor diberi tahu."),
            required=False,
            options=_grounds(),
        ),
    ]
    if len(reports) > 1:
        fields.insert(0, FormField("report_id", "choice", _("Laporan yang mana?"), options=reports))
    return fields


def _asked_before(views: Iterable[DisclosureView]) -> WaitingWord | None:
    """Name this officer's request that waits, or that was approved and not used up."""
    for view in views:
        if view.requester_id != visit().staff_id or view.state not in ("asked", "approved"):
            continue
        when = moment(view.asked_at, office().zone)
        if view.state == "approved":
            url = url_for("identity.open_once", request_id=view.id)
            sentence = _("Anda memintanya %(when)s, dan semua tim setuju.", when=when)
            return WaitingWord(sentence, url, _("Buka satu kali…"))
        teams = ", ".join(one.team for one in view.answers if one.answer == "none")
        return WaitingWord(_("Anda memintanya %(when)s. Yang memutuskan: %(teams)s.", when=when, teams=teams))
    return None


def request_form(
    reference: str, errors: dict[str, str] | None = None, *, pending: str = ""
) -> ResponseReturnValue:
    """Show the request beside what follows from it; `pending` is the earlier one that stands in its way."""
    with reading() as session:
        door = desk(session)
        file = door.file(door.case(reference))
        views = custody(session).requests_of(door.case(reference))
    if len(file.reports) > 1 or pending:
        views = tuple(view for view in views if view.id == pending)
    else:
        views = tuple(view for view in views if view.state == "asked")
    if not may_request(file):
        abort(403)
    fields = _request_fields(tuple(Option(one.report_id, one.reference) for one in file.reports))
    if errors is not None:
        fields = [show_again(one, posted(), errors) for one in fields]
    calendar, today = office().calendar(), office().today(now())
    body = render(
        "console/identity_request.html",
        reference=reference,
        title=file.title,
        fields=fields,
        problems=problems(fields),
        waiting=_asked_before(views),
        is_kept=bool(pending),
        steps=[
            _("Setiap tim penjaga identitas menerima permintaan ini. Semuanya harus setuju."),
            _("Pelapor melihat pemberitahuan di halamannya."),
            _(
                "Bila disetujui, hanya Anda yang bisa membuka: satu kali, %(minutes)s menit.",
                minutes=office().pack.settings.disclosure_minutes,
            ),
            _("Mungkin segelnya kosong. Itu baru terlihat saat dibuka."),
        ],
        due=_(
            "Keputusan paling lambat %(day)s. Tenggat perkara tidak dijeda.",
            day=short_date(calendar.add_working_days(today, DECISION_DAYS)),
        ),
    )
    return make_response(body, 409 if pending else 200 if errors is None else 422)


def ask(reference: str) -> ResponseReturnValue:
    """Ask the custodians, or show what is missing."""
    values = posted()
    try:
        with writing() as session:
            case = desk(session).case(reference)
            custody(session).request(
                case,
                values.get("report_id") or case.reports[0].id,
                ground=values.get("ground", ""),
                reason=values.get("reason", ""),
                tell_reporter=values.get("notice") != _UNTOLD,
                untold_code=values.get("untold_code") or None,
            )
    except SubmissionInvalidError as invalid:
        return request_form(reference, {name: advice(name, code) for name, code in invalid.fields.items()})
    except DecisionPendingError as waiting_word:
        return request_form(reference, {}, pending=waiting_word.decision_id)
    return redirect(url_for("cases.show", reference=reference, done="request"), 303)


# The custodian decides.


def _decision_fields() -> list[FormField]:
    return [
        FormField(
            "reason",
            "long_text",
            _("Alasan keputusan Anda"),
            _("Disegel untuk tim penjaga. Wajib, juga bila setuju."),
        ),
        passphrase(),
    ]


def decision_form(
    request_id: str, errors: dict[str, str] | None = None, obstacle: str = ""
) -> ResponseReturnValue:
    """Show the request with every team's answer and two answers of equal weight."""
    with reading() as session:
        view = custody(session).view(request_id)
    if not view.is_mine_to_decide:
        return redirect(url_for("decisions.index"), 303)
    fields = _decision_fields()
    if errors is not None:
        fields = [show_again(one, posted(), errors) for one in fields]
    clock = decision_badge(view)
    body = render(
        "console/identity_decide.html",
        request_id=request_id,
        clock=clock,
        facts_line=_(
            "diajukan %(asked)s · jatuh %(due)s · %(team)s",
            asked=short_date(office().today(view.asked_at)),
            due=clock.date,
            team=visit().place,
        ),
        facts=_request_facts(view),
        answers=[_answer(one.team, one.answer, one.answered_at) for one in view.answers],
        if_approved=_if_approved(view),
        fields=fields,
        problems=problems(fields) + ([Problem("reason", obstacle)] if obstacle else []),
    )
    return make_response(body, 200 if errors is None and not obstacle else 422)


def _request_facts(view: DisclosureView) -> list[tuple[str, str]]:
    words = Words(office(), language())
    told = (
        _("Sudah diberi tahu %(day)s", day=short_date(office().today(view.asked_at)))
        if view.tells_reporter
        else _("Belum diberi tahu: %(why)s", why=words.label("disclosure_grounds", view.untold_code))
    )
    return [
        (_("Peminta"), _("%(who)s, petugas perkara ini", who=view.requester)),
        (_("Dasar"), words.label("disclosure_grounds", view.ground)),
        (_("Alasan"), view.reason or ""),
        (_("Pelapor"), told),
    ]


def _answer(team: str, answer: str, at: datetime | None) -> tuple[str, str, str, str]:
    look, text = _ANSWERS[answer]
    mine = answer == "none" and team in visit().place
    return team, look, _("Menunggu Anda") if mine else _(text), moment(at, office().zone) if at else ""


def _if_approved(view: DisclosureView) -> list[str]:
    left = sum(one.answer == "none" for one in view.answers)
    last = office().today(now()) + timedelta(days=APPROVAL_DAYS)
    first = (
        _("Syarat lengkap: semua tim setuju.")
        if left == 1
        else _("Masih %(count)s tim lain yang harus setuju.", count=left - 1)
    )
    return [
        first,
        _(
            "%(who)s bisa membuka satu kali, %(minutes)s menit, paling lambat %(day)s.",
            who=view.requester,
            minutes=office().pack.settings.disclosure_minutes,
            day=short_date(last),
        ),
        _("Sesudah itu identitas disegel lagi dengan kunci baru."),
    ]


def decide(request_id: str) -> ResponseReturnValue:
    """Approve or refuse for the team, after the passphrase was given again."""
    values = posted()
    answer = values.get("answer")
    if answer not in ("approve", "refuse"):
        abort(400)
    errors: dict[str, str] = {}
    try:
        with confirmed_writing() as (session, errors):
            door = custody(session)
            if not errors:
                (door.approve if answer == "approve" else door.refuse)(request_id, values.get("reason", ""))
    except SubmissionInvalidError as invalid:
        errors = {name: advice(name, code) for name, code in invalid.fields.items()}
    except DutyConflictError:
        return decision_form(
            request_id, {}, _("Anda pernah mengerjakan perkara ini. Orang lain harus memutuskan.")
        )
    except SealBrokenError:
        return decision_form(request_id, {}, broken_sentence())
    if errors:
        if len(values.get("reason", "")) > REASON_CHARACTERS:
            errors["reason"] = advice("reason", "long")
        return decision_form(request_id, with_blank(errors, "reason"))
    return redirect(url_for("decisions.index", done="agree" if answer == "approve" else "refuse"), 303)


# The officer opens, once.


def open_form(request_id: str, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    """Ask for the passphrase before the only look."""
    with reading() as session:
        view = custody(session).view(request_id)
    if view.state != "approved" or view.requester_id != visit().staff_id:
        raise DisclosureClosedError(request_id)
    fields = [passphrase()]
    if errors is not None:
        fields = [show_again(one, posted(), errors) for one in fields]
    body = render(
        "console/identity_open.html",
        request_id=request_id,
        reference=view.reference,
        minutes=office().pack.settings.disclosure_minutes,
        fields=fields,
        problems=problems(fields),
    )
    return make_response(body, 200 if errors is None else 422)


def open_once(request_id: str) -> ResponseReturnValue:
    """Show the identity in the answer to this very form; no address leads to it a second time."""
    with confirmed_writing() as (session, errors):
        if not errors:
            door = custody(session)
            reference = door.view(request_id).reference
            reservation = door.reserve(request_id)
    if errors:
        return open_form(request_id, errors)
    with writing() as session:
        disclosed = custody(session).disclose(reservation)
    return render(
        "console/identity_once.html",
        request_id=request_id,
        reference=reference,
        identity=disclosed.identity,
        until=clock_time(disclosed.open_until, office().zone),
    )
