#include "fiber.h"

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "sanitizers.h"

#ifndef __x86_64__
#error "the switch of stacks is written for x86-64"
#endif

// Saves the registers that a function must preserve on the old stack and takes them from the new.
extern "C" void emulation_switch_stacks(void** save, void* next);
asm(R"(
.text
.globl emulation_switch_stacks
.hidden emulation_switch_stacks
.type emulation_switch_stacks, @function
emulation_switch_stacks:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size emulation_switch_stacks, .-emulation_switch_stacks
)");

namespace emulation {
namespace {

constexpr std::size_t page = 4096;
constexpr int saved_registers = 6;

std::vector<Fiber*> every, free_fibers, resting;
Fiber main_stack;

Fiber* new_fiber() {
    void* memory = mmap(nullptr, stack_bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) std::abort();
    mprotect(memory, page, PROT_NONE);  // overflow is a fault, not another thread's wrong number
    Fiber* fiber = new Fiber;
    fiber->stack = static_cast<char*>(memory);
    fiber->thread_sanitizer = tsan::create();
    every.push_back(fiber);
    return fiber;
}

// Stacks begin at different cache lines: at equal ones, the tops of all of them would compete for
// the same few lines of the cache.
std::size_t stagger(const Fiber* fiber) {
    return reinterpret_cast<std::uintptr_t>(fiber->stack) / stack_bytes % 32 * 256;
}

void start_at(Fiber* fiber, void (*body)()) {
    asan::unpoison(fiber->stack + page, stack_bytes - page);
    char* top = fiber->stack + stack_bytes - stagger(fiber);
    void** pointer = reinterpret_cast<void**>(top) - 2;  // a called function finds rsp = 8 mod 16
    *pointer = reinterpret_cast<void*>(body);
    for (int i = 0; i < saved_registers; i++) *--pointer = nullptr;
    fiber->stack_pointer = pointer;
}

}  // namespace

Fiber* take_fiber(void (*body)()) {
    if (!free_fibers.empty()) {
        Fiber* fiber = free_fibers.back();
        free_fibers.pop_back();
        if (fiber->stack_pointer == nullptr) start_at(fiber, body);
        return fiber;
    }
    Fiber* fiber = new_fiber();
    start_at(fiber, body);
    return fiber;
}

void give_back(Fiber* fiber) { (tsan::on ? resting : free_fibers).push_back(fiber); }

void abandon_fibers() {
    free_fibers = every;
    resting.clear();
    for (Fiber* fiber : every) fiber->stack_pointer = nullptr;
}

void end_of_launch() {
    free_fibers.insert(free_fibers.end(), resting.begin(), resting.end());
    resting.clear();
}

Fiber* main_fiber() { return &main_stack; }

void switch_fiber(Fiber* from, Fiber* to) {
    asan::leave(&from->address_sanitizer, to->stack, stack_bytes);
    tsan::enter(to->thread_sanitizer);
    emulation_switch_stacks(&from->stack_pointer, to->stack_pointer);
    asan::arrive(from->address_sanitizer);
}

void fiber_started() { asan::arrive(nullptr); }

}  // namespace emulation
