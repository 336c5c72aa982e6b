"""Cut a folded text into the tokens the name model reads, with degrees ("S.Pd.I") as single tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anonymizer.classify import Finding
from anonymizer.view import View

_DEGREE = (
    r"(?i:[sma]\. ?(?:pd|ag|hi|h|sos|kom|e|ip|t|si|psi|th|hum|md|m|kes|st|sy|ud|a|pt|ak|sn|ikom|p|farm|kep|keb|gz|tr|ap|stat|fil)"
    r"(?:\. ?(?:i|sd|sy|ked|kom))?\b\.?|ph\. ?d\b\.?|a\. ?md\b\.?)"
)
TOKEN = re.compile(rf"{_DEGREE}|[Rr][Pp](?=[0-9])|[A-Za-z][A-Za-z0-9']*|[0-9]+|\n|[^\sA-Za-z0-9]")
# What a stretch already found as structured data looks like to the name model.
_STAND_IN = "<{}>"


@dataclass(frozen=True, slots=True)
class Token:
    """One token of the folded text; `text` is a stand-in like "<PHONE>" where structured data was found."""

    text: str
    start: int
    end: int


def tokenize(view: View, findings: list[Finding]) -> list[Token]:
    """Return the tokens of a view in order, each structured finding (sorted, not overlapping) as one token."""
    tokens: list[Token] = []
    position = 0
    for finding in findings:
        tokens.extend(_plain(view.folded, position, finding.start))
        tokens.append(Token(_STAND_IN.format(finding.verdict.type), finding.start, finding.end))
        position = finding.end
    tokens.extend(_plain(view.folded, position, len(view.folded)))
    return tokens


def _plain(folded: str, start: int, end: int) -> list[Token]:
    return [Token(m.group(), m.start(), m.end()) for m in TOKEN.finditer(folded, start, end)]
