"""Text from YAML is Markdown: made into safe HTML, or told what is wrong with it."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

SCHEMES = {"http", "https", "mailto"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a", "blockquote", "code", "pre", "hr"}


def faults(text: str) -> list[str]:
    """What may not stand in a text, each as a sentence for the author that says how to mend it."""
    if not _MAY_HOLD_FAULTS.search(text):
        return []
    if text.count("[") > _MOST_BRACKETS:
        return ["There are too many square brackets in this text. Split it into several texts"]
    engine = _engine().reset()
    engine.convert(text)
    return engine.faults


def to_html(text: str) -> str:
    """Safe HTML of a Markdown text: paragraphs, lists, emphasis, links, quotes and code. Raw HTML is shown as text."""
    if _PLAIN.fullmatch(text):
        return "\n".join(f"<p>{paragraph}</p>" for paragraph in _BLANK_LINES.split(text))
    return nh3.clean(
        _engine().reset().convert(text), tags=TAGS, attributes=_ATTRIBUTES, url_schemes=SCHEMES, link_rel=None
    )


def to_inline_html(text: str) -> str:
    """The same for a place that holds one paragraph anyway, such as a list item: no `<p>` around a single one."""
    made = to_html(text)
    if made.startswith("<p>") and made.endswith("</p>") and made.count("<p>") == 1:
        return made[3:-4]
    return made


# Most texts are plain paragraphs, and Markdown would leave every character of them as it is. Making them here saves
# most of the time that texts take (a test holds both ways against each other).
_BLANK_LINES = re.compile(r"\n\n+")
_PLAIN_LINE = r"(?![-+=\d\s:])[^\n\\`*_{}\[\]<>#&|~@\x00-\x1f\x7f]*[^\n\s\\`*_{}\[\]<>#&|~@\x00-\x1f\x7f]"
_PLAIN = re.compile(rf"{_PLAIN_LINE}(?:\n+{_PLAIN_LINE})*")

# The time that Markdown takes grows with the square of the open brackets.
_MOST_BRACKETS = 500

# A link, a picture or a heading needs one of these. Most texts have none, and are not parsed twice.
_MAY_HOLD_FAULTS = re.compile(r"[\[<#]|^[ \t]*[=-]+[ \t]*$", re.MULTILINE)


class _FindFaults(Treeprocessor):
    def run(self, root: Element) -> None:
        self.md.faults = [fault for element in root.iter() if (fault := _fault_of(element))]


def _fault_of(element: Element) -> str | None:
    if element.tag == "a":
        # Python-Markdown hides some characters of an autolink behind entities of its own making.
        address = unescape(element.get("href", "").replace("\x02amp\x03", "&"))
        if not _may_link_to(address):
            return f"The link to “{address}” cannot stand here. Link to an address that starts with https://, http:// or mailto:"
    elif element.tag == "img":
        return "A picture cannot stand in a text. Take it out, or link to it instead"
    elif re.fullmatch("h[1-6]", str(element.tag)):
        return "A heading cannot stand in a text. Write the words in **bold**, or put a \\ before the #"
    return None


def _may_link_to(address: str) -> bool:
    # Whatever the cleaning would take away is a fault: no link may vanish without a word.
    link = f'<a href="{escape(address)}">'
    scheme = address.partition(":")[0].lower()
    return scheme in SCHEMES and "href=" in nh3.clean(link, tags={"a"}, attributes=_ATTRIBUTES, url_schemes=SCHEMES)


class _RawHtmlIsText(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        # Last of all, when every link has been made.
        md.treeprocessors.register(_FindFaults(md), "faults", -10)


@lru_cache(maxsize=1)
def _engine() -> Markdown:
    return Markdown(extensions=[_RawHtmlIsText(), "sane_lists"], output_format="html")
