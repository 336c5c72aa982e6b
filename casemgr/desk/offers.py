"""Which verbs a person may use on a case now, what each asks and what each will do."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from sqlalchemy import select

from casemgr.desk import decisions, forms, guards, kept_out
from casemgr.desk.base import DeskBase
from casemgr.desk.broken import Opener
from casemgr.desk.examination import RECOMMENDATION
from casemgr.desk.views import Consequences, VerbForm, VerbOffer
from casemgr.errors import DutyConflictError, StaffNotFoundError, VerbNotAllowedError
from casemgr.rules.pack_reader import Entry
from casemgr.rules.workflow import (
    CASE_ROLES,
    Role,
    Status,
    Transition,
    Verb,
    conditions,
    expected_verb,
    find_transition,
    permitted_transition,
    verbs_for,
)
from casemgr.store.models import Attachment, Case, Recommendation, Staff, Team
from casemgr.vault.directory import CASE

ELSEWHERE = frozenset({Verb.REQUEST, Verb.APPROVE, Verb.REFUSE, Verb.DISCLOSE, Verb.ATTACH})
"""Verbs with doors of their own: identities, and files."""
LABEL_CHARACTERS = 80
ENDING = frozenset({Verb.REFER, Verb.DECLINE, Verb.CLOSE, Verb.ARCHIVE, Verb.DESTROY})
_UNDOABLE = frozenset({Verb.HOLD, Verb.MERGE, Verb.ASSIGN, Verb.RECLASSIFY, Verb.CLOSE, Verb.DECLINE})
_TELLS_REPORTER = frozenset(
    {
        Verb.ACKNOWLEDGE,
        Verb.ASK,
        Verb.ANSWER,
        Verb.VERIFY,
        Verb.GIVE_FEEDBACK,
        Verb.REFER,
        Verb.DECLINE,
        Verb.HOLD,
        Verb.REOPEN,
        Verb.CLOSE,
        Verb.CONCLUDE,
    }
)


def offers(desk: DeskBase, case: Case) -> tuple[tuple[VerbOffer, ...], int, Verb | None]:
    """Return the usable verbs, how many more need something first, and the one expected now."""
    found: dict[Verb, VerbOffer] = {}
    hidden: set[Verb] = set()
    pending = {decision.verb for decision in desk.waiting_decisions(case)}
    rows = [row for row in verbs_for(case.status, desk.actor.roles) if row.verb not in ELSEWHERE]
    missing = [guard for row in rows for guard in guards.unmet(desk, case, row)]
    expected = expected_verb(case.status, unmet=missing)
    for row in rows:
        if row.verb in found:
            continue
        if row.verb in pending or not _is_possible(desk, case, row):
            hidden.add(row.verb)
            continue
        opens_form = bool(forms.asks(row, case.status)) or row.persons > 1
        opens_form = opens_form or bool(pending and _ends_requests(case, row))
        found[row.verb] = VerbOffer(row.verb, row.persons, opens_form, row.verb is expected)
    ordered = sorted(found.values(), key=lambda offer: not offer.is_next)
    return tuple(ordered), len(hidden - set(found)), expected if expected in found else None


def _is_possible(desk: DeskBase, case: Case, row: Transition) -> bool:
    """Whether guards and duties allow a verb, and each thing it must choose among exists."""
    if guards.unmet(desk, case, row) or not _duties_allow(desk, case, row):
        return False
    sources = {ask.source for ask in forms.asks(row, case.status) if ask.required}
    return all(options(desk, case, row, source) for source in sources & _MAY_BE_EMPTY)


_MAY_BE_EMPTY = {"merged_reports", "recommendations"}


def _duties_allow(desk: DeskBase, case: Case, row: Transition) -> bool:
    try:
        desk.check_duties(case, row)
    except DutyConflictError:
        return False
    return True


def choose(desk: DeskBase, case: Case, verb: Verb, when: str | None) -> Transition:
    """Return the row for a verb; without a condition, the only one that its guards allow.

    Raises `VerbNotAllowedError`, `NotPermittedError`.
    """
    if when is not None:
        return permitted_transition(desk.actor, verb, case.status, when=when)
    possible = conditions(verb, case.status)
    if not possible:
        raise VerbNotAllowedError(verb, case.status)
    rows = [
        permitted_transition(desk.actor, verb, case.status, when=one)
        for one in possible
        if find_transition(verb, case.status, when=one).roles & desk.actor.roles
    ]
    if not rows:
        return permitted_transition(desk.actor, verb, case.status, when=possible[0])
    return next((row for row in rows if not guards.unmet(desk, case, row)), rows[0])


def form(desk: DeskBase, case: Case, verb: Verb, when: str | None = None) -> VerbForm:
    """Return what a verb asks for, with options, and what it will do.

    Raises `VerbNotAllowedError`, `NotPermittedError`.
    """
    row = choose(desk, case, verb, when)
    preset = {
        "kind": case.kind,
        "category": case.category or "",
        "severity": case.severity or "",
        "degree": case.degree or "",
    }
    fields = forms.fields(row, case.status, lambda source: options(desk, case, row, source), preset)
    return VerbForm(verb, row.persons, fields, consequences(desk, case, row))


def consequences(desk: DeskBase, case: Case, row: Transition) -> Consequences:
    """Return what a verb will do, for the column beside its form. People are named by the console."""
    team = desk.session.get_one(Team, case.team_id).name
    told: tuple[str, ...] = ("reporter",) if row.verb in _TELLS_REPORTER else ()
    told += ("assignee",) if row.verb is Verb.ASSIGN else ()
    told += ("decider",) if row.persons > 1 else ()
    gets: tuple[str, ...] = ("assignee",) if row.verb is Verb.ASSIGN else ()
    gets += ("decider",) if row.persons > 1 else ()
    gets += ("team",) if row.verb is Verb.HAND_OVER else ()
    loses = (team,) if row.verb in (Verb.HAND_OVER, Verb.MERGE) else ()
    not_told = ("subject", "reported_unit") + (() if told[:1] == ("reporter",) else ("reporter",))
    return Consequences(
        status_from=case.status,
        status_to=row.target,
        clock_effect=row.clock.value,
        due_before=case.next_due_on,
        told=told,
        not_told=not_told,
        gets_key=gets,
        loses_key=loses,
        can_undo=row.verb in _UNDOABLE,
        lapses=decisions.of_case(desk, case) if _ends_requests(case, row) else (),
    )


def _ends_requests(case: Case, row: Transition) -> bool:
    """Whether doing a verb ends what waits for a second person: it moves the case on or away."""
    moves = row.resumes or (row.target is not None and row.target is not case.status)
    return row.persons == 1 and (moves or row.verb in (Verb.HAND_OVER, Verb.MERGE))


def clock_effect(verb: str, from_status: str, to_status: str) -> str:
    """Return what a past verb did to the clocks; empty for verbs outside the table."""
    if verb not in set(Verb) or from_status not in set(Status):
        return ""
    for when in conditions(Verb(verb), Status(from_status)):
        row = find_transition(Verb(verb), Status(from_status), when=when)
        if row.target is None or row.target.value == to_status:
            return row.clock.value
    return ""


# Options.


def options(desk: DeskBase, case: Case, row: Transition, source: str) -> tuple[tuple[str, str], ...]:
    """Return the (code, label) pairs a field may take."""
    if source in ("assignees", "deciders"):
        return people(desk, case, row, source)
    if source == "teams":
        return _teams(desk, case)
    if source == "recommendations":
        return _recommendations(desk, case)
    if source == "papers":
        return _papers(desk, case)
    if source == "merged_reports":
        return tuple(
            (report.id, report.reference) for report in case.reports if report.origin_case_id != case.id
        )
    return _from_pack(desk, row, source)


def _from_pack(desk: DeskBase, row: Transition, source: str) -> tuple[tuple[str, str], ...]:
    pack = desk.office.pack
    rows: Sequence[Entry]
    match source:
        case "reasons":
            rows = [one for one in pack.reasons.values() if row.verb.value in one.verbs]
        case "proven_outcomes":
            rows = [one for one in pack.outcomes.values() if one.proven]
        case "unproven_outcomes":
            rows = [one for one in pack.outcomes.values() if not one.proven and not one.service_only]
        case "service_outcomes":
            rows = [one for one in pack.outcomes.values() if not one.proven]
        case "referrals":
            rows = [one for one in pack.referrals.values() if one.is_valid(desk.today)]
        case "grounds" | "audit_note":
            return tuple((code, code) for code in _FIXED[source])
        case _:
            rows = [one for one in pack.rows(source).values() if one.is_valid(desk.today)]
    return tuple((one.code, one.label["id"]) for one in rows)


_FIXED = {
    "grounds": ("sufficient", "insufficient"),
    "audit_note": ("answered", "time_over"),
}
"""Codes of the desk itself; the console has their words."""


def people(desk: DeskBase, case: Case, row: Transition, source: str) -> tuple[tuple[str, str], ...]:
    """Return who may be assigned or may decide: with a case-side key, not excluded, not the asker."""
    roles = row.deciders if source == "deciders" else CASE_ROLES - {Role.INTAKE}
    out = kept_out.of_case(desk, case).staff_ids
    directory = desk.office.directory()
    found = []
    for person in desk.session.scalars(select(Staff).where(Staff.state == "active").order_by(Staff.name)):
        held = {Role(code) for code in person.roles.split()}
        if not held & roles or person.id in out:
            continue
        if source == "deciders" and person.id == desk.actor.id:
            continue
        try:
            on_case_side = directory.staff_key(person.id).side == CASE
        except StaffNotFoundError:
            continue
        if on_case_side:
            found.append((person.id, person.name))
    return tuple(found)


def _teams(desk: DeskBase, case: Case) -> tuple[tuple[str, str], ...]:
    """Return the case-side teams in which nobody is kept out, but the one that has the case."""
    out = kept_out.of_case(desk, case).team_ids | {case.team_id}
    return tuple(
        (team.id, team.name) for team in desk.office.teams() if team.side == CASE and team.id not in out
    )


def _recommendations(desk: DeskBase, case: Case) -> tuple[tuple[str, str], ...]:
    """List the recommendations to follow up, the open ones first; a settled one takes further evidence."""
    rows = desk.session.scalars(
        select(Recommendation)
        .where(Recommendation.case_id == case.id)
        .order_by(Recommendation.state != "open", Recommendation.number)
    )
    opener, blank = Opener(desk), {"text": ""}
    opened = (
        (row, opener.fields(case.id, row.text_sealed, RECOMMENDATION, row.id, blank=blank)["text"])
        for row in rows
    )
    return tuple(
        (row.id, f"{row.number}. {shorten(text, LABEL_CHARACTERS, placeholder=' …')}") for row, text in opened
    )


def _papers(desk: DeskBase, case: Case) -> tuple[tuple[str, str], ...]:
    rows = desk.session.scalars(select(Attachment).where(Attachment.owner_id == case.id))
    box, opener = desk.reading_box(case.id), Opener(desk)
    return tuple((row.id, opener.file(box, row).name) for row in rows)
