"""The kinds of rows a rule pack has. Field names are the TOML keys; `pack_reader` reads and checks them.

Lists that need nothing but code and labels use `Entry` itself. Rules ask attributes (`oversight`, `proven`,
`insider`), never codes, so that an office may name its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from casemgr.rules.deadlines import WARN_DAYS, WARN_SHARE, Clock, Unit
from casemgr.rules.pack_reader import Entry
from casemgr.rules.retention import AtEnd, RetentionClass


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRow(Entry):
    """A state: `public` is what the reporter reads, `sp4n` its name in imports, `iso` an ISO 37002 clause."""

    public: Mapping[str, str]
    iso: str = ""
    sp4n: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbRow(Entry):
    """A verb: `label` is the button, `done` the past tense for the history."""

    done: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Entry):
    """A type of report. `insider` brings protection, `information` may be answered without examination."""

    insider: bool = False
    information: bool = False
    retaliation: bool = False
    gratification: bool = False
    import_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Degree(Entry):
    """The result of the review; `oversight` needs an examination, `number` is used by some imports."""

    oversight: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Entry):
    """An alleged wrongdoing: its first-level group, the offences it may be, the words people use for it."""

    group: str
    offences: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    special_care: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence(Entry):
    """An article of criminal law, with the article that replaces it."""

    replaced_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceObject(Entry):
    """A service complained about; `refer_to` names the body that owns it now."""

    refer_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(Entry):
    """A way in: keyed in by staff, referred by another body, or without any reporter."""

    assisted: bool = False
    referred_in: bool = False
    without_reporter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementSet(Entry):
    """A list of elements that a complete report has; never a reason to refuse one."""

    elements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(Entry):
    """Why something is declined, referred or held: the verbs it serves and the outcome it records."""

    verbs: tuple[str, ...]
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Entry):
    """The result per allegation; `retention` is the class of an ended case, with its oversight variant."""

    retention: str
    retention_oversight: str = ""
    proven: bool = False
    rehabilitation: bool = False
    service_only: bool = False
    needs: tuple[str, ...] = ()


class Leaves(StrEnum):
    """What an assessment makes of its recommendation: still open, done, or impossible to carry out."""

    OPEN = "open"
    DONE = "done"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpState(Entry):
    """How a follow-up is assessed, and the state in which it `leaves` the recommendation."""

    leaves: Leaves = Leaves.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction(Entry):
    """A disciplinary or other consequence and its level."""

    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral(Entry):
    """A body to refer to; a retired one has `valid_to` and serves imports only."""

    when: Mapping[str, str]
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band(Entry):
    """A range of rupiah: more than `over_idr`, at most `up_to_idr`; an absent end is open."""

    over_idr: int | None = None
    up_to_idr: int | None = None

    def holds(self, amount_idr: int) -> bool:
        """Tell whether the amount lies in the band."""
        return (self.over_idr is None or amount_idr > self.over_idr) and (
            self.up_to_idr is None or amount_idr <= self.up_to_idr
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicChoice(Entry):
    """What a citizen may choose, and what it means. `demand` asks for money, `further` sits behind others."""

    kind: str
    category: str = ""
    demand: bool = False
    further: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerNumber(Entry):
    """A telephone number for somebody in danger now."""

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactWay(Entry):
    """An address, a number or opening hours of the office; `to_fill_in` marks words that hold its place."""

    text: Mapping[str, str]
    to_fill_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow(Entry):
    """A clock as it stands in the pack; `clock()` is what the deadlines use."""

    amount: int
    unit: Unit
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    degrees: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    pausable: bool = False
    active: bool = False
    main: bool = False
    on_expiry: str = "flag"
    warn_share: float = WARN_SHARE
    warn_days: int = WARN_DAYS

    def clock(self) -> Clock:
        """Return the clock of this row."""
        return Clock(
            code=self.code,
            amount=self.amount,
            unit=self.unit,
            starts=self.starts,
            stops=self.stops,
            kinds=self.kinds,
            degrees=self.degrees,
            severities=self.severities,
            pausable=self.pausable,
            active=self.active,
            main=self.main,
            warn_share=self.warn_share,
            warn_days=self.warn_days,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRow(Entry):
    """A retention class as it stands in the pack."""

    keep_years: int = 0
    keep_days: int = 0
    identity_days: int = 0
    at_end: AtEnd = AtEnd.DESTROY

    def retention(self) -> RetentionClass:
        """Return the retention class of this row."""
        return RetentionClass(self.code, self.keep_years, self.keep_days, self.identity_days, self.at_end)
