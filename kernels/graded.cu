// Graded synapses: the conductance that reaches each neuron, summed over its presynaptic neurons.
//
// Threads: one per target neuron, which adds its synapses one after the other: floats, so that the
// order must be that of NumPy. Launched before the updates, which change what is read. Memory per
// synapse: 4 bytes of index, a weight, and a gather of the presynaptic state, which stays in the L2
// cache.

#include "types.cuh"

struct Stage {
    const void* released;  // of the arena's neurons from the first source on
    const int64* start;    // (targets + 1,)
    const int* pre;
    const void* weight;
    int lo;                // its first target, counted from the input's first neuron
    int targets;
};

struct Input {
    void* base;            // (n,)
    const void* constant;
    int n;
    int first;             // of its stages
    int stages;
    int wide;              // double, not float
};

template <class T>
__device__ __forceinline__ void add_up(const Input& input, const Stage* stages, int i)
{
    T total = ((const T*)input.constant)[i];
    for (int k = input.first; k < input.first + input.stages; ++k) {
        const Stage& stage = stages[k];
        const int row = i - stage.lo;
        if (row < 0 || row >= stage.targets) continue;
        const T* released = (const T*)stage.released;
        const T* weight = (const T*)stage.weight;
        for (int64 j = stage.start[row]; j < stage.start[row + 1]; ++j) {
            total += weight[j] * released[stage.pre[j]];
        }
    }
    ((T*)input.base)[i] = total;
}

extern "C" __global__ void __launch_bounds__(128) graded(
    const Input* inputs, int n_inputs, const Stage* stages, int ahead)
{
    const int stride = gridDim.x * blockDim.x;
    for (int k = 0; k < n_inputs; ++k) {
        const Input& input = inputs[k];
        for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < input.n; i += stride) {
            if (input.wide) add_up<double>(input, stages, i);
            else add_up<float>(input, stages, i);
        }
    }
}
