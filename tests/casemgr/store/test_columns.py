"""Every column that is not sealed, by name. A new one fails here until somebody has thought about it."""

import pytest
from sqlalchemy import LargeBinary, insert, text
from sqlalchemy.exc import IntegrityError, StatementError

from casemgr.founding import Founding
from casemgr.store.models import Base, Leaf, Message
from casemgr.vault.wraps import metadata, new_id
from tests.casemgr.desk.lives import Life

CLEAR = {
    "casemgr_allegation": "id case_id number subject_id row_version",
    "casemgr_assignment": "id case_id staff_id instructed_by assigned_at due_on ended_at",
    "casemgr_attachment": "id owner_id message_id number state expires_on received_on blob padded_size blob_sha256",
    "casemgr_case": (
        "id status is_open held_from kind category degree severity channel team_id unit_id received_on"
        " clock_start_on next_due_on closed_on outcome sanction_level amount_band was_on_time legal_hold"
        " merged_into_id key_version heading_version review_version reported_token has_news is_screened version"
    ),
    "casemgr_clock_run": "id case_id clock started_on stopped_on is_current",
    "casemgr_decision": "id case_id verb state asked_by asked_at decider_id decided_by decided_at",
    "casemgr_disclosure": "id case_id report_id asked_by asked_at ground tells_reporter untold_code state opened_at",
    "casemgr_disclosure_answer": "id disclosure_id team_id answer staff_id answered_at wrap_id",
    "casemgr_draft": "id content_version expires_on",
    "casemgr_exclusion": "case_id token",
    "casemgr_follow_up": "id recommendation_id staff_id taken_at result evidence_id",
    "casemgr_history": (
        "id case_id number verb from_status to_status actor_kind staff_id happened_on happened_at reason_code"
    ),
    "casemgr_leaf": "id sequence maker body mac mac_key_id",
    "casemgr_membership": "id team_id staff_id state proposed_by confirmed_by",
    "casemgr_message": (
        "id report_id number sender team_id staff_id sent_on sent_at code code_values was_read_for_names"
    ),
    "casemgr_note": "id case_id staff_id written_at",
    "casemgr_notice": "id staff_id kind queued_at",
    "casemgr_office": "id name zone pack founded_on is_demo",
    "casemgr_pause": "id case_id from_on to_on reason",
    "casemgr_proposal": "id kind target_id change state proposed_by proposed_at decided_by",
    "casemgr_recommendation": "id case_id number due_on state",
    "casemgr_removal": "id kind target",
    "casemgr_report": (
        "id case_id origin_case_id reference lookup channel received_on content_mac identity_version"
        " withdrawn_on"
    ),
    "casemgr_staff": (
        "id username name roles unit_id state totp_step passphrase_wrap_id ticket_hash ticket_until_at"
        " failures locked_until_at"
    ),
    "casemgr_staff_session": "id_hash staff_id expires_at confirmed_until_at",
    "casemgr_subject": "id case_id",
    "casemgr_tally": (
        "id month closed_month stands_alone team_id unit_id kind category degree outcome sanction_level"
        " amount_band channel was_on_time"
    ),
    "casemgr_team": "id name kind unit_id rank",
    "casemgr_unit": "id parent_id name kind zone workweek valid_from valid_to",
}
VAULT_CLEAR = {
    "casemgr_directory": "number document signature",
    "casemgr_wrap": "id purpose owner version recipient made_on",
}
HASHES_AND_TOKENS = {
    "blob_sha256", "reported_token", "token", "body", "mac", "mac_key_id", "lookup", "content_mac",
    "ticket_hash", "id_hash",
}  # fmt: skip
WITHOUT_ORDER = {
    "casemgr_attachment", "casemgr_draft", "casemgr_history", "casemgr_leaf", "casemgr_message",
    "casemgr_report",
}  # fmt: skip
"""Tables that reporters write to: no row number tells who came after whom."""


def test_every_clear_column_of_the_host_is_known() -> None:
    found = {
        table.name: {
            column.name for column in table.columns if not (column.comment or "").startswith("sealed")
        }
        for table in Base.metadata.sorted_tables
    }
    assert found == {name: set(columns.split()) for name, columns in CLEAR.items()}


def test_every_clear_column_of_the_vault_is_known() -> None:
    found = {
        table.name: {
            column.name for column in table.columns if not (column.comment or "").startswith("sealed")
        }
        for table in metadata.sorted_tables
    }
    assert found == {name: set(columns.split()) for name, columns in VAULT_CLEAR.items()}


def test_bytes_are_sealed_hashes_or_tokens() -> None:
    loose = {
        column.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and not (column.comment or "").startswith("sealed: ")
    }
    assert loose == HASHES_AND_TOKENS


def test_tables_reporters_write_to_keep_no_order() -> None:
    found = {
        table.name
        for table in Base.metadata.sorted_tables
        if table.dialect_options["sqlite"].get("with_rowid") is False
    }
    assert found == WITHOUT_ORDER


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_database_itself_keeps_no_order(founding: Founding) -> None:
    with founding.office.engine.connect() as connection:
        for name in (*WITHOUT_ORDER, "casemgr_case"):
            statement = text(f"SELECT rowid FROM {name}")
            if name == "casemgr_case":
                connection.execute(statement)
                continue
            with pytest.raises(Exception, match="no such column: rowid"):
                connection.execute(statement)


BAD = [
    "UPDATE casemgr_case SET status = 'lost'",
    "UPDATE casemgr_case SET held_from = 'review'",
    "UPDATE casemgr_case SET merged_into_id = id",
    "UPDATE casemgr_case SET is_open = NOT is_open",
    "UPDATE casemgr_case SET team_id = 'nobody'",
    "UPDATE casemgr_message SET sender = 'stranger'",
    "UPDATE casemgr_message SET code = NULL",
    "UPDATE casemgr_history SET happened_at = '2026-11-23 02:00:00' WHERE actor_kind = 'reporter'",
    "UPDATE casemgr_history SET actor_kind = 'nobody'",
    "UPDATE casemgr_staff SET state = 'gone'",
    "UPDATE casemgr_staff SET username = 'same'",
    "UPDATE casemgr_team SET kind = 'other'",
    "UPDATE casemgr_membership SET state = 'maybe'",
    "UPDATE casemgr_decision SET decided_by = asked_by",
    "UPDATE casemgr_leaf SET maker = 'nobody'",
]


@pytest.mark.parametrize("statement", BAD)
def test_the_databases_refuse_what_cannot_be(founding: Founding, statement: str) -> None:
    life = Life(founding)
    life.to_verification()
    life.do("melati", "decline", {"reason": "tidak_logis", "note": "x", "decider": life.staff("laras")})
    engine = life.office.engine
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(statement))
    with engine.begin() as connection:
        connection.execute(text("UPDATE casemgr_case SET legal_hold = NOT legal_hold"))


def test_an_instant_without_a_zone_is_refused(founding: Founding) -> None:
    import datetime as dt

    with pytest.raises(StatementError, match="time zone"), founding.office.engine.begin() as connection:
        connection.execute(
            insert(Message).values(id=new_id(), sent_at=dt.datetime(2026, 11, 23), code="x", code_values="")
        )


def test_two_leaves_never_share_a_number(founding: Founding) -> None:
    from sqlalchemy import update

    life = Life(founding)
    life.to_verification()
    with pytest.raises(IntegrityError), life.writing() as session:
        session.execute(update(Leaf).values(sequence=1))
