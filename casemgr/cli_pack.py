"""What `casemgr pack` does: write the rows of holidays, check a rule pack.

The library `holidays` knows the decrees; it is imported only here and only when asked, so that the rules stay
pure and an office that keeps its own rows does not need it.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from typing import TextIO

from casemgr.rules.calendars import DayKind, DayRow
from casemgr.rules.rulepack import RulePack

_CATEGORIES = (("public", DayKind.PUBLIC), ("government", DayKind.COLLECTIVE))
"""The library's categories; its default constructor gives public holidays only."""
FIRST_YEAR, LAST_YEAR = 2000, 2100
_HEAD = """\
# Public holidays and collective leave (cuti bersama) of Indonesia, written by `casemgr pack holidays`.
# A day decreed later is an "off" or "work" row among the days of your own pack; those win over these.
"""


def main(arguments: Sequence[str], out: TextIO) -> int:
    """Run `casemgr pack …` with what follows the word `pack`; return the exit status.

    `holidays YEAR…` writes rows as TOML, `check [NAME or PATH]` reads a pack and lists what is unverified.
    Raises `RulePackError`; wrong arguments end with status 2 as usual.
    """
    parser = argparse.ArgumentParser(prog="casemgr pack", description="Rule packs and their holidays.")
    actions = parser.add_subparsers(dest="action", required=True)
    years = actions.add_parser(
        "holidays", help="write the holidays and collective leave of Indonesia as TOML"
    )
    years.add_argument("years", metavar="YEAR", type=_year, nargs="+")
    packs = actions.add_parser("check", help="read a rule pack and list what is unverified in it")
    packs.add_argument("pack", nargs="?", default="id_itjen", help="name of a shipped pack, or a path")
    chosen = parser.parse_args(arguments)
    if chosen.action == "holidays":
        write_holidays(chosen.years, out)
    else:
        check_pack(chosen.pack, out)
    return 0


def _year(text: str) -> int:
    year = int(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError
    return year


def holiday_rows(year: int) -> tuple[DayRow, ...]:
    """Return the Indonesian public holidays and days of collective leave of a year, by date.

    Needs the extra `casemgr[holidays]` (0.105 or newer for 2027). A year without a decree has no leave yet.
    """
    import holidays

    rows = [
        DayRow(on, kind, name)
        for category, kind in _CATEGORIES
        for on, name in holidays.country_holidays(
            "ID", years=year, categories=(category,), language="id"
        ).items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.on, row.kind)))


def write_holidays(years: Iterable[int], out: TextIO) -> None:
    """Write the rows of some years as TOML, in the form a rule pack reads."""
    out.write(_HEAD)
    out.write("days = [\n")
    for year in sorted(set(years)):
        out.write(f"  # {year}\n")
        out.writelines(_line(row) for row in holiday_rows(year))
    out.write("]\n")


def check_pack(name_or_path: str, out: TextIO) -> None:
    """Load a rule pack and write what its owner should check or fill in. Raises `RulePackError`."""
    pack = RulePack.load(name_or_path)
    entries = tuple(pack.entries())
    out.write(f"{pack.code}: {len(entries)} rows\n")
    for place, entry in entries:
        if entry.legal_basis and not entry.verified:
            out.write(f"unverified: {place} ({entry.legal_basis})\n")
    out.writelines(
        f"to be filled in: contact_ways.{one.code}\n" for one in pack.contact_ways.values() if one.to_fill_in
    )
    if pack.duties_off:
        out.write("duties switched off: " + ", ".join(sorted(pack.duties_off)) + "\n")


def _line(row: DayRow) -> str:
    name = json.dumps(row.name, ensure_ascii=False)
    return f'  {{ on = {row.on.isoformat()}, kind = "{row.kind}", name = {name} }},\n'
