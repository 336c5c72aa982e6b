"""Read a hostile zip archive within limits; write a neutral one.

Sizes told by the archive are not believed: bytes are counted while they unpack. The written archive has one
fixed date, no comments, no extra fields, and the order in which members were added.
"""

from __future__ import annotations

import io
import zipfile

from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.job import Job, damaged
from anonymizer.files.results import Trait

_CHUNK_BYTES = 65_536
_ENCRYPTED_FLAG = 0x1
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_STORED_SUFFIXES = (".png", ".jpg", ".gif", ".webp", ".mp4", ".mp3", ".ogg")


class Archive:
    """The members of one zip file; every read counts against the budget of the whole."""

    def __init__(self, job: Job) -> None:
        """Raise UncleanableFileError when there are too many members, two of one name, or locked ones."""
        self._zip = zipfile.ZipFile(job.source)
        self._limits = job.limits
        self._left = job.limits.unpacked_bytes
        self._members = self._zip.infolist()
        self._by_name = {member.filename.lstrip("/").lower(): member for member in self._members}
        self._check()
        first = min((member.header_offset for member in self._members), default=0)
        extras = any(member.comment for member in self._members)
        job.ledger.remove(Trait.TRAILING_DATA, (first > 0) + bool(self._zip.comment) + extras)

    def _check(self) -> None:
        if len(self._members) > self._limits.members:
            raise UncleanableFileError(Reason.UNPACKS_TOO_LARGE)
        if len(self._by_name) != len(self._members):
            raise damaged()
        for member in self._members:
            if member.flag_bits & _ENCRYPTED_FLAG:
                raise UncleanableFileError(Reason.ENCRYPTED)
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name

    def names(self) -> list[str]:
        """Give the members' names as written, without folders."""
        return [member.filename.lstrip("/") for member in self._members if not member.is_dir()]

    def read(self, name: str) -> bytes:
        """Unpack one member; raises UncleanableFileError (unpacks_too_large, damaged)."""
        member = self._by_name.get(name.lower())
        if member is None:
            raise damaged()
        parts = io.BytesIO()
        most = min(self._limits.part_bytes, self._left)
        with self._zip.open(member) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                parts.write(chunk)
                if parts.tell() > most:
                    raise UncleanableFileError(Reason.UNPACKS_TOO_LARGE)
        self._left -= parts.tell()
        return parts.getvalue()


class NeutralArchive:
    """A zip file written without time, system or tool marks."""

    def __init__(self, job: Job) -> None:
        self._zip = zipfile.ZipFile(job.target, "w")

    def add(self, name: str, content: bytes, *, stored: bool = False) -> None:
        member = zipfile.ZipInfo(name, _EARLIEST)
        member.create_system = 3
        packed = not stored and not name.endswith(_STORED_SUFFIXES)
        member.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        self._zip.writestr(member, content)

    def close(self) -> None:
        self._zip.close()
