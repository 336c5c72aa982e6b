"""A case and everything done on its page. Each change is one verb of the desk."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from casemgr.desk.views import CaseFile
from casemgr.errors import NotPermittedError, SubmissionInvalidError
from casemgr.files import FileReceiver, SealedReader
from casemgr.rules.workflow import Verb
from casemgr.web.uploads import Values, receive

from . import acting, identity
from .case_page import CasePage, back_to_case
from .forms import FormField, Option, problems, show_again
from .frame import ConsoleView, page
from .language import _, language, mark
from .pages import render
from .policy import CASEWORK
from .questions import advice
from .security import DOWNLOAD_POLICY
from .visit import desk, now, office, posted, reading, token_is_good, writing
from .words import Words

_NOTICES = {
    "answer": mark("Balasan terkirim. Pelapor membacanya dengan kodenya."),
    "note": mark("Catatan tersimpan."),
    "attach": mark("Berkas diterima dan disegel."),
    "refused": mark("Ada berkas yang tidak diterima: kosong, lebih dari 200 MB, atau namanya tidak wajar."),
    "allegation": mark("Dugaan tersimpan."),
    "asked": mark("Permintaan dikirim. Orang kedua memutuskan."),
    "request": mark("Permintaan pembukaan identitas diajukan kepada penjaga identitas."),
    "closed": mark("Identitas sudah ditutup dan disegel lagi."),
}


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

    @page("/<reference>/files/", CASEWORK, methods=("POST",), streams=True)
    def attach(self, reference: str) -> ResponseReturnValue:
        """Seal papers while they arrive."""
        return attach_files(reference)

    @page("/<reference>/files/<file_id>", CASEWORK)
    def download(self, reference: str, file_id: str) -> ResponseReturnValue:
        """Send a file as a download, opened while it streams."""
        return send_file(reference, file_id)


def show_case(reference: str, allegation: list[FormField] | None = None) -> ResponseReturnValue:
    """Show the page of a case; what this person may not see is 404, as if it were not there."""
    with reading() as session:
        door = desk(session)
        case = door.case(reference)
        file = door.file(case)
        offers = acting.offers(door, case, file)
        disclosures = identity.lines(session, case)
    offered = {one.verb.value for one in file.verbs}
    body = render(
        "console/case.html",
        **CasePage(file).values(),
        step=acting.newest_step(file),
        offers=offers,
        notice=notice(request.args.get("done", "")),
        reply=acting.reply_fields(offered),
        can_note=Verb.NOTE.value in offered,
        can_attach=Verb.NOTE.value in offered,
        can_request=identity.may_request(file),
        disclosures=disclosures,
        allegation_fields=(allegation or allegation_fields()) if Verb.NOTE.value in offered else [],
        problems=problems(allegation or ()),
    )
    return make_response(body, 422 if allegation else 200)


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
        except SubmissionInvalidError:
            return redirect(back_to_case(reference, "notes"), 303)
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


def ask_conflict(reference: str, fields: list[FormField] | None = None) -> ResponseReturnValue:
    """Ask why, and say what follows."""
    with reading() as session:
        door = desk(session)
        file: CaseFile = door.file(door.case(reference))
    shown = fields or [
        FormField("reason", "long_text", _("Alasan"), _("Disegel. Dibaca tim yang menerima perkara ini.")),
    ]
    steps = [
        (_("Status"), [_("Tetap %(status)s.", status=Words(office(), language()).status(file.status))]),
        (_("Tenggat"), [_("Tenggat berjalan terus.")]),
        (_("Siapa diberi tahu"), [_("Tim yang menerima perkara. Pelapor dan terlapor: tidak diberi tahu.")]),
        (_("Kunci"), [_("Anda kehilangan kunci. Bila Anda anggota tim, perkara pindah ke tim lain.")]),
        (_("Bisa dibatalkan?"), [_("Tidak. Perkara ini tidak pernah tampil lagi untuk Anda.")]),
    ]
    body = render(
        "console/verb.html",
        reference=reference,
        heading=_("Nyatakan benturan kepentingan"),
        lead=_("Untuk perkara yang menyangkut Anda, keluarga, atau atasan Anda."),
        back_url=back_to_case(reference),
        back_text=f"{file.reference} · {file.title}",
        action=url_for("cases.conflict", reference=reference),
        version=file.version,
        step=acting.newest_step(file),
        fields=shown,
        problems=problems(shown),
        changes=None,
        button=_("Nyatakan dan lepaskan perkara"),
        consequences=steps,
    )
    return make_response(body, 422 if fields else 200)


def declare_conflict(reference: str) -> ResponseReturnValue:
    """Give the case away and never show it to this person again."""
    try:
        with writing() as session:
            door = desk(session)
            door.declare_conflict(door.case(reference), posted().get("reason", ""))
    except SubmissionInvalidError as invalid:
        errors = {name: advice(name, code) for name, code in invalid.fields.items()}
        field = FormField("reason", "long_text", _("Alasan"))
        return ask_conflict(reference, [show_again(field, posted(), errors)])
    return redirect(url_for("queue.index", done="conflict"), 303)


def attach_files(reference: str) -> ResponseReturnValue:
    """Seal papers while they arrive; the form token stands first in the body and is checked before them."""
    arrived = receive(
        request, lambda values, *, name, content_type: _open_seal(reference, values, name, content_type)
    )
    if not token_is_good(arrived.values):
        abort(400)
    if arrived.failure is not None:
        raise arrived.failure
    with writing() as session:
        door = desk(session)
        for file in arrived.files:
            door.keep_file(door.case(reference), file)
    done = "refused" if arrived.refused else "attach" if arrived.files else None
    return redirect(url_for("cases.show", reference=reference, done=done, _anchor="files"), 303)


def _open_seal(reference: str, values: Values, name: str, content_type: str) -> FileReceiver:
    """Open the sealing end for one paper; the session is closed again before the first byte arrives."""
    if not token_is_good(values):
        raise NotPermittedError("attach")
    with reading() as session:
        door = desk(session)
        return door.receiver(door.case(reference), name=name, content_type=content_type)


def send_file(reference: str, file_id: str) -> ResponseReturnValue:
    """Stream an opened file as a download that no browser shows inline or lets run anything."""
    with reading() as session:
        door = desk(session)
        file = door.open_file(door.case(reference), file_id)
    response = Response(_pieces(file), mimetype="application/octet-stream")
    response.headers["Content-Length"] = str(file.size)
    response.headers["Content-Disposition"] = disposition(file.name)
    response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    return response


def _pieces(file: SealedReader) -> Iterator[bytes]:
    yield from file


def disposition(name: str) -> str:
    """Name a download for old and new browsers (RFC 6266, RFC 8187)."""
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "_" for char in name)
    return f"attachment; filename=\"{plain or 'berkas'}\"; filename*=UTF-8''{quote(name, safe='')}"
