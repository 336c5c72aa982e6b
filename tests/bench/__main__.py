"""`python -m tests.bench [--json FILE]`: run every bench in its own process and gather what they measured."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Run all benches; the exit status says only whether they ran, never how fast."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--json", type=Path, help="write name, value, floor, ratio, limit and ok of every figure"
    )
    parser.add_argument("only", nargs="*", help="names of benches, without bench_")
    options = parser.parse_args()
    names = [path.stem for path in sorted(HERE.glob("bench_*.py"))]
    wanted = [name for name in names if not options.only or name.removeprefix("bench_") in options.only]
    gathered, failed = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted:
            print(f"\n{name}", flush=True)
            out = Path(folder) / f"{name}.json"
            done = subprocess.run([sys.executable, "-m", f"tests.bench.{name}", "--json", str(out)])
            if done.returncode:
                failed.append(name)
            if out.exists():
                gathered += json.loads(out.read_text(encoding="utf-8"))
    if options.json:
        options.json.write_text(json.dumps(gathered, indent=1), encoding="utf-8")
    short = [row["name"] for row in gathered if row.get("ok") is False]
    print(f"\n{len(gathered)} figures, {len(short)} short", *short, sep="\n  ")
    if failed:
        print("did not run:", ", ".join(failed), file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
