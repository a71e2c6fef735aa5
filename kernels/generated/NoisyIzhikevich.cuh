// NoisyIzhikevich[step](I_syn: Delta), arithmetic in f32.

typedef float real;
constexpr int WIDTH = 4;  // neurons of a thread
constexpr int BLOCKS = 7;  // of 128 threads, on a multiprocessor
constexpr int STATES = 2;
constexpr bool XI = true;  // a standard normal per neuron and step
constexpr bool UNIFORM = false;  // a random word
constexpr int ROUNDING = 0;  // random words for stochastic rounding

__device__ __forceinline__ void model_update(float v, float u, int acc_I_syn, float xi, float scale_I_syn, float drive_I_syn, float drive_I, float dt, float a, float b, float sigma, float c, float d, float v_safe, float u_safe, float& out0, float& out1, bool& out2, bool& out3, bool& out4)
{
    const float in_I_syn = (((float)acc_I_syn) * scale_I_syn) + drive_I_syn;
    const float I = drive_I + in_I_syn;
    const float I_1 = I + (sigma * xi);
    const float v_1 = v + ((0.5f * dt) * ((((((0.04f * v) * v) + (5.0f * v)) + 140.0f) - u) + I_1));
    const float v_2 = v_1 + ((0.5f * dt) * ((((((0.04f * v_1) * v_1) + (5.0f * v_1)) + 140.0f) - u) + I_1));
    const float next_u = u + ((dt * a) * ((b * v_2) - u));
    const bool spiked = ((v_2 > 30.0f) & (fabsf(v_2) <= 3.4028235e+38f)) & (fabsf(next_u) <= 3.4028235e+38f);
    const float reset_u = next_u + d;
    const float v_3 = spiked ? c : v_2;
    const float u_1 = spiked ? reset_u : next_u;
    const bool bad_v = !(fabsf(v_3) <= 3.4028235e+38f);
    const float t = (fabsf(v_3) < 1e-30f) ? 0.0f : v_3;
    const float v_4 = bad_v ? v_safe : t;
    const bool bad_u = !(fabsf(u_1) <= 3.4028235e+38f);
    const float t_1 = (fabsf(u_1) < 1e-30f) ? 0.0f : u_1;
    const float u_2 = bad_u ? u_safe : t_1;
    out0 = v_4;
    out1 = u_2;
    out2 = spiked;
    out3 = bad_v;
    out4 = bad_u;
}

struct Arrays {
    float* m_v;
    float* m_u;
    int* m_acc_I_syn;
};

struct Constants {
    real m_scale_I_syn;
    real m_drive_I_syn;
    real m_drive_I;
    real m_dt;
    real m_a;
    real m_b;
    real m_sigma;
    real m_c;
    real m_d;
    real m_v_safe;
    real m_u_safe;
};

// The neurons of a thread, in registers.
struct Neurons {
    float m_v[WIDTH];
    float m_u[WIDTH];
    int m_acc_I_syn[WIDTH];

    __device__ __forceinline__ void load(const Arrays& arrays, int group)
    {
        take(arrays.m_v, group, m_v);
        take(arrays.m_u, group, m_u);
        take(arrays.m_acc_I_syn, group, m_acc_I_syn);
    }

    __device__ __forceinline__ void store(const Arrays& arrays, int group) const
    {
        put(arrays.m_v, group, m_v);
        put(arrays.m_u, group, m_u);
        clear(arrays.m_acc_I_syn, group, m_acc_I_syn);
    }

    // Advance neuron j; `bad` gets a bit for every state that was not finite.
    template <class Noise>
    __device__ __forceinline__ bool step(int j, const Constants& constants, const Noise& noise, uint32& bad)
    {
        float next_v;
        float next_u;
        bool next_spiked;
        bool next_bad_v;
        bool next_bad_u;
        model_update(
            (float)m_v[j],
            (float)m_u[j],
            (int)m_acc_I_syn[j],
            (float)noise.xi[j],
            (float)constants.m_scale_I_syn,
            (float)constants.m_drive_I_syn,
            (float)constants.m_drive_I,
            (float)constants.m_dt,
            (float)constants.m_a,
            (float)constants.m_b,
            (float)constants.m_sigma,
            (float)constants.m_c,
            (float)constants.m_d,
            (float)constants.m_v_safe,
            (float)constants.m_u_safe,
            next_v,
            next_u,
            next_spiked,
            next_bad_v,
            next_bad_u);
        m_v[j] = next_v;
        m_u[j] = next_u;
        bad = (uint32)next_bad_v << 0 | (uint32)next_bad_u << 1;
        return next_spiked;
    }
};
