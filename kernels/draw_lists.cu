// Connectivity with exact counts: candidates of a fixed total, choices of a fixed degree, and lists
// of synapses put in order.

#include "types.cuh"
#include "generated/prelude.cuh"
#include "generated/philox.cuh"
#include "generated/laws.cuh"
#include "draw_warp.cuh"

// Threads: one per candidate, grid-stride. Memory per candidate: 8 bytes written.
extern "C" __global__ void __launch_bounds__(256) pairs(
    uint32 seed, uint32 stream, int64 first, int64 count, int n_pre, int n_post, int* pre,
    int* post)
{
    const int64 step = (int64)gridDim.x * blockDim.x;
    for (int64 i = (int64)blockIdx.x * blockDim.x + threadIdx.x; i < count; i += step) {
        const uint64 k = (uint64)(first + i);
        uint32 w0, w1, w2, w3;
        int64 source, target;
        philox4x32((uint32)k, (uint32)(k >> 32), 0, TAG_TOTAL, seed, stream, w0, w1, w2, w3);
        below(w0, n_pre, source);
        below(w1, n_post, target);
        pre[i] = (int)source;
        post[i] = (int)target;
    }
}

struct Choices {
    uint32 seed;
    uint32 stream;
    uint32 tag;
    int64 lo;       // rows
    int64 hi;
    int n;          // columns
    int k;          // chosen of them
    int64 hole;     // column row + hole is left out
    int* out;       // (hi - lo, k)
    uint32* taken;  // (warps, words): a bit per column, all 0; null where columns may repeat
    int64 words;
};

// One round of Floyd's algorithm: the lanes' numbers t, or their j where t is taken already. It is
// if an earlier round took it; if an earlier lane has the same t; or if it is the j that an earlier
// lane took because that lane's own t was taken: such chains end after a few turns of the loop.
__device__ __forceinline__ int differing(const uint32* taken, bool active, int t, int j)
{
    const int lane = threadIdx.x & 31, giver = t - (j - lane);  // whose j is this t
    const uint32 same = __match_any_sync(WARP, active ? t : -1);
    bool gone = active && (__ldcg(taken + t / 32) >> (t & 31) & 1 || (same & lanes_before()));
    for (bool again = true; again;) {
        const int given = __shfl_sync(WARP, (int)gone, giver & 31);
        const bool found = active && giver >= 0 && giver < lane && given;
        again = __any_sync(WARP, found && !gone);
        gone = gone || found;
    }
    return gone ? j : t;
}

// Threads: a warp per row, grid-stride; a lane per choice, 32 at a time. Memory per choice: 4 bytes
// written; where they differ read again, with three accesses to a bit of the row's own map.
extern "C" __global__ void __launch_bounds__(256) choices(Choices c)
{
    const int64 warps = (int64)gridDim.x * (blockDim.x / 32);
    const int64 warp = ((int64)blockIdx.x * blockDim.x + threadIdx.x) / 32;
    uint32* const taken = c.taken == nullptr ? nullptr : c.taken + warp * c.words;
    const int lane = threadIdx.x & 31;
    for (int64 r = c.lo + warp; r < c.hi; r += warps) {
        int* const out = c.out + (r - c.lo) * c.k;
        const int64 left_out = r + c.hole;
        const bool inside = left_out >= 0 && left_out < c.n;
        const int m = c.n - inside;
        for (int i = lane; i - lane < c.k; i += 32) {
            const bool active = i < c.k;
            const int j = m - c.k + i;
            uint32 w0, w1, w2, w3;
            int64 t;
            philox4x32(i / 4, (uint32)r, 0, c.tag, c.seed, c.stream, w0, w1, w2, w3);
            below(word_of(i, w0, w1, w2, w3), active && taken != nullptr ? j + 1 : m, t);
            int chosen = (int)t;
            if (taken != nullptr) {
                chosen = differing(taken, active, chosen, j);
                __syncwarp();  // no lane sets a bit that another has yet to read
                if (active) atomicOr(taken + chosen / 32, 1u << (chosen & 31));
                __syncwarp();
            }
            if (active) out[i] = chosen + (inside && chosen >= left_out);
        }
        if (taken == nullptr) continue;
        for (int i = lane; i < c.k; i += 32) {
            const int chosen = out[i] - (inside && out[i] > left_out);
            atomicAnd(taken + chosen / 32, ~(1u << (chosen & 31)));
        }
        __syncwarp();
    }
}

// Threads: one per element, grid-stride. Memory per element: 4 bytes read, one 8-byte atomic.
extern "C" __global__ void __launch_bounds__(256) tally(
    const int* index, int64 n, int64* count)
{
    const int64 step = (int64)gridDim.x * blockDim.x;
    for (int64 i = (int64)blockIdx.x * blockDim.x + threadIdx.x; i < n; i += step)
        atomicAdd((uint64*)count + index[i], 1ull);
}

// Threads: one per element, grid-stride. Memory per element: 8 bytes read, one 8-byte atomic,
// 4 bytes written to the end of the element's row so far; rows are sorted afterwards.
extern "C" __global__ void __launch_bounds__(256) place(
    const int* row, const int* value, int64 n, int64* cursor, int* out)
{
    const int64 step = (int64)gridDim.x * blockDim.x;
    for (int64 i = (int64)blockIdx.x * blockDim.x + threadIdx.x; i < n; i += step)
        out[atomicAdd((uint64*)cursor + row[i], 1ull)] = value[i];
}

constexpr int SORTERS = 8;   // warps that sort a row together
constexpr int DIGITS = 256;  // one per thread of a block

// Where each warp's next value of each digit goes: digits ascending, for a digit warps ascending.
__device__ __forceinline__ void begins_of(uint32 (&counts)[SORTERS][DIGITS], uint32* sums)
{
    const int digit = threadIdx.x, lane = threadIdx.x & 31, warp = threadIdx.x / 32;
    uint32 total = 0;
    for (int w = 0; w < SORTERS; ++w) total += counts[w][digit];
    uint32 sum = total;
#pragma unroll
    for (int step = 1; step < 32; step *= 2) {
        const uint32 before = __shfl_up_sync(WARP, sum, step);
        sum += lane >= step ? before : 0;
    }
    if (lane == 31) sums[warp] = sum;
    __syncthreads();
    uint32 next = sum - total;
    for (int w = 0; w < warp; ++w) next += sums[w];
    for (int w = 0; w < SORTERS; ++w) {
        const uint32 count = counts[w][digit];
        counts[w][digit] = next;
        next += count;
    }
    __syncthreads();
}

// Threads: a block per row, grid-stride; each of its warps has a part of the row. From the least
// digit to the greatest, values go by their digit from the row to `scratch` and back, in a stable
// order: a row of any length is sorted with room for one row per block. Memory per value and digit:
// 4 bytes read twice and written once, mostly in the L2 cache; the counts are in shared memory.
extern "C" __global__ void __launch_bounds__(256) sort_rows(
    const int64* start, int64 n_rows, int* values, int bits, int* scratch, int64 longest)
{
    __shared__ uint32 counts[SORTERS][DIGITS];
    __shared__ uint32 sums[SORTERS];
    const int warp = threadIdx.x / 32, lane = threadIdx.x & 31;
    for (int64 r = blockIdx.x; r < n_rows; r += gridDim.x) {
        const int n = (int)(start[r + 1] - start[r]);
        if (n < 2) continue;
        const int part = (n + SORTERS * 32 - 1) / (SORTERS * 32) * 32;
        const int begin = warp * part, end = min(n, begin + part);
        int* from = values + start[r];
        int* to = scratch + blockIdx.x * longest;
        for (int shift = 0; shift < bits; shift += 8) {
            for (int w = 0; w < SORTERS; ++w) counts[w][threadIdx.x] = 0;
            __syncthreads();
            for (int i = begin + lane; i < end; i += 32)
                atomicAdd(&counts[warp][from[i] >> shift & (DIGITS - 1)], 1u);
            __syncthreads();
            begins_of(counts, sums);
            for (int i = begin + lane; i - lane < end; i += 32) {
                const int value = i < end ? from[i] : 0;
                const int digit = i < end ? value >> shift & (DIGITS - 1) : -1;
                const uint32 equal = __match_any_sync(WARP, digit);
                const uint32 rank = __popc(equal & lanes_before());
                const uint32 next = i < end ? counts[warp][digit] : 0;
                __syncwarp();
                if (i < end && rank == 0) counts[warp][digit] = next + __popc(equal);
                __syncwarp();
                if (i < end) to[next + rank] = value;
            }
            __syncthreads();
            int* const swapped = from;
            from = to;
            to = swapped;
        }
        if (from == values + start[r]) continue;
        for (int i = threadIdx.x; i < n; i += blockDim.x) to[i] = from[i];
    }
}
