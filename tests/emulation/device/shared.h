// `__shared__ float s[32];` reaches the compiler as
// `auto& s = emulation::shared_variable<float[32], 0, 1>();` and `extern __shared__ int d[];` as
// `int* const d = emulation::dynamic_shared<int>();` (kernel_text.py).
#pragma once

namespace emulation {

static SharedVariable* shared_variables = nullptr;

// One for each type that a declaration has: a template's has several. It exists, and is known to
// the runtime, as soon as a kernel that is compiled contains it.
template <class T, int number, Size multiple>
struct Registered {
    struct Registration : SharedVariable {
        Registration() : SharedVariable{sizeof(T), multiple, number, 0, shared_variables} {
            shared_variables = this;
        }
    };
    static Registration variable;
};
template <class T, int number, Size multiple>
typename Registered<T, number, multiple>::Registration
    Registered<T, number, multiple>::variable;

template <class T, int number, Size asked>
T& shared_variable() {
    constexpr Size multiple = asked < alignof(T) ? alignof(T) : asked;
    static_assert(multiple <= 16, "shared memory is aligned to 16 bytes here");
    const Size offset = Registered<T, number, multiple>::variable.offset;
    return *reinterpret_cast<T*>(emulation_shared() + offset);
}

template <class T>
T* dynamic_shared() {
    static_assert(alignof(T) <= 16, "shared memory is aligned to 16 bytes here");
    return reinterpret_cast<T*>(emulation_shared() + emulation_dynamic_offset());
}

}  // namespace emulation
