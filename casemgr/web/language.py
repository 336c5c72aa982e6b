"""Two languages on one site: Indonesian sentences are the source, English stands under the prefix `/en`.

The language is part of the address, so that no cookie is needed to remember it. The blueprint is registered
twice, once for each language; a page asks `language()` which of the two it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from flask import Flask, request, url_for
from flask_babel import Babel, Domain  # type: ignore[import-untyped]  # flask-babel ships no types

DOMAIN = Domain([str(Path(__file__).parent / "translations")], domain="casemgr")
BLUEPRINTS = {"id": "public", "en": "public_en"}


def N_(text: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return text


def install(app: Flask) -> None:
    """Give `app` Flask-Babel with our choice of language; a host that has its own keeps it."""
    if "babel" not in app.extensions:
        Babel(app, default_locale="id", locale_selector=language)


def language() -> str:
    """Return "en" below the English prefix, else "id"."""
    if not request:
        return "id"
    blueprint = request.blueprint
    if blueprint is not None:
        return "en" if blueprint == BLUEPRINTS["en"] else "id"
    return "en" if request.path.startswith("/en/") or request.path == "/en" else "id"


def say(text: str, **values: Any) -> str:
    """Return the sentence in the reader's language with `%(name)s` filled in."""
    return str(DOMAIN.gettext(text, **values))


def speaker() -> Callable[..., str]:
    """Return `say` for one page: the reader's language is looked up once for all its sentences."""
    sentence = DOMAIN.get_translations().ugettext

    def say_here(text: str, **values: Any) -> str:
        said = str(sentence(text))
        return said % values if values else said

    return say_here


def to(endpoint: str, *, lang: str | None = None, **values: Any) -> str:
    """Return the address of a public page in the present language, or in `lang`."""
    return url_for(f"{BLUEPRINTS[lang or language()]}.{endpoint}", **values)


def long_day(on: date) -> str:
    """Return "Kamis, 26 November 2026" or "Thursday, 26 November 2026"."""
    return _written(on, "EEEE, d MMMM y", language())


def day(on: date) -> str:
    """Return "26 November 2026", in both languages in this order."""
    return _written(on, "d MMMM y", language())


@lru_cache(maxsize=512)
def _written(on: date, pattern: str, lang: str) -> str:
    return str(format_date(on, pattern, locale=lang))


def grouped(number: int) -> str:
    """Return 300000 as "300.000", in English as "300,000"."""
    text = f"{number:,}"
    return text if language() == "en" else text.replace(",", ".")


def rupiah(amount: int) -> str:
    """Return "Rp300.000"."""
    return f"Rp{grouped(amount)}"


def file_size(size: int) -> str:
    """Return bytes as "2,1 MB" or "14 kB", rounded up to the next step so that nothing reads as 0."""
    if size < 1_000_000:
        return f"{max(1, -(-size // 1000))} kB"
    text = f"{size / 1_000_000:.1f} MB"
    return text if language() == "en" else text.replace(".", ",")
