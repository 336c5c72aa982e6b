"""The second factor: one-time codes of six digits (RFC 6238, SHA-1, 30 seconds), each used once."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import os
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from casemgr.errors import SignInFailedError

SECRET_BYTES = 20
DIGITS = 6
STEP_SECONDS = 30
_DRIFT_STEPS = (0, -1, 1)


def new_secret() -> bytes:
    """Return a fresh secret of 160 bits (RFC 4226 section 4, R6)."""
    return os.urandom(SECRET_BYTES)


def code_at(secret: bytes, now: dt.datetime) -> str:
    """Return the code an authenticator shows at an instant."""
    return _hotp(secret).generate(_step(now)).decode()


def check(secret: bytes, code: str, now: dt.datetime, *, last_step: int) -> int:
    """Return the time step of a right code, one step of drift allowed, to be kept as the last one used.

    Raises `SignInFailedError` for a wrong code and for one whose step was used before.
    """
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdecimal()):
        raise SignInFailedError
    generator = _hotp(secret)
    now_step = _step(now)
    for drift in _DRIFT_STEPS:
        step = now_step + drift
        right = generator.generate(step).decode()
        if hmac.compare_digest(right.encode(), typed.encode()) and step > last_step:
            return step
    raise SignInFailedError


def provisioning_uri(secret: bytes, username: str, issuer: str) -> str:
    """Return the otpauth URI an authenticator reads from a QR code."""
    label = quote(f"{issuer}:{username}")
    query = urlencode({"secret": base64.b32encode(secret).decode().rstrip("="), "issuer": issuer})
    return f"otpauth://totp/{label}?{query}"


def _hotp(secret: bytes) -> HOTP:
    return HOTP(secret, DIGITS, SHA1())  # noqa: S303 - RFC 6238 authenticators use SHA-1 in an HMAC


def _step(now: dt.datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS
