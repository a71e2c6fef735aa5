// `__shared__ float s[32];` reaches the compiler as
// `auto& s = emulation::shared_variable<float[32], 0>();` and `extern __shared__ int d[];` as
// `int* const d = emulation::dynamic_shared<int>();` (kernel_text.py).
#pragma once

namespace emulation {

static SharedVariable* shared_variables = nullptr;

template <class T, int number>
struct Registered {
    struct Registration : SharedVariable {
        Registration() : SharedVariable{sizeof(T), alignof(T), number, 0, shared_variables} {
            shared_variables = this;
        }
    };
    static Registration variable;  // exists, and registers, as soon as a kernel names it
};
template <class T, int number>
typename Registered<T, number>::Registration Registered<T, number>::variable;

template <class T, int number>
T& shared_variable() {
    return *reinterpret_cast<T*>(emulation_shared() + Registered<T, number>::variable.offset);
}

template <class T>
T* dynamic_shared() {
    return reinterpret_cast<T*>(emulation_shared() + emulation_dynamic_offset());
}

}  // namespace emulation
