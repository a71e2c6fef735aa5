// NoisyAdEx[euler](ge: Exponential[conductance], gi: Exponential[conductance]), arithmetic in f32.

typedef float real;
constexpr int WIDTH = 1;  // neurons of a thread
constexpr int BLOCKS = 7;  // of 128 threads, on a multiprocessor
constexpr int STATES = 4;
constexpr bool XI = true;  // a standard normal per neuron and step
constexpr bool UNIFORM = false;  // a random word
constexpr int ROUNDING = 0;  // random words for stochastic rounding

__device__ __forceinline__ void model_update(float v, float w, float ge, float gi, int ref, int acc_ge, int acc_gi, float xi, float scale_ge, float drive_ge, float scale_gi, float drive_gi, float drive_I, float reversal_ge, float reversal_gi, float g_L, float E_L, float V_T, float v_top, float a, float per_C, float sharpness, float upstroke, float rate_w, float noise, float dt, float ge_from_ge, float gi_from_gi, float v_peak, float v_reset, float b, float ref_steps, float v_safe, float w_safe, float ge_safe, float gi_safe, float& out0, float& out1, float& out2, float& out3, int& out4, bool& out5, bool& out6, bool& out7, bool& out8, bool& out9)
{
    const bool free = ref == 0;
    const float in_ge = (((float)acc_ge) * scale_ge) + drive_ge;
    const float ge_1 = ge + in_ge;
    const float in_gi = (((float)acc_gi) * scale_gi) + drive_gi;
    const float gi_1 = gi + in_gi;
    const float I = (drive_I + (ge_1 * (reversal_ge - v))) + (gi_1 * (reversal_gi - v));
    const float v_1 = (v < v_top) ? v : v_top;
    const float x = (v_1 - V_T) * sharpness;
    const float t = (x > (-104.0f)) ? x : (-104.0f);
    const float x_1 = (t < 89.0f) ? t : 89.0f;
    const float shifted = (x_1 * 1.442695f) + 1.2582912e+07f;
    const float n = shifted - 1.2582912e+07f;
    const float high = x_1 - (n * 0.69314575f);
    const float low = n * 1.4286068e-06f;
    const float r = high - low;
    const int k = (int)(((unsigned int)bits_f32(shifted)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_2 = 1.0f + (r + ((r * r) * ((((((((((0.0001984127f * r) + 0.0013888889f) * r) + 0.008333334f) * r) + 0.041666668f) * r) + 0.16666667f) * r) + 0.5f)));
    const int half = k >> 1;
    const float first = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_1 = (x_2 * first) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k) - ((unsigned int)half)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float spike = upstroke * ((x == x) ? t_1 : x);
    const float dv = (((spike - (g_L * (v_1 - E_L))) - w) + I) * per_C;
    const float dw = ((a * (v_1 - E_L)) - w) * rate_w;
    const float d_v = dv + (noise * xi);
    const float d_v_1 = free ? d_v : 0.0f;
    const float next_v = v + (dt * d_v_1);
    const float next_w = w + (dt * dw);
    const float next_ge = ge_from_ge * ge_1;
    const float next_gi = gi_from_gi * gi_1;
    const bool spiked = (((((next_v > v_peak) & free) & (fabsf(next_v) <= 3.4028235e+38f)) & (fabsf(next_w) <= 3.4028235e+38f)) & (fabsf(next_ge) <= 3.4028235e+38f)) & (fabsf(next_gi) <= 3.4028235e+38f);
    const float reset_w = next_w + b;
    const float v_2 = spiked ? v_reset : next_v;
    const float w_1 = spiked ? reset_w : next_w;
    const int t_2 = (int)(((unsigned int)ref) - ((unsigned int)1));
    const int t_3 = (int)ref_steps;
    const int t_4 = free ? 0 : t_2;
    const int ref_1 = spiked ? t_3 : t_4;
    const bool bad_v = !(fabsf(v_2) <= 3.4028235e+38f);
    const float t_5 = (fabsf(v_2) < 1e-30f) ? 0.0f : v_2;
    const float v_3 = bad_v ? v_safe : t_5;
    const bool bad_w = !(fabsf(w_1) <= 3.4028235e+38f);
    const float t_6 = (fabsf(w_1) < 1e-30f) ? 0.0f : w_1;
    const float w_2 = bad_w ? w_safe : t_6;
    const bool bad_ge = !(fabsf(next_ge) <= 3.4028235e+38f);
    const float t_7 = (fabsf(next_ge) < 1e-30f) ? 0.0f : next_ge;
    const float ge_2 = bad_ge ? ge_safe : t_7;
    const bool bad_gi = !(fabsf(next_gi) <= 3.4028235e+38f);
    const float t_8 = (fabsf(next_gi) < 1e-30f) ? 0.0f : next_gi;
    const float gi_2 = bad_gi ? gi_safe : t_8;
    out0 = v_3;
    out1 = w_2;
    out2 = ge_2;
    out3 = gi_2;
    out4 = ref_1;
    out5 = spiked;
    out6 = bad_v;
    out7 = bad_w;
    out8 = bad_ge;
    out9 = bad_gi;
}

struct Arrays {
    float* m_v;
    float* m_w;
    float* m_ge;
    float* m_gi;
    uint16* m_ref;
    int* m_acc_ge;
    int* m_acc_gi;
};

struct Constants {
    real m_scale_ge;
    real m_drive_ge;
    real m_scale_gi;
    real m_drive_gi;
    real m_drive_I;
    real m_reversal_ge;
    real m_reversal_gi;
    real m_g_L;
    real m_E_L;
    real m_V_T;
    real m_v_top;
    real m_a;
    real m_per_C;
    real m_sharpness;
    real m_upstroke;
    real m_rate_w;
    real m_noise;
    real m_dt;
    real m_ge_from_ge;
    real m_gi_from_gi;
    real m_v_peak;
    real m_v_reset;
    real m_b;
    real m_ref_steps;
    real m_v_safe;
    real m_w_safe;
    real m_ge_safe;
    real m_gi_safe;
};

// The neurons of a thread, in registers.
struct Neurons {
    float m_v[WIDTH];
    float m_w[WIDTH];
    float m_ge[WIDTH];
    float m_gi[WIDTH];
    uint16 m_ref[WIDTH];
    int m_acc_ge[WIDTH];
    int m_acc_gi[WIDTH];

    __device__ __forceinline__ void load(const Arrays& arrays, int group)
    {
        take(arrays.m_v, group, m_v);
        take(arrays.m_w, group, m_w);
        take(arrays.m_ge, group, m_ge);
        take(arrays.m_gi, group, m_gi);
        take(arrays.m_ref, group, m_ref);
        take(arrays.m_acc_ge, group, m_acc_ge);
        take(arrays.m_acc_gi, group, m_acc_gi);
    }

    __device__ __forceinline__ void store(const Arrays& arrays, int group) const
    {
        put(arrays.m_v, group, m_v);
        put(arrays.m_w, group, m_w);
        put(arrays.m_ge, group, m_ge);
        put(arrays.m_gi, group, m_gi);
        put(arrays.m_ref, group, m_ref);
        clear(arrays.m_acc_ge, group, m_acc_ge);
        clear(arrays.m_acc_gi, group, m_acc_gi);
    }

    // Advance neuron j; `bad` gets a bit for every state that was not finite.
    template <class Noise>
    __device__ __forceinline__ bool step(int j, const Constants& constants, const Noise& noise, uint32& bad)
    {
        float next_v;
        float next_w;
        float next_ge;
        float next_gi;
        int next_ref;
        bool next_spiked;
        bool next_bad_v;
        bool next_bad_w;
        bool next_bad_ge;
        bool next_bad_gi;
        model_update(
            (float)m_v[j],
            (float)m_w[j],
            (float)m_ge[j],
            (float)m_gi[j],
            (int)m_ref[j],
            (int)m_acc_ge[j],
            (int)m_acc_gi[j],
            (float)noise.xi[j],
            (float)constants.m_scale_ge,
            (float)constants.m_drive_ge,
            (float)constants.m_scale_gi,
            (float)constants.m_drive_gi,
            (float)constants.m_drive_I,
            (float)constants.m_reversal_ge,
            (float)constants.m_reversal_gi,
            (float)constants.m_g_L,
            (float)constants.m_E_L,
            (float)constants.m_V_T,
            (float)constants.m_v_top,
            (float)constants.m_a,
            (float)constants.m_per_C,
            (float)constants.m_sharpness,
            (float)constants.m_upstroke,
            (float)constants.m_rate_w,
            (float)constants.m_noise,
            (float)constants.m_dt,
            (float)constants.m_ge_from_ge,
            (float)constants.m_gi_from_gi,
            (float)constants.m_v_peak,
            (float)constants.m_v_reset,
            (float)constants.m_b,
            (float)constants.m_ref_steps,
            (float)constants.m_v_safe,
            (float)constants.m_w_safe,
            (float)constants.m_ge_safe,
            (float)constants.m_gi_safe,
            next_v,
            next_w,
            next_ge,
            next_gi,
            next_ref,
            next_spiked,
            next_bad_v,
            next_bad_w,
            next_bad_ge,
            next_bad_gi);
        m_v[j] = next_v;
        m_w[j] = next_w;
        m_ge[j] = next_ge;
        m_gi[j] = next_gi;
        m_ref[j] = next_ref;
        bad = (uint32)next_bad_v << 0 | (uint32)next_bad_w << 1 | (uint32)next_bad_ge << 2 | (uint32)next_bad_gi << 3;
        return next_spiked;
    }
};
