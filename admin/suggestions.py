"""What stands beside a choice: who is suggested for a case and why, and what is settled already."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from casemgr.desk import Desk
from casemgr.desk.people import People, StaffView
from casemgr.desk.workload import Workload, workloads
from casemgr.rules.workflow import TEAM, Role, Status
from casemgr.store.models import Case, Recommendation

from .forms import FormField, Option
from .language import _, mark, ngettext
from .visit import now, office, visit
from .words import Words


@dataclass(frozen=True)
class Gathered:
    """Everybody with their roles, and the work they have as far as the asking person may see it."""

    loads: Mapping[str, Workload]
    staff: Mapping[str, StaffView]


def gather(session: Session, door: Desk) -> Gathered:
    """Look up who there is and who is busy."""
    everybody = People(session, office(), visit().keyring, clock=now).staff()
    return Gathered(workloads(door), {one.id: one for one in everybody})


def suggest(asked: FormField, people: Gathered, status: Status, words: Words) -> FormField:
    """Order the people a field offers and say why; nobody is chosen beforehand."""
    if asked.kind != "staff":
        return asked
    wanted = {Role.INSPECTOR} if status is Status.REVIEW else set(TEAM)
    loads, staff, none = people.loads, people.staff, Workload()

    def rank(option: Option) -> tuple[bool, int, str]:
        roles = staff[option.code].roles if option.code in staff else ()
        return not wanted & set(roles), loads.get(option.code, none).open, option.text

    ordered = sorted(asked.options, key=rank)
    fitting = [one for one in ordered if not rank(one)[0]]
    options = []
    for place, option in enumerate(ordered):
        facts = _facts(loads.get(option.code, none), staff.get(option.code), words)
        if place == 0 and fitting:
            facts = _("Disarankan: %(facts)s, tidak ada benturan kepentingan yang tercatat", facts=facts)
        options.append(replace(option, hint=facts))
    return replace(asked, options=tuple(options))


_SETTLED = {"done": mark("selesai"), "impossible": mark("tidak bisa dilaksanakan")}


def settled(session: Session, case: Case) -> dict[str, str]:
    """Say of each settled recommendation of a case how it was settled, by its id."""
    rows = session.execute(
        select(Recommendation.id, Recommendation.state).where(Recommendation.case_id == case.id)
    )
    return {row_id: _(_SETTLED[state]) for row_id, state in rows.all() if state in _SETTLED}


def mark_settled(asked: FormField, states: Mapping[str, str]) -> FormField:
    """Write beside each settled recommendation that it is; it is offered to be added to."""
    if asked.name != "recommendation":
        return asked
    options = tuple(
        replace(one, text=f"{one.text} · {states[one.code]}") if one.code in states else one
        for one in asked.options
    )
    return replace(asked, options=options)


def _facts(load: Workload, person: StaffView | None, words: Words) -> str:
    parts = [ngettext("%(num)s perkara terbuka", "%(num)s perkara terbuka", load.open)]
    if load.late:
        parts.append(_("%(count)s terlambat", count=load.late))
    if person is not None:
        parts.insert(0, ", ".join(words.role(role) for role in person.roles))
    return ", ".join(parts)
