"""Cut a folded text into the tokens the name model reads, with degrees ("S.Pd.I") as single tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from anonymizer.classify import Finding
from anonymizer.harmless import harmless_places
from anonymizer.patterns import table
from anonymizer.view import View

_DEGREE = (
    r"(?i:[sma]\. ?(?:pd|ag|hi|h|sos|kom|e|ip|t|si|psi|th|hum|md|m|kes|st|sy|ud|a|pt|ak|sn|ikom|p|farm|"
    r"kep|keb|gz|tr|ap|stat|fil|pak|kn|k|akt)"
    r"(?:\. ?(?:i|sd|sy|ked|kom))?\b\.?|ph\. ?d\b\.?|a\. ?md\b\.?|"
    r"sp\. ?(?:a|b|og|pd|jp|kk|m|s|tht|an|rad|kj|pk)\b\.?)"
)
TOKEN = re.compile(
    rf"{_DEGREE}|(?i:a[./]n)\.?(?![A-Za-z0-9])|[Rr][Pp](?=[0-9])|[0158]?[A-Za-z][A-Za-z0-9']*|[0-9]+|\n"
    r"|[(@#*=_~+<>]{3,200}|[^\sA-Za-z0-9]"
)
# What a stretch already found as structured data looks like to the name model.
_STAND_IN = "<{}>"


class Token(NamedTuple):
    """One token of the folded text; `text` is a stand-in like "<PHONE>" where structured data was found."""

    text: str
    start: int
    end: int


def tokenize(view: View, findings: list[Finding]) -> list[Token]:
    """Return the tokens of a view in order, each structured finding (sorted, not overlapping) as one token.

    Amounts, dates and references become one token as well, unless they overlap a finding.
    """
    tokens: list[Token] = []
    position = 0
    for start, end, text in _stand_ins(view, findings):
        tokens.extend(_plain(view.folded, position, start))
        tokens.append(Token(text, start, end))
        position = end
    tokens.extend(_plain(view.folded, position, len(view.folded)))
    return tokens


def _stand_ins(view: View, findings: list[Finding]) -> Iterator[tuple[int, int, str]]:
    """Findings and the harmless places between them, in order and apart."""
    position = index = 0
    for start, end, kind in sorted(harmless_places(view, table("re"))):
        while index < len(findings) and findings[index].end <= start:
            yield findings[index].start, findings[index].end, _STAND_IN.format(findings[index].verdict.type)
            position = findings[index].end
            index += 1
        if start >= position and (index == len(findings) or end <= findings[index].start):
            yield start, end, kind
            position = end
    for finding in findings[index:]:
        yield finding.start, finding.end, _STAND_IN.format(finding.verdict.type)


def _plain(folded: str, start: int, end: int) -> list[Token]:
    return [Token(m[0], *m.span()) for m in TOKEN.finditer(folded, start, end)]
