"""Captured work: what a stream records instead of doing it, and graphs made of it."""

from __future__ import annotations

from typing import Any

from .library import check, runtime
from .work import Operation


class Sequence:
    """Prepared launches, copies and fills, which the runtime runs in one call."""

    def __init__(self) -> None:
        self._runtime = runtime()
        self._handle = self._runtime.emulation_new_sequence()

    def launch(self, kernel: int, shape: tuple[int, ...], packed: bytes) -> None:
        """The arguments are copied: scalars keep the values of now, arrays their addresses."""
        self._runtime.emulation_add_launch(self._handle, kernel, *shape, packed, len(packed))

    def copy(self, target: int, source: int, size: int) -> None:
        self._runtime.emulation_add_copy(self._handle, target, source, size)

    def fill(self, target: int, value: int, size: int) -> None:
        self._runtime.emulation_add_fill(self._handle, target, value, size)

    def run(self) -> None:
        message = self._runtime.emulation_run_sequence(self._handle)
        if message is not None:
            check(message)

    def __del__(self) -> None:
        self._runtime.emulation_delete_sequence(self._handle)


class Recording:
    """Work of a stream while it captures. Like CUDA's it keeps no array alive."""

    def __init__(self) -> None:
        self.parts: list[Operation] = []
        self._sequence: Sequence | None = None

    @property
    def sequence(self) -> Sequence:
        """Where launches, copies and fills go; other operations come before or after it."""
        if self._sequence is None:
            self._sequence = Sequence()
            self.parts.append(self._sequence.run)
        return self._sequence

    def add(self, operation: Operation) -> None:
        self._sequence = None
        self.parts.append(operation)


class Graph:
    """cupy.cuda.Graph: made by Stream.end_capture alone."""

    _parts: tuple[Operation, ...]

    def __init__(self, *args: object, **kwargs: object) -> None:
        raise NotImplementedError(
            "currently this class cannot be initiated by the user and must be created via stream "
            "capture"
        )

    @classmethod
    def of(cls, recording: Recording) -> Graph:
        graph = object.__new__(cls)
        graph._parts = tuple(recording.parts)
        return graph

    def launch(self, stream: Any = None) -> None:
        from .streams import get_current_stream

        stream = get_current_stream() if stream is None else stream
        for part in self._parts:
            stream.enqueue(part)

    def upload(self, stream: Any = None) -> None:
        from .streams import get_current_stream

        stream = get_current_stream() if stream is None else stream
        stream.refuse_while_capturing("upload of a graph")
