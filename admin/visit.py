"""What a view may know about the present person and the present form, and its sessions.

The session cookie holds a random key and nothing else; the office keeps the hash of its id and the person's
seed sealed under it. A GET reads on `office.reading()`, a POST writes inside one transaction.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from flask import abort, current_app, g, request
from flask_admin import Admin  # type: ignore[import-untyped]  # ships no py.typed
from sqlalchemy.orm import Session

from casemgr.desk import Desk
from casemgr.office import Office
from casemgr.vault.keyring import Keyring
from casemgr.web.uploads import Posted, Values, receive

from .policy import DeclaredRoute
from .security import BEFORE_COOKIE, SESSION_COOKIE, comes_from_here, form_token, new_secret, token_fits

_NOT_TYPED = frozenset({"form_token", "passphrase"})


@dataclass(frozen=True)
class Console:
    """One console: its office and the register of its routes by endpoint."""

    office: Office
    admin: Admin
    routes: dict[str, DeclaredRoute]
    clock: Callable[[], datetime]
    stylesheet: bytes
    stylesheet_hash: str


@dataclass(frozen=True)
class Visit:
    """The person signed in at this request."""

    keyring: Keyring = field(repr=False)
    cookie: str = field(repr=False)
    staff_id: str
    username: str
    name: str
    place: str
    roles: frozenset[str]


def console() -> Console:
    """Give the console this request belongs to."""
    found: Console = current_app.extensions["casemgr_console"]
    return found


def office() -> Office:
    """Give the office this console serves."""
    return console().office


def visit() -> Visit:
    """Give the present person; only for views whose policy demands one."""
    found: Visit | None = g.get("visit")
    if found is None:
        abort(403)
    return found


def now() -> datetime:
    """Give the present instant, aware, UTC."""
    return console().clock()


def desk(session: Session) -> Desk:
    """Open the staff's door for the present person."""
    if session is g.get("read_session"):
        if "read_desk" not in g:
            g.read_desk = Desk(session, office(), visit().keyring, clock=now)
        kept: Desk = g.read_desk
        return kept
    return Desk(session, office(), visit().keyring, clock=now, once=once())


def once() -> str:
    """Give what tells this form from any other: the text that its page drew and everything typed into it.

    So the same form sent twice acts once, while a page that was kept and filled in anew acts again.
    """
    if "posted" not in g or not g.posted.values.get("once"):
        return ""
    values: Values = g.posted.values
    typed = [(name, values.every(name)) for name in values if name not in _NOT_TYPED]
    return sha256(json.dumps(typed).encode()).hexdigest()


@contextmanager
def reading() -> Iterator[Session]:
    """Open a read session for the length of the block; all blocks of a GET share one, closed at its end."""
    if request.method != "GET":
        with office().reading() as session:
            yield session
        return
    if "read_session" not in g:
        g.read_session = office().reading()
    yield g.read_session


def end_reading(error: BaseException | None) -> None:
    """Close the read session of a GET."""
    session: Session | None = g.pop("read_session", None)
    if session is not None:
        session.close()


def leave_reading() -> None:
    """Close the read session of a GET before its end; the next block opens a fresh one."""
    g.pop("read_desk", None)
    end_reading(None)


@contextmanager
def writing() -> Iterator[Session]:
    """Open a write session with one transaction: committed at the end of the block, or rolled back."""
    with office().session() as session, session.begin():
        yield session


def posted() -> Values:
    """Give the text fields of this request's form."""
    return body().values


def body() -> Posted:
    """Give the whole posted form, read once; views that take files read it themselves before."""
    if "posted" not in g:
        g.posted = receive(request)
    found: Posted = g.posted
    return found


def present_cookie() -> str:
    """Give the cookie value that form tokens belong to: the session's, else one made for this browser."""
    known = request.cookies.get(SESSION_COOKIE) or request.cookies.get(BEFORE_COOKIE)
    if known:
        return known
    if "new_before" not in g:
        g.new_before = new_secret()
    return str(g.new_before)


def present_token() -> str:
    """Give the form token for this page."""
    return form_token(present_cookie())


def token_is_good(values: Values) -> bool:
    """Say whether a form was made by this console for this very browser session."""
    return comes_from_here(request) and token_fits(values.get("form_token", ""), present_cookie())
