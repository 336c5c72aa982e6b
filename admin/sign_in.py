"""Sign-in: name, passphrase and second factor at once; one sentence for every way to fail.

The first sign-in with a one-use ticket shows the second factor; a code of it and a passphrase make the
person's keys, and the recovery code shows once.
"""

from dataclasses import dataclass, replace

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from casemgr.desk.newcomers import FirstSignIn, first_sign_in, offer_second_factor
from casemgr.desk.people import People
from casemgr.desk.second_factor import Enrolment, shown_again
from casemgr.errors import (
    EnrolmentFailedError,
    KdfBusyError,
    PassphraseWeakError,
    SignInFailedError,
    TicketUnknownError,
    VaultError,
)
from casemgr.office import SignedIn
from casemgr.web.uploads import Values

from .forms import FormField, problems, show_again
from .frame import ConsoleView, page
from .language import _, mark
from .new_passphrase import new_passphrase_fields, passphrase_advice, unfit
from .pages import render
from .policy import OPEN
from .second_factor import new_code_field, picture_of, with_before_cookie, wrong_code
from .security import (
    BEFORE_COOKIE,
    SESSION_COOKIE,
    comes_from_here,
    drop_cookie,
    form_token,
    safe_path,
    set_cookie,
)
from .visit import now, office, posted, writing

# What is never offered again after a session ended: secrets and the token of the old form.
_NOT_KEPT = frozenset(
    {"passphrase", "passphrase_again", "old", "printed_code", "form_token", "totp", "enrolment", "ticket"}
)
_KEPT_PREFIX = "kept."
_NOTICES = {
    "changed": mark("Frasa sandi baru berlaku. Masuk dengan frasa itu."),
    "second_factor": mark("Autentikator baru berlaku. Masuk dengan kode berikutnya."),
    "late": mark("Halaman itu sudah tidak berlaku; autentikator tidak diganti. Mulai lagi bila perlu."),
}


class SignInView(ConsoleView):
    """Pages that exist before a session."""

    @page("/", OPEN, methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        return sign_in() if request.method == "POST" else ask()

    @page("/first/", OPEN, methods=("GET", "POST"))
    def first(self) -> ResponseReturnValue:
        return begin_enrolment() if request.method == "POST" else ask_for_ticket()

    @page("/first/keys/", OPEN, methods=("GET", "POST"))
    def keys(self) -> ResponseReturnValue:
        """Make the person's keys once a code of the shown second factor has come back."""
        return begin_keys() if request.method == "POST" else redirect(url_for("sign_in.first"), 302)


@dataclass(frozen=True)
class Kept:
    """A form that arrived after its session had ended: where it was going and what was typed."""

    path: str
    values: tuple[tuple[str, str], ...]


def ask() -> ResponseReturnValue:
    """Show the sign-in page; a stranger's `next` leads nowhere but home."""
    done = request.args.get("done", "")
    notice = _(_NOTICES[done]) if done in _NOTICES else ""
    return _page(next_path=safe_path(request.args.get("next", ""), "/"), notice=notice)


def offer_what_was_typed() -> ResponseReturnValue:
    """Show the sign-in page with the form that came too late travelling along, in the body only.

    A form that another site sent does not travel: nobody here typed it.
    """
    if not comes_from_here(request):
        return _page(next_path="/", status=401)
    values = tuple(
        (name, value) for name in posted() if name not in _NOT_KEPT for value in posted().every(name)
    )
    return _page(next_path=request.path, kept=Kept(request.path, values), status=401)


def sign_in() -> ResponseReturnValue:
    """Open a session, or say that something does not fit without saying what."""
    values = posted()
    kept = _kept_again()
    next_path = safe_path(values.get("next", ""), "/")
    try:
        signed_in = _checked(values)
    except KdfBusyError:
        return _page(
            next_path, kept, failure=_("Banyak yang masuk bersamaan. Coba lagi sebentar."), status=503
        )
    if signed_in is None:
        return _page(next_path, kept, failure=_("Tidak cocok. Coba lagi."), status=422)
    _catch_up(signed_in)
    if kept is None:
        response = make_response(redirect(next_path, 303))
    else:
        response = make_response(
            render("console/kept.html", kept=kept, new_token=form_token(signed_in.cookie))
        )
    set_cookie(response, SESSION_COOKIE, signed_in.cookie)
    drop_cookie(response, BEFORE_COOKIE)
    return response


def _checked(values: Values) -> SignedIn | None:
    """Give the open session, or None; a failure is committed too, so that it counts towards the lock."""
    with writing() as session:
        try:
            return office().sign_in(
                session,
                values.get("username", ""),
                values.get("passphrase", ""),
                values.get("totp", "").replace(" ", ""),
                now=now(),
            )
        except SignInFailedError:
            return None


def _catch_up(signed_in: SignedIn) -> None:
    """Let the person's keys renew what a leaver could open; what fails is tried at the next sign-in."""
    try:
        with writing() as session:
            People(session, office(), signed_in.keyring, clock=now).catch_up()
    except VaultError:
        return


def _kept_again() -> Kept | None:
    values = posted()
    path = safe_path(values.get("kept_path", ""), "")
    if not path:
        return None
    names = [name for name in values if name.startswith(_KEPT_PREFIX)]
    pairs = [(name.removeprefix(_KEPT_PREFIX), value) for name in names for value in values.every(name)]
    return Kept(path, tuple(pair for pair in pairs if pair[0] not in _NOT_KEPT))


def _page(
    next_path: str, kept: Kept | None = None, *, failure: str = "", notice: str = "", status: int = 200
) -> ResponseReturnValue:
    fields = [
        FormField("username", "text", _("Nama pengguna"), autocomplete="username"),
        FormField("passphrase", "secret", _("Frasa sandi"), _("Enam kata atau lebih")),
        FormField("totp", "digits", _("Kode dari aplikasi autentikator"), _("6 angka")),
    ]
    if request.method == "POST" and kept is None:
        fields[0] = replace(fields[0], value=posted().get("username", ""))
    response = make_response(
        render(
            "console/sign_in.html",
            fields=fields,
            next_path=next_path,
            kept=kept,
            failure=failure,
            notice=notice,
        ),
        status,
    )
    return with_before_cookie(response)


def _ticket_fields() -> list[FormField]:
    return [
        FormField("username", "text", _("Nama pengguna"), autocomplete="username"),
        FormField("ticket", "text", _("Tiket sekali pakai"), _("Diberikan oleh administrator kepada Anda")),
    ]


def ask_for_ticket(errors: dict[str, str] | None = None) -> ResponseReturnValue:
    """Show the first sign-in form."""
    fields = _ticket_fields()
    shown = fields if errors is None else [show_again(one, posted(), errors) for one in fields]
    body = render("console/first_sign_in.html", fields=shown, problems=problems(shown))
    return with_before_cookie(make_response(body, 200 if errors is None else 422))


def begin_enrolment() -> ResponseReturnValue:
    """Show the holder of a ticket their second factor, and ask for a code of it and a passphrase."""
    username, ticket = posted().get("username", ""), posted().get("ticket", "")
    try:
        return _show_enrolment(offer_second_factor(office(), username, ticket, now=now()))
    except TicketUnknownError:
        return ask_for_ticket({"ticket": _unknown_ticket()})


def _unknown_ticket() -> str:
    return _("Tiket ini tidak berlaku. Minta tiket baru kepada administrator.")


def _show_enrolment(shown: Enrolment, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    found = errors or {}
    fields = [
        replace(one, error=found.get(one.name, "")) for one in (new_code_field(), *new_passphrase_fields())
    ]
    kept = {name: posted().get(name, "") for name in ("username", "ticket")}
    body = render(
        "console/enrolment.html",
        heading=_("Pasang autentikator dan buat kunci"),
        lead=_("Kunci Anda dibuat begitu satu kode cocok. Hanya frasa sandi Anda yang membukanya."),
        fields=fields,
        problems=problems(fields),
        kept={**kept, "enrolment": shown.sealed},
        action=url_for("sign_in.keys"),
        button=_("Buat kunci saya"),
        note="",
        **picture_of(shown),
    )
    return with_before_cookie(make_response(body, 200 if errors is None else 422))


def begin_keys() -> ResponseReturnValue:
    """Make the person's keys and show, once, the recovery code; or show the same secret again."""
    values = posted()
    errors = unfit(values, values.get("username", ""))
    sealed = values.get("enrolment", "")
    try:
        if not errors:
            return show_keys(_begun(sealed))
    except TicketUnknownError:
        return ask_for_ticket({"ticket": _unknown_ticket()})
    except PassphraseWeakError as weak:
        errors["passphrase"] = passphrase_advice(weak.reason)
    except EnrolmentFailedError as failed:
        errors = {"totp": wrong_code()} if failed.reason == "code" else {"totp": _too_late()}
    try:
        return _show_enrolment(shown_again(office(), sealed, now()), errors)
    except EnrolmentFailedError:
        return ask_for_ticket({"ticket": _too_late()})


def _too_late() -> str:
    return _("Halaman itu sudah tidak berlaku. Mulai lagi dari sini.")


def _begun(sealed: str) -> FirstSignIn:
    values = posted()
    with writing() as session:
        return first_sign_in(
            session,
            office(),
            values.get("username", ""),
            values.get("ticket", ""),
            values.get("passphrase", ""),
            enrolment=sealed,
            code=values.get("totp", ""),
            now=now(),
        )


def show_keys(begun: FirstSignIn) -> ResponseReturnValue:
    """Show the recovery code in the answer to this form; no address leads to it again."""
    return render("console/first_keys.html", begun=begun)
