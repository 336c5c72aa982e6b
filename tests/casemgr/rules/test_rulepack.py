"""The shipped pack is whole, and a broken pack is refused with the place of its mistake."""

import io
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from casemgr.cli_pack import check_pack, main
from casemgr.errors import RulePackError
from casemgr.rules.pack_reader import LANGUAGES
from casemgr.rules.rulepack import RulePack, Settings
from casemgr.rules.workflow import Duty, Status

PACK = RulePack.load("id_itjen")
SOURCE = (resources.files("casemgr.rules.packs") / "id_itjen.toml").read_text(encoding="utf-8")


def test_every_row_has_both_labels() -> None:
    rows = list(PACK.entries())
    assert len(rows) > 400
    for place, entry in rows:
        assert set(entry.label) == set(LANGUAGES), place


@pytest.mark.parametrize(
    ("status", "label"),
    [
        (Status.RECEIVED, "Laporan diterima"),
        (Status.AWAITING_REPORTER, "Kami perlu keterangan tambahan"),
        (Status.FOLLOW_UP, "Hasil sedang dilaksanakan"),
        (Status.REFERRED, "Diteruskan ke instansi berwenang"),
        (Status.ARCHIVED, "Selesai"),
    ],
)
def test_public_labels(status: Status, label: str) -> None:
    assert PACK.public_label(status) == label


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_states_of_an_examination_look_alike_from_outside(language: str) -> None:
    inside = [Status.CLARIFICATION, Status.FACT_FINDING, Status.AUDIT, Status.WRITING_UP]
    assert len({PACK.public_label(status, language) for status in inside}) == 1
    assert len({PACK.label("statuses", status, language) for status in inside}) == 4


@pytest.mark.parametrize(
    ("body", "on", "valid"),
    [
        ("saber_pungli", date(2025, 5, 5), True),
        ("saber_pungli", date(2025, 5, 6), False),
        ("kemenhaj", date(2025, 9, 7), False),
        ("kemenhaj", date(2026, 11, 22), True),
        ("kpk", date(2026, 11, 22), True),
    ],
)
def test_bodies_come_and_go(body: str, on: date, valid: bool) -> None:
    assert (body in PACK.valid_codes("referrals", on)) is valid
    assert PACK.label("referrals", body)


@pytest.mark.parametrize(
    ("service", "on", "owner"),
    [
        ("haji_umrah", date(2021, 6, 1), ""),
        ("haji_umrah", date(2026, 6, 1), "kemenhaj"),
        ("nikah", date(2026, 6, 1), ""),
    ],
)
def test_a_service_belongs_to_whoever_owned_it_on_the_day(service: str, on: date, owner: str) -> None:
    assert PACK.owner_of(service, on) == owner


def test_every_clock_of_the_sp4n_set_is_marked_unverified() -> None:
    """The numbers of PermenPANRB 5/2025 were not seen; only the older ones are known."""
    rows = [row for code, row in PACK.clock_rows.items() if code.startswith("sp4n.")]
    assert len(rows) == 7
    assert not any(row.verified for row in rows)
    assert PACK.clock_rows["bpkh.examine"].verified


@pytest.mark.parametrize(
    ("amount", "band", "severity"),
    [
        (0, "sampai_100rb", "rendah"),
        (100_000, "sampai_100rb", "rendah"),
        (100_001, "100rb_1jt", "rendah"),
        (10_000_000, "1jt_10jt", "rendah"),
        (100_000_000, "10jt_100jt", "sedang"),
        (1_000_000_000, "100jt_1m", "tinggi"),
        (1_000_000_001, "di_atas_1m", "kritis"),
    ],
)
def test_amounts_are_counted_in_bands(amount: int, band: str, severity: str) -> None:
    assert (PACK.amount_band(amount), PACK.severity_for(amount)) == (band, severity)


def test_the_citizens_choices_lead_to_kind_and_category() -> None:
    first = [choice for choice in PACK.public_choices.values() if not choice.further]
    assert [(choice.kind, choice.category, choice.demand) for choice in first] == [
        ("pengaduan", "pungli", True),
        ("pengaduan", "pelayanan", False),
        ("pengaduan", "penyalahgunaan_wewenang", False),
        ("pembalasan", "pembalasan", False),
        ("pengaduan", "lainnya", False),
    ]


def test_messages_are_filled_in_and_say_what_they_need() -> None:
    assert "26 November 2026" in PACK.message("acknowledgement", "id", due_on="26 November 2026")
    assert PACK.message("forwarded", "en") == "Your report was passed to the handling unit."
    with pytest.raises(RulePackError):
        PACK.message("acknowledgement", "id")


def test_asking_for_what_is_not_there_is_an_error() -> None:
    for ask in (
        lambda: PACK.label("kinds", "unheard"),
        lambda: PACK.label("unheard", "pengaduan"),
        lambda: PACK.label("kinds", "pengaduan", "fr"),
        lambda: RulePack.load("unheard"),
        lambda: RulePack.load("/unheard/of.toml"),
    ):
        with pytest.raises(RulePackError):
            ask()


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("kinds.pengaduan.colour", lambda pack: pack["kinds"]["pengaduan"].update(colour="red")),
        ("kinds.pengaduan.en", lambda pack: pack["kinds"]["pengaduan"].pop("en")),
        ("kinds.pengaduan.id", lambda pack: pack["kinds"]["pengaduan"].update(id=" ")),
        ("kinds.pengaduan.verified", lambda pack: pack["kinds"]["pengaduan"].update(verified="yes")),
        ("kinds.pengaduan.valid_from", lambda pack: pack["kinds"]["pengaduan"].update(valid_from="2026")),
        (
            "kinds.pengaduan.valid_to",
            lambda pack: pack["kinds"]["pengaduan"].update(
                valid_from=date(2026, 1, 2), valid_to=date(2026, 1, 1)
            ),
        ),
        ("kinds.pengaduan", lambda pack: pack["kinds"].update(pengaduan=3)),
        ("statuses.audit", lambda pack: pack["statuses"].pop("audit")),
        ("verbs.dance", lambda pack: pack["verbs"].update(dance=pack["verbs"]["note"])),
        ("categories.pungli.group", lambda pack: pack["categories"]["pungli"].update(group="unheard")),
        ("categories.pungli.group", lambda pack: pack["categories"]["pungli"].pop("group")),
        ("service_objects.haji_umrah.refer_to", lambda pack: pack["referrals"].pop("kemenhaj")),
        ("outcomes.terbukti.retention", lambda pack: pack["retention"].pop("proven")),
        (
            "public_choices.money.category",
            lambda pack: pack["public_choices"]["money"].update(category="unheard"),
        ),
        ("clocks.sp4n.verify.starts", lambda pack: pack["clocks"]["sp4n.verify"].update(starts=["dance"])),
        ("clocks.sp4n.verify.unit", lambda pack: pack["clocks"]["sp4n.verify"].update(unit="moons")),
        ("clocks.sp4n.verify.amount", lambda pack: pack["clocks"]["sp4n.verify"].update(amount=0)),
        ("clocks.sp4n.verify.amount", lambda pack: pack["clocks"]["sp4n.verify"].update(amount=True)),
        ("clocks.eu.feedback.pausable", lambda pack: pack["clocks"]["eu.feedback"].update(pausable=True)),
        ("amount_bands.1jt_10jt.over_idr", lambda pack: pack["amount_bands"].pop("100rb_1jt")),
        ("severities.tinggi.up_to_idr", lambda pack: pack["severities"].pop("kritis")),
        ("messages.closed", lambda pack: pack["messages"]["closed"].update(en="Done.")),
        ("messages.closed", lambda pack: pack["messages"]["closed"].update(en="Done {.")),
        ("settings.duties_off", lambda pack: pack["settings"].update(duties_off=["unheard"])),
        ("settings.workweek", lambda pack: pack["settings"].update(workweek=["someday"])),
        ("settings.workweek", lambda pack: pack["settings"].update(workweek=[])),
        ("settings.reply_window_days", lambda pack: pack["settings"].update(reply_window_days=7)),
        ("settings.closes_at", lambda pack: pack["settings"].update(closes_at="late")),
        ("settings.zone", lambda pack: pack["settings"].update(zone="Nowhere/At_All")),
        ("settings.holidays", lambda pack: pack["settings"].update(holidays="holidays_id_2025_2027")),
        ("unheard", lambda pack: pack["settings"].update(holidays=["unheard"])),
        ("days[0].kind", lambda pack: pack.update(days=[{"on": date(2026, 1, 1), "kind": "feast"}])),
        ("tickets", lambda pack: pack.update(tickets={})),
        ("pack.code", lambda pack: pack["pack"].pop("code")),
    ],
)
def test_a_broken_pack_is_refused_with_its_place(place: str, change: Change) -> None:
    table = tomllib.loads(SOURCE)
    assert RulePack.from_table(table).code == "id_itjen"
    change(table)
    with pytest.raises(RulePackError) as caught:
        RulePack.from_table(table)
    assert caught.value.place == place


def test_a_small_office_switches_a_duty_off_visibly(tmp_path: Path) -> None:
    own = SOURCE.replace("duties_off = []", 'duties_off = ["reviewer_not_verifier"]')
    path = tmp_path / "small.toml"
    path.write_text(own, encoding="utf-8")
    out = io.StringIO()
    check_pack(str(path), out)
    assert RulePack.load(path).duties_off == {Duty.REVIEWER_NOT_VERIFIER}
    assert "duties switched off: reviewer_not_verifier" in out.getvalue()
    assert not PACK.duties_off


def test_every_way_to_reach_the_office_is_plainly_a_place_to_be_filled_in() -> None:
    """No address, number or hour of the shipped pack can be taken for one of a real office."""
    rows = PACK.contact_ways.values()
    assert [row.code for row in rows] == ["counter", "hours", "letter", "telephone"]
    assert all(row.to_fill_in and not row.verified for row in rows)
    assert {row.text["id"][:12] for row in rows} == {"Belum diisi:"}
    assert {row.text["en"][:16] for row in rows} == {"To be filled in:"}
    assert not any(char.isdigit() for row in rows for text in row.text.values() for char in text)
    out = io.StringIO()
    check_pack("id_itjen", out)
    assert "to be filled in: contact_ways.telephone\n" in out.getvalue()


def test_checking_a_pack_lists_what_nobody_verified() -> None:
    out = io.StringIO()
    assert main(["check"], out) == 0
    assert "unverified: clocks.sp4n.oversight" in out.getvalue()
    assert "clocks.bpkh.examine" not in out.getvalue()


def test_the_reference_pages_name_every_section_setting_and_active_clock() -> None:
    reference = Path(__file__).resolve().parents[3] / "docs/reference"
    page = (reference / "rule-pack.md").read_text(encoding="utf-8")
    sections = set(tomllib.loads(SOURCE)) - {"pack", "settings"}
    words = sections | {item.name for item in fields(Settings)}
    assert [word for word in sorted(words) if f"`{word}`" not in page] == []
    page = (reference / "deadlines.md").read_text(encoding="utf-8")
    active = [code for code, clock in PACK.clocks.items() if clock.active]
    assert [code for code in active if f"`{code}`" not in page] == []
    assert "`bpkh.telaah`" not in page


def test_a_file_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(b"\xff = [")
    with pytest.raises(RulePackError):
        RulePack.load(path)
    path.write_text("pack = [")
    with pytest.raises(RulePackError):
        RulePack.load(path)


def test_the_rules_load_nothing_heavy() -> None:
    """The rules alone, without what the package above them imports, need only the standard library."""
    code = (
        "import sys, types; package = types.ModuleType('casemgr'); package.__path__ = ['casemgr'];"
        "sys.modules['casemgr'] = package;"
        "import casemgr.rules.rulepack, casemgr.rules.workflow_page, casemgr.rules.receipts;"
        "print(' '.join({name.split('.')[0] for name in sys.modules}))"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"casemgr", "tomllib", "zoneinfo"} <= loaded
    assert not loaded & {"sqlalchemy", "cryptography", "flask", "marshmallow", "holidays", "alembic"}
