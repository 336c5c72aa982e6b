"""exiftool and mat2, who know metadata better than we do, find none in what was cleaned."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from file_samples import MARK, SAMPLES, clean_copy

# Groups of exiftool that describe pixels, packing and playing, not people.
TECHNICAL_GROUPS = ("System", "ExifTool", "Composite", "ZIP", "JFIF", "MPEG", "Opus")
TECHNICAL = {
    "PNG": {"ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter", "Interlace"},
    "RIFF": {
        "VP8Version",
        "ImageWidth",
        "ImageHeight",
        "HorizontalScale",
        "VerticalScale",
        "Encoding",
        "NumChannels",
    }
    | {"SampleRate", "AvgBytesPerSec", "BitsPerSample"},
    "GIF": {"GIFVersion", "ImageWidth", "ImageHeight", "HasColorMap", "ColorResolutionDepth", "BitsPerPixel"}
    | {"BackgroundColor", "AnimationIterations", "FrameCount", "Duration", "TransparentColor"},
    "IFD0": {
        "ImageWidth",
        "ImageHeight",
        "BitsPerSample",
        "Compression",
        "PhotometricInterpretation",
        "StripOffsets",
    }
    | {"SamplesPerPixel", "RowsPerStrip", "StripByteCounts", "PlanarConfiguration"},
    "File": {"FileType", "FileTypeExtension", "MIMEType", "ImageWidth", "ImageHeight", "EncodingProcess"}
    | {"BitsPerSample", "ColorComponents", "YCbCrSubSampling", "ExifByteOrder"},
    "PDF": {"PDFVersion", "Linearized", "PageCount"},
    "Vorbis": {"VorbisVersion", "AudioChannels", "SampleRate", "NominalBitrate", "Vendor"},
}
TECHNICAL["IFD1"] = TECHNICAL["IFD0"]
# Names exiftool gives to things in movies that would tell something.
TELLING = (
    "GPS",
    "Location",
    "Artist",
    "Author",
    "Comment",
    "Title",
    "Description",
    "Encoder",
    "Make",
    "Model",
)
TELLING += (
    "Software",
    "UserData",
    "Copyright",
    "HandlerDescription",
    "CompressorName",
    "VendorID",
    "TimeCode",
)
MOVIES = ("mp4", "mp4-fragments", "mov", "m4a", "avif", "heic")
MAT2 = ("jpeg", "png", "tiff", "pdf", "docx", "xlsx", "odt", "ogg", "mp3", "wav")


def told_by_exiftool(path: Path) -> dict[str, object]:
    done = subprocess.run(
        ["exiftool", "-j", "-G1", "-a", "-ee", str(path)], capture_output=True, text=True, check=True
    )
    found: dict[str, object] = json.loads(done.stdout)[0]
    return {key: value for key, value in found.items() if ":" in key}


def spot(tmp_path: Path, name: str, content: bytes) -> Path:
    extension = {"jpeg": "jpg", "mp4-fragments": "mp4", "ogg-vorbis": "ogg"}.get(name, name)
    path = tmp_path / f"berkas.{extension}"
    path.write_bytes(content)
    return path


def untechnical(found: dict[str, object]) -> dict[str, object]:
    left = {}
    for key, value in found.items():
        group, _, tag = key.partition(":")
        if group not in TECHNICAL_GROUPS and tag not in TECHNICAL.get(group, set()):
            left[key] = value
    return left


@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in MOVIES])
def test_exiftool_finds_only_technical_facts(name: str, tmp_path: Path) -> None:
    before = told_by_exiftool(spot(tmp_path, name, SAMPLES[name]()))
    after = told_by_exiftool(spot(tmp_path, name, clean_copy(name).content))
    if name not in ("docx", "xlsx", "pptx", "odt", "ods", "odp", "ogg-vorbis"):
        assert untechnical(before), "the positive control: it finds what was planted"
    assert not untechnical(after)


@pytest.mark.parametrize("name", MOVIES)
def test_exiftool_finds_nothing_telling_in_movies(name: str, tmp_path: Path) -> None:
    before = told_by_exiftool(spot(tmp_path, name, SAMPLES[name]()))
    after = told_by_exiftool(spot(tmp_path, name, clean_copy(name).content))
    after = {
        key: value for key, value in after.items() if not key.startswith("System:") and value not in ("", "-")
    }
    assert MARK in str(before)
    assert MARK[:12] not in str(after)
    assert [key for key in before if any(word in key for word in TELLING)]
    assert not [key for key in after if any(word in key for word in TELLING)]
    dates = {str(value) for key, value in after.items() if key.endswith("Date")}
    assert dates <= {"0000:00:00 00:00:00"}


@pytest.mark.parametrize("name", MAT2)
def test_mat2_finds_nothing(name: str, tmp_path: Path) -> None:
    def shown(content: bytes) -> str:
        done = subprocess.run(
            ["mat2", "--show", str(spot(tmp_path, name, content))], capture_output=True, text=True, check=True
        )
        return done.stdout

    before, after = shown(SAMPLES[name]()), shown(clean_copy(name).content)
    assert "Metadata for" in before
    lines = [line for line in after.splitlines() if ": " in line and "berkas." not in line]
    harmless = {"creation-date: -1", "mod-date: -1", "format: PDF-1.5", "format: PDF-1.4"}
    lines = [line for line in lines if line.strip() not in harmless]
    assert lines == []
    assert "No metadata found" in after or name == "pdf"
