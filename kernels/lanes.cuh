// Neighbouring elements of an array, taken and put as one access of up to 16 bytes.
//
// A thread has N neurons side by side: its accesses are as wide as the memory likes, and one Philox
// block serves all of them. Arrays start at multiples of 256 bytes and are padded to a multiple of N.

template <class T, int N>
struct alignas(sizeof(T) * N < 16 ? sizeof(T) * N : 16) Lanes {
    T value[N];
};

template <class T, int N>
__device__ __forceinline__ void take(const T* from, int group, T (&into)[N])
{
    const Lanes<T, N> lanes = reinterpret_cast<const Lanes<T, N>*>(from)[group];
#pragma unroll
    for (int j = 0; j < N; ++j) into[j] = lanes.value[j];
}

template <class T, int N>
__device__ __forceinline__ void put(T* into, int group, const T (&from)[N])
{
    Lanes<T, N> lanes;
#pragma unroll
    for (int j = 0; j < N; ++j) lanes.value[j] = from[j];
    reinterpret_cast<Lanes<T, N>*>(into)[group] = lanes;
}

// Back to 0, where they are not: in most steps most neurons get no input, and need no store.
template <class T, int N>
__device__ __forceinline__ void clear(T* into, int group, const T (&was)[N])
{
    T any = 0;
#pragma unroll
    for (int j = 0; j < N; ++j) any |= was[j];
    const T zeros[N] = {};
    if (any) put(into, group, zeros);
}
