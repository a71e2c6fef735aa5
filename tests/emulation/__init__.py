"""The cupy backend without a GPU: CUDA kernels compiled by g++, and a strict stand-in for CuPy.

    emulation.install()      # `import cupy` now gives the stand-in
    emulation.schedule(7)    # launches run in an order drawn from 7; 0 is the natural order

Every CUDA thread is a fiber on one OS thread (runtime/), so that a launch is deterministic in any
order. SNN_EMULATION_SANITIZE = "address,undefined" or "thread" builds kernels with a sanitizer,
whose library must be loaded first: `sanitized_environment` says how.
"""

from __future__ import annotations

from .build import available
from .library import KernelError, libraries
from .standin import install, uninstall

__all__ = ["KernelError", "available", "install", "schedule", "uninstall"]


def schedule(seed: int) -> None:
    """The order of threads and blocks in every later launch: natural for 0, else permuted."""
    libraries.permute(seed)
