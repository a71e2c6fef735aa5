// A kernel's parameter types as text, and how to call it: for the table behind the kernel's text.
#pragma once

namespace emulation {

template <class T> struct Kind { static constexpr char letter = 's'; };
#define EMULATION_KIND(T, l) \
    template <> struct Kind<T> { static constexpr char letter = l; };
EMULATION_KIND(void, 'v')
EMULATION_KIND(bool, 'b')
EMULATION_KIND(char, 'i')
EMULATION_KIND(signed char, 'i')
EMULATION_KIND(short, 'i')
EMULATION_KIND(int, 'i')
EMULATION_KIND(long, 'i')
EMULATION_KIND(long long, 'i')
EMULATION_KIND(unsigned char, 'u')
EMULATION_KIND(unsigned short, 'u')
EMULATION_KIND(unsigned, 'u')
EMULATION_KIND(unsigned long, 'u')
EMULATION_KIND(unsigned long long, 'u')
EMULATION_KIND(float, 'f')
EMULATION_KIND(double, 'f')
#undef EMULATION_KIND
template <class T> struct Kind<const T> : Kind<T> {};
template <class T> struct Kind<volatile T> : Kind<T> {};
template <class T> struct Kind<const volatile T> : Kind<T> {};

template <class T> struct Width { static constexpr Size bytes = sizeof(T); };
template <> struct Width<void> { static constexpr Size bytes = 0; };
template <> struct Width<const void> : Width<void> {};

// "f4", "*u8", "s24": `prefix`, the kind, the size in bytes.
template <class T>
constexpr Parameter describe(const char* prefix, Size size, Size alignment) {
    Parameter parameter{{}, size, alignment};
    char* end = parameter.type;
    for (; *prefix; prefix++) *end++ = *prefix;
    *end++ = Kind<T>::letter;
    Size power = 1;
    while (Width<T>::bytes / power >= 10) power *= 10;
    for (; power > 0; power /= 10) *end++ = '0' + Width<T>::bytes / power % 10;
    return parameter;
}

template <class T> struct Described {
    static constexpr Parameter get() { return describe<T>("", sizeof(T), alignof(T)); }
};
template <class T> struct Described<T*> {
    static constexpr Parameter get() { return describe<T>("*", sizeof(T*), alignof(T*)); }
};

template <int... index> struct Indices {};

template <class Signature> struct Callable;
template <class... P> struct Callable<void(P...)> {
    static constexpr int count = sizeof...(P);
    static_assert(count <= most_parameters, "too many parameters");
    // One more than there are, because an array cannot be empty.
    static constexpr Parameter parameters[count + 1] = {Described<P>::get()..., Parameter{}};

    template <void (*kernel)(P...)>
    static void invoke(void* const* arguments) {
        call<kernel>(arguments, Indices<__integer_pack(count)...>{});
    }

    template <void (*kernel)(P...), int... index>
    static void call(void* const* arguments, Indices<index...>) {
        kernel(*static_cast<P*>(arguments[index])...);
    }
};

// The first number of __launch_bounds__(threads, blocks).
constexpr int launch_bound() { return 0; }
template <class... Rest>
constexpr int launch_bound(int threads, Rest...) {
    return threads;
}

}  // namespace emulation

#define EMULATION_KERNEL(name, ...)                               \
    {                                                             \
        #name,                                                    \
        &emulation::Callable<decltype(name)>::invoke<name>,       \
        emulation::Callable<decltype(name)>::parameters,          \
        emulation::Callable<decltype(name)>::count,               \
        emulation::launch_bound(__VA_ARGS__),                     \
    }
