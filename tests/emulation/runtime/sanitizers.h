// What the sanitizers must be told of fibers; nothing where the runtime is built without them.
// The runtime itself is never instrumented by ThreadSanitizer (it would report the scheduler), so
// that build is marked by EMULATION_THREAD_SANITIZER instead.
#pragma once

#include <cstddef>

#ifdef EMULATION_THREAD_SANITIZER
extern "C" {
void* __tsan_get_current_fiber();
void* __tsan_create_fiber(unsigned flags);
void __tsan_switch_to_fiber(void* fiber, unsigned flags);
void __tsan_acquire(void* address);
void __tsan_release(void* address);
}
#endif

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace emulation {

namespace tsan {
#ifdef EMULATION_THREAD_SANITIZER
constexpr bool on = true;
constexpr unsigned without_ordering = 1;  // a switch orders nothing; barriers do
inline void* create() { return __tsan_create_fiber(0); }
inline void* current() { return __tsan_get_current_fiber(); }
inline void enter(void* fiber) { __tsan_switch_to_fiber(fiber, without_ordering); }
inline void acquire(void* address) { __tsan_acquire(address); }
inline void release(void* address) { __tsan_release(address); }
// An address that stands for one meeting of threads. It may come again long after.
inline void* new_order() {
    static char orders[1 << 16][8];
    static unsigned next = 0;
    return orders[next++ % (1 << 16)];
}
#else
constexpr bool on = false;
inline void* create() { return nullptr; }
inline void* current() { return nullptr; }
inline void enter(void*) {}
inline void acquire(void*) {}
inline void release(void*) {}
inline void* new_order() { return nullptr; }
#endif
}  // namespace tsan

namespace asan {
#ifdef __SANITIZE_ADDRESS__
constexpr bool on = true;
inline void poison(void* address, std::size_t size) { __asan_poison_memory_region(address, size); }
inline void unpoison(void* address, std::size_t size) {
    __asan_unpoison_memory_region(address, size);
}
// Around a switch of stacks: before it, where it goes; after it, where it came from.
inline void leave(void** keep, const void* stack, std::size_t size) {
    __sanitizer_start_switch_fiber(keep, stack, size);
}
inline void arrive(void* kept, const void** left, std::size_t* size) {
    __sanitizer_finish_switch_fiber(kept, left, size);
}
#else
constexpr bool on = false;
inline void poison(void*, std::size_t) {}
inline void unpoison(void*, std::size_t) {}
inline void leave(void**, const void*, std::size_t) {}
inline void arrive(void*, const void**, std::size_t*) {}
#endif
}  // namespace asan

}  // namespace emulation
