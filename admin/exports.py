"""Tables as CSV that a spreadsheet opens as text: no cell is ever read as a formula.

Spreadsheets run what begins with = + - @ or a control character (OWASP, CSV Injection); such a cell gets an
apostrophe before it. Plain numbers stay numbers.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from flask import Response

_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: object) -> str:
    """Write a cell so that no spreadsheet takes it for a formula."""
    text = "" if cell is None else str(cell)
    if text.lstrip(" \u00a0").startswith(_DANGEROUS) and not _NUMBER.match(text):
        return "'" + text
    return text


def as_csv(rows: Iterable[Sequence[object]], name: str) -> Response:
    """Send rows as a CSV download; the byte order mark makes spreadsheets read UTF-8."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(one) for one in row])
    response = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
