"""Rendering: every template gets the same small set of names besides what its view gives."""

from typing import Any

from flask import Flask, g, render_template, request, url_for
from flask_admin import helpers  # type: ignore[import-untyped]  # ships no py.typed

from . import language, shortcuts
from .frame import ConsoleView, NavigationItem, navigation
from .security import new_secret
from .visit import console, now, office, present_token
from .words import Words


def render(template: str, **values: Any) -> str:
    """Render a page inside the frame of the present view."""
    view: ConsoleView | None = helpers.get_current_view()
    if view is None:
        return render_template(template, **values)
    return str(view.render(template, **values))


def install(app: Flask) -> None:
    """Give templates their common names."""
    app.context_processor(_common)


def _common() -> dict[str, Any]:
    zone = office().zone
    today = office().today(now())
    return {
        "_": language._,
        "ngettext": language.ngettext,
        "language": language.language,
        "visit": g.get("visit"),
        "words": Words(office(), language.language()),
        "form_token": present_token,
        "new_secret": new_secret,
        "navigation_items": _navigation_items,
        "duties_off": _duties_off,
        "here": here,
        "key_of": shortcuts.attribute,
        "keys_of_pages": shortcuts.OF_PAGES,
        "script_url": shortcuts.script_url,
        "stylesheet_url": url_for("start.stylesheet", version=console().stylesheet_hash),
        "today": today,
        "full_date": language.full_date,
        "long_date": language.long_date,
        "short_date": language.short_date,
        "near_date": lambda on: language.near_date(on, today),
        "moment": lambda at: language.moment(at, zone),
        "clock_time": lambda at: language.clock_time(at, zone),
        "number": language.number,
        "rupiah": language.rupiah,
        "size": language.size,
    }


def _navigation_items() -> list[NavigationItem]:
    if g.get("visit") is None:
        return []
    view = helpers.get_current_view()
    return navigation(console().admin, view)


def _duties_off() -> list[str]:
    """Name the separations of duties this office does without; whoever works here is told on every page."""
    if g.get("visit") is None:
        return []
    pack = office().pack
    return [pack.label("duties", code, language.language()) for code in sorted(pack.duties_off)]


def here() -> str:
    """Give the path to come back to after a switch of language."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path
