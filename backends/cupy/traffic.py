"""Bytes that the kernels move per neuron and per event: python -m snn.backends.cupy.traffic

Counted from what `render` makes a kernel read and write, so that they follow the kernels. Beside
them is the least time that a step of a million neurons takes at an H200's measured copy bandwidth.
"""

from __future__ import annotations

from ...program import Kind
from . import generated, render

BANDWIDTH = 4.3e12  # bytes per second, of an H200's memory, measured by copying
_BYTES = {"uint16": 2, "float": 4, "int": 4, "double": 8, "int64": 8}
EVENTS = {  # what an event reads and writes: synapse, weight, accumulator (an atomic, in the L2)
    "static, packed or one weight": (4, 0, 4),
    "static, wide float32": (4, 4, 4),
    "static, wide float64": (4, 8, 8),
    "plastic float32, arrival": (4, 8, 4),
    "plastic float32, arrival with a post trace": (4, 12, 4),
    "plastic float32, post spike": (10, 8, 0),
}


def bytes_of_neuron(kind: Kind) -> tuple[int, int]:
    """Bytes of a step without input, and with input to every receptor."""
    real = "double" if kind.real == "f64" else "float"
    arrays = {name: real if t == "real" else t for name, t in render.arrays(kind).items()}
    stored, inputs = render.stored(kind), render.inputs(kind)
    passed = {name: 2 if name in stored else 1 for name in arrays}
    still = sum(passed[name] * _BYTES[t] for name, t in arrays.items() if t != "void")
    return still, still + sum(_BYTES[t] for t in inputs.values())


def main() -> None:
    print("bytes of a neuron's step, with input to no receptor and to all; least time for 10^6")
    print(f"{'model':18} {'float32':>9} {'':>8} {'float16':>9} {'':>8} {'float64':>9}")
    for name in generated.kinds():
        cells = []
        for real, half in (("f32", False), ("f32", True), ("f64", False)):
            still, busy = bytes_of_neuron(generated.kinds(real, half)[name])
            cells.append(f"{still:>4} {busy:>4} {busy * 1e6 / BANDWIDTH * 1e6:>5.1f} us")
        print(f"{name:18} {'  '.join(cells)}")
    print("\nbytes of an event: synapse, weight, accumulator")
    for name, parts in EVENTS.items():
        print(f"{name:44} {' + '.join(map(str, parts)):>10} = {sum(parts)}")


if __name__ == "__main__":
    main()
