// Drawing of synapses: a census that counts them, and the filling of the rows that it made room
// for.
//
// Threads: a warp per row, grid-stride; a lane per candidate. Rows are independent and a row's
// targets come in order, so that neither sorting nor communication beyond the warp is needed, and
// the bits cannot depend on the schedule. What a warp waits for (a cursor, a listed target) other
// warps cover: 32 of them on a multiprocessor, which 64 registers a thread allow.

#include "types.cuh"
#include "generated/prelude.cuh"
#include "generated/philox.cuh"
#include "generated/laws.cuh"
#include "draw_rows.cuh"

struct Tally {
    double inverse_unit;
    int64* load;       // (n_post,)
    int64* histogram;  // (BINS,)
    uint64* extremes;  // bits of the least |weight| that is not 0, and of the greatest
};

struct Output {
    int first;              // delay steps of bin 0
    int columns;            // of seg
    const int* column;      // bin -> column of seg, without the leading one
    const int64* row_start;
    uint32* seg;
    uint32* synapse;
    float* weight32;        // at most one of the two
    double* weight64;
    bool packed;
    int target_lo;
    int target_bits;
    double inverse_quantum;
    int* copies;            // (warps, longest): room for a list that the synapses take the place of
    int64 longest;
};

// The synapses of a round by |weight|: histogram by exponent, and the lane's extremes. The bits of
// positive doubles order as the numbers do.
__device__ __forceinline__ void count_weight(
    bool there, double weight, uint32* histogram, uint64& least, uint64& most)
{
    const uint64 magnitude = (uint64)bits_f64(fabs(weight));
    int bin = -1;
    if (there && magnitude != 0) {
        exponent(weight, bin);
        least = magnitude < least ? magnitude : least;
        most = magnitude > most ? magnitude : most;
    }
    const uint32 equal = __match_any_sync(WARP, bin);
    if (bin >= 0 && (equal & lanes_before()) == 0) atomicAdd(histogram + bin, __popc(equal));
}

// Memory per synapse: one 8-byte atomic addition to the load of its target (ascending addresses;
// the loads stay in L2), what is listed or given of it read once; a count per round and delay goes
// to the row's own line of the table. Sums are of whole numbers: their order does not matter.
extern "C" __global__ void __launch_bounds__(256, 4) census(
    Rows rows, Law weight, Law delay, double dt, Keys keys, int64 lo, int64 hi, int first,
    uint32* table, int columns, Tally tally)
{
    __shared__ uint32 histogram[BINS];
    for (int bin = threadIdx.x; bin < BINS; bin += blockDim.x) histogram[bin] = 0;
    __syncthreads();

    const int64 warps = (int64)gridDim.x * (blockDim.x / 32);
    uint64 least = ~0ull, most = 0;
    for (int64 r = lo + ((int64)blockIdx.x * blockDim.x + threadIdx.x) / 32; r < hi; r += warps) {
        Row row = begin_row(rows, r);
        uint32* const counts = table + r * columns + 1;
        while (row.more) {
            const Synapse synapse = next(rows, keys, row);
            const bool there = synapse.target >= 0;
            uint32 word[4] = {};
            double x = 0.0;
            int bin = -1;
            words_of(keys, row, synapse, weight, delay, word);
            if (there) {
                int64 units, steps;
                x = value(weight, word[0], word[1], synapse.position);
                load_units(x, tally.inverse_unit, units);
                atomicAdd((uint64*)tally.load + synapse.target, (uint64)units);
                in_steps(value(delay, word[2], word[3], synapse.position), dt, steps);
                bin = (int)(steps - first);
            }
            count_weight(there, x, histogram, least, most);
            const uint32 equal = __match_any_sync(WARP, bin);
            if (there && (equal & lanes_before()) == 0) atomicAdd(counts + bin, __popc(equal));
        }
    }

    __syncthreads();
    for (int bin = threadIdx.x; bin < BINS; bin += blockDim.x)
        if (histogram[bin]) atomicAdd((uint64*)tally.histogram + bin, (uint64)histogram[bin]);
#pragma unroll
    for (int step = 16; step > 0; step /= 2) {
        least = min(least, __shfl_xor_sync(WARP, least, step));
        most = max(most, __shfl_xor_sync(WARP, most, step));
    }
    if ((threadIdx.x & 31) == 0) {
        atomicMin(tally.extremes, least);
        atomicMax(tally.extremes + 1, most);
    }
}

// The list of a row, out of the way of the synapses that are written over it.
__device__ __forceinline__ void copy_list(const Rows& rows, Row& row, int* copy)
{
    const int n = (int)(rows.start[row.number + 1] - row.first);
    for (int i = threadIdx.x & 31; i < n; i += 32) copy[i] = row.list[i];
    row.list = copy;
    __syncwarp();  // no lane writes over what another has yet to copy
}

__device__ __forceinline__ void write(const Output& out, int64 place, int target, double weight)
{
    uint32 stored = (uint32)(target + out.target_lo);
    if (out.packed) stored |= (uint32)(int64)rint(weight * out.inverse_quantum) << out.target_bits;
    out.synapse[place] = stored;
    if (out.weight32 != nullptr) out.weight32[place] = (float)weight;
    if (out.weight64 != nullptr) out.weight64[place] = weight;
}

// Memory per synapse: what is listed or given of it read once, its word (and weight) written once.
// A row's segments grow from their beginnings in `seg`, so that a warp's writes meet in the L2
// lines of one row; with one delay they are consecutive. Ranks among lanes of one delay, and a
// cursor per segment that only this warp uses, make the order that of the targets.
extern "C" __global__ void __launch_bounds__(256, 4) fill(
    Rows rows, Law weight, Law delay, double dt, Keys keys, int64 lo, int64 hi, Output out)
{
    const int64 warps = (int64)gridDim.x * (blockDim.x / 32);
    const int64 warp = ((int64)blockIdx.x * blockDim.x + threadIdx.x) / 32;
    for (int64 r = lo + warp; r < hi; r += warps) {
        Row row = begin_row(rows, r);
        if (out.copies != nullptr) copy_list(rows, row, out.copies + warp * out.longest);
        uint32* const cursors = out.seg + r * out.columns + 1;
        const int64 begin = out.row_start[r];
        while (row.more) {
            const Synapse synapse = next(rows, keys, row);
            const bool there = synapse.target >= 0;
            uint32 word[4] = {};
            double x = 0.0;
            int column = -1;
            words_of(keys, row, synapse, weight, delay, word);
            if (there) {
                int64 steps;
                x = value(weight, word[0], word[1], synapse.position);
                in_steps(value(delay, word[2], word[3], synapse.position), dt, steps);
                column = out.column[steps - out.first];
            }
            const uint32 equal = __match_any_sync(WARP, column);
            const uint32 rank = __popc(equal & lanes_before());
            const uint32 cursor = there ? cursors[column] : 0;
            __syncwarp();
            if (there && rank == 0) cursors[column] = cursor + __popc(equal);
            __syncwarp();
            if (there) write(out, begin + cursor + rank, synapse.target, x);
        }
    }
}
