"""What of a movie is known and stays: boxes, codecs, brands, the length of boxes of a fixed form.

Sources: ISO/IEC 14496-12, -14 and -15, QuickTime File Format, the MP4 registration authority.
"""

from __future__ import annotations

from anonymizer.files.results import Trait

KEPT: dict[bytes, frozenset[bytes]] = {
    b"moov": frozenset({b"mvhd", b"trak", b"mvex"}),
    b"trak": frozenset({b"tkhd", b"mdia", b"edts", b"tapt"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"minf": frozenset({b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"}),
    b"dinf": frozenset({b"dref"}),
    b"edts": frozenset({b"elst"}),
    b"tapt": frozenset({b"clef", b"prof", b"enof"}),
    b"mvex": frozenset({b"mehd", b"trex"}),
    b"stbl": frozenset(
        {b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss"}
    )
    | {b"stps"},
    b"moof": frozenset({b"mfhd", b"traf"}),
    b"traf": frozenset({b"tfhd", b"tfdt", b"trun"}),
    b"wave": frozenset({b"frma", b"mp4a", b"enda", b"esds", b"chan", b"alac", b"samr"}),
}
ENTRY_KEPT = frozenset(
    {
        b"avcC",
        b"hvcC",
        b"esds",
        b"dOps",
        b"dfLa",
        b"dac3",
        b"dec3",
        b"av1C",
        b"vpcC",
        b"colr",
        b"pasp",
        b"clap",
    }
    | {
        b"btrt",
        b"fiel",
        b"wave",
        b"chan",
        b"damr",
        b"d263",
        b"mdcv",
        b"clli",
        b"gama",
        b"alac",
        b"chnl",
        b"bitr",
    }
)
VIDEO = {
    b"avc1": "avc", b"avc3": "avc", b"hvc1": "hevc", b"hev1": "hevc", b"mp4v": "mpeg4", b"s263": "",
    b"h263": "",
    b"H263": "", b"av01": "av1", b"vp08": "", b"vp09": "",
}  # fmt: skip
AUDIO = frozenset(
    {
        b"mp4a",
        b"samr",
        b"sawb",
        b"alac",
        b"ac-3",
        b"ec-3",
        b"Opus",
        b"fLaC",
        b".mp3",
        b"sowt",
        b"twos",
        b"lpcm",
    }
    | {b"in24", b"in32", b"fl32", b"fl64", b"ulaw", b"alaw", b"ima4", b"raw ", b"ms\x00\x11"}
)
LOCKED = frozenset({b"encv", b"enca", b"drmi", b"drms", b"sinf", b"pssh", b"senc", b"enct"})
BRANDS = frozenset(
    {
        b"isom",
        b"iso2",
        b"iso3",
        b"iso4",
        b"iso5",
        b"iso6",
        b"iso7",
        b"iso8",
        b"iso9",
        b"mp41",
        b"mp42",
        b"avc1",
    }
    | {
        b"hvc1",
        b"qt  ",
        b"M4A ",
        b"M4V ",
        b"M4B ",
        b"3gp4",
        b"3gp5",
        b"3gp6",
        b"3gp7",
        b"3g2a",
        b"dash",
        b"cmfc",
    }
    | {b"msdh", b"msix", b"av01"}
)
MP3_ENTRIES = frozenset({b".mp3", b"ms\x00\x55"})
MP3_TYPES = frozenset({0x69, 0x6B})
"""MPEG audio of parts 2 and 1, in descriptors."""
FREE = frozenset({b"free", b"skip", b"wide"})
TABLE_ROWS = {
    b"stts": 8,
    b"ctts": 8,
    b"stss": 4,
    b"stsc": 12,
    b"stco": 4,
    b"co64": 8,
    b"stps": 4,
    b"elst": 12,
}
FORM_BYTES: dict[bytes, tuple[int, int]] = {
    b"mvhd": (100, 112), b"tkhd": (84, 96), b"mdhd": (24, 36), b"vmhd": (12, 12), b"smhd": (8, 8),
    b"mehd": (8, 12), b"trex": (24, 24), b"mfhd": (8, 8), b"tfdt": (8, 12), b"clef": (12, 12),
    b"prof": (12, 12), b"enof": (12, 12), b"cslg": (24, 44),
}  # fmt: skip
"""Bytes of boxes of a fixed form, in versions 0 and 1."""
NO_LANGUAGE = b"\x55\xc4"
TOP_KEPT = frozenset({b"mdat", b"sidx"})
MARKS: tuple[tuple[Trait, tuple[bytes, ...]], ...] = (
    (Trait.PLACE, (b"\xa9xyz", b"loci", b"location")),
    (
        Trait.DEVICE,
        (b"\xa9mak", b"\xa9mod", b"\xa9swr", b"\xa9too", b".make", b".model", b".software", b"\xa9enc"),
    ),
    (Trait.TIME, (b"\xa9day", b"creationdate", b"date")),
    (Trait.AUTHOR, (b"\xa9ART", b"\xa9aut", b"auth", b"aART", b"\xa9wrt", b"author")),
    (Trait.COMMENT, (b"\xa9cmt", b"\xa9inf", b"comment")),
    (Trait.DESCRIPTION, (b"\xa9nam", b"titl", b"desc", b"dscp")),
    (Trait.THUMBNAIL, (b"covr", b"thmb")),
)
