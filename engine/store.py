"""The cache: what was read and found clean is kept by the SHA-256 of its content: asking again reads no YAML and checks nothing twice.

A pack is one file: a line of JSON that says what is in it, the trees as JSON, the positions as numbers. Nothing in it is executed, a
damaged or foreign pack is passed over, and whatever was edited (a text, a schema, the engine itself) is read again. Without a cache
all still works.
"""

from __future__ import annotations

import os
import sys
import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeAlias
from zlib import crc32

from msgspec import Struct, field
from msgspec.json import Decoder, Encoder

from engine.diagnostics import Diagnostic, RefusedInput, in_order
from engine.file_content import read_bytes
from engine.model import Corpus
from engine.reader import load_document, read_corpora
from engine.yaml_source import Document, read_yaml

Check: TypeAlias = Callable[[Corpus], Iterable[Diagnostic]]

LOCATION: Final = "ACCORD_CACHE"
"""The environment variable that names the folder of the cache, or turns it off (`off`)."""
_FORMAT: Final = "accord pack 1"
_MOST_PACKS: Final = 16
_MOST_CASES: Final = 32
_LARGEST_CASE: Final = 64 * 1024
_CASES: Final = "cases"
_TO_JSON: Final = Encoder(decimal_format="number")
_FROM_JSON: Final = Decoder(float_hook=Decimal)


def load_corpora(folders: Sequence[Path], check: Check, shipped: Path | None = None) -> dict[str, Corpus]:
    """Return the corpora of the folders, by id; a text of theirs takes the place of one of `shipped`, which is read first.

    `check` finds what is wrong across provisions; it is not asked twice about the same texts. Raises RefusedInput with every finding.
    """
    named = sorted(str(Path(folder).absolute()) for folder in (*folders, *([shipped] if shipped else [])))
    pack = _open(sha256("\n".join(named).encode()).hexdigest()[:24])
    corpora, findings = read_corpora(folders, pack.load, shipped)
    combined = sha256("\n".join(pack.used).encode()).hexdigest()
    if not findings and pack.clean != combined:
        findings = [finding for corpus in corpora.values() for finding in check(corpus)]
        if not findings:
            pack.clean, pack.changed = combined, True
    if pack.changed:
        pack.entries = {key: entry for key, entry in pack.entries.items() if key in pack.used or findings}
        pack.save()
    if findings:
        raise RefusedInput(findings)
    return corpora


def load_file(path: str | Path) -> tuple[Document | None, list[Diagnostic]]:
    """Return the document in a file (standard input for `-`), from the cache when its content was read before, or why there is none."""
    content, findings = read_bytes(path)
    if content is None:
        return None, findings
    if len(content) > _LARGEST_CASE:
        return read_yaml(path, content)
    pack = _open(_CASES)
    document, findings = pack.document(str(path), content, "case", lambda: read_yaml(path, content))
    if pack.changed:
        for key in list(pack.entries)[:-_MOST_CASES]:
            del pack.entries[key]
        pack.save()
    return document, list(in_order(findings))


class _Pack(Struct):
    """Documents by shape and content, as they are kept in one file. `used` lists what was asked for, in order."""

    file: Path | None
    entries: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    clean: str = ""
    changed: bool = False
    used: list[str] = field(default_factory=list)

    def load(self, path: Path, shape: str) -> tuple[Document | None, list[Diagnostic]]:
        """Return the document in a file of a text; only what is not kept yet is parsed and held against its schema."""
        content, findings = read_bytes(path)
        if content is None:
            return None, findings
        return self.document(str(path), content, shape, lambda: load_document(path, shape))

    def document(
        self, path: str, content: bytes, shape: str, read: Callable[[], tuple[Document | None, list[Diagnostic]]]
    ) -> tuple[Document | None, list[Diagnostic]]:
        """Return the document with this content, from the pack or else by `read`, which the pack then keeps."""
        digest = sha256(content).hexdigest()
        key = f"{shape} {digest}"
        self.used.append(key)
        kept = self.entries.get(key)
        if kept is not None:
            positions = memoryview(kept[1]).cast("I")
            return Document(path, _FROM_JSON.decode(kept[0]), positions, digest), []
        document, findings = read()
        if document is not None and not findings and document.digest == digest:
            self.entries[key] = (_TO_JSON.encode(document.tree), _as_numbers(document.positions))
            self.changed = True
        return document, findings

    def save(self) -> None:
        """Write the pack, whole or not at all; where that is not possible, nothing is kept."""
        if self.file is None:
            return
        trees, positions = (b"".join(entry[half] for entry in self.entries.values()) for half in (0, 1))
        body = trees + positions
        sizes = [[key, len(tree), len(numbers)] for key, (tree, numbers) in self.entries.items()]
        head = {"format": _FORMAT, "made_by": _fingerprint(), "crc": crc32(body), "clean": self.clean, "entries": sizes}
        part = self.file.with_suffix(f".{os.getpid()}.{time.monotonic_ns()}.part")
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with part.open("xb") as stream:
                stream.write(_TO_JSON.encode(head) + b"\n" + body)
            part.replace(self.file)
            _prune(self.file.parent)
        except OSError:
            _remove(part)


def _open(name: str) -> _Pack:
    """Return the pack of that name, an empty one when there is none that can be used."""
    folder = cache_folder()
    if folder is None:
        return _Pack(None)
    file = folder / f"{name}.pack"
    try:
        whole = file.read_bytes()
    except OSError:
        return _Pack(file)
    return _unpacked(file, whole) or _Pack(file)


def _unpacked(file: Path, whole: bytes) -> _Pack | None:
    """Return the pack that a file holds, None when it is damaged or was made by another engine."""
    line, _, _ = whole.partition(b"\n")
    try:
        head = _FROM_JSON.decode(line)
        if head["format"] != _FORMAT or head["made_by"] != _fingerprint():
            return None
        body = memoryview(whole)[len(line) + 1 :]
        sizes = [(str(key), int(tree), int(numbers)) for key, tree, numbers in head["entries"]]
        halves = sum(tree for _, tree, _ in sizes)
        if crc32(body) != head["crc"] or len(body) != halves + sum(numbers for _, _, numbers in sizes):
            return None
        clean = str(head["clean"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    entries, at, then = {}, 0, halves
    for key, tree, numbers in sizes:
        entries[key] = (bytes(body[at : at + tree]), bytes(body[then : then + numbers]))
        at, then = at + tree, then + numbers
    return _Pack(file, entries, clean)


def cache_folder() -> Path | None:
    """Return the folder of the cache: $ACCORD_CACHE, or accord in $XDG_CACHE_HOME or ~/.cache; None when it is off or there is no home."""
    named = os.environ.get(LOCATION, "")
    if named:
        return None if named.casefold() in ("off", "0", "none", "false") else Path(named)
    shared = os.environ.get("XDG_CACHE_HOME", "")
    if shared and Path(shared).is_absolute():
        return Path(shared) / "accord"
    try:
        return Path.home() / ".cache" / "accord"
    except (RuntimeError, KeyError):
        return None


@cache
def _fingerprint() -> str:
    """Return what tells this engine from every other: its files and its schemas, by name, size and time of change."""
    from engine.schema import schema_folder

    package = Path(__file__).parent
    folders = [
        package,
        *(child for child in sorted(package.iterdir()) if child.is_dir() and not child.name.startswith("_")),
        schema_folder(),
    ]
    seen = [sys.byteorder, sys.version]
    for folder in folders:
        with os.scandir(folder) as files:
            for entry in sorted(files, key=lambda one: one.name):
                if entry.name.endswith((".py", ".json")):
                    status = entry.stat()
                    seen.append(f"{folder.name}/{entry.name} {status.st_size} {status.st_mtime_ns}")
    return sha256("\n".join(seen).encode()).hexdigest()


def _as_numbers(positions: Sequence[int]) -> bytes:
    return array("I", positions).tobytes()


def _prune(folder: Path) -> None:
    """Remove the packs that were written longest ago, and what an interrupted run left."""
    packs = sorted(folder.glob("*.pack"), key=lambda file: file.stat().st_mtime)
    for file in packs[:-_MOST_PACKS]:
        _remove(file)
    for file in folder.glob("*.part"):
        if time.time() - file.stat().st_mtime > 3600:
            _remove(file)


def _remove(file: Path) -> None:
    try:
        file.unlink()
    except OSError:
        return
