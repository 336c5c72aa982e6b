"""What of a PDF is known and stays: keys of dictionaries, operators, packings. Source: ISO 32000-2."""

from __future__ import annotations

import re

from anonymizer.files.results import Trait
from anonymizer.wordlists import words

SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s\\]{1,2000}\Z", re.IGNORECASE)
TAIL_BYTES = 1024


def key_names(listed: str) -> frozenset[str]:
    return frozenset("/" + word for word in listed.split())


PAGE_TREE = key_names("Type Kids Count Parent Resources MediaBox CropBox Rotate")
PAGE = key_names(
    "Type Parent Resources MediaBox CropBox BleedBox TrimBox ArtBox Contents Rotate Group UserUnit Annots"
)
RESOURCES = key_names("ExtGState ColorSpace Pattern Shading XObject Font")
FORM = key_names("Type Subtype FormType BBox Matrix Resources Group Filter DecodeParms Length")
IMAGE = key_names(
    "Type Subtype Width Height ColorSpace BitsPerComponent Intent ImageMask Mask Decode Interpolate SMask"
    " SMaskInData Matte Filter DecodeParms Length"
)
FONT = key_names(
    "Type Subtype BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode DescendantFonts"
    " CIDSystemInfo DW W DW2 W2 CIDToGIDMap FontBBox FontMatrix CharProcs Resources"
)
DESCRIPTOR = key_names(
    "Type FontName FontWeight Flags FontBBox ItalicAngle Ascent Descent Leading"
    " CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth FontFile FontFile2 FontFile3"
)
OTHER = key_names(
    "Type Subtype Filter DecodeParms Length Length1 Length2 Length3 N Alternate Range Domain FunctionType"
    " Size BitsPerSample Order Encode Decode C0 C1 Functions Bounds ShadingType ColorSpace Background BBox"
    " AntiAlias Coords Extend Function Matrix BitsPerCoordinate BitsPerComponent BitsPerFlag"
    " VerticesPerRow PatternType PaintType TilingType XStep YStep Resources Shading ExtGState LW LC LJ ML"
    " D RI OP op OPM Font FL SM SA BM SMask CA ca AIS TK S G BC TR I K CS"
    " Predictor Colors Columns EarlyChange Rows BlackIs1 EndOfLine EncodedByteAlign EndOfBlock"
    " DamagedRowsBeforeError JBIG2Globals ColorTransform WhitePoint BlackPoint Gamma Matrix BaseEncoding"
    " Differences CMapName CIDSystemInfo WMode UseCMap Registry Ordering Supplement UseBlackPtComp"
)
NUMBERS_ONLY = key_names(
    "Widths W W2 DW2 MediaBox CropBox BleedBox TrimBox ArtBox BBox Matrix Differences FontBBox FontMatrix"
    " Decode Domain Range Encode C0 C1 Bounds Coords Extend Size Kids Parent ProcSet"
)
WORTH_PARSING = re.compile(rb"%|(?:BMC|BDC|EMC|MP|DP|BI)")
FLATTENED = key_names(
    "Widget FreeText Highlight Underline Squiggly StrikeOut Ink Line Square Circle Polygon PolyLine Stamp"
    " Watermark"
)
PIXEL_FILTERS = key_names("FlateDecode LZWDecode ASCII85Decode ASCIIHexDecode RunLengthDecode") | key_names(
    "CCITTFaxDecode JBIG2Decode"
)
PACKED_PIXELS = key_names("CCITTFaxDecode JBIG2Decode")
CHANNELS = {
    "/DeviceGray": 1, "/CalGray": 1, "/Indexed": 1, "/Separation": 1, "/DeviceRGB": 3, "/CalRGB": 3,
    "/Lab": 3, "/DeviceCMYK": 4,
}  # fmt: skip
SPARE_BYTES = 2
"""Writers often end pixels with a line break."""
HIDDEN_OR_NO_VIEW = 2 | 32
MARKED_CONTENT = frozenset({"BMC", "BDC", "EMC", "MP", "DP"})
NAMED = words("Do gs Tf cs CS sc SC scn SCN sh ri")
"""The only operators that take names."""
PLAIN_KEY = (
    r"(?:A|An|C|CS|Cs|cs|E|EGS|F|f|Fm|Font|Fo|Fx|G|GS|Gs|gs|I|Im|im|Image|Img|J|M|MC|N|P|p|Pat|R|S|s|Sh|sh|T"
    r"|TT|Tr|X|x|XO|Xf|Xi|a|b|c|d|g|i|k|Helv|HeBo|Cour|TiRo|ZaDb)\d{0,4}"
)
"""Names that programs count their fonts, pictures and states with."""
NAME_IN_CONTENT = re.compile(
    rf"/(?!(?:{PLAIN_KEY}|DeviceRGB|DeviceGray|DeviceCMYK|Pattern)(?:[\s/<>\[\]()]|\Z))".encode()
)
INLINE_KEYS = key_names(
    "W Width H Height BPC BitsPerComponent CS ColorSpace F Filter DP DecodeParms IM ImageMask D Decode I"
    " Interpolate Intent L Length"
)
LONG_NAMES = {
    "Fl": "/FlateDecode", "DCT": "/DCTDecode", "CCF": "/CCITTFaxDecode", "LZW": "/LZWDecode",
    "RL": "/RunLengthDecode", "AHx": "/ASCIIHexDecode", "A85": "/ASCII85Decode",
}  # fmt: skip
SHOWN = frozenset({"Tj", "TJ", "'", '"'})
"""The only operators that take text (ISO 32000-2, annex A)."""
DRAWN = SHOWN | words(
    "b B b* B* BI BT BX c cm CS cs d d0 d1 Do EI ET EX f F f* G g gs h i ID INLINE IMAGE j J K k l m M n "
    "q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf TL Tm Tr Ts Tw Tz v w W W* y"
)
UNHEARD = re.compile(
    rb"(?<![\w/(<#*])(?!(?:"
    + b"|".join(sorted(re.escape(word.encode()) for word in DRAWN))
    + rb")(?![\w*]))[A-Za-z]"
)
"""Bytes that may be an operator no reader knows, or text; a page of lines and pictures has none."""
FORBIDDEN = key_names(
    "Metadata PieceInfo JS JavaScript OpenAction AA EmbeddedFiles EF AF LastModified Author Creator"
    " Producer CreationDate ModDate NM AcroForm XFA StructTreeRoot Thumb Collection OCProperties"
)
INFO_TRAITS = {
    "/Author": Trait.AUTHOR, "/Creator": Trait.DEVICE, "/Producer": Trait.DEVICE, "/CreationDate": Trait.TIME,
    "/ModDate": Trait.TIME, "/Title": Trait.DESCRIPTION, "/Subject": Trait.DESCRIPTION,
    "/Keywords": Trait.DESCRIPTION,
}  # fmt: skip
