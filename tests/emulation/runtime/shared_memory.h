// Shared memory: where the variables of a kernel lie, and fresh memory for every block.
#pragma once

#include <vector>

#include "interface.h"

namespace emulation {

struct Range {
    Size offset, size;
};

struct SharedLayout {
    Size static_bytes = 0;  // as CUDA counts it
    Size extent = 0;        // with the gaps that AddressSanitizer watches
    std::vector<Range> variables;
};

// Gives every variable of the module its offset; one layout for each kernel.
std::vector<SharedLayout> lay_out(const Module& module);

// Memory of the blocks of a launch, poisoned: what is read before it is written is wrong.
class SharedMemory {
 public:
    void begin(const SharedLayout& layout, Size dynamic_bytes, unsigned blocks);
    char* fresh(unsigned place);  // for a block that begins in one of the device's places
    void end();

 private:
    struct Piece {
        char* address = nullptr;
        Size size = 0;
    };
    static void reserve(Piece& piece, Size size);
    void poison(char* memory) const;

    const SharedLayout* layout_ = nullptr;
    Size dynamic_bytes_ = 0, size_ = 0;
    std::vector<Piece> pieces_;  // one a place; under ThreadSanitizer one a block
    Size taken_ = 0;
};

}  // namespace emulation
