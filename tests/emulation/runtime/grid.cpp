#include "grid.h"

#include <numeric>

namespace emulation {

void Grid::begin(const Launch& launch, Random* permuting) {
    launch_ = &launch;
    count_ = launch.grid.x * launch.grid.y * launch.grid.z;
    begun_ = finished_ = 0;
    places_.resize(resident_limit);
    free_.clear();
    for (Block& block : places_) {
        block.reshape(launch.block);
        free_.push_back(&block);
    }
    shared_memory_.begin(*launch.shared, launch.dynamic_bytes, count_);
    order_.clear();
    if (!permuting) return;
    order_.resize(count_);
    std::iota(order_.begin(), order_.end(), 0u);
    for (unsigned i = count_; i > 1; i--) std::swap(order_[i - 1], order_[permuting->below(i)]);
}

uint3 Grid::index_of(unsigned position) const {
    const unsigned i = order_.empty() ? position : order_[position];
    const dim3 grid = launch_->grid;
    return {i % grid.x, i / grid.x % grid.y, i / grid.x / grid.y};
}

Block* Grid::admit() {
    if (begun_ == count_ || free_.empty()) return nullptr;
    Block* block = free_.back();
    free_.pop_back();
    block->begin(index_of(begun_++));
    block->shared_memory = shared_memory_.fresh(block - places_.data());
    return block;
}

void Grid::finished(Block* block) {
    finished_++;
    free_.push_back(block);
}

}  // namespace emulation
