// EscapeLIF[exact](ge: Exponential, gi: Exponential), arithmetic in f32.

typedef float real;
constexpr int WIDTH = 1;  // neurons of a thread
constexpr int BLOCKS = 8;  // of 128 threads, on a multiprocessor
constexpr int STATES = 3;
constexpr bool XI = false;  // a standard normal per neuron and step
constexpr bool UNIFORM = true;  // a random word
constexpr int ROUNDING = 0;  // random words for stochastic rounding

__device__ __forceinline__ void model_update(float v, float ge, float gi, int ref, int acc_ge, int acc_gi, unsigned int word_u, float scale_ge, float drive_ge, float scale_gi, float drive_gi, float drive_I, float v_from_v, float v_centre, float v_from_ge, float v_from_gi, float v_from_I, float v_from_rest, float ge_from_ge, float gi_from_gi, float v_thresh, float sharpness, float hazard, float v_reset, float ref_steps, float v_safe, float ge_safe, float gi_safe, float& out0, float& out1, float& out2, int& out3, bool& out4, bool& out5, bool& out6, bool& out7)
{
    const bool free = ref == 0;
    const float in_ge = (((float)acc_ge) * scale_ge) + drive_ge;
    const float ge_1 = ge + in_ge;
    const float in_gi = (((float)acc_gi) * scale_gi) + drive_gi;
    const float gi_1 = gi + in_gi;
    const float next_v = v + (((((v_from_v * (v - v_centre)) + (v_from_ge * ge_1)) + (v_from_gi * gi_1)) + (v_from_I * drive_I)) + v_from_rest);
    const float next_ge = ge_from_ge * ge_1;
    const float next_gi = gi_from_gi * gi_1;
    const float v_1 = free ? next_v : v;
    const float t = ((float)((int)(word_u >> 1u))) * 4.656613e-10f;
    const float t_1 = (v_1 - v_thresh) * sharpness;
    const float x = (t_1 < 50.0f) ? t_1 : 50.0f;
    const float t_2 = (x > (-104.0f)) ? x : (-104.0f);
    const float x_1 = (t_2 < 89.0f) ? t_2 : 89.0f;
    const float shifted = (x_1 * 1.442695f) + 1.2582912e+07f;
    const float n = shifted - 1.2582912e+07f;
    const float high = x_1 - (n * 0.69314575f);
    const float low = n * 1.4286068e-06f;
    const float r = high - low;
    const int k = (int)(((unsigned int)bits_f32(shifted)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_2 = 1.0f + (r + ((r * r) * ((((((((((0.0001984127f * r) + 0.0013888889f) * r) + 0.008333334f) * r) + 0.041666668f) * r) + 0.16666667f) * r) + 0.5f)));
    const int half = k >> 1;
    const float first = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_3 = (x_2 * first) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k) - ((unsigned int)half)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_3 = (-hazard) * ((x == x) ? t_3 : x);
    const float t_4 = (x_3 > (-40.0f)) ? x_3 : (-40.0f);
    const float x_4 = (t_4 < 89.0f) ? t_4 : 89.0f;
    const float shifted_1 = (x_4 * 1.442695f) + 1.2582912e+07f;
    const float n_1 = shifted_1 - 1.2582912e+07f;
    const float high_1 = x_4 - (n_1 * 0.69314575f);
    const float low_1 = n_1 * 1.4286068e-06f;
    const float r_1 = high_1 - low_1;
    const int k_1 = (int)(((unsigned int)bits_f32(shifted_1)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float low_2 = (high_1 - r_1) - low_1;
    const int k_2 = (int)(((unsigned int)0) - ((unsigned int)k_1));
    const int half_1 = k_2 >> 1;
    const float first_1 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_1) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float lead = 1.0f - ((1.0f * first_1) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_2) - ((unsigned int)half_1)))) + ((unsigned int)127)))) << ((unsigned int)23)))));
    const float total = lead + r_1;
    const float x_5 = total + ((((lead - total) + r_1) + low_2) + ((r_1 * r_1) * ((((((((((0.0001984127f * r_1) + 0.0013888889f) * r_1) + 0.008333334f) * r_1) + 0.041666668f) * r_1) + 0.16666667f) * r_1) + 0.5f)));
    const int half_2 = k_1 >> 1;
    const float first_2 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_2) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float y = (x_5 * first_2) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_1) - ((unsigned int)half_2)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const bool spiked = ((((((t < 0.99999994f) ? t : 0.99999994f) < (-(((x_3 == x_3) & (x_3 != 0.0f)) ? y : x_3))) & free) & (fabsf(v_1) <= 3.4028235e+38f)) & (fabsf(next_ge) <= 3.4028235e+38f)) & (fabsf(next_gi) <= 3.4028235e+38f);
    const float v_2 = spiked ? v_reset : v_1;
    const int t_5 = (int)(((unsigned int)ref) - ((unsigned int)1));
    const int t_6 = (int)ref_steps;
    const int t_7 = free ? 0 : t_5;
    const int ref_1 = spiked ? t_6 : t_7;
    const bool bad_v = !(fabsf(v_2) <= 3.4028235e+38f);
    const float t_8 = (fabsf(v_2) < 1e-30f) ? 0.0f : v_2;
    const float v_3 = bad_v ? v_safe : t_8;
    const bool bad_ge = !(fabsf(next_ge) <= 3.4028235e+38f);
    const float t_9 = (fabsf(next_ge) < 1e-30f) ? 0.0f : next_ge;
    const float ge_2 = bad_ge ? ge_safe : t_9;
    const bool bad_gi = !(fabsf(next_gi) <= 3.4028235e+38f);
    const float t_10 = (fabsf(next_gi) < 1e-30f) ? 0.0f : next_gi;
    const float gi_2 = bad_gi ? gi_safe : t_10;
    out0 = v_3;
    out1 = ge_2;
    out2 = gi_2;
    out3 = ref_1;
    out4 = spiked;
    out5 = bad_v;
    out6 = bad_ge;
    out7 = bad_gi;
}

struct Arrays {
    float* m_v;
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
    real m_ge_from_ge;
    real m_gi_from_gi;
    real m_v_thresh;
    real m_sharpness;
    real m_hazard;
    real m_v_reset;
    real m_ref_steps;
    real m_v_safe;
    real m_ge_safe;
    real m_gi_safe;
};

// The neurons of a thread, in registers.
struct Neurons {
    float m_v[WIDTH];
    float m_ge[WIDTH];
    float m_gi[WIDTH];
    uint16 m_ref[WIDTH];
    int m_acc_ge[WIDTH];
    int m_acc_gi[WIDTH];

    __device__ __forceinline__ void load(const Arrays& arrays, int group)
    {
        take(arrays.m_v, group, m_v);
        take(arrays.m_ge, group, m_ge);
        take(arrays.m_gi, group, m_gi);
        take(arrays.m_ref, group, m_ref);
        take(arrays.m_acc_ge, group, m_acc_ge);
        take(arrays.m_acc_gi, group, m_acc_gi);
    }

    __device__ __forceinline__ void store(const Arrays& arrays, int group) const
    {
        put(arrays.m_v, group, m_v);
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
        float next_ge;
        float next_gi;
        int next_ref;
        bool next_spiked;
        bool next_bad_v;
        bool next_bad_ge;
        bool next_bad_gi;
        model_update(
            (float)m_v[j],
            (float)m_ge[j],
            (float)m_gi[j],
            (int)m_ref[j],
            (int)m_acc_ge[j],
            (int)m_acc_gi[j],
            (unsigned int)noise.uniform[j],
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
            (float)constants.m_ge_from_ge,
            (float)constants.m_gi_from_gi,
            (float)constants.m_v_thresh,
            (float)constants.m_sharpness,
            (float)constants.m_hazard,
            (float)constants.m_v_reset,
            (float)constants.m_ref_steps,
            (float)constants.m_v_safe,
            (float)constants.m_ge_safe,
            (float)constants.m_gi_safe,
            next_v,
            next_ge,
            next_gi,
            next_ref,
            next_spiked,
            next_bad_v,
            next_bad_ge,
            next_bad_gi);
        m_v[j] = next_v;
        m_ge[j] = next_ge;
        m_gi[j] = next_gi;
        m_ref[j] = next_ref;
        bad = (uint32)next_bad_v << 0 | (uint32)next_bad_ge << 1 | (uint32)next_bad_gi << 2;
        return next_spiked;
    }
};
