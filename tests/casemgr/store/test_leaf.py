"""A leaf's bytes are canonical, hold hashes of sealed bytes only, and hash and authenticate as published."""

import hashlib
import hmac
import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.store.leaf import canonical_json, canonical_leaf, leaf_hash, leaf_mac

ROW = hashlib.sha256(b"row").digest()
SEALED = hashlib.sha256(b"sealed").digest()
LEAF: dict[str, Any] = {
    "actor": "staff-1",
    "verb": "acknowledge",
    "object": "case-1",
    "at": datetime(2026, 3, 2, 8, 0, 5, 999_999, tzinfo=UTC),
    "sealed_sha256": [SEALED],
    "row_sha256": ROW,
}


def _leaf(**changes: Any) -> bytes:
    return canonical_leaf(**(LEAF | changes))


def test_a_leaf_has_exactly_the_seven_fields_in_order() -> None:
    value = json.loads(_leaf())
    assert list(value) == ["actor", "at", "object", "row_sha256", "sealed_sha256", "v", "verb"]
    assert value["v"] == 1
    assert value["sealed_sha256"] == [SEALED.hex()]
    assert b" " not in _leaf()


def test_staff_leave_a_second_and_reporters_a_day() -> None:
    jakarta = timezone(timedelta(hours=7))
    assert json.loads(_leaf())["at"] == "2026-03-02T08:00:05Z"
    assert (
        json.loads(_leaf(at=datetime(2026, 3, 2, 15, 0, 5, tzinfo=jakarta)))["at"] == "2026-03-02T08:00:05Z"
    )
    assert json.loads(_leaf(at=date(2026, 3, 2)))["at"] == "2026-03-02"
    with pytest.raises(ValueError, match="aware"):
        _leaf(at=datetime(2026, 3, 2))


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "staff-2"},
        {"verb": "close"},
        {"object": "case-2"},
        {"at": date(2026, 3, 2)},
        {"sealed_sha256": []},
        {"sealed_sha256": [ROW, SEALED]},
        {"sealed_sha256": [SEALED, ROW]},
        {"row_sha256": SEALED},
    ],
    ids=str,
)
def test_every_field_changes_the_bytes(change: dict[str, Any]) -> None:
    assert _leaf(**change) != _leaf()
    assert leaf_hash(_leaf(**change)) != leaf_hash(_leaf())


@pytest.mark.parametrize(
    "change", [{"row_sha256": b""}, {"row_sha256": b"x" * 31}, {"sealed_sha256": [b"x" * 33]}]
)
def test_only_hashes_are_taken(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        _leaf(**change)


def test_strings_are_encoded_as_rfc_8785_says() -> None:
    """The string of RFC 8785, section 3.2.2 and 3.2.3: short escapes, lower-case \\u, everything else as UTF-8."""
    value = {"string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"}
    assert canonical_json(value) == '{"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()
    assert canonical_json({"literals": [None, True, False]}) == b'{"literals":[null,true,false]}'


def test_keys_are_sorted_and_nested_values_too() -> None:
    assert canonical_json({"b": {"d": 1, "c": [{"z": "", "y": -5}]}, "a": []}) == (
        b'{"a":[],"b":{"c":[{"y":-5,"z":""}],"d":1}}'
    )


@pytest.mark.parametrize(
    "value", [1.5, {"a": 0.1}, {1: "a"}, {"é": 1}, [b"x"], {"a": {1, 2}}, 2**53, "\ud800"]
)
def test_what_has_no_single_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical_json(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner),
    max_leaves=10,
)


@given(value=json_values)
def test_canonical_bytes_read_back_and_encode_the_same_again(value: object) -> None:
    try:
        encoded = canonical_json(value)
    except UnicodeEncodeError:
        return
    assert json.loads(encoded) == value
    assert canonical_json(json.loads(encoded)) == encoded


def test_leaf_hash_is_that_of_the_rfc_6962_reference_tree() -> None:
    """The first two leaves of the published seven-leaf test tree: an empty one and a zero byte."""
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert leaf_hash(b"\0").hex() == "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"


def test_mac_is_hmac_sha256_over_the_body() -> None:
    """RFC 4231, test case 2."""
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert leaf_mac(b"Jefe", b"what do ya want for nothing?").hex() == expected
    assert leaf_mac(b"key", _leaf()) == hmac.new(b"key", _leaf(), hashlib.sha256).digest()
    assert leaf_mac(b"other", _leaf()) != leaf_mac(b"key", _leaf())
