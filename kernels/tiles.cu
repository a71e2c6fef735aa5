// Delivery into shared memory: the variant for networks whose input is dense, where atomics on the
// L2 cache are what a step waits for. A block owns a tile of targets of one accumulator, adds up what
// reaches them in shared memory, and adds the sums to the accumulator at the end.
//
// deliver_tiles  a block per tile; 8 lanes per spike, since a tile's part of a row is short. Memory
//                per event: 4 bytes of synapse; per spike and tile: 24 bytes of row and cut; per
//                target 8 bytes.
// find_cuts      once: where in every segment the targets of each tile begin. A thread per row.

#include "types.cuh"
#include "items.cuh"
#include "projection.cuh"

constexpr int LANES = 8;  // of a worker

struct Tiled {        // an accumulator that is filled by tiles
    void* acc;
    int n;
    int tile;         // targets of a block
    int tiles;
    int first_pair;   // its pairs lie together
    int pairs;
    int acc_wide;
};

// Projections here have a column per delay and tile.
template <class Sum>
struct Gather {
    const Projection* projections;
    Sum* sums;
    int tiles;
    int tile;
    int first;  // target

    __device__ __forceinline__ void operator()(const Pair& pair, int id, int chunk) const
    {
        const Projection p = projections[pair.target];
        if (id < p.source_lo || id >= p.source_hi) return;
        const int row = id - p.source_lo;
        const uint32* cut = p.seg + (int64)row * (p.columns + 1) + pair.column * tiles + tile;
        const int64 start = p.row_start[row], begin = start + cut[0], end = start + cut[1];
        const uint32 mask = target_mask(p);
        for (int64 j = begin + (threadIdx.x & (LANES - 1)); j < end; j += LANES) {
            const uint32 word = p.synapse[j];
            atomicAdd(sums + ((word & mask) - first), (Sum)weight_of(p, word, j));
        }
    }
};

template <class Sum>
__device__ __forceinline__ void deliver_tile(
    const Tiled& own, const Pair* pairs, const Projection* projections, int tile, int64 t,
    Sum* sums)
{
    const int first = tile * own.tile, n = min(own.tile, own.n - first);
    for (int i = threadIdx.x; i < n; i += THREADS) sums[i] = 0;
    __syncthreads();
    const Gather<Sum> gather = {projections, sums, own.tiles, tile, first};
    for_each_item(pairs + own.first_pair, own.pairs, t, (int)threadIdx.x / LANES, THREADS / LANES,
                  gather);
    __syncthreads();
    for (int i = threadIdx.x; i < n; i += THREADS) ((Sum*)own.acc)[first + i] += sums[i];
}

extern "C" __global__ void __launch_bounds__(THREADS, 4) deliver_tiles(
    const Tiled* accumulators, const Pair* pairs, const Projection* projections,
    const int64* clock, int ahead)
{
    extern __shared__ uint64 sums[];
    const int64 t = *clock + ahead;
    int k = 0, tile = blockIdx.x;
    while (tile >= accumulators[k].tiles) tile -= accumulators[k++].tiles;
    const Tiled own = accumulators[k];
    if (own.acc_wide) deliver_tile<uint64>(own, pairs, projections, tile, t, sums);
    else deliver_tile<int>(own, pairs, projections, tile, t, (int*)sums);
}

// The first synapse in lo .. hi - 1 whose target is not below `value`.
__device__ __forceinline__ uint32 first_target(
    const uint32* synapse, uint32 mask, uint32 lo, uint32 hi, uint32 value)
{
    while (lo < hi) {
        const uint32 middle = (lo + hi) >> 1;
        if ((synapse[middle] & mask) < value) lo = middle + 1;
        else hi = middle;
    }
    return lo;
}

extern "C" __global__ void __launch_bounds__(256) find_cuts(
    const int64* row_start, const uint32* seg, int rows, int delays, const uint32* synapse,
    uint32 mask, int tile, int tiles, uint32* cut)
{
    for (int row = blockIdx.x * blockDim.x + threadIdx.x; row < rows;
         row += gridDim.x * blockDim.x) {
        const uint32* of_row = seg + (int64)row * (delays + 1);
        uint32* out = cut + (int64)row * (delays * tiles + 1);
        const uint32* own = synapse + row_start[row];
        for (int d = 0; d < delays; ++d) {
            uint32 from = of_row[d];
            for (int k = 0; k < tiles; ++k) {
                from = first_target(own, mask, from, of_row[d + 1], (uint32)k * tile);
                out[d * tiles + k] = from;
            }
        }
        out[delays * tiles] = of_row[delays];
    }
}
