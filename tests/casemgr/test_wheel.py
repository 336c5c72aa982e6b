"""The wheel alone: built, installed into an empty environment, imported, and run without a web framework."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGED = (
    "casemgr",
    "admin",
    "migrations",
    "anonymizer",
    "setup.cfg",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from a copy of the sources."""
    source = tmp_path_factory.mktemp("source")
    for name in PACKAGED:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, source / name)
    out = source / "dist"
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(out), str(source)]
    subprocess.run(command, check=True, cwd=source)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that holds the wheel, what it requires, and nothing else."""
    folder = tmp_path_factory.mktemp("alone")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    found = folder / "bin" / "python"
    subprocess.run(
        [str(found), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)], check=True
    )
    return found


def _run(python: Path, *arguments: str, folder: Path) -> str:
    done = subprocess.run(
        [str(python), *arguments], cwd=folder, check=True, capture_output=True, text=True, timeout=120
    )
    return done.stdout


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    """Code, templates, styles, translations, packs, lexicons and migrations all travel."""
    shipped = set(zipfile.ZipFile(wheel).namelist())
    moved = {"admin": "casemgr/admin", "migrations": "casemgr/migrations"}
    missing = []
    for package in ("casemgr", "admin", "migrations", "anonymizer"):
        listed = subprocess.run(
            ["git", "ls-files", package], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.splitlines()
        assert listed
        for name in listed:
            top, _, rest = name.partition("/")
            inside = f"{moved.get(top, top)}/{rest}"
            if inside not in shipped and not inside.endswith((".cfg", ".mako", ".pot", ".po")):
                missing.append(name)
    assert missing == []


def test_importing_loads_no_web_framework(python: Path, tmp_path: Path) -> None:
    """The package and its doors work where neither Flask nor marshmallow is installed."""
    code = (
        "import sys, casemgr\n"
        "casemgr.Intake, casemgr.Desk, casemgr.Custody, casemgr.Office, casemgr.create\n"
        "print(sorted({'flask', 'marshmallow', 'flask_admin', 'anonymizer'} & set(sys.modules)), "
        "'sqlalchemy' in sys.modules)"
    )
    assert _run(python, "-c", code, folder=tmp_path).strip() == "[] True"


def test_an_office_is_founded_and_used_from_the_wheel_alone(python: Path, tmp_path: Path) -> None:
    """Migrations and packs are found inside the wheel: an office is founded and takes a report."""
    code = (
        "from pathlib import Path\n"
        "from casemgr.testing import cheap_office, a_submitted_report\n"
        "founding = cheap_office(Path('office'))\n"
        "print(len(a_submitted_report(founding).code))"
    )
    assert _run(python, "-c", code, folder=tmp_path).strip() == "20"


def test_the_command_line_works_without_the_extras(python: Path, tmp_path: Path) -> None:
    """Help needs nothing; serving says in one sentence what to install."""
    command = python.with_name("casemgr")
    assert "serve" in _run(command, "--help", folder=tmp_path)
    assert "casemgr pack" in _run(command, "pack", "--help", folder=tmp_path)
    done = subprocess.run([str(command), "story"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "install casemgr[all]" in done.stderr
    assert "Traceback" not in done.stderr
