"""MP3: keep the sound frames; tags before, between and after them go.

ID3 (1 and 2), APE, Lyrics3 and anything else that is no MPEG audio layer III frame is left out. The
encoder's name in an information frame is blanked; its delay and padding stay, so that players keep time.
Source: ISO/IEC 11172-3, 13818-3.
"""

from __future__ import annotations

from anonymizer.files.job import Job, damaged
from anonymizer.files.results import Kind, Notice, Trait

_KILOBITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_TAG_MARKS = (
    (Trait.AUTHOR, (b"TPE1", b"TCOM", b"TOWN", b"TENC", b"WOAR")),
    (Trait.DESCRIPTION, (b"TIT2", b"TALB", b"TIT3")),
    (Trait.COMMENT, (b"COMM", b"USLT")),
    (Trait.TIME, (b"TDRC", b"TYER", b"TDEN", b"TDTG", b"TDAT")),
    (Trait.DEVICE, (b"TSSE",)),
    (Trait.THUMBNAIL, (b"APIC",)),
    (Trait.EMBEDDED_FILE, (b"GEOB",)),
)


def clean(job: Job) -> Kind:
    """Write the clean recording; raises UncleanableFileError."""
    content = job.read_all()
    at, frames, family = 0, 0, b""
    while at < len(content):
        length = frame_bytes(content, at)
        follower = at + length
        trusted = (length and content[at + 1 : at + 2] == family) or _follows(content, follower, frames)
        if not length or follower > len(content) or not trusted:
            at = _skip(content, at, job)
            continue
        frame = content[at:follower]
        job.target.write(_neutral_frame(frame, job) if frames == 0 else frame)
        frames += 1
        family = content[at + 1 : at + 2]
        at = follower
    if frames < 2:
        raise damaged()
    job.ledger.notice(Notice.VOICE_AND_FACES)
    return Kind.MP3


def frame_bytes(content: bytes, at: int) -> int:
    """Give the length of the layer III frame at an offset; 0 when there is none."""
    if at + 4 > len(content) or content[at] != 0xFF or content[at + 1] & 0xE6 != 0xE2:
        return 0
    version = content[at + 1] >> 3 & 3
    rate, hertz = content[at + 2] >> 4, content[at + 2] >> 2 & 3
    if version == 1 or rate in (0, 15) or hertz == 3:
        return 0
    kilobits = _KILOBITS[3 if version == 3 else 2][rate]
    padding = content[at + 2] >> 1 & 1
    return (144 if version == 3 else 72) * kilobits * 1000 // _HERTZ[version][hertz] + padding


def _follows(content: bytes, at: int, frames: int) -> bool:
    """Trust a frame when another follows it, or a known tag, or the end."""
    if at == len(content) or frame_bytes(content, at):
        return True
    return frames > 0 and content[at : at + 3] in (b"TAG", b"ID3", b"APE", b"LYR")


def _skip(content: bytes, at: int, job: Job) -> int:
    """Pass over a tag or other bytes up to the next frame, and count what they were."""
    if content[at : at + 3] == b"ID3" and at + 10 <= len(content):
        size = 0
        for byte in content[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        end = min(at + 10 + size + (10 if content[at + 5] & 0x10 else 0), len(content))
        block = content[at:end]
        for trait, marks in _TAG_MARKS:
            job.ledger.remove(trait, int(any(mark in block for mark in marks)))
        job.ledger.remove(Trait.METADATA)
        return end
    job.ledger.remove(
        Trait.METADATA if content[at : at + 3] in (b"TAG", b"APE", b"LYR") else Trait.UNUSED_DATA
    )
    at += 1
    while (at := content.find(b"\xff", at)) >= 0:
        length = frame_bytes(content, at)
        if length and frame_bytes(content, at + length):
            return at
        at += 1
    return len(content)


def _neutral_frame(frame: bytes, job: Job) -> bytes:
    """Blank the encoder's name in the information frame."""
    if frame[36:40] == b"VBRI":
        entries, _, width = (int.from_bytes(frame[at : at + 2], "big") for at in (54, 56, 58))
        end = min(62 + entries * width, len(frame))
        return frame[:end] + bytes(len(frame) - end)
    for mark in (b"Xing", b"Info"):
        at = frame.find(mark, 4, 64)
        if at < 0:
            continue
        flags = int.from_bytes(frame[at + 4 : at + 8], "big")
        tag = at + 8 + 4 * (flags & 1) + 4 * (flags >> 1 & 1) + 100 * (flags >> 2 & 1) + 4 * (flags >> 3 & 1)
        if tag + 36 > len(frame):
            return frame[:tag] + bytes(len(frame) - tag)
        known = frame[tag : tag + 4] in (b"LAME", b"Lavf", b"Lavc")
        # Players read delay and padding (3 bytes at 21) only behind a known name.
        name = b"LAME" + bytes(5) if known else bytes(9)
        kept = name + bytes(12) + frame[tag + 21 : tag + 24] if known else bytes(24)
        fresh = frame[:tag] + kept + bytes(len(frame) - tag - len(kept))
        job.ledger.remove(Trait.DEVICE, int(fresh != frame))
        return fresh
    return frame
