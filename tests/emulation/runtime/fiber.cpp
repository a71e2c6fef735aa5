#include "fiber.h"

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <deque>
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
constexpr std::size_t stack_bytes = 64 << 10;
constexpr std::size_t spacing = stack_bytes + page;  // with the page that guards its end
constexpr int saved_registers = 6;

std::deque<Fiber> every;  // side by side, and never moved
std::vector<Fiber*> free_fibers, resting;
Fiber host;
Fiber* left;  // the fiber that was switched from

Fiber* new_fiber() {
    void* memory = mmap(nullptr, spacing, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) std::abort();
    mprotect(memory, page, PROT_NONE);  // overflow is a fault, not another thread's wrong number
    Fiber* fiber = &every.emplace_back();
    fiber->stack = static_cast<char*>(memory) + page;
    fiber->stack_bytes = stack_bytes;
    fiber->thread_sanitizer = tsan::create();
    return fiber;
}

// Stacks begin at different cache lines: at equal ones, the tops of all of them would compete for
// the same few lines of the cache.
std::size_t stagger(const Fiber* fiber) {
    return reinterpret_cast<std::uintptr_t>(fiber->stack) / spacing % 16 * 256;
}

void start_at(Fiber* fiber, void (*body)()) {
    char* bottom = static_cast<char*>(const_cast<void*>(fiber->stack));
    asan::unpoison(bottom, stack_bytes);
    char* top = bottom + stack_bytes - stagger(fiber);
    void** pointer = reinterpret_cast<void**>(top) - 2;  // a called function finds rsp = 8 mod 16
    *pointer = reinterpret_cast<void*>(body);
    for (int i = 0; i < saved_registers; i++) *--pointer = nullptr;
    fiber->stack_pointer = pointer;
}

}  // namespace

Fiber* take_fiber(void (*body)()) {
    if (free_fibers.empty()) free_resting_fibers();
    if (free_fibers.empty()) free_fibers.push_back(new_fiber());
    Fiber* fiber = free_fibers.back();
    free_fibers.pop_back();
    if (fiber->stack_pointer == nullptr) start_at(fiber, body);
    return fiber;
}

void give_back(Fiber* fiber) { (tsan::on ? resting : free_fibers).push_back(fiber); }

void abandon_fibers() {
    free_fibers.clear();
    resting.clear();
    for (Fiber& fiber : every) {
        fiber.stack_pointer = nullptr;
        free_fibers.push_back(&fiber);
    }
}

void prepare_fibers(std::size_t threads) {
    constexpr std::size_t most = 4096;  // beyond, threads share: some races go unseen
    while (every.size() < (threads < most ? threads : most)) free_fibers.push_back(new_fiber());
    free_fibers.reserve(every.size());
    resting.reserve(every.size());
}

void free_resting_fibers() {
    free_fibers.insert(free_fibers.end(), resting.begin(), resting.end());
    resting.clear();
}

Fiber* host_fiber() { return &host; }

void switch_fiber(Fiber* from, Fiber* to) {
    left = from;
    asan::leave(&from->address_sanitizer, to->stack, to->stack_bytes);
    tsan::enter(to->thread_sanitizer);
    emulation_switch_stacks(&from->stack_pointer, to->stack_pointer);
    asan::arrive(from->address_sanitizer, &left->stack, &left->stack_bytes);
}

void arrived() { asan::arrive(nullptr, &left->stack, &left->stack_bytes); }

}  // namespace emulation
