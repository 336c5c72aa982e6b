"""A demo: an invented ministry with forty reports at every stage, founded once and served on this machine.

The folder is marked as a demo; it holds everybody's passphrases in clear, so it is never served to others.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import socket
import sys
import tomllib
from collections.abc import Iterable
from importlib import import_module, resources
from pathlib import Path
from typing import Any

from casemgr.demo.courses import COURSES
from casemgr.demo.life import Life, OverError, Stage
from casemgr.demo.organisation import plan
from casemgr.folder import SETTINGS, Folder, FolderError, drop_connections, write_once
from casemgr.founding import FoundedPerson, create
from casemgr.office import utc_now
from casemgr.vault import totp
from casemgr.worker import run_once

SIGN_INS = "sign-ins.json"
FOUNDED_DAYS_AGO = 80
ANONYMIZER_PATH = "/anonymizer"
_HOST = "127.0.0.1"


def run(path: Path, port_public: int, port_console: int, *, found_only: bool = False) -> int:
    """Found the demo unless it is there, then serve it until Ctrl-C; return the exit status.

    A port that cannot be used, and a package that is not installed, are said before anything is founded.
    """
    told = [] if found_only else unusable(path, port_public, port_console)
    if told:
        print("\n".join(told), file=sys.stderr)
        return 1
    if not found_only:
        # Both sites must be able to run before anything is founded for them.
        for needed in ("casemgr.serving", "casemgr.web", "casemgr.admin"):
            import_module(needed)
    if not (path / SETTINGS).exists():
        print("Founding an invented ministry and playing forty reports …", flush=True)
        found(path, utc_now())
    folder = Folder.load(path)
    if not folder.is_demo:
        raise FolderError(f"{path} holds a real installation; serve it with: casemgr serve {path}")
    if found_only:
        return 0
    from casemgr import serving

    public, console = f"{_HOST}:{port_public}", f"{_HOST}:{port_console}"
    return serving.run_all(folder, public, console, ready=lambda: _greet(path, public, console))


def unusable(path: Path, port_public: int, port_console: int) -> list[str]:
    """Say, in both languages, which of the two ports cannot be used and which option changes it."""
    told = []
    wanted = (("--port-public", port_public, 0), ("--port-console", port_console, port_public))
    for option, port, taken in wanted:
        if port == taken or not _is_free(port):
            after = (one for one in range(8002, 8100) if one not in (port_public, port_console))
            other = next((one for one in after if _is_free(one)), 8010)
            told += [
                f"Port {port} tidak bisa dipakai; mungkin program lain sudah memakainya. Pilih port lain: "
                f"casemgr demo {path} {option} {other}",
                f"Port {port} cannot be used; another program may be using it. Choose another one: "
                f"casemgr demo {path} {option} {other}",
            ]
    return told


def _is_free(port: int) -> bool:
    """Try a port as the servers will."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except (OSError, OverflowError):
            return False
    return port > 0


def found(path: Path, now: dt.datetime) -> None:
    """Found the office in a folder and bring its reports to where they are. Raises `FolderError`."""
    folder = Folder(path, is_demo=True)
    if path.exists() and any(path.iterdir()):
        raise FolderError(f"{path} is not empty and holds no demo")
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    main, vault = folder.engines()
    founding = create(
        main,
        vault=vault,
        keys=folder.keys,
        blobs=folder.blobs,
        plan=plan(),
        now=now - dt.timedelta(days=FOUNDED_DAYS_AGO),
    )
    play(Stage(founding, now), samples())
    run_once(founding.office, now)
    drop_connections(founding.office)
    _keep_sign_ins(path, founding.people)
    folder.save()


def samples() -> list[dict[str, Any]]:
    """Read the forty invented reports."""
    text = resources.files("casemgr.demo").joinpath("reports.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["reports"]
    return found


def play(stage: Stage, reports: Iterable[dict[str, Any]]) -> None:
    """File every report and follow its course until the course or the present ends."""
    for sample in reports:
        life = Life(stage, sample)
        life.file()
        try:
            COURSES[sample["course"]](life)
        except OverError:
            continue


def _keep_sign_ins(path: Path, people: Iterable[FoundedPerson]) -> None:
    rows = {
        person.username: {
            "passphrase": person.passphrase,
            "totp": base64.b32encode(person.totp_secret).decode(),
        }
        for person in people
    }
    write_once(path / SIGN_INS, json.dumps(rows, indent=1))


def _sign_ins(path: Path) -> dict[str, dict[str, str]]:
    try:
        found: dict[str, dict[str, str]] = json.loads((path / SIGN_INS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise FolderError(f"{path} holds no demo") from None
    return found


def show_code(path: Path, username: str) -> int:
    """Print the present second-factor code of somebody in a demo. Raises `FolderError`."""
    person = _sign_ins(path).get(username.lower())
    if person is None:
        raise FolderError(f"there is nobody called {username} in this demo")
    print(code(person["totp"], utc_now()))
    return 0


def code(secret: str, now: dt.datetime) -> str:
    """Return the second-factor code of a base32 secret at an instant."""
    return totp.code_at(base64.b32decode(secret), now)


def _greet(path: Path, public: str, console: str) -> None:
    roles = {founder.username: ", ".join(founder.roles) for founder in plan().founders}
    print(f"\nPublic site  http://{public}/\nConsole      http://{console}/")
    print(f"Anonymizer   http://{public}{ANONYMIZER_PATH}\n")
    now = utc_now()
    for username, person in _sign_ins(path).items():
        print(
            f"  {username:8} {person['passphrase']:52} {code(person['totp'], now)}  {roles.get(username, '')}"
        )
    print(f"\nA code lasts half a minute; the next one: casemgr demo-code {path} NAME")
    print("Everything here is invented. Ctrl-C ends it.", flush=True)
