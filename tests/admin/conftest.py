"""A console over a real office, and people who are signed in with passphrase and second factor."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field

import pyotp
import pytest
from casemgr.admin import create_console_app
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casemgr.desk import Desk
from casemgr.founding import Founding
from casemgr.rules.workflow import Verb
from casemgr.testing import PASSPHRASE, FrozenClock, a_submitted_report

TOKEN = re.compile(r'name="form_token" value="([0-9a-f]{64})"')


def one_time_code(founding: Founding, username: str, clock: FrozenClock) -> str:
    """Give the six digits a person's phone would show now."""
    secret = next(one.totp_secret for one in founding.people if one.username == username)
    return pyotp.TOTP(base64.b32encode(secret).decode()).at(clock.now)


@dataclass
class Person:
    """A browser of one person: keeps cookies, follows nothing, fills in form tokens."""

    client: FlaskClient
    username: str = ""
    token: str = field(default="", repr=False)

    def get(self, path: str) -> TestResponse:
        """Open a page and remember its form token."""
        response = self.client.get(path)
        found = TOKEN.search(response.get_data(as_text=True)) if response.mimetype == "text/html" else None
        self.token = found[1] if found else self.token
        return response

    def post(self, path: str, **fields: object) -> TestResponse:
        """Send a form with the token of the page opened last."""
        return self.client.post(path, data={"form_token": self.token, **fields})


class House:
    """A console, its clock, and the people who have signed in so far."""

    def __init__(self, founding: Founding) -> None:
        self.founding = founding
        self.clock = FrozenClock()
        self.app = create_console_app(founding.office, clock=self.clock)
        self._people: dict[str, Person] = {}

    def stranger(self) -> Person:
        """Give a browser of somebody who is not signed in."""
        return Person(self.app.test_client())

    def person(self, username: str) -> Person:
        """Give a signed-in person; one-time codes are used once, so time moves on a minute for each."""
        if username not in self._people:
            self._people[username] = self.sign_in(username)
        return self._people[username]

    def sign_in(self, username: str) -> Person:
        """Sign in anew."""
        self.clock.advance(minutes=1)
        person = Person(self.app.test_client(), username)
        person.get("/sign-in/")
        code = one_time_code(self.founding, username, self.clock)
        answer = person.post("/sign-in/", username=username, passphrase=PASSPHRASE, totp=code)
        assert answer.status_code == 303, answer.status_code
        person.get("/me/")
        return person

    def desk(self, session: Session, username: str) -> Desk:
        """Open the staff's door beside the console, to prepare a case or to look at it."""
        keyring = self.founding.office.unlock(username, PASSPHRASE)
        return Desk(session, self.founding.office, keyring, clock=self.clock)

    def do(
        self, username: str, reference: str, verb: Verb, when: str | None = None, **values: object
    ) -> None:
        """Take one step on a case beside the console."""
        with self.founding.office.session() as session, session.begin():
            door = self.desk(session, username)
            door.perform(verb, door.case(reference), values, when=when)

    def report(self, **changes: object) -> str:
        """Submit an invented report; give its reference."""
        return a_submitted_report(self.founding, clock=self.clock, **changes).reference


@pytest.fixture
def database_kind() -> str:
    """Pages behave alike on both databases; the doors are tested on both."""
    return "sqlite"


@pytest.fixture
def house(founding: Founding) -> House:
    """A console of a fresh office."""
    return House(founding)
