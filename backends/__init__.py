"""The registry of backends: which exist, which can run here, and which `auto` picks."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module, util
from typing import TYPE_CHECKING

from ..errors import BackendError

if TYPE_CHECKING:
    from .base import Backend

# From this size on a GPU is expected to gain: a step of a smaller network takes two CPU cores no
# longer than a GPU needs to start two kernels. An estimate, in neurons.
_GPU_GAINS = 25_000
_SYNAPSES_OF_A_NEURON = 1250  # that cost as much as a neuron's update, at 5 Hz


@dataclass(frozen=True)
class Entry:
    """A backend that this process knows."""

    load: Callable[[], Backend]
    problem: Callable[[], str | None]  # why it cannot run here, and what to do; None if it can


def _entry(module: str, cls: str, problem: Callable[[], str | None]) -> Entry:
    def load() -> Backend:
        backend: Backend = getattr(import_module(f".{module}", __name__), cls)()
        return backend

    return Entry(load, problem)


def _numba_problem() -> str | None:
    if util.find_spec("numba") is None:
        return "the package numba is not installed: pip install numba"
    return None


def _cupy_problem() -> str | None:
    from .cupy.device import problem

    return problem()


_BACKENDS = {
    "numpy": _entry("numpy", "NumpyBackend", lambda: None),
    "numba": _entry("numba", "NumbaBackend", _numba_problem),
    "cupy": _entry("cupy.backend", "CupyBackend", _cupy_problem),
}


def register(name: str, load: Callable[[], Backend]) -> None:
    """Add a backend of one's own; `load` makes it."""
    _BACKENDS[name] = Entry(load, lambda: None)


def names() -> list[str]:
    """Every backend this process knows, available or not."""
    return list(_BACKENDS)


def problem(name: str) -> str | None:
    """Why a backend cannot run here, and what to do; None if it can."""
    return _BACKENDS[name].problem()


def available() -> list[str]:
    """The backends that can run on this machine."""
    return [name for name, entry in _BACKENDS.items() if entry.problem() is None]


def check(name: str) -> None:
    """BackendError unless `name` is "auto" or a backend that can run here."""
    name = asked(name)
    if name == "auto":
        return
    if name not in _BACKENDS:
        known = ", ".join(["auto", *names()])
        raise BackendError(f"backend {name!r} is unknown; expected one of: {known}")
    reason = problem(name)
    if reason is not None:
        raise BackendError(
            f"backend {name!r} cannot run here: {reason}; or use one of: {', '.join(available())}"
        )


def asked(name: str) -> str:
    """`name`, or what the environment's SNN_BACKEND says in place of "auto"."""
    return os.environ.get("SNN_BACKEND", "auto") if name == "auto" else name


def choose(name: str = "auto", neurons: float = 0, synapses: float = 0) -> str:
    """The backend that `name` stands for, for a network of this size.

    "auto" is the environment's SNN_BACKEND if set; else cupy where a GPU answers and the network is
    big enough to gain from it; else the compiled CPU loops where numba is installed; else numpy.
    Raises BackendError for an unknown or unavailable backend.
    """
    check(name)
    name = asked(name)
    if name != "auto":
        return name
    large = neurons + synapses / _SYNAPSES_OF_A_NEURON >= _GPU_GAINS
    if large and problem("cupy") is None:
        return "cupy"
    return "numba" if problem("numba") is None else "numpy"


def load(name: str) -> Backend:
    """The backend itself, imported on demand. Raises BackendError as `check` does."""
    check(name)
    return _BACKENDS[name].load()
