"""The cupy backend without a GPU: CUDA kernels compiled by g++, and a strict stand-in for CuPy.

    emulation.install()      # `import cupy` now gives the stand-in
    emulation.schedule(7)    # launches run in an order drawn from 7; 0 is the natural order
    emulation.defer(True)    # streams do nothing before something waits for it

Every CUDA thread is a fiber on one OS thread (runtime/), so that a launch is deterministic in any
order. SNN_EMULATION_SANITIZE = "address,undefined" or "thread" builds kernels with a sanitizer,
whose library must be loaded first: `sanitized_environment` says how.
"""

from __future__ import annotations

from .build import available
from .library import KernelError, libraries
from .sanitize import environment as sanitized_environment
from .standin import install, uninstall
from .streams import synchronize_device
from .work import Work

__all__ = [
    "KernelError",
    "available",
    "defer",
    "install",
    "sanitized_environment",
    "schedule",
    "uninstall",
]


def defer(deferring: bool) -> None:
    """Whether streams do their work as late as CUDA allows, or at once."""
    synchronize_device()
    Work.deferring = deferring


def schedule(seed: int) -> None:
    """The order of threads and blocks in every later launch: natural for 0, else permuted."""
    synchronize_device()
    libraries.permute(seed)
