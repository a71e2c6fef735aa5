// Runs the threads of a launch, each on a fiber, until all are done or none can go on.
#pragma once

#include <string>

#include "grid.h"

namespace emulation {

extern Thread* current;        // the one that runs
extern const Launch* running;  // the launch

// Every later launch has its own order, drawn from this seed; 0 is the natural order.
void permute(unsigned long long seed);
bool permuted();
// Runs every thread of every block; what went wrong, empty if nothing did.
const std::string& run(const Launch& launch);

void make_ready(Thread* thread);  // ends its wait()
void wait();                      // the current thread does not go on until it is made ready
void step_back();                 // the current thread lets others run first
unsigned resident_threads();      // of the blocks that have begun and are not done

// Ends the launch with an error of a thread, at a line if one is known.
[[noreturn, gnu::format(printf, 3, 4)]] void fail(const Thread& thread, Site site,
                                                  const char* format, ...);

}  // namespace emulation
