// Captured work, prepared once and run many times: launches, copies and fills, in order.
#include <cstring>
#include <vector>

#include "launch.h"

namespace emulation {
namespace {

struct Node {
    enum { launch, copy, fill } kind;
    // of a launch
    const Loaded* loaded;
    dim3 grid, block;
    Size dynamic_bytes;
    std::vector<long double> arguments;  // of bytes, aligned for any type
    // of a copy or a fill
    void* target;
    const void* source;
    int value;
    Size bytes;
};

char* bytes_of(Node& node) { return reinterpret_cast<char*>(node.arguments.data()); }

}  // namespace

struct Sequence {
    std::vector<Node> nodes;
};

}  // namespace emulation

using emulation::Node;
using emulation::Sequence;
using emulation::Size;

#pragma GCC visibility push(default)

extern "C" {

Sequence* emulation_new_sequence() { return new Sequence; }

void emulation_delete_sequence(Sequence* sequence) { delete sequence; }

// The scalars among the arguments are those of now, as in a captured graph.
void emulation_add_launch(Sequence* sequence, const emulation::Loaded* loaded, unsigned grid_x,
                          unsigned grid_y, unsigned grid_z, unsigned block_x, unsigned block_y,
                          unsigned block_z, Size dynamic_bytes, const char* packed, Size bytes) {
    Node node{};
    node.kind = Node::launch;
    node.loaded = loaded;
    node.grid = {grid_x, grid_y, grid_z};
    node.block = {block_x, block_y, block_z};
    node.dynamic_bytes = dynamic_bytes;
    node.arguments.resize(bytes / sizeof(long double) + 1);
    std::memcpy(emulation::bytes_of(node), packed, bytes);
    sequence->nodes.push_back(node);
}

void emulation_add_copy(Sequence* sequence, void* target, const void* source, Size bytes) {
    Node node{};
    node.kind = Node::copy;
    node.target = target;
    node.source = source;
    node.bytes = bytes;
    sequence->nodes.push_back(node);
}

void emulation_add_fill(Sequence* sequence, void* target, int value, Size bytes) {
    Node node{};
    node.kind = Node::fill;
    node.target = target;
    node.value = value;
    node.bytes = bytes;
    sequence->nodes.push_back(node);
}

const char* emulation_run_sequence(Sequence* sequence) {
    for (Node& node : sequence->nodes) {
        if (node.kind == Node::copy) std::memmove(node.target, node.source, node.bytes);
        if (node.kind == Node::fill) std::memset(node.target, node.value, node.bytes);
        if (node.kind != Node::launch) continue;
        const std::string& error = emulation::launch(*node.loaded, node.grid, node.block,
                                                     node.dynamic_bytes, bytes_of(node));
        if (!error.empty()) return error.c_str();
    }
    return nullptr;
}

}  // extern "C"

#pragma GCC visibility pop
