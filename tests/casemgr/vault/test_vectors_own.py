"""The vectors in `docs/spec/` are what the code does, so that another implementation can be checked by them."""

import hashlib
import io
import itertools
import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from casemgr.errors import ReceiptMistypedError
from casemgr.rules import receipts
from casemgr.store.leaf import canonical_leaf, leaf_hash, leaf_mac
from casemgr.vault import directory, formats, keys, server_keys
from casemgr.vault.directory import CASE, CUSTODY, Directory, Team, Unit
from casemgr.vault.formats import BlobType, Context, KeyPair, StreamOpener, SymmetricKey

SPEC = Path(__file__).parents[3] / "docs" / "spec"
BLOCKS = [
    json.loads(block)
    for page in sorted(SPEC.glob("*.md"))
    for block in re.findall(
        r"^```json\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
]
VECTORS: dict[str, dict[str, Any]] = {block["vector"]: block for block in BLOCKS}
NAMES = (
    "code context directory identity leaf pair passphrase printed receipt server sessions shares signing stream "
    "symmetric"
)


def _bytes(vector: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(vector[name]) for name in names]


def _place(vector: dict[str, Any]) -> Context:
    place = vector["place"]
    owner, row = _bytes(place, "owner", "row")
    return Context(place["table"], place["column"], owner, row, place["version"])


def test_every_vector_is_read() -> None:
    assert " ".join(sorted(VECTORS)) == NAMES
    assert len(BLOCKS) == len(VECTORS)


def test_context() -> None:
    vector = VECTORS["context"]
    header, context = _bytes(vector, "header", "context")
    assert _place(vector).bytes(header) == context


def test_pair_and_seal() -> None:
    vector = VECTORS["pair"]
    seed, key_id, plaintext, seal = _bytes(vector, "seed", "key_id", "plaintext", "seal")
    pair = KeyPair.from_seed(seed)
    assert hashlib.sha256(pair.public.raw).hexdigest() == vector["public_sha256"]
    assert (pair.key_id, formats.Header.parse(seal).epoch) == (key_id, vector["epoch"])
    assert formats.open_with(pair, seal, _place(vector)) == plaintext


def test_symmetric() -> None:
    vector = VECTORS["symmetric"]
    secret, key_id, wrapped, wrap, text = _bytes(vector, "key", "key_id", "wrapped", "wrap", "text")
    key = SymmetricKey.of(secret)
    assert key.key_id == key_id
    assert formats.decrypt_key(key, wrap, _place(vector)) == wrapped
    assert formats.decrypt_text(key, text, _place(vector)) == vector["string"]


def test_stream() -> None:
    vector = VECTORS["stream"]
    secret, content, stream = _bytes(vector, "key", "content", "stream")
    opener = StreamOpener(SymmetricKey.of(secret), io.BytesIO(stream), _place(vector))
    assert b"".join(opener) == content
    assert {size: formats.padme(int(size)) for size in vector["padme"]} == vector["padme"]


def test_receipt() -> None:
    vector = VECTORS["receipt"]
    pepper, lookup, wrap_key = _bytes(vector, "pepper", "lookup", "wrap_key")
    halves = keys.receipt_halves(vector["code"], pepper)
    assert (halves.lookup, halves.wrap.secret) == (lookup, wrap_key)


@pytest.mark.parametrize("profile", ["cheapest", "passphrase"])
def test_passphrase(profile: str) -> None:
    vector = VECTORS["passphrase"]
    seed, pepper, blob = _bytes(vector, "seed", "pepper", profile)
    assert keys.open_seed_with_passphrase(blob, vector["phrase"], pepper, _place(vector)) == seed
    assert int.from_bytes(blob[32:36], "big") == keys.PROFILES[profile].memory_kib


def test_printed_code() -> None:
    vector = VECTORS["printed"]
    seed, blob = _bytes(vector, "seed", "blob")
    assert keys.open_seed_with_code(blob, vector["code"], _place(vector)) == seed


def test_signing_key() -> None:
    seed, public = _bytes(VECTORS["signing"], "seed", "ed25519_public")
    assert keys.signing_key(seed).public_key().public_bytes_raw() == public


def test_identity_key() -> None:
    vector = VECTORS["identity"]
    report_half, key = _bytes(vector, "report_half", "key")
    halves = [(team_id, bytes.fromhex(half)) for team_id, half in vector["teams"].items()]
    assert keys.identity_key(report_half, halves).secret == key


def test_shares() -> None:
    vector = VECTORS["shares"]
    shares = [keys.Share.from_text("\n".join(lines)) for lines in vector["shares"]]
    for one, other in itertools.permutations(shares, 2):
        assert keys.join_shares(one, other) == bytes.fromhex(vector["seed"])


def test_sessions() -> None:
    vector = VECTORS["sessions"]
    seed, staff, cookie_key, id_hash = _bytes(vector, "seed", "staff", "cookie_key", "session_id_hash")
    sealed, process_key, report = _bytes(vector, "sealed_seed", "process_key", "report")
    assert keys.session_id_hash(cookie_key) == id_hash
    assert keys.open_session(cookie_key, sealed, staff) == seed
    before_end = datetime.fromisoformat(vector["expires_at"]) - timedelta(seconds=1)
    session = keys.open_cookie(SymmetricKey.of(process_key), vector["cookie"], before_end)
    assert (session.seed, session.report) == (seed, report)


def test_server_keys() -> None:
    vector = VECTORS["server"]
    t1_key, token, form_key, issued = _bytes(vector, "t1_key", "token", "form_key", "issued")
    assert server_keys.token(SymmetricKey.of(t1_key), vector["label"], vector["value"]) == token
    issued_at = datetime.fromisoformat(vector["issued_at"])
    assert server_keys.issue_code_mac(form_key, vector["code"], issued_at) == issued


def _public(number: int) -> formats.PublicKey:
    return KeyPair.from_seed(bytes((number,)) * 32).public


def test_directory() -> None:
    vector = VECTORS["directory"]
    document = Directory.first("office-1")
    document = document.with_recovery_key(CASE, _public(1)).with_recovery_key(CUSTODY, _public(2))
    for number, staff_id in ((3, "ani"), (4, "budi")):
        seed = bytes((number,)) * 32
        document = document.with_staff_key(staff_id, CASE, *directory.staff_public(seed), unit_id="unit-1")
    document = document.with_units(
        Unit("unit-1", "Inspektorat Contoh"), Unit("unit-2", "Sekolah Contoh", "unit-1")
    )
    document = document.with_team(Team("intake", "intake", "Tim Pengaduan", "unit-1", rank=1), _public(5))
    document = document.with_member("intake", "ani").with_member("intake", "budi")
    document = document.without_member("intake", "budi").with_team_epoch("intake", _public(6))
    body = directory.canonical_bytes(document)
    assert (len(body), document.number) == (vector["document_bytes"], vector["number"])
    assert hashlib.sha256(body).hexdigest() == vector["document_sha256"]
    seed, public, signature = _bytes(vector, "signer_seed", "verify_key", "signature")
    assert directory.sign(document, keys.signing_key(seed)) == signature
    verifier = Ed25519PublicKey.from_public_bytes(public)
    assert directory.verify(body, signature, verifier, at_least=document.number).members("intake") == ("ani",)
    assert directory.fingerprint(document.staff_key("ani")) == vector["fingerprint_ani"]


def test_receipt_code() -> None:
    vector = VECTORS["code"]
    for code in vector["codes"]:
        assert receipts.format_code(code["symbols"]) == code["shown"]
        assert receipts.normalise_code(code["typed"]) == code["symbols"]
        assert receipts.normalise_code(code["shown"]) == code["symbols"]
    reference = vector["reference"]
    assert receipts.normalise_reference(reference["shown"]) == reference["shown"]
    assert reference["shown"].replace("-", "")[:-1] == reference["symbols"]
    for text, reason in vector["mistyped"].items():
        with pytest.raises(ReceiptMistypedError) as caught:
            receipts.normalise_code(text)
        assert caught.value.reason == reason


def _moment(text: str) -> datetime | date:
    if len(text) == len("2026-03-02"):
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).astimezone(UTC)


def test_leaves() -> None:
    vector = VECTORS["leaf"]
    assert len(vector["leaves"]) == 3
    for leaf in vector["leaves"]:
        body = canonical_leaf(
            actor=leaf["actor"],
            verb=leaf["verb"],
            object=leaf["object"],
            at=_moment(leaf["at"]),
            sealed_sha256=[bytes.fromhex(one) for one in leaf["sealed_sha256"]],
            row_sha256=bytes.fromhex(leaf["row_sha256"]),
        )
        assert body.decode() == leaf["body"]
        assert leaf_hash(body).hex() == leaf["leaf_hash"]
        assert leaf_mac(bytes.fromhex(vector["mac_key"]), body).hex() == leaf["mac"]


def test_numbers_of_the_format_are_those_in_the_tables() -> None:
    page = (SPEC / "formats.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| ([A-Z]+) \| (\d) \|", page, re.MULTILINE)
    assert {(int(number), name) for number, name, _ in rows} == {(one.value, one.name) for one in BlobType}
    assert {name for _, name, suite in rows if suite == "1"} == {"SEAL"}
