// One step of all neurons of one compiled model: stimuli, receptors, equations, threshold,
// refractory period, reset, scrub, store, and the list of those that spiked, in one pass.
//
// Threads: one per WIDTH neurons (4, or 1 for large models), grid-stride, whole warps.
// Memory per neuron: every state read and written once, every accumulator read (and cleared where it
// was not 0), every array of parameters read once; nothing else. Constants come from the L1 cache.
// The equations are in "model.cuh", rendered from the model's Python functions.

#include "types.cuh"
#include "generated/prelude.cuh"
#include "generated/philox.cuh"
#include "lanes.cuh"
#include "noise.cuh"
#include "model.cuh"
#include "stimuli.cuh"
#include "spikes.cuh"

struct Arena {
    Spikes spikes;
    const Constants* constants;  // (populations,)
    const Drive* drives;
    const Poisson* poisson;
    int n_drives;
    int n_poisson;
    uint32 seed;
    uint32 stream;
    uint64* bad_count;           // (populations, STATES)
    int64* bad_step;
};

struct Noise {
    real xi[WIDTH];
    uint32 uniform[WIDTH];
    uint32 rounding[ROUNDING + 1][WIDTH];
};

__device__ __forceinline__ void draw(const Arena& arena, int first, int64 t, Noise& noise)
{
    if (XI) draw_normals(arena.seed, arena.stream, t, first, noise.xi);
    if (UNIFORM) draw_words(arena.seed, arena.stream + 1, t, first, noise.uniform);
#pragma unroll
    for (int k = 0; k < ROUNDING; ++k) {
        draw_words(arena.seed, arena.stream + 2 + k, t, first, noise.rounding[k]);
    }
}

// Stimuli in the order of their creation. A thread reads what it wrote itself: no barrier.
__device__ __forceinline__ void stimulate(const Arena& arena, int first, int64 t)
{
    for (int k = 0; k < arena.n_drives; ++k) {
        const Drive& d = arena.drives[k];
        for (int i = max(first, d.lo); i < min(first + WIDTH, d.hi); ++i) drive(d, i, t);
    }
    for (int k = 0; k < arena.n_poisson; ++k) {
        const Poisson& p = arena.poisson[k];
        poisson(p, max(first, p.lo), min(first + WIDTH, p.hi), arena.seed, t);
    }
}

// Count non-finite values of the neurons from `first` on; `bad` has a bit per state for each.
__device__ __forceinline__ void note(
    const Arena& arena, int first, const uint32 (&bad)[WIDTH], int64 t)
{
#pragma unroll 1
    for (int k = 0; k < WIDTH * STATES; ++k) {
        const int j = k / STATES, state = k % STATES;
        uint32 mine = 0;
#pragma unroll
        for (int i = 0; i < WIDTH; ++i) mine = i == j ? bad[i] : mine;
        if (!(mine >> state & 1)) continue;
        const int place = population_of(arena.spikes, first + j) * STATES + state;
        atomicAdd(arena.bad_count + place, 1ull);
        atomicCAS((uint64*)arena.bad_step + place, (uint64)-1ll, (uint64)t);
    }
}

// Advance the neurons from `first` on; a bit for each that spiked.
__device__ __forceinline__ uint32 advance(
    const Arena& arena, const Arrays& arrays, int first, int64 t)
{
    const Spikes& spikes = arena.spikes;
    stimulate(arena, first, t);
    Neurons neurons;
    neurons.load(arrays, first / WIDTH);
    Noise noise;
    draw(arena, first, t, noise);
    uint32 fired = 0, any_bad = 0, bad[WIDTH] = {};
    const int end = min(first + WIDTH, spikes.n);
    for (int p = population_of(spikes, first); p < spikes.populations; ++p) {
        const int lo = spikes.starts[p], hi = spikes.starts[p + 1];
        if (lo >= end) break;
        const Constants& constants = arena.constants[p];  // a copy would take a third of all registers
#pragma unroll
        for (int j = 0; j < WIDTH; ++j) {
            if (first + j < lo || first + j >= hi) continue;
            fired |= (uint32)neurons.step(j, constants, noise, bad[j]) << j;
            any_bad |= bad[j];
        }
    }
    neurons.store(arrays, first / WIDTH);
    if (any_bad) note(arena, first, bad, t);
    return fired;
}

extern "C" __global__ void __launch_bounds__(128, BLOCKS) update(
    const Arena arena, const Arrays arrays, const int64* clock, int ahead)
{
    const Spikes& spikes = arena.spikes;
    const int64 t = *clock + ahead;
    const int groups = (spikes.n + WIDTH - 1) / WIDTH, stride = gridDim.x * blockDim.x;
    for (int base = blockIdx.x * blockDim.x; base < groups; base += stride) {
        const int first = (base + threadIdx.x) * WIDTH;
        const uint32 fired = first < spikes.n ? advance(arena, arrays, first, t) : 0;
        if (spikes.fired != nullptr && first < spikes.n) {
            uint8 flag[WIDTH];
#pragma unroll
            for (int j = 0; j < WIDTH; ++j) flag[j] = fired >> j & 1;
            put(spikes.fired, first / WIDTH, flag);
        }
        if (!__any_sync(WARP, fired != 0)) continue;
#pragma unroll 1
        for (int j = 0; j < WIDTH; ++j) {
            const bool mine = fired >> j & 1;
            append(spikes, mine, first + j, mine ? population_of(spikes, first + j) : 0, t);
        }
    }
}
