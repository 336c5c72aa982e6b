"""A form is read while it arrives: files go straight to their sealing end, text comes back whatever happens."""

import io
import itertools
import tempfile
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, request
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.test import create_environ

from casemgr.errors import SealingFailedError, UploadIncompleteError
from casemgr.web import uploads

BOUNDARY = "batas"


class Sink:
    """Stands at the far end of a file: counts bytes and remembers how the file ended."""

    def __init__(self, *, breaks_after: int | None = None) -> None:
        self.size = 0
        self.largest = 0
        self.ended = ""
        self._breaks_after = breaks_after

    def write(self, piece: bytes) -> None:
        self.size += len(piece)
        self.largest = max(self.largest, len(piece))
        if self._breaks_after is not None and self.size > self._breaks_after:
            raise SealingFailedError

    def finish(self) -> Any:
        self.ended = "finished"
        return self

    def abort(self) -> None:
        self.ended = "aborted"


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    disposition = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename is not None else "")
    head = f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n"
    head += "Content-Type: application/octet-stream\r\n" if filename is not None else ""
    return head.encode() + b"\r\n" + content + b"\r\n"


class Body(io.RawIOBase):
    """A request body made on the fly, so that a large one costs no memory in the test either."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = piece
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def read(
    body: Iterable[bytes], length: int, opens: Any = None, *, buffered: bool = True, **environ: Any
) -> uploads.Posted:
    headers = environ.pop("headers", {})
    content_type = environ.pop("content_type", f"multipart/form-data; boundary={BOUNDARY}")
    made = create_environ("/", method="POST", headers=headers)
    made["CONTENT_TYPE"] = content_type
    made["CONTENT_LENGTH"] = str(length)
    made["wsgi.input"] = io.BufferedReader(Body(body)) if buffered else Body(body)
    with Flask("test").request_context(made):
        return uploads.receive(request, opens)


def posted(*parts: bytes, opens: Any = None, **environ: Any) -> uploads.Posted:
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    return read([body], len(body), opens, **environ)


def test_a_large_file_streams_to_its_sealing_end_and_never_to_a_temporary_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a temporary file was asked for")

    for maker in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, maker, refuse)
    sink = Sink()
    head = part("draft", b"kunci") + part("file", b"", "video.mp4")[:-2]
    tail = f"\r\n--{BOUNDARY}--\r\n".encode()
    size, piece = 24 * 1024 * 1024, b"\x00\r\n-" * 16384
    pieces = [head, *[piece] * (size // len(piece)), tail]
    seen: list[tuple[str, str]] = []

    def opens(values: uploads.Values, *, name: str, content_type: str) -> Sink:
        seen.append((values["draft"], name))
        return sink

    found = read(pieces, sum(map(len, pieces)), opens)
    assert seen == [("kunci", "video.mp4")]
    assert (sink.size, sink.ended) == (size, "finished")
    assert sink.largest <= 2 * uploads.READ_BYTES
    assert len(found.files) == 1
    assert found.refused == []


class Keeper(Sink):
    """Keeps what arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.content = b""

    def write(self, piece: bytes) -> None:
        super().write(piece)
        self.content += piece


NEAR_EDGES = st.lists(
    st.sampled_from(
        [b"\r", b"\n", b"\r\n", b"-", b"--", BOUNDARY[:5].encode(), BOUNDARY.encode(), b"x" * 40]
    ),
    max_size=12,
).map(b"".join)


@example(b"", b"x" * 40 + b"--batas", [7, 60])  # a whole boundary and the beginning of the next in one piece
@given(NEAR_EDGES, NEAR_EDGES, st.lists(st.integers(1, 60), min_size=1, max_size=20))
def test_a_file_arrives_to_the_byte_however_it_is_cut(first: bytes, second: bytes, sizes: list[int]) -> None:
    """Also where it holds line ends, dashes and parts of the boundary, at every place of a cut."""
    edge = f"--{BOUNDARY}".encode()
    contents = [b"1" + one.replace(edge, b"=") for one in (first, second)]
    body = b"".join([part("f", one, "a.bin") for one in contents] + [part("story", b"Cerita")])
    body += edge + b"--\r\n"
    cuts = itertools.accumulate(itertools.cycle(sizes), initial=0)
    places = [*itertools.takewhile(lambda at: at < len(body), cuts), len(body)]
    keepers: list[Keeper] = []

    def opens(values: uploads.Values, **_: Any) -> Keeper:
        keepers.append(Keeper())
        return keepers[-1]

    pieces = [body[start:end] for start, end in itertools.pairwise(places)]
    found = read(pieces, len(body), opens, buffered=False)
    assert [keeper.content for keeper in keepers] == contents
    assert found.values["story"] == "Cerita"


@pytest.mark.parametrize("cut", range(1, 45))
def test_a_file_that_breaks_off_is_no_file(cut: int) -> None:
    body = part("file", b"Isi berkas\r\n" * 3, "a.txt") + f"--{BOUNDARY}--\r\n".encode()
    keeper = Keeper()
    found = read([body[:80], body[80:-cut]], len(body) - cut, lambda *_, **__: keeper, buffered=False)
    is_whole = cut <= len(b"\r\n")
    assert (keeper.ended, found.unreadable) == (("finished", False) if is_whole else ("aborted", True))


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("kosong.pdf", b"", "empty"),
        ("../../etc/passwd", b"x", "name"),
        ("a\x07b.jpg", b"x", "name"),
        ("..", b"x", "name"),
    ],
)
def test_a_file_that_cannot_be_taken_is_named_and_the_text_stays(
    name: str, content: bytes, problem: str
) -> None:
    found = posted(part("file", content, name), part("story", b"Cerita saya"), opens=lambda *_, **__: Sink())
    assert [code for _, code in found.refused] == [problem]
    assert found.files == []
    assert found.values["story"] == "Cerita saya"


def test_a_file_above_the_limit_is_dropped_while_it_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "FILE_BYTES", 100_000)
    sink = Sink()
    found = posted(
        part("file", b"x" * 300_000, "besar.bin"), part("go", b"upload"), opens=lambda *_, **__: sink
    )
    assert found.refused == [("besar.bin", "too_large")]
    assert sink.ended == "aborted"
    assert sink.size <= 100_000
    assert found.values["go"] == "upload"


def test_sealing_that_fails_stores_nothing_and_keeps_the_text() -> None:
    sink = Sink(breaks_after=10)
    found = posted(
        part("file", b"x" * 200_000, "a.bin"), part("text", b"Jawaban"), opens=lambda *_, **__: sink
    )
    assert isinstance(found.failure, SealingFailedError)
    assert (found.files, sink.ended, found.values["text"]) == ([], "aborted", "Jawaban")


def test_no_file_chosen_is_no_file() -> None:
    found = posted(part("file", b"", ""), opens=lambda *_, **__: pytest.fail("opened"))
    assert (found.files, found.refused) == ([], [])


@pytest.mark.parametrize("multipart", [True, False])
def test_broken_utf8_is_seen_and_what_can_be_read_is_kept(multipart: bool) -> None:
    if multipart:
        found = posted(part("story", b"Uang \xff\xfe diminta"))
    else:
        body = b"story=Uang+%FF%FE+diminta"
        found = read([body], len(body), content_type="application/x-www-form-urlencoded")
    assert found.unreadable
    assert found.values["story"].startswith("Uang \N{REPLACEMENT CHARACTER}")
    assert not posted(part("story", "Uang é".encode())).unreadable


@pytest.mark.parametrize("multipart", [True, False])
@pytest.mark.parametrize("is_last", [True, False])
@pytest.mark.parametrize("many", [500, 20_000])
def test_too_many_fields_are_said_and_ours_are_read_wherever_they_stand(
    *, multipart: bool, is_last: bool, many: int
) -> None:
    fields = [(f"f{n}", "x") for n in range(many)]
    fields.insert(many if is_last else 0, ("story", "Cerita"))
    assert sent(fields, multipart=multipart).too_many
    assert sent(fields, multipart=multipart).values["story"] == "Cerita"
    assert not sent([("story", "Cerita")], multipart=multipart).too_many


def sent(fields: list[tuple[str, str]], *, multipart: bool) -> uploads.Posted:
    if multipart:
        return posted(*[part(name, value.encode()) for name, value in fields])
    body = urlencode(fields).encode()
    return read([body], len(body), content_type="application/x-www-form-urlencoded")


def test_ten_megabytes_of_text_come_back() -> None:
    found = posted(part("story", b"panjang " * 1_310_720))
    assert len(found.values["story"]) == 10_485_760


def test_more_text_than_anybody_types_is_refused() -> None:
    with pytest.raises(RequestEntityTooLarge):
        posted(part("story", b"x" * (uploads.TEXT_BYTES + 1)))


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.99])
def test_a_lost_connection_leaves_no_file(cut: float) -> None:
    sink = Sink()
    body = part("draft", b"k") + part("file", b"x" * 400_000, "a.bin") + f"--{BOUNDARY}--\r\n".encode()
    with pytest.raises(UploadIncompleteError):
        read([body[: int(len(body) * cut)]], len(body), lambda *_, **__: sink)
    assert sink.ended != "finished" or cut > 0.98


def test_a_form_without_its_end_keeps_what_came() -> None:
    body = part("story", b"Cerita") + part("place", b"Tem")[:-4]
    found = read([body], len(body))
    assert found.unreadable
    assert found.values["story"] == "Cerita"


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/mixed; boundary=x"])
def test_other_bodies_are_not_read(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        read([b"{}"], 2, content_type=content_type)


def test_packed_bodies_are_not_unpacked() -> None:
    with pytest.raises(UnsupportedMediaType):
        posted(part("story", b"x"), headers={"Content-Encoding": "gzip"})


def test_control_characters_are_dropped_and_line_ends_are_plain() -> None:
    assert uploads.clean_text("a\r\nb\x00\x1bc\td\r") == "a\nbc\td\n"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("foto.jpg", "foto.jpg"),
        ("/tmp/x/foto.jpg", "foto.jpg"),
        ("a" * 300 + ".jpg", "a" * 196 + ".jpg"),
        ("\x00", "berkas"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("\u2066surat\u2069\u200b.pdf\ufeff", "surat.pdf"),
        ("\u202e\u200d", "berkas"),
        ("Surat Ibu \u00c9va.pdf", "Surat Ibu \u00c9va.pdf"),
    ],
)
def test_names_are_shown_without_paths_and_without_what_nobody_sees(name: str, shown: str) -> None:
    """A mark that turns the direction of writing would show "exe.jpg" where the name ends in ".exe"."""
    assert uploads.shown_name(name) == shown
