"""The registry of backends: which exist, which can run here, and which `auto` picks."""

from __future__ import annotations

import os
from importlib import import_module, util
from typing import TYPE_CHECKING

from ..errors import BackendError

if TYPE_CHECKING:
    from .base import Backend

# name -> (module, class, what must be importable)
_BACKENDS = {
    "numpy": ("numpy", "NumpyBackend", "numpy"),
    "numba": ("numba", "NumbaBackend", "numba"),
}


def names() -> list[str]:
    """Every backend this version knows, available or not."""
    return list(_BACKENDS)


def available() -> list[str]:
    """The backends that can run on this machine."""
    return [name for name, (_, _, needs) in _BACKENDS.items() if util.find_spec(needs) is not None]


def choose(name: str = "auto") -> str:
    """The backend that `name` stands for.

    "auto" is the environment's SNN_BACKEND if set, else the compiled CPU loops where numba is
    installed, else numpy. Raises BackendError for an unknown or unavailable backend.
    """
    if name == "auto":
        name = os.environ.get("SNN_BACKEND", "auto")
    if name == "auto":
        return "numba" if "numba" in available() else "numpy"
    if name not in _BACKENDS:
        known = ", ".join(["auto", *names()])
        raise BackendError(f"backend {name!r} is unknown; expected one of: {known}")
    if name not in available():
        needs = _BACKENDS[name][2]
        raise BackendError(
            f"backend {name!r} needs the package {needs!r}, which is not installed: "
            f"pip install {needs}, or use one of: {', '.join(available())}"
        )
    return name


def load(name: str = "auto") -> Backend:
    """The backend itself, imported on demand. Raises BackendError as `choose` does."""
    module, cls, _ = _BACKENDS[choose(name)]
    backend: Backend = getattr(import_module(f".{module}", __name__), cls)()
    return backend
