"""Where compiled code is kept between processes."""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path


def folder() -> Path:
    """Where compiled code is kept: $SNN_CACHE, or `snn` in the user's cache folder."""
    if "SNN_CACHE" in os.environ:
        return Path(os.environ["SNN_CACHE"])
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "~/AppData/Local")
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "snn"


@lru_cache(maxsize=8)
def writable(where: Path) -> Path:
    """The folder itself, or one for this process alone if it cannot be written to."""
    try:
        where.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=where):
            return where
    except OSError as error:
        warnings.warn(
            f"the folder for compiled code cannot be used ({error}); every process will compile "
            "anew. Set SNN_CACHE to a folder that can be written to.",
            RuntimeWarning,
            stacklevel=2,
        )
        return Path(tempfile.mkdtemp(prefix="snn-"))


def store(path: Path, content: bytes) -> None:
    """Write a file atomically: another process may be reading it, or writing the same."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.replace(file.name, path)
