"""From a restricted Python function to the intermediate form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .builder import Builder
from .grammar import RESERVED
from .inline import Inline
from .ir import TYPES, Function, Var, prune
from .source import Given, Source, read


def parse(
    source: Given,
    types: Mapping[str, str] | None = None,
    real: str = "f32",
    names: Mapping[str, Any] | None = None,
    file: str = "<text>",
) -> Function:
    """Translate a function given as text (exactly one `def`) or as the function itself.

    types: argument -> "real" (the default) or one of `ir.TYPES`. real: the compute type, "f32" or
    "f64". names: helpers and numeric constants that the function may use, by name; for a function
    object they come before its own globals and closure. Helpers are inlined and resolve their own
    names. Annotations are for other tools. Raises TranslationError.
    """
    if real not in ("f32", "f64"):
        raise ValueError(f"real is 'f32' or 'f64', got {real!r}")
    origin = read(source, names, file)
    builder = Builder(real)
    args = _typed_arguments(origin, types or {}, real)
    builder.used.update(args)
    result = Inline(builder, origin, {name: Var(name, type) for name, type in args.items()}).run()
    values = result if isinstance(result, tuple) else (result,)
    returns = tuple(builder.typed(value) for value in values)
    return Function(origin.name, tuple(args.items()), prune(builder.body, returns), returns)


def _typed_arguments(origin: Source, types: Mapping[str, str], real: str) -> dict[str, str]:
    """The arguments with their types."""
    args = {name: types.get(name, "real") for name in origin.arguments()}
    unknown = ", ".join(repr(name) for name in types if name not in args)
    if unknown:
        raise origin.error(origin.tree, f"types= names {unknown}, not among its arguments")
    for name, type in args.items():
        if type not in ("real", *TYPES):
            allowed = ", ".join(("real", *TYPES))
            problem = f"argument {name!r} has type {type!r}; it is one of {allowed}"
            raise origin.error(origin.tree, problem)
        if name in RESERVED:
            problem = f"argument {name!r} is a reserved word of C or of NumPy; write {name}_"
            raise origin.error(origin.tree, problem)
    return {name: real if type == "real" else type for name, type in args.items()}
