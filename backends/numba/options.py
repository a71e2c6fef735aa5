"""How passes are compiled."""

from __future__ import annotations

from typing import Any

from numba.core import compiler


class NoAlias(compiler.Compiler):
    """Pointer arguments never overlap.

    Without that promise LLVM checks every pair of arrays at run time before it may vectorise a
    loop, and gives up beyond about sixteen arrays.
    """

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.state.flags.noalias = True


LOOP: dict[str, Any] = {
    "error_model": "numpy",
    "pipeline_class": NoAlias,
}  # of njit, for inner loops
