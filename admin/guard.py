"""The guard before every view: no declared policy, no page; then the person; then the form token."""

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from casemgr.desk import Desk
from casemgr.desk.people import People
from casemgr.desk.renewals import may_screen
from casemgr.errors import NotPermittedError, SessionEndedError, VaultError

from .failures import unfit_form
from .policy import CASEWORK
from .security import SESSION_COOKIE
from .sign_in import offer_what_was_typed
from .visit import (
    Visit,
    body,
    console,
    leave_reading,
    now,
    office,
    posted,
    reading,
    token_is_good,
    writing,
)


def guard() -> ResponseReturnValue | None:
    """Admit or refuse before any view runs.

    Forms with files check their token while the body streams, before the first byte is sealed.
    """
    if request.endpoint is None:
        # No such page; whoever is signed in keeps the bar to go on from there.
        g.visit = recognise()
        return None
    route = console().routes.get(request.endpoint)
    if route is None:
        g.visit = recognise()
        abort(404)
    g.visit = None if route.policy.open_to_all else recognise()
    roles = None if g.visit is None else g.visit.roles
    if not route.policy.admits(roles):
        return _ask_to_sign_in() if roles is None else abort(403)
    if request.method == "POST" and not route.streams:
        if not token_is_good(posted()):
            abort(400)
        return unfit_form(body())
    return None


def recognise() -> Visit | None:
    """Give the person the session cookie belongs to, or None when there is none any more."""
    cookie = request.cookies.get(SESSION_COOKIE)
    if not cookie:
        return None
    found, has_new = _recognised(cookie)
    if found is not None and has_new:
        _screen_new(found)
    return found


def _recognised(cookie: str) -> tuple[Visit | None, bool]:
    """Give the person, and whether new reports wait that they can screen."""
    with reading() as session:
        try:
            keyring = office().resume(session, cookie, now=now())
            door = Desk(session, office(), keyring, clock=now)
        except (SessionEndedError, NotPermittedError):
            return None, False
        if request.method == "GET":
            # Its views read on this very session; POST views open one of their own to write on.
            g.read_desk = door
        teams = [team.name for team in office().teams() if team.id in door.viewer.team_ids]
        staff = door.person
        roles = frozenset(role.value for role in door.actor.roles)
        found = Visit(keyring, cookie, staff.id, staff.username, staff.name, ", ".join(teams), roles)
        return found, CASEWORK.admits(roles) and may_screen(door)


def _screen_new(found: Visit) -> None:
    """Let new reports say whom they keep out before this person sees any list, as at a sign-in.

    Nothing read before counts any more; what fails is tried at the next request.
    """
    leave_reading()
    try:
        with writing() as session:
            People(session, office(), found.keyring, clock=now).screen_new()
    except VaultError:
        return


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method == "POST":
        return offer_what_was_typed()
    return redirect(url_for("sign_in.index", next=request.full_path.rstrip("?")), 303)
