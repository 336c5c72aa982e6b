"""Two-person verbs: asked by one, decided by another, who gets the case key with the question."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from casemgr.clocks import NEVER
from casemgr.desk.base import ASKED, DeskBase
from casemgr.desk.contents import heading_of
from casemgr.desk.examination import give_key, take_key
from casemgr.desk.views import DecisionView
from casemgr.errors import (
    DecisionClosedError,
    DecisionNotFoundError,
    DecisionPendingError,
    KeyNotHeldError,
    SealBrokenError,
)
from casemgr.rules.workflow import Verb
from casemgr.store.models import Case, Decision, Notice
from casemgr.vault import server_keys
from casemgr.vault.sealing import place
from casemgr.vault.wraps import new_id

VALUES = ("casemgr_decision", "values_sealed")
REASON = ("casemgr_decision", "reason_sealed")


def _default(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError


def ask(desk: DeskBase, case: Case, verb: Verb, values: Mapping[str, Any]) -> Decision:
    """Store what is asked, let the decider read the case, and queue a notice for them.

    Raises `DecisionPendingError` when the same was asked already.
    """
    for earlier in desk.waiting_decisions(case):
        if earlier.verb == verb.value:
            raise DecisionPendingError(verb, earlier.id)
    decider = str(values["decider"])
    row_id = desk.row_id(ASKED, case.id, verb)
    text = json.dumps(values, ensure_ascii=False, default=_default)
    if verb is Verb.DESTROY:
        sealed = server_keys.t1_encrypt(
            desk.office.console_keys.t1, text.encode(), _place(case.id, row_id, "values_sealed")
        )
    else:
        give_key(desk, case, decider)
        sealed = desk.seal(case, text, VALUES, row_id)
    row = Decision(
        id=row_id,
        case_id=case.id,
        verb=verb.value,
        state="asked",
        asked_by=desk.actor.id,
        asked_at=desk.now,
        decider_id=decider,
        values_sealed=sealed,
    )
    desk.session.add(row)
    desk.session.add(Notice(id=new_id(), staff_id=decider, kind="decision", queued_at=desk.now))
    desk.trace(row, f"ask:{verb.value}", sealed)
    return row


def _place(case_id: str, row_id: str, column: str) -> Any:
    return place("casemgr_decision", column, owner=case_id, row=row_id)


def values_of(desk: DeskBase, row: Decision) -> dict[str, Any]:
    """Open what was asked. Raises `KeyNotHeldError`, `SealBrokenError`."""
    if row.verb == Verb.DESTROY.value:
        text = server_keys.t1_decrypt(
            desk.office.console_keys.t1, row.values_sealed, _place(row.case_id, row.id, "values_sealed")
        ).decode()
    else:
        text = desk.open(row.case_id, row.values_sealed, VALUES, row.id)
    found: dict[str, Any] = json.loads(text)
    return found


def waiting(desk: DeskBase, decision_id: str) -> Decision:
    """Return a decision that waits for this actor. Raises `DecisionNotFoundError`, `DecisionClosedError`."""
    row = desk.session.get(Decision, decision_id)
    if row is None or row.decider_id != desk.actor.id:
        raise DecisionNotFoundError(decision_id)
    if row.state != "asked":
        raise DecisionClosedError(decision_id)
    return row


def end(desk: DeskBase, case: Case, why: str, *, of: str | None = None) -> None:
    """Let lapse what waits on a case, or for one person there, and take the deciders' keys back.

    `why` is the code of the act that came first. It is sealed beside the request, which stays to be read.
    """
    for row in desk.waiting_decisions(case):
        if of in (None, row.decider_id):
            lapse(desk, case, row, why)
            desk.session.flush()
            take_key(desk, case, row.decider_id)


def lapse(desk: DeskBase, case: Case, row: Decision, why: str) -> None:
    """Mark a request as lapsed, with the act that came first and a leaf; its words stay where they are."""
    row.state = "moot"
    row.decided_at = desk.now
    try:
        row.reason_sealed = desk.seal(case, why, REASON, row.id)
    except KeyNotHeldError:
        # Whoever archives holds no key; that the request lapsed, and when, is kept all the same.
        row.reason_sealed = None
    desk.trace(row, f"lapse:{row.verb}", row.reason_sealed or b"")


def mine(desk: DeskBase) -> tuple[DecisionView, ...]:
    """Return the decisions that wait for this actor, oldest first."""
    rows = desk.session.scalars(
        select(Decision)
        .where(Decision.decider_id == desk.actor.id, Decision.state == "asked")
        .order_by(Decision.asked_at)
    )
    return _views(desk, rows.all())


def asked_by_me(desk: DeskBase) -> tuple[DecisionView, ...]:
    """Return the decisions this actor asked for that wait for somebody else."""
    rows = desk.session.scalars(
        select(Decision)
        .where(Decision.asked_by == desk.actor.id, Decision.state == "asked")
        .order_by(Decision.asked_at)
    )
    return _views(desk, rows.all())


def of_case(desk: DeskBase, case: Case) -> tuple[DecisionView, ...]:
    """Return the decisions that wait on one case."""
    return _views(desk, desk.waiting_decisions(case))


def _views(desk: DeskBase, rows: Sequence[Decision]) -> tuple[DecisionView, ...]:
    names = desk.office.staff_names(desk.session) if rows else {}
    found = []
    for row in rows:
        case = desk.session.get_one(Case, row.case_id)
        title = _title(desk, case)
        values, is_broken = _shown_values(desk, row)
        found.append(
            DecisionView(
                id=row.id,
                case_id=row.case_id,
                reference=case.reports[0].reference if case.reports else "",
                title=title,
                verb=Verb(row.verb),
                asked_by=names.get(row.asked_by, ""),
                asked_at=row.asked_at,
                decider=names.get(row.decider_id, ""),
                is_mine_to_decide=row.decider_id == desk.actor.id,
                values=values,
                is_broken=is_broken,
                due_on=None if case.next_due_on == NEVER else case.next_due_on,
            )
        )
    return tuple(found)


def _title(desk: DeskBase, case: Case) -> str | None:
    try:
        return heading_of(desk, case)["title"]
    except (KeyNotHeldError, SealBrokenError):
        return None


def _shown_values(desk: DeskBase, row: Decision) -> tuple[dict[str, Any], bool]:
    """Return what was asked as far as the actor may read it, and whether it is broken."""
    try:
        return values_of(desk, row), False
    except KeyNotHeldError:
        # Whoever opens the case and not this was given something that lies under another key.
        return {}, desk.keyring.holds_case(row.case_id)
    except SealBrokenError:
        return {}, True
