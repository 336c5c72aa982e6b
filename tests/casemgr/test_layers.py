"""The order of the layers is a contract: an import against it turns the lint red."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("casemgr", "admin", "migrations", "anonymizer")

FORBIDDEN = [
    ("casemgr/rules/receipts.py", "import casemgr.vault.keys"),
    ("casemgr/rules/receipts.py", "import sqlalchemy"),
    ("casemgr/vault/shares.py", "import casemgr.store.models"),
    ("casemgr/desk/base.py", "import flask"),
    ("anonymizer/spans.py", "import casemgr.errors"),
]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the sources and their contracts."""
    for name in SOURCES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    return tmp_path


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = str(Path(sys.executable).with_name("lint-imports"))
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        [command, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


def test_the_contracts_are_kept(checkout: Path) -> None:
    """As it stands, nothing imports against the order."""
    done = _lint(checkout)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("module", "line"), FORBIDDEN)
def test_a_forbidden_import_turns_the_lint_red(checkout: Path, module: str, line: str) -> None:
    """One line in the wrong place is enough."""
    path = checkout / module
    path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    done = _lint(checkout)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout
