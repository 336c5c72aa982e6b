"""Who is suggested for a case: the fitting role with the least work first, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from casemgr.desk import Desk
from casemgr.desk.people import People, StaffView
from casemgr.desk.workload import Workload, workloads
from casemgr.rules.workflow import TEAM, Role, Status

from .forms import FormField, Option
from .language import _, ngettext
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


def _facts(load: Workload, person: StaffView | None, words: Words) -> str:
    parts = [ngettext("%(num)s perkara terbuka", "%(num)s perkara terbuka", load.open)]
    if load.late:
        parts.append(_("%(count)s terlambat", count=load.late))
    if person is not None:
        parts.insert(0, ", ".join(words.role(role) for role in person.roles))
    return ", ".join(parts)
