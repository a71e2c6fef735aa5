// What the messages say of threads.
#pragma once

#include <string>

#include "grid.h"

namespace emulation {

// "kernel 'x', block (0,0,0), thread (1,0,0), kernels.cu:12: "
std::string where(const Thread& thread, Site site);
// Of a launch in which no thread can go on: who waits where.
std::string describe_deadlock(const Grid& grid);

}  // namespace emulation
