"""The threads of a program: one part each, in step with one another, all home between calls."""

from __future__ import annotations

from threading import Thread
from typing import Any

from . import step_loop
from .passes import Pass, table


class Tables:
    """What the step loop calls for one part: before, in each step (learning or not), after."""

    def __init__(
        self, before: list[Pass], stages: list[Pass], learning: list[Pass], records: list[Pass],
        after: list[Pass],
    ) -> None:  # fmt: skip
        self._keep = (before, stages, learning, records, after)
        self._before, self._after = table(before), table(after)
        self._stages = {
            True: table([*stages, *learning, *records]),
            False: table([*stages, *records]),
        }

    def addresses(self, learn: bool) -> tuple[int, int, int]:
        tables = (self._before, self._stages[learn], self._after)
        return tuple(int(each.ctypes.data) for each in tables)  # type: ignore[return-value]


class Team:
    """Runs the parts of a program, the first on the calling thread."""

    def __init__(self, parties: int) -> None:
        self._run: Any = step_loop.compiled()
        self._sync = step_loop.make_sync(parties)
        self.done = 0  # steps of the last run

    @property
    def stop_address(self) -> int:
        return step_loop.stop_address(self._sync)

    def run(self, parts: list[Tables], step: int, n_steps: int, learn: bool) -> int:
        """Advance all parts by the same number of steps, which is returned.

        No step begins before every thread has arrived, so that an exception here (no more threads,
        Ctrl-C) leaves the program as it was; later ones wait until the compiled loop returns.
        """
        self.done = 0
        step_loop.reset(self._sync)
        sync = int(self._sync.ctypes.data)
        calls = [(*part.addresses(learn), sync, step, n_steps) for part in parts]
        threads = [Thread(target=self._run, args=call, daemon=True) for call in calls[1:]]
        started: list[Thread] = []
        try:
            for thread in threads:
                thread.start()
                started.append(thread)
            self.done = self._run(*calls[0])
            return self.done
        finally:
            step_loop.abort(self._sync)  # without effect once the run has begun
            for thread in started:
                thread.join()
