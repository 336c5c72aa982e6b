"""Why a file could not be cleaned, in words for the reporter and for the officer.

A reason never carries content, a file name or a path: it may be shown, logged and counted.
"""

from __future__ import annotations

from enum import StrEnum

from anonymizer.errors import AnonymizerError


class Reason(StrEnum):
    """The closed list of reasons; the value is stable and may be stored."""

    EMPTY = "empty"
    UNKNOWN_FORMAT = "unknown_format"
    UNSUPPORTED_FORMAT = "unsupported_format"
    LEGACY_OFFICE = "legacy_office"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    XML_ENTITIES = "xml_entities"
    EXTERNAL_CONTENT = "external_content"
    TEXT_ENCODING = "text_encoding"
    LIBRARY_MISSING = "library_missing"
    NOT_PROVEN = "not_proven"
    SANDBOX_MISSING = "sandbox_missing"


_INDONESIAN = {
    Reason.EMPTY: "Berkas kosong.",
    Reason.UNKNOWN_FORMAT: "Jenis berkas tidak dikenali, jadi tidak dapat dibersihkan.",
    Reason.UNSUPPORTED_FORMAT: "Jenis berkas ini belum dapat dibersihkan. Ubah ke PDF, JPEG, atau DOCX"
    " lebih dulu.",
    Reason.LEGACY_OFFICE: "Berkas Office lama (doc, xls, ppt) tidak dapat dibersihkan. Simpan sebagai DOCX, "
    "XLSX, PPTX, atau PDF lebih dulu.",
    Reason.ENCRYPTED: "Berkas terkunci dengan sandi atau enkripsi. Buka kuncinya lebih dulu.",
    Reason.DAMAGED: "Berkas rusak atau terpotong.",
    Reason.TOO_LARGE: "Berkas terlalu besar.",
    Reason.UNPACKS_TOO_LARGE: "Isi berkas mengembang melebihi batas aman.",
    Reason.TOO_SLOW: "Pembersihan melebihi batas waktu.",
    Reason.TOO_MUCH_MEMORY: "Pembersihan melebihi batas memori.",
    Reason.XML_ENTITIES: "Berkas memuat deklarasi XML yang tidak diizinkan.",
    Reason.EXTERNAL_CONTENT: "Isi utama berkas disimpan di tempat lain, bukan di dalam berkas ini.",
    Reason.TEXT_ENCODING: "Penyandian huruf berkas teks ini tidak dikenali. Simpan sebagai UTF-8.",
    Reason.LIBRARY_MISSING: "Pustaka untuk jenis berkas ini tidak terpasang di peladen.",
    Reason.NOT_PROVEN: "Hasil pembersihan tidak lolos pemeriksaan ulang, jadi tidak dikeluarkan.",
    Reason.SANDBOX_MISSING: "Ruang kerja terbatas untuk membersihkan berkas tidak tersedia di peladen ini.",
}

_ENGLISH = {
    Reason.EMPTY: "The file is empty.",
    Reason.UNKNOWN_FORMAT: "The kind of file is not recognised, so it cannot be cleaned.",
    Reason.UNSUPPORTED_FORMAT: "This kind of file cannot be cleaned yet. Convert it to PDF, JPEG or DOCX"
    " first.",
    Reason.LEGACY_OFFICE: "Old Office files (doc, xls, ppt) cannot be cleaned. Save as DOCX, XLSX, PPTX or"
    " PDF "
    "first.",
    Reason.ENCRYPTED: "The file is locked with a password or encrypted. Unlock it first.",
    Reason.DAMAGED: "The file is damaged or cut short.",
    Reason.TOO_LARGE: "The file is too large.",
    Reason.UNPACKS_TOO_LARGE: "The content of the file unpacks beyond the safe limit.",
    Reason.TOO_SLOW: "Cleaning took longer than the time limit.",
    Reason.TOO_MUCH_MEMORY: "Cleaning needed more than the memory limit.",
    Reason.XML_ENTITIES: "The file holds XML declarations that are not allowed.",
    Reason.EXTERNAL_CONTENT: "The main content is kept elsewhere, not inside this file.",
    Reason.TEXT_ENCODING: "The character encoding of this text file is not recognised. Save it as UTF-8.",
    Reason.LIBRARY_MISSING: "The library for this kind of file is not installed on the server.",
    Reason.NOT_PROVEN: "The cleaned copy did not pass the second check and was not released.",
    Reason.SANDBOX_MISSING: "The limited work space for cleaning files is not available on this server.",
}


class UncleanableFileError(AnonymizerError):
    """A file cannot be cleaned; nothing was written to the target.

    `reason_code` is a `Reason`; `indonesian` and `english` are sentences that may be shown to anyone.
    """

    def __init__(self, reason_code: Reason) -> None:
        super().__init__(_ENGLISH[reason_code])
        self.reason_code = reason_code

    @property
    def english(self) -> str:
        return _ENGLISH[self.reason_code]

    @property
    def indonesian(self) -> str:
        return _INDONESIAN[self.reason_code]
