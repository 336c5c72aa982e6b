"""Wraps and what a keyring opens with them: nothing by accident, nothing twice, nothing in a repr."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casemgr.errors import (
    DirectoryBrokenError,
    KeyNotHeldError,
    SealBrokenError,
    SignInFailedError,
    StaffNotFoundError,
)
from casemgr.founding import Founding
from casemgr.store.models import Note
from casemgr.testing import PASSPHRASE
from casemgr.vault import keys, totp
from casemgr.vault.directory import CASE, CUSTODY, Directory, staff_public
from casemgr.vault.formats import Header, KeyPair, SymmetricKey, seal_to
from casemgr.vault.keyring import CaseBox, Keyring, ReporterKeyring, open_wrap, open_wrap_under
from casemgr.vault.sealing import (
    CaseKey,
    case_to_staff,
    case_to_team,
    new_case,
    new_identity_version,
    new_report,
    place,
    wrap_to,
    wrap_under,
)
from casemgr.vault.staff_seeds import open_with_passphrase, open_with_printed_code
from casemgr.vault.wraps import Purpose, Vault, new_id
from tests.casemgr.desk.lives import Life

ON = dt.date(2026, 11, 23)


@pytest.fixture
def vault(founding: Founding) -> Vault:
    return founding.office.vault


# Wraps.


def test_wraps_come_back_as_they_were_newest_version_first(vault: Vault) -> None:
    pair, owner = KeyPair.generate(), new_id()
    made = [wrap_to(pair.public, bytes(32), Purpose.CASE_STAFF, owner, ON, version=one) for one in (1, 3, 2)]
    vault.add(made)
    vault.add([])
    assert [wrap.version for wrap in vault.of([owner], [Purpose.CASE_STAFF])] == [3, 2, 1]
    assert set(vault.of([owner], list(Purpose))) == set(made)
    assert vault.of([owner], [Purpose.CASE_TEAM]) == vault.of([new_id()], list(Purpose)) == []
    assert set(vault.for_recipients([pair.key_id], [Purpose.CASE_STAFF])) == set(made)
    assert set(vault.of([new_id() for _ in range(1_200)] + [owner], [Purpose.CASE_STAFF])) == set(made)
    vault.remove([made[0].id, new_id()])
    assert len(vault.of([owner], list(Purpose))) == 2
    vault.remove_owner(owner)
    vault.checkpoint()
    assert vault.of([owner], list(Purpose)) == []


def test_wraps_are_stored_all_or_none(vault: Vault) -> None:
    pair, owner = KeyPair.generate(), new_id()
    wrap = wrap_to(pair.public, bytes(32), Purpose.CASE_STAFF, owner, ON)
    with pytest.raises(Exception, match=r"(?i)unique"):
        vault.add([wrap, wrap])
    assert vault.of([owner], list(Purpose)) == []
    vault.add([wrap])


def test_wraps_of_one_owner_lie_side_by_side_and_say_nothing_more(vault: Vault) -> None:
    """Their ids share what the row says anyway, its owner, and nothing with those of another owner."""
    pair, owners = KeyPair.generate(), [new_id(), new_id()]
    made = [
        wrap_to(pair.public, bytes(32), Purpose.CASE_STAFF, owner, ON, version=one)
        for one in range(1, 4)
        for owner in owners
    ]
    vault.add(made)
    assert len({wrap.id for wrap in made}) == len(made)
    assert [wrap.owner for wrap in sorted(made, key=lambda wrap: wrap.id)] == sorted(owners * 3)
    assert len({wrap.id[16:] for wrap in made}) == len(made)


CHANGES: dict[str, Any] = {
    "id": new_id(),
    "purpose": Purpose.CASE_TEAM,
    "owner": new_id(),
    "version": 2,
}


@pytest.mark.parametrize("field", sorted(CHANGES))
def test_a_wrap_opens_in_its_own_row_only(field: str) -> None:
    pair, key = KeyPair.generate(), SymmetricKey.generate()
    sealed = wrap_to(pair.public, bytes(range(32)), Purpose.CASE_STAFF, new_id(), ON)
    wrapped = wrap_under(key, bytes(range(32)), Purpose.CASE_STAFF, new_id(), ON)
    assert open_wrap(pair, sealed) == open_wrap_under(key, wrapped) == bytes(range(32))
    with pytest.raises(SealBrokenError):
        open_wrap(pair, replace(sealed, **{field: CHANGES[field]}))
    with pytest.raises(SealBrokenError):
        open_wrap_under(key, replace(wrapped, **{field: CHANGES[field]}))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 119), bit=st.integers(0, 7))
def test_any_flipped_bit_of_a_wrap_is_one_named_error(place: int, bit: int) -> None:
    key = SymmetricKey.of(bytes(32))
    wrap = wrap_under(key, bytes(32), Purpose.REPORT_CASE, "ab" * 16, ON)
    blob = bytearray(wrap.blob)
    blob[place] ^= 1 << bit
    with pytest.raises(SealBrokenError):
        open_wrap_under(key, replace(wrap, blob=bytes(blob)))


@pytest.mark.parametrize("length", [0, 1, 15, 16, 119, 121])
def test_a_wrap_cut_short_or_grown_is_the_same_error(length: int) -> None:
    key = SymmetricKey.of(bytes(32))
    wrap = wrap_under(key, bytes(32), Purpose.REPORT_CASE, "ab" * 16, ON)
    with pytest.raises(SealBrokenError):
        open_wrap_under(key, replace(wrap, blob=(wrap.blob + b"x")[:length]))


def test_no_repr_shows_a_key(founding: Founding) -> None:
    life = Life(founding)
    life.file()
    keyring = life.keyring("melati")
    box = keyring.case(life.row().id)
    with life.intake() as intake:
        reporter = intake.enter(life.code)
    shown = " ".join(
        repr(one)
        for one in (keyring, box, box.newest, reporter, reporter.report(), founding, *founding.people)
    )
    secrets = [keyring.seed, box.newest.key.secret, reporter.cookie_bytes[:32]]
    secrets += [one.totp_secret for one in founding.people]
    for secret in secrets:
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown
    for text in (PASSPHRASE, founding.people[0].printed_code, *founding.case_recovery):
        assert text not in shown
    assert keyring.staff_id in shown, "the positive control"


# Whom seals go to.


def test_a_case_key_is_never_sealed_to_the_custodians_side(founding: Founding) -> None:
    """Whatever a row of the host says a team or a person is."""
    directory = founding.office.directory()
    case = CaseKey(new_id(), 1, SymmetricKey.generate())
    jaga = next(one.staff_id for one in founding.people if one.username == "jaga")
    with pytest.raises(DirectoryBrokenError):
        case_to_team(case, directory, founding.team_ids["custodians"], ON)
    with pytest.raises(DirectoryBrokenError):
        case_to_staff(case, directory, jaga, ON)
    with pytest.raises(DirectoryBrokenError):
        new_case(directory, new_id(), founding.team_ids["custodians"], ON)
    assert case_to_team(case, directory, founding.team_ids["intake"], ON)


def test_a_new_report_is_sealed_to_exactly_who_must_open_it(founding: Founding) -> None:
    directory = founding.office.directory()
    case, case_wraps = new_case(directory, new_id(), founding.team_ids["intake"], ON)
    half = SymmetricKey.generate()
    report = new_report(directory, new_id(), SymmetricKey.generate(), case, b"", ON)
    wraps = [*case_wraps, *report.wraps, report.to_receipt(half)]
    recipients = {wrap.purpose: wrap.recipient for wrap in wraps}
    assert recipients[Purpose.CASE_TEAM] == directory.team_key(founding.team_ids["intake"]).key_id
    assert recipients[Purpose.CASE_RECOVERY] == directory.recovery_key(CASE).key_id
    assert recipients[Purpose.IDENTITY_RECOVERY] == directory.recovery_key(CUSTODY).key_id
    assert (
        recipients[Purpose.IDENTITY_CUSTODIAN] == directory.team_key(founding.team_ids["custodians"]).key_id
    )
    assert recipients[Purpose.REPORT_CASE] == case.key.key_id
    assert recipients[Purpose.REPORTER_SEED] == half.key_id
    assert len(wraps) == 8


def test_versions_of_identity_seals_are_drawn_and_fit_their_column() -> None:
    drawn = {new_identity_version() for _ in range(200)}
    assert len(drawn) == 200
    assert all(1 <= one < 2**31 for one in drawn)


# Keyrings.


def test_a_keyring_opens_what_is_sealed_to_its_person_and_teams(founding: Founding) -> None:
    office = founding.office
    melati = office.unlock("melati", PASSPHRASE)
    team = office.directory().team_key(founding.team_ids["intake"])
    context = place("t", "c", owner=new_id(), row=new_id())
    own = office.directory().staff_key(melati.staff_id).public
    assert melati.open_sealed(seal_to(team.public, b"team", context), context) == b"team"
    assert melati.open_sealed(seal_to(own, b"own", context), context) == b"own"
    stranger = seal_to(KeyPair.generate().public, b"x", context)
    with pytest.raises(KeyNotHeldError):
        melati.open_sealed(stranger, context)
    with pytest.raises(KeyNotHeldError):
        melati.open(wrap_to(KeyPair.generate().public, bytes(32), Purpose.CASE_STAFF, new_id(), ON))
    assert melati.holds(team.key_id)
    assert not melati.holds(KeyPair.generate().key_id)


def test_a_box_without_keys_is_not_held() -> None:
    with pytest.raises(KeyNotHeldError):
        CaseBox(new_id(), [])


def test_a_wrong_seed_opens_nothing(founding: Founding) -> None:
    life = Life(founding)
    life.file()
    office = founding.office
    stranger = Keyring(office.vault, office.directory, life.staff("melati"), bytes(32))
    assert stranger.team_pairs() == {}
    with pytest.raises(KeyNotHeldError):
        stranger.case(life.row().id)
    with pytest.raises(KeyNotHeldError):
        ReporterKeyring(office.vault, new_id(), bytes(32)).report()


def test_a_wrap_put_into_the_vault_by_sql_opens_no_case(founding: Founding) -> None:
    """Garbage addressed to a team is a named error for its members, and no key for anybody."""
    life = Life(founding)
    life.file()
    case_id = life.row().id
    mallory = KeyPair.generate()
    forged = wrap_to(mallory.public, bytes(32), Purpose.CASE_STAFF, case_id, ON, version=9)
    founding.office.vault.add([forged])
    keyring = Keyring(founding.office.vault, founding.office.directory, life.staff("dewi"), mallory.seed)
    with pytest.raises(SealBrokenError):
        life_heading(life, keyring)
    assert life.seen_by("melati").title


@pytest.mark.parametrize("version", [1, 2, 9])
@pytest.mark.parametrize("purpose", [Purpose.CASE_TEAM, Purpose.CASE_STAFF])
def test_nobody_writes_under_a_key_that_somebody_put_into_the_vault(
    founding: Founding, purpose: Purpose, version: int
) -> None:
    """Sealing to a team needs its public key only; a newest version out of nowhere is not taken."""
    life = Life(founding)
    life.to_verification()
    case_id, directory = life.row().id, founding.office.directory()
    ours = SymmetricKey.generate()
    team = directory.team_key(founding.team_ids["intake"])
    public = team.public if purpose is Purpose.CASE_TEAM else directory.staff_key(life.staff("melati")).public
    forged = wrap_to(public, ours.secret, purpose, case_id, ON, version=version, epoch=1)
    linked = wrap_under(ours, bytes(32), Purpose.CASE_LINK, case_id, ON, version=1)
    founding.office.vault.add([forged, linked])
    try:
        life.do("melati", "note", {"text": "Rahasia."})
    except KeyNotHeldError:
        founding.office.vault.remove([forged.id, linked.id])
        life.do("melati", "note", {"text": "Rahasia."})
    with life.office.reading() as session:
        [sealed] = session.scalars(select(Note.body_sealed))
    assert Header.parse(sealed).key_id != ours.key_id
    founding.office.vault.remove([forged.id, linked.id])
    assert life.seen_by("bima").notes[0].text == "Rahasia."


def test_a_team_that_the_directory_does_not_know_opens_nothing(founding: Founding) -> None:
    life = Life(founding)
    life.file()
    melati, seed = life.staff("melati"), bytes(range(32))
    public = founding.office.directory().staff_key(melati).public
    founding.office.vault.add([wrap_to(public, seed, Purpose.TEAM_MEMBER, founding.team_ids["intake"], ON)])
    assert KeyPair.from_seed(seed).key_id not in life.keyring("melati").team_pairs()
    assert len(life.keyring("melati").team_pairs()) == 1


def life_heading(life: Life, keyring: Keyring) -> None:
    """Open the case's heading with what the forged wrap gives."""
    from casemgr.intake.places import heading_place

    row = life.row()
    try:
        keyring.case(row.id).read(row.heading_sealed, heading_place(row.id, row.heading_version))
    except KeyNotHeldError:
        raise SealBrokenError from None


# Ways back to a seed.


def test_passphrase_printed_code_and_recovery_give_one_seed(founding: Founding) -> None:
    from casemgr.vault.shares import Share, join_shares

    office = founding.office
    for person in (founding.people[0], next(one for one in founding.people if one.username == "jaga")):
        pepper = office.console_keys.staff_pepper
        [way_in] = office.vault.of([person.staff_id], [Purpose.STAFF_PASSPHRASE])
        seed = open_with_passphrase(
            office.vault, person.staff_id, way_in.id, PASSPHRASE, pepper, keys.CHEAPEST
        )
        assert open_with_printed_code(office.vault, person.staff_id, person.printed_code.lower()) == seed
        custody = person.username == "jaga"
        papers = founding.custody_recovery if custody else founding.case_recovery
        recovery = KeyPair.from_seed(join_shares(*(Share.from_text(text) for text in papers[1:])))
        [wrap] = office.vault.of([person.staff_id], [Purpose.STAFF_RECOVERY])
        assert open_wrap(recovery, wrap) == seed
        other = founding.case_recovery if custody else founding.custody_recovery
        wrong = KeyPair.from_seed(join_shares(*(Share.from_text(text) for text in other[1:])))
        with pytest.raises(SealBrokenError):
            open_wrap(wrong, wrap)


def test_what_does_not_fit_opens_no_seed(founding: Founding) -> None:
    office, (melati, bima, *_) = founding.office, founding.people
    pepper = office.console_keys.staff_pepper
    for staff_id, passphrase, salt in (
        (melati.staff_id, "enam ekor kambing makan rumput", pepper),
        (melati.staff_id, PASSPHRASE, bytes(32)),
        (new_id(), PASSPHRASE, pepper),
    ):
        wraps = office.vault.of([staff_id], [Purpose.STAFF_PASSPHRASE])
        way_in = wraps[0].id if wraps else None
        with pytest.raises(SignInFailedError):
            open_with_passphrase(office.vault, staff_id, way_in, passphrase, salt, keys.CHEAPEST)
    for staff_id, code in ((melati.staff_id, bima.printed_code), (new_id(), melati.printed_code)):
        with pytest.raises(KeyNotHeldError):
            open_with_printed_code(office.vault, staff_id, code)


def test_a_seed_wrap_renamed_by_sql_signs_nobody_in_as_another(founding: Founding) -> None:
    """Mallory copies the wrap of her own passphrase to melati's id: it does not open there."""
    office, (melati, bima, *_) = founding.office, founding.people
    [own] = office.vault.of([bima.staff_id], [Purpose.STAFF_PASSPHRASE])
    [other] = office.vault.of([melati.staff_id], [Purpose.STAFF_PASSPHRASE])
    office.vault.remove_owner(melati.staff_id)
    office.vault.add([replace(own, id=other.id, owner=melati.staff_id)])
    with pytest.raises(SignInFailedError):
        office.unlock("melati", PASSPHRASE)
    assert office.unlock("bima", PASSPHRASE)


def test_a_directory_tells_sides_apart(founding: Founding) -> None:
    directory = founding.office.directory()
    jaga = next(one.staff_id for one in founding.people if one.username == "jaga")
    assert directory.staff_key(jaga).side == CUSTODY
    pair = KeyPair.generate()
    document = directory.with_staff_key(new_id(), CASE, *staff_public(pair.seed))
    holder = next(key.holder for key in document.keys if key.key_id == pair.key_id)
    with pytest.raises(DirectoryBrokenError):
        document.with_member(founding.team_ids["custodians"], holder)
    assert isinstance(document.with_member(founding.team_ids["intake"], holder), Directory)
    with pytest.raises(StaffNotFoundError):
        document.staff_key(new_id())


# The second factor.

RFC_6238 = [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
    (2000000000, "279037"), (20000000000, "353130"),
]  # fmt: skip
"""RFC 6238, appendix B, SHA-1, the last six of eight digits."""


@pytest.mark.parametrize(("seconds", "code"), RFC_6238)
def test_second_factor_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    now = dt.datetime.fromtimestamp(seconds, dt.UTC)
    assert totp.code_at(b"12345678901234567890", now) == code
    assert totp.check(b"12345678901234567890", f" {code[:3]} {code[3:]} ", now, last_step=0) == seconds // 30


def test_a_step_is_never_taken_twice_nor_an_older_one() -> None:
    secret, now = totp.new_secret(), dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    step = totp.check(secret, totp.code_at(secret, now), now, last_step=0)
    earlier = totp.code_at(secret, now - dt.timedelta(seconds=30))
    for code in (totp.code_at(secret, now), earlier, "", "12345", "abcdef", "１２３４５６", "\ud800"):
        with pytest.raises(SignInFailedError):
            totp.check(secret, code, now, last_step=step)
    later = now + dt.timedelta(seconds=30)
    assert totp.check(secret, totp.code_at(secret, later), now, last_step=step) == step + 1


def test_the_uri_for_an_authenticator_is_escaped() -> None:
    uri = totp.provisioning_uri(bytes(20), "me&you", "Kantor Contoh / A")
    assert uri.startswith("otpauth://totp/Kantor%20Contoh%20/%20A%3Ame%26you?secret=" + "A" * 32)
    assert len(totp.new_secret()) == 20
