"""What a fingerprint is taken of: the meaning of what was read, whatever its layout or order."""

import hashlib
import json
from typing import Any


def fingerprint(content: Any) -> str:
    """The SHA-256 of the content with keys sorted and rules in the order of their ids."""
    return hashlib.sha256(
        json.dumps(_ordered(content), sort_keys=True, ensure_ascii=True, default=str).encode()
    ).hexdigest()


def _ordered(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _ordered(value) for key, value in content.items()}
    if isinstance(content, list):
        items = [_ordered(item) for item in content]
        named = all(isinstance(item, dict) and "id" in item for item in items)
        return sorted(items, key=lambda item: str(item["id"])) if named else items
    return content
