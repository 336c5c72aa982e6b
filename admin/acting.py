"""One verb on one case: its form beside its consequences, then the change, or what stands in its way.

Nothing typed is lost: a refused form comes back filled in, and when somebody else changed the case meanwhile,
the page says what changed and keeps the text.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from casemgr.desk import Desk, decisions, guards
from casemgr.desk.forms import LONG_CHARACTERS, checked
from casemgr.desk.views import Field, VerbForm, VerbOffer
from casemgr.errors import (
    CasemgrError,
    CaseNotFoundError,
    DecisionPendingError,
    DutyConflictError,
    GuardFailedError,
    KeyNotHeldError,
    SealBrokenError,
    SignInFailedError,
    StaleVersionError,
    SubmissionInvalidError,
)
from casemgr.office import PassphraseCheck
from casemgr.rules.workflow import Verb, conditions, find_transition
from casemgr.store.models import Case

from . import suggestions
from .case_page import CasePage, HistoryLine
from .consequences import lapsing, sentences
from .forms import FormField, problems, read_values, show_again
from .heads import head_of, read_file
from .hits import Piece, marked_pieces
from .language import _, language, mark, moment
from .pages import render
from .questions import advice, passphrase, question
from .visit import desk, now, office, posted, reading, visit, writing
from .words import Words

# Verbs that cannot be taken back ask for the passphrase again.
RISKY = frozenset({Verb.REFER, Verb.DECLINE, Verb.DESTROY, Verb.HAND_OVER, Verb.MERGE})
# Verbs whose text the reporter reads: it is searched for names and numbers before it goes.
TO_REPORTER = frozenset({Verb.ASK, Verb.ANSWER, Verb.GIVE_FEEDBACK, Verb.CONCLUDE})

# Verbs with a place of their own on the case page and therefore no button among the steps.
PLACED_ELSEWHERE = frozenset({Verb.NOTE, Verb.ANSWER})
_WAYS = {
    "proven": mark("terbukti"),
    "not_proven": mark("tidak terbukti"),
    "withdrawn": mark("ditarik pelapor"),
}

_GUARDS = {
    "degree_set": mark("Isi dulu lembar telaah: kadar, kategori, pokok masalah, aturan."),
    "category_set": mark("Isi dulu lembar telaah: kadar, kategori, pokok masalah, aturan."),
    "core_issue_set": mark("Isi dulu lembar telaah: kadar, kategori, pokok masalah, aturan."),
    "rule_reference_set": mark("Isi dulu lembar telaah: kadar, kategori, pokok masalah, aturan."),
    "not_oversight": mark("Perkara berkadar pengawasan harus diperiksa dulu."),
    "answer_sent": mark("Kirim dulu jawaban kepada pelapor."),
    "recommendations_numbered": mark("Tambah dulu paling sedikit satu rekomendasi."),
    "recommendations_settled": mark("Setiap rekomendasi perlu tindak lanjut atau alasan."),
    "withdrawal_recorded": mark("Pelapor belum meminta menarik laporannya."),
    "archive_due": mark("Belum waktunya diarsipkan."),
    "retention_over": mark("Masa simpan belum habis."),
    "rights_checked": mark("Centang setiap hak terlapor; semuanya harus sudah dipenuhi."),
    "review_date_set": mark("Tanggal tinjau harus sesudah hari ini dan dalam batas penundaan."),
    "assignee_without_conflict": mark("Tunjuk dulu petugas yang bebas dari benturan kepentingan."),
    "no_legal_hold": mark("Perkara ini ditahan untuk keperluan hukum."),
}
_OTHER_GUARD = mark("Masih ada syarat yang belum terpenuhi.")
_BROKEN = mark(
    "Langkah ini harus membuka bagian yang segelnya rusak: isinya berubah di luar sistem. Bagian itu "
    "ditandai di halaman perkara. Beri tahu administrator jam kejadiannya; langkah lain tetap bisa "
    "dikerjakan."
)
_BROKEN_REQUEST = mark(
    "Permintaan ini rusak: isinya berubah di luar sistem, jadi tidak bisa disetujui. Tolak, minta petugasnya "
    "mengajukan lagi, dan beri tahu administrator jam Anda melihat ini."
)
_DUTY = mark("Anda sudah mengerjakan langkah lain dalam perkara ini. Langkah ini harus diambil orang lain.")


@dataclass(frozen=True)
class Attempt:
    """What stands in the way of a verb, and what was typed."""

    errors: dict[str, str]
    obstacle: str = ""
    is_pending: bool = False
    changes: tuple[HistoryLine, ...] | None = None
    hits: tuple[Piece, ...] = ()
    status: int = 422


@dataclass(frozen=True)
class Offer:
    """A step as a button or a link; `direct` acts at once."""

    label: str
    url: str
    primary: bool
    direct: bool


def offers(door: Desk, case: Case, verbs: Sequence[VerbOffer], reference: str) -> list[Offer]:
    """List the steps allowed now, the expected one first; a verb with two outcomes is two steps."""
    words = Words(office(), language())
    found = []
    for one in verbs:
        if one.verb in PLACED_ELSEWHERE:
            continue
        ways = _ways(door, case, one.verb)
        for way in ways:
            label = words.verb(one.verb.value)
            if len(ways) > 1 and way in _WAYS:
                label = f"{label}: {_(_WAYS[way])}"
            if one.persons == 2:
                label = _("%(verb)s (2 orang)", verb=label)
            url = url_for("cases.act", reference=reference, verb=one.verb.value, when=way)
            found.append(Offer(label + ("…" if one.opens_form else ""), url, one.is_next, not one.opens_form))
    return found


def _ways(door: Desk, case: Case, verb: Verb) -> list[str | None]:
    """List the conditions under which this person may do a verb now."""
    rows = [find_transition(verb, case.status, when=when) for when in conditions(verb, case.status)]
    return [row.when for row in rows if row.roles & door.actor.roles and not guards.unmet(door, case, row)]


def ask(reference: str, code: str) -> ResponseReturnValue:
    """Show a verb's form beside what it will do."""
    return _page(reference, verb_of(code), None)


def verb_of(code: str) -> Verb:
    """Read a verb from the address; what is no verb is no page."""
    try:
        return Verb(code)
    except ValueError:
        abort(404)


def do(reference: str, code: str) -> ResponseReturnValue:
    """Do the verb and go back to the case, or show what stands in the way."""
    verb = verb_of(code)
    attempt = _try(reference, verb)
    if isinstance(attempt, Attempt):
        return _page(reference, verb, attempt)
    return redirect(_next_page(reference, attempt), 303)


def _next_page(reference: str, done: str) -> str:
    """Give the case's page, or the queue to who no longer may know of the case they gave away."""
    with reading() as session:
        try:
            desk(session).case(reference)
        except CaseNotFoundError:
            return url_for("queue.index", done=done)
    return url_for("cases.show", reference=reference, done=done)


def _try(reference: str, verb: Verb) -> str | Attempt:
    """Do the verb; give the code of what to say on the case page, or what stands in the way.

    What was typed is read and searched before the write lock is taken.
    """
    with reading() as session:
        door = desk(session)
        case = door.case(reference)
        if (done := door.was_done(verb, case)) is not None:
            return "asked" if done.decision_id else verb.value
        form = door.form(verb, case, when=_condition())
    typed, errors = read_form(form)
    hits = _hits(verb, typed)
    if (hits and not _is_seen(typed)) or (errors and verb not in RISKY):
        return Attempt(errors, hits=hits)
    with confirmed_writing(is_needed=verb in RISKY) as (session, wrong):
        if errors or wrong:
            return Attempt(errors | wrong)
        door = desk(session)
        try:
            with session.begin_nested():
                case = door.case(reference)
                done = door.perform(verb, case, typed, version=_number("version"), when=_condition())
        except CasemgrError as error:
            return _obstacle(error, door, reference)
    return "asked" if done.decision_id else verb.value


def read_form(form: VerbForm) -> tuple[dict[str, object], dict[str, str]]:
    """Read what was typed, and say of each field what is wrong with it; the desk judges once more."""
    typed, errors = read_values([(one.name, one.kind) for one in form.fields], posted())
    try:
        checked(form.fields, typed, office().today(now()))
    except SubmissionInvalidError as invalid:
        errors = {name: advice(name, code) for name, code in invalid.fields.items()} | errors
    return typed, errors


def _number(name: str) -> int:
    """Read a hidden number of the form; 0 when it is none, which fits no case."""
    text = posted().get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _condition() -> str | None:
    source = posted() if request.method == "POST" else request.args
    return source.get("when") or None


def _obstacle(error: CasemgrError, door: Desk, reference: str) -> Attempt:
    """Say what stands in the way; an error that is not about this form goes on to the error page."""
    if isinstance(error, SubmissionInvalidError):
        return Attempt({name: advice(name, code) for name, code in error.fields.items()})
    if isinstance(error, StaleVersionError):
        return Attempt({}, changes=_changes(door, reference), status=409)
    if isinstance(error, DecisionPendingError):
        return Attempt({}, is_pending=True, status=409)
    if isinstance(error, GuardFailedError):
        return Attempt({}, obstacle=guard_sentence(error.guard), status=409)
    if isinstance(error, DutyConflictError):
        return Attempt({}, obstacle=_(_DUTY), status=409)
    if isinstance(error, SealBrokenError):
        return Attempt({}, obstacle=_(_BROKEN), status=409)
    if isinstance(error, (CaseNotFoundError, KeyNotHeldError)) and "target" in posted():
        return Attempt({"target": _("Perkara itu tidak ada, atau Anda tidak memegang kuncinya.")})
    if isinstance(error, KeyNotHeldError) and _is_broken(door, reference):
        return Attempt({}, obstacle=_(_BROKEN), status=409)
    raise error


def _is_broken(door: Desk, reference: str) -> bool:
    """Say whether the case opens with a mark in it: then the key that is missing is one that was changed."""
    door.session.expire_all()
    file = read_file(door, door.case(reference))
    return file is not None and file.broken > 0


def broken_sentence() -> str:
    """Say that a request was changed outside the system and can only be refused."""
    return _(_BROKEN_REQUEST)


def guard_sentence(guard: str) -> str:
    """Say what must be done first."""
    return _(_GUARDS.get(guard, _OTHER_GUARD))


def _changes(door: Desk, reference: str) -> tuple[HistoryLine, ...]:
    """Say what others did since the page was opened; nothing to a person who holds no key."""
    door.session.expire_all()
    file = read_file(door, door.case(reference))
    if file is None:
        return ()
    lines = CasePage(file)
    return tuple(lines.step(one) for one in file.history if one.number > _number("step"))


def _hits(verb: Verb, typed: Mapping[str, object]) -> tuple[Piece, ...]:
    """Give the text for the reporter with what in it could point to somebody marked."""
    text = typed.get("text")
    if verb not in TO_REPORTER or not isinstance(text, str) or len(text) > LONG_CHARACTERS:
        # The desk refuses what is too long; searching it first would only keep the server busy.
        return ()
    return marked_pieces(text)


def _is_seen(typed: Mapping[str, object]) -> bool:
    """Say whether the officer has just seen exactly these marks."""
    return posted().get("seen") == fingerprint(str(typed.get("text")))


def fingerprint(text: str) -> str:
    """Give a short mark of a text, to see that it is the one that was shown."""
    return sha256(text.encode()).hexdigest()[:32]


@contextmanager
def confirmed_writing(*, is_needed: bool = True) -> Iterator[tuple[Session, dict[str, str]]]:
    """Open a write session in which the passphrase given again counts; give the error of its field with it.

    It is derived before the session is opened: nobody waits behind a derivation. One that was not typed is
    asked for and not counted as a wrong one.
    """
    typed = posted().get("passphrase", "")
    if is_needed and not typed:
        with writing() as session:
            yield session, {"passphrase": _("Tulis frasa sandi Anda.")}
        return
    check = office().check_passphrase(visit().cookie, typed) if is_needed else None
    with writing() as session:
        yield session, {} if check is None else _counted(session, check)


def with_blank(errors: Mapping[str, str], *names: str) -> dict[str, str]:
    """Add the named fields that are empty too, so that everything to correct is said at once."""
    blank = {name: advice(name, "empty") for name in names if not posted().get(name, "").strip()}
    return {**errors, **blank}


def _counted(session: Session, check: PassphraseCheck) -> dict[str, str]:
    try:
        office().confirm(session, check, now=now())
    except SignInFailedError:
        return {"passphrase": _("Tidak cocok. Coba lagi.")}
    return {}


def _page(reference: str, verb: Verb, attempt: Attempt | None) -> ResponseReturnValue:
    with reading() as session:
        door = desk(session)
        case = door.case(reference)
        head = head_of(door, case)
        form = door.form(verb, case, when=_condition())
        waiting = _waiting(door, case, verb) if form.persons > 1 else None
        people = suggestions.gather(session, door) if verb is Verb.ASSIGN else None
        settled = suggestions.settled(session, case) if verb is Verb.FOLLOW_UP else None
    words = Words(office(), language())
    fields = [question(verb.value, one, words) for one in form.fields]
    if people is not None:
        fields = [suggestions.suggest(one, people, head.status, words) for one in fields]
    if settled is not None:
        fields = [suggestions.mark_settled(one, settled) for one in fields]
    if verb in RISKY:
        fields.append(passphrase())
    if attempt is not None:
        fields = _given_back(fields, attempt)
    label = words.verb(verb.value)
    lacks = _("Untuk langkah ini belum ada yang bisa dipilih.") if _has_nothing_to_choose(form) else ""
    body = render(
        "console/verb.html",
        head=head,
        heading=label,
        lead=_("Status sekarang: %(status)s.", status=words.status(head.status)),
        action=url_for("cases.act", reference=reference, verb=verb.value),
        when=_condition(),
        fields=[] if lacks else fields,
        problems=problems(fields),
        obstacle=(attempt.obstacle if attempt else "") or lacks,
        waiting=waiting,
        is_kept=attempt is not None and attempt.is_pending,
        changes=attempt.changes if attempt else None,
        hits=attempt.hits if attempt else (),
        seen=fingerprint(_text(fields)) if attempt and attempt.hits else "",
        button="" if lacks else _button(form, label),
        consequences=[] if lacks else sentences(form, words, reported=head.reported_unit),
        lapsing=lapsing(form.consequences, words),
    )
    return make_response(body, attempt.status if attempt else 200)


def _has_nothing_to_choose(form: VerbForm) -> bool:
    """Say whether a form asks to choose among nothing: nobody could ever send it."""
    kinds = ("choice", "choices", "staff", "team")
    return any(one.required and one.kind in kinds and not one.options for one in form.fields)


def _button(form: VerbForm, label: str) -> str:
    return _("Minta persetujuan: %(verb)s", verb=label.lower()) if form.persons == 2 else label


@dataclass(frozen=True)
class WaitingWord:
    """A request for the same that was made before; `url` and `link` lead to what this person may do now."""

    sentence: str
    url: str = ""
    link: str = ""


def _waiting(door: Desk, case: Case, verb: Verb) -> WaitingWord | None:
    """Find the request that waits; asking twice would only be refused."""
    for one in decisions.of_case(door, case):
        if one.verb is verb:
            sentence = _(
                "%(who)s memintanya %(when)s. Yang memutuskan: %(decider)s.",
                who=one.asked_by,
                when=moment(one.asked_at, office().zone),
                decider=one.decider,
            )
            url = url_for("decisions.decide", decision_id=one.id) if one.is_mine_to_decide else ""
            return WaitingWord(sentence, url, _("Putuskan…"))
    return None


def _given_back(fields: Sequence[FormField], attempt: Attempt) -> list[FormField]:
    """Give every field with what was typed; ticks must be set again when there is something new to read."""
    shown = [show_again(one, posted(), attempt.errors) for one in fields]
    if not attempt.hits or posted().get("seen") == fingerprint(_text(shown)):
        return shown
    return [replace(one, value="", chosen=frozenset()) if one.kind == "tick" else one for one in shown]


def _text(fields: Sequence[FormField]) -> str:
    typed = next((one.value for one in fields if one.name == "text"), "")
    return typed.replace("\r\n", "\n").strip()


def reply_fields(offered: Collection[Verb]) -> list[FormField]:
    """Give the reply box of the case page, or nothing when this person may not answer."""
    if Verb.ANSWER not in offered:
        return []
    asked = (Field("text", "long_text"), Field("read_it", "tick"))
    return [question(Verb.ANSWER.value, one, Words(office(), language())) for one in asked]
