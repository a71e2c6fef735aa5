// NoisyRate[tanh](), arithmetic in f32.

typedef float real;
constexpr int WIDTH = 4;  // neurons of a thread
constexpr int BLOCKS = 7;  // of 128 threads, on a multiprocessor
constexpr int STATES = 2;
constexpr bool XI = true;  // a standard normal per neuron and step
constexpr bool UNIFORM = false;  // a random word
constexpr int ROUNDING = 0;  // random words for stochastic rounding

__device__ __forceinline__ void model_update(float r, float x, float xi, float drive_I, float share, float kick, float r_safe, float x_safe, float& out0, float& out1, bool& out2, bool& out3, bool& out4)
{
    const float x_1 = (x + (share * (drive_I - x))) + (kick * xi);
    const float size = fabsf(x_1);
    const float z = x_1 * x_1;
    const float x_2 = 2.0f * size;
    const float t = (x_2 > (-104.0f)) ? x_2 : (-104.0f);
    const float x_3 = (t < 89.0f) ? t : 89.0f;
    const float shifted = (x_3 * 1.442695f) + 1.2582912e+07f;
    const float n = shifted - 1.2582912e+07f;
    const float high = x_3 - (n * 0.69314575f);
    const float low = n * 1.4286068e-06f;
    const float r_1 = high - low;
    const int k = (int)(((unsigned int)bits_f32(shifted)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_4 = 1.0f + (r_1 + ((r_1 * r_1) * ((((((((((0.0001984127f * r_1) + 0.0013888889f) * r_1) + 0.008333334f) * r_1) + 0.041666668f) * r_1) + 0.16666667f) * r_1) + 0.5f)));
    const int half = k >> 1;
    const float first = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_1 = (x_4 * first) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k) - ((unsigned int)half)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float large = 1.0f - (2.0f / (((x_2 == x_2) ? t_1 : x_2) + 1.0f));
    const float t_2 = -large;
    const float t_3 = (x_1 < 0.0f) ? t_2 : large;
    const float t_4 = x_1 - ((x_1 * z) * ((315.0f + (14.0f * z)) / ((((15.0f * z) + 420.0f) * z) + 945.0f)));
    const float y = (size > 0.55f) ? t_3 : t_4;
    const float next_r = (x_1 == 0.0f) ? x_1 : y;
    const bool spiked = (false & (fabsf(next_r) <= 3.4028235e+38f)) & (fabsf(x_1) <= 3.4028235e+38f);
    const bool bad_r = !(fabsf(next_r) <= 3.4028235e+38f);
    const float t_5 = (fabsf(next_r) < 1e-30f) ? 0.0f : next_r;
    const float r_2 = bad_r ? r_safe : t_5;
    const bool bad_x = !(fabsf(x_1) <= 3.4028235e+38f);
    const float t_6 = (fabsf(x_1) < 1e-30f) ? 0.0f : x_1;
    const float x_5 = bad_x ? x_safe : t_6;
    out0 = r_2;
    out1 = x_5;
    out2 = spiked;
    out3 = bad_r;
    out4 = bad_x;
}

struct Arrays {
    float* m_r;
    float* m_x;
};

struct Constants {
    real m_drive_I;
    real m_share;
    real m_kick;
    real m_r_safe;
    real m_x_safe;
};

// The neurons of a thread, in registers.
struct Neurons {
    float m_r[WIDTH];
    float m_x[WIDTH];

    __device__ __forceinline__ void load(const Arrays& arrays, int group)
    {
        take(arrays.m_r, group, m_r);
        take(arrays.m_x, group, m_x);
    }

    __device__ __forceinline__ void store(const Arrays& arrays, int group) const
    {
        put(arrays.m_r, group, m_r);
        put(arrays.m_x, group, m_x);
    }

    // Advance neuron j; `bad` gets a bit for every state that was not finite.
    template <class Noise>
    __device__ __forceinline__ bool step(int j, const Constants& constants, const Noise& noise, uint32& bad)
    {
        float next_r;
        float next_x;
        bool next_spiked;
        bool next_bad_r;
        bool next_bad_x;
        model_update(
            (float)m_r[j],
            (float)m_x[j],
            (float)noise.xi[j],
            (float)constants.m_drive_I,
            (float)constants.m_share,
            (float)constants.m_kick,
            (float)constants.m_r_safe,
            (float)constants.m_x_safe,
            next_r,
            next_x,
            next_spiked,
            next_bad_r,
            next_bad_x);
        m_r[j] = next_r;
        m_x[j] = next_x;
        bad = (uint32)next_bad_r << 0 | (uint32)next_bad_x << 1;
        return next_spiked;
    }
};
