// The spikes of an arena: the history that delivery reads, and the log of those recorded.
//
// Row t & mask of the history holds the ids of step t, those of population p from starts[p] on, in any
// order: integer sums make the order of delivery irrelevant, and the host sorts what it reads. The
// number of rows is a power of two, for a division of 64-bit integers takes 100 instructions.

// Where recorders are in the block of steps that the host will collect next.
struct Turn {
    int64 origin;  // first step of the block
    int64 half;    // of every buffer: this one is filled while the other is read
};

// Recorded spikes, as (step, id) in the halves of a 64-bit word.
struct Log {
    uint64* spikes;      // (2, room); null: nothing is recorded
    uint64* used;        // (2,)
    const Turn* turn;
    int64 room;          // a block of steps is short enough that its spikes fit whatever happens
    int lo;              // neurons lo..hi are recorded
    int hi;
};

struct Spikes {
    int n;
    int populations;
    int mask;            // rows of the history - 1
    const int* starts;   // (populations + 1,)
    int* ids;            // (rows, n)
    int* count;          // (rows, populations)
    uint8* fired;        // (n,), 1 in the step of a spike; null: nothing reads it
    Log log;
};

__device__ __forceinline__ void log_spike(const Log& log, int id, int64 t)
{
    if (log.spikes == nullptr || id < log.lo || id >= log.hi) return;
    const int64 half = log.turn->half;
    const uint64 place = atomicAdd(log.used + half, 1ull);
    log.spikes[half * log.room + place] = (uint64)t << 32 | (uint32)id;
}

// Append neurons that fired. All lanes of a warp call it; one atomic per warp and population.
//
// At a few Hz a warp that has a spike has just one, so that sharing an atomic among more than a warp
// would save nothing and cost a barrier.
__device__ __forceinline__ void append(const Spikes& spikes, bool fired, int id, int p, int64 t)
{
    const uint32 peers = __match_any_sync(WARP, fired ? p : -1);
    if (!fired) return;
    const int lane = threadIdx.x & 31, leader = __ffs(peers) - 1;
    const int64 row = t & spikes.mask;
    int place = 0;
    if (lane == leader) {
        place = atomicAdd(spikes.count + row * spikes.populations + p, __popc(peers));
    }
    place = __shfl_sync(peers, place, leader) + __popc(peers & ((1u << lane) - 1u));
    spikes.ids[row * spikes.n + spikes.starts[p] + place] = id;
    log_spike(spikes.log, id, t);
}

// The population of a neuron.
__device__ __forceinline__ int population_of(const Spikes& spikes, int id)
{
    int lo = 0, hi = spikes.populations;
    while (hi - lo > 1) {
        const int middle = (lo + hi) >> 1;
        if (spikes.starts[middle] <= id) lo = middle;
        else hi = middle;
    }
    return lo;
}
