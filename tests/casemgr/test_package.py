"""The package's own example runs, and importing it brings no web framework along."""

import re
import subprocess
import sys
import textwrap
from typing import Any

import pytest

import casemgr
from casemgr.founding import Founding
from casemgr.testing import CHEAP, PASSPHRASE


def test_the_fifteen_lines_run_on_a_hosts_own_engines(
    founding: Founding, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert casemgr.__doc__ is not None
    block = re.search(r"::\n\n(( {4}.*\n|\n)+)", casemgr.__doc__)
    assert block is not None
    example = textwrap.dedent(block[1])
    office = founding.office
    folder = office.blobs.folder.parent
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {
        "engine": office.engine,
        "vault_engine": office.vault.engine,
        "passphrase": PASSPHRASE,
    }
    cheap = example.replace('blobs="blobs/"', 'blobs="blobs/", profiles=CHEAP')
    assert cheap != example
    exec(compile(cheap, "the example", "exec"), {**names, "CHEAP": CHEAP})
    assert capsys.readouterr().out.strip() in ("review", "Status.REVIEW")
    lines = [line for line in example.splitlines() if line.strip() and not line.startswith("from")]
    assert 10 <= len(lines) <= 16


def test_every_public_name_is_there() -> None:
    for name in dir(casemgr):
        assert getattr(casemgr, name) is not None or name == "__file__"
    assert {"Desk", "Intake", "Custody", "People", "Office", "create", "prepare"} <= set(dir(casemgr))
    with pytest.raises(AttributeError):
        casemgr.Ticketing  # noqa: B018 - asking is the act


def test_importing_the_core_loads_no_edge() -> None:
    code = (
        "import sys, casemgr, casemgr.custody, casemgr.desk, casemgr.intake, casemgr.worker;"
        "print([one for one in ('flask', 'flask_admin', 'marshmallow', 'babel') if one in sys.modules]);"
        "import flask; print('flask' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "True"]
