"""Who sees a case in lists, counts, searches and by its address; a hidden case is a missing one."""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import event, select

from casemgr.desk import Desk
from casemgr.errors import CaseNotFoundError, GuardFailedError, KeyNotHeldError, SubmissionInvalidError
from casemgr.founding import Founding
from casemgr.intake import Receipt
from casemgr.routing import POINT
from casemgr.rules.workflow import Verb
from casemgr.store import queries
from casemgr.store.models import Exclusion
from casemgr.store.queries import SAVED_QUEUES, QueueFilters, Sort
from tests.casemgr.desk.lives import REVIEW_SHEET, Life
from tests.support.newcomers import sign_in_first

ALL = QueueFilters(saved="all")
MISSING = "ABC-DEFG"
NEW = "enam ekor kuda nil berenang"


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


def sees(life: Life, username: str, reference: str = "") -> bool:
    """Whether somebody sees a case; list, counts, search, file and address must agree."""
    wanted = reference or life.reference
    case_id = life.row(wanted).id
    with life.office.reading() as session:
        desk = Desk(session, life.office, life.keyring(username), clock=life.clock)
        rows = {row.case_id for row in desk.queue(ALL).rows}
        addresses = {_found(desk, wanted), _found(desk, case_id)}
        counted = {one.code: one.count for one in desk.saved_queues()}
        listed = listed_by(desk)
        hits = {row.case_id for row in desk.search(wanted).rows}
    assert addresses == {case_id in rows}
    assert counted == listed
    assert case_id in rows or case_id not in hits
    return case_id in rows


def _found(desk: Desk, key: str) -> bool:
    try:
        desk.case(key)
    except CaseNotFoundError:
        return False
    return True


def newcomer(life: Life, *teams: str, role: str = "intake", unit: str | None = None) -> str:
    """Take "baru" into teams; return their passphrase."""
    with life.people("adi") as people:
        ticket = people.propose_staff(
            username="baru",
            name="Baru X.",
            roles=[role],
            unit_id=life.founding.unit_ids[unit] if unit else None,
            team_ids=[life.founding.team_ids[team] for team in teams],
        )
    with life.writing() as session:
        begun = sign_in_first(session, life.office, "baru", ticket.code, NEW, life.clock.now)
    for team in teams:
        with life.people({"intake": "melati", "above": "wira"}[team]) as people:
            [mine] = [one for one in people.proposals() if one.team_id == life.founding.team_ids[team]]
            people.confirm(mine.id, begun.fingerprint)
    return NEW


def who_sees(life: Life, reference: str = "") -> set[str]:
    return {one.username for one in life.founding.people if sees(life, one.username, reference)}


INTAKE = {"melati", "bima", "ratna", "laras"}


def test_a_new_case_is_seen_by_its_team_alone(life: Life) -> None:
    life.file()
    assert who_sees(life) == INTAKE


def test_a_hidden_case_and_a_missing_one_raise_the_same(life: Life) -> None:
    life.file()
    with life.desk("tirta") as desk:
        problems = []
        for key in (life.reference, life.row().id, MISSING, "0" * 32, ""):
            with pytest.raises(CaseNotFoundError) as caught:
                desk.case(key)
            problems.append((type(caught.value), str(caught.value)))
    assert set(problems) == {(CaseNotFoundError, "not found")}
    assert sees(life, "melati")


def test_a_team_the_reporter_excludes_never_sees_or_opens(life: Life) -> None:
    life.file(excluded=(life.founding.team_ids["intake"],))
    assert who_sees(life) == {"tirta", "sekar"}
    assert not life.keyring("melati").holds_case(life.row().id)
    life.do("tirta", "acknowledge", {"duplicates_searched": True})
    assert who_sees(life) == {"tirta", "sekar"}
    assert life.keyring("sekar").holds_case(life.row().id)


def test_a_unit_complained_about_is_passed_by_with_all_below_it(life: Life) -> None:
    """The school's section would receive it; the report goes outside."""
    life.file(excluded=(life.founding.team_ids["intake"],), unit_id=life.founding.unit_ids["education"])
    assert who_sees(life) == {"wira", "laras"}
    assert life.row().team_id == life.founding.team_ids["above"]


def test_the_last_resort_is_never_excluded_and_may_act(life: Life) -> None:
    points = tuple(team.id for team in life.office.organisation().teams(POINT))
    assert len(points) > 1
    life.file(excluded=points, unit_id=life.founding.unit_ids["inspectorate"])
    assert who_sees(life) == {"wira", "laras"}
    assert life.seen_by("wira").title


def test_people_of_the_unit_complained_about_are_shut_out_when_a_colleague_opens(life: Life) -> None:
    """Everybody of the inspectorate is excluded, also from the inspectorate's examination."""
    unit = life.founding.unit_ids["inspectorate"]
    life.file(unit_id=unit)
    assert who_sees(life) == {"tirta", "sekar"}
    life.do("tirta", "acknowledge", {"duplicates_searched": True})
    with life.office.reading() as session:
        tokens = set(session.scalars(select(Exclusion.token)))
    inside = {life.office.staff_token(life.staff(name)) for name in ("melati", "panji", "wira", "laras")}
    assert inside <= tokens
    assert life.office.staff_token(life.staff("tirta")) not in tokens


def test_an_assignee_sees_a_case_while_assigned(life: Life) -> None:
    life.to_assigned()
    assert who_sees(life) == {*INTAKE, "wira"}
    life.do("wira", "assign", {"staff": life.staff("dewi")})
    assert who_sees(life) == {*INTAKE, "wira", "dewi"}
    life.do("ratna", "hand_over", {"team": life.founding.team_ids["section"], "note": "Pindah."})
    assert who_sees(life) == {"tirta", "sekar"}
    life.work()
    for former in ("melati", "wira", "dewi"):
        assert not life.keyring(former).holds_case(life.row().id)
    assert life.keyring("tirta").holds_case(life.row().id)


def test_a_decider_sees_a_case_until_the_decision_is_taken(life: Life) -> None:
    life.file(excluded=(life.founding.team_ids["intake"],))
    life.do("tirta", "acknowledge", {"duplicates_searched": True})
    chief = life.office.unlock("baru", newcomer(life, role="supervisor"))
    values = {"reason": "tidak_logis", "note": "x", "decider": chief.staff_id}
    assert not chief.holds_case(life.row().id)
    life.do("tirta", "decline", values)
    with life.writing() as session:
        desk = Desk(session, life.office, chief, clock=life.clock)
        assert desk.file(desk.case(life.reference)).title
        [waiting] = desk.decisions()
        desk.decide(waiting.id, agree=False, reason="Masuk akal.")
    life.work()
    with life.office.reading() as session, pytest.raises(CaseNotFoundError):
        Desk(session, life.office, chief, clock=life.clock).case(life.reference)
    assert not life.office.unlock("baru", NEW).holds_case(life.row().id)


def test_records_officers_know_of_ended_cases_and_read_none(life: Life) -> None:
    life.to_feedback()
    assert "arsip" not in who_sees(life)
    life.reply("", satisfied=True)
    assert who_sees(life) >= {"arsip", "arum"}
    with life.desk("arsip") as desk:
        [row] = desk.queue(ALL).rows
        assert (row.title, row.reported_unit) == (None, "")
        with pytest.raises(KeyNotHeldError):
            desk.file(desk.case(life.reference))
        assert desk.search("legalisir").rows == ()


def test_custodians_and_administrators_see_no_case_at_all(life: Life) -> None:
    life.to_closed()
    assert not {"jaga", "suci", "adi"} & who_sees(life)


def test_a_merged_case_shows_under_the_one_it_joined(life: Life) -> None:
    life.to_verification()
    target = life.reference
    life.to_verification(text="Laporan kedua tentang loket yang sama.")
    life.do("melati", "merge", {"target": target, "note": "Sama."})
    with life.desk("melati") as desk:
        assert len(desk.queue(ALL).rows) == 1
        assert desk.case(life.reference).id == desk.case(target).id
        assert [row.case_id for row in desk.search("legalisir").rows] == [desk.case(target).id]


def test_a_destroyed_case_is_seen_by_nobody(life: Life) -> None:
    life.to_closed()
    life.clock.advance(days=800)
    life.work()
    reference, case_id = life.reference, life.row().id
    life.do("arsip", "destroy", {"minutes": "BA", "decider": life.staff("arum")})
    life.decide("arum")
    for name in ("melati", "arsip", "arum", "ratna"):
        with life.desk(name) as desk:
            for key in (reference, case_id):
                with pytest.raises(CaseNotFoundError):
                    desk.case(key)
            assert desk.queue(ALL).rows == ()


def test_similar_cases_are_visible_ones(life: Life) -> None:
    unit = life.founding.unit_ids["school"]
    life.to_verification(unit_id=unit)
    first = life.reference
    life.file(unit_id=unit, excluded=(life.founding.team_ids["intake"],))
    hidden = life.reference
    assert life.row().team_id == life.founding.team_ids["section"]
    life.do("tirta", "acknowledge", {"duplicates_searched": True})
    life.to_verification(unit_id=unit, text="Laporan ketiga tentang madrasah itu.")
    third = life.reference
    assert {one.reference for one in life.seen_by("melati").similar} == {first}
    life.reference = hidden
    assert life.seen_by("tirta").similar == ()
    life.do("tirta", "hand_over", {"team": life.founding.team_ids["above"], "note": "Pindah."})
    life.reference = third
    assert {one.reference for one in life.seen_by("laras").similar} == {first}


# Counts.


def test_every_saved_queue_is_counted_once_in_one_statement(
    life: Life, many: list[Receipt], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case that is seen on several grounds counts once, and no count goes beyond the cap."""
    life.reference = many[1].reference
    life.do("ratna", "review", REVIEW_SHEET)
    life.do("ratna", "assign", {"staff": life.staff("wira")})
    reason = next(one.code for one in life.office.pack.reasons.values() if "decline" in one.verbs)
    life.reference = many[2].reference
    life.do("ratna", "decline", {"reason": reason, "note": "Kurang.", "decider": life.staff("laras")})
    statements: list[str] = []
    event.listen(life.office.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    seen: dict[str, int] = {}
    for username in ("wira", "laras", "ratna", "tirta"):
        with life.desk(username) as desk:
            desk.session.connection()
            before = len(statements)
            counts = {one.code: one.count for one in desk.saved_queues()}
            assert len(statements) == before + 1
            assert counts == listed_by(desk)
            seen[username] = counts["open"]
    assert (seen["ratna"], seen["tirta"]) == (len(many), 0)
    assert min(seen["wira"], seen["laras"]) > 0
    monkeypatch.setattr(queries, "COUNT_CAP", 3)
    queries._counting.cache_clear()
    try:
        with life.desk("wira") as desk:
            assert {one.code: one.count for one in desk.saved_queues()} == {
                code: min(count, 3) for code, count in listed_by(desk).items()
            }
    finally:
        queries._counting.cache_clear()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_counts_of_a_team_read_indexes_alone(life: Life) -> None:
    """What a team has open, new or late is counted up to a thousand on every page of the queue."""
    values = {"staff": "s", "token": b"x", "today": dt.date(2026, 11, 23), "team_0": "t"}
    statement = queries._counting(1, sees_ended=False).params(values)
    text = statement.compile(life.office.engine, compile_kwargs={"literal_binds": True})
    with life.office.engine.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
    of_team = [line for line in plan if line.startswith("SEARCH casemgr_case ") and "team_id=?" in line]
    assert len(of_team) > 5
    assert [line for line in of_team if "COVERING INDEX" not in line] == []


def listed_by(desk: Desk) -> dict[str, int]:
    """Count what the lists themselves show."""
    return {code: len(desk.queue(QueueFilters(saved=code)).rows) for code in SAVED_QUEUES}


# Pages.


@pytest.fixture
def many(life: Life) -> list[Receipt]:
    """Cases of several days and severities, some equal in both."""
    receipts = []
    for number in range(11):
        if number in (3, 4, 8):
            life.clock.advance(days=1)
        receipts.append(life.file(text=f"Laporan ke-{number} tentang loket."))
        if number % 3:
            life.do("melati", "acknowledge", {"duplicates_searched": True})
            severity = ("rendah", "kritis", "sedang")[number % 3]
            life.do("melati", "verify", {"content_sufficient": True, "severity": severity})
    return receipts


def pages(desk: Desk, sort: Sort, size: int) -> Iterator[list[str]]:
    after = None
    while True:
        page = desk.queue(ALL, sort=sort, after=after, size=size)
        yield [row.case_id for row in page.rows]
        if page.next_key is None:
            return
        after = page.next_key


@pytest.mark.parametrize("sort", ["due", "received", "severity"])
def test_pages_by_key_show_everything_once_in_both_directions(
    life: Life, many: list[Receipt], sort: Sort
) -> None:
    with life.desk("ratna") as desk:
        whole = [row.case_id for row in desk.queue(ALL, sort=sort, size=100).rows]
        assert len(set(whole)) == len(many)
        for size in (1, 3, 11):
            forwards = list(pages(desk, sort, size))
            assert [one for page in forwards for one in page] == whole
            key = desk.queue(ALL, sort=sort, after=None, size=len(many)).next_key
            assert key is None
        last = desk.queue(ALL, sort=sort, size=100).rows[-1]
        before: tuple[str, str] | None = queries.sort_key(sort, desk.case(last.case_id))
        backwards: list[str] = [last.case_id]
        while before is not None:
            page = desk.queue(ALL, sort=sort, before=before, size=4)
            backwards = [row.case_id for row in page.rows] + backwards
            before = page.previous_key
        assert backwards == whole


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("due", lambda row: row.next_due_on), ("received", lambda row: -row.received_on.toordinal())],
)
def test_pages_are_in_order(life: Life, many: list[Receipt], sort: Sort, expected: object) -> None:
    assert callable(expected)
    with life.desk("ratna") as desk:
        values = [expected(desk.case(row.case_id)) for row in desk.queue(ALL, sort=sort).rows]
    assert values == sorted(values)
    assert len(set(values)) > 1


def test_filters_narrow_what_is_visible(life: Life, many: list[Receipt]) -> None:
    with life.desk("ratna") as desk:
        for filters, count in (
            (QueueFilters(saved="new"), 4),
            (QueueFilters(status="review", saved="all"), 7),
            (QueueFilters(severity="kritis", saved="all"), 4),
            (QueueFilters(kind="pengaduan", saved="all"), 11),
            (QueueFilters(kind="wbs", saved="all"), 0),
            (QueueFilters(assignee_id="none", saved="all"), 11),
            (QueueFilters(due="overdue", saved="all"), 0),
            (QueueFilters(channel="web"), 11),
            (QueueFilters(unit_ids=life.office.subtree(life.founding.unit_ids["inspectorate"])), 11),
            (QueueFilters(unit_ids=life.office.subtree(life.founding.unit_ids["education"])), 0),
            (QueueFilters(unit_ids=frozenset()), 0),
        ):
            assert len(desk.queue(filters).rows) == count, filters
    life.clock.advance(days=200)
    with life.desk("ratna") as desk:
        assert len(desk.queue(QueueFilters(due="overdue")).rows) == 11


def test_search_finds_words_of_title_and_text_in_visible_cases_only(life: Life, many: list[Receipt]) -> None:
    with life.desk("ratna") as desk:
        assert len(desk.search("LOKET legalisir").rows) == 11
        assert [row.reference for row in desk.search("ke-7").rows] == [many[7].reference]
        assert [row.reference for row in desk.search(many[2].reference).rows] == [many[2].reference]
        assert desk.search("tidak ada").rows == ()
        assert desk.search(" ").rows == ()
    with life.desk("tirta") as desk:
        found = desk.search("loket")
        assert (found.rows, found.searched, found.cut) == ((), 0, False)


def test_a_title_is_closed_to_people_of_the_unit_before_anybody_has_opened(life: Life) -> None:
    """Sekar's section is complained about; she is made a member of the team that receives it."""
    insider = life.office.unlock("baru", newcomer(life, "intake", unit="school"))
    life.file(unit_id=life.founding.unit_ids["school"])
    with life.writing() as session:
        desk = Desk(session, life.office, insider, clock=life.clock)
        case = desk.case(life.reference)
        assert [row.title for row in desk.queue(ALL).rows] == [None]
        assert desk.search("legalisir").rows == ()
        with pytest.raises(CaseNotFoundError):
            desk.file(case)
        with pytest.raises(GuardFailedError, match="handler_without_conflict"):
            desk.perform(Verb.ACKNOWLEDGE, case, {"duplicates_searched": True})
    assert life.seen_by("melati").title
    life.do("melati", "acknowledge", {"duplicates_searched": True})
    with life.office.reading() as session, pytest.raises(CaseNotFoundError):
        Desk(session, life.office, insider, clock=life.clock).case(life.reference)


def test_who_was_kept_out_is_not_offered_as_assignee_or_team(life: Life) -> None:
    life.file(excluded=(life.founding.team_ids["section"],))
    life.do("melati", "acknowledge", {"duplicates_searched": True})
    with life.desk("melati") as desk:
        fields = {
            one.name: one.options for one in desk.form(Verb.HAND_OVER, desk.case(life.reference)).fields
        }
    offered = {code for code, _ in fields["team"]}
    assert offered == {life.founding.team_ids["examiners"], life.founding.team_ids["above"]}
    life.to_verification()
    with life.desk("melati") as desk:
        fields = {
            one.name: one.options for one in desk.form(Verb.HAND_OVER, desk.case(life.reference)).fields
        }
    assert life.founding.team_ids["section"] in {code for code, _ in fields["team"]}
    assert life.founding.team_ids["custodians"] not in {code for code, _ in fields["team"]}


def test_who_joins_an_excluded_unit_later_is_kept_out_as_well(life: Life) -> None:
    life.to_review(unit_id=life.founding.unit_ids["school"])
    life.do("ratna", "review", REVIEW_SHEET)

    def offered() -> set[str]:
        with life.desk("ratna") as desk:
            form = desk.form(Verb.ASSIGN, desk.case(life.reference))
        return {code for one in form.fields if one.name == "staff" for code, _ in one.options}

    assert life.staff("dewi") in offered()
    life.office.publish(
        life.office.directory().with_staff_unit(life.staff("dewi"), life.founding.unit_ids["school"])
    )
    assert life.staff("dewi") not in offered()


def test_stepping_back_moves_the_case_past_everybody_it_keeps_out(life: Life) -> None:
    life.file(excluded=(life.founding.team_ids["section"],))
    life.do("melati", "acknowledge", {"duplicates_searched": True})
    with life.desk("melati") as desk:
        desk.declare_conflict(desk.case(life.reference), "Saudara sepupu.")
    assert life.row().team_id == life.founding.team_ids["above"]
    assert who_sees(life) == {"wira", "laras"}
    life.work()
    assert not life.keyring("melati").holds_case(life.row().id)
    assert life.keyring("wira").holds_case(life.row().id)
    assert life.seen_by("wira").notes[0].text == "Saudara sepupu."


def test_a_decider_who_steps_back_keeps_no_key(life: Life) -> None:
    chief = life.office.unlock("baru", newcomer(life, role="supervisor"))
    life.to_verification()
    life.do("melati", "decline", {"reason": "tidak_logis", "note": "x", "decider": chief.staff_id})
    with life.writing() as session:
        desk = Desk(session, life.office, chief, clock=life.clock)
        desk.declare_conflict(desk.case(life.reference), "Kenal terlapor.")
        assert desk.decisions() == ()
    life.work()
    assert not life.office.unlock("baru", NEW).holds_case(life.row().id)
    assert who_sees(life) == INTAKE


def test_days_are_the_offices_days(life: Life) -> None:
    """Eleven at night in Jakarta is still that day, though it is the next one nowhere near."""
    life.clock.now = dt.datetime(2026, 11, 23, 16, 59, tzinfo=dt.UTC)
    with life.desk("melati") as desk:
        assert desk.today == dt.date(2026, 11, 23)
    life.clock.advance(minutes=1)
    with life.desk("melati") as desk:
        assert desk.today == dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("due", "besok"),
        ("due", "2026-13-40"),
        ("due", ""),
        ("received", "0"),
        ("received", "2026-11-16T09:00"),
        ("severity", "kritis"),
        ("severity", "4"),
        ("severity", "-1"),
        ("severity", "2026-11-16"),
    ],
)
def test_a_page_key_that_no_page_gave_out_is_refused(life: Life, sort: Sort, value: str) -> None:
    for _ in range(3):
        life.file()
    with life.desk("melati") as desk:
        first = desk.queue(ALL, sort=sort, size=2)
        assert first.next_key is not None
        assert len(desk.queue(ALL, sort=sort, size=2, after=first.next_key).rows) == 1
        for key in ({"after": (value, first.rows[0].case_id)}, {"before": (value, first.rows[0].case_id)}):
            with pytest.raises(SubmissionInvalidError) as caught:
                desk.queue(ALL, sort=sort, size=2, **key)
            assert dict(caught.value.fields) == {"key": "choice"}
