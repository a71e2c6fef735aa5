// Synapses in rows, and the adding of their weights to the accumulators of the targets.

enum Form { CONSTANT, PACKED, WIDE_F32, WIDE_F64 };  // of program.Deliver; wide by type of weight

struct Projection {
    const int64* row_start;  // (rows + 1,)
    const uint32* seg;       // (rows, columns + 1), relative to row_start: a column per delay
    const uint32* synapse;   // targets, or words of target and weight
    const void* weight;      // where wide
    void* acc;
    double scale;            // fixed-point steps per unit of weight
    int64 constant;
    int source_lo;           // rows are neurons source_lo .. source_hi - 1
    int source_hi;
    int columns;
    int form;
    int target_bits;
    int shift;
    int acc_wide;            // whether accumulators are int64
};

__device__ __forceinline__ void add(const Projection& p, uint32 target, int64 fixed)
{
    if (p.acc_wide) atomicAdd((uint64*)p.acc + target, (uint64)fixed);
    else atomicAdd((int*)p.acc + target, (int)fixed);
}

// A weight in fixed point, half to even.
__device__ __forceinline__ int64 fixed_of(double weight, double scale)
{
    return (int64)rint(weight * scale);
}

// The synapses of `row` with the column's delay, of them the part that is chunk number `chunk`.
__device__ __forceinline__ void segment_of(
    const Projection& p, const Pair& pair, int row, int chunk, int64& begin, int64& end)
{
    const uint32* seg = p.seg + (int64)row * (p.columns + 1) + pair.column;
    const int64 start = p.row_start[row];
    begin = start + seg[0] + (int64)chunk * pair.chunk;
    end = min(start + seg[1], begin + pair.chunk);
}

// The fixed-point weight of synapse j, whose word is given.
__device__ __forceinline__ int64 weight_of(const Projection& p, uint32 word, int64 j)
{
    if (p.form == CONSTANT) return p.constant;
    if (p.form == PACKED) return (int64)((uint64)((int)word >> p.target_bits) << p.shift);
    if (p.form == WIDE_F32) return fixed_of(((const float*)p.weight)[j], p.scale);
    return fixed_of(((const double*)p.weight)[j], p.scale);
}

// The bits of a synapse's word that hold its target.
__device__ __forceinline__ uint32 target_mask(const Projection& p)
{
    return p.form == PACKED ? (1u << p.target_bits) - 1u : ~0u;
}
