"""The key directory says who may be sealed to, and nobody can put another or an older one in its place."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from casemgr.errors import (
    DirectoryBrokenError,
    KeyNotHeldError,
    StaffNotFoundError,
    TeamNotFoundError,
    UnitNotFoundError,
)
from casemgr.vault import directory
from casemgr.vault.directory import CASE, CUSTODY, Directory, DirectoryKey, Membership, Team, Unit
from casemgr.vault.formats import KeyPair, PublicKey
from casemgr.vault.highest_seen import HighestSeen

SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(32))
VERIFIER = SIGNER.public_key()


UNITS = (
    Unit("inspectorate", "Inspektorat Contoh"),
    Unit("education", "Seksi Pendidikan Contoh"),
    Unit("school", "Madrasah Contoh 1", "education"),
)


def _seed(number: int) -> bytes:
    return number.to_bytes(32, "big")


def _public(number: int) -> PublicKey:
    return KeyPair.from_seed(_seed(number)).public


def _with_staff(document: Directory, staff_id: str, number: int, side: directory.Side = CASE) -> Directory:
    return document.with_staff_key(staff_id, side, *directory.staff_public(_seed(number)))


def _office() -> Directory:
    document = Directory.first("office-1")
    document = document.with_recovery_key(CASE, _public(90)).with_recovery_key(CUSTODY, _public(91))
    for number, staff_id in enumerate(("ani", "budi", "cici"), start=1):
        document = _with_staff(document, staff_id, number)
    document = _with_staff(document, "dedi", 4, CUSTODY)
    document = document.with_units(*UNITS)
    intake = Team("intake", "intake", "Tim Pengaduan", "inspectorate", rank=1)
    document = document.with_team(intake, _public(50)).with_team(Team("custody", "custodian"), _public(60))
    return document.with_member("intake", "ani").with_member("intake", "budi").with_member("custody", "dedi")


def _publish(document: Directory) -> tuple[bytes, bytes]:
    return directory.canonical_bytes(document), directory.sign(document, SIGNER)


def test_every_change_is_a_document_of_its_own_with_the_next_number() -> None:
    before = _office()
    after = before.with_member("intake", "cici")
    assert after.number == before.number + 1
    assert before.members("intake") == ("ani", "budi")
    assert after.members("intake") == ("ani", "budi", "cici")


def test_look_ups_find_the_keys_to_seal_to() -> None:
    document = _office()
    assert document.team_key("intake").public == _public(50)
    assert document.team_key("intake").epoch == 1
    assert document.staff_key("ani").public == _public(1)
    assert document.recovery_key(CASE).public == _public(90)
    assert document.recovery_key(CUSTODY).public == _public(91)
    assert document.key(_public(2).key_id).holder == "budi"
    assert (document.case_teams(), document.custodian_teams()) == (("intake",), ("custody",))
    assert [team.id for team in document.teams_of("ani")] == ["intake"]


def test_look_ups_of_nobody_raise_their_named_error() -> None:
    document = _office()
    with pytest.raises(TeamNotFoundError):
        document.team_key("nobody")
    with pytest.raises(TeamNotFoundError):
        document.members("nobody")
    with pytest.raises(StaffNotFoundError):
        document.staff_key("nobody")
    with pytest.raises(StaffNotFoundError):
        document.without_member("intake", "cici")
    with pytest.raises(KeyNotHeldError):
        Directory.first("office-2").recovery_key(CASE)
    with pytest.raises(KeyNotHeldError):
        document.key(bytes(8))


def test_a_proposed_person_is_no_member_until_confirmed() -> None:
    proposed = _office().with_proposed_member("intake", "cici")
    assert proposed.members("intake") == ("ani", "budi")
    assert proposed.members("intake", "proposed") == ("cici",)
    assert proposed.teams_of("cici") == ()
    confirmed = proposed.with_member("intake", "cici")
    assert confirmed.members("intake", "proposed") == ()
    assert confirmed.members("intake") == ("ani", "budi", "cici")


def test_a_leaver_is_no_member_and_the_next_epoch_has_another_key() -> None:
    document = _office().without_member("intake", "budi").with_team_epoch("intake", _public(51))
    assert document.members("intake") == ("ani",)
    assert document.members("intake", "left") == ("budi",)
    assert document.team_key("intake").public == _public(51)
    assert document.team("intake").epoch == document.team_key("intake").epoch == 2
    assert document.key(_public(50).key_id).state == "retired"


def test_a_retired_person_holds_no_key_and_is_in_no_team() -> None:
    document = _office().with_retired("budi")
    assert document.members("intake") == ("ani",)
    assert document.key(_public(2).key_id).state == "retired"
    with pytest.raises(StaffNotFoundError):
        document.staff_key("budi")
    with pytest.raises(StaffNotFoundError):
        document.with_member("intake", "budi")


def test_a_person_with_a_fresh_key_must_be_confirmed_again() -> None:
    document = _with_staff(_office(), "budi", 22)
    assert document.staff_key("budi").public == _public(22)
    assert document.members("intake") == ("ani",)


def test_nobody_holds_keys_of_a_custodian_team_and_of_a_case_team() -> None:
    document = _office()
    with pytest.raises(DirectoryBrokenError):
        document.with_member("custody", "ani")
    with pytest.raises(DirectoryBrokenError):
        document.with_member("intake", "dedi")
    assert document.with_proposed_member("custody", "ani").members("custody") == ("dedi",)


def test_who_changes_sides_begins_with_a_fresh_key() -> None:
    """The old seed is sealed to the recovery key of the old side, and opens what the old team left behind."""
    document = _office().without_member("intake", "ani")
    with pytest.raises(DirectoryBrokenError):
        document.with_member("custody", "ani")
    moved = _with_staff(document, "ani", 31, CUSTODY).with_member("custody", "ani")
    assert moved.members("custody") == ("ani", "dedi")


def test_a_small_office_may_join_the_sides_visibly() -> None:
    small = _office().with_sides_rule(allow_both_sides=True).with_member("custody", "ani")
    assert [team.id for team in small.teams_of("ani")] == ["intake", "custody"]
    assert json.loads(directory.canonical_bytes(small))["allow_both_sides"] is True
    with pytest.raises(DirectoryBrokenError):
        small.with_sides_rule(allow_both_sides=False)


def test_two_teams_of_one_side_may_share_a_person() -> None:
    document = _office().with_team(Team("review", "examination"), _public(70)).with_member("review", "ani")
    assert [team.id for team in document.teams_of("ani")] == ["intake", "review"]


@pytest.mark.parametrize(
    "build",
    [
        lambda document: document.with_team(Team("intake", "intake"), _public(71)),
        lambda document: document.with_team(Team("third", "intake"), _public(50)),
        lambda document: document.with_team_epoch("intake", _public(50)),
        lambda document: document.with_staff_key("eka", CASE, _public(1), bytes(32)),
        lambda document: document.with_staff_key("eka", CASE, _public(72), b"short"),
        lambda document: document.with_staff_key("", CASE, _public(72), bytes(32)),
        lambda document: Directory("o", -1, False, (), (), ()),
        lambda document: Directory("o", 1, False, (), (Team("t", "intake"),), ()),
        lambda document: Directory("o", 1, False, document.keys, (), (Membership("t", "ani", "active"),)),
        lambda document: Directory(
            "o", 1, False, (DirectoryKey("team", CASE, "t", 0, "active", _public(1)),), (), ()
        ),
    ],
)
def test_a_document_that_contradicts_itself_cannot_be_made(build: Any) -> None:
    with pytest.raises(DirectoryBrokenError):
        build(_office())


# Units and where teams stand.


def test_units_move_and_end_by_documents_of_their_own() -> None:
    before = _office()
    moved = before.with_units(Unit("school", "Madrasah Contoh Satu", "inspectorate"))
    assert moved.number == before.number + 1
    assert moved.unit("school") == Unit("school", "Madrasah Contoh Satu", "inspectorate")
    assert dict(moved.parents) == {"inspectorate": None, "education": None, "school": "inspectorate"}
    ended = moved.without_unit("school").without_unit("education")
    assert [unit.id for unit in ended.units] == ["inspectorate"]
    with pytest.raises(UnitNotFoundError):
        ended.unit("school")
    with pytest.raises(UnitNotFoundError):
        ended.without_unit("school")


def test_a_team_moves_with_its_key() -> None:
    before = _office()
    moved = before.with_team_place("intake", name="Tim Depan", unit_id="school", rank=4)
    assert moved.team("intake") == Team("intake", "intake", "Tim Depan", "school", rank=4, epoch=1)
    assert moved.team_key("intake") == before.team_key("intake")
    later = moved.with_team_epoch("intake", _public(51))
    assert later.team("intake") == Team("intake", "intake", "Tim Depan", "school", rank=4, epoch=2)
    with pytest.raises(TeamNotFoundError):
        before.with_team_place("nobody", name="", unit_id=None, rank=0)


@pytest.mark.parametrize(
    "build",
    [
        lambda document: document.with_units(Unit("lost", "Unit Contoh", "nowhere")),
        lambda document: document.with_units(Unit("lost", "Unit Contoh", "lost")),
        lambda document: document.with_units(Unit("education", "Seksi", "school")),
        lambda document: document.with_units(Unit("twice", "Satu"), Unit("twice", "Dua")),
        lambda document: document.without_unit("education"),
        lambda document: document.without_unit("inspectorate"),
        lambda document: document.with_team_place("intake", name="", unit_id="nowhere", rank=0),
        lambda document: document.with_team(Team("new", "intake", "", "nowhere"), _public(71)),
        lambda document: document.with_team(Team("new", "other"), _public(71)),
        lambda document: Directory(
            "o", 1, False, (DirectoryKey("recovery", CASE, CASE, 0, "active", _public(1), b"", "x"),), (), ()
        ),
    ],
)
def test_a_place_that_cannot_be_is_refused(build: Any) -> None:
    with pytest.raises(DirectoryBrokenError):
        build(_office())


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 14), max_size=12))
def test_a_tree_with_a_cycle_or_an_unknown_parent_is_refused(above: dict[int, int]) -> None:
    """Parents 13 and 14 stand for nothing above, a number without an entry for an unknown unit."""
    units = [Unit(str(one), "", None if parent > 12 else str(parent)) for one, parent in above.items()]

    def climbs_out(one: int) -> bool:
        for _ in range(len(above) + 1):
            if one not in above:
                return False
            if above[one] > 12:
                return True
            one = above[one]
        return False

    if all(climbs_out(one) for one in above):
        built = Directory("o", 1, False, (), (), (), tuple(units))
        assert directory.verify(*_publish(built), VERIFIER).parents == built.parents
    else:
        with pytest.raises(DirectoryBrokenError):
            Directory("o", 1, False, (), (), (), tuple(units))


# Published bytes.


def test_a_published_document_reads_back_the_same() -> None:
    document = _office()
    read = directory.verify(*_publish(document), VERIFIER, at_least=document.number)
    assert directory.canonical_bytes(read) == directory.canonical_bytes(document)
    assert read.members("intake") == document.members("intake")
    assert read.team_key("custody") == document.team_key("custody")


def test_a_changed_document_or_signature_is_broken() -> None:
    body, signature = _publish(_office())
    assert directory.verify(body, signature, VERIFIER)
    for position in range(0, len(body), 97):
        changed = bytearray(body)
        changed[position] ^= 1
        with pytest.raises(DirectoryBrokenError):
            directory.verify(bytes(changed), signature, VERIFIER)
    for position in range(len(signature)):
        changed = bytearray(signature)
        changed[position] ^= 1
        with pytest.raises(DirectoryBrokenError):
            directory.verify(body, bytes(changed), VERIFIER)


def test_another_signer_is_broken() -> None:
    document = _office()
    forged = directory.sign(document, Ed25519PrivateKey.generate())
    with pytest.raises(DirectoryBrokenError):
        directory.verify(directory.canonical_bytes(document), forged, VERIFIER)


def test_a_signature_over_the_bare_bytes_is_broken() -> None:
    body, _ = _publish(_office())
    with pytest.raises(DirectoryBrokenError):
        directory.verify(body, SIGNER.sign(body), VERIFIER)


def test_an_older_document_is_broken_although_it_is_rightly_signed() -> None:
    old = _office()
    new = old.without_member("intake", "budi")
    assert directory.verify(*_publish(new), VERIFIER, at_least=new.number).number == new.number
    with pytest.raises(DirectoryBrokenError) as caught:
        directory.verify(*_publish(old), VERIFIER, at_least=new.number)
    assert caught.value.number == old.number


def _signed(body: bytes) -> tuple[bytes, bytes]:
    return body, SIGNER.sign(b"casemgr key directory v1\n" + body)


@pytest.mark.parametrize(
    "change",
    [
        {"number": "3"},
        {"number": 3.0},
        {"format": 2},
        {"office": 5},
        {"keys": None},
        {"keys": [{}]},
        {"teams": [{"id": "x", "kind": "other", "name": "", "unit": None, "rank": 0, "epoch": 1}]},
        {"units": [{"id": "x", "name": "X"}]},
        {"units": [{"id": "x", "name": 1, "parent": None}]},
        {
            "units": [
                {"id": "education", "name": "", "parent": None},
                {"id": "inspectorate", "name": "", "parent": "school"},
                {"id": "school", "name": "", "parent": "inspectorate"},
            ]
        },
        {"memberships": [{"team": "intake", "staff": "ani", "state": "owner"}]},
        {"extra": 1},
        {"allow_both_sides": "yes"},
    ],
)
def test_signed_bytes_of_another_shape_are_broken(change: dict[str, Any]) -> None:
    body, _ = _publish(_office())
    value = json.loads(body) | change
    changed = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(DirectoryBrokenError):
        directory.verify(*_signed(changed), VERIFIER)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b'{"format":1}'])
def test_signed_rubbish_is_broken(body: bytes) -> None:
    with pytest.raises(DirectoryBrokenError):
        directory.verify(*_signed(body), VERIFIER)


def test_only_the_canonical_form_is_accepted() -> None:
    body, _ = _publish(_office())
    assert directory.verify(*_signed(body), VERIFIER)
    spaced = json.dumps(json.loads(body), sort_keys=True).encode()
    with pytest.raises(DirectoryBrokenError):
        directory.verify(*_signed(spaced), VERIFIER)


# Fingerprints.


def test_fingerprint_is_forty_digits_that_cover_both_keys() -> None:
    document = _office()
    ani = document.staff_key("ani")
    shown = directory.fingerprint(ani)
    assert [len(group) for group in shown.split(" ")] == [5] * 8
    assert shown.replace(" ", "").isdigit()
    assert shown == directory.fingerprint(_office().staff_key("ani"))
    swapped = DirectoryKey("staff", CASE, "ani", 0, "active", ani.public, bytes(32))
    assert (
        len({shown, directory.fingerprint(swapped), directory.fingerprint(document.staff_key("budi"))}) == 3
    )


# The highest number seen.


def test_the_highest_number_seen_only_goes_up(tmp_path: Path) -> None:
    seen = HighestSeen(tmp_path / "seen")
    assert seen.value() == 0
    assert [seen.advance(number) for number in (3, 2, 3, 7, 0)] == [3, 3, 3, 7, 7]
    assert HighestSeen(tmp_path / "seen").value() == 7
    assert [path.name for path in tmp_path.iterdir()] == ["seen"]


def test_a_damaged_number_is_not_taken_for_none(tmp_path: Path) -> None:
    (tmp_path / "seen").write_text("seven")
    with pytest.raises(DirectoryBrokenError):
        HighestSeen(tmp_path / "seen").value()


def test_processes_that_race_leave_the_highest(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom casemgr.vault.highest_seen import HighestSeen\n"
        "for number in range(int(sys.argv[2]), 60, 3):\n"
        "    HighestSeen(Path(sys.argv[1])).advance(number)\n"
    )
    path = tmp_path / "seen"
    racing = [subprocess.Popen([sys.executable, "-c", code, str(path), str(start)]) for start in range(3)]
    assert [process.wait(30) for process in racing] == [0, 0, 0]
    assert HighestSeen(path).value() == 59
