"""The Flask-Admin frame: a lean theme, the base view, and `page`, which declares route and policy at once.

Nothing of Flask-Admin's stock theme is served: no template folder, no static folder, no script.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import abort, g
from flask.typing import ResponseReturnValue
from flask_admin import Admin, BaseView, expose  # type: ignore[import-untyped]  # ships no py.typed
from flask_admin.menu import MenuView  # type: ignore[import-untyped]  # ships no py.typed
from flask_admin.theme import Theme  # type: ignore[import-untyped]  # ships no py.typed

from .policy import DeclaredRoute, Policy

Method = TypeVar("Method", bound=Callable[..., ResponseReturnValue])


@dataclass
class LeanTheme(Theme):  # type: ignore[misc]  # the base class comes from an untyped package
    """Our templates instead of the stock ones; the folder does not exist inside Flask-Admin on purpose."""

    folder: str = "console"
    base_template: str = "console/base.html"


def page(
    rule: str, policy: Policy, *, methods: tuple[str, ...] = ("GET",), streams: bool = False
) -> Callable[[Method], Method]:
    """Expose a view method at `rule` (relative to its view) under `policy`; each method has one policy."""

    def declare(method: Method) -> Method:
        declared = getattr(method, "policy", policy)
        if declared is not policy:
            raise ValueError(f"two policies for {method.__name__}")
        method.policy = policy  # type: ignore[attr-defined]  # read back by declared_routes()
        method.streams = streams  # type: ignore[attr-defined]  # read back by declared_routes()
        expose(rule, methods=methods)(method)
        return method

    return declare


class ConsoleView(BaseView):  # type: ignore[misc]  # the base class comes from an untyped package
    """Base of every console page family; its methods call module-level functions over the doors.

    `part_of` names the family whose entry of the bar is marked while a page of this one is open.
    """

    part_of = ""

    def is_accessible(self) -> bool:
        """Say whether the present person may open this family's first page (drives the bar, too)."""
        policy: Policy | None = getattr(getattr(type(self), self._default_view), "policy", None)
        return policy is not None and policy.admits(present_roles())

    def is_visible(self) -> bool:
        """Say whether the family has an entry in the bar."""
        return self.category is None

    def _handle_view(self, name: str, **kwargs: Any) -> ResponseReturnValue | None:
        """Refuse unless this very method has a policy that admits the person; `visit.guard` asked before."""
        policy: Policy | None = getattr(getattr(type(self), name), "policy", None)
        if policy is None or not policy.admits(present_roles()):
            abort(404 if policy is None else 403)
        return None

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run the method once; the stock version runs it a second time after any TypeError."""
        return fn(self, *args, **kwargs)

    def declared_routes(self) -> list[DeclaredRoute]:
        """List this view's routes as the url map will hold them, from the same declarations."""
        routes = []
        for rule, name, methods in self._urls:
            method = getattr(type(self), name)
            policy = getattr(method, "policy", None)
            if policy is None:
                raise ValueError(f"{self.endpoint}.{name} declares no policy")
            whole = f"{(self.url or '').rstrip('/')}{rule}"
            routes.append(
                DeclaredRoute(
                    f"{self.endpoint}.{name}", whole, tuple(sorted(methods)), policy, method.streams
                )
            )
        return routes


def present_roles() -> frozenset[str] | None:
    """Give the role codes of the person signed in, or None."""
    visit = g.get("visit")
    return None if visit is None else visit.roles


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the bar."""

    label: str
    url: str
    current: bool
    endpoint: str


def navigation(admin: Admin, current: object) -> list[NavigationItem]:
    """List the bar's entries for the present person: only pages of their own roles."""
    here = getattr(current, "part_of", "") or getattr(current, "endpoint", "")
    items = []
    for item in admin.menu():
        if isinstance(item, MenuView) and item.is_visible() and item.is_accessible():
            label = getattr(item._view, "bar_label", lambda name=item.name: str(name))()
            endpoint = str(item._view.endpoint)
            items.append(NavigationItem(label, item.get_url() or "", endpoint == here, endpoint))
    return items
