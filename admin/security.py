"""What every response and every change carries: headers, the form token, and the redirect check.

The form token is an HMAC over a random cookie value that scripts and other sites cannot read; it needs no
storage and dies with the session.
"""

import hmac
import re
import secrets
from urllib.parse import urlsplit

from flask import Request, Response, current_app, g, request

SESSION_COOKIE = "console"
BEFORE_COOKIE = "console_before"

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SCRIPT_POLICY = f"{CONTENT_POLICY}; script-src 'self'"
"""For the pages of somebody who switched keyboard shortcuts on."""
DOWNLOAD_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # "no-referrer" would make browsers send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}

_LOOPBACK = re.compile(r"(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d+)?\Z", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")


def set_headers(response: Response) -> Response:
    """Add the strict headers to a response; what a view set itself stays."""
    if g.get("has_script", False):
        response.headers.setdefault("Content-Security-Policy", SCRIPT_POLICY)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def new_secret() -> str:
    """Make a random cookie value of 256 bits."""
    return secrets.token_urlsafe(32)


def form_token(cookie: str) -> str:
    """Derive the form token that belongs to a cookie value."""
    return hmac.digest(cookie.encode(), b"casemgr console form", "sha256").hex()


def token_fits(given: str, cookie: str) -> bool:
    """Compare a posted token with the cookie's own in constant time."""
    return bool(cookie) and hmac.compare_digest(given.encode(), form_token(cookie).encode())


def comes_from_here(posted: Request) -> bool:
    """Say whether the browser claims that one of our own pages sent this form (Origin, Fetch Metadata)."""
    if posted.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = posted.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == posted.host


def set_cookie(response: Response, name: str, value: str) -> None:
    """Set a cookie for this browser session; without Secure only on loopback, where there is no TLS."""
    response.set_cookie(
        name,
        value,
        httponly=True,
        samesite="Strict",
        secure=_LOOPBACK.match(request.host) is None or request.is_secure,
        path=current_app.config.get("APPLICATION_ROOT", "/"),
    )


def drop_cookie(response: Response, name: str) -> None:
    """Make the browser forget a cookie."""
    response.delete_cookie(name, path=current_app.config.get("APPLICATION_ROOT", "/"), httponly=True)


def safe_path(target: str, otherwise: str) -> str:
    """Give `target` if it is a plain path of this very site, else `otherwise`.

    Refused: other hosts and schemes, "//host", backslashes (browsers read them as slashes) and control
    characters (browsers drop them).
    """
    if not target.startswith("/") or target.startswith("//") or _CONTROL.search(target):
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target
