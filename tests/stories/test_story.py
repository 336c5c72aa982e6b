"""One report lives its whole life over HTTP, and the name stays shut until two people have acted."""

from __future__ import annotations

from sqlalchemy import select

from casemgr.rules.workflow import Status
from casemgr.store.models import Case
from casemgr.story.play import opens_identity, opens_report
from tests.stories.conftest import Played


def test_a_report_travels_from_filing_to_closure(played: Played) -> None:
    """Every step was made through the forms the pages show; the case is closed in the end."""
    assert len(played.lines) == 8
    with played.founding.office.reading() as session:
        assert session.scalars(select(Case.status)).one() is Status.CLOSED


def test_the_name_opens_for_officer_and_custodian_together_and_for_neither_alone(played: Played) -> None:
    """Raw rows of the vault with one keyring alone stay shut; with both they open."""
    office = played.founding.office
    people = {person.username: person for person in played.founding.people}
    officer, custodian = (office.unlock(name, people[name].passphrase) for name in ("panji", "suci"))
    reference = played.story.reference
    assert opens_report(office, officer, reference)
    assert not opens_report(office, custodian, reference)
    assert not opens_identity(office, officer, reference)
    assert not opens_identity(office, custodian, reference, custodian)
    assert opens_identity(office, officer, reference, custodian)
