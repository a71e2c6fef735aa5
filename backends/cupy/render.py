"""Models, rules and random numbers as CUDA source: what `update.cu` and `plastic.cu` include.

A name of the user's stands behind m_ or is local to its function: any name may be given. The
rendered text of the built-in models lies in `kernels/generated/`, to be read and to be checked;
`python -m snn.backends.cupy.generated` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...errors import BackendError
from ...lang import Function, emit, parse
from ...numerics.philox import PHILOX_TYPES, normal_pair, philox4x32
from ...program import Kind, RuleKind

LARGE = 40  # statements of an update from which on a thread has one neuron: registers run out
HELD = 6  # values of a neuron (states, counter, sums) that registers hold for four, not more
HUGE = 400  # statements from which on a multiprocessor takes four blocks, for their registers
CODING = 16  # statements that decode and encode a state of 16 bits
MOST_STATES = 32  # a bit each in what `Neurons::step` reports

_TYPE = {"f16": "uint16", "f32": "float", "f64": "double", "i32": "int", "i64": "int64"}


def prelude() -> str:
    """What every rendered function may call."""
    return "// The bits of floating-point numbers.\n\n" + emit.CUDA_PRELUDE


def philox() -> str:
    """Philox and its normals: generated/philox.cuh."""
    words = parse(philox4x32, types=PHILOX_TYPES)
    types = {"w0": "u32", "w1": "u32"}
    pairs = [parse(normal_pair, types=types, real=real) for real in ("f32", "f64")]
    head = "// Philox4x32-10 and Box-Muller pairs, rendered from snn/numerics/philox.py.\n"
    return "\n".join([head, emit.define(words, "c"), *(emit.define(each, "c") for each in pairs)])


def width(kind: Kind) -> int:
    """How many neurons a thread updates."""
    held = len(kind.states) + len(kind.receptors) + kind.refractory
    large = len(kind.update.body) - CODING * kind.rounding >= LARGE
    return 1 if large or held > HELD else 4


def model(kind: Kind) -> str:
    """The update of a kind of neuron and where its data is: model.cuh."""
    check_states(kind.name, len(kind.states))
    body = [
        f"// {kind.name}, arithmetic in {kind.real}.\n",
        f"typedef {_TYPE[kind.real]} real;",
        f"constexpr int WIDTH = {width(kind)};  // neurons of a thread",
        f"constexpr int BLOCKS = {_blocks(kind)};  // of 128 threads, on a multiprocessor",
        f"constexpr int STATES = {len(kind.states)};",
        f"constexpr bool XI = {str(kind.xi).lower()};  // a standard normal per neuron and step",
        f"constexpr bool UNIFORM = {str(kind.uniform).lower()};  // a random word",
        f"constexpr int ROUNDING = {kind.rounding};  // random words for stochastic rounding\n",
        emit.define(kind.update, "c", "model_update"),
        _struct("Arrays", [f"{type}* m_{name};" for name, type in arrays(kind).items()]),
        _struct("Constants", [f"real m_{name};" for name in _constants(kind)]),
        _neurons(kind),
    ]
    return "\n".join(body)


def _blocks(kind: Kind) -> int:
    """How many blocks a multiprocessor shall hold: 4, 7, 8 leave a thread 128, 73, 64 registers."""
    huge = len(kind.update.body) >= HUGE
    if huge or kind.real == "f64" or (kind.xi and kind.rounding):
        return 4
    return 7 if kind.xi else 8


def check_states(name: str, n: int) -> None:
    """BackendError for a model with more states than an update can report on."""
    if n > MOST_STATES:
        raise BackendError(
            f"cupy: {name} has {n} states; at most {MOST_STATES} can be checked for non-finite "
            "values in one pass: use backend='numba', or fewer states"
        )


def _struct(name: str, lines: Iterable[str]) -> str:
    return "\n".join([f"struct {name} {{", *(f"    {line}" for line in lines), "};\n"])


def stored(kind: Kind) -> dict[str, str]:
    """What is read and written: states and the refractory counter, with their types."""
    states = {name: _TYPE[kept] for name, kept in zip(kind.states, kind.storage, strict=True)}
    return states | ({"ref": "uint16"} if kind.refractory else {})


def inputs(kind: Kind) -> dict[str, str]:
    """The accumulators, which are read and cleared."""
    return {
        f"acc_{name}": _TYPE[kept]
        for name, kept in zip(kind.receptors, kind.accumulator, strict=True)
    }


def arrays(kind: Kind) -> dict[str, str]:
    """Everything with one value per neuron, with its type, as the struct Arrays has it."""
    given = {name: "real" for name in kind.params if name in kind.arrays}
    found = stored(kind) | inputs(kind) | given
    return found or {"nothing": "void"}


def _constants(kind: Kind) -> list[str]:
    return [name for name in kind.params if name not in kind.arrays] or ["nothing"]


def _neurons(kind: Kind) -> str:
    """The neurons of a thread, in registers."""
    held = {name: type for name, type in arrays(kind).items() if type != "void"}
    load = [f"take(arrays.m_{name}, group, m_{name});" for name in held]
    store = [f"put(arrays.m_{name}, group, m_{name});" for name in stored(kind)]
    store += [f"clear(arrays.m_{name}, group, m_{name});" for name in inputs(kind)]
    return "\n".join(
        [
            "// The neurons of a thread, in registers.",
            "struct Neurons {",
            *(f"    {type} m_{name}[WIDTH];" for name, type in held.items()),
            "",
            *_method("void load(const Arrays& arrays, int group)", load),
            "",
            *_method("void store(const Arrays& arrays, int group) const", store),
            "",
            "    // Advance neuron j; `bad` gets a bit for every state that was not finite.",
            "    template <class Noise>",
            *_method(
                "bool step(int j, const Constants& constants, const Noise& noise, uint32& bad)",
                _step(kind),
            ),
            "};\n",
        ]
    )


def _method(head: str, body: list[str]) -> list[str]:
    lines = [f"    __device__ __forceinline__ {head}", "    {"]
    return [*lines, *(f"        {line}" for line in body), "    }"]


def _step(kind: Kind) -> list[str]:
    types = dict(kind.update.args)
    arguments = []
    for name, type in types.items():
        arguments.append(f"({emit.C_TYPE[type]}){_argument(kind, name)}")
    names = [*stored(kind), "spiked", *(f"bad_{name}" for name in kind.states)]
    results = [f"next_{name}" for name in names]
    declare = [
        f"{emit.C_TYPE[expr.type]} {name};"
        for name, expr in zip(results, kind.update.returns, strict=True)
    ]
    keep = [f"m_{name}[j] = next_{name};" for name in stored(kind)]
    bad = [f"(uint32)next_bad_{name} << {k}" for k, name in enumerate(kind.states)]
    call = ",\n            ".join([*arguments, *results])
    return [
        *declare,
        f"model_update(\n            {call});",
        *keep,
        f"bad = {' | '.join(bad) or '0'};",
        "return next_spiked;",
    ]


def _argument(kind: Kind, name: str) -> str:
    """Where an argument of the update is taken from."""
    if name == "xi":
        return "noise.xi[j]"
    if name == "word_u":
        return "noise.uniform[j]"
    if name.startswith("word_r") and name[6:].isdigit():
        return f"noise.rounding[{name[6:]}][j]"
    if name in kind.params and name not in kind.arrays:
        return f"constants.m_{name}"
    return f"m_{name}[j]"


def rule(kind: RuleKind) -> str:
    """The functions of a plasticity rule over arrays of traces: rule.cuh."""
    one = "fabsf" if kind.real == "f32" else "fabs"
    pre, post, params, local = (
        [f"{name}[{k}]" for k in range(len(values))]
        for name, values in (
            ("pre", kind.pre), ("post", kind.post), ("params", kind.params), ("local", kind.local)
        )
    )  # fmt: skip
    parts = [
        f"// {kind.name}, arithmetic in {kind.real}.\n",
        f"typedef {_TYPE[kind.real]} real;",
        f"constexpr int PRE = {len(pre)}, POST = {len(post)};  // traces of a neuron",
        f"constexpr int LOCAL = {len(local)};  // values of a synapse besides its weight",
        f"constexpr bool ON_PRE = {_given(kind.on_pre)}, EFFICACY = {_given(kind.efficacy)};\n",
        f"__device__ __forceinline__ real abs_of(real x) {{ return {one}(x); }}\n",
    ]
    for side, traces in (("pre", pre), ("post", post)):
        for role in ("decay", "bump"):
            function: Function = getattr(kind, f"{role}_{side}")
            head = f"void {role}_{side}_of(real* {side}, const real* params)"
            parts += _wrapped(function, f"{role}_{side}", head, [*traces, *params], traces)
    synapse = ["weight", *local]
    for role, traces, names in (
        ("on_pre", [*pre, *post], "const real* pre, const real* post, "),
        ("on_post", [*pre, *post], "const real* pre, const real* post, "),
        ("sweep", post, "const real* post, "),
    ):
        head = f"void {role}_of(real& weight, real* local, {names}const real* params)"
        parts += _wrapped(getattr(kind, role), role, head, [*synapse, *traces, *params], synapse)
    head = "real efficacy_of(real weight, const real* pre, const real* params)"
    values = ["weight", *pre, *params]
    parts += _wrapped(kind.efficacy, "efficacy", head, values, ["weight"], "weight")
    return "\n".join(parts)


def _given(function: Function | None) -> str:
    return str(function is not None).lower()


def _wrapped(
    function: Function | None,
    name: str,
    head: str,
    values: list[str],
    into: list[str],
    result: str = "",
) -> list[str]:
    """A function and its call on arrays; what it returns goes to `into`; without it, nothing."""
    if function is None or not function.returns:
        nothing = f" return {result}; " if result else ""
        return [f"__device__ __forceinline__ {head} {{{nothing}}}\n"]
    outs = [f"out{k}" for k in range(len(into))]
    call = f"rule_{name}({', '.join([*values, *outs])});"
    body = [f"real {', '.join(outs)};", call]
    body += [f"{place} = {out};" for place, out in zip(into, outs, strict=True)]
    body += [f"return {result};"] if result else []
    return [
        emit.define(function, "c", f"rule_{name}"),
        f"__device__ __forceinline__ {head}\n{{",
        *(f"    {line}" for line in body),
        "}\n",
    ]
