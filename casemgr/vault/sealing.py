"""Make the wraps that a new case, report or identity needs, from public keys alone.

Everything here seals and nothing opens: the halves of an identity key, report keys and case keys exist in
memory while the wraps are made, and are returned only where the caller must go on sealing under them.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from casemgr.errors import DirectoryBrokenError
from casemgr.vault import formats, keys
from casemgr.vault.chunks import random_bytes
from casemgr.vault.directory import CASE, CUSTODY, Directory
from casemgr.vault.formats import Context, KeyPair, PublicKey, SymmetricKey
from casemgr.vault.wraps import Purpose, Wrap, new_wrap_id, wrap_context

HALF_BYTES = 32
_VERSIONS = 2**31 - 1
"""Versions are stored as signed 32-bit numbers."""


def place(table: str, column: str, *, owner: str, row: str, version: int = 1) -> Context:
    """Return the context of a sealed column: table, column, owning report or case, row, version."""
    return Context(table, column, bytes.fromhex(owner), bytes.fromhex(row), version)


def new_identity_version() -> int:
    """Draw the version of an identity seal: 1 to 2,147,483,647.

    A number drawn, not counted: when a process dies between the vault's commit and the host's, the halves it
    left behind must never be taken for those of the next try.
    """
    return secrets.randbelow(_VERSIONS) + 1


def identity_place(report_id: str, version: int) -> Context:
    """Return the context of a report's identity seal."""
    return place("casemgr_report", "identity_sealed", owner=report_id, row=report_id, version=version)


def totp_place(staff_id: str) -> Context:
    """Return the context of a person's second-factor secret (T1)."""
    return place("casemgr_staff", "totp_sealed", owner=staff_id, row=staff_id)


def enrolment_place(office_id: str) -> Context:
    """Return the context of a second-factor secret that waits for its first code (T1, in no row)."""
    return place("casemgr_staff", "totp_waiting", owner=office_id, row=office_id)


@dataclass(frozen=True, slots=True)
class CaseKey:
    """One version of a case's key."""

    case_id: str
    version: int
    key: SymmetricKey


@dataclass(frozen=True, slots=True)
class SealedReport:
    """What submitting makes besides the content: the report key, the identity seal, and the wraps.

    `wraps` is everything but the reporter's own: that one needs the receipt code (`to_receipt`).
    """

    report_id: str
    key: SymmetricKey
    reporter_seed: bytes = field(repr=False)
    made_on: dt.date
    identity_version: int
    identity_sealed: bytes = field(repr=False)
    wraps: tuple[Wrap, ...] = field(repr=False)

    def to_receipt(self, receipt_half: SymmetricKey) -> Wrap:
        """Wrap the reporter's seed under the receipt code. Raises `SealingFailedError`."""
        return wrap_under(
            receipt_half, self.reporter_seed, Purpose.REPORTER_SEED, self.report_id, self.made_on
        )


def wrap_to(
    public: PublicKey,
    secret: bytes,
    purpose: Purpose,
    owner: str,
    on: dt.date,
    *,
    version: int = 1,
    epoch: int = 0,
) -> Wrap:
    """Seal a 32-byte key or seed to a public key. Raises `SealingFailedError`."""
    wrap_id = new_wrap_id(owner)
    blob = formats.seal_to(public, secret, wrap_context(purpose, owner, wrap_id, version), epoch=epoch)
    return Wrap(wrap_id, purpose, owner, version, public.key_id, blob, on)


def wrap_under(
    key: SymmetricKey, secret: bytes, purpose: Purpose, owner: str, on: dt.date, *, version: int = 1
) -> Wrap:
    """Wrap a 32-byte key or seed under a symmetric key. Raises `SealingFailedError`."""
    wrap_id = new_wrap_id(owner)
    blob = formats.encrypt_key(key, secret, wrap_context(purpose, owner, wrap_id, version))
    return Wrap(wrap_id, purpose, owner, version, key.key_id, blob, on)


def case_to_team(case: CaseKey, directory: Directory, team_id: str, on: dt.date) -> Wrap:
    """Seal a case key to a team's newest key. Raises `DirectoryBrokenError` for a team of custodians."""
    team = directory.team_key(team_id)
    if team.side != CASE:
        raise DirectoryBrokenError(directory.number)
    return wrap_to(
        team.public,
        case.key.secret,
        Purpose.CASE_TEAM,
        case.case_id,
        on,
        version=case.version,
        epoch=team.epoch,
    )


def case_to_staff(case: CaseKey, directory: Directory, staff_id: str, on: dt.date) -> Wrap:
    """Seal a case key to one person. Raises `DirectoryBrokenError` for one of the custodians' side."""
    person = directory.staff_key(staff_id)
    if person.side != CASE and not directory.allow_both_sides:
        raise DirectoryBrokenError(directory.number)
    return wrap_to(person.public, case.key.secret, Purpose.CASE_STAFF, case.case_id, on, version=case.version)


def new_case(
    directory: Directory, case_id: str, team_id: str, on: dt.date, *, version: int = 1
) -> tuple[CaseKey, list[Wrap]]:
    """Make a case key, sealed to one team and to the case recovery key."""
    case = CaseKey(case_id, version, SymmetricKey.generate())
    recovery = directory.recovery_key(CASE)
    return case, [
        case_to_team(case, directory, team_id, on),
        wrap_to(recovery.public, case.key.secret, Purpose.CASE_RECOVERY, case_id, on, version=version),
    ]


def report_under_case(report_key: SymmetricKey, report_id: str, case: CaseKey, on: dt.date) -> Wrap:
    """Wrap a report key under a case key."""
    return wrap_under(case.key, report_key.secret, Purpose.REPORT_CASE, report_id, on)


def new_report(
    directory: Directory,
    report_id: str,
    report_key: SymmetricKey,
    case: CaseKey,
    identity: bytes,
    on: dt.date,
) -> SealedReport:
    """Make what lets the right people, and nobody else, open one report; the receipt's wrap comes later.

    `identity` is the encoded identity, `b""` when none is given: the seal has the same size either way.
    Raises `SealingFailedError`, and `SubmissionInvalidError` when the identity is too long.
    """
    reporter = KeyPair.generate()
    version = new_identity_version()
    blob, halves = seal_identity(directory, report_id, report_key, identity, on, version=version)
    wraps = [
        wrap_to(reporter.public, report_key.secret, Purpose.REPORT_REPORTER, report_id, on),
        report_under_case(report_key, report_id, case, on),
        *halves,
    ]
    return SealedReport(report_id, report_key, reporter.seed, on, version, blob, tuple(wraps))


def seal_identity(
    directory: Directory,
    report_id: str,
    report_key: SymmetricKey,
    identity: bytes,
    on: dt.date,
    *,
    version: int,
) -> tuple[bytes, list[Wrap]]:
    """Seal an identity under fresh halves; return the seal and the wraps of the halves.

    The report half lies under the report key; each custodian team's half is sealed to that team and to the
    custody recovery key. Nobody who lacks one of them can open the seal.
    """
    report_half = random_bytes(HALF_BYTES)
    halves = [(team_id, random_bytes(HALF_BYTES)) for team_id in directory.custodian_teams()]
    key = keys.identity_key(report_half, halves)
    blob = formats.encrypt_identity(key, identity, identity_place(report_id, version))
    wraps = [wrap_under(report_key, report_half, Purpose.IDENTITY_REPORT, report_id, on, version=version)]
    wraps.extend(_custodian_wraps(directory, report_id, halves, on, version))
    return blob, wraps


def _custodian_wraps(
    directory: Directory, report_id: str, halves: Iterable[tuple[str, bytes]], on: dt.date, version: int
) -> list[Wrap]:
    recovery = directory.recovery_key(CUSTODY).public
    wraps = []
    for team_id, half in halves:
        team = directory.team_key(team_id)
        wraps.append(
            wrap_to(
                team.public,
                half,
                Purpose.IDENTITY_CUSTODIAN,
                report_id,
                on,
                version=version,
                epoch=team.epoch,
            )
        )
        wraps.append(wrap_to(recovery, half, Purpose.IDENTITY_RECOVERY, report_id, on, version=version))
    return wraps
