// Random numbers of the neurons of a thread: element i takes word i % 4 of Philox block i / 4.

// One of four words; a register array cannot be indexed by a number that is not a constant.
__device__ __forceinline__ uint32 pick(const uint32 (&word)[4], int k)
{
    return k == 0 ? word[0] : k == 1 ? word[1] : k == 2 ? word[2] : word[3];
}

// The words of elements first .. first + N - 1, where N is 1, or N is 4 and first a multiple of 4.
template <int N>
__device__ __forceinline__ void draw_words(
    uint32 seed, uint32 stream, int64 t, int first, uint32 (&word)[N])
{
    uint32 all[4];
    philox4x32(first >> 2, 0, (uint32)t, (uint32)(t >> 32), seed, stream,
               all[0], all[1], all[2], all[3]);
#pragma unroll
    for (int j = 0; j < N; ++j) {
        word[j] = N == 4 ? all[j] : pick(all, first & 3);
    }
}

// Standard normals of the same elements: they come in pairs, from two words.
template <int N, class T>
__device__ __forceinline__ void draw_normals(
    uint32 seed, uint32 stream, int64 t, int first, T (&normal)[N])
{
    uint32 all[4];
    philox4x32(first >> 2, 0, (uint32)t, (uint32)(t >> 32), seed, stream,
               all[0], all[1], all[2], all[3]);
    T pair[2];
    if (N == 1) {
        const bool second = first & 2;
        normal_pair(second ? all[2] : all[0], second ? all[3] : all[1], pair[0], pair[1]);
        normal[0] = first & 1 ? pair[1] : pair[0];
        return;
    }
#pragma unroll
    for (int j = 0; j < N; j += 2) {
        normal_pair(all[j & 3], all[(j + 1) & 3], pair[0], pair[1]);
        normal[j] = pair[0];
        normal[(j + 1) % N] = pair[1];
    }
}
