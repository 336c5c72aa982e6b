"""`casemgr story`: founds an office, starts its servers, and plays one report from filing to closure."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from casemgr.folder import SQLITE_MAIN, SQLITE_VAULT, Folder, FolderError, drop_connections
from casemgr.founding import Founding, create
from casemgr.office import utc_now
from casemgr.story.browser import PageError
from casemgr.story.play import Story, StoryError
from casemgr.story.servers import both_sites
from casemgr.testing import small_plan

__all__ = ["found_stage", "run"]


def run(path: Path | None) -> int:
    """Play the story; return 0 only if everything came out as it must. A given folder is kept."""
    folder = path or Path(tempfile.mkdtemp(prefix="casemgr-story-"))
    if path is not None and path.exists() and any(path.iterdir()):
        raise FolderError(f"{path} is not empty")
    try:
        return _play(folder)
    finally:
        if path is None:
            shutil.rmtree(folder, ignore_errors=True)


def _play(folder: Path) -> int:
    started = time.monotonic()
    founding = found_stage(folder)
    try:
        with both_sites(folder) as (public, console):
            print(f"Public site on port {public}, console on port {console}.", flush=True)
            Story(founding, public, console, lambda line: print("-", line, flush=True)).play()
    except (StoryError, PageError) as problem:
        print(f"casemgr story: {problem}", file=sys.stderr)
        return 1
    finally:
        drop_connections(founding.office)
    print(f"The story holds ({time.monotonic() - started:.0f} s).")
    return 0


def found_stage(path: Path, *, main_url: str = SQLITE_MAIN, vault_url: str = SQLITE_VAULT) -> Founding:
    """Found an invented office whose people have drawn passphrases, in a folder that can be served."""
    folder = Folder(path, main_url, vault_url, is_demo=True)
    folder.save()
    main, vault = folder.engines()
    plan = small_plan()
    founders = tuple(replace(founder, passphrase=None) for founder in plan.founders)
    return create(
        main,
        vault=vault,
        keys=folder.keys,
        blobs=folder.blobs,
        plan=replace(plan, founders=founders, is_demo=True),
        now=utc_now(),
    )
