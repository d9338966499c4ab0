"""The site under MkDocs: what an author sees when all is well, and when something is not."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, run


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def break_it(folder: Path) -> Path:
    file = folder / "principles" / "clarity.yml"
    file.write_text(file.read_text("utf-8").replace("statement:", "statment:", 1), "utf-8")
    return file


def test_a_strict_build_has_no_warning(built: Path) -> None:
    done = run("mkdocs", "build", "--strict", "--site-dir", str(built.parent / "again"), cwd=ROOT)
    assert done.returncode == 0
    assert "WARNING" not in done.stderr


def test_a_problem_is_shown_without_a_trace_and_leaves_the_last_site(shipped: Path) -> None:
    assert run("mkdocs", "build", cwd=shipped).returncode == 0
    before = snapshot(shipped / "site")
    assert len(before) > 40
    break_it(shipped)
    done = run("mkdocs", "build", cwd=shipped)
    assert done.returncode == 1
    assert "principles/clarity.yml:6:1: `statment` is not a key here" in done.stderr
    assert "Did you mean `statement`?" in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot(shipped / "site") == before


def test_each_page_leads_to_the_yaml_it_is_made_from(shipped: Path) -> None:
    address = "https://code.example.org/guidance/edit/main/docs/"
    done = run("mkdocs", "build", "--strict", cwd=shipped, env={"EDIT_URI": address})
    assert done.returncode == 0, done.stderr
    for page, source in {
        "principles/clarity": "../principles/clarity.yml",
        "checklists/before-co-commissioning": "../principles/checklists/before-co-commissioning.yml",
        "case-studies/st-marys-estate": "../case_studies/st-marys-estate.yml",
        "glossary": "../words/glossary.yml",
        "privacy": "privacy.md",
    }.items():
        html = (shipped / "site" / page / "index.html").read_text("utf-8")
        assert re.findall(r'<a href="([^"]+)"[^>]*rel="edit"', html) == [address + source]


def test_generated_pages_stay_out_of_the_sidebar(built: Path) -> None:
    html = (built / "index.html").read_text("utf-8")
    assert "principles/clarity" not in re.search(r'<nav class="md-nav md-nav--primary.*?</nav>\s*</div>', html, re.DOTALL)[0]


def test_the_search_finds_what_stands_in_the_yaml(built: Path) -> None:
    index = (built / "search" / "search_index.json").read_text("utf-8")
    assert '"location":"case-studies/st-marys-estate/#what-happened"' in index
    assert '"location":"principles/clarity/#questions"' in index


class Served:
    """`mkdocs serve` in a folder, as an author runs it."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/"
        self.log = folder / "serve.log"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=self.log.open("w"), env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        )  # fmt: skip

    def page(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:
            return answer.read().decode()

    def wait_for(self, what: Callable[[], bool]) -> None:
        for _ in range(600):
            try:
                if what():
                    return
            except OSError:
                pass
            assert self.process.poll() is None, self.log.read_text("utf-8")
            time.sleep(0.05)
        raise AssertionError(f"It did not happen within 30 seconds. The log says:\n{self.log.read_text('utf-8')}")


@pytest.fixture
def served(shipped: Path) -> Iterator[Served]:
    served = Served(shipped)
    yield served
    served.process.send_signal(signal.SIGINT)
    served.process.wait(10)


def test_serve_keeps_the_last_good_site_and_recovers(served: Served, shipped: Path) -> None:
    page = "principles/clarity/"
    served.wait_for(lambda: "Clarity" in served.page(page))
    file = shipped / "principles" / "clarity.yml"
    good = file.read_text("utf-8")

    break_it(shipped)
    served.wait_for(lambda: "`statment` is not a key here" in served.log.read_text("utf-8"))
    served.wait_for(lambda: "Clarity" in served.page(page))
    assert "Traceback" not in served.log.read_text("utf-8")

    file.write_text(good.replace("title: Clarity", "title: Clarity and light", 1), "utf-8")
    served.wait_for(lambda: "Clarity and light" in served.page(page))


def test_serve_shows_a_new_file(served: Served, shipped: Path) -> None:
    served.wait_for(lambda: "Lambeth" in served.page("case-studies/"))
    old = (shipped / "case_studies" / "lambeth-living-well.yml").read_text("utf-8")
    new = old.replace("id: lambeth-living-well", "id: newtown", 1).replace("title: ", "title: Newtown and ", 1)
    (shipped / "case_studies" / "newtown.yml").write_text(new, "utf-8")
    served.wait_for(lambda: "Newtown and" in served.page("case-studies/newtown/"))


def test_under_serve_handouts_follow_the_page(served: Served, shipped: Path) -> None:
    table = "handouts/checklists/before-co-commissioning.csv"
    file = shipped / "principles" / "clarity.yml"
    question = re.search(r"question: (.+)", file.read_text("utf-8"))[1].strip("'\"")
    served.wait_for(lambda: question in served.page(table))
    file.write_text(file.read_text("utf-8").replace(question, "Is this another question?", 1), "utf-8")
    served.wait_for(lambda: "Is this another question?" in served.page("principles/clarity/"))
    served.wait_for(lambda: "Is this another question?" in served.page(table))
    assert question not in served.page(table)


def test_under_serve_a_handout_that_fails_is_named_and_the_page_comes_up_to_date(served: Served, shipped: Path) -> None:
    served.wait_for(lambda: "Clarity" in served.page("principles/clarity/"))
    (shipped / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><broken", "utf-8")
    settings = shipped / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("  - coproduction\n", "  - coproduction:\n      logo: logo.svg\n"), "utf-8")
    served.wait_for(lambda: "The handouts are those of an earlier save." in served.log.read_text("utf-8"))
    assert "could not be made: " in served.log.read_text("utf-8")
    assert "Traceback" not in served.log.read_text("utf-8")
    assert "Clarity" in served.page("principles/clarity/")
    assert served.page("handouts/checklists/before-co-commissioning.csv")


def test_handouts_that_did_not_change_are_not_made_again(shipped: Path) -> None:
    assert run("mkdocs", "build", "--strict", cwd=shipped).returncode == 0
    store = shipped / ".cache" / "coproduction"
    before = {file.name: file.stat().st_mtime_ns for file in store.iterdir()}
    assert len(before) > 50
    file = shipped / "principles" / "clarity.yml"
    file.write_text(file.read_text("utf-8").replace("statement: Make it clear", "statement: Make it plain", 1), "utf-8")
    assert run("mkdocs", "build", "--strict", cwd=shipped).returncode == 0
    after = {file.name: file.stat().st_mtime_ns for file in store.iterdir()}
    assert {name: after[name] for name in before} == before
    # Its own page, the three packs that hold it, and the ZIP.
    assert len(after.keys() - before.keys()) == 5


def test_with_a_problem_no_handout_is_replaced(shipped: Path) -> None:
    assert run("mkdocs", "build", cwd=shipped).returncode == 0
    before = snapshot(shipped / "site" / "handouts"), snapshot(shipped / ".cache" / "coproduction")
    break_it(shipped)
    assert run("mkdocs", "build", cwd=shipped).returncode == 1
    assert (snapshot(shipped / "site" / "handouts"), snapshot(shipped / ".cache" / "coproduction")) == before


def test_a_handout_that_fails_is_named_and_leaves_the_last_site(shipped: Path) -> None:
    assert run("mkdocs", "build", cwd=shipped).returncode == 0
    before = snapshot(shipped / "site")
    (shipped / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><broken", "utf-8")
    settings = shipped / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("  - coproduction\n", "  - coproduction:\n      logo: logo.svg\n"), "utf-8")
    done = run("mkdocs", "build", cwd=shipped)
    assert done.returncode == 1
    assert "handouts/actions.pdf could not be made: " in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot(shipped / "site") == before
