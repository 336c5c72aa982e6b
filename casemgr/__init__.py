"""Complaint and whistleblowing cases: sealed intake, inspectorate casework, disclosed identities, one trail.

An application brings its own SQLAlchemy engine and keeps session and commit; fifteen lines file a case and
follow it::

    from sqlalchemy.orm import Session
    from casemgr import Desk, Identity, Intake, Office, Submission, Verb

    office = Office.open(engine, vault=vault_engine, keys="keys/", blobs="blobs/")
    with Session(engine) as session, session.begin():        # the host owns the transaction
        receipt = Intake(session, office).submit(
            Submission("Diminta uang dua kali.", identity=Identity(name="Nama Rekaan"))
        )
    keyring = office.unlock("melati", passphrase)             # the officer's keys, opened by the officer
    with Session(engine) as session, session.begin():
        desk = Desk(session, office, keyring)
        case = desk.case(receipt.reference)
        desk.acknowledge(case)
        desk.perform(Verb.VERIFY, case, {"content_sufficient": True, "severity": "sedang"})
    with Session(engine) as session:
        intake = Intake(session, office)
        print(intake.read(intake.enter(receipt.code)).status)

`casemgr.create` founds an office once; `casemgr.prepare` readies a host's engine, and `Office.open` calls it.
The public names are those below; everything else may change between versions.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casemgr.custody import Custody as Custody
    from casemgr.desk import Desk as Desk
    from casemgr.desk.newcomers import first_sign_in as first_sign_in
    from casemgr.desk.newcomers import offer_second_factor as offer_second_factor
    from casemgr.desk.people import People as People
    from casemgr.errors import CasemgrError as CasemgrError
    from casemgr.founding import Founder as Founder
    from casemgr.founding import OfficePlan as OfficePlan
    from casemgr.founding import TeamPlan as TeamPlan
    from casemgr.founding import UnitPlan as UnitPlan
    from casemgr.founding import create as create
    from casemgr.intake import Intake as Intake
    from casemgr.intake import Receipt as Receipt
    from casemgr.office import Office as Office
    from casemgr.rules.workflow import Role as Role
    from casemgr.rules.workflow import Status as Status
    from casemgr.rules.workflow import Verb as Verb
    from casemgr.store.engines import prepare as prepare
    from casemgr.store.queries import QueueFilters as QueueFilters
    from casemgr.submissions import Demand as Demand
    from casemgr.submissions import Identity as Identity
    from casemgr.submissions import Submission as Submission

__version__ = "0.1.0"

_HOMES = {
    "Custody": "casemgr.custody",
    "Desk": "casemgr.desk",
    "People": "casemgr.desk.people",
    "first_sign_in": "casemgr.desk.newcomers",
    "offer_second_factor": "casemgr.desk.newcomers",
    "CasemgrError": "casemgr.errors",
    "Founder": "casemgr.founding",
    "OfficePlan": "casemgr.founding",
    "TeamPlan": "casemgr.founding",
    "UnitPlan": "casemgr.founding",
    "create": "casemgr.founding",
    "Intake": "casemgr.intake",
    "Receipt": "casemgr.intake",
    "Office": "casemgr.office",
    "Role": "casemgr.rules.workflow",
    "Status": "casemgr.rules.workflow",
    "Verb": "casemgr.rules.workflow",
    "prepare": "casemgr.store.engines",
    "QueueFilters": "casemgr.store.queries",
    "Demand": "casemgr.submissions",
    "Identity": "casemgr.submissions",
    "Submission": "casemgr.submissions",
}
"""Where each public name lives: loaded when it is first used, so that the command line starts at once."""


def __getattr__(name: str) -> object:
    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
