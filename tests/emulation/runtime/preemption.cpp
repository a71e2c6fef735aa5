#include "preemption.h"

#include "scheduler.h"

namespace emulation {
namespace {

// In natural order only a thread that seems to spin is interrupted. In permuted order the gaps are
// drawn: a kernel whose threads disagree about memory must show it within a few launches.
constexpr unsigned natural_gap = 4096;
constexpr unsigned mean_permuted_gap = 3;
// Atomics of a thread during which nothing else happened, until the launch counts as hung.
constexpr unsigned long long patience = 400'000;

Random* generator;
unsigned gap, countdown;
unsigned long long spent;  // atomics since progress

void draw_gap() {
    gap = generator ? 1 + generator->below(2 * mean_permuted_gap - 1) : natural_gap;
    countdown = gap;
}

}  // namespace

void begin_preemption(Random* permuting) {
    generator = permuting;
    spent = 0;
    draw_gap();
}

void progressed() { spent = 0; }

}  // namespace emulation

extern "C" void emulation_atomic() {
    using namespace emulation;
    if (--countdown > 0) return;
    spent += gap;
    draw_gap();
    if (spent > patience * resident_threads()) {
        fail({}, "no thread has exited or passed a barrier for %llu atomic operations: they wait "
             "for something that does not happen", spent);
    }
    step_back();
}
