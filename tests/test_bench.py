"""The bench works, at a tiny size. What it measures is for people to read: no test asserts on time."""

from __future__ import annotations

import json
import random
import re
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

import pytest
from coproduction.addresses import checklist_page
from coproduction.load import load

from bench import __main__ as command
from bench import suite
from bench.content import LONG, invent_case_study, make_long_checklist, make_plain_site, make_site
from bench.form import seconds_of
from bench.measure import Command, CommandFailed, Timing, Used, side_by_side
from bench.report import as_markdown, as_values
from bench.suite import NAMES, Inside, Measured, Result, ratios, run_suite
from bench.weight import weigh_surveyjs

TINY = {"small": 1, "large": 3, "repeats": 1, "presses": 2, "starts": 1, "kills": 1}


def nothing(_: str) -> None:
    pass


# --- The sites that are measured ------------------------------------------------------------------


def test_a_synthetic_site_is_sound_and_has_the_shipped_content_too(tmp_path, library):
    made = load(make_site(tmp_path / "site", 3))
    assert len(made.case_studies) == len(library.case_studies) + 3
    assert set(library.checks) == set(made.checks)


def test_a_long_checklist_is_sound_and_the_plain_page_beside_it_says_the_same(tmp_path):
    site = make_long_checklist(tmp_path / "long", 40)
    made = load(site)
    [checklist] = [one for one in made.checklists if one.id == LONG]
    asked = [check for section in checklist.sections for check in section.checks]
    assert len(set(asked)) == 40
    plain = (make_plain_site(tmp_path / "plain", site, LONG) / "docs" / checklist_page(LONG)).read_text("utf-8")
    for check in asked:
        assert plain.count(escape(made.checks[check].check.question, quote=False)) >= 1
    assert not re.search(r"<(input|textarea|script|form|fieldset|template)|class=", plain)


def test_a_synthetic_case_study_has_every_part_of_a_real_one():
    case = invent_case_study("invented", random.Random(1), ["clarity", "reflexivity"], ["first", "second", "third"])
    assert {name: len(part) for name, part in case.items() if isinstance(part, list)} == {
        "people": 4, "groups": 3, "moments": 8, "decision_points": 1, "comparisons": 1, "outcomes": 3, "not_known": 1,
        "lessons": 2, "discussion_questions": 5, "sources": 2,
    }  # fmt: skip
    assert len(case["comparisons"][0]["rows"]) == 3
    assert len(case["workshop"]["steps"]) == 4
    assert 500 <= _words(case) <= 700


def test_the_same_seed_makes_the_same_site_and_another_does_not(tmp_path):
    first, again, other = (make_site(tmp_path / name, 2, seed) for name, seed in (("a", 1), ("b", 1), ("c", 2)))
    assert _texts(first) == _texts(again) != _texts(other)


def _words(value: object) -> int:
    """How many words of prose there are. Ids and kinds are one word alone."""
    if isinstance(value, str):
        return len(value.split()) if " " in value else 0
    return sum(map(_words, value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()))


def _texts(site: Path) -> dict[str, str]:
    found = {path.name: path.read_text("utf-8") for path in (site / "case_studies").glob("invented-*.yml")}
    assert len(found) == 2
    return found


# --- The harness ------------------------------------------------------------------------------------


def in_a_thread(function, *words, **named):
    """The bench starts a browser of its own, which it cannot do in the thread in which other tests have one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(function, *words, **named).result()


def test_everything_is_measured_at_a_tiny_size(tmp_path):
    only = [name for name in NAMES if name not in ("handouts", "form", "slides", "weight", "kill")]
    measured = run_suite(tmp_path, only, **TINY, tell=nothing)
    questions = [ratio.question for ratio in ratios(1, 3)]
    assert [result.question for result in measured.results][:-1] == questions
    assert all(result.value > 0 and result.low <= result.value <= result.high for result in measured.results)
    assert set(measured.timings) == {
        "plugin 1", "written 1", "plugin 3", "written 3", "zensical 3", "check 3", "save"
    }  # fmt: skip
    assert measured.inside.html_kb > measured.inside.markdown_kb > 0
    assert all(question in as_markdown(measured) for question in questions)
    assert json.loads(json.dumps(as_values(measured)))["results"]


def test_only_what_is_named_is_run(tmp_path):
    measured = run_suite(tmp_path, ["check"], **TINY, tell=nothing)
    assert set(measured.timings) == {"plugin 3", "check 3"}
    assert len(measured.results) == 1
    assert measured.inside is None


def test_the_names_of_only_are_those_of_the_ratios_and_a_few_more():
    assert {ratio.name for ratio in ratios(100, 1000)} | {"save", "inside", "handouts", "form", "slides", "weight", "kill"} == set(NAMES)


def test_the_checklist_is_pressed_started_weighed_and_killed_in_a_browser(tmp_path, monkeypatch):
    monkeypatch.setattr(suite, "CHECKS", 40)
    monkeypatch.setattr(suite, "weigh_surveyjs", lambda: 400.0)
    measured = in_a_thread(run_suite, tmp_path, ["form", "slides", "weight", "kill"], **TINY, tell=nothing)
    values = {result.question: result.value for result in measured.results}
    # In milliseconds, and two ratios.
    painted, kept, scripts, largest, largest_of_long, strange, shown, own, with_results, page, embed, lost = values.values()
    assert 16 <= painted and 0 < kept and 0 < scripts and 0 < strange and 16 <= shown
    assert 0 < largest < 10 and 0 < largest_of_long < 10
    assert 0 < own <= with_results < page and 0 < embed < page
    assert lost == 0
    *timed, slides = (len(timing.seconds) for timing in measured.timings.values())
    assert timed == [2, 2, 1, 1, 1, 1, 1, 1] and slides > 100
    assert measured.notes[-1].startswith("SurveyJS weighs 400 kB")


def test_handouts_are_made_beside_a_browser_that_prints(tmp_path):
    measured = in_a_thread(run_suite, tmp_path, ["handouts"], **TINY, tell=nothing)
    made, ratio, shown, growth, *memory = (result.value for result in measured.results)
    assert 0 < ratio < made and shown > 0 and growth > 0
    assert all(0 < value < 3 for value in memory)
    assert len(measured.timings) == 6


def test_without_npm_the_bench_says_that_surveyjs_was_not_weighed(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert weigh_surveyjs() is None
    monkeypatch.undo()
    monkeypatch.setattr(suite, "weigh_surveyjs", lambda: None)
    measured = in_a_thread(run_suite, tmp_path, ["weight"], **TINY, tell=nothing)
    assert any(note.startswith("SurveyJS was not weighed") for note in measured.notes)
    assert measured.notes[-1] in as_markdown(measured)


def test_only_time_under_our_own_scripts_counts_as_theirs():
    ours, theme = "http://localhost/assets/coproduction/checklist-form.js", "http://localhost/assets/javascripts/bundle.js"
    tree = [(1, "", [2, 3]), (2, theme, [4]), (3, ours, [5]), (4, "", []), (5, "", [])]
    nodes = [{"id": number, "callFrame": {"url": url}, "children": children} for number, url, children in tree]
    profile = {"nodes": nodes, "samples": [1, 2, 3, 4, 5], "timeDeltas": [1, 20, 300, 4_000, 50_000]}
    assert seconds_of(profile) == pytest.approx(0.050300)


def test_commands_take_turns_and_every_other_round_runs_backwards(tmp_path):
    heard = []
    quiet = Command(tmp_path, ("this",))
    timings = side_by_side({"a": quiet, "b": quiet}, 2, heard.append)
    assert [re.search(r": (\w) took", line)[1] for line in heard] == ["a", "b", "b", "a"]
    assert [len(timing.seconds) for timing in timings.values()] == [2, 2]


def test_leftovers_are_removed_before_each_run(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "kept").mkdir()
    side_by_side({"a": Command(tmp_path, ("this",), ("site",))}, 1, nothing)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_command_that_fails_stops_the_bench_with_what_it_said(tmp_path):
    with pytest.raises(CommandFailed, match="no_such_module"):
        side_by_side({"a": Command(tmp_path, ("no_such_module",))}, 1, nothing)


def test_an_unknown_name_is_refused(capsys):
    with pytest.raises(SystemExit):
        command.main(["--only", "speed"])
    assert "invalid choice: 'speed'" in capsys.readouterr().err


# --- The report --------------------------------------------------------------------------------------


MEASURED = Measured(
    results=(Result("A / B", 1.05, 1.0, 1.2, "", 1.1), Result("Save", 1.5, 1.25, 2.0, " s", 1.0)),
    timings={"A": Timing((2.1, 2.0, 2.2), (Used(1.9, 60.2), Used(1.8, 64.2), Used(2.0, 61.0))), "save": Timing((1.5,))},
    inside=Inside(load=0.5, render=1.0, pages=1_012, markdown_kb=12.34, html_kb=40.0),
)


def test_the_report_says_for_each_target_whether_it_was_met():
    assert as_markdown(MEASURED) == """\
| what | median | min–max | target | met |
| --- | --- | --- | --- | --- |
| A / B | 1.05 | 1.00–1.20 | ≤ 1.10 | yes |
| Save | 1.50 s | 1.25–2.00 | ≤ 1.00 s | no |

| command and case studies | seconds, median | min–max | of the processor, median | peak memory, MB |
| --- | --- | --- | --- | --- |
| A | 2.10 | 2.00–2.20 | 1.90 | 64 |
| save | 1.50 | 1.50–1.50 |  |  |

| in our own code |  |
| --- | --- |
| load, 1,012 pages | 0.50 s |
| render, 1,012 pages | 1.00 s |
| Markdown of a page, mean | 12.3 kB |
| HTML of a case study, mean | 40.0 kB |"""
    assert [result["met"] for result in as_values(MEASURED)["results"]] == [True, False]


def test_the_command_prints_the_tables_and_keeps_the_figures(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "run_suite", lambda *_, **sizes: MEASURED)
    monkeypatch.setattr(command, "RESULTS", tmp_path / "results" / "latest.json")
    command.main(["--quick"])
    assert capsys.readouterr().out == as_markdown(MEASURED) + "\n"
    assert json.loads(command.RESULTS.read_text("utf-8")) == json.loads(json.dumps(as_values(MEASURED)))
