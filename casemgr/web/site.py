"""What every public page needs: the office, the clock, the visits, and how a page is put together."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from flask import Response, current_app, make_response, render_template, request
from flask_babel import force_locale  # type: ignore[import-untyped]  # flask-babel ships no types

from casemgr.office import Office, utc_now
from casemgr.rules.deadlines import Unit
from casemgr.web import language as words
from casemgr.web.errors import Answer
from casemgr.web.problems import FormState
from casemgr.web.reporter_session import ReporterSessions
from casemgr.web.security import harden
from casemgr.web.uploads import typed_so_far

EXTENSION = "casemgr_public"
_NAMES = {"id": "Bahasa Indonesia", "en": "English"}


@dataclass(frozen=True)
class Site:
    """The public site of one office within one process family."""

    office: Office
    sessions: ReporterSessions = field(default_factory=ReporterSessions)
    clock: Callable[[], dt.datetime] = utc_now
    style: bytes = field(default_factory=lambda: _style(), repr=False)
    _addresses: dict[tuple[str, str, str], str] = field(default_factory=dict, repr=False)

    @property
    def style_version(self) -> str:
        return hashlib.sha256(self.style).hexdigest()[:12]

    def address(self, endpoint: str, *, lang: str | None = None, **values: Any) -> str:
        """Return what `language.to` returns; the addresses that every page repeats are kept."""
        if values:
            return words.to(endpoint, lang=lang, **values)
        key = (request.root_path, lang or words.language(), endpoint)
        found = self._addresses.get(key)
        if found is None:
            found = self._addresses[key] = words.to(endpoint, lang=lang)
        return found

    def today(self) -> dt.date:
        """Return the office's local day."""
        return self.office.today(self.clock())

    def team_name(self) -> str:
        """Return the name of the team that receives reports first."""
        points = self.office.receiving_points()
        return points[0].name if points else self.office.name


def _style() -> bytes:
    return (resources.files("casemgr.web") / "static" / "casemgr.css").read_bytes()


def site() -> Site:
    """Return the public site the present request belongs to."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Site)
    return found


def page(template: str, status: int = 200, *, form: FormState | None = None, **values: Any) -> Response:
    """Return one of our pages in the language of its address."""
    lang = words.language()
    other = "en" if lang == "id" else "id"
    here = site()
    with force_locale(lang):
        body = render_template(
            f"public/{template}.html",
            form=form or FormState(),
            lang=lang,
            other_lang=other,
            other_name=_NAMES[other],
            other=_here_in(other),
            office=here.office.name,
            minutes=here.office.pack.settings.disclosure_minutes,
            style=words.to("style", v=here.style_version),
            to=here.address,
            _=words.speaker(),
            day=words.day,
            long_day=words.long_day,
            **values,
        )
    response = make_response(body, status)
    response.headers["Content-Language"] = lang
    return harden(response)


def _here_in(lang: str) -> str:
    if request.blueprint is None or request.endpoint is None:
        return words.to("home", lang=lang)
    endpoint = request.endpoint.rsplit(".", 1)[-1]
    return words.to(endpoint, lang=lang, **(request.view_args or {}))


def answer(found: Answer, *, kept: str = "") -> Response:
    """Return an error page; `kept` is what was typed and would else be lost."""
    kept = kept or typed_so_far()
    response = page(
        "error", found.status, heading=words.say(found.heading), advice=words.say(found.advice), kept=kept
    )
    if found.retry_after_seconds:
        response.headers["Retry-After"] = str(found.retry_after_seconds)
    return response


def danger_numbers() -> list[str]:
    """Return the telephone numbers for somebody in danger, from the rule pack."""
    here = site()
    return [row.number for row in here.office.pack.danger_numbers.values() if row.is_valid(here.today())]


def check_days() -> int:
    """Return the working days within which a new report is looked at: the shortest clock it starts."""
    clocks = site().office.pack.clocks.values()
    first = [one for one in clocks if one.unit is Unit.WORKING_DAYS and "submit" in one.starts and one.active]
    return min((one.amount for one in first), default=3)
