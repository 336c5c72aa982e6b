"""Staff and teams: administrators propose, a member of the team confirms. Nobody here reads a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from casemgr.desk.people import MemberProposal, People, StaffView, Ticket
from casemgr.desk.second_factor import Renewal, renewals
from casemgr.errors import DirectoryBrokenError, StaffNotFoundError, SubmissionInvalidError, TeamTooSmallError
from casemgr.rules.workflow import Role

from .acting import confirmed_writing, with_blank
from .forms import FormField, Option, Problem, problems, show_again
from .frame import ConsoleView, page
from .language import _, language, mark, moment
from .pages import render
from .policy import PROPOSING, SIGNED_IN
from .questions import passphrase
from .second_factor import sentences
from .visit import now, office, once, posted, reading, visit, writing
from .words import Words

_NOTICES = {
    "confirmed": mark("Anggota baru diterima. Ia memegang kunci tim mulai sekarang."),
    "proposed": mark("Diusulkan. Anggota tim sekarang bisa mencocokkan sidik kuncinya."),
    "left": mark("Tugas diakhiri. Kunci tim sudah diganti."),
}
TEAM_KINDS = {
    "intake": mark("Tim penerima"),
    "examination": mark("Tim pemeriksa"),
    "break_glass": mark("Tim pimpinan, menerima bila tim lain dikecualikan"),
    "custodian": mark("Tim penjaga identitas, tidak membaca perkara"),
}
_STATES = {
    "proposed": mark("belum masuk pertama kali"),
    "active": mark("aktif"),
    "left": mark("sudah berakhir"),
}
_MEMBERSHIPS = {"proposed": mark("diusulkan"), "confirmed": ""}
_ERRORS = {
    "empty": mark("Bagian ini belum diisi."),
    "symbol": mark("Pakai huruf, angka, dan titik saja."),
    "taken": mark("Nama pengguna ini sudah dipakai."),
    "choice": mark("Pilih salah satu yang tersedia."),
    "both_sides": mark("Satu orang tidak boleh memegang kunci tim perkara dan tim penjaga identitas."),
    "administrator": mark("Administrator mengusulkan orang dan tidak memegang kunci tim."),
    "different": mark("Sidik ini tidak sama. Jangan terima; tanyakan langsung kepada orangnya."),
}
_NOT_STAFF = frozenset({Role.REPORTER, Role.SYSTEM})


class PeopleView(ConsoleView):
    """Teams, people, and their proposals."""

    def bar_label(self) -> str:
        """Name the entry of the bar."""
        return _("Tim")

    @page("/", SIGNED_IN)
    def index(self) -> ResponseReturnValue:
        """Show teams, members and what waits."""
        return show_people()

    @page("/propose/", PROPOSING, methods=("GET", "POST"))
    def propose(self) -> ResponseReturnValue:
        """Propose a new person; the answer holds their ticket, once."""
        return propose_person() if request.method == "POST" else person_form()

    @page("/propose-member/", PROPOSING, methods=("GET", "POST"))
    def propose_member(self) -> ResponseReturnValue:
        """Propose somebody for one more team."""
        return propose_member() if request.method == "POST" else member_form()

    @page("/proposals/<proposal_id>/", SIGNED_IN, methods=("GET", "POST"))
    def confirm(self, proposal_id: str) -> ResponseReturnValue:
        """Take a proposed person into one's own team after comparing the fingerprint."""
        return confirm(proposal_id) if request.method == "POST" else confirm_form(proposal_id)

    @page("/<staff_id>/leave/", PROPOSING, methods=("GET", "POST"))
    def leave(self, staff_id: str) -> ResponseReturnValue:
        """End somebody's access."""
        return leave(staff_id) if request.method == "POST" else leave_form(staff_id)

    @page("/<staff_id>/reset/", PROPOSING, methods=("GET", "POST"))
    def reset(self, staff_id: str) -> ResponseReturnValue:
        """Give somebody who lost everything a new beginning."""
        return reset(staff_id) if request.method == "POST" else reset_form(staff_id)


@dataclass(frozen=True)
class TeamBlock:
    """A team with its members, as the page shows it."""

    name: str
    facts: str
    members: list[tuple[str, str]]


def people(session: Session) -> People:
    """Open the door to staff and teams for the present person."""
    return People(session, office(), visit().keyring, clock=now, once=once())


def show_people() -> ResponseReturnValue:
    """Show proposals first, then teams, then everybody."""
    with reading() as session:
        door = people(session)
        staff, waiting = door.staff(), door.proposals()
        mine = door.viewer.team_ids
        replaced = renewals(session) if PROPOSING.admits(visit().roles) else {}
    words = Words(office(), language())
    return render(
        "console/people.html",
        notice=_(_NOTICES.get(request.args.get("done", ""), ""))
        if request.args.get("done") in _NOTICES
        else "",
        proposals=[(one, _standing(one, mine)) for one in waiting],
        teams=[_team(team.name, team.kind, staff, words) for team in office().teams()],
        staff=[_person(one, words, replaced.get(one.id, [])) for one in staff],
        can_propose=PROPOSING.admits(visit().roles),
    )


def _standing(one: MemberProposal, mine: frozenset[str]) -> str:
    """Say what a proposal waits for; empty when this very person may confirm it now."""
    if one.fingerprint is None:
        return _("belum masuk pertama kali")
    return "" if one.team_id in mine else _("menunggu anggota tim")


def _team(name: str, kind: str, staff: Sequence[StaffView], words: Words) -> TeamBlock:
    members = [
        (one.name, ", ".join(words.role(role) for role in one.roles))
        for one in staff
        if (name, "confirmed") in one.teams
    ]
    facts = _("%(kind)s · %(count)s orang", kind=_(TEAM_KINDS[kind]), count=len(members))
    return TeamBlock(name, facts, members)


def _person(one: StaffView, words: Words, replaced: list[Renewal]) -> dict[str, Any]:
    teams = [
        f"{team} ({_(_MEMBERSHIPS[state])})" if _MEMBERSHIPS[state] else team for team, state in one.teams
    ]
    return {
        "id": one.id,
        "name": one.name,
        "username": one.username,
        "roles": ", ".join(words.role(role) for role in one.roles),
        "teams": ", ".join(teams),
        "state": _(_STATES[one.state]),
        "renewals": sentences(replaced),
        "has_key": one.fingerprint is not None,
        "is_here": one.state != "left" and one.id != visit().staff_id,
    }


def _sentence(code: str) -> str:
    return _(_ERRORS.get(code, mark("Periksa bagian ini.")))


def _form(
    heading: str, lead: str, button: str, fields: list[FormField], steps: list[str], **more: Any
) -> str:
    return render(
        "console/people_form.html",
        heading=heading,
        lead=lead,
        button=button,
        fields=fields,
        problems=problems(fields) + more.pop("obstacles", []),
        steps=steps,
        action=request.path,
        **more,
    )


def _again(fields: list[FormField], errors: dict[str, str] | None) -> list[FormField]:
    return fields if errors is None else [show_again(one, posted(), errors) for one in fields]


# A new person.


def _person_fields() -> list[FormField]:
    words = Words(office(), language())
    roles = tuple(Option(role.value, words.role(role.value)) for role in Role if role not in _NOT_STAFF)
    units = tuple(Option(unit.id, unit.name) for unit in office().units())
    teams = tuple(Option(team.id, team.name, _(TEAM_KINDS[team.kind])) for team in office().teams())
    return [
        FormField("name", "text", _("Nama")),
        FormField("username", "text", _("Nama pengguna"), _("Huruf, angka, dan titik")),
        FormField("roles", "choices", _("Peran"), options=roles),
        FormField("unit_id", "choice", _("Unit kerja"), required=False, options=units),
        FormField("teams", "choices", _("Tim yang diusulkan"), required=False, options=teams),
    ]


def person_form(errors: dict[str, str] | None = None) -> ResponseReturnValue:
    """Ask who, for which roles and teams."""
    body = _form(
        _("Usulkan petugas baru"),
        _("Anda tidak bisa membuka perkara, dan usulan ini tidak memberi kunci kepada siapa pun."),
        _("Usulkan petugas"),
        _again(_person_fields(), errors),
        [
            _("Anda menerima satu tiket sekali pakai untuk diberikan langsung."),
            _("Orang itu memilih frasa sandinya sendiri. Kuncinya dibuat saat itu."),
            _("Seorang anggota tiap tim mencocokkan sidik kunci, lalu menerima."),
        ],
    )
    return make_response(body, 200 if errors is None else 422)


def propose_person() -> ResponseReturnValue:
    """Add the person and show the ticket, once."""
    values = posted()
    try:
        with writing() as session:
            ticket = people(session).propose_staff(
                username=values.get("username", ""),
                name=values.get("name", ""),
                roles=values.every("roles"),
                unit_id=values.get("unit_id") or None,
                team_ids=values.every("teams"),
            )
    except SubmissionInvalidError as invalid:
        return person_form({name: _sentence(code) for name, code in invalid.fields.items()})
    return _ticket_page(values.get("name", ""), ticket)


def _ticket_page(name: str, ticket: Ticket) -> ResponseReturnValue:
    return render(
        "console/people_ticket.html", name=name, ticket=ticket, until=moment(ticket.until_at, office().zone)
    )


# One more team.


def _member_fields() -> list[FormField]:
    with reading() as session:
        staff = people(session).staff()
    return [
        FormField(
            "staff_id",
            "choice",
            _("Siapa?"),
            options=tuple(Option(one.id, one.name) for one in staff if one.state != "left"),
        ),
        FormField(
            "team_id",
            "choice",
            _("Tim mana?"),
            options=tuple(Option(one.id, one.name) for one in office().teams()),
        ),
    ]


def member_form(errors: dict[str, str] | None = None) -> ResponseReturnValue:
    """Ask who and which team."""
    body = _form(
        _("Usulkan anggota tim"),
        _("Seorang anggota tim itu yang memutuskan."),
        _("Usulkan anggota"),
        _again(_member_fields(), errors),
        [
            _("Seorang anggota tim mencocokkan sidik kunci orang ini, lalu menerima."),
            _("Sebelum itu tidak ada kunci."),
        ],
    )
    return make_response(body, 200 if errors is None else 422)


def propose_member() -> ResponseReturnValue:
    """Propose the membership."""
    values = posted()
    known = {team.id for team in office().teams()}
    if values.get("team_id") not in known:
        return member_form({"team_id": _sentence("choice")})
    try:
        with writing() as session:
            people(session).propose_member(values.get("staff_id", ""), values["team_id"])
    except StaffNotFoundError:
        return member_form({"staff_id": _sentence("choice")})
    except SubmissionInvalidError as invalid:
        return member_form({"team_id": _sentence(invalid.fields["teams"])})
    return redirect(url_for("people.index", done="proposed"), 303)


# A member confirms.


def _proposal(proposal_id: str) -> MemberProposal:
    with reading() as session:
        door = people(session)
        mine = door.viewer.team_ids
        found = next((one for one in door.proposals() if one.id == proposal_id and one.team_id in mine), None)
    if found is None or found.fingerprint is None:
        abort(404)
    return found


def confirm_form(proposal_id: str, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    """Ask the member to type what the newcomer reads out; the right answer is not on the page."""
    found = _proposal(proposal_id)
    fields = [
        FormField(
            "fingerprint",
            "text",
            _("Sidik kunci yang dibacakan"),
            _("Ketik yang Anda dengar dari orangnya, bertemu muka atau lewat telepon yang Anda kenal."),
        ),
        passphrase(),
    ]
    body = _form(
        _("Terima %(name)s ke %(team)s?", name=found.name, team=found.team),
        _("Diusulkan oleh %(who)s.", who=found.proposed_by),
        _("Terima ke tim"),
        _again(fields, errors),
        [
            _("%(name)s mendapat kunci tim dan bisa membuka semua perkara tim.", name=found.name),
            _unit_sentence(found),
            _("Kunci Anda yang menyegelnya; administrator tidak bisa."),
            _("Bila sidiknya tidak sama, jangan terima. Mungkin ada orang lain di antaranya."),
        ],
    )
    return make_response(body, 200 if errors is None else 422)


def _unit_sentence(found: MemberProposal) -> str:
    if not found.unit:
        return _("Direktori tidak mencatat unit kerja orang ini.")
    return _("Unit kerjanya %(unit)s: laporan tentang unit itu tidak sampai kepadanya.", unit=found.unit)


def confirm(proposal_id: str) -> ResponseReturnValue:
    """Seal the team key to the newcomer."""
    _proposal(proposal_id)
    errors: dict[str, str] = {}
    try:
        with confirmed_writing() as (session, errors):
            if not errors:
                people(session).confirm(proposal_id, posted().get("fingerprint", ""))
    except SubmissionInvalidError as invalid:
        errors = {name: _sentence(code) for name, code in invalid.fields.items()}
    except DirectoryBrokenError:
        errors = {"fingerprint": _sentence("both_sides")}
    if errors:
        return confirm_form(proposal_id, with_blank(errors, "fingerprint"))
    return redirect(url_for("people.index", done="confirmed"), 303)


# Leaving, and beginning anew.


def _other(staff_id: str) -> StaffView:
    with reading() as session:
        found = next((one for one in people(session).staff() if one.id == staff_id), None)
    if found is None or found.state == "left" or staff_id == visit().staff_id:
        abort(404)
    return found


def _too_small(error: TeamTooSmallError) -> str:
    return _("Tim ini tinggal %(least)s orang. Terima anggota baru dulu.", least=error.least)


def leave_form(
    staff_id: str, errors: dict[str, str] | None = None, obstacle: str = ""
) -> ResponseReturnValue:
    """Say what ends."""
    found = _other(staff_id)
    body = _form(
        _("Akhiri tugas %(name)s?", name=found.name),
        ", ".join(team for team, _state in found.teams),
        _("Akhiri tugas"),
        _again([passphrase()], errors),
        [
            _("Semua sesinya berakhir sekarang."),
            _("Timnya mendapat kunci baru. Yang sudah dibaca tidak bisa ditarik."),
            _("Penugasannya yang masih terbuka berakhir dan perlu petugas baru."),
            _("Tidak bisa dibatalkan. Orang yang kembali diusulkan lagi dari awal."),
        ],
        obstacles=[Problem("passphrase", obstacle)] if obstacle else [],
    )
    return make_response(body, 200 if errors is None and not obstacle else 422)


def leave(staff_id: str) -> ResponseReturnValue:
    """End sessions, seals and memberships."""
    _other(staff_id)
    try:
        with confirmed_writing() as (session, errors):
            if not errors:
                people(session).leave(staff_id)
    except TeamTooSmallError as small:
        return leave_form(staff_id, {}, _too_small(small))
    if errors:
        return leave_form(staff_id, errors)
    return redirect(url_for("people.index", done="left"), 303)


def reset_form(
    staff_id: str, errors: dict[str, str] | None = None, obstacle: str = ""
) -> ResponseReturnValue:
    """Say what a new beginning means."""
    found = _other(staff_id)
    body = _form(
        _("Mulai dari awal untuk %(name)s?", name=found.name),
        _("Untuk orang yang kehilangan frasa sandi dan kode pemulihan."),
        _("Buat tiket baru"),
        _again([passphrase()], errors),
        [
            _("Kunci lamanya tidak berlaku lagi. Timnya mendapat kunci baru."),
            _("Anda menerima tiket sekali pakai untuk diberikan langsung."),
            _("Anggota tiap tim mencocokkan sidik kuncinya lagi."),
        ],
        obstacles=[Problem("passphrase", obstacle)] if obstacle else [],
    )
    return make_response(body, 200 if errors is None and not obstacle else 422)


def reset(staff_id: str) -> ResponseReturnValue:
    """Retire the old key and show a new ticket, once."""
    found = _other(staff_id)
    try:
        with confirmed_writing() as (session, errors):
            if not errors:
                ticket = people(session).reset(staff_id)
    except TeamTooSmallError as small:
        return reset_form(staff_id, {}, _too_small(small))
    return reset_form(staff_id, errors) if errors else _ticket_page(found.name, ticket)
