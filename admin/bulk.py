"""One instruction for many cases: a page that says which will change and which cannot, then all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from casemgr.desk import Desk, guards, offers
from casemgr.desk.queues import rows_of
from casemgr.desk.views import VerbForm
from casemgr.errors import (
    CaseNotFoundError,
    DutyConflictError,
    GuardFailedError,
    NotPermittedError,
    VerbNotAllowedError,
)
from casemgr.rules.workflow import Verb
from casemgr.store.models import Case

from .acting import guard_sentence, read_form
from .forms import FormField, problems, show_again
from .language import _, language, ngettext
from .pages import render
from .questions import question
from .visit import desk, office, posted, reading, writing
from .words import Words

ASSIGNING_ROLES = frozenset({"reviewer", "coordinator", "inspector"})
_LARGEST = 200


@dataclass(frozen=True)
class Picked:
    """A chosen case; `why` says why it cannot be assigned, empty when it can."""

    case_id: str
    reference: str
    title: str
    status: str
    why: str = ""


def assign_many() -> ResponseReturnValue:
    """Ask whom and until when, or assign."""
    values = posted()
    chosen = list(dict.fromkeys(values.every("case_id")))[:_LARGEST]
    if not chosen:
        return redirect(url_for("queue.index", done="none"), 303)
    with reading() as session:
        door = desk(session)
        picked, form = _sort(door, chosen)
    able = [one for one in picked if not one.why]
    words = Words(office(), language())
    fields = [question(Verb.ASSIGN.value, one, words) for one in form.fields] if form else []
    if values.get("confirmed") != "yes" or form is None:
        return _page(picked, fields)
    typed, errors = read_form(form)
    if errors:
        return _page(picked, [show_again(one, values, errors) for one in fields], 422)
    with writing() as session:
        result = desk(session).bulk(Verb.ASSIGN, [one.case_id for one in able], typed)
    return redirect(url_for("queue.index", done=len(result.done), left=len(result.refused) or None), 303)


def _sort(door: Desk, case_ids: Sequence[str]) -> tuple[list[Picked], VerbForm | None]:
    """Sort the chosen cases into those that can be assigned and those that cannot, and why.

    The people offered are those whom every assignable case allows.
    """
    cases = [case for case in (_visible(door, case_id) for case_id in case_ids) if case is not None]
    picked, forms = [], []
    for case, row in zip(cases, rows_of(door, cases), strict=True):
        why, form = _obstacle(door, case)
        title = row.title or _("Perkara %(reference)s", reference=row.reference)
        picked.append(Picked(row.case_id, row.reference, title, row.status.value, why))
        if form is not None:
            forms.append(form)
    return picked, _common(forms)


def _visible(door: Desk, case_id: str) -> Case | None:
    try:
        return door.case(case_id)
    except CaseNotFoundError:
        return None


def _obstacle(door: Desk, case: Case) -> tuple[str, VerbForm | None]:
    try:
        row = offers.choose(door, case, Verb.ASSIGN, None)
        door.check_duties(case, row)
        guards.check(door, case, row)
        form = door.form(Verb.ASSIGN, case)
    except VerbNotAllowedError:
        return _("belum sampai telaah, atau sudah berakhir"), None
    except NotPermittedError:
        return _("peran lain yang mendisposisikan pada status ini"), None
    except DutyConflictError:
        return _("Anda sudah mengerjakan langkah lain dalam perkara ini"), None
    except GuardFailedError as failed:
        return guard_sentence(failed.guard), None
    if form.consequences.lapses:
        return _("menunggu keputusan orang kedua; disposisikan dari halamannya"), None
    return "", form


def _common(forms: Sequence[VerbForm]) -> VerbForm | None:
    """Give the first form, with only the people every form offers."""
    if not forms:
        return None
    allowed = set.intersection(*({code for code, _ in people} for people in map(_people, forms)))
    fields = tuple(
        replace(one, options=tuple(pair for pair in one.options if pair[0] in allowed))
        if one.kind == "staff"
        else one
        for one in forms[0].fields
    )
    return replace(forms[0], fields=fields)


def _people(form: VerbForm) -> tuple[tuple[str, str], ...]:
    return next((one.options for one in form.fields if one.kind == "staff"), ())


def _page(picked: Sequence[Picked], fields: list[FormField], status: int = 200) -> ResponseReturnValue:
    able = [one for one in picked if not one.why]
    heading = ngettext("Disposisikan %(num)s perkara?", "Disposisikan %(num)s perkara?", len(able))
    body = render(
        "console/bulk.html",
        heading=heading if able else _("Tidak ada yang bisa didisposisikan"),
        lead=_("Orang yang sama, instruksi yang sama. Tiap perkara tercatat sendiri."),
        able=able,
        unable=[one for one in picked if one.why],
        fields=fields,
        problems=problems(fields),
        button=ngettext("Disposisikan %(num)s perkara", "Disposisikan %(num)s perkara", len(able)),
    )
    return make_response(body, status)
