"""What `program.regress.Regress` does to one number at a time, in the language of `snn.lang`."""
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

from __future__ import annotations

from functools import cache

from ..lang import Function, parse
from ..numerics.half import half_to_real, real_to_half
from .rule import decayed


def moved(w, step, k, low, high):
    """A weight after an update, within its bounds."""
    after = w - step * k
    return after if after >= low and after <= high else (high if after > high else low)


@cache
def functions(real: str) -> dict[str, Function]:
    """Every function by name, for the compute type "f32" or "f64"."""
    return {
        "decayed": parse(decayed, real=real),
        "moved": parse(moved, real=real),
        "half_to_real": parse(half_to_real, types={"h": "u32"}, real=real),
        "real_to_half": parse(real_to_half, types={"word": "u32"}, real=real),
    }
