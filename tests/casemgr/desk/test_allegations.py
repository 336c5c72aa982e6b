"""What is alleged stands in the order it was written down, on every database, whatever is recorded of it later."""

from __future__ import annotations

import pytest

from casemgr.founding import Founding
from tests.casemgr.desk.lives import Life

NAMES = ["Orang satu", "Orang dua", "Orang tiga", "Orang empat", "Orang lima"]


@pytest.fixture
def life(founding: Founding) -> Life:
    life = Life(founding)
    life.to_assigned()
    return life


def alleged(life: Life) -> list[str]:
    """Return the names in the order of the case page."""
    return [one.subject.name for one in life.seen_by("wira").allegations]


def test_allegations_keep_their_order(life: Life) -> None:
    ids = []
    for name in NAMES:
        with life.desk("wira") as desk:
            ids.append(desk.add_allegation(desk.case(life.reference), category="pungli", name=name))
    assert alleged(life) == NAMES != sorted(NAMES)
    with life.desk("wira") as desk:
        desk.find_allegation(desk.case(life.reference), ids[0], finding="Ada.", outcome="terbukti")
    assert alleged(life) == NAMES
