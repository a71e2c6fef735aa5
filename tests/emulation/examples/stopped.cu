// Kernels that end in an error. Each has it in the line that a comment marks.

extern "C" __global__ void divergent_barrier(int* data)
{
    if (threadIdx.x < 32) {
        __syncthreads();
    } else {
        __syncthreads();  // here
    }
}

extern "C" __global__ void barrier_after_exit(int* data)
{
    if (threadIdx.x == 3) return;
    __syncthreads();  // here
}

extern "C" __global__ void exit_before_barrier(int* data)
{
    if (threadIdx.x == 63) return;
    __syncthreads();  // here
}

extern "C" __global__ void lane_not_in_mask(int* data)
{
    data[threadIdx.x] = __ballot_sync(0xffff0000u, 1);  // here
}

extern "C" __global__ void source_not_in_mask(int* data)
{
    if (threadIdx.x % 32 < 16) {
        data[threadIdx.x] = __shfl_xor_sync(0x0000ffffu, (int)threadIdx.x, 16);  // here
    }
}

extern "C" __global__ void source_has_exited(int* data)
{
    if (threadIdx.x % 32 == 9) return;
    data[threadIdx.x] = __shfl_sync(~0u, 1, 9);  // here
}

extern "C" __global__ void other_masks(int* data)
{
    const unsigned mask = threadIdx.x % 2 ? 0xffffffffu : 0x7fffffffu;
    data[threadIdx.x] = threadIdx.x % 2 ? __any_sync(mask, 1) : __any_sync(mask, 0);  // deadlock
}

extern "C" __global__ void other_functions(int* data)
{
    if (threadIdx.x % 32 < 16) data[threadIdx.x] = __ballot_sync(~0u, 1);  // deadlock
    else __syncwarp();
}

extern "C" __global__ void barrier_and_ballot(int* data)
{
    if (threadIdx.x < 40) __syncthreads();  // deadlock
    else data[threadIdx.x] = __all_sync(~0u, 1);
}

// Five blocks that wait for each other, where four are resident.
extern "C" __global__ void waits_for_ever(int* data)
{
    atomicAdd(data, 1);
    while (atomicAdd(data, 0) < gridDim.x * blockDim.x) continue;
}
