"""For host applications' tests: a clock that stands still, an office founded in a moment, a report in it.

Everything is real but cheap: real seals, real databases, the least key-derivation cost the standard allows.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy.orm import Session

from casemgr.founding import Founder, Founding, OfficePlan, TeamPlan, UnitPlan, create
from casemgr.intake import Intake, Receipt
from casemgr.office import Profiles
from casemgr.rules.workflow import Role
from casemgr.store.engines import make_engine
from casemgr.submissions import Demand, Identity, Submission
from casemgr.vault.keys import CHEAPEST

CHEAP = Profiles(receipt=CHEAPEST, passphrase=CHEAPEST)
PASSPHRASE = "tujuh kuda menari di tepi telaga"  # noqa: S105 - for offices made by tests
MONDAY = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
"""A working Monday, nine in the morning in Jakarta."""


class FrozenClock:
    """A clock for doors that moves only when told."""

    def __init__(self, now: dt.datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(self, **kwargs: float) -> None:
        """Move on by the keyword arguments of `timedelta`."""
        self.now += dt.timedelta(**kwargs)


def small_plan() -> OfficePlan:
    """Return an invented inspectorate with receiving points, examiners, custodians and every role."""
    return OfficePlan(
        name="Inspektorat Kabupaten Contoh",
        units=(
            UnitPlan("inspectorate", "Inspektorat Contoh", "inspectorate"),
            UnitPlan("education", "Seksi Pendidikan Contoh", "section"),
            UnitPlan("school", "Madrasah Contoh 1", "school", parent="education"),
        ),
        teams=(
            TeamPlan("intake", "Tim Pengaduan", "intake", unit="inspectorate", rank=1),
            TeamPlan("section", "Penerima Seksi Pendidikan", "intake", unit="education", rank=2),
            TeamPlan("examiners", "Tim Pemeriksa", "examination", unit="inspectorate", rank=3),
            TeamPlan("above", "Tim Pimpinan", "break_glass", rank=9),
            TeamPlan("custodians", "Penjaga Identitas", "custodian"),
        ),
        founders=(
            _founder("melati", "Melati C.", (Role.INTAKE,), ("intake",), "inspectorate"),
            _founder("bima", "Bima S.", (Role.INTAKE, Role.REVIEWER), ("intake",), "inspectorate"),
            _founder("ratna", "Ratna W.", (Role.REVIEWER, Role.COORDINATOR), ("intake",), "inspectorate"),
            _founder("tirta", "Tirta A.", (Role.INTAKE,), ("section",), "education"),
            _founder("sekar", "Sekar L.", (Role.INTAKE,), ("section",), "education"),
            _founder("panji", "Panji R.", (Role.EXAMINER, Role.TEAM_LEADER), ("examiners",), "inspectorate"),
            _founder("dewi", "Dewi K.", (Role.EXAMINER,), ("examiners",), "inspectorate"),
            _founder("wira", "Wira H.", (Role.INSPECTOR,), ("examiners", "above"), "inspectorate"),
            _founder("laras", "Laras P.", (Role.SUPERVISOR,), ("intake", "above"), "inspectorate"),
            _founder("jaga", "Jaga N.", (Role.CUSTODIAN,), ("custodians",)),
            _founder("suci", "Suci M.", (Role.CUSTODIAN,), ("custodians",)),
            _founder("arsip", "Arsita D.", (Role.RECORDS_OFFICER,), ()),
            _founder("arum", "Arum B.", (Role.RECORDS_OFFICER,), ()),
            _founder("adi", "Adi G.", (Role.ADMINISTRATOR,), ()),
        ),
    )


def _founder(
    username: str, name: str, roles: tuple[Role, ...], teams: tuple[str, ...], unit: str | None = None
) -> Founder:
    return Founder(username, name, roles, teams, unit, PASSPHRASE)


def cheap_office(
    folder: Path,
    *,
    main_url: str = "",
    vault_url: str = "",
    plan: OfficePlan | None = None,
    now: dt.datetime = MONDAY,
) -> Founding:
    """Found an office below `folder`, on SQLite unless URLs are given."""
    folder.mkdir(parents=True, exist_ok=True)
    return create(
        make_engine(main_url or f"sqlite:///{folder}/main.sqlite3"),
        vault=make_engine(vault_url or f"sqlite:///{folder}/vault.sqlite3"),
        keys=folder / "keys",
        blobs=folder / "blobs",
        plan=plan or small_plan(),
        now=now,
        profiles=CHEAP,
    )


def a_submission(**changes: object) -> Submission:
    """Return an invented report of extortion; keyword arguments replace its fields."""
    values: dict[str, object] = {
        "text": "Saya mengurus legalisir ijazah. Di loket saya diminta membayar supaya cepat selesai.",
        "choice": "money",
        "place": "loket depan",
        "when": "pertengahan November",
        "demand": Demand(
            "legalisir ijazah", asked=300_000, paid=0, tariff=0, withheld="yes", when="hari pertama"
        ),
        **changes,
    }
    return Submission(**values)  # type: ignore[arg-type]  # the caller names fields of Submission


def a_submitted_report(founding: Founding, *, clock: FrozenClock | None = None, **changes: object) -> Receipt:
    """Submit an invented report with a name, commit it, and return its receipt."""
    changes.setdefault("identity", Identity("Nama Rekaan", "0812-0000-0000", "wali murid"))
    office = founding.office
    with Session(office.engine) as session, session.begin():
        return Intake(session, office, clock=clock or FrozenClock()).submit(a_submission(**changes))
