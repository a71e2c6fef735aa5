"""Text of a `Function` in three dialects that give the same bits.

numpy: vectorised over arrays, to be evaluated under `np.errstate(all="ignore")`. numba: scalar
Python for `njit(error_model="numpy")`, never fastmath. c: C++ for NVRTC (`--fmad=false`) and for
g++ (`-ffp-contract=off`), with `C_PRELUDE` once per file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .ir import FLOATS, SIGNED, Const, Expr, Function, Op, Var

DIALECTS = ("numpy", "numba", "c")

NUMPY_TYPE = {
    "f32": "np.float32", "f64": "np.float64", "i32": "np.int32", "i64": "np.int64",
    "u32": "np.uint32", "u64": "np.uint64", "bool": "np.bool_",
}  # fmt: skip
C_TYPE = {
    "f32": "float", "f64": "double", "i32": "int", "i64": "long long",
    "u32": "unsigned int", "u64": "unsigned long long", "bool": "bool",
}  # fmt: skip
C_SUFFIX = {"f32": "f", "f64": "", "i32": "", "i64": "ll", "u32": "u", "u64": "ull"}

SHARED = {
    "add": "({} + {})", "sub": "({} - {})", "mul": "({} * {})", "div": "({} / {})", "neg": "(-{})",
    "lt": "({} < {})", "le": "({} <= {})", "gt": "({} > {})", "ge": "({} >= {})",
    "eq": "({} == {})", "ne": "({} != {})", "and": "({} & {})", "or": "({} | {})",
    "band": "({} & {})", "bor": "({} | {})", "bxor": "({} ^ {})", "inv": "(~{})",
    "shl": "({} << {})", "shr": "({} >> {})",
}  # fmt: skip
PYTHON = {
    **SHARED, "abs": "np.abs({})", "sqrt": "np.sqrt({})", "floor": "np.floor({})",
    "rint": "np.rint({})", "bits": "{}.view({type})", "from_bits": "{}.view({type})",
    "cast": "{type}({})",
}  # fmt: skip
NUMPY = {**PYTHON, "where": "np.where({}, {}, {})", "not": "np.logical_not({})"}
NUMBA = {
    **PYTHON, "where": "({1} if {0} else {2})", "not": "(not {})",
    # Numba accepts a view of a scalar only where the scalar's type is spelled out.
    "bits": "{from_}({}).view({type})", "from_bits": "{from_}({}).view({type})",
}  # fmt: skip
C = {
    **SHARED, "where": "({} ? {} : {})", "not": "(!{})", "cast": "(({type}){})",
    "abs": "fabs{f}({})", "sqrt": "sqrt{f}({})", "floor": "floor{f}({})", "rint": "rint{f}({})",
    "bits": "bits_{source}({})", "from_bits": "from_bits_{to}({})",
}  # fmt: skip

# What emitted C calls, on a GPU and (as a header of C++) on a CPU.
CUDA_PRELUDE = """\
__device__ __forceinline__ int bits_f32(float x) { return __float_as_int(x); }
__device__ __forceinline__ float from_bits_f32(int i) { return __int_as_float(i); }
__device__ __forceinline__ long long bits_f64(double x) { return __double_as_longlong(x); }
__device__ __forceinline__ double from_bits_f64(long long i) { return __longlong_as_double(i); }
"""
C_PRELUDE = f"""\
#ifndef __CUDACC__
#include <math.h>
#include <string.h>
#define __device__
#define __forceinline__ inline
static inline int bits_f32(float x) {{ int i; memcpy(&i, &x, 4); return i; }}
static inline float from_bits_f32(int i) {{ float x; memcpy(&x, &i, 4); return x; }}
static inline long long bits_f64(double x) {{ long long i; memcpy(&i, &x, 8); return i; }}
static inline double from_bits_f64(long long i) {{ double x; memcpy(&x, &i, 8); return x; }}
#else
{CUDA_PRELUDE}#endif
"""


def body(
    fn: Function, dialect: str, indent: str = "", prefix: str = ""
) -> tuple[list[str], list[str]]:
    """Statements that compute the function, and the expressions of what it returns.

    Arguments appear under their own names; `prefix` goes before the names of locals.
    """
    if dialect not in DIALECTS:
        raise ValueError(f"unknown dialect {dialect!r}; one of {', '.join(DIALECTS)}")
    args = {name for name, _ in fn.args}
    render = _Renderer(dialect, lambda name: name if name in args else prefix + name)
    statements = []
    for assign in fn.body:
        declare = f"const {C_TYPE[assign.target.type]} " if dialect == "c" else ""
        end = ";" if dialect == "c" else ""
        target = render.expr(assign.target)
        statements.append(f"{indent}{declare}{target} = {render.whole(assign.expr)}{end}")
    return statements, [render.whole(expr) for expr in fn.returns]


def define(fn: Function, dialect: str, name: str | None = None) -> str:
    """A whole definition as text, called `name` (by default the function's own).

    numpy, numba: a `def` that returns a tuple, or the value if there is one. c: a `void` function
    that takes the arguments, then a reference `out0`, `out1`, ... for each returned value.
    """
    name = name or fn.name
    statements, returns = body(fn, dialect, "    ")
    if dialect == "c":
        args = [f"{C_TYPE[type]} {arg}" for arg, type in fn.args]
        args += [f"{C_TYPE[expr.type]}& out{k}" for k, expr in enumerate(fn.returns)]
        head = f"__device__ __forceinline__ void {name}({', '.join(args)})\n{{"
        stores = [f"    out{k} = {text};" for k, text in enumerate(returns)]
        return "\n".join([head, *statements, *stores, "}"]) + "\n"
    head = f"def {name}({', '.join(arg for arg, _ in fn.args)}):"
    return "\n".join([head, *statements, f"    return {', '.join(returns)}"]) + "\n"


def compile_numpy(fn: Function, xp: Any = np) -> Callable[..., Any]:
    """The function over arrays of its argument types; call it under np.errstate(all="ignore").

    xp : what the text calls np, where the arrays are not NumPy's.
    """
    namespace: dict[str, Any] = {"np": xp}
    exec(compile(define(fn, "numpy"), f"<numpy dialect of {fn.name}>", "exec"), namespace)
    function: Callable[..., Any] = namespace[fn.name]
    return function


class _Renderer:
    """Expressions as text of one dialect."""

    def __init__(self, dialect: str, local: Callable[[str], str]) -> None:
        self.dialect = dialect
        self.local = local
        self.templates = {"numpy": NUMPY, "numba": NUMBA, "c": C}[dialect]
        self.types = C_TYPE if dialect == "c" else NUMPY_TYPE

    def whole(self, expr: Expr) -> str:
        """An expression that stands alone: without the outer parentheses."""
        text = self.expr(expr)
        return text[1:-1] if text.startswith("(") and _closes(text) else text

    def expr(self, expr: Expr) -> str:
        if isinstance(expr, Var):
            return self.local(expr.name)
        if isinstance(expr, Const):
            return self.c_const(expr) if self.dialect == "c" else python_const(expr)
        texts = [self.expr(arg) for arg in expr.args]
        first = expr.args[0].type
        text = self.templates[expr.op].format(
            *texts,
            type=self.types[expr.type],
            from_=self.types[first],
            f="f" if first == "f32" else "",
            source=first,
            to=expr.type,
        )
        return self.wrap(expr, text, texts)

    def wrap(self, expr: Op, text: str, texts: list[str]) -> str:
        """Integers that wrap at their width.

        Numba widens 32 bits to 64; neither Numba nor C defines the overflow of signed integers.
        """
        if self.dialect == "numba" and expr.type in ("i32", "u32") and expr.op in INTEGER_OPS:
            return f"{self.types[expr.type]}{text}"
        if expr.type in WRAP_AS_UNSIGNED[self.dialect] and expr.op in ("add", "sub", "mul", "shl"):
            cast = self.templates["cast"]
            unsigned = self.types["u" + expr.type[1:]]
            operands = [cast.format(operand, type=unsigned) for operand in texts]
            return cast.format(SHARED[expr.op].format(*operands), type=self.types[expr.type])
        return text

    @staticmethod
    def c_const(const: Const) -> str:
        if const.type == "bool":
            return const.text.lower()
        if const.type in FLOATS and not np.isfinite(const.value):
            width = const.type[1:]
            pattern = np.array(const.value, f"float{width}").view(f"int{width}")
            return f"from_bits_{const.type}({pattern}{C_SUFFIX['i' + width]})"
        if const.text in ("-2147483648", "-9223372036854775808"):  # C has no negative literals
            suffix = C_SUFFIX[const.type]
            return f"({int(const.text) + 1}{suffix} - 1{suffix})"
        text = f"{const.text}{C_SUFFIX[const.type]}"
        return f"({text})" if text.startswith("-") else text


WRAP_AS_UNSIGNED = {"numpy": (), "numba": ("i64",), "c": SIGNED}
INTEGER_OPS = frozenset(("add", "sub", "mul", "band", "bor", "bxor", "shl", "shr", "inv"))


def python_const(const: Const) -> str:
    if const.type == "bool":
        return f"np.bool_({const.text})"
    text = const.text
    if const.type in FLOATS and not np.isfinite(const.value):
        text = {"inf": "np.inf", "-inf": "-np.inf", "nan": "np.nan"}[text]
    return f"{NUMPY_TYPE[const.type]}({text})"


def _closes(text: str) -> bool:
    """Whether the first parenthesis closes at the very end."""
    depth = 0
    for k, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return k == len(text) - 1
    return False
