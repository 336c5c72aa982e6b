"""Fields of Word whose result is a property of the file: who wrote and saved it, when, its name.

Source: ECMA-376 part 1, 17.16.5 (field definitions), 17.5.2 (content controls bound to properties).
"""

from __future__ import annotations

import re

from anonymizer.files.results import Trait
from anonymizer.wordlists import words

_CODE_WORD = re.compile(r'"[^"]*"|\S+')
_OF_THE_FILE: dict[str, Trait] = {
    **dict.fromkeys(words("AUTHOR LASTSAVEDBY USERNAME USERINITIALS USERADDRESS"), Trait.AUTHOR),
    **dict.fromkeys(words("SAVEDATE CREATEDATE PRINTDATE EDITTIME"), Trait.TIME),
    **dict.fromkeys(words("FILENAME TEMPLATE"), Trait.METADATA),
    **dict.fromkeys(words("COMMENTS KEYWORDS"), Trait.DESCRIPTION),
    "REVNUM": Trait.REVISION_MARK,
}
_PROPERTIES = words("DOCPROPERTY INFO")
_SEEN_PROPERTIES = words(
    "TITLE SUBJECT CATEGORY PAGES WORDS CHARACTERS LINES PARAGRAPHS NUMPAGES NUMWORDS NUMCHARS"
)
_PERSON_PATH = re.compile(r"[:/](?:creator|lastModifiedBy|Manager|Company)\b", re.IGNORECASE)
_PERSON_FIELD = re.compile(r"(?:author|file)", re.IGNORECASE)


def trait_of_code(code: str) -> Trait | None:
    """Say what the result of a field with this code tells of the file; None: it is text like any other."""
    found = [word.strip('"').upper() for word in _CODE_WORD.findall(code)[:2]]
    if not found or found[0] not in _PROPERTIES:
        return _OF_THE_FILE.get(found[0]) if found else None
    named = found[1] if len(found) == 2 else ""
    return None if named in _SEEN_PROPERTIES else _OF_THE_FILE.get(named, Trait.METADATA)


def trait_of_slide_field(kind: str) -> Trait | None:
    """Say the same of a field of a slide, whose kind is a word such as `slidenum`."""
    return Trait.AUTHOR if _PERSON_FIELD.match(kind) else None


def trait_of_binding(path: str) -> Trait | None:
    """Say the same of a content control that shows the property at `path`."""
    return Trait.AUTHOR if _PERSON_PATH.search(path) else None
