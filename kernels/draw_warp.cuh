// What the lanes of a warp that draws need of each other.

__device__ __forceinline__ uint32 lanes_before() { return (1u << (threadIdx.x & 31)) - 1; }

// Word k mod 4 of a Philox block.
__device__ __forceinline__ uint32 word_of(uint32 k, uint32 w0, uint32 w1, uint32 w2, uint32 w3)
{
    const uint32 low = k & 1 ? w1 : w0, high = k & 1 ? w3 : w2;
    return k & 2 ? high : low;
}
