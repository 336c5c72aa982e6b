"""The tutorial and the package's own example run as they are printed."""

import re
from pathlib import Path

import pytest

import casemgr
from casemgr.testing import PASSPHRASE, cheap_office

PAGE = Path(__file__).parents[1] / "docs" / "tutorial.md"


def test_every_block_of_the_tutorial_runs_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader who types the page from top to bottom gets a closed case."""
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
    assert len(blocks) >= 7


def test_the_example_of_the_package_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The fifteen lines in `casemgr.__doc__` file a case and follow it."""
    founding = cheap_office(tmp_path)
    lines = re.findall(r"^    (.*)$", casemgr.__doc__ or "", flags=re.MULTILINE)
    code = "\n".join(line for line in lines if not line.startswith("office = "))
    names = {"engine": founding.office.engine, "office": founding.office, "passphrase": PASSPHRASE}
    exec(compile(code, "casemgr.__doc__", "exec"), names)
    assert capsys.readouterr().out.strip() == "review"
