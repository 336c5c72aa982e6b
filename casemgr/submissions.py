"""What arrives through a channel, before sealing, and how it is written down to be sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import NoneType
from typing import Any, Literal
from unicodedata import category

from casemgr.errors import SubmissionInvalidError

TEXT_CHARACTERS = 200_000
FIELD_CHARACTERS = 2_000
CHANNEL_CHARACTERS = 40
AMOUNT_RUPIAH = 10**15
Withheld = Literal["yes", "no", "unknown"]
_CONTROL = {"Cc", "Cs", "Cn"}
_KEPT_CONTROLS = "\n\t"
_LINE_ENDS_AND_SPACES = str.maketrans("\n\t", "  ")


@dataclass(frozen=True, slots=True)
class Demand:
    """The typed part of an extortion report. Amounts are whole rupiah; `None` means not said.

    `when` is the day or rough time of the demand in the reporter's words; the matter may have another.
    """

    service: str = ""
    asked: int | None = None
    paid: int | None = None
    tariff: int | None = None
    how: str = ""
    who: str = ""
    withheld: Withheld | None = None
    when: str = ""

    def __repr__(self) -> str:
        return "<Demand>"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the reporter said they are. Sealed apart from everything else."""

    name: str
    contact: str = ""
    relation: str = ""

    def __repr__(self) -> str:
        return "<Identity>"

    def encode(self) -> bytes:
        """Return the bytes that are sealed; never empty."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def decode(cls, content: bytes) -> Identity | None:
        """Read what `encode` wrote; `None` for the empty seal."""
        return cls(**json.loads(content)) if content else None


@dataclass(frozen=True, slots=True)
class Submission:
    """One report as its sender gave it. Only `text` is required; nothing else is ever refused for missing.

    `choice` is a code of the pack's public choices and decides kind and category; `unit_id` is the unit
    complained about when the sender picked one, `excluded` are ids of receiving teams that must not get it.
    """

    text: str
    channel: str = "web"
    choice: str | None = None
    place: str = ""
    unit_id: str | None = None
    unit_text: str = ""
    when: str = ""
    demand: Demand | None = None
    others: str = ""
    excluded: tuple[str, ...] = ()
    insider: bool | None = None
    sensitive: bool | None = None
    identity: Identity | None = None
    lang: str = "id"

    def __repr__(self) -> str:
        return f"<Submission by {self.channel}>"

    def encode(self) -> str:
        """Return the canonical text that is sealed: everything but the identity."""
        content = {name: value for name, value in asdict(self).items() if name != "identity"}
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Content:
    """An opened report."""

    text: str
    channel: str = ""
    choice: str | None = None
    place: str = ""
    unit_id: str | None = None
    unit_text: str = ""
    when: str = ""
    demand: Demand | None = None
    others: str = ""
    excluded: tuple[str, ...] = ()
    insider: bool | None = None
    sensitive: bool | None = None
    lang: str = "id"
    unset: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        return "<Content>"

    @classmethod
    def decode(cls, text: str) -> Content:
        """Read what `Submission.encode` wrote; `unset` names the elements that were left out."""
        values: dict[str, Any] = json.loads(text)
        demand = values.pop("demand", None)
        values["excluded"] = tuple(values.get("excluded") or ())
        content = cls(**values, demand=Demand(**demand) if demand else None)
        return cls(**{**values, "demand": content.demand, "unset": _unset(content)})


def _unset(content: Content) -> tuple[str, ...]:
    names = [name for name in ("place", "when") if not getattr(content, name)]
    if content.demand is not None:
        names += [name for name in ("service", "asked", "who") if not getattr(content.demand, name)]
    return tuple(names)


def cleaned(submission: Submission) -> Submission:
    """Return the submission with control characters gone and ends trimmed.

    Raises `SubmissionInvalidError` with the fields that cannot be taken: `text` empty or long, another field
    long, a channel without code, an amount below zero or beyond reason, an identity without a name, anything
    of another type than it says ("type").
    """
    problems = _of_another_type(submission)
    if problems:
        raise SubmissionInvalidError(problems)
    text = clean_text(submission.text)
    if not text:
        problems["text"] = "empty"
    elif len(text) > TEXT_CHARACTERS:
        problems["text"] = "long"
    if not 1 <= len(submission.channel) <= CHANNEL_CHARACTERS:
        problems["channel"] = "choice"
    values: dict[str, Any] = {"text": text}
    for name in ("place", "unit_text", "when", "others"):
        values[name] = _short(getattr(submission, name), name, problems)
    for name in ("channel", "choice", "unit_id", "lang"):
        code = getattr(submission, name)
        values[name] = code and clean_text(code)
    values["excluded"] = tuple(clean_text(one) for one in submission.excluded)
    values["demand"] = _demand(submission.demand, problems)
    values["identity"] = _identity(submission.identity, problems)
    if problems:
        raise SubmissionInvalidError(problems)
    return Submission(**{**_shallow(submission), **values})


_KINDS: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("text", "channel", "place", "unit_text", "when", "others", "lang"), (str,)),
    **dict.fromkeys(("choice", "unit_id"), (str, NoneType)),
    **dict.fromkeys(("insider", "sensitive"), (bool, NoneType)),
    "demand": (Demand, NoneType),
    "identity": (Identity, NoneType),
    "excluded": (tuple, list, set, frozenset),
}
_KINDS_OF_DEMAND: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("service", "how", "who", "when"), (str,)),
    **dict.fromkeys(("asked", "paid", "tariff"), (int, NoneType)),
    "withheld": (str, NoneType),
}
_KINDS_OF_IDENTITY: Mapping[str, tuple[type, ...]] = dict.fromkeys(("name", "contact", "relation"), (str,))


def _of_another_type(submission: object) -> dict[str, str]:
    """Name the fields whose value is of another type; a host may hand over what it read itself."""
    if not isinstance(submission, Submission):
        return {"submission": "type"}
    wrong = _wrong_fields(submission, _KINDS)
    if not wrong:
        wrong = [] if all(isinstance(one, str) for one in submission.excluded) else ["excluded"]
        wrong += _wrong_fields(submission.demand, _KINDS_OF_DEMAND) if submission.demand else []
        wrong += _wrong_fields(submission.identity, _KINDS_OF_IDENTITY) if submission.identity else []
    return dict.fromkeys(wrong, "type")


def _wrong_fields(given: object, kinds: Mapping[str, tuple[type, ...]]) -> list[str]:
    return [name for name, kind in kinds.items() if not isinstance(getattr(given, name), kind)]


def _shallow(submission: Submission) -> dict[str, Any]:
    return {name: getattr(submission, name) for name in submission.__slots__}


def _demand(demand: Demand | None, problems: dict[str, str]) -> Demand | None:
    if demand is None:
        return None
    for name in ("asked", "paid", "tariff"):
        amount = getattr(demand, name)
        if amount is not None and not 0 <= amount <= AMOUNT_RUPIAH:
            problems[name] = "amount"
    return Demand(
        service=_short(demand.service, "service", problems),
        asked=demand.asked,
        paid=demand.paid,
        tariff=demand.tariff,
        how=_short(demand.how, "how", problems),
        who=_short(demand.who, "who", problems),
        withheld=demand.withheld,
        when=_short(demand.when, "asked_when", problems),
    )


def _identity(identity: Identity | None, problems: dict[str, str]) -> Identity | None:
    if identity is None:
        return None
    name = _short(identity.name, "name", problems)
    if not name:
        problems["name"] = "empty"
    found = Identity(
        name, _short(identity.contact, "contact", problems), _short(identity.relation, "relation", problems)
    )
    if len(found.encode()) > 4_000:
        problems["name"] = "long"
    return found


def _short(text: str, name: str, problems: dict[str, str]) -> str:
    found = clean_text(text)
    if len(found) > FIELD_CHARACTERS:
        problems[name] = "long"
    return found


def clean_text(text: str) -> str:
    """Drop control characters and lone surrogates, keep line breaks and tabs, trim the ends."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    if not unified.translate(_LINE_ENDS_AND_SPACES).isprintable():
        unified = "".join(one for one in unified if one in _KEPT_CONTROLS or category(one) not in _CONTROL)
    return unified.strip()


def title_of(submission: Submission, label: str) -> str:
    """Propose a title: from the demand when there is one, else the first words of the text."""
    demand = submission.demand
    if demand is not None and demand.asked and demand.service:
        return f"Diminta Rp{demand.asked:,} untuk {demand.service}".replace(",", ".")[:120]
    words = submission.text.split()
    title = " ".join(words[:10])
    return (title + (" …" if len(words) > 10 else ""))[:120] or label


def as_mapping(text: str) -> Mapping[str, Any]:
    """Read a sealed JSON object."""
    found = json.loads(text)
    assert isinstance(found, dict)
    return found
