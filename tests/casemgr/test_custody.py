"""Identities: who can open one, how often, and what raw rows are worth."""

import datetime as dt
from itertools import combinations

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casemgr.custody import Custody, Reservation
from casemgr.errors import (
    CasemgrError,
    DecisionPendingError,
    DisclosureClosedError,
    DisclosureNotFoundError,
    DutyConflictError,
    KeyNotHeldError,
    NotPermittedError,
    ReadOnlySessionError,
    SealBrokenError,
    SubmissionInvalidError,
    VerbNotAllowedError,
)
from casemgr.founding import Founding, OfficePlan, TeamPlan
from casemgr.rules.workflow import Role, Verb
from casemgr.store.models import Disclosure, DisclosureAnswer, Report
from casemgr.submissions import Identity
from casemgr.testing import cheap_office, small_plan
from casemgr.vault import formats, keys
from casemgr.vault.formats import KeyPair
from casemgr.vault.keyring import Keyring, open_wrap, open_wrap_under
from casemgr.vault.sealing import identity_place
from casemgr.vault.shares import Share, join_shares
from casemgr.vault.wraps import Purpose, Wrap
from tests.casemgr.desk.lives import Life
from tests.support.offices import close

NAME = "Nama Rekaan Pelapor"
IDENTITY = Identity(NAME, "0812-0000-0000", "wali murid")
GROUND = "perlindungan"


@pytest.fixture
def life(founding: Founding) -> Life:
    life = Life(founding)
    life.to_review(identity=IDENTITY)
    return life


def report_of(life: Life) -> Report:
    with life.office.reading() as session:
        return session.scalars(select(Report).where(Report.reference == life.reference)).one()


def request(life: Life, user: str = "ratna", **changes: object) -> str:
    values: dict[str, object] = {"ground": GROUND, "reason": "Pelapor perlu dilindungi.", **changes}
    with life.custody(user) as custody:
        case = custody.case(life.reference)
        return custody.request(case, case.reports[0].id, **values)  # type: ignore[arg-type]  # its keywords


def approve(life: Life, disclosure_id: str, user: str = "jaga") -> None:
    with life.custody(user) as custody:
        custody.approve(disclosure_id, "Perlu.")


def disclose(life: Life, disclosure_id: str, user: str = "ratna") -> Identity | None:
    reserved = reserve(life, disclosure_id, user)
    with life.custody(user) as custody:
        return custody.disclose(reserved).identity


def reserve(life: Life, disclosure_id: str, user: str = "ratna") -> Reservation:
    with life.custody(user) as custody:
        return custody.reserve(disclosure_id)


def raw_opening(keyrings: list[Keyring], report: Report, wraps: list[Wrap]) -> bytes:
    """Open an identity from raw rows with every key these people hold, checking nothing else.

    This is what somebody with both databases does; it calls no door.
    """
    own_halves: list[bytes] = []
    for keyring in keyrings:
        try:
            key = formats.SymmetricKey.of(keyring.report_secret(report.id, report.case_id))
        except KeyNotHeldError:
            continue
        halves = [one for one in wraps if one.purpose is Purpose.IDENTITY_REPORT]
        own_halves += [open_wrap_under(key, one) for one in halves]
    team_halves = [
        (keyring._directory().key(wrap.recipient).holder, keyring.open(wrap))
        for wrap in wraps
        if wrap.purpose is Purpose.IDENTITY_CUSTODIAN
        for keyring in keyrings
        if keyring.holds(wrap.recipient)
    ]
    for half in own_halves:
        for team_half in team_halves:
            try:
                key = keys.identity_key(half, [team_half])
                place = identity_place(report.id, report.identity_version)
                return formats.decrypt_identity(key, report.identity_sealed, place)
            except SealBrokenError:
                continue
    raise SealBrokenError


def test_officer_and_custodian_together_open_an_identity_and_nobody_does_alone(life: Life) -> None:
    """From raw vault rows, with the keyrings themselves: both open, no smaller group does."""
    report = report_of(life)
    wraps = life.office.vault.of([report.id], list(Purpose))
    officers = [life.keyring(name) for name in ("melati", "bima", "ratna", "laras")]
    custodians = [life.keyring(name) for name in ("jaga", "suci")]
    assert NAME.encode() in raw_opening([officers[0], custodians[0]], report, wraps)
    for alone in (officers, custodians, [life.keyring("adi"), life.keyring("wira")]):
        with pytest.raises(SealBrokenError):
            raw_opening(alone, report, wraps)


def test_both_recovery_quorums_together_open_an_identity_and_neither_does_alone(life: Life) -> None:
    report, vault = report_of(life), life.office.vault
    pairs = {}
    for side in ("case", "custody"):
        papers = getattr(life.founding, f"{side}_recovery")
        for two in combinations(papers, 2):
            pairs[side] = KeyPair.from_seed(join_shares(*(Share.from_text(text) for text in two)))
            assert pairs[side].public == life.office.directory().recovery_key(side).public
    [case_wrap] = vault.of([report.case_id], [Purpose.CASE_RECOVERY])
    case_key = formats.SymmetricKey.of(open_wrap(pairs["case"], case_wrap))
    [report_wrap] = vault.of([report.id], [Purpose.REPORT_CASE])
    report_key = formats.SymmetricKey.of(open_wrap_under(case_key, report_wrap))
    [own] = vault.of([report.id], [Purpose.IDENTITY_REPORT])
    [half] = vault.of([report.id], [Purpose.IDENTITY_RECOVERY])
    with pytest.raises(SealBrokenError):
        open_wrap(pairs["case"], half)
    with pytest.raises(SealBrokenError):
        open_wrap(pairs["custody"], case_wrap)
    team = life.founding.team_ids["custodians"]
    key = keys.identity_key(open_wrap_under(report_key, own), [(team, open_wrap(pairs["custody"], half))])
    place = identity_place(report.id, report.identity_version)
    assert NAME.encode() in formats.decrypt_identity(key, report.identity_sealed, place)


def test_an_identity_is_disclosed_once_and_old_halves_are_worthless(life: Life) -> None:
    before = report_of(life)
    old = life.office.vault.of([before.id], list(Purpose))
    asked = request(life)
    with pytest.raises(DisclosureClosedError):
        disclose(life, asked)
    approve(life, asked)
    released = life.office.vault.of([asked], [Purpose.IDENTITY_DISCLOSED])
    assert disclose(life, asked) == IDENTITY
    with pytest.raises(DisclosureClosedError):
        disclose(life, asked)
    life.work()
    after = report_of(life)
    everyone = [life.keyring("ratna"), life.keyring("jaga")]
    with pytest.raises(SealBrokenError):
        raw_opening(everyone, after, [*old, *released])
    fresh = life.office.vault.of([after.id], list(Purpose))
    assert NAME.encode() in raw_opening(everyone, after, fresh)
    assert life.office.vault.of([asked], [Purpose.IDENTITY_DISCLOSED]) == []
    assert not {wrap.id for wrap in old if wrap.purpose.value.startswith("identity")} & {
        one.id for one in fresh
    }
    again = request(life)
    approve(life, again, "suci")
    assert disclose(life, again) == IDENTITY


def dying_door(life: Life, session: Session) -> Custody:
    return Custody(session, life.office, life.keyring("ratna"), clock=life.clock)


def test_a_reservation_that_was_not_committed_opens_nothing_and_uses_nothing_up(life: Life) -> None:
    asked = request(life)
    approve(life, asked)
    with life.dying() as session:
        dead = dying_door(life, session)
        reserved = dead.reserve(asked)
        with pytest.raises(DisclosureClosedError):
            dead.disclose(reserved)
    with life.custody("ratna") as custody, pytest.raises(DisclosureClosedError):
        custody.disclose(reserved)
    assert disclose(life, asked) == IDENTITY


def test_a_view_that_died_after_the_name_was_read_is_no_second_look(life: Life) -> None:
    """The row was used up before: neither the same reservation nor another opens it again."""
    asked = request(life)
    approve(life, asked)
    reserved = reserve(life, asked)
    with life.dying() as session:
        assert dying_door(life, session).disclose(reserved).identity == IDENTITY
    with life.custody("ratna") as custody, pytest.raises(DisclosureClosedError):
        custody.disclose(reserved)
    with pytest.raises(DisclosureClosedError):
        reserve(life, asked)
    life.work()
    assert life.office.vault.of([asked], [Purpose.IDENTITY_DISCLOSED]) == []
    again = request(life)
    approve(life, again)
    assert disclose(life, again) == IDENTITY


def test_a_reservation_lost_with_its_process_is_asked_for_again(life: Life) -> None:
    """The released halves go although nobody looked; what was sealed stays as it was."""
    asked = request(life)
    approve(life, asked)
    reserve(life, asked)
    life.work()
    assert life.office.vault.of([asked], [Purpose.IDENTITY_DISCLOSED]) == []
    with pytest.raises(DisclosureClosedError):
        disclose(life, asked)
    again = request(life)
    approve(life, again)
    assert disclose(life, again) == IDENTITY


def test_another_officer_does_not_take_a_reservation(life: Life) -> None:
    asked = request(life)
    approve(life, asked)
    reserved = reserve(life, asked)
    with life.custody("bima") as custody, pytest.raises(DisclosureClosedError):
        custody.disclose(reserved)
    with life.office.reading() as session, pytest.raises(ReadOnlySessionError):
        dying_door(life, session).disclose(reserved)
    with life.custody("ratna") as custody:
        assert custody.disclose(reserved).identity == IDENTITY


def test_fresh_halves_of_a_view_that_died_do_not_disturb_the_next(life: Life) -> None:
    """They are in the vault, the host's row still has the old seal: both must work."""
    asked = request(life)
    approve(life, asked)
    reserved = reserve(life, asked)
    with life.dying() as session:
        dying_door(life, session).disclose(reserved)
    again = request(life)
    approve(life, again)
    assert disclose(life, again) == IDENTITY
    again = request(life)
    approve(life, again)
    assert disclose(life, again) == IDENTITY


def test_nobody_but_the_officer_who_asked_opens_it(life: Life) -> None:
    asked = request(life)
    approve(life, asked)
    for other in ("melati", "bima", "laras", "wira", "jaga", "adi"):
        with pytest.raises(DisclosureNotFoundError):
            disclose(life, asked, other)
    assert disclose(life, asked) == IDENTITY


def test_another_name_in_the_row_does_not_open_what_was_released(life: Life) -> None:
    """Somebody with SQL makes the approved request theirs: the half is sealed to another key."""
    asked = request(life)
    approve(life, asked)
    with life.writing() as session:
        session.execute(update(Disclosure).values(asked_by=life.staff("bima")))
    with pytest.raises(KeyNotHeldError):
        disclose(life, asked, "bima")


def test_an_approval_in_the_row_alone_opens_nothing(life: Life) -> None:
    asked = request(life)
    with life.writing() as session:
        session.execute(update(Disclosure).values(state="approved"))
        session.execute(update(DisclosureAnswer).values(answer="approved", answered_at=life.clock.now))
    with pytest.raises(DisclosureClosedError):
        disclose(life, asked)


def test_a_refusal_ends_a_request(life: Life) -> None:
    asked = request(life)
    with life.custody("suci") as custody:
        custody.refuse(asked, "Tidak perlu.")
    with pytest.raises(DisclosureClosedError):
        approve(life, asked)
    with pytest.raises(DisclosureClosedError):
        disclose(life, asked)
    view = life.view()
    assert view.disclosure is not None
    assert (view.disclosure.state, view.disclosure.ground) == ("refused", GROUND)
    assert "identity_refused" in {message.code for message in view.messages}


def test_a_second_request_of_one_officer_is_refused_and_names_the_first(life: Life) -> None:
    """Another officer may ask; the first one's request goes on undisturbed, also once it was approved."""
    asked = request(life)
    for _ in range(2):
        with pytest.raises(DecisionPendingError) as caught:
            request(life, reason="Sekali lagi.")
        assert (caught.value.verb, caught.value.decision_id) == (Verb.REQUEST, asked)
        approve_once(life, asked)
    with life.office.reading() as session:
        assert len(session.scalars(select(Disclosure.id)).all()) == 1
    assert request(life, "bima") != asked
    assert disclose(life, asked) == IDENTITY


def approve_once(life: Life, disclosure_id: str) -> None:
    with life.office.reading() as session:
        if session.get_one(Disclosure, disclosure_id).state == "approved":
            return
    approve(life, disclosure_id)


def test_an_approval_waits_a_week_and_is_then_asked_for_again(life: Life) -> None:
    first = request(life)
    approve(life, first)
    life.clock.advance(days=7)
    assert disclose(life, first) == IDENTITY
    second = request(life)
    approve(life, second)
    life.clock.advance(days=7)
    with pytest.raises(DecisionPendingError):
        request(life)
    life.clock.advance(seconds=1)
    with pytest.raises(DisclosureClosedError):
        disclose(life, second)
    third = request(life)
    with pytest.raises(DecisionPendingError):
        request(life)
    approve(life, third)
    assert disclose(life, third) == IDENTITY


def test_a_name_changed_after_the_approval_is_asked_for_again(life: Life) -> None:
    """What was released opens the old seal only, which is gone."""
    asked = request(life)
    approve(life, asked)
    with life.intake() as intake:
        intake.add_identity(intake.enter(life.code), Identity("Nama Baru"))
    with pytest.raises(DisclosureClosedError):
        disclose(life, asked)
    again = request(life)
    approve(life, again)
    assert disclose(life, again) == Identity("Nama Baru")


def test_asking_needs_a_ground_a_short_reason_and_a_word_to_the_reporter(life: Life) -> None:
    for changes, field in (
        ({"ground": "curiosity"}, "ground"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
        ({"tell_reporter": False}, "untold_code"),
    ):
        with pytest.raises(SubmissionInvalidError) as caught:
            request(life, **changes)
        assert set(caught.value.fields) == {field}
    silent = request(life, tell_reporter=False, untold_code="penyerahan_aph")
    assert life.view().disclosure is None
    approve(life, silent)
    assert disclose(life, silent) == IDENTITY
    assert life.view().disclosure is None
    request(life)
    assert life.view().disclosure is not None


def test_who_may_ask_and_decide(life: Life) -> None:
    with pytest.raises(NotPermittedError):
        request(life, "melati")
    with pytest.raises(CasemgrError):
        request(life, "jaga")
    asked = request(life)
    for stranger in ("ratna", "adi", "tirta"):
        with pytest.raises(DisclosureNotFoundError):
            approve(life, asked, stranger)
        with life.custody(stranger) as custody:
            assert custody.pending() == ()
    with life.custody("jaga") as custody:
        [view] = custody.pending()
        assert (view.reason, view.requester, view.is_mine_to_decide) == (
            "Pelapor perlu dilindungi.",
            "Ratna W.",
            True,
        )
        assert custody.view(asked) == view
    with life.custody("ratna") as custody:
        assert custody.view(asked).reason is None
    with life.custody("bima") as custody, pytest.raises(DisclosureNotFoundError):
        custody.view(asked)
    with pytest.raises(SubmissionInvalidError), life.custody("jaga") as custody:
        custody.approve(asked, "  ")


def test_nothing_is_asked_before_review_or_after_the_end(founding: Founding) -> None:
    life = Life(founding)
    life.to_verification(identity=IDENTITY)
    with pytest.raises(VerbNotAllowedError):
        request(life)
    life.do("melati", "verify", {"content_sufficient": True})
    asked = request(life)
    life.do("ratna", "review", {**_sheet(), "degree": "tidak_berkadar"})
    life.do("ratna", "answer", {"text": "Sudah.", "read_it": True})
    life.do("ratna", "close", {"outcome": "dijawab"})
    with pytest.raises(VerbNotAllowedError):
        approve(life, asked)
    with life.custody("jaga") as custody:
        custody.refuse(asked, "Perkara sudah selesai.")


@pytest.mark.parametrize("identity", [None, IDENTITY])
def test_filled_and_empty_seals_look_alike(life: Life, identity: Identity | None) -> None:
    """Asking tells nothing: the same sizes, the same wraps, the same answer from the custodian."""
    reference = report_of(life)
    shape = _shape(life, reference)
    life.to_review(identity=identity)
    other = report_of(life)
    assert other.id != reference.id
    assert _shape(life, other) == shape
    asked = request(life)
    approve(life, asked)
    assert disclose(life, asked) == identity


def _shape(life: Life, report: Report) -> tuple[int, list[tuple[Purpose, int]]]:
    wraps = life.office.vault.of([report.id], list(Purpose))
    return len(report.identity_sealed), sorted((wrap.purpose, len(wrap.blob)) for wrap in wraps)


def test_the_size_of_a_seal_would_betray_a_name_without_padding(life: Life) -> None:
    """The positive control: unpadded, the two differ."""
    assert len(IDENTITY.encode()) != len(b"")
    blob = report_of(life).identity_sealed
    assert len(blob) > 4_096


def test_a_name_given_later_is_what_is_disclosed(founding: Founding) -> None:
    life = Life(founding)
    life.to_review()
    sizes = len(report_of(life).identity_sealed)
    with life.intake() as intake:
        reporter = intake.enter(life.code)
        intake.add_identity(reporter, IDENTITY)
    with life.dying() as session:
        from casemgr.intake import Intake

        dead = Intake(session, life.office, clock=life.clock)
        dead.add_identity(dead.enter(life.code), Identity("Nama Lain"))
    assert len(report_of(life).identity_sealed) == sizes
    asked = request(life)
    approve(life, asked)
    assert disclose(life, asked) == IDENTITY


def test_a_seal_moved_to_another_report_stays_shut(life: Life) -> None:
    first = report_of(life)
    life.to_review(identity=Identity("Orang Lain"))
    with life.writing() as session:
        session.execute(
            update(Report)
            .where(Report.reference == life.reference)
            .values(identity_sealed=first.identity_sealed, identity_version=first.identity_version)
        )
    asked = request(life)
    with pytest.raises(DisclosureClosedError):
        approve(life, asked)
    with life.writing() as session:
        row = session.scalars(select(Report).where(Report.reference == life.reference)).one()
        [half] = life.office.vault.of([row.id], [Purpose.IDENTITY_CUSTODIAN])
        row.identity_version = half.version
    approve(life, asked)
    with pytest.raises(DisclosureClosedError):
        disclose(life, asked)


def test_every_custodian_team_must_consent(tmp_path: object) -> None:
    """Two teams: one consent opens nothing, and a refusal after it takes the released half away."""
    plan = small_plan()
    founders = [
        one if one.username not in ("arsip", "arum") else _custodian(one.username, one.name, "others")
        for one in plan.founders
    ]
    teams = (*plan.teams, TeamPlan("others", "Penjaga Kedua", "custodian"))
    two = OfficePlan(plan.name, teams, founders, plan.units)
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    life = Life(cheap_office(tmp_path / "two", plan=two))
    try:
        life.to_review(identity=IDENTITY)
        asked = request(life)
        approve(life, asked, "jaga")
        with pytest.raises(DisclosureClosedError):
            approve(life, asked, "suci")
        with pytest.raises(DisclosureClosedError):
            disclose(life, asked)
        with life.custody("arsip") as custody:
            custody.refuse(asked, "Tidak.")
        life.work()
        assert life.office.vault.of([asked], [Purpose.IDENTITY_DISCLOSED]) == []
        again = request(life)
        approve(life, again, "arum")
        approve(life, again, "suci")
        assert disclose(life, again) == IDENTITY
    finally:
        close(life.office)


def _custodian(username: str, name: str, team: str):  # type: ignore[no-untyped-def]  # a founder
    from casemgr.founding import Founder
    from casemgr.testing import PASSPHRASE

    return Founder(username, name, (Role.CUSTODIAN,), (team,), None, PASSPHRASE)


def test_a_custodian_who_handled_the_case_may_not_decide(life: Life) -> None:
    """In a small office one person may be both; not on the same case."""
    asked = request(life)
    with life.custody("jaga") as custody:
        case = custody.session.get_one(Report, report_of(life).id).case
        from casemgr.rules.workflow import find_transition

        row = find_transition(Verb.APPROVE, case.status)
        with pytest.raises(DutyConflictError):
            custody.check_duties(case, row, asked_by=life.staff("jaga"))
        custody.check_duties(case, row, asked_by=life.staff("ratna"))
    approve(life, asked)


def test_the_window_of_an_opened_identity_is_fifteen_minutes(life: Life) -> None:
    asked = request(life)
    approve(life, asked)
    reserved = reserve(life, asked)
    with life.custody("ratna") as custody:
        assert custody.disclose(reserved).open_until - life.clock.now == dt.timedelta(minutes=15)


def _sheet() -> dict[str, str]:
    from tests.casemgr.desk.lives import REVIEW_SHEET

    return dict(REVIEW_SHEET)
