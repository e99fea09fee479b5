"""One page per text that amends others: when it took effect, what it changes on the example, and
its operations in order, each with what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby

from docpages.asking import DAY, EXAMPLE, EXAMPLES
from docpages.examples import Outcome, changes, outcome, signed, sums
from docpages.law import EVERYTHING_KNOWN, Consolidated, consolidated, key_of, page_of
from docpages.provisions import linked_act, side_by_side, stands_for
from docpages.sources import document, identity
from docpages.writing import code, colon, either, folded, html, link, page, said, table
from engine.diagnostics.bilingual import Language
from engine.language.model import PAST, Corpus, LegalText, Operation
from engine.law.consolidation import counting_event
from engine.law.enactment import Act, Enacted
from engine.questions.answers.texts import ProvisionShown
from engine.questions.effect_by_case import cases_of_act
from engine.questions.presentation import Presenter
from engine.questions.texts import parts_changed, provision
from engine.render.wording import word_or
from engine.words.citation import article_name
from engine.words.formats import long_date, money, typographic, upper_first
from engine.words.labels import event_label, group_label


def page_of_amendment(text: str) -> str:
    """Return the name of the page of a text that amends."""
    return f"amendments/{text}"


def amendment_pages(corpora: Mapping[str, Corpus], language: Language) -> dict[str, str]:
    """Return a page per text that amends others, and their index."""
    found: dict[str, str] = {}
    rows = []
    for corpus in corpora.values():
        law = consolidated(corpus)
        for text in corpus.texts.values():
            if not text.amends:
                continue
            name = page_of_amendment(text.id)
            found[name] = _amendment(law, text, language)
            label = said(upper_first(text.short.in_language(language)), language)
            days = sorted(day for _, day in law.effects(text) if day)
            rows.append(
                (
                    link(label, name, at="amendments/index"),
                    ", ".join(
                        said(corpus.texts[one].short.in_language(language), language)
                        for one in text.amends
                    ),
                    long_date(days[0], language) if days else "",
                    str(len(law.operations[text.id])),
                )
            )
    heads = either(
        language, "avenant|modifie|à compter du|modifications", "amendment|amends|from|operations"
    )
    return found | {
        "amendments/index": page(
            either(language, "# Avenants", "# Amendments"),
            either(
                language,
                "Chaque avenant : ce qu’il change sur l’exemple, puis ses modifications, une à une.",
                "Each amendment: what it changes on the example, then its operations, one by one.",
            ),
            table(heads.split("|"), rows, figures_from=3),
        )
    }


def _amendment(law: Consolidated, text: LegalText, language: Language) -> str:
    return page(
        f"# {said(upper_first(text.short.in_language(language)), language)}",
        identity(text, language),
        *_impact(law, text, language),
        *_days(law, text, language),
        *_operations(law, text, language),
        *_documents(law, text, language),
        f"## {either(language, 'Interroger avec cet avenant', 'Ask with this amendment')} {{ #ask }}",
        code("\n".join(f"accord {line} --lang {language}" for line in asked(law, text)), "sh"),
    )


def asked(law: Consolidated, text: LegalText) -> list[str]:
    """Return the questions that show what an amendment changes, without their language."""
    lines = [
        f"diff {day - timedelta(days=1)} {day}"
        for day in sorted({day for _, day in law.effects(text) if day})
    ]
    eve = _eve(law, text)
    if eve:
        lines += [f"funding {EXAMPLE} --on {DAY} --known-on {eve}"]
    return [*lines, f"funding {EXAMPLE} --on {DAY}"]


def _eve(law: Consolidated, text: LegalText) -> date | None:
    """Return the last day on which a text did not count as law yet."""
    event = counting_event(text)
    day = law.timeline.event_date(text.id, event) if event else None
    return day - timedelta(days=1) if day else None


# --- on the example --------------------------------------------------------------------------------


def _impact(law: Consolidated, text: LegalText, language: Language) -> Iterator[str]:
    """Yield what the text changes on the examples: the answer as it was known on the eve, and as
    it is."""
    eve = _eve(law, text)
    if eve is None:
        return
    yield f"## {either(language, 'Ce qu’il change sur les exemples', 'What it changes on the examples')} {{ #impact }}"
    for example in EXAMPLES:
        without, with_ = outcome((), eve, example), outcome((), EVERYTHING_KNOWN, example)
        if without is not None and with_ is not None:
            yield from _impact_on(law, text, example, (without, with_), language)
    told = either(
        language,
        f"« Sans lui » est la réponse telle qu’elle était connue le {long_date(eve, language)}, la veille du jour où il compte comme loi.",
        f"Without it is the answer as it was known on {long_date(eve, language)}, the eve of the day from which it counts as law.",
    )
    yield f"{told}\n{{: .source }}"


def _impact_on(
    law: Consolidated,
    text: LegalText,
    example: str,
    sides: tuple[Outcome, Outcome],
    language: Language,
) -> Iterator[str]:
    """Yield what the text changes on one example, the answers without it and with it: the sums as
    a table, the rest folded."""
    without, with_ = sides
    difference = signed(with_.total - without.total, language)
    yield either(
        language,
        f"`{example}`, au {long_date(DAY, language)}{colon(language)}**{money(with_.total, language)}** avec lui, "
        f"{money(without.total, language)} sans lui, soit **{difference}**.",
        f"`{example}`, on {long_date(DAY, language)}{colon(language)}**{money(with_.total, language)}** with it, "
        f"{money(without.total, language)} without it: **{difference}**.",
    )
    heads = either(
        language, "droit|sans lui|avec lui|différence|par", "right|without it|with it|difference|by"
    )
    rows = sums(law, without, with_, page_of_amendment(text.id), language)
    if rows:
        yield table(heads.split("|"), rows, figures_from=1, figures_until=4)
    told = changes(law, without, with_, language)[len(rows) :]
    if told:
        title = either(
            language,
            f"Ce qui change d’autre : {len(told)} dates, droits ouverts et obligations",
            f"What else changes: {len(told)} dates, benefits and duties",
        )
        yield folded(html(typographic(title, language)), "\n".join(f"- {one}" for one in told))


# --- days ------------------------------------------------------------------------------------------


def _days(law: Consolidated, text: LegalText, language: Language) -> Iterator[str]:
    yield f"## {either(language, 'Ses dates', 'Its dates')} {{ #dates }}"
    rows = [
        (
            said(upper_first(event_label(text, event.name, language)), language),
            long_date(event.on, language)
            if event.on
            else either(language, "non connue", "not known"),
            said(event.note.in_language(language), language) if event.note else "",
        )
        for event in text.events.values()
    ]
    in_force = either(language, "Prend effet", "Takes effect")
    for group, day in law.effects(text):
        label = group_label(text, group, language)
        rows.append(
            (
                f"**{in_force}**" + (f"{colon(language)}{said(label, language)}" if label else ""),
                f"**{long_date(day, language)}**"
                if day
                else either(language, "non connue", "not known"),
                "",
            )
        )
    yield table(either(language, "acte|date|remarque", "act|date|note").split("|"), rows)


# --- operations ------------------------------------------------------------------------------------


def _operations(law: Consolidated, text: LegalText, language: Language) -> Iterator[str]:
    listed = law.operations[text.id]
    count = len(listed)
    title = (
        either(language, f"Ses {count} modifications", f"Its {count} operations")
        if count > 1
        else either(language, "Sa modification", "Its operation")
    )
    yield f"## {title} {{ #operations }}"
    presenter = Presenter(law.corpus, language, {})
    at = page_of_amendment(text.id)
    for number, group in groupby(listed, key=lambda one: one[0].article):
        key = (text.id, number)
        name = link(
            said(upper_first(article_name(number, language, text.named)), language),
            page_of(key),
            at=at,
        )
        yield f"### {name}{colon(language)}{said(law.title(key, language), language)}"
        for operation, act in group:
            yield _operation(law, operation, act, presenter, at)


def _operation(
    law: Consolidated, operation: Operation, act: Act | None, presenter: Presenter, at: str
) -> str:
    language = presenter.language
    target = key_of(operation.target)
    verb = word_or("verb", PAST[operation.verb], language)
    dash = either(language, f"tiret {operation.indent}", f"indent {operation.indent}")
    point = ", ".join(part for part in (operation.point, dash if operation.indent else "") if part)
    where = linked_act(law, target, law.named(target, language), at, language)
    since = (
        either(language, "à compter du ", "from ") + long_date(act.link.on, language)
        if act
        else either(language, "pas encore en vigueur", "not in force yet")
    )
    head = f"{f'**{said(point, language)}** · ' if point else ''}{where} · {verb} · {since}"
    anchor = f"{operation.article.replace(' ', '-')}-{operation.id}"
    blocks = [
        f"{head}\n{{: #{anchor} .operation }}",
        said(operation.says.in_language(language), language),
    ]
    if act:
        blocks += [f"→ {said(part, language)}" for part in parts_changed(act, presenter)]
        cases = cases_of_act(act, presenter)
        blocks += [stands_for(cases, language)] if cases else []
        blocks.append(_changed(law, act, presenter))
    return "\n\n".join(blocks)


def _changed(law: Consolidated, act: Act, presenter: Presenter) -> str:
    """Return what an operation changed, before and after, folded where it is long."""
    language = presenter.language
    changed = [
        change
        for change in act.changes
        if not (
            change.before and change.after and change.before.provision is change.after.provision
        )
    ]
    before = [_shown(law, change.before, presenter) for change in changed if change.before]
    after = [_shown(law, change.after, presenter) for change in changed if change.after]
    heads = either(language, "Avant", "Before"), either(language, "Après", "After")
    title = either(
        language, "Ce que cela change, avant et après", "What this changes, before and after"
    )
    shown = side_by_side(before, after, heads, language).replace("\n", "")
    return f'<details class="changed"><summary>{title}</summary>{shown}</details>'


def _shown(law: Consolidated, enacted: Enacted, presenter: Presenter) -> ProvisionShown:
    return provision(enacted, law.timeline.until(enacted), presenter)


# --- sources ---------------------------------------------------------------------------------------


def _documents(law: Consolidated, text: LegalText, language: Language) -> Iterator[str]:
    if not text.documents:
        return
    yield f"## {either(language, 'Ses sources', 'Its sources')} {{ #sources }}"
    heads = either(language, "document|publié par|le", "document|published by|on").split("|")
    yield table(heads, (document(law.corpus, name, language) for name in text.documents))
