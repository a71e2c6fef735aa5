#include "scheduler.h"

#include <cstdarg>
#include <cstdio>

#include "meetings.h"
#include "preemption.h"
#include "report.h"
#include "sanitizers.h"

// What the kernels read; see interface.h.
#pragma GCC visibility push(default)
extern "C" {
uint3 threadIdx, blockIdx;
dim3 blockDim, gridDim;
}
#pragma GCC visibility pop

namespace emulation {

Thread* current = nullptr;
const Launch* running = nullptr;

namespace {

Grid grid;
Queue queue;
Random generator(0);
unsigned long long schedule_seed = 0, launches = 0;
std::string error;
char start_of_launch, end_of_threads;  // under ThreadSanitizer: what orders threads and host

bool admit_block() {
    Block* block = grid.admit();
    if (!block) return false;
    for (Thread& thread : block->threads) queue.push_fresh(&thread);
    return true;
}

// The thread to run next, null if there is none.
Thread* pick() {
    // In natural order a block begins when those before it are done, or only spin.
    // In permuted order as many run at a time as there are places for.
    if (queue.permuting || queue.only_stepped_back()) {
        while (admit_block() && queue.permuting) continue;
    }
    return queue.pop();
}

void enter(Thread* thread) {
    current = thread;
    thread->state = State::ready;
    threadIdx = thread->index;
    blockIdx = thread->block->index;
}

void finish(Thread* thread);
void fiber_body();

Fiber* fiber_of(Thread* thread) {
    if (!thread->fiber) thread->fiber = take_fiber(fiber_body);
    return thread->fiber;
}

// What every fiber does: runs one thread after another, on to the next without a switch if that
// one has not begun. (ThreadSanitizer takes a fiber for a thread: there, each has its own.)
void fiber_body() {
    arrived();
    for (;;) {
        Fiber* const mine = current->fiber;
        tsan::acquire(&start_of_launch);
        running->kernel->invoke(running->arguments);
        tsan::release(&end_of_threads);
        finish(current);
        Thread* next = pick();
        if (next) enter(next);
        if (next && !next->fiber && !tsan::on) {
            next->fiber = mine;
            continue;
        }
        Fiber* const other = next ? fiber_of(next) : host_fiber();
        give_back(mine);
        switch_fiber(mine, other);
    }
}

void finish(Thread* thread) {
    Block& block = *thread->block;
    thread->state = State::done;
    if (!block.exited) block.exited = thread;
    block.alive--;
    exit_block(thread);
    exit_warp(thread);
    if (block.alive == 0) grid.finished(&block);
    progressed();
}

}  // namespace

void make_ready(Thread* thread) { queue.push_ready(thread); }

void wait() {
    Thread* const me = current;
    Thread* const next = pick();
    if (next) enter(next);
    if (next != me) switch_fiber(me->fiber, next ? fiber_of(next) : host_fiber());
    if (me->ordered_by) tsan::acquire(me->ordered_by);
    me->ordered_by = nullptr;
}

void step_back() {
    queue.push_back(current);
    wait();
}

unsigned resident_threads() { return grid.resident() * blockDim.x * blockDim.y * blockDim.z; }

void fail(const Thread& thread, Site site, const char* format, ...) {
    char text[400];
    va_list values;
    va_start(values, format);
    std::vsnprintf(text, sizeof text, format, values);
    va_end(values);
    error = where(thread, site) + text;
    switch_fiber(current->fiber, host_fiber());
    __builtin_unreachable();  // the fiber is abandoned
}

void permute(unsigned long long seed) {
    schedule_seed = seed;
    launches = 0;
}

bool permuted() { return schedule_seed != 0; }

const std::string& run(const Launch& launch) {
    running = &launch;
    gridDim = launch.grid;
    blockDim = launch.block;
    error.clear();
    generator = Random(schedule_seed * 0x9E3779B97F4A7C15u + ++launches);
    queue.permuting = schedule_seed ? &generator : nullptr;
    begin_preemption(queue.permuting);
    grid.begin(launch, queue.permuting);
    queue.reserve(Grid::resident_limit * blockDim.x * blockDim.y * blockDim.z);
    if (tsan::on) prepare_fibers(grid.count() * blockDim.x * blockDim.y * blockDim.z);
    tsan::release(&start_of_launch);
    enter(pick());
    host_fiber()->thread_sanitizer = tsan::current();
    switch_fiber(host_fiber(), fiber_of(current));
    tsan::acquire(&end_of_threads);
    if (error.empty() && !grid.is_over()) error = describe_deadlock(grid);
    if (!error.empty()) {
        abandon_fibers();
        queue.clear();
    }
    free_resting_fibers();
    running = nullptr;
    return error;
}

}  // namespace emulation

extern "C" char* emulation_shared() { return emulation::current->block->shared_memory; }
extern "C" emulation::Size emulation_dynamic_offset() {
    return emulation::running->shared->extent;
}
