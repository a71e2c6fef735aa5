"""Every bug that mutations.txt plants in a kernel is noticed, by the layer that it names."""

from __future__ import annotations

import pytest

from tests.conftest import BACKENDS
from tests.mutations import LAYERS, SANITIZERS, Mutation, as_expected, table, verdict
from tests.test_sanitizers_emulated import problem

pytestmark = pytest.mark.skipif(
    "emulated" not in BACKENDS, reason="kernels are emulated where g++ is and no GPU"
)
MUTATIONS = table()


def quick(mutations: list[Mutation]) -> set[str]:
    """Of every file the first that natural order shows and the first that permuted orders do, and
    the first that the address sanitizer shows; the thread sanitizer takes half a minute for one."""
    fast = [m for m in reversed(mutations) if m.layer != "thread"]
    first = {(m.layer in SANITIZERS or m.file, m.layer): m.name for m in fast}
    return set(first.values())


QUICK = quick(MUTATIONS)


def test_the_table_covers_every_layer_and_file() -> None:
    assert {m.layer for m in MUTATIONS} == {"none", *LAYERS}
    assert len({m.name for m in MUTATIONS}) == len(MUTATIONS)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.name)
def test_text_is_there_once(mutation: Mutation) -> None:
    assert mutation.text()


@pytest.mark.parametrize(
    "mutation",
    [pytest.param(m, marks=[] if m.name in QUICK else pytest.mark.slow) for m in MUTATIONS],
    ids=lambda m: f"emulated-{m.name}",
)
def test_mutation_is_noticed(mutation: Mutation) -> None:
    sanitizers = [layer for layer in SANITIZERS if layer == mutation.layer]
    for layer in sanitizers:
        if reason := problem(SANITIZERS[layer]):
            pytest.skip(reason)
    layer, seen = verdict(mutation, sanitizers)
    assert as_expected(mutation, layer), (layer, seen)
