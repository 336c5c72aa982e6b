"""What the reporter's door takes and shows: frozen values whose `repr` shows ids only."""

from __future__ import annotations

import base64
import datetime as dt
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from casemgr.errors import DraftNotFoundError
from casemgr.files import FileView
from casemgr.intake.places import draft_place
from casemgr.rules.workflow import Status
from casemgr.vault.formats import SymmetricKey, decrypt_text, encrypt_text
from casemgr.vault.keyring import ReportBox
from casemgr.vault.keys import ReceiptHalves
from casemgr.vault.wraps import new_id

_ID_BYTES = 16
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter takes home: a public reference and the secret code, shown once, stored nowhere."""

    reference: str
    code: str = field(repr=False)
    received_on: dt.date
    deadlines: tuple[tuple[str, dt.date], ...] = ()


@dataclass(frozen=True, slots=True)
class Derivation:
    """A code whose keys a worker is deriving; `halves` waits for them, and may be called again."""

    code: str = field(repr=False)
    halves: Callable[[], ReceiptHalves] = field(repr=False)


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code shown before sending, with the proof that this office issued it; `issued_at` in seconds."""

    code: str = field(repr=False)
    issued_at: int
    mac: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DraftKey:
    """What opens a draft; it travels in the form's body and nowhere else.

    `secret` (32 bytes) becomes the report key: files lie under it from the start, and sending wraps it for
    the team. `own_secret` (32 bytes) is the draft's alone and is never wrapped for anybody: what was typed,
    a name among it, opens for whoever holds the form and closes for ever with it.
    """

    report_id: str
    secret: bytes = field(repr=False)
    own_secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> DraftKey:
        """Draw the id and both secrets of a new draft."""
        return cls(new_id(), os.urandom(_SECRET_BYTES), os.urandom(_SECRET_BYTES))

    @property
    def token(self) -> str:
        """The form field's value."""
        secrets = self.secret + self.own_secret
        return base64.urlsafe_b64encode(bytes.fromhex(self.report_id) + secrets).decode()

    @classmethod
    def parse(cls, token: str) -> DraftKey:
        """Read a form field's value. Raises `DraftNotFoundError` for anything else."""
        try:
            raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
        except ValueError:
            raise DraftNotFoundError from None
        if len(raw) != _ID_BYTES + 2 * _SECRET_BYTES:
            raise DraftNotFoundError
        secrets = raw[_ID_BYTES:]
        return cls(raw[:_ID_BYTES].hex(), secrets[:_SECRET_BYTES], secrets[_SECRET_BYTES:])

    @property
    def box(self) -> ReportBox:
        """The report key that the draft's files are sealed under."""
        return ReportBox(self.report_id, SymmetricKey.of(self.secret))

    def seal(self, text: str, version: int) -> bytes:
        """Seal what was typed under the draft's own secret. Raises `SealingFailedError`."""
        return encrypt_text(SymmetricKey.of(self.own_secret), text, draft_place(self.report_id, version))

    def read(self, blob: bytes, version: int) -> str:
        """Open what was typed. Raises `SealBrokenError`."""
        return decrypt_text(SymmetricKey.of(self.own_secret), blob, draft_place(self.report_id, version))


@dataclass(frozen=True, slots=True)
class MessageView:
    """One turn of the dialog. An automatic one carries `code` and no text, a damaged one `is_broken`."""

    id: str
    sender: str
    team: str | None
    on: dt.date
    text: str
    code: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    is_new: bool = False
    files: tuple[FileView, ...] = ()
    at: dt.datetime | None = None
    author: str | None = None
    is_broken: bool = False

    def __repr__(self) -> str:
        return f"<MessageView {self.id}>"


@dataclass(frozen=True, slots=True)
class DisclosureNotice:
    """What a reporter is told of an identity request."""

    asked_on: dt.date
    ground: str
    state: str


@dataclass(frozen=True, slots=True)
class ReporterView:
    """Everything the reporter's page shows. Statuses are codes; the pack has their coarse public labels."""

    reference: str
    status: Status
    received_on: dt.date
    deadlines: tuple[tuple[str, dt.date], ...]
    come_back_on: dt.date | None
    reply_by: dt.date | None
    question: MessageView | None
    messages: tuple[MessageView, ...]
    journey: tuple[tuple[dt.date, Status], ...]
    files: tuple[FileView, ...]
    may_reply: bool
    may_withdraw: bool
    may_add_identity: bool
    disclosure: DisclosureNotice | None
    withdrawn_on: dt.date | None

    def __repr__(self) -> str:
        return f"<ReporterView {self.reference}>"
