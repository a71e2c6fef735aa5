// __syncthreads and its voting forms.
#include <cstring>

#include "meetings.h"
#include "preemption.h"
#include "sanitizers.h"
#include "scheduler.h"

namespace emulation {
namespace {

bool same_site(Site a, Site b) {
    return a.line == b.line && (a.file == b.file || std::strcmp(a.file, b.file) == 0);
}

void arrive(const Thread& thread, int predicate, Site site) {
    Barrier& barrier = thread.block->barrier;
    if (barrier.arrived == 0) {
        barrier = {0, 0, site, tsan::new_order()};
    } else if (!same_site(barrier.site, site)) {
        fail(thread, site, "divergent __syncthreads: other threads of the block wait at %s:%d",
             barrier.site.file, barrier.site.line);
    }
    barrier.arrived++;
    barrier.votes += predicate != 0;
    tsan::release(barrier.order);
}

void release(Block& block) {
    for (Thread& thread : block.threads) {
        thread.result = block.barrier.votes;
        thread.ordered_by = block.barrier.order;
        make_ready(&thread);
    }
    block.barrier.arrived = 0;
    progressed();
}

}  // namespace

void exit_block(Thread* thread) {
    const Barrier& barrier = thread->block->barrier;
    if (barrier.arrived == 0) return;
    fail(*thread, barrier.site,
         "this thread has exited, others of its block wait here at __syncthreads");
}

}  // namespace emulation

extern "C" int emulation_barrier(int predicate, emulation::Site site) {
    using namespace emulation;
    Thread* const me = current;
    Block& block = *me->block;
    if (block.exited) {
        const uint3 index = block.exited->index;
        fail(*me, site, "__syncthreads after thread (%u,%u,%u) of the block has exited", index.x,
             index.y, index.z);
    }
    arrive(*me, predicate, site);
    me->state = State::at_barrier;
    if (block.barrier.arrived == block.threads.size()) release(block);
    wait();
    return me->result;
}
