// Samples of states and weights, once a step; and, after some steps, the clock and buffers' halves.
//
// record  a thread per recorded neuron or synapse. Memory per sample: 8 bytes of index, one gather,
//         one write. Launched only where either is recorded; returns at once in steps without a
//         sample.
// tick    one thread: time moves on by the steps of a graph, which its launches count from.
// turn    one thread: what was recorded so far is left to the host, the other half is filled.

#include "types.cuh"
#include "spikes.cuh"

struct Sample {
    const void* state;   // or weights
    const int64* index;  // (n,), in `state`
    void* out;           // (2, rows, n)
    const Turn* turn;
    int64 every;         // steps
    int64 rows;
    int n;
    int bytes;           // of a value: 2, 4 or 8
};

template <class T>
__device__ __forceinline__ void copy(const Sample& s, int64 row, int i)
{
    ((T*)s.out)[row * s.n + i] = ((const T*)s.state)[s.index[i]];
}

extern "C" __global__ void __launch_bounds__(256) record(
    const Sample* samples, int n_samples, const int64* clock, int ahead)
{
    const int64 t = *clock + ahead;
    for (int k = 0; k < n_samples; ++k) {
        const Sample s = samples[k];
        if (t % s.every) continue;
        const int64 first = (s.turn->origin + s.every - 1) / s.every;
        const int64 row = s.turn->half * s.rows + t / s.every - first;
        for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < s.n; i += gridDim.x * blockDim.x) {
            if (s.bytes == 2) copy<uint16>(s, row, i);
            else if (s.bytes == 4) copy<uint32>(s, row, i);
            else copy<uint64>(s, row, i);
        }
    }
}

extern "C" __global__ void tick(int64* clock, int64* turns, int steps, int learned)
{
    *clock += steps;
    *turns += learned;
}

extern "C" __global__ void turn(Turn* turn, const int64* clock, uint64* used, int n_logs)
{
    turn->half ^= 1;
    turn->origin = *clock;
    for (int k = 0; k < n_logs; ++k) used[2 * k + turn->half] = 0;
}
