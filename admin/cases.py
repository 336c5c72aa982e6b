"""A case and everything done on its page. Each change is one verb of the desk."""

from dataclasses import replace

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from casemgr.desk import Desk
from casemgr.desk.broken import BROKEN_SEAL
from casemgr.desk.views import AllegationView
from casemgr.errors import NotPermittedError, SubmissionInvalidError
from casemgr.files import FileReceiver
from casemgr.rules.workflow import Verb
from casemgr.store.models import Case
from casemgr.web.uploads import Values, receive

from . import acting, clean_copies, identity
from .case_page import CasePage, is_broken
from .failures import unfit_form
from .forms import FormField, Option, problems, show_again
from .frame import ConsoleView, page
from .heads import Head, head_of, read_file, read_row, verbs_of
from .language import _, language, mark, short_date
from .neighbours import around
from .pages import render
from .policy import CASEWORK
from .questions import advice
from .visit import desk, now, office, posted, reading, token_is_good, writing
from .words import Words

_BROKEN_ALLEGATION = mark(
    "Dugaan ini rusak: isinya berubah di luar sistem dan tidak bisa dibuka lagi, jadi hasilnya tidak bisa "
    "diisi. Rumuskan dugaan yang sama sekali lagi di halaman perkara dan isi hasilnya di sana. Beri tahu "
    "administrator nomor perkara dan jam Anda melihat ini."
)
_NOTICES = {
    "answer": mark("Balasan terkirim. Pelapor membacanya dengan kodenya."),
    "note": mark("Catatan tersimpan."),
    "attach": mark("Berkas diterima dan disegel."),
    "allegation": mark("Dugaan tersimpan."),
    "asked": mark("Permintaan dikirim. Orang kedua memutuskan."),
    "request": mark("Permintaan pembukaan identitas diajukan kepada penjaga identitas."),
    "closed": mark("Identitas sudah ditutup dan disegel lagi."),
}


_REFUSED = {
    "empty": mark("“%(name)s” kosong, jadi tidak disimpan."),
    "too_large": mark("“%(name)s” lebih besar dari 200 MB, jadi tidak disimpan."),
    "name": mark("Nama “%(name)s” memuat garis miring atau tanda tersembunyi. Ganti namanya dulu."),
    "bomb": mark("“%(name)s” mengembang sangat besar bila dibuka, jadi tidak disimpan. Unggah isinya saja."),
    "failed": mark("“%(name)s” belum tersimpan. Unggah sekali lagi."),
}
_FILES_NAMED = 10


class CasesView(ConsoleView):
    """The page of a case, its verbs and its files."""

    part_of = "queue"

    @page("/<reference>/", CASEWORK)
    def show(self, reference: str) -> ResponseReturnValue:
        """Show a case."""
        return show_case(reference)

    @page("/", CASEWORK)
    def index(self) -> ResponseReturnValue:
        """Lead to the queue; there is no list here."""
        return redirect(url_for("queue.index"), 303)

    @page("/<reference>/do/<verb>/", CASEWORK, methods=("GET", "POST"))
    def act(self, reference: str, verb: str) -> ResponseReturnValue:
        """Ask for a verb with its consequences, or do it."""
        return acting.do(reference, verb) if request.method == "POST" else acting.ask(reference, verb)

    @page("/<reference>/answer/", CASEWORK, methods=("POST",))
    def answer(self, reference: str) -> ResponseReturnValue:
        """Write to the reporter."""
        return acting.do(reference, "answer")

    @page("/<reference>/note/", CASEWORK, methods=("POST",))
    def note(self, reference: str) -> ResponseReturnValue:
        """Keep an internal remark."""
        return add_note(reference)

    @page("/<reference>/conflict/", CASEWORK, methods=("GET", "POST"))
    def conflict(self, reference: str) -> ResponseReturnValue:
        """Step back from a case because of a conflict of interest."""
        return declare_conflict(reference) if request.method == "POST" else ask_conflict(reference)

    @page("/<reference>/allegations/", CASEWORK, methods=("POST",))
    def add_allegation(self, reference: str) -> ResponseReturnValue:
        """Add an allegation: one category against one subject."""
        return add_allegation(reference)

    @page("/<reference>/allegations/<allegation_id>/", CASEWORK, methods=("GET", "POST"))
    def find_allegation(self, reference: str, allegation_id: str) -> ResponseReturnValue:
        """Record what the examination found of one allegation."""
        if request.method == "POST":
            return find_allegation(reference, allegation_id)
        return ask_finding(reference, allegation_id)

    @page("/<reference>/files/", CASEWORK, methods=("POST",), streams=True)
    def attach(self, reference: str) -> ResponseReturnValue:
        """Seal papers while they arrive."""
        return attach_files(reference)

    @page("/<reference>/files/<file_id>", CASEWORK)
    def download(self, reference: str, file_id: str) -> ResponseReturnValue:
        """Send a paper, or a clean copy of a reporter's file, as a download."""
        return clean_copies.send(reference, file_id)

    @page("/<reference>/files/<file_id>/original/", CASEWORK, methods=("POST",))
    def original(self, reference: str, file_id: str) -> ResponseReturnValue:
        """Send a file as it was received, on record."""
        return clean_copies.send_original(reference, file_id)


def show_case(
    reference: str,
    allegation: list[FormField] | None = None,
    *,
    note: FormField | None = None,
    paper: FormField | None = None,
) -> ResponseReturnValue:
    """Show the page of a case; what this person may not see is 404, as if it were not there.

    `allegation`, `note` and `paper` are fields of its forms that have to be corrected.
    """
    wrong = [*(allegation or ()), *(one for one in (note, paper) if one is not None)]
    with reading() as session:
        door = desk(session)
        case = door.case(reference)
        file = read_file(door, case)
        if file is None:
            return show_sealed(door, case)
        offers = acting.offers(door, case, file.verbs, file.reference)
        disclosures = identity.lines(session, case)
        beside = around(door, case)
    offered = {one.verb for one in file.verbs}
    body = render(
        "console/case.html",
        **CasePage(file).values(),
        step=max((one.number for one in file.history), default=0),
        offers=offers,
        around=beside,
        notice=notice(request.args.get("done", "")),
        reply=acting.reply_fields(offered),
        may_write=Verb.NOTE in offered,
        can_request=identity.may_request(file),
        disclosures=disclosures,
        allegation_fields=allegation or allegation_fields(),
        is_alleging=allegation is not None,
        note=note,
        paper=paper,
        problems=problems(wrong),
    )
    return make_response(body, 422 if wrong else 200)


def show_sealed(door: Desk, case: Case) -> ResponseReturnValue:
    """Show what a case is to somebody who holds no key: its public facts and the steps of the archive."""
    row = read_row(door, case)
    words = Words(office(), language())
    facts = [
        (_("Jenis"), words.kind(row.kind)),
        (_("Kategori"), words.category(row.category)),
        (_("Diterima"), short_date(row.received_on)),
        (_("Berakhir"), short_date(case.closed_on) if case.closed_on else ""),
        (_("Hasil"), words.label("outcomes", case.outcome)),
        (_("Ditangani"), row.handling_unit),
    ]
    return render(
        "console/sealed_case.html",
        row=row,
        version=case.version,
        facts=[line for line in facts if line[1]],
        offers=acting.offers(door, case, verbs_of(door, case), row.reference),
        notice=notice(request.args.get("done", "")),
    )


def notice(done: str) -> str:
    """Say what was just done; an unknown code says nothing."""
    if done in _NOTICES:
        return _(_NOTICES[done])
    if done in set(Verb):
        return _("Tersimpan: %(verb)s.", verb=Words(office(), language()).verb(done))
    return ""


def add_note(reference: str) -> ResponseReturnValue:
    """Keep a remark, and go back to it."""
    with writing() as session:
        door = desk(session)
        try:
            door.add_note(door.case(reference), posted().get("note", ""))
            error = ""
        except SubmissionInvalidError as invalid:
            error = advice("note", invalid.fields["text"])
    if error:
        asked = FormField("note", "long_text", _("Catatan baru"))
        return show_case(reference, note=show_again(asked, posted(), {"note": error}))
    return redirect(url_for("cases.show", reference=reference, done="note", _anchor="notes"), 303)


def allegation_fields() -> list[FormField]:
    """Give the form of an allegation."""
    choices = Words(office(), language()).choices("categories", office().today(now()))
    return [
        FormField("category", "choice", _("Kategori"), options=tuple(Option(*one) for one in choices)),
        FormField(
            "name", "text", _("Nama terlapor"), _("Kosongkan bila hanya jabatan atau unit yang diketahui.")
        ),
        FormField("position", "text", _("Jabatan"), required=False),
        FormField("unit", "text", _("Unit"), required=False),
    ]


def add_allegation(reference: str) -> ResponseReturnValue:
    """Keep an allegation, or show what is missing."""
    values = posted()
    try:
        with writing() as session:
            door = desk(session)
            door.add_allegation(
                door.case(reference),
                category=values.get("category", ""),
                name=values.get("name", ""),
                position=values.get("position", ""),
                unit=values.get("unit", ""),
            )
    except SubmissionInvalidError as invalid:
        errors = {name: advice(name, code) for name, code in invalid.fields.items()}
        return show_case(reference, [show_again(one, values, errors) for one in allegation_fields()])
    return redirect(url_for("cases.show", reference=reference, done="allegation", _anchor="allegations"), 303)


def _finding_fields(one: AllegationView) -> list[FormField]:
    words, today = Words(office(), language()), office().today(now())
    outcomes = tuple(Option(*pair) for pair in words.choices("outcomes", today))
    sanctions = tuple(Option(*pair) for pair in words.choices("sanctions", today))
    return [
        FormField(
            "finding",
            "long_text",
            _("Temuan"),
            _("Disegel, hanya pemegang kunci perkara."),
            value=one.finding,
        ),
        FormField("outcome", "choice", _("Hasil"), options=outcomes, chosen=frozenset({one.outcome or ""})),
        FormField(
            "sanction",
            "choice",
            _("Hukuman atau akibat"),
            required=False,
            options=sanctions,
            chosen=frozenset({one.sanction or ""}),
        ),
    ]


def ask_finding(
    reference: str, allegation_id: str, errors: dict[str, str] | None = None
) -> ResponseReturnValue:
    """Ask what was found of one allegation."""
    with reading() as session:
        door = desk(session)
        case = door.case(reference)
        head, file = head_of(door, case), door.file(case)
    found = next((one for one in file.allegations if one.id == allegation_id), None)
    if found is None or Verb.NOTE not in {one.verb for one in file.verbs}:
        abort(404)
    if is_broken(found):
        return _refuse_finding(head, found)
    shown = _finding_fields(found)
    if errors is not None:
        shown = [show_again(one, posted(), errors) for one in shown]
    category, subject, _outcome = CasePage(file).allegation(found)
    body = render(
        "console/verb.html",
        head=head,
        heading=_("Isi hasil dugaan"),
        lead=f"{category} · {subject}",
        action=url_for("cases.find_allegation", reference=reference, allegation_id=allegation_id),
        fields=shown,
        problems=problems(shown),
        changes=None,
        button=_("Simpan hasil"),
        consequences=[
            (_("Status"), [_("Tetap %(status)s.", status=Words(office(), language()).status(head.status))]),
            (_("Tenggat"), [_("Tenggat berjalan terus.")]),
            (_("Siapa diberi tahu"), [_("Tidak ada. Hasil perkara disampaikan dengan langkah tersendiri.")]),
            (_("Kunci"), [_("Tidak ada kunci yang berpindah.")]),
            (_("Bisa dibatalkan?"), [_("Ya, isi lagi. Jejak mencatat setiap perubahan.")]),
        ],
    )
    return make_response(body, 200 if errors is None else 422)


def _refuse_finding(head: Head, found: AllegationView) -> ResponseReturnValue:
    """Say why nothing can be recorded of this allegation; what was typed comes back to be copied."""
    blank = replace(found, finding="")
    typed = [show_again(one, posted(), {}) for one in _finding_fields(blank)]
    body = render(
        "console/verb.html",
        head=head,
        heading=_("Isi hasil dugaan"),
        lead=BROKEN_SEAL,
        action=request.path,
        fields=typed if request.method == "POST" else [],
        problems=[],
        obstacle=_(_BROKEN_ALLEGATION),
        changes=None,
        button="",
        consequences=[],
    )
    return make_response(body, 409)


def find_allegation(reference: str, allegation_id: str) -> ResponseReturnValue:
    """Keep the finding, or show what is missing."""
    values = posted()
    known = office().pack
    errors = {}
    if values.get("outcome") not in known.outcomes:
        errors["outcome"] = advice("outcome", "choice")
    if values.get("sanction") and values["sanction"] not in known.sanctions:
        errors["sanction"] = advice("sanction", "choice")
    if errors:
        return ask_finding(reference, allegation_id, errors)
    with writing() as session:
        door = desk(session)
        case = door.case(reference)
        found = next((one for one in door.file(case).allegations if one.id == allegation_id), None)
        if found is None:
            abort(404)
        if is_broken(found):
            return _refuse_finding(head_of(door, case), found)
        door.find_allegation(
            case,
            allegation_id,
            finding=values.get("finding", ""),
            outcome=values["outcome"],
            sanction=values.get("sanction") or None,
        )
    return redirect(url_for("cases.show", reference=reference, done="allegation", _anchor="allegations"), 303)


def ask_conflict(reference: str, fields: list[FormField] | None = None) -> ResponseReturnValue:
    """Ask why, and say what follows."""
    with reading() as session:
        door = desk(session)
        head = head_of(door, door.case(reference))
    shown = fields or [_conflict_field()]
    status = Words(office(), language()).status(head.status)
    consequences = [
        (_("Status"), [_("Tetap %(status)s.", status=status)]),
        (_("Tenggat"), [_("Tenggat berjalan terus.")]),
        (_("Siapa diberi tahu"), [_("Tim yang menerima perkara. Pelapor dan terlapor: tidak diberi tahu.")]),
        (_("Kunci"), [_("Anda kehilangan kunci. Bila Anda anggota tim, perkara pindah ke tim lain.")]),
        (_("Bisa dibatalkan?"), [_("Tidak. Perkara ini tidak pernah tampil lagi untuk Anda.")]),
    ]
    body = render(
        "console/verb.html",
        head=head,
        heading=_("Nyatakan benturan kepentingan"),
        lead=_("Untuk perkara yang menyangkut Anda, keluarga, atau atasan Anda."),
        action=url_for("cases.conflict", reference=reference),
        fields=shown,
        problems=problems(shown),
        changes=None,
        button=_("Nyatakan dan lepaskan perkara"),
        consequences=consequences,
    )
    return make_response(body, 422 if fields else 200)


def _conflict_field() -> FormField:
    return FormField("reason", "long_text", _("Alasan"), _("Disegel. Dibaca tim yang menerima perkara ini."))


def declare_conflict(reference: str) -> ResponseReturnValue:
    """Give the case away and never show it to this person again."""
    try:
        with writing() as session:
            door = desk(session)
            door.declare_conflict(door.case(reference), posted().get("reason", ""))
    except SubmissionInvalidError as invalid:
        errors = {name: advice(name, code) for name, code in invalid.fields.items()}
        return ask_conflict(reference, [show_again(_conflict_field(), posted(), errors)])
    return redirect(url_for("queue.index", done="conflict"), 303)


def attach_files(reference: str) -> ResponseReturnValue:
    """Seal papers while they arrive; the form token stands first in the body and is checked before them."""
    arrived = receive(
        request, lambda values, *, name, content_type: _open_seal(reference, values, name, content_type)
    )
    if not token_is_good(arrived.values):
        abort(400)
    unfit = unfit_form(arrived)
    if unfit is not None:
        return unfit
    if arrived.failure is not None:
        raise arrived.failure
    with writing() as session:
        door = desk(session)
        for file in arrived.files:
            door.keep_file(door.case(reference), file)
    if arrived.refused or not arrived.files:
        told = " ".join(_(_REFUSED[code], name=name) for name, code in arrived.refused[:_FILES_NAMED])
        error = told or _("Pilih berkas dulu.")
        return show_case(reference, paper=FormField("paper", "file", _("Berkas"), error=error))
    return redirect(url_for("cases.show", reference=reference, done="attach", _anchor="files"), 303)


def _open_seal(reference: str, values: Values, name: str, content_type: str) -> FileReceiver:
    """Open the sealing end for one paper; the session is closed again before the first byte arrives."""
    if not token_is_good(values):
        raise NotPermittedError("attach")
    with reading() as session:
        door = desk(session)
        return door.receiver(door.case(reference), name=name, content_type=content_type)
