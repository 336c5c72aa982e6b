"""Sealed files are for their owner, or for the group their folder was opened to."""

from __future__ import annotations

from pathlib import Path

import pytest

from casemgr.store.blobs import BlobFolder


@pytest.mark.parametrize(
    ("mode", "file_mode", "folder_mode"), [(0o700, 0o600, 0o700), (0o2770, 0o660, 0o2770)]
)
def test_the_folder_decides_who_may_read_sealed_files(
    tmp_path: Path, mode: int, file_mode: int, folder_mode: int
) -> None:
    """An operator opens the folder to the group of both servers' users, and everything in it follows."""
    folder = tmp_path / "blobs"
    folder.mkdir()
    folder.chmod(mode)
    blobs = BlobFolder(folder)
    writer = blobs.new()
    writer.write(b"sealed")
    writer.finish()
    path = next(one for one in folder.rglob("*") if one.is_file())
    assert path.stat().st_mode & 0o7777 == file_mode
    assert path.parent.stat().st_mode & 0o7777 == folder_mode
    with blobs.open(writer.name) as file:
        assert file.read() == b"sealed"
