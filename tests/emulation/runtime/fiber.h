// Fibers: stacks between which one OS thread switches by hand.
#pragma once

#include <cstddef>

namespace emulation {

struct Fiber {
    void* stack_pointer = nullptr;   // where it left off, while it does not run
    const void* stack = nullptr;     // lowest usable address
    std::size_t stack_bytes = 0;
    void* thread_sanitizer = nullptr;
    void* address_sanitizer = nullptr;
};

// A fiber at the start of `body`, which must never return. Reuses one that was given back.
Fiber* take_fiber(void (*body)());
// Its body will continue from its last switch when it is taken the next time.
void give_back(Fiber* fiber);
// Every fiber taken and not given back is free again and will start at `body`: after an error.
void abandon_fibers();
// To ThreadSanitizer a fiber is a thread: each thread has its own, made before the launch and free
// again after it.
void prepare_fibers(std::size_t threads);
void free_resting_fibers();

Fiber* host_fiber();  // the OS thread's own stack
void switch_fiber(Fiber* from, Fiber* to);
void arrived();  // first statement of every body

}  // namespace emulation
