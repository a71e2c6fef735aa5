"""Rows in parts: by several threads, with progress."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import numpy as np

Progress = Callable[[int, int], None]


class Parts:
    """Calls work(lo, hi, worker) until all rows are done, in parts, from `threads` threads.

    A part has about `per_call` synapses. `progress` is called with (rows done, `total`), from one
    thread at a time.
    """

    def __init__(self, threads: int, total: int, per_call: int, progress: Progress | None) -> None:
        self.threads = threads
        self._per_call = per_call
        self._total = total
        self._done = 0
        self._progress = progress
        self._lock = Lock()

    def run(self, n_rows: int, per_row: float, work: Callable[[int, int, int], None]) -> None:
        """`n_rows` rows of `per_row` synapses each, about."""
        chunk = max(1, int(self._per_call / max(per_row, 1.0)))
        edges = np.linspace(0, n_rows, self.threads + 1).astype(int).tolist()

        def share(worker: int) -> None:
            for lo in range(edges[worker], edges[worker + 1], chunk):
                hi = min(lo + chunk, edges[worker + 1])
                work(lo, hi, worker)
                self._report(hi - lo)

        if self.threads == 1:
            share(0)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(share, range(self.threads)))

    def _report(self, rows: int) -> None:
        if self._progress is not None:
            with self._lock:
                self._done += rows
                self._progress(self._done, self._total)
