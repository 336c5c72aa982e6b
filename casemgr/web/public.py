"""The public site: its routes, its plain pages, and what surrounds every answer.

The blueprint is registered once for each language. `ROUTES` is the complete list of what can be asked for; a
test compares it with what Flask knows.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, make_response
from werkzeug.exceptions import HTTPException

from casemgr.web import visiting, writing
from casemgr.web.errors import ANSWERED, answer_to, answer_to_status
from casemgr.web.language import N_, language, say
from casemgr.web.security import harden
from casemgr.web.site import answer, check_days, danger_numbers, page, site

STYLE_SECONDS = 86_400


def home() -> Response:
    """Let a visitor decide in ten seconds whether to trust this page."""
    here = site()
    return page("home", numbers=danger_numbers(), team=here.team_name(), check_days=check_days())


def who_reads() -> Response:
    """Say who can open a report, by the names of the teams."""
    office = site().office
    joined = say(N_("Di kantor ini satu kelompok memegang kunci cadangan laporan dan identitas."))
    split = say(N_("Kunci cadangan laporan dan kunci cadangan identitas dipegang kelompok yang berbeda."))
    recovery = joined if office.pack.settings.one_recovery_side else split
    names = [team.name for team in (*office.receiving_points(), *office.teams("break_glass"))]
    others = f" {say(N_('atau'))} ".join(names[1:])
    return page("who_reads", first=site().team_name(), others=others, recovery=recovery)


def protection() -> Response:
    """Say what is protected and what is not."""
    return page("protection")


def tor() -> Response:
    """Explain Tor Browser."""
    return page("tor")


def lost() -> Response:
    """Say what can be done without the code."""
    return page("lost")


def accessibility() -> Response:
    """Say how the site can be used by everybody."""
    return page("accessibility")


def addresses() -> Response:
    """Name the office; this is also where "leave quickly" leads, so it says little."""
    pack, today, lang = site().office.pack, site().today(), language()
    ways = [row for row in pack.contact_ways.values() if row.is_valid(today)]
    numbers = [row for row in pack.danger_numbers.values() if row.is_valid(today)]
    return page(
        "addresses",
        ways=[(row.label[lang], row.text[lang], row.to_fill_in) for row in ways],
        numbers=[{"label": row.label[lang], "number": row.number} for row in numbers],
    )


def style() -> Response:
    """Return the stylesheet, the only thing besides pages; its address changes with its content."""
    response = make_response(site().style)
    response.headers["Content-Type"] = "text/css; charset=utf-8"
    response.headers["Cache-Control"] = f"private, max-age={STYLE_SECONDS}"
    return response


def no_icon() -> Response:
    """Answer the browser's request for an icon with nothing, kept for a day."""
    response = make_response(b"", 204)
    response.headers["Cache-Control"] = f"private, max-age={STYLE_SECONDS}"
    return response


View = Callable[..., Response]
ROUTES: tuple[tuple[str, str, View, tuple[str, ...]], ...] = (
    ("/", "home", home, ("GET",)),
    ("/isi", "start", writing.start, ("GET",)),
    ("/isi", "write", writing.write, ("POST",)),
    ("/kode", "enter", visiting.enter, ("GET",)),
    ("/kode", "open_with_code", visiting.open_with_code, ("POST",)),
    ("/buka", "report", visiting.report, ("GET",)),
    ("/buka", "reply", visiting.reply, ("POST",)),
    ("/buka/berkas/<file_id>", "open_file", visiting.open_file, ("GET",)),
    ("/buka/nama", "add_name", visiting.add_name, ("GET", "POST")),
    ("/buka/tarik", "withdraw", visiting.withdraw, ("GET", "POST")),
    ("/buka/balasan", "retaliation", visiting.retaliation, ("GET",)),
    ("/keluar", "leave", visiting.leave, ("POST",)),
    ("/siapa", "who_reads", who_reads, ("GET",)),
    ("/perlindungan", "protection", protection, ("GET",)),
    ("/tor", "tor", tor, ("GET",)),
    ("/kode-hilang", "lost", lost, ("GET",)),
    ("/aksesibilitas", "accessibility", accessibility, ("GET",)),
    ("/alamat", "addresses", addresses, ("GET",)),
    ("/gaya.css", "style", style, ("GET",)),
    ("/favicon.ico", "no_icon", no_icon, ("GET",)),
)


def on_known_error(error: Exception) -> Response:
    """Answer a door's or the database's error from the one table."""
    return answer(answer_to(error))


def on_http_error(error: HTTPException) -> Response:
    """Answer a plain HTTP error with our own page, without Werkzeug's words."""
    response = answer(answer_to_status(error.code or 500))
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def blueprint() -> Blueprint:
    """Return the site as a blueprint, to be registered once for each language."""
    made = Blueprint("public", "casemgr.web", template_folder="templates")
    for path, endpoint, view, methods in ROUTES:
        made.add_url_rule(path, endpoint, view, methods=list(methods))
    for kind in ANSWERED:
        made.register_error_handler(kind, on_known_error)
    made.register_error_handler(HTTPException, on_http_error)
    made.after_request(harden)
    return made
