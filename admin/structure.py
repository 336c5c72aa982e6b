"""The organisation: units, where teams stand, who belongs where. One person proposes, another confirms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from casemgr.desk.structure import NEW_TEAM_KINDS, Change, ChangeKind, ChangeView, Structure
from casemgr.errors import NotPermittedError, SubmissionInvalidError
from casemgr.routing import Organisation

from .acting import confirmed_writing
from .forms import FormField, Option, UnreadableError, problems, read_number, show_again
from .frame import ConsoleView, page
from .language import _, mark, moment
from .pages import render
from .people import TEAM_KINDS, people
from .policy import PROPOSING, SIGNED_IN
from .questions import passphrase
from .visit import now, office, posted, reading, visit, writing

NEW = "new"
_NOTICES = {
    "proposed": mark("Diusulkan. Belum ada yang berubah sampai anggota tim pimpinan menerimanya."),
    "confirmed": mark("Diterima. Laporan berikutnya mengikuti susunan ini."),
    "refused": mark("Ditolak. Susunan tidak berubah."),
}
_ERRORS = {
    "empty": mark("Bagian ini belum diisi."),
    "long": mark("Terlalu panjang."),
    "taken": mark("Nama ini sudah dipakai; pelapor memilih menurut nama."),
    "choice": mark("Ini tidak mungkin dengan susunan sekarang."),
    "number": mark("Tulis angka 0 sampai 999."),
    "few": mark("Tim baru perlu paling sedikit dua orang dari tim perkara."),
    "different": mark("Usulan ini berubah setelah halaman dibuka. Baca lagi."),
}
_HEADINGS: Mapping[ChangeKind, str] = {
    "unit": mark("Ubah unit"),
    "unit_end": mark("Akhiri unit"),
    "team": mark("Ubah kedudukan tim"),
    "new_team": mark("Tim baru"),
    "staff": mark("Ubah unit seorang petugas"),
}


class StructureView(ConsoleView):
    """The tree of units, the order of teams, and what waits."""

    part_of = "people"

    @page("/", SIGNED_IN)
    def index(self) -> ResponseReturnValue:
        """Show what waits, teams in order, and the units below one unit."""
        return show()

    @page("/propose/<kind>/<target_id>/", PROPOSING, methods=("GET", "POST"))
    def propose(self, kind: str, target_id: str) -> ResponseReturnValue:
        """Propose one change."""
        form = _form_of(kind, target_id)
        return propose(form) if request.method == "POST" else ask(form)

    @page("/proposals/<proposal_id>/", SIGNED_IN, methods=("GET", "POST"))
    def decide(self, proposal_id: str) -> ResponseReturnValue:
        """Confirm or refuse a proposed change."""
        return decide(proposal_id) if request.method == "POST" else ask_word(proposal_id)


@dataclass(frozen=True)
class Line:
    """One row of the page: what it is, where it stands, and what may be proposed about it."""

    name: str
    facts: str
    links: tuple[tuple[str, str], ...] = ()
    below: str = ""


def structure(session: Session) -> Structure:
    """Open the door to the organisation for the present person."""
    return Structure(session, office(), visit().keyring, clock=now)


# Reading.


def show() -> ResponseReturnValue:
    """Show the whole organisation; units one level at a time, since an office may have thousands."""
    here = office().organisation()
    above = request.args.get("unit") or None
    if above is not None and here.unit_name(above) is None:
        abort(404)
    with reading() as session:
        waiting = structure(session).waiting()
        names = office().staff_names(session)
    said = request.args.get("done", "")
    return render(
        "console/structure.html",
        notice=_(_NOTICES[said]) if said in _NOTICES else "",
        waiting=[(one, _sentence(one.change, here, names)) for one in waiting],
        teams=[_team_line(one.id, here) for one in here.teams()],
        units=[_unit_line(one.id, here) for one in here.units if one.parent_id == above],
        path=[(unit_id, here.unit_name(unit_id)) for unit_id in reversed(here.chain(above))],
        can_propose=PROPOSING.admits(visit().roles),
    )


def _team_line(team_id: str, here: Organisation) -> Line:
    team = next(one for one in here.teams() if one.id == team_id)
    facts = _(
        "%(kind)s · urutan %(rank)s · %(unit)s",
        kind=_(TEAM_KINDS[team.kind]),
        rank=team.rank,
        unit=here.unit_name(team.unit_id or "") or _("seluruh kantor"),
    )
    return Line(team.name, facts, ((_address("team", team.id), _("Ubah…")),))


def _unit_line(unit_id: str, here: Organisation) -> Line:
    count = len(here.subtree(unit_id)) - 1
    facts = _("%(count)s unit di bawahnya", count=count) if count else ""
    links = [(_address("unit", unit_id), _("Ubah…"))]
    if not count:
        links.append((_address("unit_end", unit_id), _("Akhiri…")))
    below = url_for("structure.index", unit=unit_id) if count else ""
    return Line(here.unit_name(unit_id) or "", facts, tuple(links), below)


def _address(kind: ChangeKind, target_id: str) -> str:
    return url_for("structure.propose", kind=kind, target_id=target_id)


def _sentence(change: Change, here: Organisation, names: Mapping[str, str]) -> str:
    """Say a change in one sentence."""
    known = here.unit_name(change.target_id) or ""
    wanted = _standing(change, here, names)
    match change.kind:
        case "unit_end":
            return _("%(known)s berakhir", known=known)
        case "staff":
            return wanted
        case "new_team":
            return _("tim baru: %(team)s · %(kind)s", team=wanted, kind=_(TEAM_KINDS.get(change.code, "")))
        case "team":
            known = next((one.name for one in here.teams() if one.id == change.target_id), "")
    if not known:
        return _("unit baru: %(unit)s", unit=wanted)
    return _("%(known)s menjadi: %(wanted)s", known=known, wanted=wanted)


def _standing(change: Change, here: Organisation, names: Mapping[str, str]) -> str:
    """Say where a unit, team or person stands."""
    unit = here.unit_name(change.unit_id or "")
    if change.kind in ("unit", "unit_end"):
        return _("%(name)s, di bawah %(unit)s", name=change.name, unit=unit or _("tidak ada unit lain"))
    if change.kind == "staff":
        who = names.get(change.target_id, "")
        return _("%(who)s, unit %(unit)s", who=who, unit=unit or _("tidak ada"))
    place = unit or _("seluruh kantor")
    return _("%(name)s, urutan %(rank)s, %(unit)s", name=change.name, rank=change.rank, unit=place)


def heading(change: Change, *, is_new: bool) -> str:
    """Name a change; a unit is changed or new."""
    if change.kind == "unit" and is_new:
        return _("Unit baru")
    return _(_HEADINGS[change.kind])


# Proposing.


@dataclass(frozen=True)
class Form:
    """One change to be asked for: what stands now, and what is asked."""

    now: Change
    lead: str
    fields: tuple[FormField, ...]


def _form_of(kind: str, target_id: str) -> Form:
    """Return the form for a change; what does not exist is no page."""
    makers: dict[str, Callable[[str], Form]] = {
        "unit": _unit_form,
        "unit_end": _end_form,
        "team": _team_form,
        "new_team": _new_team_form,
        "staff": _staff_form,
    }
    if kind not in makers:
        abort(404)
    return makers[kind](target_id)


def _units(label: str, chosen: str | None, *, leave_out: frozenset[str] = frozenset()) -> FormField:
    options = tuple(Option(one.id, one.name) for one in office().units() if one.id not in leave_out)
    return FormField(
        "unit_id", "choice", label, required=False, options=options, chosen=frozenset({chosen or ""})
    )


def _name(value: str) -> FormField:
    return FormField("name", "text", _("Nama"), _("Pelapor membaca dan memilih nama ini."), value=value)


def _rank(value: int) -> FormField:
    hint = _("Angka kecil menerima lebih dulu.")
    return FormField("rank", "number", _("Urutan"), hint, value=str(value))


def _unit_form(target_id: str) -> Form:
    if target_id == NEW:
        blank = Change("unit", "", code="unit")
        fields = (_name(""), _units(_("Di bawah unit"), request.args.get("unit")))
        return Form(blank, _("Sesudah usulan diterima, pelapor bisa memilih unit ini."), fields)
    unit = next((one for one in office().units() if one.id == target_id), None)
    if unit is None:
        abort(404)
    present = Change("unit", unit.id, unit.name, unit.parent_id)
    below = office().organisation().subtree(unit.id)
    return Form(
        present, unit.name, (_name(unit.name), _units(_("Di bawah unit"), unit.parent_id, leave_out=below))
    )


def _end_form(target_id: str) -> Form:
    name = office().organisation().unit_name(target_id)
    if name is None:
        abort(404)
    return Form(Change("unit_end", target_id, name), name, ())


def _team_form(target_id: str) -> Form:
    team = next((one for one in office().teams() if one.id == target_id), None)
    if team is None:
        abort(404)
    present = Change("team", team.id, team.name, team.unit_id, team.rank)
    fields = (_name(team.name), _units(_("Unit tim"), team.unit_id), _rank(team.rank))
    return Form(present, team.name, fields)


def _new_team_form(target_id: str) -> Form:
    if target_id != NEW:
        abort(404)
    kinds = tuple(Option(kind, _(TEAM_KINDS[kind])) for kind in NEW_TEAM_KINDS)
    directory = office().directory()
    known = {one for team_id in directory.case_teams() for one in directory.members(team_id)}
    with reading() as session:
        members = tuple(Option(one.id, one.name) for one in people(session).staff() if one.id in known)
    fields = (
        _name(""),
        FormField("code", "choice", _("Jenis tim"), options=kinds),
        _units(_("Unit tim"), None),
        _rank(0),
        FormField("staff_ids", "choices", _("Anggota pertama"), options=members),
    )
    return Form(Change("new_team", ""), _("Anggotanya sudah memegang kunci tim perkara lain."), fields)


def _staff_form(target_id: str) -> Form:
    with reading() as session:
        person = next((one for one in people(session).staff() if one.id == target_id), None)
    if person is None or person.fingerprint is None:
        abort(404)
    unit_id = office().directory().staff_key(target_id).unit_id
    fields = (_units(_("Unit kerja"), unit_id),)
    return Form(Change("staff", target_id, unit_id=unit_id), person.name, fields)


def ask(form: Form, errors: Mapping[str, str] | None = None) -> ResponseReturnValue:
    """Ask for a change, or show again what was typed beside what is wrong with it."""
    fields = list(form.fields)
    if errors is not None:
        fields = [show_again(one, posted(), errors) for one in fields]
    elsewhere = [text for name, text in (errors or {}).items() if name not in {one.name for one in fields}]
    body = render(
        "console/people_form.html",
        heading=heading(form.now, is_new=not form.now.target_id),
        lead=form.lead,
        button=_("Usulkan"),
        fields=fields,
        problems=problems(fields),
        obstacle=" ".join(elsewhere),
        steps=[
            _("Belum ada yang berubah sekarang."),
            _("Seorang anggota tim pimpinan membaca usulan ini, lalu menerima atau menolak."),
            _("Sesudah diterima, laporan berikutnya mengikuti susunan baru. Perkara yang ada tidak pindah."),
        ],
        action=request.path,
        back=url_for("structure.index"),
    )
    return make_response(body, 200 if errors is None else 422)


def propose(form: Form) -> ResponseReturnValue:
    """Record the proposal."""
    values = posted()
    asked = {one.name for one in form.fields}
    try:
        wanted = replace(
            form.now,
            name=values.get("name", "") if "name" in asked else form.now.name,
            unit_id=(values.get("unit_id") or None) if "unit_id" in asked else form.now.unit_id,
            rank=read_number(values.get("rank", "")) if "rank" in asked else form.now.rank,
            code=values.get("code", "") if "code" in asked else form.now.code,
            staff_ids=tuple(values.every("staff_ids")),
        )
        with writing() as session:
            structure(session).propose(wanted)
    except UnreadableError as unreadable:
        return ask(form, {"rank": unreadable.sentence})
    except SubmissionInvalidError as invalid:
        return ask(form, _told(invalid))
    return redirect(url_for("structure.index", done="proposed"), 303)


def _told(invalid: SubmissionInvalidError) -> dict[str, str]:
    return {name: _(_ERRORS.get(code, _ERRORS["choice"])) for name, code in invalid.fields.items()}


# A member's word.


def _shown(proposal_id: str) -> ChangeView:
    with reading() as session:
        found = next((one for one in structure(session).waiting() if one.id == proposal_id), None)
    if found is None:
        abort(404)
    return found


def ask_word(proposal_id: str, errors: Mapping[str, str] | None = None) -> ResponseReturnValue:
    """Show what will be different, and ask a member of the deciding team for their word."""
    found = _shown(proposal_id)
    here = office().organisation()
    with reading() as session:
        names = office().staff_names(session)
    fields = [replace(passphrase(), error=(errors or {}).get("passphrase", ""))]
    body = render(
        "console/structure_proposal.html",
        heading=heading(found.change, is_new=found.before is None),
        sentence=_sentence(found.change, here, names),
        before="" if found.before is None else _standing(found.before, here, names),
        proposed=_(
            "Diusulkan oleh %(who)s, %(when)s.",
            who=found.proposed_by,
            when=moment(found.proposed_at, office().zone),
        ),
        members=[names.get(one, "") for one in found.change.staff_ids],
        found=found,
        may_refuse=found.may_decide or PROPOSING.admits(visit().roles),
        fields=fields,
        problems=problems(fields),
        obstacle=" ".join(text for name, text in (errors or {}).items() if name != "passphrase"),
        action=request.path,
    )
    return make_response(body, 200 if errors is None else 422)


def decide(proposal_id: str) -> ResponseReturnValue:
    """Publish the change, or turn it down."""
    _shown(proposal_id)
    refused = posted().get("word") == "refuse"
    try:
        with confirmed_writing(is_needed=not refused) as (session, errors):
            if not errors and refused:
                structure(session).refuse(proposal_id)
            elif not errors:
                structure(session).confirm(proposal_id, posted().get("seen", ""))
    except SubmissionInvalidError as invalid:
        errors = _told(invalid)
    except NotPermittedError:
        abort(403)
    if errors:
        return ask_word(proposal_id, errors)
    return redirect(url_for("structure.index", done="refused" if refused else "confirmed"), 303)
