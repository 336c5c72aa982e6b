"""Reading what people type: forgiving where the meaning is plain, and a sentence where it is not."""

from __future__ import annotations

from datetime import date

import pytest
from casemgr.admin.forms import UnreadableError, read_date, read_rupiah

from tests.admin.conftest import House


@pytest.fixture(autouse=True)
def _request(house: House) -> object:
    """Sentences are made in the language of a request."""
    with house.app.test_request_context():
        yield


@pytest.mark.parametrize(
    "typed",
    [
        "9 Desember 2026",
        "9 des 2026",
        " 09 DES. 2026 ",
        "9/12/2026",
        "09-12-2026",
        "9.12.2026",
        "2026-12-09",
        "9 December 2026",
    ],
)
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert read_date(typed) == date(2026, 12, 9)


@pytest.mark.parametrize("typed", ["besok", "31/2/2026", "9 Foo 2026", "", "2026", "9/12/26x"])
def test_what_is_no_day_is_said(typed: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_date(typed)
    assert "9 Desember 2026" in caught.value.sentence


@pytest.mark.parametrize(
    "typed", ["300000", "300.000", "Rp300.000", "rp. 300.000", "Rp 300.000,00", "300,000", "Rp300.000,-"]
)
def test_an_amount_is_read_however_it_is_written(typed: str) -> None:
    assert read_rupiah(typed) == 300_000


@pytest.mark.parametrize("typed", ["tiga ratus", "-5", "1e9", "٣٠٠", "9" * 20, "1.5", "1,50", "3.0.0"])
def test_what_is_no_amount_is_said(typed: str) -> None:
    with pytest.raises(UnreadableError):
        read_rupiah(typed)
