"""Times what an author feels: from saving a YAML file to seeing the new text on the served page."""

from __future__ import annotations

import random
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from coproduction.addresses import built, case_study_page
from coproduction.load import load

from bench.measure import ENVIRONMENT, Timing

POLL = 0.02  # seconds
PATIENCE = 60.0  # seconds


def time_saves(site: Path, saves: int) -> Timing:
    """Serve the site, save its longest case study several times, and time each until the page shows it."""
    library = load(site)
    files = {case.id: site / library.files["case-study", case.id] for case in library.case_studies}
    longest = max(files, key=lambda case: files[case].stat().st_size)
    written = files[longest].read_text("utf-8")
    # MkDocs looks for changes twice a second: saves at odd moments meet it now early, now late.
    pause = random.Random(1)
    with socket.create_server(("127.0.0.1", 0)) as free:
        host = f"127.0.0.1:{free.getsockname()[1]}"
    page = f"http://{host}/{built(case_study_page(longest), directory_urls=True)}"
    serve = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--livereload", "--dev-addr", host]
    server = subprocess.Popen(serve, cwd=site, env=ENVIRONMENT)
    try:
        _wait_for(page, "</html>")
        seconds = []
        for number in range(1, saves + 1):
            time.sleep(pause.uniform(0.5, 1.5))
            title = f"Saved {number} times"
            changed = re.sub(r"^title: .*$", f"title: {title}", written, count=1, flags=re.MULTILINE)
            start = time.perf_counter()
            files[longest].write_text(changed, "utf-8")
            _wait_for(page, title)
            seconds.append(time.perf_counter() - start)
        return Timing(tuple(seconds))
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str, text: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - our own address
                if text in answer.read().decode("utf-8"):
                    return
        except (urllib.error.URLError, ConnectionError):
            pass  # the server is still starting
        time.sleep(POLL)
    raise TimeoutError(f"{address} did not show “{text}” within {PATIENCE:.0f} seconds")
