"""What this installation is and what it can run on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from . import __version__, backends

PACKAGES = ("numpy", "scipy", "numba", "h5py", "matplotlib", "cupy-cuda13x", "umap-learn")


def processor() -> str:
    """The processor's name."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:  # not Linux
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in text.splitlines() if "model name" in line]
    return names[0] if names else platform.machine()


def threads() -> int:
    """How many threads this process may run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _reason(chosen: str) -> str:
    if os.environ.get("SNN_BACKEND", "auto") != "auto":
        return "SNN_BACKEND says so"
    return "compiled loops" if chosen == "numba" else "numba is not installed"


def lines() -> list[str]:
    """The lines of `snn info`. Raises BackendError if SNN_BACKEND names one that cannot run."""
    chosen = backends.choose("auto")
    versions = [("snn", __version__), ("python", platform.python_version())]
    versions += [(package, _installed(package)) for package in PACKAGES]
    rows = [
        *versions,
        ("processor", f"{processor()}, {threads()} threads"),
        ("backends", ", ".join(backends.available())),
        ("auto picks", f"{chosen} ({_reason(chosen)})"),
    ]
    return [f"{name:14} {value}" for name, value in rows]
