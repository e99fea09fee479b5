"""The law that was read: it reads cases, answers questions, checks files and runs on tables of
cases.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, Unpack

from msgspec import Struct
from msgspec.structs import replace

from accord.case import Case
from accord.findings import Finding, found, refusals
from accord.keywords import (
    Day,
    Keywords,
    Path,
    Readings,
    Reasoning,
    Settings,
    days_of,
    language_of,
    names_of,
    path_of,
    refuse_every_reading,
    refuse_language,
    settings_of,
    unfit,
)
from engine.cases.mapping import document_of
from engine.diagnostics.bilingual import Language, sentence
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.language.model import Corpus
from engine.language.temporal import default_day
from engine.law.consolidation import timeline_of

if TYPE_CHECKING:
    from accord.answers import (
        Answer,
        Calendar,
        Comparison,
        Diff,
        Duties,
        Eligibility,
        Funding,
        Nearest,
        Text,
        Timeline,
    )
    from accord.runs import Run, Running
    from engine.cases.case_reader import Facts
    from engine.questions.answers import CaseAnswer, FundingAnswer, ImpactAnswer, TextAnswer
    from engine.questions.answers.interview import Interview
    from engine.questions.question import Question
    from engine.source.document import Document

Given: TypeAlias = "Case | Path | Mapping[str, Any]"
"""A case, the file of one, or its facts as a mapping of mappings and lists, with dates and
`Decimal`.
"""
Made = TypeVar("Made", bound="Answer")
Ask: TypeAlias = "Callable[[Corpus, Facts, Question], CaseAnswer]"


class LegalText(Struct, frozen=True):
    """One text that a law holds: who it is, and since when it counts."""

    corpus: str
    """The corpus, or body of texts that answers together, to which it belongs."""
    id: str
    short: str
    """How it is cited."""
    title: str
    events: Mapping[str, date]
    """The events that are dated: `signed`, `published`…"""
    status: str
    """`in_force`, `not_yet`, `announced` (signed, not published), `unknown_effect`; empty while
    nothing of it is dated.
    """
    in_force_from: date | None


class Report(Struct, frozen=True):
    """What was checked: how many things of each kind were read, and all that was found wrong, in
    order of place.
    """

    counts: Mapping[str, int]
    findings: tuple[Finding, ...]
    language: Language

    def __str__(self) -> str:
        nothing = sentence("no findings").in_language(self.language)
        return "\n".join(map(str, self.findings)) or nothing


class Law(Struct, frozen=True, eq=False):
    """The texts that were read, ready to answer. Made by `accord.load`.

    The methods that ask take the same keywords:

    - `on`: the day of the question, whose law answers; `known_on`: the day of knowledge, only what
      was published by then counts. Both are today, in universal time, where nothing is said;
    - `since` (included) and `until` (excluded): the days between which the answer is asked for;
    - `readings`: the option chosen for each reading named, `all` for what each would give, or
      `("all", {…})` for both;
    - `settings`: facts of the case set to other values, by their path: the answer is as if the case
      said so, and says it (`supposed`);
    - `lang`: `fr` or `en`, the language of the answer and of what is found wrong;
    - `trace`: whether the answer carries its reasoning, which costs more than the answer; `short`
      for the steps that apply, or may, which cost little.

    A day is a date, or a text as in `2023-06-01`.

    Another process that is given a law reads its folders again.

    All raise `accord.RefusedInput` with every finding. A keyword that does not exist is a
    `TypeError`, as everywhere in Python.

    >>> import accord
    >>> law = accord.load(lang="en")
    >>> law
    <accord.Law cpts: 5 texts>
    >>> [text.id for text in law.texts][:2]
    ['aci_2019', 'csp']
    """

    _corpora: Mapping[str, Corpus]
    _folders: tuple[FilePath, ...]
    _language: Language | None

    @property
    def language(self) -> Language:
        """The language of its answers, where a question names none."""
        return self._language or "fr"

    @property
    def corpora(self) -> tuple[str, ...]:
        """The corpora, by id: each answers the cases written in its words."""
        return tuple(self._corpora)

    @property
    def texts(self) -> tuple[LegalText, ...]:
        """The texts, those of a corpus one after the other, as they stand today."""
        return tuple(
            text for corpus in self._corpora.values() for text in _texts(corpus, self.language)
        )

    def case(
        self,
        given: Given,
        *,
        settings: Settings | None = None,
        lang: Language | None = None,
    ) -> Case:
        """Return a case: from a file, a mapping, or a case read by another law, whose facts are
        then read in the words of this one. Its facts may be set to other values.

        >>> import accord
        >>> from datetime import date
        >>> law = accord.load()
        >>> law.case("examples/cpts_exemple.yaml")
        <accord.Case cpts “CPTS Exemple”, 27 facts>
        >>> law.case({"contract": {"signed_on": date(2020, 1, 15)}})
        <accord.Case cpts, 1 facts>
        >>> larger = law.case("examples/cpts_exemple.yaml", settings={"community.members": 150})
        >>> larger.facts["community.members"]
        150
        """
        with refusals(self._spoken(lang)):
            refuse_language(lang)
            return self._as_if(self._case(given), settings)

    def case_in(
        self,
        source: str | bytes,
        *,
        name: str = "case",
        settings: Settings | None = None,
        lang: Language | None = None,
    ) -> Case:
        """Return the case that a text in YAML or JSON holds. What is wrong with it is found at its
        lines, in `name`.

        >>> import accord
        >>> accord.load().case_in("contract: {signed_on: 2020-01-15}")
        <accord.Case cpts, 1 facts>
        """
        from engine.source.yaml_source import read_yaml

        with refusals(self._spoken(lang)):
            refuse_language(lang)
            names_of(name=name)
            content = source.encode(errors="surrogatepass") if isinstance(source, str) else source
            return self._as_if(self._read(*read_yaml(name, content), path=None), settings)

    def _as_if(self, case: Case, settings: Settings | None) -> Case:
        """Return a case with facts set to other values."""
        from engine.library import as_if

        asked, corpus = settings_of(settings), self._corpora[case.corpus]
        facts = as_if(case._facts, corpus, asked)  # noqa: SLF001  # of this package
        return replace(case, _facts=facts, name=_name(corpus, facts)) if asked else case

    def _case(self, given: Given) -> Case:
        from engine.source.cache import load_file

        document: Document | None
        if isinstance(given, Case):
            own = self._corpora.get(given.corpus)
            if own is not None and own.digest == given._digest:  # noqa: SLF001  # of this package
                return given
            document, findings = given._facts.document, list[Diagnostic]()  # noqa: SLF001  # of this package
            path = given.path
        elif isinstance(given, Mapping):
            (document, findings), path = document_of(given), None
        else:
            hint = sentence("give the file of a case, a mapping of its facts, or a case.")
            path = str(path_of("case", given, hint))
            document, findings = load_file(path)
        return self._read(document, findings, path)

    def _read(
        self, document: Document | None, findings: list[Diagnostic], path: str | None
    ) -> Case:
        """Return the case that a document holds."""
        from engine.library import facts_of

        corpus, facts = facts_of(document, self._corpora, findings)
        return Case(corpus.id, _name(corpus, facts), path, facts, corpus.digest)

    # --- questions about a case ---

    def eligibility(
        self,
        case: Given,
        benefit: str | None = None,
        *,
        on: Day | None = None,
        known_on: Day | None = None,
        since: Day | None = None,
        until: Day | None = None,
        readings: Readings | None = None,
        settings: Settings | None = None,
        lang: Language | None = None,
        trace: Reasoning = True,
    ) -> Eligibility:
        """Say whether a case is eligible, benefit by benefit (or to one alone), and which article
        says so.

        >>> import accord
        >>> answer = accord.load().eligibility("examples/cpts_exemple.yaml", on="2023-06-01")
        >>> answer.benefits[0].benefit, answer.benefits[0].outcome
        ('aci_contract', 'eligible')
        """
        from accord.answers import Eligibility
        from engine.questions.eligibility import eligibility as ask

        with refusals(self._spoken(lang)):
            names_of(benefit=benefit)
        asked = Keywords(
            on=on,
            known_on=known_on,
            since=since,
            until=until,
            readings=readings,
            settings=settings,
            lang=lang,
            trace=trace,
        )
        return self._about(
            case,
            asked,
            lambda corpus, facts, question: ask(corpus, facts, question, benefit),
            Eligibility,
        )

    def calendar(
        self,
        case: Given,
        *,
        on: Day | None = None,
        known_on: Day | None = None,
        since: Day | None = None,
        until: Day | None = None,
        readings: Readings | None = None,
        settings: Settings | None = None,
        lang: Language | None = None,
        trace: Reasoning = True,
    ) -> Calendar:
        """List by when a case must act, and when it is paid.

        >>> import accord
        >>> law = accord.load()
        >>> given = {"contract": {"signed_on": "2023-01-15"}}
        >>> answer = law.calendar(given, on="2023-06-01", until="2024-01-01")
        >>> answer.entries[0].id, answer.entries[0].on
        ('accord.review', datetime.date(2021, 8, 25))
        """
        from accord.answers import Calendar
        from engine.questions.calendar import calendar as ask

        asked = Keywords(
            on=on,
            known_on=known_on,
            since=since,
            until=until,
            readings=readings,
            settings=settings,
            lang=lang,
            trace=trace,
        )
        return self._about(case, asked, ask, Calendar)

    def funding(
        self,
        case: Given,
        *,
        on: Day | None = None,
        known_on: Day | None = None,
        since: Day | None = None,
        until: Day | None = None,
        known_since: Day | None = None,
        readings: Readings | None = None,
        settings: Settings | None = None,
        lang: Language | None = None,
        trace: Reasoning = True,
    ) -> Funding:
        """Compute what a case is due, year by year, and the ledger of payments.

        With `known_since`, the answer also lists the adjustments that what has become known since
        that day brings.

        >>> import accord
        >>> answer = accord.load().funding("examples/cpts_exemple.yaml", on="2023-06-01")
        >>> answer.payments[0].amount, answer.payments[0].due_on
        (Decimal('60000.00'), datetime.date(2020, 1, 15))
        """
        from accord.answers import Funding
        from engine.questions.funding import funding as answered
        from engine.questions.funding import under_readings
        from engine.questions.knowledge import since as brought_since

        asked = Keywords(on, known_on, since, until, known_since, readings, settings, lang, trace)

        def ask(corpus: Corpus, facts: Facts, question: Question) -> FundingAnswer:
            day = asked.day_of_known_since()
            brought = {} if day is None else brought_since(corpus, facts, question, day)
            return replace(answered(corpus, facts, question), **brought)

        return self._about(case, asked, ask, Funding, under_readings)

    def duties(
        self,
        case: Given,
        *,
        on: Day | None = None,
        known_on: Day | None = None,
        since: Day | None = None,
        until: Day | None = None,
        readings: Readings | None = None,
        settings: Settings | None = None,
        lang: Language | None = None,
        trace: Reasoning = True,
    ) -> Duties:
        """List what is demanded of a case on the day, with the article that says so.

        >>> import accord
        >>> answer = accord.load().duties("examples/cpts_exemple.yaml", on="2023-06-01")
        >>> answer.duties[0].duty, answer.duties[0].status
        ('health_project.submission', 'binding')
        """
        from accord.answers import Duties
        from engine.questions.duties import duties as ask

        asked = Keywords(
            on=on,
            known_on=known_on,
            since=since,
            until=until,
            readings=readings,
            settings=settings,
            lang=lang,
            trace=trace,
        )
        return self._about(case, asked, ask, Duties)

    def interview(
        self,
        case: Given,
        query: str,
        *,
        benefit: str | None = None,
        not_known: Collection[str] = (),
        on: Day | None = None,
        known_on: Day | None = None,
        since: Day | None = None,
        until: Day | None = None,
        readings: Mapping[str, str] | None = None,
        lang: Language | None = None,
    ) -> Interview:
        """Say what is still to be asked so that a question (`eligibility`, `calendar`, `funding` or
        `duties`) has its answer: first what settles most; and what is certain already.

        It is asked anew after each reply, of the case with that reply. `not_known` names the facts
        that nobody knows: they are not asked again.

        >>> import accord
        >>> step = accord.load(lang="en").interview({}, "funding", on="2023-06-01")
        >>> step.questions[0].fact, step.questions[0].question
        ('contract.signed_on', 'When was the tripartite contract signed?')
        """
        from engine.whatif.interview import interview as ask

        with refusals(self._spoken(lang)):
            names_of(query=query, benefit=benefit)
            refuse_every_reading(readings)
            read = self._case(case)
            corpus = self._corpora[read.corpus]
            asked = Keywords(
                on=on, known_on=known_on, since=since, until=until, readings=readings, lang=lang
            ).question(corpus, self._answered(lang))
            facts = read._facts  # noqa: SLF001  # of this package
            return ask(corpus, facts, asked, query, benefit=benefit, not_known=tuple(not_known))

    def prove(
        self,
        case: Given,
        question: str,
        *,
        on: Day | None = None,
        known_on: Day | None = None,
        readings: Readings | None = None,
        settings: Settings | None = None,
        lang: Language | None = None,
    ) -> bytes:
        """Return the proof of an answer, as JSON: all that another program works it out again from.

        `question` is `eligibility`, `calendar`, `funding` or `duties`. `tools/check_proof.py`
        checks a proof with Python alone. `lang` is that of findings: a proof has none.

        >>> import accord
        >>> proof = accord.load().prove("examples/cpts_exemple.yaml", "funding", on="2023-06-01")
        >>> proof.count(b'"op":"table"') > 0
        True
        """
        from engine.proofs.proof import prove as proof_of

        asked = Keywords(on=on, known_on=known_on, readings=readings, settings=settings, lang=lang)
        with refusals(self._spoken(lang)):
            given = self._as_if(self._case(case), asked.settings)
            corpus, facts = self._corpora[given.corpus], given._facts  # noqa: SLF001  # of this package
            return proof_of(corpus, facts, asked.question(corpus, self._answered(lang)), question)

    def timeline(
        self,
        case: Given,
        query: str,
        benefit: str | None = None,
        *,
        on: Day | None = None,
        known_on: Day | None = None,
        since: Day | None = None,
        until: Day | None = None,
        readings: Mapping[str, str] | None = None,
        settings: Settings | None = None,
        lang: Language | None = None,
    ) -> Timeline:
        """Return the days between which the answer to a question stays the same, each with what
        makes it change. `since` and `until` bound the day of the question.

        `query` is `eligibility` (about one `benefit`, or all), `calendar`, `funding` or `duties`.

        >>> import accord
        >>> law = accord.load()
        >>> answer = law.timeline("examples/cpts_exemple.yaml", "funding", on="2023-06-01")
        >>> answer.stretches[-1].from_, answer.stretches[-1].until
        (datetime.date(2025, 3, 15), None)
        """
        from accord.answers import Timeline, _among
        from engine.whatif.over_time import QUERIES, timeline

        asked = Keywords(
            on=on,
            known_on=known_on,
            since=since,
            until=until,
            readings=readings,
            settings=settings,
            lang=lang,
            trace=False,
        )
        with refusals(self._spoken(lang)):
            _among("query", query, QUERIES)
            names_of(benefit=benefit)
            if benefit is not None and query != "eligibility":
                hint = sentence("only eligibility is asked about one benefit.")
                raise RefusedInput([unfit("benefit", benefit, hint)])
            refuse_every_reading(readings)
        return self._about(
            case,
            asked,
            lambda corpus, facts, question: timeline(corpus, facts, question, query, benefit),
            Timeline,
        )

    def compare(
        self,
        case: Given,
        other: Given | None = None,
        *,
        settings: Settings | None = None,
        without: Sequence[str] = (),
        on: Day | None = None,
        known_on: Day | None = None,
        readings: Mapping[str, str] | None = None,
        lang: Language | None = None,
    ) -> Comparison:
        """Say what changes between two cases; or in one, with facts set to other values, or by
        texts that the first side is `without`; and which difference causes each change. The
        `readings` chosen hold on both sides.

        >>> import accord
        >>> law = accord.load(lang="en")
        >>> if_so = {"community.population@2024-01-01": 80000}
        >>> answer = law.compare("examples/cpts_exemple.yaml", settings=if_so, on="2023-06-01")
        >>> answer.amount
        Decimal('40000.00')
        """
        from accord.answers import Comparison
        from engine.whatif.asked import one_side_without
        from engine.whatif.comparison import compare

        with refusals(self._spoken(lang)):
            refuse_every_reading(readings)
            first = self._case(case)
            second = self._as_if(first if other is None else self._case(other), settings)
            question = Keywords(on=on, known_on=known_on, readings=readings, lang=lang).question(
                self._corpora[first.corpus], self._answered(lang)
            )
            facts = first._facts, second._facts  # noqa: SLF001  # of this package
            corpora = self._corpora[first.corpus], self._corpora[second.corpus]
            return Comparison.of(compare(one_side_without(facts, corpora, question, without)))

    def nearest(
        self,
        case: Given,
        target: str | None = None,
        *,
        on: Day | None = None,
        known_on: Day | None = None,
        readings: Mapping[str, str] | None = None,
        settings: Settings | None = None,
        lang: Language | None = None,
    ) -> Nearest:
        """Say what is nearest to change the answer to a case, and what it would bring: to all of
        it, or to the benefit or the line of money that is the `target`.

        >>> import accord
        >>> law = accord.load(lang="en")
        >>> answer = law.nearest("examples/cpts_exemple.yaml", on="2023-06-01")
        >>> first = answer.changes[0]
        >>> first.facts[0].after, first.facts[0].short_by, first.in_all
        ('80,000', Decimal('25000'), Decimal('40000.00'))
        """
        from accord.answers import Nearest
        from engine.whatif.nearest import nearest

        asked = Keywords(
            on=on,
            known_on=known_on,
            readings=readings,
            settings=settings,
            lang=lang,
            trace=False,
        )
        with refusals(self._spoken(lang)):
            names_of(target=target)
            refuse_every_reading(readings)
        return self._about(
            case,
            asked,
            lambda corpus, facts, question: nearest(corpus, facts, question, target),
            Nearest,
        )

    # --- questions about the texts ---

    def text(
        self,
        article: str | None = None,
        *,
        corpus: str | None = None,
        on: Day | None = None,
        known_on: Day | None = None,
        readings: Mapping[str, str] | None = None,
        lang: Language | None = None,
    ) -> Text:
        """Show an article (or all of them) as in force on a day, provision by provision, with its
        history.

        >>> import accord
        >>> answer = accord.load().text("4", on="2023-06-01")
        >>> answer.articles[0].text, answer.articles[0].name
        ('aci_2019', 'art. 4')
        """
        from accord.answers import Text
        from engine.library import corpora_asked, in_force_in_one
        from engine.questions.texts import text as ask

        asked = Keywords(on=on, known_on=known_on, readings=readings, lang=lang)

        def answer(corpus: Corpus) -> TextAnswer:
            return ask(corpus, asked.question(corpus, self._answered(lang)), article)

        with refusals(self._spoken(lang)):
            names_of(article=article, corpus=corpus)
            refuse_every_reading(readings)
            return Text.of(in_force_in_one(answer, corpora_asked(self._corpora, corpus, article)))

    def diff(
        self,
        earlier: Day,
        later: Day,
        *,
        corpus: str | None = None,
        on: Day | None = None,
        known_on: Day | None = None,
        readings: Mapping[str, str] | None = None,
        lang: Language | None = None,
    ) -> Diff:
        """Show what changed in the law between two days, by the operation that changed it.

        >>> import accord
        >>> answer = accord.load(lang="en").diff("2022-01-01", "2022-06-01")
        >>> len(answer.operations)
        47
        """
        from accord.answers import Diff
        from engine.library import corpora_asked
        from engine.questions.texts import diff as ask

        with refusals(self._spoken(lang)):
            names_of(corpus=corpus)
            refuse_every_reading(readings)
            chosen = corpora_asked(self._corpora, corpus)[0]
            days = days_of({"earlier": earlier, "later": later})
            asked = Keywords(
                on=days["later"] if on is None else on,
                known_on=known_on,
                readings=readings,
                lang=lang,
            )
            return Diff.of(
                ask(
                    chosen,
                    asked.question(chosen, self._answered(lang)),
                    days["earlier"],
                    days["later"],
                )
            )

    # --- files and tables ---

    def check(
        self, *paths: Path, sources: Path | None = None, lang: Language | None = None
    ) -> Report:
        """Check this law with files beside it: folders of texts, cases, scenarios. Nothing is
        raised for what is found.

        With `sources`, a folder of documents, each quotation of the law is looked up in them.

        >>> import accord
        >>> print(accord.load().check("examples/cpts_exemple.yaml"))
        no findings
        """
        from engine.mutation.reasons_named import check_with_reasons

        with refusals(self._spoken(lang)):
            refuse_language(lang)
            folder = None if sources is None else path_of("sources", sources)
            report = check_with_reasons(
                [path_of("paths", path) for path in paths], self._folders, folder
            )
        language = self._spoken(lang)
        return Report(report.counts, found(report.findings, language), language)

    def batch(self, query: str, table: Any, out: Path, **asked: Unpack[Running]) -> Run:
        """Answer a whole table of cases, and write the rows of the answers to a file in `.parquet`,
        `.csv` or `.xlsx`.

        `query` is `funding`, `eligibility` or `calendar`; `table` is a file, an Arrow table, or a
        data frame of pandas or polars, with one row for each case. What else can be asked is in
        `accord.runs.Running`.

        >>> import accord, tempfile
        >>> from pathlib import Path
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     cases = Path(folder, "cases.csv")
        ...     _ = cases.write_text("case,contract.signed_on\\nA,2020-01-15\\n")
        ...     out = Path(folder, "ledger.csv")
        ...     run = accord.load().batch("funding", cases, out, on="2023-06-01")
        >>> run.read, run.rejected
        (1, 0)
        """
        from accord.runs import run

        with refusals(self._spoken(asked.get("lang"))):
            return run(
                self._corpora,
                self._folders,
                query,
                table,
                out,
                asked,
                self._spoken(asked.get("lang")),
            )

    def report(
        self,
        case: Given,
        questions: str | Sequence[str],
        out: Path,
        *,
        on: Day | None = None,
        known_on: Day | None = None,
        readings: Readings | None = None,
        settings: Settings | None = None,
        lang: Language | None = None,
        force: bool = False,
    ) -> FilePath:
        """Write the file for a decision on a case, in `.pdf` (by typst, the extra `report`) or
        `.html`, and return its path.

        `questions` are some of `eligibility`, `funding`, `calendar` and `duties`; `()` stands for
        the first three. The same case, law and days give the same bytes. `force` replaces a file
        that is there.

        >>> import accord, tempfile
        >>> from pathlib import Path
        >>> given = {"contract": {"signed_on": "2020-01-15"}}
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     law, out = accord.load(), Path(folder, "decision.html")
        ...     page = law.report(given, "funding", out, on="2023-06-01").read_text("utf-8")
        >>> page[:15]
        '<!doctype html>'
        """
        from engine.documents.report.asked import chosen
        from engine.documents.report.files import form_of, report_on, written_as
        from engine.source.new_file import write_new

        asked = Keywords(on=on, known_on=known_on, readings=readings, settings=settings, lang=lang)
        with refusals(self._spoken(lang)):
            named = [questions] if isinstance(questions, str) else list(questions)
            path = path_of("out", out)
            queries = chosen(named, "QUESTION")
            form = form_of(path, force=force)
            about = self._as_if(self._case(case), asked.settings)
            corpus, facts = self._corpora[about.corpus], about._facts  # noqa: SLF001  # of this package
            question = asked.question(corpus, self._answered(lang))
            made = report_on(corpus, facts, question, queries, about.path)
            write_new(path, written_as(made, form), force=force)
        return path

    def report_content(
        self,
        case: Given,
        questions: str | Sequence[str],
        *,
        source: bytes | None = None,
        on: Day | None = None,
        known_on: Day | None = None,
        readings: Readings | None = None,
        settings: Settings | None = None,
        lang: Language | None = None,
    ) -> bytes:
        """Return the file for a decision on a case as the bytes of a PDF, with no file written; see
        `report`. `source` is what the case was read from, to be enclosed.

        >>> import accord
        >>> given = {"contract": {"signed_on": "2020-01-15"}}
        >>> accord.load().report_content(given, "funding", on="2023-06-01")[:4]
        b'%PDF'
        """
        from engine.documents.report.asked import chosen
        from engine.documents.report.files import report_with, written_as

        asked = Keywords(on=on, known_on=known_on, readings=readings, settings=settings, lang=lang)
        with refusals(self._spoken(lang)):
            queries = chosen([questions] if isinstance(questions, str) else questions, "QUESTION")
            about = self._as_if(self._case(case), asked.settings)
            corpus, facts = self._corpora[about.corpus], about._facts  # noqa: SLF001  # of this package
            question = asked.question(corpus, self._answered(lang))
            return written_as(report_with(corpus, facts, question, queries, source), "pdf")

    def impact(
        self,
        cases: Sequence[Path],
        *,
        with_: Sequence[Path] = (),
        without: Sequence[str] = (),
        by: Sequence[str] = (),
        corpus: str | None = None,
        on: Day | None = None,
        known_on: Day | None = None,
        lang: Language | None = None,
    ) -> ImpactAnswer:
        """Say what texts bring to many cases and take from them, and by which operation: the texts
        of the folders `with_`, or texts that are there already, which the law before is `without`.

        `cases` are tables, files of single cases, or folders of those. `by` names facts, or columns
        of the table, by which the totals are grouped.

        >>> import accord
        >>> answer = accord.load(lang="en").impact(
        ...     ["examples/avenant_3/case.yaml"], with_=["examples/avenant_3/rulesets"],
        ...     on="2026-01-01", known_on="2026-01-01")
        >>> answer.difference, [cause.causes for cause in answer.causes]
        (Decimal('26250.00'), [('avenant_3_fictif/1/prevention_amounts',)])
        """
        from tempfile import gettempdir

        from engine.tables.impact.asked import impact_request
        from engine.tables.impact.whole_impact import worked_out
        from engine.tables.needed import need_libraries

        with refusals(self._spoken(lang)):
            need_libraries()
            keywords = Keywords(on=on, known_on=known_on, lang=lang)
            first = next(iter(self._corpora.values()))
            request = impact_request(
                [path_of("cases", path) for path in cases],
                added=[path_of("with_", path) for path in with_],
                removed=without,
                rulesets=self._folders,
                corpus=corpus,
                by=by,
                question=keywords.question(first, self._answered(lang)),
            )
            with worked_out(request, FilePath(gettempdir())) as impact:
                return impact.answer

    # --- what the methods share ---

    def _about(
        self,
        given: Given,
        asked: Keywords,
        ask: Ask,
        kind: type[Made],
        under_readings: Callable[[Corpus, Facts, Question], Any] | None = None,
    ) -> Made:
        """Ask a question about a case."""
        from engine.questions.comparison import compared

        with refusals(self._spoken(asked.lang)):
            case = self._as_if(self._case(given), asked.settings)
            corpus, facts = self._corpora[case.corpus], case._facts  # noqa: SLF001  # of this package
            question = asked.question(corpus, self._answered(asked.lang))
            answer = ask(corpus, facts, question)
            if asked.every_reading and under_readings:
                answer = replace(answer, under_readings=under_readings(corpus, facts, question))
            elif asked.every_reading:
                changes = compared(lambda read: ask(corpus, facts, read), corpus, question, answer)
                answer = replace(answer, under_readings=changes)
            return kind.of(answer)

    def _answered(self, lang: object) -> Language:
        """Return the language of an answer: the one named, else that of the law."""
        return lang if lang in ("fr", "en") else self._language or "fr"

    def _spoken(self, lang: object) -> Language:
        """Return the language of findings: the one named, else that asked of `load`,
        else English.
        """
        return lang if lang in ("fr", "en") else self._language or "en"

    def __copy__(self) -> Law:
        return self

    def __deepcopy__(self, _: object) -> Law:
        return self

    def __reduce__(self) -> tuple[Callable[..., Law], tuple[object, ...]]:
        folders = tuple(folder.absolute() for folder in self._folders)
        return _loaded_again, (folders, self._language)

    def __repr__(self) -> str:
        held = (f"{corpus.id}: {len(corpus.texts)} texts" for corpus in self._corpora.values())
        return f"<accord.Law {', '.join(held)}>"

    def _repr_html_(self) -> str:
        from accord.notebook import law_page

        return law_page(self)


def load(*folders: Path, lang: Language | None = None) -> Law:
    """Return the law: the texts that come with the package, and those of the folders of texts
    given.

    A text of a folder takes the place of the one that comes with the package and has its id. `lang`
    is the language of answers (French where it is not given) and of findings (English). Raises
    `accord.RefusedInput` with every fault for which the texts can answer nothing; `Law.check` finds
    the others too.

    >>> import accord
    >>> accord.load()
    <accord.Law cpts: 5 texts>
    >>> accord.load("examples/other_agreement/rulesets").corpora
    ('cpts', 'velo')
    """
    from engine.library import load as read

    findings: list[Diagnostic] = []
    language = language_of(lang, "en", findings)
    with refusals(language):
        if findings:
            raise RefusedInput(findings)
        paths = tuple(path_of("folders", folder) for folder in folders)
        return Law(read(paths), paths, lang)


def _loaded_again(folders: Sequence[FilePath], language: Language | None) -> Law:
    """Return a law read again from its folders; what `pickle` calls in another process."""
    return load(*folders, lang=language)


def _texts(corpus: Corpus, language: Language) -> Sequence[LegalText]:
    """Return the texts of a corpus as they stand today, under the readings that nobody
    has chosen.
    """
    today = default_day()
    statuses = {status.text.id: status for status in timeline_of(corpus, today, {}).statuses(today)}
    listed = []
    for text in corpus.texts.values():
        status = statuses.get(text.id)
        listed.append(
            LegalText(
                corpus.id,
                text.id,
                text.short.in_language(language),
                text.title.in_language(language),
                {name: event.on for name, event in text.events.items() if event.on is not None},
                status.status if status else "",
                status.in_force_from if status else None,
            )
        )
    return tuple(listed)


def _name(corpus: Corpus, facts: Facts) -> str | None:
    """Return what a case is called: its first fact that is a text."""
    names = (name for name, word in corpus.vocabulary.facts.items() if word.type == "text")
    named = next((facts.values[name] for name in names if name in facts.values), None)
    return None if named is None else str(named)
