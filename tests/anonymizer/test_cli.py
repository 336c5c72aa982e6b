"""The command line: files and pipes, JSON lines, sealed mappings, errors in Indonesian without content."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from anonymizer.cli import main
from anonymizer.streams import Progress

SECRETS = ("Aminah", "3456", "Susilo", "marker.txt")
TEXT = "Nama saya Siti Aminah, hp 0812 3456 7890.\r\nDiminta Rp 500.000 oleh Pak Joko Susilo\n"


class Streams:
    """Standard input, output and error of one run in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, given: bytes = b"") -> None:
        self.out, self.err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8"))
        monkeypatch.setattr(sys, "stdout", self.out)
        monkeypatch.setattr(sys, "stderr", self.err)

    @property
    def written(self) -> bytes:
        self.out.flush()
        buffer = self.out.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue()

    @property
    def said(self) -> str:
        return self.err.getvalue()


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "marker.txt"
    path.write_bytes(TEXT.encode())
    return path


def test_find_prints_spans_of_a_file(monkeypatch: pytest.MonkeyPatch, text_file: Path) -> None:
    streams = Streams(monkeypatch)
    assert main(["find", str(text_file), "--flags"]) == 0
    found = json.loads(streams.written)
    phone = next(span for span in found["spans"] if span["type"] == "PHONE")
    assert TEXT[phone["start"] : phone["end"]] == "0812 3456 7890"
    assert found["flags"] == []


def test_find_reads_json_lines_and_keeps_their_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = json.dumps({"id": 7, "isi": TEXT}) + "\n\n" + json.dumps({"id": 8, "isi": ""})
    streams = Streams(monkeypatch, lines.encode())
    assert main(["find", "--jsonl", "--field", "isi"]) == 0
    records = [json.loads(line) for line in streams.written.splitlines()]
    assert [record["id"] for record in records] == [7, 8]
    assert records[0]["spans"]
    assert records[1]["spans"] == []


def test_mask_and_unmask_give_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch, text_file: Path, tmp_path: Path
) -> None:
    keys = ["--key-file", str(tmp_path / "key"), "--mapping", str(tmp_path / "mapping")]
    masked, report, back = tmp_path / "masked", tmp_path / "report", tmp_path / "back"
    Streams(monkeypatch)
    assert main(["mask", str(text_file), *keys, "--output", str(masked), "--report", str(report)]) == 0
    assert main(["unmask", str(masked), *keys, "--output", str(back)]) == 0
    assert back.read_bytes() == text_file.read_bytes()
    assert "⟦TELEPON-1⟧".encode() in masked.read_bytes()
    assert json.loads(report.read_bytes())["masked"]["PHONE"] == 1
    for path in (masked, report, tmp_path / "mapping"):
        # Four digits stand by chance in the keyed hashes of a mapping.
        whole = ("Aminah", "Susilo", "3456 7890", "081234567890")
        secrets = whole if path.name == "mapping" else SECRETS[:3]
        assert not any(secret.encode() in path.read_bytes() for secret in secrets)
    for private in ("key", "mapping"):
        assert stat.S_IMODE((tmp_path / private).stat().st_mode) == 0o600


def test_texts_of_one_case_share_labels_over_several_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keys = ["--key-file", str(tmp_path / "key"), "--mapping", str(tmp_path / "mapping")]
    for given in ("Hubungi 0812 3456 7890", "nomornya +62 812-3456-7890"):
        streams = Streams(monkeypatch, given.encode())
        assert main(["mask", *keys]) == 0
        assert "⟦TELEPON-1" in streams.written.decode()


def keys_in(folder: Path) -> list[str]:
    return ["--key-file", str(folder / "key"), "--mapping", str(folder / "mapping")]


def test_what_was_printed_before_an_error_can_be_brought_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    streams = Streams(monkeypatch, b'{"text": "hp 0812 3456 7890"}\n{"text": 5}\n')
    assert main(["mask", "--jsonl", *keys_in(tmp_path)]) == 2
    printed = streams.written
    assert "⟦TELEPON-1⟧".encode() in printed
    assert stat.S_IMODE((tmp_path / "mapping").stat().st_mode) == 0o600
    streams = Streams(monkeypatch, printed)
    assert main(["unmask", "--jsonl", *keys_in(tmp_path)]) == 0
    assert json.loads(streams.written)["text"] == "hp 0812 3456 7890"
    streams = Streams(monkeypatch, b"hp 0813 1111 2222")
    assert main(["mask", *keys_in(tmp_path)]) == 0
    assert "⟦TELEPON-2⟧" in streams.written.decode()


class Stopped(io.RawIOBase):
    """A pipe whose first lines arrive and during whose next line the user presses Ctrl-C."""

    def __init__(self, lines: bytes) -> None:
        self.lines = io.BytesIO(lines)

    def readable(self) -> bool:
        return True

    def __iter__(self) -> Stopped:
        return self

    def __next__(self) -> bytes:
        line = self.lines.readline()
        if not line:
            raise KeyboardInterrupt
        return line


def test_what_was_printed_before_a_stop_can_be_brought_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    streams = Streams(monkeypatch)
    monkeypatch.setattr(sys, "stdin", type("In", (), {"buffer": Stopped(b'{"text": "hp 0812 3456 7890"}\n')}))
    assert main(["mask", "--jsonl", *keys_in(tmp_path)]) == 130
    assert "dihentikan" in streams.said
    assert "⟦TELEPON-1⟧" in streams.written.decode()
    assert (tmp_path / "mapping").exists()


def test_nothing_is_printed_when_the_mapping_cannot_be_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    streams = Streams(monkeypatch, b"hp 0812 3456 7890")
    arguments = ["--key-file", str(tmp_path / "key"), "--mapping", str(tmp_path / "none" / "mapping")]
    assert main(["mask", *arguments]) == 2
    assert streams.written == b""


@pytest.mark.parametrize(
    ("identifier", "text"),
    [
        ("3273014101900001", "aman"),
        ("lapor-siti-aminah", "Nama saya Siti Aminah"),
        ("aminahnya", "Saya Siti Aminah"),
        ("Wahyu Hidayat", "halo"),
        ("Hidayat", "halo"),
        ("wahyu-hidayat-1", "halo"),
        ("laporan 12", "halo"),
        ({"nama": "Wahyu"}, "halo"),
        (["L-17"], "halo"),
        (1.5, "halo"),
    ],
)
def test_an_id_that_holds_personal_data_is_refused_unless_asked_for(
    monkeypatch: pytest.MonkeyPatch, identifier: object, text: str
) -> None:
    line = json.dumps({"id": identifier, "text": text}).encode()
    streams = Streams(monkeypatch, line)
    assert main(["mask", "--jsonl"]) == 2
    assert str(identifier).encode() not in streams.written
    assert str(identifier) not in streams.said
    assert streams.written == b""
    assert "baris 1: id" in streams.said
    streams = Streams(monkeypatch, line)
    assert main(["mask", "--jsonl", "--keep-id"]) == 0
    assert json.loads(streams.written)["id"] == identifier
    for code in ("L-17", "2026/DUMAS/0042", "3f2a9bcd-11aa-4bcd-9e0e-aabbccddeeff", 17, None):
        streams = Streams(monkeypatch, json.dumps({"id": code, "text": text}).encode())
        assert main(["mask", "--jsonl"]) == 0
        assert json.loads(streams.written)["id"] == code


def test_one_long_text_says_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = Streams(monkeypatch, b"hp 0812 3456 7890")
    assert main(["mask", "--progress"]) == 0
    assert streams.said.startswith("membaca satu teks")
    slow = Progress(wanted=True)
    slow.began -= 40
    slow.step(3_000_000)
    slow.end()
    assert "1 teks, 3.0 juta huruf, 40 detik" in streams.said
    assert " 0 teks/detik" not in streams.said


def test_without_a_mapping_records_are_masked_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "\n".join(json.dumps({"text": f"hp 0812 3456 789{i}", "nama": "Aminah"}) for i in range(3))
    streams = Streams(monkeypatch, lines.encode())
    assert main(["mask", "--jsonl", "--policy", "statistik", "--progress"]) == 0
    records = [json.loads(line) for line in streams.written.splitlines()]
    assert [record["text"] for record in records] == ["hp ⟦TELEPON-1⟧"] * 3
    assert all("nama" not in record for record in records), "other fields may hold anything"
    assert "3 teks" in streams.said


def test_an_own_policy_table_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    table = tmp_path / "own.toml"
    table.write_text('[roles.unknown]\nPHONE = "keep"\n', encoding="utf-8")
    streams = Streams(monkeypatch, b"hp 0812 3456 7890")
    assert main(["mask", "--policy-file", str(table)]) == 0
    assert streams.written == b"hp 0812 3456 7890"


def test_two_policies_at_once_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    table = tmp_path / "own.toml"
    table.write_bytes(b'\xef\xbb\xbf[roles.unknown]\nPHONE = "keep"\n')
    streams = Streams(monkeypatch, b"hp 0812 3456 7890")
    assert main(["mask", "--policy", "publik", "--policy-file", str(table)]) == 2
    assert "--policy-file" in streams.said
    assert streams.written == b""
    streams = Streams(monkeypatch, b"hp 0812 3456 7890")
    assert main(["mask", "--policy-file", str(table)]) == 0
    assert streams.written == b"hp 0812 3456 7890"
    streams = Streams(monkeypatch, b"hp 0812 3456 7890")
    assert main(["mask", "--policy", "publik"]) == 0
    assert b"3456" not in streams.written


@pytest.mark.parametrize(
    ("command", "name"), [("mask", "report"), ("mask", "id"), ("find", "spans"), ("find", "flags")]
)
def test_a_text_field_named_like_a_result_is_refused(
    monkeypatch: pytest.MonkeyPatch, command: str, name: str
) -> None:
    streams = Streams(monkeypatch, json.dumps({name: "Saya Siti Aminah"}).encode())
    assert main([command, "--jsonl", "--field", name]) == 2
    assert streams.written == b""
    assert "--field" in streams.said
    streams = Streams(monkeypatch, json.dumps({"isi": "Saya Siti Aminah"}).encode())
    assert main([command, "--jsonl", "--field", "isi"]) == 0
    assert "isi" in json.loads(streams.written)
    streams = Streams(monkeypatch, b"Saya Siti Aminah")
    assert main([command, "--field", name]) == 0


def test_the_mark_of_some_editors_before_json_lines_is_no_part_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = json.dumps({"id": "L-1", "text": "hp 0812 3456 7890"}).encode()
    streams = Streams(monkeypatch, b"\xef\xbb\xbf" + line + b"\n" + line)
    assert main(["mask", "--jsonl"]) == 0
    assert [json.loads(one)["text"] for one in streams.written.splitlines()] == ["hp ⟦TELEPON-1⟧"] * 2
    streams = Streams(monkeypatch, line + b"\n\xef\xbb\xbf" + line)
    assert main(["mask", "--jsonl"]) == 2
    assert "baris 2" in streams.said


def test_a_label_of_another_mapping_is_an_error_unless_it_is_to_stay(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case = ["--mapping", str(tmp_path / "peta"), "--key-file", str(tmp_path / "kunci")]
    streams = Streams(monkeypatch, b"hp 0812 3456 7890")
    assert main(["mask", *case]) == 0
    masked = streams.written + " dan ⟦TELEPON-7⟧".encode()
    streams = Streams(monkeypatch, masked)
    assert main(["unmask", *case]) == 2
    assert streams.written == b""
    assert "--keep-unknown" in streams.said
    streams = Streams(monkeypatch, masked)
    assert main(["unmask", "--keep-unknown", *case]) == 0
    assert streams.written.decode() == "hp 0812 3456 7890 dan ⟦TELEPON-7⟧"
    streams = Streams(
        monkeypatch,
        json.dumps({"text": "⟦TELEPON-1⟧"}).encode() + b"\n" + json.dumps({"text": "⟦NIK-1⟧"}).encode(),
    )
    assert main(["unmask", "--jsonl", *case]) == 2
    assert "baris 2: " in streams.said


FULL = [
    ["find", "FILE"],
    ["mask", "FILE"],
    ["find", "FILE", "--output", "/dev/full"],
    ["mask", "FILE", "--output", "/dev/full"],
    ["mask", "FILE", "--report", "/dev/full", "--output", "/dev/null"],
    ["clean", "FILE", "/dev/full"],
    ["eval", "CORPUS"],
]


@pytest.mark.parametrize("arguments", FULL, ids=[" ".join(one) for one in FULL])
def test_a_full_disk_is_one_sentence(tmp_path: Path, text_file: Path, arguments: list[str]) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(
        json.dumps({"id": "a", "text": "hp 0812 3456 7890", "style": "x", "spans": [[3, 17, "PHONE"]]})
        + "\n",
        encoding="utf-8",
    )
    given = [
        argument.replace("FILE", str(text_file)).replace("CORPUS", str(corpus)) for argument in arguments
    ]
    command = [sys.executable, "-m", "anonymizer.cli", *given]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, text=True)
    assert "Traceback" not in done.stderr
    assert "galat: " in done.stderr
    assert done.returncode == 2
    assert subprocess.run(command[:-1], capture_output=True, check=False).returncode in (0, 2)


def test_closed_streams_are_one_sentence_or_none(text_file: Path) -> None:
    shell = f"{sys.executable} -m anonymizer.cli"
    for line, code in (("find - <&-", 2), (f"find {text_file} >&-", 2), (f"mask {text_file} 2>&-", 0)):
        done = subprocess.run(["sh", "-c", f"{shell} {line}"], capture_output=True, check=False, text=True)
        assert done.returncode == code, line
        assert "Traceback" not in done.stderr
    assert "⟦" in done.stdout


def test_clean_copies_a_file_without_its_hidden_parts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    source, target = tmp_path / "a.txt", tmp_path / "b.txt"
    source.write_text("terlihat\u200b", encoding="utf-8")
    streams = Streams(monkeypatch)
    assert main(["clean", str(source), str(target)]) == 0
    assert target.read_text(encoding="utf-8") == "terlihat"
    assert "dihapus" in streams.said


def test_eval_prints_the_figures_of_marked_texts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    marked = tmp_path / "texts.jsonl"
    start = TEXT.index("0812")
    span = {"start": start, "end": start + 14, "type": "PHONE", "role": "reporter"}
    marked.write_text(json.dumps({"id": "1", "style": "x", "text": TEXT, "spans": [span]}), encoding="utf-8")
    streams = Streams(monkeypatch)
    assert main(["eval", "--structured", str(marked)]) == 0
    assert "structured recall          1.000" in streams.written.decode()


WRONG = [
    (["find", "MISSING"], b""),
    (["find", "-"], b"\xff\xfe Aminah"),
    (["find", "--jsonl"], b'{"text": "Aminah"'),
    (["find", "--jsonl"], b'["Aminah"]'),
    (["find", "--jsonl"], b'{"isi": "Aminah"}'),
    (["find", "--jsonl"], b"[" * 100_000),
    (["mask", "--mapping", "TMP/m"], b"Aminah"),
    (["mask", "--mapping", "TMP/marker.txt", "--key-file", "TMP/k"], b"Aminah"),
    (["mask", "--mapping", "TMP/m", "--key-file", "TMP/marker.txt"], b"Aminah"),
    (["mask", "--policy-file", "TMP/marker.txt"], b"Aminah"),
    (["mask", "--output", "TMP/none/out"], b"Aminah"),
    (["unmask", "--mapping", "TMP/marker.txt", "--key-file", "TMP/marker.txt"], b"Aminah"),
    (["clean", "MISSING", "-"], b""),
    (["eval", "TMP/marker.txt"], b""),
    (["eval", "MISSING"], b""),
    (["eval", "TMP/empty"], b""),
]


@pytest.mark.parametrize(("arguments", "given"), WRONG)
def test_wrong_input_ends_with_two_and_says_so_without_content(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text_file: Path, arguments: list[str], given: bytes
) -> None:
    assert text_file.parent == tmp_path
    (tmp_path / "empty").write_bytes(b"\n\n")
    streams = Streams(monkeypatch, given)
    code = main([argument.replace("TMP", str(tmp_path)) for argument in arguments])
    assert code == 2
    first, second = streams.said.splitlines()[:2]
    assert first.startswith("galat: ")
    assert second.startswith("error: ")
    assert not any(secret in streams.said for secret in SECRETS)
    assert b"Aminah" not in streams.written


def test_a_file_that_cannot_be_cleaned_ends_with_three_without_content(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    streams = Streams(monkeypatch, b"\x00\x01Aminah")
    assert main(["clean", "-", "-"]) == 3
    assert streams.said.startswith("galat: ")
    assert "Aminah" not in streams.said
    assert streams.written == b""


@pytest.mark.parametrize(
    "arguments", [[], ["hapus"], ["mask", "--policy", "Aminah"], ["find", "--lang", "jv"], ["unmask"]]
)
def test_wrong_arguments_end_with_two_in_indonesian(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    streams = Streams(monkeypatch)
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "galat: " in streams.said
    assert "Aminah" not in streams.said


def test_the_wrong_key_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keys = ["--key-file", str(tmp_path / "key"), "--mapping", str(tmp_path / "mapping")]
    Streams(monkeypatch, b"hp 0812 3456 7890")
    assert main(["mask", *keys]) == 0
    (tmp_path / "key").write_text("00" * 32, encoding="ascii")
    streams = Streams(monkeypatch, "⟦TELEPON-1⟧".encode())
    assert main(["unmask", *keys]) == 2
    assert "kunci" in streams.said


def test_a_text_too_long_to_prove_is_not_released(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from anonymizer.finding import MAX_CHARACTERS

    out = tmp_path / "out"
    streams = Streams(monkeypatch, b"Aminah " * (MAX_CHARACTERS // 7 + 1))
    assert main(["mask", "--output", str(out)]) == 3
    assert not out.exists()
    assert "tidak dapat dibuktikan aman" in streams.said


def test_a_bad_line_leaves_no_half_written_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    out = tmp_path / "out"
    Streams(monkeypatch, b'{"text": "satu"}\n{"text": 2}\n')
    assert main(["find", "--jsonl", "--output", str(out)]) == 2
    assert list(tmp_path.iterdir()) == []


def test_the_command_runs_as_a_process_and_survives_a_closed_pipe(tmp_path: Path) -> None:
    source = tmp_path / "many.jsonl"
    source.write_bytes(b'{"text": "hp 0812 3456 7890"}\n' * 4_000)
    command = [sys.executable, "-m", "anonymizer.cli", "find", str(source)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert b"PHONE" in child.stdout.readline()
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait() == 0


def linked(original: Path, how: str) -> Path:
    other = original.with_name(f"{how}.txt")
    if how == "symbolic":
        other.symlink_to(original)
    elif how == "hard":
        other.hardlink_to(original)
    else:
        other = original.parent / "." / ".." / original.parent.name / original.name
    return other


@pytest.mark.parametrize("how", ["same", "symbolic", "hard"])
def test_an_original_is_never_overwritten(
    monkeypatch: pytest.MonkeyPatch, text_file: Path, tmp_path: Path, how: str
) -> None:
    before, other = text_file.read_bytes(), str(linked(text_file, how))
    source, folder = str(text_file), sorted(tmp_path.iterdir())
    for arguments in (
        ["mask", source, "--output", other],
        ["mask", source, "--report", other],
        ["mask", source, "--output", str(tmp_path / "new"), "--report", str(tmp_path / "new")],
        ["mask", source, "--key-file", str(tmp_path / "key"), "--mapping", other],
        ["mask", source, "--key-file", other, "--mapping", str(tmp_path / "mapping")],
        ["find", source, "--output", other],
        ["unmask", source, "--output", other, *keys_in(tmp_path)],
        ["clean", source, other],
    ):
        streams = Streams(monkeypatch)
        assert main(arguments) == 2
        assert "berkas yang sama" in streams.said
        assert streams.written == b""
        assert not any(secret in streams.said for secret in SECRETS)
    assert text_file.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == folder


def test_another_file_may_be_written_over(
    monkeypatch: pytest.MonkeyPatch, text_file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    target.write_text("earlier")
    Streams(monkeypatch)
    assert main(["mask", str(text_file), "--output", str(target)]) == 0
    assert "⟦TELEPON-1⟧" in target.read_text()


def test_a_dash_is_a_stream_and_never_a_file(
    monkeypatch: pytest.MonkeyPatch, text_file: Path, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    streams = Streams(monkeypatch)
    assert main(["mask", str(text_file), "--output", "-", "--report", "-"]) == 0
    assert "⟦TELEPON-1⟧" in streams.written.decode()
    [report] = [json.loads(line) for line in streams.said.splitlines() if line.startswith("{")]
    assert report["masked"]["PHONE"] == 1
    for pair in (("-", "mapping"), ("key", "-")):
        streams = Streams(monkeypatch)
        assert main(["mask", str(text_file), "--key-file", pair[0], "--mapping", pair[1]]) == 2
        assert "bukan -" in streams.said
    streams = Streams(monkeypatch)
    assert main(["mask", "--policy-file", "-"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == [text_file.name]


def test_an_output_that_cannot_be_written_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, text_file: Path, tmp_path: Path
) -> None:
    for target in (tmp_path, tmp_path / "no" / "folder", text_file / "under"):
        streams = Streams(monkeypatch)
        assert main(["mask", str(text_file), "--output", str(target)]) == 2
        assert "tidak dapat ditulis" in streams.said
    assert sorted(tmp_path.iterdir()) == [text_file]


def test_a_pipe_with_a_name_is_written_to_and_not_replaced(
    monkeypatch: pytest.MonkeyPatch, text_file: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    Streams(monkeypatch)
    assert main(["mask", str(text_file), "--output", str(pipe)]) == 0
    assert "⟦TELEPON-1⟧".encode() in os.read(reader, 4096)
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
