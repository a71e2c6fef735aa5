#include "shared_memory.h"

#include <cstdlib>
#include <cstring>

#include "sanitizers.h"

namespace emulation {
namespace {

constexpr Size gap = asan::on ? 64 : 0;  // between variables: what runs over one is caught
constexpr Size alignment_of_dynamic = 16;
constexpr int pattern = 0xA5;

Size aligned(Size offset, Size alignment) {
    return (offset + alignment - 1) / alignment * alignment;
}

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

void SharedMemory::begin(const SharedLayout& layout, Size dynamic_bytes, unsigned blocks) {
    layout_ = &layout;
    dynamic_bytes_ = dynamic_bytes;
    size_ = layout.extent + dynamic_bytes + gap;
    taken_ = 0;
    // To ThreadSanitizer two blocks that use the same memory one after the other are a race. It
    // also takes note of allocations, which must not seem to be made by one of the threads.
    if (!tsan::on) return;
    pieces_.resize(blocks);
    for (Piece& piece : pieces_) {
        reserve(piece, size_);
        poison(piece.address);
    }
}

char* SharedMemory::fresh(unsigned place) {
    if (size_ == 0) return nullptr;
    if (tsan::on) return pieces_[taken_++].address;
    if (pieces_.size() <= place) pieces_.resize(place + 1);
    reserve(pieces_[place], size_);
    poison(pieces_[place].address);
    return pieces_[place].address;
}

void SharedMemory::reserve(Piece& piece, Size size) {
    if (size <= piece.size) return;
    std::free(piece.address);
    piece = {static_cast<char*>(std::malloc(size)), size};
}

void SharedMemory::poison(char* memory) const {
    asan::unpoison(memory, size_);
    std::memset(memory, pattern, size_);
    asan::poison(memory, size_);
    for (const Range& range : layout_->variables) asan::unpoison(memory + range.offset, range.size);
    asan::unpoison(memory + layout_->extent, dynamic_bytes_);
}

}  // namespace emulation
