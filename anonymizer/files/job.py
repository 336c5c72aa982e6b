"""One cleaning while it runs: where to read, where to write, what was met so far."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import BinaryIO

from anonymizer.files.crops import Crop
from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.results import Limits, Notice, Trait


@dataclass(slots=True)
class Ledger:
    """Counts of what was removed, the notices for a human, and how large the present picture may be.

    `thorough` asks for slow checks, too, which only pictures need whose pixels are not encoded anew.
    """

    removed: Counter[Trait] = field(default_factory=Counter)
    notices: set[Notice] = field(default_factory=set)
    thorough: bool = False
    _pixels_left: int | None = None
    _frames_left: int = 0

    def begin_picture(self, limits: Limits) -> None:
        """Hold what follows to the limits of one picture."""
        self._pixels_left, self._frames_left = limits.pixels, limits.frames

    def meet_frame(self, width: int, height: int) -> None:
        """Count a frame of the present picture; raises UncleanableFileError (unpacks_too_large)."""
        if self._pixels_left is None:
            return
        self._pixels_left -= width * height
        self._frames_left -= 1
        if self._pixels_left < 0 or self._frames_left < 0:
            raise UncleanableFileError(Reason.UNPACKS_TOO_LARGE)

    def remove(self, what: Trait, count: int = 1) -> None:
        if count > 0:
            self.removed[what] += count

    def notice(self, notice: Notice) -> None:
        self.notices.add(notice)


@dataclass(slots=True)
class Job:
    """What a cleaner of one format family gets.

    `source` and `target` are seekable files in memory; `size` is the length of the source in bytes.
    `lossless` asks for unchanged pixels; `pictures` says whether the picture library may be used. `upright`
    turns pictures as their EXIF tells; documents show them as they lie. `crop` cuts the next picture.
    """

    source: BinaryIO
    target: BinaryIO
    size: int
    limits: Limits
    lossless: bool
    pictures: bool
    ledger: Ledger = field(default_factory=Ledger)
    upright: bool = True
    crop: Crop | None = None

    def read_all(self) -> bytes:
        self.source.seek(0)
        return self.source.read()


def damaged() -> UncleanableFileError:
    """Make the error for a file that does not follow its format."""
    return UncleanableFileError(Reason.DAMAGED)
