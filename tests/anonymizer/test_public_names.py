"""What `from anonymizer import ...` gives is the documented thing, whatever was imported before it."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys

import pytest

import anonymizer

PHONE = "canonical(SpanType.PHONE, '0812-3456-7890')"
ORDERS = {
    "alone": "from anonymizer import canonical, SpanType",
    "behind all others": "from anonymizer import *",
    "behind what uses it": "import anonymizer.masking\nfrom anonymizer import canonical, SpanType",
    "behind its own module": "import anonymizer.canonical_form\nfrom anonymizer import canonical, SpanType",
}


def said_by(program: str) -> object:
    """Give what a program printed as JSON, run by an interpreter of its own."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("imports", ORDERS.values(), ids=ORDERS)
def test_the_canonical_form_can_be_called_in_a_fresh_process(imports: str) -> None:
    assert said_by(f"{imports}\nimport json\nprint(json.dumps({PHONE}))") == "+6281234567890"


def test_no_public_name_is_that_of_a_module() -> None:
    modules = {module.name for module in pkgutil.iter_modules(anonymizer.__path__)}
    assert "finding" in modules
    assert modules.isdisjoint(anonymizer.__all__)


def test_every_public_name_is_what_its_home_holds_after_all_modules_are_loaded() -> None:
    program = (
        "import anonymizer, importlib, json, pkgutil\n"
        "for module in pkgutil.iter_modules(anonymizer.__path__):\n"
        "    if module.name not in ('__main__', 'train'):\n"
        "        importlib.import_module('anonymizer.' + module.name)\n"
        "print(json.dumps({name: type(getattr(anonymizer, name)).__name__ for name in anonymizer.__all__}))"
    )
    kinds = said_by(program)
    assert isinstance(kinds, dict)
    assert sorted(kinds) == anonymizer.__all__
    assert kinds["find"] == "function"
    assert set(kinds.values()) <= {"function", "type", "EnumType"}
