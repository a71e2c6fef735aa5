// Atomic functions, for exactly the types that CUDA has them for: atomicAdd has no long long,
// atomicAnd and atomicOr here have no signed form. Real (relaxed) atomic instructions, so that
// ThreadSanitizer knows them.
#pragma once

// An atomic is one access: nothing comes between its parts (runtime/accesses.cpp).
#ifdef EMULATION_PREEMPTIBLE
#define EMULATION_WHOLE __attribute__((no_sanitize("thread")))
#else
#define EMULATION_WHOLE
#endif

#define EMULATION_FETCH(name, T, builtin)                  \
    EMULATION_WHOLE inline T name(T* address, T value) {   \
        emulation_atomic();                                \
        return builtin(address, value, __ATOMIC_RELAXED);  \
    }
EMULATION_FETCH(atomicAdd, int, __atomic_fetch_add)
EMULATION_FETCH(atomicAdd, unsigned, __atomic_fetch_add)
EMULATION_FETCH(atomicAdd, unsigned long long, __atomic_fetch_add)
EMULATION_FETCH(atomicAnd, unsigned, __atomic_fetch_and)
EMULATION_FETCH(atomicAnd, unsigned long long, __atomic_fetch_and)
EMULATION_FETCH(atomicOr, unsigned, __atomic_fetch_or)
EMULATION_FETCH(atomicOr, unsigned long long, __atomic_fetch_or)
EMULATION_FETCH(atomicExch, int, __atomic_exchange_n)
EMULATION_FETCH(atomicExch, unsigned, __atomic_exchange_n)
EMULATION_FETCH(atomicExch, unsigned long long, __atomic_exchange_n)
#undef EMULATION_FETCH

namespace emulation {

// Read, change, write as one: what the processor has no single instruction for.
template <class T, class Change>
EMULATION_WHOLE T atomic_update(T* address, Change change) {
    emulation_atomic();
    T old, next;
    __atomic_load(address, &old, __ATOMIC_RELAXED);
    do {
        next = change(old);
    } while (!__atomic_compare_exchange(address, &old, &next, false, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED));
    return old;
}

}  // namespace emulation

#define EMULATION_UPDATE(name, T, result)                                                  \
    inline T name(T* address, T value) {                                                   \
        return emulation::atomic_update(address, [value](T old) -> T { return result; });  \
    }
EMULATION_UPDATE(atomicAdd, float, old + value)
EMULATION_UPDATE(atomicAdd, double, old + value)
EMULATION_UPDATE(atomicMin, int, value < old ? value : old)
EMULATION_UPDATE(atomicMin, unsigned, value < old ? value : old)
EMULATION_UPDATE(atomicMin, long long, value < old ? value : old)
EMULATION_UPDATE(atomicMin, unsigned long long, value < old ? value : old)
EMULATION_UPDATE(atomicMax, int, old < value ? value : old)
EMULATION_UPDATE(atomicMax, unsigned, old < value ? value : old)
EMULATION_UPDATE(atomicMax, long long, old < value ? value : old)
EMULATION_UPDATE(atomicMax, unsigned long long, old < value ? value : old)
#undef EMULATION_UPDATE

inline float atomicExch(float* address, float value) {
    return emulation::atomic_update(address, [value](float) { return value; });
}

#define EMULATION_CAS(T)                                                               \
    EMULATION_WHOLE inline T atomicCAS(T* address, T compare, T value) {               \
        emulation_atomic();                                                            \
        __atomic_compare_exchange_n(address, &compare, value, false, __ATOMIC_RELAXED, \
                                    __ATOMIC_RELAXED);                                 \
        return compare;                                                                \
    }
EMULATION_CAS(int)
EMULATION_CAS(unsigned)
EMULATION_CAS(unsigned long long)
#undef EMULATION_CAS
