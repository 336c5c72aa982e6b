"""What happens without anybody: idempotent, in its own transactions, and reading no case."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from casemgr.errors import ServerKeyMissingError
from casemgr.founding import Founding
from casemgr.office import Office
from casemgr.rules.workflow import Status
from casemgr.store.models import Case, Draft, Notice, Removal, StaffSession, Tally
from casemgr.testing import CHEAP, PASSPHRASE, a_submission
from casemgr.vault import totp
from casemgr.vault.wraps import Purpose
from casemgr.worker import WorkDone, expire, reap, remove, run_once
from tests.casemgr.desk.lives import Life


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


def test_a_second_run_finds_nothing_to_do(life: Life) -> None:
    life.to_closed()
    life.file()
    life.clock.advance(days=40)
    first = life.work()
    assert (first.archived, first.sequenced > 0) == (1, True)
    assert life.work() == WorkDone(0, 0, 0, 0, 0, 0, 0, 0)


def test_the_worker_needs_the_consoles_keys(life: Life) -> None:
    office = life.office
    public = Office.open(
        office.engine,
        vault=office.vault.engine,
        keys=office._keys_folder,
        blobs=office.blobs.folder,
        profiles=CHEAP,
        sides=("public",),
    )
    life.to_closed()
    life.clock.advance(days=40)
    with pytest.raises(ServerKeyMissingError):
        run_once(public, life.clock.now)
    assert life.status is Status.CLOSED


def test_cases_that_ended_lately_do_not_keep_old_ones_from_the_archive(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More ended cases than one run looks at: the oldest come first."""
    monkeypatch.setattr("casemgr.worker.CASE_BATCH", 2)
    for _ in range(4):
        life.to_verification()
        life.do("melati", "decline", {"reason": "tidak_logis", "note": "x", "decider": life.staff("laras")})
        life.decide("laras")
    oldest = life.row().id
    with life.writing() as session:
        session.execute(update(Case).where(Case.id == oldest).values(closed_on=dt.date(2026, 1, 5)))
    assert life.work().archived == 1
    assert life.status is Status.ARCHIVED


def test_archiving_counts_a_case_without_its_id(life: Life) -> None:
    life.to_closed()
    case_id = life.row().id
    life.clock.advance(days=30)
    life.work()
    with life.office.reading() as session:
        [tally] = session.scalars(select(Tally))
    assert (tally.month, tally.kind, tally.outcome) == ("2026-11", "pengaduan", "tidak_terbukti")
    assert (tally.amount_band, tally.was_on_time) == ("100rb_1jt", True)
    assert case_id not in {str(value) for value in vars(tally).values()}


def test_merged_cases_neither_lapse_nor_expire_on_their_own(life: Life) -> None:
    life.to_verification()
    target = life.reference
    life.to_verification()
    life.do("melati", "ask", {"text": "Kapan?", "read_it": True, "missing": ["when"]})
    life.do("melati", "merge", {"target": target, "note": "Sama."})
    life.clock.advance(days=60)
    assert life.work().lapsed == 0


def test_removals_wait_for_the_hosts_commit(life: Life) -> None:
    life.to_verification()
    with life.dying() as session:
        from casemgr.desk import Desk

        desk = Desk(session, life.office, life.keyring("melati"), clock=life.clock)
        desk.declare_conflict(desk.case(life.reference), "x")
        assert session.scalar(select(func.count()).select_from(Removal))
    assert remove(life.office) == 0
    assert life.keyring("bima").holds_case(life.row().id)
    with life.desk("melati") as desk:
        desk.declare_conflict(desk.case(life.reference), "x")
    assert remove(life.office) > 0
    assert not life.keyring("bima").holds_case(life.row().id)


def test_removing_that_died_half_way_is_done_again(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wraps went, the list of removals stayed: the next run takes the same list."""
    life.to_verification()
    life.do("melati", "hand_over", {"team": life.founding.team_ids["section"], "note": "x"})
    with monkeypatch.context() as patch:
        patch.setattr(life.office, "session", _dies)
        with pytest.raises(KeyboardInterrupt):
            remove(life.office)
    assert not life.keyring("melati").holds_case(life.row().id)
    assert remove(life.office) > 0
    assert remove(life.office) == 0


def _dies() -> None:
    raise KeyboardInterrupt


def test_reaping_takes_nothing_that_has_a_row(life: Life) -> None:
    life.to_closed()
    life.to_verification()
    owners = [life.row().id]
    before = life.office.vault.of(owners, list(Purpose))
    assert reap(life.office, life.clock.now + dt.timedelta(days=400)) == 0
    assert life.office.vault.of(owners, list(Purpose)) == before


def test_sessions_end_in_the_table_too(life: Life) -> None:
    person = life.founding.people[0]
    with life.writing() as session:
        code = totp.code_at(person.totp_secret, life.clock.now)
        life.office.sign_in(session, person.username, PASSPHRASE, code, now=life.clock.now)
    life.work()
    life.clock.advance(hours=11)
    with life.office.reading() as session:
        assert session.scalar(select(func.count()).select_from(StaffSession)) == 1
    life.work()
    with life.office.reading() as session:
        assert session.scalar(select(func.count()).select_from(StaffSession)) == 0


def test_notices_say_who_and_what_kind_and_no_more(life: Life) -> None:
    life.to_assigned()
    life.clock.advance(days=30)
    life.work()
    with life.office.reading() as session:
        notices = [(one.staff_id, one.kind) for one in session.scalars(select(Notice))]
    assert sorted(notices) == sorted([(life.staff("wira"), "assigned"), (life.staff("wira"), "overdue")])


def test_an_expiry_that_fails_leaves_the_case(life: Life) -> None:
    life.to_closed()
    life.clock.advance(days=30)
    with life.dying() as session:
        assert expire(session, life.office, life.clock.now) == 1
    assert life.status is Status.CLOSED
    with life.office.reading() as session:
        assert session.scalar(select(func.count()).select_from(Tally)) == 0


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_sent_draft_leaves_the_database_file_and_its_log(life: Life) -> None:
    with life.intake() as intake:
        key = intake.begin_draft()
        intake.save_draft(key, {"name": "Nama Rekaan"})
    with life.office.reading() as session:
        sealed = session.scalars(select(Draft.content_sealed)).one()
    assert life.office.engine.url.database is not None
    files = [Path(f"{life.office.engine.url.database}{suffix}") for suffix in ("", "-wal")]

    def traces() -> int:
        # Longer pieces would be cut by the pages of the file.
        return sum(sealed[16:80] in file.read_bytes() for file in files if file.exists())

    assert traces() > 0, "it was on the disk"
    with life.intake() as intake:
        intake.submit(a_submission(), draft=key)
    life.work()
    assert traces() == 0
