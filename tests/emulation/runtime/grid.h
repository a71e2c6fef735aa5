// The blocks of a launch: which have begun, which are still to come.
#pragma once

#include <vector>

#include "order.h"
#include "shared_memory.h"

namespace emulation {

struct Launch {
    const Kernel* kernel;
    const SharedLayout* shared;
    dim3 grid, block;
    Size dynamic_bytes;
    void* const* arguments;
};

class Grid {
 public:
    // As many blocks at a time as the stand-in says its device holds (two multiprocessors, two
    // blocks each): a kernel whose blocks wait for more than these hangs on that device too.
    static constexpr unsigned resident_limit = 4;

    void begin(const Launch& launch, Random* permuting);
    unsigned count() const { return count_; }
    // The next block in a free place, null if none is left or none is free.
    Block* admit();
    void finished(Block* block);

    bool is_over() const { return finished_ == count_; }
    unsigned resident() const { return begun_ - finished_; }
    // Those that have begun, among them places whose block has finished.
    const std::vector<Block>& places() const { return places_; }

 private:
    uint3 index_of(unsigned position) const;

    const Launch* launch_ = nullptr;
    unsigned count_ = 0, begun_ = 0, finished_ = 0;
    std::vector<unsigned> order_;  // empty: natural
    std::vector<Block> places_;
    std::vector<Block*> free_;
    SharedMemory shared_memory_;
};

}  // namespace emulation
