// GLIF2[exact](ge: Exponential, gi: Exponential), arithmetic in f32.

typedef float real;
constexpr int WIDTH = 1;  // neurons of a thread
constexpr int BLOCKS = 8;  // of 128 threads, on a multiprocessor
constexpr int STATES = 4;
constexpr bool XI = false;  // a standard normal per neuron and step
constexpr bool UNIFORM = false;  // a random word
constexpr int ROUNDING = 0;  // random words for stochastic rounding

__device__ __forceinline__ void model_update(float v, float theta_s, float ge, float gi, int ref, int acc_ge, int acc_gi, float scale_ge, float drive_ge, float scale_gi, float drive_gi, float drive_I, float v_from_v, float v_centre, float v_from_ge, float v_from_gi, float v_from_I, float v_from_rest, float theta_s_from_theta_s, float theta_s_from_rest, float ge_from_ge, float gi_from_gi, float theta_inf, float E_L, float f_v, float delta_v, float kept_s, float delta_theta_s, float ref_steps, float v_safe, float theta_s_safe, float ge_safe, float gi_safe, float& out0, float& out1, float& out2, float& out3, int& out4, bool& out5, bool& out6, bool& out7, bool& out8, bool& out9)
{
    const bool free = ref == 0;
    const float in_ge = (((float)acc_ge) * scale_ge) + drive_ge;
    const float ge_1 = ge + in_ge;
    const float in_gi = (((float)acc_gi) * scale_gi) + drive_gi;
    const float gi_1 = gi + in_gi;
    const float next_v = v + (((((v_from_v * (v - v_centre)) + (v_from_ge * ge_1)) + (v_from_gi * gi_1)) + (v_from_I * drive_I)) + v_from_rest);
    const float next_theta_s = (theta_s_from_theta_s * theta_s) + theta_s_from_rest;
    const float next_ge = ge_from_ge * ge_1;
    const float next_gi = gi_from_gi * gi_1;
    const float v_1 = free ? next_v : v;
    const float theta_s_1 = free ? next_theta_s : theta_s;
    const bool spiked = (((((v_1 > (theta_inf + theta_s_1)) & free) & (fabsf(v_1) <= 3.4028235e+38f)) & (fabsf(theta_s_1) <= 3.4028235e+38f)) & (fabsf(next_ge) <= 3.4028235e+38f)) & (fabsf(next_gi) <= 3.4028235e+38f);
    const float reset_v = (E_L - delta_v) + (f_v * (v_1 - E_L));
    const float reset_theta_s = (kept_s * theta_s_1) + delta_theta_s;
    const float v_2 = spiked ? reset_v : v_1;
    const float theta_s_2 = spiked ? reset_theta_s : theta_s_1;
    const int t = (int)(((unsigned int)ref) - ((unsigned int)1));
    const int t_1 = (int)ref_steps;
    const int t_2 = free ? 0 : t;
    const int ref_1 = spiked ? t_1 : t_2;
    const bool bad_v = !(fabsf(v_2) <= 3.4028235e+38f);
    const float t_3 = (fabsf(v_2) < 1e-30f) ? 0.0f : v_2;
    const float v_3 = bad_v ? v_safe : t_3;
    const bool bad_theta_s = !(fabsf(theta_s_2) <= 3.4028235e+38f);
    const float t_4 = (fabsf(theta_s_2) < 1e-30f) ? 0.0f : theta_s_2;
    const float theta_s_3 = bad_theta_s ? theta_s_safe : t_4;
    const bool bad_ge = !(fabsf(next_ge) <= 3.4028235e+38f);
    const float t_5 = (fabsf(next_ge) < 1e-30f) ? 0.0f : next_ge;
    const float ge_2 = bad_ge ? ge_safe : t_5;
    const bool bad_gi = !(fabsf(next_gi) <= 3.4028235e+38f);
    const float t_6 = (fabsf(next_gi) < 1e-30f) ? 0.0f : next_gi;
    const float gi_2 = bad_gi ? gi_safe : t_6;
    out0 = v_3;
    out1 = theta_s_3;
    out2 = ge_2;
    out3 = gi_2;
    out4 = ref_1;
    out5 = spiked;
    out6 = bad_v;
    out7 = bad_theta_s;
    out8 = bad_ge;
    out9 = bad_gi;
}

struct Arrays {
    float* m_v;
    float* m_theta_s;
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
    real m_v_from_v;
    real m_v_centre;
    real m_v_from_ge;
    real m_v_from_gi;
    real m_v_from_I;
    real m_v_from_rest;
    real m_theta_s_from_theta_s;
    real m_theta_s_from_rest;
    real m_ge_from_ge;
    real m_gi_from_gi;
    real m_theta_inf;
    real m_E_L;
    real m_f_v;
    real m_delta_v;
    real m_kept_s;
    real m_delta_theta_s;
    real m_ref_steps;
    real m_v_safe;
    real m_theta_s_safe;
    real m_ge_safe;
    real m_gi_safe;
};

// The neurons of a thread, in registers.
struct Neurons {
    float m_v[WIDTH];
    float m_theta_s[WIDTH];
    float m_ge[WIDTH];
    float m_gi[WIDTH];
    uint16 m_ref[WIDTH];
    int m_acc_ge[WIDTH];
    int m_acc_gi[WIDTH];

    __device__ __forceinline__ void load(const Arrays& arrays, int group)
    {
        take(arrays.m_v, group, m_v);
        take(arrays.m_theta_s, group, m_theta_s);
        take(arrays.m_ge, group, m_ge);
        take(arrays.m_gi, group, m_gi);
        take(arrays.m_ref, group, m_ref);
        take(arrays.m_acc_ge, group, m_acc_ge);
        take(arrays.m_acc_gi, group, m_acc_gi);
    }

    __device__ __forceinline__ void store(const Arrays& arrays, int group) const
    {
        put(arrays.m_v, group, m_v);
        put(arrays.m_theta_s, group, m_theta_s);
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
        float next_theta_s;
        float next_ge;
        float next_gi;
        int next_ref;
        bool next_spiked;
        bool next_bad_v;
        bool next_bad_theta_s;
        bool next_bad_ge;
        bool next_bad_gi;
        model_update(
            (float)m_v[j],
            (float)m_theta_s[j],
            (float)m_ge[j],
            (float)m_gi[j],
            (int)m_ref[j],
            (int)m_acc_ge[j],
            (int)m_acc_gi[j],
            (float)constants.m_scale_ge,
            (float)constants.m_drive_ge,
            (float)constants.m_scale_gi,
            (float)constants.m_drive_gi,
            (float)constants.m_drive_I,
            (float)constants.m_v_from_v,
            (float)constants.m_v_centre,
            (float)constants.m_v_from_ge,
            (float)constants.m_v_from_gi,
            (float)constants.m_v_from_I,
            (float)constants.m_v_from_rest,
            (float)constants.m_theta_s_from_theta_s,
            (float)constants.m_theta_s_from_rest,
            (float)constants.m_ge_from_ge,
            (float)constants.m_gi_from_gi,
            (float)constants.m_theta_inf,
            (float)constants.m_E_L,
            (float)constants.m_f_v,
            (float)constants.m_delta_v,
            (float)constants.m_kept_s,
            (float)constants.m_delta_theta_s,
            (float)constants.m_ref_steps,
            (float)constants.m_v_safe,
            (float)constants.m_theta_s_safe,
            (float)constants.m_ge_safe,
            (float)constants.m_gi_safe,
            next_v,
            next_theta_s,
            next_ge,
            next_gi,
            next_ref,
            next_spiked,
            next_bad_v,
            next_bad_theta_s,
            next_bad_ge,
            next_bad_gi);
        m_v[j] = next_v;
        m_theta_s[j] = next_theta_s;
        m_ge[j] = next_ge;
        m_gi[j] = next_gi;
        m_ref[j] = next_ref;
        bad = (uint32)next_bad_v << 0 | (uint32)next_bad_theta_s << 1 | (uint32)next_bad_ge << 2 | (uint32)next_bad_gi << 3;
        return next_spiked;
    }
};
