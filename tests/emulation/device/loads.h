// Loads and stores that say where they may be cached. To a race detector they are like any other.
#pragma once

#define EMULATION_CACHED(T)                                        \
    inline T __ldg(const T* address) { return *address; }          \
    inline T __ldcg(const T* address) { return *address; }         \
    inline T __ldcs(const T* address) { return *address; }         \
    inline void __stcg(T* address, T value) { *address = value; }  \
    inline void __stcs(T* address, T value) { *address = value; }
EMULATION_CACHED(char)
EMULATION_CACHED(signed char)
EMULATION_CACHED(unsigned char)
EMULATION_CACHED(short)
EMULATION_CACHED(unsigned short)
EMULATION_CACHED(int)
EMULATION_CACHED(unsigned)
EMULATION_CACHED(long long)
EMULATION_CACHED(unsigned long long)
EMULATION_CACHED(float)
EMULATION_CACHED(double)
#undef EMULATION_CACHED
