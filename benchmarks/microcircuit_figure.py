"""The picture of the microcircuit's activity: raster, rates, irregularity, synchrony.

Laid out as figure 6 of Potjans & Diesmann (2014).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

from snn import plot
from snn.circuits.potjans_diesmann import NAMES, RATES

SHOWN = 400.0  # ms of the raster
LAYERS = ("L6", "L5", "L4", "L2/3")
MEASURES = (("rate_hz", "rate (Hz)"), ("cv_isi", "CV of ISI"), ("synchrony", "synchrony"))


def draw(spikes: dict[str, Any], measured: dict[str, Any], stop: float, path: Path) -> None:
    """Save the picture; `spikes` ends at `stop` ms, `measured` has the statistics."""
    layout = [["raster", key] for key, _ in MEASURES]
    plot.use_style()
    figure, axes = plt.subplot_mosaic(layout, figsize=(8.5, 6.5), width_ratios=(2.2, 1))
    top_down = {name: spikes[name] for name in reversed(NAMES)}  # 23E on top
    _raster(top_down, stop, axes["raster"])
    row = np.arange(len(NAMES))
    for key, label in MEASURES:
        values = [measured[key][name] for name in top_down]
        axes[key].barh(row, values, color=plot.COLOURS[::-1])
        axes[key].set_yticks(row, list(top_down), fontsize=8)
        axes[key].set_xlabel(label)
    axes["rate_hz"].plot(
        RATES[::-1], row, "k|", markersize=9, markeredgewidth=1.5, label="PyNEST, full scale"
    )
    axes["rate_hz"].legend(fontsize=8, loc="upper right")
    figure.suptitle(f"{measured['n']:,} neurons, {measured['synapses']:,} synapses")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130)


def _raster(spikes: dict[str, Any], stop: float, axes: Any) -> None:
    start = max(stop - SHOWN, *(r.t_range[0] for r in spikes.values()))
    plot.raster(spikes, t_range=(start, stop), ax=axes)
    plt.setp(axes.lines, markersize=0.6)
    edge = np.cumsum([0] + [r.n for r in spikes.values()])[::2]
    axes.set_yticks((edge[1:] + edge[:-1]) / 2, LAYERS, color="black")
    axes.tick_params(axis="y", length=0)  # no patches of a population's colour beside layers
    axes.set_ylabel("layer; excitatory above inhibitory")
