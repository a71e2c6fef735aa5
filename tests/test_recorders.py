"""Recordings streamed to files: their layout, who may write to them, what reading them costs."""

from __future__ import annotations

import os
from pathlib import Path

import h5py
import numpy as np
import pytest

import snn
from snn import ms
from tests.conftest import same_bits
from tests.networks import cuba


def test_layout_of_the_file(tmp_path: Path) -> None:
    net = cuba()
    spikes = net.record(net["E"][:100], "spikes", to=tmp_path / "spikes.h5")
    v = net.record(net["E"], "v", index=[3, 1], every=1 * ms, to=str(tmp_path / "v.h5"))
    net.run(20 * ms)
    with h5py.File(tmp_path / "spikes.h5") as file:
        named = {"population": "E[0:100]", "what": "spikes"}
        assert dict(file.attrs) == {"dt_ms": 0.1, "start_ms": 0.0, "n": 100, **named}
        assert file["step"].dtype == np.int64 and file["seen"].dtype == np.int32
        assert same_bits(file["seen"][:], spikes.ids) and len(spikes) == len(file["seen"]) > 0
    with h5py.File(tmp_path / "v.h5") as file:
        assert file["seen"].shape == (20, 2) and file["seen"].dtype == np.float32
        assert same_bits(file["step"][:] * file.attrs["dt_ms"], v.times)


def test_a_file_takes_one_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    net = cuba()
    monkeypatch.chdir(tmp_path)
    spikes = net.record(net["E"], "spikes", to="a.h5")
    net.run(20 * ms)
    before = len(spikes)
    os.symlink("a.h5", "b.h5")
    for same in ("a.h5", tmp_path / "a.h5", "b.h5"):
        with pytest.raises(snn.RecordError, match=r"'v' of 'I': 'spikes' of 'E' is recorded to"):
            net.record(net["I"], "v", to=same)
    assert len(net.recordings) == 1 and len(spikes) == before > 0


def test_the_path_does_not_follow_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    net = cuba()
    spikes = net.record(net["E"], "spikes", to="a.h5")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    net.run(20 * ms)
    assert spikes.to == tmp_path / "a.h5" and len(spikes) > 0
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_that_something_else_changes_is_refused(tmp_path: Path) -> None:
    net = cuba()
    spikes = net.record(net["E"], "spikes", to=tmp_path / "a.h5")
    net.run(20 * ms)
    with h5py.File(tmp_path / "a.h5", "a") as file:
        for name in ("step", "seen"):
            file[name].resize(len(spikes) + 1, axis=0)
    with pytest.raises(snn.RecordError, match=r"a\.h5; it has \d+: something else writes to it"):
        net.run(20 * ms)
    (tmp_path / "a.h5").unlink()
    with pytest.raises(snn.RecordError, match=r"a\.h5 is missing"):
        len(spikes)


def test_len_reads_no_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    net = cuba()
    disk = net.record(net["E"], "spikes", to=tmp_path / "a.h5")
    memory = net.record(net["E"], "spikes")
    net.run(20 * ms)
    n = len(memory.ids)

    def fail(*args: object) -> None:
        raise AssertionError("a column was read")

    monkeypatch.setattr(h5py.Dataset, "__getitem__", fail)
    assert len(disk) == len(memory) == n > 0


@pytest.mark.parametrize("every", [0.15, 0.0, -0.1, np.nan, "1"])
def test_samples_are_at_least_one_whole_step_apart(every: object) -> None:
    net = cuba()
    message = "every must be a whole number of steps of dt = 0.1 ms, at least one; got"
    with pytest.raises(snn.RecordError, match=message):
        net.record(net["E"], "v", every=every)
    assert net.recordings == []
