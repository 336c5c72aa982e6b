"""Who is kept away from a case, and who receives it instead."""

import pytest

from casemgr.errors import ConflictOfInterestError, NoReceivingTeamError
from casemgr.rules.conflicts import (
    Ground,
    Person,
    ReceivingTeam,
    Ties,
    check_conflict,
    conflicts,
    receiving_team,
)

PARENTS = {"school": "district", "district": "province", "province": "ministry", "inspectorate": "ministry"}
SUPERIORS = {"teacher": "head", "head": "district-head"}
STRANGER = Person("inspector", "inspectorate", frozenset({"region-1"}))


@pytest.mark.parametrize(
    ("person", "ties", "grounds"),
    [
        (Person("head"), Ties(subject_ids=frozenset({"head"})), {Ground.SUBJECT}),
        (Person("clerk", "school"), Ties(unit_ids=frozenset({"school"})), {Ground.UNIT}),
        (Person("clerk", "school"), Ties(unit_ids=frozenset({"province"})), {Ground.UNIT}),
        (Person("chief", "province"), Ties(unit_ids=frozenset({"school"})), set()),
        (Person("ana"), Ties(excluded_staff_ids=frozenset({"ana"})), {Ground.EXCLUDED}),
        (STRANGER, Ties(excluded_team_ids=frozenset({"region-1"})), {Ground.EXCLUDED}),
        (Person("ana"), Ties(declared_ids=frozenset({"ana"})), {Ground.DECLARED}),
        (Person("district-head"), Ties(subject_ids=frozenset({"teacher"})), {Ground.SUPERIOR}),
        (Person("teacher"), Ties(subject_ids=frozenset({"district-head"})), {Ground.SUBORDINATE}),
        (
            Person("head", "school"),
            Ties(subject_ids=frozenset({"teacher"}), unit_ids=frozenset({"school"})),
            {Ground.SUPERIOR, Ground.UNIT},
        ),
        (STRANGER, Ties(subject_ids=frozenset({"teacher"}), unit_ids=frozenset({"school"})), set()),
    ],
)
def test_grounds(person: Person, ties: Ties, grounds: set[Ground]) -> None:
    assert conflicts(person, ties, parents=PARENTS, superiors=SUPERIORS) == grounds


def test_a_conflict_refuses_without_its_ground() -> None:
    ties = Ties(subject_ids=frozenset({"head"}))
    check_conflict(STRANGER, ties)
    with pytest.raises(ConflictOfInterestError) as caught:
        check_conflict(Person("head"), ties)
    assert caught.value.staff_id == "head"
    assert "subject" not in str(caught.value)


def test_a_circle_in_the_tree_ends() -> None:
    circle = {"a": "b", "b": "a"}
    assert conflicts(Person("p", "a"), Ties(unit_ids=frozenset({"b"})), parents=circle) == {Ground.UNIT}
    assert not conflicts(Person("p", "a"), Ties(unit_ids=frozenset({"c"})), parents=circle)


TEAMS = (
    ReceivingTeam("above", last_resort=True),
    ReceivingTeam("local", "district"),
    ReceivingTeam("central", "inspectorate"),
)


@pytest.mark.parametrize(
    ("units", "excluded", "team"),
    [
        ((), (), "local"),
        (("school",), (), "local"),
        (("district",), (), "central"),
        (("province",), (), "central"),
        (("province",), ("central",), "above"),
        (("ministry",), (), "above"),
        ((), ("local", "central"), "above"),
    ],
)
def test_the_first_team_outside_the_unit_complained_about_receives(
    units: tuple[str, ...], excluded: tuple[str, ...], team: str
) -> None:
    found = receiving_team(TEAMS, unit_ids=units, excluded_team_ids=excluded, parents=PARENTS)
    assert found.id == team


def test_nobody_left_is_an_error_not_a_guess() -> None:
    with pytest.raises(NoReceivingTeamError):
        receiving_team(TEAMS, excluded_team_ids=("above", "local", "central"))
