// HodgkinHuxley[exponential_euler](ge: Exponential[conductance], gi: Exponential[conductance]), arithmetic in f32.

typedef float real;
constexpr int WIDTH = 1;  // neurons of a thread
constexpr int BLOCKS = 8;  // of 128 threads, on a multiprocessor
constexpr int STATES = 6;
constexpr bool XI = false;  // a standard normal per neuron and step
constexpr bool UNIFORM = false;  // a random word
constexpr int ROUNDING = 0;  // random words for stochastic rounding

__device__ __forceinline__ void model_update(float v, float m, float h, float n, float ge, float gi, int ref, int acc_ge, int acc_gi, float scale_ge, float drive_ge, float scale_gi, float drive_gi, float drive_I, float reversal_ge, float reversal_gi, float dt, float g_L, float g_Na, float g_K, float E_L, float E_Na, float E_K, float V_T, float per_C, float ge_from_ge, float gi_from_gi, float v_thresh, float ref_steps, float v_safe, float m_safe, float h_safe, float n_safe, float ge_safe, float gi_safe, float& out0, float& out1, float& out2, float& out3, float& out4, float& out5, int& out6, bool& out7, bool& out8, bool& out9, bool& out10, bool& out11, bool& out12, bool& out13)
{
    const bool free = ref == 0;
    const float in_ge = (((float)acc_ge) * scale_ge) + drive_ge;
    const float ge_1 = ge + in_ge;
    const float in_gi = (((float)acc_gi) * scale_gi) + drive_gi;
    const float gi_1 = gi + in_gi;
    const float I = (drive_I + (ge_1 * (reversal_ge - v))) + (gi_1 * (reversal_gi - v));
    const float u = v - V_T;
    const float x = (13.0f - u) / 4.0f;
    const float t = (x > (-40.0f)) ? x : (-40.0f);
    const float x_1 = (t < 89.0f) ? t : 89.0f;
    const float shifted = (x_1 * 1.442695f) + 1.2582912e+07f;
    const float n_1 = shifted - 1.2582912e+07f;
    const float high = x_1 - (n_1 * 0.69314575f);
    const float low = n_1 * 1.4286068e-06f;
    const float r = high - low;
    const int k = (int)(((unsigned int)bits_f32(shifted)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float low_1 = (high - r) - low;
    const int k_1 = (int)(((unsigned int)0) - ((unsigned int)k));
    const int half = k_1 >> 1;
    const float first = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float lead = 1.0f - ((1.0f * first) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_1) - ((unsigned int)half)))) + ((unsigned int)127)))) << ((unsigned int)23)))));
    const float total = lead + r;
    const float x_2 = total + ((((lead - total) + r) + low_1) + ((r * r) * ((((((((((0.0001984127f * r) + 0.0013888889f) * r) + 0.008333334f) * r) + 0.041666668f) * r) + 0.16666667f) * r) + 0.5f)));
    const int half_1 = k >> 1;
    const float first_1 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_1) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float y = (x_2 * first_1) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k) - ((unsigned int)half_1)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float e = ((x == x) & (x != 0.0f)) ? y : x;
    const float t_1 = x / e;
    const float t_2 = (e == from_bits_f32(2139095040)) ? 0.0f : t_1;
    const float x_3 = (u - 40.0f) / 5.0f;
    const float t_3 = (x_3 > (-40.0f)) ? x_3 : (-40.0f);
    const float x_4 = (t_3 < 89.0f) ? t_3 : 89.0f;
    const float shifted_1 = (x_4 * 1.442695f) + 1.2582912e+07f;
    const float n_2 = shifted_1 - 1.2582912e+07f;
    const float high_1 = x_4 - (n_2 * 0.69314575f);
    const float low_2 = n_2 * 1.4286068e-06f;
    const float r_1 = high_1 - low_2;
    const int k_2 = (int)(((unsigned int)bits_f32(shifted_1)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float low_3 = (high_1 - r_1) - low_2;
    const int k_3 = (int)(((unsigned int)0) - ((unsigned int)k_2));
    const int half_2 = k_3 >> 1;
    const float first_2 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_2) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float lead_1 = 1.0f - ((1.0f * first_2) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_3) - ((unsigned int)half_2)))) + ((unsigned int)127)))) << ((unsigned int)23)))));
    const float total_1 = lead_1 + r_1;
    const float x_5 = total_1 + ((((lead_1 - total_1) + r_1) + low_3) + ((r_1 * r_1) * ((((((((((0.0001984127f * r_1) + 0.0013888889f) * r_1) + 0.008333334f) * r_1) + 0.041666668f) * r_1) + 0.16666667f) * r_1) + 0.5f)));
    const int half_3 = k_2 >> 1;
    const float first_3 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_3) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float y_1 = (x_5 * first_3) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_2) - ((unsigned int)half_3)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float e_1 = ((x_3 == x_3) & (x_3 != 0.0f)) ? y_1 : x_3;
    const float t_4 = x_3 / e_1;
    const float t_5 = (e_1 == from_bits_f32(2139095040)) ? 0.0f : t_4;
    const float x_6 = (17.0f - u) / 18.0f;
    const float t_6 = (x_6 > (-104.0f)) ? x_6 : (-104.0f);
    const float x_7 = (t_6 < 89.0f) ? t_6 : 89.0f;
    const float shifted_2 = (x_7 * 1.442695f) + 1.2582912e+07f;
    const float n_3 = shifted_2 - 1.2582912e+07f;
    const float high_2 = x_7 - (n_3 * 0.69314575f);
    const float low_4 = n_3 * 1.4286068e-06f;
    const float r_2 = high_2 - low_4;
    const int k_4 = (int)(((unsigned int)bits_f32(shifted_2)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_8 = 1.0f + (r_2 + ((r_2 * r_2) * ((((((((((0.0001984127f * r_2) + 0.0013888889f) * r_2) + 0.008333334f) * r_2) + 0.041666668f) * r_2) + 0.16666667f) * r_2) + 0.5f)));
    const int half_4 = k_4 >> 1;
    const float first_4 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_4) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_7 = (x_8 * first_4) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_4) - ((unsigned int)half_4)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_9 = (40.0f - u) / 5.0f;
    const float t_8 = (x_9 > (-104.0f)) ? x_9 : (-104.0f);
    const float x_10 = (t_8 < 89.0f) ? t_8 : 89.0f;
    const float shifted_3 = (x_10 * 1.442695f) + 1.2582912e+07f;
    const float n_4 = shifted_3 - 1.2582912e+07f;
    const float high_3 = x_10 - (n_4 * 0.69314575f);
    const float low_5 = n_4 * 1.4286068e-06f;
    const float r_3 = high_3 - low_5;
    const int k_5 = (int)(((unsigned int)bits_f32(shifted_3)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_11 = 1.0f + (r_3 + ((r_3 * r_3) * ((((((((((0.0001984127f * r_3) + 0.0013888889f) * r_3) + 0.008333334f) * r_3) + 0.041666668f) * r_3) + 0.16666667f) * r_3) + 0.5f)));
    const int half_5 = k_5 >> 1;
    const float first_5 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_5) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_9 = (x_11 * first_5) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_5) - ((unsigned int)half_5)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_12 = (15.0f - u) / 5.0f;
    const float t_10 = (x_12 > (-40.0f)) ? x_12 : (-40.0f);
    const float x_13 = (t_10 < 89.0f) ? t_10 : 89.0f;
    const float shifted_4 = (x_13 * 1.442695f) + 1.2582912e+07f;
    const float n_5 = shifted_4 - 1.2582912e+07f;
    const float high_4 = x_13 - (n_5 * 0.69314575f);
    const float low_6 = n_5 * 1.4286068e-06f;
    const float r_4 = high_4 - low_6;
    const int k_6 = (int)(((unsigned int)bits_f32(shifted_4)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float low_7 = (high_4 - r_4) - low_6;
    const int k_7 = (int)(((unsigned int)0) - ((unsigned int)k_6));
    const int half_6 = k_7 >> 1;
    const float first_6 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_6) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float lead_2 = 1.0f - ((1.0f * first_6) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_7) - ((unsigned int)half_6)))) + ((unsigned int)127)))) << ((unsigned int)23)))));
    const float total_2 = lead_2 + r_4;
    const float x_14 = total_2 + ((((lead_2 - total_2) + r_4) + low_7) + ((r_4 * r_4) * ((((((((((0.0001984127f * r_4) + 0.0013888889f) * r_4) + 0.008333334f) * r_4) + 0.041666668f) * r_4) + 0.16666667f) * r_4) + 0.5f)));
    const int half_7 = k_6 >> 1;
    const float first_7 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_7) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float y_2 = (x_14 * first_7) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_6) - ((unsigned int)half_7)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float e_2 = ((x_12 == x_12) & (x_12 != 0.0f)) ? y_2 : x_12;
    const float t_11 = x_12 / e_2;
    const float t_12 = (e_2 == from_bits_f32(2139095040)) ? 0.0f : t_11;
    const float x_15 = (10.0f - u) / 40.0f;
    const float t_13 = (x_15 > (-104.0f)) ? x_15 : (-104.0f);
    const float x_16 = (t_13 < 89.0f) ? t_13 : 89.0f;
    const float shifted_5 = (x_16 * 1.442695f) + 1.2582912e+07f;
    const float n_6 = shifted_5 - 1.2582912e+07f;
    const float high_5 = x_16 - (n_6 * 0.69314575f);
    const float low_8 = n_6 * 1.4286068e-06f;
    const float r_5 = high_5 - low_8;
    const int k_8 = (int)(((unsigned int)bits_f32(shifted_5)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_17 = 1.0f + (r_5 + ((r_5 * r_5) * ((((((((((0.0001984127f * r_5) + 0.0013888889f) * r_5) + 0.008333334f) * r_5) + 0.041666668f) * r_5) + 0.16666667f) * r_5) + 0.5f)));
    const int half_8 = k_8 >> 1;
    const float first_8 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_8) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_14 = (x_17 * first_8) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_8) - ((unsigned int)half_8)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float open_m = 1.28f * ((x == 0.0f) ? 1.0f : t_2);
    const float close_m = 1.4f * ((x_3 == 0.0f) ? 1.0f : t_5);
    const float open_h = 0.128f * ((x_6 == x_6) ? t_7 : x_6);
    const float close_h = 4.0f / (1.0f + ((x_9 == x_9) ? t_9 : x_9));
    const float open_n = 0.16f * ((x_12 == 0.0f) ? 1.0f : t_12);
    const float close_n = 0.5f * ((x_15 == x_15) ? t_14 : x_15);
    const float sodium = (g_Na * ((m * m) * m)) * h;
    const float t_15 = n * n;
    const float potassium = g_K * (t_15 * t_15);
    const float total_3 = (g_L + sodium) + potassium;
    const float steady = ((((g_L * E_L) + (sodium * E_Na)) + (potassium * E_K)) + I) / total_3;
    const float x_18 = ((-dt) * total_3) * per_C;
    const float t_16 = (x_18 > (-104.0f)) ? x_18 : (-104.0f);
    const float x_19 = (t_16 < 89.0f) ? t_16 : 89.0f;
    const float shifted_6 = (x_19 * 1.442695f) + 1.2582912e+07f;
    const float n_7 = shifted_6 - 1.2582912e+07f;
    const float high_6 = x_19 - (n_7 * 0.69314575f);
    const float low_9 = n_7 * 1.4286068e-06f;
    const float r_6 = high_6 - low_9;
    const int k_9 = (int)(((unsigned int)bits_f32(shifted_6)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_20 = 1.0f + (r_6 + ((r_6 * r_6) * ((((((((((0.0001984127f * r_6) + 0.0013888889f) * r_6) + 0.008333334f) * r_6) + 0.041666668f) * r_6) + 0.16666667f) * r_6) + 0.5f)));
    const int half_9 = k_9 >> 1;
    const float first_9 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_9) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_17 = (x_20 * first_9) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_9) - ((unsigned int)half_9)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float total_4 = open_m + close_m;
    const float steady_1 = open_m / total_4;
    const float x_21 = (-dt) * total_4;
    const float t_18 = (x_21 > (-104.0f)) ? x_21 : (-104.0f);
    const float x_22 = (t_18 < 89.0f) ? t_18 : 89.0f;
    const float shifted_7 = (x_22 * 1.442695f) + 1.2582912e+07f;
    const float n_8 = shifted_7 - 1.2582912e+07f;
    const float high_7 = x_22 - (n_8 * 0.69314575f);
    const float low_10 = n_8 * 1.4286068e-06f;
    const float r_7 = high_7 - low_10;
    const int k_10 = (int)(((unsigned int)bits_f32(shifted_7)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_23 = 1.0f + (r_7 + ((r_7 * r_7) * ((((((((((0.0001984127f * r_7) + 0.0013888889f) * r_7) + 0.008333334f) * r_7) + 0.041666668f) * r_7) + 0.16666667f) * r_7) + 0.5f)));
    const int half_10 = k_10 >> 1;
    const float first_10 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_10) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_19 = (x_23 * first_10) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_10) - ((unsigned int)half_10)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float total_5 = open_h + close_h;
    const float steady_2 = open_h / total_5;
    const float x_24 = (-dt) * total_5;
    const float t_20 = (x_24 > (-104.0f)) ? x_24 : (-104.0f);
    const float x_25 = (t_20 < 89.0f) ? t_20 : 89.0f;
    const float shifted_8 = (x_25 * 1.442695f) + 1.2582912e+07f;
    const float n_9 = shifted_8 - 1.2582912e+07f;
    const float high_8 = x_25 - (n_9 * 0.69314575f);
    const float low_11 = n_9 * 1.4286068e-06f;
    const float r_8 = high_8 - low_11;
    const int k_11 = (int)(((unsigned int)bits_f32(shifted_8)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_26 = 1.0f + (r_8 + ((r_8 * r_8) * ((((((((((0.0001984127f * r_8) + 0.0013888889f) * r_8) + 0.008333334f) * r_8) + 0.041666668f) * r_8) + 0.16666667f) * r_8) + 0.5f)));
    const int half_11 = k_11 >> 1;
    const float first_11 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_11) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_21 = (x_26 * first_11) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_11) - ((unsigned int)half_11)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float total_6 = open_n + close_n;
    const float steady_3 = open_n / total_6;
    const float x_27 = (-dt) * total_6;
    const float t_22 = (x_27 > (-104.0f)) ? x_27 : (-104.0f);
    const float x_28 = (t_22 < 89.0f) ? t_22 : 89.0f;
    const float shifted_9 = (x_28 * 1.442695f) + 1.2582912e+07f;
    const float n_10 = shifted_9 - 1.2582912e+07f;
    const float high_9 = x_28 - (n_10 * 0.69314575f);
    const float low_12 = n_10 * 1.4286068e-06f;
    const float r_9 = high_9 - low_12;
    const int k_12 = (int)(((unsigned int)bits_f32(shifted_9)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_29 = 1.0f + (r_9 + ((r_9 * r_9) * ((((((((((0.0001984127f * r_9) + 0.0013888889f) * r_9) + 0.008333334f) * r_9) + 0.041666668f) * r_9) + 0.16666667f) * r_9) + 0.5f)));
    const int half_12 = k_12 >> 1;
    const float first_12 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_12) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_23 = (x_29 * first_12) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_12) - ((unsigned int)half_12)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float next_v = steady + ((v - steady) * ((x_18 == x_18) ? t_17 : x_18));
    const float next_m = steady_1 + ((m - steady_1) * ((x_21 == x_21) ? t_19 : x_21));
    const float next_h = steady_2 + ((h - steady_2) * ((x_24 == x_24) ? t_21 : x_24));
    const float next_n = steady_3 + ((n - steady_3) * ((x_27 == x_27) ? t_23 : x_27));
    const float next_ge = ge_from_ge * ge_1;
    const float next_gi = gi_from_gi * gi_1;
    const bool spiked = (((((((next_v > v_thresh) & free) & (fabsf(next_v) <= 3.4028235e+38f)) & (fabsf(next_m) <= 3.4028235e+38f)) & (fabsf(next_h) <= 3.4028235e+38f)) & (fabsf(next_n) <= 3.4028235e+38f)) & (fabsf(next_ge) <= 3.4028235e+38f)) & (fabsf(next_gi) <= 3.4028235e+38f);
    const int t_24 = (int)(((unsigned int)ref) - ((unsigned int)1));
    const int t_25 = (int)ref_steps;
    const int t_26 = free ? 0 : t_24;
    const int ref_1 = spiked ? t_25 : t_26;
    const bool bad_v = !(fabsf(next_v) <= 3.4028235e+38f);
    const float t_27 = (fabsf(next_v) < 1e-30f) ? 0.0f : next_v;
    const float v_1 = bad_v ? v_safe : t_27;
    const bool bad_m = !(fabsf(next_m) <= 3.4028235e+38f);
    const float t_28 = (fabsf(next_m) < 1e-30f) ? 0.0f : next_m;
    const float m_1 = bad_m ? m_safe : t_28;
    const bool bad_h = !(fabsf(next_h) <= 3.4028235e+38f);
    const float t_29 = (fabsf(next_h) < 1e-30f) ? 0.0f : next_h;
    const float h_1 = bad_h ? h_safe : t_29;
    const bool bad_n = !(fabsf(next_n) <= 3.4028235e+38f);
    const float t_30 = (fabsf(next_n) < 1e-30f) ? 0.0f : next_n;
    const float n_11 = bad_n ? n_safe : t_30;
    const bool bad_ge = !(fabsf(next_ge) <= 3.4028235e+38f);
    const float t_31 = (fabsf(next_ge) < 1e-30f) ? 0.0f : next_ge;
    const float ge_2 = bad_ge ? ge_safe : t_31;
    const bool bad_gi = !(fabsf(next_gi) <= 3.4028235e+38f);
    const float t_32 = (fabsf(next_gi) < 1e-30f) ? 0.0f : next_gi;
    const float gi_2 = bad_gi ? gi_safe : t_32;
    out0 = v_1;
    out1 = m_1;
    out2 = h_1;
    out3 = n_11;
    out4 = ge_2;
    out5 = gi_2;
    out6 = ref_1;
    out7 = spiked;
    out8 = bad_v;
    out9 = bad_m;
    out10 = bad_h;
    out11 = bad_n;
    out12 = bad_ge;
    out13 = bad_gi;
}

struct Arrays {
    float* m_v;
    float* m_m;
    float* m_h;
    float* m_n;
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
    real m_dt;
    real m_g_L;
    real m_g_Na;
    real m_g_K;
    real m_E_L;
    real m_E_Na;
    real m_E_K;
    real m_V_T;
    real m_per_C;
    real m_ge_from_ge;
    real m_gi_from_gi;
    real m_v_thresh;
    real m_ref_steps;
    real m_v_safe;
    real m_m_safe;
    real m_h_safe;
    real m_n_safe;
    real m_ge_safe;
    real m_gi_safe;
};

// The neurons of a thread, in registers.
struct Neurons {
    float m_v[WIDTH];
    float m_m[WIDTH];
    float m_h[WIDTH];
    float m_n[WIDTH];
    float m_ge[WIDTH];
    float m_gi[WIDTH];
    uint16 m_ref[WIDTH];
    int m_acc_ge[WIDTH];
    int m_acc_gi[WIDTH];

    __device__ __forceinline__ void load(const Arrays& arrays, int group)
    {
        take(arrays.m_v, group, m_v);
        take(arrays.m_m, group, m_m);
        take(arrays.m_h, group, m_h);
        take(arrays.m_n, group, m_n);
        take(arrays.m_ge, group, m_ge);
        take(arrays.m_gi, group, m_gi);
        take(arrays.m_ref, group, m_ref);
        take(arrays.m_acc_ge, group, m_acc_ge);
        take(arrays.m_acc_gi, group, m_acc_gi);
    }

    __device__ __forceinline__ void store(const Arrays& arrays, int group) const
    {
        put(arrays.m_v, group, m_v);
        put(arrays.m_m, group, m_m);
        put(arrays.m_h, group, m_h);
        put(arrays.m_n, group, m_n);
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
        float next_m;
        float next_h;
        float next_n;
        float next_ge;
        float next_gi;
        int next_ref;
        bool next_spiked;
        bool next_bad_v;
        bool next_bad_m;
        bool next_bad_h;
        bool next_bad_n;
        bool next_bad_ge;
        bool next_bad_gi;
        model_update(
            (float)m_v[j],
            (float)m_m[j],
            (float)m_h[j],
            (float)m_n[j],
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
            (float)constants.m_reversal_ge,
            (float)constants.m_reversal_gi,
            (float)constants.m_dt,
            (float)constants.m_g_L,
            (float)constants.m_g_Na,
            (float)constants.m_g_K,
            (float)constants.m_E_L,
            (float)constants.m_E_Na,
            (float)constants.m_E_K,
            (float)constants.m_V_T,
            (float)constants.m_per_C,
            (float)constants.m_ge_from_ge,
            (float)constants.m_gi_from_gi,
            (float)constants.m_v_thresh,
            (float)constants.m_ref_steps,
            (float)constants.m_v_safe,
            (float)constants.m_m_safe,
            (float)constants.m_h_safe,
            (float)constants.m_n_safe,
            (float)constants.m_ge_safe,
            (float)constants.m_gi_safe,
            next_v,
            next_m,
            next_h,
            next_n,
            next_ge,
            next_gi,
            next_ref,
            next_spiked,
            next_bad_v,
            next_bad_m,
            next_bad_h,
            next_bad_n,
            next_bad_ge,
            next_bad_gi);
        m_v[j] = next_v;
        m_m[j] = next_m;
        m_h[j] = next_h;
        m_n[j] = next_n;
        m_ge[j] = next_ge;
        m_gi[j] = next_gi;
        m_ref[j] = next_ref;
        bad = (uint32)next_bad_v << 0 | (uint32)next_bad_m << 1 | (uint32)next_bad_h << 2 | (uint32)next_bad_n << 3 | (uint32)next_bad_ge << 4 | (uint32)next_bad_gi << 5;
        return next_spiked;
    }
};
