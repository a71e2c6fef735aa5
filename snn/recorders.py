"""Recordings: what a network saw while it ran, in memory or streamed to an HDF5 file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .program import Array

if TYPE_CHECKING:
    import h5py

    from .population import View


class Recording:
    """Two columns that grow while the network runs: a step, and what was seen in it."""

    def __init__(
        self,
        view: View,
        what: str,
        dtype: Any,
        shape: tuple[int, ...],
        to: Path | None,
        fresh: bool,
    ) -> None:
        self.view = view
        self.what = what
        self.to = to
        self._dt = view.population.network.dt
        self._dtype, self._shape = np.dtype(dtype), shape
        self._steps: list[Array] = []
        self._seen: list[Array] = []
        if to is not None and fresh:
            self._create(to)

    def _create(self, to: Path) -> None:
        import h5py

        with h5py.File(to, "w") as file:
            file.attrs["dt_ms"] = self._dt
            file.attrs["population"] = self.view.label
            file.attrs["what"] = self.what
            for name, dtype, shape in (("step", "i8", ()), ("seen", self._dtype, self._shape)):
                file.create_dataset(name, (0, *shape), dtype, maxshape=(None, *shape), chunks=True)

    def append(self, step: Array, seen: Array) -> None:
        """Take over what a backend collected."""
        if not len(step):
            return
        if self.to is None:
            self._steps.append(step)
            self._seen.append(seen)
            return
        import h5py

        with h5py.File(self.to, "a") as file:
            for name, new in (("step", step), ("seen", seen)):
                column: h5py.Dataset = file[name]
                column.resize(len(column) + len(new), axis=0)
                column[-len(new) :] = new

    def _column(self, name: str, chunks: list[Array], dtype: Any, shape: tuple[int, ...]) -> Array:
        if self.to is not None:
            import h5py

            with h5py.File(self.to, "r") as file:
                stored: Array = file[name][:]
                return stored
        if len(chunks) != 1:
            chunks[:] = [np.concatenate([np.empty((0, *shape), dtype), *chunks])]
        return chunks[0]

    def clear(self) -> None:
        """Forget what was recorded so far."""
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
        return self._column("seen", self._seen, self._dtype, self._shape)

    @property
    def times(self) -> Array:
        """Times in ms, float64: step × dt."""
        return self.steps * self._dt

    def __len__(self) -> int:
        return len(self.steps)


class SpikeRecording(Recording):
    """Spikes sorted by (time, id): `times` in ms; `ids`, int32, within what was recorded."""

    def __init__(self, view: View, to: Path | None = None, fresh: bool = True) -> None:
        super().__init__(view, "spikes", np.int32, (), to, fresh)

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
