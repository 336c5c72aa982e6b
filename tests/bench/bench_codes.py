"""Can the time of an answer tell a destroyed report from a code that never was? Over HTTP, at an office's cost."""

from __future__ import annotations

import tempfile
from pathlib import Path

from casemgr.folder import drop_connections
from casemgr.story import found_stage
from casemgr.story.servers import PUBLIC, end_processes, start
from tests.bench.rows import Figures, run
from tests.support.codes import entering_times, file_and_destroy
from tests.support.distributions import GAP_LIMIT, RANKS_LIMIT, compare

TRIES = 400
DECILES_MS = 1.0


def measure(figures: Figures) -> None:
    """Compare whole distributions, and let the same comparison look at three milliseconds more."""
    with tempfile.TemporaryDirectory() as name, (Path(name) / "log").open("wb") as log:
        folder = Path(name) / "office"
        founding = found_stage(folder)
        destroyed = [file_and_destroy(founding)]
        drop_connections(founding.office)
        server = start(folder, PUBLIC, workers=1, log=log)
        try:
            times = entering_times(server.port, destroyed, TRIES)
        finally:
            end_processes([server.process])
    found = compare(times["unknown"], times["destroyed"])
    control = compare(times["unknown"], times["delayed"])
    figures.bound("T12 destroyed or unknown code, rank sum |z|", found.ranks, RANKS_LIMIT)
    figures.bound("T12 destroyed or unknown code, scaled KS distance", found.gap, GAP_LIMIT)
    figures.bound("T12 destroyed or unknown code, deciles apart, ms", found.deciles, DECILES_MS)
    figures.compare("T12 control, 3 ms more, rank sum |z|", control.ranks, RANKS_LIMIT, 1.0, least=True)
    figures.compare("T12 control, 3 ms more, scaled KS", control.gap, GAP_LIMIT, 1.0, least=True)


if __name__ == "__main__":
    run(measure)
