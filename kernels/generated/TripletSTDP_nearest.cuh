// TripletSTDP(nearest), arithmetic in f32.

typedef float real;
constexpr int PRE = 2, POST = 2;  // traces of a neuron
constexpr int LOCAL = 0;  // values of a synapse besides its weight
constexpr bool ON_PRE = true, EFFICACY = false;

__device__ __forceinline__ real abs_of(real x) { return fabsf(x); }

__device__ __forceinline__ void rule_decay_pre(float r1, float r2, float a2_plus, float a3_plus, float a2_minus, float a3_minus, float w_max, float w_min, float decay_r1, float decay_r2, float decay_o1, float decay_o2, float& out0, float& out1)
{
    const float after = r1 * decay_r1;
    const float next_r1 = ((fabsf(after) <= 3.4028235e+38f) & (after >= 1e-30f)) ? after : 0.0f;
    const float after_1 = r2 * decay_r2;
    const float next_r2 = ((fabsf(after_1) <= 3.4028235e+38f) & (after_1 >= 1e-30f)) ? after_1 : 0.0f;
    out0 = next_r1;
    out1 = next_r2;
}

__device__ __forceinline__ void decay_pre_of(real* pre, const real* params)
{
    real out0, out1;
    rule_decay_pre(pre[0], pre[1], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], params[8], params[9], out0, out1);
    pre[0] = out0;
    pre[1] = out1;
}

__device__ __forceinline__ void rule_bump_pre(float r1, float r2, float a2_plus, float a3_plus, float a2_minus, float a3_minus, float w_max, float w_min, float decay_r1, float decay_r2, float decay_o1, float decay_o2, float& out0, float& out1)
{
    const float next_r1 = 1.0f + (0.0f * r1);
    const float next_r2 = 1.0f + (0.0f * r2);
    out0 = next_r1;
    out1 = next_r2;
}

__device__ __forceinline__ void bump_pre_of(real* pre, const real* params)
{
    real out0, out1;
    rule_bump_pre(pre[0], pre[1], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], params[8], params[9], out0, out1);
    pre[0] = out0;
    pre[1] = out1;
}

__device__ __forceinline__ void rule_decay_post(float o1, float o2, float a2_plus, float a3_plus, float a2_minus, float a3_minus, float w_max, float w_min, float decay_r1, float decay_r2, float decay_o1, float decay_o2, float& out0, float& out1)
{
    const float after = o1 * decay_o1;
    const float next_o1 = ((fabsf(after) <= 3.4028235e+38f) & (after >= 1e-30f)) ? after : 0.0f;
    const float after_1 = o2 * decay_o2;
    const float next_o2 = ((fabsf(after_1) <= 3.4028235e+38f) & (after_1 >= 1e-30f)) ? after_1 : 0.0f;
    out0 = next_o1;
    out1 = next_o2;
}

__device__ __forceinline__ void decay_post_of(real* post, const real* params)
{
    real out0, out1;
    rule_decay_post(post[0], post[1], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], params[8], params[9], out0, out1);
    post[0] = out0;
    post[1] = out1;
}

__device__ __forceinline__ void rule_bump_post(float o1, float o2, float a2_plus, float a3_plus, float a2_minus, float a3_minus, float w_max, float w_min, float decay_r1, float decay_r2, float decay_o1, float decay_o2, float& out0, float& out1)
{
    const float next_o1 = 1.0f + (0.0f * o1);
    const float next_o2 = 1.0f + (0.0f * o2);
    out0 = next_o1;
    out1 = next_o2;
}

__device__ __forceinline__ void bump_post_of(real* post, const real* params)
{
    real out0, out1;
    rule_bump_post(post[0], post[1], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], params[8], params[9], out0, out1);
    post[0] = out0;
    post[1] = out1;
}

__device__ __forceinline__ void rule_on_pre(float w, float r1, float r2, float o1, float o2, float a2_plus, float a3_plus, float a2_minus, float a3_minus, float w_max, float w_min, float decay_r1, float decay_r2, float decay_o1, float decay_o2, float& out0)
{
    const float w_1 = w - (o1 * (a2_minus + (a3_minus * r2)));
    const float t = (w_1 < w_min) ? w_min : w_1;
    const float w_2 = (w_1 > w_max) ? w_max : t;
    out0 = w_2;
}

__device__ __forceinline__ void on_pre_of(real& weight, real* local, const real* pre, const real* post, const real* params)
{
    real out0;
    rule_on_pre(weight, pre[0], pre[1], post[0], post[1], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], params[8], params[9], out0);
    weight = out0;
}

__device__ __forceinline__ void rule_on_post(float w, float r1, float r2, float o1, float o2, float a2_plus, float a3_plus, float a2_minus, float a3_minus, float w_max, float w_min, float decay_r1, float decay_r2, float decay_o1, float decay_o2, float& out0)
{
    const float w_1 = w + (r1 * (a2_plus + (a3_plus * o2)));
    const float t = (w_1 < w_min) ? w_min : w_1;
    const float w_2 = (w_1 > w_max) ? w_max : t;
    out0 = w_2;
}

__device__ __forceinline__ void on_post_of(real& weight, real* local, const real* pre, const real* post, const real* params)
{
    real out0;
    rule_on_post(weight, pre[0], pre[1], post[0], post[1], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], params[8], params[9], out0);
    weight = out0;
}

__device__ __forceinline__ void sweep_of(real& weight, real* local, const real* post, const real* params) {}

__device__ __forceinline__ real efficacy_of(real weight, const real* pre, const real* params) { return weight; }
