"""Keyboard shortcuts: off until a person switches them on, and then the only script of the console.

The script is our own and comes from this site; without it, or with it switched off, nothing is missing.
"""

from functools import cache
from hashlib import sha256
from importlib import resources

from flask import Response, g, request, url_for

from .language import mark

COOKIE = "console_keys"
_YEAR_SECONDS = 365 * 24 * 3600

KEYS: tuple[tuple[str, str], ...] = (
    ("a", mark("Antrean")),
    ("k", mark("Keputusan")),
    ("d", mark("Dasbor")),
    ("t", mark("Tim")),
    ("n", mark("Perkara berikutnya")),
    ("p", mark("Perkara sebelumnya")),
    ("/", mark("Kolom cari di antrean")),
    ("s", mark("Langkah berikutnya di perkara")),
    ("b", mark("Balasan untuk pelapor")),
    ("c", mark("Catatan internal")),
    ("?", mark("Daftar ini")),
)
"""Every key with what it leads to. Links are followed; buttons and fields only get the focus."""
OF_PAGES = {"queue": "a", "decisions": "k", "dashboard": "d", "people": "t"}
"""Keys of the bar, by page family."""


def are_on() -> bool:
    """Say whether this browser's person wants shortcuts."""
    return request.cookies.get(COOKIE) == "on"


def remember(response: Response, *, are_wanted: bool) -> None:
    """Keep the choice in this browser for a year; the cookie says nothing about the person."""
    if are_wanted:
        response.set_cookie(COOKIE, "on", max_age=_YEAR_SECONDS, httponly=True, samesite="Strict")
    else:
        response.delete_cookie(COOKIE, httponly=True, samesite="Strict")


def attribute(key: str) -> str:
    """Give the key of an element to a template, empty while shortcuts are off."""
    return key if are_on() else ""


def script_url() -> str:
    """Give the address of the script and let this answer load it; empty while shortcuts are off."""
    if not are_on():
        return ""
    g.has_script = True
    return url_for("start.script", version=version())


@cache
def script() -> bytes:
    """Read the script."""
    return (resources.files(__package__) / "static" / "keys.js").read_bytes()


@cache
def version() -> str:
    """Give a short mark of the script; its address changes with it."""
    return sha256(script()).hexdigest()[:16]
