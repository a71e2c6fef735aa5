// When a thread that could go on lets others run first.
#pragma once

#include "order.h"

namespace emulation {

void begin_preemption(Random* permuting);  // at every launch
void progressed();     // something happened for which other threads may have been spinning
void may_step_back();  // at a place where another thread could come between on a GPU

}  // namespace emulation
