"""Times how soon the next slide is on the screen, with a clicker's key and a slowed processor."""

from __future__ import annotations

from playwright.sync_api import Browser

from bench.browser import slow_page
from bench.measure import Timing


def time_slides(browser: Browser, address: str, rounds: int) -> Timing:
    """Seconds from the key to the frame that shows the slide (Event Timing, in steps of 8 ms), through all slides, there and back in turn.

    What takes less than 16 ms counts as 16 ms.
    """
    took = []
    with slow_page(browser) as (page, _):
        page.goto(f"{address}#1")
        page.locator("slide-show[data-mode]").wait_for()
        last = page.locator("slide-show > section").count()
        page.wait_for_timeout(1500)
        for number in range(rounds):
            key = "PageUp" if number % 2 else "PageDown"
            for _ in range(last - 1):
                page.evaluate("() => measured.presses.clear()")
                # The end of a press on a key is an event too, and no slide waits for it.
                page.keyboard.down(key)
                page.wait_for_timeout(300)
                took.append(page.evaluate("() => Math.max(16, ...measured.presses.values())") / 1000)
                page.keyboard.up(key)
                page.wait_for_timeout(50)
    return Timing(tuple(took))
