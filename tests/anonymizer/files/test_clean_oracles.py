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


Told = dict[str, object]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write every sample as `before-NAME.EXT` and its clean copy as `after-NAME.EXT`."""
    place = tmp_path_factory.mktemp("berkas")
    for name, make in SAMPLES.items():
        extension = {"jpeg": "jpg", "mp4-fragments": "mp4", "ogg-vorbis": "ogg"}.get(name, name)
        (place / f"before-{name}.{extension}").write_bytes(make())
        (place / f"after-{name}.{extension}").write_bytes(clean_copy(name).content)
    return place


@pytest.fixture(scope="module")
def exiftool(folder: Path) -> dict[str, Told]:
    """What exiftool tells of each file, in one run."""
    done = subprocess.run(
        ["exiftool", "-j", "-G1", "-a", "-ee", str(folder)], capture_output=True, text=True, check=True
    )
    found: list[Told] = json.loads(done.stdout)
    return {
        Path(str(one["SourceFile"])).stem: {key: value for key, value in one.items() if ":" in key}
        for one in found
    }


@pytest.fixture(scope="module")
def mat2(folder: Path) -> dict[str, list[str]]:
    """What mat2 tells of each file it knows, in one run: lines without the headings."""
    known = [path for path in sorted(folder.iterdir()) if path.stem.partition("-")[2] in MAT2]
    done = subprocess.run(["mat2", "--show", *map(str, known)], capture_output=True, text=True, check=True)
    told: dict[str, list[str]] = {}
    current: list[str] = []
    for line in done.stdout.splitlines():
        named = next((path for path in known if str(path) in line), None)
        if named is not None:
            current = told.setdefault(named.stem, [])
        elif ": " in line:
            current.append(line.strip())
    assert len(told) == 2 * len(MAT2)
    return told


def untechnical(found: Told) -> Told:
    left = {}
    for key, value in found.items():
        group, _, tag = key.partition(":")
        if group not in TECHNICAL_GROUPS and tag not in TECHNICAL.get(group, set()):
            left[key] = value
    return left


@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in MOVIES])
def test_exiftool_finds_only_technical_facts(name: str, exiftool: dict[str, Told]) -> None:
    if name not in ("docx", "xlsx", "pptx", "odt", "ods", "odp", "ogg-vorbis"):
        assert untechnical(exiftool[f"before-{name}"]), "the positive control: it finds what was planted"
    assert not untechnical(exiftool[f"after-{name}"])


@pytest.mark.parametrize("name", MOVIES)
def test_exiftool_finds_nothing_telling_in_movies(name: str, exiftool: dict[str, Told]) -> None:
    before = exiftool[f"before-{name}"]
    after = {
        key: value
        for key, value in exiftool[f"after-{name}"].items()
        if not key.startswith("System:") and value not in ("", "-")
    }
    assert MARK in str(before)
    assert MARK[:12] not in str(after)
    assert [key for key in before if any(word in key for word in TELLING)]
    assert not [key for key in after if any(word in key for word in TELLING)]
    dates = {str(value) for key, value in after.items() if key.endswith("Date")}
    assert dates <= {"0000:00:00 00:00:00"}


@pytest.mark.parametrize("name", MAT2)
def test_mat2_finds_nothing(name: str, mat2: dict[str, list[str]]) -> None:
    harmless = {"creation-date: -1", "mod-date: -1", "format: PDF-1.5", "format: PDF-1.4"}
    assert set(mat2[f"before-{name}"]) - harmless
    assert set(mat2[f"after-{name}"]) <= harmless
