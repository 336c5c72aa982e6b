"""The cases beside one case, in the queue the person came from; the queue travels in the address."""

from dataclasses import dataclass

from flask import request, url_for

from casemgr.desk import Desk
from casemgr.store.models import Case
from casemgr.store.queries import filtered, page, reports_of, sort_key

from .language import _
from .queue import address_of, asked_from, saved_name, sort_from


@dataclass(frozen=True)
class Around:
    """Where a case stands: the queue's name and address, and the addresses beside it, empty at an end."""

    name: str
    url: str
    previous_url: str
    next_url: str


def around(door: Desk, case: Case) -> Around:
    """Look one row in each direction; without a queue in the address only the way back is known."""
    asked, sort = asked_from(request.args), sort_from(request.args)
    address = address_of(asked, sort)
    back = url_for("queue.index", **address)
    if not address:
        return Around(_("Antrean"), back, "", "")
    queue = filtered(door.viewer, asked.filters(), door.today)
    key = sort_key(sort, case)
    sides = [
        page(door.session, queue, sort=sort, after=None, before=key, size=1)[0],
        page(door.session, queue, sort=sort, after=key, before=None, size=1)[0],
    ]
    reports = reports_of(door.session, [one.id for side in sides for one in side])
    references = {report.case_id: report.reference for report in reversed(reports)}
    before, after = (
        url_for("cases.show", reference=references.get(side[0].id, side[0].id), **address) if side else ""
        for side in sides
    )
    return Around(saved_name(asked.saved), back, before, after)
