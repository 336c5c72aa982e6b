"""One table for each site: which error becomes which status and which sentence, which says no more than that.

The public site's own table stands here; the console has another with its own sentences (`admin.failures`).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from casemgr import errors
from casemgr.web.language import N_


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a heading and one sentence on what to do next; `retry_after_seconds` only with 503."""

    status: int
    heading: str
    advice: str
    retry_after_seconds: int = 0


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """What one site answers to errors and to plain statuses.

    The nearest parent class of an error decides; an error of no class in the table is our fault (`broken`).
    """

    by_error: Mapping[type[Exception], Answer]
    by_status: Mapping[int, Answer]
    broken: Answer
    unreadable: Answer

    def answer_to(self, error: Exception) -> Answer:
        """Return what the reader is told about an error."""
        if isinstance(error, OVERLOAD):
            _LOG.warning("database unavailable: %s", type(error).__name__)
        kinds = (kind for kind in type(error).__mro__ if kind in self.by_error)
        kind = next(kinds, None)
        return self.broken if kind is None else self.by_error[kind]

    def answer_to_status(self, status: int) -> Answer:
        """Return what the reader is told about a plain HTTP status."""
        return self.by_status.get(status, self.broken if status >= 500 else self.unreadable)


def by_status(*answers: Answer) -> dict[int, Answer]:
    """Return answers by their status, of which there is one each."""
    return {answer.status: answer for answer in answers}


NOT_HERE = Answer(
    404, N_("Halaman ini tidak ada"), N_("Periksa alamatnya, atau mulai lagi dari halaman depan.")
)
NOT_NOW = Answer(
    409, N_("Itu tidak bisa dilakukan sekarang"), N_("Buka laporan Anda lagi untuk melihat keadaannya.")
)
BUSY = Answer(
    503,
    N_("Kami sedang melayani banyak orang"),
    N_("Belum ada yang terkirim. Tunggu sebentar, lalu tekan tombolnya lagi."),
    retry_after_seconds=10,
)
BROKEN = Answer(
    500,
    N_("Ada yang salah di pihak kami"),
    N_("Ini bukan kesalahan Anda. Coba lagi sebentar lagi."),
)
TOO_LARGE = Answer(
    413,
    N_("Kiriman ini terlalu besar"),
    N_("Belum ada yang terkirim. Kirim berkas satu per satu, masing-masing sampai 200 MB."),
)
INCOMPLETE = Answer(
    408,
    N_("Sambungan terputus"),
    N_("Belum ada yang terkirim. Mulai lagi dari halaman depan, atau coba lagi sebentar lagi."),
)
UNREADABLE = Answer(
    400,
    N_("Kiriman ini tidak bisa kami baca"),
    N_("Belum ada yang terkirim. Mulai lagi dari halaman depan, atau coba lagi sebentar lagi."),
)
WRONG_WAY = Answer(405, N_("Halaman ini tidak bisa dibuka begitu"), N_("Mulai lagi dari halaman depan."))
WRONG_FORM = Answer(
    400,
    N_("Halaman ini sudah tidak berlaku"),
    N_("Buka laporan Anda lagi, lalu ulangi. Ini melindungi Anda dari halaman palsu."),
)
UNSUPPORTED = Answer(
    415, N_("Kiriman ini tidak bisa kami baca"), N_("Pakai halaman kami di peramban untuk mengirim.")
)

OVERLOAD = (OperationalError, PoolTimeoutError)
"""The database does not answer in time or at all; nothing was committed."""
ANSWERED: tuple[type[Exception], ...] = (errors.CasemgrError, *OVERLOAD)
_LOG = logging.getLogger("casemgr.web")

ANSWERS: dict[type[Exception], Answer] = {
    errors.NotPermittedError: NOT_HERE,
    errors.NotFoundError: NOT_HERE,
    errors.BlobMissingError: NOT_HERE,
    errors.VerbNotAllowedError: NOT_NOW,
    errors.GuardFailedError: NOT_NOW,
    errors.StaleVersionError: NOT_NOW,
    errors.SubmissionInvalidError: UNREADABLE,
    errors.UploadTooLargeError: TOO_LARGE,
    errors.TooManyFilesError: TOO_LARGE,
    errors.UploadIncompleteError: INCOMPLETE,
    errors.SealingFailedError: BUSY,
    errors.KdfBusyError: BUSY,
    errors.DirectoryBrokenError: BUSY,
    OperationalError: BUSY,
    PoolTimeoutError: BUSY,
}
BY_STATUS = by_status(
    UNREADABLE, NOT_HERE, WRONG_WAY, INCOMPLETE, NOT_NOW, TOO_LARGE, UNSUPPORTED, BROKEN, BUSY
)
PUBLIC = AnswerTable(ANSWERS, BY_STATUS, BROKEN, UNREADABLE)


def answer_to(error: Exception) -> Answer:
    """Return what a reader of the public site is told about an error."""
    return PUBLIC.answer_to(error)


def answer_to_status(status: int) -> Answer:
    """Return what a reader of the public site is told about a plain HTTP status."""
    return PUBLIC.answer_to_status(status)
