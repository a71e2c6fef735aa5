// Shared memory: where the variables of a kernel lie, and fresh memory for every block.
#pragma once

#include <vector>

#include "interface.h"

namespace emulation {

struct Range {
    Size offset, size;
};

struct SharedLayout {
    Size static_bytes = 0;  // as CUDA counts it
    Size extent = 0;        // with the gaps that AddressSanitizer watches
    std::vector<Range> variables;
};

// Gives every variable of the module its offset; one layout for each kernel.
std::vector<SharedLayout> lay_out(const Module& module);

// Poisoned memory for one more block of this launch: what is read before it is written is wrong.
char* fresh_shared_memory(int slot, const SharedLayout& layout, Size dynamic_bytes);
void end_of_shared_memory();  // of the launch

}  // namespace emulation
