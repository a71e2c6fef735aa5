// Barriers of a block, and fences.
#pragma once

inline int __syncthreads_count(int predicate, EMULATION_CALLER) {
    return emulation_barrier(predicate, site);
}
inline int __syncthreads_and(int predicate, EMULATION_CALLER) {
    return emulation_barrier(!predicate, site) == 0;
}
inline int __syncthreads_or(int predicate, EMULATION_CALLER) {
    return emulation_barrier(predicate, site) != 0;
}
inline void __syncthreads(EMULATION_CALLER) { emulation_barrier(0, site); }

// One OS thread runs everything, so fences have only the compiler to restrain.
inline void __threadfence() { asm volatile("" ::: "memory"); }
inline void __threadfence_block() { asm volatile("" ::: "memory"); }
