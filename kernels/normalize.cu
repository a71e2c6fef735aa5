// Normalising: the weights onto each target are scaled so that their magnitudes add up to a total.
//
// Threads: a warp per target, its lanes side by side along the synapses onto it. Launched after every
// step that learns, and returns at once unless a multiple of `every` steps ends. Memory per synapse
// then: twice 8 bytes of index and the weight gathered, once scattered. Magnitudes are added as whole
// units, so that the order in which lanes have them does not matter.

#include "types.cuh"

constexpr int THREADS = 256;

struct Sums {
    void* weight;            // float, or double where `wide`
    const int64* start;      // (targets + 1,): the synapses of a target, of each
    const int* row;          // its row
    const uint32* offset;    // and its place in the row
    const int64* row_start;
    const void* total;       // (targets,), as the weights
    uint64* bad_count;
    int64* bad_step;
    int64 every;             // steps
    double scale;            // units per unit of weight
    double limit;            // all four exact in the type of the weights
    double safe;
    double low;
    double high;
    int targets;
    int wide;
};

__device__ __forceinline__ float greatest(float) { return 3.402823466e+38f; }
__device__ __forceinline__ double greatest(double) { return 1.7976931348623157e+308; }
__device__ __forceinline__ float magnitude(float x) { return fabsf(x); }
__device__ __forceinline__ double magnitude(double x) { return fabs(x); }

// What weights that add up to `sum` units are multiplied by.
template <class T>
__device__ __forceinline__ T factor_of(const Sums& s, int64 sum, int target)
{
    const T have = (T)((double)sum / s.scale), most = greatest(have);
    if (!(have > (T)0)) return (T)1;
    const T factor = ((const T*)s.total)[target] / have;
    return factor < most ? factor : most;
}

template <class T>
__device__ __forceinline__ T clipped(const Sums& s, T weight)
{
    if (weight < (T)s.low) return (T)s.low;
    return weight > (T)s.high ? (T)s.high : weight;
}

// The units of this lane's weights onto a target; corrupt ones are replaced first, and counted.
template <class T>
__device__ __forceinline__ int64 units(const Sums& s, int target, int64 t)
{
    T* weight = (T*)s.weight;
    int64 sum = 0;
    uint32 bad = 0;
    for (int64 e = s.start[target] + (threadIdx.x & 31); e < s.start[target + 1]; e += 32) {
        const int64 j = s.row_start[s.row[e]] + s.offset[e];
        T w = weight[j];
        if (!(magnitude(w) <= (T)s.limit)) {
            w = weight[j] = (T)s.safe;
            ++bad;
        }
        sum += (int64)rint((double)magnitude(w) * s.scale);
    }
    if (bad) {
        atomicAdd(s.bad_count, (uint64)bad);
        atomicCAS((uint64*)s.bad_step, (uint64)-1ll, (uint64)t);
    }
    return sum;
}

template <class T>
__device__ __forceinline__ void scale_onto(const Sums& s, int target, int64 t)
{
    int64 sum = units<T>(s, target, t);
    for (int d = 16; d; d >>= 1) sum += __shfl_xor_sync(WARP, sum, d);
    const T factor = factor_of<T>(s, sum, target);
    T* weight = (T*)s.weight;
    for (int64 e = s.start[target] + (threadIdx.x & 31); e < s.start[target + 1]; e += 32) {
        const int64 j = s.row_start[s.row[e]] + s.offset[e];
        weight[j] = clipped<T>(s, weight[j] * factor);
    }
}

extern "C" __global__ void __launch_bounds__(THREADS, 4) normalize(
    const Sums* sums, int n_sums, const int64* clock, int ahead)
{
    const int64 t = *clock + ahead;
    const int warps = gridDim.x * (THREADS / 32);
    for (int k = 0; k < n_sums; ++k) {
        const Sums s = sums[k];
        if ((t + 1) % s.every) continue;
        for (int i = (blockIdx.x * THREADS + threadIdx.x) >> 5; i < s.targets; i += warps) {
            if (s.wide) scale_onto<double>(s, i, t);
            else scale_onto<float>(s, i, t);
        }
    }
}
