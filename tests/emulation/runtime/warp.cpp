// Votes, shuffles, matches and reductions of a warp: every live lane of the mask calls the same
// function with the same mask, the last one to arrive computes the results of all.
#include "meetings.h"
#include "preemption.h"
#include "sanitizers.h"
#include "scheduler.h"

namespace emulation {
namespace {

constexpr int warp_size = 32;

template <class Visit>
void for_each_lane(unsigned lanes, Visit visit) {
    for (; lanes; lanes &= lanes - 1) visit(__builtin_ctz(lanes));
}

bool is_shuffle(WarpOp op) {
    return op >= WarpOp::shuffle_index && op <= WarpOp::shuffle_xor;
}

// Of two values, by the rule of a vote or reduction.
Bits combine(WarpOp op, Bits a, Bits b) {
    switch (op) {
        case WarpOp::ballot: return a | b;
        case WarpOp::add: return static_cast<unsigned>(a + b);
        case WarpOp::min_unsigned: return a < b ? a : b;
        case WarpOp::max_unsigned: return a < b ? b : a;
        case WarpOp::min_signed: return static_cast<int>(a) < static_cast<int>(b) ? a : b;
        case WarpOp::max_signed: return static_cast<int>(a) < static_cast<int>(b) ? b : a;
        default: return 0;
    }
}

void reduce(Warp& warp, WarpOp op, unsigned lanes) {
    Bits total = 0;
    bool first = true;
    for_each_lane(lanes, [&](int lane) {
        Bits value = warp.lanes[lane].call->value;
        if (op == WarpOp::ballot) value <<= lane;
        total = first ? value : combine(op, total, value);
        first = false;
    });
    for_each_lane(lanes, [&](int lane) { warp.lanes[lane].result = total; });
}

void match(Warp& warp, unsigned lanes) {
    for_each_lane(lanes, [&](int lane) {
        unsigned equal = 0;
        for_each_lane(lanes, [&](int other) {
            if (warp.lanes[other].call->value == warp.lanes[lane].call->value) equal |= 1u << other;
        });
        warp.lanes[lane].result = equal;
    });
}

// CUDA leaves the result undefined where the source does not take part: an error here.
void shuffle(Warp& warp, unsigned lanes) {
    for_each_lane(lanes, [&](int lane) {
        Thread& thread = warp.lanes[lane];
        if (!(lanes >> thread.call->source & 1)) {
            fail(thread, thread.call->site,
                 "%s: reads lane %d, which is not in the mask 0x%08x or has exited",
                 name_of(thread.call->op), thread.call->source, thread.call->mask);
        }
        thread.result = warp.lanes[thread.call->source].call->value;
    });
}

// Only __syncwarp orders memory; votes and shuffles exchange their values alone.
void* order_of(Warp& warp, unsigned lanes) {
    if (!tsan::on) return nullptr;
    void* order = tsan::new_order();
    for_each_lane(lanes, [&](int lane) { tsan::acquire(&warp.lanes[lane]); });
    tsan::release(order);
    return order;
}

void complete(Warp& warp, WarpOp op, unsigned lanes) {
    if (op == WarpOp::match) match(warp, lanes);
    else if (is_shuffle(op)) shuffle(warp, lanes);
    else reduce(warp, op, lanes);
    void* order = op == WarpOp::sync ? order_of(warp, lanes) : nullptr;
    warp.waiting &= ~lanes;
    for_each_lane(lanes, [&](int lane) {
        warp.lanes[lane].ordered_by = order;
        make_ready(&warp.lanes[lane]);
    });
    progressed();
}

// Whether all live lanes of the caller's mask wait in the same function; then it is computed.
void try_complete(Warp& warp, const WarpCall& call) {
    const unsigned needed = call.mask & warp.alive;
    if ((warp.waiting & needed) != needed) return;
    bool same = true;
    for_each_lane(needed, [&](int lane) {
        const WarpCall& other = *warp.lanes[lane].call;
        same &= other.op == call.op && other.mask == call.mask && other.width == call.width;
    });
    if (same) complete(warp, call.op, needed);
}

}  // namespace

void exit_warp(Thread* thread) {
    Warp& warp = *thread->warp;
    warp.alive &= ~(1u << thread->lane);
    for (unsigned lanes = warp.waiting; lanes; lanes &= lanes - 1) {
        const int lane = __builtin_ctz(lanes);
        if (warp.waiting >> lane & 1) try_complete(warp, *warp.lanes[lane].call);
    }
}

const char* name_of(WarpOp op) {
    static const char* const names[] = {
        "",
        "__syncwarp",
        "__ballot_sync (or any, all)",
        "__match_any_sync",
        "__shfl_sync",
        "__shfl_up_sync",
        "__shfl_down_sync",
        "__shfl_xor_sync",
        "__reduce_add_sync",
        "__reduce_min_sync",
        "__reduce_max_sync",
        "__reduce_min_sync",
        "__reduce_max_sync",
    };
    return names[static_cast<int>(op)];
}

}  // namespace emulation

extern "C" emulation::Bits emulation_warp(const emulation::WarpCall& call) {
    using namespace emulation;
    Thread* const me = current;
    if (!(call.mask >> me->lane & 1)) {
        fail(*me, call.site, "%s: the mask 0x%08x lacks the calling lane %d", name_of(call.op),
             call.mask, me->lane);
    }
    if (is_shuffle(call.op) && (call.width < 1 || 32 % call.width != 0)) {
        fail(*me, call.site, "%s: width %d", name_of(call.op), call.width);
    }
    me->call = &call;
    me->state = State::at_warp_call;
    me->warp->waiting |= 1u << me->lane;
    if (call.op == WarpOp::sync) tsan::release(me);
    try_complete(*me->warp, call);
    wait();
    return me->result;
}

extern "C" int emulation_lane() { return emulation::current->lane; }
