"""Indonesian first, English by switch: gettext, dates, money and numbers for the console.

Source strings are Indonesian; `translations/en` holds the English ones. The choice lives in a cookie of its
own that says nothing about the person.
"""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Response, g, has_request_context, request

COOKIE = "console_language"
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
_YEAR_SECONDS = 365 * 24 * 3600

_FOLDER = Path(__file__).parent / "translations"


@cache
def _catalogue(code: str) -> NullTranslations:
    """Read the sentences of a language once; those in Indonesian are the source and need none."""
    return Translations.load(_FOLDER, [code], "console")


def language() -> str:
    """Give the code of the page's language."""
    if not has_request_context():
        return "id"
    if "language" not in g:
        chosen = request.cookies.get(COOKIE, "")
        g.language = chosen if chosen in LANGUAGES else "id"
    found: str = g.language
    return found


def mark(text: str) -> str:
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return text


def remember(response: Response, chosen: str) -> None:
    """Keep the chosen language in this browser for a year; the cookie says nothing about the person."""
    response.set_cookie(COOKIE, chosen, max_age=_YEAR_SECONDS, httponly=True, samesite="Strict")


def _(text: str, **values: object) -> str:
    """Translate an Indonesian source string and fill its named places."""
    said: str = _catalogue(language()).gettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """Translate by number; `num` is also a named place."""
    said: str = _catalogue(language()).ngettext(one, many, num)
    return said % {"num": num, **values}


def _locale() -> Locale:
    return Locale.parse(language())


def full_date(on: date) -> str:
    """Write "Senin, 30 November 2026"."""
    return format_date(on, "EEEE, d MMMM y", locale=_locale())


def long_date(on: date) -> str:
    """Write "30 November 2026"."""
    return format_date(on, "d MMMM y", locale=_locale())


def short_date(on: date) -> str:
    """Write "30 Nov 2026"."""
    return format_date(on, "d MMM y", locale=_locale())


# A date within this many days of today is clear without its year.
_CLEAR_WITHOUT_YEAR_DAYS = 300


def near_date(on: date, today: date) -> str:
    """Write "30 Nov", with the year only when it is far from today."""
    if abs((on - today).days) <= _CLEAR_WITHOUT_YEAR_DAYS:
        return format_date(on, "d MMM", locale=_locale())
    return short_date(on)


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Write an aware UTC instant as "30 Nov 2026 10.12" in the office's time zone."""
    pattern = "d MMM y HH.mm" if language() == "id" else "d MMM y HH:mm"
    return format_datetime(at.astimezone(zone), pattern, locale=_locale())


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    """Write an aware UTC instant as "10.42" in the office's time zone."""
    pattern = "HH.mm" if language() == "id" else "HH:mm"
    return format_datetime(at.astimezone(zone), pattern, locale=_locale())


def month_name(on: date) -> str:
    """Write the month's short name, "Nov"."""
    return format_date(on, "MMM", locale=_locale())


def month_and_year(on: date) -> str:
    """Write "November 2026"."""
    return format_date(on, "MMMM y", locale=_locale())


def number(value: int) -> str:
    """Write 1204 as "1.204" (Indonesian) or "1,204" (English)."""
    return str(format_decimal(value, locale=_locale()))


def rupiah(value: int | None) -> str:
    """Write 300000 as "Rp300.000"; None becomes a dash."""
    return "–" if value is None else "Rp" + str(format_decimal(value, locale=Locale.parse("id")))


def size(size_bytes: int) -> str:
    """Write a file's size as "2,1 MB"; sizes below 1 MB in kB (1 kB = 1000 bytes)."""
    if size_bytes < 1000:
        return f"{size_bytes} B"
    if size_bytes < 1_000_000:
        return f"{round(size_bytes / 1000)} kB"
    return str(format_decimal(size_bytes / 1_000_000, format="0.0", locale=_locale())) + " MB"
