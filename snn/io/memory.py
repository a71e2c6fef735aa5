"""States in the memory that the backend steps, shared with NumPy, CuPy, PyTorch and others."""

from __future__ import annotations

import numpy as np

from ..errors import DataError, PopulationError
from ..lowering import access
from ..population import View
from ..program import Array


def shared(view: View, state: str) -> Array:
    """A state of a population or slice, (n,), without a copy: the array that the next step reads.

    On the backends numpy and numba a NumPy array, on cupy a CuPy array on the device, in the
    compute type. Either takes part in DLPack (`torch.from_dlpack(shared(E, "v"))`), a CuPy array in
    `__cuda_array_interface__` too. What is written to it the next step uses, and so do `E["v"]`,
    recordings and `save`; what a step does shows in it.

    It is good until the network is changed, by `stimulate`, `record`, `reset`, or a parameter that
    is written: then ask for it again. Not while a `run` goes on. On a GPU, write in the current
    stream of CuPy, or synchronise before the next run.

    Raises PopulationError for an unknown state, and DataError where a state is stored in 16 bits
    (with rounding and an offset), or neurons are divided among MPI ranks.
    """
    if not isinstance(view, View):
        raise DataError(f"shared: expected a population or a slice; got {type(view).__name__}")
    known = access.state_names(view.population)
    if state not in known:
        raise PopulationError(
            f"shared: {state!r} is not a state of population {view.label!r}; there are: "
            f"{', '.join(known) or '(none)'}"
        )
    net = view.network
    if not net.ranks.alone:
        raise DataError("shared: its neurons are divided among MPI ranks; read E['v'] instead")
    array = access.live(net._ready(), view, state)
    if array.dtype == np.uint16:
        raise DataError(
            f"shared: {state!r} of population {view.label!r} is stored in 16 bits, relative to an "
            "offset; give the network precision='float32', or a model of your own "
            "State(..., half=False)"
        )
    return array
