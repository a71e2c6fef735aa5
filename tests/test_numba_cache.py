"""The numba backend compiles a kind once, keeps it on disk, and as vector code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("numba")

from snn.backends.numba import (
    cache,
    noise,
    update,
)

import snn
from tests.networks import cuba

ROOT = Path(__file__).resolve().parent.parent


SECOND_PROCESS = """
import snn
net = snn.Network(dt=0.1, backend="numba", threads=1)
E = net.population(snn.LIF(), 20, "E")
net.connect(E, E, "ge", snn.FixedProbability(0.5), weight=1.0)
net.record(E, "spikes")
net.run(1.0)
from snn.backends.numba import cache
entries = cache.loaded()
print(len(entries), sum(cache.was_read(entry) for entry in entries))
"""


def in_a_process(folder: Path) -> tuple[int, int]:
    """(entries, entries that were read from disk) of a small run in a process of its own."""
    environment = {**os.environ, "SNN_CACHE": str(folder)}
    run = [sys.executable, "-c", SECOND_PROCESS]
    done = subprocess.run(
        run, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    entries, read = done.stdout.split()
    return int(entries), int(read)


@pytest.mark.slow
def test_a_second_process_compiles_nothing(tmp_path: Path) -> None:
    entries, read = in_a_process(tmp_path)
    assert entries > 3
    assert read == 0
    assert in_a_process(tmp_path) == (entries, entries)


def test_a_second_network_of_known_kinds_compiles_nothing() -> None:
    cuba(backend="numba", threads=1, seed=1).run(1.0)
    before = len(cache.loaded())
    cuba(300, backend="numba", threads=1, seed=2).run(1.0)
    assert len(cache.loaded()) == before


def test_an_entry_is_named_by_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNN_CACHE", str(tmp_path))
    text = "from numba import cfunc\n@cfunc('int64()')\ndef entry():\n    return {}\n"
    one, two = cache.entry(text.format(1)), cache.entry(text.format(2))
    assert (one.ctypes(), two.ctypes()) == (1, 2)
    assert cache.entry(text.format(1)) is one
    assert len(list(tmp_path.glob("*.py"))) == 2


def test_a_folder_that_cannot_be_written_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SNN_CACHE", str(tmp_path / "file" / "folder"))
    with pytest.warns(RuntimeWarning, match="SNN_CACHE"):
        assert cache.entry("entry = 'found'  # in a folder of this process") == "found"


@pytest.mark.slow
@pytest.mark.parametrize("xi", [False, True])
def test_neurons_are_updated_in_vectors(xi: bool) -> None:
    net = snn.Network(dt=0.1)
    net.population((snn.NoisyLIF if xi else snn.LIF)(integrator="euler"), 10)
    kind = net.program.arenas[0].kind
    assert kind is not None
    texts = [update.text(kind)] + ([noise._text("f32")] if xi else [])
    for text in texts:
        fresh = cache.entry(text + f"\n# {os.urandom(8).hex()}: not read from disk\n")
        assert re.search(r"fmul <\d+ x float>", fresh.inspect_llvm())
