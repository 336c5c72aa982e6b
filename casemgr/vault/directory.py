"""The signed key directory: who holds which key, who is in which team, and where teams and units stand.

One numbered document, signed on every change. Routing and sealing use only what the newest document says,
never plain rows, so whoever can write the database cannot make himself a reader. A document never changes;
each method here returns the next, and every document is checked whole when made. Specification:
`docs/spec/directory.md`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from casemgr.errors import (
    DirectoryBrokenError,
    KeyNotHeldError,
    StaffNotFoundError,
    TeamNotFoundError,
    UnitNotFoundError,
)
from casemgr.vault.formats import KeyPair, PublicKey
from casemgr.vault.keys import signing_key
from casemgr.vault.organisation import CASE, CUSTODY, Side, Team, TeamKind, Unit, is_forest, stand_in

__all__ = [
    "CASE",
    "CUSTODY",
    "Directory",
    "DirectoryKey",
    "Membership",
    "Side",
    "Team",
    "TeamKind",
    "Unit",
    "canonical_bytes",
    "fingerprint",
    "sign",
    "staff_public",
    "verify",
]

Kind = Literal["staff", "team", "recovery"]
KeyState = Literal["active", "retired"]
MemberState = Literal["proposed", "active", "left"]

_FORMAT = 1
_SIGNED = b"casemgr key directory v1\n"
_VERIFY_BYTES = 32
_FINGERPRINT_GROUPS = 8
_FINGERPRINT_DIGITS = 5


@dataclass(frozen=True, slots=True)
class DirectoryKey:
    """A public key and who holds it.

    `holder` is a staff id for kind "staff", a team id for "team", the side for "recovery". `epoch` counts a
    team's keys from 1 and is 0 otherwise. `verify` is the Ed25519 key (32 bytes) of staff, empty otherwise.
    `unit_id` is the unit a person belongs to, None for everything else and for people of no unit.
    """

    kind: Kind
    side: Side
    holder: str
    epoch: int
    state: KeyState
    public: PublicKey
    verify: bytes = b""
    unit_id: str | None = None

    @property
    def key_id(self) -> bytes:
        """The public key's id (8 bytes)."""
        return self.public.key_id


@dataclass(frozen=True, slots=True)
class Membership:
    """One person in one team: proposed by an administrator, active once a member confirmed, then left."""

    team_id: str
    staff_id: str
    state: MemberState


def staff_public(seed: bytes) -> tuple[PublicKey, bytes]:
    """Return what the directory says about a staff seed: its public key and its Ed25519 verify key."""
    return KeyPair.from_seed(seed).public, signing_key(seed).public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class Directory:
    """One document. Raises `DirectoryBrokenError` when it contradicts itself."""

    office_id: str
    number: int
    allow_both_sides: bool
    keys: tuple[DirectoryKey, ...]
    teams: tuple[Team, ...]
    memberships: tuple[Membership, ...]
    units: tuple[Unit, ...] = ()
    based_on: int = field(default=0, compare=False)
    """Number of the published document this one was made from: two made from one cannot both follow it."""
    parents: Mapping[str, str | None] = field(init=False, repr=False, compare=False)
    """The unit above each unit, None at the top."""
    _held: Mapping[tuple[Kind, str], DirectoryKey] = field(init=False, repr=False, compare=False)
    """Active keys by kind and holder."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "parents", {unit.id: unit.parent_id for unit in self.units})
        held = {(key.kind, key.holder): key for key in self.keys if key.state == "active"}
        object.__setattr__(self, "_held", held)
        if not self._is_consistent():
            raise DirectoryBrokenError(self.number)

    @classmethod
    def first(cls, office_id: str, *, allow_both_sides: bool = False) -> "Directory":
        """Return the empty document with number 0; only later ones are published.

        `allow_both_sides`: a small office lets one person hold keys of a custodian team and of a case team.
        """
        return cls(office_id, 0, allow_both_sides, (), (), ())

    # The next document.

    def with_staff_key(
        self, staff_id: str, side: Side, public: PublicKey, verify: bytes, *, unit_id: str | None = None
    ) -> "Directory":
        """Make this the person's key; an older one is retired and every membership ends."""
        key = DirectoryKey("staff", side, staff_id, 0, "active", public, verify, unit_id)
        return self._next(
            keys=(*self._retired("staff", staff_id), key), memberships=self._left(staff_id=staff_id)
        )

    def with_staff_unit(self, staff_id: str, unit_id: str | None) -> "Directory":
        """Let a person belong to another unit. Raises `StaffNotFoundError`."""
        held = self.staff_key(staff_id)
        return self._next(keys=(replace(key, unit_id=unit_id) if key is held else key for key in self.keys))

    def with_recovery_key(self, side: Side, public: PublicKey) -> "Directory":
        """Make this the recovery key of a side; an older one is retired."""
        key = DirectoryKey("recovery", side, side, 0, "active", public)
        return self._next(keys=(*self._retired("recovery", side), key))

    def with_team(self, team: Team, public: PublicKey) -> "Directory":
        """Add a team with the key of its first epoch. Raises `DirectoryBrokenError` for an unknown unit."""
        key = DirectoryKey("team", team.side, team.id, 1, "active", public)
        return self._next(keys=(*self.keys, key), teams=(*self.teams, replace(team, epoch=1)))

    def with_team_place(self, team_id: str, *, name: str, unit_id: str | None, rank: int) -> "Directory":
        """Move or rename a team. Raises `TeamNotFoundError`, `DirectoryBrokenError` for an unknown unit."""
        moved = replace(self.team(team_id), name=name, unit_id=unit_id, rank=rank)
        return self._next(teams=(moved if one.id == team_id else one for one in self.teams))

    def with_units(self, *units: Unit) -> "Directory":
        """Add units, or move and rename those that are known.

        Raises `DirectoryBrokenError` for an unknown parent and for a unit that would lie below itself.
        """
        changed = {unit.id: unit for unit in units}
        others = (unit for unit in self.units if unit.id not in changed)
        return self._next(units=(*others, *units))

    def without_unit(self, unit_id: str) -> "Directory":
        """End a unit. Raises `UnitNotFoundError`, `DirectoryBrokenError` while units or teams stand in it."""
        self.unit(unit_id)
        return self._next(units=(unit for unit in self.units if unit.id != unit_id))

    def with_team_epoch(self, team_id: str, public: PublicKey) -> "Directory":
        """Give a team the key of its next epoch; the key in use is retired. Raises `TeamNotFoundError`."""
        team = self.team(team_id)
        following = replace(team, epoch=team.epoch + 1)
        key = DirectoryKey("team", team.side, team_id, following.epoch, "active", public)
        teams = tuple(following if one is team else one for one in self.teams)
        return self._next(keys=(*self._retired("team", team_id), key), teams=teams)

    def with_proposed_member(self, team_id: str, staff_id: str) -> "Directory":
        """Record that an administrator proposes a person; this opens nothing."""
        return self._with_membership(team_id, staff_id, "proposed")

    def with_member(self, team_id: str, staff_id: str) -> "Directory":
        """Make a person an active member, which a member of the team confirmed.

        Raises `TeamNotFoundError`, `StaffNotFoundError`, and `DirectoryBrokenError` when the person would
        hold keys of both sides.
        """
        return self._with_membership(team_id, staff_id, "active")

    def without_member(self, team_id: str, staff_id: str) -> "Directory":
        """End a membership. The team needs its next epoch at once. Raises `StaffNotFoundError`."""
        if not any(one.team_id == team_id and one.staff_id == staff_id for one in self.memberships):
            raise StaffNotFoundError(staff_id)
        return self._next(memberships=self._left(team_id=team_id, staff_id=staff_id))

    def with_retired(self, staff_id: str) -> "Directory":
        """Retire a person's key and end every membership. Raises `StaffNotFoundError`."""
        self.staff_key(staff_id)
        return self._next(keys=self._retired("staff", staff_id), memberships=self._left(staff_id=staff_id))

    def with_sides_rule(self, *, allow_both_sides: bool) -> "Directory":
        """Switch the separation of sides off or on. Raises `DirectoryBrokenError` while it is violated."""
        return replace(self, number=self.number + 1, allow_both_sides=allow_both_sides)

    def numbered(self) -> "Directory":
        """Return this document with the number under which it is published, whatever was changed in it."""
        return replace(self, number=self.based_on + 1)

    # Look-ups.

    def team(self, team_id: str) -> Team:
        """Return a team. Raises `TeamNotFoundError`."""
        for team in self.teams:
            if team.id == team_id:
                return team
        raise TeamNotFoundError(team_id)

    def unit(self, unit_id: str) -> Unit:
        """Return a unit. Raises `UnitNotFoundError`."""
        for unit in self.units:
            if unit.id == unit_id:
                return unit
        raise UnitNotFoundError(unit_id)

    def team_key(self, team_id: str) -> DirectoryKey:
        """Return the key new seals to a team use. Raises `TeamNotFoundError`."""
        key = self._active("team", team_id)
        if key is None:
            raise TeamNotFoundError(team_id)
        return key

    def staff_key(self, staff_id: str) -> DirectoryKey:
        """Return the key new seals to a person use. Raises `StaffNotFoundError`."""
        key = self._active("staff", staff_id)
        if key is None:
            raise StaffNotFoundError(staff_id)
        return key

    def recovery_key(self, side: Side) -> DirectoryKey:
        """Return the recovery key of a side. Raises `KeyNotHeldError` while there is none."""
        key = self._active("recovery", side)
        if key is None:
            raise KeyNotHeldError
        return key

    def key(self, key_id: bytes) -> DirectoryKey:
        """Return a key by its id, retired or not. Raises `KeyNotHeldError`."""
        for key in self.keys:
            if key.key_id == key_id:
                return key
        raise KeyNotHeldError(key_id.hex())

    def members(self, team_id: str, state: MemberState = "active") -> tuple[str, ...]:
        """Return the staff ids in a team, in order. Raises `TeamNotFoundError`."""
        self.team(team_id)
        found = (one for one in self.memberships if one.team_id == team_id and one.state == state)
        return tuple(sorted(one.staff_id for one in found))

    def teams_of(self, staff_id: str) -> tuple[Team, ...]:
        """Return the teams a person is an active member of."""
        mine = {one.team_id for one in self.memberships if one.staff_id == staff_id and one.state == "active"}
        return tuple(team for team in self.teams if team.id in mine)

    def case_teams(self) -> tuple[str, ...]:
        """Return the ids of the teams that handle cases."""
        return tuple(sorted(team.id for team in self.teams if team.side == CASE))

    def custodian_teams(self) -> tuple[str, ...]:
        """Return the ids of the custodian teams, each of which must consent to a disclosure."""
        return tuple(sorted(team.id for team in self.teams if team.side == CUSTODY))

    # How documents are made.

    def _next(
        self,
        *,
        keys: Iterable[DirectoryKey] | None = None,
        teams: Iterable[Team] | None = None,
        memberships: Iterable[Membership] | None = None,
        units: Iterable[Unit] | None = None,
    ) -> "Directory":
        return Directory(
            self.office_id,
            self.number + 1,
            self.allow_both_sides,
            self.keys if keys is None else tuple(keys),
            self.teams if teams is None else tuple(teams),
            self.memberships if memberships is None else tuple(memberships),
            self.units if units is None else tuple(units),
            self.based_on,
        )

    def _with_membership(self, team_id: str, staff_id: str, state: MemberState) -> "Directory":
        self.team(team_id)
        self.staff_key(staff_id)
        others = (one for one in self.memberships if (one.team_id, one.staff_id) != (team_id, staff_id))
        return self._next(memberships=(*others, Membership(team_id, staff_id, state)))

    def _retired(self, kind: Kind, holder: str) -> tuple[DirectoryKey, ...]:
        return tuple(
            replace(key, state="retired") if (key.kind, key.holder) == (kind, holder) else key
            for key in self.keys
        )

    def _left(self, *, staff_id: str, team_id: str | None = None) -> tuple[Membership, ...]:
        return tuple(
            replace(one, state="left") if one.staff_id == staff_id and team_id in (None, one.team_id) else one
            for one in self.memberships
        )

    def _active(self, kind: Kind, holder: str) -> DirectoryKey | None:
        return self._held.get((kind, holder))

    # What must hold in every document.

    def _is_consistent(self) -> bool:
        active = sum(key.state == "active" for key in self.keys)
        return (
            self.number >= 0
            and _are_unique(key.key_id for key in self.keys)
            and active == len(self._held)
            and _are_unique(team.id for team in self.teams)
            and _are_unique((one.team_id, one.staff_id) for one in self.memberships)
            and all(_is_well_formed(key) for key in self.keys)
            and all(self._has_its_key(team) for team in self.teams)
            and self._may_all_stand()
            and len(self.parents) == len(self.units)
            and is_forest(self.parents)
            and stand_in(self.teams, self.parents)
        )

    def _has_its_key(self, team: Team) -> bool:
        key = self._active("team", team.id)
        return key is not None and key.epoch == team.epoch and key.side == team.side

    def _may_all_stand(self) -> bool:
        """Whether every member holds a key, in a known team, and no active one holds keys of both sides."""
        sides = {team.id: team.side for team in self.teams}
        for one in self.memberships:
            if one.state == "left":
                continue
            key = self._active("staff", one.staff_id)
            if key is None or one.team_id not in sides:
                return False
            # All of a person's teams are then on the side of their key, whose seed its recovery key opens.
            if one.state == "active" and not self.allow_both_sides and sides[one.team_id] != key.side:
                return False
        return True


def _are_unique(values: Iterable[object]) -> bool:
    listed = list(values)
    return len(set(listed)) == len(listed)


def _is_well_formed(key: DirectoryKey) -> bool:
    has_verify = len(key.verify) == _VERIFY_BYTES if key.kind == "staff" else not key.verify
    has_epoch = key.epoch >= 1 if key.kind == "team" else key.epoch == 0
    has_place = key.kind == "staff" or key.unit_id is None
    return has_verify and has_epoch and has_place and bool(key.holder)


def fingerprint(key: DirectoryKey) -> str:
    """Return forty digits in groups of five, to be compared by eye or read out before a member confirms.

    132 bits of SHA-256 over public key ‖ verify key.
    """
    digest = hashlib.sha256(b"casemgr fingerprint v1" + key.public.raw + key.verify).digest()
    digits = str(int.from_bytes(digest, "big") % 10 ** (_FINGERPRINT_GROUPS * _FINGERPRINT_DIGITS))
    padded = digits.zfill(_FINGERPRINT_GROUPS * _FINGERPRINT_DIGITS)
    return " ".join(
        padded[at : at + _FINGERPRINT_DIGITS] for at in range(0, len(padded), _FINGERPRINT_DIGITS)
    )


# Bytes.


def canonical_bytes(document: Directory) -> bytes:
    """Return the one encoding of a document: JSON as in RFC 8785, lists in a fixed order, bytes as hex."""
    value = {
        "format": _FORMAT,
        "office": document.office_id,
        "number": document.number,
        "allow_both_sides": document.allow_both_sides,
        "keys": [_key_value(key) for key in sorted(document.keys, key=lambda key: key.key_id)],
        "teams": [_team_value(team) for team in sorted(document.teams, key=lambda team: team.id)],
        "units": [
            {"id": unit.id, "name": unit.name, "parent": unit.parent_id}
            for unit in sorted(document.units, key=lambda unit: unit.id)
        ],
        "memberships": [
            {"team": one.team_id, "staff": one.staff_id, "state": one.state}
            for one in sorted(document.memberships, key=lambda one: (one.team_id, one.staff_id))
        ],
    }
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _key_value(key: DirectoryKey) -> dict[str, str | int | None]:
    return {
        "key_id": key.key_id.hex(),
        "kind": key.kind,
        "side": key.side,
        "holder": key.holder,
        "epoch": key.epoch,
        "state": key.state,
        "public": key.public.raw.hex(),
        "verify": key.verify.hex(),
        "unit": key.unit_id,
    }


def _team_value(team: Team) -> dict[str, str | int | None]:
    return {
        "id": team.id,
        "kind": team.kind,
        "name": team.name,
        "unit": team.unit_id,
        "rank": team.rank,
        "epoch": team.epoch,
    }


def sign(document: Directory, private_key: Ed25519PrivateKey) -> bytes:
    """Return the Ed25519 signature (64 bytes) over a fixed label and the canonical bytes."""
    return private_key.sign(_SIGNED + canonical_bytes(document))


def verify(
    document: bytes, signature: bytes, public_key: Ed25519PublicKey, *, at_least: int = 0
) -> Directory:
    """Read a published document.

    Raises `DirectoryBrokenError` for a signature that does not fit, a number below `at_least` (the highest
    seen), bytes in another form than the canonical one, and a document that contradicts itself.
    """
    try:
        public_key.verify(signature, _SIGNED + document)
        read = _from_value(json.loads(document))
    except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError):
        raise DirectoryBrokenError from None
    if read.number < at_least or canonical_bytes(read) != document:
        raise DirectoryBrokenError(read.number)
    return replace(read, based_on=read.number)


def _from_value(value: Any) -> Directory:
    if value["format"] != _FORMAT:
        raise DirectoryBrokenError
    return Directory(
        office_id=str(value["office"]),
        number=int(value["number"]),
        allow_both_sides=value["allow_both_sides"] is True,
        keys=tuple(_key_from_value(key) for key in value["keys"]),
        teams=tuple(_team_from_value(team) for team in value["teams"]),
        memberships=tuple(
            Membership(str(one["team"]), str(one["staff"]), _one_of(MemberState, one["state"]))
            for one in value["memberships"]
        ),
        units=tuple(
            Unit(str(unit["id"]), str(unit["name"]), _optional(unit["parent"])) for unit in value["units"]
        ),
    )


def _team_from_value(value: Any) -> Team:
    return Team(
        id=str(value["id"]),
        kind=_one_of(TeamKind, value["kind"]),
        name=str(value["name"]),
        unit_id=_optional(value["unit"]),
        rank=int(value["rank"]),
        epoch=int(value["epoch"]),
    )


def _key_from_value(value: Any) -> DirectoryKey:
    return DirectoryKey(
        kind=_one_of(Kind, value["kind"]),
        side=_one_of(Side, value["side"]),
        holder=str(value["holder"]),
        epoch=int(value["epoch"]),
        state=_one_of(KeyState, value["state"]),
        public=PublicKey(bytes.fromhex(value["public"])),
        verify=bytes.fromhex(value["verify"]),
        unit_id=_optional(value["unit"]),
    )


def _optional(value: Any) -> str | None:
    return None if value is None else str(value)


def _one_of(choices: Any, value: str) -> Any:
    if value not in get_args(choices):
        raise DirectoryBrokenError
    return value
