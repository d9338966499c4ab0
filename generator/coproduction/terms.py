"""Links the first use of each glossary term on a page to its meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import escape

from coproduction.models import Term

_PARTS = re.compile(r"""(<(?:"[^"]*"|'[^']*'|[^>"'])*>)""")
_WORD = re.compile(r"\w+")
# A word behind one of these is a part: of a compound (co-production), or of a sign that HTML escapes (&amp;).
_BEFORE_A_PART = ("-", "&", "#")
_TAG = re.compile(r"<(/?)([a-z0-9]+)")
# Where a link would be lost, would not be allowed, or would be in the way.
_LEFT_ALONE = {"a", "button", "code", "h1", "h2", "h3", "h4", "label", "legend", "nav", "pre", "summary", "svg", "textarea", "th"}


def link_terms(page: str, terms: tuple[Term, ...], address: Callable[[str], str]) -> str:
    """Make the first use of each term in the page's HTML blocks a link that says what it means.

    `address` gives the link for a term's id. Headings, links, labels and text outside `<div>` stay as they are.
    """
    forms = dict(_forms_by_first_word(terms))
    if not forms:
        return page
    parts = _PARTS.split(page)
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
        elif inside and not left_alone and not forms.keys().isdisjoint(_WORD.findall(part.casefold())):
            parts[index] = "".join(_linked(part, forms, address))
    return "".join(parts)


_Forms = dict[str, tuple[tuple[str, Term], ...]]


def _linked(text: str, forms: _Forms, address: Callable[[str], str]) -> Iterator[str]:
    """The pieces of a text in which terms are linked. What has been linked is taken out of `forms`."""
    done = 0
    for word in _WORD.finditer(text):
        if word.start() < done or text[word.start() - 1 : word.start()] in _BEFORE_A_PART:
            continue
        for form, term in forms.get(word[0].casefold(), ()):
            end = word.start() + len(form)
            if text[word.start() : end].casefold() == form and not _goes_on(text[end : end + 1]):
                yield text[done : word.start()]
                link, meaning = escape(address(term.id)), escape(term.meaning)
                yield f'<a class="cp-term" href="{link}" title="{meaning}">{text[word.start() : end]}</a>'
                _take_out(forms, term)
                done = end
                break
    yield text[done:]


def _goes_on(following: str) -> bool:
    return following.isalnum() or following == "-"


def _take_out(forms: _Forms, linked: Term) -> None:
    for first_word, candidates in list(forms.items()):
        left = tuple(candidate for candidate in candidates if candidate[1] is not linked)
        if left:
            forms[first_word] = left
        else:
            del forms[first_word]


@lru_cache(maxsize=4)
def _forms_by_first_word(terms: tuple[Term, ...]) -> _Forms:
    """Every written form, as it stands in HTML, under its first word; the longest first."""
    forms: dict[str, list[tuple[str, Term]]] = {}
    for term in terms:
        for written in (term.term, *term.also):
            form = escape(written).casefold()
            if first := _WORD.match(form):
                forms.setdefault(first[0], []).append((form, term))
    return {word: tuple(sorted(found, key=lambda candidate: -len(candidate[0]))) for word, found in forms.items()}
