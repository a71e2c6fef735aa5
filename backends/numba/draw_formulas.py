"""The formulas of `snn.wiring.laws` as compiled scalar functions, called by `draw_kernels`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from ...lang import emit
from ...wiring.laws import functions

TEXT = {name: emit.define(function, "numba") for name, function in functions().items()}


def _compiled(name: str) -> Any:
    namespace: dict[str, Any] = {"np": np}
    exec(compile(TEXT[name], f"<numba dialect of {name}>", "exec"), namespace)
    # Inlined always: a loop with a call in it does not vectorise.
    return njit(error_model="numpy", forceinline=True)(namespace[name])


philox4x32 = _compiled("philox4x32")
gap = _compiled("gap")
below = _compiled("below")
draw_uniform = _compiled("draw_uniform")
draw_normal = _compiled("draw_normal")
draw_lognormal = _compiled("draw_lognormal")
in_steps = _compiled("in_steps")
load_units = _compiled("load_units")
exponent = _compiled("exponent")
