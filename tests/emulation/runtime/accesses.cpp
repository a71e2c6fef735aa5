// What g++ calls before every access to memory in kernels built for permuted orders: functions that
// bear the names of ThreadSanitizer's. Another thread may run first, also between the reading and
// the writing of `x += 1`.
#include "preemption.h"
#include "sanitizers.h"

#ifndef EMULATION_THREAD_SANITIZER

#pragma GCC visibility push(default)

#define EMULATION_ACCESS(name) \
    extern "C" void name(void*) { emulation::may_step_back(); }
#define EMULATION_RANGE(name) \
    extern "C" void name(void*, unsigned long) { emulation::may_step_back(); }

EMULATION_ACCESS(__tsan_read1)
EMULATION_ACCESS(__tsan_read2)
EMULATION_ACCESS(__tsan_read4)
EMULATION_ACCESS(__tsan_read8)
EMULATION_ACCESS(__tsan_read16)
EMULATION_ACCESS(__tsan_write1)
EMULATION_ACCESS(__tsan_write2)
EMULATION_ACCESS(__tsan_write4)
EMULATION_ACCESS(__tsan_write8)
EMULATION_ACCESS(__tsan_write16)
EMULATION_ACCESS(__tsan_unaligned_read2)
EMULATION_ACCESS(__tsan_unaligned_read4)
EMULATION_ACCESS(__tsan_unaligned_read8)
EMULATION_ACCESS(__tsan_unaligned_read16)
EMULATION_ACCESS(__tsan_unaligned_write2)
EMULATION_ACCESS(__tsan_unaligned_write4)
EMULATION_ACCESS(__tsan_unaligned_write8)
EMULATION_ACCESS(__tsan_unaligned_write16)
EMULATION_RANGE(__tsan_read_range)
EMULATION_RANGE(__tsan_write_range)

extern "C" void __tsan_init() {}

#pragma GCC visibility pop

#endif
