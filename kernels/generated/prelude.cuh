// The bits of floating-point numbers.

__device__ __forceinline__ int bits_f32(float x) { return __float_as_int(x); }
__device__ __forceinline__ float from_bits_f32(int i) { return __int_as_float(i); }
__device__ __forceinline__ long long bits_f64(double x) { return __double_as_longlong(x); }
__device__ __forceinline__ double from_bits_f64(long long i) { return __longlong_as_double(i); }
