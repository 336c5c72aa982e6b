"""What people type is read generously; only what cannot be is refused, and never lost."""

from datetime import date

import pytest

from casemgr.web import schemas


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("300000", 300_000),
        ("300.000", 300_000),
        ("Rp300.000", 300_000),
        ("Rp 300.000,00", 300_000),
        ("300,000", 300_000),
        ("300 ribu", 300_000),
        ("50rb", 50_000),
        ("1,5 juta", 1_500_000),
        ("2 jt", 2_000_000),
        ("0", 0),
        ("300.000,-", 300_000),
        ("1500,00", 1_500),
        ("1.5 jt", 1_500_000),
    ],
)
def test_amounts_are_read_as_people_write_them(typed: str, amount: int) -> None:
    assert schemas.read_rupiah(typed) == amount


@pytest.mark.parametrize("typed", [
        "tiga ratusan", "-5", "1e9", "Rp", "99999999999999999999", "12.34.56",
        "1.5", "1,50", "Rp1,5", "300,00", "300.00", "0,5", "300.000,50", "1.500.50 rupiah",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        schemas.read_rupiah(typed)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("12 November 2026", [date(2026, 11, 12)]),
        ("12-11-2026 dan 13/11/2026", [date(2026, 11, 12), date(2026, 11, 13)]),
        ("2026-11-12", [date(2026, 11, 12)]),
        ("31 Februari 2026", [None]),
        ("45/13/2026", [None]),
        ("minggu lalu", []),
        ("sekitar 3 kali 2026", []),
    ],
)
def test_full_dates_are_found_in_free_words(typed: str, days: list[date | None]) -> None:
    assert [on for _, on in schemas.dates_in(typed)] == days


def test_only_the_story_is_required() -> None:
    values, codes = schemas.check(schemas.STORY, {"story": "  Diminta uang dua kali. "})
    assert codes == {}
    assert values["story"] == "Diminta uang dua kali."
    assert schemas.check(schemas.STORY, {"story": " \n"})[1] == {"story": "blank"}


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ({"story": "x" * (schemas.STORY_CHARACTERS + 1)}, {"story": "long"}),
        ({"story": "ada \N{REPLACEMENT CHARACTER} rusak"}, {"story": "broken"}),
        ({"story": "x", "when": "30 Februari 2026"}, {"when": "no_such_day"}),
        ({"story": "x", "place": "y" * 501}, {"place": "long"}),
        ({"story": "x", "unknown": "field"}, {}),
    ],
)
def test_each_mistake_has_its_code(typed: dict[str, str], codes: dict[str, str]) -> None:
    assert schemas.check(schemas.STORY, typed)[1] == codes


def test_an_empty_amount_means_not_said() -> None:
    values, codes = schemas.check(schemas.DEMAND, {"asked": "", "paid": "0"})
    assert codes == {}
    assert (values["asked"], values["paid"]) == (None, 0)
