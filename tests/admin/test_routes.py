"""Deny by default: every route is declared, and every route is tried as every kind of person."""

from __future__ import annotations

from pathlib import Path

import pytest
from casemgr.admin import all_routes, declared_routes
from casemgr.admin.policy import CASE_ROLES
from casemgr.admin.routes_page import page

from casemgr.founding import Founding
from casemgr.rules.workflow import Role
from casemgr.testing import cheap_office
from tests.admin.conftest import House

# Who may open what, typed by hand: "-" stands for nobody signed in.
CASE = ("melati", "ratna", "wira", "panji", "laras", "arsip")
CUSTODIANS = ("jaga",)
ADMINISTRATORS = ("adi",)
EVERYBODY = CASE + CUSTODIANS + ADMINISTRATORS
ALL = ("-", *EVERYBODY)
REFERENCE = "AAA-AAAA"
ROW = "0" * 32

ROUTES: dict[str, tuple[str, tuple[str, ...]]] = {
    "cases.act": (f"/cases/{REFERENCE}/do/verify/", CASE),
    "cases.add_allegation": (f"/cases/{REFERENCE}/allegations/", CASE),
    "cases.answer": (f"/cases/{REFERENCE}/answer/", CASE),
    "cases.attach": (f"/cases/{REFERENCE}/files/", CASE),
    "cases.conflict": (f"/cases/{REFERENCE}/conflict/", CASE),
    "cases.download": (f"/cases/{REFERENCE}/files/{ROW}", CASE),
    "cases.find_allegation": (f"/cases/{REFERENCE}/allegations/{ROW}/", CASE),
    "cases.index": ("/cases/", CASE),
    "cases.original": (f"/cases/{REFERENCE}/files/{ROW}/original/", CASE),
    "cases.note": (f"/cases/{REFERENCE}/note/", CASE),
    "cases.show": (f"/cases/{REFERENCE}/", CASE),
    "dashboard.export": ("/dashboard/counts.csv", CASE),
    "dashboard.index": ("/dashboard/", CASE),
    "decisions.decide": (f"/decisions/{ROW}/", CASE),
    "decisions.index": ("/decisions/", CASE + CUSTODIANS),
    "identity.close": (f"/identity/{ROW}/close/", CASE),
    "identity.decide": (f"/identity/{ROW}/decision/", CUSTODIANS),
    "identity.index": ("/identity/", CASE),
    "identity.open_once": (f"/identity/{ROW}/open/", CASE),
    "identity.request_page": (f"/identity/of/{REFERENCE}/", CASE),
    "passphrases.index": ("/passphrase/", EVERYBODY),
    "passphrases.recover": ("/passphrase/recover/", ALL),
    "people.confirm": (f"/people/proposals/{ROW}/", EVERYBODY),
    "people.index": ("/people/", EVERYBODY),
    "people.leave": (f"/people/{ROW}/leave/", ADMINISTRATORS),
    "people.propose": ("/people/propose/", ADMINISTRATORS),
    "people.propose_member": ("/people/propose-member/", ADMINISTRATORS),
    "people.reset": (f"/people/{ROW}/reset/", ADMINISTRATORS),
    "queue.assign": ("/queue/assign/", CASE),
    "queue.index": ("/queue/", CASE),
    "queue.search": ("/queue/search/", CASE),
    "second_factor.confirm": ("/second-factor/confirm/", ALL),
    "second_factor.index": ("/second-factor/", EVERYBODY),
    "second_factor.lost": ("/second-factor/lost/", ALL),
    "sign_in.first": ("/sign-in/first/", ALL),
    "sign_in.keys": ("/sign-in/first/keys/", ALL),
    "sign_in.index": ("/sign-in/", ALL),
    "start.index": ("/", EVERYBODY),
    "start.leave": ("/leave/", EVERYBODY),
    "start.me": ("/me/", EVERYBODY),
    "start.script": ("/keys.x.js", ALL),
    "start.stylesheet": ("/casemgr.x.css", ALL),
    "start.switch_keys": ("/keys/", EVERYBODY),
    "structure.decide": (f"/structure/proposals/{ROW}/", EVERYBODY),
    "structure.index": ("/structure/", EVERYBODY),
    "structure.propose": (f"/structure/propose/unit/{ROW}/", ADMINISTRATORS),
    "start.switch_language": ("/language/", ALL),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """One console for all requests of this file: none of them changes anything."""
    return House(cheap_office(tmp_path_factory.mktemp("office") / "office"))


def test_the_url_map_holds_exactly_the_declared_routes(house: House) -> None:
    served = {
        (rule.endpoint, rule.rule, tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})))
        for rule in house.app.url_map.iter_rules()
    }
    declared = {(route.endpoint, route.rule, route.methods) for route in declared_routes(house.app)}
    assert served == declared
    assert {endpoint for endpoint, _, _ in served} == set(ROUTES)


def test_the_reference_page_is_up_to_date(house: House) -> None:
    written = Path("docs/reference/console-routes.md").read_text(encoding="utf-8")
    assert written == page(declared_routes(house.app)) == page(all_routes())


def test_a_route_added_behind_the_console_is_refused(founding: Founding) -> None:
    """A page somebody adds without a policy does not exist, although Flask would serve it."""
    house = House(founding)
    house.app.add_url_rule("/forgotten/", "forgotten", lambda: "left open")
    answer = house.stranger().get("/forgotten/")
    assert answer.status_code == 404
    assert "left open" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/tidak/ada/", 404), ("POST", "/tidak/ada/", 404), ("DELETE", "/queue/", 405)],
)
def test_a_missing_page_keeps_the_bar_of_whoever_is_signed_in(
    house: House, method: str, path: str, status: int
) -> None:
    entries = ('href="/queue/"', 'action="/leave/"', 'href="/me/"')
    answer = house.person("melati").client.open(path, method=method)
    assert answer.status_code == status
    assert all(entry in answer.get_data(as_text=True) for entry in entries)
    stranger = house.stranger().client.open(path, method=method)
    assert stranger.status_code == status
    assert not any(entry in stranger.get_data(as_text=True) for entry in entries)


def test_case_roles_are_roles() -> None:
    assert set(Role) >= CASE_ROLES


@pytest.mark.parametrize("endpoint", sorted(ROUTES))
@pytest.mark.parametrize("who", ALL)
def test_every_route_for_every_person(house: House, who: str, endpoint: str) -> None:
    path, allowed = ROUTES[endpoint]
    leaves = endpoint == "start.leave"
    person = house.stranger() if who == "-" else house.sign_in(who) if leaves else house.person(who)
    methods = next(one.methods for one in declared_routes(house.app) if one.endpoint == endpoint)
    if who == "-":
        person.get("/sign-in/")
    for method in methods:
        answer = person.get(path) if method == "GET" else person.post(path)
        if who in allowed:
            assert answer.status_code not in (401, 403), (method, answer.status_code)
            assert answer.status_code < 500, (method, answer.status_code)
        elif who == "-" and method == "GET":
            assert answer.status_code == 303
            assert answer.headers["Location"].startswith("/sign-in/")
        else:
            assert answer.status_code == (401 if who == "-" else 403), (method, answer.status_code)
