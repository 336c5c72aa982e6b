"""What a cleaning says about itself: kinds of file, things removed, things a human should look at, limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of file that can be cleaned; decided by content, never by name."""

    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    TIFF = "tiff"
    HEIC = "heic"
    AVIF = "avif"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    MP4 = "mp4"
    MOV = "mov"
    OGG = "ogg"
    MP3 = "mp3"
    WAV = "wav"
    TEXT = "text"

    @property
    def extension(self) -> str:
        """The file name extension without a dot."""
        return {"jpeg": "jpg", "text": "txt"}.get(self.value, self.value)


class Trait(StrEnum):
    """What kind of thing was removed."""

    AUTHOR = "author"
    PLACE = "place"
    DEVICE = "device"
    TIME = "time"
    COMMENT = "comment"
    DESCRIPTION = "description"
    TRACKED_CHANGE = "tracked_change"
    REVISION_MARK = "revision_mark"
    IDENTIFIER = "identifier"
    THUMBNAIL = "thumbnail"
    TRAILING_DATA = "trailing_data"
    UNUSED_DATA = "unused_data"
    OLD_REVISION = "old_revision"
    EMBEDDED_FILE = "embedded_file"
    SCRIPT = "script"
    MACRO = "macro"
    ANNOTATION = "annotation"
    FORM_FIELD = "form_field"
    LINK = "link"
    COLOUR_PROFILE = "colour_profile"
    HIDDEN_TRACK = "hidden_track"
    HIDDEN_CHARACTER = "hidden_character"
    HIDDEN_MARK = "hidden_mark"
    SETTINGS = "settings"
    METADATA = "metadata"

    def label(self, lang: str = "id") -> str:
        """Say the trait in a few words of Indonesian ("id") or English ("en")."""
        return _TRAIT_LABELS[self][0 if lang == "id" else 1]


_TRAIT_LABELS = {
    Trait.AUTHOR: ("nama pembuat", "author"),
    Trait.PLACE: ("lokasi", "place"),
    Trait.DEVICE: ("perangkat atau aplikasi", "device or software"),
    Trait.TIME: ("waktu", "times"),
    Trait.COMMENT: ("komentar", "comments"),
    Trait.DESCRIPTION: ("judul atau keterangan", "titles or descriptions"),
    Trait.TRACKED_CHANGE: ("jejak perubahan", "tracked changes"),
    Trait.REVISION_MARK: ("tanda sesi penyuntingan", "editing session marks"),
    Trait.IDENTIFIER: ("nomor pengenal berkas", "file identifiers"),
    Trait.THUMBNAIL: ("gambar mini", "thumbnails"),
    Trait.TRAILING_DATA: ("data di luar akhir berkas", "data outside the file's end"),
    Trait.UNUSED_DATA: ("data yang tidak terpakai", "unused data"),
    Trait.OLD_REVISION: ("versi lama", "older versions"),
    Trait.EMBEDDED_FILE: ("berkas sisipan", "embedded files"),
    Trait.SCRIPT: ("skrip", "scripts"),
    Trait.MACRO: ("makro", "macros"),
    Trait.ANNOTATION: ("anotasi", "annotations"),
    Trait.FORM_FIELD: ("isian formulir (menjadi teks biasa)", "form fields (now plain content)"),
    Trait.LINK: ("tautan", "links"),
    Trait.COLOUR_PROFILE: ("profil warna perangkat", "device colour profiles"),
    Trait.HIDDEN_TRACK: ("trek data tersembunyi", "hidden data tracks"),
    Trait.HIDDEN_CHARACTER: ("huruf tak terlihat", "invisible characters"),
    Trait.HIDDEN_MARK: ("tanda tersembunyi", "hidden marks"),
    Trait.SETTINGS: ("pengaturan aplikasi", "application settings"),
    Trait.METADATA: ("metadata lain", "other metadata"),
}


class Notice(StrEnum):
    """What was left in, or changed, and should be looked at by a human."""

    HIDDEN_SHEETS = "hidden_sheets"
    HIDDEN_ROWS_OR_COLUMNS = "hidden_rows_or_columns"
    HIDDEN_SLIDES = "hidden_slides"
    HIDDEN_TEXT = "hidden_text"
    SPEAKER_NOTES = "speaker_notes"
    CHANGES_ACCEPTED = "changes_accepted"
    LINKS_KEPT = "links_kept"
    LAYERS_SHOWN = "layers_shown"
    LAYERS_DROPPED = "layers_dropped"
    FIELD_DROPPED = "field_dropped"
    PICTURE_DROPPED = "picture_dropped"
    PART_DROPPED = "part_dropped"
    FIRST_PICTURE_ONLY = "first_picture_only"
    SENSOR_MARKS_KEPT = "sensor_marks_kept"
    TRIMMED_FOOTAGE = "trimmed_footage"
    CROPPED_PICTURES = "cropped_pictures"
    FIELDS_EMPTIED = "fields_emptied"
    VOICE_AND_FACES = "voice_and_faces"
    NAME_AND_CONTENT_DIFFER = "name_and_content_differ"

    def label(self, lang: str = "id") -> str:
        """Say the notice in one sentence of Indonesian ("id") or English ("en")."""
        return _NOTICE_LABELS[self][0 if lang == "id" else 1]


_NOTICE_LABELS = {
    Notice.HIDDEN_SHEETS: ("Ada lembar kerja tersembunyi.", "There are hidden sheets."),
    Notice.HIDDEN_ROWS_OR_COLUMNS: (
        "Ada baris atau kolom tersembunyi.",
        "There are hidden rows or columns.",
    ),
    Notice.HIDDEN_SLIDES: ("Ada salindia tersembunyi.", "There are hidden slides."),
    Notice.HIDDEN_TEXT: ("Ada teks yang disembunyikan.", "There is hidden text."),
    Notice.SPEAKER_NOTES: ("Ada catatan pembicara.", "There are speaker notes."),
    Notice.CHANGES_ACCEPTED: (
        "Jejak perubahan diterima; teks yang dihapus tidak ada lagi.",
        "Tracked changes were accepted; deleted text is gone.",
    ),
    Notice.LINKS_KEPT: ("Tautan web dibiarkan.", "Web links were kept."),
    Notice.LAYERS_SHOWN: (
        "Lapisan yang dapat disembunyikan kini selalu tampak.",
        "Layers that could be hidden are now always shown.",
    ),
    Notice.LAYERS_DROPPED: (
        "Isi lapisan yang dimatikan dibuang.",
        "What layers that are switched off would show was dropped.",
    ),
    Notice.FIELD_DROPPED: (
        "Ada isian atau catatan pada halaman yang tidak dapat digambar seluruhnya; periksa salinannya.",
        "Some fields or notes on a page could not be drawn in full; check the copy.",
    ),
    Notice.PICTURE_DROPPED: (
        "Gambar yang tidak dapat dibersihkan dibuang.",
        "Pictures that cannot be cleaned were dropped.",
    ),
    Notice.PART_DROPPED: (
        "Bagian yang tidak dapat dibersihkan dibuang.",
        "Parts that cannot be cleaned were dropped.",
    ),
    Notice.FIRST_PICTURE_ONLY: (
        "Hanya gambar utama yang dipertahankan.",
        "Only the main picture was kept.",
    ),
    Notice.SENSOR_MARKS_KEPT: (
        "Titik gambar tidak diubah; ciri kamera dan tanda tak terlihat bisa tersisa.",
        "Pixels are unchanged; camera traces and invisible marks may remain.",
    ),
    Notice.TRIMMED_FOOTAGE: (
        "Rekaman memuat bagian yang dipotong dari tampilan.",
        "The recording holds footage trimmed from view.",
    ),
    Notice.CROPPED_PICTURES: (
        "Gambar memuat bagian yang dipotong dari tampilan.",
        "Pictures hold parts cropped from view.",
    ),
    Notice.FIELDS_EMPTIED: (
        "Isian otomatis (pembuat, nama berkas, waktu simpan) dikosongkan.",
        "Automatic fields (author, file name, saving times) were emptied.",
    ),
    Notice.VOICE_AND_FACES: (
        "Suara, wajah, dan tempat yang terlihat tidak diubah.",
        "Voices, faces and visible places are unchanged.",
    ),
    Notice.NAME_AND_CONTENT_DIFFER: (
        "Nama berkas tidak sesuai dengan isinya.",
        "The file's name does not fit its content.",
    ),
}


@dataclass(frozen=True, slots=True)
class Removal:
    """One kind of thing that was removed, and how often it was met (at least 1)."""

    what: Trait
    count: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What `clean_file` did: nothing in it comes from the file's text or name.

    `size` is the length of the clean copy in bytes. `neutral_name` is a name made from the clean bytes and
    the kind alone. `notices` lists what a human should look at before the copy is shared.
    """

    kind: Kind
    removed: tuple[Removal, ...]
    size: int
    neutral_name: str
    notices: tuple[Notice, ...] = ()

    def removed_count(self, what: Trait) -> int:
        """Give how often `what` was removed; 0 when it was not met."""
        return sum(removal.count for removal in self.removed if removal.what is what)


@dataclass(frozen=True, slots=True)
class CleanCopy(Cleaned):
    """A `Cleaned` together with the clean bytes."""

    content: bytes = field(default=b"", repr=False)


MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one cleaning may cost; every limit passed is an `UncleanableFileError`.

    Sizes in bytes, time in seconds. `seconds` bounds the wall clock and the processor time. `memory_bytes`
    bounds the address space of the child process; the file itself and its copy lie in memory outside it.
    """

    input_bytes: int = 256 * MIB
    output_bytes: int = 512 * MIB
    unpacked_bytes: int = 512 * MIB
    part_bytes: int = 128 * MIB
    members: int = 10_000
    pixels: int = 110_000_000
    frames: int = 2_000
    pages: int = 5_000
    seconds: int = 60
    memory_bytes: int = 1024 * MIB


DEFAULT_LIMITS = Limits()
