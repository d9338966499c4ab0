"""Answers stay where the person wants them, and none is lost: not to a fault, another tab, or the end of the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from bench.browser import LAUNCH
from bench.kill import kill_rounds, modules_served

#: What every page of these tests can say. `held` is a store's state in plain values; `onDevice` reads past the store.
WORDS = """async () => {
    const { openStore } = await import("/answer-store.js");
    const NAME = "coproduction:/site/";
    const time = (second) => `2026-03-01T10:00:${String(second).padStart(2, "0")}.000Z`;
    const done = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const openRaw = (name, version, upgrade = () => {}) => {
        const request = indexedDB.open(name, version);
        request.onupgradeneeded = () => upgrade(request.result);
        return done(request);
    };
    Object.assign(window, {
        openStore, NAME, done, openRaw,
        heard: [],
        round: (id, more = {}) => ({
            id, checklist: "before", version: "1", name: "March", standpoint: "resident", promised: "", experienced: "",
            created: time(0), changed: time(0), ...more,
        }),
        answer: (note, second = 1, more = {}) => ({
            level: "partly", note, wording: "abc", changed: time(second), earlier: [], ...more,
        }),
        action: (id, what, second = 1) => ({
            id, check: "c1", what, who: "Ann", by: "June", happened: "", confirmed: "", changed: time(second),
        }),
        open: async (options) => {
            window.store = await openStore("/site/", options);
            store.subscribe((change) => heard.push(change));
        },
        held: async (id = "r1") => {
            const state = await store.read(id);
            if (!state) return null;
            const { round, answers, actions } = state;
            return { round, answers: Object.fromEntries(answers), actions: Object.fromEntries(actions) };
        },
        notes: async (id = "r1") => {
            const state = await store.read(id);
            const all = [...state.answers].map(([check, { note, earlier }]) => [check, [note, ...earlier.map((one) => one.note)]]);
            return Object.fromEntries(all.sort());
        },
        raw: async (work) => {
            const db = await openRaw(NAME);
            try {
                return await work(db);
            } finally {
                db.close();
            }
        },
        onDevice: () => raw(async (db) => {
            const rows = {};
            for (const name of db.objectStoreNames) {
                const table = db.transaction(name).objectStore(name);
                const [keys, values] = [await done(table.getAllKeys()), await done(table.getAll())];
                rows[name] = keys.map((key, i) => [key, values[i]]);
            }
            return rows;
        }),
        databases: async () => (await indexedDB.databases()).map(({ name }) => name).sort(),
    });
}"""


@pytest.fixture(scope="module")
def modules() -> Iterator[str]:
    with modules_served() as address:
        yield address


@pytest.fixture
def tab(context: BrowserContext, modules: str) -> Callable[..., Page]:
    """Opens a tab and a store in it. `before` is a script for the tab's window before that: a fault, say."""

    def tab(options: str = "{}", before: str = "") -> Page:
        page = context.new_page()
        page.goto(modules)
        page.evaluate(WORDS)
        page.evaluate(f"async () => {{ {before} ; await open({options}); }}")
        return page

    return tab


def state_of(page: Page) -> list[Any]:
    return page.evaluate("[store.place, store.problem]")


def wait_to_hear(page: Page, change: dict[str, str]) -> None:
    wanted = "(wanted) => heard.some((one) => JSON.stringify(one) === JSON.stringify(wanted))"
    page.wait_for_function(wanted, arg=change)


# --- Keeping and reading ------------------------------------------------------------------------------

FILL = """async () => [
    await store.putRound(round("r1")),
    await store.putAnswer("r1", "c1", answer("We were not asked.")),
    await store.putAnswer("r1", "c2", answer("", 2, { level: "dont-know", earlier: [{ note: "Ask Ann", changed: "" }] })),
    await store.putAction("r1", action("a1", "Ask the residents")),
]"""

FILLED = {
    "round": {
        "id": "r1", "checklist": "before", "version": "1", "name": "March", "standpoint": "resident", "promised": "",
        "experienced": "", "created": "2026-03-01T10:00:00.000Z", "changed": "2026-03-01T10:00:00.000Z",
    },
    "answers": {
        "c1": {"level": "partly", "note": "We were not asked.", "wording": "abc", "changed": "2026-03-01T10:00:01.000Z", "earlier": []},
        "c2": {
            "level": "dont-know", "note": "", "wording": "abc", "changed": "2026-03-01T10:00:02.000Z",
            "earlier": [{"note": "Ask Ann", "changed": ""}],
        },
    },
    "actions": {
        "a1": {
            "id": "a1", "check": "c1", "what": "Ask the residents", "who": "Ann", "by": "June", "happened": "", "confirmed": "",
            "changed": "2026-03-01T10:00:01.000Z",
        },
    },
}  # fmt: skip


def test_what_was_put_is_read_now_and_after_the_page_is_opened_again(tab: Callable[..., Page]) -> None:
    page = tab()
    assert page.evaluate(FILL) == [True] * 4
    assert page.evaluate("held()") == FILLED
    assert state_of(page) == ["device", ""]
    page.close()
    page = tab()
    assert page.evaluate("held()") == FILLED
    assert page.evaluate("store.damaged") == 0
    assert page.evaluate("onDevice()") == {
        "rounds": [["r1", FILLED["round"]]],
        "answers": [[["r1", check], answer] for check, answer in FILLED["answers"].items()],
        "actions": [[["r1", "a1"], FILLED["actions"]["a1"]]],
    }


def test_rounds_are_listed_by_checklist_and_stay_apart(tab: Callable[..., Page]) -> None:
    page = tab()
    page.evaluate("""async () => {
        for (const id of ["r1", "r1-2", "r"]) await store.putRound(round(id));
        await store.putRound(round("other", { checklist: "while" }));
        for (const id of ["r1", "r1-2", "r"]) await store.putAnswer(id, "c1", answer(id));
    }""")
    page = tab()
    listed = "(checklist) => store.rounds(checklist).then((rounds) => rounds.map(({ id }) => id).sort())"
    assert page.evaluate(listed, "before") == ["r", "r1", "r1-2"]
    assert page.evaluate(listed, "while") == ["other"]
    assert page.evaluate(listed, "nothing") == []
    assert [page.evaluate("(id) => notes(id)", id) for id in ("r", "r1", "r1-2")] == [{"c1": [id]} for id in ("r", "r1", "r1-2")]
    assert page.evaluate("held('nothing')") is None


def test_what_the_caller_does_to_its_values_changes_nothing_that_is_kept(tab: Callable[..., Page]) -> None:
    page = tab()
    changed = page.evaluate("""async () => {
        const mine = round("r1");
        const putting = store.putRound(mine);
        mine.name = "changed";
        await putting;
        const read = await store.read("r1");
        read.round.name = "changed";
        read.answers.set("c1", {});
        const [listed] = await store.rounds("before");
        listed.name = "changed";
        const { round: { name }, answers } = await held();
        return [name, answers, (await onDevice()).rounds[0][1].name];
    }""")
    assert changed == ["March", {}, "March"]


def test_an_action_and_a_round_are_removed_with_all_that_belongs_to_them(tab: Callable[..., Page]) -> None:
    page = tab()
    page.evaluate(FILL)
    page.evaluate("store.putRound(round('r2')).then(() => store.putAnswer('r2', 'c1', answer('stays')))")
    assert page.evaluate("store.removeAction('r1', 'a1')") is True
    assert page.evaluate("held()") == {**FILLED, "actions": {}}
    assert page.evaluate("store.putAction('r1', action('a2', 'Another'))") is True
    assert page.evaluate("store.removeRound('r1')") is True
    assert page.evaluate("held()") is None
    left = page.evaluate("onDevice()")
    assert [[key for key, _ in left[name]] for name in ("rounds", "answers", "actions")] == [["r2"], [["r2", "c1"]], []]


def test_what_is_put_and_removed_in_one_breath_is_gone_and_no_problem(tab: Callable[..., Page]) -> None:
    page = tab()
    page.evaluate(FILL)
    page.evaluate("Promise.all([store.putAction('r1', action('a2', 'x')), store.removeAction('r1', 'a2')])")
    assert page.evaluate("held()") == FILLED
    assert state_of(page) == ["device", ""]


def test_typing_leaves_no_trail_of_earlier_notes(tab: Callable[..., Page]) -> None:
    """A note gives way to its own longer self: at once, after a pause, and on another day."""
    page = tab()
    page.evaluate(FILL)
    page.evaluate("Promise.all(['W', 'We', 'We w'].map((note, i) => store.putAnswer('r1', 'c1', answer(note, 3 + i))))")
    assert page.evaluate("store.putAnswer('r1', 'c1', answer('We were', 9))") is True
    page = tab()
    page.evaluate("held()")
    assert page.evaluate("store.putAnswer('r1', 'c1', answer('We were not', 10))") is True
    assert page.evaluate("notes()") == {"c1": ["We were not"], "c2": ["", "Ask Ann"]}


def test_the_last_word_counts_even_if_the_clock_was_put_back(tab: Callable[..., Page]) -> None:
    page = tab()
    page.evaluate(FILL)
    assert page.evaluate("store.putAnswer('r1', 'c1', answer('Corrected', 0, { level: 'yes' }))") is True
    assert page.evaluate("held().then(({ answers }) => [answers.c1.level, answers.c1.note])") == ["yes", "Corrected"]


# --- In memory ----------------------------------------------------------------------------------------


def test_in_memory_nothing_is_written_to_the_device(tab: Callable[..., Page]) -> None:
    page = tab("{ memory: true }")
    assert state_of(page) == ["memory", ""]
    assert page.evaluate(FILL) == [False] * 4
    assert page.evaluate("held()") == FILLED
    assert page.evaluate("store.rounds('before')") == [FILLED["round"]]
    assert state_of(page) == ["memory", ""]
    assert page.evaluate("databases()") == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("heard") == []
    page.reload()
    page.evaluate(WORDS)
    page.evaluate("open()")
    assert page.evaluate("held()") is None


def test_all_moves_to_the_device_and_back(tab: Callable[..., Page]) -> None:
    page = tab("{ memory: true }")
    page.evaluate(FILL)
    assert page.evaluate("store.moveToDevice()") is True
    assert state_of(page) == ["device", ""]
    page.evaluate("store.close()")
    page = tab()
    assert page.evaluate("store.moveToMemory()") is True
    assert state_of(page) == ["memory", ""]
    assert page.evaluate("databases()") == []
    assert page.evaluate("held()") == FILLED
    assert page.evaluate("store.putAnswer('r1', 'c1', answer('later', 5))") is False
    assert page.evaluate("databases()") == []
    assert page.evaluate("notes()") == {"c1": ["later"], "c2": ["", "Ask Ann"]}


def test_a_device_that_keeps_nothing_is_not_touched_when_it_is_said_to_be_shared(tab: Callable[..., Page]) -> None:
    page = tab("{ memory: true }")
    page.evaluate(FILL)
    page.evaluate("() => { window.opened = 0; const open = indexedDB.open; IDBFactory.prototype.open = function (...given) { opened += 1; return open.apply(this, given); }; }")
    assert page.evaluate("store.moveToMemory()") is True
    assert page.evaluate("opened") == 0
    assert page.evaluate("databases()") == []


def test_nothing_that_cannot_be_read_is_taken_from_the_device(tab: Callable[..., Page]) -> None:
    page = tab()
    page.evaluate(FILL)
    page.evaluate("() => { window.genuine = IDBObjectStore.prototype.getAll; IDBObjectStore.prototype.getAll = null; }")
    assert page.evaluate("store.moveToMemory()") is False
    assert page.evaluate("store.problem") != ""
    page.evaluate("() => { IDBObjectStore.prototype.getAll = genuine; }")
    assert page.evaluate("store.moveToMemory()") is True
    assert page.evaluate("held()") == FILLED
    assert page.evaluate("databases()") == []


def test_moving_to_the_device_does_not_wait_for_leave_to_stay_there(tab: Callable[..., Page]) -> None:
    page = tab("{ memory: true }", "window.asked = 0; navigator.storage.persist = () => { asked += 1; return new Promise(() => {}); }")
    page.evaluate(FILL)
    assert page.evaluate("asked") == 0
    assert page.evaluate("store.moveToDevice()") is True
    assert page.evaluate("asked") == 1


# --- Several tabs -------------------------------------------------------------------------------------


def test_two_tabs_that_answer_different_checks_at_once_lose_nothing(tab: Callable[..., Page]) -> None:
    one, other = tab(), tab()
    one.evaluate("store.putRound(round('r1'))")
    other.evaluate("held()")
    start = """(own) => {
        window.putting = Promise.all(Array.from({ length: 40 }, async (_, i) => {
            await new Promise((resolve) => setTimeout(resolve, 3 * i));
            return store.putAnswer("r1", `${own}-${i}`, answer(`${own} ${i}`));
        }));
        window.putting.then(() => {});
    }"""
    one.evaluate(start, "one")
    other.evaluate(start, "other")
    assert one.evaluate("putting") == other.evaluate("putting") == [True] * 40
    wanted = {f"{own}-{i}": [f"{own} {i}"] for own in ("one", "other") for i in range(40)}
    assert one.evaluate("notes()") == other.evaluate("notes()") == tab().evaluate("notes()") == wanted


def test_of_two_answers_to_the_same_check_the_later_wins_and_the_other_s_note_is_kept(tab: Callable[..., Page]) -> None:
    one, other = tab(), tab()
    one.evaluate("store.putRound(round('r1'))")
    other.evaluate("held()")
    assert one.evaluate("store.putAnswer('r1', 'c1', answer('first', 1))") is True
    assert other.evaluate("store.putAnswer('r1', 'c1', answer('second', 2))") is True
    assert one.evaluate("notes()") == {"c1": ["second", "first"]}
    # This tab goes on with what it had; it has not looked.
    assert one.evaluate("store.putAnswer('r1', 'c1', answer('third', 3))") is True
    assert one.evaluate("store.putAnswer('r1', 'c1', answer('third and more', 4))") is True
    assert other.evaluate("notes()") == {"c1": ["third and more", "second", "first"]}


def test_an_answer_that_comes_too_late_gives_way_and_is_told_so(tab: Callable[..., Page]) -> None:
    one, other = tab(), tab()
    one.evaluate("store.putRound(round('r1'))")
    other.evaluate("held()")
    assert one.evaluate("store.putAnswer('r1', 'c1', answer('later', 9, { level: 'yes' }))") is True
    wait_to_hear(other, {"kind": "answer", "round": "r1", "id": "c1"})
    other.evaluate("heard.length = 0")
    assert other.evaluate("store.putAnswer('r1', 'c1', answer('earlier', 5))") is True
    wait_to_hear(other, {"kind": "answer", "round": "r1", "id": "c1"})
    assert other.evaluate("held().then(({ answers }) => answers)") == {
        "c1": {
            "level": "yes", "note": "later", "wording": "abc", "changed": "2026-03-01T10:00:09.000Z",
            "earlier": [{"note": "earlier", "changed": "2026-03-01T10:00:05.000Z"}],
        },
    }  # fmt: skip


def test_a_note_from_another_tab_survives_somebody_who_is_typing(tab: Callable[..., Page]) -> None:
    """The form here reads what the other tab wrote, but leaves the field alone in which somebody types."""
    one, other = tab(), tab()
    one.evaluate(FILL)
    other.evaluate("held()")
    assert one.evaluate("store.putAnswer('r1', 'c1', answer('from the other tab', 3))") is True
    wait_to_hear(other, {"kind": "answer", "round": "r1", "id": "c1"})
    assert other.evaluate("notes()") == {"c1": ["from the other tab"], "c2": ["", "Ask Ann"]}
    assert other.evaluate("store.putAnswer('r1', 'c1', answer('typed here', 4))") is True
    assert other.evaluate("store.putAnswer('r1', 'c1', answer('typed here, all of it', 5))") is True
    assert one.evaluate("notes().then(({ c1 }) => c1)") == ["typed here, all of it", "from the other tab"]


def test_a_tab_sees_what_another_does(tab: Callable[..., Page]) -> None:
    one, other = tab(), tab()
    one.evaluate(FILL)
    one.evaluate("store.removeAction('r1', 'a1')")
    one.evaluate("store.removeRound('r1')")
    wait_to_hear(other, {"kind": "removed", "round": "r1", "id": ""})
    assert other.evaluate("heard") == [
        {"kind": "round", "round": "r1", "id": ""},
        {"kind": "answer", "round": "r1", "id": "c1"},
        {"kind": "answer", "round": "r1", "id": "c2"},
        {"kind": "action", "round": "r1", "id": "a1"},
        {"kind": "removed", "round": "r1", "id": "a1"},
        {"kind": "removed", "round": "r1", "id": ""},
    ]
    assert one.evaluate("heard") == []


def test_who_no_longer_listens_hears_nothing_and_a_listener_s_mistake_harms_nobody(tab: Callable[..., Page]) -> None:
    one, other = tab(), tab()
    other.evaluate("""() => {
        window.never = [];
        store.subscribe((change) => never.push(change))();
        window.store.subscribe(() => { throw new Error("a mistake"); });
        store.subscribe((change) => window.last = change);
    }""")
    one.evaluate("store.putRound(round('r1'))")
    other.wait_for_function("window.last")
    assert other.evaluate("never") == []


def test_a_round_that_another_tab_removed_does_not_come_back_by_itself(tab: Callable[..., Page]) -> None:
    one, other = tab(), tab()
    one.evaluate(FILL)
    other.evaluate("held()")
    one.evaluate("store.removeRound('r1')")
    wait_to_hear(other, {"kind": "removed", "round": "r1", "id": ""})
    assert other.evaluate("store.putAnswer('r1', 'c1', answer('too late'))") is False
    assert other.evaluate("held()") is None
    assert other.evaluate("onDevice()") == {"rounds": [], "answers": [], "actions": []}
    assert other.evaluate("store.putRound(round('r1'))") is True
    assert other.evaluate("store.moveToDevice()") is True
    assert one.evaluate("notes()") == {"c1": ["too late"]}


def test_without_a_channel_between_tabs_answers_are_kept_all_the_same(tab: Callable[..., Page]) -> None:
    one = tab(before="window.BroadcastChannel = function () { throw new DOMException('', 'SecurityError'); }")
    other = tab(before="delete window.BroadcastChannel")
    assert one.evaluate(FILL) == [True] * 4
    assert other.evaluate("held()") == FILLED


# --- Removing everything ------------------------------------------------------------------------------


def test_everything_of_ours_goes_and_nothing_else(tab: Callable[..., Page]) -> None:
    page = tab(before="""
        localStorage.setItem("theirs", "stays");
        const next = await openStore("/next/");
        await next.putRound(round("r1"));
        next.close();
        const foreign = await openRaw("foreign", 1, (db) => db.createObjectStore("rows"));
        foreign.close();
    """)
    page.evaluate(FILL)
    assert page.evaluate("databases()") == ["coproduction:/next/", "coproduction:/site/", "foreign"]
    assert page.evaluate("store.removeEverything()") is True
    assert page.evaluate("databases()") == ["coproduction:/next/", "foreign"]
    assert page.evaluate("localStorage.getItem('theirs')") == "stays"
    assert page.evaluate("held()") is None
    assert state_of(page) == ["memory", ""]
    assert page.evaluate("openStore('/next/').then((next) => next.rounds('before')).then((rounds) => rounds.length)") == 1


@pytest.mark.parametrize("options", ["{}", "{ memory: true }"])
def test_other_tabs_are_emptied_too_and_bring_nothing_back(tab: Callable[..., Page], options: str) -> None:
    one, other = tab(), tab(options)
    one.evaluate(FILL)
    other.evaluate("store.putRound(round('r2'))")
    other.evaluate("held()")
    assert one.evaluate("store.removeEverything()") is True
    wait_to_hear(other, {"kind": "everything-removed", "round": "", "id": ""})
    assert [other.evaluate(f"held('{id}')") for id in ("r1", "r2")] == [None, None]
    assert state_of(other) == ["memory", ""]
    assert other.evaluate(FILL) == [False] * 4
    assert other.evaluate("databases()") == []
    assert other.evaluate("store.moveToDevice()") is True
    assert other.evaluate("store.rounds('before').then((rounds) => rounds.length)") == 1


def test_a_tab_in_memory_removes_what_an_earlier_visit_left_on_the_device(tab: Callable[..., Page]) -> None:
    page = tab()
    page.evaluate(FILL)
    page.close()
    page = tab("{ memory: true }")
    assert page.evaluate("store.removeEverything()") is True
    assert page.evaluate("databases()") == []


def test_it_is_said_when_another_tab_does_not_let_everything_be_removed(tab: Callable[..., Page]) -> None:
    page = tab("{ patience: 50 }")
    page.evaluate(FILL)
    other = tab("{ memory: true }", "window.holding = await openRaw(NAME)")
    assert page.evaluate("store.removeEverything()") is False
    assert state_of(page) == ["memory", "outdated"]
    other.evaluate("holding.close()")
    assert page.evaluate("store.removeEverything()") is True
    assert state_of(page) == ["memory", ""]


# --- The page ends ------------------------------------------------------------------------------------


def end_by_closing(page: Page, _: str) -> None:
    page.close()


def end_by_a_link_on_the_site(page: Page, address: str) -> None:
    page.goto(f"{address}?another-page")


def end_by_leaving_the_site(page: Page, _: str) -> None:
    page.goto("about:blank")


LAST_MOMENT = (("pressed", "on its way"), ("typed", "typed at the end"))


@pytest.mark.parametrize("end", [end_by_closing, end_by_a_link_on_the_site, end_by_leaving_the_site])
@pytest.mark.parametrize("listening", ["before", "after"])
def test_what_is_put_as_the_page_ends_is_kept(tab: Callable[..., Page], modules: str, end: Callable[[Page, str], None], listening: str) -> None:
    """The form puts on `pagehide` what was typed in the last moment; something else may be on its way already."""
    watching = tab()
    for number in range(3):
        flush = f"""addEventListener("pagehide", () => {{
            store.putRound(round("r1", {{ name: "At the end {number}" }}));
            store.putAnswer("r1", "typed-{number}", answer("typed at the end"));
        }})"""
        page = tab(before=flush) if listening == "before" else tab()
        if listening == "after":
            page.evaluate(f"() => {{ {flush} }}")
        page.evaluate(f"""() => {{
            store.putRound(round("r1"));
            store.putAnswer("r1", "pressed-{number}", answer("on its way"));
        }}""")
        end(page, modules)
        # The end of a page may lag behind what is shown.
        wait_to_hear(watching, {"kind": "answer", "round": "r1", "id": f"typed-{number}"})
    wanted = {f"{what}-{number}": [note] for number in range(3) for what, note in LAST_MOMENT}
    for page in (watching, tab()):
        assert page.evaluate("notes()") == wanted
        assert page.evaluate("held().then(({ round }) => round.name)") == "At the end 2"


def test_a_page_that_comes_back_goes_on(tab: Callable[..., Page]) -> None:
    page = tab()
    page.evaluate(FILL)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")
    assert page.evaluate("store.putAnswer('r1', 'c1', answer('back again', 5))") is True
    assert page.evaluate("notes()") == {"c1": ["back again"], "c2": ["", "Ask Ann"]}


def test_every_answer_that_was_said_to_be_kept_outlives_a_killed_browser(browser: Browser) -> None:
    killed = kill_rounds(browser.browser_type, 20)
    assert killed.rounds == 20
    assert killed.kept > 20
    assert killed.lost == ()


# What is written next would be taken for the rest of the record: for damage where it fills it, and else for nothing.
@pytest.mark.parametrize("length", [100, 30_000])
def test_half_a_record_in_the_log_of_a_killed_browser_takes_no_answer_with_it(
    browser: Browser, modules: str, tmp_path: Path, length: int
) -> None:
    def start(work: str) -> Any:
        with browser.browser_type.launch_persistent_context(tmp_path, **LAUNCH) as context:
            page = context.new_page()
            page.goto(modules)
            page.evaluate(WORDS)
            page.evaluate("open()")
            return page.evaluate(work)

    assert start(FILL) == [True] * 4
    (log,) = tmp_path.glob("Default/IndexedDB/*.leveldb/*.log")
    # The head of a record (checksum, length, kind) and its first bytes: the kill came before the others.
    log.write_bytes(log.read_bytes() + b"\x01\x02\x03\x04" + length.to_bytes(2, "little") + b"\x01" + b"half")
    assert start("held().then(() => store.putAnswer('r1', 'c3', answer('afterwards')))") is True
    assert start("held().then((state) => state && notes())") == {"c1": ["We were not asked."], "c2": ["", "Ask Ann"], "c3": ["afterwards"]}
    assert start("databases()") == ["coproduction:/site/"]


# --- The device does not take it ----------------------------------------------------------------------

FULL = {
    "refused at once": """
        IDBObjectStore.prototype.put = function () { throw new DOMException("", "QuotaExceededError"); };
    """,
    "refused later": """
        IDBObjectStore.prototype.put = function (value, key) {
            Object.defineProperty(this.transaction, "error", { value: new DOMException("", "QuotaExceededError") });
            const request = genuine.put.call(this, value, key);
            this.transaction.commit = () => {};
            request.addEventListener("success", () => this.transaction.abort());
            return request;
        };
    """,
}
GENUINE = "window.genuine = { put: IDBObjectStore.prototype.put };"


@pytest.mark.parametrize("fault", FULL)
def test_on_a_full_device_what_is_put_stays_in_memory_until_there_is_room(tab: Callable[..., Page], fault: str) -> None:
    page = tab()
    page.evaluate(FILL)
    page.evaluate(f"() => {{ {GENUINE} {FULL[fault]} }}")
    assert page.evaluate("store.putAnswer('r1', 'c3', answer('no room'))") is False
    assert page.evaluate("store.putAnswer('r1', 'c4', answer('nor here'))") is False
    assert state_of(page) == ["device", "full"]
    assert page.evaluate("heard") == [{"kind": "problem", "round": "", "id": ""}]
    everything = {"c1": ["We were not asked."], "c2": ["", "Ask Ann"], "c3": ["no room"], "c4": ["nor here"]}
    assert page.evaluate("notes()") == everything
    assert page.evaluate("store.moveToDevice()") is False
    page.evaluate("() => { IDBObjectStore.prototype.put = genuine.put; }")
    # Once there is room, a put is kept, but the other answer is not there yet.
    assert page.evaluate("store.putAnswer('r1', 'c3', answer('no room'))") is True
    assert state_of(page) == ["device", "full"]
    assert page.evaluate("store.moveToDevice()") is True
    assert state_of(page) == ["device", ""]
    assert page.evaluate("heard.length") == 2
    assert tab().evaluate("notes()") == everything


BROKEN = {
    "aborted": """
        IDBObjectStore.prototype.put = function (value, key) {
            this.transaction.commit = () => {};
            const request = genuine.put.call(this, value, key);
            request.addEventListener("success", () => this.transaction.abort());
            return request;
        };
    """,
    "written nowhere, without a word": "IDBObjectStore.prototype.put = function () { return this.get('nothing'); };",
    "no transaction": "IDBDatabase.prototype.transaction = () => { throw new DOMException('', 'InvalidStateError'); };",
    "unreadable": "IDBObjectStore.prototype.get = function () { throw new DOMException('', 'DataError'); };",
}


@pytest.mark.parametrize("fault", BROKEN)
def test_where_the_database_breaks_the_store_goes_on_in_memory(tab: Callable[..., Page], fault: str) -> None:
    page = tab()
    page.evaluate(FILL)
    page.evaluate("held()")
    page.evaluate(f"() => {{ {GENUINE} {BROKEN[fault]} }}")
    assert page.evaluate("store.putAnswer('r1', 'c1', answer('still here', 5))") is False
    assert state_of(page) == ["memory", "broken"]
    assert page.evaluate("heard") == [{"kind": "problem", "round": "", "id": ""}]
    assert page.evaluate("notes()") == {"c1": ["still here"], "c2": ["", "Ask Ann"]}
    assert page.evaluate("store.removeRound('r1')") is False


def test_what_another_tab_wrote_at_the_same_moment_survives(tab: Callable[..., Page]) -> None:
    """The other tab's answer lands between what this tab last heard and what it writes."""
    page = tab()
    page.evaluate(FILL)
    page.evaluate("held()")
    page.evaluate("raw((db) => done(db.transaction('answers', 'readwrite').objectStore('answers').put(answer('theirs', 3), ['r1', 'c1'])))")
    kept = """Promise.all([
        store.putAnswer("r1", "c1", answer("mi", 4)), store.putAnswer("r1", "c1", answer("mine", 5)),
    ])"""
    assert page.evaluate(kept) == [True, True]
    assert page.evaluate("notes()") == {"c1": ["mine", "theirs"], "c2": ["", "Ask Ann"]}
    wait_to_hear(page, {"kind": "answer", "round": "r1", "id": "c1"})
    assert page.evaluate("onDevice().then(({ answers }) => answers[0][1].earlier.map(({ note }) => note))") == ["theirs"]


DENIED = {
    "refused": "indexedDB: { open() { throw new DOMException('', 'SecurityError'); }, deleteDatabase() { throw new DOMException('', 'SecurityError'); } }",
    "refused later": """indexedDB: { open() {
        const request = { error: new DOMException("", "SecurityError"), addEventListener() {} };
        setTimeout(() => request.onerror());
        return request;
    }, deleteDatabase() { throw new DOMException("", "SecurityError"); } }""",
    "not there": "indexedDB: null",
}


@pytest.mark.parametrize("fault", DENIED)
def test_where_storage_is_denied_everything_works_in_memory(tab: Callable[..., Page], fault: str) -> None:
    page = tab(f"{{ {DENIED[fault]} }}")
    assert state_of(page) == ["memory", "denied"]
    assert page.evaluate(FILL) == [False] * 4
    assert page.evaluate("held()") == FILLED
    assert page.evaluate("store.rounds('before')") == [FILLED["round"]]
    assert page.evaluate("store.moveToDevice()") is False
    assert page.evaluate("store.removeAction('r1', 'a1')") is False
    assert page.evaluate("held()") == {**FILLED, "actions": {}}
    assert page.evaluate("store.removeEverything()") is False
    assert page.evaluate("held()") is None
    assert state_of(page) == ["memory", "denied"]


def test_a_browser_that_never_opens_the_database_is_not_waited_for(tab: Callable[..., Page]) -> None:
    page = tab("{ patience: 20, indexedDB: { open: () => new EventTarget() } }")
    assert state_of(page) == ["memory", "broken"]
    assert page.evaluate(FILL) == [False] * 4
    assert page.evaluate("held()") == FILLED


def test_a_database_that_opens_too_late_is_let_go(tab: Callable[..., Page]) -> None:
    page = tab(
        "{ patience: 20, indexedDB: { open: () => request } }",
        "window.request = Object.assign(new EventTarget(), { result: { close: () => { window.letGo = true; } } });",
    )
    assert state_of(page) == ["memory", "broken"]
    assert page.evaluate("window.letGo") is None
    page.evaluate("request.dispatchEvent(new Event('success'))")
    assert page.evaluate("letGo") is True


def test_a_part_that_is_missing_is_a_problem_and_nothing_is_touched(tab: Callable[..., Page]) -> None:
    page = tab(before="""
        const db = await openRaw(NAME, 1, (db) => db.createObjectStore("answers").put({ odd: 1 }, "kept"));
        db.close();
    """)
    assert state_of(page) == ["memory", "broken"]
    assert page.evaluate(FILL) == [False] * 4
    assert page.evaluate("store.moveToDevice()") is False
    assert page.evaluate("held()") == FILLED
    assert page.evaluate("onDevice()") == {"answers": [["kept", {"odd": 1}]]}


# --- Other versions -----------------------------------------------------------------------------------


def test_a_tab_makes_way_for_a_newer_version_and_goes_on_in_memory(tab: Callable[..., Page]) -> None:
    page, newer = tab(), tab("{ memory: true }")
    page.evaluate(FILL)
    page.evaluate("held()")
    page.evaluate("() => { store.putAnswer('r1', 'c3', answer('on its way')); }")
    blocked = "window.newer = openRaw(NAME, 2, (db) => db.createObjectStore('more')).then((db) => [db.close(), db.version])"
    assert newer.evaluate(blocked) == [None, 2]
    page.wait_for_function("store.problem")
    assert state_of(page) == ["memory", "outdated"]
    assert page.evaluate("heard") == [{"kind": "problem", "round": "", "id": ""}]
    assert page.evaluate("store.putAnswer('r1', 'c1', answer('afterwards', 5))") is False
    notes = {"c1": ["afterwards"], "c2": ["", "Ask Ann"], "c3": ["on its way"]}
    assert page.evaluate("notes()") == notes
    assert page.evaluate("store.moveToDevice()") is False
    assert state_of(page) == ["memory", "outdated"]
    assert [key for key, _ in newer.evaluate("onDevice()")["answers"]] == [["r1", "c1"], ["r1", "c2"], ["r1", "c3"]]


def test_an_older_page_leaves_a_newer_database_alone(tab: Callable[..., Page]) -> None:
    page = tab(before="""
        const db = await openRaw(NAME, 2, (db) => db.createObjectStore("answers").put({ newer: true }, ["r1", "c1"]));
        db.close();
    """)
    assert state_of(page) == ["memory", "outdated"]
    assert page.evaluate(FILL) == [False] * 4
    assert page.evaluate("onDevice()") == {"answers": [[["r1", "c1"], {"newer": True}]]}


def test_what_a_newer_version_adds_to_a_row_stays_there(tab: Callable[..., Page]) -> None:
    page = tab()
    page.evaluate(FILL)
    page.evaluate("""raw(async (db) => {
        const table = (name) => db.transaction(name, "readwrite").objectStore(name);
        await done(table("answers").put({ ...answer("theirs"), evidence: ["minutes"] }, ["r1", "c1"]));
        await done(table("rounds").put({ ...round("r1"), place: "hall" }, "r1"));
    })""")
    assert page.evaluate("store.putRound(round('r1', { name: 'April' }))") is True
    assert page.evaluate("store.putAnswer('r1', 'c1', answer('ours', 5))") is True
    left = page.evaluate("onDevice()")
    assert [left["rounds"][0][1]["place"], left["rounds"][0][1]["name"]] == ["hall", "April"]
    assert [left["answers"][0][1]["evidence"], left["answers"][0][1]["note"]] == [["minutes"], "ours"]


def test_a_database_deleted_from_under_an_open_store_takes_nothing_from_the_page(tab: Callable[..., Page]) -> None:
    page, other = tab(), tab("{ memory: true }")
    page.evaluate(FILL)
    page.evaluate("held()")
    other.evaluate("done(indexedDB.deleteDatabase(NAME))")
    page.wait_for_function("store.problem")
    assert state_of(page) == ["memory", "broken"]
    assert page.evaluate("store.putAnswer('r1', 'c3', answer('afterwards'))") is False
    everything = {"c1": ["We were not asked."], "c2": ["", "Ask Ann"], "c3": ["afterwards"]}
    assert page.evaluate("notes()") == everything
    assert page.evaluate("databases()") == []
    assert page.evaluate("store.moveToDevice()") is True
    assert state_of(page) == ["device", ""]
    assert tab().evaluate("notes()") == everything


def test_a_spare_database_that_a_killed_browser_left_goes_with_the_rest(tab: Callable[..., Page]) -> None:
    page = tab()
    page.evaluate("openRaw(`${NAME}:spare`).then((db) => db.close())")
    assert page.evaluate("databases()") == ["coproduction:/site/", "coproduction:/site/:spare"]
    assert page.evaluate("store.removeEverything()") is True
    assert page.evaluate("databases()") == []


def test_storage_that_the_person_clears_takes_nothing_from_the_page(tab: Callable[..., Page], context: BrowserContext, modules: str) -> None:
    page = tab()
    page.evaluate(FILL)
    page.evaluate("held()")
    session = context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": modules.rstrip("/"), "storageTypes": "indexeddb,local_storage"})
    assert page.evaluate("store.putAnswer('r1', 'c3', answer('afterwards'))") is False
    assert state_of(page) == ["memory", "broken"]
    assert page.evaluate("notes()") == {"c1": ["We were not asked."], "c2": ["", "Ask Ann"], "c3": ["afterwards"]}
    assert page.evaluate("store.moveToDevice()") is True


# --- Rows that are not what they should be ------------------------------------------------------------

DAMAGED = {
    "nothing": "undefined",
    "null": "null",
    "a text": "'a text'",
    "a number": "7",
    "a list": "[]",
    "a date": "new Date()",
    "a map": "new Map([['note', 'x']])",
    "bytes": "new Uint8Array(9)",
    "an empty object": "({})",
    "a number for a level": "answer('x', 1, { level: 3 })",
    "a list for a note": "answer(['x'])",
    "nothing for a note": "answer(null)",
    "a date for a time": "answer('x', 1, { changed: new Date() })",
    "no wording": "answer('x', 1, { wording: undefined })",
    "a text for earlier notes": "answer('x', 1, { earlier: 'x' })",
    "an odd list of earlier notes": "answer('x', 1, { earlier: [null] })",
    "an earlier note without a time": "answer('x', 1, { earlier: [{ note: 'x' }] })",
    "a round": "round('r1')",
}


def test_damaged_answers_are_left_out_and_left_alone_until_they_are_given_anew(tab: Callable[..., Page]) -> None:
    page = tab()
    page.evaluate(FILL)
    for damage, row in DAMAGED.items():
        put = f"(key) => raw((db) => done(db.transaction('answers', 'readwrite').objectStore('answers').put({row}, ['r1', key])))"
        page.evaluate(put, damage)
    page = tab()
    before = page.evaluate("onDevice()")
    assert len(before["answers"]) == 2 + len(DAMAGED)
    assert page.evaluate("held()") == FILLED
    assert page.evaluate("store.damaged") == len(DAMAGED)
    assert state_of(page) == ["device", ""]
    assert page.evaluate("onDevice()") == before
    again = "(checks) => Promise.all(checks.map((check) => store.putAnswer('r1', check, answer('anew', 5))))"
    assert page.evaluate(again, list(DAMAGED)) == [True] * len(DAMAGED)
    notes = page.evaluate("held().then(({ answers }) => Object.fromEntries(Object.entries(answers).map(([id, { note }]) => [id, note])))")
    assert notes == {"c1": "We were not asked.", "c2": "", **dict.fromkeys(DAMAGED, "anew")}
    assert page.evaluate("store.damaged") == 0


def test_the_note_of_a_damaged_answer_comes_back_when_the_check_is_answered_again(tab: Callable[..., Page]) -> None:
    page = tab()
    page.evaluate(FILL)
    page.evaluate("raw((db) => done(db.transaction('answers', 'readwrite').objectStore('answers').put({ note: 'Ask Bea', level: 3 }, ['r1', 'c9'])))")
    assert page.evaluate("held()") == FILLED
    assert page.evaluate("store.putAnswer('r1', 'c9', answer('anew', 5))") is True
    assert page.evaluate("notes().then(({ c9 }) => c9)") == ["anew", "Ask Bea"]


def test_damaged_rounds_actions_and_keys_are_left_out_and_left_alone(tab: Callable[..., Page]) -> None:
    page = tab()
    page.evaluate(FILL)
    page.evaluate("""raw(async (db) => {
        const put = (name, row, key) => done(db.transaction(name, "readwrite").objectStore(name).put(row, key));
        await put("rounds", round("r1"), "another-id");
        await put("rounds", { ...round("r3"), name: 3 }, "r3");
        await put("rounds", round("r4"), 4);
        await put("rounds", round("r5"), ["r5"]);
        await put("rounds", { ...round("r1"), id: "x" }, ["r1", "x"]);
        await put("rounds", null, "r6");
        await put("actions", action("a1", "x"), ["r1", "a2"]);
        await put("actions", { ...action("a3", "x"), who: { toString: "x" } }, ["r1", "a3"]);
        await put("actions", 5, ["r1", "a5"]);
        await put("answers", answer("x"), ["r1"]);
        await put("answers", answer("x"), ["r1", "c1", "c2"]);
        await put("answers", answer("x"), ["r1", 5]);
        await put("answers", answer("x"), ["r1", ["c1"]]);
        await put("answers", answer("x"), "r1");
        await put("answers", answer("x"), new Date(0));
    })""")
    page = tab()
    before = page.evaluate("onDevice().then(JSON.stringify)")
    assert page.evaluate("store.rounds('before')") == [FILLED["round"]]
    assert page.evaluate("store.damaged") == 6
    assert page.evaluate("held()") == FILLED
    assert page.evaluate("store.damaged") == 6
    assert [page.evaluate(f"held('{id}')") for id in ("r3", "r4", "r5", "r6", "another-id")] == [None] * 5
    assert state_of(page) == ["device", ""]
    assert page.evaluate("onDevice().then(JSON.stringify)") == before


def test_odd_ids_are_ids_like_any_other(tab: Callable[..., Page]) -> None:
    page = tab()
    notes = page.evaluate("""async () => {
        const odd = ["__proto__", "constructor", '"],["', "\\u0000", "é"];
        for (const id of odd) {
            await store.putRound(round(id));
            for (const check of odd) await store.putAnswer(id, check, answer(`${id} ${check}`));
        }
        const fresh = await openStore("/site/");
        const wrong = [];
        for (const id of odd) {
            const { answers } = await fresh.read(id);
            for (const check of odd) if (answers.get(check)?.note !== `${id} ${check}`) wrong.push([id, check]);
            if (answers.size !== 5) wrong.push(id);
        }
        return [wrong, {}.note];
    }""")
    assert notes == [[], None]


def test_a_store_that_is_closed_takes_nothing_to_the_device(tab: Callable[..., Page]) -> None:
    page = tab()
    page.evaluate(FILL)
    page.evaluate("store.close()")
    assert page.evaluate("store.putAnswer('r1', 'c1', answer('too late', 5))") is False
    page.evaluate("done(indexedDB.deleteDatabase(NAME))")
