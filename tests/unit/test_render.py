"""The renderers of one tree: the same content in every
form, French typography, safe HTML, widths that hold.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import Any, get_args

import pytest
from sample_answers import QUERIES, sample

from engine.diagnostics.bilingual import Language
from engine.render import FORMATS, Trace, render
from engine.render.wording import CATALOGUE, count_of, say, word_or
from engine.words.formats import long_date, money

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


def leaves(tree: Any, key: str = "") -> list[tuple[str, Any]]:
    """Return every (key, leaf) of a tree."""
    if isinstance(tree, dict):
        return [leaf for name, part in tree.items() for leaf in leaves(part, name)]
    if isinstance(tree, list):
        return [leaf for part in tree for leaf in leaves(part, key)]
    return [(key, tree)]


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
    return re.sub(r"\s+", " ", text).lower()


@EVERY
@pytest.mark.parametrize("form", HUMAN)
def test_no_line_is_lost_between_renderers(query: str, language: Language, form: str) -> None:
    answer = sample(query, language)
    shown = plain(render(answer, form, language, "full", width=120), form)
    squeezed = shown.replace(" ", "")
    for key, leaf in leaves(answer):
        if key in AMOUNTS and leaf:
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
    shown = plain(render(answer, form, language, "full", width=120), form).replace(" ", "")
    citations = re.findall(r"'display': ('[^']*'|\"[^\"]*\")", str(answer))
    assert citations
    for citation in citations:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", citation[1:-1]):
            assert expected(citation[1:-1]).replace(" ", "") in shown


@EVERY
@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_terminal_page_fits_and_never_breaks_an_amount(
    query: str, language: Language, width: int
) -> None:
    answer = sample(query, language)
    page = render(answer, "text", language, "full", width=width)
    assert max(len(line) for line in page.splitlines()) <= max(width, 72)
    assert "\x1b" not in page
    assert not re.search(r"[\ue000-\uf8ff]", page)
    assert not re.search(r" $", page, re.MULTILINE)
    for key, leaf in leaves(answer):
        if key in AMOUNTS and leaf:
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
    assert {"details", "summary"} <= set(tags)
    ids = [attributes["id"] for _, attributes in outline.seen if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {str(attributes["href"]) for tag, attributes in outline.seen if tag == "a"}
    assert links <= {f"#{name}" for name in ids}
    assert "@media print" in page


def test_markdown_escapes_what_it_would_read() -> None:
    answer = sample("eligibility", "en")
    answer["notices"] = ["1. a | b <b> *c* [d](e) &lt;", "- not a list"]
    page = render(answer, "markdown", "en", "none")
    assert "1\\. a \\| b \\<b\\> \\*c\\* \\[d\\](e) \\&lt;" in page
    assert "- \\- not a list" in page
    for line in page.splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in {4, 5}


def test_json_is_the_tree_itself() -> None:
    answer = sample("funding", "fr")
    assert json.loads(render(answer, "json", "fr", "full")) == answer
    assert list(json.loads(render(answer, "json", "fr", "full"))) == list(answer)
    assert "°" in render(answer, "json", "fr", "full")
    assert "trace" not in json.loads(render(answer, "json", "fr", "none"))
    short = json.loads(render(answer, "json", "fr", "short"))["trace"]
    assert [step["id"] for step in short] == ["1"]


def test_a_short_trace_leaves_out_what_did_not_apply_and_the_occasions_left_empty() -> None:
    left_out = {
        "id": "a",
        "outcome": "not_applied",
        "children": [{"id": "b", "outcome": "applied"}],
    }
    answer: dict[str, Any] = {
        "query": "funding",
        "trace": [
            {"id": "o1", "children": [left_out]},
            {"id": "o2", "children": [left_out, {"id": "c", "outcome": "unknown"}]},
        ],
    }
    assert json.loads(render(answer, "json", "en", "short"))["trace"] == [
        {"id": "o2", "children": [{"id": "c", "outcome": "unknown"}]}
    ]
    assert json.loads(render(answer, "json", "en", "full"))["trace"] == answer["trace"]


@pytest.mark.parametrize("trace", get_args(Trace))
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("query", QUERIES)
def test_an_answer_with_nothing_but_its_question_renders(
    query: str, form: str, trace: Trace
) -> None:
    for answer in (
        {"query": query},
        {"query": query, "on": "2023-06-01", "missing": [], "trace": [], "law": [], "notices": []},
    ):
        for language in LANGUAGES:
            assert render(answer, form, language, trace)


def test_the_short_answer_comes_first() -> None:
    lines = render(sample("funding", "fr"), "text", "fr", "none").splitlines()
    assert lines[4].startswith(
        "124\u202f845,60\u00a0€ sur 2 périodes, du 15 janvier 2022 au 14 janvier 2024"
    )
    lines = render(sample("calendar", "en"), "text", "en", "none").splitlines()
    assert lines[4] == "Late: prevention: start."


def test_one_contract_year_is_named_in_the_short_answer() -> None:
    answer = sample("funding", "fr")
    answer["totals"] = answer["totals"][1:]
    page = render(answer, "text", "fr", "none")
    assert (
        "Année de contrat 4, du 15 janvier 2023 au 14 janvier 2024\u00a0: 72\u202f345,60\u00a0€."
        in page
    )


def test_periods_of_two_grids_are_told_apart() -> None:
    answer = sample("funding", "fr")
    month = {"period": 4, "period_of": "pay_month", "period_label": "mois de paie"}
    answer["entitlements"].append({**month, "line": "bonus", "label": "prime", "amount": "100.00"})
    answer["totals"].append(
        {**month, "from": "2023-01-01", "until": "2023-02-01", "amount": "100.00"}
    )
    page = render(answer, "text", "fr", "none")
    groups = [
        line
        for line in page.splitlines()
        if line.startswith(("Année de contrat ", "Mois de paie "))
    ]
    assert [group.split(",")[0] for group in groups] == [
        "Année de contrat 3",
        "Année de contrat 4",
        "Mois de paie 4",
    ]


@pytest.mark.parametrize("form", HUMAN)
def test_trace_levels(form: str) -> None:
    answer = sample("funding", "fr")
    none, short, full = (
        plain(render(answer, form, "fr", trace), form) for trace in ("none", "short", "full")
    )  # type: ignore[arg-type]  # each a trace
    assert "case.yaml:3:5" in full
    assert "case.yaml:3:5" not in short
    assert "part fixe : 70 000 €" in short
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
        render(sample("funding", "fr"), "pdf")


def test_no_renderer_imports_a_heavy_library() -> None:
    program = (
        "import sys; from engine.render import render; a = {'query': 'funding'};"
        "[render(a, form, 'fr', 'full') for form in ('text', 'json', 'markdown', 'html')];"
        "sys.exit('rich' in sys.modules or 'babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
