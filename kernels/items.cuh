// The work of a step that spikes cause, dealt out evenly to workers: warps, or parts of warps.
//
// A Pair is a list of spikes (of one population, some steps ago) and what follows from each. Every
// spike of a pair makes `chunks` items of at most `chunk` synapses. Each block adds up, from the
// spike counts, how many items all pairs have: that is a few hundred numbers, and saves a launch.
// Item k then goes to worker k modulo their number, whatever the out-degrees are.

constexpr int THREADS = 256;  // of a block of these kernels
constexpr int WARPS = THREADS / 32;

struct Pair {
    const int* count;   // of the population: row r of the history has count[r * stride] spikes
    const int* ids;     // of row r from ids[r * n] on
    int stride;
    int n;
    int mask;           // rows of the history - 1
    int delay;
    int chunks;         // times the spikes of a population: below 2^31
    int chunk;
    int target;         // which Projection or Plastic the pair belongs to
    int column;         // of its delays
};

// The sum over the threads before this one; *total is that over all of the block.
__device__ __forceinline__ int64 sum_before(int64 value, int64* total)
{
    __shared__ int64 sums[WARPS];
    const int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
    int64 sum = value;
    for (int d = 1; d < 32; d <<= 1) {
        const int64 other = __shfl_up_sync(WARP, sum, d);
        if (lane >= d) sum += other;
    }
    if (lane == 31) sums[warp] = sum;
    __syncthreads();
    int64 before = 0, all = 0;
    for (int w = 0; w < WARPS; ++w) {
        if (w < warp) before += sums[w];
        all += sums[w];
    }
    __syncthreads();
    *total = all;
    return before + sum - value;
}

// The last of begin[0 .. THREADS - 1] that is not above `item`.
__device__ __forceinline__ int pair_of(const int64* begin, int64 item)
{
    int lo = 0, hi = THREADS;
    while (hi - lo > 1) {
        const int middle = (lo + hi) >> 1;
        if (begin[middle] <= item) lo = middle;
        else hi = middle;
    }
    return lo;
}

// visit(pair, id, chunk): by every thread of worker number `worker`, for each of its items. All
// threads of a block call it.
template <class Visit>
__device__ __forceinline__ void for_each_item(
    const Pair* pairs, int n_pairs, int64 t, int worker, int workers, const Visit& visit)
{
    __shared__ int64 begin[THREADS];
    for (int tile = 0; tile < n_pairs; tile += THREADS) {
        int64 items = 0, total;
        if (tile + (int)threadIdx.x < n_pairs) {
            const Pair pair = pairs[tile + threadIdx.x];
            const int64 row = (t - pair.delay) & pair.mask;
            items = pair.count[row * pair.stride] * pair.chunks;
        }
        begin[threadIdx.x] = sum_before(items, &total);
        __syncthreads();
        for (int64 item = worker; item < total; item += workers) {
            const int k = pair_of(begin, item);
            const Pair pair = pairs[tile + k];
            const int rank = (int)(item - begin[k]), spike = rank / pair.chunks;
            const int64 row = (t - pair.delay) & pair.mask;
            visit(pair, pair.ids[row * pair.n + spike], rank - spike * pair.chunks);
        }
        __syncthreads();
    }
}

// The number of this thread's warp in the grid.
__device__ __forceinline__ int this_warp()
{
    return blockIdx.x * WARPS + (threadIdx.x >> 5);
}
