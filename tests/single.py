"""One population's composed update, run step by step in the NumPy dialect without a network."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from snn.compose.kind import compose, initial_states, parameter_values
from snn.lang import emit
from snn.model import NeuronModel
from snn.numerics.half import decode, encode
from snn.numerics.philox import normals, words
from snn.receptors import Receptor

REAL = {"f32": np.float32, "f64": np.float64}
SCALE = 2.0**-20


class Neurons:
    """`n` neurons of a model; attributes `state` (in the compute type), `ref`, `bad`, `spiked`."""

    def __init__(
        self,
        model: NeuronModel,
        receptors: dict[str, Receptor] | None = None,
        n: int = 1,
        dt: float = 0.1,
        real: str = "f64",
        half: bool = False,
        **start: Any,
    ) -> None:
        receptors = model.default_receptors() if receptors is None else receptors
        keys = tuple((name, receptor.key) for name, receptor in receptors.items())
        values = parameter_values(model, receptors, dt, half, n)
        arrays = frozenset(name for name, value in values.items() if np.ndim(value))
        args = (type(model), model.integrator, keys, real, half, ("i64",) * len(keys), arrays)
        self.kind = compose(*args)
        self.update = emit.compile_numpy(self.kind.update)
        self.real, self.n, self.dt, self.step_number = REAL[real], n, dt, 0
        drives = {name: 0.0 for name in self.kind.params if name.startswith("drive_")}
        scales = {name: SCALE for name in self.kind.params if name.startswith("scale_")}
        cast = self.real
        self.params = {k: np.asarray(v, cast) for k, v in {**values, **drives, **scales}.items()}
        first = {**initial_states(model, receptors, n), **start}
        self.stored = {k: self._store(k, np.broadcast_to(first[k], n)) for k in self.kind.states}
        self.ref = np.zeros(n, np.int32)
        self.bad = dict.fromkeys(self.kind.states, 0)
        self.spiked = np.zeros(n, bool)

    def __getitem__(self, name: str) -> NDArray[Any]:
        stored = self.stored[name]
        if stored.dtype != np.uint16:
            return stored
        return decode(stored).astype(self.real) + self.params.get(f"{name}_offset", self.real(0))

    def __setitem__(self, name: str, value: Any) -> None:
        self.stored[name] = self._store(name, np.broadcast_to(value, self.n))

    def _store(self, name: str, values: NDArray[Any]) -> NDArray[Any]:
        if self.kind.storage[self.kind.states.index(name)] != "f16":
            return values.astype(self.real)
        return encode(values - self.params.get(f"{name}_offset", 0.0))

    def step(self, drive: dict[str, Any] | None = None, **arriving: Any) -> NDArray[np.bool_]:
        """One step with constant `drive` (by receptor, or "I") and weights arriving by receptor."""
        kind, k = self.kind, self.step_number
        given = {f"drive_{name}": np.asarray(v, self.real) for name, v in (drive or {}).items()}
        acc = [np.full(self.n, round(arriving.get(r, 0.0) / SCALE)) for r in kind.receptors]
        args = [v.astype(np.uint32) if v.dtype == np.uint16 else v for v in self.stored.values()]
        args += [self.ref] if kind.refractory else []
        args += acc
        args += [normals(7, 0, k, 0, self.n, kind.real)] if kind.xi else []
        streams = ([1] if kind.uniform else []) + [2 + i for i in range(kind.rounding)]
        args += [words(7, stream, k, 0, self.n) for stream in streams]
        args += [{**self.params, **given}[name] for name in kind.params]
        with np.errstate(all="ignore"):
            result = self.update(*args)
        result = list(result) if isinstance(result, tuple) else [result]
        for name, stored in self.stored.items():
            self.stored[name] = np.broadcast_to(result.pop(0), self.n).astype(stored.dtype)
        self.ref = result.pop(0) if kind.refractory else self.ref
        self.spiked = result.pop(0)
        for name, flag in zip(kind.states, result, strict=True):
            self.bad[name] += int(np.sum(flag))
        self.step_number += 1
        return self.spiked

    def run(self, steps: int, drive: dict[str, Any] | None = None) -> NDArray[np.int64]:
        """Spike steps of neuron 0 and, as the second row, the neuron: (2, n_spikes)."""
        found = [(k, i) for k in range(steps) for i in np.flatnonzero(self.step(drive))]
        return np.array(found, np.int64).reshape(-1, 2).T
