"""What each audience may see: a table of actions by kind of data and role of its owner.

The shipped tables are in `lexicons/policies.toml`; `Policy.from_table` reads a caller's own. One rule stands
above every table: what belongs to the reporter, the family or a witness is masked.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from anonymizer.errors import AnonymizerError
from anonymizer.facts import FactKind
from anonymizer.roles import REPORTER_SIDE, Role
from anonymizer.spans import SpanType

AUDIENCES = ("publik", "pemeriksa", "statistik", "pelapor")

_HOST = re.compile(r"(?:https?://)?([a-z0-9.-]{1,253})(?::\d{1,5})?(?=[/?#]|\Z)", re.IGNORECASE)


class PolicyError(AnonymizerError):
    """A policy's name is unknown or its table does not hold what a table must hold; `problem` says what."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"policy: {problem}")
        self.problem = problem


class Action(StrEnum):
    """What happens to a stretch of text. YEAR is the second coarser step of dates."""

    MASK = "mask"
    GENERALISE = "generalise"
    YEAR = "year"
    KEEP = "keep"


_PUBLIC_HOST = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}")

Kind = SpanType | FactKind
_KINDS: dict[str, Kind] = {kind.value: kind for kind in (*SpanType, *FactKind)}
_KEYS = frozenset({"about_id", "about_en", "default", "public_hosts", "kinds", "roles"})
# What can be made coarser: facts, and the two kinds of personal data that contain a coarser value.
_GENERALISABLE = frozenset({*FactKind, SpanType.ADDRESS, SpanType.DOB}) - {FactKind.REFERENCE, FactKind.LINK}


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules for one audience.

    `default` is the action for personal data that no table names; facts that no table names are kept.
    `public_hosts` are domains whose links are nobody's personal data.
    """

    name: str
    default: Action = Action.MASK
    kinds: Mapping[Kind, Action] = field(default_factory=dict)
    roles: Mapping[tuple[Role, Kind], Action] = field(default_factory=dict)
    public_hosts: tuple[str, ...] = ()
    about_id: str = ""
    about_en: str = ""

    def digest(self) -> str:
        """Return a hash of everything that changes what is masked, the same for equal policies."""
        rows = sorted(
            [f"* {kind} {action}" for kind, action in self.kinds.items()]
            + [f"{role} {kind} {action}" for (role, kind), action in self.roles.items()]
        )
        content = "\n".join([self.default, *self.public_hosts, "", *rows])
        return hashlib.sha256(content.encode()).hexdigest()

    def action(self, kind: Kind, role: Role = Role.UNKNOWN) -> Action:
        """Return what to do with data of this kind whose owner plays this role.

        Whom a text leaves open may be the reporter: only the table's own lines for the unknown keep them.
        """
        if isinstance(kind, FactKind):
            return self.kinds.get(kind, Action.KEEP)
        if role in REPORTER_SIDE:
            return Action.MASK
        said, wide = self.roles.get((role, kind)), self.kinds.get(kind, self.default)
        if said is not None:
            return said
        return Action.MASK if wide is Action.KEEP and role is Role.UNKNOWN else wide

    def wanted_facts(self) -> frozenset[FactKind]:
        """Return the kinds of facts this policy changes, so that only those are looked for."""
        return frozenset(kind for kind in FactKind if self.action(kind) is not Action.KEEP)

    def is_public_link(self, link: str) -> bool:
        """Say whether a link leads to one of the policy's public hosts or below one."""
        match = _HOST.match(link)
        host = match[1].lower() if match else ""
        return any(host == public or host.endswith("." + public) for public in self.public_hosts)

    @classmethod
    def named(cls, name: str) -> Policy:
        """Return a shipped policy: publik, pemeriksa, statistik or pelapor; raise PolicyError for others."""
        policy = _shipped().get(name)
        if policy is None:
            raise PolicyError("unknown name; known are " + ", ".join(AUDIENCES))
        return policy

    @classmethod
    def from_table(cls, name: str, table: Mapping[str, Any]) -> Policy:
        """Read a policy from a table shaped like those of `lexicons/policies.toml`.

        Raises PolicyError when a key, kind, role or action is unknown, when an action does not fit a kind or
        a role, and for anything else that would not be done as it is written.
        """
        if not isinstance(table, Mapping):
            raise PolicyError("a policy must be a table")
        unknown = set(table) - _KEYS
        if unknown:
            raise PolicyError(f"{len(unknown)} unknown keys; known are {', '.join(sorted(_KEYS))}")
        default = _action(table.get("default", "mask"))
        if default not in (Action.MASK, Action.KEEP):
            raise PolicyError("default must be mask or keep: not all kinds have a coarser value")
        return cls(
            name=name,
            default=default,
            kinds=_actions(_section(table, "kinds")),
            roles=_roles(_section(table, "roles")),
            public_hosts=_hosts(table.get("public_hosts", ())),
            about_id=_about(table.get("about_id", "")),
            about_en=_about(table.get("about_en", "")),
        )


def _section(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    section = table.get(key, {})
    if not isinstance(section, Mapping):
        raise PolicyError(f"{key} must be a table")
    return section


def _roles(table: Mapping[str, Any]) -> dict[tuple[Role, Kind], Action]:
    rules: dict[tuple[Role, Kind], Action] = {}
    for name, kinds in table.items():
        role = _role(name)
        for kind, action in _actions(kinds).items():
            if isinstance(kind, FactKind):
                raise PolicyError(f"{kind.value} is a fact and belongs to nobody: name it under kinds")
            if role in REPORTER_SIDE and action is not Action.MASK:
                raise PolicyError(f"{role.value} is on the reporter's side, which is always masked")
            rules[role, kind] = action
    return rules


def _about(value: object) -> str:
    if not isinstance(value, str):
        raise PolicyError("about_id and about_en must be text")
    return value


def _actions(table: object) -> dict[Kind, Action]:
    if not isinstance(table, Mapping):
        raise PolicyError("a role must hold a table of kinds")
    actions: dict[Kind, Action] = {}
    for name, value in table.items():
        kind, action = _KINDS.get(str(name)), _action(value)
        if kind is None:
            raise PolicyError("unknown kind; known are " + ", ".join(_KINDS))
        if action is Action.YEAR and kind is not FactKind.DATE:
            raise PolicyError("the action year is for DATE only")
        if action is Action.GENERALISE and kind not in _GENERALISABLE:
            raise PolicyError(f"{kind.value} has no coarser value: mask or keep")
        actions[kind] = action
    return actions


def _action(value: object) -> Action:
    try:
        return Action(str(value))
    except ValueError:
        raise PolicyError("unknown action; known are " + ", ".join(Action)) from None


def _role(value: str) -> Role:
    try:
        return Role(value)
    except ValueError:
        raise PolicyError("unknown role; known are " + ", ".join(Role)) from None


def _hosts(value: object) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise PolicyError("public_hosts must be a list")
    hosts = [host.lower() if isinstance(host, str) else "" for host in value]
    if not all(map(_PUBLIC_HOST.fullmatch, hosts)):
        raise PolicyError("public_hosts must be bare domains such as go.id")
    return tuple(hosts)


@cache
def _shipped() -> dict[str, Policy]:
    source = resources.files("anonymizer").joinpath("lexicons/policies.toml").read_text(encoding="utf-8")
    return {name: Policy.from_table(name, table) for name, table in tomllib.loads(source).items()}
