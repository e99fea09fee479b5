"""Scenarios: a case, a question, the answer expected with its
citations. Read from YAML, run, and compared; no test framework here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from engine.cases.case_reader import Facts, choose_corpus, read_case
from engine.diagnostics.bilingual import Bilingual, Language, Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, backquoted
from engine.language.model import Corpus
from engine.language.temporal import parse_date
from engine.library import corpora_asked, in_force_in_one, load, load_case
from engine.questions.answers import Answer
from engine.questions.calendar import calendar
from engine.questions.duties import duties
from engine.questions.eligibility import eligibility
from engine.questions.funding import funding
from engine.questions.question import Question
from engine.questions.texts import diff, text
from engine.source.days import not_a_day
from engine.source.document import Document
from engine.source.schema import validate
from engine.source.yaml_source import read_file
from engine.testing.expected import unable, unasked

SUFFIX = ".scenario.yaml"
_NONE = sentence("none")
_BOTH: tuple[Language, Language] = ("fr", "en")
_DAYS = ("on", "known_on", "from", "until")
_LISTS = (
    "entitlements",
    "payments",
    "totals",
    "entries",
    "benefits",
    "duties",
    "recommendations",
    "not_considered",
    "over",
    "provisions",
    "changes",
    "next_steps",
    "law",
    "other_texts",
)


class Scenario(Struct, frozen=True):
    """One scenario of a file: `content` as written,
    `document` its own part of the file, for its places.
    """

    id: str
    title: Bilingual
    content: Mapping[str, Any]
    document: Document
    folder: Path

    @property
    def location(self) -> Location:
        """Where the scenario starts."""
        return self.document.locate(())


class Difference(Struct, frozen=True):
    """Something expected that the answer does not give (or gives when it should not)."""

    location: Location
    message: Sentence


def read_scenarios(path: Path) -> tuple[list[Scenario], list[Diagnostic]]:
    """Return the scenarios of a file, or every finding in it."""
    document, findings = read_file(path)
    if document is not None:
        findings = findings + validate(document, "scenario")
    if document is None or findings:
        return [], findings
    scenarios = [
        Scenario(
            written["scenario"],
            _title(written["title"]),
            written,
            document.part(("scenarios", rank)),
            path.parent,
        )
        for rank, written in enumerate(document.tree["scenarios"])
    ]
    seen: dict[str, Scenario] = {}
    for scenario in scenarios:
        other = seen.setdefault(scenario.id, scenario)
        if other is not scenario:
            hint = sentence("give each scenario of a file its own id.")
            message = sentence("scenario `{scenario}` is written twice.", scenario=scenario.id)
            findings.append(
                Diagnostic("ACC501", message, scenario.location, hint, (other.location,))
            )
        findings += [
            *_days(scenario),
            *_paths(scenario),
            *unasked(scenario.document, scenario.content),
        ]
    return scenarios, findings


def _days(scenario: Scenario) -> Iterator[Diagnostic]:
    for key in _DAYS:
        given = scenario.content["question"].get(key)
        try:
            parse_date(given or "2000-01-01")
        except ValueError:
            message, hint = not_a_day(
                given, sentence("write year-month-day, as in `{date}`.", date='"2022-03-31"')
            )
            yield Diagnostic("ACC107", message, _place(scenario, "question", key), hint)


def _paths(scenario: Scenario) -> Iterator[Diagnostic]:
    """What a scenario reads lies in the folder of its file,
    or below it: no path leads out of it.
    """
    content, root = scenario.content, scenario.folder.resolve()
    named: list[tuple[tuple[str | int, ...], str]] = (
        [(("case_file",), content["case_file"])] if "case_file" in content else []
    )
    named += [
        (("rulesets", rank), folder) for rank, folder in enumerate(content.get("rulesets", ()))
    ]
    for pointer, path in named:
        if not (scenario.folder / path).resolve().is_relative_to(root):
            message = sentence("`{path}` leads out of the folder of the scenario.", path=path)
            hint = sentence(
                "put what the scenario reads beside it or below, and write its path from "
                "there, without `..`."
            )
            yield Diagnostic("ACC502", message, _place(scenario, *pointer), hint)


def case_findings(scenario: Scenario) -> list[Diagnostic]:
    """Return what is wrong with the case of a scenario, or with its law; nothing for one that
    expects to be refused, or asks no case.
    """
    if "diagnostics" in scenario.content["expect"] or scenario.content["question"]["query"] in (
        "text",
        "diff",
    ):
        return []
    try:
        corpus, _ = _case(scenario, corpora_of(scenario))
    except RefusedInput as refused:
        return list(refused.diagnostics)
    return list(unable(scenario.document, scenario.content, corpus))


def run(scenario: Scenario, corpora: Mapping[str, Corpus] | None = None) -> list[Difference]:
    """Run a scenario and return what differs from what it expects, nothing when it holds.

    It is asked of `corpora`, else of the shipped law and the folders that it names.
    """
    corpora = corpora_of(scenario) if corpora is None else corpora
    expected = scenario.content["expect"]
    codes = expected.get("diagnostics")
    try:
        # the trace takes most of the time, and only the citations expected are looked for in it
        answer = answered(scenario, corpora, whole="citations" in expected).as_plain()
    except RefusedInput as refused:
        refused_codes = sorted({diagnostic.code for diagnostic in refused.diagnostics})
        if codes is not None and refused_codes == sorted(set(codes)):
            return []
        message = sentence(
            "refused with {codes}:\n{findings}",
            codes=", ".join(refused_codes),
            findings=_findings(refused),
        )
        return [Difference(_place(scenario, "expect"), message)]
    if codes is not None:
        message = sentence("answered, where {codes} was expected", codes=", ".join(codes))
        return [Difference(_place(scenario, "expect", "diagnostics"), message)]
    corpus = corpora[answer["corpus"]]
    vain = [
        Difference(
            finding.location,
            sentence("{code} {message}", code=finding.code, message=finding.message),
        )
        for finding in unable(scenario.document, scenario.content, corpus)
    ]
    return vain or list(_compared(scenario, expected, answer))


def _findings(refused: RefusedInput) -> Bilingual:
    """Return the findings of a refusal, one after the other."""
    fr, en = (
        "\n".join(diagnostic.in_language(language) for diagnostic in refused.diagnostics)
        for language in _BOTH
    )
    return Bilingual(fr, en)


def answered(
    scenario: Scenario, corpora: Mapping[str, Corpus] | None = None, *, whole: bool = True
) -> Answer:
    """Return the answer to a scenario's question, in French, with its trace and what each value of
    a missing fact leads to when it is `whole`; raises RefusedInput as the command would refuse.
    """
    asked = scenario.content["question"]
    corpora = corpora_of(scenario) if corpora is None else corpora
    days = {key: date.fromisoformat(asked[key]) for key in _DAYS if key in asked}
    question = Question.asked(
        days.get("on"),
        days.get("known_on"),
        readings=asked.get("reading", {}),
        start=days.get("from"),
        end=days.get("until"),
        traced=whole,
        weighed=whole,
    )
    query = asked["query"]
    if query in ("text", "diff"):
        return _about_texts(asked, corpora, question)
    corpus, facts = _case(scenario, corpora)
    question = question.checked(corpus)
    if query == "eligibility":
        return eligibility(corpus, facts, question, asked.get("benefit"))
    asking: Mapping[str, Callable[[Corpus, Facts, Question], Answer]]
    asking = {"calendar": calendar, "funding": funding, "duties": duties}
    return asking[query](corpus, facts, question)


def _about_texts(
    asked: Mapping[str, Any], corpora: Mapping[str, Corpus], question: Question
) -> Answer:
    """Return the answer to a question on the texts of one corpus."""
    article = asked.get("article")
    among = corpora_asked(corpora, asked.get("corpus"), article)
    if asked["query"] == "text":
        return in_force_in_one(
            lambda corpus: text(corpus, question.checked(corpus), article), among
        )
    first, last = (date.fromisoformat(asked[key]) for key in ("from", "until"))
    return diff(among[0], question.checked(among[0]), first, last)


def corpora_of(scenario: Scenario) -> Mapping[str, Corpus]:
    """Return the corpora of which a scenario is asked: the shipped ones, and those that it names.

    Raises RefusedInput with every finding in them.
    """
    return _corpora(_folders(scenario))


def _folders(scenario: Scenario) -> tuple[str, ...]:
    return tuple(
        str((scenario.folder / folder).resolve()) for folder in scenario.content.get("rulesets", ())
    )


@lru_cache(maxsize=16)
def _corpora(folders: tuple[str, ...]) -> dict[str, Corpus]:
    return load([Path(folder) for folder in folders])


def forget_texts() -> None:
    """Read the texts of scenarios anew from now on: their files may have changed."""
    _corpora.cache_clear()


def _case(scenario: Scenario, corpora: Mapping[str, Corpus]) -> tuple[Corpus, Any]:
    if "case_file" in scenario.content:
        return load_case(str(scenario.folder / scenario.content["case_file"]), corpora)
    document = scenario.document.part(("case",))
    corpus = choose_corpus(document, corpora)
    facts, findings = read_case(document, corpus.vocabulary)
    if facts is None:
        raise RefusedInput(findings)
    return corpus, facts


# --- comparison -----------------------------------------------------------------------------------


def _compared(
    scenario: Scenario, expected: Mapping[str, Any], answer: Mapping[str, Any]
) -> Iterator[Difference]:
    lists = _flat(answer)
    for name in _LISTS:
        for rank, record in enumerate(expected.get(name, ())):
            if not any(_matches(record, given) for given in lists[name]):
                yield Difference(
                    _place(scenario, "expect", name, rank), _none_like(name, record, lists[name])
                )
        if expected.get(name) == [] and lists[name]:
            shown = "; ".join(_shown(_first_keys(given)) for given in lists[name])
            yield Difference(_place(scenario, "expect", name), _not_empty(name, shown))
        for rank, record in enumerate(expected.get("absent", {}).get(name, ())):
            if any(_matches(record, given) for given in lists[name]):
                message = sentence("`{list}` holds {record}", list=name, record=_shown(record))
                yield Difference(_place(scenario, "expect", "absent", name, rank), message)
        if expected.get("exact") and expected.get(name) and len(lists[name]) != len(expected[name]):
            extra = [
                given
                for given in lists[name]
                if not any(_matches(record, given) for record in expected[name])
            ]
            shown = "; ".join(
                _shown({key: given.get(key) for key in expected[name][0]}) for given in extra
            )
            message = sentence(
                "`{list}` has {count} records; those not expected: {records}",
                list=name,
                count=len(lists[name]),
                records=shown,
            )
            yield Difference(_place(scenario, "expect", name), message)
    yield from _compared_rest(scenario, expected, answer)


def _compared_rest(
    scenario: Scenario, expected: Mapping[str, Any], answer: Mapping[str, Any]
) -> Iterator[Difference]:
    window = expected.get("window", {})
    if not _matches(window, answer.get("window") or {}):
        given = {key: (answer.get("window") or {}).get(key) for key in window}
        yield Difference(
            _place(scenario, "expect", "window"),
            sentence("the window is {found}", found=_shown(given)),
        )
    readings = expected.get("readings", {})
    for name in readings:
        chosen = answer.get("readings", {}).get(name)
        if chosen is None or (isinstance(readings, Mapping) and chosen != readings[name]):
            other = sentence("the reading `{reading}` is `{option}`", reading=name, option=chosen)
            message = (
                other if chosen else sentence("the reading `{reading}` is not named", reading=name)
            )
            yield Difference(_place(scenario, "expect", "readings"), message)
    yield from _compared_notices(scenario, expected, answer)
    names = [
        lacked.get("fact") or lacked.get("event") or lacked.get("table") or lacked["name"]
        for lacked in answer.get("missing", ())
    ]
    yield from _compared_missing(scenario, expected, names)
    for name in ("notices", "readings"):
        if name in expected and not expected[name] and answer.get(name):
            yield Difference(
                _place(scenario, "expect", name), _not_empty(name, _shown(answer[name]))
            )
    if "citations" in expected:
        yield from _compared_citations(scenario, expected["citations"], answer)


def _compared_notices(
    scenario: Scenario, expected: Mapping[str, Any], answer: Mapping[str, Any]
) -> Iterator[Difference]:
    for rank, notice in enumerate(expected.get("notices", ())):
        if notice not in answer.get("notices", ()):
            told = "; ".join(answer.get("notices", ())) or _NONE
            message = sentence(
                "no notice says “{notice}”; the notices: {notices}", notice=notice, notices=told
            )
            yield Difference(_place(scenario, "expect", "notices", rank), message)


def _compared_citations(
    scenario: Scenario, expected: Sequence[Any], answer: Mapping[str, Any]
) -> Iterator[Difference]:
    given = list(_citations(answer))
    if given and not expected:
        yield Difference(
            _place(scenario, "expect", "citations"), _not_empty("citations", _shown(given[:1]))
        )
    for rank, wanted in enumerate(expected):
        if not any(_cites(wanted, citation) for citation in given):
            message = sentence("nothing cites {citation}", citation=_shown(wanted))
            yield Difference(_place(scenario, "expect", "citations", rank), message)


def _compared_missing(
    scenario: Scenario, expected: Mapping[str, Any], missing: Sequence[str]
) -> Iterator[Difference]:
    """The facts that must be missing are; where none must, none is."""
    place = _place(scenario, "expect", "missing")
    for name in expected.get("missing", ()):
        if name not in missing:
            listed = backquoted(missing) or _NONE
            yield Difference(
                place,
                sentence(
                    "`{fact}` is not among the missing facts: {facts}", fact=name, facts=listed
                ),
            )
    if expected.get("missing") == [] and missing:
        yield Difference(place, _not_empty("missing", backquoted(missing)))


def _not_empty(name: str, shown: str) -> Sentence:
    return sentence("`{list}` is not empty: {records}", list=name, records=shown)


def _none_like(
    name: str, record: Mapping[str, Any], records: Iterable[Mapping[str, Any]]
) -> Sentence:
    """Return the sentence that says that a record is not
    there, with the one that agrees most with it.
    """
    best = max(
        records,
        key=lambda candidate: sum(
            key in candidate and _matches(value, candidate[key]) for key, value in record.items()
        ),
        default=None,
    )
    if best is None:
        return sentence("no record of `{list}` is {record}", list=name, record=_shown(record))
    nearest = _shown({key: best.get(key) for key in record})
    return sentence(
        "no record of `{list}` is {record}; nearest: {nearest}",
        list=name,
        record=_shown(record),
        nearest=nearest,
    )


def _first_keys(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is shown of a record that nothing tells
    from others: its plain values, the first of them.
    """
    plain = {
        key: value
        for key, value in record.items()
        if not isinstance(value, list | Mapping) and not key.endswith("label")
    }
    return dict(list(plain.items())[:4])


def _flat(answer: Mapping[str, Any]) -> dict[str, Sequence[Mapping[str, Any]]]:
    lists: dict[str, Sequence[Mapping[str, Any]]] = {name: answer.get(name, ()) for name in _LISTS}
    lists["provisions"] = [
        part for article in answer.get("articles", ()) for part in article["provisions"]
    ]
    lists["changes"] = [
        {"operation": operation["display"], **part}
        for operation in answer.get("operations", ())
        for part in operation["changes"]
    ]
    return lists


def _matches(expected: Any, actual: Any) -> bool:
    """Whether all that is expected is found: mappings and lists in
    part (an empty list is empty), numbers by value, citations by name.
    """
    if isinstance(expected, Mapping):
        if isinstance(actual, Mapping):
            return all(
                key in actual and _matches(value, actual[key]) for key, value in expected.items()
            )
        return False
    if isinstance(expected, list):
        if not expected:
            return isinstance(actual, list) and not actual
        return isinstance(actual, list) and all(
            any(_matches(wanted, other) or _cites(wanted, other) for other in actual)
            for wanted in expected
        )
    if (
        isinstance(expected, int | Decimal)
        and not isinstance(expected, bool)
        and isinstance(actual, str)
    ):
        try:
            return Decimal(actual) == expected
        except InvalidOperation:
            return False
    return bool(expected == actual)


def _cites(wanted: Any, citation: Any) -> bool:
    if not isinstance(citation, Mapping):
        return False
    return (
        wanted == citation.get("display") if isinstance(wanted, str) else _matches(wanted, citation)
    )


def _citations(node: Any) -> Iterator[Mapping[str, Any]]:
    """Every citation of an answer, its trace included."""
    if isinstance(node, Mapping):
        if "display" in node and "article" in node and "text" in node:
            yield node
        for value in node.values():
            yield from _citations(value)
    elif isinstance(node, list):
        for value in node:
            yield from _citations(value)


def _shown(record: Any) -> str:
    if isinstance(record, Mapping):
        return "{" + ", ".join(f"{key}: {_shown(value)}" for key, value in record.items()) + "}"
    if isinstance(record, list):
        return (
            "["
            + ", ".join(
                _shown(part.get("display", part) if isinstance(part, Mapping) else part)
                for part in record
            )
            + "]"
        )
    return (
        {None: "null", True: "true", False: "false"}[record]
        if record is None or isinstance(record, bool)
        else str(record)
    )


def _place(scenario: Scenario, *pointer: str | int) -> Location:
    return scenario.document.locate(pointer)


def _title(title: Any) -> Bilingual:
    return (
        Bilingual(title, title) if isinstance(title, str) else Bilingual(title["fr"], title["en"])
    )
