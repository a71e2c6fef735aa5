// Where threads wait for each other: barriers of a block, functions of a warp.
#pragma once

#include "block.h"

namespace emulation {

// What the exit of a thread means for those that wait.
void exit_block(Thread* thread);
void exit_warp(Thread* thread);

const char* name_of(WarpOp op);

}  // namespace emulation
