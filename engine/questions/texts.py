"""The text itself: an article as in force on a day with the chain of each provision, and what
changed between two days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from engine.diagnostics.bilingual import Bilingual, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.language.model import Corpus, LawTable, Remark
from engine.language.values import Scalar
from engine.law.consolidation import Timeline, timeline_of
from engine.law.enactment import Act, Change, Enacted, EnactedArticle, Key, Law
from engine.questions.answers import DiffAnswer, TextAnswer
from engine.questions.answers.cited import ActShown
from engine.questions.answers.texts import (
    ArticleEmptied,
    ArticleShown,
    BracketShown,
    OperationShown,
    ProvisionChanged,
    ProvisionRepealed,
    ProvisionShown,
    ProvisionSide,
    RowShown,
    SourceShown,
    TableShown,
    ValueChanged,
)
from engine.questions.authority import act_place
from engine.questions.effect_by_case import Standing, cases_of_act
from engine.questions.envelope import text_heading
from engine.questions.presentation import Presenter, presenter_of
from engine.questions.question import Question
from engine.words.citation import ChainLink, article_name, place_name
from engine.words.formats import written
from engine.words.labels import class_labels, display
from engine.words.parts_aloud import parts_in_words
from engine.words.rules_aloud import RulesAloud

_BASES = {
    "official_text": ("texte officiel", "official text"),
    "official_summary": ("résumé officiel", "official summary"),
    "inferred": ("déduction", "inferred"),
}


def text(corpus: Corpus, question: Question, article: str | None = None) -> TextAnswer:
    """Return the articles in force on a day, or the one named (`8`, or `accord/8` where two texts
    have one).

    Raises RefusedInput when no such article is in force that day, or an operation on it could not
    be applied.
    """
    timeline = timeline_of(corpus, question.known_on, question.readings)
    presenter = presenter_of(corpus, question.language, question.readings)
    law = _law_on(timeline, question.on)
    if article is None:
        _refuse_doubts(law)
    chosen = (
        list(law.articles.values()) if article is None else _named(law, article, timeline, question)
    )
    standing = Standing(timeline, question.on, presenter)
    return TextAnswer(
        **text_heading("text", question, corpus, presenter, timeline),
        articles=tuple(
            _article(enacted, timeline, presenter, standing)
            for enacted in chosen
            if enacted.provisions
        ),
        repealed=tuple(
            _emptied(enacted, presenter) for enacted in chosen if not enacted.provisions
        ),
    )


def diff(corpus: Corpus, question: Question, start: date, end: date) -> DiffAnswer:
    """Return what changed in the law between two days: each operation that took effect, with what
    it changed.
    """
    if end < start:
        message = sentence(
            "the second day, {end}, comes before the first, {start}.", end=end, start=start
        )
        raise RefusedInput(
            [
                Diagnostic(
                    "ACC406", message, Location("DATE"), sentence("give the earlier day first.")
                )
            ]
        )
    timeline = timeline_of(corpus, question.known_on, question.readings)
    presenter = presenter_of(corpus, question.language, question.readings)
    _law_on(timeline, start, "DATE")
    _refuse_doubts(_law_on(timeline, end, "DATE"))
    acts = [act for law in timeline.laws if start < law.start <= end for act in law.acts]
    sides = _Sides(timeline, presenter)
    return DiffAnswer(
        **text_heading("diff", question, corpus, presenter, timeline),
        from_=start,
        to=end,
        operations=tuple(_operation(act, rank, sides) for rank, act in enumerate(acts)),
    )


def _law_on(timeline: Timeline, day: date, place: str = "--on") -> Law:
    law = timeline.law_on(day)
    if law is None:
        first = timeline.laws[0].start if timeline.laws else None
        message = sentence(
            "no law is in force on {day}: no text is known on that day of knowledge.", day=day
        )
        if first:
            message = sentence(
                "no law is in force on {day}: the first text is in force from {first}.",
                day=day,
                first=first,
            )
        raise RefusedInput(
            [Diagnostic("ACC401", message, Location(place), sentence("ask about a later day."))]
        )
    return law


def _refuse_doubts(law: Law, keys: Iterable[Key] | None = None) -> None:
    """Raise RefusedInput when an operation on one of the articles (on any, where none is named)
    could not be applied.
    """
    doubts = [
        doubt for key in (law.doubts if keys is None else keys) for doubt in law.doubts.get(key, ())
    ]
    if doubts:
        from engine.source.places import placed  # nothing else of an answer needs it

        raise RefusedInput(placed(finding for doubt in doubts for finding in doubt.findings))


def _named(law: Law, wanted: str, timeline: Timeline, question: Question) -> list[EnactedArticle]:
    renumbered = [
        key
        for key, article in law.articles.items()
        if article.shown and wanted in (article.shown, f"{key[0]}/{article.shown}")
    ]
    keys = renumbered or [
        key
        for key in dict.fromkeys((*law.articles, *law.doubts))
        if wanted in _names(key, timeline.corpus)
    ]
    _refuse_doubts(law, keys)
    there = [law.articles[key] for key in keys]
    if in_force := [article for article in there if article.provisions]:
        return in_force
    if there:
        raise RefusedInput([_repealed(article, wanted, timeline, question) for article in there])
    raise RefusedInput([_not_in_force(law, wanted, timeline, question)])


def _not_in_force(law: Law, wanted: str, timeline: Timeline, question: Question) -> Diagnostic:
    later = next(
        (
            later.start
            for later in timeline.laws
            for key in later.state.changed
            if wanted in _names(key, timeline.corpus)[1:]
        ),
        None,
    )
    hint = nearest(
        wanted, {article.number for article in law.articles.values() if article.provisions}
    )
    if later and later > question.on:
        hint = sentence("it is in force from {later}.", later=later)
    message = sentence("no article `{wanted}` is in force on {on}.", wanted=wanted, on=question.on)
    return Diagnostic("ACC405", message, Location("ARTICLE"), hint)


def _names(key: Key, corpus: Corpus) -> tuple[str, ...]:
    """How an article may be asked for: by its text, by its number, alone or after its text, and as
    it is cited where it has no number.
    """
    short = corpus.texts[key[0]].named.get(key[1]) if key[0] in corpus.texts else None
    return (key[0], key[1], "/".join(key), *((short.fr, short.en) if short else ()))


def _repealed(
    article: EnactedArticle, wanted: str, timeline: Timeline, question: Question
) -> Diagnostic:
    """Return the finding for an article of which nothing is left. It names the act that took the
    rest away.
    """
    by = article.last
    eve = by.on - timedelta(days=1)
    text = timeline.corpus.texts[article.text]
    named = Bilingual(
        article_name(article.number, "fr", text.named),
        article_name(article.number, "en", text.named),
    )
    message = sentence(
        (
            "no article `{wanted}` is in force on {on}: {text}, {article} is repealed by {act}, "
            "since {since}."
        ),
        wanted=wanted,
        on=question.on,
        text=text.short,
        article=named,
        act=Bilingual(by.display("fr"), by.display("en")),
        since=by.on,
    )
    return Diagnostic(
        "ACC409",
        message,
        Location("ARTICLE"),
        sentence("it is readable at an earlier day: `--on {eve}`.", eve=eve),
    )


def _article(
    article: EnactedArticle, timeline: Timeline, presenter: Presenter, standing: Standing
) -> ArticleShown:
    text = presenter.corpus.texts[article.text]
    return ArticleShown(
        text=article.text,
        text_short=presenter.say(text.short),
        number=article.number,
        name=article_name(article.cited, presenter.language, text.named),
        title=presenter.say(article.title),
        provisions=tuple(
            provision(enacted, timeline.until(enacted), presenter, standing.cases(enacted))
            for enacted in standing.of_article(article)
        ),
        repealed=tuple(
            ProvisionRepealed(id=id_, **_link(link, presenter))
            for id_, link in article.removed.items()
            if link.verb == "repealed"
        ),
    )


def _emptied(article: EnactedArticle, presenter: Presenter) -> ArticleEmptied:
    """An article of which nothing is left, with the act that took the rest of it away."""
    short = presenter.say(presenter.corpus.texts[article.text].short)
    return ArticleEmptied(text_short=short, number=article.number, **_link(article.last, presenter))


def provision(
    enacted: Enacted, until: date | None, presenter: Presenter, stands_for: str | None = None
) -> ProvisionShown:
    """Return a provision in one version: its sentence, its rule in words, its table, its chain and
    its source; `stands_for`: the cases for which it stands, where it does not for all.
    """
    provision, language = enacted.provision, presenter.language
    document = _document(presenter.corpus, provision.source.document)
    return ProvisionShown(
        address=provision.address,
        id=provision.id,
        place=place_name(provision.place, language),
        kind="rule" if provision.rule else "table" if provision.table else "norm",
        says=presenter.say(provision.says),
        quote=provision.quote,
        in_words=in_words(enacted, presenter),
        values={name: written(value, "", language) for name, value in provision.values.items()},
        value_labels=presenter.value_names(provision.values),
        table=table(provision.table, presenter) if provision.table else None,
        from_=enacted.since,
        since=enacted.since,
        until=until,
        stands_for=stands_for,
        notes=tuple(_note(remark, presenter) for remark in provision.notes) or None,
        chain=tuple(ActShown(**_link(link, presenter)) for link in enacted.citation.chain),
        source=SourceShown(
            document=provision.source.document,
            title=document.get("title", {}).get(language, ""),
            at=provision.source.at,
        ),
        basis=provision.basis,
        basis_label=presenter.either(*_BASES[provision.basis]),
        repeats=tuple(provision.repeats),
        citations=(presenter.citation(enacted),),
    )


def _note(remark: Remark, presenter: Presenter) -> str:
    """Return a remark, with the condition under which it is made."""
    says = presenter.say(remark.says)
    if remark.when is None:
        return says
    condition = presenter.aloud.condition(remark.when)
    return presenter.either(f"{says} (si : {condition})", f"{says} (if: {condition})")


def table(law_table: LawTable, presenter: Presenter) -> TableShown:
    """Return a table: rows and printed totals, or brackets."""
    called = f"{presenter.say(law_table.column)} " if law_table.column else ""
    labels = _classes(law_table.columns, presenter)
    printed = {name: cells for name, (_, cells) in law_table.totals.items()}
    return TableShown(
        unit=law_table.unit,
        columns=tuple(
            label or f"{called}{name}"
            for name, label in zip(law_table.columns, labels, strict=True)
        ),
        rows=tuple(_row(name, cells, presenter) for name, cells in law_table.rows.items()),
        totals=tuple(_row(name, cells, presenter) for name, cells in printed.items()),
        brackets=tuple(_brackets(law_table, presenter)),
    )


def _row(name: str, cells: Iterable[Scalar], presenter: Presenter) -> RowShown:
    return RowShown(name=name, label=presenter.line(name), cells=tuple(map(str, cells)))


def _classes(names: Sequence[Scalar], presenter: Presenter) -> list[str]:
    return class_labels(names, presenter.corpus.vocabulary, presenter.language)


def _brackets(law_table: LawTable, presenter: Presenter) -> Iterator[BracketShown]:
    low, above = "", False
    labels = _classes([name for _, _, name in law_table.brackets], presenter)
    for (limit, included, name), label in zip(law_table.brackets, labels, strict=True):
        shown = "" if limit is None else display(limit, None, presenter.language)
        yield BracketShown(
            label=_between(low, shown, presenter, included=(above, included)),
            is_=label or str(name),
        )
        low, above = shown, included


def _between(low: str, high: str, presenter: Presenter, *, included: tuple[bool, bool]) -> str:
    """Return the limits of a bracket in words, « de 40 000 à moins de 80 000 ».

    `included` says whether the bracket below has the lower limit, and this one the upper.
    """
    above, with_high = included
    if not high and not low:
        return ""
    if not high:
        return presenter.either(
            f"plus de {low}" if above else f"{low} ou plus",
            f"above {low}" if above else f"{low} or more",
        )
    least = presenter.either(
        f"plus de {low} et " if above else f"de {low} à ",
        f"above {low} and " if above else f"from {low} to ",
    )
    most = presenter.either(
        f"{high} au plus" if with_high else f"moins de {high}",
        f"{high} at most" if with_high else f"less than {high}",
    )
    return f"{least if low else ''}{most}"


def _document(corpus: Corpus, name: str) -> Mapping[str, Any]:
    return next(
        (text.documents[name] for text in corpus.texts.values() if name in text.documents), {}
    )


def _link(link: ChainLink, presenter: Presenter) -> dict[str, Any]:
    """Return the fields that say what an act did, where it stands, and how it is cited."""
    display = link.display(presenter.language)
    return {"verb": link.verb, **act_place(link), "on": link.on, "display": display}


# --- differences ----------------------------------------------------------------------------------


def _operation(act: Act, rank: int, sides: _Sides) -> OperationShown:
    """Return an act: what it is, and each provision that it added, changed or removed, before and
    after.
    """
    link, presenter = act.link, sides.presenter
    into_force = presenter.either("entrée en vigueur", "entry into force")
    return OperationShown(
        display=link.display(presenter.language),
        operation=link.operation,
        verb=link.verb,
        says=presenter.say(act.operation.says) if act.operation else into_force,
        on=link.on,
        order=rank,
        stands_for=cases_of_act(act, presenter),
        changes=tuple(
            _change(change, link.on, sides)
            for change in sides.changes(act)
            if not _only_completed(change)
        ),
        parts=parts_changed(act, presenter),
    )


class _Sides:
    """What an act finds and what it leaves, for all cases and for those that other texts have not
    reached.
    """

    def __init__(self, timeline: Timeline, presenter: Presenter) -> None:
        self.timeline, self.presenter = timeline, presenter
        self._standing: dict[date, Standing] = {}

    def changes(self, act: Act) -> Iterator[Change]:
        """Yield what an act changes, then what it changes for the cases of which the law was
        another, provision by provision.
        """
        told: set[tuple[int, int]] = set()
        for change in (*act.changes, *self._of_other_cases(act)):
            sides = (id(change.before), id(change.after))
            if sides not in told:
                told.add(sides)
                yield change

    def _of_other_cases(self, act: Act) -> Iterator[Change]:
        for without in self.timeline.sets_by_case[1:]:
            law = self.timeline.law_on(act.link.on, without)
            for other in law.acts if law and law.start == act.link.on else ():
                if _place(other) == _place(act):
                    yield from other.changes

    def cases(self, enacted: Enacted, day: date) -> str | None:
        """Return the cases for which a version stands on a day, None where it does for all."""
        if not self.timeline.by_case:
            return None
        if day not in self._standing:
            self._standing[day] = Standing(self.timeline, day, self.presenter)
        return self._standing[day].cases(enacted)


def _place(act: Act) -> tuple[str, str, str]:
    """What tells an act of a day apart, whatever the law that it amends."""
    return act.link.text, act.link.article, act.link.operation


def parts_changed(act: Act, presenter: Presenter) -> tuple[str, ...]:
    """Return what becomes of each part that an operation changes, in words."""
    said = (
        said
        for change in act.changes
        if act.operation and act.operation.parts and change.before and change.after
        for said in parts_in_words(
            act.operation,
            change.before.provision,
            change.after.provision,
            presenter.corpus.vocabulary,
            presenter.language,
        )
    )
    return tuple(dict.fromkeys(said))


def _only_completed(change: Change) -> bool:
    """Whether a provision is what it was, and another was only put after it."""
    return bool(
        change.before and change.after and change.before.provision is change.after.provision
    )


def _change(change: Change, on: date, sides: _Sides) -> ProvisionChanged:
    old, new, presenter = change.before, change.after, sides.presenter
    shown = new or old
    assert shown is not None  # one of the two is there
    return ProvisionChanged(
        address=change.address,
        display=shown.citation.display(presenter.language),
        change="added" if old is None else "removed" if new is None else "changed",
        before=None if old is None else _side(old, on - timedelta(days=1), sides),
        after=None if new is None else _side(new, on, sides),
        values=tuple(_values(old, new, presenter)),
        citations=(presenter.citation(shown),),
    )


def _side(enacted: Enacted, day: date, sides: _Sides) -> ProvisionSide:
    return ProvisionSide(
        says=sides.presenter.say(enacted.provision.says),
        from_=enacted.since,
        until=sides.timeline.until(enacted),
        in_words=in_words(enacted, sides.presenter),
        stands_for=sides.cases(enacted, day),
    )


def in_words(enacted: Enacted, presenter: Presenter) -> str | None:
    """Return the rule of a provision read aloud, None for a provision that is no rule."""
    rule, corpus = enacted.provision.rule, presenter.corpus
    if rule is None:
        return None
    # Under no reading: the rule is read with all its options.
    aloud = RulesAloud(
        corpus.vocabulary,
        corpus.readings,
        presenter.language,
        texts=corpus.texts,
        occasions=corpus.occasions,
    )
    return aloud.rule(rule)


def _values(
    old: Enacted | None, new: Enacted | None, presenter: Presenter
) -> Iterator[ValueChanged]:
    before, after = _flat(old, presenter), _flat(new, presenter)
    for name in dict.fromkeys((*before, *after)):
        was, is_ = before.get(name), after.get(name)
        if was is None or is_ is None or was.value != is_.value:
            figure = is_ or was
            yield ValueChanged(
                name=name,
                label=figure.label if figure else "",
                before=_shown(was, presenter) if was else None,
                after=_shown(is_, presenter) if is_ else None,
            )


class _Figure(Struct, frozen=True):
    """A named value of a provision (its name is put into words by the rendering), or a figure of
    its table with its label.
    """

    label: str
    value: Any
    unit: str


def _shown(figure: _Figure, presenter: Presenter) -> str:
    return written(figure.value, "EUR" if figure.unit == "EUR" else "", presenter.language)


def _flat(enacted: Enacted | None, presenter: Presenter) -> dict[str, _Figure]:
    """The named values of a provision and the figures of its table, by name."""
    if enacted is None:
        return {}
    labels = presenter.value_names(enacted.provision.values)
    figures = {
        name: _Figure(labels.get(name, ""), value, "")
        for name, value in enacted.provision.values.items()
    }
    law_table = enacted.provision.table
    if law_table:
        shown = table(law_table, presenter)
        for row, cells in zip(shown.rows, law_table.rows.values(), strict=True):
            for column, called, cell in zip(law_table.columns, shown.columns, cells, strict=True):
                figures[f"{row.name} [{column}]"] = _Figure(
                    f"{row.label}, {called}", cell, law_table.unit
                )
        for (limit, included, name), bracket in zip(
            law_table.brackets, shown.brackets, strict=True
        ):
            bound = f"{'≤' if included else '<'} {limit}" if limit is not None else ""
            figures[f"[{name}]"] = _Figure(bracket.is_, bound, "")
    return figures
