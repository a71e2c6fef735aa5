// Fibers: stacks between which one OS thread switches by hand.
#pragma once

#include <cstddef>

namespace emulation {

struct Fiber {
    void* stack_pointer = nullptr;  // where it left off, while it does not run
    char* stack = nullptr;          // lowest address
    void* thread_sanitizer = nullptr;
    void* address_sanitizer = nullptr;
};

constexpr std::size_t stack_bytes = 128 << 10;

// A fiber at the start of `body`, which must never return. Reuses one that was given back.
Fiber* take_fiber(void (*body)());
// Its body will continue from its last switch when it is taken the next time.
void give_back(Fiber* fiber);
// Every fiber taken and not given back is free again and will start at `body`: after an error.
void abandon_fibers();
// Under ThreadSanitizer: fibers given back become free, now that the launch is over.
void end_of_launch();

Fiber* main_fiber();  // the OS thread's own stack
void switch_fiber(Fiber* from, Fiber* to);
void fiber_started();  // first statement of every body

}  // namespace emulation
