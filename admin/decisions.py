"""What waits for this person's yes or no: two-person verbs, and identity requests for custodians."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from casemgr.desk.views import DecisionView
from casemgr.errors import DutyConflictError, GuardFailedError, SealBrokenError, SubmissionInvalidError
from casemgr.rules.workflow import Verb

from . import identity
from .acting import broken_sentence, confirmed_writing, guard_sentence, with_blank
from .forms import FormField, problems, show_again
from .frame import ConsoleView, page
from .language import _, language, moment
from .pages import render
from .policy import CASEWORK, DECIDING
from .questions import advice, passphrase, what_was_asked
from .visit import desk, now, office, posted, reading, visit
from .words import Badge, Words, day_badge


class DecisionsView(ConsoleView):
    """The queue of decisions and their pages."""

    def bar_label(self) -> str:
        """Name the entry of the bar with the number that waits."""
        count = waiting_count()
        return _("Keputusan (%(count)s)", count=count) if count else _("Keputusan")

    @page("/", DECIDING)
    def index(self) -> ResponseReturnValue:
        """List what waits."""
        return list_decisions()

    @page("/<decision_id>/", CASEWORK, methods=("GET", "POST"))
    def decide(self, decision_id: str) -> ResponseReturnValue:
        """Show one request of a two-person verb, or decide it."""
        return decide(decision_id) if request.method == "POST" else show_decision(decision_id)


@dataclass(frozen=True)
class Waiting:
    """One line of the queue."""

    title: str
    reference: str
    url: str
    who: str
    when: str
    clock: Badge | None = None


def waiting_count() -> int:
    """Count what waits for this person."""
    with reading() as session:
        own = 0 if not CASEWORK.admits(visit().roles) else len(desk(session).decisions())
        return own + len(identity.waiting(session))


def list_decisions() -> ResponseReturnValue:
    """Show both kinds, oldest first."""
    words = Words(office(), language())
    with reading() as session:
        views: Sequence[DecisionView] = desk(session).decisions() if CASEWORK.admits(visit().roles) else ()
        requests = identity.waiting(session)
    calendar, today = office().calendar(), office().today(now())
    items = [
        Waiting(
            title=f"{words.verb(one.verb.value)}: {one.title or one.reference}",
            reference=one.reference,
            url=url_for("decisions.decide", decision_id=one.id),
            who=one.asked_by,
            when=moment(one.asked_at, office().zone),
            clock=day_badge(one.due_on, today, calendar) if one.due_on else None,
        )
        for one in views
    ]
    return render(
        "console/decisions.html", items=items + requests, notice=_notice(request.args.get("done", ""))
    )


def _notice(done: str) -> str:
    return {"agree": _("Disetujui dan tercatat."), "refuse": _("Ditolak dan tercatat.")}.get(done, "")


def show_decision(
    decision_id: str, fields: list[FormField] | None = None, obstacle: str = ""
) -> ResponseReturnValue:
    """Show what is asked, by whom and why, with two answers of equal weight."""
    with reading() as session:
        found = next((one for one in desk(session).decisions() if one.id == decision_id), None)
    if found is None:
        abort(404)
    words = Words(office(), language())
    shown = fields or _fields()
    body = render(
        "console/decision.html",
        decision_id=decision_id,
        reference=found.reference,
        heading=_("Putuskan: %(verb)s", verb=words.verb(found.verb.value).lower()),
        facts_line=_(
            "%(reference)s · diminta %(who)s, %(when)s",
            reference=found.reference,
            who=found.asked_by,
            when=moment(found.asked_at, office().zone),
        ),
        facts=[
            (_("Perkara"), found.title or found.reference),
            *what_was_asked(found.verb.value, found.values, words),
        ],
        if_agreed=_if_agreed(found.verb),
        fields=shown,
        obstacle=broken_sentence() if found.is_broken else obstacle,
        can_agree=not found.is_broken,
        problems=problems(shown),
    )
    return make_response(body, 422 if fields or obstacle else 200)


def _if_agreed(verb: Verb) -> list[str]:
    moves = {
        Verb.REFER: _("Perkara berakhir sebagai dilimpahkan. Semua tenggat berhenti."),
        Verb.DECLINE: _("Perkara berakhir tanpa ditindaklanjuti. Semua tenggat berhenti."),
        Verb.DESTROY: _("Isi perkara dimusnahkan dan tidak bisa dibuka lagi oleh siapa pun."),
    }
    return [
        moves.get(verb, _("Langkah yang diminta dijalankan.")),
        _("Pelapor melihat status barunya di halamannya."),
        _("Keputusan tercatat atas nama Anda dan tidak bisa ditarik."),
    ]


def _fields() -> list[FormField]:
    return [
        FormField(
            "reason",
            "long_text",
            _("Alasan keputusan Anda"),
            _("Disegel di perkara. Wajib, juga bila setuju."),
        ),
        passphrase(),
    ]


def decide(decision_id: str) -> ResponseReturnValue:
    """Agree or refuse, after the passphrase was given again."""
    values = posted()
    if values.get("answer") not in ("agree", "refuse"):
        abort(400)
    errors: dict[str, str] = {}
    try:
        with confirmed_writing() as (session, errors):
            if not errors:
                agree = values["answer"] == "agree"
                desk(session).decide(decision_id, agree=agree, reason=values.get("reason", ""))
    except SubmissionInvalidError as invalid:
        errors = {name: advice(name, code) for name, code in invalid.fields.items()}
    except GuardFailedError as failed:
        return show_decision(decision_id, _again({}), guard_sentence(failed.guard))
    except DutyConflictError:
        return show_decision(decision_id, _again({}), _("Orang lain yang harus memutuskan ini."))
    except SealBrokenError:
        return show_decision(decision_id, _again({}))
    if errors:
        return show_decision(decision_id, _again(with_blank(errors, "reason")))
    return redirect(url_for("decisions.index", done=values["answer"]), 303)


def _again(errors: dict[str, str]) -> list[FormField]:
    return [show_again(one, posted(), errors) for one in _fields()]
