"""The one way in which a proof is written, and its hashes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any


def canonical(value: Any) -> bytes:
    """Return plain data as JSON in the one form that hashes are taken of: keys sorted, no spaces,
    UTF-8.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def plain(value: Any) -> Any:
    """Return what a file holds as plain data: a decimal as the text that is written."""
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return str(value) if isinstance(value, Decimal) else value


def hash_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes, as 64 hexadecimal digits."""
    return sha256(content).hexdigest()
