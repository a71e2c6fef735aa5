"""The step loop: calls the passes of one part, step after step, in time with the other parts.

Compiled once for all networks: what to call is data. Parts meet at one barrier a step. It spins,
for 0.1 µs is what waiting costs when every part has a core, and yields the core when it waits long.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import numpy as np
from numba import njit

from ...program import Array
from . import cache
from .intrinsics import atomic_add, atomic_load, atomic_store, call, call_plain, pause, pointer

ENTRY = """\
from numba import cfunc

from snn.backends.numba import step_loop


@cfunc("int64(int64, int64, int64, int64, int64, int64)", cache=True, error_model="numpy")
def entry(before, stages, after, sync, step, n_steps):
    return step_loop.run(before, stages, after, sync, step, n_steps)
"""

SPINS = 60  # about 2 µs; then let the other part run, which may wait for this very core
LINE = 8  # 64-bit words in a cache line; each word that threads write has its own
ARRIVED, TURN, STOP, ABORT, PARTIES, YIELD = (8 * LINE * k for k in range(6))  # bytes into `sync`
NEVER = np.iinfo(np.int64).max


def compiled() -> Any:
    """The step loop as a C function of addresses, which runs without the GIL."""
    return cache.entry(ENTRY).ctypes


def make_sync() -> Array:
    """The words that parts share; `reset` before each run."""
    sync = np.zeros(6 * LINE, np.int64)
    sync[YIELD // 8] = _yield_address()
    return sync


def reset(sync: Array, parties: int) -> None:
    """Make ready for a run of so many parts: nobody has arrived, nothing stops it."""
    sync[PARTIES // 8] = parties
    sync[ARRIVED // 8] = sync[TURN // 8] = sync[ABORT // 8] = 0
    sync[STOP // 8] = NEVER


def abort(sync: Array) -> None:
    """Send home the parts that wait for a run to begin."""
    sync[ABORT // 8] = 1


def stop_address(sync: Array) -> int:
    """Where a pass writes the step before which all parts shall stop."""
    return int(sync.ctypes.data) + STOP


def _yield_address() -> int:
    """The C function that lets another thread have this core."""
    if sys.platform == "win32":
        function = ctypes.windll.kernel32.SwitchToThread
    else:
        function = ctypes.CDLL(None).sched_yield
    return ctypes.cast(function, ctypes.c_void_p).value or 0


@njit(error_model="numpy")
def run(before: Any, stages: Any, after: Any, sync: Any, step: Any, n_steps: Any) -> Any:
    """Advance one part by up to `n_steps` steps, as all other parts do; return how many were done.

    `before` and `after` are called once. Nothing is done unless every part has arrived.
    """
    if not meet(sync, True):
        return 0
    call_all(before, step)
    meet(sync, False)
    done = 0
    while done < n_steps:
        call_all(stages, step + done)
        done += 1
        meet(sync, False)
        if atomic_load(sync + STOP) <= step + done:
            break
    call_all(after, step + done)
    return done


@njit(error_model="numpy")
def call_all(table: Any, step: Any) -> None:
    """Call the passes of a table: how many, then address of function and descriptor of each."""
    words = pointer(table, np.int64)
    for k in range(words[0]):
        call(words[1 + 2 * k], words[2 + 2 * k], step)


@njit(error_model="numpy")
def meet(sync: Any, may_abort: Any) -> Any:
    """Wait for the other parts. False if `may_abort` and the run was called off."""
    parties = pointer(sync + PARTIES, np.int64)[0]
    if parties == 1:
        return True
    turn = atomic_load(sync + TURN)
    if atomic_add(sync + ARRIVED, 1) == parties - 1:
        atomic_store(sync + ARRIVED, 0)
        atomic_store(sync + TURN, turn + 1)
        return True
    spins = 0
    while atomic_load(sync + TURN) == turn:
        if may_abort and atomic_load(sync + ABORT) != 0:
            return False
        spins += 1
        if spins < SPINS:
            pause()
        else:
            call_plain(pointer(sync + YIELD, np.int64)[0])
    return True
