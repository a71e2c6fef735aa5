"""The equations of a neuron composed of channels, written as text from its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import ModelError
from ..lang import Written, exp, linoid
from ..model import arguments
from .calcium import CalciumPool, nernst
from .channel import CalciumChannel, Conductance
from .component import Component
from .release import Release


def relax(x, steady, tau, dt):
    """A quantity after dt on its way to a steady value that stays."""
    return steady + (x - steady) * exp(-dt / tau)


def polarise(v, current, conductance, h):
    """v after a step at constant conductances; h = dt / C. A conductance of 0 is no exception."""
    return v + h * current / linoid(-h * conductance)


def opened(s, opening, closing, dt):
    """A release after dt at constant rates. Rates of 0 are no exception."""
    change = opening * (1.0 - s) - closing * s
    return s + dt * change / linoid(-dt * (opening + closing))


class Membrane:
    """C dv/dt = sum of g m^p h^q (E - v) + I, and what belongs to it, as functions of a model.

    label : the neuron's class. states : in the order in which functions give them.
    """

    def __init__(self, label: str, parts: Mapping[str, Component], states: list[str]) -> None:
        self.label, self.states = label, states
        self.channels = _of(parts, Conductance)
        self.releases = _of(parts, Release)
        self.pool = only_pool(label, parts)
        entering = [n for n, c in self.channels.items() if isinstance(c, CalciumChannel)]
        if entering and self.pool is None:
            raise ModelError(
                f"{label}: the calcium channel {entering[0]} needs a pool that its current enters; "
                "add one to the class: Ca = CalciumPool()"
            )
        self.entering = entering
        self._used: dict[str, None] = {}
        self._names: dict[str, Any] = {}

    def exponential_euler(self) -> Written:
        """Gates and releases relax at the present v, then v and calcium with the new gates.

        Gates are then half a step ahead of v: seen as on such a staggered grid, it is of order 2.
        """
        self._begin(relax, polarise, opened)
        self._use("dt")
        lines = [
            f"next_{state} = relax({state}, {inf}, {tau}, dt)" for state, inf, tau in self._gates()
        ]
        lines += [
            f"next_{state} = opened({state}, {opening}, {closing}, dt)"
            for state, opening, closing in self._open()
        ]
        lines += self._currents("next_")
        if self.pool is not None:
            steady, tau = self._steady_calcium(), self._tau()
            lines.append(f"next_{self.pool} = relax({self.pool}, {steady}, {tau}, dt)")
        lines.append("next_v = polarise(v, current, conductance, dt * per_C)")
        return self._write("exponential_euler", lines, "next_")

    def derivatives(self) -> Written:
        """d/dt of every state."""
        self._begin()
        lines = [*self._currents(""), "d_v = current * per_C"]
        if self.pool is not None:
            steady, tau = self._steady_calcium(), self._tau()
            lines.append(f"d_{self.pool} = ({steady} - {self.pool}) / {tau}")
        lines += [f"d_{state} = ({inf} - {state}) / {tau}" for state, inf, tau in self._gates()]
        lines += [
            f"d_{state} = {opening} * (1.0 - {state}) - {closing} * {state}"
            for state, opening, closing in self._open()
        ]
        return self._write("derivatives", lines, "d_")

    def _begin(self, *helpers: Callable[..., Any]) -> None:
        self._used, self._names = {}, {helper.__name__: helper for helper in helpers}
        self._use("per_C")

    def _use(self, name: str) -> str:
        self._used[name] = None
        return name

    def _currents(self, gate: str) -> list[str]:
        """The total conductance (nS) and current into the neuron (pA), that of calcium outward.

        gate : how the names of gates that take time begin.
        """
        lines, driven = [], []
        if self.entering:
            self._names["nernst"] = nernst
            given = [self._use(f"{key}_{self.pool}") for key in ("RT_zF", "out")]
            lines.append(f"nernst_{self.pool} = nernst({self.pool}, {', '.join(given)})")
        for name, channel in self.channels.items():
            lines += self._instantaneous(name, channel)
            factors = [self._use(f"g_{name}"), *self._powers(name, channel, gate)]
            lines.append(f"open_{name} = " + " * ".join(factors))
            entering = name in self.entering
            reversal = f"nernst_{self.pool}" if entering else self._use(f"E_{name}")
            driven.append(f"open_{name} * ({reversal} - v)")
        lines.append("conductance = " + " + ".join(f"open_{name}" for name in self.channels))
        lines.append("current = " + " + ".join([*driven, self._use("I")]))
        if self.entering:
            total = " + ".join(f"open_{name}" for name in self.entering)
            lines.append(f"current_{self.pool} = ({total}) * (v - nernst_{self.pool})")
        return lines

    def _powers(self, name: str, channel: Conductance, gate: str) -> list[str]:
        """Every gate of a channel to its power."""
        return [
            ("" if each.instantaneous else gate)
            + f"{key}_{name}"
            + (f"**{each.power}" if each.power > 1 else "")
            for key, each in type(channel).gates.items()
        ]

    def _instantaneous(self, name: str, channel: Conductance) -> list[str]:
        """The gates that take no time."""
        cls = type(channel)
        gates = [gate for gate, each in cls.gates.items() if each.instantaneous]
        return [
            f"{g}_{name} = {self._call(name, channel, f'{g}_inf', cls.kinetics(g)['inf'])}"
            for g in gates
        ]

    def _gates(self) -> list[tuple[str, str, str]]:
        """(state, steady value, time constant) of every gate that takes time."""
        found = []
        for name, channel in self.channels.items():
            cls = type(channel)
            for gate in (gate for gate, each in cls.gates.items() if not each.instantaneous):
                inf, tau = (
                    self._call(name, channel, f"{gate}_{role}", function)
                    for role, function in cls.kinetics(gate).items()
                )
                found.append((f"{gate}_{name}", inf, tau))
        return found

    def _open(self) -> list[tuple[str, str, str]]:
        """(state, opening rate, closing rate) of every release."""
        found = []
        for name, part in self.releases.items():
            opening, closing = (
                self._call(name, part, role, getattr(type(part), role))
                for role in ("opening", "closing")
            )
            found.append((f"s_{name}", opening, closing))
        return found

    def _steady_calcium(self) -> str:
        rest = self._use(f"rest_{self.pool}")
        if not self.entering:
            return rest
        return f"{rest} - {self._use(f'f_{self.pool}')} * current_{self.pool}"

    def _tau(self) -> str:
        return self._use(f"tau_{self.pool}")

    def _call(self, name: str, part: Component, role: str, function: Callable[..., Any]) -> str:
        """The text of a call of one of a part's functions."""
        cls, given = type(part), []
        for arg in arguments(function):
            if arg in cls.parameters or arg in cls.constants:
                given.append(self._use(f"{arg}_{name}"))
            elif arg in ("v", self.pool):
                given.append(arg)
            else:
                known = ["v", *filter(None, [self.pool]), *cls.parameters, *cls.constants]
                raise ModelError(
                    f"{self.label}: {cls.__name__}.{role} of {name!r}: argument {arg!r} is not one "
                    f"of: {', '.join(known)}"
                )
        label = f"{role}_of_{name}"
        self._names[label] = function
        return f"{label}({', '.join(given)})"

    def _write(self, name: str, lines: list[str], prefix: str) -> Written:
        args = (*self.states, *self._used)
        last = f"return {', '.join(prefix + state for state in self.states)}"
        text = "\n    ".join([f"def {name}({', '.join(args)}):", *lines, last]) + "\n"
        for line in lines:
            made = line.split(" = ")[0]
            if made in args:
                raise ModelError(f"{self.label}: the name {made!r} is taken; choose another")
        return Written(text, args, self._names, f"{self.label}.{name}")


def only_pool(label: str, parts: Mapping[str, Component]) -> str | None:
    """The name of a neuron's pool of calcium; ModelError if it has several."""
    pools = list(_of(parts, CalciumPool))
    if len(pools) > 1:
        raise ModelError(f"{label}: a neuron has one CalciumPool; this one has {', '.join(pools)}")
    return pools[0] if pools else None


def _of(parts: Mapping[str, Component], kind: type[Component]) -> dict[str, Any]:
    return {name: part for name, part in parts.items() if isinstance(part, kind)}
