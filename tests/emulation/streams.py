"""Streams and events."""

from __future__ import annotations

import ctypes
import time
from functools import partial
from threading import local
from typing import ClassVar
from weakref import WeakSet, WeakValueDictionary

from .errors import CUDARuntimeError
from .graphs import Graph, Recording
from .work import Operation, Work


class Stream:
    """cupy.cuda.Stream. The null stream is CUDA's legacy default stream."""

    null: ClassVar[Stream]
    by_pointer: ClassVar[WeakValueDictionary[int, Stream]] = WeakValueDictionary()
    _last = 0x1000
    _null_work = Work()

    def __init__(self, null: bool = False, non_blocking: bool = False) -> None:
        Stream._last += 0x10
        self.ptr = 0 if null else Stream._last
        self.device_id = -1 if null else 0
        self.is_non_blocking = non_blocking
        self.work = Stream._null_work if null else Work()
        self.recording: Recording | None = None
        Stream.by_pointer.setdefault(self.ptr, self)
        if not null and not non_blocking:
            _blocking.add(self)

    def __del__(self) -> None:
        if self.ptr:
            self.work.finish()  # cudaStreamDestroy: what was enqueued is still done

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stream) and self.ptr == other.ptr

    def __hash__(self) -> int:
        return self.ptr

    def __enter__(self) -> Stream:
        _stack().append(self)
        return self

    def __exit__(self, *error: object) -> None:
        _stack().pop()

    def use(self) -> Stream:
        _stack()[-1] = self
        return self

    def enqueue(self, operation: Operation) -> None:
        """Work of this stream: done in its order, or recorded while it captures."""
        if self.recording is not None:
            self.recording.add(operation)
            return
        self.wait_for_default()
        self.work.add(operation)

    def copy(self, target: int, source: int, size: int) -> None:
        """cudaMemcpyAsync, of addresses."""
        if self.recording is not None:
            self.recording.sequence.copy(target, source, size)
        else:
            self.enqueue(partial(ctypes.memmove, target, source, size))

    def fill(self, target: int, value: int, size: int) -> None:
        """cudaMemsetAsync, of an address."""
        if self.recording is not None:
            self.recording.sequence.fill(target, value, size)
        else:
            self.enqueue(partial(ctypes.memset, target, value, size))

    def wait_for_default(self) -> None:
        """The null stream waits for all blocking streams, and they for it."""
        if self.ptr == 0:
            if any(not stream.is_non_blocking for stream in _capturing):
                raise CUDARuntimeError(
                    "cudaErrorStreamCaptureImplicit",
                    "operation would make the legacy stream depend on a capturing blocking stream",
                )
            others = [stream.work for stream in _blocking]
        else:
            others = [] if self.is_non_blocking else [Stream._null_work]
        for work in others:
            if work.is_pending:
                self.work.add(partial(work.finish, work.issued))

    def refuse_while_capturing(self, what: str) -> None:
        if self.recording is not None:
            raise CUDARuntimeError(
                "cudaErrorStreamCaptureUnsupported",
                f"operation not permitted when stream is capturing: {what}",
            )

    @property
    def done(self) -> bool:
        self.refuse_while_capturing("query of the stream")
        self.work.step()  # a program that asks until it is done must get there
        return not self.work.is_pending

    def synchronize(self) -> None:
        self.refuse_while_capturing("synchronization of the stream")
        self.wait_for_default()
        self.work.finish()

    def record(self, event: Event | None = None) -> Event:
        event = Event() if event is None else event
        event.record(self)
        return event

    def wait_event(self, event: Event) -> None:
        if event.recording is not self.recording:
            raise CUDARuntimeError(
                "cudaErrorStreamCaptureIsolation",
                "dependency created on uncaptured work in another stream, or the reverse; "
                "captures that span streams are not emulated",
            )
        if self.recording is None and event.work is not None:
            self.enqueue(partial(event.work.finish, event.count))

    def begin_capture(self, mode: int | None = None) -> None:
        if self.ptr in (0, 1):
            raise RuntimeError("cannot capture on the default (legacy) stream")
        if self.recording is not None:
            raise CUDARuntimeError("cudaErrorIllegalState", "the stream captures already")
        self.recording = Recording()
        _capturing.append(self)

    def end_capture(self) -> Graph:
        if self.recording is None:
            raise CUDARuntimeError("cudaErrorIllegalState", "the stream does not capture")
        recording, self.recording = self.recording, None
        _capturing.remove(self)
        return Graph.of(recording)

    def is_capturing(self) -> bool:
        return self.recording is not None


_blocking: WeakSet[Stream] = WeakSet()
_capturing: list[Stream] = []
_thread = local()
Stream.null = Stream(null=True)


def _stack() -> list[Stream]:
    """Streams that `with` made current in this thread, the last one on top."""
    if not hasattr(_thread, "stack"):
        _thread.stack = [Stream.null]
    stack: list[Stream] = _thread.stack
    return stack


def get_current_stream(device_id: int = -1) -> Stream:
    """cupy.cuda.get_current_stream."""
    return _stack()[-1]


def synchronize_device() -> None:
    """cupy.cuda.runtime.deviceSynchronize: waits for all streams."""
    if _capturing:
        raise CUDARuntimeError(
            "cudaErrorStreamCaptureUnsupported",
            "operation not permitted when stream is capturing: synchronization of the device",
        )
    for stream in [Stream.null, *Stream.by_pointer.values()]:
        stream.work.finish()


class Event:
    """cupy.cuda.Event."""

    def __init__(self, block: bool = False, disable_timing: bool = False) -> None:
        self.disable_timing = disable_timing
        self.recording: Recording | None = None
        self.work: Work | None = None
        self.count = 0  # of the stream's operations, which the event comes after
        self.time: float | None = None

    def record(self, stream: Stream | None = None) -> None:
        stream = get_current_stream() if stream is None else stream
        self.recording = stream.recording
        if stream.recording is not None:
            return
        self.time = None
        stream.enqueue(self._stamp)
        self.work, self.count = stream.work, stream.work.issued

    def _stamp(self) -> None:
        self.time = time.perf_counter()

    def _refuse_captured(self) -> None:
        if self.recording is not None:
            raise CUDARuntimeError(
                "cudaErrorCapturedEvent",
                "operation not permitted on an event last recorded in a capturing stream",
            )

    @property
    def done(self) -> bool:
        self._refuse_captured()
        if self.work is None:
            return True
        self.work.step()  # as in Stream.done
        return self.work.is_done(self.count)

    def synchronize(self) -> None:
        self._refuse_captured()
        if self.work is not None:
            self.work.finish(self.count)


def get_elapsed_time(start_event: Event, end_event: Event) -> float:
    """cupy.cuda.get_elapsed_time, in milliseconds."""
    if start_event.disable_timing or end_event.disable_timing:
        raise CUDARuntimeError("cudaErrorInvalidResourceHandle", "invalid resource handle")
    if start_event.work is None or end_event.work is None:
        raise CUDARuntimeError("cudaErrorInvalidResourceHandle", "invalid resource handle")
    if start_event.time is None or end_event.time is None:
        raise CUDARuntimeError("cudaErrorNotReady", "device not ready")
    return (end_event.time - start_event.time) * 1e3
