"""The command `python -m bench`: measures, prints tables, and keeps the figures in `bench/results/latest.json`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from bench.content import ROOT
from bench.measure import CommandFailed
from bench.report import as_markdown, as_values
from bench.suite import NAMES, run_suite

RESULTS = ROOT / "bench" / "results" / "latest.json"
QUICK = {"small": 20, "large": 200, "repeats": 3, "presses": 40, "starts": 12, "kills": 20}
FULL = {"small": 100, "large": 1000, "repeats": 5, "presses": 200, "starts": 20, "kills": 200}


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="bench", description="Measure how fast and how light a site is, and compare.")
    parser.add_argument("--quick", action="store_true", help="smaller sites, fewer presses and fewer kills")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, metavar="NAME", help=", ".join(NAMES))
    chosen = parser.parse_args(words)
    sizes = QUICK if chosen.quick else FULL
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        try:
            measured = run_suite(Path(folder), chosen.only, **sizes, tell=_tell)
        except CommandFailed as error:
            sys.exit(str(error))
    print(as_markdown(measured))
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(as_values(measured), indent=2, ensure_ascii=False) + "\n", "utf-8")
    _tell(f"kept in {os.path.relpath(RESULTS)}")


def _tell(message: str) -> None:
    # Apart from the tables, so that these alone can be sent to a file.
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
