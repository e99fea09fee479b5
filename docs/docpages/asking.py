"""Commands ready to copy: how an article is read, and the questions that compute with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docpages.law import Consolidated, Key
from docpages.writing import code, either
from engine.diagnostics.bilingual import Language
from engine.questions.consulted import questions_of

EXAMPLE = "examples/cpts_exemple.yaml"
"""The case that the pages ask about."""
EXAMPLES = (EXAMPLE, "examples/projet_paris.yaml")
"""The cases on which an amendment is tried: one under contract, one not yet."""
DAY = date(2023, 6, 1)


def commands_of(law: Consolidated, key: Key, language: Language) -> Iterator[str]:
    """Yield the section of an article on the commands that read it and compute with it."""
    yield f"## {either(language, 'Interroger avec cet article', 'Ask with this article')} {{ #ask }}"
    yield code("\n".join(f"accord {line} --lang {language}" for line in asked(law, key)), "sh")


def asked(law: Consolidated, key: Key) -> list[str]:
    """Return the questions that read an article and compute with it, without their language."""
    name = law.name_asked(key)
    versions = law.versions.get(key, [])
    lines = [f"text {name} --on {version.start}" for version in versions]
    lines += [f"diff {versions[-2].start} {versions[-1].start}"] if len(versions) > 1 else []
    lines += [f"{question} {EXAMPLE} --on {DAY}" for question in questions_of(versions)]
    if not versions:
        days = {act.link.on for op, act in law.operations[key[0]] if act and op.article == key[1]}
        targets = sorted(
            {op.target for op, act in law.operations[key[0]] if act and op.article == key[1]}
        )
        lines += [
            f"text {law.name_asked((one.split('/')[0], one.split('/')[1]))} --on {max(days)}"
            for one in dict.fromkeys("/".join(target.split("/")[:2]) for target in targets)
        ]
    return list(dict.fromkeys(lines))
