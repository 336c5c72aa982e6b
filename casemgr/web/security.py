"""What every public answer carries: no script, no store, no referrer, nothing from elsewhere."""

from __future__ import annotations

from flask import Flask, Response, g, request
from flask.wrappers import Response as FlaskResponse

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; upgrade-insecure-requests"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_HARDENED = "casemgr_hardened"
"""Where a request remembers the answer that has its headers."""
FORGET_HERE = '"cache", "cookies", "storage"'
"""Clear-Site-Data: what a browser is asked to forget when a reporter leaves."""


def harden(response: FlaskResponse) -> FlaskResponse:
    """Set the protective headers, once; a page that set one itself keeps it."""
    hardened: object = g.get(_HARDENED)
    if hardened is response:
        return response
    setattr(g, _HARDENED, response)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    policy = CONTENT_SECURITY_POLICY
    if not request.is_secure:
        # Over an onion address or on the own machine there is no https to be upgraded to.
        policy = policy.removesuffix("; upgrade-insecure-requests")
    response.headers.setdefault("Content-Security-Policy", policy)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


class QuietFlask(Flask):
    """A Flask whose log of an unexpected error names type and place, never a message, address or path.

    Messages of foreign exceptions may quote what somebody typed.
    """

    def log_exception(self, exc_info: object) -> None:
        if not isinstance(exc_info, tuple) or not isinstance(exc_info[1], BaseException):
            return
        self.logger.error("unexpected %s", kind_and_place(exc_info[1]))


def kind_and_place(error: BaseException) -> str:
    """Return "KeyError at casemgr.web.writing:12": all that a log may say of an error nobody expected."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {place}"


def forget(response: Response) -> Response:
    """Ask the browser to drop cache, cookies and storage of this site."""
    response.headers["Clear-Site-Data"] = FORGET_HERE
    return response
