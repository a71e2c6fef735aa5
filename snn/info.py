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


def device(backend: str) -> str:
    """What a backend runs on: the GPU, or the processor."""
    if backend != "cupy":
        return processor()
    from .backends.cupy.device import describe

    return describe()[0]


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


def _backends() -> list[tuple[str, str]]:
    """Every backend: that it can run, or why not."""
    return [(f"  {name}", backends.problem(name) or "runs here") for name in backends.names()]


def _gpu() -> list[tuple[str, str]]:
    """The GPUs and their software, where there are any."""
    if backends.problem("cupy") is not None:
        return []
    from .backends.cupy import device

    return [("GPU", line) for line in device.describe()] + [("CUDA", device.versions())]


def _picks() -> list[tuple[str, str]]:
    """What `auto` stands for, for a small network and for a large one."""
    small, large = backends.choose("auto"), backends.choose("auto", neurons=1e6, synapses=1e9)
    if small == large:
        return [("auto picks", f"{small} ({_reason(small)})")]
    return [("auto picks", f"{small} ({_reason(small)}), for large networks {large}")]


def lines() -> list[str]:
    """The lines of `snn info`. Raises BackendError if SNN_BACKEND names one that cannot run."""
    versions = [("snn", __version__), ("python", platform.python_version())]
    versions += [(package, _installed(package)) for package in PACKAGES]
    rows = [
        *versions,
        ("processor", f"{processor()}, {threads()} threads"),
        *_gpu(),
        ("backends", ", ".join(backends.available())),
        *_backends(),
        *_picks(),
    ]
    return [f"{name:14} {value}" for name, value in rows]
