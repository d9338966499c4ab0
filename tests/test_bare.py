"""Pages without the theme: what is in them, where they lead, and what is said of them to programs."""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import json
import re
import zipfile
from html import unescape
from html.parser import HTMLParser
from importlib import resources
from typing import Any

import html5lib
import pytest
from coproduction import pages
from coproduction.bare import embeds, offer
from coproduction.finish import finish_page
from coproduction.handouts.catalogue import handouts
from coproduction.handouts.course import course_package
from coproduction.handouts.frame import frame
from coproduction.handouts.imprint import Imprint
from coproduction.handouts.one_file import one_file
from coproduction.library import Library
from lxml import etree

SITE = "https://example.org/guides/"
HOSTILE = "</title></textarea></style><script>window.ran = 1</script>\"' onload=x {{ 7*7 }} $& &lt;"
NAMES = {
    "cp": "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    "adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
}  # fmt: skip


def hostile(library: Library) -> Library:
    case = library.case_studies[0].model_copy(update={"title": HOSTILE, "place": HOSTILE, "account": HOSTILE})
    return Library(**{**{name: value for name, value in vars(library).items() if not name.startswith("_")}, "case_studies": (case,)})


def taken(library: Library, form: str, address: str = "", directory_urls: bool = True) -> bytes:
    """The first case study of a library in one file (`html`) or as a course package (`scorm`)."""
    handout = next(one for one in handouts(library) if one.form == form)
    values = handout.values()
    imprint = Imprint("A publisher", datetime.date(2026, 11, 24), contact="ask@example.org", address=address)
    around = frame(handout, values, imprint, directory_urls=directory_urls)
    return {"html": one_file, "scorm": course_package}[form](values, around)


class _Frame(HTMLParser):
    """The attributes of each frame in some code, and the names of all other tags."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.frames: list[dict[str, Any]] = []
        self.others: list[str] = []
        self.feed(code)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.frames.append(dict(attrs)) if tag == "iframe" else self.others.append(tag)


# --- Embeds -------------------------------------------------------------------------------------------


def test_there_is_one_embed_for_each_case_study_and_each_principle_however_many_moments(library: Library) -> None:
    made = dict(embeds(library, "A site", SITE, directory_urls=True))
    things = [f"case-studies/{case.id}" for case in library.case_studies] + [f"principles/{one.id}" for one in library.principles]
    assert len(library.moments) > 10 * len(library.case_studies)
    assert sorted(made) == sorted(f"embed/{thing}.{form}" for thing in things for form in ("html", "json"))


def test_every_piece_that_is_offered_has_its_place(library: Library) -> None:
    made = {path: content.decode() for path, content in embeds(library, "A site", SITE, directory_urls=True)}
    seen = 0
    for page in pages.render(library, site_name="A site", address=SITE):
        for fragment in re.findall(r'<option value="#([^"]+)"', page.markdown):
            assert f'id="{fragment}"' in made[f"embed/{page.path.removesuffix('.md')}.html"]
            seen += 1
    assert seen == len(library.checks) + sum(1 + len(case.moments) + len(case.decision_points) for case in library.case_studies)


@pytest.mark.parametrize("directory_urls", [True, False])
def test_an_embed_leads_back_and_holds_no_script_of_its_own(small: Library, directory_urls: bool) -> None:
    made = {path: content.decode() for path, content in embeds(small, "A site", SITE, directory_urls=directory_urls)}
    text = made["embed/case-studies/example.html"]
    back = "../../case-studies/example/" if directory_urls else "../../case-studies/example.html"
    assert f'<a href="{back}">The locked door</a>' in text
    assert f'<a href="{back}#person-ada">Ada</a>' in text
    assert re.findall(r"<script.*?</script>", text) == ['<script defer src="../../assets/coproduction/embed.js"></script>']
    assert "<style" not in text
    assert " style=" not in text


def test_a_description_has_what_oembed_asks_for(small: Library) -> None:
    """https://oembed.com, 2.3.4: what must be there, and of the type `rich`."""
    made = dict(embeds(small, "A site", SITE, directory_urls=True))
    values = json.loads(made["embed/case-studies/example.json"])
    assert (values["version"], values["type"]) == ("1.0", "rich")
    assert isinstance(values["width"], int) and isinstance(values["height"], int)
    assert (values["provider_name"], values["provider_url"], values["title"]) == ("A site", SITE, "The locked door")
    found = _Frame(values["html"])
    assert found.others == []
    assert found.frames[0]["src"] == f"{SITE}embed/case-studies/example.html"
    assert found.frames[0]["title"] == "The locked door, from A site"
    assert f'type="application/json+oembed" href="{SITE}embed/case-studies/example.json"' in made["embed/case-studies/example.html"].decode()


def test_without_an_address_there_is_nothing_that_needs_one(small: Library) -> None:
    made = dict(embeds(small, "A site", "", directory_urls=True))
    assert sorted(made) == ["embed/case-studies/example.html", "embed/principles/kindness.html"]
    assert b"oembed" not in made["embed/case-studies/example.html"]
    assert offer("case-studies/example.md", "The locked door", "A site", "") is None
    assert not [page.path for page in pages.render(small, site_name="A site") if "embed-code" in page.markdown]


def test_what_an_author_writes_stays_text_in_embeds_and_code(small: Library) -> None:
    library = hostile(small)
    made = dict(embeds(library, HOSTILE, SITE, directory_urls=True))
    text = made["embed/case-studies/example.html"].decode()
    assert text.count("<script") == 1
    document = html5lib.parse(text, namespaceHTMLElements=False)
    assert document.findtext(".//h1") == HOSTILE
    assert document.findtext(".//title") == HOSTILE
    for code in (json.loads(made["embed/case-studies/example.json"])["html"], offer("case-studies/example.md", HOSTILE, HOSTILE, SITE).code):
        found = _Frame(code)
        assert [one["title"] for one in found.frames] == [f"{HOSTILE}, from {HOSTILE}"]
        assert found.others in ([], ["script"])
    page = next(page.markdown for page in pages.render(library, site_name=HOSTILE, address=SITE) if page.path.endswith("example.md"))
    assert "<script>window.ran" not in page
    shown = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert unescape(shown[1]) == offer("case-studies/example.md", HOSTILE, HOSTILE, SITE).code


def test_what_an_author_calls_things_runs_the_way_its_letters_run(small: Library) -> None:
    text = dict(embeds(small, "A site", SITE, directory_urls=True))["embed/case-studies/example.html"].decode()
    document = html5lib.parse(text, namespaceHTMLElements=False)
    case = small.case_studies[0]
    named = {case.title, *(one.title for one in (*case.moments, *case.comparisons)), *(one.question for one in case.decision_points), *(one.name for one in case.groups)}
    found = {heading.text: heading.get("dir") for level in range(1, 5) for heading in document.iter(f"h{level}")}
    assert named <= found.keys()
    assert {found[name] for name in named} == {"auto"}


def test_a_finished_page_tells_programs_of_its_embed_once() -> None:
    page = '<html><head><title>A</title></head><body><embed-code data-oembed="https://example.org/embed/a.json"></embed-code></body></html>'
    link = '<link rel="alternate" type="application/json+oembed" href="https://example.org/embed/a.json">'
    finished = finish_page(page)
    assert finished == page.replace("</head>", f"{link}</head>")
    assert finish_page(finished) == finished
    # Engines that leave quotes out write the same.
    assert link in finish_page(page.replace('"', ""))


def test_bare_pages_have_the_colours_of_the_site() -> None:
    folder = resources.files("coproduction").joinpath("browser")
    schemes = [
        [dict(re.findall(r"(--cp-[a-z-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r"\{[^{}]*--cp-ink: #[0-9a-f]{6};[^{}]*\}", text)]
        for text in (folder.joinpath(name).read_text("utf-8") for name in ("coproduction.css", "bare.css"))
    ]
    assert len(schemes[0]) == 2
    assert schemes[0] == schemes[1]


# --- In one file --------------------------------------------------------------------------------------


def test_one_file_has_the_same_words_as_the_page(library: Library) -> None:
    words = html5lib.parse(taken(library, "html"), namespaceHTMLElements=False)
    text = " ".join("".join(words.find(".//main").itertext()).split())
    case = library.case_studies[0]
    assert [moment.title for moment in case.moments if " ".join(moment.title.split()) not in text] == []
    assert [point.question for point in case.decision_points if point.question not in text] == []
    assert case.sources[0].citation in text


@pytest.mark.parametrize(("directory_urls", "principle"), [(True, "principles/kindness/"), (False, "principles/kindness.html")])
def test_links_out_of_one_file_lead_to_the_site_where_its_address_is_known(small: Library, directory_urls: bool, principle: str) -> None:
    text = taken(small, "html", SITE, directory_urls).decode()
    assert f'<a href="{SITE}{principle}">' in text
    assert '<a href="#person-ada">Ada</a>' in text
    assert not re.findall(r'href="(?!https://|#|mailto:)[^"]*"', text)


def test_links_out_of_one_file_are_words_where_no_address_is_known(small: Library) -> None:
    text = taken(small, "html").decode()
    assert "Kindness" in text
    assert set(re.findall(r'href="([^"#]*)', text)) == {""}


@pytest.mark.parametrize("form", ["html", "scorm"])
def test_what_is_taken_away_is_the_same_to_the_byte(small: Library, form: str) -> None:
    assert taken(small, form, SITE) == taken(small, form, SITE)
    assert taken(small, form, SITE) != taken(small, form, "")


@pytest.mark.parametrize("form", ["html", "scorm"])
def test_the_content_policy_allows_what_stands_in_the_page_and_nothing_else(small: Library, form: str) -> None:
    made = taken(hostile(small), form)
    text = (made if form == "html" else zipfile.ZipFile(io.BytesIO(made)).read("index.html")).decode()
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1])
    hashes = {
        tag: base64.b64encode(hashlib.sha256(re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[1].encode()).digest()).decode()
        for tag in ("style", "script")
    }
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}'; base-uri 'none'; form-action 'none'"
    )
    assert text.count("<script") == text.count("<style") == 1
    assert html5lib.parse(text, namespaceHTMLElements=False).findtext(".//title") == HOSTILE


# --- Course package -----------------------------------------------------------------------------------


def test_a_manifest_is_that_of_a_package_with_one_page(small: Library) -> None:
    """SCORM Content Aggregation Model 1.2, 2.3: the schemas themselves are not at hand, so their rules are asserted here."""
    with zipfile.ZipFile(io.BytesIO(taken(hostile(small), "scorm"))) as package:
        assert package.namelist() == ["imsmanifest.xml", "index.html"]
        manifest = etree.fromstring(package.read("imsmanifest.xml"))
    assert manifest.tag == f"{{{NAMES['cp']}}}manifest"
    assert [etree.QName(one).localname for one in manifest] == ["metadata", "organizations", "resources"]
    assert manifest.findtext("cp:metadata/cp:schema", namespaces=NAMES) == "ADL SCORM"
    assert manifest.findtext("cp:metadata/cp:schemaversion", namespaces=NAMES) == "1.2"
    identifiers = [one.get("identifier") for one in manifest.iter() if one.get("identifier")]
    assert len(set(identifiers)) == len(identifiers) == 4
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", identifier) for identifier in identifiers)
    organizations = manifest.find("cp:organizations", NAMES)
    (organization,) = organizations
    assert organizations.get("default") == organization.get("identifier")
    assert [etree.QName(one).localname for one in organization] == ["title", "item"]
    item = organization.find("cp:item", NAMES)
    assert item.findtext("cp:title", namespaces=NAMES) == HOSTILE
    (resource,) = manifest.find("cp:resources", NAMES)
    assert item.get("identifierref") == resource.get("identifier")
    assert resource.get(f"{{{NAMES['adlcp']}}}scormtype") == "sco"
    assert (resource.get("type"), resource.get("href")) == ("webcontent", "index.html")
    assert [one.get("href") for one in resource] == ["index.html"]
