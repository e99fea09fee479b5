"""The file for a decision: read back by pypdf and by a parser of HTML, its figures held against the
answers, its hashes worked out again, what a case says shown and never obeyed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pypdf
import pytest
from click.testing import CliRunner, Result

import accord
from engine.commands.main import main
from engine.documents.report.as_html import html_of
from engine.documents.report.as_pdf import pdf_of
from engine.documents.report.asked import answered, chosen
from engine.documents.report.blocks import Framed, Grid, Report, Steps, TimeLine, TwoColumns
from engine.documents.report.making import report_of
from engine.documents.report.pen import Pen
from engine.documents.report.time_line import Day, time_line
from engine.library import load, load_case
from engine.questions.answers import FundingAnswer
from engine.questions.question import Question
from engine.words.formats import money

pytestmark = pytest.mark.slow  # all together they take seconds

CASE: Final = "examples/cpts_exemple.yaml"
ON: Final = date(2023, 6, 1)
OTHER: Final = Path("examples/other_agreement")


def plain(text: str) -> str:
    """A text without the ways in which spaces and breaks are written."""
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\u00a0", " "))


class Text(HTMLParser):
    """The text of a page, and the values of an attribute of its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        told = dict(attrs)
        self.ids += [told["id"] or ""] if "id" in told else []
        self.links += [told["href"] or ""] if "href" in told else []

    def handle_data(self, data: str) -> None:
        self.said.append(data)


class Made:
    """A report on the example, in both forms, with the answers that it tells."""

    def __init__(self, language: Any) -> None:
        self.corpus, facts = load_case(CASE, load())
        question = Question.asked(ON, ON, language=language)
        queries = chosen((), "QUESTION")
        self.asked = answered(self.corpus, facts, question, queries, Path(CASE).read_bytes())
        self.report = report_of(self.asked)
        self.pdf = pdf_of(self.report)
        self.reader = pypdf.PdfReader(BytesIO(self.pdf))
        self.pages = [plain(page.extract_text()) for page in self.reader.pages]
        self.page = html_of(self.report)
        self.language = language

    @property
    def funding(self) -> FundingAnswer:
        answer = self.asked.answers["funding"]
        assert isinstance(answer, FundingAnswer)
        return answer


@pytest.fixture(scope="module", params=["fr", "en"])
def made(request: pytest.FixtureRequest) -> Made:
    return Made(request.param)


def test_a_contract_of_five_years_takes_five_pages(made: Made) -> None:
    assert len(made.pages) <= 5
    ends = [f"{number}/{len(made.pages)}" for number in range(1, len(made.pages) + 1)]
    assert all(end in page for end, page in zip(ends, made.pages, strict=True))
    assert all("CPTS Exemple" in page for page in made.pages)


def test_the_first_page_has_the_answer_the_sums_by_year_and_the_deadlines(made: Made) -> None:
    first, language = made.pages[0], made.language
    answer = made.funding
    assert answer.total is not None
    for amount in (answer.total, answer.paid.due.amount, answer.paid.to_come.amount):
        assert plain(money(amount, language)) in first
    for total in answer.totals:
        assert plain(money(total.amount, language)) in first
    late, following = {
        "fr": ("en retard de 867 jours", "14 janvier 2024"),
        "en": ("late by 867 days", "14 January 2024"),
    }[language]
    assert late in first
    assert following in first
    assert {"fr": "ACI CPTS, art. 8", "en": "CPTS agreement, art. 8"}[language] in first


def test_every_amount_of_a_right_and_of_a_payment_is_in_both_forms(made: Made) -> None:
    pdf, page = " ".join(made.pages), plain(" ".join(Text(made.page).said))
    amounts = [line.amount for line in (*made.funding.entitlements, *made.funding.payments)]
    for amount in amounts:
        shown = plain(money(amount, made.language))
        assert shown in page
        assert shown in pdf


def test_the_document_is_tagged_dated_and_made_to_be_kept(made: Made) -> None:
    root: Any = made.reader.trailer["/Root"]
    assert root["/Lang"] == made.language
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = made.reader.metadata
    assert metadata is not None
    assert metadata.title is not None
    assert metadata.title.startswith("CPTS Exemple — ")
    assert metadata.creation_date is not None
    assert metadata.creation_date.date() == ON
    described = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in described
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in described
    assert "<pdfuaid:part>1</pdfuaid:part>" in described


def test_fonts_are_embedded(made: Made) -> None:
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in made.reader.pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    assert all({"/FontFile2", "/FontFile3"} & {*font} for font in fonts)


def test_the_picture_has_a_text_that_says_what_it_shows(made: Made) -> None:
    (picture,) = [block for block in made.report.blocks if isinstance(block, TimeLine)]
    assert made.pdf.count(b"/Figure") or b"ObjStm" in made.pdf
    assert len(picture.marks) >= 5
    for mark in picture.marks:
        assert mark.lines[0] in picture.alternative
    assert f'aria-label="{picture.alternative}"' in made.page


def test_the_hashes_are_those_of_the_files(made: Made) -> None:
    copied = re.sub(r"\s", "", "".join(made.pages))
    case = hashlib.sha256(Path(CASE).read_bytes()).hexdigest()
    listed = "".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.as_posix().removeprefix('rulesets/')}\n"
        for file in sorted(Path("rulesets").rglob("*.yaml"), key=lambda file: file.as_posix())
    )
    law = hashlib.sha256(listed.encode()).hexdigest()
    for digest in (case, law):
        assert digest in copied
        assert digest in made.page


def test_the_answers_are_attached_and_are_those_of_the_commands(made: Made) -> None:
    assert {*made.reader.attachments} == {"eligibility.json", "funding.json", "calendar.json"}
    copied = re.sub(r"\s", "", "".join(made.pages))
    (attached,) = made.reader.attachments["funding.json"]
    assert hashlib.sha256(attached).hexdigest() in copied
    days = ["--on", "2023-06-01", "--known-on", "2023-06-01"]
    words = ["funding", CASE, *days, "--lang", made.language, "--format", "json", "--trace", "none"]
    printed = CliRunner().invoke(main, words).stdout
    again = json.dumps(
        json.loads(printed), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert again.encode() == attached
    assert " ".join(words[2:]).replace(" ", "") in copied


def test_the_same_report_gives_the_same_bytes(made: Made) -> None:
    again = report_of(made.asked)
    assert again == made.report
    assert pdf_of(again) == made.pdf
    assert html_of(again) == made.page


def test_each_article_is_listed_once_and_every_number_leads_to_one(made: Made) -> None:
    text = Text(made.page)
    notes = [id_ for id_ in text.ids if id_.startswith("note-")]
    assert len(notes) == len(set(notes))
    assert {link.removeprefix("#") for link in text.links} == {*notes}
    listed = re.findall(r'id="note-\d+">.*?</li>', made.page)
    said = [
        re.sub(r"<[^>]*>|[●◐○\d]+$", "", line).partition("</span>")[2] or line for line in listed
    ]
    assert len({*said}) == len(said)


def blocks_of(report: Report) -> list[Any]:
    return [
        inner
        for block in report.blocks
        for inner in (block.blocks if isinstance(block, TwoColumns) else (block,))
    ]


def test_the_reasoning_says_each_rule_once_and_numbers_its_steps(made: Made) -> None:
    groups = [
        group
        for block in blocks_of(made.report)
        if isinstance(block, Steps)
        for group in block.groups
    ]
    steps = [step for group in groups for step in group.steps]
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert len({(step.says, step.gave, step.notes) for step in steps}) == len(steps)
    five_years = {
        "fr": "60 000 € (années de contrat 2 à 5)",
        "en": "€60,000 (contract years 2 to 5)",
    }
    assert any(five_years[made.language] in plain(step.gave) for step in steps)
    assert all(step.notes for step in steps)


def test_steps_rest_on_steps_that_exist_and_come_before_or_after(made: Made) -> None:
    steps = {
        step.number: step
        for block in blocks_of(made.report)
        if isinstance(block, Steps)
        for group in block.groups
        for step in group.steps
    }
    named = [
        int(number)
        for step in steps.values()
        for said in re.findall(r"(?:étapes?|steps?) ([\d, etand]+)", step.seen)
        for number in re.findall(r"\d+", said)
    ]
    assert named
    assert {*named} <= {*steps}


def test_french_is_set_as_french_is() -> None:
    report = Made("fr").report
    said = [
        text
        for block in blocks_of(report)
        if isinstance(block, Framed)
        for paragraph in block.paragraphs
        for text in (paragraph.text,)
    ]
    assert not [text for text in said if "'" in text]
    assert not [text for text in said if re.search(r" [;:?!€%»]|« ", text)]


def test_facts_have_their_line_and_what_is_supposed_says_so(tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    done = asked("report", CASE, "funding", "--set", "community.population=80000", "-o", out)
    assert done.exit_code == 0
    page = plain(" ".join(Text(out.read_text("utf-8")).said))
    assert "Population du territoire : 80 000 supposé" in page
    assert "Supposé : population du territoire" in page
    lines = Path(CASE).read_text("utf-8").splitlines()
    signed = next(rank for rank, line in enumerate(lines, 1) if "signed_on" in line)
    assert f"Date de signature du contrat tripartite : 15 janvier 2020 l. {signed}" in page


def asked(*arguments: object) -> Result:
    words = [str(word) for word in arguments]
    given = [] if "--on" in words else ["--on", "2023-06-01", "--known-on", "2023-06-01"]
    language = [] if "--lang" in words else ["--lang", "fr"]
    return CliRunner().invoke(main, [*words, *given, *language])


NAMES: Final = (
    "#panic()",
    "*x* _y_ `z` $1$ <l> @a",
    '"; #import "x.typ" //',
    "<script>alert(1)</script>",
    "\\u{41} \\ ~ -- ... = / + -",
)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_case_says_is_shown_and_never_obeyed(name: str) -> None:
    corpora = load([OTHER / "rulesets"])
    law = accord.load(OTHER / "rulesets", lang="en")
    tree = {
        "corpus": "velo",
        "employer": {"name": name, "in_town": True, "staff": 120},
        "agreement": {"signed_on": "2023-03-01"},
    }
    facts = law.case(tree)._facts
    question = Question.asked(date(2024, 6, 1), date(2024, 6, 1), language="en")
    told = answered(corpora["velo"], facts, question, ("funding",), None)
    report = report_of(told)
    assert report.title == name
    text = pypdf.PdfReader(BytesIO(pdf_of(report))).pages[0].extract_text()
    assert plain(name).replace(" ", "") in plain(text).replace(" ", "")
    page = Text(html_of(report))
    assert name in page.said
    assert "script" not in page.tags


def test_another_agreement_has_its_report(tmp_path: Path) -> None:
    out = tmp_path / "r.pdf"
    rules = ["--rulesets", OTHER / "rulesets"]
    done = asked(
        "report", OTHER / "atelier.yaml", *rules, "-o", out, "--on", "2024-06-01", "--lang", "en"
    )
    assert (done.exit_code, done.stdout) == (0, "")
    pages = [plain(page.extract_text()) for page in pypdf.PdfReader(out).pages]
    assert "Membership year 1" in pages[0]
    assert "Basic grant" in pages[0]
    assert f"atelier.yaml --rulesets {OTHER / 'rulesets'} --on 2024-06-01" in " ".join(pages)


def test_many_periods_are_added_up_by_year(tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    rules = ["--rulesets", "tests/corpora/reliure/rulesets"]
    done = asked("report", "tests/corpora/reliure/jeanne.yaml", "funding", *rules, "-o", out)
    assert done.exit_code == 0
    page = plain(" ".join(Text(out.read_text("utf-8")).said))
    assert "Sommes par année" in page
    assert "mois de service 30" not in page.lower().partition("raisonnement")[0]


def test_what_a_change_of_the_law_corrects_is_told_by_the_rule_that_pays(tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    rules = ["--rulesets", "tests/corpora/theatre/rulesets", "--lang", "en"]
    company = "tests/corpora/theatre/company.yaml"
    done = asked(
        "report", company, "eligibility", "funding", *rules, "-o", out, "--on", "2024-06-01"
    )
    assert done.exit_code == 0
    page = plain(" ".join(Text(out.read_text("utf-8")).said))
    told = page.partition("Reasoning")[2]
    assert "Three quarters at the start, the rest at the end." in told
    assert "payments of the table (seasons 1 and 2)" in told
    assert "had been due" not in told
    assert "adjustment −€2,760" in page
    assert "Benefit" not in page


def test_what_was_received_is_held_against_what_was_due(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    sums = 'received:\n  - {on: "2021-01-20", amount: 45000}\n'
    case.write_text(Path(CASE).read_text("utf-8") + sums)
    out = tmp_path / "r.html"
    assert asked("report", case, "funding", "-o", out).exit_code == 0
    page = plain(" ".join(Text(out.read_text("utf-8")).said))
    assert "Reste dû au 1er juin 2023 : au moins 603 139,78 €" in page
    assert "Montants : ACI CPTS, art. 8" in page
    assert "✗ en retard" in page


def test_duties_are_told_when_they_are_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    assert asked("report", CASE, "duties", "-o", out).exit_code == 0
    page = plain(" ".join(Text(out.read_text("utf-8")).said))
    duties = accord.load().duties(CASE, on=ON, known_on=ON).duties
    assert len(duties) > 40
    for duty in duties:
        assert plain(duty.says.replace("'", "’")) in page
    assert "Droits par ligne" not in page


# --- what cannot be -------------------------------------------------------------------------------


def test_a_question_that_is_none_is_refused_with_the_nearest(tmp_path: Path) -> None:
    done = asked("report", CASE, "fundin", "-o", tmp_path / "r.pdf")
    assert done.exit_code == 1
    assert "ACC460" in done.stderr
    assert "`funding`" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["r.doc", "r", "r.pdf.txt"])
def test_a_name_that_says_no_form_is_refused(tmp_path: Path, name: str) -> None:
    done = asked("report", "no such case", "-o", tmp_path / name)
    assert done.exit_code == 1
    assert "ACC412" in done.stderr
    assert ".pdf ou .html" in done.stderr


def test_a_file_that_is_there_is_kept_without_force(tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    out.write_text("mine")
    assert "ACC607" in asked("report", CASE, "duties", "-o", out).stderr
    assert out.read_text() == "mine"
    assert asked("report", CASE, "duties", "-o", out, "--force").exit_code == 0
    assert out.read_text("utf-8").startswith("<!doctype html>")


def test_a_case_at_fault_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("community: {populaton: 12}\n")
    done = asked("report", case, "-o", tmp_path / "r.html")
    assert done.exit_code == 1
    assert "ACC301" in done.stderr
    assert list(tmp_path.iterdir()) == [case]


def test_without_typst_a_page_is_still_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import engine.diagnostics.extras as extras

    found: Callable[[str], object] = lambda name: None if name == "typst" else object()  # noqa: E731
    monkeypatch.setattr(extras, "find_spec", found)
    done = asked("report", CASE, "duties", "-o", tmp_path / "r.pdf")
    assert done.exit_code == 1
    assert "ACC611" in done.stderr
    assert "pip install 'accord[report]'" in done.stderr
    assert asked("report", CASE, "duties", "-o", tmp_path / "r.html").exit_code == 0


def test_letters_that_no_font_has_are_a_finding() -> None:
    report = Report("en", "name \U0001f9ff\u6771\ue123", "s", "k", ON, ())
    with pytest.raises(Exception, match="ACC461") as caught:
        pdf_of(report)
    assert "no font has the letters" in str(caught.value)
    assert "\u6771" in html_of(report)


def test_from_python(tmp_path: Path) -> None:
    law = accord.load(lang="en")
    out = law.report(CASE, ["funding"], tmp_path / "r.html", on=ON, known_on=ON)
    assert "At least €832,514.78" in out.read_text("utf-8")
    with pytest.raises(accord.RefusedInput) as caught:
        law.report(CASE, "fund", tmp_path / "s.html", on=ON)
    assert [(one.place, one.code) for one in caught.value.findings] == [("questions", "ACC460")]
    with pytest.raises(accord.RefusedInput, match="ACC607"):
        law.report(CASE, (), out, on=ON)


# --- the time line --------------------------------------------------------------------------------


def test_no_label_of_a_time_line_covers_another() -> None:
    corpus, _ = load_case(CASE, load())
    days = [
        Day(
            date(2020 + rank // 4, 1 + 3 * (rank % 4), 1 + rank),
            f"what happens on day {rank}",
            "bad",
        )
        for rank in range(20)
    ]
    picture = time_line(Pen.of("en", corpus), days, ON, ())
    boxes = [
        (mark.left, mark.left + mark.width, mark.level, mark.level + len(mark.lines), mark.above)
        for mark in picture.marks
    ]
    for rank, (left, right, low, high, above) in enumerate(boxes):
        for other in boxes[rank + 1 :]:
            beside = other[0] >= right or other[1] <= left
            over = other[2] >= high or other[3] <= low
            assert beside or over or other[4] != above
    assert all(left >= 0 and right <= 1 for left, right, *_ in boxes)


def test_no_stalk_of_a_time_line_crosses_a_label() -> None:
    corpus, _ = load_case(CASE, load())
    days = [
        Day(date(2020, 1 + rank, 1), f"a rather long name {rank}", "open") for rank in range(12)
    ]
    picture = time_line(Pen.of("fr", corpus), days, date(2020, 6, 1), ())
    for mark in picture.marks:
        for other in picture.marks:
            if other is not mark and other.above == mark.above and other.level < mark.level:
                assert not other.left < mark.at < other.left + other.width


def test_one_day_makes_a_time_line() -> None:
    corpus, _ = load_case(CASE, load())
    picture = time_line(Pen.of("en", corpus), [Day(ON, "today", "plain")], ON, ())
    (mark,) = picture.marks
    assert mark.at == picture.today


def test_a_reading_that_leaves_a_line_unknown_does_not_say_that_it_is_lost(made: Made) -> None:
    words = {
        "fr": "35 000 € ; non connu : crises sanitaires graves : part fixe",
        "en": "€35,000; not known: serious health crises: fixed part",
    }
    assert words[made.language] in plain(made.page)


def test_totals_of_the_rights_table_are_those_of_the_answer(made: Made) -> None:
    grids = [block for block in made.report.blocks if isinstance(block, Grid)]
    (rights,) = [grid for grid in grids if grid.columns[0].share == 2]
    *_, total = rights.lines
    shown = [cell.text for cell in total.cells[1:]]
    answer = made.funding
    assert answer.total is not None
    assert shown == [
        *(money(one.amount, made.language) for one in answer.totals),
        money(answer.total, made.language),
    ]
