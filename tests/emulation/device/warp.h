// Functions of a warp. All take part in one meeting of the lanes in `mask`: runtime/warp.cpp.
#pragma once

namespace emulation {

template <class T>
Bits to_bits(T value) {
    static_assert(sizeof(T) <= sizeof(Bits), "at most 64 bits");
    Bits bits = 0;
    __builtin_memcpy(&bits, &value, sizeof value);
    return bits;
}

template <class T>
T from_bits(Bits bits) {
    T value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}

template <class T>
T shuffle(WarpOp op, unsigned mask, T value, int source, int width, Site site) {
    return from_bits<T>(emulation_warp({op, mask, to_bits(value), source, width, site}));
}

inline Bits vote(WarpOp op, unsigned mask, Bits value, Site site) {
    return emulation_warp({op, mask, value, 0, 0, site});
}

}  // namespace emulation

inline void __syncwarp(unsigned mask = ~0u, EMULATION_CALLER) {
    emulation::vote(emulation::WarpOp::sync, mask, 0, site);
}
inline unsigned __ballot_sync(unsigned mask, int predicate, EMULATION_CALLER) {
    return emulation::vote(emulation::WarpOp::ballot, mask, predicate != 0, site);
}
inline int __any_sync(unsigned mask, int predicate, EMULATION_CALLER) {
    return emulation::vote(emulation::WarpOp::ballot, mask, predicate != 0, site) != 0;
}
inline int __all_sync(unsigned mask, int predicate, EMULATION_CALLER) {
    return emulation::vote(emulation::WarpOp::ballot, mask, predicate == 0, site) == 0;
}
// CUDA promises no more than that the caller is in it; code that needs more is wrong there too.
inline unsigned __activemask() { return 1u << emulation_lane(); }

#define EMULATION_SHUFFLES(T)                                                                     \
    inline T __shfl_sync(unsigned mask, T value, int lane, int width = 32, EMULATION_CALLER) {    \
        const int first = emulation_lane() & ~(width - 1);                                        \
        const int source = first + (lane & (width - 1));                                          \
        return emulation::shuffle(emulation::WarpOp::shuffle_index, mask, value, source, width,   \
                                  site);                                                          \
    }                                                                                             \
    inline T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32,               \
                            EMULATION_CALLER) {                                                   \
        const int lane = emulation_lane(), source = lane - (int)delta;                            \
        return emulation::shuffle(emulation::WarpOp::shuffle_up, mask, value,                     \
                                  source < (lane & ~(width - 1)) ? lane : source, width, site);   \
    }                                                                                             \
    inline T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32,             \
                              EMULATION_CALLER) {                                                 \
        const int lane = emulation_lane(), source = lane + (int)delta;                            \
        return emulation::shuffle(emulation::WarpOp::shuffle_down, mask, value,                   \
                                  source > (lane | (width - 1)) ? lane : source, width, site);    \
    }                                                                                             \
    inline T __shfl_xor_sync(unsigned mask, T value, int bits, int width = 32,                    \
                             EMULATION_CALLER) {                                                  \
        const int lane = emulation_lane(), source = lane ^ bits;                                  \
        return emulation::shuffle(emulation::WarpOp::shuffle_xor, mask, value,                    \
                                  source > (lane | (width - 1)) ? lane : source, width, site);    \
    }
EMULATION_SHUFFLES(int)
EMULATION_SHUFFLES(unsigned)
EMULATION_SHUFFLES(long long)
EMULATION_SHUFFLES(unsigned long long)
EMULATION_SHUFFLES(float)
EMULATION_SHUFFLES(double)
#undef EMULATION_SHUFFLES

#define EMULATION_MATCH(T)                                                                        \
    inline unsigned __match_any_sync(unsigned mask, T value, EMULATION_CALLER) {                  \
        return emulation::vote(emulation::WarpOp::match, mask, emulation::to_bits(value), site);  \
    }
EMULATION_MATCH(int)
EMULATION_MATCH(unsigned)
EMULATION_MATCH(long long)
EMULATION_MATCH(unsigned long long)
EMULATION_MATCH(float)
EMULATION_MATCH(double)
#undef EMULATION_MATCH

#define EMULATION_REDUCE(name, T, op)                                                             \
    inline T name(unsigned mask, T value, EMULATION_CALLER) {                                     \
        return emulation::vote(emulation::WarpOp::op, mask, emulation::to_bits(value), site);     \
    }
EMULATION_REDUCE(__reduce_add_sync, unsigned, add)
EMULATION_REDUCE(__reduce_add_sync, int, add)
EMULATION_REDUCE(__reduce_min_sync, unsigned, min_unsigned)
EMULATION_REDUCE(__reduce_min_sync, int, min_signed)
EMULATION_REDUCE(__reduce_max_sync, unsigned, max_unsigned)
EMULATION_REDUCE(__reduce_max_sync, int, max_signed)
#undef EMULATION_REDUCE
