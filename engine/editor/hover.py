"""What an editor shows of a name or a provision: what it is called, the rule read aloud, the
history of the provision. Markdown, in one language.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.diagnostics.bilingual import Language, sentence
from engine.editor import roles
from engine.editor.mentions import ADDRESS, Mention, family_of
from engine.editor.names import names_of
from engine.language.model import Corpus, Provision, provisions_of
from engine.language.operators import OPERATORS, WRITTEN
from engine.law.enactment import Enacted
from engine.questions.consolidated import consolidated
from engine.words.fact_types import SAID
from engine.words.formats import long_date
from engine.words.labels import word_of
from engine.words.rules_aloud import RulesAloud


def of_name(mention: Mention, corpus: Corpus, language: Language) -> str:
    """Return what is shown of a name, empty for one that the corpus does not have."""
    if mention.family == ADDRESS:
        shown = [
            of_provision(provision, corpus, language)
            for provision in _at_address(mention.name, corpus)
        ]
        if shown:
            return shown[-1]
    if mention.family == roles.FACT:
        return _fact(mention.name, corpus, language)
    known = names_of(corpus, language)
    for role in (mention.role, *(role for role in known if family_of(role) == mention.family)):
        found = known.get(role, {}).get(mention.name)
        if found is not None:
            says = f"\n\n{found.says}" if found.says else ""
            return f"**{found.label}** `{mention.name}`{says}"
    return ""


def of_operator(word: str, language: Language) -> str:
    """Return what an operator means, empty for any other word."""
    if word not in WRITTEN:
        return ""
    return f"`{word}`: {OPERATORS[word].says[language == 'en']}"


def _fact(name: str, corpus: Corpus, language: Language) -> str:
    word = word_of(name, corpus.vocabulary)
    known = names_of(corpus, language)[roles.FACT].get(name)
    if known is None:
        return ""
    lines = [f"**{known.label}** `{name}`"]
    if known.says:
        lines.append(known.says)
    if word is not None:
        kind = SAID[word.type].called[language == "en"]
        unit = f" ({word.unit})" if word.unit else ""
        derived = (
            sentence("worked out by a rule") if word.derived else sentence("given by the case")
        )
        lines.append(f"*{kind}{unit}, {derived.in_language(language)}*")
        lines.append(
            "\n".join(
                f"- `{key}`: {label.in_language(language)}" for key, label in word.values.items()
            )
        )
    return "\n\n".join(filter(None, lines))


def _at_address(address: str, corpus: Corpus) -> Iterator[Provision]:
    for provision in provisions_of(corpus.texts.values()):
        if provision.address == address:
            yield provision


def of_provision(provision: Provision, corpus: Corpus, language: Language) -> str:
    """Return a provision: what it says, its rule read aloud, its versions."""
    lines = [f"**{provision.address}**", provision.says.in_language(language)]
    if provision.rule is not None:
        aloud = RulesAloud(
            corpus.vocabulary,
            corpus.readings,
            language,
            texts=corpus.texts,
            occasions=corpus.occasions,
        )
        lines.append(f"> {aloud.rule(provision.rule)}")
    versions = history(provision.address, corpus, language)
    if versions:
        lines.append("\n".join(f"- {version}" for version in versions))
    return "\n\n".join(lines)


def history(address: str, corpus: Corpus, language: Language) -> list[str]:
    """Return the versions of a provision in order: the days between which each is in force, and how
    it is cited.
    """
    laws = consolidated(corpus).timeline.laws
    versions: list[tuple[date, date | None, Enacted]] = []
    for law in laws:
        enacted = law.provisions.get(address)
        if enacted is None:
            continue
        if versions and versions[-1][2] is enacted:
            versions[-1] = (versions[-1][0], law.end, enacted)
        else:
            versions.append((law.start, law.end, enacted))
    return [_version(start, end, one, language) for start, end, one in versions]


def _version(start: date, end: date | None, enacted: Enacted, language: Language) -> str:
    first = long_date(start, language)
    cited = enacted.citation.display(language)
    if end is None or end == date.max:
        said = sentence("since {first}: {cited}", first=first, cited=cited)
    else:
        last = long_date(end, language)
        said = sentence(
            "from {first} until {last} (excluded): {cited}", first=first, last=last, cited=cited
        )
    return said.in_language(language)
