#include "report.h"

#include <cstdio>
#include <map>

#include "meetings.h"
#include "scheduler.h"

namespace emulation {
namespace {

std::string at(Site site) {
    return site.file ? std::string(site.file) + ":" + std::to_string(site.line) : "";
}

std::string waiting_for(const Thread& thread) {
    if (thread.state == State::at_barrier) {
        return "__syncthreads at " + at(thread.block->barrier.site);
    }
    char mask[32];
    std::snprintf(mask, sizeof mask, " with mask 0x%08x at ", thread.call->mask);
    return name_of(thread.call->op) + (mask + at(thread.call->site));
}

bool waits(const Thread& thread) {
    return thread.state == State::at_barrier || thread.state == State::at_warp_call;
}

}  // namespace

std::string where(const Thread& thread, Site site) {
    const uint3 b = thread.block->index, t = thread.index;
    char text[300];
    std::snprintf(text, sizeof text, "kernel '%s', block (%u,%u,%u), thread (%u,%u,%u)%s%s: ",
                  running->kernel->name, b.x, b.y, b.z, t.x, t.y, t.z, site.file ? ", " : "",
                  at(site).c_str());
    return text;
}

std::string describe_deadlock(const Grid& grid) {
    std::map<std::string, int> places;
    const Thread* first = nullptr;
    for (const Block& block : grid.places()) {
        if (block.alive == 0) continue;
        for (const Thread& thread : block.threads) {
            if (!waits(thread)) continue;
            if (!first) first = &thread;
            places[waiting_for(thread)]++;
        }
    }
    std::string text = where(*first, {}) + "deadlock:";
    for (const auto& [place, count] : places) {
        text += " " + std::to_string(count) + " threads wait in " + place + ";";
    }
    text.pop_back();
    return text;
}

}  // namespace emulation
