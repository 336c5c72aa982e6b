"""One played story a test process: its folder stays as the servers left it, for those who look through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from casemgr.folder import drop_connections
from casemgr.founding import Founding
from casemgr.story import found_stage
from casemgr.story.play import Story
from casemgr.story.servers import both_sites

USER_AGENT = "MARKER-user-agent-7e1d04c2"


@dataclass(frozen=True)
class Played:
    """What is left of a story when its servers have gone."""

    folder: Path
    temporary: Path
    founding: Founding
    story: Story
    lines: list[str]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """A story played once over HTTP, with a temp directory and logs of its own."""
    place = tmp_path_factory.mktemp("story")
    temporary = place / "tmp"
    temporary.mkdir()
    lines: list[str] = []
    founding = found_stage(place / "office")
    with pytest.MonkeyPatch.context() as patch, (place / "log").open("wb") as log:
        patch.setenv("TMPDIR", str(temporary))
        with both_sites(place / "office", log=log) as (public, console):
            story = Story(founding, public, console, lines.append, user_agent=USER_AGENT)
            story.play()
    yield Played(place / "office", temporary, founding, story, lines)
    drop_connections(founding.office)
