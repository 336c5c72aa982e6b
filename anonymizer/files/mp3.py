"""MP3: keep the sound frames; tags before, between and after them go.

ID3 (1 and 2), APE, Lyrics3 and anything else that is no MPEG audio layer III frame is left out. The
encoder's name in an information frame is blanked; its delay and padding stay, so that players keep time.
Bytes of the frames that hold no sound become zero.
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
TAG_MARKS = (
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
    content = bytearray(job.read_all())
    frames = _frames(content, job)
    if len(frames) < 2:
        raise damaged()
    first, size = frames[0]
    neutral = _neutral_frame(bytes(content[first : first + size]), job)
    informing = any(mark in content[first + 4 : first + 64] for mark in (b"Xing", b"Info", b"VBRI"))
    content[first : first + size] = neutral
    if blank_spare_bits(content, frames[1:] if informing else frames):
        job.ledger.remove(Trait.HIDDEN_MARK)
    for at, length in frames:
        job.target.write(content[at : at + length])
    job.ledger.notice(Notice.VOICE_AND_FACES)
    return Kind.MP3


def blank_frames(content: bytearray, job: Job) -> bool:
    """Blank, in place, what frames that follow each other hold besides sound; say whether they held any."""
    at, frames = 0, []
    while at + 4 <= len(content):
        length = frame_bytes(content, at)
        if not length or at + length > len(content):
            at += 1
            continue
        frames.append((at, length))
        at += length
    if not frames:
        return False
    first, size = frames[0]
    original = bytes(content[first : first + size])
    content[first : first + size] = _neutral_frame(original, job)
    informing = any(mark in original[4:64] for mark in (b"Xing", b"Info", b"VBRI"))
    changed = blank_spare_bits(content, frames[1:] if informing else frames)
    job.ledger.remove(Trait.HIDDEN_MARK, int(changed))
    return changed or original != content[first : first + size]


def _frames(content: bytearray, job: Job) -> list[tuple[int, int]]:
    """Give (offset, length) of the sound frames; count what lies between them."""
    at, family = 0, b""
    frames: list[tuple[int, int]] = []
    while at < len(content):
        length = frame_bytes(content, at)
        follower = at + length
        known = content[at + 1 : at + 2] == family
        trusted = (length and known) or _follows(content, follower, len(frames))
        if not length or follower > len(content) or not trusted:
            at = _skip(content, at, job)
            continue
        frames.append((at, length))
        family = bytes(content[at + 1 : at + 2])
        at = follower
    return frames


def blank_spare_bits(content: bytearray, frames: list[tuple[int, int]]) -> bool:
    """Zero the bytes of the frames' data that hold no sound; say whether they held anything.

    Encoders put their name there. The data of a frame may begin up to 511 bytes before the frame, in what
    earlier frames left free, so what is free behind the last frame is known only with the next.
    """
    areas: list[tuple[int, int, int]] = []  # offset in the run of all data, offset in the file, length
    end_of_sound = end_of_data = 0
    held = False
    for at, length in frames:
        head = 4 if content[at + 1] & 1 else 6
        newest, mono = content[at + 1] >> 3 & 3 == 3, content[at + 3] >> 6 == 3
        side = (17 if mono else 32) if newest else (9 if mono else 17)
        bits = int.from_bytes(content[at + head : at + head + side], "big")
        back, sound = _sound_bits(bits, side * 8, newest=newest, mono=mono)
        areas.append((end_of_data, at + head + side, max(0, length - head - side)))
        begin = end_of_data - back
        end_of_data += areas[-1][2]
        if end_of_sound <= begin:
            held = _zero_run(content, areas, end_of_sound, begin) or held
        end_of_sound = max(begin + (sound + 7) // 8, 0)
        while len(areas) > 1 and areas[1][0] < end_of_sound:
            del areas[0]
    return _zero_run(content, areas, end_of_sound, end_of_data) or held


def _sound_bits(side: int, width: int, *, newest: bool, mono: bool) -> tuple[int, int]:
    """Read from side information where a frame's data begins (bytes back) and how many bits it has."""
    back_bits, unit = (9, 59) if newest else (8, 63)
    private = (5 if mono else 3) if newest else (1 if mono else 2)
    shares = (4 if mono else 8) if newest else 0
    at = back_bits + private + shares
    units = (1 if mono else 2) * (2 if newest else 1)
    sound = sum(side >> (width - (at + unit * number) - 12) & 0xFFF for number in range(units))
    return side >> (width - back_bits), sound


def _zero_run(content: bytearray, areas: list[tuple[int, int, int]], start: int, end: int) -> bool:
    held = False
    for run, place, length in areas:
        first, last = max(start, run), min(end, run + length)
        if first < last:
            held |= any(content[place + first - run : place + last - run])
            content[place + first - run : place + last - run] = bytes(last - first)
    return held


def frame_bytes(content: bytes | bytearray, at: int) -> int:
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


def _follows(content: bytes | bytearray, at: int, frames: int) -> bool:
    """Trust a frame when another follows it, or a known tag, or the end."""
    if at == len(content) or frame_bytes(content, at):
        return True
    return frames > 0 and content[at : at + 3] in (b"TAG", b"ID3", b"APE", b"LYR")


def _skip(content: bytes | bytearray, at: int, job: Job) -> int:
    """Pass over a tag or other bytes up to the next frame, and count what they were."""
    if content[at : at + 3] == b"ID3" and at + 10 <= len(content):
        size = 0
        for byte in content[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        end = min(at + 10 + size + (10 if content[at + 5] & 0x10 else 0), len(content))
        block = content[at:end]
        for trait, marks in TAG_MARKS:
            job.ledger.remove(trait, int(any(mark in block for mark in marks)))
        job.ledger.remove(Trait.METADATA)
        return end
    tagged = content[at : at + 3] in (b"TAG", b"APE", b"LYR")
    job.ledger.remove(Trait.METADATA if tagged else Trait.UNUSED_DATA)
    if content[at : at + 3] == b"TAG":
        job.ledger.remove(Trait.AUTHOR, int(any(content[at + 33 : at + 63])))
        job.ledger.remove(Trait.DESCRIPTION, int(any(content[at + 3 : at + 33])))
        job.ledger.remove(Trait.COMMENT, int(any(content[at + 97 : at + 127])))
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
        seek = at + 8 + 4 * (flags & 1) + 4 * (flags >> 1 & 1)
        if flags & 4 and sorted(frame[seek : seek + 100]) != list(frame[seek : seek + 100]):
            frame = frame[:seek] + bytes(256 * place // 100 for place in range(100)) + frame[seek + 100 :]
            job.ledger.remove(Trait.UNUSED_DATA)
        fresh = frame[:tag] + kept + bytes(len(frame) - tag - len(kept))
        job.ledger.remove(Trait.DEVICE, int(fresh != frame))
        return fresh
    return frame
