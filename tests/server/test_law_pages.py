"""The pages of the law: each article has its page, which says what the engine says; a draft is marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import escape, unescape
from importlib import metadata
from pathlib import Path
from urllib.parse import quote

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from accord.server.app import application
from accord.server.pages.law_shown import LawView
from accord.server.served_law import corpora_of
from accord.server.service import Options, Service, started
from engine.questions.consolidated import consolidated
from engine.render.side_by_side import compared
from engine.words.formats import apostrophes, long_date, typographic

ROOT = Path(__file__).parents[2]
AMOUNTS = "/fr/law/aci_2019/8"


@pytest.fixture(scope="module")
def with_folders() -> Iterator[tuple[Service, TestClient[Litestar]]]:
    folders = (ROOT / "examples/avenant_3/rulesets", ROOT / "examples/other_agreement/rulesets")
    service = started(Options(folders))
    with TestClient(application(service), raise_server_exceptions=False) as client:
        yield service, client


def words_of(page: str) -> str:
    """Return the words of a page, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def printed(text: str) -> str:
    return " ".join(typographic(apostrophes(text), "fr").split())


def test_every_article_has_a_page_with_its_provisions(
    with_folders: tuple[Service, TestClient[Litestar]],
) -> None:
    service, client = with_folders
    for corpus in corpora_of(service.laws.current.law).values():
        law = consolidated(corpus)
        for text in corpus.texts.values():
            page = client.get(f"/fr/law/{text.id}")
            assert page.status_code == 200
            for key in law.keys[text.id]:
                assert f'href="/fr/law/{key[0]}/{quote(key[1])}"' in page.text
                shown = client.get(f"/fr/law/{key[0]}/{key[1]}")
                assert shown.status_code == 200, key
                version = law.current(key)
                words = words_of(shown.text)
                for provision in law.shown(key, version, "fr").provisions if version else ():
                    assert f'id="p-{provision.id}"' in shown.text
                    assert printed(provision.says) in words, provision.address


def test_an_article_reads_as_on_the_day_and_links_all_its_versions(
    server: TestClient[Litestar], service: Service
) -> None:
    corpus = corpora_of(service.laws.current.law)["cpts"]
    key = ("aci_2019", "8")
    law = consolidated(corpus)
    assert len(law.versions[key]) > 1
    for version in law.versions[key]:
        page = server.get(f"{AMOUNTS}?on={version.start}").text
        assert {f'datetime="{each.start}"' in page for each in law.versions[key]} == {True}
        for shown in law.shown(key, version, "fr").provisions:
            assert printed(shown.says) in words_of(page)
    earlier = server.get(f"{AMOUNTS}?on=2020-01-01").text
    assert f'<li class="next"><a href="{AMOUNTS}?on={law.versions[key][0].start}#text"' in earlier


def test_two_versions_are_compared_as_the_engine_does(
    server: TestClient[Litestar], service: Service
) -> None:
    law = consolidated(corpora_of(service.laws.current.law)["cpts"])
    key = ("aci_2019", "8")
    old, new = law.current(key, date(2019, 9, 1)), law.current(key, date(2023, 1, 1))
    assert old is not None
    assert new is not None
    sides = (law.shown(key, old, "fr").provisions, law.shown(key, new, "fr").provisions)
    whole = compared(*sides, "fr")
    page = server.get(f"{AMOUNTS}?from=2019-09-01&to=2023-01-01").text
    assert page.count('<div class="pair">') == len(whole.pairs)
    gone = [part.text for old_, _ in whole.pairs if old_ for part in old_.words if part.changed]
    come = [part.text for _, new_ in whole.pairs if new_ for part in new_.words if part.changed]
    for mark, parts in (("del", gone), ("ins", come)):
        for part in parts:
            assert f"<{mark}>{escape(apostrophes(part), quote=False)}</{mark}>" in page
    # the same, asked the other way round
    assert server.get(f"{AMOUNTS}?from=2023-01-01&to=2019-09-01").text.count(
        '<div class="pair">'
    ) == len(whole.pairs)


def test_what_is_not_known_yet_does_not_count(server: TestClient[Litestar]) -> None:
    page = server.get(f"{AMOUNTS}?on=2023-01-01&known_on=2021-01-01").text
    assert "avenant 2" not in words_of(page).split("Ce qui l’a modifié")[0].casefold()
    assert "avenant 2" in words_of(server.get(f"{AMOUNTS}?on=2023-01-01").text).casefold()


@pytest.mark.parametrize("typed", ["2023-02-31", "hier", "<script>", "2023-13-01", "99999-01-01"])
def test_a_day_that_is_none_is_said_at_its_field_and_kept(
    server: TestClient[Litestar], typed: str
) -> None:
    page = server.get(AMOUNTS, params={"on": typed})
    assert page.status_code == 422
    assert f'value="{escape(typed)}"' in page.text
    assert 'aria-invalid="true"' in page.text
    assert "n’est pas un jour" in words_of(page.text)
    assert "<script>" not in page.text.replace("<script src", "")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_far_day_has_a_page(server: TestClient[Litestar], day: str) -> None:
    for name in ("on", "known_on", "from", "to"):
        assert server.get(AMOUNTS, params={name: day}).status_code == 200


def test_what_there_is_not_names_what_is_nearest(server: TestClient[Litestar]) -> None:
    page = server.get("/fr/law/aci_2019/8.9.9")
    assert page.status_code == 404
    assert "8.9.9" in page.text
    assert 'href="/fr/law/aci_2019/' in page.text
    text = server.get("/en/law/aci_2020")
    assert text.status_code == 404
    assert 'href="/en/law/aci_2019"' in text.text


def test_readings_and_words_are_all_there(server: TestClient[Litestar], service: Service) -> None:
    corpus = corpora_of(service.laws.current.law)["cpts"]
    page = words_of(server.get("/fr/law/readings").text)
    for reading in corpus.readings.values():
        assert printed(reading.question.fr) in page
        for says in reading.options.values():
            assert printed(says.fr) in page
    vocabulary = server.get("/en/law/vocabulary").text
    for name in (*corpus.vocabulary.facts, *corpus.vocabulary.lines):
        assert f"<code>{name}</code>" in vocabulary


def test_a_page_is_asked_once(server: TestClient[Litestar]) -> None:
    first = server.get(AMOUNTS)
    again = server.get(AMOUNTS, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = server.get(
        AMOUNTS.replace("/fr/", "/en/"), headers={"if-none-match": first.headers["etag"]}
    )
    assert other.status_code == 200


def test_a_page_with_a_visit_carries_it_and_is_not_kept(server: TestClient[Litestar]) -> None:
    said = {"case": "contract: {signed_on: 2020-01-15}", "query": "funding"}
    page = server.post(AMOUNTS, data=said)
    assert page.status_code == 200
    assert "signed_on" in page.text
    assert "etag" not in page.headers
    assert "signed_on" not in server.get(AMOUNTS).text.replace("contract.signed_on", "")


# --- drafts ---------------------------------------------------------------------------------------


def test_a_draft_is_marked_wherever_it_is(
    with_folders: tuple[Service, TestClient[Litestar]], server: TestClient[Litestar]
) -> None:
    service, client = with_folders
    assert service.laws.current.drafts == {"avenant_3_fictif"}
    for path in ("/fr/", "/fr/law", "/fr/law/avenant_3_fictif", "/fr/law/csp"):
        assert "qui n’est pas la loi" in words_of(client.get(path).text)
    corpus = corpora_of(service.laws.current.law)["cpts"]
    view = LawView(service.laws.current, corpus, "fr")
    drafted = {act.link.article for _, act in view.law.operations["avenant_3_fictif"] if act}
    assert drafted
    key = ("aci_2019", view.law.operations["avenant_3_fictif"][0][0].target.split("/")[1])
    page = client.get("/fr/law/" + "/".join(key)).text
    assert "issu d’un projet" in page
    assert "Le texte tel que le projet le ferait" in page
    assert "qui prendrait effet le" in client.get("/fr/law").text
    assert long_date(view.law.versions[key][-1].start, "fr") in words_of(page)
    assert "chip open" not in server.get("/fr/law").text
    assert "issu d’un projet" not in server.get("/fr/law/" + "/".join(key)).text
    # a corpus of its own is no draft
    assert "chip open" not in client.get("/fr/law/convention_velo").text


def test_an_answer_that_rests_on_a_draft_says_so(
    with_folders: tuple[Service, TestClient[Litestar]], server: TestClient[Litestar]
) -> None:
    _, client = with_folders
    case = (ROOT / "examples/avenant_3/case.yaml").read_text("utf-8")
    told = "Cette réponse repose sur un projet"
    asked = {"case": case, "on": "2026-01-01"}
    drafted = client.post("/fr/answer/funding", data=asked).text
    assert told in drafted
    assert '<span class="chip open">projet</span>' in drafted
    before = client.post(
        "/fr/answer/funding", data={"case": case, "on": "2020-06-01", "known_on": "2020-06-01"}
    ).text
    assert told not in before
    assert told not in server.post("/fr/answer/funding", data=asked).text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_operation_has_its_words_and_their_source(
    server: TestClient[Litestar], service: Service, language: str
) -> None:
    (corpus,) = corpora_of(service.laws.current.law).values()
    page = re.sub(r"\s", "", unescape(server.get(f"/{language}/law/avenant_2").text))
    operations = [
        operation
        for article in corpus.texts["avenant_2"].articles
        for operation in article.operations
    ]
    assert len(operations) > 20
    for operation in operations:
        assert re.sub(r"\s", "", operation.quote) in page, operation.id
        assert apostrophes(operation.source.at).replace(" ", "") in re.sub(r"\s", "", page)


@pytest.fixture(scope="module")
def by_case() -> Iterator[TestClient[Litestar]]:
    """Serve a law whose amendments reach each contract on its own day."""
    service = started(Options((ROOT / "tests/corpora/leases/rulesets",)))
    with TestClient(application(service), raise_server_exceptions=False) as client:
        yield client


ANNIVERSARY = (
    "from the first anniversary of the day on which the contract was signed that does not come "
    "before the entry into force (amendment 2)"
)


def test_an_article_says_for_which_cases_each_version_stands(by_case: TestClient[Litestar]) -> None:
    page = by_case.get("/en/law/leases/1?on=2024-06-01").text
    words = words_of(page)
    assert f"Applies to the cases reached by amendment 2 ({ANNIVERSARY})." in words
    assert f"Applies to the cases not reached by amendment 2 ({ANNIVERSARY})." in words
    anchors = re.findall(r' id="(p-[^"]+)"', page)
    assert len(set(anchors)) == len(anchors)  # the two versions of the amounts have each their own
    assert {"p-amounts", "p-amounts-2"} < set(anchors)
    in_french = words_of(by_case.get("/fr/law/leases/1?on=2024-06-01").text)
    assert "Vaut pour les dossiers non atteints par l’avenant 2 (à compter du premier" in in_french
    assert "Vaut pour" not in words_of(by_case.get("/fr/law/leases/1?on=2021-06-01").text)


def test_an_operation_says_which_cases_it_reaches(by_case: TestClient[Litestar]) -> None:
    rider = "from the day on which the rider to the contract was signed"
    said = f"Applies to the cases reached by amendment 3 ({rider})."
    for address in ("/en/law/leases_3", "/en/law/leases_3/1"):
        assert said in words_of(by_case.get(address).text)
    assert "Applies to" not in words_of(by_case.get("/en/law/leases_4").text)


def test_what_an_amendment_changes_for_some_cases_stands_beside_what_it_leaves_the_others(
    by_case: TestClient[Litestar],
) -> None:
    """1,200 euros for the cases reached by the second amendment, 1,000 for the others as before."""
    page = by_case.get("/en/law/leases/1?from=2023-04-30&to=2023-05-01").text
    compared = page[page.index('id="compared"') : page.index('id="text"')]
    pairs = re.findall(r'<div class="pair">(.*?)</div>\s*</div>', compared, re.S)
    assert len(pairs) == 1
    assert "€1,000" in words_of(
        pairs[0].partition('<div class="side">')[2].partition("</div><div")[0]
    )
    assert "€1,200" in words_of(compared)
    unchanged = words_of(compared.partition("<details><summary>")[2])
    assert "3 provisions unchanged" in unchanged
    assert f"Applies to the cases not reached by amendment 2 ({ANNIVERSARY})." in unchanged


def test_the_foot_of_an_article_names_the_program(server: TestClient[Litestar]) -> None:
    page = server.get(AMOUNTS).text
    assert f"Programme {metadata.version('accord')}, textes" in words_of(page)
    assert f'data-engine="{metadata.version("accord")}"' in page


def test_an_operation_says_what_becomes_of_each_part(
    with_folders: tuple[Service, TestClient[Litestar]],
) -> None:
    page = with_folders[1].get("/fr/law/avenant_3_fictif").text
    shown = re.findall(r"<p>→ (.*?)</p>", page)
    assert len(shown) >= 3
    raised = "le montant de la taille 3 passe de 17 500 € à 26 250 € (prévention : part fixe)"
    assert raised in {re.sub(r"\s", " ", said) for said in shown}


def test_the_amendment_of_an_amendment_has_nothing_to_compare() -> None:
    """An article that only amends has no versions."""
    folders = (ROOT / "tests/corpora/guild/rulesets", ROOT / "tests/corpora/guild/amendments")
    with TestClient(application(started(Options(folders)))) as client:
        page = client.get("/en/law/guild_second").text
    _, of_amendment, of_article = page.partition('class="plain operations"')[2].split(
        '<p class="over">'
    )
    assert "#compared" not in of_amendment
    assert "/en/law/guild/70?from=2022-12-31&amp;to=2023-01-01#compared" in of_article
