"""Bugs planted in the kernels, and what notices each: python -m tests.mutations [PART OF A NAME]

The bugs are in mutations.txt. Every trial of one is a process of its own, which may crash or hang.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest import mock

from snn import kernels
from tests import emulation, small

ORDERS = range(8)  # of threads; 0 is the natural one
TIMEOUT = 600  # seconds; a mutant that hangs is caught as well
SANITIZERS = {"address": "address,undefined", "thread": "thread"}
LAYERS = ("natural", "permuted", *SANITIZERS)
ROOT = Path(__file__).parents[1]
_TELLING = re.compile(r"^(?:SUMMARY: |.*runtime error: |(?:\w+\.)*\w*Error: ).*", re.MULTILINE)


@dataclass(frozen=True)
class Mutation:
    """A planted bug: in a file of kernels/, `before` becomes `after`.

    case : the network of `small.CASES` that shows it.
    layer : of LAYERS, that or one before catches it; "none" for what is not a bug.
    """

    name: str
    file: str
    case: str
    layer: str
    before: str
    after: str

    def text(self) -> str:
        """The file with the bug. ValueError unless `before` is there exactly once."""
        text = (kernels.FOLDER / self.file).read_text(encoding="utf-8")
        if text.count(self.before) != 1:
            raise ValueError(f"{self.name}: found {text.count(self.before)} times in {self.file}")
        return text.replace(self.before, self.after)


def table() -> list[Mutation]:
    """The mutations of mutations.txt."""
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    return [_mutation(each) for each in text.strip().split("\n\n") if not each.startswith("#")]


def _mutation(paragraph: str) -> Mutation:
    head, *lines = paragraph.splitlines()
    name, file, case, layer = map(str.strip, head.split("|"))
    before, after = ("\n".join(x[2:] for x in lines if x[0] == sign) for sign in ("-", "+"))
    return Mutation(name, file, case, layer, before, after)


@contextmanager
def planted(mutation: Mutation) -> Iterator[None]:
    """The bug is in every kernel that this process compiles meanwhile."""
    text, read = mutation.text(), kernels.read

    def mutated(name: str) -> str:
        return text if name == mutation.file else read(name)

    with mock.patch.object(kernels, "read", mutated):
        yield


def trial(arguments: Sequence[str], sanitizer: str = "") -> str | None:
    """Runs a module of the tests in a process; what it says of a bug, None if it ends well."""
    environment = emulation.sanitized_environment(sanitizer) if sanitizer else dict(os.environ)
    command = [sys.executable, "-m", *arguments]
    run = partial(subprocess.run, env=environment, cwd=ROOT, timeout=TIMEOUT, check=False)
    try:
        result = run(command, capture_output=True, text=True)
    except subprocess.TimeoutExpired as expired:
        return f"{_last((expired.stdout or b'').decode())}: hangs"
    if result.returncode == 0:
        return None
    told = _TELLING.findall(result.stderr) or [f"ended with {result.returncode}"]
    return f"{_last(result.stdout)}: {told[-1].replace(f'{ROOT}{os.sep}', '')}"


def _last(output: str) -> str:
    return (output.splitlines() or [""])[-1]


def verdict(mutation: Mutation, sanitizers: Sequence[str] = tuple(SANITIZERS)) -> tuple[str, str]:
    """The first layer that catches a mutation, and what it says."""
    seen = trial(["tests.mutations", "--try", mutation.name, *map(str, ORDERS)])
    if seen is not None:
        return ("natural" if seen.startswith("order 0:") else "permuted"), seen
    for layer in sanitizers:
        seen = trial(["tests.mutations", "--try", mutation.name, "0"], SANITIZERS[layer])
        if seen is not None:
            return layer, seen
    return "none", ""


def attempt(name: str, orders: Sequence[int]) -> None:
    """Runs a mutation's network in this process; exits at the first order that shows the bug."""
    mutation = next(each for each in table() if each.name == name)
    case = small.CASES[mutation.case]
    expected = case.run("numpy")
    with planted(mutation):
        for order in orders:
            print(f"order {order}", flush=True)
            wrong = case.differences(expected, order)
            if wrong:
                sys.exit(f"Error: differs in {', '.join(wrong)}")


def as_expected(mutation: Mutation, layer: str) -> bool:
    """Whether a layer is the one that a mutation names, or one before it."""
    order = (*LAYERS, "none")
    return layer == mutation.layer or order.index(layer) < order.index(mutation.layer) < len(LAYERS)


def report(part: str) -> bool:
    """Prints what catches each of the mutations whose names have this part; whether as expected."""
    chosen = [each for each in table() if part in each.name]
    well = True
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for mutation, (layer, seen) in zip(chosen, pool.map(verdict, chosen), strict=True):
            expected = "" if layer == mutation.layer else f"({mutation.layer} expected)"
            print(
                f"{mutation.file:14} {mutation.name:53} {layer:9} {expected} {seen[:90]}",
                flush=True,
            )
            well = well and as_expected(mutation, layer)
    return well


if __name__ == "__main__":
    if sys.argv[1:2] == ["--try"]:
        attempt(sys.argv[2], [int(order) for order in sys.argv[3:]])
    else:
        sys.exit(not report(" ".join(sys.argv[1:])))
