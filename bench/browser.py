"""A browser without calls home, a page whose processor is slowed, and a folder served to it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

#: How every browser here is started: BROWSER_PATH in the environment names it, else Playwright's own is used.
#: It runs as root on some machines, where it needs its sandbox off.
LAUNCH: dict[str, Any] = {
    "executable_path": os.environ.get("BROWSER_PATH"),
    "args": ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
}
#: How many times slower than this machine the page's processor is, for the targets' sake.
SLOWED = 6

# What the browser itself says of each press and paint, and which paint was the largest.
_WATCH = """
    window.measured = { presses: new Map(), largest: 0, pressed: 0, kept: 0 };
    new PerformanceObserver((list) => {
        for (const { interactionId, duration } of list.getEntries()) {
            if (interactionId) measured.presses.set(interactionId, Math.max(duration, measured.presses.get(interactionId) ?? 0));
        }
    }).observe({ type: "event", durationThreshold: 16 });
    new PerformanceObserver((list) => {
        for (const { startTime } of list.getEntries()) measured.largest = startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    addEventListener("pointerup", (event) => (measured.pressed = event.timeStamp), { capture: true });
"""


@contextmanager
def slow_page(browser: Browser) -> Iterator[tuple[Page, CDPSession]]:
    """A page in a fresh context with `measured` in it: `presses` (milliseconds to the next frame, by interaction) and
    `largest` (when the largest paint was)."""
    context = browser.new_context()
    try:
        page = context.new_page()
        page.add_init_script(_WATCH)
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        yield page, session
    finally:
        context.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address, with a slash at the end, where a folder is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
