"""The renderers of one tree: the same content in every
form, French typography, safe HTML, widths that hold.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from engine.diagnostics.bilingual import Language
from engine.library import load, load_case
from engine.questions.answers.record import of_grid
from engine.questions.answers.trace import TraceOccasion, TraceStep
from engine.questions.question import Question
from engine.render import FORMATS, Trace
from engine.render import render as engine_render
from engine.render.wording import CATALOGUE, count_of, say, word_or
from engine.words.formats import apostrophes, long_date, money
from tests.answers import PlainAnswer, calendar, diff, duties, eligibility, funding, render, text

EXAMPLE = Path(__file__).parents[2] / "examples/cpts_exemple.yaml"
ON_A_CASE = {
    "eligibility": eligibility,
    "calendar": calendar,
    "funding": funding,
    "duties": duties,
}
QUERIES = (*ON_A_CASE, "text", "diff")


@lru_cache
def sample(query: str, language: Language) -> PlainAnswer:
    """Return the answer to a question on the example."""
    corpus, facts = load_case(str(EXAMPLE), load())
    question = Question(date(2023, 6, 1), date(2026, 1, 1), language)
    if query == "text":
        return text(corpus, question, "aci_2019/8")
    if query == "diff":
        return diff(corpus, question, date(2022, 3, 31), date(2022, 4, 1))
    return ON_A_CASE[query](corpus, facts, question)


@lru_cache
def on_an_empty_case(query: str, language: Language) -> PlainAnswer:
    """Return the answer to a question on a case that says nothing."""
    corpus, facts = load_case(str(EXAMPLE), load())
    empty = replace(facts, values={}, elements={}, records={}, pointers={})
    return ON_A_CASE[query](corpus, empty, Question(date(2023, 6, 1), date(2026, 1, 1), language))


LANGUAGES: tuple[Language, ...] = ("fr", "en")
HUMAN = tuple(form for form in FORMATS if form != "json")
EVERY = pytest.mark.parametrize(
    ("query", "language"), [(query, language) for query in QUERIES for language in LANGUAGES]
)
AMOUNTS = {"amount", "total", "difference"}
WORDS = {
    "says",
    "question",
    "reason",
    "conclusion",
    "note",
    "quote",
    "in_words",
    "depends_on",
    "leads_to",
    "label",
    "display",
}


LEFT_OUT = re.compile(
    r"\.(missing\[\]\.possible\[\]|entries\[\]\.on_time)\.total"
    r"|\.(duties|recommendations)\[\]\.deadline\.(says|met_on|citations\[\]\.display)"
)
"""What every page leaves out, as `engine.render` says."""


def leaves(tree: Any, path: str = "") -> list[tuple[str, Any]]:
    """Return every (path, leaf) of a tree that a page shows."""
    if isinstance(tree, dict):
        return [leaf for name, part in tree.items() for leaf in leaves(part, f"{path}.{name}")]
    if isinstance(tree, list):
        return [leaf for part in tree for leaf in leaves(part, f"{path}[]")]
    return [] if LEFT_OUT.fullmatch(path) else [(path, tree)]


def key_of(path: str) -> str:
    return path.rpartition(".")[2].removesuffix("[]")


def plain(rendered: str, form: str) -> str:
    """Return the words of a rendering: no markup, no frames, every space alike, lower case."""
    if form == "html":
        rendered = html.unescape(re.sub(r"<[^>]*>", " ", rendered.split("</style>")[1]))
    if form == "markdown":
        rendered = re.sub(r"\\([^\w\s])", r"\1", rendered.replace("<br>", " ").replace("**", " "))
    if form == "text":
        rendered = re.sub(r"[│├└─]", " ", rendered)
    return re.sub(r"\s+", " ", rendered).lower()


def expected(text: str) -> str:
    return re.sub(r"\s+", " ", apostrophes(text)).lower()


@EVERY
@pytest.mark.parametrize("form", HUMAN)
def test_no_line_is_lost_between_renderers(query: str, language: Language, form: str) -> None:
    answer = sample(query, language)
    shown = plain(render(answer, form, language, "full", width=120, payments=True), form)
    squeezed = shown.replace(" ", "")
    for path, leaf in leaves(answer):
        key = key_of(path)
        if key in AMOUNTS and leaf and Decimal(leaf):  # a sum of nothing is said in words
            assert expected(money(leaf, language)) in shown, leaf
        if (
            key in WORDS
            and isinstance(leaf, str)
            and leaf
            and not re.fullmatch(r"\d{4}-\d\d-\d\d|published", leaf)
        ):
            # a sentence in a narrow column is interrupted by its neighbours: there, words are
            # enough
            words = [word for word in re.split(r"\W+", leaf.lower()) if word]
            assert expected(leaf).replace(" ", "") in squeezed or all(
                word in shown for word in words
            ), leaf
        if key in {"on", "due_on", "met_on"} and leaf:
            assert expected(long_date(leaf, language)) in shown, leaf


@EVERY
@pytest.mark.parametrize("form", HUMAN)
def test_every_citation_is_written_out(query: str, language: Language, form: str) -> None:
    answer = sample(query, language)
    shown = plain(render(answer, form, language, "full", width=120, payments=True), form).replace(
        " ", ""
    )
    citations = [
        leaf for path, leaf in leaves(answer) if re.search(r"citations?(\[\])?\.display$", path)
    ]
    assert citations
    for citation in citations:
        assert expected(citation).replace(" ", "") in shown


@EVERY
@pytest.mark.parametrize("width", [80, 100, 120])
def test_the_terminal_page_fits_and_never_breaks_an_amount(
    query: str, language: Language, width: int
) -> None:
    answer = sample(query, language)
    page = render(answer, "text", language, "full", width=width, payments=True)
    assert max(len(line) for line in page.splitlines()) <= width
    assert "\x1b" not in page
    assert not re.search(r"[\ue000-\uf8ff]", page)
    assert not re.search(r" $", page, re.MULTILINE)
    for path, leaf in leaves(answer):
        key = key_of(path)
        if key in AMOUNTS and leaf and Decimal(leaf):  # a sum of nothing is said in words
            assert any(money(leaf, language) in line for line in page.splitlines()), leaf


def test_colour_is_only_given_when_it_is_asked() -> None:
    coloured = render(sample("calendar", "fr"), "text", "fr", "none", colour=True)
    assert "\x1b[" in coloured
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    plain_page = render(sample("calendar", "fr"), "text", "fr", "none")
    assert [line.rstrip() for line in stripped.splitlines()] == plain_page.splitlines()


class Outline(HTMLParser):
    """Notes the tags, checks that they close in order, and keeps the attributes."""

    VOID = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@EVERY
def test_html_is_well_formed_accessible_and_escaped(query: str, language: Language) -> None:
    page = render(sample(query, language), "html", language, "full")
    outline = Outline()
    outline.feed(page)
    outline.close()
    assert outline.open == []
    tags = [tag for tag, _ in outline.seen]
    assert "script" not in tags
    assert not {"src", "onclick"} & {name for _, attributes in outline.seen for name in attributes}
    assert dict(outline.seen)["html"] == {"lang": language}
    assert tags.count("caption") == tags.count("table")
    assert all(attributes.get("scope") for tag, attributes in outline.seen if tag == "th")
    assert tags.count("h1") == 1
    assert ({"details", "summary"} <= set(tags)) is (query in ON_A_CASE)
    ids = [attributes["id"] for _, attributes in outline.seen if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {str(attributes["href"]) for tag, attributes in outline.seen if tag == "a"}
    assert links <= {f"#{name}" for name in ids}
    assert "@media print" in page


def test_markdown_escapes_what_it_would_read() -> None:
    notices = ("1. a | b <b> *c* [d](e) &lt;", "- not a list")
    page = render(sample("eligibility", "en").changed(notices=notices), "markdown", "en", "none")
    assert "1\\. a \\| b \\<b\\> \\*c\\* \\[d\\](e) \\&lt;" in page
    assert "- \\- not a list" in page
    for line in page.splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in {4, 5}


@EVERY
def test_json_is_the_answer_itself(query: str, language: Language) -> None:
    answer = sample(query, language)
    assert json.loads(render(answer, "json", language, "full")) == answer
    assert list(json.loads(render(answer, "json", language, "full"))) == list(answer)
    assert "trace" not in json.loads(render(answer, "json", language, "none"))


def step(id_: str, outcome: str, *children: TraceStep) -> TraceStep:
    return TraceStep(id=id_, says="", outcome=outcome, conclusion="", children=children)


def occasion(id_: str, *children: TraceStep) -> TraceOccasion:
    return TraceOccasion(id=id_, says="", occasion=id_, on=date(2020, 1, 1), children=children)


def test_a_short_trace_leaves_out_what_did_not_apply_and_the_occasions_left_empty() -> None:
    left_out = step("a", "not_applied", step("b", "applied"))
    trace = (occasion("o1", left_out), occasion("o2", left_out, step("c", "unknown")))
    answer = sample("funding", "en").changed(trace=trace)
    short = json.loads(render(answer, "json", "en", "short"))["trace"]
    assert [(one["id"], [below["id"] for below in one["children"]]) for one in short] == [
        ("o2", ["c"])
    ]
    assert json.loads(render(answer, "json", "en", "full"))["trace"] == answer["trace"]


@pytest.mark.parametrize("trace", get_args(Trace))
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("query", ON_A_CASE)
def test_the_answer_about_an_empty_case_renders(query: str, form: str, trace: Trace) -> None:
    for language in LANGUAGES:
        assert render(on_an_empty_case(query, language), form, language, trace)


def test_the_short_answer_comes_first() -> None:
    lines = render(sample("funding", "fr"), "text", "fr", "none").splitlines()
    assert lines[5].startswith(
        "Au moins 832\u202f514,78\u00a0€ sur 5 périodes, du 15 janvier 2020 au 14 janvier 2025"
    )
    lines = render(sample("calendar", "en"), "text", "en", "none").splitlines()
    assert lines[5].startswith("Late: care pathways: start;")


def test_one_contract_year_is_named_in_the_short_answer() -> None:
    answer = sample("funding", "fr")
    year = answer.changed(totals=answer.answer.totals[:1], at_least=False, complete=True)
    page = render(year, "text", "fr", "none")
    assert (
        "Année de contrat 1, du 15 janvier 2020 au 14 janvier 2021\u00a0: 108\u202f350,40\u00a0€."
        in page
    )


def test_periods_of_two_grids_are_told_apart() -> None:
    answer = sample("funding", "fr").answer
    month = {"period": 4, "period_of": "pay_month", "period_label": "mois de paie", "in_grid": 4}
    right, total = answer.entitlements[0], answer.totals[0]
    bonus = of_grid(type(right).__base__, "pay_month")(
        **{name: getattr(right, name) for name in right.__struct_fields__} | month,
    )
    of_month = of_grid(type(total).__base__, "pay_month")(
        **{name: getattr(total, name) for name in total.__struct_fields__} | month,
    )
    both = PlainAnswer(
        replace(
            answer,
            entitlements=(*answer.entitlements, bonus),
            totals=(*answer.totals, of_month),
        )
    )
    assert (both["totals"][-1]["pay_month"], both["totals"][0]["contract_year"]) == (4, 1)
    groups = [
        line.split(",")[0]
        for line in render(both, "text", "fr", "none").splitlines()
        if line.startswith(("Année de contrat ", "Mois de paie "))
    ]
    assert groups == [*(f"Année de contrat {rank}" for rank in range(1, 6)), "Mois de paie 4"]


@pytest.mark.parametrize("form", HUMAN)
def test_trace_levels(form: str) -> None:
    refused = step("a", "not_applied")
    given = step("b", "applied")
    below = step("c", "applied")
    told = (
        replace(refused, conclusion="not given"),
        replace(given, conclusion="given", children=(replace(below, conclusion="below"),)),
        replace(below, id="d", conclusion="in a table already"),
    )
    answer = sample("funding", "fr").changed(trace=(occasion("o", *told),))
    none, short, full = (
        plain(render(answer, form, "fr", trace), form) for trace in ("none", "short", "full")
    )
    assert "not given" in full
    assert "not given" not in short
    assert "given" in short
    assert ("in a table already" in full, "in a table already" in short) == (True, False)
    assert "pourquoi" in short
    assert "pourquoi" not in none


def test_french_has_no_plain_space_before_high_punctuation() -> None:
    for query in QUERIES:
        for form in HUMAN:
            page = render(sample(query, "fr"), form, "fr", "full")
            body = page.split("</style>")[-1]
            assert not re.search(r"\w [:;?!»%€](?=[\s<]|$)", body), (query, form)


def test_the_catalogue_speaks_both_languages() -> None:
    for key, (french, english) in CATALOGUE.items():
        assert french, key
        assert english, key
        assert re.findall(r"\{\w+\}", french) == re.findall(r"\{\w+\}", english) or set(
            re.findall(r"\{\w+\}", french)
        ) == set(re.findall(r"\{\w+\}", english)), key
    assert say("lead.needed", "fr", what="x") == "Il manque\u00a0: x."
    assert word_or("status", "no_such_status", "en") == "no such status"
    assert (count_of(0, "date", "fr"), count_of(0, "date", "en"), count_of(2, "duty", "en")) == (
        "0 date",
        "0 dates",
        "2 duties",
    )


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="pdf"):
        engine_render(sample("funding", "fr").answer, "pdf")


def test_no_renderer_imports_a_heavy_library() -> None:
    program = (
        "import sys; from engine.render import as_json, html, markdown, text;"
        "sys.exit('rich' in sys.modules or 'babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
