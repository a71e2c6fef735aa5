"""The sanitizers that kernels can be built with, chosen by SNN_EMULATION_SANITIZE.

A sanitizer's library must be loaded before all else, so a sanitized run is a process of its own.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from .errors import BuildError

_LIBRARIES = {"address,undefined": "libasan.so", "thread": "libtsan.so"}
_OPTIONS = {
    "ASAN_OPTIONS": "detect_leaks=0",  # Python keeps what lives as long as the process
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "TSAN_OPTIONS": "halt_on_error=1",
}


def chosen() -> str:
    """One of "", "address,undefined", "thread"."""
    kind = os.environ.get("SNN_EMULATION_SANITIZE", "")
    if kind and kind not in _LIBRARIES:
        kinds = " or ".join(map(repr, _LIBRARIES))
        raise ValueError(f"SNN_EMULATION_SANITIZE={kind!r}: expected {kinds}")
    return kind


def kernel_flags() -> list[str]:
    """What a kernel is compiled with."""
    return ["-fsanitize=thread"] if chosen() == "thread" else _address_flags()


def runtime_flags() -> list[str]:
    """What the runtime is compiled with. ThreadSanitizer must not see the scheduler's own work."""
    return ["-DEMULATION_THREAD_SANITIZER"] if chosen() == "thread" else _address_flags()


def _address_flags() -> list[str]:
    if not chosen():
        return []
    return [
        "-fsanitize=address,undefined",
        "-fno-sanitize-recover=undefined",
        "-fno-sanitize=vptr",
        "-fno-omit-frame-pointer",
    ]


def environment(kind: str) -> dict[str, str]:
    """The environment of a Python process in which kernels run under a sanitizer.

    kind : "address,undefined" or "thread".

    The process ends at the first report, with a status that is not 0. Raises BuildError where g++
    has no library for it.
    """
    name = _LIBRARIES[kind]
    command = ["g++", f"-print-file-name={name}"]
    library = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    if not Path(library).is_file():
        raise BuildError(f"g++ has no {name}")
    return {**os.environ, **_OPTIONS, "SNN_EMULATION_SANITIZE": kind, "LD_PRELOAD": library}
