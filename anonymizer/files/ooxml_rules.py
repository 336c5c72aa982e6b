"""What may stay in the XML of DOCX, XLSX and PPTX files.

Element and attribute names: ECMA-376 parts 1 and 4; Microsoft's extensions: [MS-DOCX], [MS-XLSX], [MS-PPTX].
Namespaces that are not listed (vendors, newer revision marks) go with all that is in them.
"""

from __future__ import annotations

from anonymizer.files.results import Trait

_OPEN_XML = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_MICROSOFT = "http://schemas.microsoft.com/office/"

_COMMON = {
    "officeDocument/{}relationships": "r", "officeDocument/{}math": "m", "drawingml/{}main": "a",
    "drawingml/{}picture": "pic", "drawingml/{}chart": "c", "drawingml/{}chartDrawing": "cdr",
    "drawingml/{}diagram": "dgm", "drawingml/{}wordprocessingDrawing": "wp",
    "drawingml/{}spreadsheetDrawing": "xdr", "wordprocessingml/{}main": "w", "presentationml/{}main": "p",
}  # fmt: skip
NAMESPACES: dict[str, str] = {
    **{_OPEN_XML + path.format("2006/"): prefix for path, prefix in _COMMON.items()},
    **{_STRICT + path.format(""): prefix for path, prefix in _COMMON.items()},
    _OPEN_XML + "spreadsheetml/2006/main": "",
    _STRICT + "spreadsheetml/main": "",
    _OPEN_XML + "markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "urn:schemas-microsoft-com:office:word": "w10",
    _MICROSOFT + "word/2010/wordprocessingShape": "wps",
    _MICROSOFT + "word/2010/wordprocessingGroup": "wpg",
    _MICROSOFT + "word/2010/wordprocessingCanvas": "wpc",
    _MICROSOFT + "word/2010/wordprocessingDrawing": "wp14",
    _MICROSOFT + "word/2010/wordml": "w14",
    _MICROSOFT + "word/2012/wordml": "w15",
    _MICROSOFT + "powerpoint/2010/main": "p14",
    _MICROSOFT + "drawing/2010/main": "a14",
    _MICROSOFT + "drawing/2008/diagram": "dsp",
}
IGNORABLE = frozenset({"w14", "w15", "wp14", "p14", "a14"})

TEXT_IN = frozenset(
    {
        "w:t",
        "m:t",
        "a:t",
        "a:tableStyleId",
        "c:v",
        "c:f",
        "c:formatCode",
        "c:separator",
        "c:name",
        "cdr:x",
        "cdr:y",
    }
    | {
        "wp:posOffset",
        "wp:align",
        "wp14:pctWidth",
        "wp14:pctHeight",
        "wp14:pctPosHOffset",
        "wp14:pctPosVOffset",
    }
    | {"xdr:col", "xdr:colOff", "xdr:row", "xdr:rowOff", "p:attrName", "w:instrText"}
    | {":t", ":v", ":f", ":definedName", ":formula", ":formula1", ":formula2", ":calculatedColumnFormula"}
    | {
        ":totalsRowFormula",
        ":oddHeader",
        ":oddFooter",
        ":evenHeader",
        ":evenFooter",
        ":firstHeader",
        ":firstFooter",
    }
)

_CHANGES = (
    "w:del w:moveFrom w:rPrChange w:pPrChange w:sectPrChange w:tblPrChange w:tblPrExChange w:tcPrChange"
    " w:trPrChange w:tblGridChange w:numberingChange w:cellIns w:cellDel w:cellMerge w:moveFromRangeStart"
    " w:moveFromRangeEnd w:moveToRangeStart w:moveToRangeEnd w:customXmlInsRangeStart"
    " w:customXmlInsRangeEnd w:customXmlDelRangeStart w:customXmlDelRangeEnd w:customXmlMoveFromRangeStart"
    " w:customXmlMoveFromRangeEnd w:customXmlMoveToRangeStart w:customXmlMoveToRangeEnd w:delText"
    " w:delInstrText w14:conflictIns w14:conflictDel w14:customXmlConflictInsRangeStart"
    " w14:customXmlConflictInsRangeEnd"
)
_GROUPS: tuple[tuple[Trait | None, str], ...] = (
    (Trait.TRACKED_CHANGE, _CHANGES),
    (
        Trait.COMMENT,
        "w:commentRangeStart w:commentRangeEnd w:commentReference w:annotationRef :legacyDrawing",
    ),
    (Trait.AUTHOR, "w:permStart w:permEnd :fileSharing :protectedRanges :scenarios :customWorkbookViews"),
    (Trait.AUTHOR, ":customSheetViews p:modifyVerifier"),
    (
        Trait.IDENTIFIER,
        "w:nsid w:tmpl w:id w:sdtPr w:sdtEndPr w14:docId w15:docId"
        " p:custDataLst p:custData p:tags :customProperties :customPr o:idmap",
    ),
    (Trait.REVISION_MARK, "w:rsid w:rsids"),
    (Trait.EMBEDDED_FILE, "o:OLEObject :oleObjects c:externalData w:embedRegular w:embedBold w:embedItalic"),
    (Trait.EMBEDDED_FILE, "w:embedBoldItalic p:embeddedFontLst w:altChunk w:subDoc p:embed p:link"),
    (Trait.SCRIPT, "w:control :controls p:controls w:ffData w:fldData w:scriptAnchor o:signatureline"),
    (Trait.DESCRIPTION, "w:tblCaption w:tblDescription w:aliases dgm:title dgm:desc :rPh :phoneticPr"),
    (
        Trait.LINK,
        ":xmlColumnPr :externalReferences :webPublishItems :webPublishing :webPublishObjects :smartTags",
    ),
    (Trait.UNUSED_DATA, ":pivotCaches :dataConsolidate c:pivotSource c:pivotFmts :cellWatches"),
    (
        Trait.SETTINGS,
        "w:proofErr :drawingHF :workbookProtection :sheetProtection :fileVersion"
        " :fileRecoveryPr :smartTagPr :smartTagTypes :functionGroups :oleSize w:customXmlPr w:smartTagPr"
        " p:photoAlbum p:smartTags w:docPartObj w:docPartList c:protection o:extrusion o:callout w15:color"
        " o:shapedefaults o:shapelayout w:latentStyles :filterColumn :sortState",
    ),
    (
        None,
        "a:extLst c:extLst p:extLst xdr:extLst :extLst dgm:extLst p14:extLst dsp:extLst cdr:extLst wp:extLst",
    ),
)
DROPPED: dict[str, Trait | None] = {name: trait for trait, names in _GROUPS for name in names.split()}
UNWRAPPED: dict[str, Trait | None] = {
    "w:ins": Trait.TRACKED_CHANGE,
    "w:moveTo": Trait.TRACKED_CHANGE,
    "w:smartTag": Trait.METADATA,
    "w:customXml": Trait.METADATA,
    "w:sdt": None,
    "w:sdtContent": None,
}
DROPPED_ATTRIBUTES: dict[str, Trait | None] = {
    "w:author": Trait.AUTHOR, "w:date": Trait.TIME, "w:initials": Trait.AUTHOR,
    "w:tooltip": Trait.DESCRIPTION,
    "w:docLocation": Trait.LINK, "w:codeName": None, "w14:paraId": Trait.REVISION_MARK,
    "w14:textId": Trait.REVISION_MARK, "wp14:anchorId": Trait.REVISION_MARK,
    "wp14:editId": Trait.REVISION_MARK,
    "o:gfxdata": Trait.UNUSED_DATA, "o:title": Trait.DESCRIPTION, "o:spid": None, "o:href": Trait.LINK,
    "o:althref": Trait.LINK, "codeName": None, "tooltip": Trait.DESCRIPTION, "invalidUrl": Trait.LINK,
    "descr": Trait.DESCRIPTION, "title": Trait.DESCRIPTION, "alt": Trait.DESCRIPTION, "href": Trait.LINK,
    "macro": Trait.MACRO,
    "cm": None, "vm": None, "queryTableFieldId": None, "connectionId": None, "tableType": None,
    "userName": Trait.AUTHOR, "user": Trait.AUTHOR, "published": None, "fPublished": None, "textlink": None,
    "statusBar": None, "customMenu": None, "help": None, "activeTab": None, "firstSheet": None,
    "tgtFrame": None, "w:tgtFrame": None, "w:tplc": Trait.REVISION_MARK, "w:fullDate": Trait.TIME,
    "prompt": Trait.DESCRIPTION, "promptTitle": Trait.DESCRIPTION, "error": Trait.DESCRIPTION,
    "errorTitle": Trait.DESCRIPTION, "display": Trait.DESCRIPTION, "comment": Trait.COMMENT,
    "phldrT": None, "matchingName": None, "uniqueName": None, "xml:id": None, "xml:base": None,
    "provider": None, "src": Trait.LINK, "o:ole": None, "o:bullet": None, "macroName": Trait.MACRO,
}  # fmt: skip
ATTRIBUTE_BEGINNINGS: dict[str, Trait | None] = {"w:rsid": Trait.REVISION_MARK, "rsid": Trait.REVISION_MARK}

SETTINGS_KEPT = frozenset(
    [
        "w:zoom",
        "w:mirrorMargins",
        "w:alignBordersAndEdges",
        "w:bordersDoNotSurroundHeader",
        "w:bordersDoNotSurroundFooter",
        "w:gutterAtTop",
        "w:defaultTabStop",
        "w:autoHyphenation",
        "w:consecutiveHyphenLimit",
        "w:hyphenationZone",
        "w:doNotHyphenateCaps",
        "w:evenAndOddHeaders",
        "w:bookFoldRevPrinting",
        "w:bookFoldPrinting",
        "w:drawingGridHorizontalSpacing",
        "w:drawingGridVerticalSpacing",
        "w:characterSpacingControl",
        "w:footnotePr",
        "w:endnotePr",
        "w:compat",
        "w:compatSetting",
        "w:themeFontLang",
        "w:clrSchemeMapping",
        "w:decimalSymbol",
        "w:listSeparator",
        "w:displayBackgroundShape",
        "w:footnote",
        "w:endnote",
        "w:pos",
        "w:numFmt",
        "w:numStart",
        "w:numRestart",
        "w:noLineBreaksAfter",
        "w:noLineBreaksBefore",
        "w:settings",
    ]
)
"""Children of a Word settings part that change how the text looks."""

NEEDS_RELATION = frozenset(
    [
        "w:headerReference",
        "w:footerReference",
        ":sheet",
        ":drawing",
        ":tablePart",
        ":picture",
        "p:sldId",
        "p:sldMasterId",
        "p:sldLayoutId",
        "p:notesMasterId",
        "p:handoutMasterId",
        "c:userShapes",
        "c:chart",
        "dgm:relIds",
        "a:hlinkClick",
        "a:hlinkHover",
        "a:hlinkMouseOver",
        "p:snd",
        "a:snd",
        "a:wavAudioFile",
        "a:audioFile",
        "a:videoFile",
        "a:quickTimeFile",
        "v:imagedata",
        "w:movie",
        "p14:media",
        "w:printerSettings",
        "p:contentPart",
        "w:contentPart",
        "xdr:contentPart",
        "a14:imgLayer",
        "w:attachedTemplate",
    ]
)
"""Elements that mean nothing once the part they point to has gone."""

FIELD_WORDS = frozenset(
    {"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "TOC", "PAGEREF", "REF", "SEQ", "NOTEREF"}
)
"""Word fields that stay fields; of all others only the visible result stays."""

CONTENT_TYPES = {
    "document": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "presentation": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
_SLIDE = "application/vnd.openxmlformats-officedocument.presentationml.{}+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.drawingml.{}+xml"

WORD, SHEET, SLIDE = "word", "xl", "ppt"

PARTS: dict[str, tuple[str, str]] = {
    "styles": ("styles", "{}"),
    "numbering": ("numbering", _WORD.format("numbering")),
    "settings": ("settings", _WORD.format("settings")),
    "header": ("header{n}", _WORD.format("header")),
    "footer": ("footer{n}", _WORD.format("footer")),
    "footnotes": ("footnotes", _WORD.format("footnotes")),
    "endnotes": ("endnotes", _WORD.format("endnotes")),
    "theme": ("theme/theme{n}", "application/vnd.openxmlformats-officedocument.theme+xml"),
    "chart": ("charts/chart{n}", _DRAWING.format("chart")),
    "chartUserShapes": ("drawings/chartDrawing{n}", _DRAWING.format("chartshapes")),
    "diagramData": ("diagrams/data{n}", _DRAWING.format("diagramData")),
    "diagramLayout": ("diagrams/layout{n}", _DRAWING.format("diagramLayout")),
    "diagramQuickStyle": ("diagrams/quickStyle{n}", _DRAWING.format("diagramStyle")),
    "diagramColors": ("diagrams/colors{n}", _DRAWING.format("diagramColors")),
    "worksheet": ("worksheets/sheet{n}", _SHEET.format("worksheet")),
    "chartsheet": ("chartsheets/sheet{n}", _SHEET.format("chartsheet")),
    "sharedStrings": ("sharedStrings", _SHEET.format("sharedStrings")),
    "table": ("tables/table{n}", _SHEET.format("table")),
    "drawing": ("drawings/drawing{n}", "application/vnd.openxmlformats-officedocument.drawing+xml"),
    "slide": ("slides/slide{n}", _SLIDE.format("slide")),
    "slideLayout": ("slideLayouts/slideLayout{n}", _SLIDE.format("slideLayout")),
    "slideMaster": ("slideMasters/slideMaster{n}", _SLIDE.format("slideMaster")),
    "notesSlide": ("notesSlides/notesSlide{n}", _SLIDE.format("notesSlide")),
    "notesMaster": ("notesMasters/notesMaster{n}", _SLIDE.format("notesMaster")),
    "handoutMaster": ("handoutMasters/handoutMaster{n}", _SLIDE.format("handoutMaster")),
    "tableStyles": ("tableStyles", _SLIDE.format("tableStyles")),
}
"""Relationship type (last word) -> (neutral path within the package's folder, content type) of XML that
stays."""

STYLE_TYPES = {WORD: _WORD.format("styles"), SHEET: _SHEET.format("styles")}
DRAWING_TYPES = {SHEET: PARTS["drawing"][1]}

PICTURE_RELATIONS = frozenset({"image"})
MEDIA_RELATIONS = frozenset({"audio", "video", "media"})
LINK_RELATIONS = frozenset({"hyperlink"})

REMOVED_RELATIONS: dict[str, Trait] = {
    "core-properties": Trait.AUTHOR, "extended-properties": Trait.DEVICE, "custom-properties": Trait.METADATA,
    "thumbnail": Trait.THUMBNAIL, "origin": Trait.IDENTIFIER, "comments": Trait.COMMENT,
    "commentsExtended": Trait.COMMENT, "commentsIds": Trait.COMMENT, "commentsExtensible": Trait.COMMENT,
    "threadedComment": Trait.COMMENT, "people": Trait.AUTHOR, "person": Trait.AUTHOR,
    "commentAuthors": Trait.AUTHOR, "authors": Trait.AUTHOR, "usernames": Trait.AUTHOR,
    "vbaProject": Trait.MACRO, "wordVbaData": Trait.MACRO, "vbaProjectSignature": Trait.MACRO,
    "xlMacrosheet": Trait.MACRO, "xlIntlMacrosheet": Trait.MACRO, "dialogsheet": Trait.MACRO,
    "attachedToolbars": Trait.MACRO, "keyMapCustomizations": Trait.MACRO, "control": Trait.SCRIPT,
    "activeXControlBinary": Trait.SCRIPT, "ctrlProp": Trait.SCRIPT, "oleObject": Trait.EMBEDDED_FILE,
    "package": Trait.EMBEDDED_FILE, "aFChunk": Trait.EMBEDDED_FILE, "font": Trait.EMBEDDED_FILE,
    "printerSettings": Trait.DEVICE, "revisionHeaders": Trait.TRACKED_CHANGE,
    "revisionLog": Trait.TRACKED_CHANGE,
    "pivotTable": Trait.UNUSED_DATA, "pivotCacheDefinition": Trait.UNUSED_DATA, "externalLink": Trait.LINK,
    "attachedTemplate": Trait.LINK, "hyperlink": Trait.LINK, "customXml": Trait.METADATA,
    "tags": Trait.IDENTIFIER, "fontTable": Trait.SETTINGS, "webSettings": Trait.SETTINGS,
    "viewProps": Trait.SETTINGS,
    "presProps": Trait.SETTINGS, "calcChain": Trait.SETTINGS, "vmlDrawing": Trait.COMMENT,
    "glossaryDocument": Trait.UNUSED_DATA, "mailMergeSource": Trait.LINK, "subDocument": Trait.LINK,
}  # fmt: skip
"""What a left-out part counts as; every type not named anywhere counts as other metadata."""

LOSES_CONTENT = frozenset(
    {"aFChunk", "oleObject", "package", "subDocument", "control", "contentPart", "chartEx", "ctrlProp"}
    | {"slicer", "timeline"}
)
"""Parts whose absence a reader may notice."""
LOSES_PICTURES = frozenset({"richValueRel", "cellImage"})
"""Parts without which pictures within cells are gone."""
