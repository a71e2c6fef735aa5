// The first launch of a step: spikes that left `delay` steps ago reach their targets, the history
// row of this step is emptied, and spike sources fill theirs.
//
// Threads: a warp per item (items.cuh), its lanes side by side along the row: reads of 128 bytes.
// Memory per event: 4 bytes of synapse (8 or 12 where wide) in one stream, and one atomic on an
// accumulator, which stays in the L2 cache. Lanes load four synapses before they add the first, so
// that latencies overlap.

#include "types.cuh"
#include "spikes.cuh"
#include "items.cuh"
#include "projection.cuh"

constexpr int BATCH = 4;

struct Ring {  // the spike counts of an arena of neurons
    int* count;
    int mask;
    int populations;
};

struct Source {  // an arena whose spikes come from a schedule, sorted by step
    Spikes spikes;
    const int64* step;
    const int* id;
    int64 n;
};

__device__ __forceinline__ void deliver_segment(const Projection& p, int64 begin, int64 end)
{
    const uint32 mask = target_mask(p);
    for (int64 j = begin + (threadIdx.x & 31); j < end; j += 32 * BATCH) {
        uint32 word[BATCH];
        int64 fixed[BATCH];
#pragma unroll
        for (int k = 0; k < BATCH; ++k) {
            const int64 i = j + 32 * k;
            word[k] = i < end ? p.synapse[i] : 0;
            fixed[k] = i < end ? weight_of(p, word[k], i) : 0;
        }
#pragma unroll
        for (int k = 0; k < BATCH; ++k) {
            if (j + 32 * k < end) add(p, word[k] & mask, fixed[k]);
        }
    }
}

struct Deliver {
    const Projection* projections;

    __device__ __forceinline__ void operator()(const Pair& pair, int id, int chunk) const
    {
        const Projection p = projections[pair.target];
        if (id < p.source_lo || id >= p.source_hi) return;
        int64 begin, end;
        segment_of(p, pair, id - p.source_lo, chunk, begin, end);
        deliver_segment(p, begin, end);
    }
};

// No delivery of this step reads these rows: delays are at least 1 and less than the rows.
__device__ __forceinline__ void empty_rows(const Ring* rings, int n_rings, int64 t)
{
    for (int r = 0; r < n_rings; ++r) {
        const Ring ring = rings[r];
        int* count = ring.count + (t & ring.mask) * ring.populations;
        for (int p = threadIdx.x; p < ring.populations; p += blockDim.x) count[p] = 0;
    }
}

__device__ __forceinline__ int64 first_at(const Source& source, int64 t)
{
    int64 lo = 0, hi = source.n;
    while (lo < hi) {
        const int64 middle = (lo + hi) >> 1;
        if (source.step[middle] < t) lo = middle + 1;
        else hi = middle;
    }
    return lo;
}

// The scheduled spikes of a step, by one block.
__device__ __forceinline__ void emit(const Source& source, int64 t)
{
    const Spikes& spikes = source.spikes;
    const int64 begin = first_at(source, t), end = first_at(source, t + 1);
    const int64 row = t & spikes.mask;
    if (threadIdx.x == 0) spikes.count[row] = (int)(end - begin);
    if (spikes.fired != nullptr) {
        for (int i = threadIdx.x; i < spikes.n; i += blockDim.x) spikes.fired[i] = 0;
    }
    __syncthreads();
    for (int64 k = begin + threadIdx.x; k < end; k += blockDim.x) {
        const int id = source.id[k];
        spikes.ids[row * spikes.n + (k - begin)] = id;
        if (spikes.fired != nullptr) spikes.fired[id] = 1;
        log_spike(spikes.log, id, t);
    }
}

extern "C" __global__ void __launch_bounds__(THREADS, 4) deliver(
    const Pair* pairs, int n_pairs, const Projection* projections, const Ring* rings, int n_rings,
    const Source* sources, int n_sources, const int64* clock, int ahead)
{
    const int64 t = *clock + ahead;
    const int workers = gridDim.x - n_sources;
    if ((int)blockIdx.x >= workers) {
        emit(sources[blockIdx.x - workers], t);
        return;
    }
    if (blockIdx.x == 0) empty_rows(rings, n_rings, t);
    for_each_item(pairs, n_pairs, t, this_warp(), workers * WARPS, Deliver{projections});
}
