"""One installation: its engines, server keys, rule pack, organisation, and who has signed in.

The host owns the engine and the session; `Office` is what the doors are given besides them. It is built
once per process, holds no open connection and no person's key, and can be shared between threads.
"""

from __future__ import annotations

import base64
import datetime as dt
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casemgr.errors import (
    OfficeNotFoundError,
    SealBrokenError,
    ServerKeyMissingError,
    SessionEndedError,
    SignInFailedError,
    StaleVersionError,
)
from casemgr.routing import POINT, Organisation
from casemgr.rules.calendars import Calendar
from casemgr.rules.pack_checks import WEEK
from casemgr.rules.rulepack import RulePack
from casemgr.store import schema
from casemgr.store.blobs import BlobFolder
from casemgr.store.engines import READ_OPTION, prepare, require_writable
from casemgr.store.models import OfficeRow, Staff, StaffSession
from casemgr.store.models import Unit as UnitRow
from casemgr.vault import directory as directories
from casemgr.vault import keys, server_keys, totp
from casemgr.vault.directory import Directory, Team, Unit
from casemgr.vault.highest_seen import HighestSeen
from casemgr.vault.keyring import Keyring, ReporterKeyring
from casemgr.vault.sealing import totp_place
from casemgr.vault.selftest import self_test
from casemgr.vault.server_keys import ConsoleServerKeys, PublicServerKeys
from casemgr.vault.staff_seeds import open_with_passphrase
from casemgr.vault.wraps import Vault, new_id

Keys = TypeVar("Keys")

SIDES = (server_keys.PUBLIC_FOLDER, server_keys.CONSOLE_FOLDER)
"""The two sets of server keys."""
SESSION_LENGTH = dt.timedelta(hours=10)
"""A working day; the session ends with it."""
CONFIRMATION_LENGTH = dt.timedelta(minutes=10)
FAILURES_ALLOWED = 5
FAILURES_COUNTED = 20
"""Long past the longest lock; a larger count would only overflow."""
LOCK = dt.timedelta(minutes=1)
LONGEST_LOCK = dt.timedelta(hours=1)


def utc_now() -> dt.datetime:
    """Return the present instant, aware, UTC. Doors take it as their default clock."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Profiles:
    """What key derivations cost: one for receipt codes, one for passphrases."""

    receipt: keys.Profile = keys.RECEIPT
    passphrase: keys.Profile = keys.PASSPHRASE


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the person's keys, and the cookie value that alone can open them again."""

    keyring: Keyring
    cookie: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PassphraseCheck:
    """A derived passphrase of one session, and the wrap it was tried on; says nothing before `confirm`."""

    cookie: str = field(repr=False)
    staff_id: str
    wrap_id: str | None
    fits: bool = field(repr=False)


class Office:
    """An open installation. Make one with `Office.open`, or found one with `casemgr.founding.create`."""

    def __init__(
        self,
        engine: Engine,
        *,
        vault: Engine,
        keys: Path | str,
        blobs: Path | str | None = None,
        profiles: Profiles | None = None,
        sides: Collection[str] = SIDES,
    ) -> None:
        self_test()
        prepare(engine)
        prepare(vault)
        schema.require_current(engine, "main")
        schema.require_current(vault, "vault")
        self.engine = engine
        self._reading = engine.execution_options(**{READ_OPTION: True})
        self.vault = Vault(vault)
        self.blobs = BlobFolder(blobs or Path(keys).resolve().parent / "blobs")
        self.profiles = profiles or Profiles()
        self._keys_folder = Path(keys)
        self._public = _installed(
            self._keys_folder, sides, server_keys.PUBLIC_FOLDER, server_keys.load_public
        )
        self._console = _installed(
            self._keys_folder, sides, server_keys.CONSOLE_FOLDER, server_keys.load_console
        )
        side = "public" if self._public is not None else "console"
        self._highest = HighestSeen(self._keys_folder / side / "directory.seen")
        self._lock = threading.Lock()
        self._directory: Directory | None = None
        self._organisation: Organisation | None = None
        self._calendars: dict[tuple[str, str], Calendar] = {}
        self._load_office()

    @classmethod
    def open(
        cls,
        engine: Engine,
        *,
        vault: Engine,
        keys: Path | str,
        blobs: Path | str | None = None,
        profiles: Profiles | None = None,
        sides: Collection[str] = SIDES,
    ) -> Office:
        """Open the office that lives in these two databases.

        `keys` is a folder with `public/`, `console/` or both; what is absent, or not among `sides`, cannot be
        done: a process that takes reports is better off without the console's keys. Raises
        `OfficeNotFoundError`, `SchemaOutOfDateError`, `ServerKeyMissingError`, `CryptographyTooOldError`.
        """
        return cls(engine, vault=vault, keys=keys, blobs=blobs, profiles=profiles, sides=sides)

    def _load_office(self) -> None:
        with self.reading() as session:
            row = session.scalar(select(OfficeRow))
            if row is None:
                raise OfficeNotFoundError
            self.id = row.id
            self.name = row.name
            self.zone = ZoneInfo(row.zone)
            self.is_demo = row.is_demo
            self.pack = RulePack.load(row.pack)

    def __repr__(self) -> str:
        return f"<Office {self.id}>"

    # Server keys.

    @property
    def public_keys(self) -> PublicServerKeys:
        """The public process's keys. Raises `ServerKeyMissingError` where they are not installed."""
        if self._public is None:
            raise ServerKeyMissingError("public")
        return self._public

    @property
    def console_keys(self) -> ConsoleServerKeys:
        """The console process's keys. Raises `ServerKeyMissingError` where they are not installed."""
        if self._console is None:
            raise ServerKeyMissingError("console")
        return self._console

    @property
    def is_public(self) -> bool:
        """Whether this process can take reports."""
        return self._public is not None

    @property
    def is_console(self) -> bool:
        """Whether this process can sign staff in."""
        return self._console is not None

    # Sessions for casemgr's own applications; a host uses its own.

    def session(self) -> Session:
        """Return a session that may write."""
        return Session(self.engine, expire_on_commit=False)

    def reading(self) -> Session:
        """Return a session for reading: no write lock, and doors refuse to write on it."""
        return Session(self._reading, expire_on_commit=False)

    # The signed key directory.

    def directory(self) -> Directory:
        """Return the newest key directory, verified. Raises `DirectoryBrokenError`."""
        number = self.vault.newest_number()
        cached = self._directory
        if cached is not None and cached.number == number:
            return cached
        newest = self.vault.newest_directory()
        if newest is None:
            raise OfficeNotFoundError
        _, document, signature = newest
        verify_key = (self._public or self.console_keys).directory_verify
        directory = directories.verify(document, signature, verify_key, at_least=self._highest.value())
        with self._lock:
            self._highest.advance(directory.number)
            self._directory = directory
        return directory

    def publish(self, directory: Directory) -> bytes:
        """Sign and store the next key directory; return its bytes, whose hash belongs into the trail.

        Raises `ServerKeyMissingError` outside the console, `StaleVersionError` when somebody else was faster.
        """
        following = directory.numbered()
        document = directories.canonical_bytes(following)
        signature = directories.sign(following, self.console_keys.directory_key)
        try:
            self.vault.publish(following.number, document, signature)
        except IntegrityError:
            found = self.vault.newest_number()
            raise StaleVersionError(seen=directory.based_on, found=found) from None
        return document

    # Organisation and time.

    def today(self, now: dt.datetime) -> dt.date:
        """Return the office's local day."""
        return now.astimezone(self.zone).date()

    def calendar(self, unit: UnitRow | None = None) -> Calendar:
        """Return the working days of a unit, or of the office."""
        zone = unit.zone if unit else self.zone.key
        workweek = unit.workweek if unit else ""
        found = self._calendars.get((zone, workweek))
        if found is None:
            days = tuple(WEEK[int(day) - 1] for day in workweek)
            found = self.pack.calendar(zone=zone, workweek=days)
            self._calendars[(zone, workweek)] = found
        return found

    def organisation(self, directory: Directory | None = None) -> Organisation:
        """Return units and teams as the newest key directory has them, or as the given one has."""
        document = directory or self.directory()
        cached = self._organisation
        if cached is None or cached.number != document.number:
            cached = self._organisation = Organisation(document)
        return cached

    def units(self) -> tuple[Unit, ...]:
        """Return the units of today, by name."""
        return self.organisation().units

    def subtree(self, unit_id: str) -> frozenset[str]:
        """Return a unit and all units below it."""
        return self.organisation().subtree(unit_id)

    def teams(self, *kinds: str) -> list[Team]:
        """Return the teams of these kinds, all when none is named, in order of rank."""
        return self.organisation().teams(*kinds)

    def receiving_points(self) -> list[Team]:
        """Return the teams that receive reports and that a reporter may exclude."""
        return self.teams(POINT)

    def staff_names(self, session: Session) -> dict[str, str]:
        """Return the names of all staff by id."""
        return dict(session.execute(select(Staff.id, Staff.name)).all())

    # Signing in.

    def sign_in(
        self, session: Session, username: str, passphrase: str, code: str, *, now: dt.datetime
    ) -> SignedIn:
        """Check name, passphrase and second factor together, and open the person's keys.

        Raises `SignInFailedError` for all three alike and for a person who is locked out, and
        `KdfBusyError`. The caller commits also after a failure, so that the failure counts.
        """
        require_writable(session)
        if not all(isinstance(one, str) for one in (username, passphrase, code)):
            raise SignInFailedError
        with self.reading() as reading:
            name = "".join(filter(str.isprintable, username)).strip().lower()
            found = reading.scalar(select(Staff).where(Staff.username == name))
        staff_id, wrap_id = (found.id, found.passphrase_wrap_id) if found else (new_id(), None)
        seed = self._seed(staff_id, wrap_id, passphrase)
        staff = session.get(Staff, staff_id, with_for_update=True, populate_existing=True)
        if staff is None or is_locked(staff, now):
            raise SignInFailedError
        try:
            if seed is None or staff.passphrase_wrap_id != wrap_id:
                raise SignInFailedError
            staff.totp_step = self._second_factor(staff, code, now)
        except SignInFailedError:
            count_failure(staff, now)
            raise
        staff.failures = 0
        staff.locked_until_at = None
        return self._begin_session(session, staff, seed, now)

    def _seed(self, staff_id: str, wrap_id: str | None, passphrase: str) -> bytes | None:
        """Return a person's seed, or None when the passphrase does not fit; takes as long for strangers."""
        try:
            return self._open(staff_id, wrap_id, passphrase)
        except SignInFailedError:
            return None

    def _open(self, staff_id: str, wrap_id: str | None, passphrase: str) -> bytes:
        if not isinstance(passphrase, str):
            raise SignInFailedError
        pepper, profile = self.console_keys.staff_pepper, self.profiles.passphrase
        return open_with_passphrase(self.vault, staff_id, wrap_id, passphrase, pepper, profile)

    def _second_factor(self, staff: Staff, code: str, now: dt.datetime) -> int:
        if staff.state != "active" or staff.totp_sealed is None:
            raise SignInFailedError
        try:
            secret = server_keys.t1_decrypt(self.console_keys.t1, staff.totp_sealed, totp_place(staff.id))
        except SealBrokenError:
            raise SignInFailedError from None
        return totp.check(secret, code, now, last_step=staff.totp_step)

    def _begin_session(self, session: Session, staff: Staff, seed: bytes, now: dt.datetime) -> SignedIn:
        fresh = keys.new_session(seed, bytes.fromhex(staff.id))
        session.add(
            StaffSession(
                id_hash=fresh.session_id_hash,
                staff_id=staff.id,
                seed_sealed=fresh.sealed_seed,
                expires_at=now + SESSION_LENGTH,
                confirmed_until_at=now + CONFIRMATION_LENGTH,
            )
        )
        session.flush()
        cookie = base64.urlsafe_b64encode(fresh.cookie_key).decode()
        return SignedIn(Keyring(self.vault, self.directory, staff.id, seed), cookie)

    def resume(self, session: Session, cookie: str, *, now: dt.datetime) -> Keyring:
        """Open the keys of a running session. Raises `SessionEndedError`."""
        row, cookie_key = self._session_row(session, cookie)
        if row.expires_at <= now:
            raise SessionEndedError
        try:
            seed = keys.open_session(cookie_key, row.seed_sealed, bytes.fromhex(row.staff_id))
        except SealBrokenError:
            raise SessionEndedError from None
        return Keyring(self.vault, self.directory, row.staff_id, seed)

    def sign_out(self, session: Session, cookie: str) -> None:
        """End a session; one that has ended already is no error."""
        try:
            row, _ = self._session_row(session, cookie)
        except SessionEndedError:
            return
        session.delete(row)

    def check_passphrase(self, cookie: str, passphrase: str) -> PassphraseCheck:
        """Derive a passphrase that somebody signed in gave again, before the host begins to write.

        Raises `SessionEndedError`, `KdfBusyError`. A wrong one is told, and counted, by `confirm`.
        """
        with self.reading() as reading:
            staff_id = self._session_row(reading, cookie)[0].staff_id
            wrap_id = reading.get_one(Staff, staff_id).passphrase_wrap_id
        fits = self._seed(staff_id, wrap_id, passphrase) is not None
        return PassphraseCheck(cookie, staff_id, wrap_id, fits)

    def confirm(self, session: Session, check: PassphraseCheck, *, now: dt.datetime) -> None:
        """Let a checked passphrase count before risky verbs; good for a few minutes.

        Raises `SignInFailedError` also for a person who is locked out, `SessionEndedError`. The caller
        commits also after a failure, so that the failure counts.
        """
        require_writable(session)
        row, _ = self._session_row(session, check.cookie)
        staff = session.get_one(Staff, check.staff_id, with_for_update=True, populate_existing=True)
        if row.expires_at <= now or row.staff_id != check.staff_id:
            raise SessionEndedError
        if is_locked(staff, now):
            raise SignInFailedError
        if not check.fits or staff.passphrase_wrap_id != check.wrap_id:
            count_failure(staff, now)
            raise SignInFailedError
        row.confirmed_until_at = now + CONFIRMATION_LENGTH

    def is_confirmed(self, session: Session, cookie: str, *, now: dt.datetime) -> bool:
        """Say whether the passphrase was given a few minutes ago. Raises `SessionEndedError`."""
        row, _ = self._session_row(session, cookie)
        return row.confirmed_until_at is not None and row.confirmed_until_at > now

    def _session_row(self, session: Session, cookie: str) -> tuple[StaffSession, bytes]:
        try:
            cookie_key = base64.b64decode(cookie.encode(), altchars=b"-_", validate=True)
        except ValueError:
            raise SessionEndedError from None
        row = session.get(StaffSession, keys.session_id_hash(cookie_key))
        if row is None:
            raise SessionEndedError
        return row, cookie_key

    def unlock(self, username: str, passphrase: str) -> Keyring:
        """Open a person's keys without a web session, for hosts and commands that run as that person.

        Raises `SignInFailedError`, `KdfBusyError`.
        """
        with self.reading() as session:
            staff = session.scalar(select(Staff).where(Staff.username == username, Staff.state == "active"))
        staff_id, wrap_id = (staff.id, staff.passphrase_wrap_id) if staff else (new_id(), None)
        seed = self._open(staff_id, wrap_id, passphrase)
        with self.reading() as session:
            if session.get_one(Staff, staff_id).passphrase_wrap_id != wrap_id:
                raise SignInFailedError
        return Keyring(self.vault, self.directory, staff_id, seed)

    # Keyed tokens (T1).

    def staff_token(self, staff_id: str) -> bytes:
        """Return the token under which an exclusion of this person is kept."""
        return server_keys.token(self.console_keys.t1, "excluded staff", staff_id)

    def unit_token(self, unit_id: str) -> bytes:
        """Return the token under which a case's reported unit is kept."""
        return server_keys.token(self.console_keys.t1, "reported unit", unit_id)

    def unit_tokens(self, unit_id: str) -> frozenset[bytes]:
        """Return the tokens of a unit and of all units below it."""
        return frozenset(map(self.unit_token, self.subtree(unit_id)))

    # Reporters.

    def reporter(self, session: keys.ReporterSession) -> ReporterKeyring:
        """Rebuild a reporter's keyring from what their cookie held."""
        return ReporterKeyring(self.vault, session.report.hex(), session.seed)


def is_locked(staff: Staff, now: dt.datetime) -> bool:
    """Say whether a name is locked after failures."""
    return staff.locked_until_at is not None and staff.locked_until_at > now


def count_failure(staff: Staff, now: dt.datetime) -> None:
    """Lock a name for a minute after five failures, doubling up to an hour."""
    staff.failures = min(staff.failures + 1, FAILURES_COUNTED)
    over = staff.failures - FAILURES_ALLOWED
    if over >= 0:
        staff.locked_until_at = now + min(LOCK * 2**over, LONGEST_LOCK)


def _installed(folder: Path, sides: Collection[str], part: str, load: Callable[[Path], Keys]) -> Keys | None:
    """Load one of the two folders of server keys if it is wanted and there."""
    return load(folder) if part in sides and (folder / part).is_dir() else None
