"""Links the first use of each glossary term on a page to its meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import escape

from coproduction.models import Term

_PARTS = re.compile(r"""(<(?:"[^"]*"|'[^']*'|[^>"'])*>)""")
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<(/?)([a-z0-9]+)")
# Where a link would be lost, would not be allowed, or would be in the way.
_LEFT_ALONE = {"a", "button", "code", "h1", "h2", "h3", "h4", "label", "legend", "nav", "pre", "summary", "svg", "textarea", "th"}


def link_terms(page: str, terms: tuple[Term, ...], address: Callable[[str], str]) -> str:
    """Make the first use of each term in the page's HTML blocks a link that says what it means.

    `address` gives the link for a term's id. Headings, links, labels and text outside `<div>` stay as they are.
    """
    forms = _forms_by_first_word(terms)
    if not forms:
        return page
    parts = _PARTS.split(page)
    seen: set[str] = set()
    inside, left_alone = 0, 0
    for index, part in enumerate(parts):
        if index % 2:
            tag = _TAG.match(part)
            if not tag:
                continue
            step = -1 if tag[1] else 1
            if tag[2] == "div":
                inside += step
            elif tag[2] in _LEFT_ALONE:
                left_alone += step
        elif inside and not left_alone and part:
            parts[index] = "".join(_linked(part, forms, seen, address))
    return "".join(parts)


def _linked(
    text: str, forms: dict[str, list[tuple[str, Term]]], seen: set[str], address: Callable[[str], str]
) -> Iterator[str]:
    done = 0
    for word in _WORD.finditer(text):
        if word.start() < done or text[word.start() - 1 : word.start()] == "-":
            continue
        for form, term in forms.get(word[0].casefold(), ()):
            end = word.start() + len(form)
            if term.id in seen or text[word.start() : end].casefold() != form or _goes_on(text[end : end + 1]):
                continue
            seen.add(term.id)
            yield text[done : word.start()]
            yield f'<a class="cp-term" href="{escape(address(term.id))}" title="{escape(term.meaning)}">{text[word.start() : end]}</a>'
            done = end
            break
    yield text[done:]


def _goes_on(following: str) -> bool:
    return following.isalnum() or following == "-"


@lru_cache(maxsize=4)
def _forms_by_first_word(terms: tuple[Term, ...]) -> dict[str, list[tuple[str, Term]]]:
    """Every written form, as it stands in HTML, under its first word; the longest first."""
    forms: dict[str, list[tuple[str, Term]]] = {}
    for term in terms:
        for written in (term.term, *term.also):
            form = escape(written).casefold()
            if first := _WORD.match(form):
                forms.setdefault(first[0], []).append((form, term))
    for candidates in forms.values():
        candidates.sort(key=lambda candidate: -len(candidate[0]))
    return forms
