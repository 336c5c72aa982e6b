"""One table: which error becomes which status and sentence. Sentences never say more than the status."""

from flask import Flask, Response, g, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from casemgr import errors
from casemgr.web.errors import ANSWERED, OVERLOAD, Answer, AnswerTable, by_status
from casemgr.web.uploads import Posted

from .language import _, mark
from .pages import render

NOT_HERE = Answer(404, mark("Tidak ada di sini"), mark("Periksa alamatnya, atau cari lewat antrean."))
NOT_YOURS = Answer(403, mark("Bukan untuk peran Anda"), mark("Halaman ini milik peran lain."))
NOT_NOW = Answer(
    409, mark("Itu tidak bisa dilakukan sekarang"), mark("Buka perkara lagi untuk melihat keadaannya.")
)
DUTY = Answer(
    409,
    mark("Perlu orang lain"),
    mark("Anda sudah mengerjakan langkah lain dalam perkara ini. Langkah ini harus diambil orang lain."),
)
STALE_FORM = Answer(
    400,
    mark("Halaman ini sudah tidak berlaku"),
    mark("Buka lagi halamannya, lalu ulangi. Ini melindungi Anda dari halaman palsu."),
)
WRONG_ADDRESS = Answer(
    400, mark("Alamat ini tidak bisa dibaca"), mark("Mulai lagi dari antrean dan pilih saringannya di sana.")
)
TOO_LARGE = Answer(
    413, mark("Kiriman ini terlalu besar"), mark("Kirim berkas satu per satu, masing-masing sampai 200 MB.")
)
INCOMPLETE = Answer(408, mark("Sambungan terputus"), mark("Belum ada yang tersimpan. Kirim lagi."))
UNREADABLE = Answer(400, mark("Kiriman ini tidak bisa dibaca"), mark("Belum ada yang tersimpan. Kirim lagi."))
DAMAGED = Answer(
    400,
    mark("Ada tanda yang tidak terbaca"),
    mark("Belum ada yang tersimpan. Kembali, ketik ulang bagian yang rusak, lalu kirim lagi."),
)
OVER_FULL = Answer(
    400,
    mark("Kiriman ini memuat isian asing"),
    mark("Belum ada yang tersimpan. Buka lagi halamannya, lalu kirim dari sana."),
)
WRONG_WAY = Answer(405, mark("Halaman ini tidak bisa dibuka begitu"), mark("Mulai lagi dari halaman awal."))
KEY_MISSING = Answer(
    403,
    mark("Anda tidak memegang kunci ini"),
    mark("Anggota tim yang memegang kunci bisa membukanya."),
)
BUSY = Answer(
    503, mark("Server sedang sibuk"), mark("Belum ada yang tersimpan. Tunggu sebentar, lalu kirim lagi."), 10
)
SEAL_BROKEN = Answer(
    500,
    mark("Satu segel tidak bisa dibuka"),
    mark("Isi perkara ini berubah di luar sistem. Beri tahu administrator dan simpan jam kejadiannya."),
)
BROKEN = Answer(
    500,
    mark("Ada yang salah di sistem"),
    mark("Ini bukan kesalahan Anda. Beri tahu administrator jam kejadiannya."),
)

FAILURES: dict[type[Exception], Answer] = {
    errors.NotPermittedError: NOT_YOURS,
    errors.NotFoundError: NOT_HERE,
    errors.BlobMissingError: NOT_HERE,
    errors.VerbNotAllowedError: NOT_NOW,
    errors.GuardFailedError: NOT_NOW,
    errors.StaleVersionError: NOT_NOW,
    errors.DecisionClosedError: NOT_NOW,
    errors.DecisionPendingError: NOT_NOW,
    errors.DisclosureClosedError: NOT_NOW,
    errors.LegalHoldError: NOT_NOW,
    errors.TeamTooSmallError: NOT_NOW,
    errors.DutyConflictError: DUTY,
    errors.ConflictOfInterestError: DUTY,
    errors.SubmissionInvalidError: UNREADABLE,
    errors.ReauthenticationNeededError: STALE_FORM,
    errors.UploadTooLargeError: TOO_LARGE,
    errors.UploadIncompleteError: INCOMPLETE,
    errors.KeyNotHeldError: KEY_MISSING,
    errors.SealBrokenError: SEAL_BROKEN,
    errors.SealingFailedError: BUSY,
    errors.KdfBusyError: BUSY,
    errors.DirectoryBrokenError: BUSY,
    **dict.fromkeys(OVERLOAD, BUSY),
}
CONSOLE = AnswerTable(
    FAILURES,
    by_status(STALE_FORM, NOT_YOURS, NOT_HERE, WRONG_WAY, INCOMPLETE, NOT_NOW, TOO_LARGE, BROKEN, BUSY),
    BROKEN,
    UNREADABLE,
)


def install(app: Flask) -> None:
    """Answer every error on purpose, and every plain HTTP status, with a page in the person's language."""
    for kind in ANSWERED:
        app.register_error_handler(kind, answer_error)
    app.register_error_handler(HTTPException, answer_status)


def answer_error(error: Exception) -> ResponseReturnValue:
    """Answer by the console's table; an address that cannot be read is no form that was lost."""
    if request.method == "GET" and isinstance(error, errors.SubmissionInvalidError):
        return show(WRONG_ADDRESS)
    return show(CONSOLE.answer_to(error))


def answer_status(error: HTTPException) -> ResponseReturnValue:
    """Answer a plain HTTP status; redirects pass."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if status == 400 and request.method == "GET":
        return show(WRONG_ADDRESS)
    return show(CONSOLE.answer_to_status(status), status)


def unfit_form(form: Posted) -> Response | None:
    """Refuse a form with broken bytes, or with more fields than any of ours; None for any other."""
    if form.too_many:
        return show(OVER_FULL)
    return show(DAMAGED) if form.unreadable else None


def show(failure: Answer, status: int | None = None) -> Response:
    """Render the page of a failure; long texts the person typed are shown again to be copied."""
    response = make_response(
        render("console/error.html", heading=_(failure.heading), advice=_(failure.advice), kept=_typed()),
        status or failure.status,
    )
    if failure.retry_after_seconds:
        response.headers["Retry-After"] = str(failure.retry_after_seconds)
    return response


_LONG = 20
_SECRET = frozenset({"form_token", "next", "old", "once", "printed_code", "ticket", "totp", "enrolment"})


def _typed() -> list[tuple[str, str]]:
    # What could not be read to its end has left the fields that came before.
    values, broken = g.posted.values if "posted" in g else g.get("casemgr_typed"), "\N{REPLACEMENT CHARACTER}"
    if request.method != "POST" or values is None:
        return []
    return [
        (name, value)
        for name in values
        if "passphrase" not in name and name not in _SECRET
        for value in values.every(name)
        if (len(value) > _LONG and " " in value) or broken in value
    ]
