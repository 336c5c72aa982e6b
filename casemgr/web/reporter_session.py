"""The reporter's visit: a sealed cookie and nothing anywhere else.

The cookie is sealed under a key that lives in this process's memory only, and holds what opens one report
again, with an end time. The server keeps no list of visits and writes nothing to disk. The key must be made
before workers fork (gunicorn `--preload`), or each worker would know only its own visitors.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from flask import Request, Response

from casemgr.errors import SessionEndedError
from casemgr.vault.formats import SymmetricKey
from casemgr.vault.keys import ReporterSession, open_cookie, seal_cookie

VISIT = timedelta(minutes=30)
"""A forgotten phone closes by itself after this long without a click."""
_SEED_BYTES = 32


class ReporterSessions:
    """Makes and opens the cookies of one process family."""

    def __init__(self) -> None:
        self._key = SymmetricKey.generate()
        self._form_key = hmac.digest(self._key.secret, b"casemgr form key v1", hashlib.sha256)

    def __repr__(self) -> str:
        return "<ReporterSessions>"

    def begin(self, response: Response, request: Request, visitor: bytes, *, now: datetime) -> None:
        """Set the cookie for `visitor` (seed, then report id), valid for half an hour from `now`."""
        seed, report = visitor[:_SEED_BYTES], visitor[_SEED_BYTES:]
        response.set_cookie(
            _name(request),
            seal_cookie(self._key, seed, now + VISIT, report=report),
            secure=request.is_secure,
            httponly=True,
            samesite="Strict",
            path="/",
        )

    def end(self, response: Response, request: Request) -> None:
        """Take the cookie away, when there is one."""
        if _name(request) in request.cookies:
            response.delete_cookie(
                _name(request), secure=request.is_secure, httponly=True, samesite="Strict", path="/"
            )

    def visitor(self, request: Request, *, now: datetime) -> ReporterSession:
        """Return who is visiting. Raises SessionEndedError without a cookie or with one that is over."""
        cookie = request.cookies.get(_name(request))
        if cookie is None:
            raise SessionEndedError
        return open_cookie(self._key, cookie, now)

    def form_key(self, visitor: ReporterSession) -> str:
        """Return the key that forms of this visitor carry, so that no other site can post for them."""
        return hmac.new(self._form_key, visitor.seed, hashlib.sha256).hexdigest()[:32]

    def form_key_fits(self, visitor: ReporterSession, given: str) -> bool:
        """Say whether `given` is this visitor's form key."""
        return hmac.compare_digest(self.form_key(visitor).encode(), given.encode("utf-8", "replace"))


def _name(request: Request) -> str:
    # Browsers take the prefix only over https, where it binds the cookie to this host and path.
    return "__Host-kunjungan" if request.is_secure else "kunjungan"
