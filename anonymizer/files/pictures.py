"""Pictures: decode to pixels and encode anew (default), or keep the pixels and strip around them (lossless).

Encoding anew ends thumbnails, trailers and most invisible marks. Colours are converted to sRGB, the
orientation is applied, fully transparent pixels lose their colour and loss-free formats their lowest bit.
Quantisation tables are always the same, so they do not tell the camera. What comes out is walked once more
by `segments`.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import struct
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from anonymizer.files import segments
from anonymizer.files.errors import Reason, UncleanableFileError
from anonymizer.files.exif import read_exif, traits_of_xmp
from anonymizer.files.icc import neutral_profile
from anonymizer.files.job import Job, Ledger, damaged
from anonymizer.files.results import Kind, Limits, Notice, Trait

if TYPE_CHECKING:
    from PIL import Image

_QUALITY = 90
_STRIPPERS: dict[Kind, Callable[[bytes, Ledger], bytes]] = {
    Kind.JPEG: segments.strip_jpeg,
    Kind.PNG: segments.strip_png,
    Kind.WEBP: segments.strip_webp,
    Kind.GIF: segments.strip_gif,
}
_FORMATS = {
    Kind.JPEG: ("JPEG", "MPO"),
    Kind.PNG: ("PNG",),
    Kind.GIF: ("GIF",),
    Kind.WEBP: ("WEBP",),
    Kind.TIFF: ("TIFF",),
}
_PACKED_WEBP = frozenset({b"VP8 ", b"VP8L"})
_WEBP_MARGIN = 8
"""Decoders read a few bytes ahead; so many at the end of a chunk say nothing."""
_BROKEN_EXIF = (SyntaxError, ValueError, TypeError, LookupError, struct.error)
_REMEMBERING = frozenset({Kind.TIFF, Kind.WEBP})
"""Kinds of picture that keep tags, or their decoder's memory, as long as they are not copied."""
_ENCODER_FULL = frozenset({"encoding error 1", "encoding error 2"})
"""What the WebP encoder says when it gets no memory."""
_DECODER_BYTES = 16
"""A picture of which memory holds fewer pixels than one for so many bytes may be too large to decode."""
_DECODER_FULL = "could not create decoder object"
_ROUNDED_AT_ONCE = 1_000_000
_SUBFILE_KIND, _SUB_PICTURES, _DNG_VERSION = 254, 330, 50706
_MOST_BRIGHT = 16.0
"""Fractions count white as 1 and what is brighter as a little more; larger numbers count to 255."""
_SEVEN_BITS = [round((value >> 1) * 255 / 127) for value in range(256)]


def clean_picture_file(job: Job, kind: Kind) -> None:
    """Write a clean copy of the picture in `job`."""
    job.target.write(clean_picture(job.read_all(), kind, job))
    job.ledger.notice(Notice.VOICE_AND_FACES)


def clean_picture(content: bytes, kind: Kind, job: Job) -> bytes:
    """Give a clean copy of one picture, also of one that lies inside a document."""
    job.ledger.begin_picture(job.limits)
    if job.lossless:
        job.ledger.thorough = True
        job.ledger.notice(Notice.SENSOR_MARKS_KEPT)
        if kind in _STRIPPERS:
            stripped = _STRIPPERS[kind](content, job.ledger)
            return _exact_webp(stripped, job) if kind is Kind.WEBP and job.pictures else stripped
    if not job.pictures:
        raise UncleanableFileError(Reason.LIBRARY_MISSING)
    fresh = _encode_anew(content, kind, job)
    return _proven(fresh, kind)


def _exact_webp(content: bytes, job: Job) -> bytes:
    """Cut from a still picture what follows its packed pixels; a shorter one that looks the same shows it."""
    chunks, _ = segments.riff_chunks(content, b"WEBP")
    packed = next((body for kind, body in chunks if kind in _PACKED_WEBP), b"")
    pixels = _webp_pixels(content)
    if any(kind == b"ANMF" for kind, _ in chunks) or len(packed) <= _WEBP_MARGIN:
        return content

    def shortened(size: int) -> bytes:
        bodies = [(kind, body[:size] if kind in _PACKED_WEBP else body) for kind, body in chunks]
        whole = b"WEBP" + b"".join(segments.riff_chunk(kind, body) for kind, body in bodies)
        return b"RIFF" + struct.pack("<I", len(whole)) + whole

    if _webp_pixels(shortened(len(packed) - _WEBP_MARGIN)) != pixels:
        return content
    short, long = 0, len(packed)
    while long - short > 1:
        middle = (short + long) // 2
        short, long = (short, middle) if _webp_pixels(shortened(middle)) == pixels else (middle, long)
    job.ledger.remove(Trait.UNUSED_DATA)
    return shortened(long)


def _webp_pixels(content: bytes) -> bytes:
    """Give a digest of the decoded picture; empty when it cannot be decoded."""
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(content), formats=("WEBP",))
        picture.load()
    except (OSError, SyntaxError, ValueError):
        return b""
    return hashlib.sha256(picture.tobytes()).digest()


def bitmap_to_png(content: bytes, job: Job) -> bytes:
    """Give a Windows bitmap from inside a document as a clean PNG."""
    from PIL import Image

    picture = Image.open(io.BytesIO(content), formats=("BMP",))
    if picture.size[0] * picture.size[1] > job.limits.pixels:
        raise UncleanableFileError(Reason.UNPACKS_TOO_LARGE)
    output = io.BytesIO()
    options = _options(Kind.PNG, content, picture, job)
    _save_one(_neutral_pixels(picture, Kind.PNG, job), Kind.PNG, output, options)
    return _proven(output.getvalue(), Kind.PNG)


def _proven(fresh: bytes, kind: Kind) -> bytes:
    """Walk the new picture: nothing must be left to strip."""
    if kind not in _STRIPPERS:
        return fresh
    ledger = Ledger()
    _STRIPPERS[kind](fresh, ledger)
    if +ledger.removed:
        raise UncleanableFileError(Reason.NOT_PROVEN)
    return fresh


def _note_what_is_there(content: bytes, kind: Kind, picture: Image.Image, ledger: Ledger) -> None:
    found = Ledger()
    if kind in _STRIPPERS:
        try:
            _STRIPPERS[kind](content, found)
        except UncleanableFileError:
            # The decoder is more patient than the walk; then only what it understood is counted.
            found = Ledger(Counter({Trait.METADATA: 1}))
        ledger.removed.update(found.removed)
    else:
        ledger.removed.update(read_exif(content)[1])
        xmp = picture.info.get("xmp", b"")
        if isinstance(xmp, bytes) and xmp:
            ledger.removed.update(traits_of_xmp(xmp))
        ledger.remove(Trait.COLOUR_PROFILE, int("icc_profile" in picture.info))


def _encode_anew(content: bytes, kind: Kind, job: Job) -> bytes:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own limit is checked before any pixel is decoded
    try:
        picture = Image.open(io.BytesIO(content), formats=_FORMATS[kind])
    except OSError as error:
        if kind is Kind.WEBP and str(error) == _DECODER_FULL:
            raise _why_undecoded(content, job.limits) from None
        raise
    if kind is Kind.TIFF and _is_raw(content, picture):
        raise UncleanableFileError(Reason.UNSUPPORTED_FORMAT)
    width, height = picture.size
    frames = getattr(picture, "n_frames", 1) if kind is not Kind.JPEG else 1
    if width * height > job.limits.pixels or frames > job.limits.frames:
        raise UncleanableFileError(Reason.UNPACKS_TOO_LARGE)
    _note_what_is_there(content, kind, picture, job.ledger)
    if kind is Kind.JPEG and getattr(picture, "n_frames", 1) > 1:
        job.ledger.notice(Notice.FIRST_PICTURE_ONLY)
    output = io.BytesIO()
    if frames > 1:
        _save_frames(picture, kind, output, job, frames)
    else:
        options = _options(kind, content, picture, job)
        pixels = _neutral_pixels(picture, kind, job)
        del picture  # some decoders hold as much as the picture itself
        _save_one(pixels, kind, output, options)
    return output.getvalue()


def _why_undecoded(content: bytes, limits: Limits) -> UncleanableFileError:
    """Say why no WebP decoder could be made: one that is large and whose pieces are in order needs memory."""
    for pixels, reason in (
        (limits.pixels, Reason.UNPACKS_TOO_LARGE),
        (limits.memory_bytes // _DECODER_BYTES, Reason.TOO_MUCH_MEMORY),
    ):
        walked = Ledger()
        walked.begin_picture(replace(limits, pixels=pixels))
        try:
            segments.strip_webp(content, walked)
        except UncleanableFileError as error:
            return UncleanableFileError(reason) if error.reason_code is Reason.UNPACKS_TOO_LARGE else error
    return damaged()


def _is_raw(content: bytes, picture: Image.Image) -> bool:
    """Whether a TIFF is what a camera's sensor wrote, of which other programs see a small preview only."""
    tags = getattr(picture, "tag_v2", {})
    preview = bool(tags.get(_SUBFILE_KIND, 0) & 1) and _SUB_PICTURES in tags
    return preview or _DNG_VERSION in tags or content[8:10] == b"CR"


def _save_one(pixels: Image.Image, kind: Kind, output: io.BytesIO, options: dict[str, Any]) -> None:
    try:
        pixels.save(output, format=_FORMATS[kind][0], **options)
    except ValueError as error:
        if str(error) in _ENCODER_FULL:
            raise UncleanableFileError(Reason.TOO_MUCH_MEMORY) from None
        raise


def _options(kind: Kind, content: bytes, original: Image.Image, job: Job) -> dict[str, Any]:
    """Say how a still picture is encoded."""
    if kind is Kind.JPEG:
        return {"quality": _QUALITY, "subsampling": "4:2:0", "exif": b"", "comment": b""}
    if kind is Kind.WEBP:
        return {"quality": _QUALITY, "lossless": b"VP8L" in content[:64], "exact": False}
    if kind is Kind.TIFF:
        return {"compression": "tiff_adobe_deflate", "icc_profile": _kept_profile(original, job)}
    return {"compress_level": 6} if kind is Kind.PNG else {}


def _kept_profile(original: Image.Image, job: Job) -> bytes | None:
    """Give the neutral form of the colour profile where pixels stay as they are."""
    profile = original.info.get("icc_profile")
    return neutral_profile(profile) if job.lossless and profile else None


def _neutral_pixels(picture: Image.Image, kind: Kind, job: Job) -> Image.Image:
    """Give an sRGB picture, upright, that remembers nothing of the file it came from."""
    from PIL import ImageOps

    profile = picture.info.get("icc_profile")
    picture.load()
    if job.upright:
        with contextlib.suppress(*_BROKEN_EXIF):  # which way is up cannot be known; it stays as it lies
            ImageOps.exif_transpose(picture, in_place=True)
    if job.crop is not None:
        picture = picture.crop(job.crop.box(*picture.size))
    pixels = picture if job.lossless else _plain_mode(picture, kind)
    if profile and not job.lossless:
        pixels = _to_srgb(pixels, profile)
    if pixels is picture and (job.lossless or kind in _REMEMBERING):
        pixels = picture.copy()
    pixels.info = {}
    if kind is Kind.JPEG or job.lossless:
        return pixels
    return _without_hidden_bits(pixels)


def _plain_mode(picture: Image.Image, kind: Kind) -> Image.Image:
    mode = picture.mode
    if mode.startswith("I;16") or mode in ("I", "F"):
        return _eight_bits(picture)
    if mode in ("1", "L", "RGB"):
        return picture if kind is not Kind.WEBP or mode == "RGB" else picture.convert("RGB")
    transparent = mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info
    return picture.convert("RGBA" if transparent and kind is not Kind.JPEG else "RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Scale 16 bits, or whatever range a picture of numbers has, to 0-255."""
    wide = picture.convert("F")
    lowest, highest = wide.getextrema()
    assert isinstance(lowest, float)
    assert isinstance(highest, float)
    start = min(lowest, 0.0)
    reach = highest - start
    factor = 1.0
    if reach > 255.0:
        factor = 255.0 / (65_535.0 if picture.mode.startswith("I;16") else reach)
    elif picture.mode == "F" and 0.0 < reach <= _MOST_BRIGHT:
        factor = 255.0 / max(1.0, reach)
    return wide.point(lambda value: value * factor - start * factor).convert("L")


def _to_srgb(pixels: Image.Image, profile: bytes) -> Image.Image:
    from PIL import ImageCms

    if pixels.mode not in ("RGB", "RGBA"):
        return pixels
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        alpha = pixels.getchannel("A") if pixels.mode == "RGBA" else None
        converted = pixels if alpha is None else pixels.convert("RGB")
        ImageCms.profileToProfile(converted, source, ImageCms.createProfile("sRGB"), inPlace=True)
    except (OSError, ImageCms.PyCMSError):
        return pixels  # a profile that cannot be read changes no colours
    if alpha is not None:
        converted.putalpha(alpha)
    return converted


def _without_hidden_bits(pixels: Image.Image) -> Image.Image:
    """Blank the colour under full transparency and round off the lowest bit of every channel, in place."""
    if pixels.mode == "1":
        return pixels
    table = _SEVEN_BITS * len(pixels.getbands())
    width, height = pixels.size
    rows = max(1, _ROUNDED_AT_ONCE // max(1, width))
    for top in range(0, height, rows):
        box = (0, top, width, min(height, top + rows))
        part = pixels.crop(box).point(table)
        if part.mode == "RGBA":
            part.paste((0, 0, 0, 0), mask=part.getchannel("A").point([255] + [0] * 255))
        pixels.paste(part, box)
    return pixels


def _save_frames(picture: Image.Image, kind: Kind, output: io.BytesIO, job: Job, count: int) -> None:
    """Encode an animation or a many-page picture frame by frame."""
    from PIL import ImageSequence

    frames, durations, total = [], [], 0
    for frame in ImageSequence.Iterator(picture):
        total += frame.size[0] * frame.size[1]
        if total > job.limits.pixels:
            raise UncleanableFileError(Reason.UNPACKS_TOO_LARGE)
        frame.load()  # some decoders tell a frame's time only then
        durations.append(max(0, int(frame.info.get("duration", 0) or 0)))
        frames.append(_neutral_frame(frame, kind, job))
    if len(frames) != count:
        raise damaged()
    loop = picture.info.get("loop")
    options: dict[str, Any] = {"save_all": True, "append_images": frames[1:]}
    if kind is Kind.TIFF:
        options["compression"] = "tiff_adobe_deflate"
    else:
        options |= {"duration": durations, **({"loop": int(loop)} if loop is not None else {})}
    if kind is Kind.WEBP:
        options |= {"quality": _QUALITY, "lossless": False}
    if kind is Kind.GIF:
        options |= {"disposal": 2, "optimize": False}
    frames[0].save(output, format=_FORMATS[kind][0], **options)


def _neutral_frame(frame: Image.Image, kind: Kind, job: Job) -> Image.Image:
    still = frame.copy()
    still.info = {key: value for key, value in frame.info.items() if key in ("transparency", "icc_profile")}
    if kind is Kind.TIFF:
        return _neutral_pixels(still, kind, job)
    colour = "RGBA" if still.mode in ("RGBA", "P", "PA", "LA") or still.info else "RGB"
    pixels = still.convert(colour)
    pixels.info = {}
    return pixels if job.lossless else _without_hidden_bits(pixels)
