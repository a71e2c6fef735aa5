// The index of plastic synapses by target, made once: counted, then written.
//
// Threads: a warp per row, its lanes side by side along it. Memory per synapse: 4 bytes read and an
// atomic to count; 4 read, an atomic and 10 written to fill.

#include "types.cuh"

extern "C" __global__ void __launch_bounds__(256) count_columns(
    const int64* row_start, int rows, const uint32* synapse, int target_lo, uint64* count)
{
    const int warps = gridDim.x * (blockDim.x >> 5), lane = threadIdx.x & 31;
    for (int row = (blockIdx.x * blockDim.x + threadIdx.x) >> 5; row < rows; row += warps) {
        for (int64 j = row_start[row] + lane; j < row_start[row + 1]; j += 32) {
            atomicAdd(count + (synapse[j] - target_lo), 1ull);
        }
    }
}

extern "C" __global__ void __launch_bounds__(256) fill_columns(
    const int64* row_start, const uint32* seg, int rows, int delays, const uint32* synapse,
    int target_lo, uint64* next, int* row_of, uint32* offset_of, uint16* column_of)
{
    const int warps = gridDim.x * (blockDim.x >> 5), lane = threadIdx.x & 31;
    for (int row = (blockIdx.x * blockDim.x + threadIdx.x) >> 5; row < rows; row += warps) {
        const uint32* of_row = seg + (int64)row * (delays + 1);
        for (int d = 0; d < delays; ++d) {
            for (uint32 k = of_row[d] + lane; k < of_row[d + 1]; k += 32) {
                const uint32 target = synapse[row_start[row] + k] - target_lo;
                const uint64 place = atomicAdd(next + target, 1ull);
                row_of[place] = row;
                offset_of[place] = k;
                column_of[place] = d;
            }
        }
    }
}
