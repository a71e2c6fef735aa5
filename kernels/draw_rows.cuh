// The synapses of a row, a round of 32 candidates at a time: a lane each, targets ascending.

#include "draw_warp.cuh"

struct Rows {
    int n_post;
    double p;            // 0: listed; 1: every target; between: drawn
    double inverse;      // 1 / log(1 - p)
    int64 hole;          // target row + hole is left out where targets are not listed
    const int64* start;  // (rows + 1,) of the list
    const int* post;     // targets, ascending in each row
};

struct Law {
    int kind;
    double a;
    double b;
    double factor;
    double lo;
    double hi;
    const double* array;
};

struct Keys {
    uint32 seed;
    uint32 wiring;  // streams
    uint32 values;
};

// A row on its way.
struct Row {
    const int* list;   // its targets, where they are listed
    int64 first;       // of the list; of the array of values where nothing is listed
    int64 left_out;    // no synapse onto this target
    int64 end;         // one more than the last target so far; candidates so far of a list
    int last;          // the target of the latest listed synapse, and how many equal it so far
    uint32 repeats;
    uint32 number;     // of the row
    uint32 round;
    bool more;         // whether another round follows
};

// A lane's candidate.
struct Synapse {
    int target;        // -1 where there is none
    int64 position;    // in an array of values
    uint32 duplicate;  // synapses of the same pair before it
};

__device__ __forceinline__ Row begin_row(const Rows& rows, int64 number)
{
    Row row;
    const bool listed = rows.p == 0.0;
    row.first = listed ? rows.start[number] : number * rows.n_post;
    row.list = rows.post + (listed ? row.first : 0);
    row.left_out = number + rows.hole;
    row.end = 0;
    row.last = -1;
    row.repeats = 0;
    row.number = (uint32)number;
    row.round = 0;
    row.more = !listed || rows.start[number + 1] > row.first;
    return row;
}

// Of geometric gaps: lane l has candidate k = 32 round + l, word k mod 4 of block k div 4; the sum
// of the gaps up to it is its target. Lanes in fours compute the same block, so that no words have
// to be exchanged and a round stays in registers.
__device__ __forceinline__ void next_drawn(
    const Rows& rows, const Keys& keys, Row& row, Synapse& synapse)
{
    const int lane = threadIdx.x & 31;
    const uint32 k = 32 * row.round + lane;
    uint32 w0, w1, w2, w3;
    philox4x32(k >> 2, row.number, 0, TAG_PROBABILITY, keys.seed, keys.wiring, w0, w1, w2, w3);
    int64 end;
    gap(word_of(k, w0, w1, w2, w3), rows.inverse, (double)rows.n_post, end);
    end += 1;
#pragma unroll
    for (int step = 1; step < 32; step *= 2) {
        const int64 before = __shfl_up_sync(WARP, end, step);
        end += lane >= step ? before : 0;
    }
    end += row.end;
    row.end = __shfl_sync(WARP, end, 31);
    row.more = row.end < rows.n_post;
    const int64 target = end - 1;
    synapse.target = target < rows.n_post && target != row.left_out ? (int)target : -1;
    synapse.position = row.first + target;
}

__device__ __forceinline__ void next_of_all(const Rows& rows, Row& row, Synapse& synapse)
{
    const int64 target = row.end + (threadIdx.x & 31);
    row.end += 32;
    row.more = row.end < rows.n_post;
    synapse.target = target < rows.n_post && target != row.left_out ? (int)target : -1;
    synapse.position = row.first + target;
}

// Only a list can have a pair twice: equal targets are neighbours, in this round or since the last.
__device__ __forceinline__ void next_listed(const Rows& rows, Row& row, Synapse& synapse)
{
    const int n = (int)(rows.start[row.number + 1] - row.first);
    const int lane = threadIdx.x & 31, index = (int)row.end + lane;
    row.end += 32;
    row.more = row.end < n;
    synapse.target = index < n ? row.list[index] : -1;
    synapse.position = row.first + index;
    const uint32 equal = __match_any_sync(WARP, synapse.target);
    synapse.duplicate = __popc(equal & lanes_before());
    synapse.duplicate += synapse.target == row.last ? row.repeats : 0;
    row.last = __shfl_sync(WARP, synapse.target, 31);
    row.repeats = __shfl_sync(WARP, synapse.duplicate, 31) + 1;
}

__device__ __forceinline__ Synapse next(const Rows& rows, const Keys& keys, Row& row)
{
    Synapse synapse;
    synapse.duplicate = 0;
    if (rows.p == 0.0) next_listed(rows, row, synapse);
    else if (rows.p == 1.0) next_of_all(rows, row, synapse);
    else next_drawn(rows, keys, row, synapse);
    row.round += 1;
    return synapse;
}

// The four words of a synapse: two for its weight, two for its delay; left where no law draws.
__device__ __forceinline__ void words_of(
    const Keys& keys, const Row& row, const Synapse& synapse, const Law& weight, const Law& delay,
    uint32 (&word)[4])
{
    if (weight.kind <= ARRAY && delay.kind <= ARRAY) return;
    philox4x32(synapse.target, row.number, synapse.duplicate, TAG_VALUE, keys.seed, keys.values,
               word[0], word[1], word[2], word[3]);
}

__device__ __forceinline__ double value(const Law& law, uint32 w0, uint32 w1, int64 position)
{
    double x = law.a;
    if (law.kind == ARRAY) x = law.array[position];
    if (law.kind == UNIFORM) draw_uniform(w0, law.a, law.b, x);
    if (law.kind == NORMAL) draw_normal(w0, w1, law.a, law.b, law.lo, law.hi, x);
    if (law.kind == LOGNORMAL) draw_lognormal(w0, w1, law.a, law.b, law.factor, law.lo, law.hi, x);
    return x;
}
