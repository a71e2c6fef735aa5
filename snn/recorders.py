"""Recordings: what a network saw while it ran, in memory or streamed to an HDF5 file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import RecordError
from .program import Array

if TYPE_CHECKING:
    import h5py

    from .population import View
    from .projection import Projection


class Recording:
    """Two columns that grow while the network runs: a step, and what was seen in it.

    Streamed (`to`), they are two datasets of an HDF5 file, one row per entry:

        step  int64 (n_rows,), ascending; times step * dt
        seen  for spikes the neurons' ids, int32 (n_rows,), counted from the start of what is
              recorded; for a state or weights the values, (n_rows, n_index)

    and the attributes dt_ms, start_ms (the first step recorded), population (with the slice,
    "E[0:100]") or projection, what ("spikes", "weight" or the state), and for spikes n, how many
    neurons. `snn.io.read_recording` reads it. `to` is held as an absolute path. Nothing else may
    write to the file: RecordError for a path that the network records to already, and for a file
    that is gone or was changed.
    """

    kind = "population"  # what `source` is, in the file

    def __init__(
        self,
        source: View | Projection,
        what: str,
        dtype: Any,
        shape: tuple[int, ...],
        to: Path | None,
        fresh: bool,
    ) -> None:
        self.source = source
        self.what = what
        self.to = None if to is None else to.resolve()
        self._writes = source.network.ranks.first  # of several ranks one alone writes the file
        self._rows = 0  # of the file, after the last write
        self._dt = source.network.dt
        self.start = source.network.time  # ms, the time of the first step that is recorded
        self.dtype, self._shape = np.dtype(dtype), shape
        self._steps: list[Array] = []
        self._seen: list[Array] = []
        if self.to is not None:
            check_unused(self.to, source, what)
            if fresh:
                self._create(self.to)

    def _create(self, to: Path) -> None:
        import h5py

        self._rows = 0
        if not self._writes:
            return
        with h5py.File(to, "w") as file:
            file.attrs.update(self._attributes())
            for name, dtype, shape in (("step", "i8", ()), ("seen", self.dtype, self._shape)):
                file.create_dataset(name, (0, *shape), dtype, maxshape=(None, *shape), chunks=True)

    def _attributes(self) -> dict[str, Any]:
        """What the file says of itself."""
        label, dt = self.source.label, self._dt
        return {"dt_ms": dt, self.kind: label, "what": self.what, "start_ms": self.start}

    @contextmanager
    def _stream(self, mode: str) -> Iterator[h5py.File]:
        """The file of a streamed recording; RecordError unless it has the two columns."""
        import h5py

        who = f"recording {self.what!r} of {self.source.label!r}: {self.to}"
        try:
            file = h5py.File(self.to, mode)
        except OSError as error:
            raise RecordError(f"{who} is missing or cannot be opened ({error})") from None
        with file:
            if not {"step", "seen"} <= file.keys() or file["seen"].shape[1:] != self._shape:
                raise RecordError(f"{who} is not the file of this recording")
            yield file

    def append(self, step: Array, seen: Array) -> None:
        """Take over what a backend collected."""
        if not len(step):
            return
        if self.to is None:
            self._steps.append(step)
            self._seen.append(seen)
            return
        if not self._writes:
            return
        with self._stream("r+") as file:
            found = _rows_in(file)
            if found != self._rows:
                raise RecordError(
                    f"recording {self.what!r} of {self.source.label!r}: expected the {self._rows} "
                    f"rows written so far in {self.to}; it has {found}: something else writes to "
                    "it; record to another file"
                )
            self._resize(file, found + len(step))
            file["step"][found:], file["seen"][found:] = step, seen

    def rewind(self, rows: int) -> None:
        """Continue a streamed recording after the first `rows` rows of its file."""
        if not self._writes:
            return
        with self._stream("r+") as file:
            self._resize(file, rows)

    def _resize(self, file: h5py.File, rows: int) -> None:
        for name in ("step", "seen"):
            file[name].resize(rows, axis=0)
        self._rows = rows

    def _column(self, name: str, chunks: list[Array], dtype: Any, shape: tuple[int, ...]) -> Array:
        if self.to is not None:
            with self._stream("r") as file:
                stored: Array = file[name][:]
                return stored
        if len(chunks) != 1:
            chunks[:] = [np.concatenate([np.empty((0, *shape), dtype), *chunks])]
        return chunks[0]

    def clear(self) -> None:
        """Forget what was recorded so far."""
        self.start = self.source.network.time
        self._steps.clear()
        self._seen.clear()
        if self.to is not None:
            self._create(self.to)

    @property
    def steps(self) -> Array:
        """Step numbers, int64."""
        return self._column("step", self._steps, np.int64, ())

    @property
    def seen(self) -> Array:
        """What was recorded, one row per entry of `steps`."""
        return self._column("seen", self._seen, self.dtype, self._shape)

    @property
    def times(self) -> Array:
        """Times in ms, float64: step × dt."""
        return self.steps * self._dt

    @property
    def t_range(self) -> tuple[float, float]:
        """(start, stop) in ms: steps at `start` and later, before `stop`, were recorded."""
        return self.start, self.source.network.time

    def __len__(self) -> int:
        if self.to is None:
            return sum(len(chunk) for chunk in self._steps)
        with self._stream("r") as file:
            return _rows_in(file)


def check_unused(to: Path, source: View | Projection, what: str) -> None:
    """RecordError if another recording of the network is streamed to the file `to`, resolved."""
    for other in source.network.recordings:
        if other.to == to:
            raise RecordError(
                f"recording {what!r} of {source.label!r}: {other.what!r} of {other.source.label!r} "
                f"is recorded to {to} already; give each recording a file of its own"
            )


def _rows_in(file: h5py.File) -> int:
    return min(len(file["step"]), len(file["seen"]))


class SpikeRecording(Recording):
    """Spikes sorted by (time, id): `times` in ms; `ids`, int32, within what was recorded."""

    def __init__(self, view: View, to: Path | None = None, fresh: bool = True) -> None:
        self.view = view
        super().__init__(view, "spikes", np.int32, (), to, fresh)

    def _attributes(self) -> dict[str, Any]:
        return {**super()._attributes(), "n": self.n}

    @property
    def ids(self) -> Array:
        """Neuron of each spike, int32, counted from the start of the recorded slice."""
        return self.seen

    @property
    def n(self) -> int:
        """How many neurons are recorded."""
        return self.view.n

    def __repr__(self) -> str:
        return f"<SpikeRecording of {self.view.label}: {len(self)} spikes of {self.n} neurons>"


class StateRecording(Recording):
    """A state over time: `times` (n_samples,) in ms and `values` (n_samples, n_index)."""

    def __init__(
        self,
        view: View,
        variable: str,
        index: Array,
        every: int,
        dtype: Any,
        to: Path | None = None,
        fresh: bool = True,
    ) -> None:
        super().__init__(view, variable, dtype, (len(index),), to, fresh)
        self.view = view
        self.index = index
        self.every = every

    @property
    def values(self) -> Array:
        """What was seen, (n_samples, n_index), in the compute type."""
        return self.seen

    def __repr__(self) -> str:
        return (
            f"<StateRecording of {self.what} of {self.view.label}: "
            f"{len(self)} samples of {len(self.index)} neurons>"
        )


class WeightRecording(Recording):
    """Weights over time: `times` (n_samples,) in ms and `values` (n_samples, n_index).

    Or what a rule keeps for each synapse, such as the eligibility trace "c" of RewardSTDP. A sample
    of step k is taken at its end, after learning. Weights are in the receptor's unit: in the
    compute type where they learn; where they do not, as used, in float64. Which synapses there are
    is known when they are drawn: an index beyond them is an error then.
    """

    kind = "projection"

    def __init__(
        self,
        projection: Projection,
        variable: str,
        index: Array | None,
        every: int,
        dtype: Any,
        to: Path | None = None,
        fresh: bool = True,
        width: int = 0,
    ) -> None:
        super().__init__(projection, variable, dtype, (width,), to, fresh)
        self.projection = projection
        self.every = every
        self.wanted = index  # None: all
        self._index = np.empty(0, np.int64)

    def fit(self, n: int) -> Array:
        """The recorded ones of a projection's `n` synapses. RecordError where there are none."""
        wanted = np.arange(n) if self.wanted is None else self.wanted
        check_synapses(f"recording {self.what!r} of {self.source.label!r}", wanted, n)
        self._index = wanted
        if self._shape != wanted.shape:
            self._shape = wanted.shape
            self.clear()
        return wanted

    @property
    def index(self) -> Array:
        """The recorded synapses, int64, in the order of the projection's `pre`; draws them."""
        self.projection.network._ready()
        return self._index

    @property
    def values(self) -> Array:
        """What was seen, (n_samples, n_index), in the receptor's unit."""
        return self.seen

    def __repr__(self) -> str:
        return (
            f"<WeightRecording of {self.what} of {self.source.label}: "
            f"{len(self)} samples of {self._shape[0]} synapses>"
        )


def check_synapses(who: str, index: Array, n: int) -> None:
    """RecordError unless all of `index` are among a projection's `n` synapses."""
    if len(index) and index.max() >= n:
        raise RecordError(
            f"{who}: it has {n} synapses; index must be from 0 to {n - 1}; got {index.max()}"
        )
