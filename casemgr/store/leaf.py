"""The bytes of a trail leaf: one canonical JSON object, its tree hash and its MAC.

Pure bytes, standard library only, so that an auditor can run it alone. A leaf holds ids, a time and hashes of
*sealed* bytes; no content and no identity. Specification and vectors: `docs/spec/leaf.md`.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

LEAF_VERSION: Final = 1
_HASH_BYTES = 32
_LEAF_PREFIX = b"\x00"


def canonical_leaf(
    *,
    actor: str,
    verb: str,
    object: str,  # noqa: A002 - the name of the leaf's field
    at: datetime | date,
    sealed_sha256: Iterable[bytes],
    row_sha256: bytes,
) -> bytes:
    """Return the canonical bytes (RFC 8785) of a leaf.

    `at` is an aware time, kept to the second in UTC, for staff and system, or a day for reporters, who leave
    no time. `sealed_sha256` are hashes (32 bytes each) of the sealed bytes the verb wrote, in the order
    written; `row_sha256` is the hash of the canonical T0 row after the write. Raises `ValueError` for a hash
    of another length and a time without zone.
    """
    value = {
        "v": LEAF_VERSION,
        "actor": actor,
        "verb": verb,
        "object": object,
        "at": _moment(at),
        "sealed_sha256": [_hash(one) for one in sealed_sha256],
        "row_sha256": _hash(row_sha256),
    }
    return canonical_json(value)


def canonical_json(value: object) -> bytes:
    """Return RFC 8785 bytes of objects, lists, strings, whole numbers, booleans and null.

    Python's encoder agrees with RFC 8785 for these as long as object keys are ASCII; floats are refused.
    Raises `ValueError` for anything else.
    """
    _refuse_others(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaf_hash(body: bytes) -> bytes:
    """Return the hash (32 bytes) of a leaf in the tree: SHA-256(0x00 ‖ body), RFC 6962 section 2.1."""
    return hashlib.sha256(_LEAF_PREFIX + body).digest()


def leaf_mac(key: bytes, body: bytes) -> bytes:
    """Return HMAC-SHA-256 (32 bytes) over the body: what the integrator checks before it counts a leaf."""
    return hmac.digest(key, body, "sha256")


def _moment(at: datetime | date) -> str:
    if not isinstance(at, datetime):
        return at.isoformat()
    if at.tzinfo is None:
        raise ValueError("a leaf needs an aware time")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _hash(value: bytes) -> str:
    if len(value) != _HASH_BYTES:
        raise ValueError("a leaf holds SHA-256 hashes only")
    return value.hex()


def _refuse_others(value: object) -> None:
    if isinstance(value, dict):
        if not all(isinstance(key, str) and key.isascii() for key in value):
            raise ValueError("object keys must be ASCII strings")
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            _refuse_others(item)
    elif isinstance(value, int):
        if not -(2**53) < value < 2**53:
            raise ValueError("whole numbers must be exact in a double")
    elif not (value is None or isinstance(value, str)):
        raise ValueError("not canonical JSON")
