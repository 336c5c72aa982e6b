"""`anonymizer clean` and the arguments of `clean_file`: what is said, what is refused and how."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from file_samples import RAW, holds_mark, jpeg

from anonymizer import clean_file, streams
from anonymizer.cli import main
from anonymizer.errors import WrongArgumentError


def test_each_line_says_the_count_in_both_languages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "foto.jpg", tmp_path / "bersih.jpg"
    source.write_bytes(jpeg())
    assert main(["clean", str(source), str(target)]) == 0
    assert holds_mark(source.read_bytes())
    assert not holds_mark(target.read_bytes())
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("dihapus")]
    assert lines
    for line in lines:
        indonesian, english = line.split(" / ")
        assert indonesian.rpartition(" x ")[2] == english.rpartition(" x ")[2]
        assert int(english.rpartition(" x ")[2]) > 0


def test_a_refused_file_is_no_wrong_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "surat.txt", tmp_path / "bersih.txt"
    source.write_bytes(b"From: Rina\nMIME-Version: 1.0\nX-Originating-IP: 203.0.113.7\n\n" + RAW)
    assert main(["clean", str(source), str(target)]) == 3
    assert not target.exists()
    said = capsys.readouterr().err
    assert "galat: Jenis berkas ini belum dapat dibersihkan." in said
    assert "surat.txt" not in said
    assert RAW.decode() not in said
    with pytest.raises(SystemExit) as wrong:
        main(["clean", str(source)])
    assert wrong.value.code == 2
    assert main(["clean", str(tmp_path / "tidak ada"), str(target)]) == 2


def test_a_name_that_does_not_fit_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "rahasia.pdf"
    source.write_bytes(jpeg())
    assert main(["clean", str(source), str(tmp_path / "bersih")]) == 0
    said = capsys.readouterr().err
    assert "Nama berkas tidak sesuai dengan isinya." in said
    assert "rahasia" not in said


def test_progress_is_shown_when_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "foto.jpg"
    source.write_bytes(jpeg())
    assert main(["clean", str(source), str(tmp_path / "a"), "--progress"]) == 0
    assert "membersihkan / cleaning: " in capsys.readouterr().err
    assert main(["clean", str(source), str(tmp_path / "b")]) == 0
    assert "membersihkan" not in capsys.readouterr().err


def test_long_work_tells_that_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(streams, "WAITING_SECONDS", 0.001)
    said = ""
    with streams.waiting("bekerja", wanted=True):
        while "detik" not in said:
            said += capsys.readouterr().err
    assert said.startswith("bekerja, 0 detik")


class Impatient(io.RawIOBase):
    """A stream that gives what it has, and then nothing instead of waiting."""

    def __init__(self) -> None:
        super().__init__()
        self._left = [jpeg()]

    def read(self, size: int = -1, /) -> bytes | None:  # type: ignore[override]
        return self._left.pop() if self._left else None


@pytest.mark.parametrize(
    "source", [io.StringIO("teks"), "teks", None, 7, Impatient()], ids=lambda given: type(given).__name__
)
def test_what_is_no_binary_file_is_a_wrong_argument(source: object) -> None:
    with pytest.raises(WrongArgumentError):
        clean_file(source)  # type: ignore[call-overload]


def test_text_files_are_wrong_arguments(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("isi laporan", encoding="utf-8")
    with path.open(encoding="utf-8") as source, pytest.raises(WrongArgumentError):
        clean_file(source)  # type: ignore[call-overload]
    with (tmp_path / "b.txt").open("w", encoding="utf-8") as target, pytest.raises(WrongArgumentError):
        clean_file(b"isi laporan", target)  # type: ignore[call-overload]
    with path.open("rb") as good:
        assert clean_file(good).content == b"isi laporan"
    assert clean_file(bytearray(b"isi laporan")).content == b"isi laporan"  # type: ignore[call-overload]
