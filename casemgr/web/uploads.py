"""Read a posted form while it arrives. File parts are sealed as they stream: no clear byte of a file is kept.

Knows multipart and urlencoded bodies and their limits; text fields are held in memory, files never. Refuses
to know what the fields mean. Werkzeug's own form parser is not used, because it writes parts above 500 kB to
a temporary file in clear and gives up the whole form for one oversized field; its sans-io decoder is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from urllib.parse import parse_qsl

from flask import Request, g
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from casemgr.errors import (
    CasemgrError,
    SealingFailedError,
    TooManyFilesError,
    UploadIncompleteError,
    UploadTooLargeError,
)
from casemgr.files import FILE_LIMIT_BYTES
from casemgr.intake import FileReceiver, SealedFile
from casemgr.web.archives import SwellWatch

FILE_BYTES = FILE_LIMIT_BYTES
BODY_BYTES = 5 * FILE_BYTES
"""One request: what the browser may send of several files; above it nothing is read."""
TEXT_BYTES = 16 * 1024 * 1024
"""All text fields together. Ten megabytes typed by accident still come back to the writer."""
FIELDS = 100
"""More fields than any of our forms has. With more, all are read, wherever ours stand among them, and the
form is said to be over-full: it changes nothing."""
VALUES = 400
"""All values of a form: the longest of ours carries two hundred cases to assign."""
PARTS = 50_000
"""Above it a body is given up with what came until then."""
NAME_CHARACTERS = 200
IDENTITY = ("name", "contact", "relation")
"""The fields of a name given of one's own will, as every form of ours calls them."""
READ_BYTES = 524288
_LINE_END = re.compile(rb"[\r\n]")
_PADDING_BYTES = 64
"""White space that may follow a boundary on its line; nobody is known to send any."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Unicode's category Cc but for line feed and tab."""

FileProblem = Literal["empty", "too_large", "name", "bomb", "many", "failed"]


class OpenReceiver(Protocol):
    """Opens the sealing end for one file; raises what the door raises when the file has nowhere to go."""

    def __call__(self, values: Values, *, name: str, content_type: str) -> FileReceiver: ...


class Values(Mapping[str, str]):
    """The text fields of a form: the last value by name, all of them with `every`.

    `files` counts the files that came whole so far, for the sealing end of the next.
    """

    def __init__(self) -> None:
        self._values: dict[str, list[str]] = {}
        self.files = 0

    def add(self, name: str, value: str) -> None:
        self._values.setdefault(name, []).append(value)

    def every(self, name: str) -> list[str]:
        return self._values.get(name, [])

    def __getitem__(self, name: str) -> str:
        return self._values[name][-1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@dataclass
class Posted:
    """What one request brought. `refused` pairs a shown file name with what was wrong with the file."""

    values: Values = field(default_factory=Values)
    files: list[SealedFile] = field(default_factory=list)
    refused: list[tuple[str, FileProblem]] = field(default_factory=list)
    failure: CasemgrError | None = None
    unreadable: bool = False
    too_many: bool = False


def receive(request: Request, opens: OpenReceiver | None = None) -> Posted:
    """Return the whole body of `request`, files already sealed through what `opens` returns.

    Without `opens` files are read and dropped. Raises RequestEntityTooLarge and UnsupportedMediaType for
    what cannot be read at all, and UploadIncompleteError when the sender went away or was too slow.
    """
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType
    kind, options = parse_options_header(request.content_type)
    if kind == "multipart/form-data" and options.get("boundary", "").isascii():
        request.max_content_length = BODY_BYTES
        return _MultipartReading(options.get("boundary", ""), opens).read(request)
    if kind in ("application/x-www-form-urlencoded", ""):
        request.max_content_length = 3 * TEXT_BYTES
        return _read_urlencoded(request)
    raise UnsupportedMediaType


def typed_so_far() -> str:
    """Return the longest text this request brought and who its writer is, for an error page to give back."""
    values: Values = g.get("casemgr_typed") or Values()
    texts = [values[name] for name in ("story", "text", "reason", "kept") if name in values]
    who = [values[name] for name in IDENTITY if values.get(name)]
    return "\n".join(filter(None, (max(texts, key=len, default=""), *who)))


def _begin() -> Posted:
    posted = Posted()
    g.casemgr_typed = posted.values
    return posted


class _Incoming:
    """One file part on its way through the sealing end."""

    def __init__(self, name: str, problem: FileProblem | None, receiver: FileReceiver | None) -> None:
        self.name = name
        self.problem = problem
        self.receiver = receiver
        self.size = 0
        self._swell = SwellWatch()

    def write(self, piece: bytes) -> CasemgrError | None:
        self.size += len(piece)
        self._swell.feed(piece)
        if self.receiver is None:
            return None
        try:
            if self.size > FILE_BYTES:
                raise UploadTooLargeError(FILE_BYTES)
            self.receiver.write(piece)
        except UploadTooLargeError:
            self.drop("too_large")
        except CasemgrError as exc:
            self.drop("failed")
            return exc
        except OSError:
            # The disk is full or gone: for the sender the same as a seal that fails.
            self.drop("failed")
            return SealingFailedError()
        return None

    def check(self) -> None:
        """Drop what arrived whole but cannot be kept."""
        if self.problem is None and self.size == 0:
            self.drop("empty")
        elif self.problem is None and self._swell.is_swollen():
            self.drop("bomb")

    def drop(self, problem: FileProblem) -> None:
        self.problem = problem
        if self.receiver is not None:
            self.receiver.abort()
            self.receiver = None


class _MultipartReading:
    def __init__(self, boundary: str, opens: OpenReceiver | None) -> None:
        self._decoder = MultipartDecoder(
            boundary.encode("ascii"), max_form_memory_size=TEXT_BYTES, max_parts=PARTS
        )
        self._edge = b"--" + boundary.encode("ascii")
        self._in_data = False
        self._held = b""
        self._opens = opens
        self._posted = _begin()
        self._field: tuple[str, bytearray] | None = None
        self._file: _Incoming | None = None
        self._text_bytes = 0
        self._fields = 0

    def read(self, request: Request) -> Posted:
        try:
            for piece in _pieces(request):
                self._come(self._held + piece if self._held else piece)
            self._take(self._held)
            self._take(None)
        except (OSError, ClientDisconnected):
            raise UploadIncompleteError from None
        except ValueError:
            self._posted.unreadable = True
        finally:
            if self._file is not None:
                self._file.drop("failed")
        return self._posted

    def _come(self, piece: bytes) -> None:
        """Take what came but an end that may belong to a boundary; the middle of a file goes straight on.

        The decoder copies every piece four times and searches it as often, which costs a large file half of
        what hashing it does. Of a boundary that is cut behind its first dash it would take the line end for
        content, so it sees none that is not whole.
        """
        # Searching from the end is four times as fast as from the start.
        at = piece.rfind(self._edge)
        behind = at + len(self._edge) if at >= 0 else 0
        if at >= 0 and len(piece) < behind + _PADDING_BYTES and piece.find(b"\n", behind) < 0:
            cut = max(0, at - len(b"\r\n"))
        else:
            found = _LINE_END.search(piece, max(behind, len(piece) - len(self._edge) - len(b"\r\n")))
            cut = found.start() if found else len(piece)
        self._held, whole = piece[cut:], piece[:cut]
        if at >= 0 or not self._in_data or self._field is not None or self._decoder.buffer:
            self._take(whole)
        elif self._file is not None and whole:
            self._write(self._file, whole)

    def _take(self, piece: bytes | None) -> None:
        self._decoder.receive_data(piece)
        while not isinstance(event := self._decoder.next_event(), (Epilogue, NeedData)):
            if isinstance(event, Field):
                self._field, self._file = (event.name or "", bytearray()), None
            elif isinstance(event, File):
                self._field, self._file = None, self._begin_file(event)
            elif isinstance(event, Data):
                self._add(event)

    def _add(self, event: Data) -> None:
        self._in_data = event.more_data
        if self._field is not None:
            self._add_text(self._field, event)
        elif self._file is not None:
            self._write(self._file, event.data)
            if not event.more_data:
                self._end_file(self._file)

    def _write(self, file: _Incoming, piece: bytes) -> None:
        failure = file.write(piece)
        self._posted.failure = self._posted.failure or failure

    def _add_text(self, current: tuple[str, bytearray], event: Data) -> None:
        name, text = current
        self._text_bytes += len(event.data)
        if self._text_bytes > TEXT_BYTES:
            raise RequestEntityTooLarge
        text += event.data
        if not event.more_data:
            self._fields += 1
            _keep(self._posted, self._fields, name, bytes(text))
            self._field = None

    def _begin_file(self, event: File) -> _Incoming | None:
        if not event.filename or self._opens is None:
            return None
        shown = shown_name(event.filename)
        if is_unfit(event.filename):
            return _Incoming(shown, "name", None)
        content_type = event.headers.get("content-type", "application/octet-stream")
        try:
            receiver = self._opens(self._posted.values, name=shown, content_type=content_type[:100])
        except TooManyFilesError:
            return _Incoming(shown, "many", None)
        except CasemgrError as exc:
            self._posted.failure = self._posted.failure or exc
            return _Incoming(shown, "failed", None)
        return _Incoming(shown, None, receiver)

    def _end_file(self, incoming: _Incoming) -> None:
        self._file = None
        incoming.check()
        if incoming.receiver is not None:
            try:
                self._posted.files.append(incoming.receiver.finish())
                self._posted.values.files += 1
            except CasemgrError as exc:
                incoming.drop("failed")
                self._posted.failure = self._posted.failure or exc
        if incoming.problem is not None:
            self._posted.refused.append((incoming.name, incoming.problem))


def _pieces(request: Request) -> Iterator[bytes]:
    """Yield a body as it comes, through one buffer: memory that is given back has to be cleared again."""
    stream: Any = request.stream
    buffer = bytearray(min(READ_BYTES, request.content_length or READ_BYTES))
    with memoryview(buffer) as view:
        while count := stream.readinto(buffer):
            yield bytes(view[:count])


def _read_urlencoded(request: Request) -> Posted:
    posted = _begin()
    try:
        body = request.stream.read()
    except (OSError, ClientDisconnected):
        raise UploadIncompleteError from None
    try:
        # Latin-1 keeps every byte apart, so that broken UTF-8 is seen instead of being swallowed.
        parts = body.decode("latin-1").split("&", PARTS)
        pairs = parse_qsl("&".join(parts[:PARTS]), keep_blank_values=True, encoding="latin-1")
    except ValueError:
        raise RequestEntityTooLarge from None
    if sum(len(value) for _, value in pairs) > TEXT_BYTES:
        raise RequestEntityTooLarge
    for number, (name, value) in enumerate(pairs, start=1):
        _keep(posted, number, name, value.encode("latin-1"))
    if len(parts) > PARTS:
        raise RequestEntityTooLarge
    return posted


def _keep(posted: Posted, number: int, name: str, raw: bytes) -> None:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
        posted.unreadable = True
    posted.values.add(name[:NAME_CHARACTERS], clean_text(text))
    posted.too_many = len(posted.values) > FIELDS or number > VALUES


def clean_text(text: str) -> str:
    """Return `text` with plain line ends and without control characters, which no keyboard types."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_unfit(name: str) -> bool:
    """Say whether a file name carries a path or control characters; browsers send neither.

    Invisible format characters (direction marks that phones put into names) are no fault; they are dropped.
    """
    return name in (".", "..") or any(c in "/\\" or unicodedata.category(c) == "Cc" for c in name)


def shown_name(name: str) -> str:
    """Return a name that is safe to show and store: its last part, without control characters, shortened."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf")).strip()
    if len(kept) <= NAME_CHARACTERS:
        return kept or "berkas"
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 10:
        return kept[:NAME_CHARACTERS]
    return f"{stem[: NAME_CHARACTERS - len(ending) - 1]}.{ending}"
