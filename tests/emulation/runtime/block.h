// Blocks, their warps and threads while they run.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "fiber.h"
#include "interface.h"

namespace emulation {

struct Block;
struct Warp;

enum class State : unsigned char { fresh, ready, at_barrier, at_warp_call, done };

struct Thread {
    Fiber* fiber;  // null until it first runs
    Block* block;
    Warp* warp;
    uint3 index;
    unsigned char lane;
    State state;
    const WarpCall* call;  // while at_warp_call
    Bits result;           // of that call, or of the barrier
    void* ordered_by;      // under ThreadSanitizer: what it acquires when it goes on
};

struct Warp {
    Thread* lanes;
    unsigned alive;    // threads that have not exited, one bit a lane
    unsigned waiting;  // threads at_warp_call
};

struct Barrier {
    unsigned arrived;
    unsigned votes;  // arrivals with a predicate that holds
    Site site;       // of the first arrival
    void* order;     // under ThreadSanitizer: released by who arrives, acquired by who leaves
};

struct Block {
    uint3 index;
    std::vector<Thread> threads;
    std::vector<Warp> warps;
    unsigned alive = 0;
    const Thread* exited;  // the first thread that has exited
    Barrier barrier;
    char* shared_memory = nullptr;

    void reshape(dim3 shape);  // as many threads and warps as the shape asks for
    void begin(uint3 index);   // all of them as of a new block

 private:
    dim3 shape_{0, 0, 0};
};

}  // namespace emulation
