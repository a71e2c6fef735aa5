"""A run: blocks of steps; between them progress, Ctrl-C, and what had to be replaced."""

from __future__ import annotations

import time
import warnings
from functools import partial
from typing import TYPE_CHECKING

from .errors import NonFiniteError, NonFiniteWarning
from .lowering.scrubs import scrubbed
from .progress import DeferredInterrupt, Progress

if TYPE_CHECKING:
    from .lowering.built import Built
    from .network import Network

CALL_SECONDS = 0.1  # wall-clock time of one call into the backend


def advance(network: Network, built: Built, todo: int, progress: bool, learn: bool) -> None:
    """Take `todo` steps; counts the time that this takes, and what had to be replaced."""
    ranks, dt = network.ranks, network.dt
    bar, started = Progress(progress and ranks.first, todo * dt), time.perf_counter()
    try:
        with DeferredInterrupt() as interrupt, ranks.guard():
            while todo:
                n = min(todo, ranks.together(partial(built.prepare, built.stride)))
                begin = time.perf_counter()
                done = ranks.together(partial(built.advance, n, learn))
                todo -= done
                network.run_simulated += done * dt
                bar.update(done * dt)
                fitting = done * CALL_SECONDS / max(time.perf_counter() - begin, 1e-9)
                stride = max(1, min(int(fitting), 8 * built.stride))
                built.stride, stop = ranks.agree(stride, interrupt.pending, todo)
                interrupt.pending = interrupt.pending or stop
                if network.on_nonfinite == "raise":
                    _report(network, built)
                interrupt.check()
    finally:
        bar.close()
        network.run_time += time.perf_counter() - started
    _report(network, built)


def _report(network: Network, built: Built) -> None:
    """Say which values had to be replaced since the last report."""
    found = scrubbed(built)
    for each in found:
        counts = network.scrubbed.setdefault(each.name, {})
        counts[each.what] = counts.get(each.what, 0) + each.count
    if found and network.on_nonfinite == "raise":
        raise NonFiniteError("; ".join(each.message for each in found))
    for each in found if network.ranks.first else []:
        warnings.warn(each.message, NonFiniteWarning, stacklevel=4)  # at Network.run's caller
