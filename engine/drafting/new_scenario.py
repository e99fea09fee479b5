"""A first scenario of a corpus: it holds whatever the law says, until its author asks more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from engine.diagnostics.bilingual import Language, Sentence, sentence
from engine.drafting.case_file import modeline
from engine.drafting.empty_case import remarks
from engine.drafting.quoted import quoted
from engine.language.model import Corpus
from engine.words.labels import name_label


def new_scenario(
    corpus: Corpus,
    id_: str,
    language: Language,
    folder: Path,
    day: date,
    rulesets: tuple[str, ...],
) -> str:
    """Return a file with one scenario on a day, for `folder`; `rulesets` are the folders of its
    texts, from there.

    Of a case of which nothing is known it expects that no benefit is said to be open: that holds by
    construction. Of a corpus without benefits, that no sum is due.
    """
    benefit = next(iter(corpus.vocabulary.benefits), "")
    lines = [modeline("scenario", folder), *remarks(_HEAD, language), "scenarios:"]
    lines += [f"  - scenario: {id_}", f"    title: {quoted(_title(corpus, benefit, language))}"]
    lines += [f"    because: {quoted(_BECAUSE.in_language(language))}"]
    if rulesets:
        lines.append(f"    rulesets: [{', '.join(map(quoted, rulesets))}]")
    lines += [f"    {line}" for line in remarks(_CASE, language)]
    lines.append(f"    case: {{corpus: {corpus.id}}}")
    lines += [f"    {line}" for line in remarks(_QUESTION, language)]
    lines += _asked(benefit, day)
    lines += [f"      {line}" for line in remarks(_MORE, language)]
    lines.append(f"      # {_EXAMPLE}")
    return "\n".join(lines) + "\n"


_HEAD = (
    sentence("A scenario asks one question of one case, and says what must be answered."),
    sentence("Work the expected figure out by hand from the text, and say how in `because`."),
    sentence("Never paste what the engine answers: it would then only agree with itself."),
)
_BECAUSE = sentence("Nothing is known of the case, and what is not known is never met.")
_CASE = (sentence("The facts of the case, as in a file of a case; here none is known yet."),)
_QUESTION = (
    sentence("query: eligibility, calendar, funding, duties, text or diff; on: the day."),
    sentence("Take the day before, the day and the day after each threshold and each date."),
)
_EXAMPLE = 'benefits: [{benefit: …, outcome: eligible, citations: ["…, art. …"]}]'
_MORE = (
    sentence("`absent` is what must not be answered. Beside it, write what must be, for example:"),
)


def _title(corpus: Corpus, benefit: str, language: Language) -> str:
    if not benefit:
        return _NOTHING_DUE.in_language(language)
    labels = corpus.vocabulary.benefits
    called = name_label(labels, benefit, corpus.vocabulary, language)
    said: Sentence = sentence(
        "Nothing is known of the case: “{benefit}” is not open.", benefit=called
    )
    return said.in_language(language)


_NOTHING_DUE = sentence("Nothing is known of the case: nothing is paid.")


def _asked(benefit: str, day: date) -> list[str]:
    on = f'on: "{day.isoformat()}"'
    if benefit:
        return [
            f"    question: {{query: eligibility, benefit: {benefit}, {on}}}",
            "    expect:",
            f"      absent: {{benefits: [{{benefit: {benefit}, outcome: eligible}}]}}",
        ]
    return [f"    question: {{query: funding, {on}}}", "    expect:", "      payments: []"]
