"""An editor in the tests: it speaks the Language Server Protocol to a server over its pipes."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from queue import Queue
from typing import Any

PATIENCE = 30.0


class Editor:
    """A server in a process of its own, and what it says."""

    def __init__(self, command: Sequence[str], root: Path, settings: Any = None) -> None:
        self.settings = settings
        self.log = tempfile.TemporaryFile()  # noqa: SIM115  # open as long as the server
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log
        )
        self.said: Queue[dict[str, Any]] = Queue()
        self.notices: list[dict[str, Any]] = []
        self.last = 0
        self.opened: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()
        self.capabilities = self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": root.as_uri(),
                "workspaceFolders": [{"uri": root.as_uri(), "name": "root"}],
                "capabilities": {
                    "workspace": {
                        "configuration": settings is not None,
                        "workspaceEdit": {"documentChanges": True},
                        "codeLens": {"refreshSupport": True},
                    },
                    "textDocument": {
                        "hover": {"contentFormat": ["markdown", "plaintext"]},
                        "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
                        "publishDiagnostics": {"relatedInformation": True},
                    },
                },
            },
        )["capabilities"]
        self.tell("initialized", {})
        if settings is not None:
            self.tell("workspace/didChangeConfiguration", {"settings": settings})

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while line := stream.readline().strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if not length:
                return
            self.said.put(json.loads(stream.read(length)))

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        answer = self._answer(method, params)
        assert "error" not in answer, answer
        return answer["result"]

    def refused(self, method: str, params: Any) -> dict[str, Any]:
        """Ask what cannot be answered; return why."""
        error: dict[str, Any] = self._answer(method, params)["error"]
        return error

    def _answer(self, method: str, params: Any) -> dict[str, Any]:
        self.last += 1
        self._send({"id": self.last, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self.last and "method" not in message:
                return message

    def _next(self) -> dict[str, Any]:
        """The next message; what the server asks is answered, what it tells is kept."""
        message = self.said.get(timeout=PATIENCE)
        if "method" in message and "id" in message:
            asked = message["method"] == "workspace/configuration"
            items = message.get("params", {}).get("items", ()) if asked else ()
            given = [(self.settings or {}).get(item.get("section"), {}) for item in items]
            self._send({"id": message["id"], "result": given if asked else None})
        if "method" in message:
            self.notices.append(message)
        return message

    # --- documents ---

    def open(self, file: Path, text: str | None = None) -> str:
        uri = file.as_uri()
        self.opened.append(uri)
        content = file.read_text(encoding="utf-8") if text is None else text
        self.tell(
            "textDocument/didOpen",
            {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": content}},
        )
        return uri

    def close_all(self) -> None:
        """Close what is open, and forget what was said."""
        for uri in self.opened:
            self.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        self.opened.clear()
        self.refused("accord/nothing", {})  # all that was told before is said by then
        self.notices.clear()

    def change(self, uri: str, text: str, version: int) -> None:
        self.tell(
            "textDocument/didChange",
            {
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{"text": text}],
            },
        )

    def findings(self, uri: str, *, at_least: int = 0) -> list[dict[str, Any]]:
        """What the server says of a document next."""
        while True:
            for message in self.notices:
                if (
                    message["method"] == "textDocument/publishDiagnostics"
                    and message["params"]["uri"] == uri
                    and len(message["params"]["diagnostics"]) >= at_least
                ):
                    self.notices.remove(message)
                    found: list[dict[str, Any]] = message["params"]["diagnostics"]
                    return found
            self._next()

    def at(self, method: str, uri: str, line: int, character: int, **more: Any) -> Any:
        """Ask about a place of a document."""
        place = {"position": {"line": line, "character": character}}
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, **place, **more})

    def faults(self) -> str:
        """What the server wrote to its log so far."""
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def close(self) -> None:
        self.ask("shutdown", None)
        self.tell("exit", None)
        self.process.wait(timeout=PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.log):
            assert stream is not None
            stream.close()


def place_of(text: str, word: str, rank: int = 0) -> tuple[int, int]:
    """The line and the column, from 0, of the nth time that a text has a word."""
    at = -1
    for _ in range(rank + 1):
        at = text.index(word, at + 1)
    before = text[:at]
    return before.count("\n"), at - (before.rfind("\n") + 1)
