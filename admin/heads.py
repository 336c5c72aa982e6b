"""What stands at the top of every page about one case, also for a person who holds no key to it.

A records officer archives and destroys cases without reading them: there the title is the reference.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from casemgr.desk import Desk
from casemgr.desk import offers as desk_offers
from casemgr.desk.queues import rows_of
from casemgr.desk.views import CaseFile, QueueRow, VerbOffer
from casemgr.errors import KeyNotHeldError
from casemgr.rules.workflow import Status
from casemgr.store.models import Case

from .language import _


@dataclass(frozen=True)
class Head:
    """A case in one line; `step` is the number of its newest step, 0 for a person without the key."""

    reference: str
    title: str
    status: Status
    version: int
    step: int
    reported_unit: str


def read_file(door: Desk, case: Case) -> CaseFile | None:
    """Open everything about a case, or give None for a person without its key."""
    try:
        return door.file(case)
    except KeyNotHeldError:
        return None


def read_row(door: Desk, case: Case) -> QueueRow:
    """Give what a queue shows of one case; no key is needed for it."""
    return next(iter(rows_of(door, [case])))


def head_of(door: Desk, case: Case) -> Head:
    """Give the head of a case as far as the person may read it."""
    file = read_file(door, case)
    if file is not None:
        step = max((one.number for one in file.history), default=0)
        return Head(file.reference, file.title, file.status, file.version, step, file.reported_unit)
    reference = read_row(door, case).reference
    title = _("Perkara %(reference)s", reference=reference)
    return Head(reference, title, case.status, case.version, 0, "")


def verbs_of(door: Desk, case: Case) -> Sequence[VerbOffer]:
    """List the steps open to a person who may not hold the key."""
    return desk_offers.offers(door, case)[0]
