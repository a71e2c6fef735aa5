#include "block.h"

namespace emulation {

constexpr unsigned warp_size = 32;

void Block::begin(uint3 new_index) {
    index = new_index;
    alive = threads.size();
    exited = nullptr;
    barrier = {};
    for (Thread& thread : threads) {
        thread.fiber = nullptr;
        thread.state = State::fresh;
        thread.ordered_by = nullptr;
    }
    unsigned left = alive;
    for (Warp& warp : warps) {
        warp.alive = left >= warp_size ? ~0u : (1u << left) - 1;
        warp.waiting = 0;
        left -= left >= warp_size ? warp_size : left;
    }
}

void Block::reshape(dim3 shape) {
    if (shape.x == shape_.x && shape.y == shape_.y && shape.z == shape_.z) return;
    shape_ = shape;
    const unsigned count = shape.x * shape.y * shape.z;
    threads.assign(count, Thread{});
    warps.assign((count + warp_size - 1) / warp_size, Warp{});
    for (unsigned i = 0; i < warps.size(); i++) warps[i].lanes = &threads[i * warp_size];
    for (unsigned i = 0; i < count; i++) {
        Thread& thread = threads[i];
        thread.block = this;
        thread.warp = &warps[i / warp_size];
        thread.lane = i % warp_size;
        thread.index = {i % shape.x, i / shape.x % shape.y, i / shape.x / shape.y};
    }
}

}  // namespace emulation
