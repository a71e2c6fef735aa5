// Rate projections that are sparse: the product of weights, CSR by target, and rates.
//
// Threads: a warp per target, its lanes side by side along the row, then a sum over the warp in a
// fixed order: the same bits in every run. Memory per synapse: 4 bytes of index and a weight in one
// stream each, and a gather of the rate, which stays in the L2 cache.

#include "types.cuh"

template <class T>
__device__ __forceinline__ void row_sums(
    const int64* start, const int* pre, const T* weight, const T* rate, T* out, int n)
{
    const int lane = threadIdx.x & 31;
    const int warps = (gridDim.x * blockDim.x) >> 5;
    for (int i = (blockIdx.x * blockDim.x + threadIdx.x) >> 5; i < n; i += warps) {
        T sum = 0;
        for (int64 j = start[i] + lane; j < start[i + 1]; j += 32) {
            sum += weight[j] * rate[pre[j]];
        }
#pragma unroll
        for (int step = 16; step > 0; step >>= 1) sum += __shfl_xor_sync(WARP, sum, step);
        if (lane == 0) out[i] = sum;
    }
}

extern "C" __global__ void __launch_bounds__(256) row_sums_f32(
    const int64* start, const int* pre, const float* weight, const float* rate, float* out, int n)
{
    row_sums(start, pre, weight, rate, out, n);
}

extern "C" __global__ void __launch_bounds__(256) row_sums_f64(
    const int64* start, const int* pre, const double* weight, const double* rate, double* out, int n)
{
    row_sums(start, pre, weight, rate, out, n);
}
