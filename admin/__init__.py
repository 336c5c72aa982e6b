"""The staff console: Flask-Admin as the frame, the doors behind every page.

`create_console_app(office)` makes a WSGI application; `init_app(app, office)` installs the console in an app
that the host has made for it. Everything is denied that no route declares.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from importlib import resources

from flask import Flask
from flask_admin import Admin  # type: ignore[import-untyped]  # ships no py.typed

from casemgr.errors import ServerKeyMissingError
from casemgr.office import Office, utc_now
from casemgr.web.body import SteadyBodies
from casemgr.web.security import QuietFlask

from . import pages, security
from .cases import CasesView
from .dashboard import DashboardView
from .decisions import DecisionsView
from .failures import install as install_failures
from .frame import ConsoleView, LeanTheme
from .guard import guard
from .identity import IdentityView
from .passphrases import PassphrasesView
from .people import PeopleView
from .policy import DeclaredRoute
from .queue import QueueView
from .second_factor import SecondFactorView
from .sign_in import SignInView
from .start import StartView
from .structure import StructureView
from .visit import Console, end_reading

__all__ = ["all_routes", "create_console_app", "declared_routes", "init_app"]


def create_console_app(office: Office, *, clock: Callable[[], datetime] = utc_now) -> Flask:
    """Make the console of an office as an application of its own; it needs the console's server keys."""
    app = QuietFlask(__name__, template_folder="templates", static_folder=None)
    init_app(app, office, clock=clock)
    app.wsgi_app = SteadyBodies(app.wsgi_app)  # type: ignore[method-assign]  # the documented place for middleware
    return app


def init_app(app: Flask, office: Office, *, clock: Callable[[], datetime] = utc_now) -> None:
    """Install the console in an app that serves nothing else: its guard answers for every route.

    Raises ServerKeyMissingError when the office was opened without the console's keys.
    """
    if not office.is_console:
        raise ServerKeyMissingError("console")
    pages.install(app)
    install_failures(app)
    views = _views()
    admin = Admin(app, name="casemgr", index_view=views[0], theme=LeanTheme())
    admin.add_views(*views[1:])
    stylesheet = (resources.files("casemgr.web") / "static" / "casemgr.css").read_bytes()
    app.extensions["casemgr_console"] = Console(
        office=office,
        clock=clock,
        admin=admin,
        routes={route.endpoint: route for view in views for route in view.declared_routes()},
        stylesheet=stylesheet,
        stylesheet_hash=sha256(stylesheet).hexdigest()[:16],
    )
    app.before_request(guard)
    app.teardown_request(end_reading)
    app.after_request(security.set_headers)


def declared_routes(app: Flask) -> list[DeclaredRoute]:
    """List every route of the console in `app`, by address, with the policy it declares."""
    found: Console = app.extensions["casemgr_console"]
    return _in_order(found.routes.values())


def all_routes() -> list[DeclaredRoute]:
    """List every route a console has, without making one."""
    return _in_order(route for view in _views() for route in view.declared_routes())


def _in_order(routes: Iterable[DeclaredRoute]) -> list[DeclaredRoute]:
    return sorted(routes, key=lambda route: (route.rule, route.endpoint))


def _views() -> list[ConsoleView]:
    return [
        QueueView("Antrean", endpoint="queue", url="/queue"),
        CasesView("Perkara", category="-", endpoint="cases", url="/cases"),
        IdentityView("Identitas", category="-", endpoint="identity", url="/identity"),
        DecisionsView("Keputusan", endpoint="decisions", url="/decisions"),
        DashboardView("Dasbor", endpoint="dashboard", url="/dashboard"),
        PeopleView("Tim", endpoint="people", url="/people"),
        StructureView("Susunan", category="-", endpoint="structure", url="/structure"),
        PassphrasesView("Frasa sandi", category="-", endpoint="passphrases", url="/passphrase"),
        SecondFactorView("Autentikator", category="-", endpoint="second_factor", url="/second-factor"),
        SignInView("Masuk", category="-", endpoint="sign_in", url="/sign-in"),
        # Flask-Admin serves its stock scripts at a root view unless it is told another place for them;
        # without a folder that place stays empty.
        StartView("Mulai", category="-", endpoint="start", url="/", static_url_path="/unused"),
    ]
