"""Looking for planted marks: in files, in what a process holds open, as they are and in common disguises."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_PIECE = 1 << 20


def new_mark(kind: str) -> str:
    """Return a mark of 24 letters and digits nobody else writes; `kind` has at most eight letters."""
    return f"{kind:X<8.8}{secrets.token_hex(8)}".upper()[:24]


def disguises(mark: str) -> dict[str, bytes]:
    """Return the forms in which a clear text may be lying about."""
    plain = mark.encode()
    forms = {
        "plain": plain,
        "lower case": plain.lower(),
        "hex": plain.hex().encode(),
        "hex, upper": plain.hex().upper().encode(),
        "UTF-16": mark.encode("utf-16-le"),
        "reversed": plain[::-1],
    }
    for shift in range(3):  # base64 has three alignments; the ends depend on the neighbours
        coded = base64.b64encode(b"\0" * shift + plain)
        forms[f"base64, {shift}"] = coded[4 if shift else 0 : -4]
        forms[f"base64url, {shift}"] = base64.urlsafe_b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4]
    return forms


def search(paths: Iterable[Path], marks: Mapping[str, str]) -> list[str]:
    """Return where which mark was found: "name of mark, disguise, file"."""
    needles = [
        (f"{name}, {kind}", form) for name, mark in marks.items() for kind, form in disguises(mark).items()
    ]
    longest = max(len(form) for _, form in needles)
    found = []
    for path in paths:
        seen: set[str] = set()
        for piece in _pieces(path, longest):
            seen |= {name for name, form in needles if form in piece}
        found += [f"{name}: {path}" for name in sorted(seen)]
        found += [f"{name}, file name: {path}" for name, form in needles if form in os.fsencode(path.name)]
    return found


def _pieces(path: Path, overlap: int) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            rest = b""
            while piece := file.read(_PIECE):
                yield rest + piece
                rest = piece[-overlap:]
    except FileNotFoundError:
        return


def files_below(*folders: Path) -> list[Path]:
    """Return every file below these folders."""
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def open_files(pids: Iterable[int]) -> list[Path]:
    """Return the regular files these processes hold open, also those already deleted."""
    found = []
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").glob("*"):
            try:
                if link.stat().st_size and link.is_file():
                    found.append(link)
            except OSError:
                continue
    return found


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def resident_bytes(pids: Iterable[int]) -> int:
    """Return the memory these processes hold, shared pages counted once (proportional set size)."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total
