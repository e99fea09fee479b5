"""The language server: `accord lsp`. With `protocol`, the only importer of pygls.

What is found is told as one types, once a moment has passed without a key; the rest is answered
when it is asked. The scenarios are answered one by one while nothing else is to be done.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from engine import VERSION
from engine.diagnostics.bilingual import Language, sentence
from engine.diagnostics.diagnostic import Diagnostic
from engine.editor import protocol
from engine.editor.answers import Answers, Lens
from engine.editor.exercised import Exercised, scenarios_in
from engine.editor.remedies import Remedy
from engine.editor.renaming import CannotRename
from engine.editor.workspace import Workspace
from engine.source.file_content import as_typed
from engine.testing.scenario import forget_texts

PAUSE: Final = 0.15
"""How long nothing must be typed before what is found is told, in seconds."""
_BREATH: Final = 0.005
"""How long other requests have between two scenarios, in seconds."""
LISTED: Final = "accord.scenarios"
"""The command of a lens: it names the scenarios that exercise a provision."""


class _Refused(JsonRpcInvalidParams):
    """What cannot be done, with the reason: it is an answer, and no fault of the server."""


def _is_fault(record: logging.LogRecord) -> bool:
    """Whether what pygls logs is a fault: it logs refusals too."""
    return not (record.exc_info and isinstance(record.exc_info[1], _Refused))


logging.getLogger("pygls.protocol.json_rpc").addFilter(_is_fault)


class Server(LanguageServer):
    """A server of one editor: what is open in it, and what it was told."""

    def __init__(
        self, rulesets: Sequence[Path], language: Language, *, with_shipped: bool = True
    ) -> None:
        super().__init__("accord", VERSION, types.TextDocumentSyncKind.Full)
        self.answers = Answers(Workspace([], rulesets, with_shipped=with_shipped), language)
        self.told: dict[Path, set[str]] = {}
        self.found: dict[str, list[Diagnostic]] = {}
        self._waiting: dict[Path, asyncio.Task[None]] = {}
        self._answering: asyncio.Task[None] | None = None

    @property
    def files(self) -> Workspace:
        """The files of the editor."""
        return self.answers.workspace

    def lines(self, file: Path) -> list[str]:
        """Return the lines of a file, as it is typed."""
        return self.files.text(file).splitlines()

    def asked(self, document: str, at: types.Position) -> tuple[Path, int, int]:
        """Return the file, the line and the column that are asked about."""
        file = protocol.file_of(document)
        return file, *protocol.place(self.lines(file), at)

    # --- findings ---

    def typed(self, document: str, text: str) -> None:
        """Take what is typed; what is found is told when nothing more is.

        Of what is no file, nothing is known but its text: it belongs to no law.
        """
        if not protocol.is_file(document):
            return
        file = protocol.file_of(document)
        self.files.type(file, text)
        self._wait_no_more(file)
        self._waiting[file] = asyncio.ensure_future(self._tell_soon(file))

    def closed(self, document: str) -> None:
        """Go back to what the disk holds, and tell what is found there."""
        if not protocol.is_file(document):
            return
        file = protocol.file_of(document)
        self._wait_no_more(file)
        self.files.close(file)
        self.tell(file)

    def _wait_no_more(self, file: Path) -> None:
        waiting = self._waiting.pop(file, None)
        if waiting is not None:
            waiting.cancel()

    def look_at_disk(self) -> None:
        """Take what changed on the disk, and tell anew all that was told."""
        self.files.changed_on_disk()
        for file in dict.fromkeys([*map(Path, self.files.open), *self.told]):
            self.tell(file)

    async def _tell_soon(self, file: Path) -> None:
        await asyncio.sleep(PAUSE)
        del self._waiting[file]
        self.tell(file)

    def tell(self, file: Path) -> None:
        """Tell what is found in a file and in the texts beside it, and what no longer is."""
        found = self.files.findings(file)
        for path in {*self.told.get(file, set()), *found}:
            self.found[path] = list(found.get(path, ()))
            said = [
                protocol.diagnostic(finding, self.answers.language, self.answers.text)
                for finding in self.found[path]
            ]
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(protocol.uri_of(path), said)
            )
        self.told[file] = set(found)

    # --- scenarios ---

    def idle(self) -> bool:
        """Whether no scenario is being answered."""
        return self._answering is None or self._answering.done()

    def answer_scenarios(self) -> None:
        """Answer the scenarios of the folders anew, one by one."""
        if self._answering is not None:
            self._answering.cancel()
        self._answering = asyncio.ensure_future(self._answer_scenarios())

    async def _answer_scenarios(self) -> None:
        exercised = Exercised()
        forget_texts()
        scenarios = iter(scenarios_in(self.files.files()))
        while True:
            await asyncio.sleep(_BREATH)
            with as_typed(self.files.open):
                scenario = next(scenarios, None)
                if scenario is None:
                    break
                exercised.take(scenario)
        self.answers.exercised = exercised
        support = self.client_capabilities.workspace
        if support is not None and support.code_lens is not None:
            self.workspace_code_lens_refresh(None)

    def say(self, said: str) -> None:
        """Show a message."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Info, said))


def serve(rulesets: Sequence[Path], language: Language, *, with_shipped: bool = True) -> None:
    """Serve an editor over standard input and output, until it leaves."""
    made(rulesets, language, with_shipped=with_shipped).start_io()


def made(rulesets: Sequence[Path], language: Language, *, with_shipped: bool = True) -> Server:
    """Return a server that answers all that it can be asked."""
    server = Server(rulesets, language, with_shipped=with_shipped)
    _files(server)
    _questions(server)
    _changes(server)
    _lenses(server)
    return server


def _files(server: Server) -> None:
    """Answer what is opened, typed, saved and closed."""

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        folders = server.workspace.folders.values()
        roots = [protocol.file_of(folder.uri) for folder in folders]
        root = server.workspace.root_uri
        server.files.roots = roots or ([protocol.file_of(root)] if root else [])
        server.files.changed_on_disk()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.typed(params.text_document.uri, params.text_document.text)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        document = server.workspace.get_text_document(params.text_document.uri)
        server.typed(document.uri, document.source)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.look_at_disk()
        if server.answers.exercised.answered:
            server.answer_scenarios()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.closed(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def on_disk(_: types.DidChangeWatchedFilesParams) -> None:
        server.look_at_disk()


def _questions(server: Server) -> None:
    """Answer what is asked of a place."""
    answers = server.answers

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        file, line, column = server.asked(params.text_document.uri, params.position)
        shown = answers.shown(file, line, column)
        if shown is None:
            return None
        content = types.MarkupContent(types.MarkupKind.Markdown, shown.markdown)
        where = shown.mention
        return types.Hover(
            content,
            None
            if where is None
            else protocol.span(server.lines(file), where.line, where.column, where.length),
        )

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params: types.DefinitionParams) -> list[types.Location]:
        found = answers.definitions(*server.asked(params.text_document.uri, params.position))
        return [protocol.mention_location(each, answers.text) for each in found]

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def references(params: types.ReferenceParams) -> list[types.Location]:
        asked = server.asked(params.text_document.uri, params.position)
        found = [
            protocol.mention_location(each, answers.text)
            for each in answers.references(*asked)
            if params.context.include_declaration or not each.defines
        ]
        mention = answers.mention(*asked)
        exercising = [] if mention is None else answers.exercising(mention)
        return [*found, *(protocol.location(there, answers.text) for there in exercising)]


def _changes(server: Server) -> None:
    """Answer what may be changed: remedies, and the name of a fact."""
    answers = server.answers

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]),
    )
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        file = protocol.file_of(params.text_document.uri)
        first, last = params.range.start.line + 1, params.range.end.line + 1
        return [
            _action(remedy, finding, server)
            for finding in server.found.get(str(file), ())
            if first <= finding.location.line <= last
            for remedy in answers.remedies(finding)
        ]

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def may_rename(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder:
        asked = server.asked(params.text_document.uri, params.position)
        try:
            mention = answers.renamable(*asked)
        except CannotRename as problem:
            raise _refused(problem, server) from None
        where = protocol.span(server.lines(asked[0]), mention.line, mention.column, mention.length)
        return types.PrepareRenamePlaceholder(where, mention.name)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def rename(params: types.RenameParams) -> types.WorkspaceEdit:
        asked = server.asked(params.text_document.uri, params.position)
        try:
            edits = answers.renamed(*asked, params.new_name)
        except CannotRename as problem:
            raise _refused(problem, server) from None
        return protocol.workspace_edit(edits, answers.text)


def _action(remedy: Remedy, finding: Diagnostic, server: Server) -> types.CodeAction:
    text = server.answers.text
    return types.CodeAction(
        remedy.said.in_language(server.answers.language),
        types.CodeActionKind.QuickFix,
        [protocol.diagnostic(finding, server.answers.language, text)],
        is_preferred=remedy.certain or None,
        edit=protocol.workspace_edit(remedy.edits, text),
    )


def _refused(problem: CannotRename, server: Server) -> _Refused:
    return _Refused(problem.said.in_language(server.answers.language))


def _lenses(server: Server) -> None:
    """Answer how many scenarios exercise a rule, and which."""
    answers = server.answers

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(params: types.CodeLensParams) -> list[types.CodeLens]:
        file = protocol.file_of(params.text_document.uri)
        found = answers.lenses(file)
        if found and not answers.exercised.answered and server.idle():
            server.answer_scenarios()
        return [_lens(lens, server) for lens in found if lens.scenarios is not None]

    @server.command(LISTED)
    def listed(address: str) -> list[str]:
        places = answers.exercised.by_address.get(address, [])
        server.say("\n".join(map(str, places)) or address)
        return [str(place) for place in places]


def _lens(lens: Lens, server: Server) -> types.CodeLens:
    scenarios = lens.scenarios or ()
    count = len(scenarios)
    said = (
        sentence("no scenario exercises this")
        if not count
        else sentence("1 scenario")
        if count == 1
        else sentence("{count} scenarios", count=count)
    )
    where = lens.provision.location
    command = types.Command(
        said.in_language(server.answers.language), LISTED, arguments=[lens.provision.address]
    )
    lines = server.lines(Path(where.path))
    return types.CodeLens(protocol.span(lines, where.line, where.column, 1), command)
