"""The public site, the console and the worker as processes: gunicorn with many threads, and who watches whom.

Threads are many because slow clients hold them (500 stalled clients stop 32 threads, not 600), while key
derivations have a small pool of their own (`casemgr.vault.kdf`). Nothing is written down about who asked for
what: no access log, and no address in the error log.
"""

from __future__ import annotations

import gc
import ipaddress
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from http import HTTPStatus
from importlib import import_module
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn ships no types
from gunicorn.glogging import Logger  # type: ignore[import-untyped]  # as above
from gunicorn.http import errors as http_errors  # type: ignore[import-untyped]  # as above
from gunicorn.util import write_nonblock  # type: ignore[import-untyped]  # as above
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]  # as above

from casemgr.folder import Folder, FolderError, drop_connections
from casemgr.office import Office
from casemgr.vault import kdf
from casemgr.web.security import kind_and_place
from casemgr.web.unreadable import answer_bytes

PUBLIC = "public"
CONSOLE = "console"
WORKER = "worker"
PARTS = (PUBLIC, CONSOLE, WORKER)
THREADS = 64
STOP_SECONDS = 10
SWITCH_SECONDS = 0.001
Extend = Callable[[Flask], None]


def check_bind(folder: Folder, binds: Sequence[str]) -> None:
    """Refuse an address that is none or is taken, and a demo for anybody but this machine.

    Raises `FolderError`.
    """
    for bind in binds:
        host, _, port = bind.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 2**16:
            raise FolderError(f"{bind} is no address; write HOST:PORT, such as 127.0.0.1:8000")
    if len(set(binds)) < len(binds):
        raise FolderError(f"{binds[0]} is given twice; the public site and the console need an address each")
    if folder.is_demo and not all(_is_loopback(bind) for bind in binds):
        raise FolderError(f"{folder.path} is a demo with printed passphrases and is served on 127.0.0.1 only")


def _is_loopback(bind: str) -> bool:
    """Say whether an address belongs to this machine only; a name does when all it stands for does."""
    host = bind.rpartition(":")[0].strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ipaddress.ip_address(one[4][0]).is_loopback for one in found)


def make_app(folder: Folder, part: str) -> tuple[Flask, Office]:
    """Make the WSGI application of one part with that part's server keys only."""
    office = folder.open(sides=(part,))
    if part == PUBLIC:
        from casemgr.web import create_public_app

        return create_public_app(office), office
    # The console lies in a folder of its own and is part of this package only once installed.
    make_console: Callable[[Office], Flask] = import_module("casemgr.admin").create_console_app
    return make_console(office), office


class QuietLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's logger without an access log and without clients' addresses and paths."""

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Write nothing."""

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Write a warning, but not where an unreadable request came from."""
        super().warning("Invalid request" if str(msg).startswith("Invalid request") else msg, *args, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Write which kind of error arose where; its message may quote what was sent."""
        error = sys.exc_info()[1]
        super().error("unexpected %s", kind_and_place(error) if error else "error")


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's worker with threads, whose answers to what it cannot read are pages of ours.

    Its own are in English, say what was sent, and lack every protecting header.
    """

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer a request that never reached the application, or that the application could not answer."""
        status = _status_of(exc)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("unexpected %s", kind_and_place(exc))
        else:
            self.log.warning("Invalid request")
        with suppress(OSError):  # whoever sent it is gone
            write_nonblock(client, answer_bytes(status))


_STATUS_OF: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (http_errors.InvalidResponseHeader, HTTPStatus.INTERNAL_SERVER_ERROR),
    (http_errors.InvalidResponseHeaderName, HTTPStatus.INTERNAL_SERVER_ERROR),
    (http_errors.ConfigurationProblem, HTTPStatus.INTERNAL_SERVER_ERROR),
    (http_errors.LimitRequestLine, HTTPStatus.REQUEST_URI_TOO_LONG),
    (http_errors.LimitRequestHeaders, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    (http_errors.ExpectationFailed, HTTPStatus.EXPECTATION_FAILED),
    (http_errors.UnsupportedTransferCoding, HTTPStatus.NOT_IMPLEMENTED),
    (http_errors.ForbiddenProxyRequest, HTTPStatus.FORBIDDEN),
    (http_errors.ParseException, HTTPStatus.BAD_REQUEST),
    (ssl.SSLError, HTTPStatus.FORBIDDEN),
)


def _status_of(error: BaseException) -> HTTPStatus:
    """Return the status gunicorn has for one of its errors; 500 for any other."""
    statuses = (status for kind, status in _STATUS_OF if isinstance(error, kind))
    return next(statuses, HTTPStatus.INTERNAL_SERVER_ERROR)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """One of the two sites under gunicorn: loaded once, then forked."""

    def __init__(
        self, folder: Folder, part: str, bind: str, *, workers: int, threads: int, extend: Extend | None
    ) -> None:
        self._folder = folder
        self._part = part
        self._extend = extend
        self._options = {
            "bind": bind,
            "workers": workers,
            "threads": threads,
            "worker_class": Worker,
            "worker_connections": 1000,
            "preload_app": True,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "logger_class": QuietLogger,
            "timeout": 60,
            "graceful_timeout": STOP_SECONDS - 2,
            "keepalive": 5,
            # By default a header that comes from where a proxy sits sets the path; proxies pass headers on.
            "forwarder_headers": "",
            "control_socket_disable": True,
            "proc_name": f"casemgr-{part}",
            "pidfile": None,
        }
        if os.path.isdir("/dev/shm"):  # noqa: S108 - gunicorn's heartbeat file, without content
            self._options["worker_tmp_dir"] = "/dev/shm"  # noqa: S108 - as above
        kdf.use_threads(max(1, cores() // workers))
        super().__init__()

    def load_config(self) -> None:
        """Take the settings above; neither environment nor command line."""
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application before the fork: workers share the key of reporters' cookies."""
        app, office = make_app(self._folder, self._part)
        if self._extend is not None:
            self._extend(app)
        drop_connections(office)
        # What was loaded stays for good: no collection walks it again, and workers go on sharing its memory.
        gc.freeze()
        # A derivation waits for the interpreter at its beginning and its end; its core idles meanwhile.
        sys.setswitchinterval(SWITCH_SECONDS)
        return app


def cores() -> int:
    """Return the processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_site(
    folder: Folder,
    part: str,
    bind: str,
    *,
    workers: int = 0,
    threads: int = THREADS,
    extend: Extend | None = None,
) -> None:
    """Serve one site until told to stop; `extend` adds pages to it before workers fork.

    Raises `FolderError` for an address that cannot be used.
    """
    check_bind(folder, [bind])
    _check_free([bind])
    Server(folder, part, bind, workers=workers or cores(), threads=threads, extend=extend).run()


def _check_free(binds: Sequence[str]) -> None:
    """Try the addresses as the servers will, all at once: two names may stand for one address.

    Raises `FolderError` for the first that cannot be used.
    """
    with ExitStack() as probes:
        for bind in binds:
            host, _, port = bind.rpartition(":")
            family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
            probe = probes.enter_context(socket.socket(family))
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host.strip("[]"), int(port)))
                probe.listen()
            except OSError as problem:
                raise FolderError(f"{bind} cannot be used: {problem.strerror or problem}") from None
            except UnicodeError:
                raise FolderError(f"{bind} cannot be used: no host has such a name") from None


def run_all(
    folder: Folder, public: str, console: str, *, workers: int = 0, ready: Callable[[], None] | None = None
) -> int:
    """Start the three processes; end them all when one ends or when told to stop. Return the exit status."""
    check_bind(folder, [public, console])
    _check_free([public, console])
    counted = ("--workers", str(workers)) if workers else ()
    commands = (
        ("--only", PUBLIC, "--public", public, *counted),
        ("--only", CONSOLE, "--console", console, *counted),
        ("--only", WORKER),
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    children = [start_process("serve", str(folder.path), *command) for command in commands]
    waiting = [bind for bind in (public, console) if ready is not None]
    while not stop.wait(0.1) and all(child.poll() is None for child in children):
        if waiting and all(answers(bind) for bind in waiting):
            waiting = []
            assert ready is not None
            ready()
    failed = not stop.is_set()
    end_processes(children)
    return 1 if failed else 0


def answers(bind: str) -> bool:
    """Say whether somebody listens at HOST:PORT."""
    host, _, port = bind.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=1):
            return True
    except OSError:
        return False


def start_process(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """Start another casemgr command as a child in a process group of its own."""
    return subprocess.Popen([sys.executable, "-m", "casemgr", *arguments], start_new_session=True, **options)


def end_processes(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask children to end, wait, and end those that do not, with all they started."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
