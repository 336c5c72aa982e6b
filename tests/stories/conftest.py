"""One played story a test process: its folder stays as the servers left it, for those who look through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from casemgr.folder import drop_connections
from casemgr.founding import Founding
from casemgr.story import found_stage
from casemgr.story.play import Material, Story
from casemgr.story.servers import both_sites
from tests.support.marks import new_mark


@dataclass(frozen=True)
class Played:
    """What is left of a story when its servers have gone, and the marks that were planted in it."""

    folder: Path
    place: Path
    founding: Founding
    story: Story
    lines: list[str]
    marks: dict[str, str]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """A story played once over HTTP, with a temp directory and logs of its own."""
    place = tmp_path_factory.mktemp("story")
    (place / "tmp").mkdir()
    kinds = ("text", "name", "contact", "filename", "content", "agent")
    marks = {kind: new_mark(kind) for kind in kinds}
    brings = Material(
        text=f"Di loket diminta tiga ratus ribu. {marks['text']} Saya belum membayar.",
        name=marks["name"],
        contact=marks["contact"],
        file_name=f"{marks['filename']}.txt",
        file=(marks["content"] + "\n").encode() * 4000,
        user_agent=marks["agent"],
        address="127.98.76.54",
    )
    lines: list[str] = []
    founding = found_stage(place / "office")
    with pytest.MonkeyPatch.context() as patch, (place / "log").open("wb") as log:
        patch.setenv("TMPDIR", str(place / "tmp"))
        with both_sites(place / "office", log=log) as (public, console):
            story = Story(founding, public, console, lines.append, brings)
            story.play()
    yield Played(place / "office", place, founding, story, lines, marks)
    drop_connections(founding.office)
