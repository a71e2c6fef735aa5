"""Colours of populations: the same in every picture of a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..network import Network
    from ..population import View

# Okabe & Ito (2008), without the yellow that vanishes on white: told apart with any colour vision.
COLOURS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#E69F00",
    "#000000",
    "#999999",
)
_HUES = COLOURS[:6]
_TINTS = (0.0, 0.5, -0.45)  # as it is, towards white, towards black


def colour(k: int) -> str:
    """The colour of population k of a network, "#rrggbb".

    The first eight are `COLOURS`; then come the six hues among them in a light tint, and in a dark
    one: twenty, after which they repeat.
    """
    k %= len(COLOURS) + 2 * len(_HUES)
    if k < len(COLOURS):
        return COLOURS[k]
    tint, hue = divmod(k - len(COLOURS), len(_HUES))
    return tinted(_HUES[hue], _TINTS[1 + tint])


def tinted(colour: str, amount: float) -> str:
    """A colour mixed with white (amount > 0) or with black (amount < 0), by |amount| of 0 ... 1."""
    end = 255 if amount > 0 else 0
    parts = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{round(part + abs(amount) * (end - part)):02X}" for part in parts)


def colours(network: Network) -> dict[str, str]:
    """Population name -> its colour in all pictures."""
    return {p.name: colour(k) for k, p in enumerate(network.populations)}


def view_of(thing: Any) -> View | None:
    """The population or slice that a recording is of, that a projection comes from, or itself."""
    from ..population import View
    from ..projection import Projection
    from ..recorders import Recording

    if isinstance(thing, Recording):
        thing = thing.source
    if isinstance(thing, Projection):
        thing = thing.source
    return thing if isinstance(thing, View) else None


def colours_of(things: Sequence[Any]) -> list[str]:
    """One colour for each: that of its population where it has one, else that of its place.

    Where two have one population, as slices of it do, the later is drawn in another tint.
    """
    found: list[str] = []
    for k, thing in enumerate(things):
        view = view_of(thing)
        place = k if view is None else view.network.populations.index(view.population)
        found.append(_unused(colour(place), found))
    return found


def _unused(wanted: str, taken: list[str]) -> str:
    """`wanted`, or a tint of it that is not taken; `wanted` again if all are."""
    tints = (wanted, *(tinted(wanted, amount) for amount in (*_TINTS[1:], 0.3, -0.25, 0.75)))
    return next((tint for tint in tints if tint not in taken), wanted)
