"""Streams, events and graphs. Work is done at once; while a stream captures, it is recorded."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, ClassVar
from weakref import WeakValueDictionary

from .library import check, runtime


class CUDARuntimeError(RuntimeError):
    """cupy.cuda.runtime.CUDARuntimeError, named like the error of CUDA."""

    def __init__(self, status: str, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status


class Recording:
    """Work of a stream while it captures: prepared launches and copies, and other operations."""

    def __init__(self) -> None:
        self.parts: list[Callable[[], None]] = []
        self.kept: list[Any] = []  # what the work refers to
        self._sequence: Sequence | None = None

    @property
    def sequence(self) -> Sequence:
        """Where launches and copies go; what came before runs before."""
        if self._sequence is None:
            self._sequence = Sequence()
            self.parts.append(self._sequence.run)
        return self._sequence

    def add(self, operation: Callable[[], None]) -> None:
        self._sequence = None
        self.parts.append(operation)


class Sequence:
    """Prepared launches, copies and fills, which the runtime runs in one call."""

    def __init__(self) -> None:
        self.handle = runtime().emulation_new_sequence()
        self._run = runtime().emulation_run_sequence
        self._delete = runtime().emulation_delete_sequence

    def run(self) -> None:
        message = self._run(self.handle)
        if message is not None:
            check(message)

    def __del__(self) -> None:
        self._delete(self.handle)


class Stream:
    """cupy.cuda.Stream."""

    null: Stream
    by_pointer: ClassVar[WeakValueDictionary[int, Stream]] = WeakValueDictionary()
    _stack: list[Stream]
    _last = 0x1000

    def __init__(self, null: bool = False, non_blocking: bool = False) -> None:
        Stream._last += 0x10
        self.ptr = 0 if null else Stream._last
        self.device_id = -1 if null else 0
        self.is_non_blocking = non_blocking
        self.recording: Recording | None = None
        Stream.by_pointer[self.ptr] = self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stream) and self.ptr == other.ptr

    def __hash__(self) -> int:
        return self.ptr

    def __enter__(self) -> Stream:
        Stream._stack.append(self)
        return self

    def __exit__(self, *error: object) -> None:
        Stream._stack.pop()

    def use(self) -> Stream:
        Stream._stack[-1] = self
        return self

    def enqueue(self, operation: Callable[[], None], *kept: Any) -> None:
        """Do it; or, while the stream captures, record it and keep what it refers to."""
        self.refuse_implicit()
        if self.recording is None:
            operation()
        else:
            self.recording.add(operation)
            self.recording.kept += kept

    def refuse_implicit(self) -> None:
        """The null stream waits for blocking streams, which it cannot while one captures."""
        if self.ptr == 0 and any(not each.is_non_blocking for each in _captures):
            raise CUDARuntimeError(
                "cudaErrorStreamCaptureImplicit",
                "operation would make the legacy stream depend on a capturing blocking stream",
            )

    def refuse_while_capturing(self, what: str) -> None:
        self.refuse_implicit()
        if self.recording is not None:
            raise CUDARuntimeError(
                "cudaErrorStreamCaptureUnsupported",
                f"operation not permitted when stream is capturing: {what}",
            )

    @property
    def done(self) -> bool:
        self.refuse_while_capturing("query of the stream")
        return True

    def synchronize(self) -> None:
        self.refuse_while_capturing("synchronization of the stream")

    def record(self, event: Event | None = None) -> Event:
        event = Event() if event is None else event
        event.record(self)
        return event

    def wait_event(self, event: Event) -> None:
        if event.captured_by is not self.recording:
            raise CUDARuntimeError(
                "cudaErrorStreamCaptureIsolation",
                "dependency created on uncaptured work in another stream",
            )

    def begin_capture(self, mode: int | None = None) -> None:
        if self.ptr in (0, 1):
            raise RuntimeError("cannot capture on the default (legacy) stream")
        if self.recording is not None:
            raise CUDARuntimeError("cudaErrorIllegalState", "the stream captures already")
        self.recording = Recording()
        _captures.append(self)

    def end_capture(self) -> Graph:
        if self.recording is None:
            raise CUDARuntimeError("cudaErrorIllegalState", "the stream does not capture")
        recording, self.recording = self.recording, None
        _captures.remove(self)
        return Graph._of(recording)

    def is_capturing(self) -> bool:
        return self.recording is not None


_captures: list[Stream] = []  # streams that capture


Stream.null = Stream(null=True)
Stream._stack = [Stream.null]


def get_current_stream(device_id: int = -1) -> Stream:
    """cupy.cuda.get_current_stream."""
    return Stream._stack[-1]


def refuse_while_any_captures(what: str) -> None:
    """Of what waits for all streams."""
    if _captures:
        raise CUDARuntimeError(
            "cudaErrorStreamCaptureUnsupported",
            f"operation not permitted when stream is capturing: {what}",
        )


class Event:
    """cupy.cuda.Event."""

    def __init__(self, block: bool = False, disable_timing: bool = False) -> None:
        self.disable_timing = disable_timing
        self.captured_by: Recording | None = None
        self.time: float | None = None

    def record(self, stream: Stream | None = None) -> None:
        stream = get_current_stream() if stream is None else stream
        self.captured_by = stream.recording
        if stream.recording is None:
            self.time = time.perf_counter()

    def _refuse_captured(self) -> None:
        if self.captured_by is not None:
            raise CUDARuntimeError(
                "cudaErrorCapturedEvent", "operation not permitted on an event last recorded "
                "in a capturing stream",
            )  # fmt: skip

    @property
    def done(self) -> bool:
        self._refuse_captured()
        return True

    def synchronize(self) -> None:
        self._refuse_captured()


def get_elapsed_time(start_event: Event, end_event: Event) -> float:
    """cupy.cuda.get_elapsed_time, in milliseconds."""
    if start_event.disable_timing or end_event.disable_timing:
        raise CUDARuntimeError("cudaErrorInvalidResourceHandle", "invalid resource handle")
    if start_event.time is None or end_event.time is None:
        raise CUDARuntimeError("cudaErrorInvalidResourceHandle", "an event was not recorded")
    return (end_event.time - start_event.time) * 1e3


class Graph:
    """cupy.cuda.Graph: made by Stream.end_capture alone."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        raise NotImplementedError(
            "currently this class cannot be initiated by the user and must be created via stream "
            "capture"
        )

    @classmethod
    def _of(cls, recording: Recording) -> Graph:
        graph = object.__new__(cls)
        graph._recording = recording
        graph._parts = tuple(recording.parts)
        return graph

    _recording: Recording
    _parts: tuple[Callable[[], None], ...]

    def launch(self, stream: Stream | None = None) -> None:
        stream = get_current_stream() if stream is None else stream
        if stream.recording is None and not _captures:
            for part in self._parts:
                part()
        else:
            for part in self._parts:
                stream.enqueue(part, self._recording)

    def upload(self, stream: Stream | None = None) -> None:
        stream = get_current_stream() if stream is None else stream
        stream.refuse_while_capturing("upload of a graph")
