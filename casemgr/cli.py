"""The command `casemgr`. Every command loads what it needs when it runs, so that `--help` answers at once.

Founding, people, keys and rule packs work without Flask; serving needs the extras `web` and `admin`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from casemgr import __version__
from casemgr.errors import CasemgrError

PUBLIC_BIND = "127.0.0.1:8000"
CONSOLE_BIND = "127.0.0.1:8001"
_SUMMARY = """\
Complaint and whistleblowing cases for an inspectorate: found an office, serve it, look after it.
Pengelolaan pengaduan dan pelaporan pelanggaran: dirikan kantor, jalankan, rawat.
"""
Run = Callable[[argparse.Namespace], int]

MOST = 1000
"""No count on the command line is larger."""
NOBODY_ELSE = 0o007
"""What is made here is for its owner and a common group of the two servers' users, and for nobody else."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; what a person did wrong is one sentence, no traceback."""
    os.umask(NOBODY_ELSE)
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["pack"]:
        return _answering(lambda: _pack(arguments[1:]))
    chosen = _parser().parse_args(arguments)
    run: Run = chosen.run
    return _answering(lambda: run(chosen))


def _answering(work: Callable[[], int]) -> int:
    try:
        return work()
    except CasemgrError as problem:
        print(f"casemgr: {problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        # A file, a folder or a port: its name and the system's word for what is wrong.
        if isinstance(problem, BrokenPipeError):
            sys.stderr.close()
            return 1
        print(f"casemgr: {_told(problem)}", file=sys.stderr)
        return 1
    except _database_errors() as problem:
        print(f"casemgr: the database cannot be used: {_of_driver(problem)}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] == "casemgr":
            raise
        print(f"casemgr: needs {missing.name}; install casemgr[all]", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        print(file=sys.stderr)
        return 130


def _told(problem: OSError) -> str:
    """ "demo: Permission denied": no text but the system's own."""
    name = f"{problem.filename}: " if problem.filename is not None else ""
    return f"{name}{problem.strerror or type(problem).__name__}"


def _database_errors() -> tuple[type[Exception], ...]:
    """Return what a database raises; looked up only when something was raised."""
    from sqlalchemy.exc import ArgumentError, DatabaseError

    return ArgumentError, DatabaseError


def _of_driver(problem: Exception) -> str:
    """The driver's first line: neither statement nor parameters nor a URL with its password."""
    cause = getattr(problem, "orig", None)
    return str(cause).partition("\n")[0] if cause is not None else "its URL is not one"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="casemgr", description=_SUMMARY, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"casemgr {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_office_commands(commands)
    _add_serving_commands(commands)
    _add_trying_commands(commands)
    _add_key_commands(commands)
    commands.add_parser("pack", help="check a rule pack, write holidays (casemgr pack --help)")
    return parser


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= MOST):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {MOST}")
    return int(text)


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _command(commands: Commands, name: str, summary: str, run: Run) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.set_defaults(run=run)
    return parser


def _with_folder(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="the installation's folder")
    return parser


def _add_office_commands(commands: Commands) -> None:
    init = _with_folder(_command(commands, "init", "found an office in a new folder, once", _init))
    init.add_argument("--plan", type=Path, metavar="FILE.toml", help="read the plan instead of asking")
    init.add_argument(
        "--papers", type=Path, metavar="FILE", help="write what must be printed here instead of showing it"
    )
    _with_folder(_command(commands, "migrate", "bring both databases to this version", _migrate))
    staff = commands.add_parser("staff", help="propose a person (a team member confirms in the console)")
    actions = staff.add_subparsers(metavar="ACTION", required=True)
    add = _with_folder(_command(actions, "add", "propose a person and print a one-use ticket", _staff_add))
    add.add_argument("username")
    add.add_argument("--name", required=True, help="full name")
    add.add_argument("--role", action="append", required=True, metavar="CODE", help="may be given again")
    add.add_argument("--team", action="append", default=[], metavar="NAME", help="may be given again")
    add.add_argument("--unit", metavar="NAME")
    add.add_argument("--as", dest="acting", required=True, metavar="USERNAME", help="an administrator")


def _add_serving_commands(commands: Commands) -> None:
    serve = _with_folder(
        _command(commands, "serve", "run the public site, the console and the worker", _serve)
    )
    serve.add_argument("--public", default=PUBLIC_BIND, metavar="HOST:PORT", help=f"default {PUBLIC_BIND}")
    serve.add_argument("--console", default=CONSOLE_BIND, metavar="HOST:PORT", help=f"default {CONSOLE_BIND}")
    serve.add_argument("--only", choices=("public", "console", "worker"), help="one of the three alone")
    serve.add_argument(
        "--workers", type=_positive, default=0, metavar="N", help="processes a site; default: cores"
    )
    worker = _with_folder(_command(commands, "worker", "do what is due, every minute", _worker))
    worker.add_argument("--once", action="store_true", help="do it once and end")


def _add_trying_commands(commands: Commands) -> None:
    demo = _with_folder(_command(commands, "demo", "serve an invented office with 40 reports", _demo))
    demo.add_argument("--port-public", type=int, default=8000, metavar="N")
    demo.add_argument("--port-console", type=int, default=8001, metavar="N")
    demo.add_argument("--found-only", action="store_true", help="make the folder and do not serve it")
    code = _with_folder(
        _command(commands, "demo-code", "show the present sign-in code of somebody in a demo", _demo_code)
    )
    code.add_argument("username")
    story = _command(commands, "story", "play one report from filing to closure over HTTP", _story)
    story.add_argument("--folder", type=Path, help="play in this folder and keep it")


def _add_key_commands(commands: Commands) -> None:
    bench = _command(commands, "kdf-bench", "time key derivations on this machine", _kdf_bench)
    bench.add_argument("--rounds", type=_positive, default=5, metavar="N", help="default 5")
    recovery = commands.add_parser("recovery", help="split a recovery key in three shares, or join two")
    actions = recovery.add_subparsers(metavar="ACTION", required=True)
    _command(actions, "split", "make a key pair and print its three shares and public key", _split)
    _command(actions, "join", "read two shares from standard input and print the seed", _join)


# What the commands do. Each imports what it needs.


def _pack(arguments: Sequence[str]) -> int:
    from casemgr import cli_pack

    return cli_pack.main(arguments, sys.stdout)


def _init(chosen: argparse.Namespace) -> int:
    from casemgr import cli_office

    return cli_office.init(chosen.folder, chosen.plan, chosen.papers)


def _migrate(chosen: argparse.Namespace) -> int:
    from casemgr import cli_office

    return cli_office.migrate(chosen.folder)


def _staff_add(chosen: argparse.Namespace) -> int:
    from casemgr import cli_office

    return cli_office.add_staff(
        chosen.folder,
        chosen.acting,
        cli_office.Newcomer(chosen.username, chosen.name, chosen.role, chosen.team, chosen.unit),
    )


def _serve(chosen: argparse.Namespace) -> int:
    from casemgr.folder import Folder

    if chosen.only == "worker":
        return _worker(chosen)
    folder = Folder.load(chosen.folder)
    from casemgr import serving

    if chosen.only is not None:
        bind = chosen.public if chosen.only == serving.PUBLIC else chosen.console
        extend = None
        if folder.is_demo and chosen.only == serving.PUBLIC:
            from casemgr.demo import anonymizer_page

            extend = anonymizer_page.install
        serving.run_site(folder, chosen.only, bind, workers=chosen.workers, extend=extend)
        return 0
    return serving.run_all(folder, chosen.public, chosen.console, workers=chosen.workers)


def _worker(chosen: argparse.Namespace) -> int:
    from casemgr.folder import Folder
    from casemgr.working import run_worker

    run_worker(Folder.load(chosen.folder), once=getattr(chosen, "once", False))
    return 0


def _demo(chosen: argparse.Namespace) -> int:
    from casemgr.demo import run

    return run(chosen.folder, chosen.port_public, chosen.port_console, found_only=chosen.found_only)


def _demo_code(chosen: argparse.Namespace) -> int:
    from casemgr.demo import show_code

    return show_code(chosen.folder, chosen.username)


def _story(chosen: argparse.Namespace) -> int:
    from casemgr.story import run

    return run(chosen.folder)


def _kdf_bench(chosen: argparse.Namespace) -> int:
    from casemgr.vault import kdf

    for profile in (kdf.RECEIPT, kdf.PASSPHRASE):
        found = kdf.kdf_bench(profile, chosen.rounds)
        print(
            f"{found.profile:11} {found.milliseconds:7.1f} ms   {found.reports_per_second:6.1f} /s "
            f"on {found.threads} threads ({found.backend})"
        )
    return 0


def _split(chosen: argparse.Namespace) -> int:
    from casemgr import cli_office

    return cli_office.split_recovery()


def _join(chosen: argparse.Namespace) -> int:
    from casemgr import cli_office

    return cli_office.join_recovery(sys.stdin.read())
