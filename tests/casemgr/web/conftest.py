"""The public site of a small office, and somebody in front of it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from casemgr.office import Office
from casemgr.testing import FrozenClock
from casemgr.web import create_public_app
from casemgr.web.site import Site
from tests.casemgr.web.citizen import Citizen


@pytest.fixture
def database_kind() -> str:
    """These tests ask about pages; the doors below them are tested on both kinds elsewhere."""
    return "sqlite"


@pytest.fixture
def site(office: Office, clock: FrozenClock) -> Site:
    return Site(office, clock=clock)


@pytest.fixture
def app(office: Office, site: Site) -> Flask:
    return create_public_app(office, site=site)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def citizen(client: FlaskClient) -> Citizen:
    return Citizen(client)
