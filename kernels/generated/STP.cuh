// STP, arithmetic in f32.

typedef float real;
constexpr int PRE = 2, POST = 0;  // traces of a neuron
constexpr int LOCAL = 0;  // values of a synapse besides its weight
constexpr bool ON_PRE = false, EFFICACY = true;

__device__ __forceinline__ real abs_of(real x) { return fabsf(x); }

__device__ __forceinline__ void rule_decay_pre(float u, float spent, float U, float decay_u, float decay_spent, float& out0, float& out1)
{
    const float after = u * decay_u;
    const float next_u = ((fabsf(after) <= 3.4028235e+38f) & (after >= 1e-30f)) ? after : 0.0f;
    const float after_1 = spent * decay_spent;
    const float next_spent = ((fabsf(after_1) <= 3.4028235e+38f) & (after_1 >= 1e-30f)) ? after_1 : 0.0f;
    out0 = next_u;
    out1 = next_spent;
}

__device__ __forceinline__ void decay_pre_of(real* pre, const real* params)
{
    real out0, out1;
    rule_decay_pre(pre[0], pre[1], params[0], params[1], params[2], out0, out1);
    pre[0] = out0;
    pre[1] = out1;
}

__device__ __forceinline__ void rule_bump_pre(float u, float spent, float U, float decay_u, float decay_spent, float& out0, float& out1)
{
    const float value = u + (U * (1.0f - u));
    const float next_u = ((fabsf(value) <= 3.4028235e+38f) & (fabsf(value) >= 1e-30f)) ? value : 0.0f;
    const float value_1 = spent + ((u + (U * (1.0f - u))) * (1.0f - spent));
    const float next_spent = ((fabsf(value_1) <= 3.4028235e+38f) & (fabsf(value_1) >= 1e-30f)) ? value_1 : 0.0f;
    out0 = next_u;
    out1 = next_spent;
}

__device__ __forceinline__ void bump_pre_of(real* pre, const real* params)
{
    real out0, out1;
    rule_bump_pre(pre[0], pre[1], params[0], params[1], params[2], out0, out1);
    pre[0] = out0;
    pre[1] = out1;
}

__device__ __forceinline__ void decay_post_of(real* post, const real* params) {}

__device__ __forceinline__ void bump_post_of(real* post, const real* params) {}

__device__ __forceinline__ void on_pre_of(real& weight, real* local, const real* pre, const real* post, const real* params) {}

__device__ __forceinline__ void on_post_of(real& weight, real* local, const real* pre, const real* post, const real* params) {}

__device__ __forceinline__ void sweep_of(real& weight, real* local, const real* post, const real* params) {}

__device__ __forceinline__ void rule_efficacy(float w, float u, float spent, float U, float decay_u, float decay_spent, float& out0)
{
    const float delivered = w * ((u + (U * (1.0f - u))) * (1.0f - spent));
    const float t = fabsf(w);
    const float t_1 = (delivered < t) ? delivered : t;
    const float t_2 = -fabsf(w);
    out0 = (t_1 > t_2) ? t_1 : t_2;
}

__device__ __forceinline__ real efficacy_of(real weight, const real* pre, const real* params)
{
    real out0;
    rule_efficacy(weight, pre[0], pre[1], params[0], params[1], params[2], out0);
    weight = out0;
    return weight;
}
