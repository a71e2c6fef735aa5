// Kernels that are right, in any order of threads and blocks.

struct Table {
    const float* values;
    int count;
    double scale;
};

__device__ __forceinline__ unsigned sum_to_here(unsigned value)
{
    const int lane = threadIdx.x % 32;
    for (int d = 1; d < 32; d *= 2) {
        const unsigned lower = __shfl_up_sync(~0u, value, d);
        if (lane >= d) value += lower;
    }
    return value;
}

// Indices of flags that are set, in any order: a ballot, a sum over warps, one atomic a block.
extern "C" __global__ void __launch_bounds__(256)
compact(int n, const unsigned char* __restrict__ flags, int* __restrict__ out, unsigned* count)
{
    __shared__ unsigned totals[32];
    __shared__ unsigned base;
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warps = (blockDim.x + 31) / 32;
    const bool flag = i < n && flags[i];
    const unsigned votes = __ballot_sync(~0u, flag);
    if (lane == 0) totals[warp] = __popc(votes);
    __syncthreads();
    if (warp == 0) {
        const unsigned total = lane < warps ? totals[lane] : 0u, end = sum_to_here(total);
        if (lane < warps) totals[lane] = end - total;
        if (lane == 31) base = atomicAdd(count, end);
    }
    __syncthreads();
    if (flag) out[base + totals[warp] + __popc(votes & ((1u << lane) - 1u))] = i;
}

// A tree in dynamic shared memory; a struct by value.
extern "C" __global__ void sum(Table table, double* total)
{
    extern __shared__ double sums[];
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    sums[threadIdx.x] = i < table.count ? table.values[i] * table.scale : 0.0;
    __syncthreads();
    for (int d = blockDim.x / 2; d > 0; d /= 2) {
        if (threadIdx.x < d) sums[threadIdx.x] += sums[threadIdx.x + d];
        __syncthreads();
    }
    if (threadIdx.x == 0) atomicAdd(total, sums[0]);
}

// Blocks that wait for each other, as many as are resident.
extern "C" __global__ void meet(unsigned* arrived, int* data)
{
    atomicAdd(data, 1);
    __syncthreads();
    if (threadIdx.x == 0) {
        __threadfence();
        atomicAdd(arrived, 1u);
        while (atomicAdd(arrived, 0u) < gridDim.x) continue;
    }
    __syncthreads();
    if (threadIdx.x == 0) data[1 + blockIdx.x] = data[0];
}

// Where every thread is.
extern "C" __global__ void places(int* data)
{
    const int block = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
    const int thread = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
    const int i = block * blockDim.x * blockDim.y * blockDim.z + thread;
    const int count = __syncthreads_count(threadIdx.y == 1);
    const int any = __syncthreads_or(threadIdx.z == 1);
    data[i] = count * 100 + any * 10 + __syncthreads_and(threadIdx.x < 3);
}
