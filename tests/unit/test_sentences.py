"""What the program says stands in English once, as a whole
sentence, and in French in one catalogue.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import polib
import pytest
from french import english_in

from engine.diagnostics.bilingual import CATALOGUES, Bilingual, all_of, any_of, sentence

ROOT = Path(__file__).parent.parent.parent
PACKAGES = [ROOT / "engine", ROOT / "accord"]
NAME = re.compile(r"\{(\w+)\}")
CODE = re.compile(r"`[^`]*`")
ENTRIES = [
    (file.name, one)
    for file in sorted(CATALOGUES.glob("*.po"))
    if file.name != "help.po"
    for one in polib.pofile(str(file))
]
"""All catalogues but that of the help of commands, which has its own test
(test_language_of_commands.py).
"""
FRENCH = {one.msgid: one.msgstr for _, one in ENTRIES}


def calls() -> Iterator[tuple[str, ast.Call, set[str]]]:
    """Yield each call of `sentence`, with its place
    and the parts that it takes from a mapping written before it.
    """
    for file in sorted(file for package in PACKAGES for file in package.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        for scope in [
            node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Module)
        ]:
            shared: dict[str, set[str]] = {}
            for name, keys in chain.from_iterable(map(mapping, own(scope))):
                shared.setdefault(name, set()).update(keys)
            for node in own(scope):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id == "sentence"
                ):
                    taken = [one.value for one in node.keywords if one.arg is None]
                    parts = set[str]().union(
                        *(shared.get(one.id, set()) for one in taken if isinstance(one, ast.Name))
                    )
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node, parts


def own(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield what a module or a function holds, functions within it left out."""
    for node in ast.iter_child_nodes(scope):
        if not isinstance(node, ast.FunctionDef):
            yield node
            yield from own(node)


def mapping(node: ast.AST) -> Iterator[tuple[str, set[str]]]:
    """Yield the name and the keys of a mapping that is written out."""
    if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if isinstance(target, ast.Name):
            yield (
                target.id,
                {
                    key.value
                    for key in node.value.keys
                    if isinstance(key, ast.Constant) and isinstance(key.value, str)
                },
            )


def template_of(call: ast.Call) -> str | None:
    """Return the English of a call, None when it is not written there as it is."""
    first = call.args[0] if len(call.args) == 1 else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


@cache
def every_call() -> tuple[tuple[str, ast.Call, set[str]], ...]:
    return tuple(calls())


@cache
def templates() -> frozenset[str]:
    every = (template_of(call) for _, call, _ in every_call())
    return frozenset(template for template in every if template is not None)


def test_each_sentence_is_written_whole_and_names_its_parts() -> None:
    wrong = []
    for place, call, shared in every_call():
        template = template_of(call)
        if template is None:
            wrong.append(f"{place}: the first argument is not a text")
            continue
        given = {keyword.arg for keyword in call.keywords if keyword.arg}
        names = set(NAME.findall(template))
        in_code = set(chain.from_iterable(NAME.findall(code) for code in CODE.findall(template)))
        if given - names or names - given - shared - in_code:
            wrong.append(f"{place}: {sorted(given | shared)} given to {template!r}")
    assert not wrong, "\n".join(wrong)


def test_each_sentence_has_its_french() -> None:
    missing = sorted(template for template in templates() if not FRENCH.get(template, "").strip())
    assert not missing, "\n".join(missing)


def test_the_french_names_the_same_parts() -> None:
    wrong = [
        one.msgid
        for _, one in ENTRIES
        if Counter(NAME.findall(one.msgid)).keys() != Counter(NAME.findall(one.msgstr)).keys()
    ]
    assert not wrong, "\n".join(wrong)


def test_each_sentence_is_in_one_catalogue() -> None:
    twice = [
        msgid for msgid, count in Counter(one.msgid for _, one in ENTRIES).items() if count > 1
    ]
    assert not twice, "\n".join(twice)


def test_no_entry_of_a_catalogue_is_idle() -> None:
    idle = [
        f"{file}: {one.msgid}"
        for file, one in ENTRIES
        if one.msgid not in templates() or one.obsolete or "fuzzy" in one.flags
    ]
    assert not idle, "\n".join(idle)


def test_the_french_is_french() -> None:
    wrong = [
        f"{one.msgstr} ({', '.join(found)})"
        for _, one in ENTRIES
        if (found := english_in(one.msgstr))
    ]
    assert not wrong, "\n".join(wrong)


def test_double_signs_stand_after_a_space_that_does_not_break() -> None:
    wrong = [
        one.msgstr
        for _, one in ENTRIES
        if re.search(
            r"(?<![\u00a0\u202f:])[;?!»]| :(?!\S)|(?<=\w):(?=\s|$)", CODE.sub("x", one.msgstr)
        )
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("parts", "french", "english"),
    [
        (["`a`"], "`a`", "`a`"),
        (["`a`", "`b`"], "`a` ou `b`", "`a` or `b`"),
        (["`a`", "`b`", "`c`"], "`a`, `b` ou `c`", "`a`, `b` or `c`"),
    ],
)
def test_alternatives_are_joined_in_the_language(
    parts: list[str], french: str, english: str
) -> None:
    assert any_of(parts).in_language("fr") == french
    assert str(any_of(parts)) == english
    assert all_of(parts).in_language("fr") == french.replace(" ou ", " et ")


def test_a_part_speaks_the_language_of_the_sentence() -> None:
    said = sentence(
        "{kind} is needed here, not {given}",
        kind=any_of([sentence("a list"), Bilingual("un X", "an X")]),
        given="`2`",
    )
    assert said.in_language("fr") == "il faut ici une liste ou un X, pas `2`"
    assert str(said) == "a list or an X is needed here, not `2`"
