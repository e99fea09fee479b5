"""What an editor asks of a place: the name there, its definition, where it is used, what is shown.

It is asked in lines and columns that count from 1, and knows nothing of any protocol.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from engine.diagnostics.bilingual import Language, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.editor.edits import Edit
from engine.editor.exercised import Exercised
from engine.editor.hover import of_name, of_operator, of_provision
from engine.editor.index import Index
from engine.editor.mentions import ADDRESS, Mention
from engine.editor.remedies import Remedy, remedies
from engine.editor.renaming import CannotRename, refuse, renamed
from engine.editor.workspace import Law, Workspace
from engine.language.model import Corpus, Provision, provisions_of


class Shown(Struct, frozen=True):
    """What is shown of a place, and the name that it is about, if it is about one."""

    markdown: str
    mention: Mention | None


class Lens(Struct, frozen=True):
    """A provision that computes, and the scenarios that exercise it: None while not known."""

    provision: Provision
    scenarios: tuple[Location, ...] | None


class Answers:
    """Answers about the files of a workspace, in one language."""

    def __init__(self, workspace: Workspace, language: Language) -> None:
        self.workspace = workspace
        self.language = language
        self.index = Index(workspace)
        self.exercised = Exercised()

    def text(self, path: str) -> str:
        """Return the text of a file, as it is typed."""
        return self.workspace.text(Path(path))

    def about(self, file: Path) -> tuple[Law, Corpus] | None:
        """Return the law and the corpus that a file belongs to, or is about."""
        law = self.workspace.law_of(file)
        corpus = self.workspace.corpus_of(file, law) if law is not None else None
        return None if law is None or corpus is None else (law, corpus)

    def mention(self, file: Path, line: int, column: int) -> Mention | None:
        """Return the name at a place."""
        about = self.about(file)
        return None if about is None else self.index.at(file, about[1], line, column)

    def shown(self, file: Path, line: int, column: int) -> Shown | None:
        """Return what is shown of a place: of its name, of its operator, of its provision."""
        about = self.about(file)
        if about is None:
            return None
        corpus = about[1]
        mention = self.index.at(file, corpus, line, column)
        if mention is not None:
            provision = self._provision_at(file, corpus, line)
            if mention.defines and mention.family == ADDRESS and provision is not None:
                return Shown(of_provision(provision, corpus, self.language), mention)
            said = of_name(mention, corpus, self.language)
            return Shown(said, mention) if said else None
        said = of_operator(self._word(file, line, column), self.language)
        if said:
            return Shown(said, None)
        provision = self._provision_at(file, corpus, line)
        if provision is None:
            return None
        return Shown(of_provision(provision, corpus, self.language), None)

    def _word(self, file: Path, line: int, column: int) -> str:
        lines = self.workspace.text(file).splitlines()
        text = lines[line - 1] if line <= len(lines) else ""
        start = end = column - 1
        while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
            start -= 1
        while end < len(text) and (text[end].isalnum() or text[end] == "_"):
            end += 1
        return text[start:end]

    def _provision_at(self, file: Path, corpus: Corpus, line: int) -> Provision | None:
        """Return the provision in which a line of a file lies."""
        before = [
            provision
            for provision in provisions_of(corpus.texts.values())
            if provision.location.path == str(file) and provision.location.line <= line
        ]
        return max(before, key=lambda provision: provision.location.line, default=None)

    def definitions(self, file: Path, line: int, column: int) -> list[Mention]:
        """Return where the name at a place is defined; of a provision, each version of it."""
        return [each for each in self.references(file, line, column) if each.defines]

    def references(self, file: Path, line: int, column: int) -> list[Mention]:
        """Return every place that names what a place names, its definition among them."""
        about = self.about(file)
        mention = self.mention(file, line, column)
        if about is None or mention is None:
            return []
        return self.index.of(mention, about[1], about[0])

    def exercising(self, mention: Mention) -> list[Location]:
        """Return the scenarios that exercise a provision, as far as they were answered."""
        return self.exercised.by_address.get(mention.name, [])

    def remedies(self, finding: Diagnostic) -> list[Remedy]:
        """Return what would put a finding right."""
        about = self.about(Path(finding.location.path))
        return list(remedies(finding, self.text, about[1] if about else None))

    # --- renaming ---

    def renamable(self, file: Path, line: int, column: int) -> Mention:
        """Return the fact at a place. Raises CannotRename where there is none."""
        about = self.about(file)
        mention = self.mention(file, line, column)
        if about is None or mention is None:
            raise CannotRename(sentence("there is no fact here."))
        refuse(mention, about[1])
        return mention

    def renamed(self, file: Path, line: int, column: int, name: str) -> tuple[Edit, ...]:
        """Return the edits that give the fact at a place another name. Raises CannotRename."""
        mention = self.renamable(file, line, column)
        about = self.about(file)
        assert about is not None
        return renamed(mention, name, self.index, about[1], about[0])

    # --- lenses ---

    def lenses(self, file: Path) -> list[Lens]:
        """Return the provisions of a file that compute, with the scenarios that exercise each."""
        about = self.about(file)
        if about is None or not file.name.endswith(".yaml"):
            return []
        known = self.exercised.answered > 0
        return [
            Lens(
                provision,
                tuple(self.exercised.by_address.get(provision.address, ())) if known else None,
            )
            for provision in provisions_of(about[1].texts.values())
            if provision.location.path == str(file) and (provision.rule or provision.table)
        ]
