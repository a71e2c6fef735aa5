"""When the work of a stream is done: at once, or not before something waits for it.

CUDA promises no more than the order within a stream and what is waited for. The two extremes of
what it allows are emulated: code that gives the same on both does not read what a stream has yet to
write, on a GPU either.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

Operation = Callable[[], None]


class Work:
    """Operations in the order in which a stream does them, counted."""

    deferring = False  # of all streams

    def __init__(self) -> None:
        self._pending: deque[Operation] = deque()
        self._done = 0

    @property
    def issued(self) -> int:
        """How many operations there were so far: what an event remembers."""
        return self._done + len(self._pending)

    @property
    def is_pending(self) -> bool:
        return bool(self._pending)

    def add(self, operation: Operation) -> None:
        if Work.deferring or self._pending:
            self._pending.append(operation)
        else:
            self._done += 1
            operation()

    def finish(self, count: int | None = None) -> None:
        """Does what is to be done until `count` operations are done; all without."""
        count = self.issued if count is None else count
        while self._done < count and self._pending:
            self.step()

    def step(self) -> None:
        """Does one operation. What it raises comes where it was waited for, as from a GPU."""
        if self._pending:
            self._done += 1
            self._pending.popleft()()

    def is_done(self, count: int) -> bool:
        return self._done >= count
