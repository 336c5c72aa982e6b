"""What one actor holds right now. Nothing else in the package opens anything.

A staff keyring starts from the person's seed and finds, through the vault, the seeds of the teams the person
belongs to, then the keys of cases and reports. A reporter's keyring opens one report. Both can seal under
what they hold; neither shows its keys in a `repr`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from typing import BinaryIO

from casemgr.errors import KeyNotHeldError, SealBrokenError
from casemgr.vault import formats, keys
from casemgr.vault.directory import Directory
from casemgr.vault.formats import Context, Header, KeyPair, StreamOpener, StreamSealer, SymmetricKey
from casemgr.vault.sealing import (
    CaseKey,
    identity_place,
    new_identity_version,
    seal_identity,
    wrap_to,
    wrap_under,
)
from casemgr.vault.wraps import Purpose, Vault, Wrap, wrap_context

_HOLDERS = (Purpose.CASE_TEAM, Purpose.CASE_STAFF)


def open_wrap(pair: KeyPair, wrap: Wrap) -> bytes:
    """Open a wrap sealed to `pair`. Raises `SealBrokenError`."""
    return formats.open_with(pair, wrap.blob, wrap_context(wrap.purpose, wrap.owner, wrap.id, wrap.version))


def open_wrap_under(key: SymmetricKey, wrap: Wrap) -> bytes:
    """Open a wrap made under `key`. Raises `SealBrokenError`."""
    return formats.decrypt_key(key, wrap.blob, wrap_context(wrap.purpose, wrap.owner, wrap.id, wrap.version))


def _opened_pair(pair: KeyPair, wrap: Wrap) -> KeyPair | None:
    try:
        return KeyPair.from_seed(open_wrap(pair, wrap))
    except SealBrokenError:
        return None


def _opened_under(key: SymmetricKey, wrap: Wrap) -> CaseKey | None:
    try:
        return CaseKey(wrap.owner, wrap.version, SymmetricKey.of(open_wrap_under(key, wrap)))
    except SealBrokenError:
        return None


class ReportBox:
    """One opened report key: reads and writes what lies under it."""

    __slots__ = ("_key", "report_id")

    def __init__(self, report_id: str, key: SymmetricKey) -> None:
        self.report_id = report_id
        self._key = key

    def __repr__(self) -> str:
        return f"<ReportBox {self.report_id}>"

    def read(self, blob: bytes, context: Context) -> str:
        """Open text under the report key. Raises `SealBrokenError`."""
        return formats.decrypt_text(self._key, blob, context)

    def seal(self, text: str, context: Context) -> bytes:
        """Seal text under the report key. Raises `SealingFailedError`."""
        return formats.encrypt_text(self._key, text, context)

    def stream_sealer(self, context: Context) -> StreamSealer:
        """Start sealing a file under the report key."""
        return StreamSealer(self._key, context)

    def stream_opener(self, source: BinaryIO, context: Context) -> StreamOpener:
        """Start opening a file under the report key. Raises `SealBrokenError`."""
        return StreamOpener(self._key, source, context)

    def wrap_under_case(self, case: CaseKey, on: dt.date) -> Wrap:
        """Let another case's holders open this report (merge)."""
        return wrap_under(case.key, self._key.secret, Purpose.REPORT_CASE, self.report_id, on)

    def new_identity(
        self, directory: Directory, identity: bytes, on: dt.date
    ) -> tuple[int, bytes, list[Wrap]]:
        """Seal an identity for this report under fresh halves; return its version, the seal, the wraps."""
        version = new_identity_version()
        return version, *seal_identity(directory, self.report_id, self._key, identity, on, version=version)

    def identity_half(self, wraps: Iterable[Wrap], version: int) -> bytes:
        """Open the report half of the identity key. Raises `KeyNotHeldError`."""
        for wrap in wraps:
            if wrap.purpose is Purpose.IDENTITY_REPORT and wrap.version == version:
                return open_wrap_under(self._key, wrap)
        raise KeyNotHeldError


class CaseBox:
    """The opened keys of one case, by id; writes go under the newest version."""

    __slots__ = ("_keys", "case_id", "newest")

    def __init__(self, case_id: str, opened: Iterable[CaseKey]) -> None:
        by_version = sorted(opened, key=lambda one: one.version)
        if not by_version:
            raise KeyNotHeldError
        self.case_id = case_id
        self.newest = by_version[-1]
        self._keys = {one.key.key_id: one.key for one in by_version}

    def __repr__(self) -> str:
        return f"<CaseBox {self.case_id} v{self.newest.version}>"

    def key(self, key_id: bytes) -> SymmetricKey:
        """Return the version with this id. Raises `KeyNotHeldError`."""
        try:
            return self._keys[key_id]
        except KeyError:
            raise KeyNotHeldError(key_id.hex()) from None

    def holds(self, key_id: bytes) -> bool:
        """Say whether one of the versions has this id."""
        return key_id in self._keys

    def read(self, blob: bytes, context: Context) -> str:
        """Open text under whichever version sealed it. Raises `SealBrokenError`, `KeyNotHeldError`."""
        return formats.decrypt_text(self.key(Header.parse(blob).key_id), blob, context)

    def seal(self, text: str, context: Context) -> bytes:
        """Seal text under the newest version. Raises `SealingFailedError`."""
        return formats.encrypt_text(self.newest.key, text, context)

    def stream_sealer(self, context: Context) -> StreamSealer:
        """Start sealing a paper under the newest version."""
        return StreamSealer(self.newest.key, context)

    def stream_opener(self, source: BinaryIO, context: Context) -> StreamOpener:
        """Start opening a paper. Raises `SealBrokenError`, `KeyNotHeldError`."""
        header = Header.parse(source.read(formats.HEADER_BYTES))
        source.seek(0)
        return StreamOpener(self.key(header.key_id), source, context)


class Keyring:
    """The keys of one signed-in member of staff."""

    def __init__(self, vault: Vault, directory: Callable[[], Directory], staff_id: str, seed: bytes) -> None:
        self.staff_id = staff_id
        self._vault = vault
        self._directory = directory
        self._pair = KeyPair.from_seed(seed)
        self._teams: dict[bytes, KeyPair] | None = None
        self._cases: dict[str, CaseBox] = {}

    def __repr__(self) -> str:
        return f"<Keyring of {self.staff_id}>"

    @property
    def seed(self) -> bytes:
        """The person's seed (32 bytes), to be sealed into a session and nowhere else."""
        return self._pair.seed

    @property
    def key_id(self) -> bytes:
        """The id of the person's own key."""
        return self._pair.key_id

    def team_pairs(self) -> dict[bytes, KeyPair]:
        """Return the team keys this person opens, by key id, earlier epochs included."""
        if self._teams is None:
            self._teams = self._open_teams()
        return self._teams

    def _open_teams(self) -> dict[bytes, KeyPair]:
        """Open team seeds and, through links, those of earlier epochs.

        Anybody can seal to a public key: only pairs that the signed directory names as a team's are taken.
        """
        known = {key.key_id for key in self._directory().keys if key.kind == "team"}
        pairs: dict[bytes, KeyPair] = {}
        fresh = {self._pair.key_id: self._pair}
        purpose = Purpose.TEAM_MEMBER
        while fresh:
            found = self._vault.for_recipients(list(fresh), [purpose])
            opened = [_opened_pair(fresh[wrap.recipient], wrap) for wrap in found]
            fresh = {
                one.key_id: one for one in opened if one is not None and one.key_id in known - set(pairs)
            }
            pairs.update(fresh)
            purpose = Purpose.TEAM_LINK
        return pairs

    def holds(self, key_id: bytes) -> bool:
        """Say whether this person opens wraps for the key id, own or of a team."""
        return key_id == self._pair.key_id or key_id in self.team_pairs()

    def open(self, wrap: Wrap) -> bytes:
        """Open a wrap sealed to this person or a team. Raises `KeyNotHeldError`, `SealBrokenError`."""
        if wrap.recipient == self._pair.key_id:
            return open_wrap(self._pair, wrap)
        try:
            return open_wrap(self.team_pairs()[wrap.recipient], wrap)
        except KeyError:
            raise KeyNotHeldError(wrap.recipient.hex()) from None

    def open_sealed(self, blob: bytes, context: Context) -> bytes:
        """Open bytes sealed to this person or a team. Raises `KeyNotHeldError`, `SealBrokenError`."""
        key_id = Header.parse(blob).key_id
        pair = self._pair if key_id == self._pair.key_id else self.team_pairs().get(key_id)
        if pair is None:
            raise KeyNotHeldError(key_id.hex())
        return formats.open_with(pair, blob, context)

    def case(self, case_id: str, *, via: str | None = None) -> CaseBox:
        """Open a case's keys; `via` is the case it was merged into. Raises `KeyNotHeldError`."""
        box = self._cases.get(case_id)
        if box is None:
            self.preload([case_id])
            box = self._cases.get(case_id) or self._linked(case_id, via)
            self._cases[case_id] = box
        return box

    def holds_case(self, case_id: str) -> bool:
        """Say whether this person can open the case directly."""
        self.preload([case_id])
        return case_id in self._cases

    def preload(self, case_ids: Collection[str]) -> None:
        """Open the keys of many cases with two look-ups; cases that are not held stay closed.

        Anybody can seal a key of their own to a team and call it the newest. Each version but the newest
        must therefore lie under a newer one, which only somebody who held it can have made; a case with a
        version that stands apart is not opened at all.
        """
        opened: dict[str, dict[int, CaseKey]] = {}
        for wrap in self._vault.of([one for one in case_ids if one not in self._cases], _HOLDERS):
            versions = opened.setdefault(wrap.owner, {})
            if wrap.version not in versions and self.holds(wrap.recipient):
                key = self._opened_case(wrap)
                if key is not None:
                    versions[wrap.version] = key
        links = self._vault.of([one for one in opened if opened[one]], [Purpose.CASE_LINK])
        linked: set[tuple[str, int]] = set()
        for wrap in links:
            versions = opened[wrap.owner]
            outer = next((one.key for one in versions.values() if one.key.key_id == wrap.recipient), None)
            inner = None if outer is None else _opened_under(outer, wrap)
            if inner is not None and versions.setdefault(wrap.version, inner) == inner:
                linked.add((wrap.owner, wrap.version))
        for case_id, versions in opened.items():
            if versions and all((case_id, one) in linked for one in sorted(versions)[:-1]):
                self._cases[case_id] = CaseBox(case_id, versions.values())

    def _opened_case(self, wrap: Wrap) -> CaseKey | None:
        try:
            return CaseKey(wrap.owner, wrap.version, SymmetricKey.of(self.open(wrap)))
        except SealBrokenError:
            return None

    def _linked(self, case_id: str, via: str | None) -> CaseBox:
        if via is None:
            raise KeyNotHeldError
        outer = self.case(via)
        links = self._vault.of([case_id], [Purpose.CASE_LINK])
        opened: dict[bytes, CaseKey] = {}
        for wrap in links:
            if outer.holds(wrap.recipient):
                key = SymmetricKey.of(open_wrap_under(outer.key(wrap.recipient), wrap))
            elif wrap.recipient in opened:
                key = SymmetricKey.of(open_wrap_under(opened[wrap.recipient].key, wrap))
            else:
                continue
            opened[key.key_id] = CaseKey(case_id, wrap.version, key)
        return CaseBox(case_id, opened.values())

    def report(self, report_id: str, case_id: str) -> ReportBox:
        """Open a report through its case. Raises `KeyNotHeldError`, `SealBrokenError`."""
        return ReportBox(report_id, SymmetricKey.of(self.report_secret(report_id, case_id)))

    def report_secret(self, report_id: str, case_id: str) -> bytes:
        """Return a report key's bytes, to be wrapped under a renewed case key and nothing else."""
        box = self.case(case_id)
        for wrap in self._vault.of([report_id], [Purpose.REPORT_CASE]):
            if box.holds(wrap.recipient):
                return open_wrap_under(box.key(wrap.recipient), wrap)
        raise KeyNotHeldError

    def forget_case(self, case_id: str) -> None:
        """Drop the opened keys of a case whose wraps changed."""
        self._cases.pop(case_id, None)

    def share_team(
        self,
        team_key_id: bytes,
        team_id: str,
        recipient: formats.PublicKey,
        on: dt.date,
        *,
        epoch: int,
        purpose: Purpose = Purpose.TEAM_MEMBER,
    ) -> Wrap:
        """Seal a team's seed to a new member or to the team's next epoch. Raises `KeyNotHeldError`."""
        try:
            seed = self.team_pairs()[team_key_id].seed
        except KeyError:
            raise KeyNotHeldError(team_key_id.hex()) from None
        return wrap_to(recipient, seed, purpose, team_id, on, epoch=epoch)

    def release_half(self, wrap: Wrap, officer: formats.PublicKey, disclosure_id: str, on: dt.date) -> Wrap:
        """Re-seal a custodian half to the requesting officer. Raises `KeyNotHeldError`."""
        half = self.open(wrap)
        return wrap_to(officer, half, Purpose.IDENTITY_DISCLOSED, disclosure_id, on, version=wrap.version)

    def open_identity(
        self,
        report: ReportBox,
        blob: bytes,
        version: int,
        halves: Iterable[tuple[str, Wrap]],
        own: Iterable[Wrap],
    ) -> bytes:
        """Open an identity from the report half and every team's released half.

        `halves` pairs team ids with the wraps released to this person, `own` are the report's wraps. Returns
        `b""` when none was given. Raises `KeyNotHeldError`, and `SealBrokenError` when a team is missing.
        """
        opened = [(team_id, self.open(wrap)) for team_id, wrap in halves]
        key = keys.identity_key(report.identity_half(own, version), opened)
        return formats.decrypt_identity(key, blob, identity_place(report.report_id, version))


class ReporterKeyring:
    """What a receipt code opens: one report."""

    def __init__(self, vault: Vault, report_id: str, seed: bytes) -> None:
        self.report_id = report_id
        self._vault = vault
        self._pair = KeyPair.from_seed(seed)

    def __repr__(self) -> str:
        return "<ReporterKeyring>"

    @classmethod
    def from_receipt(cls, vault: Vault, report_id: str, receipt_half: SymmetricKey) -> ReporterKeyring:
        """Open the reporter's pair with the wrap half of a receipt code. Raises `KeyNotHeldError`."""
        for wrap in vault.of([report_id], [Purpose.REPORTER_SEED]):
            if wrap.recipient == receipt_half.key_id:
                return cls(vault, report_id, open_wrap_under(receipt_half, wrap))
        raise KeyNotHeldError

    @classmethod
    def from_cookie(cls, vault: Vault, content: bytes) -> ReporterKeyring:
        """Rebuild the keyring from `cookie_bytes`."""
        return cls(vault, content[32:].hex(), content[:32])

    @property
    def cookie_bytes(self) -> bytes:
        """Seed (32 bytes) and report id (16 bytes), to be sealed into a cookie and nowhere else."""
        return self._pair.seed + bytes.fromhex(self.report_id)

    def report(self) -> ReportBox:
        """Open the report's key. Raises `KeyNotHeldError` when it was destroyed."""
        for wrap in self._vault.of([self.report_id], [Purpose.REPORT_REPORTER]):
            if wrap.recipient == self._pair.key_id:
                return ReportBox(self.report_id, SymmetricKey.of(open_wrap(self._pair, wrap)))
        raise KeyNotHeldError
