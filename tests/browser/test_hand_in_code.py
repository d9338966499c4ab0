"""The hand-in code: answers become a short code and come back, and a code with a mistake in it is refused.

`Spec` follows docs/hand-in-code.md step by step and shares nothing with hand-in-code.js, so that the page is enough to
write a reader of one's own.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product
from math import prod
from typing import Any

import pytest
from coproduction.library import Library
from playwright.sync_api import Browser, Page

from bench.browser import served
from tests.conftest import ROOT

MODULES = ROOT / "generator" / "coproduction" / "browser"
PAGE = (ROOT / "docs" / "hand-in-code.md").read_text("utf-8")
VECTORS = json.loads((ROOT / "tests" / "vectors" / "hand-in-code.json").read_text("utf-8"))
SHAPES: dict[str, dict[str, Any]] = VECTORS["shapes"]
ACCEPTED: list[dict[str, Any]] = VECTORS["accepted"]
REFUSED: list[dict[str, Any]] = VECTORS["refused"]

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


# --- The specification, in Python -------------------------------------------------------------


class Spec:
    """One checklist's codes. Letters are numbers from 0 to 31 in here."""

    GENERATOR = [1, 29, 22, 20, 21, 29, 18]
    REST = [21, 28, 16, 12, 5, 3]
    IGNORED = re.compile(r"[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\u2010-\u2015-]")

    def __init__(self, shape: dict[str, Any]) -> None:
        self.shape = shape
        self.text = "\n".join(
            [
                shape["checklist"],
                shape["version"],
                ",".join(shape["standpoints"]),
                *(",".join([check["id"], *check["levels"]]) for check in shape["checks"]),
            ]
        )
        self.choices = [
            ["", "not-said", *shape["standpoints"]],
            *(["", *check["levels"], "dont-know", "not-for-me"] for check in shape["checks"]),
        ]
        self.ways = prod(map(len, self.choices))
        self.length = next(length for length in range(1, 1000) if 32**length >= self.ways)
        self.name = [1, *digits(fingerprint(shape["checklist"], 15), 3)]
        self.header = [*self.name, *digits(fingerprint(self.text, 20), 4)]

    def number(self, standpoint: str, levels: dict[str, str]) -> int:
        chosen = [standpoint, *(levels.get(check["id"], "") for check in self.shape["checks"])]
        value, weight = 0, 1
        for choices, choice in zip(self.choices, chosen, strict=True):
            value += choices.index(choice) * weight
            weight *= len(choices)
        return value

    def write(self, standpoint: str, levels: dict[str, str]) -> str:
        data = [*self.header, *digits(self.number(standpoint, levels), self.length)]
        return grouped([*data, *self.checksum(data)])

    @classmethod
    def checksum(cls, data: list[int]) -> list[int]:
        rest = remainder([1, *data, 0, 0, 0, 0, 0, 0])
        return [one ^ other for one, other in zip(rest, cls.REST, strict=True)]

    def read(self, text: str, others: list[Spec]) -> dict[str, Any]:
        if len(text) > 200:
            return {"ok": False, "reason": "not-a-code"}
        letters: list[int] = []
        for character in self.IGNORED.sub("", text):
            plain = character.upper() if character.isascii() else character
            letter = ALPHABET.find({"O": "0", "I": "1", "L": "1", "U": "V"}.get(plain, plain))
            if letter < 0:
                place = len(letters) + 1
                return {"ok": False, "reason": "unknown-character", "character": character, "position": place}
            letters.append(letter)
        if not letters:
            return {"ok": False, "reason": "empty"}
        named = next((one for one in (self, *others) if letters[:8] == one.header), None)
        by = len(letters) - 14 - (named or self).length
        fault = [one ^ other for one, other in zip(remainder([1, *letters]), self.REST, strict=True)]
        if by and (any(fault) or named):
            return {"ok": False, "reason": "too-long" if by > 0 else "too-short", "by": abs(by)}
        if any(fault):
            return {"ok": False, "reason": "wrong-checksum", "position": position(fault, len(letters))}
        if letters[0] != 1:
            return {"ok": False, "reason": "other-format"}
        if letters[:4] != self.name:
            known = [one.shape["checklist"] for one in others if letters[:4] == one.name]
            return {"ok": False, "reason": "other-checklist", "checklist": [*known, ""][0]}
        if named is not self:
            return {"ok": False, "reason": "other-version", "version": named.shape["version"] if named else ""}
        value = int("".join("0123456789abcdefghijklmnopqrstuv"[letter] for letter in letters[8:-6]), 32)
        chosen = []
        for choices in self.choices:
            value, place = divmod(value, len(choices))
            chosen.append(choices[place])
        if value:
            return {"ok": False, "reason": "not-a-code"}
        levels = {check["id"]: level for check, level in zip(self.shape["checks"], chosen[1:], strict=True) if level}
        return {"ok": True, "standpoint": chosen[0], "levels": levels}


def fingerprint(text: str, bits: int) -> int:
    """FNV-1a, folded."""
    whole = 2166136261
    for byte in text.encode():
        whole = (whole ^ byte) * 16777619 % 2**32
    return (whole >> bits ^ whole) % 2**bits


def digits(number: int, length: int) -> list[int]:
    return [number // 32**place % 32 for place in reversed(range(length))]


def grouped(letters: list[int]) -> str:
    text = "".join(ALPHABET[letter] for letter in letters)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def times(one: int, other: int) -> int:
    """Multiply in GF(32), which is made with x⁵ + x³ + 1."""
    result = 0
    for bit in range(5):
        result ^= (other >> bit & 1) * one << bit
    for bit in (8, 7, 6, 5):
        result ^= (result >> bit & 1) * 0b101001 << bit - 5
    return result


TIMES = [[times(one, other) for other in range(32)] for one in range(32)]


def remainder(polynomial: list[int]) -> list[int]:
    """What a division by the generator leaves: long division, as on paper."""
    rest = list(polynomial)
    for start in range(len(rest) - 6):
        factor = rest[start]
        for offset, term in enumerate(Spec.GENERATOR):
            rest[start + offset] ^= TIMES[factor][term]
    return rest[-6:]


def position(fault: list[int], length: int) -> int:
    """The one letter, or the later of two neighbours, whose change explains the fault."""
    for at in range(1, length + 1):
        after = [0] * (length - at)
        ones = [remainder([0, 0, 0, 0, 0, 0, one, *after]) for one in (1, 2, 4, 8, 16)]
        twos = [remainder([0, 0, 0, 0, 0, two, 0, *after]) for two in (1, 2, 4, 8, 16)]
        if in_span(fault, ones) or at > 1 and in_span(fault, ones + twos):
            return at
    return 0


def in_span(fault: list[int], vectors: list[list[int]]) -> bool:
    """Whether some of the vectors add up to the fault, by elimination."""
    left = as_number(fault)
    basis: list[int] = []
    for vector in map(as_number, vectors):
        for other in basis:
            vector = min(vector, vector ^ other)
        if vector:
            basis.append(vector)
    for other in sorted(basis, reverse=True):
        left = min(left, left ^ other)
    return left == 0


def as_number(letters: list[int]) -> int:
    return int("".join(f"{letter:05b}" for letter in letters), 2)


# --- The module, in a browser -----------------------------------------------------------------


@pytest.fixture(scope="module")
def codes(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """An empty page that has the module as `written` and `read`."""
    folder = tmp_path_factory.mktemp("codes")
    for module in MODULES.glob("*.js"):
        shutil.copy(module, folder)
    (folder / "index.html").write_text("<!doctype html><meta charset=utf-8><title>Empty</title>", "utf-8")
    with served(folder) as address:
        page = browser.new_page()
        page.goto(address)
        page.evaluate(
            """import("/hand-in-code.js").then(({ encode, decode }) => {
                 window.written = (shape, standpoint, levels) =>
                   encode(shape, standpoint, new Map(Object.entries(levels)));
                 window.read = (text, shape, others) => {
                   const found = decode(text, shape, others);
                   return found.ok ? { ...found, levels: Object.fromEntries(found.levels) } : found;
                 };
               })"""
        )
        yield page
        page.close()


def written(codes: Page, shape: dict[str, Any], standpoint: str, levels: dict[str, str]) -> str:
    return codes.evaluate("given => written(...given)", [shape, standpoint, levels])


def read(codes: Page, text: str, shape: dict[str, Any], *others: dict[str, Any]) -> dict[str, Any]:
    return codes.evaluate("given => read(...given)", [text, shape, list(others)])


def made_up(seed: int, checks: int | None = None) -> tuple[dict[str, Any], str, dict[str, str]]:
    """A checklist, a standpoint and answers. The same seed gives the same."""
    choose = random.Random(seed)
    shape = {
        "checklist": f"checklist-{choose.randrange(1000)}",
        "version": f"{choose.randrange(9)}.{choose.randrange(99)}",
        "standpoints": [f"standpoint-{number}" for number in range(choose.randrange(9))],
        "checks": [
            {"id": f"check-{number}", "levels": [f"level-{level}" for level in range(choose.randrange(9))]}
            for number in range(choose.randrange(60) if checks is None else checks)
        ],
    }
    return shape, *answers(shape, choose)


def answers(shape: dict[str, Any], choose: random.Random) -> tuple[str, dict[str, str]]:
    standpoint, *levels = [choose.choice(choices) for choices in Spec(shape).choices]
    return standpoint, {check["id"]: level for check, level in zip(shape["checks"], levels, strict=True) if level}


#: 16 checks of four levels and eight standpoints: what the code was made for.
USUAL = SHAPES["sixteen"]
A_CODE = next(vector["code"] for vector in ACCEPTED if vector["name"] == "Different answers")


# --- Vectors ----------------------------------------------------------------------------------


def names(vectors: list[dict[str, Any]]) -> list[str]:
    return [vector["name"] for vector in vectors]


def test_there_are_vectors() -> None:
    assert len(ACCEPTED) >= 8
    assert {vector["refusal"]["reason"] for vector in REFUSED} == {
        "not-a-code", "empty", "unknown-character", "too-short", "too-long", "wrong-checksum", "other-format",
        "other-checklist", "other-version",
    }


@pytest.mark.parametrize("vector", ACCEPTED, ids=names(ACCEPTED))
def test_accepted_vectors(codes: Page, vector: dict[str, Any]) -> None:
    shape, standpoint, levels = SHAPES[vector["shape"]], vector["standpoint"], vector["levels"]
    found = {"ok": True, "standpoint": standpoint, "levels": levels}
    assert written(codes, shape, standpoint, levels) == vector["code"]
    assert read(codes, vector["text"], shape) == found
    assert Spec(shape).write(standpoint, levels) == vector["code"]
    assert Spec(shape).read(vector["text"], []) == found


@pytest.mark.parametrize("vector", REFUSED, ids=names(REFUSED))
def test_refused_vectors(codes: Page, vector: dict[str, Any]) -> None:
    shape, others = SHAPES[vector["shape"]], [SHAPES[name] for name in vector["others"]]
    refusal = {"ok": False, **vector["refusal"]}
    assert read(codes, vector["text"], shape, *others) == refusal
    assert Spec(shape).read(vector["text"], [Spec(other) for other in others]) == refusal


# --- There and back ---------------------------------------------------------------------------


def test_any_answers_come_back(codes: Page) -> None:
    cases = [made_up(seed) for seed in range(400)]
    done = codes.evaluate(
        """cases => JSON.stringify(JSON.parse(cases).map(([shape, standpoint, levels]) => {
             const code = written(shape, standpoint, levels);
             return [code, read(code, shape)];
           }))""",
        json.dumps(cases),
    )
    assert json.loads(done) == [
        [Spec(shape).write(standpoint, levels), {"ok": True, "standpoint": standpoint, "levels": levels}]
        for shape, standpoint, levels in cases
    ]
    assert set("".join(code for code, _ in json.loads(done))) == {*ALPHABET, "-"}


def test_sixteen_checks_and_eight_standpoints_take_six_groups_of_four(codes: Page) -> None:
    assert len(USUAL["checks"]) == 16 and {len(check["levels"]) for check in USUAL["checks"]} == {4}
    assert len(USUAL["standpoints"]) == 8
    choose = random.Random(3)
    for _ in range(20):
        code = written(codes, USUAL, *answers(USUAL, choose))
        assert re.fullmatch(f"([{ALPHABET}]{{4}}-){{5}}[{ALPHABET}]{{4}}", code)


def test_codes_of_the_shipped_checklists_are_short_and_begin_differently(codes: Page, library: Library) -> None:
    shapes = [
        {
            "checklist": checklist.id,
            "version": checklist.version,
            "standpoints": list(checklist.standpoints),
            "checks": [
                {"id": check, "levels": [level.id for level in library.checks[check].scale.levels]}
                for section in checklist.sections
                for check in section.checks
            ],
        }
        for checklist in library.checklists
    ]
    found = [written(codes, shape, "", {}) for shape in shapes]
    assert found
    assert {code[:4] for code in found} == {grouped(Spec(shape).name) for shape in shapes}
    assert len({code[:4] for code in found}) == len(found)
    assert [code for code in found if len(code.replace("-", "")) > 24] == []


def test_codes_are_read_however_they_are_written(codes: Page) -> None:
    plain = A_CODE.replace("-", "")
    spellings = [
        A_CODE.lower(),
        plain,
        " ".join(plain),
        f"\n\t{A_CODE.replace('-', ' – ')}\r\n",
        A_CODE.replace("-", "\N{NON-BREAKING HYPHEN}"),
        A_CODE.replace("-", "\N{NO-BREAK SPACE}"),
        plain.replace("0", "O").replace("1", "I").replace("V", "U"),
        plain.replace("0", "o").replace("1", "l").replace("V", "u"),
    ]
    expected = read(codes, A_CODE, USUAL)
    assert expected["ok"]
    assert {"0", "1", "V"} <= set(plain)
    assert [read(codes, spelling, USUAL) for spelling in spellings] == [expected] * len(spellings)


# --- What cannot be written -------------------------------------------------------------------


def test_what_the_checklist_does_not_offer_is_not_written(codes: Page) -> None:
    say_why = "given => { try { return written(...given); } catch (error) { return String(error); } }"
    check = USUAL["checks"][0]["id"]
    assert codes.evaluate(say_why, [USUAL, "mayor", {}]) == "RangeError: unknown-choice"
    assert codes.evaluate(say_why, [USUAL, "", {check: "perfectly"}]) == "RangeError: unknown-choice"
    many = {**USUAL, "checks": [{"id": f"check-{number}", "levels": ["no", "yes"]} for number in range(1000)]}
    assert codes.evaluate(say_why, [many, "", {}]) == "RangeError: too-many-checks"


def test_answers_to_checks_that_have_gone_are_left_out(codes: Page) -> None:
    check = USUAL["checks"][0]
    levels = {check["id"]: check["levels"][0]}
    assert written(codes, USUAL, "", levels | {"gone": "fully"}) == written(codes, USUAL, "", levels)


def test_the_longest_code_that_is_written_can_be_read(codes: Page) -> None:
    shape = {**USUAL, "checks": [{"id": f"check-{number}", "levels": ["no", "yes"]} for number in range(312)]}
    levels = {check["id"]: "not-for-me" for check in shape["checks"]}
    code = written(codes, shape, "", levels)
    assert len(code) == 199
    assert read(codes, code, shape) == {"ok": True, "standpoint": "", "levels": levels}


# --- Mistakes ---------------------------------------------------------------------------------

#: Every mistake of each kind in one code, and how often each kind of refusal came. The place is told in the refusal.
MISTAKES = """([code, shape, alphabet]) => {
  const letters = code.replaceAll("-", "");
  const put = (start, end, text) => letters.slice(0, start) + text + letters.slice(end);
  const counts = {};
  const count = (kind, { ok, reason = "", by = 0, position = 0 }, place) => {
    const key = [kind, ok ? "the same code" : reason, by, position === place].join(" ");
    counts[key] = (counts[key] ?? 0) + 1;
  };
  const same = (text) => {
    if (JSON.stringify(read(text, shape)) !== JSON.stringify(read(code, shape))) throw new Error(text);
  };
  for (let at = 0; at <= letters.length; at += 1) {
    for (const letter of alphabet) {
      count("added", read(put(at, at, letter), shape), 0);
      if (at < letters.length && letters[at] !== letter) count("wrong", read(put(at, at + 1, letter), shape), at + 1);
    }
    if (at < letters.length) count("missing", read(put(at, at + 1, ""), shape), 0);
    if (at < letters.length - 1) {
      const swapped = put(at, at + 2, letters[at + 1] + letters[at]);
      if (swapped === letters) same(swapped);
      else count("swapped", read(swapped, shape), at + 2);
    }
  }
  return counts;
}"""


@pytest.mark.parametrize("checks", [0, 1, 5, 16, 40])
def test_every_small_mistake_is_refused_and_its_place_is_told(codes: Page, checks: int) -> None:
    shape, standpoint, levels = made_up(checks, checks)
    code = written(codes, shape, standpoint, levels)
    letters = code.replace("-", "")
    assert codes.evaluate(MISTAKES, [code, shape, ALPHABET]) == {
        "wrong wrong-checksum 0 true": 31 * len(letters),
        "missing too-short 1 true": len(letters),
        "added too-long 1 true": 32 * (len(letters) + 1),
        "swapped wrong-checksum 0 true": sum(one != other for one, other in zip(letters, letters[1:], strict=False)),
    }


def test_every_small_mistake_in_a_very_long_code_is_refused(codes: Page) -> None:
    """Beyond 89 letters the place of a swap is not certain; that something is wrong still is."""
    shape, standpoint, levels = made_up(5, 150)
    code = written(codes, shape, standpoint, levels)
    assert len(code.replace("-", "")) > 89
    counts = codes.evaluate(MISTAKES, [code, shape, ALPHABET])
    assert {key.rsplit(" ", 1)[0] for key in counts} == {
        "wrong wrong-checksum 0", "missing too-short 1", "added too-long 1", "swapped wrong-checksum 0",
    }


def test_random_letters_are_refused(codes: Page) -> None:
    choose = random.Random(7)
    texts = ["".join(choose.choices(ALPHABET, k=choose.randrange(1, 60))) for _ in range(1000)]
    # A true beginning and a true length as well: only the checksum is left to refuse them.
    texts += [A_CODE[:9] + "".join(choose.choices(ALPHABET, k=16)) for _ in range(1000)]
    reasons = codes.evaluate("([texts, shape]) => texts.map(text => read(text, shape).reason)", [texts, USUAL])
    assert set(reasons[:1000]) <= {"too-short", "too-long", "wrong-checksum"}
    assert Counter(reasons[1000:]) == {"wrong-checksum": 1000}


def lines_through_zero(vectors: list[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """Each vector, divided by its first letter that is not 0: the same for all its multiples."""
    for vector in vectors:
        first = next(filter(None, vector))
        factor = TIMES[first].index(1)
        yield tuple(TIMES[factor][letter] for letter in vector)


def changes(length: int) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """What one and what two wrong letters add to the remainder, up to a factor."""
    single = [tuple(remainder([0, 0, 0, 0, 0, 0, 1, *[0] * after])) for after in range(length)]
    double = [
        tuple(one ^ TIMES[factor][other] for one, other in zip(first, second, strict=True))
        for (first, second), factor in product(combinations(single, 2), range(1, 32))
    ]
    return list(lines_through_zero(single)), list(lines_through_zero(double))


def test_the_checksum_sees_any_four_wrong_letters_up_to_89() -> None:
    """Four wrong letters stay unseen only if two of them undo the other two: no two changes here are alike."""
    single, double = changes(89)
    every = single + double
    assert len(set(every)) == len(every) == 89 + 31 * 89 * 88 // 2


def test_the_checksum_sees_any_three_wrong_letters_in_the_longest_code() -> None:
    single, double = changes(160)
    assert len(set(single)) == 160
    assert set(single).isdisjoint(double)


# --- Codes of something else ------------------------------------------------------------------


def other_versions(shape: dict[str, Any]) -> dict[str, dict[str, Any]]:
    first, second, *rest = shape["checks"]
    lowest, *higher = first["levels"]
    return {
        "another version": {**shape, "version": "9.9"},
        "checks changed places": {**shape, "checks": [second, first, *rest]},
        "a check is replaced": {**shape, "checks": [{**first, "id": "new"}, second, *rest]},
        "a check is gone": {**shape, "checks": [second, *rest]},
        "a check is new": {**shape, "checks": [*shape["checks"], {"id": "new", "levels": ["no", "yes"]}]},
        "levels changed places": {**shape, "checks": [{**first, "levels": [*higher, lowest]}, second, *rest]},
        "a level has another name": {**shape, "checks": [{**first, "levels": ["never", *higher]}, second, *rest]},
        "a standpoint is gone": {**shape, "standpoints": shape["standpoints"][1:]},
        "standpoints changed places": {**shape, "standpoints": shape["standpoints"][::-1]},
    }


def test_a_code_of_another_version_says_so(codes: Page) -> None:
    choose = random.Random(11)
    for change, shape in other_versions(USUAL).items():
        code = written(codes, shape, *answers(shape, choose))
        known = {"ok": False, "reason": "other-version", "version": shape["version"]}
        assert read(codes, code, USUAL) == {"ok": False, "reason": "other-version", "version": ""}, change
        assert read(codes, code, USUAL, shape) == known, change
        assert read(codes, code, USUAL, USUAL, shape) == known, change


def test_a_code_of_another_checklist_says_so(codes: Page) -> None:
    for seed in range(30):
        shape, standpoint, levels = made_up(seed)
        code = written(codes, shape, standpoint, levels)
        assert read(codes, code, USUAL) == {"ok": False, "reason": "other-checklist", "checklist": ""}
        known = {"ok": False, "reason": "other-checklist", "checklist": shape["checklist"]}
        assert read(codes, code, USUAL, shape) == known
        assert read(codes, code, USUAL, {**shape, "version": "earlier"}) == known


def test_a_mistake_in_a_code_of_another_checklist_is_measured_by_that_one(codes: Page) -> None:
    other = SHAPES["forty"]
    code = written(codes, other, "", {})
    last = "0" if code[-1] != "0" else "1"
    place = len(code.replace("-", ""))
    assert place != len(A_CODE.replace("-", ""))
    assert read(codes, code[:-1] + last, USUAL, other) == {"ok": False, "reason": "wrong-checksum", "position": place}
    assert read(codes, code[:-1], USUAL, other) == {"ok": False, "reason": "too-short", "by": 1}


def test_versions_of_one_checklist_are_told_apart() -> None:
    """A thousand versions: of 499,500 pairs, chance alone makes 0.5 alike."""
    versions = [f"{major}.{minor}" for major in range(10) for minor in range(100)]
    assert len({tuple(Spec({**USUAL, "version": version}).header) for version in versions}) >= 998


# --- Hostile input ----------------------------------------------------------------------------

#: JavaScript that makes the input, and the refusal it must get.
HOSTILE = {
    "'A'.repeat(5_000_000)": {"reason": "not-a-code"},
    "'😀'.repeat(2_000_000)": {"reason": "not-a-code"},
    "' '.repeat(5_000_000)": {"reason": "not-a-code"},
    "'0'.repeat(201)": {"reason": "not-a-code"},
    "'0'.repeat(200)": {"reason": "too-long", "by": 176},
    "' '.repeat(200)": {"reason": "empty"},
    "''": {"reason": "empty"},
    "' - – \\n'": {"reason": "empty"},
    "null": {"reason": "not-a-code"},
    "undefined": {"reason": "not-a-code"},
    "12345678": {"reason": "not-a-code"},
    "10n": {"reason": "not-a-code"},
    "Symbol('code')": {"reason": "not-a-code"},
    "['1', '2']": {"reason": "not-a-code"},
    "new String('1')": {"reason": "not-a-code"},
    "({ toString() { throw new Error('called'); }, length: 3 })": {"reason": "not-a-code"},
    "'AB😀'": {"reason": "unknown-character", "character": "😀", "position": 3},
    "'\\u0000'": {"reason": "unknown-character", "character": "\0", "position": 1},
    "'A-B\\u001b[31m'": {"reason": "unknown-character", "character": "\x1b", "position": 3},
    "'\\u202eABC'": {"reason": "unknown-character", "character": "\u202e", "position": 1},
    "'A\\u0301'": {"reason": "unknown-character", "character": "\u0301", "position": 2},
    "'<img src=x onerror=alert(1)>'": {"reason": "unknown-character", "character": "<", "position": 1},
    "'__proto__'": {"reason": "unknown-character", "character": "_", "position": 1},
    "'constructor'": {"reason": "too-short", "by": 13},
    # Letters that turn into others when they are made upper case, or that only look like ours.
    "'\\u0131'": {"reason": "unknown-character", "character": "ı", "position": 1},
    "'\\u017f'": {"reason": "unknown-character", "character": "ſ", "position": 1},
    "'\\u212a'": {"reason": "unknown-character", "character": "\u212a", "position": 1},
    "'\\ufb06'": {"reason": "unknown-character", "character": "\ufb06", "position": 1},
    "'\\u0410'": {"reason": "unknown-character", "character": "\u0410", "position": 1},
    "'\\uff11'": {"reason": "unknown-character", "character": "\uff11", "position": 1},
}


@pytest.mark.parametrize("script", HOSTILE)
def test_hostile_input_is_refused_plainly(codes: Page, script: str) -> None:
    assert codes.evaluate(f"shape => read({script}, shape)", USUAL) == {"ok": False} | HOSTILE[script]


def test_half_an_emoji_is_refused(codes: Page) -> None:
    found = codes.evaluate("shape => JSON.stringify(read('A\\ud83d', shape))", USUAL)
    assert json.loads(found) == {"ok": False, "reason": "unknown-character", "character": "\ud83d", "position": 2}


def test_what_is_read_holds_the_checklists_own_words_only(codes: Page) -> None:
    checks = [{"id": "__proto__", "levels": ["toString"]}]
    shape = {"checklist": "names", "version": "1", "standpoints": [], "checks": checks}
    assert codes.evaluate(
        """shape => import("/hand-in-code.js").then(({ encode, decode }) => {
             const code = encode(shape, "", new Map([["__proto__", "toString"]]));
             return [...decode(code, shape).levels];
           })""",
        shape,
    ) == [["__proto__", "toString"]]


# --- The written specification ----------------------------------------------------------------


def literal(text: str) -> str:
    """A text as a JSON string, so that every character can be seen; a long row of one character is counted."""
    repeated = len(text) > 100 and len(set(text)) == 1
    return f"{len(text)} times {json.dumps(text[0])}" if repeated else json.dumps(text)


def places(shape: dict[str, Any], levels: dict[str, str]) -> str:
    checks = zip(shape["checks"], Spec(shape).choices[1:], strict=True)
    return "".join(str(choices.index(levels.get(check["id"], ""))) for check, choices in checks)


def blocks() -> list[str]:
    """The parts of the page that are made from the vectors."""
    accepted = []
    for one in ACCEPTED:
        answered = places(SHAPES[one["shape"]], one["levels"])
        told = f"{one['shape']}, standpoint {one['standpoint'] or 'none'}, answers {answered}"
        accepted.append("\n".join([one["name"], told, literal(one["text"]), ""]))
    refused = []
    for one in REFUSED:
        told = f"read for {', knowing '.join([one['shape'], *one['others']])}"
        reason, *more = one["refusal"].values()
        data = [f"{key} {json.dumps(value)}" for key, value in zip(list(one["refusal"])[1:], more, strict=True)]
        refused.append("\n".join([one["name"], told, literal(one["text"]), ", ".join([reason, *data]), ""]))
    shapes = [f"**{name}**\n\n```text\n{Spec(shape).text}\n```\n" for name, shape in SHAPES.items()]
    return [*shapes, *("```text\n" + "\n".join(vectors) + "```\n" for vectors in (accepted, refused))]


def test_the_page_shows_the_vectors_and_no_others() -> None:
    assert {one["code"] for one in ACCEPTED if one["text"] != one["code"]} == {A_CODE}
    assert [block for block in blocks() if block not in PAGE] == []
    assert PAGE[PAGE.index("## Test vectors") :].count("```text") == len(blocks())


def test_the_worked_example_is_right() -> None:
    vector = next(vector for vector in ACCEPTED if vector["name"] == "The worked example")
    spec = Spec(SHAPES[vector["shape"]])
    value = spec.number(vector["standpoint"], vector["levels"])
    data = [*spec.header, *digits(value, spec.length)]
    checklist, whole = fingerprint(spec.shape["checklist"], 15), fingerprint(spec.text, 20)
    facts = [
        f"```text\n{spec.text}\n```",
        f"{checklist:,}, or 0x{checklist:04x}",
        f"{whole:,}, or 0x{whole:05x}",
        f"letters {', '.join(map(str, spec.name[1:]))}, which are `{grouped(spec.name[1:])}`",
        f"letters {', '.join(map(str, spec.header[4:]))}, which are `{grouped(spec.header[4:])}`",
        f"{' × '.join(str(len(choices)) for choices in spec.choices)} = {spec.ways}",
        f"= {value}",
        f"letters {', '.join(map(str, data[8:]))}, which are `{grouped(data[8:])}`",
        f"`{', '.join(map(str, remainder([1, *data, 0, 0, 0, 0, 0, 0])))}`",
        f"`{', '.join(map(str, Spec.REST))}`",
        f"`{', '.join(map(str, Spec.checksum(data)))}`",
        f"`{vector['code']}`",
    ]
    example = PAGE[PAGE.index("## A worked example") : PAGE.index("## Test vectors")]
    assert [fact for fact in facts if fact not in example] == []


def test_the_page_has_the_constants() -> None:
    assert f"`{ALPHABET}`" in PAGE
    assert ", ".join(map(str, Spec.GENERATOR[1:])) in PAGE
    assert ", ".join(map(str, Spec.REST)) in PAGE
    assert "2166136261" in PAGE and "16777619" in PAGE
