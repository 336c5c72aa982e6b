"""Files on their way: sealed while they come, padded, gone when anything fails, opened piece by piece."""

import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casemgr.errors import BlobMissingError, SealingFailedError, SubmissionInvalidError, UploadTooLargeError
from casemgr.files import AT_ONCE_BYTES, FileReceiver, clean_name
from casemgr.founding import Founding
from casemgr.store.blobs import BlobWriter
from casemgr.vault.formats import SymmetricKey, padme
from casemgr.vault.keyring import ReportBox
from casemgr.vault.wraps import new_id
from tests.casemgr.desk.lives import Life


def receiver(life: Life, name: str = "a.txt", *, limit_bytes: int = 1_000_000) -> FileReceiver:
    box = ReportBox(new_id(), SymmetricKey.generate())
    return FileReceiver(
        life.office.blobs,
        box.report_id,
        name,
        "text/plain",
        sealer=box.stream_sealer,
        seal_text=box.seal,
        limit_bytes=limit_bytes,
    )


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def blobs(life: Life) -> list[os.DirEntry[str]]:
    return (
        [entry for folder in os.scandir(life.office.blobs.folder) for entry in os.scandir(folder.path)]
        if life.office.blobs.folder.exists()
        else []
    )


@pytest.mark.parametrize("size", [1, 2, 15, 16_384, 16_385, 100_001])
def test_files_are_padded_and_come_back_whole(life: Life, size: int) -> None:
    content = os.urandom(size)
    life.to_verification()
    with life.desk("melati") as desk:
        case = desk.case(life.reference)
        paper = desk.receiver(case, name="acak.bin", content_type="application/octet-stream")
        for start in range(0, size, 7_001):
            paper.write(memoryview(content)[start : start + 7_001])
        sealed = paper.finish()
        desk.keep_file(case, sealed)
        reader = desk.open_file(case, sealed.id)
        assert (reader.size, b"".join(bytes(piece) for piece in reader)) == (size, content)
    [entry] = blobs(life)
    assert entry.stat().st_size == sealed.padded_size > padme(size)
    assert content[:64] not in Path(entry.path).read_bytes() or size < 8
    assert entry.stat().st_mtime == 0
    assert entry.stat().st_mode & 0o777 == 0o600


def test_a_large_file_is_sealed_behind_its_receiver_and_comes_back_whole(life: Life) -> None:
    """The caller may reuse its buffer at once."""
    life.to_verification()
    sent, piece = hashlib.sha256(), bytearray(300_000)
    with life.desk("melati") as desk:
        case = desk.case(life.reference)
        paper = desk.receiver(case, name="besar.bin", content_type="application/octet-stream")
        for _ in range(12):
            piece[:] = os.urandom(len(piece))
            sent.update(piece)
            paper.write(piece)
        sealed = paper.finish()
        desk.keep_file(case, sealed)
        received = hashlib.sha256()
        for opened in desk.open_file(case, sealed.id):
            received.update(opened)
    assert (sealed.size, received.digest()) == (12 * len(piece), sent.digest())


def test_a_disk_that_fills_behind_the_receiver_is_told_and_leaves_nothing(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = BlobWriter.write
    monkeypatch.setattr(BlobWriter, "write", _full_after(AT_ONCE_BYTES + 1_500_000, written))
    paper = receiver(life, limit_bytes=10_000_000)
    with pytest.raises(SealingFailedError):
        _send(paper, 9)
    assert blobs(life) == []
    monkeypatch.setattr(BlobWriter, "write", written)
    _send(receiver(life, limit_bytes=10_000_000), 9)
    assert len(blobs(life)) == 1


def test_a_large_file_given_up_leaves_nothing(life: Life) -> None:
    paper = receiver(life, limit_bytes=3_000_000)
    with pytest.raises(UploadTooLargeError):
        _send(paper, 9)
    assert blobs(life) == []


def _full_after(room: int, write: Callable[[BlobWriter, bytes], None]) -> Callable[[BlobWriter, bytes], None]:
    left = [room]

    def limited(writer: BlobWriter, sealed: bytes) -> None:
        left[0] -= len(sealed)
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "no space left")
        write(writer, sealed)

    return limited


def _send(paper: FileReceiver, pieces: int) -> None:
    for _ in range(pieces):
        paper.write(bytes(400_000))
    paper.finish()


def test_nearly_equal_files_are_equal_in_size(life: Life) -> None:
    sizes = set()
    for size in (100_400, 100_500, 102_300):
        one = receiver(life)
        one.write(bytes(size))
        sizes.add(one.finish().padded_size)
    assert len(sizes) == 1
    larger = receiver(life)
    larger.write(bytes(200_000))
    assert larger.finish().padded_size not in sizes, "the positive control"


def test_an_empty_a_large_and_an_aborted_file_leave_nothing(life: Life) -> None:
    empty = receiver(life)
    empty.write(b"")
    with pytest.raises(SubmissionInvalidError):
        empty.finish()
    large = receiver(life, limit_bytes=10)
    large.write(b"12345")
    with pytest.raises(UploadTooLargeError) as caught:
        large.write(b"678901")
    assert caught.value.limit_bytes == 10
    aborted = receiver(life)
    aborted.write(b"x")
    aborted.abort()
    aborted.abort()
    assert blobs(life) == []
    exact = receiver(life, limit_bytes=10)
    exact.write(b"1234567890")
    assert exact.finish().size == 10


def test_a_file_under_way_survives_the_worker_and_one_left_behind_does_not(life: Life) -> None:
    under_way = receiver(life)
    under_way.write(b"x")
    assert life.office.blobs.remove_older((), life.clock.now.replace(year=2000)) == 0
    under_way.finish()
    assert len(blobs(life)) == 1
    assert life.office.blobs.remove_older((), life.clock.now.replace(year=2100)) == 1
    assert blobs(life) == []


@pytest.mark.parametrize("name", ["", "x", "../../etc/passwd", "a" * 39, "a" * 41, "A" * 40, "g" * 40])
def test_other_names_are_no_blobs(life: Life, name: str) -> None:
    with pytest.raises(BlobMissingError):
        life.office.blobs.open(name)
    with pytest.raises(BlobMissingError):
        life.office.blobs.open("ab" * 20)


def test_a_blob_that_is_gone_is_a_named_error(life: Life) -> None:
    life.to_verification()
    with life.desk("melati") as desk:
        case = desk.case(life.reference)
        paper = desk.receiver(case, name="a.txt", content_type="text/plain")
        paper.write(b"x")
        sealed = paper.finish()
        desk.keep_file(case, sealed)
        life.office.blobs.remove(sealed.blob)
        life.office.blobs.remove(sealed.blob)
        with pytest.raises(BlobMissingError):
            desk.open_file(case, sealed.id)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("kuitansi.jpg", "kuitansi.jpg"),
        ("C:\\Users\\saya\\foto.png", "foto.png"),
        ("../../../etc/passwd", "passwd"),
        ("a\x00b\r\n.txt", "ab\n.txt".replace("\n", " ")),
        ("...", "berkas"),
        ("", "berkas"),
        ("/", "berkas"),
        ("\ud800.txt", "txt"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("\u2066surat\u2069\u200b.pdf", "surat.pdf"),
        ("\u202e", "berkas"),
    ],
)
def test_names_lose_their_paths_and_controls(database_kind: str, given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text())
def test_any_name_becomes_a_safe_one(database_kind: str, name: str) -> None:
    safe = clean_name(name)
    assert 1 <= len(safe) <= 200
    assert not set(safe) & {"/", "\\", "\x00", "\n", "\r", "\u202e", "\u200b"}
    safe.encode()
