"""One thread or all: chosen by what steps cost lately. The bits do not depend on it."""

from __future__ import annotations

from time import perf_counter

TRIAL = 256  # steps by which a way is tried: starting threads must not weigh
TRIALS = 2  # of each way before the first choice; the first of them finds caches cold
REVIEW = 1.0  # s after which the way not taken is tried again, longer the slower it was
SLICE = 0.02  # s after which the choice is made again


class Pace:
    """Plans runs in one of two ways, 0 and 1, by their measured speed."""

    def __init__(self) -> None:
        self._cost = [0.0, 0.0]  # s per step, by the latest run
        self._when = [0.0, 0.0]
        self._runs = [0, 0]

    def plan(self, n_steps: int) -> tuple[int, int]:
        """The way of the next run and how many of `n_steps` it should do."""
        if n_steps < TRIAL:  # too few to start threads for
            return 0, n_steps
        fresh = 0 if self._runs[0] <= self._runs[1] else 1
        if self._runs[fresh] < TRIALS:
            return fresh, min(n_steps, TRIAL)
        best = 0 if self._cost[0] <= self._cost[1] else 1
        wait = REVIEW * self._cost[1 - best] / self._cost[best]
        if perf_counter() - self._when[1 - best] > wait:
            return 1 - best, min(n_steps, TRIAL)
        return best, min(n_steps, max(TRIAL, int(SLICE / self._cost[best])))

    def note(self, way: int, steps: int, seconds: float) -> None:
        """Take in what a run cost, unless it was too short to tell."""
        if steps >= TRIAL:
            self._cost[way] = seconds / steps
            self._when[way] = perf_counter()
            self._runs[way] += 1
