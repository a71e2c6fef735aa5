// STDP(multiplicative, all), arithmetic in f32.

typedef float real;
constexpr int PRE = 1, POST = 1;  // traces of a neuron
constexpr int LOCAL = 0;  // values of a synapse besides its weight
constexpr bool ON_PRE = true, EFFICACY = false;

__device__ __forceinline__ real abs_of(real x) { return fabsf(x); }

__device__ __forceinline__ void rule_decay_pre(float x, float a_plus, float a_minus, float w_max, float w_min, float per_range, float decay_x, float decay_y, float& out0)
{
    const float after = x * decay_x;
    const float next_x = ((fabsf(after) <= 3.4028235e+38f) & (after >= 1e-30f)) ? after : 0.0f;
    out0 = next_x;
}

__device__ __forceinline__ void decay_pre_of(real* pre, const real* params)
{
    real out0;
    rule_decay_pre(pre[0], params[0], params[1], params[2], params[3], params[4], params[5], params[6], out0);
    pre[0] = out0;
}

__device__ __forceinline__ void rule_bump_pre(float x, float a_plus, float a_minus, float w_max, float w_min, float per_range, float decay_x, float decay_y, float& out0)
{
    const float next_x = x + 1.0f;
    out0 = next_x;
}

__device__ __forceinline__ void bump_pre_of(real* pre, const real* params)
{
    real out0;
    rule_bump_pre(pre[0], params[0], params[1], params[2], params[3], params[4], params[5], params[6], out0);
    pre[0] = out0;
}

__device__ __forceinline__ void rule_decay_post(float y, float a_plus, float a_minus, float w_max, float w_min, float per_range, float decay_x, float decay_y, float& out0)
{
    const float after = y * decay_y;
    const float next_y = ((fabsf(after) <= 3.4028235e+38f) & (after >= 1e-30f)) ? after : 0.0f;
    out0 = next_y;
}

__device__ __forceinline__ void decay_post_of(real* post, const real* params)
{
    real out0;
    rule_decay_post(post[0], params[0], params[1], params[2], params[3], params[4], params[5], params[6], out0);
    post[0] = out0;
}

__device__ __forceinline__ void rule_bump_post(float y, float a_plus, float a_minus, float w_max, float w_min, float per_range, float decay_x, float decay_y, float& out0)
{
    const float next_y = y + 1.0f;
    out0 = next_y;
}

__device__ __forceinline__ void bump_post_of(real* post, const real* params)
{
    real out0;
    rule_bump_post(post[0], params[0], params[1], params[2], params[3], params[4], params[5], params[6], out0);
    post[0] = out0;
}

__device__ __forceinline__ void rule_on_pre(float w, float x, float y, float a_plus, float a_minus, float w_max, float w_min, float per_range, float decay_x, float decay_y, float& out0)
{
    const float w_1 = w - ((a_minus * y) * ((w - w_min) * per_range));
    const float t = (w_1 < w_min) ? w_min : w_1;
    const float w_2 = (w_1 > w_max) ? w_max : t;
    out0 = w_2;
}

__device__ __forceinline__ void on_pre_of(real& weight, real* local, const real* pre, const real* post, const real* params)
{
    real out0;
    rule_on_pre(weight, pre[0], post[0], params[0], params[1], params[2], params[3], params[4], params[5], params[6], out0);
    weight = out0;
}

__device__ __forceinline__ void rule_on_post(float w, float x, float y, float a_plus, float a_minus, float w_max, float w_min, float per_range, float decay_x, float decay_y, float& out0)
{
    const float w_1 = w + ((a_plus * x) * ((w_max - w) * per_range));
    const float t = (w_1 < w_min) ? w_min : w_1;
    const float w_2 = (w_1 > w_max) ? w_max : t;
    out0 = w_2;
}

__device__ __forceinline__ void on_post_of(real& weight, real* local, const real* pre, const real* post, const real* params)
{
    real out0;
    rule_on_post(weight, pre[0], post[0], params[0], params[1], params[2], params[3], params[4], params[5], params[6], out0);
    weight = out0;
}

__device__ __forceinline__ void sweep_of(real& weight, real* local, const real* post, const real* params) {}

__device__ __forceinline__ real efficacy_of(real weight, const real* pre, const real* params) { return weight; }
