"""The cache: what was read and found clean is kept by the SHA-256 of its content: asking again
reads no YAML and checks nothing twice.

There is a pack for each folder of texts, so that one more folder reads nothing again of the others,
and for the cases. A pack is one file: a line of JSON that says what is in it, the trees as JSON,
the positions as numbers. Nothing in it is executed, a damaged or foreign pack is passed over, and
whatever was edited (a text, a schema, the engine itself) is read again. Without a cache all still
works.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Final, TypeAlias
from zlib import crc32

from msgspec import Struct, field
from msgspec.json import Decoder, Encoder

from engine.diagnostics.diagnostic import Diagnostic, RefusedInput, in_order
from engine.language.model import Corpus
from engine.source.digest import digest_of
from engine.source.document import Document
from engine.source.excerpt import excerpt, is_plain_number, renumbers, touched, touches
from engine.source.file_content import read_bytes
from engine.source.reader import Unread, load_document, read_corpora
from engine.source.schema_folder import schema_folder

Check: TypeAlias = Callable[[Corpus], Iterable[Diagnostic]]

LOCATION: Final = "ACCORD_CACHE"
"""The environment variable that names the folder of the cache, or turns it off (`off`)."""
_FORMAT: Final = "accord pack 3"
_MOST_PACKS: Final = 64
_MOST_CLEAN: Final = 16
_RECENT: Final = 3600
_MOST_CASES: Final = 32
_LARGEST_CASE: Final = 64 * 1024
_CASES: Final = "cases"
_TO_JSON: Final = Encoder(decimal_format="number")
_FROM_JSON: Final = Decoder(float_hook=Decimal)


def load_corpora(
    folders: Sequence[Path], check: Check, shipped: Path | None = None, article: str | None = None
) -> dict[str, Corpus]:
    """Return the corpora of the folders, by id; a text of theirs
    takes the place of one of `shipped`, which is read first.

    `check` finds what is wrong across provisions; it is not asked twice about the same corpus,
    whichever folders it comes from. With `article`, what does not bear on the articles of that
    number may be left out. Raises RefusedInput with every finding.
    """
    packs = _Packs([*([shipped] if shipped else []), *folders])
    if (
        article is not None
        and (excerpts := _excerpts(folders, packs, shipped, article)) is not None
    ):
        return excerpts
    corpora, findings = read_corpora(folders, packs.load, shipped)
    if not findings:
        checked = [corpus for corpus in corpora.values() if not packs.are_clean(corpus)]
        findings = [finding for corpus in checked for finding in check(corpus)]
        for corpus in checked if not findings else ():
            packs.note_clean(corpus)
    packs.save(whole=not findings)
    if findings:
        raise RefusedInput(findings)
    return corpora


def read_kept(
    folders: Sequence[Path], shipped: Path | None = None
) -> tuple[dict[str, Corpus], list[Diagnostic]]:
    """Return the corpora of the folders, by id, and all findings in order, as `read_corpora` does:
    what was read before is not parsed again. Nothing is checked across provisions.
    """
    packs = _Packs([*([shipped] if shipped else []), *folders])
    corpora, findings = read_corpora(folders, packs.load, shipped)
    packs.save(whole=not findings)
    return corpora, findings


def _excerpts(
    folders: Sequence[Path], packs: _Packs, shipped: Path | None, article: str
) -> dict[str, Corpus] | None:
    """Return what bears on an article, None unless all is
    kept and clean: only then does the rest not matter.
    """
    corpora, findings = read_corpora(folders, partial(packs.load_bearing, article), shipped)
    known = (
        not findings
        and packs.hold_all
        and all(packs.are_clean(corpus) for corpus in corpora.values())
    )
    if not known or not is_plain_number(article, corpora.values()):
        return None
    return {id_: excerpt(corpus, article) for id_, corpus in corpora.items()}


def load_file(path: str | Path) -> tuple[Document | None, list[Diagnostic]]:
    """Return the document in a file (standard input for `-`), from
    the cache when its content was read before, or why there is none.
    """
    content, findings = read_bytes(path)
    if content is None:
        return None, findings
    if len(content) > _LARGEST_CASE:
        return _parsed(path, content)
    pack = _open(_CASES)
    document, findings = pack.document(str(path), content, "case", lambda: _parsed(path, content))
    if pack.changed:
        for key in list(pack.entries)[:-_MOST_CASES]:
            del pack.entries[key]
        pack.save()
    return document, list(in_order(findings))


def _parsed(path: str | Path, content: bytes) -> tuple[Document | None, list[Diagnostic]]:
    # nothing that reads YAML is imported while all that is asked for is kept
    from engine.source.yaml_source import read_yaml

    return read_yaml(path, content)


class _KeptDocument(Struct, frozen=True):
    """A document as it is kept: its tree as JSON, its
    positions as numbers, and the articles that it touches.
    """

    tree: bytes | memoryview
    positions: bytes | memoryview
    touched: list[str]


class _Pack(Struct):
    """Documents by shape and content, as they are kept in one file.
    `clean` lists the corpora found clean, `used` what was asked for.
    """

    file: Path | None
    entries: dict[str, _KeptDocument] = field(default_factory=dict)
    clean: list[str] = field(default_factory=list)
    changed: bool = False
    used: set[str] = field(default_factory=set)

    def load(self, path: str, shape: str) -> tuple[Document | None, list[Diagnostic]]:
        """Return the document in a file of a text; only what
        is not kept yet is parsed and held against its schema.
        """
        content, findings = read_bytes(path)
        if content is None:
            return None, findings
        return self.document(path, content, shape, lambda: load_document(Path(path), shape))

    def document(
        self,
        path: str,
        content: bytes,
        shape: str,
        read: Callable[[], tuple[Document | None, list[Diagnostic]]],
    ) -> tuple[Document | None, list[Diagnostic]]:
        """Return the document with this content, from the
        pack or else by `read`, which the pack then keeps.
        """
        digest = digest_of(content)
        key = f"{shape} {digest}"
        self.used.add(key)
        if key in self.entries:
            return self.kept(path, key), []
        document, findings = read()
        if document is not None and not findings and document.digest == digest:
            self.entries[key] = _KeptDocument(
                _TO_JSON.encode(document.tree),
                _as_numbers(document.positions),
                touched(document.tree),
            )
            self.changed = True
        return document, findings

    def kept(self, path: str, key: str) -> Document:
        """Return the document that is kept under a key, as that of a path."""
        entry = self.entries[key]
        return Document(
            path,
            _FROM_JSON.decode(entry.tree),
            memoryview(entry.positions).cast("I"),
            key.rpartition(" ")[2],
        )

    def save(self) -> None:
        """Write the pack, whole or not at all; where that is not possible, nothing is kept."""
        if self.file is None:
            return
        entries = self.entries.values()
        body = b"".join(
            [*(entry.tree for entry in entries), *(entry.positions for entry in entries)]
        )
        sizes = [
            [key, len(entry.tree), len(entry.positions), entry.touched]
            for key, entry in self.entries.items()
        ]
        head = {
            "format": _FORMAT,
            "made_by": _fingerprint(),
            "crc": _sum_of(body, self.clean, sizes),
            "clean": self.clean,
            "entries": sizes,
        }
        own = f"{os.getpid()}.{threading.get_ident()}.{time.monotonic_ns()}"
        part = self.file.with_suffix(f".{own}.part")  # one that no other thread can have
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with part.open("xb") as stream:
                stream.write(_TO_JSON.encode(head) + b"\n" + body)
            part.replace(self.file)
            _prune(self.file.parent)
        except OSError:
            _remove(part)


class _Packs:
    """The packs of several folders of texts, one for each."""

    def __init__(self, folders: Sequence[Path]) -> None:
        names = {str(folder): digest_of(str(folder.absolute()).encode())[:24] for folder in folders}
        self._by_folder = {folder: _open(name) for folder, name in names.items()}
        self.hold_all = True

    def _of(self, path: str) -> _Pack:
        """Return the pack of a file: that of the folder
        given which is its text, or which holds its text.
        """
        home = os.path.dirname(path)  # noqa: PTH120  # a `Path` for each file takes longer
        above = os.path.dirname(home)  # noqa: PTH120  # likewise
        return self._by_folder.get(home or ".") or self._by_folder[above or "."]

    def load(self, path: str, shape: str) -> tuple[Document | None, list[Diagnostic]]:
        """Return the document in a file of a text, from the pack of its folder."""
        return self._of(path).load(path, shape)

    def load_bearing(
        self, article: str, path: str, shape: str
    ) -> tuple[Document | Unread | None, list[Diagnostic]]:
        """Return the document in a file that is kept and bears
        on an article, only its digest where it does not.
        """
        content, findings = read_bytes(path)
        if content is None:
            return None, findings
        digest = digest_of(content)
        pack, key = self._of(path), f"{shape} {digest}"
        entry = pack.entries.get(key)
        if entry is None or renumbers(entry.touched):
            self.hold_all = False
        if entry is None or (shape == "article" and not touches(entry.touched, article)):
            return Unread(digest), []
        return pack.kept(path, key), []

    def are_clean(self, corpus: Corpus) -> bool:
        """Whether a corpus was found clean before."""
        return any(corpus.digest in pack.clean for pack in self._by_folder.values())

    def note_clean(self, corpus: Corpus) -> None:
        """Keep that a corpus was found clean, with the last folder that
        it takes a text from: the others may serve without that one.
        """
        homes = [id(self._of(text.location.path)) for text in corpus.texts.values()]
        pack = [
            folder_pack for folder_pack in self._by_folder.values() if id(folder_pack) in homes
        ][-1]
        pack.clean = [*pack.clean[1 - _MOST_CLEAN :], corpus.digest]
        pack.changed = True

    def save(self, *, whole: bool) -> None:
        """Write the packs that have changed; once the `whole` of
        the texts is read, without what no file holds any more.
        """
        for pack in self._by_folder.values():
            if pack.changed:
                pack.entries = {
                    key: entry
                    for key, entry in pack.entries.items()
                    if key in pack.used or not whole
                }
                pack.save()


def _open(name: str) -> _Pack:
    """Return the pack of that name, an empty one when there is none that can be used."""
    folder = cache_folder()
    if folder is None:
        return _Pack(None)
    file = folder / f"{name}.pack"
    try:
        whole = file.read_bytes()
        if time.time() - file.stat().st_mtime > _RECENT:
            os.utime(file)  # those used last are kept
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
        sizes = [
            (str(key), int(tree), int(numbers), list(names))
            for key, tree, numbers, names in head["entries"]
        ]
        halves = sum(tree for _, tree, _, _ in sizes)
        if _sum_of(body, head["clean"], head["entries"]) != head["crc"] or len(
            body
        ) != halves + sum(numbers for _, _, numbers, _ in sizes):
            return None
        clean = list(head["clean"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    entries, at, then = {}, 0, halves
    for key, tree, numbers, names in sizes:
        entries[key] = _KeptDocument(body[at : at + tree], body[then : then + numbers], names)
        at, then = at + tree, then + numbers
    return _Pack(file, entries, clean)


def _sum_of(
    body: bytes | memoryview, clean: Sequence[str], entries: Sequence[Sequence[object]]
) -> int:
    """Return what tells a pack from a damaged one: what it
    says of its documents counts as they do.
    """
    return crc32(_TO_JSON.encode([clean, entries]), crc32(body))


def cache_folder() -> Path | None:
    """Return the folder of the cache: $ACCORD_CACHE, or accord in
    $XDG_CACHE_HOME or ~/.cache; None when it is off or there is no home.
    """
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
    """Return what tells this engine from every other: its
    files and its schemas, by name, size and time of change.
    """
    seen = [sys.byteorder, sys.version]
    for folder in (Path(__file__).parents[1], schema_folder()):
        seen += _states_of(str(folder))
    return digest_of("\n".join(seen).encode())


def _states_of(folder: str, within: str = "") -> Iterator[str]:
    """Yield the state of each file of a folder on which reading may depend, in their order."""
    with os.scandir(folder) as entries:
        in_order_of_names = sorted(entries, key=lambda entry: entry.name)
    for entry in in_order_of_names:
        where = f"{within}/{entry.name}"
        if entry.name.endswith((".py", ".json")):
            status = entry.stat()
            yield f"{where} {status.st_size} {status.st_mtime_ns}"
        elif entry.is_dir(follow_symlinks=False) and not entry.name.startswith("_"):
            yield from _states_of(entry.path, where)


def _as_numbers(positions: Sequence[int]) -> bytes:
    return array("I", positions).tobytes()


def _prune(folder: Path) -> None:
    """Remove the packs that were used longest ago, and what an interrupted run left."""
    packs = sorted(folder.glob("*.pack"), key=lambda file: file.stat().st_mtime)
    for file in packs[:-_MOST_PACKS]:
        _remove(file)
    for file in folder.glob("*.part"):
        if time.time() - file.stat().st_mtime > _RECENT:
            _remove(file)


def _remove(file: Path) -> None:
    try:
        file.unlink()
    except OSError:
        return
