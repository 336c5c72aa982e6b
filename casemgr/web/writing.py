"""Writing a report: four steps in one form. The draft's key travels in the form's body and nowhere else.

Every button of the four pages posts here and `go` says which: the next step, the one before, a step to
change, the other language, a file to drop, a word to mask, or to send. What was typed is kept in any case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Response, request

from casemgr.errors import (
    AlreadyReceivedError,
    AttachmentNotFoundError,
    DraftNotFoundError,
    KdfBusyError,
    ReceiptMistypedError,
    ReceiptNotIssuedError,
    ReceiptUnknownError,
    SealBrokenError,
    SubmissionInvalidError,
)
from casemgr.intake import Derivation, DraftKey, FileReceiver, FileView, Intake, IssuedCode, Receipt
from casemgr.rules import receipts
from casemgr.vault.directory import Team
from casemgr.web import drafts, pointing, qr
from casemgr.web.errors import ANSWERED, BUSY, answer_to
from casemgr.web.language import N_, file_size, language, say
from casemgr.web.problems import FormState, Problem, problem, problems_of, refused_files
from casemgr.web.promises import days_of
from casemgr.web.site import answer, danger_numbers, page, site
from casemgr.web.uploads import Posted, Values, receive

_KEPT = N_("Belum ada yang terkirim. Tulisan Anda masih ada; tunggu sebentar, lalu tekan tombolnya lagi.")
_NEW_CODE = N_(
    "Kode yang lama lebih dari 24 jam, jadi kami buatkan kode baru. Catat yang ini; yang lama tidak terpakai."
)
_ALSO_UPLOADED = N_("Berkas yang Anda pilih ikut terunggah. Hapus bila tidak jadi, lalu lanjut.")
_GONE = N_(
    "Isian lama sudah terkirim, atau dihapus karena lewat waktunya. Yang baru Anda tulis masih ada di sini."
)


@dataclass
class Writing:
    """One request in the middle of a report: where it is, what is known, what just came."""

    step: str = "story"
    key: DraftKey | None = None
    content: drafts.Content = field(default_factory=dict)
    issued: IssuedCode | None = None
    derivation: Derivation | None = None
    posted: Posted = field(default_factory=Posted)

    @property
    def go(self) -> str:
        return self.posted.values.get("go", "next")


def start() -> Response:
    """Show an empty first step."""
    return _show(Writing())


def write() -> Response:
    """Take what one step brought and show what its button asks for."""
    posted = receive(request, _sealing_end)
    writing = Writing(posted.values.get("step", "story"), posted=posted, issued=_issued(posted.values))
    if writing.step not in drafts.STEPS:
        writing.step = "story"
    typed = drafts.take(writing.step, posted.values)
    if writing.go == "send" and typed.get("noted"):
        writing.derivation = _derivation(writing.issued)
    try:
        writing.key, writing.content = _load(posted.values.get("draft", ""))
    except (DraftNotFoundError, SealBrokenError):
        return _without_draft(writing, typed)
    writing.content |= typed
    problems = _problems_of_body(posted)
    if posted.failure is not None:
        return _show(writing, problems=problems, failure=posted.failure)
    try:
        _keep_files(writing)
        return _broken_body(writing, problems) if problems else _act(writing)
    except ANSWERED as exc:
        if answer_to(exc) is not BUSY:
            raise
        return _show(writing, failure=exc)


def _sealing_end(values: Values, *, name: str, content_type: str) -> FileReceiver:
    key = DraftKey.parse(values.get("draft", ""))
    with site().office.reading() as session:
        return Intake(session, site().office).receiver(
            key, name=name, content_type=content_type, beside=values.files
        )


def _load(token: str) -> tuple[DraftKey | None, drafts.Content]:
    if not token:
        return None, {}
    key = DraftKey.parse(token)
    with site().office.reading() as session:
        return key, Intake(session, site().office, clock=site().clock).load_draft(key)


def _issued(values: Values) -> IssuedCode | None:
    stamp = values.get("code_at", "")
    if not values.get("code") or not stamp.isdecimal() or len(stamp) > 12:
        return None
    return IssuedCode(values["code"], int(stamp), values.get("code_mac", ""))


def _derivation(issued: IssuedCode | None) -> Derivation | None:
    """Begin the one slow step of sending, so that the rest is done meanwhile; None where it cannot begin."""
    if issued is None:
        return None
    office = site().office
    with office.reading() as session:
        intake = Intake(session, office, clock=site().clock)
        try:
            return intake.derive(intake.check_code(issued.code, issued.issued_at, issued.mac))
        except (ReceiptNotIssuedError, ReceiptMistypedError, KdfBusyError):
            return None  # said where the code or the derivation is needed


def _problems_of_body(posted: Posted) -> dict[str, Problem]:
    problems: dict[str, Problem] = {}
    if posted.too_many:
        problems["f"] = problem("f", "form_too_many")
    elif posted.unreadable:
        problems["f"] = problem("f", "form_broken")
    if posted.refused:
        problems["file"] = refused_files(posted.refused, site().office.pack.settings.files_per_report)
    return problems


def _broken_body(writing: Writing, problems: dict[str, Problem]) -> Response:
    _save(writing)
    return _show(writing, problems=problems, status=400 if "f" in problems else 422)


def _act(writing: Writing) -> Response:
    verb, _, target = writing.go.partition(":")
    if verb in _BUTTONS:
        return _BUTTONS[verb](writing, target)
    if verb in drafts.STEPS:
        return _move(writing, verb)
    return _next(writing, target)


def _save(writing: Writing) -> None:
    office = site().office
    with office.session() as session, session.begin():
        intake = Intake(session, office, clock=site().clock)
        key = writing.key or intake.begin_draft()
        intake.save_draft(key, writing.content)
    # Only a draft that is on the disk may be named in the page that follows.
    writing.key = key


def _keep_files(writing: Writing) -> None:
    if not writing.posted.files or writing.key is None:
        return
    office = site().office
    with office.session() as session, session.begin():
        intake = Intake(session, office, clock=site().clock)
        for file in writing.posted.files:
            intake.keep_draft_file(writing.key, file)


# What the buttons do.


def _next(writing: Writing, _: str = "") -> Response:
    problems = _problems(writing)
    if problems:
        return _show(writing, problems=problems)
    _save(writing)
    if writing.step == "files" and writing.posted.files:
        # Chosen but not uploaded before: the button may have said "without files", so what came is shown.
        return _show(writing, message=say(_ALSO_UPLOADED))
    return _show(replace(writing, step=drafts.STEPS[min(drafts.STEPS.index(writing.step) + 1, 3)]))


def _back(writing: Writing, _: str) -> Response:
    return _move(writing, drafts.STEPS[max(drafts.STEPS.index(writing.step) - 1, 0)])


def _move(writing: Writing, step: str) -> Response:
    _save(writing)
    return _show(replace(writing, step=step))


def _check(writing: Writing, _: str) -> Response:
    """Return to the check page from a step that was only to be corrected."""
    problems = _problems(writing)
    if problems:
        return _show(writing, problems=problems)
    return _move(writing, "check")


def _stay(writing: Writing, _: str) -> Response:
    return _show(writing)


def _upload(writing: Writing, _: str) -> Response:
    problems = {} if writing.posted.files else {"file": problem("file", "blank")}
    return _show(writing, problems=problems)


def _drop(writing: Writing, file_id: str) -> Response:
    office = site().office
    if writing.key is not None:
        with office.session() as session, session.begin():
            try:
                Intake(session, office, clock=site().clock).drop_draft_file(writing.key, file_id)
            except AttachmentNotFoundError:
                # Dropped already: the button was pressed twice.
                return _show(replace(writing, step="files"))
    return _show(replace(writing, step="files"))


def _mask(writing: Writing, hit: str) -> Response:
    writing.content["story"] = pointing.mask(str(writing.content.get("story", "")), hit)
    return _move(writing, "check")


def _keep(writing: Writing, hit: str) -> Response:
    writing.content["kept"] = [*writing.content.get("kept", []), hit][-200:]
    return _move(writing, "check")


def _send(writing: Writing, _: str) -> Response:
    for step in ("story", "protect"):
        problems = _problems(replace(writing, step=step))
        if problems:
            return _show(replace(writing, step=step), problems=problems)
    if writing.issued is not None and writing.content.get("noted"):
        return _submit(writing, writing.issued)  # the draft holds everything already, but for the tick
    _save(writing)
    if writing.issued is None:
        return _show(replace(writing, step="check"))
    return _show(writing, problems={"noted": problem("noted", "blank")})


_BUTTONS: dict[str, Callable[[Writing, str], Response]] = {
    "next": _next,
    "back": _back,
    "check": _check,
    "open": _stay,
    "language": _stay,
    "upload": _upload,
    "drop": _drop,
    "mask": _mask,
    "keep": _keep,
    "send": _send,
}


def _problems(writing: Writing) -> dict[str, Problem]:
    codes = drafts.wrong(writing.step, writing.content, site().office, site().today())
    return problems_of(codes, writing.content)


# Sending.


def _submit(writing: Writing, issued: IssuedCode) -> Response:
    office = site().office
    submission = drafts.submission(writing.content, office, onion=_is_onion())
    try:
        with office.session() as session:
            intake = Intake(session, office, clock=site().clock)
            code = intake.check_code(issued.code, issued.issued_at, issued.mac)
            sending = intake.prepare(submission, receipt=writing.derivation or code, draft=writing.key)
            team = drafts.receiver(writing.content, office)
            response = _receipt_page(writing, sending.receipt, team)  # drawn while the keys are derived
            with session.begin():
                receipt = intake.store(sending)
    except (ReceiptNotIssuedError, ReceiptMistypedError):
        writing.content["noted"] = ""
        return _show(replace(writing, issued=None, step="check"), message=say(_NEW_CODE), status=422)
    except AlreadyReceivedError:
        return _already(issued.code, str(writing.content.get("story", "")))
    except SubmissionInvalidError:
        return _show(replace(writing, step="story"), problems={"f": problem("f", "form_broken")})
    return response if receipt == sending.receipt else _receipt_page(writing, receipt, team)


def _is_onion() -> bool:
    return request.host.partition(":")[0].endswith(".onion")


def _without_draft(writing: Writing, typed: drafts.Content) -> Response:
    """Answer a form whose draft is gone: it was sent already, or a day has passed."""
    if writing.issued is not None:
        try:
            return _sent_already(writing, writing.issued, typed)
        except (ReceiptUnknownError, ReceiptMistypedError, ReceiptNotIssuedError):
            writing.issued = None
        except KdfBusyError:
            return answer(BUSY, kept=str(typed.get("story", "")))
    writing.key, writing.content = None, typed
    problems = _problems_of_body(writing.posted)
    step = writing.step if writing.step == "protect" else "story"
    return _show(replace(writing, step=step), message=say(_GONE), problems=problems, status=422)


def _sent_already(writing: Writing, issued: IssuedCode, typed: drafts.Content) -> Response:
    """Show the receipt of a sent report again, in the page's language; its code may be older than a day."""
    office = site().office
    code = receipts.normalise_code(issued.code)
    with office.reading() as session:
        intake = Intake(session, office, clock=site().clock)
        reporter = intake.enter(writing.derivation or code)
        view = intake.read(reporter)
        sent = intake.content(reporter)
    story = str(typed.get("story", ""))
    if writing.step == "check" or story.strip() == sent.text:
        team = drafts.receiver({"unit_id": sent.unit_id, "excluded": sent.excluded}, office)
        return _receipt_page(writing, Receipt(view.reference, code, view.received_on, view.deadlines), team)
    return _already(code, story)


def _already(code: str, story: str) -> Response:
    return page("already", 409, code=code, kept=story)


def _receipt_page(writing: Writing, receipt: Receipt, team: str) -> Response:
    """Draw the receipt; its switch of language sends what came once more, which shows the same receipt."""
    days = days_of(site().office.pack, receipt.deadlines)
    return page(
        "receipt",
        token=writing.posted.values.get("draft", ""),
        issued=writing.issued,
        code=receipt.code,
        groups=receipts.code_groups(receipt.code),
        reference=receipt.reference,
        received_on=receipt.received_on,
        come_back_on=days.come_back_on,
        result_on=days.result_on,
        team=team or site().team_name(),
        qr=qr.picture(receipts.format_code(receipt.code), say(N_("Kode sebagai QR"))),
    )


# Showing a step.


def _show(
    writing: Writing,
    *,
    problems: dict[str, Problem] | None = None,
    message: str = "",
    status: int = 0,
    failure: Exception | None = None,
) -> Response:
    if writing.step == "check" and (writing.issued is None or not _still_valid(writing.issued)):
        message = message or (say(_NEW_CODE) if writing.issued is not None else "")
        writing = replace(writing, issued=_new_code())
    if failure is not None:
        found = answer_to(failure)
        status, message = found.status, message or say(_KEPT if found is BUSY else found.advice)
    response = page(
        writing.step,
        status or (422 if problems else 200),
        form=FormState(writing.content, problems or {}),
        step=writing.step,
        number=drafts.STEPS.index(writing.step) + 1,
        token=writing.key.token if writing.key else "",
        issued=writing.issued,
        message=message,
        **_VIEWS[writing.step](writing),
    )
    if status == BUSY.status:
        response.headers["Retry-After"] = str(
            getattr(failure, "retry_after_seconds", BUSY.retry_after_seconds)
        )
    return response


def _new_code() -> IssuedCode:
    with site().office.reading() as session:
        return Intake(session, site().office, clock=site().clock).issue_code()


def _still_valid(issued: IssuedCode) -> bool:
    with site().office.reading() as session:
        intake = Intake(session, site().office, clock=site().clock)
        try:
            intake.check_code(issued.code, issued.issued_at, issued.mac)
        except (ReceiptNotIssuedError, ReceiptMistypedError):
            return False
    return True


def _story_view(writing: Writing) -> dict[str, Any]:
    here = site()
    shown, further = drafts.choices(here.office.pack, here.today())
    return {
        "choices": shown,
        "further": further,
        "methods": drafts.payment_methods(here.office.pack, here.today()),
        "units": here.office.units(),
        "numbers": danger_numbers(),
        "team": here.team_name(),
    }


def _files_view(writing: Writing) -> dict[str, Any]:
    return {"files": [shown_file(one) for one in _draft_files(writing)]}


def _draft_files(writing: Writing) -> list[FileView]:
    if writing.key is None:
        return []
    with site().office.reading() as session:
        return Intake(session, site().office, clock=site().clock).draft_files(writing.key)


def shown_file(view: FileView, href: str = "") -> dict[str, str]:
    """Return a file as the lists show it: name, size and one plain fact."""
    fact = {True: say(N_("salinan bersih untuk petugas")), False: say(N_("tidak bisa dibersihkan"))}
    return {
        "id": view.id,
        "name": view.name,
        "size": file_size(view.size),
        "fact": fact.get(view.cleaned, "") if view.cleaned is not None else "",
        "href": href,
    }


def _protect_view(writing: Writing) -> dict[str, Any]:
    office = site().office
    points = office.receiving_points()
    named = {unit.id: unit.name for unit in office.units()}
    reported = named.get(str(writing.content.get("unit_id", "")), "")
    never = (
        say(N_("%(unit)s tidak pernah menerima laporan ini."), unit=reported)
        if reported
        else say(N_("Kantor yang Anda laporkan tidak pernah menerima laporan ini."))
    )
    return {"never": never, "points": [_point(team, writing.content) for team in points]}


def _point(team: Team, content: drafts.Content) -> dict[str, str]:
    """Return a receiving point; at the one that would get the report stands where it goes instead."""
    office, others = site().office, {one for one in content.get("excluded", ()) if one != team.id}
    unit_id = content.get("unit_id")
    instead = ""
    if drafts.receiver({"unit_id": unit_id, "excluded": others}, office) == team.name:
        instead = drafts.receiver({"unit_id": unit_id, "excluded": {*others, team.id}}, office)
    hint = say(N_("Bila dikecualikan, laporan ke %(team)s"), team=instead) if instead else ""
    return {"id": team.id, "name": team.name, "hint": hint}


def _check_view(writing: Writing) -> dict[str, Any]:
    here = site()
    assert writing.issued is not None
    content = writing.content
    return {
        "groups": receipts.code_groups(receipts.normalise_code(writing.issued.code)),
        "rows": drafts.summary(content, here.office, _draft_files(writing), here.today()),
        "ignored": drafts.ignored(content, here.office.pack),
        "missing": drafts.missing(content, here.office.pack),
        "hits": pointing.hits(str(content.get("story", "")), content.get("kept", []), language()),
    }


_VIEWS: dict[str, Callable[[Writing], dict[str, Any]]] = {
    "story": _story_view,
    "files": _files_view,
    "protect": _protect_view,
    "check": _check_view,
}
