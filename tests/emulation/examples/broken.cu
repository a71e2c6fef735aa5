// Kernels with one bug each, and under the same name with "fine_" before it what they should be.
// All take `n` numbers in `data`.

extern "C" __global__ void lost_update(int n, int* data)
{
    if (threadIdx.x < 8) data[0] += 1;
}
extern "C" __global__ void fine_lost_update(int n, int* data)
{
    if (threadIdx.x < 8) atomicAdd(data, 1);
}

// The counter is read and written by one thread of a warp, but in two steps.
extern "C" __global__ void lost_reservation(int n, int* data)
{
    const unsigned votes = __ballot_sync(~0u, threadIdx.x % 3 == 0);
    if (threadIdx.x % 32 == 0) {
        const int base = data[0];
        data[0] = base + __popc(votes);
    }
}
extern "C" __global__ void fine_lost_reservation(int n, int* data)
{
    const unsigned votes = __ballot_sync(~0u, threadIdx.x % 3 == 0);
    if (threadIdx.x % 32 == 0) atomicAdd(data, __popc(votes));
}

extern "C" __global__ void order_of_blocks(int n, int* data)
{
    if (threadIdx.x == 0) data[blockIdx.x] = blockIdx.x == 0 ? 1 : data[blockIdx.x - 1] + 1;
}
extern "C" __global__ void fine_order_of_blocks(int n, int* data)
{
    if (threadIdx.x == 0) data[blockIdx.x] = blockIdx.x + 1;
}

extern "C" __global__ void no_barrier(int n, int* data)
{
    __shared__ int shared[64];
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    shared[threadIdx.x] = i;
    data[i] = shared[blockDim.x - 1 - threadIdx.x];
}
extern "C" __global__ void fine_no_barrier(int n, int* data)
{
    __shared__ int shared[64];
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    shared[threadIdx.x] = i;
    __syncthreads();
    data[i] = shared[blockDim.x - 1 - threadIdx.x];
}

// Sums of a warp as they were written before lanes could run apart.
extern "C" __global__ void no_warp_barrier(int n, int* data)
{
    __shared__ int sums[64];
    const int lane = threadIdx.x % 32;
    int* sum = sums + threadIdx.x - lane;
    sum[lane] = lane;
    for (int d = 16; d > 0; d /= 2) {
        if (lane < d) sum[lane] += sum[lane + d];
    }
    if (lane == 0) data[blockIdx.x * 2 + threadIdx.x / 32] = sum[0];
}
extern "C" __global__ void fine_no_warp_barrier(int n, int* data)
{
    __shared__ int sums[64];
    const int lane = threadIdx.x % 32;
    int* sum = sums + threadIdx.x - lane;
    sum[lane] = lane;
    __syncwarp();
    for (int d = 16; d > 0; d /= 2) {
        if (lane < d) sum[lane] += sum[lane + d];
        __syncwarp();
    }
    if (lane == 0) data[blockIdx.x * 2 + threadIdx.x / 32] = sum[0];
}

extern "C" __global__ void past_the_end(int n, int* data)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) data[i + 1] = i;
}
extern "C" __global__ void fine_past_the_end(int n, int* data)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) data[i] = i;
}

extern "C" __global__ void past_shared(int n, int* data)
{
    __shared__ int small[63];
    __shared__ int next[64];
    next[threadIdx.x] = 0;
    int* position = small + threadIdx.x;
    *position = 1;
    data[blockIdx.x * blockDim.x + threadIdx.x] = *position + next[threadIdx.x];
}
extern "C" __global__ void fine_past_shared(int n, int* data)
{
    __shared__ int small[64];
    __shared__ int next[64];
    next[threadIdx.x] = 0;
    int* position = small + threadIdx.x;
    *position = 1;
    data[blockIdx.x * blockDim.x + threadIdx.x] = *position + next[threadIdx.x];
}

extern "C" __global__ void past_dynamic(int n, int* data)
{
    extern __shared__ int dynamic[];
    dynamic[threadIdx.x + 1] = 1;
    data[blockIdx.x * blockDim.x + threadIdx.x] = dynamic[threadIdx.x + 1];
}
extern "C" __global__ void fine_past_dynamic(int n, int* data)
{
    extern __shared__ int dynamic[];
    dynamic[threadIdx.x] = 1;
    data[blockIdx.x * blockDim.x + threadIdx.x] = dynamic[threadIdx.x];
}

extern "C" __global__ void overflow(int n, int* data)
{
    data[threadIdx.x] = 0x7fffffff - 255 + n;
}
extern "C" __global__ void fine_overflow(int n, int* data)
{
    data[threadIdx.x] = 0x7fffffff - 256 + n;
}

extern "C" __global__ void shared_not_set(int n, int* data)
{
    __shared__ int shared[64];
    if (threadIdx.x != 5) shared[threadIdx.x] = 7;
    __syncthreads();
    data[blockIdx.x * blockDim.x + threadIdx.x] = shared[threadIdx.x];
}
extern "C" __global__ void fine_shared_not_set(int n, int* data)
{
    __shared__ int shared[64];
    shared[threadIdx.x] = 7;
    __syncthreads();
    data[blockIdx.x * blockDim.x + threadIdx.x] = shared[threadIdx.x];
}
