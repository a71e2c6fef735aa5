"""The threads of a program: one part each, in step with one another, all home between calls."""

from __future__ import annotations

from threading import Thread
from time import perf_counter
from typing import Any

from . import step_loop
from .pace import Pace
from .passes import Pass, table


class Tables:
    """What the step loop calls for one part: before, in each step (learning or not), after."""

    def __init__(
        self,
        before: list[Pass],
        stages: list[Pass],
        learning: list[Pass],
        records: list[Pass],
        after: list[Pass],
    ) -> None:
        self.passes = (before, stages, learning, records, after)  # kept alive for the tables
        both = table([*stages, *learning, *records]), table([*stages, *records])
        self._tables = [table(before), *both, table(after)]
        first, *steps, last = (int(each.ctypes.data) for each in self._tables)
        self._addresses = {learn: (first, steps[not learn], last) for learn in (True, False)}

    def addresses(self, learn: bool) -> tuple[int, ...]:
        return self._addresses[learn]


def merged(parts: list[Tables]) -> Tables:
    """All parts as one: within a step they do not depend on one another."""
    columns = zip(*(part.passes for part in parts), strict=True)
    return Tables(*([each for passes in column for each in passes] for column in columns))


class Team:
    """Runs the parts of a program, the first on the calling thread.

    With `adapt` it runs them on one thread as long as that is faster: on a busy machine, threads
    that wait for each other in every step wait for the scheduler.
    """

    def __init__(self, adapt: bool) -> None:
        self._run: Any = step_loop.compiled()
        self._sync = step_loop.make_sync()
        self._sync_address = int(self._sync.ctypes.data)
        self._pace = Pace() if adapt else None
        self.stop_address = step_loop.stop_address(self._sync)

    def arrange(self, parts: list[Tables]) -> None:
        """Take over what the parts are to call."""
        self._ways = [[merged(parts)], parts] if len(parts) > 1 else [parts]

    def advance(self, step: int, n_steps: int, learn: bool) -> int:
        """Advance all parts by the same number of steps, up to `n_steps`, which is returned."""
        if self._pace is None or len(self._ways) == 1:
            return self._together(self._ways[-1], step, n_steps, learn)
        way, n = self._pace.plan(n_steps)
        begin = perf_counter()
        done = self._together(self._ways[way], step, n, learn)
        self._pace.note(way, done, perf_counter() - begin)
        return done

    def _together(self, parts: list[Tables], step: int, n_steps: int, learn: bool) -> int:
        """Run each part on its thread.

        No step begins before every thread has arrived, so that an exception here (no more threads,
        Ctrl-C) leaves the program as it was; later ones wait until the compiled loop returns.
        """
        step_loop.reset(self._sync, len(parts))
        sync = self._sync_address
        calls = [(*part.addresses(learn), sync, step, n_steps) for part in parts]
        threads = [Thread(target=self._run, args=call, daemon=True) for call in calls[1:]]
        try:
            for thread in threads:
                thread.start()
            return int(self._run(*calls[0]))
        finally:
            step_loop.abort(self._sync)  # without effect once the run has begun
            for thread in threads:
                if thread.ident is not None:  # it was started
                    thread.join()
