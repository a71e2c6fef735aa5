#include "launch.h"

namespace emulation {

const std::string& launch(const Loaded& loaded, dim3 grid, dim3 block, Size dynamic_bytes,
                          char* packed) {
    const Loaded& chosen = permuted() && loaded.preemptible ? *loaded.preemptible : loaded;
    void* arguments[most_parameters];
    Size offset = 0;
    for (int i = 0; i < loaded.kernel->parameter_count; i++) {
        const Parameter& parameter = loaded.kernel->parameters[i];
        offset = (offset + parameter.alignment - 1) / parameter.alignment * parameter.alignment;
        arguments[i] = packed + offset;
        offset += parameter.size;
    }
    return run({chosen.kernel, chosen.shared, grid, block, dynamic_bytes, arguments});
}

}  // namespace emulation

#pragma GCC visibility push(default)

extern "C" {

// Of every kernel of a module one Loaded, for the life of the process; returns how many.
int emulation_load(const emulation::Module* module, emulation::Loaded** handles) {
    using namespace emulation;
    auto* layouts = new std::vector<SharedLayout>(lay_out(*module));
    auto* loaded = new std::vector<Loaded>;
    for (int i = 0; i < module->kernel_count; i++) {
        const SharedLayout& layout = (*layouts)[i];
        loaded->push_back({&module->kernels[i], layout.static_bytes, &layout, nullptr});
    }
    *handles = loaded->data();
    return module->kernel_count;
}

// The same kernel from a library in which accesses call the scheduler: for permuted orders.
void emulation_pair(emulation::Loaded* loaded, const emulation::Loaded* preemptible) {
    loaded->preemptible = preemptible;
}

void emulation_permute(unsigned long long seed) { emulation::permute(seed); }

// The message of an error, null if there was none.
const char* emulation_launch(const emulation::Loaded* loaded, unsigned grid_x, unsigned grid_y,
                             unsigned grid_z, unsigned block_x, unsigned block_y,
                             unsigned block_z, emulation::Size dynamic_bytes, char* packed) {
    const std::string& error = emulation::launch(
        *loaded, {grid_x, grid_y, grid_z}, {block_x, block_y, block_z}, dynamic_bytes, packed);
    return error.empty() ? nullptr : error.c_str();
}

}  // extern "C"

#pragma GCC visibility pop
