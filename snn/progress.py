"""Progress of a run, and Ctrl-C that waits for the end of a step."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType, TracebackType
from typing import Any


class Progress:
    """A bar of simulated time, with the speed as × real time and the time left, if `show`.

    On a terminal and in a notebook it redraws itself (tqdm); elsewhere, as in a log, it writes a
    line at most every ten seconds.
    """

    def __init__(self, show: bool, total_ms: float) -> None:
        self._bar: Any = None
        if show:
            import sys

            from tqdm.auto import tqdm

            log = not sys.stderr.isatty() and tqdm.__module__ != "tqdm.notebook"
            self._bar = tqdm(
                total=total_ms / 1000,
                unit="s",
                bar_format="{desc}{percentage:3.0f}% |{bar}| {n:.2f}/{total:.2f} s simulated"
                " [{elapsed}<{remaining}{postfix}]",
                mininterval=10.0 if log else 0.1,
                ascii=log or None,
            )
        self._begin = time.perf_counter()
        self._done_ms = 0.0

    def update(self, ms: float) -> None:
        """Count `ms` more of simulated time."""
        self._done_ms += ms
        if self._bar is not None:
            wall = time.perf_counter() - self._begin
            speed = self._done_ms / 1000 / max(wall, 1e-9)
            self._bar.set_postfix_str(f"{speed:.3g} × real time", refresh=False)
            # Differences of the whole: a sum of roundings may end beyond the total.
            self._bar.update(min(self._done_ms / 1000, self._bar.total) - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


class DeferredInterrupt:
    """Inside this context Ctrl-C sets `pending`; leaving it, or `check`, raises KeyboardInterrupt.

    So a run stops between two blocks of steps, and the network can be saved or continued.
    """

    def __init__(self) -> None:
        self.pending = False
        self._previous: Any = None
        self._active = False

    def _note(self, signum: int, frame: FrameType | None) -> None:
        self.pending = True

    def __enter__(self) -> DeferredInterrupt:
        self._active = threading.current_thread() is threading.main_thread()
        if self._active:
            self._previous = signal.signal(signal.SIGINT, self._note)
        return self

    def check(self) -> None:
        """Raise KeyboardInterrupt if Ctrl-C was pressed."""
        if self.pending:
            self.pending = False
            raise KeyboardInterrupt

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if self._active:
            signal.signal(signal.SIGINT, self._previous)
        if kind is None:
            self.check()
