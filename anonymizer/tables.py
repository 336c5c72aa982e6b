"""Which heading stands over a cell, in tables people type with "|", ";", tabs or commas.

A heading is the topmost of the neighbouring lines that share the mark. Everything is bounded: a line longer
than `LINE_REACH` characters or a table longer than `ROWS_REACH` rows above the cell has no heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from anonymizer.view import View

LINE_REACH = 400
ROWS_REACH = 60
_MARKS = "|;\t,"
_WORD = re.compile(r"[a-z]+")
_FIELD = re.compile(
    r"(?:\A|[\n;|,.(])[ \-*0-9.)]{0,6}nama(?: (?:lengkap|pemohon|pelapor|terlapor|siswa|siswi|santri|"
    r"anak|ibu|ayah|bapak|"
    r"orang tua|ortu|wali|suami|istri|saksi|korban|panggilan|asli|guru|jemaah|jamaah|pegawai|"
    r"pensiunan|pemilik|"
    r"penerima|kandung|kepala|keluarga|peserta|calon|di|ktp|sesuai|ijazah))"
    r"{0,4}(?: ?/ ?[a-z]{2,12})?[ \t]{0,20}[:=][ \t]{0,4}"
)
# A full stop behind a whole word ends a sentence, and the value with it.
_VALUE = re.compile(r"(?:[^\n;|,(/:.]|(?<![a-z]{4})\.){2,60}")
# More words than this are a sentence.
_LONGEST_VALUE = 5
_NAME_HEADINGS = frozenset(
    ["nama", "name", "pegawai", "guru", "siswa", "saksi", "pelapor", "terlapor", "jamaah", "jemaah"]
)


def column_words(view: View, position: int) -> list[str]:
    """Return the words of the heading over a folded position, none where there is no such table."""
    low = view.lowered
    line_start = low.rfind("\n", max(0, position - LINE_REACH), position) + 1
    if line_start == 0:
        return []
    before = low[line_start:position]
    rest = low[position : position + LINE_REACH].partition("\n")[0]
    mark = next((mark for mark in _MARKS if mark in before or mark in rest), None)
    heading = None if mark is None else _heading(low, line_start, mark)
    if mark is None or heading is None:
        return []
    cells = heading.split(mark)
    column = before.count(mark)
    return _WORD.findall(cells[column]) if column < len(cells) else []


def _heading(low: str, line_start: int, mark: str) -> str | None:
    """The topmost line above that still has the mark, None when the line above has none."""
    heading = None
    end = line_start - 1
    for _ in range(ROWS_REACH):
        start = low.rfind("\n", max(0, end - LINE_REACH), end) + 1
        line = low[start:end]
        if mark not in line or end - start >= LINE_REACH:
            return heading
        heading = line
        if start == 0:
            return heading
        end = start - 1
    return None


def name_cells(view: View) -> Iterator[tuple[int, int]]:
    """Yield the folded positions of table cells under a heading such as "Nama"."""
    low = view.lowered
    if "nama" in low:
        yield from _fields(low)
    if "\n" not in low or not any(heading in low for heading in _NAME_HEADINGS):
        return
    start = 0
    for line in low.split("\n"):
        mark = next((mark for mark in _MARKS if mark in line), None)
        if mark is not None and start and len(line) < LINE_REACH:
            heading = _heading(low, start, mark)
            if heading is not None:
                yield from _cells_under_name(line, start, mark, heading.split(mark))
        start += len(line) + 1


def _fields(low: str) -> Iterator[tuple[int, int]]:
    """What a form has behind "Nama pemohon:"."""
    for label in _FIELD.finditer(low):
        value = _VALUE.match(low, label.end())
        if value is not None and len(value.group().split()) <= _LONGEST_VALUE:
            yield value.start(), value.end()


def _cells_under_name(line: str, start: int, mark: str, headings: list[str]) -> Iterator[tuple[int, int]]:
    position = start
    for column, cell in enumerate(line.split(mark)):
        under = set(_WORD.findall(headings[column])) if column < len(headings) else set()
        if under & _NAME_HEADINGS and len(under) < 4:
            yield position, position + len(cell)
        position += len(cell) + 1
