// Stimuli of the neurons of a thread, added just before they are updated: no launch of their own.

constexpr int BLOCK_STEPS = 1000;  // program.BLOCK

// program.Drive; a stride of 0 repeats one value for all neurons.
struct Drive {
    int lo;
    int hi;
    int first;            // whether it starts from `base`, not from what others added
    int width;            // of a row of `block`
    int stride;
    int base_stride;
    real* param;
    const real* block;    // (BLOCK_STEPS, width)
    const real* base;
};

// program.PoissonDrive.
struct Poisson {
    int lo;
    int hi;
    uint32 stream;
    int wide;             // whether the accumulator is int64
    int table_stride;
    int weight_stride;
    void* acc;
    const uint32* thresholds;
    const int64* table;
    const int* which;
    const int64* weight;
};

__device__ __forceinline__ void drive(const Drive& d, int i, int64 t)
{
    const int k = i - d.lo;
    const real value = d.block[(t % BLOCK_STEPS) * d.width + k * d.stride];
    const real before = d.first ? d.base[k * d.base_stride] : d.param[i];
    d.param[i] = before + value;
}

// How many thresholds of the neuron's table are not above the word.
__device__ __forceinline__ int64 poisson_count(const Poisson& p, int k, uint32 word)
{
    const int table = p.which[k * p.table_stride];
    const int64 first = p.table[table];
    int64 lo = first, hi = p.table[table + 1];
    while (lo < hi) {
        const int64 middle = (lo + hi) >> 1;
        if (p.thresholds[middle] <= word) lo = middle + 1;
        else hi = middle;
    }
    return lo - first;
}

// Neurons first .. last - 1, which lie in the drive's range; neighbours share a block of words.
__device__ __forceinline__ void poisson(
    const Poisson& p, int first, int last, uint32 seed, int64 t)
{
    uint32 word[4];
    int block = -1;
    for (int i = first; i < last; ++i) {
        const int k = i - p.lo;
        if (k >> 2 != block) {
            block = k >> 2;
            draw_words(seed, p.stream, t, 4 * block, word);
        }
        const int64 input = poisson_count(p, k, pick(word, k & 3)) * p.weight[k * p.weight_stride];
        if (p.wide) ((int64*)p.acc)[i] += input;
        else ((int*)p.acc)[i] += (int)input;
    }
}
