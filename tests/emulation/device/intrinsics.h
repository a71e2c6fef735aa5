// Functions of one thread: bits, casts, arithmetic.
#pragma once

inline int __popc(unsigned x) { return __builtin_popcount(x); }
inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
inline int __ffs(int x) { return __builtin_ffs(x); }
inline int __ffsll(long long x) { return __builtin_ffsll(x); }
inline int __clz(int x) { return x == 0 ? 32 : __builtin_clz((unsigned)x); }
inline int __clzll(long long x) { return x == 0 ? 64 : __builtin_clzll((unsigned long long)x); }
inline unsigned __umulhi(unsigned a, unsigned b) { return (unsigned long long)a * b >> 32; }
inline int __mulhi(int a, int b) { return (long long)a * b >> 32; }
inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
    return (unsigned __int128)a * b >> 64;
}
inline unsigned __brev(unsigned x) {
    unsigned reversed = 0;
    for (int bit = 0; bit < 32; bit++) reversed |= (x >> bit & 1) << (31 - bit);
    return reversed;
}

#define EMULATION_CAST(name, From, To)         \
    inline To name(From x) {                   \
        To y;                                  \
        __builtin_memcpy(&y, &x, sizeof y);    \
        return y;                              \
    }
EMULATION_CAST(__float_as_int, float, int)
EMULATION_CAST(__int_as_float, int, float)
EMULATION_CAST(__float_as_uint, float, unsigned)
EMULATION_CAST(__uint_as_float, unsigned, float)
EMULATION_CAST(__double_as_longlong, double, long long)
EMULATION_CAST(__longlong_as_double, long long, double)
#undef EMULATION_CAST

#define EMULATION_MINMAX(T)                              \
    inline T min(T a, T b) { return b < a ? b : a; }     \
    inline T max(T a, T b) { return a < b ? b : a; }
EMULATION_MINMAX(int)
EMULATION_MINMAX(unsigned)
EMULATION_MINMAX(long long)
EMULATION_MINMAX(unsigned long long)
#undef EMULATION_MINMAX
// Of a number and NaN, CUDA's are the number.
inline float min(float a, float b) { return __builtin_fminf(a, b); }
inline float max(float a, float b) { return __builtin_fmaxf(a, b); }
inline double min(double a, double b) { return __builtin_fmin(a, b); }
inline double max(double a, double b) { return __builtin_fmax(a, b); }

extern "C" {
float fabsf(float x);
float sqrtf(float x);
float floorf(float x);
float rintf(float x);
double fabs(double x);
double sqrt(double x);
double floor(double x);
double rint(double x);
}
