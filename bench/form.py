"""Measures a long checklist in a real browser whose processor is slowed: presses, keeping, and the start."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from coproduction.addresses import ASSETS
from playwright.sync_api import Browser

from bench.browser import slow_page
from bench.measure import Timing

_WATCH_KEPT = """() => {
    const form = document.querySelector("checklist-form");
    const status = form.querySelector("[data-status]");
    new MutationObserver(() => {
        if (!status.textContent.includes(form.text("keptOnDevice"))) return;
        // A message that is posted in a frame arrives when that frame has been made.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (measured.kept = performance.now());
        requestAnimationFrame(() => port2.postMessage(""));
    }).observe(status, { childList: true, characterData: true, subtree: true });
}"""


# Files as large as may be, each of something that a reader of JSON may take long over.
_OPEN_STRANGE_FILES = f"""async () => {{
    const {{ fromFile, LARGEST_FILE }} = await import("/{ASSETS}/answer-file.js");
    const ours = '{{"format":"coproduction-answers","version":1,"checklist":{{"id":"a"}},';
    const full = (start, again, end = "") =>
        start + again.repeat((LARGEST_FILE - start.length - end.length) / again.length) + end;
    const files = [
        full("", "["), full("", "{{"), full("", '{{"a":'), full("", '[0,'), full("", '"'), full('"', "\\\\"), full("", '"{{'), full("", "[[[[[[[[[ "),
        full(ours + '"actions":[', "0,", "0]}}"), full(ours + '"actions":[', "{{}},", "{{}}]}}"),
        full(ours + '"answers":{{"a":{{"note":"', "[{{", '"}}}}}}'), full(ours + '"answers":{{', '"__proto__":{{"a":1}},', '"b":{{}}}}}}'),
    ];
    const took = files.map((text) => {{
        const start = performance.now();
        fromFile(text);
        return performance.now() - start;
    }});
    return Math.max(...took);
}}"""

# Which of the profiler's samples are ours: those with a script of ours anywhere on the stack.
_OURS = f"/{ASSETS}/"


@dataclass(frozen=True)
class Presses:
    """Seconds from each press to the frame that shows it, and to the frame that says that the answer is kept.

    `painted` is what the browser's Event Timing gives as an interaction's duration (the longest of its pointerdown,
    pointerup and click, each from the hand's movement to the next frame on the screen): the wait for earlier work, our
    listeners, the browser's own and the frame, in steps of 8 ms. What takes less than 16 ms counts as 16 ms.
    """

    painted: Timing
    kept: Timing


@dataclass(frozen=True)
class Starts:
    """Seconds of the page's processor that our scripts take at each start, with the layouts that they force, and when
    the largest paint was; and when it was on a plain page with the same text. A round is one start of each."""

    scripts: Timing
    largest: Timing
    plain_largest: Timing


def time_presses(browser: Browser, address: str, count: int, *, seed: int = 1) -> Presses:
    """Press `count` buttons from the first check of a checklist to its last, on a device where answers are kept."""
    chance = random.Random(seed)
    painted, kept = [], []
    with slow_page(browser) as (page, _):
        page.goto(address)
        page.locator("checklist-form[data-ready]").wait_for()
        page.locator('input[name="device.own"][value="yes"]').check()
        page.evaluate(_WATCH_KEPT)
        checks = page.locator("fieldset[data-principle]").all()
        for number in range(count):
            choices = checks[number * len(checks) // count].locator(".cp-choices > label")
            choice = choices.nth(chance.randrange(choices.count()))
            # The pointer comes to rest before it presses, as a hand does.
            choice.hover()
            page.wait_for_timeout(400)
            page.evaluate("() => { measured.presses.clear(); measured.kept = 0; }")
            page.mouse.down()
            page.wait_for_timeout(50)
            page.mouse.up()
            page.wait_for_function("() => measured.kept > 0")
            # Until the browser has told of the last frame.
            page.wait_for_timeout(400)
            took, shown = page.evaluate("() => [Math.max(16, ...measured.presses.values()), measured.kept - measured.pressed]")
            painted.append(took / 1000)
            kept.append(shown / 1000)
    return Presses(Timing(tuple(painted)), Timing(tuple(kept)))


def time_starts(browser: Browser, address: str, plain: str, repeats: int) -> Starts:
    """Open the checklist and the plain page in turn, each for the first time."""
    scripts, largest, plain_largest = [], [], []
    for number in range(repeats):
        for ours in (True, False) if number % 2 else (False, True):
            with slow_page(browser) as (page, session):
                session.send("Profiler.enable")
                session.send("Profiler.setSamplingInterval", {"interval": 200})
                session.send("Profiler.start")
                page.goto(address if ours else plain)
                if ours:
                    page.locator("checklist-form[data-ready]").wait_for()
                page.wait_for_timeout(1500)
                painted = page.evaluate("measured.largest") / 1000
                (largest if ours else plain_largest).append(painted)
                if ours:
                    scripts.append(seconds_of(session.send("Profiler.stop")["profile"]))
    return Starts(Timing(tuple(scripts)), Timing(tuple(largest)), Timing(tuple(plain_largest)))


def time_strange_files(browser: Browser, address: str, repeats: int) -> Timing:
    """Seconds to say what is wrong with the worst file that a stranger may send: the longest of all kinds, each time."""
    page = browser.new_page()
    try:
        page.goto(address)
        return Timing(tuple(page.evaluate(_OPEN_STRANGE_FILES) / 1000 for _ in range(repeats)))
    finally:
        page.close()


def seconds_of(profile: dict[str, Any]) -> float:
    """The time in those samples of a DevTools profile that have a script of ours on their stack."""
    ours: set[int] = set()
    # Parents come before their children.
    for node in profile["nodes"]:
        if node["id"] in ours or _OURS in node["callFrame"]["url"]:
            ours.update((node["id"], *node.get("children", ())))
    took = sum(delta for sample, delta in zip(profile["samples"], profile["timeDeltas"], strict=True) if sample in ours)
    return took / 1e6
