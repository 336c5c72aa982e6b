"""A new passphrase for oneself: with the present one, or with the printed code and the second factor.

One sentence for everything that does not fit. Secrets are never shown again, and all sessions of the person
end with the old passphrase.
"""

from dataclasses import replace

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from casemgr.desk.passphrases import change_passphrase, recover
from casemgr.errors import PassphraseWeakError, SignInFailedError

from .forms import FormField, problems
from .frame import ConsoleView, page
from .language import _
from .new_passphrase import new_passphrase_fields, passphrase_advice, unfit
from .pages import render
from .policy import OPEN, SIGNED_IN
from .second_factor import with_before_cookie
from .security import SESSION_COOKIE, drop_cookie
from .visit import now, office, posted, visit, writing


class PassphrasesView(ConsoleView):
    """Two ways to a new passphrase, after sign-in and before it."""

    @page("/", SIGNED_IN, methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """Change one's own passphrase."""
        return change() if request.method == "POST" else ask_change()

    @page("/recover/", OPEN, methods=("GET", "POST"))
    def recover(self) -> ResponseReturnValue:
        """Set a new passphrase with the printed code."""
        return recover_keys() if request.method == "POST" else ask_recovery()


def ask_change(errors: dict[str, str] | None = None, *, failed: bool = False) -> ResponseReturnValue:
    """Show the form of somebody who knows the present passphrase."""
    fields = [FormField("old", "secret", _("Frasa sandi sekarang")), *new_passphrase_fields()]
    heading = _("Ganti frasa sandi")
    lead = _("Semua sesi Anda berakhir. Masuk lagi dengan frasa yang baru.")
    return _page(fields, errors, failed=failed, heading=heading, lead=lead, button=_("Ganti frasa sandi"))


def ask_recovery(errors: dict[str, str] | None = None, *, failed: bool = False) -> ResponseReturnValue:
    """Show the form of somebody who forgot the passphrase; of what was typed only the name comes back."""
    name = FormField("username", "text", _("Nama pengguna"), autocomplete="username")
    hint = _("Yang Anda cetak saat masuk pertama kali")
    fields = [
        name if errors is None else replace(name, value=posted().get("username", "")),
        FormField("printed_code", "text", _("Kode pemulihan"), hint, autocomplete="off"),
        FormField("totp", "digits", _("Kode dari aplikasi autentikator"), _("6 angka")),
        *new_passphrase_fields(),
    ]
    heading = _("Pakai kode pemulihan")
    lead = _("Kode pemulihan membuka kunci Anda dan menggantikan frasa sandi yang terlupa.")
    note = _("Kode itu juga hilang? Administrator memulai Anda dari awal, dan tim menerima Anda lagi.")
    button = _("Pasang frasa sandi baru")
    return _page(fields, errors, failed=failed, heading=heading, lead=lead, note=note, button=button)


def _page(
    fields: list[FormField], errors: dict[str, str] | None, *, failed: bool, **values: str
) -> ResponseReturnValue:
    shown = [replace(one, error=(errors or {}).get(one.name, "")) for one in fields]
    body = render(
        "console/passphrase.html",
        fields=shown,
        problems=problems(shown),
        failure=_("Tidak cocok. Coba lagi.") if failed else "",
        action=request.path,
        **values,
    )
    return with_before_cookie(make_response(body, 200 if errors is None else 422))


def change() -> ResponseReturnValue:
    """Replace the passphrase and end every session, this one too."""
    old, new = posted().get("old", ""), posted().get("passphrase", "")
    errors = unfit(posted(), visit().username, visit().name)
    if not old:
        errors["old"] = _("Tulis frasa sandi Anda.")
    fits = not old or _fits(old)
    if errors or not fits:
        return ask_change(errors, failed=not fits)
    try:
        with writing() as session:
            change_passphrase(session, office(), visit().staff_id, old, new, now=now())
    except PassphraseWeakError as weak:
        return ask_change({"passphrase": passphrase_advice(weak.reason)})
    except SignInFailedError:
        return ask_change({}, failed=True)
    return _to_sign_in()


def _fits(typed: str) -> bool:
    """Let the present passphrase count; a failure is committed too, so that it counts towards the lock."""
    check = office().check_passphrase(visit().cookie, typed)
    with writing() as session:
        try:
            office().confirm(session, check, now=now())
        except SignInFailedError:
            return False
    return True


def recover_keys() -> ResponseReturnValue:
    """Set a new passphrase, or say that something does not fit without saying what."""
    errors = unfit(posted(), posted().get("username", ""))
    if errors:
        return ask_recovery(errors)
    try:
        with writing() as session:
            fits = _recovered(session)
    except PassphraseWeakError as weak:
        return ask_recovery({"passphrase": passphrase_advice(weak.reason)})
    return _to_sign_in() if fits else ask_recovery({}, failed=True)


def _recovered(session: Session) -> bool:
    """Recover; a failure is committed too, so that it counts towards the lock."""
    values = posted()
    name, printed_code = values.get("username", ""), values.get("printed_code", "")
    totp, new = values.get("totp", "").replace(" ", ""), values.get("passphrase", "")
    try:
        recover(session, office(), name, printed_code, totp, new, now=now())
    except SignInFailedError:
        return False
    return True


def _to_sign_in() -> ResponseReturnValue:
    response = make_response(redirect(url_for("sign_in.index", done="changed"), 303))
    drop_cookie(response, SESSION_COOKIE)
    return response
