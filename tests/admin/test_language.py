"""Indonesian first, English complete: every sentence of the console has its English one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.admin.conftest import House

CONSOLE = Path("admin")
CATALOG = CONSOLE / "translations" / "en" / "LC_MESSAGES"
KEYWORDS = {"_": (1,), "mark": (1,), "ngettext": (1, 2)}


def sentences() -> set[str]:
    """Collect every sentence the console marks, in code and templates."""
    found = extract_from_dir(
        str(CONSOLE), [("**.py", "python"), ("**/templates/**.html", "jinja2")], keywords=KEYWORDS
    )
    return {one[2] if isinstance(one[2], str) else one[2][0] for one in found}


def by_sentence(found: Catalog) -> dict[str, list[str]]:
    """Give the English sentences by the Indonesian one: one, or singular and plural."""
    return {
        one.id if isinstance(one.id, str) else one.id[0]: [one.string]
        if isinstance(one.string, str)
        else list(one.string)
        for one in found
        if one.id
    }


def catalog() -> dict[str, list[str]]:
    """Read the English catalog."""
    with (CATALOG / "console.po").open("rb") as file:
        return by_sentence(read_po(file))


def test_every_sentence_is_in_english_and_none_is_left_over() -> None:
    assert len(sentences()) > 500
    assert sentences() == set(catalog())
    assert [sentence for sentence, english in catalog().items() if not all(english)] == []


def test_the_compiled_catalog_is_the_written_one() -> None:
    with (CATALOG / "console.mo").open("rb") as file:
        compiled = by_sentence(read_mo(file))
    assert compiled == catalog()


@pytest.mark.parametrize(
    ("choice", "words"), [("id", ("Masuk", "Frasa sandi")), ("en", ("Sign in", "Passphrase"))]
)
def test_the_switch_changes_the_language_before_sign_in(
    house: House, choice: str, words: tuple[str, str]
) -> None:
    stranger = house.stranger()
    stranger.get("/sign-in/")
    answer = stranger.post("/language/", language=choice, next="/sign-in/")
    assert answer.headers["Location"] == "/sign-in/"
    page = stranger.get("/sign-in/").get_data(as_text=True)
    assert f'<html lang="{choice}">' in page
    assert all(word in page for word in words)


def test_an_unknown_language_is_ignored(house: House) -> None:
    stranger = house.stranger()
    stranger.get("/sign-in/")
    stranger.post("/language/", language="../../etc", next="/sign-in/")
    assert '<html lang="id">' in stranger.get("/sign-in/").get_data(as_text=True)


def test_a_duty_that_is_switched_off_is_said_on_every_page_of_the_console(house: House) -> None:
    office = house.founding.office
    whole = house.person("melati").get("/queue/").get_data(as_text=True)
    assert "Pemisahan tugas yang dimatikan" not in whole
    settings = replace(office.pack.settings, duties_off=("reviewer_not_verifier",))
    office.pack = replace(office.pack, settings=settings)
    for path in ("/queue/", "/me/"):
        page = house.person("melati").get(path).get_data(as_text=True)
        assert (
            "Pemisahan tugas yang dimatikan di kantor ini: Verifikator tidak menelaah perkara yang sama"
            in page
        )
    assert "Pemisahan tugas" not in house.stranger().get("/sign-in/").get_data(as_text=True)
