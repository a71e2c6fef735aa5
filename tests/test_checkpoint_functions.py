"""Functions given to a network: a checkpoint knows them by name and by what they do."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import snn
from snn.checkpoint.functions import fingerprint


def test_functions_are_known_by_one_name_each(tmp_path: Path) -> None:
    def ramp(slope: float) -> Any:
        def rise(t: Any) -> Any:
            return slope * t

        return rise

    def make(*functions: Any) -> snn.Network:
        net = snn.Network()
        E = net.population(snn.LIF(), 5, "E")
        for function in functions:
            net.stimulate(E, "I", function)
        return net

    path = tmp_path / "net.h5"
    with pytest.raises(snn.CheckpointError, match="'E': a lambda cannot be stored"):
        make(lambda t: t).save(path)
    with pytest.raises(snn.CheckpointError, match="'E': another function is called 'rise' too"):
        make(ramp(1.0), ramp(2.0)).save(path)
    assert list(tmp_path.iterdir()) == []
    one = ramp(1.0)
    make(one, one).save(path)
    snn.Network.load(path, functions={"rise": ramp(1.0)})
    with pytest.raises(snn.CheckpointError, match=r"net\.h5: the function 'rise' is another than"):
        snn.Network.load(path, functions={"rise": ramp(2.0)})
    with pytest.raises(snn.CheckpointError, match=r"functions\['rise'\] must be a function; got 3"):
        snn.Network.load(path, functions={"rise": 3})


def test_changed_functions_are_refused(tmp_path: Path) -> None:
    def wave(t: Any, size: float = 2.0) -> Any:
        return size * np.sin(t)

    was, path = wave, tmp_path / "net.h5"
    net = snn.Network()
    net.stimulate(net.population(snn.LIF(), 5, "E"), "I", wave)
    net.save(path)

    def wave(t: Any, size: float = 2.0) -> Any:  # the same, laid out in another way
        return (
            size * np.sin(t)  # nA
        )

    same, others = wave, []

    def wave(t: Any, size: float = 2.0) -> Any:
        return size * np.cos(t)

    others.append(wave)

    def wave(t: Any, size: float = 3.0) -> Any:
        return size * np.sin(t)

    others += [wave, np.sin, lambda t: 2.0 * np.sin(t), partial(wave, size=2.0)]
    for function in (was, same):
        assert snn.Network.load(path, functions={"wave": function}).stimuli[0][2] is function
    for function in others:
        with pytest.raises(snn.CheckpointError, match="'wave' is another than the network was"):
            snn.Network.load(path, functions={"wave": function})


def test_functions_without_source_and_methods_have_a_meaning() -> None:
    def compiled(text: str) -> Any:
        names: dict[str, Any] = {}
        exec(text, names)
        return names["f"]

    class Ramp:
        def __call__(self, t: Any) -> Any:
            return t

        def up(self, t: Any) -> Any:
            return 2.0 * t

        def down(self, t: Any) -> Any:
            return -2.0 * t

    one = fingerprint(compiled("def f(t): return 2 * t"))
    assert one == fingerprint(compiled("def f(t): return 2 * t"))
    assert one != fingerprint(compiled("def f(t): return 3 * t"))
    assert one != fingerprint(compiled("def f(t): return 2 + t"))
    assert fingerprint(Ramp().up) == fingerprint(Ramp().up) != fingerprint(Ramp().down)
    assert fingerprint(np.sin) == fingerprint(np.sin) != fingerprint(np.cos)
