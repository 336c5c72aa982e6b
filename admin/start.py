"""The door mat: the way in by role, the person's own page, sign-out, language, stylesheet."""

from flask import Response, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from casemgr.desk.second_factor import renewals
from casemgr.vault.directory import fingerprint

from . import language, shortcuts
from .frame import ConsoleView, page
from .pages import render
from .policy import CASEWORK, CUSTODY, OPEN, SIGNED_IN
from .second_factor import sentences
from .security import SESSION_COOKIE, drop_cookie, safe_path
from .visit import console, office, posted, reading, visit, writing
from .words import Words


class StartView(ConsoleView):
    """Pages without an entry of their own in the bar."""

    @page("/", SIGNED_IN)
    def index(self) -> ResponseReturnValue:
        return redirect(url_for(first_page()), 303)

    @page("/me/", SIGNED_IN)
    def me(self) -> ResponseReturnValue:
        """Show who is signed in, and the fingerprint to read out to a team."""
        return show_me()

    @page("/leave/", SIGNED_IN, methods=("POST",))
    def leave(self) -> ResponseReturnValue:
        return sign_out()

    @page("/language/", OPEN, methods=("POST",))
    def switch_language(self) -> ResponseReturnValue:
        return choose_language()

    @page("/keys/", SIGNED_IN, methods=("POST",))
    def switch_keys(self) -> ResponseReturnValue:
        """Switch keyboard shortcuts on or off."""
        return choose_keys()

    @page("/keys.<version>.js", OPEN)
    def script(self, version: str) -> ResponseReturnValue:
        return send_script(version)

    @page("/casemgr.<version>.css", OPEN)
    def stylesheet(self, version: str) -> ResponseReturnValue:
        return send_stylesheet(version)


def first_page() -> str:
    """Name the page a person starts on: cases, else decisions, else teams."""
    roles = visit().roles
    if CASEWORK.admits(roles):
        return "queue.index"
    return "decisions.index" if CUSTODY.admits(roles) else "people.index"


def show_me() -> ResponseReturnValue:
    """Show the person's own facts."""
    words = Words(office(), language.language())
    with reading() as session:
        replaced = renewals(session, visit().staff_id)
    return render(
        "console/me.html",
        renewals=sentences(replaced.get(visit().staff_id, [])),
        roles=", ".join(sorted(words.role(role) for role in visit().roles)),
        fingerprint=fingerprint(office().directory().staff_key(visit().staff_id)),
        keys=shortcuts.KEYS,
        keys_are_on=shortcuts.are_on(),
    )


def sign_out() -> ResponseReturnValue:
    """End the session here and in the browser."""
    with writing() as session:
        office().sign_out(session, visit().cookie)
    response = make_response(redirect(url_for("sign_in.index"), 303))
    drop_cookie(response, SESSION_COOKIE)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def choose_language() -> ResponseReturnValue:
    """Remember the language and go back to the page it was chosen on."""
    values = posted()
    wanted = values.get("language", "")
    response = make_response(redirect(safe_path(values.get("next", ""), url_for("start.index")), 303))
    if wanted in language.LANGUAGES:
        language.remember(response, wanted)
    return response


def choose_keys() -> ResponseReturnValue:
    """Remember whether this person wants shortcuts, and show the page that lists them."""
    response = make_response(redirect(url_for("start.me", _anchor="keys"), 303))
    shortcuts.remember(response, are_wanted=posted().get("keys") == "on")
    return response


def send_script(version: str) -> ResponseReturnValue:
    """Send the script of the shortcuts; its address changes with its content, so it may be kept."""
    if version != shortcuts.version():
        return redirect(url_for("start.script", version=shortcuts.version()), 302)
    response = Response(shortcuts.script(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def send_stylesheet(version: str) -> ResponseReturnValue:
    """Send the one stylesheet of both sites; its address changes with its content, so it may be kept."""
    known = console()
    if version != known.stylesheet_hash:
        return redirect(url_for("start.stylesheet", version=known.stylesheet_hash), 302)
    response = Response(known.stylesheet, mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
