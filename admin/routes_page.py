"""The reference page of the routes, from their declarations: `python -m casemgr.admin.routes_page`."""

from collections.abc import Iterable

from .policy import CASEWORK, COUNTING, CUSTODY, DECIDING, OPEN, PROPOSING, SIGNED_IN, DeclaredRoute, Policy

_POLICIES = (OPEN, SIGNED_IN, CASEWORK, COUNTING, DECIDING, CUSTODY, PROPOSING)

_HEAD = """\
# Console routes

This page is written by `python -m casemgr.admin.routes_page` from the declarations in the code; a test
compares the two, and another compares the declarations with the url map. What is not in this table is
answered with 404 before any view runs. A role opens a page; whether a case on it can be read is decided by
keys and visibility behind the doors. A case somebody may not see is answered like one that does not exist.

Every POST carries the form token of the session. Forms marked *streams* take files and check the token
while the body arrives, before the first byte is sealed.
"""


def page(routes: Iterable[DeclaredRoute]) -> str:
    """Return the page as Markdown, ending in a newline."""
    lines = [
        _HEAD,
        "## Policies\n",
        "| policy | who |",
        "|---|---|",
        *(f"| `{policy.code}` | {_who(policy)} |" for policy in _POLICIES),
        "",
        "## Routes\n",
        "| address | methods | policy | view |",
        "|---|---|---|---|",
        *(_line(route) for route in routes),
    ]
    return "\n".join(lines) + "\n"


def _who(policy: Policy) -> str:
    if policy.open_to_all:
        return "everybody, also before sign-in"
    if not policy.roles:
        return "everybody who is signed in"
    return ", ".join(f"`{role}`" for role in sorted(policy.roles))


def _line(route: DeclaredRoute) -> str:
    methods = ", ".join(route.methods) + (", streams" if route.streams else "")
    return f"| `{route.rule}` | {methods} | `{route.policy.code}` | `{route.endpoint}` |"


if __name__ == "__main__":
    import sys

    from . import all_routes

    sys.stdout.write(page(all_routes()))
