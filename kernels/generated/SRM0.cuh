// SRM0[exact](ge: Exponential, gi: Exponential), arithmetic in f32.

typedef float real;
constexpr int WIDTH = 1;  // neurons of a thread
constexpr int BLOCKS = 8;  // of 128 threads, on a multiprocessor
constexpr int STATES = 4;
constexpr bool XI = false;  // a standard normal per neuron and step
constexpr bool UNIFORM = false;  // a random word
constexpr int ROUNDING = 0;  // random words for stochastic rounding

__device__ __forceinline__ void model_update(float h, float eta, float ge, float gi, int ref, int acc_ge, int acc_gi, float scale_ge, float drive_ge, float scale_gi, float drive_gi, float drive_I, float h_from_h, float h_from_ge, float h_from_gi, float h_from_I, float h_from_rest, float eta_from_eta, float eta_from_rest, float ge_from_ge, float gi_from_gi, float u_rest, float theta, float eta_0, float ref_steps, float h_safe, float eta_safe, float ge_safe, float gi_safe, float& out0, float& out1, float& out2, float& out3, int& out4, bool& out5, bool& out6, bool& out7, bool& out8, bool& out9)
{
    const bool free = ref == 0;
    const float in_ge = (((float)acc_ge) * scale_ge) + drive_ge;
    const float ge_1 = ge + in_ge;
    const float in_gi = (((float)acc_gi) * scale_gi) + drive_gi;
    const float gi_1 = gi + in_gi;
    const float next_h = ((((h_from_h * h) + (h_from_ge * ge_1)) + (h_from_gi * gi_1)) + (h_from_I * drive_I)) + h_from_rest;
    const float next_eta = (eta_from_eta * eta) + eta_from_rest;
    const float next_ge = ge_from_ge * ge_1;
    const float next_gi = gi_from_gi * gi_1;
    const bool spiked = (((((((u_rest + next_h) + next_eta) > theta) & free) & (fabsf(next_h) <= 3.4028235e+38f)) & (fabsf(next_eta) <= 3.4028235e+38f)) & (fabsf(next_ge) <= 3.4028235e+38f)) & (fabsf(next_gi) <= 3.4028235e+38f);
    const float reset_eta = -eta_0;
    const float h_1 = spiked ? next_h : next_h;
    const float eta_1 = spiked ? reset_eta : next_eta;
    const int t = (int)(((unsigned int)ref) - ((unsigned int)1));
    const int t_1 = (int)ref_steps;
    const int t_2 = free ? 0 : t;
    const int ref_1 = spiked ? t_1 : t_2;
    const bool bad_h = !(fabsf(h_1) <= 3.4028235e+38f);
    const float t_3 = (fabsf(h_1) < 1e-30f) ? 0.0f : h_1;
    const float h_2 = bad_h ? h_safe : t_3;
    const bool bad_eta = !(fabsf(eta_1) <= 3.4028235e+38f);
    const float t_4 = (fabsf(eta_1) < 1e-30f) ? 0.0f : eta_1;
    const float eta_2 = bad_eta ? eta_safe : t_4;
    const bool bad_ge = !(fabsf(next_ge) <= 3.4028235e+38f);
    const float t_5 = (fabsf(next_ge) < 1e-30f) ? 0.0f : next_ge;
    const float ge_2 = bad_ge ? ge_safe : t_5;
    const bool bad_gi = !(fabsf(next_gi) <= 3.4028235e+38f);
    const float t_6 = (fabsf(next_gi) < 1e-30f) ? 0.0f : next_gi;
    const float gi_2 = bad_gi ? gi_safe : t_6;
    out0 = h_2;
    out1 = eta_2;
    out2 = ge_2;
    out3 = gi_2;
    out4 = ref_1;
    out5 = spiked;
    out6 = bad_h;
    out7 = bad_eta;
    out8 = bad_ge;
    out9 = bad_gi;
}

struct Arrays {
    float* m_h;
    float* m_eta;
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
    real m_h_from_h;
    real m_h_from_ge;
    real m_h_from_gi;
    real m_h_from_I;
    real m_h_from_rest;
    real m_eta_from_eta;
    real m_eta_from_rest;
    real m_ge_from_ge;
    real m_gi_from_gi;
    real m_u_rest;
    real m_theta;
    real m_eta_0;
    real m_ref_steps;
    real m_h_safe;
    real m_eta_safe;
    real m_ge_safe;
    real m_gi_safe;
};

// The neurons of a thread, in registers.
struct Neurons {
    float m_h[WIDTH];
    float m_eta[WIDTH];
    float m_ge[WIDTH];
    float m_gi[WIDTH];
    uint16 m_ref[WIDTH];
    int m_acc_ge[WIDTH];
    int m_acc_gi[WIDTH];

    __device__ __forceinline__ void load(const Arrays& arrays, int group)
    {
        take(arrays.m_h, group, m_h);
        take(arrays.m_eta, group, m_eta);
        take(arrays.m_ge, group, m_ge);
        take(arrays.m_gi, group, m_gi);
        take(arrays.m_ref, group, m_ref);
        take(arrays.m_acc_ge, group, m_acc_ge);
        take(arrays.m_acc_gi, group, m_acc_gi);
    }

    __device__ __forceinline__ void store(const Arrays& arrays, int group) const
    {
        put(arrays.m_h, group, m_h);
        put(arrays.m_eta, group, m_eta);
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
        float next_h;
        float next_eta;
        float next_ge;
        float next_gi;
        int next_ref;
        bool next_spiked;
        bool next_bad_h;
        bool next_bad_eta;
        bool next_bad_ge;
        bool next_bad_gi;
        model_update(
            (float)m_h[j],
            (float)m_eta[j],
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
            (float)constants.m_h_from_h,
            (float)constants.m_h_from_ge,
            (float)constants.m_h_from_gi,
            (float)constants.m_h_from_I,
            (float)constants.m_h_from_rest,
            (float)constants.m_eta_from_eta,
            (float)constants.m_eta_from_rest,
            (float)constants.m_ge_from_ge,
            (float)constants.m_gi_from_gi,
            (float)constants.m_u_rest,
            (float)constants.m_theta,
            (float)constants.m_eta_0,
            (float)constants.m_ref_steps,
            (float)constants.m_h_safe,
            (float)constants.m_eta_safe,
            (float)constants.m_ge_safe,
            (float)constants.m_gi_safe,
            next_h,
            next_eta,
            next_ge,
            next_gi,
            next_ref,
            next_spiked,
            next_bad_h,
            next_bad_eta,
            next_bad_ge,
            next_bad_gi);
        m_h[j] = next_h;
        m_eta[j] = next_eta;
        m_ge[j] = next_ge;
        m_gi[j] = next_gi;
        m_ref[j] = next_ref;
        bad = (uint32)next_bad_h << 0 | (uint32)next_bad_eta << 1 | (uint32)next_bad_ge << 2 | (uint32)next_bad_gi << 3;
        return next_spiked;
    }
};
