"""Coming back with the code: read, answer, add files or a name, withdraw, leave. Nothing here is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from string import Formatter
from typing import Any
from urllib.parse import quote

from flask import Response, redirect, request
from marshmallow import Schema

from casemgr.errors import (
    KdfBusyError,
    ReceiptMistypedError,
    ReceiptUnknownError,
    SealBrokenError,
    SessionEndedError,
    SubmissionInvalidError,
)
from casemgr.intake import FileReceiver, FileView, Identity, Intake, MessageView, ReporterView, SealedFile
from casemgr.rules.rulepack import RulePack
from casemgr.rules.workflow import Status
from casemgr.vault.keyring import ReporterKeyring
from casemgr.vault.keys import ReporterSession
from casemgr.web import drafts, schemas
from casemgr.web.errors import ANSWERED, BUSY, WRONG_FORM, answer_to
from casemgr.web.language import N_, day, language, long_day, say, to
from casemgr.web.problems import FormState, Problem, label_of, mistyped, problem, problems_of, refused_files
from casemgr.web.promises import days_of
from casemgr.web.reporter_session import VISIT
from casemgr.web.security import forget
from casemgr.web.site import answer, check_days, page, site
from casemgr.web.uploads import IDENTITY, Posted, Values, receive
from casemgr.web.writing import shown_file

_UNKNOWN = N_("Kode ini tidak membuka laporan. Periksa catatan Anda.")
_ENDED = N_("Laporan ini sudah tertutup: Anda keluar, atau 30 menit tanpa kegiatan. Masukkan kode lagi.")
_BUSY = N_("Kami sedang melayani banyak orang. Tunggu sebentar, lalu tekan Buka lagi.")
_NOT_SENT = N_("Belum ada yang terkirim. Tulisan Anda masih ada; tunggu sebentar, lalu tekan tombolnya lagi.")
_BROKEN_TEXT = N_("Bagian ini rusak di server kami dan tidak bisa dibuka lagi. Tulis lagi bila masih perlu.")
_BROKEN_FILE = N_("Berkas rusak di server kami. Kirim lagi bila masih ada.")

_DONE = {
    "reply": N_("Pesan Anda sudah kami terima. Jawabannya nanti ada di halaman ini."),
    "name": N_("Nama Anda sudah dikunci terpisah dari laporan."),
}
"""What the report's page says after an act that the address names; a withdrawal is told from its day."""
_ENDS = frozenset(
    {Status.CLOSED, Status.DECLINED, Status.REFERRED, Status.ARCHIVED, Status.AWAITING_FEEDBACK}
)
"""Where nothing more is promised: the office has given its answer."""
_AFTER_SILENCE = {
    Status.AWAITING_REPORTER: N_("Tidak bisa menjawab? Kami lanjutkan dengan yang ada, bila cukup."),
    Status.AWAITING_FEEDBACK: N_("Tanpa tanggapan sampai hari itu, laporan kami anggap selesai."),
}


@dataclass(frozen=True)
class Visit:
    """Somebody who entered a code: their cookie and their keyring."""

    session: ReporterSession
    reporter: ReporterKeyring

    @property
    def form_key(self) -> str:
        return site().sessions.form_key(self.session)


def _visit() -> Visit:
    found = site().sessions.visitor(request, now=site().clock())
    return Visit(found, site().office.reporter(found))


def _checked_visit(posted: Posted) -> Visit | None:
    """Return the visit of a posted form; None when the form is not one of ours."""
    visit = _visit()
    fits = site().sessions.form_key_fits(visit.session, posted.values.get("form_key", ""))
    return visit if fits else None


# Entering.


def enter() -> Response:
    """Ask for the code."""
    return _enter_page()


def _enter_page(
    code: str = "",
    *,
    found: Problem | None = None,
    message: str = "",
    kept: str = "",
    named: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """Draw the page that asks for the code; `kept` and `named` wait on it until the report is open."""
    form = FormState({"code": code, **(named or {})}, {"code": found} if found else {})
    return page("enter", status, form=form, message=message, kept=kept, is_named=bool(named))


def open_with_code() -> Response:
    """Open a report with its code. An unknown and a destroyed one get the same answer."""
    posted = receive(request)
    code, kept, named = posted.values.get("code", ""), posted.values.get("kept", ""), _named(posted.values)
    again = partial(_enter_page, code, kept=kept, named=named)
    if posted.values.get("language"):
        return again()
    office = site().office
    with office.reading() as session:
        intake = Intake(session, office, clock=site().clock)
        try:
            reporter = intake.enter(code)
            view = intake.read(reporter) if kept or named else None
        except ReceiptMistypedError as exc:
            return again(found=mistyped(exc, code), status=422)
        except ReceiptUnknownError:
            return again(found=Problem(label_of("code"), say(_UNKNOWN)), status=422)
        except KdfBusyError as exc:
            return _retry(again(message=say(_BUSY), status=503), exc)
    if view is None:
        response = redirect(to("report"), 303)
    else:
        response = _with_text(reporter, kept) if kept else _with_name(reporter, named)
    assert isinstance(response, Response)
    site().sessions.begin(response, request, reporter.cookie_bytes, now=site().clock())
    return response


def _with_text(reporter: ReporterKeyring, text: str) -> Response:
    visit = Visit(_session_of(reporter), reporter)
    return _report_page(
        visit, FormState({"text": text}), notice=say(N_("Tulisan Anda belum terkirim. Periksa, lalu kirim."))
    )


def _with_name(reporter: ReporterKeyring, named: Mapping[str, str]) -> Response:
    visit = Visit(_session_of(reporter), reporter)
    return page("add_name", form=FormState(named), form_key=visit.form_key)


def _named(values: Mapping[str, str]) -> dict[str, str]:
    """Return the name somebody typed and what belongs to it; empty when there is none of it."""
    return {name: values[name] for name in IDENTITY if values.get(name)}


def _session_of(reporter: ReporterKeyring) -> ReporterSession:
    return ReporterSession(reporter.cookie_bytes[:32], reporter.cookie_bytes[32:])


def _retry(response: Response, exc: Exception) -> Response:
    seconds = getattr(exc, "retry_after_seconds", BUSY.retry_after_seconds)
    response.headers["Retry-After"] = str(seconds)
    return response


def leave() -> Response:
    """End the visit, ask the browser to forget, and go to a page that says nothing about reports."""
    response = redirect(to("addresses"), 303)
    assert isinstance(response, Response)
    site().sessions.end(response, request)
    return forget(response)


# Reading and answering.


def report() -> Response:
    """Show the report's page to whoever holds its code; after an act of theirs it says what arrived."""
    done = _DONE.get(request.args.get("done", ""), "")
    try:
        visit = _visit()
        response = _report_page(visit, FormState(), notice=say(done) if done else "")
    except SessionEndedError:
        return _ended()
    except ReceiptUnknownError:
        return _gone()
    return _renewed(response, visit)


def _ended(kept: str = "", named: Mapping[str, str] | None = None) -> Response:
    is_known = bool(request.cookies or kept or named)
    return _enter_page(message=say(_ENDED) if is_known else "", kept=kept, named=named, status=403)


def _gone() -> Response:
    response = _enter_page(found=Problem(label_of("code"), say(_UNKNOWN)), status=422)
    site().sessions.end(response, request)
    return response


def _renewed(response: Response, visit: Visit) -> Response:
    site().sessions.begin(response, request, visit.reporter.cookie_bytes, now=site().clock())
    return response


def _read(visit: Visit) -> tuple[ReporterView, str]:
    office = site().office
    with office.reading() as session:
        intake = Intake(session, office, clock=site().clock)
        view = intake.read(visit.reporter)
        try:
            return view, intake.content(visit.reporter).text
        except SealBrokenError:
            return view, say(_BROKEN_TEXT)


def _report_page(visit: Visit, form: FormState, *, status: int = 200, notice: str = "") -> Response:
    view, story = _read(visit)
    pack, lang = site().office.pack, language()
    question = next((one for one in reversed(view.messages) if one.is_new), None)
    withdrawn = (
        say(N_("Laporan Anda tarik pada %(day)s."), day=day(view.withdrawn_on)) if view.withdrawn_on else ""
    )
    is_held = view.status is Status.ON_HOLD
    # What runs while a case is held is only the limit of the hold; its review comes first.
    days = days_of(pack, () if is_held else view.deadlines)
    closes = (site().clock() + VISIT).astimezone(site().office.zone)
    return page(
        "report",
        status,
        form=form,
        view=view,
        stage=pack.statuses[view.status].public[lang],
        notice=notice or withdrawn,
        disclosure=_disclosure(view),
        question=_message(question, view) if question else None,
        earlier=_earlier(view, story, question),
        answer_by=view.reply_by,
        after_silence=say(_AFTER_SILENCE[view.status]) if view.status in _AFTER_SILENCE else "",
        may_reply=view.may_reply,
        may_close=view.status is Status.AWAITING_FEEDBACK,
        may_withdraw=view.may_withdraw,
        may_add_identity=view.may_add_identity,
        journey=_journey(view),
        days=days,
        is_running=not view.withdrawn_on and view.status not in _ENDS,
        date_line=_date_line(view, days.come_back_on),
        held_until=_day_told(view, _HELD) if is_held else None,
        today=site().today(),
        check_days=check_days() if view.status is Status.AWAITING_REPORTER else 0,
        form_key=visit.form_key,
        closes_at=closes.strftime("%H.%M" if lang == "id" else "%H:%M"),
    )


def _date_line(view: ReporterView, come_back_on: date | None) -> str:
    """Return when to come back, for the head of the page; empty where something else is to be done."""
    asked = view.reply_by or view.disclosure or any(one.is_new for one in view.messages)
    if asked or view.withdrawn_on or come_back_on is None or come_back_on < site().today():
        return ""
    return say(
        N_("Tidak ada yang perlu Anda lakukan sekarang. Kembali mulai %(day)s."), day=long_day(come_back_on)
    )


def _message(one: MessageView, view: ReporterView) -> dict[str, Any]:
    mine = one.sender == "reporter"
    automatic = say(N_("Pesan otomatis"))
    who = (
        say(N_("Anda")) if mine else (automatic if one.sender == "system" else one.team or site().team_name())
    )
    return {
        "who": who,
        "mine": mine,
        "on": one.on,
        "text": say(_BROKEN_TEXT) if one.is_broken else _turn_text(one, view),
        "is_new": one.is_new,
        "files": [_own_file(file) for file in one.files],
    }


def _turn_text(one: MessageView, view: ReporterView) -> str:
    """Return the words of a turn; a reporter's may be files alone, and the office never speaks for them."""
    return _automatic_text(one, view) if one.sender == "system" else one.text


def _own_file(file: FileView) -> dict[str, str]:
    """Return a file with its link; one that has lost its name is broken and has none."""
    if file.name:
        return shown_file(file, to("open_file", file_id=file.id))
    return {"id": file.id, "name": say(_BROKEN_FILE), "size": "", "fact": "", "href": ""}


def _automatic_text(one: MessageView, view: ReporterView) -> str:
    """Render an automatic message from its code when it is read; nobody's key is needed for it."""
    pack = site().office.pack
    row = pack.messages.get(one.code or "")
    if row is not None:
        words = {name: _shown_value(pack, name, value) for name, value in one.values.items()}
        text = row.label[language()]
        if {name for _, name, _, _ in Formatter().parse(text) if name} <= words.keys():
            return text.format_map(words)
    return f"{pack.statuses[view.status].public[language()]}."


def _shown_value(pack: RulePack, name: str, value: str) -> str:
    """Return a value of an automatic message as a reader sees it: a day, or the label of a code."""
    if name.endswith("_on"):
        return day(date.fromisoformat(value))
    row = {"body": pack.referrals, "reason": pack.reasons}.get(name, {}).get(value)
    return row.label[language()] if row else value


def _earlier(view: ReporterView, story: str, question: MessageView | None) -> list[dict[str, Any]]:
    """Return everything but the open question, newest first, the story itself last."""
    turns = [
        _message(one, view) for one in reversed(view.messages) if question is None or one.id != question.id
    ]
    in_messages = {file.id for one in view.messages for file in one.files}
    own = [file for file in view.files if file.id not in in_messages]
    turns.append(
        {
            "who": say(N_("Anda")),
            "mine": True,
            "on": view.received_on,
            "text": story,
            "is_new": False,
            "files": [_own_file(file) for file in own],
        }
    )
    return turns


def _journey(view: ReporterView) -> list[dict[str, Any]]:
    """Return the public stages, one line for neighbours that look the same from outside."""
    statuses, lang = site().office.pack.statuses, language()
    steps: list[dict[str, Any]] = []
    for on, status in view.journey:
        label = statuses[status].public[lang]
        if not steps or steps[-1]["label"] != label:
            steps.append({"on": on, "label": label})
    return steps or [{"on": view.received_on, "label": statuses[view.status].public[lang]}]


_REQUEST_TOLD, _HELD = "identity_requested", "held"
"""Automatic messages that carry a day of their own, `due_on`."""
_DISCLOSURE_STATES = {
    "asked": N_("Permintaan itu sedang diputuskan oleh penjaga identitas."),
    "approved": N_("Permintaan itu disetujui. Satu petugas boleh melihat nama Anda satu kali."),
    "refused": N_("Permintaan itu ditolak. Nama Anda tetap terkunci."),
    "opened": N_("Nama Anda sudah dilihat satu petugas, satu kali."),
    "ended": N_("Permintaan itu berakhir tanpa dibuka. Nama Anda tetap terkunci."),
}


def _disclosure(view: ReporterView) -> dict[str, str] | None:
    notice = view.disclosure
    if notice is None:
        return None
    ground = site().office.pack.disclosure_grounds.get(notice.ground)
    asked = say(N_("Pada %(day)s seorang petugas meminta nama Anda dibuka."), day=day(notice.asked_on))
    reason = say(N_("Alasannya: %(ground)s."), ground=ground.label[language()]) if ground else ""
    state = say(_DISCLOSURE_STATES[notice.state]) if notice.state in _DISCLOSURE_STATES else ""
    if notice.state == "asked":
        state = f"{state} {_decided_by(view)}".strip()
    return {"told": asked, "reason": reason, "until": state}


def _decided_by(view: ReporterView) -> str:
    """Return by when the request is decided, from the automatic message that told of it."""
    due = _day_told(view, _REQUEST_TOLD)
    return say(N_("Keputusan paling lambat %(day)s."), day=long_day(due)) if due else ""


def _day_told(view: ReporterView, code: str) -> date | None:
    """Return the day that the newest automatic message of a kind told of."""
    told = (one.values for one in reversed(view.messages) if one.code == code)
    due = next((values["due_on"] for values in told if "due_on" in values), "")
    return date.fromisoformat(due) if due else None


def reply() -> Response:
    """Take an answer with its files; what was typed comes back whatever happens."""
    posted = receive(request, _sealing_end)
    text = posted.values.get("text", "")
    try:
        visit = _checked_visit(posted)
        if visit is None:
            return answer(WRONG_FORM, kept=text)
        if posted.values.get("go") == "language":
            return _renewed(_report_page(visit, FormState({"text": text})), visit)
        return _renewed(_replied(visit, posted, text), visit)
    except SessionEndedError:
        return _ended(text)
    except ReceiptUnknownError:
        return _gone()


def _sealing_end(values: Values, *, name: str, content_type: str) -> FileReceiver:
    visit = _visit()
    if not site().sessions.form_key_fits(visit.session, values.get("form_key", "")):
        raise SessionEndedError
    with site().office.reading() as session:
        return Intake(session, site().office).receiver(
            visit.reporter, name=name, content_type=content_type, beside=values.files
        )


def _replied(visit: Visit, posted: Posted, text: str) -> Response:
    satisfied = posted.values.get("go") == "satisfied"
    problems = _reply_problems(posted, text, needs_words=not satisfied)
    if problems:
        _keep_alone(visit, posted.files)
        return _report_page(visit, FormState({"text": text}, problems), status=422)
    try:
        if posted.failure is not None:
            raise posted.failure
        _act(visit, lambda intake: intake.reply(visit.reporter, text, posted.files, satisfied=satisfied))
    except SubmissionInvalidError as exc:
        found = {"text": problem("text", "long" if exc.fields["text"] == "long" else "blank")}
        return _report_page(visit, FormState({"text": text}, found), status=422)
    except ANSWERED as exc:
        if answer_to(exc) is not BUSY:
            raise
        page_again = _report_page(visit, FormState({"text": text}), status=503, notice=say(_NOT_SENT))
        return _retry(page_again, exc)
    return _redirect_to_report("" if satisfied else "reply")


def _reply_problems(posted: Posted, text: str, *, needs_words: bool) -> dict[str, Problem]:
    _, codes = schemas.check(schemas.REPLY, {"text": text})
    problems = problems_of(codes, {"text": text})
    if posted.refused:
        problems["file"] = refused_files(posted.refused, site().office.pack.settings.files_per_report)
    if posted.too_many or posted.unreadable:
        problems["f"] = problem("f", "form_too_many" if posted.too_many else "form_broken")
    elif (
        not posted.refused
        and needs_words
        and not text.strip()
        and not posted.files
        and posted.failure is None
    ):
        problems["text"] = problem("text", "blank")
    return problems


def _keep_alone(visit: Visit, files: list[SealedFile]) -> None:
    """Keep the files of a form that has to be corrected, so that nobody uploads them twice."""
    if files:
        _act(visit, lambda intake: intake.attach(visit.reporter, files))


def _act(visit: Visit, verb: Callable[[Intake], None]) -> None:
    office = site().office
    with office.session() as session, session.begin():
        verb(Intake(session, office, clock=site().clock))


def _redirect_to_report(done: str) -> Response:
    response = redirect(to("report", done=done) if done in _DONE else to("report"), 303)
    assert isinstance(response, Response)
    return response


def open_file(file_id: str) -> Response:
    """Give the reporter one of their own files back, opened piece by piece."""
    try:
        visit = _visit()
    except SessionEndedError:
        return _ended()
    office = site().office
    with office.reading() as session:
        reader = Intake(session, office, clock=site().clock).open_file(visit.reporter, file_id)
    response = Response(iter(reader), mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(reader.name, safe='')}"
    response.headers["Content-Length"] = str(reader.size)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


# Name, withdrawal, retaliation.


def add_name() -> Response:
    """Ask for a name, or seal the one given."""
    return _own_form("add_name", schemas.IDENTITY, _add_identity)


def _add_identity(intake: Intake, visit: Visit, typed: dict[str, Any]) -> None:
    intake.add_identity(visit.reporter, Identity(**typed))


def withdraw() -> Response:
    """Ask whether the report shall be withdrawn, or withdraw it."""
    return _own_form("withdraw", schemas.WITHDRAW, _withdraw)


def _withdraw(intake: Intake, visit: Visit, typed: dict[str, Any]) -> None:
    intake.withdraw(visit.reporter, typed["reason"])


def _own_form(
    template: str, schema: Schema, verb: Callable[[Intake, Visit, dict[str, Any]], None]
) -> Response:
    """Show a small form of a visitor, or take it. What was typed survives an ended visit and a full house."""
    posted = receive(request) if request.method == "POST" else None
    typed = dict(posted.values) if posted else {}
    try:
        visit = _visit() if posted is None else _checked_visit(posted)
        if visit is None:
            return _enter_page(
                message=say(WRONG_FORM.advice), kept=typed.get("reason", ""), named=_named(typed), status=400
            )
        if posted is None:
            return _renewed(page(template, form_key=visit.form_key), visit)
        if typed.get("go") == "language":
            return _renewed(page(template, form=FormState(typed), form_key=visit.form_key), visit)
        if posted.too_many or posted.unreadable:
            found = {"f": problem("f", "form_too_many" if posted.too_many else "form_broken")}
            form = FormState(typed, found)
            return _renewed(page(template, 400, form=form, form_key=visit.form_key), visit)
        return _renewed(_taken(template, schema, verb, visit, typed), visit)
    except SessionEndedError:
        return _ended(typed.get("reason", ""), _named(typed))
    except ReceiptUnknownError:
        return _gone()


def _taken(
    template: str,
    schema: Schema,
    verb: Callable[[Intake, Visit, dict[str, Any]], None],
    visit: Visit,
    typed: dict[str, Any],
) -> Response:
    values, codes = schemas.check(schema, typed)
    if codes:
        form = FormState(typed, problems_of(codes, typed))
        return page(template, 422, form=form, form_key=visit.form_key)
    try:
        _act(visit, lambda intake: verb(intake, visit, values))
    except ANSWERED as exc:
        if answer_to(exc) is not BUSY:
            raise
        return _retry(page(template, 503, form=FormState(typed), form_key=visit.form_key), exc)
    return _redirect_to_report("name" if template == "add_name" else "")


def retaliation() -> Response:
    """Explain that retaliation becomes a report of its own, and offer to begin it."""
    try:
        visit = _visit()
        view, _ = _read(visit)
    except SessionEndedError:
        return _ended()
    except ReceiptUnknownError:
        return _gone()
    choice = drafts.retaliation_choice(site().office.pack)
    return _renewed(page("retaliation", choice=choice, reference=view.reference), visit)
