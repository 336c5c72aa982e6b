"""The public site as a Flask application of its own, or inside a host's.

    app = create_public_app(office)            # a WSGI application
    init_app(host_app, office, prefix="/lapor")  # the same pages in somebody else's

Nothing is configured through the environment and nothing is opened here: the host gives the open office.
"""

from __future__ import annotations

from flask import Flask
from werkzeug.exceptions import HTTPException

from casemgr.office import Office
from casemgr.web import language, public
from casemgr.web.body import SteadyBodies
from casemgr.web.security import QuietFlask, harden
from casemgr.web.site import EXTENSION, Site

__all__ = ["create_public_app", "init_app"]


def create_public_app(office: Office, *, site: Site | None = None) -> Flask:
    """Return the public site of `office`.

    Call it once, before workers fork: the key of reporters' cookies is made here and lives in memory only.
    `site` replaces the default clock or style. Raises ServerKeyMissingError without the public keys.
    """
    app = QuietFlask("casemgr.web", static_folder=None)
    init_app(app, office, site=site)
    app.register_error_handler(HTTPException, public.on_http_error)
    app.after_request(harden)
    app.wsgi_app = SteadyBodies(app.wsgi_app)  # type: ignore[method-assign]  # the documented place for middleware
    return app


def init_app(app: Flask, office: Office, *, prefix: str = "", site: Site | None = None) -> None:
    """Add the public pages to `app` below `prefix`; English stands below `prefix` + "/en".

    A host should put `casemgr.web.body.SteadyBodies` around its application and must not read
    `request.form` or `request.files` before these views do. Raises ServerKeyMissingError.
    """
    assert office.public_keys is not None
    app.extensions[EXTENSION] = site or Site(office)
    language.install(app)
    pages = public.blueprint()
    app.register_blueprint(pages, url_prefix=prefix or None)
    app.register_blueprint(pages, name=language.BLUEPRINTS["en"], url_prefix=f"{prefix}/en")
