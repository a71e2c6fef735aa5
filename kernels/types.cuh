// The number types of the kernels, each of one width everywhere, and a whole warp.

typedef unsigned char uint8;
typedef unsigned short uint16;
typedef unsigned int uint32;
typedef unsigned long long uint64;
typedef long long int64;

constexpr uint32 WARP = 0xffffffffu;
