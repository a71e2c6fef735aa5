// In which order threads run: the queue of those that can, and the generator that permutes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "block.h"

namespace emulation {

// SplitMix64 (Steele, Lea & Flood 2014): one word of state, any seed is good.
class Random {
 public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
        z = (z ^ z >> 27) * 0x94D049BB133111EBu;
        return z ^ z >> 31;
    }
    std::uint64_t below(std::uint64_t bound) { return (next() >> 32) * bound >> 32; }

 private:
    std::uint64_t state_;
};

// A ring: a thread waits in one place at a time, so that room for all of them is enough.
class Fifo {
 public:
    bool empty() const { return first_ == end_; }
    void push(Thread* thread) { items_[end_++ & mask_] = thread; }
    Thread* pop() {
        Thread* thread = items_[first_++ & mask_];
        fetch_stack_ahead();
        return thread;
    }
    void clear() { first_ = end_ = 0; }
    void reserve(std::size_t threads) {
        while (items_.size() < threads) items_.resize(2 * items_.size());
        mask_ = items_.size() - 1;
    }

 private:
    // More stacks are in use than the fastest cache holds: those that are soon switched to are
    // fetched meanwhile. (g++ takes a function that does nothing else for one without effect.)
    __attribute__((always_inline)) void fetch_stack_ahead() const {
        constexpr std::size_t threads_ahead = 2, bytes = 320, line = 64;
        if (first_ + threads_ahead >= end_) return;
        const Fiber* fiber = items_[first_ + threads_ahead & mask_]->fiber;
        if (!fiber) return;
        const char* stack = static_cast<const char*>(fiber->stack_pointer);
        for (std::size_t offset = 0; offset < bytes; offset += line) {
            __builtin_prefetch(stack + offset);
        }
    }

    std::vector<Thread*> items_{1};  // their number is a power of two
    std::size_t mask_ = 0, first_ = 0, end_ = 0;
};

// Threads that can run. In natural order those that may go on come before those that have not
// begun, which keeps few stacks in use, and those that stepped back come last.
class Queue {
 public:
    Random* permuting = nullptr;  // null: natural order

    void push_ready(Thread* thread) { permuting ? bag_.push_back(thread) : ready_.push(thread); }
    void push_fresh(Thread* thread) { permuting ? bag_.push_back(thread) : fresh_.push(thread); }
    void push_back(Thread* thread) { permuting ? bag_.push_back(thread) : back_.push(thread); }

    bool only_stepped_back() const { return bag_.empty() && ready_.empty() && fresh_.empty(); }

    Thread* pop() {
        if (!bag_.empty()) return pop_any();
        if (!ready_.empty()) return ready_.pop();
        if (!fresh_.empty()) return fresh_.pop();
        return back_.empty() ? nullptr : back_.pop();
    }
    // Nothing is allocated while threads run: ThreadSanitizer would hold it against them.
    void reserve(std::size_t threads) {
        for (Fifo* fifo : {&ready_, &fresh_, &back_}) fifo->reserve(threads);
        bag_.reserve(threads);
    }
    void clear() {
        ready_.clear();
        fresh_.clear();
        back_.clear();
        bag_.clear();
    }

 private:
    Thread* pop_any() {
        std::swap(bag_[permuting->below(bag_.size())], bag_.back());
        Thread* thread = bag_.back();
        bag_.pop_back();
        return thread;
    }

    Fifo ready_, fresh_, back_;
    std::vector<Thread*> bag_;
};

}  // namespace emulation
