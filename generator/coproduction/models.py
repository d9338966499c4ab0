"""What the YAML may say: one frozen model for each kind of thing, unknown keys refused.

The descriptions and examples here are the authors' reference: the JSON Schemas, the editor's
hints and the tables in `docs/` are all made from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from coproduction.dates import PartialDate
from coproduction.text import faults

# --- Kinds of value -------------------------------------------------------------------------

DEFAULT_SCALE = "default"
#: Answers that stand beside every scale (design: "besides them always ..."), so no level may take their ids.
BESIDE_THE_SCALE = ("dont-know", "not-for-me")


@dataclass(frozen=True)
class Written:
    """Names how a value is written, for the authors' reference."""

    kind: Literal["id", "line", "text", "version", "address", "date"]


@dataclass(frozen=True)
class RefersTo:
    """Marks a field that holds the id of something else.

    `kind` names what it points at. `local` things live in the same file (a person in a case study).
    """

    kind: str
    local: bool = False


def _sound_markdown(text: str) -> str:
    for fault in faults(text):
        raise PydanticCustomError("markdown", "{fault}", {"fault": fault})
    return text


def _web_address(address: str) -> str:
    if not address.startswith(("https://", "http://")):
        raise PydanticCustomError("web_address", "A web address starts with https:// — “{it}” does not. Write https:// in front of it", {"it": address})
    return address


Id = Annotated[
    str,
    Written("id"),
    StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60),
]
Line = Annotated[
    str,
    Written("line"),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=400, pattern=r"^[^\r\n]*$"),
]
Text = Annotated[
    str,
    Written("text"),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    AfterValidator(_sound_markdown),
]
Version = Annotated[str, Written("version"), StringConstraints(pattern=r"^\d+(\.\d+){1,2}$")]
WebAddress = Annotated[str, Written("address"), StringConstraints(max_length=2000), AfterValidator(_web_address)]
Date = Annotated[
    PartialDate,
    Written("date"),
    PlainValidator(PartialDate.parse),
    WithJsonSchema(
        {
            "type": ["string", "integer"],
            "pattern": r"^((spring|summer|autumn|winter) \d{4}|\d{4}(-\d{1,2}(-\d{1,2})?)?)$",
        }
    ),
]

WholeNumber = Annotated[int, Strict()]

PrincipleId = Annotated[Id, RefersTo("principle")]
CheckId = Annotated[Id, RefersTo("check")]
ScaleId = Annotated[Id, RefersTo("scale")]
StandpointId = Annotated[Id, RefersTo("standpoint")]
PersonId = Annotated[Id, RefersTo("person", local=True)]
GroupId = Annotated[Id, RefersTo("group", local=True)]
SourceId = Annotated[Id, RefersTo("source", local=True)]
OwnMomentId = Annotated[Id, RefersTo("moment", local=True)]
MomentId = Annotated[
    str,
    Written("id"),
    StringConstraints(pattern=r"^[a-z0-9-]+#[a-z0-9-]+$", max_length=121),
    RefersTo("moment"),
]

Share = Literal["most", "some", "little", "none"]
Voice = Literal["research", "partner", "ours"]
SourceKind = Literal["publication", "interview", "field-note", "email", "council-document"]


def _describe(description: str, *examples: Any, **more: Any) -> Any:
    return Field(description=description, examples=list(examples), **more)


class Content(BaseModel):
    """What all models share: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- Sources --------------------------------------------------------------------------------


class Source(Content):
    """What a statement rests on."""

    id: Id = _describe("A short name for this source. Used to point at it from the same file.", "alexander-2021")
    kind: SourceKind = _describe("What kind of source it is.", "publication")
    citation: Line = _describe(
        "How to cite it: who, when, what, where.", "Alexander, J. (2021). Co-production. SN Social Sciences, 1, 56."
    )
    url: WebAddress | None = _describe(
        "Where it can be read.", "https://doi.org/10.1007/s43545-021-00058-0", default=None
    )
    note: Text | None = _describe(
        "Anything a reader should know about it, such as who wrote it and why.", "Written by one of the partners.", default=None
    )


# --- Principles and their checks --------------------------------------------------------------


class Check(Content):
    """One self-assessment question."""

    id: Id = _describe(
        "The name of this check. It never changes and is never used again for another check: "
        "people's kept answers are found by it.",
        "agreed-meaning",
    )
    stage: Line = _describe("The stage of the work at which to ask it.", "before co-commissioning")
    question: Line = _describe("The question, in words for everybody.", "Have we written down what co-production means here?")
    wording: dict[StandpointId, Line] = _describe(
        "The same question for one standpoint: “we” for staff, “I” for residents. It must ask for the same thing.",
        {"resident": "Can I see in writing what co-production means here?"},
        default={},
    )
    easy_read: Line | None = _describe(
        "The question in Easy Read: short words, one idea.", "Have we written down what working together means?", default=None
    )
    why: Text = _describe("Why this question is asked.", "Without shared words, each side hears its own promise.")
    scale: ScaleId = _describe("The scale it is answered on.", "default", default=DEFAULT_SCALE)
    anchors: dict[Id, Line] = _describe(
        "What an answer looks like for this very check, by level. At least the lowest and the highest level.",
        {"not-at-all": "Nobody has written it down.", "fully": "One page, agreed with residents, on the wall."},
    )
    evidence: Text = _describe("What counts as evidence for an answer.", "A dated page that residents helped to write.")
    who_says_so: Text = _describe("Whose word the answer needs.", "Two residents who were not in the room.")
    if_low: Text = _describe("What to do if the answer is low.", "Write one page together before any money is named.")
    moments: tuple[MomentId, ...] = _describe(
        "Where a case study shows what happens without it, as case-study#moment.", ["st-marys-estate#whatever-that-means"], default=()
    )
    since: Version = _describe("The version of the guidance in which it first appeared. In quotes.", "1.0")
    replaces: tuple[Id, ...] = _describe(
        "Ids of earlier checks that this one took the place of. Kept answers carry over, with a note.", ["shared-words"], default=()
    )


class WarningSign(Content):
    """Something that tells you a principle is being missed."""

    sign: Text = _describe("What you would see or hear.", "People say “whatever that means”.")
    moment: MomentId | None = _describe(
        "A case moment where it showed, as case-study#moment.", "st-marys-estate#whatever-that-means", default=None
    )


class Principle(Content):
    """One of the rules for practice."""

    id: Id = _describe("The name of this principle. It never changes: addresses are made from it.", "clarity")
    title: Line = _describe("The principle in a few words.", "Clarity")
    statement: Line = _describe("The principle in one sentence.", "Say what you mean by co-production before you start.")
    origin: Text = _describe(
        "Where the statement comes from, and which parts of the page are yours.",
        "The statement rests on the paper. The advice and the checks are ours.",
    )
    summary: Text = _describe("What it asks for, in a short paragraph.", "Everyone can say what is shared and what is not.")
    why_it_matters: Text = _describe("What goes wrong without it.", "Without it, staff fall back on what they know.")
    looks_like: tuple[Text, ...] = _describe("What it looks like when it is there.", ["A one-page promise."], min_length=1)
    does_not_look_like: tuple[Text, ...] = _describe("What it does not look like.", ["A logo on a leaflet."], min_length=1)
    warning_signs: tuple[WarningSign, ...] = _describe(
        "Signs that it is being missed.", [{"sign": "Nobody can say who decides."}], min_length=1
    )
    do_differently: tuple[Text, ...] = _describe("What to do instead.", ["Ask residents to write the first draft."], min_length=1)
    checks: tuple[Check, ...] = _describe("The questions that belong to it.", min_length=1)
    sources: tuple[Source, ...] = _describe("What it rests on.", default=())


# --- Scales, standpoints, checklists -----------------------------------------------------------


class Level(Content):
    """One step of a scale."""

    id: Id = _describe("The name of this level. It never changes.", "mostly")
    label: Line = _describe("The words people choose.", "Mostly")


class Scale(Content):
    """The ordered answers a check can get. “Don't know” and “not for me to say” always stand beside them."""

    id: Id = _describe("The name of this scale. Call it `default` to take the place of the built-in one.", "default")
    title: Line = _describe("What the scale asks.", "How far is this in place?")
    levels: tuple[Level, ...] = _describe(
        "From the lowest to the highest. Two to seven.",
        [{"id": "not-at-all", "label": "Not at all"}, {"id": "fully", "label": "Fully"}],
        min_length=2,
        max_length=7,
    )


class Scales(Content):
    """A file of scales."""

    scales: tuple[Scale, ...] = _describe("The scales.", min_length=1)


class Standpoint(Content):
    """From where a person answers. Never a name."""

    id: Id = _describe("The name of this standpoint. It never changes.", "resident")
    label: Line = _describe("How a person says it: “I am answering as …”.", "a resident")
    description: Line = _describe("Who that is.", "You live here, or you use what is being planned.")


class Standpoints(Content):
    """A file of standpoints."""

    standpoints: tuple[Standpoint, ...] = _describe("The standpoints, in the order in which they are offered.", min_length=1)


class Section(Content):
    """A part of a checklist."""

    title: Line = _describe("What this part is about.", "Who shapes the brief")
    introduction: Text | None = _describe("A line or two before the first check.", "Think of the first meeting.", default=None)
    checks: tuple[CheckId, ...] = _describe("The checks, in order.", ["agreed-meaning"], min_length=1)


class Checklist(Content):
    """An ordered selection of checks for one moment in the work."""

    id: Id = _describe("The name of this checklist. It never changes: addresses are made from it.", "before-co-commissioning")
    title: Line = _describe("What it is called.", "Before co-commissioning")
    when: Line = _describe("The moment in the work at which to use it.", "Before a budget, a brief or a supplier is fixed")
    audience: Line = _describe("Who fills it in.", "Residents and staff, each on their own first")
    minutes: WholeNumber = _describe("How many minutes one person needs.", 15, ge=1, le=600)
    introduction: Text = _describe("What a person should know before the first question.", "There are no wrong answers.")
    sections: tuple[Section, ...] = _describe("The parts, in order.", min_length=1)
    standpoints: tuple[StandpointId, ...] = _describe(
        "From where people may answer, in order. “I'd rather not say” is always offered too.", ["resident"], min_length=1
    )
    smallest_group: WholeNumber = _describe(
        "The smallest number of people whose answers may be shown as a group of their own. "
        "Two people can recognise each other in a breakdown.",
        3,
        ge=2,
        default=3,
    )
    version: Version = _describe("Raise it when the checks change. In quotes.", "1.0")


# --- Case studies -----------------------------------------------------------------------------


class Period(Content):
    """From when to when a case study runs."""

    start: Date = _describe("When the story starts.", "summer 2006")
    end: Date = _describe("When the story ends.", "2013-11-25")


class Group(Content):
    """People who belong together in a case, with what counts there."""

    id: Id = _describe("The name of this group.", "residents-committee")
    name: Line = _describe("What the group is called.", "The Residents’ Committee")
    short_name: Annotated[Line, StringConstraints(max_length=24)] = _describe(
        "The same in 24 letters or fewer, for the picture.", "Residents"
    )
    how_things_get_done: Text = _describe("How this group works.", "People talk on the stairs. The meeting then confirms it.")
    what_counts: Text = _describe("What this group values.", "Knowing every child by name.")
    what_earns_respect: Text = _describe("What gives a person standing here.", "Years of showing up.")


class Person(Content):
    """Someone in a case study. Use pseudonyms wherever the source does."""

    id: Id = _describe("The name of this person in the file.", "charis")
    name: Line = _describe("The name readers see.", "Charis")
    role: Line = _describe("Who they are in this story.", "Resident who ran the youth project")
    group: GroupId | None = _describe("The group they belong to.", "residents-committee", default=None)
    about: Text | None = _describe("More about them.", "She knew most families on the estate.", default=None)


class Evidence(Content):
    """What a moment rests on."""

    kind: SourceKind = _describe("The kind of evidence.", "field-note")
    date: Date | None = _describe("The date of that evidence, where the source gives one.", "2011-10-26", default=None)
    what: Line | None = _describe("Which note, email or document.", "Council email to the author", default=None)
    source: SourceId = _describe("Where it can be read.", "alexander-2021")


class ShownPrinciple(Content):
    """A principle that a moment shows."""

    principle: PrincipleId = _describe("Which principle.", "clarity")
    how: Line = _describe("How it shows here, kept or missed.", "Nobody could say what the new approach meant.")


class Moment(Content):
    """One dated event."""

    id: Id = _describe("The name of this moment. It never changes: links point at it.", "kick-off-meeting")
    date: Date = _describe("When: a year, a season, a month or a day.", "2011-10-26")
    date_note: Line | None = _describe(
        "What the source does not tell about the date.", "The paper gives no date. It puts this after the June.", default=None
    )
    title: Line = _describe("What happened, in a few words.", "The council names a sum and a brief")
    what_happened: Text = _describe("What happened, in plain sentences.", "The council said it would put in £25,000.")
    voice: Voice | None = _describe(
        "Whose account this moment is, if it is not the case study's own.", "partner", default=None
    )
    people: tuple[PersonId, ...] = _describe("Who took part.", ["charis"], default=())
    evidence: tuple[Evidence, ...] = _describe(
        "What this moment rests on.", [{"kind": "field-note", "source": "alexander-2021"}], min_length=1
    )
    principles: tuple[ShownPrinciple, ...] = _describe("The principles it shows.", default=())
    say: dict[GroupId, Share] = _describe(
        "Who has the say afterwards, by group: most, some, little or none. This is your reading, and is marked so. "
        "Groups you leave out keep what they had.",
        {"residents-committee": "little"},
        default={},
    )
    say_because: Text | None = _describe("Why you read it so.", "They could apply, but not shape the brief.", default=None)


class DecisionPoint(Content):
    """A moment where the reader stops: what would you do?"""

    id: Id = _describe("The name of this decision point. It never changes.", "who-shapes-the-brief")
    moment: OwnMomentId = _describe("The moment at which the reader stops.", "kick-off-meeting")
    question: Line = _describe("What the reader is asked.", "Who should be asked to shape the brief?")
    prompts: tuple[Line, ...] = _describe("Questions that help to think.", ["Who is not in the room?"], min_length=1)
    what_was_done: Text = _describe("What was done.", "The council wrote the brief and brought it to the meeting.")
    what_followed: Text = _describe("What followed from it.", "Residents contested how the paper told the story.")
    checks: tuple[CheckId, ...] = _describe("Checks that would have raised it.", ["who-writes-the-brief"], min_length=1)


class ComparisonRow(Content):
    """One thing compared."""

    label: Line = _describe("What is compared.", "Staff")
    cells: tuple[Text, ...] = _describe("One text for each column, in their order.", ["One paid resident", "Trained staff"], min_length=2)


class Comparison(Content):
    """Two or more things side by side."""

    id: Id = _describe("The name of this comparison.", "two-proposals")
    title: Line = _describe("What is compared.", "Two proposals for one budget")
    introduction: Text | None = _describe("A line or two before the table.", "Both answered the same call.", default=None)
    columns: tuple[Line, ...] = _describe("What stands at the head of each column.", ["Residents’ proposal", "Saplings’ proposal"], min_length=2)
    rows: tuple[ComparisonRow, ...] = _describe("What is compared, row by row.", min_length=1)
    voice: Voice = _describe("Whose comparison it is.", "research")


class Statement(Content):
    """Something said about a case, with whose word it is."""

    text: Text = _describe("What is said.", "Residents ended with less say than before.")
    voice: Voice = _describe("research: a study found it. partner: someone involved says it. ours: you add it.", "research")
    source: SourceId | None = _describe("Where it can be read.", "alexander-2021", default=None)


class Lesson(Content):
    """What a case says about one principle."""

    principle: PrincipleId = _describe("Which principle.", "clarity")
    text: Text = _describe("The lesson.", "Nobody could say what the new approach asked of them.")
    voice: Voice = _describe("research: a study found it. partner: someone involved says it. ours: you add it.", "research")


class Step(Content):
    """One step of a workshop."""

    title: Line = _describe("What this step is called.", "Welcome and content note")
    minutes: WholeNumber = _describe("How long it takes.", 10, ge=1, le=480)
    activity: Text = _describe("What people do.", "Everyone reads the content note.")
    materials: tuple[Line, ...] = _describe("What you need.", ["Printed case study"], default=())
    facilitator_notes: Text | None = _describe("What the facilitator should know or say.", "Give people a way out.", default=None)
    if_short: Literal["keep", "leave-out"] | None = _describe(
        "What becomes of this step when there is less time than you planned. The first and the last step always stay.",
        "leave-out",
        default=None,
    )


class Workshop(Content):
    """A workshop plan for a case study."""

    minutes: WholeNumber = _describe("How long it takes in all. The steps must add up to it. A day at most.", 90, ge=1, le=480)
    audience: Line = _describe("Who it is for.", "Commissioners and residents, 6 to 24 people")
    aim: Text = _describe("What people leave with.", "Each person names one habit to change.")
    steps: tuple[Step, ...] = _describe("The steps, in order.", min_length=1)


class CaseStudy(Content):
    """What happened somewhere, told as dated moments with people, groups and evidence."""

    id: Id = _describe("The name of this case study. It never changes: addresses are made from it.", "st-marys-estate")
    title: Line = _describe("What it is called.", "St Mary’s Estate")
    place: Line = _describe("Where it happened, as far as the source tells.", "A housing estate in South London")
    period: Period = _describe("From when to when it runs.", {"start": "summer 2006", "end": "2013-11-25"})
    voice: Voice = _describe("Whose account it is, unless a part says otherwise.", "research")
    account: Text = _describe("Who tells this story and how they know.", "A researcher who lived nearby and took part.")
    pseudonym_note: Text | None = _describe("What is hidden and why.", "All names are made up.", default=None)
    content_note: Text | None = _describe("What a reader may find hard.", "Two young people die in this story.", default=None)
    summary: Text = _describe("The story in a short paragraph.", "A council set out to share power with residents.")
    people: tuple[Person, ...] = _describe("The people in it.", default=())
    groups: tuple[Group, ...] = _describe("The groups in it, and what counts in each.", min_length=1)
    moments: tuple[Moment, ...] = _describe("What happened, in order of time.", min_length=1)
    decision_points: tuple[DecisionPoint, ...] = _describe("Where the reader stops to think.", default=())
    comparisons: tuple[Comparison, ...] = _describe("Things to see side by side.", default=())
    outcomes: tuple[Statement, ...] = _describe("What came of it.", default=())
    not_known: tuple[Text, ...] = _describe("What the sources do not tell.", ["Who could say no."], default=())
    lessons: tuple[Lesson, ...] = _describe("What it says about each principle.", default=())
    discussion_questions: tuple[Line, ...] = _describe("Questions for a group.", ["Where have you seen this?"], default=())
    workshop: Workshop | None = _describe("A plan for a workshop.", default=None, title="Workshop")
    sources: tuple[Source, ...] = _describe("What it rests on.", min_length=1)


# --- Glossary -----------------------------------------------------------------------------------


class Term(Content):
    """A word that not everybody uses."""

    id: Id = _describe("The name of this term. It never changes: links point at it.", "co-production")
    term: Line = _describe("The word.", "co-production")
    also: tuple[Line, ...] = _describe("Other forms of the same word.", ["co-produce", "co-produced"], default=())
    meaning: Line = _describe("What it means, in one plain sentence.", "People and services plan and do something together.")
    note: Text | None = _describe("More, for those who want it.", "Some people use the word for any meeting.", default=None)


class Glossary(Content):
    """A file of terms."""

    terms: tuple[Term, ...] = _describe("The terms.", min_length=1)


#: Each kind of YAML file, by the name that commands and schemas use for it.
FILE_MODELS: dict[str, type[Content]] = {
    "principle": Principle,
    "checklist": Checklist,
    "case-study": CaseStudy,
    "glossary": Glossary,
    "scales": Scales,
    "standpoints": Standpoints,
}
