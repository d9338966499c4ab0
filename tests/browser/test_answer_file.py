"""The answer file: what was saved comes back, files of the past open for ever, and a stranger's file can do no harm."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from bench.browser import served
from tests.conftest import ROOT
from tests.test_schema import EXPLAINED, faults

MODULES = ROOT / "generator" / "coproduction" / "browser"
FIXTURES = sorted((ROOT / "tests" / "answer_files").glob("*.json"))
SCHEMA = json.loads((ROOT / "schemas" / "answers.schema.json").read_text("utf-8"))
LONGEST_TEXT = 20_000
MOST = 2000
REASONS = {"too-large", "not-json", "truncated", "other-program", "newer-version", "damaged"}

Plain = dict[str, Any]
Call = Callable[..., Any]

properties = settings(max_examples=40)

#: The module, and states and opened files as plain values, for they hold Maps.
SET_UP = """async () => {
    window.file = await import("/answer-file.js");
    window.state = ({ round, answers, actions }) =>
        ({ round, answers: new Map(Object.entries(answers)), actions: new Map(actions.map((one) => [one.id, one])) });
    window.plain = ({ round, answers, actions }) =>
        ({ round, answers: Object.fromEntries(answers), actions: [...actions.values()] });
    window.checklist = (title, questions) => ({ title, questions: new Map(Object.entries(questions)) });
    window.open = (text) => {
        const opened = file.fromFile(text);
        return opened.ok ? { ...opened, state: plain(opened.state), questions: Object.fromEntries(opened.questions) } : opened;
    };
}"""


@pytest.fixture(scope="module")
def call(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """Runs a function in a page that has the modules."""
    folder = tmp_path_factory.mktemp("modules")
    for module in MODULES.glob("*.js"):
        shutil.copy(module, folder)
    (folder / "index.html").write_text("<!doctype html><title>Empty</title>", "utf-8")
    with served(folder) as address:
        context = browser.new_context(timezone_id="Pacific/Auckland")
        page = context.new_page()
        page.goto(address)
        page.evaluate(SET_UP)
        yield page.evaluate
        context.close()


# --- Making states ------------------------------------------------------------------------------

ids = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True) | st.just("constructor")
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=80)
times = st.datetimes(datetime(1970, 1, 2), datetime(2999, 12, 31)).map(
    lambda time: time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03}Z"
)
earlier_notes = st.fixed_dictionaries({"note": texts, "changed": times})
answers = st.fixed_dictionaries({
    "level": st.just("") | ids, "note": texts, "wording": texts, "changed": times, "earlier": st.lists(earlier_notes, max_size=3),
})  # fmt: skip
actions = st.fixed_dictionaries({
    "id": st.from_regex(r"[0-9]{1,10}-[0-9]{1,10}", fullmatch=True), "check": st.just("") | ids, "what": texts, "who": texts,
    "by": texts, "happened": st.sampled_from(["", "yes", "partly", "no"]), "confirmed": texts, "changed": times,
})  # fmt: skip
rounds = st.fixed_dictionaries({
    "id": st.from_regex(r"[0-9]{1,10}-[0-9]{1,10}", fullmatch=True), "checklist": ids, "version": texts, "name": texts,
    "standpoint": st.just("") | ids, "promised": st.just("") | ids, "experienced": st.just("") | ids, "created": times, "changed": times,
})  # fmt: skip
states = st.fixed_dictionaries({
    "round": rounds, "answers": st.dictionaries(ids, answers, max_size=8),
    "actions": st.lists(actions, max_size=4, unique_by=lambda action: action["id"]),
})  # fmt: skip

REVIEWED: Plain = {
    "round": {
        "id": "2847561930-1093847562", "checklist": "before-co-commissioning", "version": "1.0", "name": "Youth service brief, March",
        "standpoint": "resident", "promised": "collaborate", "experienced": "consult",
        "created": "2026-11-02T09:15:00.000Z", "changed": "2026-11-23T16:20:00.000Z",
    },
    "answers": {
        "who-decides": {
            "level": "not-at-all", "note": "“The board”, they say.\n<b>Which</b> board?", "wording": "0a2d45d9",
            "changed": "2026-11-23T16:20:00.000Z",
            "earlier": [{"note": "لا أعرف", "changed": "2026-11-03T08:00:00.000Z"}],
        },
        "agreed-meaning": {
            "level": "dont-know", "note": "", "wording": "", "changed": "2026-11-02T09:16:00.000Z", "earlier": [],
        },
    },
    "actions": [
        {
            "id": "771204993-2210457781", "check": "who-decides", "what": "Say who sits on the board 🪑", "who": "Head of commissioning",
            "by": "1 March", "happened": "", "confirmed": "", "changed": "2026-11-23T16:19:00.000Z",
        },
    ],
}  # fmt: skip
QUESTION = "Do I know who takes the final decision and who can say no?"


def reviewed_text(call: Call) -> str:
    return call(
        "([one, questions]) => file.toFile(state(one), checklist('Before co-commissioning', questions), new Date('2026-11-23T16:20:31.042Z'))",
        [REVIEWED, {"who-decides": QUESTION, "money-open": "Not asked in this round"}],
    )


# --- Saving and opening -------------------------------------------------------------------------


def test_the_file_says_everything_in_the_same_order_each_time(call: Call, compare: Callable[[str, Path], None]) -> None:
    compare(reviewed_text(call), ROOT / "tests" / "expected" / "answer-file.json")


def test_the_file_has_a_friendly_name_with_the_date_where_the_person_is(call: Call) -> None:
    """Half past one in the afternoon in London is the next day in Auckland, where this page is."""
    assert call("() => file.fileName('before-co-commissioning', new Date('2026-11-22T13:30:00Z'))") == "before-co-commissioning-2026-11-23.json"
    assert call("() => file.fileName('a', new Date('2027-01-04T23:30:00Z'))") == "a-2027-01-05.json"


@properties
@given(batch=st.lists(st.tuples(states, texts, st.dictionaries(ids, texts, max_size=3)), min_size=1, max_size=20))
def test_every_state_comes_back_as_it_was(call: Call, batch: list[tuple[Plain, str, dict[str, str]]]) -> None:
    made = call(
        """(batch) => batch.map(([one, title, asked]) => {
            const backwards = { ...one, answers: Object.fromEntries(Object.entries(one.answers).reverse()) };
            const text = file.toFile(state(one), checklist(title, asked), new Date("2026-11-23T16:20:31.042Z"));
            return { text, opened: open(text), backwards: file.toFile(state(backwards), checklist(title, asked), new Date("2026-11-23T16:20:31.042Z")) };
        })""",
        [list(one) for one in batch],
    )
    for (one, title, asked), result in zip(batch, made, strict=True):
        assert result["opened"] == {
            "ok": True,
            "state": one,
            "questions": {check: asked[check] for check in one["answers"] if asked.get(check)},
            "checklist": {"id": one["round"]["checklist"], "version": one["round"]["version"], "title": title},
            "saved": "2026-11-23T16:20:31.042Z",
            "aside": [],
        }
        assert result["backwards"] == result["text"]
        assert list(schema_faults(json.loads(result["text"]))) == []


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_files_of_every_past_format_open(call: Call, fixture: Path) -> None:
    text = fixture.read_text("utf-8")
    kept = json.loads(text)
    opened = call("(text) => open(text)", text)
    questions = {check: answer.pop("question") for check, answer in kept["answers"].items()}
    assert opened == {
        "ok": True,
        "state": {
            "round": kept["round"] | {"checklist": kept["checklist"]["id"], "version": kept["checklist"]["version"]},
            "answers": kept["answers"],
            "actions": kept["actions"],
        },
        "questions": {check: question for check, question in questions.items() if question},
        "checklist": kept["checklist"],
        "saved": kept["saved"],
        "aside": [],
    }


def test_there_are_files_of_the_past() -> None:
    assert [path.name for path in FIXTURES] == [
        "v1-actions.json", "v1-empty.json", "v1-full.json", "v1-half-filled.json", "v1-unknown-checks.json",
    ]  # fmt: skip


@pytest.mark.parametrize("fixture", [path for path in FIXTURES if path.name.startswith("v1-")], ids=lambda path: path.name)
def test_a_file_of_this_version_is_written_again_byte_by_byte(call: Call, fixture: Path) -> None:
    text = fixture.read_text("utf-8")
    again = "(text) => { const one = file.fromFile(text); return file.toFile(one.state, { title: one.checklist.title, questions: one.questions }, new Date(one.saved)); }"
    assert call(again, text) == text


def test_a_file_survives_the_disk(call: Call) -> None:
    """Half a character cannot be written as UTF-8, and some editors put a mark before the text."""
    result = call("""async () => {
        const one = { round: { id: "1-1", checklist: "a", version: "1.0", name: "", standpoint: "", promised: "", experienced: "", created: "", changed: "" },
            answers: { "b": { level: "", note: "half \\ud83d of it", wording: "", changed: "", earlier: [] } }, actions: [] };
        const text = file.toFile(state(one), checklist("A", {}), new Date());
        const [plainly, marked] = await Promise.all([new Blob([text]).text(), new Blob(["\\ufeff" + text]).text()]);
        return [plainly, marked].map((read) => file.fromFile(read).state.answers.get("b").note === "half \\ud83d of it");
    }""")
    assert result == [True, True]


# --- The schema ---------------------------------------------------------------------------------


def schema_faults(value: Any) -> Iterator[str]:
    """What does not fit. The small checker of the tests does not count keys, so that is done here."""
    answers = {name: rule for name, rule in SCHEMA["properties"]["answers"].items() if name != "maxProperties"}
    schema = SCHEMA | {"properties": SCHEMA["properties"] | {"answers": answers}}
    if isinstance(value, dict) and len(value.get("answers", ())) > SCHEMA["properties"]["answers"]["maxProperties"]:
        yield "/answers has too many keys"
    yield from faults(value, schema, schema)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_files_fit_the_schema(fixture: Path) -> None:
    assert list(schema_faults(json.loads(fixture.read_text("utf-8")))) == []


def test_the_schema_refuses_what_is_left_aside() -> None:
    sound = json.loads((ROOT / "tests" / "answer_files" / "v1-full.json").read_text("utf-8"))
    first = next(iter(sound["answers"].values()))
    wrong: list[Plain] = [
        sound | {"version": 2}, sound | {"colour": "blue"}, sound | {"saved": "yesterday"}, sound | {"actions": {}},
        sound | {"answers": {"__proto__": first}}, sound | {"answers": {"a": first | {"level": 3}}},
        sound | {"answers": {"a": first | {"note": "\u0007"}}}, sound | {"answers": {"a": first | {"note": "x" * (LONGEST_TEXT + 1)}}},
        sound | {"answers": {f"a{number}": first for number in range(MOST + 1)}}, sound | {"actions": [{}]},
        {key: value for key, value in sound.items() if key != "round"},
    ]  # fmt: skip
    assert [one for one in wrong if not list(schema_faults(one))] == []


def test_the_schema_explains_every_key() -> None:
    objects = {name: one for name, one in ({"file": SCHEMA} | SCHEMA["$defs"]).items() if one["type"] == "object"}
    assert set(objects) == {"file", "Checklist", "Round", "Answer", "EarlierNote", "Action"}
    for name, one in objects.items():
        assert one["additionalProperties"] is False, name
        assert one["required"] == list(one["properties"]), name
        for key, rule in one["properties"].items():
            assert EXPLAINED <= rule.keys(), f"{name}.{key}"
            for value in rule["examples"]:
                assert list(faults(value, {word: said for word, said in rule.items() if word != "maxProperties"}, SCHEMA)) == [], f"{name}.{key}"


# --- Files that do not open ---------------------------------------------------------------------

OURS = '"format": "coproduction-answers", "version": 1, "checklist": {"id": "a", "version": "1.0", "title": "A"}'

NOT_OURS = {
    "nothing": ("", "truncated"),
    "white space": (" \n\n", "truncated"),
    "prose": ("Dear all, here are my answers.", "not-json"),
    "a page": ("<!doctype html><title>Answers</title><script>alert(1)</script>", "not-json"),
    "a spreadsheet": ('"Question","Answer"\r\n"Who decides?","Nobody"\r\n', "not-json"),
    "rich text": (r"{\rtf1\ansi\deff0 {\fonttbl {\f0 Arial;}} Answers}", "not-json"),
    "a style sheet": ("{ color: red }", "not-json"),
    "a program": ("function f() { return { a: 1 }; }", "not-json"),
    "the bytes of a picture": ("\ufffdPNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not-json"),
    "the bytes of a ZIP file": ("PK\x03\x04\x14\x00\x00\x00[Content_Types].xml", "not-json"),
    "a number": ("42", "other-program"),
    "nothing in JSON": ("null", "other-program"),
    "a text": ('"coproduction-answers"', "other-program"),
    "a list": ('["coproduction-answers"]', "other-program"),
    "an empty object": ("{}", "other-program"),
    "lists in lists in lists": ("[" * 25 + "]" * 25, "not-json"),
    "a file of ours with lists in lists in lists": (f'{{{OURS}, "answers": {"[" * 25}{"]" * 25}}}', "damaged"),
    "an accessibility report": ('{"@context": {"reporter": "http://github.com/w3c/wcag-em-report-tool/"}, "type": "Evaluation"}', "other-program"),
    "a survey": ('{"pages": [{"elements": [{"type": "radiogroup", "name": "q1"}]}]}', "other-program"),
    "a drawing": ('{"type": "excalidraw", "version": 2, "source": "https://excalidraw.com", "elements": []}', "other-program"),
    "a package": ('{"name": "coproduction-answers", "version": "1.0.0"}', "other-program"),
    "another format": ('{"format": ["coproduction-answers"], "version": 1}', "other-program"),
    "a newer version": ('{"format": "coproduction-answers", "version": 2, "rounds": []}', "newer-version"),
    "a much newer version": ('{"format": "coproduction-answers", "version": 1e9}', "newer-version"),
    "no version": ('{"format": "coproduction-answers"}', "damaged"),
    "a version of no number": ('{"format": "coproduction-answers", "version": "1"}', "damaged"),
    "a version between": ('{"format": "coproduction-answers", "version": 1.5}', "damaged"),
    "a version that cannot be compared": ('{"format": "coproduction-answers", "version": {"valueOf": 1, "toString": 1}}', "damaged"),
    "version nought": ('{"format": "coproduction-answers", "version": 0}', "damaged"),
    "no checklist": ('{"format": "coproduction-answers", "version": 1, "answers": {}}', "damaged"),
    "a checklist without an id": ('{"format": "coproduction-answers", "version": 1, "checklist": {"title": "A"}}', "damaged"),
    "a checklist with a wrong id": ('{"format": "coproduction-answers", "version": 1, "checklist": {"id": "../a"}}', "damaged"),
    "a comma too many": (f'{{{OURS}, "answers": {{}},}}', "damaged"),
    "a note that closes more than is open, then nothing": (f'{{{OURS}, "answers": {{"b": {{"note": "}}}}}}}}}} \\" }}}}', "truncated"),
    "a note that opens more than is closed, then a comma too many": (f'{{{OURS}, "answers": {{"b": {{"note": "{{{{{{ \\" {{{{"}}}},}}', "damaged"),
    "a note cut out of the middle": (f'{{{OURS}, "answers": {{"b": {{"note": , "level": ""}}}}}}', "damaged"),
}


@pytest.mark.parametrize(("text", "reason"), NOT_OURS.values(), ids=NOT_OURS)
def test_other_files_are_refused_with_a_reason(call: Call, text: str, reason: str) -> None:
    assert call("(text) => open(text)", text) == {"ok": False, "reason": reason}


def test_a_file_that_ends_too_early_is_told_apart_wherever_it_ends(call: Call) -> None:
    for text in (reviewed_text(call), (ROOT / "tests" / "answer_files" / "v1-full.json").read_text("utf-8")):
        end = len(text) - len("}\n")
        cuts = [*range(0, end, 200), *range(end - 60, end + 1)]
        assert len(cuts) > 60
        found = call("([text, cuts]) => cuts.map((at) => open(text.slice(0, at)).reason)", [text, cuts])
        assert dict(zip(cuts, found, strict=True)) == dict.fromkeys(cuts, "truncated")


def test_a_file_that_is_too_large_is_not_parsed(call: Call) -> None:
    result = call("""() => {
        const parse = JSON.parse;
        JSON.parse = () => { throw new Error("parsed"); };
        try { return [file.LARGEST_FILE, open(" ".repeat(file.LARGEST_FILE + 1)), open("{".repeat(5_000_000))]; }
        finally { JSON.parse = parse; }
    }""")
    assert result == [2_000_000, {"ok": False, "reason": "too-large"}, {"ok": False, "reason": "too-large"}]


def test_more_lists_and_objects_than_any_copy_has_are_not_parsed(call: Call) -> None:
    result = call(f"""() => {{
        const parse = JSON.parse;
        JSON.parse = () => {{ throw new Error("parsed"); }};
        try {{ return open(`{{{OURS}, "actions": [${{"{{}},".repeat(100_000)}}{{}}]}}`); }}
        finally {{ JSON.parse = parse; }}
    }}""")
    assert result == {"ok": False, "reason": "too-large"}


@pytest.mark.parametrize(
    "text",
    ['"{".repeat(1_999_000)', '"[".repeat(1_999_000)', '"\\"".repeat(1_999_001)', '`{"a": "` + "\\\\".repeat(1_900_000)', '`{"a": "` + "\\u0645".repeat(1_900_000)'],
)  # fmt: skip
def test_a_broken_file_as_large_as_may_be_is_refused_and_nothing_overflows(call: Call, text: str) -> None:
    assert call(f"() => open({text}).reason") in {"truncated", "not-json"}


# --- Hostile and broken content -----------------------------------------------------------------


def opened_with(call: Call, **parts: Any) -> Plain:
    text = json.dumps({
        "format": "coproduction-answers", "version": 1, "saved": "2026-11-23T16:20:31.042Z",
        "checklist": {"id": "a", "version": "1.0", "title": "A"}, "round": {"id": "1-1", "name": "Mine"}, "answers": {}, "actions": [],
    } | parts)  # fmt: skip
    return call("(text) => open(text)", text)


def answer(**parts: Any) -> Plain:
    return {"level": "mostly", "note": "n", "wording": "w", "changed": "2026-11-23T16:20:31.042Z", "earlier": []} | parts


#: What one answer holds, what becomes of it, and what is said about it.
ANSWERS = {
    "a level that is no id": (answer(level="Mostly!"), answer(level=""), [("level", "unreadable")]),
    "a level that is a number": (answer(level=3), answer(level=""), [("level", "unreadable")]),
    "a level that is a key of every object": (answer(level="constructor"), answer(level="constructor"), []),
    "a level that is too long": (answer(level="a" * 61), answer(level=""), [("level", "unreadable")]),
    "a note that is a list": (answer(note=["n"]), answer(note=""), [("note", "unreadable")]),
    "a note that is an object": (answer(note={"toString": "n"}), answer(note=""), [("note", "unreadable")]),
    "a note that is nothing": (answer(note=None), answer(note=""), []),
    "a note that is false": (answer(note=False), answer(note=""), [("note", "unreadable")]),
    "a note with a script": (answer(note="<script>window.ran = 1</script>"), answer(note="<script>window.ran = 1</script>"), []),
    "a note named as a key of every object": (answer(note="constructor"), answer(note="constructor"), []),
    "a note with control characters": (answer(note="a\u0000b\u001bc\u007fd\u0085e\r\nf\tg"), answer(note="abcde\nf\tg"), []),
    "a note that draws a wall": (answer(note="[{" * 20), answer(note="[{" * 20), []),
    "a note as long as may be": (answer(note="ä" * LONGEST_TEXT), answer(note="ä" * LONGEST_TEXT), []),
    "a note that is too long": (answer(note="ä" * LONGEST_TEXT + "!"), answer(note="ä" * LONGEST_TEXT), [("note", "too-long")]),
    "a date in words": (answer(changed="yesterday"), answer(changed=""), [("changed", "unreadable")]),
    "a date that is none": (answer(changed="2026-13-45T99:99:99.999Z"), answer(changed=""), [("changed", "unreadable")]),
    "a date in another form": (answer(changed="2026-11-23"), answer(changed=""), [("changed", "unreadable")]),
    "a date as a number": (answer(changed=1700000000000), answer(changed=""), [("changed", "unreadable")]),
    "earlier notes that are no list": (answer(earlier={"0": {"note": "x"}}), answer(), [("earlier", "unreadable")]),
    "an earlier note that is a text": (
        answer(earlier=["x", {"note": "y", "changed": ""}]), answer(earlier=[{"note": "y", "changed": ""}]), [("earlier.0", "unreadable")],
    ),
    "an odd key": (answer(colour="blue"), answer(), [("colour", "unreadable")]),
    "a key that would reach every object": (answer(constructor={"prototype": 1}), answer(), [("constructor", "unreadable")]),
    "hardly anything": ({"level": "mostly"}, answer(note="", wording="", changed=""), []),
}  # fmt: skip


@pytest.mark.parametrize(("given", "becomes", "aside"), ANSWERS.values(), ids=ANSWERS)
def test_what_does_not_fit_is_left_aside_and_named_and_the_rest_stays(
    call: Call, given: Plain, becomes: Plain, aside: list[tuple[str, str]]
) -> None:
    opened = opened_with(call, answers={"b": given, "c": answer()})
    assert opened["state"]["answers"] == {"b": becomes, "c": answer()}
    assert opened["aside"] == [{"where": f"answers.b.{where}", "why": why} for where, why in aside]


@pytest.mark.parametrize(
    "check",
    ["__proto__", "", "Who", "who decides", "who_decides", "-who", "who-", "1st", "who--decides", "a" * 61, "<script>", "toString", "hasOwnProperty", "é"],
)  # fmt: skip
def test_answers_under_odd_keys_are_left_aside(call: Call, check: str) -> None:
    opened = opened_with(call, answers={check: answer(), "b": answer()})
    assert opened["state"]["answers"] == {"b": answer()}
    assert opened["aside"] == [{"where": f"answers.{check}", "why": "unreadable"}]


@pytest.mark.parametrize("value", [None, 3, "mostly", [], ["mostly"], True])
def test_an_answer_that_is_none_is_left_aside(call: Call, value: Any) -> None:
    opened = opened_with(call, answers={"b": value, "c": answer()})
    assert opened["state"]["answers"] == {"c": answer()}
    assert opened["aside"] == [{"where": "answers.b", "why": "unreadable"}]


def test_checks_that_nobody_knows_stay(call: Call) -> None:
    opened = opened_with(call, answers={"never-heard-of-it": answer(question="What?")})
    assert opened["state"]["answers"] == {"never-heard-of-it": answer()}
    assert opened["questions"] == {"never-heard-of-it": "What?"}


def test_actions_without_a_sound_id_and_doubled_ones_are_left_aside(call: Call) -> None:
    sound = {"id": "1-2", "check": "b", "what": "w", "who": "", "by": "", "happened": "yes", "confirmed": "", "changed": ""}
    opened = opened_with(call, actions=[
        sound, sound | {"what": "again"}, sound | {"id": ""}, sound | {"id": "a b"}, 7, sound | {"id": "1-3", "happened": "maybe", "check": "B"},
    ])  # fmt: skip
    assert opened["state"]["actions"] == [sound, sound | {"id": "1-3", "happened": "", "check": ""}]
    assert opened["aside"] == [
        {"where": where, "why": "unreadable"}
        for where in ("actions.4", "actions.3.id", "actions.5.check", "actions.5.happened", "actions.1-2", "actions.", "actions.")
    ]


@pytest.mark.parametrize(
    ("parts", "aside"),
    [
        ({"round": None}, []),
        ({"round": []}, ["round"]),
        ({"round": "x"}, ["round"]),
        ({"round": {"id": "../../x", "standpoint": 1, "created": "now", "extra": 1}}, ["round.extra", "round.id", "round.standpoint", "round.created"]),
        ({"answers": []}, ["answers"]),
        ({"answers": "x"}, ["answers"]),
        ({"actions": {}}, ["actions"]),
        ({"actions": 0}, ["actions"]),
        ({"saved": "x"}, ["saved"]),
        ({"extra": {"a": 1}}, ["extra"]),
    ],
)
def test_whole_parts_that_do_not_fit_are_left_aside(call: Call, parts: Plain, aside: list[str]) -> None:
    opened = opened_with(call, **parts)
    assert opened["ok"]
    assert opened["aside"] == [{"where": where, "why": "unreadable"} for where in aside]


def test_nothing_reaches_the_prototype_of_all_objects(call: Call) -> None:
    """`JSON.parse` makes `__proto__` an ordinary key: copied carelessly, it would become every object's parent."""
    evil = '{"polluted": 1, "note": "evil", "id": "evil"}'
    text = f"""{{{OURS}, "__proto__": {evil}, "round": {{"__proto__": {evil}}},
        "answers": {{"__proto__": {evil}, "b": {{"__proto__": {evil}, "earlier": [{{"__proto__": {evil}}}]}}, "constructor": {{"prototype": {evil}}}}},
        "actions": [{{"id": "1-1", "__proto__": {evil}, "constructor": {{"prototype": {evil}}}}}]}}"""
    found = call(
        """(text) => {
            const { ok, state, questions, checklist, aside } = file.fromFile(text);
            const all = [state, state.round, checklist, state.answers.get("b"), state.answers.get("b").earlier[0], state.actions.get("1-1"), {}, []];
            const merged = file.merge(state, state);
            const again = file.toFile(merged, { title: "", questions }, new Date());
            return {
                ok, again: again.includes("polluted"),
                polluted: [...all, merged.round].map((one) => one.polluted ?? null),
                plain: all.slice(0, -1).map((one) => Object.getPrototypeOf(one) === Object.prototype),
                checks: [...state.answers.keys()], note: state.answers.get("b").note, aside: aside.map(({ where }) => where),
            };
        }""",
        text,
    )
    assert found == {
        "ok": True, "again": False, "polluted": [None] * 9, "plain": [True] * 7, "checks": ["b", "constructor"], "note": "",
        "aside": [
            "__proto__", "round.__proto__", "answers.__proto__.polluted", "answers.__proto__.id", "answers.b.__proto__",
            "answers.b.earlier.0.__proto__", "answers.constructor.prototype", "actions.0.__proto__", "actions.0.constructor",
            "answers.__proto__",
        ],
    }  # fmt: skip


#: Files with far too much, made in the page, and how many answers, earlier notes and actions are taken over.
TOO_MUCH = {
    "a million actions that are none": ('`"actions": [${"0,".repeat(999_000)}0]`', [0, 0, 0]),
    "a million things for a round": ('`"round": [${"0,".repeat(999_000)}0]`', [0, 0, 0]),
    "a hundred thousand answers that are none": ('`"answers": {${many(100_000, (n) => `"a${n}":0`)}}`', [0, 0, 0]),
    "a hundred thousand odd keys": ('`"answers": {"b": {${many(100_000, (n) => `"a${n}":0`)}}}`', [1, 0, 0]),
    "too many answers": ('`"answers": {${many(50_000, (n) => `"a${n}":{"note":"x"}`)}}`', [2000, 0, 0]),
    "too many actions": ('`"actions": [${many(50_000, (n) => `{"id":"${n}"}`)}]`', [0, 0, 2000]),
    "too many earlier notes of one": ('`"answers": {"b": {"earlier": [${many(50_000, () => `{"note":"x"}`)}]}}`', [1, 2000, 0]),
    "too many earlier notes in all": (
        '`"answers": {${many(1900, (n) => `"a${n}":{"earlier":[${many(50, () => "{}")}]}`)}}, "actions": [{"id":"1-1"}]`', [1900, 8100, 0],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "taken"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_far_too_much_is_cut_off_and_reported(call: Call, body: str, taken: list[int]) -> None:
    found = call(f"""() => {{
        const many = (count, item) => Array.from({{ length: count }}, (_, number) => item(number)).join();
        const opened = file.fromFile(`{{{OURS}, ${{{body}}}}}`);
        const earlier = [...opened.state.answers.values()].reduce((sum, {{ earlier }}) => sum + earlier.length, 0);
        return {{ taken: [opened.state.answers.size, earlier, opened.state.actions.size], aside: opened.aside }};
    }}""")
    assert found["taken"] == taken
    assert 1 <= len(found["aside"]) <= MOST
    assert "too-many" in {one["why"] for one in found["aside"]} or found["aside"] == [{"where": "round", "why": "unreadable"}]
    assert max(len(one["where"]) for one in found["aside"]) < 100


def test_items_beyond_the_limit_are_not_even_looked_at(call: Call) -> None:
    looked = call(f"""() => {{
        const parse = JSON.parse;
        const looked = {{ answers: new Set(), actions: new Set() }};
        const watched = (name, target) => new Proxy(target, {{
            get(target, key) {{ if (/^a?\\d+$/.test(String(key))) looked[name].add(key); return Reflect.get(target, key); }},
        }});
        JSON.parse = (text) => {{
            const read = parse(text);
            return {{ ...read, answers: watched("answers", read.answers), actions: watched("actions", read.actions) }};
        }};
        const items = Array.from({{ length: 50_000 }}, (_, number) => number);
        try {{
            file.fromFile(`{{{OURS}, "answers": {{${{items.map((n) => `"a${{n}}":0`)}}}}, "actions": [${{items}}]}}`);
            return [looked.answers.size, looked.actions.size];
        }} finally {{ JSON.parse = parse; }}
    }}""")
    assert looked == [MOST, MOST + 1]


def test_long_keys_are_named_briefly(call: Call) -> None:
    opened = opened_with(call, answers={"b": answer() | {"x" * 500_000: 1}})
    assert opened["aside"] == [{"where": ("answers.b." + "x" * 500)[:99], "why": "unreadable"}]


def test_a_script_in_a_file_stays_text(call: Call) -> None:
    script = "</script><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    opened = opened_with(call, round={"id": "1-1", "name": script}, answers={"b": answer(note=script, question=script)})
    assert [opened["state"]["round"]["name"], opened["state"]["answers"]["b"]["note"], opened["questions"]["b"]] == [script] * 3
    assert call("() => window.ran ?? null") is None


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20) | ids,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | ids | st.sampled_from(["__proto__", "constructor", "note"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@st.composite
def spoilt_files(draw: st.DrawFn) -> str:
    """A sound file in which some parts were replaced by anything at all."""
    value = json.loads(FIXTURES[draw(st.integers(0, len(FIXTURES) - 1))].read_text("utf-8"))
    for _ in range(draw(st.integers(1, 4))):
        inside = value
        while True:
            keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if not isinstance(inside[key], dict | list) or draw(st.booleans()):
                inside[key] = draw(anything)
                break
            inside = inside[key]
    return json.dumps(value)


@settings(properties, max_examples=150)
@given(batch=st.lists(spoilt_files() | anything.map(json.dumps) | st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=20))
@example(batch=['{"format":"coproduction-answers","version":{"toString":null,"valueOf":null}}'])
def test_whatever_a_file_holds_it_opens_or_is_refused_and_what_opened_can_be_saved(call: Call, batch: list[str]) -> None:
    found = call(
        """(batch) => batch.map((text) => {
            const one = file.fromFile(text);
            if (!one.ok) return one.reason;
            const saved = file.toFile(one.state, { title: one.checklist.title, questions: one.questions }, new Date(0));
            return { saved, aside: file.fromFile(saved).aside, same: JSON.stringify(plain(file.fromFile(saved).state)) === JSON.stringify(plain({ ...one.state,
                answers: [...one.state.answers].sort() })) };
        })""",
        batch,
    )
    for result in found:
        if isinstance(result, str):
            assert result in REASONS
        else:
            assert result["aside"] == []
            assert result["same"]


# --- Two rounds of one checklist ----------------------------------------------------------------

EARLY, LATE = "2026-11-01T10:00:00.000Z", "2026-11-02T10:00:00.000Z"


def said(level: str, note: str, changed: str, *earlier: Plain) -> Plain:
    return {"level": level, "note": note, "wording": "", "changed": changed, "earlier": list(earlier)}


#: mine, theirs, what the comparison calls it, and what the two become.
PAIRS: dict[str, tuple[Plain | None, Plain | None, str, Plain]] = {
    "the same": (said("mostly", "n", EARLY), said("mostly", "n", LATE), "same", said("mostly", "n", LATE)),
    "mine alone": (said("mostly", "n", EARLY), None, "only-mine", said("mostly", "n", EARLY)),
    "theirs alone": (None, said("mostly", "n", EARLY), "only-theirs", said("mostly", "n", EARLY)),
    "their later level": (said("mostly", "", EARLY), said("fully", "", LATE), "differs", said("fully", "", LATE)),
    "my later level": (said("mostly", "", LATE), said("fully", "", EARLY), "differs", said("mostly", "", LATE)),
    "their later note": (
        said("mostly", "mine", EARLY), said("mostly", "theirs", LATE), "differs", said("mostly", "theirs", LATE, {"note": "mine", "changed": EARLY}),
    ),
    "my later note": (
        said("mostly", "mine", LATE), said("mostly", "theirs", EARLY), "differs", said("mostly", "mine", LATE, {"note": "theirs", "changed": EARLY}),
    ),
    "cleared by me": (said("", "", LATE), said("mostly", "n", EARLY), "differs", said("", "", LATE, {"note": "n", "changed": EARLY})),
    "cleared by me, unknown to them": (said("", "", LATE), None, "same", said("", "", LATE)),
    "earlier notes of both": (
        said("a", "x", LATE, {"note": "y", "changed": EARLY}), said("a", "x", EARLY, {"note": "z", "changed": EARLY}), "same",
        said("a", "x", LATE, {"note": "y", "changed": EARLY}, {"note": "z", "changed": EARLY}),
    ),
}  # fmt: skip


def with_answers(**answers: Plain | None) -> Plain:
    return {"round": REVIEWED["round"], "answers": {check: one for check, one in answers.items() if one}, "actions": []}


@pytest.mark.parametrize(("mine", "theirs", "kind", "merged"), PAIRS.values(), ids=PAIRS)
def test_two_answers_to_one_check(call: Call, mine: Plain | None, theirs: Plain | None, kind: str, merged: Plain) -> None:
    both = [with_answers(b=mine), with_answers(b=theirs)]
    compared = call("([mine, theirs]) => file.compare(state(mine), state(theirs)).map((one) => ({ ...one, mine: one.mine ?? null, theirs: one.theirs ?? null }))", both)
    assert compared == [{"check": "b", "mine": mine, "theirs": theirs, "kind": kind}]
    assert call("([mine, theirs]) => plain(file.merge(state(mine), state(theirs)))", both) == with_answers(b=merged)


def test_actions_are_merged_by_id_and_the_later_wins(call: Call) -> None:
    def action(name: str, what: str, changed: str) -> Plain:
        return {"id": name, "check": "", "what": what, "who": "", "by": "", "happened": "", "confirmed": "", "changed": changed}

    mine = with_answers() | {"actions": [action("1-1", "mine", LATE), action("2-2", "mine", EARLY), action("3-3", "mine", EARLY)]}
    theirs = with_answers() | {"actions": [action("4-4", "theirs", EARLY), action("1-1", "theirs", EARLY), action("2-2", "theirs", LATE)]}
    assert call("([mine, theirs]) => plain(file.merge(state(mine), state(theirs))).actions", [mine, theirs]) == [
        action("1-1", "mine", LATE), action("2-2", "theirs", LATE), action("3-3", "mine", EARLY), action("4-4", "theirs", EARLY),
    ]  # fmt: skip


def test_my_round_keeps_what_it_says_and_theirs_fills_its_gaps(call: Call) -> None:
    mine = {
        "id": "1-1", "checklist": "a", "version": "1.0", "name": "", "standpoint": "resident", "promised": "", "experienced": "inform",
        "created": LATE, "changed": EARLY,
    }  # fmt: skip
    theirs = {
        "id": "2-2", "checklist": "a", "version": "1.1", "name": "Theirs", "standpoint": "councillor", "promised": "consult", "experienced": "",
        "created": EARLY, "changed": LATE,
    }  # fmt: skip
    merged = call("(both) => file.merge(...both.map((round) => state({ round, answers: {}, actions: [] }))).round", [mine, theirs])
    assert merged == mine | {"promised": "consult", "version": "1.1", "changed": LATE}
    other_way = call("(both) => file.merge(...both.map((round) => state({ round, answers: {}, actions: [] }))).round", [theirs, mine])
    assert other_way == theirs | {"experienced": "inform"}


@properties
@given(batch=st.lists(st.tuples(states, states), min_size=1, max_size=10))
def test_merging_loses_no_note_and_changes_neither_round(call: Call, batch: list[tuple[Plain, Plain]]) -> None:
    found = call(
        """(batch) => batch.map(([one, other]) => {
            const [mine, theirs] = [state(one), state(other)];
            const merged = file.merge(mine, theirs);
            return { merged: plain(merged), again: plain(file.merge(merged, theirs)), mine: plain(mine), theirs: plain(theirs) };
        })""",
        [list(pair) for pair in batch],
    )
    for (mine, theirs), result in zip(batch, found, strict=True):
        assert (result["mine"], result["theirs"]) == (mine, theirs)
        assert result["again"] == result["merged"]
        assert result["merged"]["answers"].keys() == mine["answers"].keys() | theirs["answers"].keys()
        for check, one in result["merged"]["answers"].items():
            written = [side["answers"][check] for side in (mine, theirs) if check in side["answers"]]
            assert one["changed"] == max(side["changed"] for side in written)
            notes = {side["note"] for side in written} | {note["note"] for side in written for note in side["earlier"]}
            assert notes - {""} == ({one["note"]} | {note["note"] for note in one["earlier"]}) - {""}
