"""No kernel reads beside its arrays, or writes where another thread does: g++'s sanitizers."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import pytest

from tests import emulation
from tests.conftest import BACKENDS
from tests.emulation.build import BuildError
from tests.mutations import SANITIZERS, trial
from tests.small import CASES

pytestmark = pytest.mark.skipif(
    "emulated" not in BACKENDS, reason="kernels are emulated where g++ is and no GPU"
)


@cache
def problem(kind: str) -> str:
    """Why no process runs under a sanitizer here; "" if one does."""
    try:
        environment = emulation.sanitized_environment(kind)
    except BuildError as error:
        return str(error)
    command = [sys.executable, "-c", "pass"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return f"nothing runs under -fsanitize={kind}: {ended.stderr}" if ended.returncode else ""


@pytest.fixture(params=SANITIZERS.values(), ids="emulated-{}".format)
def sanitizer(request: pytest.FixtureRequest) -> str:
    if problem(request.param):
        pytest.skip(problem(request.param))
    return request.param


@pytest.mark.parametrize("case", ["sources"])
def test_kernels_of_a_step(case: str, sanitizer: str) -> None:
    assert trial(["tests.small", "0", case], sanitizer) is None


# A process each: the thread sanitizer gets slower with every thread that it has ever seen.
@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_every_kernel(case: str, sanitizer: str) -> None:
    for order in ("0",) if sanitizer == "thread" else ("0", "3"):
        assert trial(["tests.small", order, case], sanitizer) is None
