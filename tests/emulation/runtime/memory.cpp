// Device memory: blocks of exactly the size that was asked for, so that AddressSanitizer sees what
// runs over, filled with a pattern that gives wrong results where it is read before it is written.
#include <cstdlib>
#include <cstring>

#include "interface.h"

constexpr int pattern = 0xA5;

#pragma GCC visibility push(default)

extern "C" void* emulation_allocate(emulation::Size bytes) {
    void* memory = std::malloc(bytes);
    if (memory) std::memset(memory, pattern, bytes);
    return memory;
}

extern "C" void emulation_free(void* memory, emulation::Size bytes) {
    std::memset(memory, pattern, bytes);  // what is read after its end is wrong, too
    asm volatile("" ::"r"(memory) : "memory");  // the compiler must not think it useless
    std::free(memory);
}

#pragma GCC visibility pop
