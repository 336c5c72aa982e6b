"""The reference page of the workflow is the one the code prints."""

import subprocess
import sys
from pathlib import Path

from casemgr.rules.workflow import ClockEffect, Duty, Guard
from casemgr.rules.workflow_page import CLOCK_TEXT, DUTY_TEXT, GUARD_TEXT, page

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_in_docs_is_current() -> None:
    assert (ROOT / "docs/reference/workflow.md").read_text(encoding="utf-8") == page()


def test_the_module_prints_the_page() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "casemgr.rules.workflow"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == page()


def test_every_word_is_explained() -> None:
    assert set(GUARD_TEXT) == set(Guard)
    assert set(DUTY_TEXT) == set(Duty)
    assert set(CLOCK_TEXT) == set(ClockEffect)
