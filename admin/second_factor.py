"""A new second factor for oneself: with the present one, or with passphrase and printed code after a loss.

Either way one code of the new secret comes back before it counts, so that a mistyped enrolment locks nobody
out. Until then the secret travels in the form only, sealed under the console's own key.
"""

from dataclasses import replace
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import segno
from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from casemgr.desk.second_factor import (
    Enrolment,
    Renewal,
    check_lost,
    check_own,
    confirm_second_factor,
    shown_again,
)
from casemgr.errors import EnrolmentFailedError, SignInFailedError

from .forms import FormField, problems
from .frame import ConsoleView, page
from .language import _, mark, moment
from .pages import render
from .policy import OPEN, SIGNED_IN
from .security import BEFORE_COOKIE, SESSION_COOKIE, drop_cookie, set_cookie
from .visit import now, office, posted, present_cookie, visit, writing

_RENEWALS = {
    "renew_second_factor": mark("Autentikator diganti dengan kode yang lama, %(when)s"),
    "recover_second_factor": mark("Autentikator diganti dengan kode pemulihan, %(when)s"),
    "recover_passphrase": mark("Frasa sandi diganti dengan kode pemulihan, %(when)s"),
}


class SecondFactorView(ConsoleView):
    """Two ways to ask for a new secret, and the one way to put it in force."""

    @page("/", SIGNED_IN, methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """Ask with the present factor."""
        return offer_to_own() if request.method == "POST" else ask_own()

    @page("/lost/", OPEN, methods=("GET", "POST"))
    def lost(self) -> ResponseReturnValue:
        """Ask after a loss, with passphrase and printed code."""
        return offer_after_loss() if request.method == "POST" else ask_lost()

    @page("/confirm/", OPEN, methods=("GET", "POST"))
    def confirm(self) -> ResponseReturnValue:
        """Put the new secret in force with one code of it; a secret that was left alone is begun anew."""
        return put_in_force() if request.method == "POST" else redirect(_to_sign_in("late"), 302)


def sentences(renewals: list[Renewal]) -> list[str]:
    """Say which ways in were replaced and when, newest first, as the person and administrators read it."""
    return [_(_RENEWALS[one.kind], when=moment(one.at, office().zone)) for one in renewals]


def with_before_cookie(response: ResponseReturnValue) -> ResponseReturnValue:
    """Give the browser the random value its form token belongs to."""
    made = make_response(response)
    if SESSION_COOKIE not in request.cookies and BEFORE_COOKIE not in request.cookies:
        set_cookie(made, BEFORE_COOKIE, present_cookie())
    return made


# Asking.


def ask_own(*, failed: bool = False) -> ResponseReturnValue:
    """Show the form of somebody who still has the present authenticator."""
    fields = [
        FormField("passphrase", "secret", _("Frasa sandi Anda")),
        FormField("totp", "digits", _("Kode dari autentikator yang sekarang"), _("6 angka")),
    ]
    return _ask(
        fields,
        failed=failed,
        heading=_("Ganti autentikator"),
        lead=_("Untuk ponsel baru atau aplikasi lain. Yang lama berlaku sampai yang baru terbukti."),
        note=_("Autentikator lama hilang? Keluar, lalu pilih “Autentikator hilang” di halaman masuk."),
    )


def ask_lost(*, failed: bool = False) -> ResponseReturnValue:
    """Show the form of somebody whose authenticator is gone; of what was typed only the name comes back."""
    name = FormField("username", "text", _("Nama pengguna"), autocomplete="username")
    hint = _("Yang Anda cetak saat masuk pertama kali")
    fields = [
        replace(name, value=posted().get("username", "")) if failed else name,
        FormField("passphrase", "secret", _("Frasa sandi")),
        FormField("printed_code", "text", _("Kode pemulihan"), hint, autocomplete="off"),
    ]
    return _ask(
        fields,
        failed=failed,
        heading=_("Autentikator hilang"),
        lead=_("Frasa sandi dan kode pemulihan bersama-sama memasang autentikator baru. Keduanya wajib."),
        note=_(
            "Satu di antaranya juga hilang? Administrator memulai Anda dari awal; tim menerima Anda lagi."
        ),
    )


def _ask(fields: list[FormField], *, failed: bool, **values: str) -> ResponseReturnValue:
    body = render(
        "console/passphrase.html",
        fields=fields,
        problems=[],
        failure=_("Tidak cocok. Coba lagi.") if failed else "",
        action=request.path,
        button=_("Lanjut ke autentikator baru"),
        **values,
    )
    return with_before_cookie(make_response(body, 422 if failed else 200))


def offer_to_own() -> ResponseReturnValue:
    """Show a new secret to somebody whose passphrase and present code fit."""
    shown = _offered(own=True)
    return ask_own(failed=True) if shown is None else show_enrolment(shown)


def offer_after_loss() -> ResponseReturnValue:
    """Show a new secret to somebody whose passphrase and printed code fit."""
    shown = _offered(own=False)
    return ask_lost(failed=True) if shown is None else show_enrolment(shown)


def _offered(*, own: bool) -> Enrolment | None:
    """Check what was typed; a failure is committed too, so that it counts towards the lock."""
    with writing() as session:
        try:
            return _checked_own(session) if own else _checked_lost(session)
        except SignInFailedError:
            return None


def _checked_own(session: Session) -> Enrolment:
    values, staff_id = posted(), visit().staff_id
    digits = values.get("totp", "")
    return check_own(session, office(), staff_id, values.get("passphrase", ""), digits, now=now())


def _checked_lost(session: Session) -> Enrolment:
    values = posted()
    username, printed_code = values.get("username", ""), values.get("printed_code", "")
    return check_lost(session, office(), username, values.get("passphrase", ""), printed_code, now=now())


# Confirming.


def new_code_field(error: str = "") -> FormField:
    """Ask for one code of the secret on the page."""
    return FormField("totp", "digits", _("Kode dari autentikator yang baru"), _("6 angka"), error=error)


def show_enrolment(shown: Enrolment, error: str = "") -> ResponseReturnValue:
    """Show the new secret and ask for one code of it."""
    fields = [new_code_field(error)]
    body = render(
        "console/enrolment.html",
        heading=_("Pasang autentikator baru"),
        lead=_("Belum ada yang berubah. Yang baru berlaku begitu satu kodenya cocok."),
        fields=fields,
        problems=problems(fields),
        kept={"enrolment": shown.sealed},
        action=url_for("second_factor.confirm"),
        button=_("Pakai autentikator ini"),
        note=_("Semua sesi Anda lalu berakhir. Masuk lagi dengan kode berikutnya."),
        **picture_of(shown),
    )
    return with_before_cookie(make_response(body, 422 if error else 200))


def picture_of(shown: Enrolment) -> dict[str, object]:
    """Give an enrolment's secret as text and as QR code for the page."""
    secret = parse_qs(urlsplit(shown.uri).query).get("secret", [""])[0]
    return {"secret": secret, "qr": totp_picture(shown.uri)}


def put_in_force() -> ResponseReturnValue:
    """Take the new secret and end every session, or show it once more."""
    sealed = posted().get("enrolment", "")
    try:
        with writing() as session:
            confirm_second_factor(session, office(), sealed, posted().get("totp", ""), now=now())
    except EnrolmentFailedError as failed:
        return shown_once_more(sealed) if failed.reason == "code" else redirect(_to_sign_in("late"), 303)
    response = make_response(redirect(_to_sign_in("second_factor"), 303))
    drop_cookie(response, SESSION_COOKIE)
    return response


def shown_once_more(sealed: str) -> ResponseReturnValue:
    """Show the same secret again after a code that was not one of it."""
    return show_enrolment(shown_again(office(), sealed, now()), wrong_code())


def wrong_code() -> str:
    """Say what to do about a code that is not one of the new secret."""
    return _("Kode ini bukan dari rahasia di halaman ini. Pindai lagi, tunggu kode berikutnya, lalu ketik.")


def _to_sign_in(done: str) -> str:
    return url_for("sign_in.index", done=done)


def totp_picture(uri: str) -> Markup:
    """Draw the second factor's QR code as SVG with attributes only: black on white, quiet zone 4 modules."""
    out = BytesIO()
    segno.make(uri, error="m").save(
        out, kind="svg", scale=5, border=4, xmldecl=False, svgns=True, light="#fff", nl=False
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - made by segno from numbers, no typed text inside
