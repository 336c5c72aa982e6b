"""Who may open which page: the policies, and the register of every declared route.

A route without a policy does not exist for the console: the guard answers 404 before any view runs. Roles
open pages; they open no case. Whether a case can be read is decided behind the doors, by keys and visibility.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """A named rule for a page.

    `roles` holds role codes of which one is enough; empty means any person who is signed in.
    `open_to_all` is for the few pages that exist before sign-in; `roles` is then empty.
    """

    code: str
    roles: frozenset[str] = frozenset()
    open_to_all: bool = False

    def admits(self, roles: Iterable[str] | None) -> bool:
        """Say whether a person with these role codes passes; None stands for nobody signed in."""
        if self.open_to_all:
            return True
        if roles is None:
            return False
        return not self.roles or not self.roles.isdisjoint(roles)


# Domain roles that handle cases; the custodian, the administrator, the counter, the publicist and the channel
# administrator are deliberately absent: they read no case (design, section 1).
CASE_ROLES = frozenset(
    {
        "intake",
        "reviewer",
        "coordinator",
        "inspector",
        "examiner",
        "team_leader",
        "supervisor",
        "records_officer",
    }
)

OPEN = Policy("open", open_to_all=True)
SIGNED_IN = Policy("signed_in")
CASEWORK = Policy("casework", CASE_ROLES)
DECIDING = Policy("deciding", CASE_ROLES | {"custodian"})
CUSTODY = Policy("custody", frozenset({"custodian"}))
COUNTING = Policy("counting", CASE_ROLES)
PROPOSING = Policy("proposing", frozenset({"administrator"}))


@dataclass(frozen=True)
class DeclaredRoute:
    """One line of the register: what is reachable, how, and for whom.

    `streams` marks forms with files: their body is read by the view, which checks the form token itself.
    """

    endpoint: str
    rule: str
    methods: tuple[str, ...]
    policy: Policy
    streams: bool = False
