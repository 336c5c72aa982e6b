"""Arguments of a wrong type end in a sentence that names what was expected, never in content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from anonymizer import (
    AnonymizerError,
    Mapping,
    clean_file,
    find,
    find_structured,
    mask,
    mask_all,
    redactor,
    unmask,
)

KEY = bytes(range(32))
WRONG: Any = b"Siti Aminah"

CALLS: list[tuple[Callable[[], object], str]] = [
    (lambda: find(WRONG), "text must be str, not bytes"),
    (lambda: find_structured(WRONG), "text must be str, not bytes"),
    (lambda: mask(WRONG, policy="publik", key=KEY), "text must be str, not bytes"),
    (lambda: mask(None, policy="publik", key=KEY), "text must be str, not NoneType"),  # type: ignore[arg-type]
    (lambda: mask("x", policy=None, key=KEY), "policy must be"),  # type: ignore[arg-type]
    (lambda: mask("x", policy="publik", key="Siti Aminah"), "key must be bytes, not str"),  # type: ignore[arg-type]
    (lambda: mask("x", policy="publik", key=KEY, mapping=WRONG), "mapping must be"),
    (lambda: mask("x", policy="publik", key=KEY, spans=["Siti Aminah"]), "spans must be"),  # type: ignore[list-item]
    (lambda: mask("x", policy="publik", key=KEY, spans=5), "spans must be"),  # type: ignore[arg-type]
    (lambda: list(mask_all(["x"], policy=WRONG, key=KEY)), "policy must be"),
    (lambda: redactor(policy=WRONG, key=KEY), "policy must be"),
    (lambda: unmask(WRONG, Mapping.new(KEY)), "text must be str, not bytes"),
    (lambda: unmask("x", WRONG), "mapping must be"),
    (lambda: clean_file("/tempat/Siti Aminah"), "source must be bytes"),  # type: ignore[call-overload]
    (lambda: clean_file(b"x", "/tempat/Siti Aminah"), "target must be"),  # type: ignore[call-overload]
]


@pytest.mark.parametrize(("call", "message"), CALLS)
def test_an_argument_of_a_wrong_type_is_named_without_content(
    call: Callable[[], object], message: str
) -> None:
    with pytest.raises(TypeError) as caught:
        call()
    assert isinstance(caught.value, AnonymizerError)
    assert message in str(caught.value)
    assert "Aminah" not in str(caught.value)
