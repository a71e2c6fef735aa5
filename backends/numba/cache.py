"""Compiled code on disk: every pass is a file named by its content, so that Numba can cache it.

Numba caches only functions that live in a file, and does not notice when a function that they call
changes. So each entry is written to a folder under a name that covers its text, the sources of this
package, the versions of the compilers and the processor; equal names mean equal machine code.
"""

from __future__ import annotations

import hashlib
import sys
from functools import lru_cache
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any

import llvmlite
import llvmlite.binding as llvm
import numba
import numpy as np

from ..disk import folder, store, writable

_PREFIX = "snn_generated_"
_LOADING = RLock()  # threads that draw synapses ask for the same entry at once


def entry(text: str) -> Any:
    """The compiled C callback named `entry` of a module with this source text.

    Compiled at most once per machine: found in this process, else on disk, else compiled.
    """
    name = _PREFIX + hashlib.sha256((_toolchain() + text).encode()).hexdigest()[:32]
    with _LOADING:
        if name not in sys.modules:
            sys.modules[name] = _load(name, text)
        return sys.modules[name].entry


def loaded() -> list[Any]:
    """Every entry in this process."""
    return [module.entry for name, module in sys.modules.items() if name.startswith(_PREFIX)]


def was_read(entry: Any) -> bool:
    """Whether an entry, a C callback or a function that was called, was read from disk."""
    hits = (
        entry.cache_hits if hasattr(entry, "cache_hits") else sum(entry.stats.cache_hits.values())
    )
    return bool(hits)


def _load(name: str, text: str) -> ModuleType:
    path = _write(writable(folder()), name, text)
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module  # Numba looks the module up while it reads its cache
    try:
        exec(compile(text, str(path), "exec"), module.__dict__)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _write(where: Path, name: str, text: str) -> Path:
    """Write the file, unless it is there."""
    path = where / f"{name}.py"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        store(path, text.encode())
    return path


@lru_cache(maxsize=1)
def _toolchain() -> str:
    """Everything besides its own text that the machine code of an entry depends on."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    parts = [source.read_text(encoding="utf-8") for source in sources]
    parts += [numba.__version__, llvmlite.__version__, np.__version__, sys.version]
    parts += [llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()]
    return "\n".join(parts)
