"""The bits of numpy in any order of threads and blocks, for every kernel and way to launch it."""

from __future__ import annotations

import pytest

from tests.conftest import BACKENDS
from tests.small import CASES

pytestmark = pytest.mark.skipif(
    "emulated" not in BACKENDS, reason="kernels are emulated where g++ is and no GPU"
)
ORDERS = range(6)  # 0 is the natural one


# The kernels of these are those of other cases, in another type or not learning.
SLOW = {"rules-frozen", "normalized-float64", "fitted-float16", "fitted-frozen", "fitted-tiles"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in CASES],
    ids="emulated-{}".format,
)
def test_bits_do_not_depend_on_the_order_of_threads(name: str) -> None:
    case = CASES[name]
    expected = case.run("numpy")
    assert {order: found for order in ORDERS if (found := case.differences(expected, order))} == {}
