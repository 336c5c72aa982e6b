"""What the command line reads and writes: files and pipes, JSON lines, progress, errors in two languages."""

from __future__ import annotations

import codecs
import contextlib
import itertools
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TextIO

from anonymizer.errors import AnonymizerError

PROGRESS_SECONDS = 1.0
WAITING_SECONDS = 2.0
LONG_BYTES = 1_000_000  # from here on progress is shown even when nobody asked, if a person is watching

Record = dict[str, object]


class InputError(AnonymizerError):
    """What the user gave cannot be used. Holds the message in both languages, without content."""

    def __init__(self, indonesian: str, english: str) -> None:
        super().__init__(english)
        self.indonesian = indonesian
        self.english = english


def say(line: str) -> None:
    """Write one line for the person at the terminal, if there is one who can be told."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            sys.stderr.write(line + "\n")


def flush_output() -> None:
    """Write what waits for standard output; raise OSError when it cannot be written."""
    if sys.stdout is not None:
        sys.stdout.flush()


def drop_output() -> None:
    """Throw away what could not be written, so that closing the interpreter does not complain again."""
    with contextlib.suppress(OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _standard(stream: TextIO | None) -> BinaryIO:
    """The bytes of standard input or output; raise InputError when it was closed before the start."""
    if stream is None:
        raise InputError("masukan atau keluaran baku tertutup", "standard input or output is closed")
    return stream.buffer


@dataclass(slots=True)
class Progress:
    """A line on stderr about once a second, when the input is long and a person is watching, or on demand."""

    wanted: bool
    texts: int = 0
    size: int = 0
    began: float = field(default_factory=time.monotonic)
    shown: float = field(default_factory=time.monotonic)

    def reading(self, characters: int) -> None:
        """Say how long a text is that is read in one go, so that nobody waits without knowing for what."""
        if self.wanted or (characters > LONG_BYTES and sys.stderr.isatty()):
            say(f"membaca satu teks, {_millions(characters)} juta huruf / reading one text")

    def step(self, characters: int) -> None:
        """Count a finished text, and show how far it is when a second has gone by."""
        self.texts += 1
        self.size += characters
        now = time.monotonic()
        watched = self.wanted or (self.size > LONG_BYTES and sys.stderr.isatty())
        if watched and now - self.shown >= PROGRESS_SECONDS:
            self.shown = now
            self._show(now)

    def end(self) -> None:
        """Show the sum when progress was asked for."""
        if self.wanted:
            self._show(time.monotonic())

    def _show(self, now: float) -> None:
        seconds = max(now - self.began, 1e-9)
        pace = f"{self.texts / seconds:.0f} teks/detik"
        if self.texts < seconds:
            pace = f"{seconds:.0f} detik"
        say(f"{self.texts} teks, {_millions(self.size)} juta huruf, {pace}")


@contextlib.contextmanager
def waiting(doing: str, *, wanted: bool) -> Iterator[None]:
    """Say every few seconds how long work takes that tells nothing itself, when a person is watching."""
    if not wanted and not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    began = time.monotonic()

    def tick() -> None:
        while not done.wait(WAITING_SECONDS):
            say(f"{doing}, {time.monotonic() - began:.0f} detik / seconds")

    teller = threading.Thread(target=tick, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
    if wanted:
        say(f"{doing}: {time.monotonic() - began:.1f} detik / seconds")


def _millions(characters: int) -> str:
    return f"{characters / 1e6:.1f}" if characters >= LONG_BYTES else f"{characters / 1e6:.3f}"


def read_bytes(source: str | Path) -> bytes:
    """Return all of a file, or of standard input for "-"; raise InputError."""
    try:
        return _standard(sys.stdin).read() if str(source) == "-" else Path(source).read_bytes()
    except OSError:
        raise InputError("berkas masukan tidak dapat dibaca", "the input file cannot be read") from None


def without_mark(content: bytes) -> bytes:
    """Return UTF-8 without the mark some editors put in front of it."""
    return content.removeprefix(codecs.BOM_UTF8)


def decoded(content: bytes, line: int | None = None) -> str:
    """Return UTF-8 text; raise InputError that names the line."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        where_id, where_en = (f"baris {line}: ", f"line {line}: ") if line else ("", "")
        raise InputError(f"{where_id}bukan teks UTF-8", f"{where_en}not UTF-8 text") from None


def records(source: str, text_field: str) -> Iterator[tuple[Record, str, int]]:
    """Yield each JSON object with its text and line; raise InputError naming the line that is wrong."""
    with opened(source) as stream:
        for number, read in enumerate(stream, 1):
            line = without_mark(read) if number == 1 else read
            if line.strip():
                record = _record(line, number)
                text = record.get(text_field)
                if not isinstance(text, str):
                    raise InputError(
                        f"baris {number}: kolom teks tidak ada atau bukan teks (lihat --field)",
                        f"line {number}: the text field is missing or no text (see --field)",
                    )
                yield record, text, number


def _record(line: bytes, number: int) -> Record:
    try:
        record = json.loads(decoded(line, number))
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise InputError(f"baris {number}: bukan objek JSON", f"line {number}: not a JSON object")
    return record


@contextlib.contextmanager
def opened(source: str) -> Iterator[BinaryIO]:
    """A binary stream of a file, or standard input for "-"; raise InputError."""
    if source == "-":
        yield _standard(sys.stdin)
        return
    with contextlib.ExitStack() as stack:
        try:
            stream = stack.enter_context(Path(source).open("rb"))
        except OSError:
            raise InputError("berkas masukan tidak dapat dibaca", "the input file cannot be read") from None
        yield stream


def refuse_same_files(paths: Iterable[str | Path | None]) -> None:
    """Raise InputError when two names lead to one file, also through symbolic or hard links.

    None and "-" name no file. Called before anything is written: what would be overwritten may be the only
    original.
    """
    named = [Path(path) for path in paths if path is not None and str(path) != "-"]
    if any(_is_same(one, other) for one, other in itertools.combinations(named, 2)):
        raise InputError(
            "dua nama menunjuk ke berkas yang sama, yang akan tertimpa; beri nama lain untuk keluaran",
            "two names lead to the same file, which would be overwritten; give the output another name",
        )


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


@contextlib.contextmanager
def written(path: Path | None, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A stream to stdout for None or "-", or to a new file that takes its name when everything was written.

    A private file (mode 0600) is on the disk before it takes its name. A device or pipe is written directly.
    Raises InputError.
    """
    if path is None or str(path) == "-":
        out = _standard(sys.stdout)
        yield out
        out.flush()
        return
    with contextlib.ExitStack() as stack:
        try:
            if path.exists() and not path.is_file():
                stream: BinaryIO = stack.enter_context(path.open("wb"))
            else:
                stream = stack.enter_context(_replaced(path, mode))
        except OSError:
            raise InputError(
                "berkas keluaran tidak dapat ditulis", "the output file cannot be written"
            ) from None
        yield stream


@contextlib.contextmanager
def _replaced(path: Path, mode: int) -> Iterator[BinaryIO]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".anonymizer-")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            if mode == 0o600:
                stream.flush()
                os.fsync(stream.fileno())
        if mode != 0o600:
            mask = os.umask(0)
            os.umask(mask)
            Path(name).chmod(mode & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def json_line(value: object) -> bytes:
    """Return one JSON line in UTF-8; in ASCII when it holds lone surrogates."""
    try:
        return json.dumps(value, ensure_ascii=False).encode("utf-8") + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value).encode("ascii") + b"\n"
