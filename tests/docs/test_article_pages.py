"""The pages of articles: the text first, each version whole, two versions side by side, what stands
on what, and commands that work."""

from __future__ import annotations

import re
import shlex
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from docpages import generated
from docpages.amendments import amendment_pages
from docpages.articles import article_pages
from docpages.asking import asked
from docpages.cited_by import every_scenario
from docpages.law import (
    EVERYTHING_KNOWN,
    consolidated,
    page_of,
    page_of_comparison,
    page_of_version,
)
from docpages.writing import LANGUAGES, path_of

from engine.diagnostics.bilingual import Language
from engine.library import load
from engine.questions.question import Question
from engine.questions.texts import text
from engine.render.side_by_side import Words, paired, words_compared

ROOT = Path(__file__).parent.parent.parent
LAWS = [consolidated(corpus) for corpus in load().values()]
KEYS = [(law, key) for law in LAWS for keys in law.keys.values() for key in keys]
AMOUNTS = ("aci_2019", "8")


def page(name: str, language: Language = "en") -> str:
    return generated()[path_of(name, language)]


def headings(shown: str) -> list[str]:
    return re.findall(r"^## .*\{ #([\w-]+) \}$", shown, re.M)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_opens_with_its_text_and_goes_on_in_a_fixed_order(language: Language) -> None:
    assert headings(page(page_of(AMOUNTS), language)) == [
        "text",
        "versions",
        "amended-by",
        "used-by",
        "uses",
        "scenarios",
        "sources",
        "ask",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_provision_in_force_stands_under_its_own_anchor(language: Language) -> None:
    for law, key in KEYS:
        version = law.current(key)
        if version is None:
            continue
        anchors = re.findall(
            r'^<div class="provision".* id="(\w+)">$', page(page_of(key), language), re.M
        )
        assert anchors == [one.provision.id for one in version.article.provisions]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_version_is_whole_on_a_page_of_its_own(language: Language) -> None:
    several = [(law, key) for law, key in KEYS if len(law.versions.get(key, ())) > 1]
    assert len(several) > 5
    for law, key in several:
        article = page(page_of(key), language)
        for version in law.versions[key]:
            shown = page(page_of_version(key, version.start), language)
            assert f"{version.start}{'.md'}" in article
            for enacted in version.article.provisions:
                assert f'id="{enacted.provision.id}"' in shown


def test_two_versions_are_side_by_side_with_the_words_that_change_marked() -> None:
    shown = page(page_of_comparison(AMOUNTS), "fr")
    assert "{ #from-2019-08-25-to-2022-04-01 }" in shown
    assert '<div class="side old">' in shown
    sides = words_compared("Le délai est de 24 heures.", "Le délai est de 48 heures.", "fr")
    assert [[part.text for part in side if part.changed] for side in sides] == [["24"], ["48"]]
    assert [*words_compared("a < b", "", "en")] == [(Words("a < b"),), (Words(""),)]
    assert "<del>" in shown
    assert "<ins>" in shown


def test_no_provision_is_lost_between_two_versions() -> None:
    for law, key in KEYS:
        for old, new in pairwise(law.versions.get(key, ())):
            sides = [law.shown(key, version, "en").provisions for version in (old, new)]
            pairs = list(paired(*sides))
            for rank in (0, 1):
                ids = [pair[rank].id for pair in pairs if pair[rank] is not None]
                assert sorted(ids) == sorted(one.id for one in sides[rank])


def test_what_stands_on_an_article_is_told_from_both_sides() -> None:
    sizes, amounts = page("articles/aci_2019/7-1"), page(page_of(AMOUNTS))
    assert "[CPTS agreement, art. 8](8.md) | uses “size of the community”" in sizes
    assert "[CPTS agreement, art. 7.1](7-1.md) | uses “size of the community”" in amounts
    assert "sets when the rights are paid" in amounts


def test_the_amendment_and_what_it_amends_lead_to_each_other() -> None:
    assert "[amendment 2, art. 4, 2°](../avenant_2/4.md)" in page(page_of(AMOUNTS))
    assert "[CPTS agreement, art. 8](../aci_2019/8.md)" in page("articles/avenant_2/4")


def test_an_amending_article_has_the_scenarios_that_cite_what_it_made() -> None:
    shown = page("articles/avenant_2/4")
    count = re.search(r"^(\d+) in all", shown, re.M)
    assert count
    assert int(count[1]) > 50


def test_the_articles_of_a_text_follow_each_other() -> None:
    for law in LAWS:
        for keys in law.keys.values():
            for key, following in pairwise(keys):
                name = page_of(following).rpartition("/")[2]
                assert f"→]({name}.md)" in page(page_of(key))


def test_the_commands_of_each_article_work() -> None:
    for law, key in KEYS:
        for line in asked(law, key):
            command, *rest = shlex.split(line)
            if command == "text":
                name, _, day = rest
                question = Question(date.fromisoformat(day), EVERYTHING_KNOWN, "en")
                articles = text(law.corpus, question, name).articles
                assert len(articles) == 1, line
            elif command == "diff":
                assert date.fromisoformat(rest[0]) < date.fromisoformat(rest[1])
            else:
                assert (ROOT / rest[0]).is_file()


def test_a_source_is_linked_only_where_the_texts_give_its_address() -> None:
    known = {
        address
        for law in LAWS
        for legal in law.corpus.texts.values()
        for address in (
            *(one["url"] for one in legal.documents.values() if "url" in one),
            *legal.identifiers.values(),
        )
    }
    links = {
        found
        for _, key in KEYS
        for found in re.findall(r"\]\((https?://[^)]*)\)", page(page_of(key)))
    }
    assert links
    assert [one for one in links if not any(one.endswith(address) for address in known)] == []


def test_each_scenario_has_a_title_in_each_language() -> None:
    scenarios = every_scenario(ROOT / "scenarios")
    assert len(scenarios) > 800
    assert [one.id for one in scenarios if one.title.fr == one.title.en] == []


def test_a_law_that_reaches_cases_one_by_one_says_for_which_each_version_stands() -> None:
    leases = {"leases": load((ROOT / "tests/corpora/leases/rulesets",))["leases"]}
    rider = "à compter du jour de signature de l’avenant au contrat"
    reached = f"Vaut pour les dossiers atteints par l’avenant 3 ({rider})."
    shown = article_pages(leases, ROOT / "scenarios", "fr")["articles/leases/1"]
    assert reached in shown
    anchors = re.findall(r'^<div class="provision" markdown="1" id="([^"]+)">$', shown, re.M)
    assert len(set(anchors)) == len(anchors)
    operations = amendment_pages(leases, "fr")
    assert reached in operations["amendments/leases_3"]
    assert "Vaut pour" not in operations["amendments/leases_4"].partition("#operations")[2]
