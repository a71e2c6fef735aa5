"""Delivery into shared memory, a tile of targets per block: the variant for dense input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cupy
import numpy as np

from ...program import Deliver
from .delivery import THREADS, Histories, Pairs, projection
from .launch import Launch, Module, module
from .records import Clock
from .structs import Record

BLOCKS = 4  # on a multiprocessor, as tiles.cu is bounded
SHARED = 40 * 1024  # bytes of a block's sums; with what items.cuh takes they are under 48 KiB


def launch(
    delivers: list[Deliver],
    histories: Histories,
    accumulators: Mapping[int, Mapping[str, Any]],
    clock: Clock,
) -> Launch:
    """The launch that delivers all these; no other one may add to their accumulators meanwhile."""
    own = module("tiles")
    groups: dict[tuple[int, str], list[Deliver]] = {}
    for deliver in delivers:
        groups.setdefault((id(deliver.target), deliver.receptor), []).append(deliver)
    rows: list[Record] = []
    pairs, tiled = Pairs(), []
    for (target, receptor), group in groups.items():
        acc, first = accumulators[target][receptor], len(pairs.rows)
        n = group[0].target.n
        tile, tiles = divided(n, acc.itemsize)
        for deliver in group:
            cut = cuts(own, deliver, tile, tiles)
            pairs.add_deliver(deliver, histories[id(deliver.source)], len(rows))
            rows.append(projection(own.struct("Projection"), deliver, acc, cut))
        tiled.append(
            {
                "acc": acc,
                "n": n,
                "tile": tile,
                "tiles": tiles,
                "first_pair": first,
                "pairs": len(pairs.rows) - first,
                "acc_wide": int(acc.dtype == np.int64),
            }
        )
    for pair in pairs.rows:
        pair["chunks"] = 1  # a worker takes all of a spike's synapses in its tile
    return own.kernel("deliver_tiles").prepare(
        sum(each["tiles"] for each in tiled),
        THREADS,
        own.struct("Tiled").table(tiled),
        own.struct("Pair").table(pairs.rows),
        own.struct("Projection").gather(rows),
        clock.now,
        0,
        shared=max(each["tile"] * each["acc"].itemsize for each in tiled),
    )


def divided(n: int, itemsize: int) -> tuple[int, int]:
    """(targets of a tile, tiles): as many as run at a time, more if their sums need it."""
    resident = BLOCKS * int(cupy.cuda.Device().attributes["MultiProcessorCount"])
    tiles = max(resident, -(-n * itemsize // SHARED))
    tile = -(-n // tiles)
    return tile, -(-n // tile)


def cuts(own: Module, deliver: Deliver, tile: int, tiles: int) -> Any:
    """uint32 (rows, delays · tiles + 1): each row's synapses by delay, then by tile."""
    n_rows, n_delays = len(deliver.seg), len(deliver.delays)
    cut = cupy.empty((n_rows, n_delays * tiles + 1), np.uint32)
    packed = deliver.form == "packed"
    mask = (1 << deliver.target_bits) - 1 if packed else 0xFFFFFFFF
    kernel = own.kernel("find_cuts")
    grid = min(kernel.resident(256), -(-n_rows // 256))
    place = (deliver.row_start, deliver.seg, n_rows, n_delays, deliver.synapse.view(np.uint32))
    launch = kernel.prepare(grid, 256, *place, mask, tile, tiles, cut)
    launch.start(cupy.cuda.get_current_stream())
    return cut
