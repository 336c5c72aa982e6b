"""A plain browser: one connection a request, cookies, and the forms a page really shows. No JavaScript.

It refuses to send a field, an option or a button that the page does not offer, so that a changed form breaks
whoever drives it instead of passing by.
"""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urljoin, urlsplit

TIMEOUT_SECONDS = 60
MULTIPART = "multipart/form-data"
_SKIPPED = frozenset({"script", "style", "title"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
Value = str | Sequence[str]
Upload = tuple[str, str, bytes]
"""A file: name, content type, bytes."""


class PageError(Exception):
    """A page is not what its reader expects: another status, or without the form, field or link."""


@dataclass(slots=True)
class Control:
    """One named control; `options` are the values it may take, None when anything may be typed."""

    name: str
    kind: str
    value: str = ""
    options: list[str] | None = None
    chosen: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Form:
    """One form as it stands in the page."""

    action: str
    method: str
    encoding: str
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def pairs(self, typed: Mapping[str, Value]) -> list[tuple[str, str]]:
        """Return what a browser would send. Raises `PageError` for a field or option that is not there."""
        unknown = sorted(set(typed) - set(self.controls))
        if unknown:
            raise PageError(f"{self.action} has no field {', '.join(unknown)}")
        sent: list[tuple[str, str]] = []
        for control in self.controls.values():
            if control.kind == "file":
                continue
            values = typed.get(control.name, control.chosen if control.options is not None else control.value)
            for value in [values] if isinstance(values, str) else values:
                if control.options is not None and value not in control.options:
                    raise PageError(f"{control.name} has no option {value}")
                sent.append((control.name, value))
        return sent


@dataclass(slots=True)
class Page:
    """What came back: status, headers, body, and what can be seen and pressed in it."""

    path: str
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    forms: list[Form] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    words: str = ""

    def form(self, action: str = "", *, button: str | None = None, field_name: str = "") -> Form:
        """Return the first form whose address ends so, and that has this button value and this field."""
        for one in self.forms:
            has_button = button is None or any(value == button for _, value in one.buttons)
            if one.action.endswith(action) and has_button and (not field_name or field_name in one.controls):
                return one
        raise PageError(
            f"{self.path} ({self.status}) has no form {action} {button or ''} {field_name}".strip()
        )

    def link(self, part: str) -> str:
        """Return the first link whose address holds this part."""
        for one in self.links:
            if part in one:
                return one
        raise PageError(f"{self.path} ({self.status}) has no link with {part}")


class _Reader(HTMLParser):
    """Collects forms, links and visible words; controls outside their form (`form=`) are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._area: Control | None = None
        self._select: Control | None = None
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag == "form":
            self._form = Form(
                found.get("action", ""), found.get("method", "get").lower(), found.get("enctype", "")
            )
            self.forms.append(self._form)
        elif self._form is not None:
            self._take(tag, found, self._form)

    def _take(self, tag: str, found: dict[str, str], form: Form) -> None:
        name = found.get("name", "")
        if tag == "button" and "form" not in found:
            form.buttons.append((name, found.get("value", "")))
        elif tag == "option" and self._select is not None and self._select.options is not None:
            self._select.options.append(found.get("value", ""))
            if "selected" in found:
                self._select.chosen.append(found.get("value", ""))
        elif not name:
            return
        elif tag == "textarea":
            self._area = form.controls.setdefault(name, Control(name, "textarea"))
        elif tag == "select":
            self._select = form.controls.setdefault(name, Control(name, "select", options=[]))
        elif tag == "input":
            self._input(name, found, form)

    def _input(self, name: str, found: dict[str, str], form: Form) -> None:
        kind, value = found.get("type", "text"), found.get("value", "")
        if kind not in ("radio", "checkbox"):
            form.controls.setdefault(name, Control(name, kind, value))
            return
        control = form.controls.setdefault(name, Control(name, kind, options=[]))
        if control.options is not None:
            control.options.append(value)
        if "checked" in found:
            control.chosen.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipping -= 1
        elif tag == "form":
            self._form = None
        elif tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.removeprefix("\n")
            self._area = None
        elif tag == "select" and self._select is not None:
            if not self._select.chosen and self._select.options:
                self._select.chosen.append(self._select.options[0])
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data
        elif not self._skipping:
            self.words.append(data)


class Browser:
    """One person's browser at one site, with its cookies; `address` is the local one it comes from."""

    def __init__(self, host: str, port: int, *, user_agent: str = "casemgr-story", address: str = "") -> None:
        self.host = host
        self.port = port
        self.cookies: dict[str, str] = {}
        self._user_agent = user_agent
        self._source = (address, 0) if address else None

    def get(self, path: str) -> Page:
        """Fetch a page, following redirects."""
        return self._follow("GET", path, b"", {})

    def submit(
        self,
        page: Page,
        form: Form,
        typed: Mapping[str, Value] | None = None,
        *,
        button: tuple[str, str] | None = None,
        files: Mapping[str, Sequence[Upload]] | None = None,
    ) -> Page:
        """Send a form with what was typed. Raises `PageError` for what the form does not offer."""
        pairs = form.pairs(typed or {})
        if button is not None:
            if button not in form.buttons:
                raise PageError(f"{form.action} has no button {button}")
            pairs.append(button)
        address = urljoin(page.path, form.action)
        if form.method == "get":
            return self.get(f"{urlsplit(address).path}?{urlencode(pairs)}")
        if form.encoding != MULTIPART:
            body = urlencode(pairs).encode()
            return self._follow("POST", address, body, {"Content-Type": "application/x-www-form-urlencoded"})
        for name in files or {}:
            if form.controls.get(name, Control(name, "")).kind != "file":
                raise PageError(f"{form.action} takes no file {name}")
        boundary = secrets.token_hex(16)
        body = multipart(pairs, files or {}, boundary)
        return self._follow("POST", address, body, {"Content-Type": f"{MULTIPART}; boundary={boundary}"})

    def send(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Page:
        """Send one request and read its answer, without following it anywhere."""
        connection = http.client.HTTPConnection(
            self.host, self.port, timeout=TIMEOUT_SECONDS, source_address=self._source
        )
        try:
            connection.request(method, path, body or None, self._headers(headers or {}))
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        self._keep_cookies(response.headers)
        return read_page(path, response.status, response.headers, content)

    def _follow(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Page:
        page = self.send(method, path, body, headers)
        for _ in range(_MOST_REDIRECTS):
            if page.status not in _REDIRECTS:
                return page
            page = self.send("GET", _local(urljoin(path, page.headers["Location"])))
            path = page.path
        raise PageError(f"{path} leads in circles")

    def _headers(self, more: Mapping[str, str]) -> dict[str, str]:
        headers = {"User-Agent": self._user_agent, "Accept": "text/html", **more}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return headers

    def _keep_cookies(self, headers: http.client.HTTPMessage) -> None:
        for line in headers.get_all("Set-Cookie") or ():
            pair, _, attributes = line.partition(";")
            name, _, value = pair.strip().partition("=")
            if not value or "max-age=0" in attributes.lower():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value


def read_page(path: str, status: int, headers: http.client.HTTPMessage, body: bytes) -> Page:
    """Read forms, links and words of an answer."""
    reader = _Reader()
    if "html" in (headers.get("Content-Type") or ""):
        reader.feed(body.decode("utf-8", "replace"))
        reader.close()
    words = " ".join(" ".join(reader.words).split())
    return Page(path, status, headers, body, reader.forms, reader.links, words)


def _local(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def multipart(
    pairs: Sequence[tuple[str, str]], files: Mapping[str, Sequence[Upload]], boundary: str
) -> bytes:
    """Write a form's body (RFC 7578)."""
    parts = [
        b'Content-Disposition: form-data; name="%b"\r\n\r\n%b' % (name.encode(), value.encode())
        for name, value in pairs
    ]
    for name, uploads in files.items():
        parts += [
            b'Content-Disposition: form-data; name="%b"; filename="%b"\r\nContent-Type: %b\r\n\r\n%b'
            % (name.encode(), quote(file_name, safe=" .-_").encode(), content_type.encode(), content)
            for file_name, content_type, content in uploads
        ]
    edge = b"--" + boundary.encode()
    return b"".join(edge + b"\r\n" + part + b"\r\n" for part in parts) + edge + b"--\r\n"
