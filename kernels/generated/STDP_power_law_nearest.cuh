// STDP(power-law, nearest), arithmetic in f32.

typedef float real;
constexpr int PRE = 1, POST = 1;  // traces of a neuron
constexpr int LOCAL = 0;  // values of a synapse besides its weight
constexpr bool ON_PRE = true, EFFICACY = false;

__device__ __forceinline__ real abs_of(real x) { return fabsf(x); }

__device__ __forceinline__ void rule_decay_pre(float x, float a_plus, float a_minus, float w_max, float w_min, float mu, float per_range, float decay_x, float decay_y, float& out0)
{
    const float after = x * decay_x;
    const float next_x = ((fabsf(after) <= 3.4028235e+38f) & (after >= 1e-30f)) ? after : 0.0f;
    out0 = next_x;
}

__device__ __forceinline__ void decay_pre_of(real* pre, const real* params)
{
    real out0;
    rule_decay_pre(pre[0], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], out0);
    pre[0] = out0;
}

__device__ __forceinline__ void rule_bump_pre(float x, float a_plus, float a_minus, float w_max, float w_min, float mu, float per_range, float decay_x, float decay_y, float& out0)
{
    const float next_x = 1.0f + (0.0f * x);
    out0 = next_x;
}

__device__ __forceinline__ void bump_pre_of(real* pre, const real* params)
{
    real out0;
    rule_bump_pre(pre[0], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], out0);
    pre[0] = out0;
}

__device__ __forceinline__ void rule_decay_post(float y, float a_plus, float a_minus, float w_max, float w_min, float mu, float per_range, float decay_x, float decay_y, float& out0)
{
    const float after = y * decay_y;
    const float next_y = ((fabsf(after) <= 3.4028235e+38f) & (after >= 1e-30f)) ? after : 0.0f;
    out0 = next_y;
}

__device__ __forceinline__ void decay_post_of(real* post, const real* params)
{
    real out0;
    rule_decay_post(post[0], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], out0);
    post[0] = out0;
}

__device__ __forceinline__ void rule_bump_post(float y, float a_plus, float a_minus, float w_max, float w_min, float mu, float per_range, float decay_x, float decay_y, float& out0)
{
    const float next_y = 1.0f + (0.0f * y);
    out0 = next_y;
}

__device__ __forceinline__ void bump_post_of(real* post, const real* params)
{
    real out0;
    rule_bump_post(post[0], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], out0);
    post[0] = out0;
}

__device__ __forceinline__ void rule_on_pre(float w, float x, float y, float a_plus, float a_minus, float w_max, float w_min, float mu, float per_range, float decay_x, float decay_y, float& out0)
{
    const float w_1 = w - ((a_minus * y) * ((w - w_min) * per_range));
    const float t = (w_1 < w_min) ? w_min : w_1;
    const float w_2 = (w_1 > w_max) ? w_max : t;
    out0 = w_2;
}

__device__ __forceinline__ void on_pre_of(real& weight, real* local, const real* pre, const real* post, const real* params)
{
    real out0;
    rule_on_pre(weight, pre[0], post[0], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], out0);
    weight = out0;
}

__device__ __forceinline__ void rule_on_post(float w, float x, float y, float a_plus, float a_minus, float w_max, float w_min, float mu, float per_range, float decay_x, float decay_y, float& out0)
{
    const float u = (w - w_min) * per_range;
    const bool tiny = u < 1.1754944e-38f;
    const float t = u * 1.8014399e+16f;
    const float x_1 = tiny ? t : u;
    const int above = (int)(((unsigned int)bits_f32(x_1)) - ((unsigned int)1060439283));
    const float f = from_bits_f32(((int)(((unsigned int)(above & 8388607)) + ((unsigned int)1060439283)))) - 1.0f;
    const int k = above >> 23;
    const int t_1 = (int)(((unsigned int)k) - ((unsigned int)54));
    const int k_1 = tiny ? t_1 : k;
    const float n = (float)k_1;
    const float s = f / (2.0f + f);
    const float half = (0.5f * f) * f;
    const float z = s * s;
    const float rest = (s * (half + (z * ((((((0.22222222f * z) + 0.2857143f) * z) + 0.4f) * z) + 0.6666667f)))) + ((n * 1.4286068e-06f) + 0.0f);
    const float y_1 = ((rest - half) + f) + (n * 0.69314575f);
    const float t_2 = (u == 0.0f) ? from_bits_f32(-8388608) : from_bits_f32(2143289344);
    const float y_2 = (u > 0.0f) ? y_1 : t_2;
    const float x_2 = mu * ((u == from_bits_f32(2139095040)) ? u : y_2);
    const float t_3 = (x_2 > (-104.0f)) ? x_2 : (-104.0f);
    const float x_3 = (t_3 < 89.0f) ? t_3 : 89.0f;
    const float shifted = (x_3 * 1.442695f) + 1.2582912e+07f;
    const float n_1 = shifted - 1.2582912e+07f;
    const float high = x_3 - (n_1 * 0.69314575f);
    const float low = n_1 * 1.4286068e-06f;
    const float r = high - low;
    const int k_2 = (int)(((unsigned int)bits_f32(shifted)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_4 = 1.0f + (r + ((r * r) * ((((((((((0.0001984127f * r) + 0.0013888889f) * r) + 0.008333334f) * r) + 0.041666668f) * r) + 0.16666667f) * r) + 0.5f)));
    const int half_1 = k_2 >> 1;
    const float first = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_1) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_4 = (x_4 * first) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_2) - ((unsigned int)half_1)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_5 = (x_2 == x_2) ? t_4 : x_2;
    const float w_1 = w + ((a_plus * x) * ((u > 0.0f) ? t_5 : 0.0f));
    const float t_6 = (w_1 < w_min) ? w_min : w_1;
    const float w_2 = (w_1 > w_max) ? w_max : t_6;
    out0 = w_2;
}

__device__ __forceinline__ void on_post_of(real& weight, real* local, const real* pre, const real* post, const real* params)
{
    real out0;
    rule_on_post(weight, pre[0], post[0], params[0], params[1], params[2], params[3], params[4], params[5], params[6], params[7], out0);
    weight = out0;
}

__device__ __forceinline__ void sweep_of(real& weight, real* local, const real* post, const real* params) {}

__device__ __forceinline__ real efficacy_of(real weight, const real* pre, const real* params) { return weight; }
