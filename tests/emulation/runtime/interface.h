// What compiled kernels and the runtime know of each other. Shared by both; includes nothing, so
// that a kernel sees no name that CUDA does not offer.
#pragma once

struct uint3 {
    unsigned x, y, z;
};
struct dim3 {
    unsigned x, y, z;
};

namespace emulation {

using Bits = unsigned long long;  // any value of a warp function, widened
using Size = decltype(sizeof(0));

// A line of the kernel's text. As a default argument, g++ takes the caller's line for a
// constructor's arguments, but not for what is between braces.
struct Site {
    const char* file = nullptr;
    int line = 0;

    constexpr Site() = default;
    constexpr explicit Site(const char* in, int at) : file(in), line(at) {}
};

enum class WarpOp : unsigned char {
    none,
    sync,
    ballot,
    match,
    shuffle_index,
    shuffle_up,
    shuffle_down,
    shuffle_xor,
    add,
    min_signed,
    max_signed,
    min_unsigned,
    max_unsigned,
};

struct WarpCall {
    WarpOp op;
    unsigned mask;
    Bits value;
    int source;  // of a shuffle: the lane whose value is wanted
    int width;   // of a shuffle
    Site site;
};

// A parameter of a kernel: its type as text ("*f4" is float*, "i8" long long, "s24" a struct).
struct Parameter {
    char type[16];
    Size size, alignment;
};

constexpr int most_parameters = 256;

struct Kernel {
    const char* name;
    void (*invoke)(void* const* arguments);
    const Parameter* parameters;
    int parameter_count;
    int launch_bound;  // the first number of __launch_bounds__, 0 without
};

// A `__shared__` variable. Those of one kernel lie behind those of the module's __device__
// functions, which any kernel may call.
struct SharedVariable {
    Size size, alignment;
    int declaration;  // index into Module::declarations
    Size offset;
    SharedVariable* next;
};

struct SharedDeclaration {
    const char* name;
    const char* kernel;  // "" in a __device__ function
};

struct Module {
    const Kernel* kernels;
    int kernel_count;
    const SharedDeclaration* declarations;
    SharedVariable** variables;
};

}  // namespace emulation

#pragma GCC visibility push(default)

// Written by the runtime at every switch of threads; constant for the life of one thread, so the
// kernels may see them as the constants that they are in CUDA.
#ifndef EMULATION_RUNTIME
extern "C" const uint3 threadIdx, blockIdx;
extern "C" const dim3 blockDim, gridDim;
#endif

extern "C" {
int emulation_barrier(int predicate, emulation::Site site);  // how many had a predicate
emulation::Bits emulation_warp(const emulation::WarpCall& call);
int emulation_lane();
void emulation_atomic();  // before every atomic: another thread may run first
char* emulation_shared();  // of the block: its variables, then its dynamic memory
emulation::Size emulation_dynamic_offset();
}

#pragma GCC visibility pop
