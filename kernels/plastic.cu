// Plastic synapses of one rule: delivery with what an arrival does to the weight, then what spikes
// of the targets do, and the traces. Eager: every step, every trace.
//
// arrive  a warp per item of a spike (items.cuh), as in deliver.cu. Memory per event: target and
//         weight read (8 bytes in float32), weight written (4), post traces gathered, one atomic.
// learn   a warp per item of a spike of a target: 10 bytes of index, the presynaptic trace and the
//         weight gathered and scattered per synapse. Then a thread per neuron decays its traces,
//         keeps the presynaptic ones in their history, and bumps those of neurons that fired: reads
//         and writes every trace once.
// sweep   a thread per synapse, in every so manieth step: target, weight and what else the synapse
//         has are read, the latter two written, the target's traces gathered.
//
// What a rule does not do is empty in "rule.cuh" and not launched. One with EFFICACY acts in every
// step, whether the network learns or not.
//
// Postsynaptic traces are in two copies, of which a step reads one and writes the other: what acts
// on weights and what changes traces then needs no order. The functions are in "rule.cuh".

#include "types.cuh"
#include "generated/prelude.cuh"
#include "rule.cuh"
#include "items.cuh"
#include "projection.cuh"

struct Plastic {
    Projection projection;
    real* weight;
    const real* params;
    real* pre;                // (PRE, rows)
    real* history;            // (slots, PRE, rows)
    real* post;               // (2, POST, targets)
    real* local;              // (LOCAL, synapses)
    const int64* delays;
    const int64* start;       // (targets + 1,): the synapses of a target, of each
    const int* row;           // its row,
    const uint32* offset;     // its place in the row,
    const uint16* column;     // and the column of its delay
    const uint8* source_fired;
    const uint8* target_fired;
    uint64* bad_count;
    int64* bad_step;
    int64 synapses;
    int64 every;              // steps between sweeps
    real limit;
    real safe;
    int rows;
    int targets;
    int target_lo;
    int mask;                 // slots - 1, a power of two
};

__device__ __forceinline__ int64 slot_of(const Plastic& p, int64 t, int64 delay)
{
    return (t - delay) & p.mask;
}

// The weight, or the safe value where it is corrupt; those are counted.
__device__ __forceinline__ real sound(const Plastic& p, real weight, uint32& bad)
{
    const bool good = abs_of(weight) <= p.limit;
    bad += !good;
    return good ? weight : p.safe;
}

__device__ __forceinline__ void note(const Plastic& p, uint32 bad, int64 t)
{
    if (!bad) return;
    atomicAdd(p.bad_count, (uint64)bad);
    atomicCAS((uint64*)p.bad_step, (uint64)-1ll, (uint64)t);
}

__device__ __forceinline__ void presynaptic(
    const Plastic& p, int64 slot, int row, real (&pre)[PRE + 1])
{
#pragma unroll
    for (int k = 0; k < PRE; ++k) pre[k] = p.history[(slot * PRE + k) * p.rows + row];
}

// The traces of a target after this step's decay, before its bump.
__device__ __forceinline__ void postsynaptic(
    const Plastic& p, int64 turn, int target, real (&post)[POST + 1])
{
#pragma unroll
    for (int k = 0; k < POST; ++k) {
        post[k] = p.post[((turn & 1) * POST + k) * p.targets + target];
    }
    decay_post_of(post, p.params);
}

// What a synapse has besides its weight.
__device__ __forceinline__ void load_local(const Plastic& p, int64 j, real (&local)[LOCAL + 1])
{
#pragma unroll
    for (int k = 0; k < LOCAL; ++k) local[k] = p.local[k * p.synapses + j];
}

__device__ __forceinline__ void store_local(
    const Plastic& p, int64 j, const real (&local)[LOCAL + 1])
{
#pragma unroll
    for (int k = 0; k < LOCAL; ++k) p.local[k * p.synapses + j] = local[k];
}

struct Arrive {
    const Plastic* plastics;
    int64 t;
    int64 turn;  // number of the step among those that learn
    int learn;

    __device__ __forceinline__ void operator()(const Pair& pair, int id, int chunk) const
    {
        const Plastic p = plastics[pair.target];
        const Projection& q = p.projection;
        if (id < q.source_lo || id >= q.source_hi) return;
        const int row = id - q.source_lo;
        int64 begin, end;
        segment_of(q, pair, row, chunk, begin, end);
        real pre[PRE + 1], post[POST + 1], local[LOCAL + 1];
        const bool changes = ON_PRE && learn;
        if (changes || EFFICACY) presynaptic(p, slot_of(p, t, pair.delay), row, pre);
        uint32 bad = 0;
        for (int64 j = begin + (threadIdx.x & 31); j < end; j += 32) {
            const int target = q.synapse[j];
            real weight = sound(p, p.weight[j], bad);
            add(q, target, fixed_of(efficacy_of(weight, pre, p.params), q.scale));
            if (changes) {
                load_local(p, j, local);
                postsynaptic(p, turn, target - p.target_lo, post);
                on_pre_of(weight, local, pre, post, p.params);
                store_local(p, j, local);
            }
            p.weight[j] = weight;
        }
        note(p, bad, t);
    }
};

struct Depart {
    const Plastic* plastics;
    int64 t;
    int64 turn;

    __device__ __forceinline__ void operator()(const Pair& pair, int id, int chunk) const
    {
        const Plastic p = plastics[pair.target];
        const int target = id - p.target_lo;
        if (target < 0 || target >= p.targets) return;
        real pre[PRE + 1], post[POST + 1], local[LOCAL + 1];
        postsynaptic(p, turn, target, post);
        const int64 begin = p.start[target] + (int64)chunk * pair.chunk;
        const int64 end = min(p.start[target + 1], begin + pair.chunk);
        uint32 bad = 0;
        for (int64 e = begin + (threadIdx.x & 31); e < end; e += 32) {
            const int row = p.row[e];
            const int64 j = p.projection.row_start[row] + p.offset[e];
            presynaptic(p, slot_of(p, t, p.delays[p.column[e]]), row, pre);
            real weight = sound(p, p.weight[j], bad);
            load_local(p, j, local);
            on_post_of(weight, local, pre, post, p.params);
            store_local(p, j, local);
            p.weight[j] = weight;
        }
        note(p, bad, t);
    }
};

__device__ __forceinline__ void trace_pre(const Plastic& p, int i, int64 t)
{
    real pre[PRE + 1];
#pragma unroll
    for (int k = 0; k < PRE; ++k) pre[k] = p.pre[k * p.rows + i];
    decay_pre_of(pre, p.params);
    real* now = p.history + slot_of(p, t, 0) * PRE * p.rows + i;
#pragma unroll
    for (int k = 0; k < PRE; ++k) now[k * p.rows] = pre[k];
    if (p.source_fired[p.projection.source_lo + i]) bump_pre_of(pre, p.params);
#pragma unroll
    for (int k = 0; k < PRE; ++k) p.pre[k * p.rows + i] = pre[k];
}

__device__ __forceinline__ void trace_post(const Plastic& p, int i, int64 turn)
{
    real post[POST + 1];
    postsynaptic(p, turn, i, post);
    if (p.target_fired[p.target_lo + i]) bump_post_of(post, p.params);
#pragma unroll
    for (int k = 0; k < POST; ++k) {
        p.post[((turn + 1 & 1) * POST + k) * p.targets + i] = post[k];
    }
}

__device__ __forceinline__ void sweep_one(const Plastic& p, int64 j, int64 turn, uint32& bad)
{
    real post[POST + 1], local[LOCAL + 1];
    const int target = (int)p.projection.synapse[j] - p.target_lo;
    const real* after = p.post + (turn + 1 & 1) * POST * p.targets + target;
#pragma unroll
    for (int k = 0; k < POST; ++k) post[k] = after[k * p.targets];
    real weight = sound(p, p.weight[j], bad);
    load_local(p, j, local);
    sweep_of(weight, local, post, p.params);
    store_local(p, j, local);
    p.weight[j] = weight;
}

extern "C" __global__ void __launch_bounds__(THREADS, 4) arrive(
    const Pair* pairs, int n_pairs, const Plastic* plastics, const int64* clock,
    const int64* turns, int ahead, int learn)
{
    const int64 t = *clock + ahead, turn = *turns + ahead;
    for_each_item(pairs, n_pairs, t, this_warp(), gridDim.x * WARPS,
                  Arrive{plastics, t, turn, learn});
}

extern "C" __global__ void __launch_bounds__(THREADS, 4) learn(
    const Pair* pairs, int n_pairs, const Plastic* plastics, int n_plastics, const int64* clock,
    const int64* turns, int ahead)
{
    const int64 t = *clock + ahead, turn = *turns + ahead;
    for_each_item(pairs, n_pairs, t, this_warp(), gridDim.x * WARPS, Depart{plastics, t, turn});
    const int stride = gridDim.x * blockDim.x, thread = blockIdx.x * blockDim.x + threadIdx.x;
    for (int k = 0; k < n_plastics; ++k) {
        const Plastic p = plastics[k];
        for (int i = thread; i < p.rows; i += stride) trace_pre(p, i, t);
        for (int i = thread; i < p.targets; i += stride) trace_post(p, i, turn);
    }
}

extern "C" __global__ void __launch_bounds__(THREADS, 4) sweep(
    const Plastic* plastics, int n_plastics, const int64* clock, const int64* turns, int ahead)
{
    const int64 t = *clock + ahead, turn = *turns + ahead;
    const int64 stride = (int64)gridDim.x * blockDim.x;
    for (int k = 0; k < n_plastics; ++k) {
        const Plastic p = plastics[k];
        if ((t + 1) % p.every) continue;
        uint32 bad = 0;
        for (int64 j = blockIdx.x * (int64)blockDim.x + threadIdx.x; j < p.synapses; j += stride) {
            sweep_one(p, j, turn, bad);
        }
        note(p, bad, t);
    }
}
