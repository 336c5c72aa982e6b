"""A newcomer's first sign-in at the door: ticket, second factor, passphrase."""

from __future__ import annotations

import base64
import datetime as dt
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.orm import Session

from casemgr.desk.newcomers import FirstSignIn, first_sign_in, offer_second_factor
from casemgr.office import Office
from casemgr.vault import totp


def code_of(uri: str, now: dt.datetime) -> str:
    """Give the six digits an app shows that has read an otpauth URI."""
    [secret] = parse_qs(urlsplit(uri).query)["secret"]
    return totp.code_at(base64.b32decode(secret), now)


def sign_in_first(
    session: Session, office: Office, username: str, ticket: str, passphrase: str, now: dt.datetime
) -> FirstSignIn:
    """Read the secret shown to the ticket's holder, and come back with one code of it."""
    shown = offer_second_factor(office, username, ticket, now=now)
    code = code_of(shown.uri, now)
    return first_sign_in(
        session, office, username, ticket, passphrase, enrolment=shown.sealed, code=code, now=now
    )
