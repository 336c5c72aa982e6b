"""The guard before every view: no declared policy, no page; then the person; then the form token."""

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from casemgr.desk import Desk
from casemgr.errors import NotPermittedError, SessionEndedError

from .security import SESSION_COOKIE
from .sign_in import offer_what_was_typed
from .visit import Visit, console, now, office, posted, reading, token_is_good


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
    if request.method == "POST" and not route.streams and not token_is_good(posted()):
        abort(400)
    return None


def recognise() -> Visit | None:
    """Give the person the session cookie belongs to, or None when there is none any more."""
    cookie = request.cookies.get(SESSION_COOKIE)
    if not cookie:
        return None
    with reading() as session:
        try:
            keyring = office().resume(session, cookie, now=now())
            door = Desk(session, office(), keyring, clock=now)
        except (SessionEndedError, NotPermittedError):
            return None
        if request.method == "GET":
            # Its views read on this very session; POST views open one of their own to write on.
            g.read_desk = door
        teams = [team.name for team in office().teams() if team.id in door.viewer.team_ids]
        staff = door.person
        roles = frozenset(role.value for role in door.actor.roles)
        return Visit(keyring, cookie, staff.id, staff.username, staff.name, ", ".join(teams), roles)


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method == "POST":
        return offer_what_was_typed()
    return redirect(url_for("sign_in.index", next=request.full_path.rstrip("?")), 303)
