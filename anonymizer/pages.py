"""Find links to pages of public offices that point at one report, letter or person.

Such a link is nobody's personal data, so `find` leaves it; a reader who follows it still lands at one case.
The front page of an office, and a page whose address is everyday words, point at nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from anonymizer.amounts import Found
from anonymizer.linking import is_ordinary
from anonymizer.wordlists import words

PUBLIC_HOST = "go.id"  # whose links `find` calls nobody's

_LINK = re.compile(
    r"(?<![\w@./-])(?:https?://)?(?P<host>(?:[a-z0-9-]{1,63}\.){1,8}go\.id)(?::\d{1,5})?"
    r"(?P<path>[/?#][^\s<>\"'`\x00]{0,400})?(?![\w@-])",
    re.IGNORECASE,
)
_CLOSING = ".,;:!?)]}'’”*"
_UNIT_HOST = re.compile(r"(?:kua|man|mtsn?|min|mi|ma|ra|sdn?|smpn?|sman?|smkn?)[-_]?[a-z0-9-]{2,}")
_PATH_WORD = re.compile(r"[^\W\d_]{3,}")
# Parts of addresses of pages that name neither a case nor anybody.
_TECHNICAL = words(
    "http https www html htm php asp aspx jsp pdf index home page pages view detail detil ppid ptsp sop faq "
    "dumas wbs itjen kemenag simpatika emis siskohat bimas pendis kua kanwil login portal web app api public"
)


def find_pages(folded: str) -> Iterator[Found]:
    """Yield links below go.id with a number or a word that is none of everyday language in them."""
    if PUBLIC_HOST not in folded.lower():
        return
    for match in _LINK.finditer(folded):
        link = match[0].rstrip(_CLOSING)
        path = link[match.start("path") - match.start() :] if match["path"] else ""
        if points_at_one(match["host"].lower(), path.lower()):
            canonical = re.sub(r"\A(?:https?://)?(?:www\.)?", "", link.lower()).rstrip("/")
            yield match.start(), match.start() + len(link), canonical, ""


def points_at_one(host: str, path: str) -> bool:
    """Say whether a link, in small letters, holds a number, a unit's name, or a word that may be a name."""
    labels = host.removesuffix("." + PUBLIC_HOST).split(".")
    if any(char.isdigit() for char in path + host) or any(map(_is_unit, labels)):
        return True
    return any(not (word in _TECHNICAL or is_ordinary(word)) for word in _PATH_WORD.findall(path))


def _is_unit(label: str) -> bool:
    """Whether a part of a host names a school or office of its own: "kua-cibatu", but not "mandiri"."""
    return _UNIT_HOST.fullmatch(label) is not None and not is_ordinary(label) and label not in _TECHNICAL
