"""Every id that points at something is found, with the keys that lead to it."""

from __future__ import annotations

from pathlib import Path

from coproduction.models import FILE_MODELS, CaseStudy, Checklist, Principle, RefersTo
from coproduction.references import Reference, mark_of, models_in, references
from coproduction.yaml_file import parse

from tests.conftest import SOUND

CASE_STUDY = Path(__file__).parent / "cases" / "case_study.yml"


def found(model: type, file: Path) -> list[tuple[str, str, str]]:
    """Kind, target and keys of each reference. A target that is a key is marked."""
    value = model.model_validate(parse(file.read_bytes(), file.name).value)
    return [
        (
            one.refers_to.kind + (" here" if one.refers_to.local else ""),
            one.target,
            ".".join(map(str, one.keys)) + (" (key)" if one.is_key else ""),
        )
        for one in references(value)
    ]


def test_a_checklist_points_at_checks_and_standpoints() -> None:
    assert found(Checklist, SOUND / "principles/checklists/first-visit.yml") == [
        ("check", "greeted", "sections.0.checks.0"),
        ("check", "named", "sections.0.checks.1"),
        ("check", "seated", "sections.0.checks.2"),
        ("check", "heard", "sections.1.checks.0"),
        ("check", "asked", "sections.1.checks.1"),
        ("check", "told", "sections.1.checks.2"),
        ("check", "thanked", "sections.2.checks.0"),
        ("check", "invited", "sections.2.checks.1"),
        ("check", "followed-up", "sections.2.checks.2"),
        ("standpoint", "visitor", "standpoints.0"),
        ("standpoint", "helper", "standpoints.1"),
    ]


def test_a_case_study_points_at_what_is_in_it_and_at_principles_and_checks() -> None:
    assert found(CaseStudy, CASE_STUDY) == [
        ("group here", "visitors", "people.0.group"),
        ("person here", "ada", "moments.0.people.0"),
        ("source here", "talk-with-ada", "moments.0.evidence.0.source"),
        ("principle", "kindness", "moments.0.principles.0.principle"),
        ("group here", "visitors", "moments.0.say.visitors (key)"),
        ("group here", "helpers", "moments.0.say.helpers (key)"),
        ("source here", "talk-with-ada", "moments.1.evidence.0.source"),
        ("group here", "visitors", "moments.1.say.visitors (key)"),
        ("moment here", "locked", "decision_points.0.moment"),
        ("check", "greeted", "decision_points.0.checks.0"),
        ("check", "heard", "decision_points.0.checks.1"),
        ("source here", "talk-with-ada", "outcomes.0.source"),
        ("principle", "kindness", "lessons.0.principle"),
    ]


def test_a_check_points_at_its_scale_its_moments_and_by_key_at_standpoints() -> None:
    principle = parse((SOUND / "principles/kindness.yml").read_bytes(), "kindness.yml").value
    first = principle["checks"][0]
    principle |= {"checks": [first | {"wording": {"visitor": "Was I greeted?"}, "moments": ["example#locked"]}]}
    principle["warning_signs"][0]["moment"] = "example#opened"
    assert list(references(Principle.model_validate(principle))) == [
        Reference(RefersTo("moment"), "example#opened", ("warning_signs", 0, "moment")),
        Reference(RefersTo("standpoint"), "visitor", ("checks", 0, "wording", "visitor"), is_key=True),
        Reference(RefersTo("scale"), "default", ("checks", 0, "scale")),
        Reference(RefersTo("moment"), "example#locked", ("checks", 0, "moments", 0)),
    ]


def test_every_field_that_refers_has_its_kind() -> None:
    models = list(FILE_MODELS.values())
    for model in models:  # grows while it is walked
        models += [
            nested
            for info in model.model_fields.values()
            for nested in models_in(info.annotation)
            if nested not in models
        ]
    assert {
        f"{model.__name__}.{name}": mark.kind
        for model in models
        for name, info in model.model_fields.items()
        if (mark := mark_of(RefersTo, info))
    } == {
        "Check.wording": "standpoint",
        "Check.scale": "scale",
        "Check.moments": "moment",
        "WarningSign.moment": "moment",
        "Section.checks": "check",
        "Checklist.standpoints": "standpoint",
        "Person.group": "group",
        "Evidence.source": "source",
        "ShownPrinciple.principle": "principle",
        "Moment.people": "person",
        "Moment.say": "group",
        "DecisionPoint.moment": "moment",
        "DecisionPoint.checks": "check",
        "Statement.source": "source",
        "Lesson.principle": "principle",
    }


def test_models_are_found_inside_other_types() -> None:
    assert models_in(tuple[Checklist, ...] | None) == (Checklist,)
    assert models_in(dict[str, int]) == ()
