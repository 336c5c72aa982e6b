"""One report lives its whole life over HTTP, and the name stays shut until two people have acted."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from casemgr.folder import drop_connections
from casemgr.rules.workflow import Status
from casemgr.store.models import Case
from casemgr.story import found_stage
from casemgr.story.play import Story, opens_identity, opens_report
from casemgr.story.servers import both_sites
from tests.stories.conftest import Played
from tests.support.offices import fresh_names
from tests.support.postgres import Server


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


def test_the_story_holds_on_postgresql(postgres: Server, tmp_path: Path) -> None:
    """The same pages over two PostgreSQL databases."""
    main, vault = fresh_names()
    founding = found_stage(
        tmp_path / "office", main_url=postgres.create(main), vault_url=postgres.create(vault)
    )
    lines: list[str] = []
    with (tmp_path / "log").open("wb") as log, both_sites(tmp_path / "office", log=log) as ports:
        Story(founding, *ports, lines.append).play()
    drop_connections(founding.office)
    for name in (main, vault):
        postgres.drop(name)
    assert len(lines) == 8
