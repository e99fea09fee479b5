"""The language of a command: `--lang`, else the environment's;
help, misuse and findings alike, click's own words too.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import polib
import pytest
from click.testing import CliRunner, Result

from engine.commands.main import main
from engine.commands.usage import MISUSES, OF_CLICK
from engine.diagnostics.bilingual import CATALOGUES
from engine.diagnostics.chosen_language import (
    language_of_answers,
    language_of_findings,
    named_language,
)
from engine.testing import pytest_plugin

HELP = {one.msgid: one.msgstr for one in polib.pofile(str(CATALOGUES / "help.po"))}
EXAMPLE = str(Path(__file__).parent.parent.parent / "examples" / "cpts_exemple.yaml")
NEVER_SAID = re.compile(
    r"DeprecationWarning|prompt|env var|dynamic|declarations|defined twice|declare an argument|same flag|deprecated|iterable|confirm"
    r"|want to continue|boolean|UUID|executable|writable|parameter|param_type|nargs|Could not open|unknown error|start character"
    r"|Choice\(|len_type|Takes \{|Choose from|Positional|version %|Repeat|Error: The two|do not match|hidden|format",
    re.IGNORECASE,
)
"""What click can say and no command here gives occasion to: prompts,
flags of environment, types that none has, faults of programs.
"""


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, None),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, None),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LC_MESSAGES": "en_US.UTF-8", "LC_ALL": "fr_BE@euro"}, "fr"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "de:fr:en"}, "fr"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": ""}, "en"),
        ({"LC_ALL": "C", "LANGUAGE": "fr", "LANG": "fr_FR.UTF-8"}, None),
        ({"LANGUAGE": "fr"}, "fr"),
        ({"LC_ALL": "", "LANG": "fr"}, "fr"),
        ({"LANG": "frr_DE"}, None),  # North Frisian
    ],
)
def test_the_language_that_an_environment_names(
    environment: dict[str, str], named: str | None
) -> None:
    assert named_language(environment) == named
    assert language_of_answers(environment) == (named or "fr")
    assert language_of_findings(environment) == (named or "en")


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (["funding", "x", "--lang", "fr"], "fr"),
        (["funding", "--lang=fr"], "fr"),
        (["funding", "--lang", "fr", "--lang", "en"], "en"),
        (["funding", "--lang", "de"], "en"),
        (["funding", "--lang"], "en"),
        (["fr", "en"], "en"),
    ],
)
def test_the_language_asked_comes_before_that_of_the_environment(
    arguments: list[str], language: str
) -> None:
    assert language_of_findings({}, arguments) == language
    assert language_of_findings({"LANG": "fr_FR"}, ["check", "--lang", "en"]) == "en"


def asked(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, arguments, env=environment, prog_name="accord")


def every_command(
    command: click.Command = main, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from every_command(inner, (*path, name))


COMMANDS = list(every_command())


def told_by(command: click.Command) -> Iterator[str]:
    yield command.help or ""
    for option in command.params:
        if isinstance(option, click.Option):
            yield option.help or ""
            if isinstance(option.show_default, str):
                yield option.show_default


@pytest.mark.parametrize(
    ("path", "command"), COMMANDS, ids=[" ".join(path) or "accord" for path, _ in COMMANDS]
)
def test_the_help_of_a_command_is_whole_in_both_languages(
    path: tuple[str, ...], command: click.Command
) -> None:
    french = asked(*path, "--help", LANG="fr_FR.UTF-8").output
    english = asked(*path, "--help", LANG="en_US.UTF-8").output
    plain = {
        language: " ".join(page.split()) for language, page in (("fr", french), ("en", english))
    }
    for text in told_by(command):
        assert text, f"an option of {path} has no help"
        assert HELP[text] != text
        assert " ".join(text.split()) in plain["en"]
        assert " ".join(HELP[text].split()) in plain["fr"]
        assert text not in plain["fr"]
    for english_word in (
        "Usage: ",
        "Options:",
        "Commands:",
        "Show this",
        "[default",
        "default:",
        "required",
        "INTEGER",
        "TEXT ",
        "FILE",
    ):
        assert english_word not in french
    assert ("[par défaut :" in french.replace("\u00a0", " ").replace("\n", " ")) == (
        "[default:" in english.replace("\n", " ")
    )


@pytest.mark.parametrize(
    ("path", "english", "french"),
    [
        (
            ("funding",),
            "what is paid from then on, and the rights of the periods",
            "ce qui est versé à partir de là, et les droits",
        ),
        (
            ("batch", "funding"),
            "what is paid before it, and the rights of the periods",
            "ce qui est versé avant lui, et les droits",
        ),
        (
            ("calendar",),
            "the dates and the payments from then on",
            "les dates et les versements à partir de là",
        ),
        (
            ("batch", "calendar"),
            "the dates and the payments before it",
            "les dates et les versements d'avant lui",
        ),
        (
            ("eligibility",),
            "Changes nothing here: eligibility is judged on the day",
            "Ne change rien ici : l'éligibilité s'apprécie au jour",
        ),
        (
            ("batch", "eligibility"),
            "Changes nothing here: eligibility",
            "Ne change rien ici : l'éligibilité",
        ),
        (
            ("duties",),
            "Changes nothing here: duties are those of the day",
            "Ne change rien ici : les obligations sont celles du jour",
        ),
        (("text",), "Changes nothing here: the text", "Ne change rien ici : le texte"),
        (
            ("diff",),
            "Changes nothing here: the two days compared",
            "Ne change rien ici : les deux jours comparés",
        ),
    ],
)
def test_the_help_says_what_bounds_do_to_each_answer(
    path: tuple[str, ...], english: str, french: str
) -> None:
    for language, said in (("en", english), ("fr", french)):
        page = " ".join(
            asked(*path, "--help", LANG=f"{language}_XX.UTF-8")
            .output.replace("\u00a0", " ")
            .split()
        )
        assert said in page[page.index("--from") :], page


def test_lang_asks_for_help_in_a_language() -> None:
    assert (
        asked("funding", "--lang", "fr", "--help", LANG="en_US.UTF-8").output
        == asked("funding", "--help", LANG="fr_FR.UTF-8").output
    )
    assert (
        asked("funding", "--lang", "en", "--help", LANG="fr_FR.UTF-8").output
        == asked("funding", "--help", LANG="C").output
    )
    commands = asked("--help", LANGUAGE="fr").output
    assert commands.startswith("Usage\u00a0: accord [OPTIONS] COMMANDE [ARGS]...")
    assert "  explain      Expliquer un CODE de diagnostic, avec" in commands


@pytest.mark.parametrize(
    ("arguments", "french", "english"),
    [
        (["funding"], "il manque l'argument 'DOSSIER'.", "Missing argument 'CASE'."),
        (
            ["funding", "x", "--known_on", "x"],
            "il n'y a pas d'option '--known_on'. Vouliez-vous dire",
            "No such option",
        ),
        (["fundin"], "il n'y a pas de commande 'fundin'.", "No such command 'fundin'"),
        (
            ["funding", "x", "--on", "2023"],
            (
                "valeur fautive pour '--on' : « 2023 » n'est pas une date : écrivez AAAA-MM-JJ, "
                "par exemple 2023-06-01."
            ),
            (
                "Invalid value for '--on': '2023' is not a date: write YYYY-MM-DD, for example "
                "2023-06-01."
            ),
        ),
        (
            ["funding", "x", "--trace", "some"],
            (
                "valeur fautive pour '--trace' : 'some' n'est pas une de ces valeurs : 'none', "
                "'short', 'full'."
            ),
            "Invalid value for '--trace': 'some' is not one of 'none', 'short', 'full'.",
        ),
        (["funding", "x", "y"], "un argument de trop : y", "Got unexpected extra argument (y)"),
        (
            ["funding", "x", "--reading", "all=x", "--reading", "all=y"],
            "--reading all : x et y ensemble",
            "--reading all: both x and y",
        ),
        (
            ["funding", "x", "--reading", "r"],
            "--reading r : écrivez ID=OPTION.",
            "--reading r: write ID=OPTION.",
        ),
        (
            ["check", "--no-shipped"],
            "--no-shipped ne laisse rien à vérifier",
            "--no-shipped leaves nothing to check",
        ),
        (
            ["batch", "funding", "x"],
            "il manque l'option '-o' / '--out'.",
            "Missing option '-o' / '--out'.",
        ),
        (
            ["batch", "funding", "x", "-o", "y", "--memory", "3"],
            "`3` n'est pas une taille",
            "`3` is not a size",
        ),
        (
            ["batch", "funding", "x", "-o", "y", "--engine", "z"],
            "`z` n'est ni duckdb ni un maître Spark",
            "is neither duckdb nor",
        ),
        (
            ["batch", "funding", "x", "-o", "y", "--slice", "0"],
            "0 est hors des bornes x>=1.",
            "0 is not in the range x>=1.",
        ),
        (
            ["cases", "generate", "n", "-o", "y"],
            "'n' n'est pas un nombre entier.",
            "'n' is not a valid integer range.",
        ),
        (
            ["cases", "generate", "1", "-o", "/"],
            "le fichier '/' est un répertoire.",
            "File '/' is a directory.",
        ),
        (
            ["funding", "x", "--on"],
            "l'option '--on' demande une valeur.",
            "Option '--on' requires an argument.",
        ),
    ],
)
def test_a_misuse_is_said_in_the_language(arguments: list[str], french: str, english: str) -> None:
    said = asked(*arguments, LANG="fr_FR.UTF-8")
    assert said.exit_code == 2
    page = said.output.replace("\u00a0", " ")
    assert f"Erreur : {french}" in page or french in page
    assert "Error" not in page
    assert "Usage: " not in page
    there = asked(*arguments, LANG="C")
    assert there.exit_code == 2
    assert english in there.output


def test_findings_are_said_in_the_language_of_the_question() -> None:
    arguments = ["eligibility", EXAMPLE, "aci_contrat"]
    assert (
        "ACC404 il n'y a pas d'avantage `aci_contrat`.\n  conseil : vouliez-vous dire "
        "`aci_contract` ?"
    ) in asked(*arguments, "--lang", "fr", LANG="en_US").output.replace("\u00a0", " ")
    assert (
        "ACC404 there is no benefit `aci_contrat`.\n  hint: did you mean `aci_contract`?"
        in asked(*arguments, LANG="en_US").output
    )
    assert "il n'y a pas de diagnostic" in asked("explain", "ACC999", LC_ALL="fr_FR.UTF-8").output


def test_an_answer_is_in_french_where_nothing_names_a_language() -> None:
    assert "Explain" not in asked("explain", "ACC404").output
    arguments = ["eligibility", EXAMPLE, "aci_contract", "--on", "2023-06-01", "--trace", "none"]
    nothing, french, english = (
        asked(*arguments),
        asked(*arguments, LANG="fr_FR.UTF-8"),
        asked(*arguments, LANG="en_US.UTF-8"),
    )
    assert (
        nothing.output
        == french.output
        == asked(*arguments, "--lang", "fr", LANG="en_US.UTF-8").output
    )
    assert english.output == asked(*arguments, "--lang", "en").output != french.output


@pytest.mark.parametrize(("language", "said"), [("fr", "\nInterrompu.\n"), ("en", "\nAborted!\n")])
def test_an_interruption_is_said_in_the_language(
    language: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.codes.explanation", interrupted)
    found = asked("explain", "ACC404", "--lang", language)
    assert (found.exit_code, found.stderr) == (1, said)


def test_what_click_can_say_of_a_misuse_has_its_french() -> None:
    known = {*MISUSES, *OF_CLICK}
    assert known <= set(HELP)
    folder = Path(click.__file__).parent
    for name in ("core", "exceptions", "parser", "types", "formatting", "decorators"):
        for node in ast.walk(ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("_", "ngettext")
            ):
                for part in node.args[:2]:
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        text = part.value.replace("!r}", "}")
                        assert NEVER_SAID.search(text) or any(
                            text in one or text.lower() == one.lower() for one in known
                        ), text


def test_french_costs_nothing_to_who_reads_english() -> None:
    look = (
        "import sys; from engine.commands.main import main; main(['--help'], "
        "standalone_mode=False); print('polib' in sys.modules)"
    )
    for language, imported in (("en_US.UTF-8", "False"), ("fr_FR.UTF-8", "True")):
        found = subprocess.run(
            [sys.executable, "-c", look],
            capture_output=True,
            text=True,
            check=True,
            env={"LANG": language, "PYTHONUTF8": "1"},
        )
        assert found.stdout.splitlines()[-1] == imported


@pytest.mark.slow
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_check_speaks_the_language_of_the_environment(form: str, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("community: {populatio: 5}\n", encoding="utf-8")
    arguments = ["check", str(tmp_path / "case.yaml"), "--format", form]
    french, english = (
        asked(*arguments, LANG="fr_FR.UTF-8").output,
        asked(*arguments, LANG="en_US.UTF-8").output,
    )
    assert "vouliez-vous dire `population`" in french
    assert "did you mean" not in french
    assert "did you mean `population`?" in english
    assert asked(*arguments, "--lang", "fr", LANG="en_US.UTF-8").output == french
    assert asked(*arguments).output == english


def test_scenarios_speak_the_language_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pytest_plugin._language() == "en"
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert pytest_plugin._language() == "fr"


def test_a_language_is_given_before_a_command_or_after_it() -> None:
    case = "examples/projet_paris.yaml"
    for language, title in (("fr", "Éligibilité"), ("en", "Eligibility")):
        before = asked("--lang", language, "eligibility", case, "--on", "2023-06-01")
        after = asked("eligibility", case, "--on", "2023-06-01", "--lang", language)
        assert before.output == after.output
        assert before.output.startswith(title)
    assert asked("--lang", "fr", "--help").output.startswith("Usage\u00a0:")


def test_the_list_of_commands_cuts_no_sentence() -> None:
    for locale in ("fr_FR.UTF-8", "en_US.UTF-8"):
        listed = asked("--help", LANG=locale).output
        assert "..." not in listed.split("\n\n", 1)[1]


def test_an_argument_has_a_french_name_in_french() -> None:
    assert "DOSSIER" in asked("funding", "--help", LANG="fr_FR.UTF-8").output
    assert "'DOSSIER'" in asked("funding", LANG="fr_FR.UTF-8").output
