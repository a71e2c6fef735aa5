// RewardSTDP, arithmetic in f32.

typedef float real;
constexpr int PRE = 1, POST = 2;  // traces of a neuron
constexpr int LOCAL = 1;  // values of a synapse besides its weight
constexpr bool ON_PRE = true, EFFICACY = false;

__device__ __forceinline__ real abs_of(real x) { return fabsf(x); }

__device__ __forceinline__ void rule_decay_pre(float x, float a_plus, float a_minus, float baseline, float w_max, float w_min, float fading, float tonic, float phasic, float decay_x, float decay_y, float decay_reward, float& out0)
{
    const float after = x * decay_x;
    const float next_x = ((fabsf(after) <= 3.4028235e+38f) & (after >= 1e-30f)) ? after : 0.0f;
    out0 = next_x;
}

__device__ __forceinline__ void decay_pre_of(real* pre, const real* params)
{
    real out0;
    rule_decay_pre(pre[0], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], params[8], params[9], params[10], out0);
    pre[0] = out0;
}

__device__ __forceinline__ void rule_bump_pre(float x, float a_plus, float a_minus, float baseline, float w_max, float w_min, float fading, float tonic, float phasic, float decay_x, float decay_y, float decay_reward, float& out0)
{
    const float next_x = x + 1.0f;
    out0 = next_x;
}

__device__ __forceinline__ void bump_pre_of(real* pre, const real* params)
{
    real out0;
    rule_bump_pre(pre[0], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], params[8], params[9], params[10], out0);
    pre[0] = out0;
}

__device__ __forceinline__ void rule_decay_post(float y, float reward, float a_plus, float a_minus, float baseline, float w_max, float w_min, float fading, float tonic, float phasic, float decay_x, float decay_y, float decay_reward, float& out0, float& out1)
{
    const float after = y * decay_y;
    const float next_y = ((fabsf(after) <= 3.4028235e+38f) & (after >= 1e-30f)) ? after : 0.0f;
    const float value = reward * decay_reward;
    const float next_reward = ((fabsf(value) <= 3.4028235e+38f) & (fabsf(value) >= 1e-30f)) ? value : 0.0f;
    out0 = next_y;
    out1 = next_reward;
}

__device__ __forceinline__ void decay_post_of(real* post, const real* params)
{
    real out0, out1;
    rule_decay_post(post[0], post[1], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], params[8], params[9], params[10], out0, out1);
    post[0] = out0;
    post[1] = out1;
}

__device__ __forceinline__ void rule_bump_post(float y, float reward, float a_plus, float a_minus, float baseline, float w_max, float w_min, float fading, float tonic, float phasic, float decay_x, float decay_y, float decay_reward, float& out0, float& out1)
{
    const float next_y = y + 1.0f;
    out0 = next_y;
    out1 = reward;
}

__device__ __forceinline__ void bump_post_of(real* post, const real* params)
{
    real out0, out1;
    rule_bump_post(post[0], post[1], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], params[8], params[9], params[10], out0, out1);
    post[0] = out0;
    post[1] = out1;
}

__device__ __forceinline__ void rule_on_pre(float w, float c, float x, float y, float reward, float a_plus, float a_minus, float baseline, float w_max, float w_min, float fading, float tonic, float phasic, float decay_x, float decay_y, float decay_reward, float& out0, float& out1)
{
    const float c_1 = c - (a_minus * y);
    const float t = (w < w_min) ? w_min : w;
    const float w_1 = (w > w_max) ? w_max : t;
    const float c_2 = ((fabsf(c_1) <= 3.4028235e+38f) & (fabsf(c_1) >= 1e-30f)) ? c_1 : 0.0f;
    out0 = w_1;
    out1 = c_2;
}

__device__ __forceinline__ void on_pre_of(real& weight, real* local, const real* pre, const real* post, const real* params)
{
    real out0, out1;
    rule_on_pre(weight, local[0], pre[0], post[0], post[1], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], params[8], params[9], params[10], out0, out1);
    weight = out0;
    local[0] = out1;
}

__device__ __forceinline__ void rule_on_post(float w, float c, float x, float y, float reward, float a_plus, float a_minus, float baseline, float w_max, float w_min, float fading, float tonic, float phasic, float decay_x, float decay_y, float decay_reward, float& out0, float& out1)
{
    const float c_1 = c + (a_plus * x);
    const float t = (w < w_min) ? w_min : w;
    const float w_1 = (w > w_max) ? w_max : t;
    const float c_2 = ((fabsf(c_1) <= 3.4028235e+38f) & (fabsf(c_1) >= 1e-30f)) ? c_1 : 0.0f;
    out0 = w_1;
    out1 = c_2;
}

__device__ __forceinline__ void on_post_of(real& weight, real* local, const real* pre, const real* post, const real* params)
{
    real out0, out1;
    rule_on_post(weight, local[0], pre[0], post[0], post[1], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], params[8], params[9], params[10], out0, out1);
    weight = out0;
    local[0] = out1;
}

__device__ __forceinline__ void rule_sweep(float w, float c, float y, float reward, float a_plus, float a_minus, float baseline, float w_max, float w_min, float fading, float tonic, float phasic, float decay_x, float decay_y, float decay_reward, float& out0, float& out1)
{
    const float w_1 = w + (((baseline * tonic) + (reward * phasic)) * c);
    const float c_1 = c * fading;
    const float t = (w_1 < w_min) ? w_min : w_1;
    const float w_2 = (w_1 > w_max) ? w_max : t;
    const float c_2 = ((fabsf(c_1) <= 3.4028235e+38f) & (fabsf(c_1) >= 1e-30f)) ? c_1 : 0.0f;
    out0 = w_2;
    out1 = c_2;
}

__device__ __forceinline__ void sweep_of(real& weight, real* local, const real* post, const real* params)
{
    real out0, out1;
    rule_sweep(weight, local[0], post[0], post[1], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], params[8], params[9], params[10], out0, out1);
    weight = out0;
    local[0] = out1;
}

__device__ __forceinline__ real efficacy_of(real weight, const real* pre, const real* params) { return weight; }
