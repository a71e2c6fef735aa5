// Readout[tanh](), arithmetic in f32.

typedef float real;
constexpr int WIDTH = 4;  // neurons of a thread
constexpr int BLOCKS = 8;  // of 128 threads, on a multiprocessor
constexpr int STATES = 1;
constexpr bool XI = false;  // a standard normal per neuron and step
constexpr bool UNIFORM = false;  // a random word
constexpr int ROUNDING = 0;  // random words for stochastic rounding

__device__ __forceinline__ void model_update(float r, float drive_I, float r_safe, float& out0, bool& out1, bool& out2)
{
    const float size = fabsf(drive_I);
    const float z = drive_I * drive_I;
    const float x = 2.0f * size;
    const float t = (x > (-104.0f)) ? x : (-104.0f);
    const float x_1 = (t < 89.0f) ? t : 89.0f;
    const float shifted = (x_1 * 1.442695f) + 1.2582912e+07f;
    const float n = shifted - 1.2582912e+07f;
    const float high = x_1 - (n * 0.69314575f);
    const float low = n * 1.4286068e-06f;
    const float r_1 = high - low;
    const int k = (int)(((unsigned int)bits_f32(shifted)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_2 = 1.0f + (r_1 + ((r_1 * r_1) * ((((((((((0.0001984127f * r_1) + 0.0013888889f) * r_1) + 0.008333334f) * r_1) + 0.041666668f) * r_1) + 0.16666667f) * r_1) + 0.5f)));
    const int half = k >> 1;
    const float first = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_1 = (x_2 * first) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k) - ((unsigned int)half)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float large = 1.0f - (2.0f / (((x == x) ? t_1 : x) + 1.0f));
    const float t_2 = -large;
    const float t_3 = (drive_I < 0.0f) ? t_2 : large;
    const float t_4 = drive_I - ((drive_I * z) * ((315.0f + (14.0f * z)) / ((((15.0f * z) + 420.0f) * z) + 945.0f)));
    const float y = (size > 0.55f) ? t_3 : t_4;
    const float next_r = (drive_I == 0.0f) ? drive_I : y;
    const bool spiked = false & (fabsf(next_r) <= 3.4028235e+38f);
    const bool bad_r = !(fabsf(next_r) <= 3.4028235e+38f);
    const float t_5 = (fabsf(next_r) < 1e-30f) ? 0.0f : next_r;
    const float r_2 = bad_r ? r_safe : t_5;
    out0 = r_2;
    out1 = spiked;
    out2 = bad_r;
}

struct Arrays {
    float* m_r;
};

struct Constants {
    real m_drive_I;
    real m_r_safe;
};

// The neurons of a thread, in registers.
struct Neurons {
    float m_r[WIDTH];

    __device__ __forceinline__ void load(const Arrays& arrays, int group)
    {
        take(arrays.m_r, group, m_r);
    }

    __device__ __forceinline__ void store(const Arrays& arrays, int group) const
    {
        put(arrays.m_r, group, m_r);
    }

    // Advance neuron j; `bad` gets a bit for every state that was not finite.
    template <class Noise>
    __device__ __forceinline__ bool step(int j, const Constants& constants, const Noise& noise, uint32& bad)
    {
        float next_r;
        bool next_spiked;
        bool next_bad_r;
        model_update(
            (float)m_r[j],
            (float)constants.m_drive_I,
            (float)constants.m_r_safe,
            next_r,
            next_spiked,
            next_bad_r);
        m_r[j] = next_r;
        bad = (uint32)next_bad_r << 0;
        return next_spiked;
    }
};
