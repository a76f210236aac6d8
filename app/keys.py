"""Keys: what seals and signs, read from settings, or made once for a store that is a file and kept beside it."""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from pathlib import Path

from accounts.errors import BadSettings


def kept_keys(var: Path, store: Path) -> dict[str, str]:
    """Return the keys kept under `var`, making them for a new store; two processes may try at once."""
    path = var / "keys.json"
    # Asked in this order: whoever makes a store has made its keys before.
    if store.is_file() and store.stat().st_size and not path.exists():
        raise BadSettings(
            f"{path} is missing, but the store {store} is there, sealed with it: restore it from a backup, or set "
            "DULY_SECRET_KEY and DULY_DATA_KEY; to begin anew, move the store away"
        )
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        made = var / f"keys.{secrets.token_hex(8)}"
        with os.fdopen(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            json.dump({"secret_key": secrets.token_urlsafe(32), "data_key": fresh_key()}, file)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            pass  # another process was first; its keys are the ones
        finally:
            made.unlink()
    try:
        kept = json.loads(path.read_text())
        keys = {name: str(kept[name]) for name in ("secret_key", "data_key")}
        data_keys(keys["data_key"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadSettings(
            f"{path} is damaged; restore it from a backup: without it nothing sealed can be read"
        ) from error
    return keys


def data_keys(text: str) -> dict[int, bytes]:
    """Return the keys of `1:<base64>,2:<base64>` by id.

    Raises:
        ValueError: the text has another form, or a key is not 32 bytes long.
    """
    keys: dict[int, bytes] = {}
    try:
        for part in text.split(","):
            number, _, key = part.strip().partition(":")
            keys[int(number)] = base64.b64decode(key, validate=True)
    except (ValueError, binascii.Error) as error:
        raise ValueError("must be `1:<base64 of 32 bytes>`; `duly doctor --keys` makes one") from error
    if any(len(key) != 32 for key in keys.values()):
        raise ValueError("holds a key that is not 32 bytes long; `duly doctor --keys` makes one")
    return keys


def fresh_key() -> str:
    """Return a new DULY_DATA_KEY."""
    return f"1:{base64.b64encode(os.urandom(32)).decode()}"
