"""Server keys lie in two folders, each readable alone; what they protect is told apart by key and place."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casemgr.errors import ReceiptNotIssuedError, SealBrokenError, ServerKeyMissingError
from casemgr.vault import server_keys
from casemgr.vault.formats import Context, SymmetricKey

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PLACE = Context("casemgr_staff", "mail", b"", b"staff-1", 0)
CODE = "0123456789ABCDEFGHJK"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    server_keys.create(tmp_path / "keys")
    return tmp_path / "keys"


def test_created_keys_load_and_fit_each_other(folder: Path) -> None:
    public, console = server_keys.load_public(folder), server_keys.load_console(folder)
    signature = console.directory_key.sign(b"document")
    public.directory_verify.verify(signature, b"document")
    console.directory_verify.verify(signature, b"document")
    secrets = [
        public.receipt_pepper,
        public.form_key,
        public.leaf_key.secret,
        console.t1.secret,
        console.staff_pepper,
        console.log_key,
        console.leaf_key.secret,
        console.directory_key.private_bytes_raw(),
    ]
    assert len(set(secrets)) == 8
    assert {len(secret) for secret in secrets} == {32}
    assert server_keys.load_public(folder).receipt_pepper == public.receipt_pepper


def test_each_folder_is_enough_for_its_own_process(folder: Path) -> None:
    (folder / "console").rename(folder / "elsewhere")
    assert server_keys.load_public(folder).form_key
    with pytest.raises(ServerKeyMissingError):
        server_keys.load_console(folder)


def test_key_files_are_for_their_owner_only(folder: Path) -> None:
    paths = sorted(folder.rglob("*"))
    files = [path for path in paths if path.is_file()]
    folders = [folder, *(path for path in paths if path.is_dir())]
    assert (len(files), len(folders)) == (9, 3)
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_keys_are_never_overwritten(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(FileExistsError):
        server_keys.create(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("content", [None, "", "casemgr-key-v1 form-key", "casemgr-key-v1 form-key 00ff"])
def test_a_missing_or_damaged_key_is_named(folder: Path, content: str | None) -> None:
    path = folder / "public" / "form-key"
    whole = path.read_text()
    path.unlink()
    if content is not None:
        path.write_text(content)
    with pytest.raises(ServerKeyMissingError) as caught:
        server_keys.load_public(folder)
    assert caught.value.name == "form-key"
    path.write_text(whole)
    assert server_keys.load_public(folder).form_key


def test_two_key_files_that_were_swapped_are_noticed(folder: Path) -> None:
    first, second = folder / "public" / "form-key", folder / "public" / "receipt-pepper"
    first_text, second_text = first.read_text(), second.read_text()
    first.write_text(second_text)
    second.write_text(first_text)
    with pytest.raises(ServerKeyMissingError):
        server_keys.load_public(folder)


def test_no_key_is_in_a_repr(folder: Path) -> None:
    public, console = server_keys.load_public(folder), server_keys.load_console(folder)
    shown = repr([public, console])
    assert public.leaf_key.key_id.hex() in shown
    for secret in (
        *(public.receipt_pepper, public.form_key, public.leaf_key.secret),
        *(console.t1.secret, console.staff_pepper, console.log_key, console.leaf_key.secret),
    ):
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown


def test_t1_bytes_open_with_their_key_in_their_place() -> None:
    key = SymmetricKey.generate()
    blob = server_keys.t1_encrypt(key, b"ani@example.test", PLACE)
    assert server_keys.t1_decrypt(key, blob, PLACE) == b"ani@example.test"
    with pytest.raises(SealBrokenError):
        server_keys.t1_decrypt(key, blob, Context("casemgr_staff", "mail", b"", b"staff-2", 0))
    with pytest.raises(SealBrokenError):
        server_keys.t1_decrypt(SymmetricKey.generate(), blob, PLACE)


def test_tokens_find_equal_values_under_one_key_and_label_only() -> None:
    key = SymmetricKey.of(bytes(32))
    token = server_keys.token(key, "unit", "unit-7")
    assert token == server_keys.token(key, "unit", "unit-7")
    others = [
        server_keys.token(key, "unit", "unit-8"),
        server_keys.token(key, "staff", "unit-7"),
        server_keys.token(key, "unitu", "nit-7"),
        server_keys.token(SymmetricKey.of(bytes(range(32))), "unit", "unit-7"),
    ]
    assert len({token, *others}) == 5


def test_a_code_issued_here_is_accepted_for_a_day() -> None:
    mac = server_keys.issue_code_mac(bytes(32), CODE, NOW)
    for age in (timedelta(0), timedelta(hours=23, minutes=59), timedelta(hours=24)):
        server_keys.check_code_mac(bytes(32), CODE, NOW, mac, NOW + age)
    for age in (timedelta(hours=24, seconds=1), timedelta(days=400), timedelta(hours=-1)):
        with pytest.raises(ReceiptNotIssuedError):
            server_keys.check_code_mac(bytes(32), CODE, NOW, mac, NOW + age)


def test_a_code_not_issued_here_is_refused() -> None:
    mac = server_keys.issue_code_mac(bytes(32), CODE, NOW)
    server_keys.check_code_mac(bytes(32), CODE, NOW, mac, NOW)
    other_code, later = "Z" + CODE[1:], NOW + timedelta(seconds=1)
    for key, code, issued_at, given in (
        (bytes(range(32)), CODE, NOW, mac),
        (bytes(32), other_code, NOW, mac),
        (bytes(32), CODE, later, mac),
        (bytes(32), CODE, NOW, mac[:-1]),
        (bytes(32), CODE, NOW, b""),
    ):
        with pytest.raises(ReceiptNotIssuedError):
            server_keys.check_code_mac(key, code, issued_at, given, later)
