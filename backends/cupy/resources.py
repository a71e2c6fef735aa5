"""What every kernel takes of a multiprocessor: python -m snn.backends.cupy.resources [--arch 90]

Compiled by NVRTC with the backend's own options; no GPU is needed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from ...kernels import flatten
from . import generated, regress, render
from .compile import Resources, resources

ARCHS = ("75", "80", "86", "89", "90", "100", "120")
PLAIN = (
    "deliver",
    "tiles",
    "columns",
    "graded",
    "normalize",
    "record",
    "rates",
    "draw",
    "draw_lists",
)  # sources without a model


def sources(models: bool = True) -> Iterator[tuple[str, str, str]]:
    """(source, what it is rendered for, flattened text) of everything that can be compiled."""
    for name in PLAIN:
        yield name, "", flatten(f"{name}.cu")
    for name, rule in generated.rules().items():
        yield "plastic", name, flatten("plastic.cu", {"rule.cuh": render.rule(rule)})
    for types in regress.TYPES:
        if types[0] == "f32":
            header = {"types_of_p.cuh": regress.header(*types)}
            yield "regress", types[1], flatten("regress.cu", header)
    if models:
        for name, kind in generated.kinds().items():
            yield "update", name, flatten("update.cu", {"model.cuh": render.model(kind)})


def nvrtc() -> Any:
    """The binding to NVRTC, which works without a driver."""
    from cupy_backends.cuda.libs import nvrtc as binding

    return binding


def table(archs: tuple[str, ...]) -> Iterator[tuple[str, str, str, Resources]]:
    """(kernel, what it is rendered for, architecture, resources)."""
    for source, of, text in sources():
        for arch in archs:
            for kernel, taken in resources(nvrtc(), text, source, arch).items():
                yield kernel, of, arch, taken


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m snn.backends.cupy.resources")
    parser.add_argument("--arch", nargs="+", default=["90"], choices=ARCHS)
    print(f"{'kernel':16} {'of':26} {'arch':>5} {'registers':>9} {'spills':>6} {'shared':>6}")
    for kernel, of, arch, taken in table(tuple(parser.parse_args().arch)):
        print(
            f"{kernel:16} {of:26} {arch:>5} {taken.registers:>9} {taken.spills:>6} "
            f"{taken.shared:>6}"
        )


if __name__ == "__main__":
    main()
