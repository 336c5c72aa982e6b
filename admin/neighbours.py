"""The cases beside one case, in the queue the person came from; the queue travels in the address."""

from dataclasses import dataclass

from flask import request, url_for

from casemgr.desk import Desk
from casemgr.store.models import Case
from casemgr.store.queries import sort_key

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
    key = sort_key(sort, case)
    filters = asked.filters()
    found = [
        door.queue(filters, sort=sort, before=key, size=1).rows,
        door.queue(filters, sort=sort, after=key, size=1).rows,
    ]
    before, after = (
        url_for("cases.show", reference=rows[0].reference, **address) if rows else "" for rows in found
    )
    return Around(saved_name(asked.saved), back, before, after)
