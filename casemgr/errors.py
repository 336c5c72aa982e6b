"""Every error the package raises on purpose.

The tree has one root, `CasemgrError`. An error carries codes, ids and counts as attributes, so that an edge
can choose a status and a sentence in the reader's language; it never carries what somebody wrote, who
somebody is, a receipt code or a key. The English message is made from those attributes alone, for logs.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

MistypedReason = Literal["short", "long", "symbol", "check"]


class CasemgrError(Exception):
    """Root of everything casemgr raises on purpose."""


# What an actor may not do, or not now.


class NotPermittedError(CasemgrError):
    """The actor's role does not allow the verb; `verb` is its code and may be empty for a plain read."""

    def __init__(self, verb: str = "") -> None:
        super().__init__(f"not permitted: {verb}" if verb else "not permitted")
        self.verb = verb


class VerbNotAllowedError(CasemgrError):
    """The verb does not exist in the present status of the case."""

    def __init__(self, verb: str, status: str) -> None:
        super().__init__(f"{verb} is not allowed in {status}")
        self.verb = verb
        self.status = status


class GuardFailedError(CasemgrError):
    """The verb exists, but something it needs is missing; `guard` is the code of the first unmet guard."""

    def __init__(self, guard: str) -> None:
        super().__init__(f"guard not met: {guard}")
        self.guard = guard


class DutyConflictError(CasemgrError):
    """The same person may not do both; `duty` is the code of the separation that would be broken."""

    def __init__(self, duty: str) -> None:
        super().__init__(f"separation of duties: {duty}")
        self.duty = duty


class ConflictOfInterestError(CasemgrError):
    """The person must not handle this case; `staff_id` names the staff row, never the reason."""

    def __init__(self, staff_id: str = "") -> None:
        super().__init__("conflict of interest")
        self.staff_id = staff_id


class NoReceivingTeamError(CasemgrError):
    """Every team that could receive the report is excluded or belongs to the unit complained about."""

    def __init__(self) -> None:
        super().__init__("no team may receive this report")


class DecisionPendingError(CasemgrError):
    """A two-person verb waits for its second person; `decision_id` is empty when none has been asked yet."""

    def __init__(self, verb: str, decision_id: str = "") -> None:
        super().__init__(f"{verb} waits for a decision")
        self.verb = verb
        self.decision_id = decision_id


class DecisionClosedError(CasemgrError):
    """The decision was already taken, withdrawn or has lapsed."""

    def __init__(self, decision_id: str = "") -> None:
        super().__init__("the decision is closed")
        self.decision_id = decision_id


class StaleVersionError(CasemgrError):
    """Somebody else changed the row since it was read."""

    def __init__(self, row_id: str = "", *, seen: int = 0, found: int = 0) -> None:
        super().__init__(f"stale version: saw {seen}, found {found}")
        self.row_id = row_id
        self.seen = seen
        self.found = found


class LegalHoldError(CasemgrError):
    """The case is under legal hold and may not be destroyed (Law 27/2022 on personal data, art 44)."""

    def __init__(self, case_id: str = "") -> None:
        super().__init__("legal hold")
        self.case_id = case_id


# What was not found. A hidden row and a missing one raise the same error.


class NotFoundError(CasemgrError):
    """Nothing visible to this actor has the id; a hidden row and a missing one are the same."""

    def __init__(self, row_id: str = "") -> None:
        super().__init__("not found")
        self.row_id = row_id


class CaseNotFoundError(NotFoundError):
    """No visible case has this id or reference."""


class ReportNotFoundError(NotFoundError):
    """No visible report has this id or reference."""


class StaffNotFoundError(NotFoundError):
    """No such person, or none this actor may see."""


class TeamNotFoundError(NotFoundError):
    """No such team, or none this actor may see."""


class UnitNotFoundError(NotFoundError):
    """No such unit of the organisation."""


class AttachmentNotFoundError(NotFoundError):
    """No visible attachment has this id."""


class DraftNotFoundError(NotFoundError):
    """The draft never existed, was submitted, or was destroyed at the end of its day."""


class DisclosureNotFoundError(NotFoundError):
    """No visible identity request has this id."""


class DecisionNotFoundError(NotFoundError):
    """No visible decision has this id."""


class BlobMissingError(CasemgrError):
    """The sealed file is gone from the blob store although its row is there."""

    def __init__(self, blob_id: str = "") -> None:
        super().__init__("blob missing")
        self.blob_id = blob_id


# Receipts and submissions.


class ReceiptMistypedError(CasemgrError):
    """The text cannot be a receipt code or reference.

    `reason`: "short" or "long" when `count` symbols were found instead of the right number, "symbol" when
    something is neither a symbol nor a separator, "check" when the check symbol does not fit.
    """

    def __init__(self, reason: MistypedReason, count: int = 0) -> None:
        super().__init__(f"mistyped: {reason}")
        self.reason: MistypedReason = reason
        self.count = count


class ReceiptUnknownError(CasemgrError):
    """The code is well formed and opens nothing: never issued or destroyed (no difference is told)."""

    def __init__(self) -> None:
        super().__init__("this code opens nothing")


class ReceiptNotIssuedError(CasemgrError):
    """The code in the form was not issued here, or longer than 24 hours ago."""

    def __init__(self) -> None:
        super().__init__("this code was not issued here lately")


class AlreadyReceivedError(CasemgrError):
    """A report with this code exists already and its content is different; nothing was added."""

    def __init__(self, report_id: str = "") -> None:
        super().__init__("already received")
        self.report_id = report_id


class SubmissionInvalidError(CasemgrError):
    """Something typed cannot be taken as it is; `fields` maps field names to codes of what is wrong."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("invalid: " + ", ".join(sorted(fields)))
        self.fields: Mapping[str, str] = MappingProxyType(dict(fields))


class UploadTooLargeError(CasemgrError):
    """A file, or all files of one report together, is larger than allowed; sizes in bytes."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"upload larger than {limit_bytes} bytes")
        self.limit_bytes = limit_bytes


class TooManyFilesError(CasemgrError):
    """A draft or report already has as many files as the pack allows; `limit` says how many."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} files")
        self.limit = limit


class UploadIncompleteError(CasemgrError):
    """The body ended before the file did, or arrived too slowly; nothing of it is kept."""

    def __init__(self) -> None:
        super().__init__("upload incomplete")


class ClaimUnknownError(CasemgrError):
    """The one-use slip or chat code opens nothing: unknown, used or expired (no difference is told)."""

    def __init__(self) -> None:
        super().__init__("this claim opens nothing")


# Keys, seals and disclosure.


class VaultError(CasemgrError):
    """Something about keys went wrong."""


class SealingFailedError(VaultError):
    """Sealing did not succeed and nothing was stored; the caller may try again later."""

    def __init__(self) -> None:
        super().__init__("sealing failed, nothing was stored")


class SealBrokenError(VaultError):
    """Sealed bytes do not open: changed, cut short, swapped, or sealed to another key or context."""

    def __init__(self) -> None:
        super().__init__("seal broken")


class FormatError(SealBrokenError):
    """The bytes do not begin with a header this version knows."""


class KeyNotHeldError(VaultError):
    """The actor's keyring has no key for this; `key_id` is an id in hexadecimal, never key material."""

    def __init__(self, key_id: str = "") -> None:
        super().__init__("key not held")
        self.key_id = key_id


class KeyringClosedError(VaultError):
    """The session's keys were already forgotten."""

    def __init__(self) -> None:
        super().__init__("keyring closed")


class KdfBusyError(VaultError):
    """Too many key derivations are waiting; `retry_after_seconds` says when to come back."""

    def __init__(self, retry_after_seconds: int = 5) -> None:
        super().__init__("key derivation is busy")
        self.retry_after_seconds = retry_after_seconds


class DirectoryBrokenError(VaultError):
    """The signed key directory does not verify, or is older than one seen before."""

    def __init__(self, number: int = 0) -> None:
        super().__init__(f"key directory broken at {number}")
        self.number = number


class CryptographyTooOldError(VaultError):
    """The installed `cryptography` lacks an algorithm casemgr cannot do without; `name` is the algorithm."""

    def __init__(self, name: str = "") -> None:
        super().__init__(f"cryptography lacks {name}")
        self.name = name


class ServerKeyMissingError(VaultError):
    """A server key file is absent or unreadable; `name` is the file's name without its folder."""

    def __init__(self, name: str = "") -> None:
        super().__init__(f"server key missing: {name}")
        self.name = name


class DisclosureClosedError(CasemgrError):
    """The identity cannot be shown: refused, shown once already, past its end, or still undecided."""

    def __init__(self, disclosure_id: str = "") -> None:
        super().__init__("disclosure closed")
        self.disclosure_id = disclosure_id


# Staff and sign-in.


class PassphraseWeakError(CasemgrError):
    """The passphrase is too weak; `reason` is a code such as "short" or "common", never the phrase."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"passphrase too weak: {reason}")
        self.reason = reason


class SignInFailedError(CasemgrError):
    """Name, passphrase or second factor does not fit; which of them is not told."""

    def __init__(self) -> None:
        super().__init__("sign-in failed")


class EnrolmentFailedError(CasemgrError):
    """A new second factor was not put in force.

    `reason`: "code" when the code is not one of the secret shown, "ended" when what was shown is too old, was
    used, or was made for something else.
    """

    def __init__(self, reason: Literal["code", "ended"]) -> None:
        super().__init__(f"second factor not confirmed: {reason}")
        self.reason: Literal["code", "ended"] = reason


class SessionEndedError(CasemgrError):
    """The session has ended, was revoked, or never existed."""

    def __init__(self) -> None:
        super().__init__("session ended")


class ReauthenticationNeededError(CasemgrError):
    """The verb is risky: passphrase or second factor must be given again first."""

    def __init__(self, verb: str = "") -> None:
        super().__init__(f"confirm again for {verb}" if verb else "confirm again")
        self.verb = verb


class TicketUnknownError(CasemgrError):
    """The one-use ticket of a first sign-in or reset is unknown, used or expired."""

    def __init__(self) -> None:
        super().__init__("unknown ticket")


class TeamTooSmallError(CasemgrError):
    """A team keeps at least two members, so that no key depends on one person."""

    def __init__(self, team_id: str = "", *, least: int = 2) -> None:
        super().__init__(f"a team keeps at least {least} members")
        self.team_id = team_id
        self.least = least


# How the host set things up.


class SetupError(CasemgrError):
    """The installation or the host's use of it is wrong; a person has to change something."""


class NotPreparedError(SetupError):
    """The engine was not given to `casemgr.prepare`."""

    def __init__(self) -> None:
        super().__init__("call casemgr.prepare(engine) once before using it")


class ReadOnlySessionError(SetupError):
    """A door was asked to write on a connection opened with `casemgr_read=True`."""

    def __init__(self) -> None:
        super().__init__("this session is read only")


class OfficeNotFoundError(SetupError):
    """The database holds no office yet: `Office.create` has not run."""

    def __init__(self) -> None:
        super().__init__("no office here yet")


class OfficeExistsError(SetupError):
    """`Office.create` runs once per database."""

    def __init__(self) -> None:
        super().__init__("an office exists here already")


class PlanInvalidError(SetupError):
    """An office cannot be founded like this; `problem` is a sentence."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"plan: {problem}")
        self.problem = problem


class SchemaOutOfDateError(SetupError):
    """The database is not at the migration this version needs; revisions are Alembic ids."""

    def __init__(self, found: str = "", needed: str = "") -> None:
        super().__init__(f"schema at {found or 'nothing'}, needs {needed}")
        self.found = found
        self.needed = needed


class RulePackError(SetupError):
    """The rule pack is wrong; `place` names the row ("clocks.verify.unit"), `problem` says what."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


class CalendarTooShortError(SetupError):
    """No working day was found where one was needed: the calendar has no workweek or only holidays."""

    def __init__(self) -> None:
        super().__init__("the calendar has no working day here")
