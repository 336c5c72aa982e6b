"""What each verb asks for. One table from verb and condition to fields; the console draws its forms from it.

Required fields answer the guards that a person answers by saying something (a reason, a letter number, a
tick); guards about the state of the case are in `casemgr.desk.guards`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from casemgr.desk.views import Field, FieldKind
from casemgr.errors import SubmissionInvalidError
from casemgr.rules.calendars import is_typed_in_reason
from casemgr.rules.workflow import Status, Transition, Verb
from casemgr.submissions import clean_text

TEXT_CHARACTERS = 2_000
LONG_CHARACTERS = 50_000
AMOUNT_RUPIAH = 10**15
_AMOUNT = re.compile(r"[0-9]+|[0-9]{1,3}([.][0-9]{3})+")
_BEGINS, _ENDS = "letter_from_on", "letter_to_on"


@dataclass(frozen=True, slots=True)
class Ask:
    """A field before its options are known: `source` names where they come from."""

    name: str
    kind: FieldKind
    required: bool = True
    source: str = ""


def _text(name: str, *, required: bool = True) -> Ask:
    return Ask(name, "text", required)


def _long(name: str, *, required: bool = True) -> Ask:
    return Ask(name, "long_text", required)


def _choice(name: str, source: str, *, required: bool = True) -> Ask:
    return Ask(name, "choice", required, source)


def _tick(name: str) -> Ask:
    return Ask(name, "tick")


_ANSWER = (_long("text"), _tick("read_it"))
_CLASSES = (
    _choice("kind", "kinds", required=False),
    _choice("category", "categories", required=False),
    _choice("severity", "severities", required=False),
)
_REVIEW = (
    _choice("degree", "degrees"),
    _choice("category", "categories"),
    _choice("severity", "severities"),
    _long("core_issue"),
    _text("rule_reference"),
)
_LETTER = (
    _choice("audit_kind", "audit_kinds"),
    _text("letter_number"),
    Ask(_BEGINS, "date"),
    Ask(_ENDS, "date"),
)
_RECORD = (_text("record_number"),)
_GROUNDS = (_choice("grounds", "grounds"),)
_DECIDER = (Ask("decider", "staff", source="deciders"),)
_REFERRAL = (
    _choice("reason", "reasons"),
    _choice("target", "referrals"),
    _text("letter_number"),
    _long("sent"),
    _tick("no_identity"),
    *_DECIDER,
)

_BY_VERB: dict[Verb, tuple[Ask, ...]] = {
    Verb.ACKNOWLEDGE: (_tick("duplicates_searched"),),
    Verb.ASK: _ANSWER,
    Verb.ANSWER: _ANSWER,
    Verb.NOTE: (_long("text"),),
    Verb.RESUME: (_text("note", required=False),),
    Verb.VERIFY: (
        _text("title", required=False),
        _choice("severity", "severities", required=False),
        _tick("content_sufficient"),
    ),
    Verb.RECLASSIFY: (*_CLASSES, _text("note")),
    Verb.REVIEW: _REVIEW,
    Verb.ASSIGN: (
        Ask("staff", "staff", source="assignees"),
        Ask("due_on", "date", required=False),
        _long("instruction", required=False),
    ),
    Verb.CLARIFY: (_text("note", required=False),),
    Verb.FIND_FACTS: (_text("note", required=False),),
    Verb.AUDIT: _LETTER,
    Verb.WRITE_UP: (_text("note", required=False),),
    Verb.RECOMMEND: (_long("text"), _text("addressee"), Ask("due_on", "date")),
    Verb.FOLLOW_UP: (
        _choice("recommendation", "recommendations"),
        _choice("result", "follow_up_states"),
        _long("text"),
        _choice("evidence", "papers", required=False),
    ),
    Verb.GIVE_FEEDBACK: _ANSWER,
    Verb.REFER: _REFERRAL,
    Verb.DECLINE: (_choice("reason", "reasons"), _long("note"), *_DECIDER),
    Verb.HOLD: (_choice("reason", "reasons"), Ask("review_on", "date"), _text("note", required=False)),
    Verb.REOPEN: (_long("note"),),
    Verb.MERGE: (_text("target"), _text("note")),
    Verb.UNMERGE: (_choice("report", "merged_reports"), _text("note")),
    Verb.HAND_OVER: (Ask("team", "team", source="teams"), _text("note")),
    Verb.ARCHIVE: (),
    Verb.DESTROY: (_long("minutes"), *_DECIDER),
}

_BY_CONDITION: dict[tuple[Verb, str | None], tuple[Ask, ...]] = {
    (Verb.CONCLUDE, "proven"): (
        _choice("outcome", "proven_outcomes"),
        _choice("sanction", "sanctions", required=False),
        Ask("rights", "choices", source="rights_checklist"),
    ),
    (Verb.CONCLUDE, "not_proven"): (_choice("outcome", "unproven_outcomes"), *_ANSWER),
    (Verb.CLOSE, "withdrawn"): (_tick("pressure_checked"), _long("note")),
}

_BY_SOURCE: dict[tuple[Verb, Status], tuple[Ask, ...]] = {
    (Verb.ASK, Status.VERIFICATION): (
        Ask("missing", "choices", source="elements"),
        *_ANSWER,
        Ask("can_go_on", "tick", required=False),
    ),
    (Verb.RESUME, Status.AWAITING_REPORTER): (_text("note"),),
    (Verb.FIND_FACTS, Status.CLARIFICATION): _RECORD,
    (Verb.AUDIT, Status.CLARIFICATION): (*_RECORD, *_LETTER),
    (Verb.WRITE_UP, Status.CLARIFICATION): _RECORD,
    (Verb.CLARIFY, Status.FACT_FINDING): _GROUNDS,
    (Verb.CLARIFY, Status.AWAITING_FEEDBACK): (_long("note"),),
    (Verb.AUDIT, Status.FACT_FINDING): (*_GROUNDS, *_LETTER),
    (Verb.WRITE_UP, Status.FACT_FINDING): _GROUNDS,
    (Verb.WRITE_UP, Status.AUDIT): (_choice("audit_note", "audit_note"),),
    (Verb.GIVE_FEEDBACK, Status.REVIEW): (_choice("outcome", "service_outcomes"), *_ANSWER),
    (Verb.CLOSE, Status.REVIEW): (_choice("outcome", "service_outcomes"),),
    (Verb.REVIEW, Status.REOPENED): (_text("note", required=False),),
}


def asks(transition: Transition, status: Status) -> tuple[Ask, ...]:
    """Return what a verb asks in a status: by condition first, then by status, then by verb."""
    by_condition = _BY_CONDITION.get((transition.verb, transition.when))
    if by_condition is not None:
        return by_condition
    by_source = _BY_SOURCE.get((transition.verb, status))
    return by_source if by_source is not None else _BY_VERB.get(transition.verb, ())


Options = Callable[[str], tuple[tuple[str, str], ...]]


def fields(
    transition: Transition, status: Status, options: Options, preset: Mapping[str, str]
) -> tuple[Field, ...]:
    """Return the fields of a verb with their options; `preset` are values known already."""
    return tuple(
        Field(
            ask.name,
            ask.kind,
            ask.required,
            options(ask.source) if ask.source else (),
            preset.get(ask.name, ""),
        )
        for ask in asks(transition, status)
    )


def checked(form: tuple[Field, ...], values: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    """Return the values a verb needs, typed: dates, whole numbers, booleans, tuples of codes, trimmed text.

    Raises `SubmissionInvalidError` naming every field that is missing, too long, not one of its options, or a
    day out of reason: before 2000, more than ten years ahead, due in the past, an end before its beginning.
    """
    problems: dict[str, str] = {}
    found: dict[str, Any] = {}
    for one in form:
        raw = values.get(one.name)
        try:
            reader: Callable[[Field, Any], Any] = _READERS.get(one.kind, _read_text)
            value = reader(one, raw)
        except ValueError as problem:
            problems[one.name] = str(problem)
            continue
        if value in (None, "", (), False) and one.required:
            problems[one.name] = "empty"
        else:
            found[one.name] = value
    problems = _wrong_days(found, today) | problems
    if problems:
        raise SubmissionInvalidError(problems)
    return found


def _wrong_days(found: Mapping[str, Any], today: dt.date) -> dict[str, str]:
    days = {name: value for name, value in found.items() if isinstance(value, dt.date)}
    problems = {}
    if "due_on" in days and days["due_on"] < today:
        problems["due_on"] = "past"
    if days.get(_BEGINS, dt.date.min) > days.get(_ENDS, dt.date.max):
        problems[_ENDS] = "before"
    return problems | {name: "reach" for name, on in days.items() if not is_typed_in_reason(on, today)}


def _read_text(one: Field, raw: Any) -> str:
    text = clean_text(str(raw or ""))
    is_long = one.kind == "long_text"
    if len(text) > (LONG_CHARACTERS if is_long else TEXT_CHARACTERS):
        raise ValueError("long_text" if is_long else "long_line")
    return text


def _read_choice(one: Field, raw: Any) -> str:
    code = str(raw or "").strip()
    if code and code not in {option for option, _ in one.options}:
        raise ValueError("choice")
    return code


def _read_choices(one: Field, raw: Any) -> tuple[str, ...]:
    codes = (raw,) if isinstance(raw, str) else tuple(raw or ())
    known = {option for option, _ in one.options}
    if any(code not in known for code in codes):
        raise ValueError("choice")
    return tuple(str(code) for code in codes)


def _read_date(one: Field, raw: Any) -> dt.date | None:
    if isinstance(raw, dt.date) or raw in (None, ""):
        return raw or None
    try:
        return dt.date.fromisoformat(str(raw).strip())
    except ValueError:
        raise ValueError("date") from None


def _read_number(one: Field, raw: Any) -> int | None:
    if raw in (None, ""):
        return None
    written = str(raw).replace("Rp", "").replace(" ", "")
    digits = written.replace(".", "")
    if not _AMOUNT.fullmatch(written) or int(digits) > AMOUNT_RUPIAH:
        raise ValueError("amount")
    return int(digits)


def _read_tick(one: Field, raw: Any) -> bool:
    return raw is True or str(raw or "").strip().lower() in ("1", "on", "true", "yes", "ya")


_READERS: dict[str, Callable[[Field, Any], Any]] = {
    "choice": _read_choice,
    "staff": _read_choice,
    "team": _read_choice,
    "choices": _read_choices,
    "date": _read_date,
    "money": _read_number,
    "number": _read_number,
    "tick": _read_tick,
}
