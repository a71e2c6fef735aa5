// Recursive least squares on plastic synapses; program.regress.Regress says what is computed, and in which
// order every sum is added up.
//
// Threads: one per source neuron for the traces; a warp per target, whose lanes take rows of P in
// turn for the product and elements of a row side by side for the update. No barrier but the warp's.
// Memory of a step: 3 values per source neuron. Where the step learns, per target of n synapses: its
// n (n + 1) / 2 values of P read twice, the second time from the caches, and written once; 16 bytes
// of index and two gathers per synapse.
//
// Traces that a target reads are at least one step old, those written are of this step: another slot.
// The types are in "types_of_p.cuh".

#include "types.cuh"
#include "generated/prelude.cuh"
#include "generated/philox.cuh"
#include "noise.cuh"
#include "types_of_p.cuh"

constexpr int THREADS = 256;

// A state of the target neurons that counts as input.
struct Other {
    const void* state;
    int half;
};

struct Regress {
    const int64* start;
    const int* row;
    const int64* place;
    const int* delay;
    const int64* first;
    kept* p;
    real* trace;         // (slots, rows)
    real* work;          // (2, synapses): r, then k
    real* weight;
    const real* block;   // (block_rows, width)
    const Other* others;
    const uint8* fired;  // of the source's arena
    uint64* bad_count;
    int64* bad_step;
    uint64* clipped;
    int64 synapses;
    int64 every;
    int64 begin;
    int64 end;
    int64 period;
    real decay;
    real rate;
    real tau;
    real low;
    real high;
    int rows;
    int slots;
    int source_lo;
    int targets;
    int target_lo;
    int stride;          // of `delay`: 0 where all are equal
    int block_rows;
    int width;
    int n_others;
    uint32 seed;
    uint32 stream;
};

__device__ __forceinline__ real decay_of(real trace, real factor)
{
    real out;
    decayed(trace, factor, out);
    return out;
}

// All lanes get the sum over the warp's lanes, halves added to halves.
__device__ __forceinline__ real folded(real part)
{
    for (int d = 16; d > 0; d >>= 1) part += __shfl_down_sync(WARP, part, d);
    return __shfl_sync(WARP, part, 0);
}

__device__ __forceinline__ int64 triangle(int n)
{
    return (int64)n * (n + 1) / 2;
}

__device__ __forceinline__ void keep_trace(const Regress& f, int i, int64 t)
{
    const int64 before = (t + f.slots - 1) % f.slots, now = t % f.slots;
    const real trace = decay_of(f.trace[before * f.rows + i], f.decay);
    f.trace[now * f.rows + i] = f.fired[f.source_lo + i] ? trace + f.rate : trace;
}

// k[i] of one row: the sum over the columns, in their order.
__device__ __forceinline__ real product(const kept* p, const real* r, int n, int i)
{
    const kept* own = p + triangle(i);
    real sum = 0;
    for (int j = 0; j <= i; ++j) sum += loaded(own[j]) * r[j];
    for (int j = i + 1; j < n; ++j) sum += loaded(p[triangle(j) + i]) * r[j];
    return sum;
}

__device__ __forceinline__ real error_of(const Regress& f, real u, int i, int64 t)
{
    for (int m = 0; m < f.n_others; ++m) {
        const Other other = f.others[m];
        const int k = f.target_lo + i;
        if (other.half) {
            real value;
            half_to_real(((const uint16*)other.state)[k], value);
            u += value;
        } else {
            u += ((const real*)other.state)[k];
        }
    }
    const int64 row = (t + 1) / f.every % f.block_rows;
    return u - f.block[row * f.width + (f.width > 1 ? i : 0)];
}

// P -= (v k) k', a row at a time.
__device__ __forceinline__ void rank_one(
    const Regress& f, int64 origin, const real* k, real v, int n, int64 t)
{
    const int lane = threadIdx.x & 31;
    for (int i = 0; i < n; ++i) {
        const real factor = v * k[i];
        const int64 row = origin + triangle(i);
        for (int j = lane; j <= i; j += 32) {
            const real value = loaded(f.p[row + j]) - factor * k[j];
            f.p[row + j] = stored(value, f.seed, f.stream, t, row + j);
        }
    }
}

// One target, by a whole warp.
__device__ __forceinline__ void solve(const Regress& f, int i, int64 t)
{
    const int lane = threadIdx.x & 31;
    const int64 begin = f.start[i], origin = f.first[i];
    const int n = (int)(f.start[i + 1] - begin);
    if (n == 0) return;
    real* r = f.work + begin;
    real* k = f.work + f.synapses + begin;
    real input = 0, a = 0;
    for (int j = lane; j < n; j += 32) {
        const int64 slot = (t + f.slots - f.delay[(begin + j) * f.stride]) % f.slots;
        r[j] = decay_of(f.trace[slot * f.rows + f.row[begin + j]], f.decay);
        input += f.weight[f.place[begin + j]] * r[j];
    }
    __syncwarp();
    for (int j = lane; j < n; j += 32) {
        k[j] = product(f.p + origin, r, n, j);
        a += r[j] * k[j];
    }
    __syncwarp();
    a = folded(a);
    input = folded(input);
    if (!(a >= 0 && a <= MOST)) {
        if (lane == 0) {
            atomicAdd(f.bad_count, 1ull);
            atomicCAS((uint64*)f.bad_step, (uint64)-1ll, (uint64)t);
        }
        return;
    }
    const real v = 1 / (1 + a);
    const real change = error_of(f, input * f.tau, i, t) * v * f.rate;
    rank_one(f, origin, k, v, n, t);
    uint32 clipped = 0;
    for (int j = lane; j < n; j += 32) {
        const int64 place = f.place[begin + j];
        const real w = f.weight[place];
        real after;
        moved(w, change, k[j], f.low, f.high, after);
        clipped += after != w - change * k[j];
        f.weight[place] = after;
    }
    if (clipped) atomicAdd(f.clipped, (uint64)clipped);
}

extern "C" __global__ void __launch_bounds__(THREADS, 4) regress(
    const Regress* fits, int n_fits, const int64* clock, int ahead, int learn)
{
    const int64 t = *clock + ahead;
    const int stride = gridDim.x * blockDim.x, thread = blockIdx.x * blockDim.x + threadIdx.x;
    for (int m = 0; m < n_fits; ++m) {
        const Regress& f = fits[m];
        for (int i = thread; i < f.rows; i += stride) keep_trace(f, i, t);
        const int64 phase = t % f.period + 1;
        if (!learn || phase % f.every || phase <= f.begin || phase > f.end) continue;
        for (int i = thread >> 5; i < f.targets; i += stride >> 5) solve(f, i, t);
    }
}
