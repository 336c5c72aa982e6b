"""Where a report is sealed is decided by the signed directory alone, whatever the plain rows say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Executable, insert, select, update
from sqlalchemy.orm import Session

from casemgr.errors import NoReceivingTeamError, SubmissionInvalidError
from casemgr.founding import Founding
from casemgr.routing import Organisation
from casemgr.rules.conflicts import ReceivingTeam
from casemgr.rules.workflow import Verb
from casemgr.store.models import Case, Exclusion, Report, Staff, Team, Unit
from casemgr.vault.directory import Directory
from casemgr.vault.directory import Team as SignedTeam
from casemgr.vault.directory import Unit as SignedUnit
from casemgr.vault.formats import KeyPair
from casemgr.vault.wraps import Purpose, new_id
from tests.casemgr.desk.lives import Life


@pytest.fixture
def life(founding: Founding) -> Life:
    """An office and everybody in it."""
    return Life(founding)


def sealed_to(life: Life) -> str:
    """Return the team whose key the newest report's case is sealed to, by the vault and not by the row."""
    directory = life.office.directory()
    case_id = life.row().id
    [wrap] = life.office.vault.of([case_id], [Purpose.CASE_TEAM])
    team_id = directory.key(wrap.recipient).holder
    return next(name for name, one in life.founding.team_ids.items() if one == team_id)


def by_sql(life: Life, *statements: Executable) -> None:
    with life.writing() as session:
        for statement in statements:
            session.execute(statement)


def moved(life: Life, **changes: object) -> Directory:
    """Return the directory with the section's receiving team elsewhere."""
    directory = life.office.directory()
    stands = replace(directory.team(life.founding.team_ids["section"]), **changes)  # type: ignore[arg-type]
    return directory.with_team_place(stands.id, name=stands.name, unit_id=stands.unit_id, rank=stands.rank)


ATTACKS: list[tuple[str, Callable[[Life], list[Executable]], Callable[[Life], Directory], str | None]] = [
    (
        "a better rank",
        lambda life: [update(Team).where(Team.id == life.founding.team_ids["section"]).values(rank=-5)],
        lambda life: moved(life, rank=-5),
        None,
    ),
    (
        "out of the unit complained about",
        lambda life: [
            update(Team).where(Team.id == life.founding.team_ids["section"]).values(unit_id=None, rank=0)
        ],
        lambda life: moved(life, unit_id=None, rank=0),
        "school",
    ),
    (
        "the unit complained about is moved away from above the team",
        lambda life: [
            update(Team).where(Team.id == life.founding.team_ids["intake"]).values(rank=3),
            update(Team)
            .where(Team.id == life.founding.team_ids["section"])
            .values(unit_id=life.founding.unit_ids["school"]),
            update(Unit).where(Unit.id == life.founding.unit_ids["school"]).values(parent_id=None),
        ],
        lambda life: moved(life, unit_id=life.founding.unit_ids["school"], rank=0).with_units(
            SignedUnit(life.founding.unit_ids["school"], "Madrasah Contoh 1")
        ),
        "education",
    ),
]


@pytest.mark.parametrize(
    ("attack", "signed", "unit"), [one[1:] for one in ATTACKS], ids=[one[0] for one in ATTACKS]
)
def test_rows_do_not_decide_where_a_report_is_sealed(
    life: Life,
    attack: Callable[[Life], list[Executable]],
    signed: Callable[[Life], Directory],
    unit: str | None,
) -> None:
    """A member of the section's team, who holds SQL, wants the next report; the signed document gives it."""
    about = life.founding.unit_ids[unit] if unit else None
    by_sql(life, *attack(life))
    life.file(unit_id=about)
    assert sealed_to(life) == "intake"
    life.office.publish(signed(life))
    life.file(unit_id=about, text="Laporan kedua tentang loket yang sama.")
    assert sealed_to(life) == "section"


def test_a_kind_by_sql_makes_no_receiving_team(life: Life) -> None:
    """Neither for the examiners nor against the intake team; a new team in the document may receive."""
    ids = life.founding.team_ids
    by_sql(
        life,
        update(Team).where(Team.id == ids["examiners"]).values(kind="intake", rank=-9),
        update(Team).where(Team.id == ids["intake"]).values(kind="examination"),
    )
    life.file()
    assert sealed_to(life) == "intake"
    fresh = SignedTeam(new_id(), "intake", "Tim Baru", rank=-9)
    life.office.publish(life.office.directory().with_team(fresh, KeyPair.generate().public))
    by_sql(life, insert(Team).values(id=fresh.id, name="Tim Baru", kind="intake"))
    life.founding.team_ids["fresh"] = fresh.id
    life.file(text="Laporan kedua tentang loket yang sama.")
    assert sealed_to(life) == "fresh"
    del life.founding.team_ids["fresh"]


def test_names_by_sql_change_no_choice_on_the_form(life: Life) -> None:
    """Who swaps two names would have the reporter complain about, or exclude, the wrong one."""
    ids, teams = life.founding.unit_ids, life.founding.team_ids
    by_sql(
        life,
        update(Unit).where(Unit.id == ids["school"]).values(name="Inspektorat Contoh"),
        update(Unit).where(Unit.id == ids["inspectorate"]).values(name="Madrasah Contoh 1"),
        update(Team).where(Team.id == teams["intake"]).values(name="Tim Lain"),
    )
    shown = {unit.id: unit.name for unit in life.office.units()}
    assert shown[ids["school"]] == "Madrasah Contoh 1"
    assert [team.name for team in life.office.receiving_points()] == [
        "Tim Pengaduan",
        "Penerima Seksi Pendidikan",
    ]
    life.file(unit_id=ids["school"])
    assert life.seen_by("melati").reports[0].unit_name == "Madrasah Contoh 1"
    life.office.publish(life.office.directory().with_units(SignedUnit(ids["school"], "Madrasah Contoh Satu")))
    assert "Madrasah Contoh Satu" in {unit.name for unit in life.office.units()}


def test_a_unit_by_sql_is_neither_offered_nor_taken(life: Life) -> None:
    """A row like the school's, outside its section, would take its reports past the exclusion."""
    with life.office.reading() as session:
        row = session.get_one(Unit, life.founding.unit_ids["school"])
    twin = new_id()
    copied = {column.key: getattr(row, column.key) for column in Unit.__table__.columns}
    by_sql(life, insert(Unit).values(copied | {"id": twin, "parent_id": None}))
    assert twin not in {unit.id for unit in life.office.units()}
    with pytest.raises(SubmissionInvalidError) as caught:
        life.file(unit_id=twin)
    assert dict(caught.value.fields) == {"unit_id": "choice"}
    assert _count(life) == 0
    life.file(unit_id=row.id)
    assert _count(life) == 1


def _count(life: Life) -> int:
    with Session(life.office.engine) as session:
        return len(session.scalars(select(Report.id)).all())


def test_a_person_by_sql_in_another_unit_is_still_kept_out(life: Life) -> None:
    """Wira belongs to the inspectorate, by the signed document; the row says nothing."""
    by_sql(life, update(Staff).values(unit_id=None))
    life.file(unit_id=life.founding.unit_ids["inspectorate"])
    life.do("tirta", "acknowledge", {"duplicates_searched": True})
    with life.office.reading() as session:
        tokens = set(session.scalars(select(Exclusion.token)))
    assert life.office.staff_token(life.staff("wira")) in tokens
    assert life.office.staff_token(life.staff("tirta")) not in tokens


def test_only_receiving_points_can_be_excluded(life: Life) -> None:
    life.file(excluded=(life.founding.team_ids["intake"], life.founding.team_ids["section"]))
    assert sealed_to(life) == "above"
    for stranger in (life.founding.team_ids["examiners"], "intake", "T"):
        with pytest.raises(SubmissionInvalidError) as refused:
            life.file(
                excluded=(life.founding.team_ids["intake"], stranger), text="Laporan kedua tentang loket."
            )
        assert refused.value.fields == {"excluded": "choice"}


def test_nobody_left_is_a_named_failure_and_stores_nothing(life: Life) -> None:
    directory = life.office.directory()
    above = life.founding.team_ids["above"]
    unit = life.founding.unit_ids["inspectorate"]
    life.file(unit_id=unit, excluded=(life.founding.team_ids["section"],))
    life.office.publish(directory.with_team_place(above, name="Tim Pimpinan", unit_id=unit, rank=9))
    with pytest.raises(NoReceivingTeamError):
        life.file(unit_id=unit, excluded=(life.founding.team_ids["section"],), text="Laporan kedua.")
    with Session(life.office.engine) as session:
        assert len(session.scalars(select(Case.id)).all()) == 1


def test_the_organisation_of_a_document_is_read_from_it_alone() -> None:
    units = (SignedUnit("a", "Atas"), SignedUnit("b", "Bawah", "a"), SignedUnit("c", "Cabang", "b"))
    directory = Directory.first("office").with_units(*units)
    for number, (team_id, kind, unit, rank) in enumerate(
        (("deep", "intake", "c", 1), ("free", "intake", None, 2), ("last", "break_glass", None, 0))
    ):
        public = KeyPair.from_seed(bytes((number + 1,)) * 32).public
        directory = directory.with_team(SignedTeam(team_id, kind, team_id, unit, rank), public)  # type: ignore[arg-type]
    found = Organisation(directory)
    assert [team.id for team in found.teams()] == ["last", "deep", "free"]
    assert found.receiving_team(None, ()) == ReceivingTeam("deep", "c")
    assert {found.receiving_team(unit, ()).id for unit in ("a", "b", "c")} == {"free"}
    assert found.receiving_team("a", {"free"}) == ReceivingTeam("last", last_resort=True)
    assert found.subtree("b") == {"b", "c"}
    assert found.subtree("elsewhere") == {"elsewhere"}
    assert (found.chain("c"), found.chain(None), found.chain("elsewhere")) == (("c", "b", "a"), (), ())


def test_a_team_swapped_by_sql_is_handed_no_case_under_another_name(life: Life) -> None:
    """Who hands a case over chooses by name: the form names teams as the signed document does."""
    ids = life.founding.team_ids
    life.to_verification()
    by_sql(
        life,
        update(Team).where(Team.id == ids["examiners"]).values(name="Nama Sementara"),
        update(Team).where(Team.id == ids["section"]).values(name="Tim Pemeriksa"),
    )
    with life.desk("melati") as desk:
        form = desk.form(Verb.HAND_OVER, desk.case(life.reference))
    offered = {code: name for one in form.fields if one.name == "team" for code, name in one.options}
    assert offered[ids["examiners"]] == "Tim Pemeriksa"
    assert offered[ids["section"]] == "Penerima Seksi Pendidikan"
