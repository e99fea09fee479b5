"""ACC821 to ACC839: the tests of a law, its coverage by scenarios and the mutation of it."""

from __future__ import annotations

from engine.codes.entry import Code, entry

LAW_TESTS: tuple[Code, ...] = (
    entry(
        "ACC821", ("raison qui ne vaut pour rien", "reason for nothing"),
        (
            "Une raison de `untested.yaml` doit valoir pour ce qui manque : un nom que la commande donne, qu'aucun cas type n'exerce ni ne remarque.",
            "A reason in `untested.yaml` must be for what lacks: a name that the command gives, and that no scenario exercises or notices.",
        ),
        """
        coverage:
          - what: "statutes/8/fixed: applied"   # a scenario exercises it
            why: {fr: …, en: …}
        """,
        """
        coverage:
          - what: "statutes/8/fixed: unknown"
            why: {fr: …, en: …}
        """,
    ),
    entry(
        "ACC822", ("aucun cas type", "no scenario"),
        (
            "La couverture et les mutations d'une loi se mesurent par ses cas types : il en faut au moins un fichier, `….scenario.yaml`.",
            "The coverage and the mutations of a law are measured by its scenarios: at least one file of them is needed, `….scenario.yaml`.",
        ),
        "accord coverage rulesets/", "accord coverage scenarios/",
    ),
    entry(
        "ACC823", ("cas type en échec avant tout changement", "scenario that fails before any change"),
        (
            "Une mutation se remarque à un cas type qui échoue : tous doivent d'abord tenir sur la loi telle qu'elle est.",
            "A mutation is noticed by a scenario that fails: all of them must first hold on the law as it is.",
        ),
        "accord mutate scenarios/    # one of its scenarios fails", "python -m pytest scenarios/    # corrected first",
    ),
    entry(
        "ACC824", ("état d'une autre sorte", "state of another kind"),
        (
            "Le fichier nommé par `--state` n'est pas celui d'une mutation commencée : chaque ligne y est un changement essayé.",
            "The file named by `--state` is not that of a mutation that was begun: each of its lines is a change that was tried.",
        ),
        "accord mutate --state report.html", "accord mutate --state mutation.jsonl",
    ),
)  # fmt: skip
