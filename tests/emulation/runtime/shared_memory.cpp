#include "shared_memory.h"

#include <cstdlib>
#include <cstring>

#include "sanitizers.h"

namespace emulation {
namespace {

constexpr Size gap = asan::on ? 64 : 0;  // between variables: what runs over one is caught
constexpr Size alignment_of_dynamic = 16;
constexpr int poison = 0xA5;

Size aligned(Size offset, Size alignment) { return (offset + alignment - 1) / alignment * alignment; }

void place(SharedVariable* variable, SharedLayout& layout) {
    layout.static_bytes = aligned(layout.static_bytes, variable->alignment) + variable->size;
    variable->offset = aligned(layout.extent, variable->alignment);
    layout.extent = variable->offset + variable->size + gap;
    layout.variables.push_back({variable->offset, variable->size});
}

// Places the variables declared in this kernel ("": in a device function).
void place_all(const Module& module, const char* kernel, SharedLayout& layout) {
    for (SharedVariable* variable = *module.variables; variable; variable = variable->next) {
        const char* owner = module.declarations[variable->declaration].kernel;
        if (std::strcmp(owner, kernel) == 0) place(variable, layout);
    }
}

struct Memory {
    char* address = nullptr;
    Size size = 0;

    void reserve(Size wanted) {
        if (wanted <= size) return;
        std::free(address);
        address = static_cast<char*>(std::malloc(wanted));
        size = wanted;
    }
};

std::vector<Memory> slots;         // reused by the blocks of a launch
std::vector<char*> of_the_launch;  // under ThreadSanitizer, to which a reuse would be a race

char* memory_for(int slot, Size size) {
    if (tsan::on) {
        of_the_launch.push_back(static_cast<char*>(std::malloc(size)));
        return of_the_launch.back();
    }
    if (slots.size() <= static_cast<Size>(slot)) slots.resize(slot + 1);
    slots[slot].reserve(size);
    asan::unpoison(slots[slot].address, slots[slot].size);
    return slots[slot].address;
}

}  // namespace

std::vector<SharedLayout> lay_out(const Module& module) {
    SharedLayout common;
    place_all(module, "", common);
    std::vector<SharedLayout> layouts(module.kernel_count, common);
    for (int i = 0; i < module.kernel_count; i++) {
        place_all(module, module.kernels[i].name, layouts[i]);
        layouts[i].extent = aligned(layouts[i].extent, alignment_of_dynamic);
    }
    return layouts;
}

char* fresh_shared_memory(int slot, const SharedLayout& layout, Size dynamic_bytes) {
    const Size size = layout.extent + dynamic_bytes + gap;
    if (size == 0) return nullptr;
    char* memory = memory_for(slot, size);
    std::memset(memory, poison, size);
    asan::poison(memory, size);
    for (const Range& range : layout.variables) asan::unpoison(memory + range.offset, range.size);
    asan::unpoison(memory + layout.extent, dynamic_bytes);
    return memory;
}

void end_of_shared_memory() {
    for (char* memory : of_the_launch) std::free(memory);
    of_the_launch.clear();
}

}  // namespace emulation
