"""Somebody in front of the public site, without a browser: fills in the form that a page shows and presses a button."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

STORY = "Saya mengurus legalisir ijazah. Di loket saya diminta membayar supaya cepat selesai."


@dataclass
class Form:
    """One form as a browser would send it, before anything is typed."""

    action: str
    values: dict[str, Any] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects the forms of a page with what their fields hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Form] = {}
        self._form: Form | None = None
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = self.forms[given.get("id") or given["action"]] = Form(given["action"])
        elif self._form is not None:
            self._take(tag, given, self._form)

    def _take(self, tag: str, given: dict[str, str], form: Form) -> None:
        name = given.get("name", "")
        if tag == "textarea":
            self._area = name
            form.values[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            form.values[self._select] = given["value"]
        elif tag == "input" and name and given.get("type") != "file":
            self._take_input(name, given, form)

    def _take_input(self, name: str, given: dict[str, str], form: Form) -> None:
        if given.get("type") not in ("radio", "checkbox"):
            form.values[name] = given.get("value", "")
        elif "checked" in given and name == "excluded":
            form.values.setdefault(name, []).append(given["value"])
        elif "checked" in given:
            form.values[name] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form.values[self._area] += data.removeprefix("\n")


class Page:
    """An answer of the site."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)

    def __repr__(self) -> str:
        return f"<Page {self.status} {self.heading!r}>"

    @property
    def heading(self) -> str:
        found = re.search(r"<h1>(.*?)</h1>", self.html, re.DOTALL)
        return found[1] if found else ""

    @property
    def forms(self) -> dict[str, Form]:
        reader = _Reader()
        reader.feed(self.html)
        return reader.forms

    @property
    def form(self) -> Form:
        """The main form of the page."""
        return self.forms["f"]

    @property
    def problems(self) -> list[str]:
        """The fields the error summary points to."""
        found = re.search(r'id="ringkasan".*?</div>', self.html, re.DOTALL)
        return re.findall(r'href="#([\w]+)"', found[0]) if found else []


class Citizen:
    """Walks through the site; `page` is what is shown now."""

    def __init__(self, client: FlaskClient, lang: str = "") -> None:
        self.client = client
        self.lang = lang
        self.page = self.get("/")

    def get(self, path: str) -> Page:
        self.page = Page(self.client.get(self.lang + path))
        return self.page

    def press(self, go: str, *, to: str = "", file: FileStorage | None = None, **typed: Any) -> Page:
        """Fill in fields of the main form and press a button."""
        form = self.page.form
        values = {**form.values, **typed, "go": go}
        data = {name: value for name, value in values.items() if value is not None}
        if file is not None:
            data["file"] = file
        self.page = self.post(to or form.action, data)
        return self.page

    def post(self, path: str, data: dict[str, Any], *, follow: bool = False) -> Page:
        """Send fields the way a browser sends our forms."""
        boundary, body = encode_multipart(data)
        content_type = f"multipart/form-data; boundary={boundary}"
        return Page(self.client.post(path, data=body, content_type=content_type, follow_redirects=follow))

    def submit(self, which: str, **typed: Any) -> Page:
        """Press the only button of another form of the page, by its action."""
        form = self.page.forms[which]
        self.page = self.post(form.action, {**form.values, **typed}, follow=True)
        return self.page

    def write_up_to(self, step: str, **typed: Any) -> Page:
        """Write an invented report up to a step: files, protect or check."""
        self.get("/isi")
        self.press("next", **{"story": STORY, "choice": "service", **typed})
        for reached in ("files", "protect", "check"):
            if reached == step:
                return self.page
            self.press("next")
        raise AssertionError(step)

    def code(self) -> str:
        """The code that the page shows."""
        return str(self.page.form.values["code"])

    def send(self, **typed: Any) -> Page:
        """Send an invented report and return the receipt."""
        self.write_up_to("check", **typed)
        return self.press("send", noted="yes")

    def open(self, code: str) -> Page:
        """Come back with a code."""
        self.get("/kode")
        return self.submit("f", code=code)
