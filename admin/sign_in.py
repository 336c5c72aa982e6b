"""Sign-in: name, passphrase and second factor at once; one sentence for every way to fail.

The first sign-in with a one-use ticket makes the person's keys; recovery code and second factor show once.
"""

from dataclasses import dataclass, replace
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import segno
from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from casemgr.desk.newcomers import FirstSignIn, first_sign_in
from casemgr.desk.people import People
from casemgr.errors import (
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
from .language import _
from .new_passphrase import new_passphrase_fields, passphrase_advice, unfit
from .pages import render
from .policy import OPEN
from .security import (
    BEFORE_COOKIE,
    SESSION_COOKIE,
    comes_from_here,
    drop_cookie,
    form_token,
    safe_path,
    set_cookie,
)
from .visit import now, office, posted, present_cookie, writing

# What is never offered again after a session ended: secrets and the token of the old form.
_NOT_KEPT = frozenset({"passphrase", "passphrase_again", "old", "printed_code", "form_token", "totp"})
_KEPT_PREFIX = "kept."


class SignInView(ConsoleView):
    """Pages that exist before a session."""

    @page("/", OPEN, methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        return sign_in() if request.method == "POST" else ask()

    @page("/first/", OPEN, methods=("GET", "POST"))
    def first(self) -> ResponseReturnValue:
        return begin_keys() if request.method == "POST" else ask_for_ticket()


@dataclass(frozen=True)
class Kept:
    """A form that arrived after its session had ended: where it was going and what was typed."""

    path: str
    values: tuple[tuple[str, str], ...]


def ask() -> ResponseReturnValue:
    """Show the sign-in page; a stranger's `next` leads nowhere but home."""
    done = request.args.get("done") == "changed"
    notice = _("Frasa sandi baru berlaku. Masuk dengan frasa itu.") if done else ""
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


def with_before_cookie(response: ResponseReturnValue) -> ResponseReturnValue:
    """Give the browser the random value its form token belongs to."""
    made = make_response(response)
    if SESSION_COOKIE not in request.cookies and BEFORE_COOKIE not in request.cookies:
        set_cookie(made, BEFORE_COOKIE, present_cookie())
    return made


def _ticket_fields() -> list[FormField]:
    return [
        FormField("username", "text", _("Nama pengguna"), autocomplete="username"),
        FormField("ticket", "text", _("Tiket sekali pakai"), _("Diberikan oleh administrator kepada Anda")),
        *new_passphrase_fields(),
    ]


def ask_for_ticket(fields: list[FormField] | None = None, status: int = 200) -> ResponseReturnValue:
    """Show the first sign-in form."""
    shown = fields or _ticket_fields()
    return with_before_cookie(
        make_response(render("console/first_sign_in.html", fields=shown, problems=problems(shown)), status)
    )


def begin_keys() -> ResponseReturnValue:
    """Make the person's keys and show, once, the recovery code and the second factor."""
    values = posted()
    errors = unfit(values, values.get("username", ""))
    if not errors:
        try:
            with writing() as session:
                begun = first_sign_in(
                    session,
                    office(),
                    values.get("username", ""),
                    values.get("ticket", ""),
                    values.get("passphrase", ""),
                    now=now(),
                )
            return show_keys(begun)
        except TicketUnknownError:
            errors["ticket"] = _("Tiket ini tidak berlaku. Minta tiket baru kepada administrator.")
        except PassphraseWeakError as weak:
            errors["passphrase"] = passphrase_advice(weak.reason)
    return ask_for_ticket([show_again(one, values, errors) for one in _ticket_fields()], 422)


def show_keys(begun: FirstSignIn) -> ResponseReturnValue:
    """Show recovery code and second factor in the answer to this form; no address leads to them again."""
    secret = parse_qs(urlsplit(begun.totp_uri).query).get("secret", [""])[0]
    return render("console/first_keys.html", begun=begun, secret=secret, qr=totp_picture(begun.totp_uri))


def totp_picture(uri: str) -> Markup:
    """Draw the second factor's QR code as SVG with attributes only: black on white, quiet zone 4 modules."""
    out = BytesIO()
    segno.make(uri, error="m").save(
        out, kind="svg", scale=5, border=4, xmldecl=False, svgns=True, light="#fff", nl=False
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - made by segno from numbers, no typed text inside
