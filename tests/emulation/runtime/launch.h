// A launch as Python prepares it.
#pragma once

#include "scheduler.h"

namespace emulation {

struct Loaded {
    const Kernel* kernel;
    Size static_bytes;
    const SharedLayout* shared;
    const Loaded* preemptible;  // the same kernel for permuted orders, null if there is none
};

// Arguments lie in `packed` one behind another, each aligned as its type asks.
const std::string& launch(const Loaded& loaded, dim3 grid, dim3 block, Size dynamic_bytes,
                          char* packed);

}  // namespace emulation
