// The device side of CUDA C++ for g++. Put before the text of a kernel with `-include`; offers the
// part of CUDA that this project's kernels use and nothing else, so that a kernel that compiles
// here uses no name that NVRTC lacks.
#pragma once

#define __CUDACC__
#define __device__
#define __global__
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __align__(n) alignas(n)
#define __launch_bounds__(...)
// `__restrict__` is g++'s own. `__shared__` is rewritten before compilation: see kernel_text.py.

#include "../runtime/interface.h"

typedef decltype(sizeof(0)) size_t;
constexpr int warpSize = 32;

// Where a device function is called: the text's own line, as a default argument.
#define EMULATION_HERE emulation::Site(__builtin_FILE(), __builtin_LINE())
#define EMULATION_CALLER const emulation::Site site = EMULATION_HERE

#include "atomics.h"
#include "intrinsics.h"
#include "loads.h"
#include "barriers.h"
#include "shared.h"
#include "warp.h"
#include "signature.h"
