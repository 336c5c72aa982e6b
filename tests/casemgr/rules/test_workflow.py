"""Every verb in every state, against outcomes typed by hand from the state machine of the domain reference."""

import itertools

import pytest

from casemgr.errors import DutyConflictError, NotPermittedError, VerbNotAllowedError
from casemgr.rules import workflow
from casemgr.rules.workflow import Actor, Duty, Guard, Role, Status, Verb

# One paragraph per state: "verb target" or "verb/condition target"; "-" stays, "held" goes back to the held state.
# What is not written here must be refused.
EVERYWHERE_OPEN = """
    reply -; attach -; withdraw -; answer -; note -; refer referred; hold on_hold; close/withdrawn closed;
    merge -; unmerge -; hand_over -; remind -
"""
DISCLOSURE = "request -; approve -; refuse -; disclose -"

OUTCOMES = {
    "draft": "submit received; attach -",
    "received": EVERYWHERE_OPEN + "; acknowledge verification",
    "verification": EVERYWHERE_OPEN
    + "; ask awaiting_reporter; verify review; decline declined; reclassify -",
    "awaiting_reporter": """
        reply verification; resume verification; lapse/inadequate declined; lapse/adequate verification;
        attach -; withdraw -; answer -; note -; reclassify -; refer referred; hold on_hold;
        close/withdrawn closed; merge -; unmerge -; hand_over -; remind -
    """,
    "review": EVERYWHERE_OPEN
    + "; review -; assign assigned; give_feedback awaiting_feedback; close closed; decline declined;"
    + "reclassify -; ask -;"
    + DISCLOSURE,
    "assigned": EVERYWHERE_OPEN
    + "; clarify clarification; find_facts fact_finding; audit audit; assign -; reclassify -; ask -;"
    + DISCLOSURE,
    "clarification": EVERYWHERE_OPEN
    + "; find_facts fact_finding; audit audit; write_up writing_up; assign -; reclassify -; ask -;"
    + DISCLOSURE,
    "fact_finding": EVERYWHERE_OPEN
    + "; audit audit; write_up writing_up; clarify clarification; assign -; reclassify -; ask -;"
    + DISCLOSURE,
    "audit": EVERYWHERE_OPEN + "; write_up writing_up; assign -; reclassify -; ask -;" + DISCLOSURE,
    "writing_up": EVERYWHERE_OPEN
    + "; conclude/proven follow_up; conclude/not_proven awaiting_feedback; recommend -; assign -;"
    + "reclassify -; ask -;"
    + DISCLOSURE,
    "follow_up": EVERYWHERE_OPEN
    + "; follow_up -; give_feedback awaiting_feedback; assign -; ask -;"
    + DISCLOSURE,
    "awaiting_feedback": EVERYWHERE_OPEN
    + "; reply/new_facts clarification; reply/satisfied closed; lapse closed; clarify/new_facts clarification;"
    + DISCLOSURE,
    "closed": "reopen reopened; expire archived; archive archived; reply -; attach -; answer -; note -; refuse -",
    "declined": "reopen reopened; expire archived; archive archived; reply -; attach -; answer -; note -; refuse -",
    "referred": "expire archived; archive archived; reply -; attach -; answer -; note -; refuse -; remind -",
    "on_hold": """
        resume held; refer referred; close/withdrawn closed; reply -; attach -; withdraw -; answer -; note -;
        hand_over -; remind -; approve -; refuse -; disclose -
    """,
    "reopened": EVERYWHERE_OPEN + "; review review; reclassify -; ask -;" + DISCLOSURE,
    "archived": "destroy destroyed",
    "destroyed": "",
}

# "Who" of the arrows that move a case. "+" separates the one who asks from the one who decides.
WHO = """
    draft submit: reporter counter
    received acknowledge: intake
    verification ask: intake
    awaiting_reporter reply: reporter
    awaiting_reporter resume: intake
    awaiting_reporter lapse/inadequate: system
    awaiting_reporter lapse/adequate: system
    verification verify: intake
    verification refer: intake supervisor + supervisor
    verification decline: intake + supervisor
    review assign: reviewer
    review give_feedback: reviewer
    review close: reviewer
    review refer: reviewer supervisor + supervisor
    review decline: reviewer + supervisor
    assigned clarify: inspector
    assigned find_facts: inspector
    assigned audit: inspector
    clarification find_facts: examiner team_leader
    clarification audit: examiner team_leader
    clarification write_up: examiner team_leader
    fact_finding audit: examiner team_leader
    fact_finding write_up: examiner team_leader
    fact_finding clarify: examiner team_leader
    audit write_up: team_leader
    writing_up conclude/proven: inspector supervisor
    writing_up conclude/not_proven: inspector
    follow_up give_feedback: coordinator
    awaiting_feedback reply/new_facts: reporter
    awaiting_feedback reply/satisfied: reporter
    awaiting_feedback clarify/new_facts: supervisor
    awaiting_feedback lapse: system
    assigned hold: supervisor
    on_hold resume: supervisor
    assigned refer: coordinator inspector supervisor + supervisor
    assigned close/withdrawn: supervisor
    closed reopen: supervisor
    declined reopen: supervisor
    reopened review: reviewer supervisor
    closed expire: system
    referred archive: records_officer
    archived destroy: system records_officer + records_officer
    assigned approve: custodian
    assigned refuse: custodian
"""


def typed_outcomes() -> dict[tuple[Verb, Status], dict[str | None, str]]:
    typed: dict[tuple[Verb, Status], dict[str | None, str]] = {}
    for status, text in OUTCOMES.items():
        for item in filter(None, (part.strip() for part in text.split(";"))):
            words, target = item.split()
            verb, _, when = words.partition("/")
            typed.setdefault((Verb(verb), Status(status)), {})[when or None] = target
    return typed


TYPED = typed_outcomes()
CONDITIONS = (
    None,
    "new_facts",
    "satisfied",
    "inadequate",
    "adequate",
    "proven",
    "not_proven",
    "withdrawn",
    "other",
)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("verb", Verb)
def test_verb_in_state(verb: Verb, status: Status) -> None:
    """The outcome is the typed one under every condition, and everything not typed is refused."""
    wanted = TYPED.get((verb, status), {})
    for when in CONDITIONS:
        if when in wanted:
            target = wanted[when]
            found = workflow.next_status(verb, status, when=when, held_from=Status.AUDIT)
            assert found == {"-": status, "held": Status.AUDIT}.get(target, target)
        else:
            with pytest.raises(VerbNotAllowedError) as caught:
                workflow.next_status(verb, status, when=when)
            assert (caught.value.verb, caught.value.status) == (verb, status)
    assert set(workflow.conditions(verb, status)) == set(wanted)


def test_every_state_and_every_verb_is_typed() -> None:
    assert set(OUTCOMES) == set(Status)
    assert {verb for verb, _ in TYPED} == set(Verb)


@pytest.mark.parametrize("line", [line.strip() for line in WHO.strip().splitlines()])
def test_who_may_say_it(line: str) -> None:
    place, _, people = line.partition(":")
    status, _, words = place.partition(" ")
    verb, _, when = words.partition("/")
    askers, _, deciders = people.partition("+")
    row = workflow.find_transition(Verb(verb), Status(status), when=when or None)
    assert row.roles == frozenset(askers.split())
    assert row.deciders == frozenset(deciders.split())
    assert row.persons == (2 if deciders else 1)


def test_two_person_verbs_always_keep_asker_and_decider_apart() -> None:
    double = {row.verb for row in workflow.TABLE if row.persons == 2}
    assert double == {Verb.DECLINE, Verb.REFER, Verb.DESTROY}
    for row in workflow.TABLE:
        if row.persons == 2:
            assert Duty.DECIDER_NOT_ASKER in row.duties
            assert row.deciders


def test_no_two_rows_share_verb_source_and_condition() -> None:
    keys = [(row.verb, source, row.when) for row in workflow.TABLE for source in row.sources]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("verb", "status", "when", "guards"),
    [
        ("acknowledge", "received", None, "handler_without_conflict duplicates_searched"),
        ("ask", "verification", None, "missing_elements_listed contact_path answer_redacted"),
        (
            "assign",
            "review",
            None,
            "degree_set category_set core_issue_set rule_reference_set assignee_without_conflict",
        ),
        ("audit", "clarification", None, "clarification_record assignment_letter"),
        ("write_up", "audit", None, "audit_note_answered"),
        ("conclude", "writing_up", "proven", "outcome_set recommendations_numbered rights_checked"),
        ("conclude", "writing_up", "not_proven", "outcome_set answer_redacted"),
        ("give_feedback", "follow_up", None, "recommendations_settled answer_redacted"),
        ("reply", "awaiting_feedback", "new_facts", "new_facts first_return"),
        ("hold", "audit", None, "reason_given review_date_set"),
        (
            "refer",
            "assigned",
            None,
            "reason_given referral_target letter_number sent_listed identity_consent",
        ),
        ("destroy", "archived", None, "retention_over no_legal_hold destruction_minutes"),
    ],
)
def test_guards_typed_by_hand(verb: str, status: str, when: str | None, guards: str) -> None:
    assert workflow.find_transition(Verb(verb), Status(status), when=when).guards == tuple(guards.split())


@pytest.mark.parametrize(("status", "role"), list(itertools.product(Status, Role)))
def test_buttons_are_the_rows_of_the_role_with_the_expected_verb_first(status: Status, role: Role) -> None:
    rows = workflow.verbs_for(status, {role})
    assert {(row.verb, row.when) for row in rows} == {
        (row.verb, row.when) for row in workflow.TABLE if status in row.sources and role in row.roles
    }
    expected = workflow.expected_verb(status)
    if expected in {row.verb for row in rows}:
        assert rows[0].verb == expected


@pytest.mark.parametrize("role", [Role.PUBLICIST, Role.CHANNEL_ADMIN, Role.ADMINISTRATOR])
def test_roles_without_a_case_have_no_verb_anywhere(role: Role) -> None:
    assert not any(workflow.verbs_for(status, {role}) for status in Status)
    assert workflow.verbs_for(Status.RECEIVED, {role, Role.INTAKE})


def test_following_the_expected_verb_leads_from_draft_to_closure() -> None:
    status, seen = Status.DRAFT, []
    conditions = {Status.WRITING_UP: "proven", Status.AWAITING_FEEDBACK: "satisfied"}
    while (verb := workflow.expected_verb(status)) is not None:
        seen.append(status)
        status = workflow.next_status(verb, status, when=conditions.get(status))
        assert status not in seen
    assert (status, len(seen)) == (Status.CLOSED, 9)


@pytest.mark.parametrize(
    ("status", "unmet", "verb"),
    [
        (Status.REVIEW, Guard.DEGREE_SET, Verb.REVIEW),
        (Status.REVIEW, Guard.WINDOW_OVER, Verb.ASSIGN),
        (Status.VERIFICATION, Guard.CONTENT_SUFFICIENT, Verb.ASK),
        (Status.WRITING_UP, Guard.RECOMMENDATIONS_NUMBERED, Verb.RECOMMEND),
        (Status.FOLLOW_UP, Guard.RECOMMENDATIONS_SETTLED, Verb.FOLLOW_UP),
    ],
)
def test_an_unmet_guard_puts_its_preparing_verb_first(status: Status, unmet: Guard, verb: Verb) -> None:
    assert workflow.expected_verb(status, unmet=[unmet]) is verb


def test_a_held_case_needs_to_know_where_it_was() -> None:
    for wrong in (None, Status.ON_HOLD, Status.CLOSED):
        with pytest.raises(ValueError):
            workflow.next_status(Verb.RESUME, Status.ON_HOLD, held_from=wrong)


def test_a_role_that_may_not_say_the_verb_is_refused() -> None:
    clerk = Actor("s1", frozenset({Role.COUNTER}))
    officer = Actor("s2", frozenset({Role.COUNTER, Role.INTAKE}))
    assert workflow.permitted_transition(officer, Verb.VERIFY, Status.VERIFICATION).target is Status.REVIEW
    with pytest.raises(NotPermittedError):
        workflow.permitted_transition(clerk, Verb.VERIFY, Status.VERIFICATION)
    with pytest.raises(VerbNotAllowedError):
        workflow.permitted_transition(officer, Verb.VERIFY, Status.CLOSED)


def test_only_a_decider_decides() -> None:
    row = workflow.find_transition(Verb.DECLINE, Status.REVIEW)
    workflow.check_decider(Actor("s1", frozenset({Role.SUPERVISOR})), row)
    with pytest.raises(NotPermittedError):
        workflow.check_decider(Actor("s2", frozenset({Role.REVIEWER})), row)


@pytest.mark.parametrize(
    ("duty", "verb", "status", "when", "did"),
    [
        (Duty.TAKER_NOT_HANDLER, Verb.ACKNOWLEDGE, Status.RECEIVED, None, Verb.SUBMIT),
        (Duty.REVIEWER_NOT_VERIFIER, Verb.ASSIGN, Status.REVIEW, None, Verb.VERIFY),
        (Duty.REVIEWER_NOT_VERIFIER, Verb.DECLINE, Status.REVIEW, None, Verb.VERIFY),
        (Duty.REVIEWER_NOT_VERIFIER, Verb.REVIEW, Status.REVIEW, None, Verb.ACKNOWLEDGE),
        (Duty.EXAMINER_NOT_INTAKE, Verb.WRITE_UP, Status.CLARIFICATION, None, Verb.VERIFY),
        (Duty.CONCLUDER_NOT_AUTHOR, Verb.CONCLUDE, Status.WRITING_UP, "proven", Verb.WRITE_UP),
        (Duty.CUSTODIAN_NOT_CASE_TEAM, Verb.APPROVE, Status.ASSIGNED, None, Verb.CLARIFY),
    ],
)
def test_one_person_may_not_take_both_steps(
    duty: Duty, verb: Verb, status: Status, when: str | None, did: Verb
) -> None:
    row = workflow.find_transition(verb, status, when=when)
    workflow.check_duties(row, "other", {did: ["one"]})
    workflow.check_duties(row, "one", {did: ["one"]}, off={duty})
    with pytest.raises(DutyConflictError) as caught:
        workflow.check_duties(row, "one", {did: ["one"]})
    assert caught.value.duty == duty


def test_who_asked_does_not_decide() -> None:
    row = workflow.find_transition(Verb.DESTROY, Status.ARCHIVED)
    workflow.check_duties(row, "two", {}, asked_by="one")
    with pytest.raises(DutyConflictError):
        workflow.check_duties(row, "one", {}, asked_by="one")


def test_a_custodian_may_decide_again_on_the_same_case() -> None:
    row = workflow.find_transition(Verb.APPROVE, Status.ASSIGNED)
    workflow.check_duties(row, "one", {Verb.APPROVE: ["one"], Verb.REFUSE: ["one"]})


def test_the_unlocking_of_an_answer_always_needs_the_redaction_guard() -> None:
    """Every verb whose text reaches the reporter by a person's hand is read for names first."""
    to_reporter = {Verb.ASK, Verb.ANSWER, Verb.GIVE_FEEDBACK}
    rows = [row for row in workflow.TABLE if row.verb in to_reporter]
    assert len(rows) == 5
    assert all(Guard.ANSWER_REDACTED in row.guards for row in rows)
