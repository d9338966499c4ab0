"""Kills a browser that is keeping answers, again and again, and looks at what is there when it starts again."""

from __future__ import annotations

import os
import random
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import coproduction
from playwright.sync_api import BrowserContext, BrowserType, Page

from bench.browser import LAUNCH, served

BROWSER = Path(coproduction.__file__).parent / "browser"

#: The longest that a browser is left alone before it is killed, in milliseconds.
_LONGEST = 400

_SETUP = """async () => {
    const { openStore } = await import("/answer-store.js");
    window.store = await openStore("/");
    window.answerOf = (number) => ({
        level: `level-${number % 5}`, note: "What a person says. ".repeat(number % 50) + number, wording: String(number),
        changed: new Date(Date.UTC(2026, 0, 1, 0, 0, 0, number)).toISOString(), earlier: [],
    });
    return store.place;
}"""

# As a quick person would: now and then several answers at once, now and then a pause. It never ends by itself.
_WRITE = """async (id) => {
    const texts = { version: "1", name: "", standpoint: "", promised: "", experienced: "", created: "", changed: "" };
    if (!(await store.putRound({ id, checklist: "kill", ...texts }))) throw new Error(store.problem);
    (async () => {
        for (let number = 1; ; number += 1) {
            const check = `check-${number % 40}`;
            store.putAnswer(id, check, answerOf(number)).then((kept) => kept && window.said(id, check, number));
            if (Math.random() < 0.7) await new Promise((resolve) => setTimeout(resolve, 10 * Math.random()));
        }
    })();
}"""

_READ = """async (ids) => {
    const found = [];
    for (const id of ids) {
        const state = await store.read(id);
        for (const [check, answer] of state?.answers ?? []) {
            const number = Number(answer.wording);
            const whole = JSON.stringify(answer) === JSON.stringify(answerOf(number));
            found.push([id, check, whole ? number : 0]);
        }
    }
    return [found, store.damaged];
}"""


@dataclass(frozen=True)
class Killed:
    """How often the browser was killed, how many answers had been said to be kept, and which of them were gone."""

    rounds: int
    kept: int
    lost: tuple[str, ...]


@contextmanager
def modules_served(source: Path = BROWSER) -> Iterator[str]:
    """The address, with a slash at the end, of a blank page beside the browser modules."""
    with tempfile.TemporaryDirectory(prefix="modules-") as folder:
        for module in source.glob("*.js"):
            shutil.copy(module, folder)
        (Path(folder) / "index.html").write_text("<!doctype html><html lang=en><title>Blank</title>", "utf-8")
        with served(Path(folder)) as address:
            yield address


def kill_rounds(chromium: BrowserType, rounds: int, *, seed: int = 0, tell: Callable[[str], None] = lambda _: None) -> Killed:
    """Let a browser keep answers and kill it at a random moment, `rounds` times, always with the same profile.

    An answer counts as kept once its put had resolved to true. Each start looks for those of the round before,
    and the last one for all of them.
    """
    chance = random.Random(seed)
    said: dict[tuple[str, str], int] = {}
    lost: list[str] = []
    with tempfile.TemporaryDirectory(prefix="kill-", ignore_cleanup_errors=True) as folder, modules_served() as address:
        for number in range(rounds):
            with chromium.launch_persistent_context(folder, **LAUNCH) as context:
                page = _open(context, address)
                lost += _lost(page, {key: value for key, value in said.items() if key[0] == f"round-{number - 1}"})
                page.expose_function("said", lambda round_, check, value: said.update({(round_, check): value}))
                page.evaluate(_WRITE, f"round-{number}")
                page.wait_for_timeout(chance.uniform(0, _LONGEST))
                # What the page had said by then still arrives before the end does.
                with context.expect_event("close"):
                    kill(context)
            tell(f"killed {number + 1} of {rounds}: {len(said)} answers were said to be kept, {len(lost)} are lost")
        with chromium.launch_persistent_context(folder, **LAUNCH) as context:
            lost += _lost(_open(context, address), said)
    return Killed(rounds, len(said), tuple(dict.fromkeys(lost)))


def _open(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    assert page.evaluate(_SETUP) == "device"
    return page


def _lost(page: Page, said: dict[tuple[str, str], int]) -> list[str]:
    """Answers that are not there, or are older than what was said to be kept, or are not whole."""
    found, damaged = page.evaluate(_READ, sorted({round_ for round_, _ in said}))
    there = {(round_, check): number for round_, check, number in found}
    lost = [f"{round_} {check}" for (round_, check), number in said.items() if there.get((round_, check), 0) < number]
    return lost + ["a damaged row"] * bool(damaged)


def kill(context: BrowserContext) -> None:
    """End the browser and all its processes at once, without a chance to write anything."""
    session = context.browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    browser = next(process["id"] for process in processes if process["type"] == "browser")
    if hasattr(os, "killpg") and os.getpgid(browser) != os.getpgrp():
        os.killpg(os.getpgid(browser), signal.SIGKILL)
        return
    for process in processes:
        os.kill(process["id"], getattr(signal, "SIGKILL", signal.SIGTERM))
