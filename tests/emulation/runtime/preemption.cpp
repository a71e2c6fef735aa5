#include "preemption.h"

#include "scheduler.h"

namespace emulation {
namespace {

// In natural order only a thread that seems to spin is interrupted. In permuted order the gaps
// between interruptions are drawn, short enough that threads which disagree about memory show it
// within a few launches.
constexpr unsigned natural_gap = 4096;
constexpr unsigned mean_permuted_gap = 6;
// Atomics during which no thread gets on, until the launch counts as hung: in all, and a thread.
constexpr unsigned long long patience = 1'000'000, patience_a_thread = 20'000;

Random* generator;
unsigned countdown;          // atomics, or accesses, until others run
unsigned long long atomics;  // since progress

void draw_gap() {
    countdown = generator ? 1 + generator->below(2 * mean_permuted_gap - 1) : natural_gap;
}

}  // namespace

void begin_preemption(Random* permuting) {
    generator = permuting;
    atomics = 0;
    draw_gap();
}

void progressed() { atomics = 0; }

void may_step_back() {
    if (--countdown > 0 || !running) return;  // libraries access memory when they are loaded
    draw_gap();
    step_back();
}

}  // namespace emulation

extern "C" void emulation_atomic() {
    using namespace emulation;
    if (++atomics > patience + patience_a_thread * resident_threads()) {
        fail(*current, {},
             "no thread has exited or passed a barrier for %llu atomic operations: they wait for "
             "something that does not happen",
             atomics);
    }
    may_step_back();
}
