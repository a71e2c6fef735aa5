// Stomatogastric[exponential_euler](glut: Graded[conductance], chol: Graded[conductance]), arithmetic in f32.

typedef float real;
constexpr int WIDTH = 1;  // neurons of a thread
constexpr int BLOCKS = 4;  // of 128 threads, on a multiprocessor
constexpr int STATES = 17;
constexpr bool XI = false;  // a standard normal per neuron and step
constexpr bool UNIFORM = false;  // a random word
constexpr int ROUNDING = 0;  // random words for stochastic rounding

__device__ __forceinline__ void model_update(float v, float Ca, float m_Na, float h_Na, float m_CaT, float h_CaT, float m_CaS, float h_CaS, float m_A, float h_A, float m_KCa, float m_Kd, float m_H, float s_glut, float s_chol, float glut, float chol, int acc_glut, int acc_chol, float scale_glut, float drive_glut, float scale_chol, float drive_chol, float drive_I, float reversal_glut, float reversal_chol, float per_C, float dt, float V_th_glut, float Delta_glut, float k_minus_glut, float V_th_chol, float Delta_chol, float k_minus_chol, float RT_zF_Ca, float out_Ca, float g_Na, float E_Na, float g_CaT, float g_CaS, float g_A, float E_A, float g_KCa, float E_KCa, float g_Kd, float E_Kd, float g_H, float E_H, float g_leak, float E_leak, float rest_Ca, float f_Ca, float tau_Ca, float glut_from_glut, float chol_from_chol, float v_thresh, float v_safe, float Ca_safe, float m_Na_safe, float h_Na_safe, float m_CaT_safe, float h_CaT_safe, float m_CaS_safe, float h_CaS_safe, float m_A_safe, float h_A_safe, float m_KCa_safe, float m_Kd_safe, float m_H_safe, float s_glut_safe, float s_chol_safe, float glut_safe, float chol_safe, float& out0, float& out1, float& out2, float& out3, float& out4, float& out5, float& out6, float& out7, float& out8, float& out9, float& out10, float& out11, float& out12, float& out13, float& out14, float& out15, float& out16, bool& out17, bool& out18, bool& out19, bool& out20, bool& out21, bool& out22, bool& out23, bool& out24, bool& out25, bool& out26, bool& out27, bool& out28, bool& out29, bool& out30, bool& out31, bool& out32, bool& out33, bool& out34)
{
    const float in_glut = (((float)acc_glut) * scale_glut) + drive_glut;
    const float in_chol = (((float)acc_chol) * scale_chol) + drive_chol;
    const float I = (drive_I + (in_glut * (reversal_glut - v))) + (in_chol * (reversal_chol - v));
    const float x = (v + 25.5f) / (-5.29f);
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
    const float x_3 = (v + 120.0f) / (-25.0f);
    const float t_2 = (x_3 > (-104.0f)) ? x_3 : (-104.0f);
    const float x_4 = (t_2 < 89.0f) ? t_2 : 89.0f;
    const float shifted_1 = (x_4 * 1.442695f) + 1.2582912e+07f;
    const float n_1 = shifted_1 - 1.2582912e+07f;
    const float high_1 = x_4 - (n_1 * 0.69314575f);
    const float low_1 = n_1 * 1.4286068e-06f;
    const float r_1 = high_1 - low_1;
    const int k_1 = (int)(((unsigned int)bits_f32(shifted_1)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_5 = 1.0f + (r_1 + ((r_1 * r_1) * ((((((((((0.0001984127f * r_1) + 0.0013888889f) * r_1) + 0.008333334f) * r_1) + 0.041666668f) * r_1) + 0.16666667f) * r_1) + 0.5f)));
    const int half_1 = k_1 >> 1;
    const float first_1 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_1) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_3 = (x_5 * first_1) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_1) - ((unsigned int)half_1)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float steady = 1.0f / (1.0f + ((x == x) ? t_1 : x));
    const float tau = 2.64f - (2.52f * (1.0f / (1.0f + ((x_3 == x_3) ? t_3 : x_3))));
    const float x_6 = (-dt) / tau;
    const float t_4 = (x_6 > (-104.0f)) ? x_6 : (-104.0f);
    const float x_7 = (t_4 < 89.0f) ? t_4 : 89.0f;
    const float shifted_2 = (x_7 * 1.442695f) + 1.2582912e+07f;
    const float n_2 = shifted_2 - 1.2582912e+07f;
    const float high_2 = x_7 - (n_2 * 0.69314575f);
    const float low_2 = n_2 * 1.4286068e-06f;
    const float r_2 = high_2 - low_2;
    const int k_2 = (int)(((unsigned int)bits_f32(shifted_2)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_8 = 1.0f + (r_2 + ((r_2 * r_2) * ((((((((((0.0001984127f * r_2) + 0.0013888889f) * r_2) + 0.008333334f) * r_2) + 0.041666668f) * r_2) + 0.16666667f) * r_2) + 0.5f)));
    const int half_2 = k_2 >> 1;
    const float first_2 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_2) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_5 = (x_8 * first_2) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_2) - ((unsigned int)half_2)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float next_m_Na = steady + ((m_Na - steady) * ((x_6 == x_6) ? t_5 : x_6));
    const float x_9 = (v + 48.9f) / 5.18f;
    const float t_6 = (x_9 > (-104.0f)) ? x_9 : (-104.0f);
    const float x_10 = (t_6 < 89.0f) ? t_6 : 89.0f;
    const float shifted_3 = (x_10 * 1.442695f) + 1.2582912e+07f;
    const float n_3 = shifted_3 - 1.2582912e+07f;
    const float high_3 = x_10 - (n_3 * 0.69314575f);
    const float low_3 = n_3 * 1.4286068e-06f;
    const float r_3 = high_3 - low_3;
    const int k_3 = (int)(((unsigned int)bits_f32(shifted_3)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_11 = 1.0f + (r_3 + ((r_3 * r_3) * ((((((((((0.0001984127f * r_3) + 0.0013888889f) * r_3) + 0.008333334f) * r_3) + 0.041666668f) * r_3) + 0.16666667f) * r_3) + 0.5f)));
    const int half_3 = k_3 >> 1;
    const float first_3 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_3) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_7 = (x_11 * first_3) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_3) - ((unsigned int)half_3)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_12 = (v + 62.9f) / (-10.0f);
    const float t_8 = (x_12 > (-104.0f)) ? x_12 : (-104.0f);
    const float x_13 = (t_8 < 89.0f) ? t_8 : 89.0f;
    const float shifted_4 = (x_13 * 1.442695f) + 1.2582912e+07f;
    const float n_4 = shifted_4 - 1.2582912e+07f;
    const float high_4 = x_13 - (n_4 * 0.69314575f);
    const float low_4 = n_4 * 1.4286068e-06f;
    const float r_4 = high_4 - low_4;
    const int k_4 = (int)(((unsigned int)bits_f32(shifted_4)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_14 = 1.0f + (r_4 + ((r_4 * r_4) * ((((((((((0.0001984127f * r_4) + 0.0013888889f) * r_4) + 0.008333334f) * r_4) + 0.041666668f) * r_4) + 0.16666667f) * r_4) + 0.5f)));
    const int half_4 = k_4 >> 1;
    const float first_4 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_4) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_9 = (x_14 * first_4) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_4) - ((unsigned int)half_4)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_15 = (v + 34.9f) / 3.6f;
    const float t_10 = (x_15 > (-104.0f)) ? x_15 : (-104.0f);
    const float x_16 = (t_10 < 89.0f) ? t_10 : 89.0f;
    const float shifted_5 = (x_16 * 1.442695f) + 1.2582912e+07f;
    const float n_5 = shifted_5 - 1.2582912e+07f;
    const float high_5 = x_16 - (n_5 * 0.69314575f);
    const float low_5 = n_5 * 1.4286068e-06f;
    const float r_5 = high_5 - low_5;
    const int k_5 = (int)(((unsigned int)bits_f32(shifted_5)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_17 = 1.0f + (r_5 + ((r_5 * r_5) * ((((((((((0.0001984127f * r_5) + 0.0013888889f) * r_5) + 0.008333334f) * r_5) + 0.041666668f) * r_5) + 0.16666667f) * r_5) + 0.5f)));
    const int half_5 = k_5 >> 1;
    const float first_5 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_5) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_11 = (x_17 * first_5) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_5) - ((unsigned int)half_5)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float steady_1 = 1.0f / (1.0f + ((x_9 == x_9) ? t_7 : x_9));
    const float tau_1 = (1.34f * (1.0f / (1.0f + ((x_12 == x_12) ? t_9 : x_12)))) * (1.5f + (1.0f / (1.0f + ((x_15 == x_15) ? t_11 : x_15))));
    const float x_18 = (-dt) / tau_1;
    const float t_12 = (x_18 > (-104.0f)) ? x_18 : (-104.0f);
    const float x_19 = (t_12 < 89.0f) ? t_12 : 89.0f;
    const float shifted_6 = (x_19 * 1.442695f) + 1.2582912e+07f;
    const float n_6 = shifted_6 - 1.2582912e+07f;
    const float high_6 = x_19 - (n_6 * 0.69314575f);
    const float low_6 = n_6 * 1.4286068e-06f;
    const float r_6 = high_6 - low_6;
    const int k_6 = (int)(((unsigned int)bits_f32(shifted_6)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_20 = 1.0f + (r_6 + ((r_6 * r_6) * ((((((((((0.0001984127f * r_6) + 0.0013888889f) * r_6) + 0.008333334f) * r_6) + 0.041666668f) * r_6) + 0.16666667f) * r_6) + 0.5f)));
    const int half_6 = k_6 >> 1;
    const float first_6 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_6) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_13 = (x_20 * first_6) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_6) - ((unsigned int)half_6)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float next_h_Na = steady_1 + ((h_Na - steady_1) * ((x_18 == x_18) ? t_13 : x_18));
    const float x_21 = (v + 27.1f) / (-7.2f);
    const float t_14 = (x_21 > (-104.0f)) ? x_21 : (-104.0f);
    const float x_22 = (t_14 < 89.0f) ? t_14 : 89.0f;
    const float shifted_7 = (x_22 * 1.442695f) + 1.2582912e+07f;
    const float n_7 = shifted_7 - 1.2582912e+07f;
    const float high_7 = x_22 - (n_7 * 0.69314575f);
    const float low_7 = n_7 * 1.4286068e-06f;
    const float r_7 = high_7 - low_7;
    const int k_7 = (int)(((unsigned int)bits_f32(shifted_7)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_23 = 1.0f + (r_7 + ((r_7 * r_7) * ((((((((((0.0001984127f * r_7) + 0.0013888889f) * r_7) + 0.008333334f) * r_7) + 0.041666668f) * r_7) + 0.16666667f) * r_7) + 0.5f)));
    const int half_7 = k_7 >> 1;
    const float first_7 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_7) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_15 = (x_23 * first_7) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_7) - ((unsigned int)half_7)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_24 = (v + 68.1f) / (-20.5f);
    const float t_16 = (x_24 > (-104.0f)) ? x_24 : (-104.0f);
    const float x_25 = (t_16 < 89.0f) ? t_16 : 89.0f;
    const float shifted_8 = (x_25 * 1.442695f) + 1.2582912e+07f;
    const float n_8 = shifted_8 - 1.2582912e+07f;
    const float high_8 = x_25 - (n_8 * 0.69314575f);
    const float low_8 = n_8 * 1.4286068e-06f;
    const float r_8 = high_8 - low_8;
    const int k_8 = (int)(((unsigned int)bits_f32(shifted_8)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_26 = 1.0f + (r_8 + ((r_8 * r_8) * ((((((((((0.0001984127f * r_8) + 0.0013888889f) * r_8) + 0.008333334f) * r_8) + 0.041666668f) * r_8) + 0.16666667f) * r_8) + 0.5f)));
    const int half_8 = k_8 >> 1;
    const float first_8 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_8) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_17 = (x_26 * first_8) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_8) - ((unsigned int)half_8)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float steady_2 = 1.0f / (1.0f + ((x_21 == x_21) ? t_15 : x_21));
    const float tau_2 = 43.4f - (42.6f * (1.0f / (1.0f + ((x_24 == x_24) ? t_17 : x_24))));
    const float x_27 = (-dt) / tau_2;
    const float t_18 = (x_27 > (-104.0f)) ? x_27 : (-104.0f);
    const float x_28 = (t_18 < 89.0f) ? t_18 : 89.0f;
    const float shifted_9 = (x_28 * 1.442695f) + 1.2582912e+07f;
    const float n_9 = shifted_9 - 1.2582912e+07f;
    const float high_9 = x_28 - (n_9 * 0.69314575f);
    const float low_9 = n_9 * 1.4286068e-06f;
    const float r_9 = high_9 - low_9;
    const int k_9 = (int)(((unsigned int)bits_f32(shifted_9)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_29 = 1.0f + (r_9 + ((r_9 * r_9) * ((((((((((0.0001984127f * r_9) + 0.0013888889f) * r_9) + 0.008333334f) * r_9) + 0.041666668f) * r_9) + 0.16666667f) * r_9) + 0.5f)));
    const int half_9 = k_9 >> 1;
    const float first_9 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_9) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_19 = (x_29 * first_9) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_9) - ((unsigned int)half_9)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float next_m_CaT = steady_2 + ((m_CaT - steady_2) * ((x_27 == x_27) ? t_19 : x_27));
    const float x_30 = (v + 32.1f) / 5.5f;
    const float t_20 = (x_30 > (-104.0f)) ? x_30 : (-104.0f);
    const float x_31 = (t_20 < 89.0f) ? t_20 : 89.0f;
    const float shifted_10 = (x_31 * 1.442695f) + 1.2582912e+07f;
    const float n_10 = shifted_10 - 1.2582912e+07f;
    const float high_10 = x_31 - (n_10 * 0.69314575f);
    const float low_10 = n_10 * 1.4286068e-06f;
    const float r_10 = high_10 - low_10;
    const int k_10 = (int)(((unsigned int)bits_f32(shifted_10)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_32 = 1.0f + (r_10 + ((r_10 * r_10) * ((((((((((0.0001984127f * r_10) + 0.0013888889f) * r_10) + 0.008333334f) * r_10) + 0.041666668f) * r_10) + 0.16666667f) * r_10) + 0.5f)));
    const int half_10 = k_10 >> 1;
    const float first_10 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_10) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_21 = (x_32 * first_10) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_10) - ((unsigned int)half_10)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_33 = (v + 55.0f) / (-16.9f);
    const float t_22 = (x_33 > (-104.0f)) ? x_33 : (-104.0f);
    const float x_34 = (t_22 < 89.0f) ? t_22 : 89.0f;
    const float shifted_11 = (x_34 * 1.442695f) + 1.2582912e+07f;
    const float n_11 = shifted_11 - 1.2582912e+07f;
    const float high_11 = x_34 - (n_11 * 0.69314575f);
    const float low_11 = n_11 * 1.4286068e-06f;
    const float r_11 = high_11 - low_11;
    const int k_11 = (int)(((unsigned int)bits_f32(shifted_11)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_35 = 1.0f + (r_11 + ((r_11 * r_11) * ((((((((((0.0001984127f * r_11) + 0.0013888889f) * r_11) + 0.008333334f) * r_11) + 0.041666668f) * r_11) + 0.16666667f) * r_11) + 0.5f)));
    const int half_11 = k_11 >> 1;
    const float first_11 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_11) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_23 = (x_35 * first_11) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_11) - ((unsigned int)half_11)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float steady_3 = 1.0f / (1.0f + ((x_30 == x_30) ? t_21 : x_30));
    const float tau_3 = 210.0f - (179.6f * (1.0f / (1.0f + ((x_33 == x_33) ? t_23 : x_33))));
    const float x_36 = (-dt) / tau_3;
    const float t_24 = (x_36 > (-104.0f)) ? x_36 : (-104.0f);
    const float x_37 = (t_24 < 89.0f) ? t_24 : 89.0f;
    const float shifted_12 = (x_37 * 1.442695f) + 1.2582912e+07f;
    const float n_12 = shifted_12 - 1.2582912e+07f;
    const float high_12 = x_37 - (n_12 * 0.69314575f);
    const float low_12 = n_12 * 1.4286068e-06f;
    const float r_12 = high_12 - low_12;
    const int k_12 = (int)(((unsigned int)bits_f32(shifted_12)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_38 = 1.0f + (r_12 + ((r_12 * r_12) * ((((((((((0.0001984127f * r_12) + 0.0013888889f) * r_12) + 0.008333334f) * r_12) + 0.041666668f) * r_12) + 0.16666667f) * r_12) + 0.5f)));
    const int half_12 = k_12 >> 1;
    const float first_12 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_12) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_25 = (x_38 * first_12) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_12) - ((unsigned int)half_12)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float next_h_CaT = steady_3 + ((h_CaT - steady_3) * ((x_36 == x_36) ? t_25 : x_36));
    const float x_39 = (v + 33.0f) / (-8.1f);
    const float t_26 = (x_39 > (-104.0f)) ? x_39 : (-104.0f);
    const float x_40 = (t_26 < 89.0f) ? t_26 : 89.0f;
    const float shifted_13 = (x_40 * 1.442695f) + 1.2582912e+07f;
    const float n_13 = shifted_13 - 1.2582912e+07f;
    const float high_13 = x_40 - (n_13 * 0.69314575f);
    const float low_13 = n_13 * 1.4286068e-06f;
    const float r_13 = high_13 - low_13;
    const int k_13 = (int)(((unsigned int)bits_f32(shifted_13)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_41 = 1.0f + (r_13 + ((r_13 * r_13) * ((((((((((0.0001984127f * r_13) + 0.0013888889f) * r_13) + 0.008333334f) * r_13) + 0.041666668f) * r_13) + 0.16666667f) * r_13) + 0.5f)));
    const int half_13 = k_13 >> 1;
    const float first_13 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_13) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_27 = (x_41 * first_13) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_13) - ((unsigned int)half_13)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_42 = (v + 27.0f) / 10.0f;
    const float t_28 = (x_42 > (-104.0f)) ? x_42 : (-104.0f);
    const float x_43 = (t_28 < 89.0f) ? t_28 : 89.0f;
    const float shifted_14 = (x_43 * 1.442695f) + 1.2582912e+07f;
    const float n_14 = shifted_14 - 1.2582912e+07f;
    const float high_14 = x_43 - (n_14 * 0.69314575f);
    const float low_14 = n_14 * 1.4286068e-06f;
    const float r_14 = high_14 - low_14;
    const int k_14 = (int)(((unsigned int)bits_f32(shifted_14)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_44 = 1.0f + (r_14 + ((r_14 * r_14) * ((((((((((0.0001984127f * r_14) + 0.0013888889f) * r_14) + 0.008333334f) * r_14) + 0.041666668f) * r_14) + 0.16666667f) * r_14) + 0.5f)));
    const int half_14 = k_14 >> 1;
    const float first_14 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_14) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_29 = (x_44 * first_14) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_14) - ((unsigned int)half_14)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_45 = (v + 70.0f) / (-13.0f);
    const float t_30 = (x_45 > (-104.0f)) ? x_45 : (-104.0f);
    const float x_46 = (t_30 < 89.0f) ? t_30 : 89.0f;
    const float shifted_15 = (x_46 * 1.442695f) + 1.2582912e+07f;
    const float n_15 = shifted_15 - 1.2582912e+07f;
    const float high_15 = x_46 - (n_15 * 0.69314575f);
    const float low_15 = n_15 * 1.4286068e-06f;
    const float r_15 = high_15 - low_15;
    const int k_15 = (int)(((unsigned int)bits_f32(shifted_15)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_47 = 1.0f + (r_15 + ((r_15 * r_15) * ((((((((((0.0001984127f * r_15) + 0.0013888889f) * r_15) + 0.008333334f) * r_15) + 0.041666668f) * r_15) + 0.16666667f) * r_15) + 0.5f)));
    const int half_15 = k_15 >> 1;
    const float first_15 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_15) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_31 = (x_47 * first_15) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_15) - ((unsigned int)half_15)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float steady_4 = 1.0f / (1.0f + ((x_39 == x_39) ? t_27 : x_39));
    const float tau_4 = 2.8f + (14.0f / (((x_42 == x_42) ? t_29 : x_42) + ((x_45 == x_45) ? t_31 : x_45)));
    const float x_48 = (-dt) / tau_4;
    const float t_32 = (x_48 > (-104.0f)) ? x_48 : (-104.0f);
    const float x_49 = (t_32 < 89.0f) ? t_32 : 89.0f;
    const float shifted_16 = (x_49 * 1.442695f) + 1.2582912e+07f;
    const float n_16 = shifted_16 - 1.2582912e+07f;
    const float high_16 = x_49 - (n_16 * 0.69314575f);
    const float low_16 = n_16 * 1.4286068e-06f;
    const float r_16 = high_16 - low_16;
    const int k_16 = (int)(((unsigned int)bits_f32(shifted_16)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_50 = 1.0f + (r_16 + ((r_16 * r_16) * ((((((((((0.0001984127f * r_16) + 0.0013888889f) * r_16) + 0.008333334f) * r_16) + 0.041666668f) * r_16) + 0.16666667f) * r_16) + 0.5f)));
    const int half_16 = k_16 >> 1;
    const float first_16 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_16) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_33 = (x_50 * first_16) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_16) - ((unsigned int)half_16)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float next_m_CaS = steady_4 + ((m_CaS - steady_4) * ((x_48 == x_48) ? t_33 : x_48));
    const float x_51 = (v + 60.0f) / 6.2f;
    const float t_34 = (x_51 > (-104.0f)) ? x_51 : (-104.0f);
    const float x_52 = (t_34 < 89.0f) ? t_34 : 89.0f;
    const float shifted_17 = (x_52 * 1.442695f) + 1.2582912e+07f;
    const float n_17 = shifted_17 - 1.2582912e+07f;
    const float high_17 = x_52 - (n_17 * 0.69314575f);
    const float low_17 = n_17 * 1.4286068e-06f;
    const float r_17 = high_17 - low_17;
    const int k_17 = (int)(((unsigned int)bits_f32(shifted_17)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_53 = 1.0f + (r_17 + ((r_17 * r_17) * ((((((((((0.0001984127f * r_17) + 0.0013888889f) * r_17) + 0.008333334f) * r_17) + 0.041666668f) * r_17) + 0.16666667f) * r_17) + 0.5f)));
    const int half_17 = k_17 >> 1;
    const float first_17 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_17) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_35 = (x_53 * first_17) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_17) - ((unsigned int)half_17)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_54 = (v + 55.0f) / 9.0f;
    const float t_36 = (x_54 > (-104.0f)) ? x_54 : (-104.0f);
    const float x_55 = (t_36 < 89.0f) ? t_36 : 89.0f;
    const float shifted_18 = (x_55 * 1.442695f) + 1.2582912e+07f;
    const float n_18 = shifted_18 - 1.2582912e+07f;
    const float high_18 = x_55 - (n_18 * 0.69314575f);
    const float low_18 = n_18 * 1.4286068e-06f;
    const float r_18 = high_18 - low_18;
    const int k_18 = (int)(((unsigned int)bits_f32(shifted_18)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_56 = 1.0f + (r_18 + ((r_18 * r_18) * ((((((((((0.0001984127f * r_18) + 0.0013888889f) * r_18) + 0.008333334f) * r_18) + 0.041666668f) * r_18) + 0.16666667f) * r_18) + 0.5f)));
    const int half_18 = k_18 >> 1;
    const float first_18 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_18) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_37 = (x_56 * first_18) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_18) - ((unsigned int)half_18)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_57 = (v + 65.0f) / (-16.0f);
    const float t_38 = (x_57 > (-104.0f)) ? x_57 : (-104.0f);
    const float x_58 = (t_38 < 89.0f) ? t_38 : 89.0f;
    const float shifted_19 = (x_58 * 1.442695f) + 1.2582912e+07f;
    const float n_19 = shifted_19 - 1.2582912e+07f;
    const float high_19 = x_58 - (n_19 * 0.69314575f);
    const float low_19 = n_19 * 1.4286068e-06f;
    const float r_19 = high_19 - low_19;
    const int k_19 = (int)(((unsigned int)bits_f32(shifted_19)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_59 = 1.0f + (r_19 + ((r_19 * r_19) * ((((((((((0.0001984127f * r_19) + 0.0013888889f) * r_19) + 0.008333334f) * r_19) + 0.041666668f) * r_19) + 0.16666667f) * r_19) + 0.5f)));
    const int half_19 = k_19 >> 1;
    const float first_19 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_19) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_39 = (x_59 * first_19) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_19) - ((unsigned int)half_19)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float steady_5 = 1.0f / (1.0f + ((x_51 == x_51) ? t_35 : x_51));
    const float tau_5 = 120.0f + (300.0f / (((x_54 == x_54) ? t_37 : x_54) + ((x_57 == x_57) ? t_39 : x_57)));
    const float x_60 = (-dt) / tau_5;
    const float t_40 = (x_60 > (-104.0f)) ? x_60 : (-104.0f);
    const float x_61 = (t_40 < 89.0f) ? t_40 : 89.0f;
    const float shifted_20 = (x_61 * 1.442695f) + 1.2582912e+07f;
    const float n_20 = shifted_20 - 1.2582912e+07f;
    const float high_20 = x_61 - (n_20 * 0.69314575f);
    const float low_20 = n_20 * 1.4286068e-06f;
    const float r_20 = high_20 - low_20;
    const int k_20 = (int)(((unsigned int)bits_f32(shifted_20)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_62 = 1.0f + (r_20 + ((r_20 * r_20) * ((((((((((0.0001984127f * r_20) + 0.0013888889f) * r_20) + 0.008333334f) * r_20) + 0.041666668f) * r_20) + 0.16666667f) * r_20) + 0.5f)));
    const int half_20 = k_20 >> 1;
    const float first_20 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_20) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_41 = (x_62 * first_20) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_20) - ((unsigned int)half_20)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float next_h_CaS = steady_5 + ((h_CaS - steady_5) * ((x_60 == x_60) ? t_41 : x_60));
    const float x_63 = (v + 27.2f) / (-8.7f);
    const float t_42 = (x_63 > (-104.0f)) ? x_63 : (-104.0f);
    const float x_64 = (t_42 < 89.0f) ? t_42 : 89.0f;
    const float shifted_21 = (x_64 * 1.442695f) + 1.2582912e+07f;
    const float n_21 = shifted_21 - 1.2582912e+07f;
    const float high_21 = x_64 - (n_21 * 0.69314575f);
    const float low_21 = n_21 * 1.4286068e-06f;
    const float r_21 = high_21 - low_21;
    const int k_21 = (int)(((unsigned int)bits_f32(shifted_21)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_65 = 1.0f + (r_21 + ((r_21 * r_21) * ((((((((((0.0001984127f * r_21) + 0.0013888889f) * r_21) + 0.008333334f) * r_21) + 0.041666668f) * r_21) + 0.16666667f) * r_21) + 0.5f)));
    const int half_21 = k_21 >> 1;
    const float first_21 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_21) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_43 = (x_65 * first_21) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_21) - ((unsigned int)half_21)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_66 = (v + 32.9f) / (-15.2f);
    const float t_44 = (x_66 > (-104.0f)) ? x_66 : (-104.0f);
    const float x_67 = (t_44 < 89.0f) ? t_44 : 89.0f;
    const float shifted_22 = (x_67 * 1.442695f) + 1.2582912e+07f;
    const float n_22 = shifted_22 - 1.2582912e+07f;
    const float high_22 = x_67 - (n_22 * 0.69314575f);
    const float low_22 = n_22 * 1.4286068e-06f;
    const float r_22 = high_22 - low_22;
    const int k_22 = (int)(((unsigned int)bits_f32(shifted_22)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_68 = 1.0f + (r_22 + ((r_22 * r_22) * ((((((((((0.0001984127f * r_22) + 0.0013888889f) * r_22) + 0.008333334f) * r_22) + 0.041666668f) * r_22) + 0.16666667f) * r_22) + 0.5f)));
    const int half_22 = k_22 >> 1;
    const float first_22 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_22) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_45 = (x_68 * first_22) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_22) - ((unsigned int)half_22)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float steady_6 = 1.0f / (1.0f + ((x_63 == x_63) ? t_43 : x_63));
    const float tau_6 = 23.2f - (20.8f * (1.0f / (1.0f + ((x_66 == x_66) ? t_45 : x_66))));
    const float x_69 = (-dt) / tau_6;
    const float t_46 = (x_69 > (-104.0f)) ? x_69 : (-104.0f);
    const float x_70 = (t_46 < 89.0f) ? t_46 : 89.0f;
    const float shifted_23 = (x_70 * 1.442695f) + 1.2582912e+07f;
    const float n_23 = shifted_23 - 1.2582912e+07f;
    const float high_23 = x_70 - (n_23 * 0.69314575f);
    const float low_23 = n_23 * 1.4286068e-06f;
    const float r_23 = high_23 - low_23;
    const int k_23 = (int)(((unsigned int)bits_f32(shifted_23)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_71 = 1.0f + (r_23 + ((r_23 * r_23) * ((((((((((0.0001984127f * r_23) + 0.0013888889f) * r_23) + 0.008333334f) * r_23) + 0.041666668f) * r_23) + 0.16666667f) * r_23) + 0.5f)));
    const int half_23 = k_23 >> 1;
    const float first_23 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_23) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_47 = (x_71 * first_23) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_23) - ((unsigned int)half_23)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float next_m_A = steady_6 + ((m_A - steady_6) * ((x_69 == x_69) ? t_47 : x_69));
    const float x_72 = (v + 56.9f) / 4.9f;
    const float t_48 = (x_72 > (-104.0f)) ? x_72 : (-104.0f);
    const float x_73 = (t_48 < 89.0f) ? t_48 : 89.0f;
    const float shifted_24 = (x_73 * 1.442695f) + 1.2582912e+07f;
    const float n_24 = shifted_24 - 1.2582912e+07f;
    const float high_24 = x_73 - (n_24 * 0.69314575f);
    const float low_24 = n_24 * 1.4286068e-06f;
    const float r_24 = high_24 - low_24;
    const int k_24 = (int)(((unsigned int)bits_f32(shifted_24)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_74 = 1.0f + (r_24 + ((r_24 * r_24) * ((((((((((0.0001984127f * r_24) + 0.0013888889f) * r_24) + 0.008333334f) * r_24) + 0.041666668f) * r_24) + 0.16666667f) * r_24) + 0.5f)));
    const int half_24 = k_24 >> 1;
    const float first_24 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_24) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_49 = (x_74 * first_24) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_24) - ((unsigned int)half_24)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_75 = (v + 38.9f) / (-26.5f);
    const float t_50 = (x_75 > (-104.0f)) ? x_75 : (-104.0f);
    const float x_76 = (t_50 < 89.0f) ? t_50 : 89.0f;
    const float shifted_25 = (x_76 * 1.442695f) + 1.2582912e+07f;
    const float n_25 = shifted_25 - 1.2582912e+07f;
    const float high_25 = x_76 - (n_25 * 0.69314575f);
    const float low_25 = n_25 * 1.4286068e-06f;
    const float r_25 = high_25 - low_25;
    const int k_25 = (int)(((unsigned int)bits_f32(shifted_25)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_77 = 1.0f + (r_25 + ((r_25 * r_25) * ((((((((((0.0001984127f * r_25) + 0.0013888889f) * r_25) + 0.008333334f) * r_25) + 0.041666668f) * r_25) + 0.16666667f) * r_25) + 0.5f)));
    const int half_25 = k_25 >> 1;
    const float first_25 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_25) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_51 = (x_77 * first_25) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_25) - ((unsigned int)half_25)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float steady_7 = 1.0f / (1.0f + ((x_72 == x_72) ? t_49 : x_72));
    const float tau_7 = 77.2f - (58.4f * (1.0f / (1.0f + ((x_75 == x_75) ? t_51 : x_75))));
    const float x_78 = (-dt) / tau_7;
    const float t_52 = (x_78 > (-104.0f)) ? x_78 : (-104.0f);
    const float x_79 = (t_52 < 89.0f) ? t_52 : 89.0f;
    const float shifted_26 = (x_79 * 1.442695f) + 1.2582912e+07f;
    const float n_26 = shifted_26 - 1.2582912e+07f;
    const float high_26 = x_79 - (n_26 * 0.69314575f);
    const float low_26 = n_26 * 1.4286068e-06f;
    const float r_26 = high_26 - low_26;
    const int k_26 = (int)(((unsigned int)bits_f32(shifted_26)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_80 = 1.0f + (r_26 + ((r_26 * r_26) * ((((((((((0.0001984127f * r_26) + 0.0013888889f) * r_26) + 0.008333334f) * r_26) + 0.041666668f) * r_26) + 0.16666667f) * r_26) + 0.5f)));
    const int half_26 = k_26 >> 1;
    const float first_26 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_26) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_53 = (x_80 * first_26) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_26) - ((unsigned int)half_26)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float next_h_A = steady_7 + ((h_A - steady_7) * ((x_78 == x_78) ? t_53 : x_78));
    const float x_81 = (v + 28.3f) / (-12.6f);
    const float t_54 = (x_81 > (-104.0f)) ? x_81 : (-104.0f);
    const float x_82 = (t_54 < 89.0f) ? t_54 : 89.0f;
    const float shifted_27 = (x_82 * 1.442695f) + 1.2582912e+07f;
    const float n_27 = shifted_27 - 1.2582912e+07f;
    const float high_27 = x_82 - (n_27 * 0.69314575f);
    const float low_27 = n_27 * 1.4286068e-06f;
    const float r_27 = high_27 - low_27;
    const int k_27 = (int)(((unsigned int)bits_f32(shifted_27)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_83 = 1.0f + (r_27 + ((r_27 * r_27) * ((((((((((0.0001984127f * r_27) + 0.0013888889f) * r_27) + 0.008333334f) * r_27) + 0.041666668f) * r_27) + 0.16666667f) * r_27) + 0.5f)));
    const int half_27 = k_27 >> 1;
    const float first_27 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_27) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_55 = (x_83 * first_27) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_27) - ((unsigned int)half_27)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_84 = (v + 46.0f) / (-22.7f);
    const float t_56 = (x_84 > (-104.0f)) ? x_84 : (-104.0f);
    const float x_85 = (t_56 < 89.0f) ? t_56 : 89.0f;
    const float shifted_28 = (x_85 * 1.442695f) + 1.2582912e+07f;
    const float n_28 = shifted_28 - 1.2582912e+07f;
    const float high_28 = x_85 - (n_28 * 0.69314575f);
    const float low_28 = n_28 * 1.4286068e-06f;
    const float r_28 = high_28 - low_28;
    const int k_28 = (int)(((unsigned int)bits_f32(shifted_28)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_86 = 1.0f + (r_28 + ((r_28 * r_28) * ((((((((((0.0001984127f * r_28) + 0.0013888889f) * r_28) + 0.008333334f) * r_28) + 0.041666668f) * r_28) + 0.16666667f) * r_28) + 0.5f)));
    const int half_28 = k_28 >> 1;
    const float first_28 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_28) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_57 = (x_86 * first_28) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_28) - ((unsigned int)half_28)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float steady_8 = (Ca / (Ca + 3.0f)) * (1.0f / (1.0f + ((x_81 == x_81) ? t_55 : x_81)));
    const float tau_8 = 180.6f - (150.2f * (1.0f / (1.0f + ((x_84 == x_84) ? t_57 : x_84))));
    const float x_87 = (-dt) / tau_8;
    const float t_58 = (x_87 > (-104.0f)) ? x_87 : (-104.0f);
    const float x_88 = (t_58 < 89.0f) ? t_58 : 89.0f;
    const float shifted_29 = (x_88 * 1.442695f) + 1.2582912e+07f;
    const float n_29 = shifted_29 - 1.2582912e+07f;
    const float high_29 = x_88 - (n_29 * 0.69314575f);
    const float low_29 = n_29 * 1.4286068e-06f;
    const float r_29 = high_29 - low_29;
    const int k_29 = (int)(((unsigned int)bits_f32(shifted_29)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_89 = 1.0f + (r_29 + ((r_29 * r_29) * ((((((((((0.0001984127f * r_29) + 0.0013888889f) * r_29) + 0.008333334f) * r_29) + 0.041666668f) * r_29) + 0.16666667f) * r_29) + 0.5f)));
    const int half_29 = k_29 >> 1;
    const float first_29 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_29) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_59 = (x_89 * first_29) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_29) - ((unsigned int)half_29)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float next_m_KCa = steady_8 + ((m_KCa - steady_8) * ((x_87 == x_87) ? t_59 : x_87));
    const float x_90 = (v + 12.3f) / (-11.8f);
    const float t_60 = (x_90 > (-104.0f)) ? x_90 : (-104.0f);
    const float x_91 = (t_60 < 89.0f) ? t_60 : 89.0f;
    const float shifted_30 = (x_91 * 1.442695f) + 1.2582912e+07f;
    const float n_30 = shifted_30 - 1.2582912e+07f;
    const float high_30 = x_91 - (n_30 * 0.69314575f);
    const float low_30 = n_30 * 1.4286068e-06f;
    const float r_30 = high_30 - low_30;
    const int k_30 = (int)(((unsigned int)bits_f32(shifted_30)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_92 = 1.0f + (r_30 + ((r_30 * r_30) * ((((((((((0.0001984127f * r_30) + 0.0013888889f) * r_30) + 0.008333334f) * r_30) + 0.041666668f) * r_30) + 0.16666667f) * r_30) + 0.5f)));
    const int half_30 = k_30 >> 1;
    const float first_30 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_30) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_61 = (x_92 * first_30) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_30) - ((unsigned int)half_30)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_93 = (v + 28.3f) / (-19.2f);
    const float t_62 = (x_93 > (-104.0f)) ? x_93 : (-104.0f);
    const float x_94 = (t_62 < 89.0f) ? t_62 : 89.0f;
    const float shifted_31 = (x_94 * 1.442695f) + 1.2582912e+07f;
    const float n_31 = shifted_31 - 1.2582912e+07f;
    const float high_31 = x_94 - (n_31 * 0.69314575f);
    const float low_31 = n_31 * 1.4286068e-06f;
    const float r_31 = high_31 - low_31;
    const int k_31 = (int)(((unsigned int)bits_f32(shifted_31)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_95 = 1.0f + (r_31 + ((r_31 * r_31) * ((((((((((0.0001984127f * r_31) + 0.0013888889f) * r_31) + 0.008333334f) * r_31) + 0.041666668f) * r_31) + 0.16666667f) * r_31) + 0.5f)));
    const int half_31 = k_31 >> 1;
    const float first_31 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_31) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_63 = (x_95 * first_31) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_31) - ((unsigned int)half_31)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float steady_9 = 1.0f / (1.0f + ((x_90 == x_90) ? t_61 : x_90));
    const float tau_9 = 14.4f - (12.8f * (1.0f / (1.0f + ((x_93 == x_93) ? t_63 : x_93))));
    const float x_96 = (-dt) / tau_9;
    const float t_64 = (x_96 > (-104.0f)) ? x_96 : (-104.0f);
    const float x_97 = (t_64 < 89.0f) ? t_64 : 89.0f;
    const float shifted_32 = (x_97 * 1.442695f) + 1.2582912e+07f;
    const float n_32 = shifted_32 - 1.2582912e+07f;
    const float high_32 = x_97 - (n_32 * 0.69314575f);
    const float low_32 = n_32 * 1.4286068e-06f;
    const float r_32 = high_32 - low_32;
    const int k_32 = (int)(((unsigned int)bits_f32(shifted_32)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_98 = 1.0f + (r_32 + ((r_32 * r_32) * ((((((((((0.0001984127f * r_32) + 0.0013888889f) * r_32) + 0.008333334f) * r_32) + 0.041666668f) * r_32) + 0.16666667f) * r_32) + 0.5f)));
    const int half_32 = k_32 >> 1;
    const float first_32 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_32) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_65 = (x_98 * first_32) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_32) - ((unsigned int)half_32)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float next_m_Kd = steady_9 + ((m_Kd - steady_9) * ((x_96 == x_96) ? t_65 : x_96));
    const float x_99 = (v + 75.0f) / 5.5f;
    const float t_66 = (x_99 > (-104.0f)) ? x_99 : (-104.0f);
    const float x_100 = (t_66 < 89.0f) ? t_66 : 89.0f;
    const float shifted_33 = (x_100 * 1.442695f) + 1.2582912e+07f;
    const float n_33 = shifted_33 - 1.2582912e+07f;
    const float high_33 = x_100 - (n_33 * 0.69314575f);
    const float low_33 = n_33 * 1.4286068e-06f;
    const float r_33 = high_33 - low_33;
    const int k_33 = (int)(((unsigned int)bits_f32(shifted_33)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_101 = 1.0f + (r_33 + ((r_33 * r_33) * ((((((((((0.0001984127f * r_33) + 0.0013888889f) * r_33) + 0.008333334f) * r_33) + 0.041666668f) * r_33) + 0.16666667f) * r_33) + 0.5f)));
    const int half_33 = k_33 >> 1;
    const float first_33 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_33) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_67 = (x_101 * first_33) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_33) - ((unsigned int)half_33)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_102 = (v + 169.7f) / (-11.6f);
    const float t_68 = (x_102 > (-104.0f)) ? x_102 : (-104.0f);
    const float x_103 = (t_68 < 89.0f) ? t_68 : 89.0f;
    const float shifted_34 = (x_103 * 1.442695f) + 1.2582912e+07f;
    const float n_34 = shifted_34 - 1.2582912e+07f;
    const float high_34 = x_103 - (n_34 * 0.69314575f);
    const float low_34 = n_34 * 1.4286068e-06f;
    const float r_34 = high_34 - low_34;
    const int k_34 = (int)(((unsigned int)bits_f32(shifted_34)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_104 = 1.0f + (r_34 + ((r_34 * r_34) * ((((((((((0.0001984127f * r_34) + 0.0013888889f) * r_34) + 0.008333334f) * r_34) + 0.041666668f) * r_34) + 0.16666667f) * r_34) + 0.5f)));
    const int half_34 = k_34 >> 1;
    const float first_34 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_34) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_69 = (x_104 * first_34) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_34) - ((unsigned int)half_34)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float x_105 = (v - 26.7f) / 14.3f;
    const float t_70 = (x_105 > (-104.0f)) ? x_105 : (-104.0f);
    const float x_106 = (t_70 < 89.0f) ? t_70 : 89.0f;
    const float shifted_35 = (x_106 * 1.442695f) + 1.2582912e+07f;
    const float n_35 = shifted_35 - 1.2582912e+07f;
    const float high_35 = x_106 - (n_35 * 0.69314575f);
    const float low_35 = n_35 * 1.4286068e-06f;
    const float r_35 = high_35 - low_35;
    const int k_35 = (int)(((unsigned int)bits_f32(shifted_35)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_107 = 1.0f + (r_35 + ((r_35 * r_35) * ((((((((((0.0001984127f * r_35) + 0.0013888889f) * r_35) + 0.008333334f) * r_35) + 0.041666668f) * r_35) + 0.16666667f) * r_35) + 0.5f)));
    const int half_35 = k_35 >> 1;
    const float first_35 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_35) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_71 = (x_107 * first_35) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_35) - ((unsigned int)half_35)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float steady_10 = 1.0f / (1.0f + ((x_99 == x_99) ? t_67 : x_99));
    const float tau_10 = 2.0f / (((x_102 == x_102) ? t_69 : x_102) + ((x_105 == x_105) ? t_71 : x_105));
    const float x_108 = (-dt) / tau_10;
    const float t_72 = (x_108 > (-104.0f)) ? x_108 : (-104.0f);
    const float x_109 = (t_72 < 89.0f) ? t_72 : 89.0f;
    const float shifted_36 = (x_109 * 1.442695f) + 1.2582912e+07f;
    const float n_36 = shifted_36 - 1.2582912e+07f;
    const float high_36 = x_109 - (n_36 * 0.69314575f);
    const float low_36 = n_36 * 1.4286068e-06f;
    const float r_36 = high_36 - low_36;
    const int k_36 = (int)(((unsigned int)bits_f32(shifted_36)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_110 = 1.0f + (r_36 + ((r_36 * r_36) * ((((((((((0.0001984127f * r_36) + 0.0013888889f) * r_36) + 0.008333334f) * r_36) + 0.041666668f) * r_36) + 0.16666667f) * r_36) + 0.5f)));
    const int half_36 = k_36 >> 1;
    const float first_36 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_36) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_73 = (x_110 * first_36) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_36) - ((unsigned int)half_36)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float next_m_H = steady_10 + ((m_H - steady_10) * ((x_108 == x_108) ? t_73 : x_108));
    const float t_74 = (v - V_th_glut) / Delta_glut;
    const float x_111 = (t_74 < 50.0f) ? t_74 : 50.0f;
    const float t_75 = (x_111 > (-104.0f)) ? x_111 : (-104.0f);
    const float x_112 = (t_75 < 89.0f) ? t_75 : 89.0f;
    const float shifted_37 = (x_112 * 1.442695f) + 1.2582912e+07f;
    const float n_37 = shifted_37 - 1.2582912e+07f;
    const float high_37 = x_112 - (n_37 * 0.69314575f);
    const float low_37 = n_37 * 1.4286068e-06f;
    const float r_37 = high_37 - low_37;
    const int k_37 = (int)(((unsigned int)bits_f32(shifted_37)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_113 = 1.0f + (r_37 + ((r_37 * r_37) * ((((((((((0.0001984127f * r_37) + 0.0013888889f) * r_37) + 0.008333334f) * r_37) + 0.041666668f) * r_37) + 0.16666667f) * r_37) + 0.5f)));
    const int half_37 = k_37 >> 1;
    const float first_37 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_37) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_76 = (x_113 * first_37) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_37) - ((unsigned int)half_37)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float opening = k_minus_glut * ((x_111 == x_111) ? t_76 : x_111);
    const float change = (opening * (1.0f - s_glut)) - (k_minus_glut * s_glut);
    const float x_114 = (-dt) * (opening + k_minus_glut);
    const float t_77 = (x_114 > (-40.0f)) ? x_114 : (-40.0f);
    const float x_115 = (t_77 < 89.0f) ? t_77 : 89.0f;
    const float shifted_38 = (x_115 * 1.442695f) + 1.2582912e+07f;
    const float n_38 = shifted_38 - 1.2582912e+07f;
    const float high_38 = x_115 - (n_38 * 0.69314575f);
    const float low_38 = n_38 * 1.4286068e-06f;
    const float r_38 = high_38 - low_38;
    const int k_38 = (int)(((unsigned int)bits_f32(shifted_38)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float low_39 = (high_38 - r_38) - low_38;
    const int k_39 = (int)(((unsigned int)0) - ((unsigned int)k_38));
    const int half_38 = k_39 >> 1;
    const float first_38 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_38) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float lead = 1.0f - ((1.0f * first_38) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_39) - ((unsigned int)half_38)))) + ((unsigned int)127)))) << ((unsigned int)23)))));
    const float total = lead + r_38;
    const float x_116 = total + ((((lead - total) + r_38) + low_39) + ((r_38 * r_38) * ((((((((((0.0001984127f * r_38) + 0.0013888889f) * r_38) + 0.008333334f) * r_38) + 0.041666668f) * r_38) + 0.16666667f) * r_38) + 0.5f)));
    const int half_39 = k_38 >> 1;
    const float first_39 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_39) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float y = (x_116 * first_39) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_38) - ((unsigned int)half_39)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float e = ((x_114 == x_114) & (x_114 != 0.0f)) ? y : x_114;
    const float t_78 = x_114 / e;
    const float t_79 = (e == from_bits_f32(2139095040)) ? 0.0f : t_78;
    const float next_s_glut = s_glut + ((dt * change) / ((x_114 == 0.0f) ? 1.0f : t_79));
    const float t_80 = (v - V_th_chol) / Delta_chol;
    const float x_117 = (t_80 < 50.0f) ? t_80 : 50.0f;
    const float t_81 = (x_117 > (-104.0f)) ? x_117 : (-104.0f);
    const float x_118 = (t_81 < 89.0f) ? t_81 : 89.0f;
    const float shifted_39 = (x_118 * 1.442695f) + 1.2582912e+07f;
    const float n_39 = shifted_39 - 1.2582912e+07f;
    const float high_39 = x_118 - (n_39 * 0.69314575f);
    const float low_40 = n_39 * 1.4286068e-06f;
    const float r_39 = high_39 - low_40;
    const int k_40 = (int)(((unsigned int)bits_f32(shifted_39)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_119 = 1.0f + (r_39 + ((r_39 * r_39) * ((((((((((0.0001984127f * r_39) + 0.0013888889f) * r_39) + 0.008333334f) * r_39) + 0.041666668f) * r_39) + 0.16666667f) * r_39) + 0.5f)));
    const int half_40 = k_40 >> 1;
    const float first_40 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_40) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_82 = (x_119 * first_40) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_40) - ((unsigned int)half_40)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float opening_1 = k_minus_chol * ((x_117 == x_117) ? t_82 : x_117);
    const float change_1 = (opening_1 * (1.0f - s_chol)) - (k_minus_chol * s_chol);
    const float x_120 = (-dt) * (opening_1 + k_minus_chol);
    const float t_83 = (x_120 > (-40.0f)) ? x_120 : (-40.0f);
    const float x_121 = (t_83 < 89.0f) ? t_83 : 89.0f;
    const float shifted_40 = (x_121 * 1.442695f) + 1.2582912e+07f;
    const float n_40 = shifted_40 - 1.2582912e+07f;
    const float high_40 = x_121 - (n_40 * 0.69314575f);
    const float low_41 = n_40 * 1.4286068e-06f;
    const float r_40 = high_40 - low_41;
    const int k_41 = (int)(((unsigned int)bits_f32(shifted_40)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float low_42 = (high_40 - r_40) - low_41;
    const int k_42 = (int)(((unsigned int)0) - ((unsigned int)k_41));
    const int half_41 = k_42 >> 1;
    const float first_41 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_41) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float lead_1 = 1.0f - ((1.0f * first_41) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_42) - ((unsigned int)half_41)))) + ((unsigned int)127)))) << ((unsigned int)23)))));
    const float total_1 = lead_1 + r_40;
    const float x_122 = total_1 + ((((lead_1 - total_1) + r_40) + low_42) + ((r_40 * r_40) * ((((((((((0.0001984127f * r_40) + 0.0013888889f) * r_40) + 0.008333334f) * r_40) + 0.041666668f) * r_40) + 0.16666667f) * r_40) + 0.5f)));
    const int half_42 = k_41 >> 1;
    const float first_42 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_42) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float y_1 = (x_122 * first_42) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_41) - ((unsigned int)half_42)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float e_1 = ((x_120 == x_120) & (x_120 != 0.0f)) ? y_1 : x_120;
    const float t_84 = x_120 / e_1;
    const float t_85 = (e_1 == from_bits_f32(2139095040)) ? 0.0f : t_84;
    const float next_s_chol = s_chol + ((dt * change_1) / ((x_120 == 0.0f) ? 1.0f : t_85));
    const float x_123 = out_Ca / ((Ca > 0.001f) ? Ca : 0.001f);
    const bool tiny = x_123 < 1.1754944e-38f;
    const float t_86 = x_123 * 1.8014399e+16f;
    const float x_124 = tiny ? t_86 : x_123;
    const int above = (int)(((unsigned int)bits_f32(x_124)) - ((unsigned int)1060439283));
    const float f = from_bits_f32(((int)(((unsigned int)(above & 8388607)) + ((unsigned int)1060439283)))) - 1.0f;
    const int k_43 = above >> 23;
    const int t_87 = (int)(((unsigned int)k_43) - ((unsigned int)54));
    const int k_44 = tiny ? t_87 : k_43;
    const float n_41 = (float)k_44;
    const float s = f / (2.0f + f);
    const float half_43 = (0.5f * f) * f;
    const float z = s * s;
    const float rest = (s * (half_43 + (z * ((((((0.22222222f * z) + 0.2857143f) * z) + 0.4f) * z) + 0.6666667f)))) + ((n_41 * 1.4286068e-06f) + 0.0f);
    const float y_2 = ((rest - half_43) + f) + (n_41 * 0.69314575f);
    const float t_88 = (x_123 == 0.0f) ? from_bits_f32(-8388608) : from_bits_f32(2143289344);
    const float y_3 = (x_123 > 0.0f) ? y_2 : t_88;
    const float nernst_Ca = RT_zF_Ca * ((x_123 == from_bits_f32(2139095040)) ? x_123 : y_3);
    const float open_Na = (g_Na * ((next_m_Na * next_m_Na) * next_m_Na)) * next_h_Na;
    const float open_CaT = (g_CaT * ((next_m_CaT * next_m_CaT) * next_m_CaT)) * next_h_CaT;
    const float open_CaS = (g_CaS * ((next_m_CaS * next_m_CaS) * next_m_CaS)) * next_h_CaS;
    const float open_A = (g_A * ((next_m_A * next_m_A) * next_m_A)) * next_h_A;
    const float t_89 = next_m_KCa * next_m_KCa;
    const float open_KCa = g_KCa * (t_89 * t_89);
    const float t_90 = next_m_Kd * next_m_Kd;
    const float open_Kd = g_Kd * (t_90 * t_90);
    const float open_H = g_H * next_m_H;
    const float conductance = ((((((open_Na + open_CaT) + open_CaS) + open_A) + open_KCa) + open_Kd) + open_H) + g_leak;
    const float current = ((((((((open_Na * (E_Na - v)) + (open_CaT * (nernst_Ca - v))) + (open_CaS * (nernst_Ca - v))) + (open_A * (E_A - v))) + (open_KCa * (E_KCa - v))) + (open_Kd * (E_Kd - v))) + (open_H * (E_H - v))) + (g_leak * (E_leak - v))) + I;
    const float current_Ca = (open_CaT + open_CaS) * (v - nernst_Ca);
    const float steady_11 = rest_Ca - (f_Ca * current_Ca);
    const float x_125 = (-dt) / tau_Ca;
    const float t_91 = (x_125 > (-104.0f)) ? x_125 : (-104.0f);
    const float x_126 = (t_91 < 89.0f) ? t_91 : 89.0f;
    const float shifted_41 = (x_126 * 1.442695f) + 1.2582912e+07f;
    const float n_42 = shifted_41 - 1.2582912e+07f;
    const float high_41 = x_126 - (n_42 * 0.69314575f);
    const float low_43 = n_42 * 1.4286068e-06f;
    const float r_41 = high_41 - low_43;
    const int k_45 = (int)(((unsigned int)bits_f32(shifted_41)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float x_127 = 1.0f + (r_41 + ((r_41 * r_41) * ((((((((((0.0001984127f * r_41) + 0.0013888889f) * r_41) + 0.008333334f) * r_41) + 0.041666668f) * r_41) + 0.16666667f) * r_41) + 0.5f)));
    const int half_44 = k_45 >> 1;
    const float first_43 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_44) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float t_92 = (x_127 * first_43) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_45) - ((unsigned int)half_44)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float next_Ca = steady_11 + ((Ca - steady_11) * ((x_125 == x_125) ? t_92 : x_125));
    const float h = dt * per_C;
    const float x_128 = (-h) * conductance;
    const float t_93 = (x_128 > (-40.0f)) ? x_128 : (-40.0f);
    const float x_129 = (t_93 < 89.0f) ? t_93 : 89.0f;
    const float shifted_42 = (x_129 * 1.442695f) + 1.2582912e+07f;
    const float n_43 = shifted_42 - 1.2582912e+07f;
    const float high_42 = x_129 - (n_43 * 0.69314575f);
    const float low_44 = n_43 * 1.4286068e-06f;
    const float r_42 = high_42 - low_44;
    const int k_46 = (int)(((unsigned int)bits_f32(shifted_42)) - ((unsigned int)bits_f32(1.2582912e+07f)));
    const float low_45 = (high_42 - r_42) - low_44;
    const int k_47 = (int)(((unsigned int)0) - ((unsigned int)k_46));
    const int half_45 = k_47 >> 1;
    const float first_44 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_45) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float lead_2 = 1.0f - ((1.0f * first_44) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_47) - ((unsigned int)half_45)))) + ((unsigned int)127)))) << ((unsigned int)23)))));
    const float total_2 = lead_2 + r_42;
    const float x_130 = total_2 + ((((lead_2 - total_2) + r_42) + low_45) + ((r_42 * r_42) * ((((((((((0.0001984127f * r_42) + 0.0013888889f) * r_42) + 0.008333334f) * r_42) + 0.041666668f) * r_42) + 0.16666667f) * r_42) + 0.5f)));
    const int half_46 = k_46 >> 1;
    const float first_45 = from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)half_46) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float y_4 = (x_130 * first_45) * from_bits_f32(((int)(((unsigned int)((int)(((unsigned int)((int)(((unsigned int)k_46) - ((unsigned int)half_46)))) + ((unsigned int)127)))) << ((unsigned int)23))));
    const float e_2 = ((x_128 == x_128) & (x_128 != 0.0f)) ? y_4 : x_128;
    const float t_94 = x_128 / e_2;
    const float t_95 = (e_2 == from_bits_f32(2139095040)) ? 0.0f : t_94;
    const float next_v = v + ((h * current) / ((x_128 == 0.0f) ? 1.0f : t_95));
    const float next_glut = glut_from_glut * in_glut;
    const float next_chol = chol_from_chol * in_chol;
    const bool spiked = ((((((((((((((((((next_v > v_thresh) & (v <= v_thresh)) & (fabsf(next_v) <= 3.4028235e+38f)) & (fabsf(next_Ca) <= 3.4028235e+38f)) & (fabsf(next_m_Na) <= 3.4028235e+38f)) & (fabsf(next_h_Na) <= 3.4028235e+38f)) & (fabsf(next_m_CaT) <= 3.4028235e+38f)) & (fabsf(next_h_CaT) <= 3.4028235e+38f)) & (fabsf(next_m_CaS) <= 3.4028235e+38f)) & (fabsf(next_h_CaS) <= 3.4028235e+38f)) & (fabsf(next_m_A) <= 3.4028235e+38f)) & (fabsf(next_h_A) <= 3.4028235e+38f)) & (fabsf(next_m_KCa) <= 3.4028235e+38f)) & (fabsf(next_m_Kd) <= 3.4028235e+38f)) & (fabsf(next_m_H) <= 3.4028235e+38f)) & (fabsf(next_s_glut) <= 3.4028235e+38f)) & (fabsf(next_s_chol) <= 3.4028235e+38f)) & (fabsf(next_glut) <= 3.4028235e+38f)) & (fabsf(next_chol) <= 3.4028235e+38f);
    const bool bad_v = !(fabsf(next_v) <= 3.4028235e+38f);
    const float t_96 = (fabsf(next_v) < 1e-30f) ? 0.0f : next_v;
    const float v_1 = bad_v ? v_safe : t_96;
    const bool bad_Ca = !(fabsf(next_Ca) <= 3.4028235e+38f);
    const float t_97 = (fabsf(next_Ca) < 1e-30f) ? 0.0f : next_Ca;
    const float Ca_1 = bad_Ca ? Ca_safe : t_97;
    const bool bad_m_Na = !(fabsf(next_m_Na) <= 3.4028235e+38f);
    const float t_98 = (fabsf(next_m_Na) < 1e-30f) ? 0.0f : next_m_Na;
    const float m_Na_1 = bad_m_Na ? m_Na_safe : t_98;
    const bool bad_h_Na = !(fabsf(next_h_Na) <= 3.4028235e+38f);
    const float t_99 = (fabsf(next_h_Na) < 1e-30f) ? 0.0f : next_h_Na;
    const float h_Na_1 = bad_h_Na ? h_Na_safe : t_99;
    const bool bad_m_CaT = !(fabsf(next_m_CaT) <= 3.4028235e+38f);
    const float t_100 = (fabsf(next_m_CaT) < 1e-30f) ? 0.0f : next_m_CaT;
    const float m_CaT_1 = bad_m_CaT ? m_CaT_safe : t_100;
    const bool bad_h_CaT = !(fabsf(next_h_CaT) <= 3.4028235e+38f);
    const float t_101 = (fabsf(next_h_CaT) < 1e-30f) ? 0.0f : next_h_CaT;
    const float h_CaT_1 = bad_h_CaT ? h_CaT_safe : t_101;
    const bool bad_m_CaS = !(fabsf(next_m_CaS) <= 3.4028235e+38f);
    const float t_102 = (fabsf(next_m_CaS) < 1e-30f) ? 0.0f : next_m_CaS;
    const float m_CaS_1 = bad_m_CaS ? m_CaS_safe : t_102;
    const bool bad_h_CaS = !(fabsf(next_h_CaS) <= 3.4028235e+38f);
    const float t_103 = (fabsf(next_h_CaS) < 1e-30f) ? 0.0f : next_h_CaS;
    const float h_CaS_1 = bad_h_CaS ? h_CaS_safe : t_103;
    const bool bad_m_A = !(fabsf(next_m_A) <= 3.4028235e+38f);
    const float t_104 = (fabsf(next_m_A) < 1e-30f) ? 0.0f : next_m_A;
    const float m_A_1 = bad_m_A ? m_A_safe : t_104;
    const bool bad_h_A = !(fabsf(next_h_A) <= 3.4028235e+38f);
    const float t_105 = (fabsf(next_h_A) < 1e-30f) ? 0.0f : next_h_A;
    const float h_A_1 = bad_h_A ? h_A_safe : t_105;
    const bool bad_m_KCa = !(fabsf(next_m_KCa) <= 3.4028235e+38f);
    const float t_106 = (fabsf(next_m_KCa) < 1e-30f) ? 0.0f : next_m_KCa;
    const float m_KCa_1 = bad_m_KCa ? m_KCa_safe : t_106;
    const bool bad_m_Kd = !(fabsf(next_m_Kd) <= 3.4028235e+38f);
    const float t_107 = (fabsf(next_m_Kd) < 1e-30f) ? 0.0f : next_m_Kd;
    const float m_Kd_1 = bad_m_Kd ? m_Kd_safe : t_107;
    const bool bad_m_H = !(fabsf(next_m_H) <= 3.4028235e+38f);
    const float t_108 = (fabsf(next_m_H) < 1e-30f) ? 0.0f : next_m_H;
    const float m_H_1 = bad_m_H ? m_H_safe : t_108;
    const bool bad_s_glut = !(fabsf(next_s_glut) <= 3.4028235e+38f);
    const float t_109 = (fabsf(next_s_glut) < 1e-30f) ? 0.0f : next_s_glut;
    const float s_glut_1 = bad_s_glut ? s_glut_safe : t_109;
    const bool bad_s_chol = !(fabsf(next_s_chol) <= 3.4028235e+38f);
    const float t_110 = (fabsf(next_s_chol) < 1e-30f) ? 0.0f : next_s_chol;
    const float s_chol_1 = bad_s_chol ? s_chol_safe : t_110;
    const bool bad_glut = !(fabsf(next_glut) <= 3.4028235e+38f);
    const float t_111 = (fabsf(next_glut) < 1e-30f) ? 0.0f : next_glut;
    const float glut_1 = bad_glut ? glut_safe : t_111;
    const bool bad_chol = !(fabsf(next_chol) <= 3.4028235e+38f);
    const float t_112 = (fabsf(next_chol) < 1e-30f) ? 0.0f : next_chol;
    const float chol_1 = bad_chol ? chol_safe : t_112;
    out0 = v_1;
    out1 = Ca_1;
    out2 = m_Na_1;
    out3 = h_Na_1;
    out4 = m_CaT_1;
    out5 = h_CaT_1;
    out6 = m_CaS_1;
    out7 = h_CaS_1;
    out8 = m_A_1;
    out9 = h_A_1;
    out10 = m_KCa_1;
    out11 = m_Kd_1;
    out12 = m_H_1;
    out13 = s_glut_1;
    out14 = s_chol_1;
    out15 = glut_1;
    out16 = chol_1;
    out17 = spiked;
    out18 = bad_v;
    out19 = bad_Ca;
    out20 = bad_m_Na;
    out21 = bad_h_Na;
    out22 = bad_m_CaT;
    out23 = bad_h_CaT;
    out24 = bad_m_CaS;
    out25 = bad_h_CaS;
    out26 = bad_m_A;
    out27 = bad_h_A;
    out28 = bad_m_KCa;
    out29 = bad_m_Kd;
    out30 = bad_m_H;
    out31 = bad_s_glut;
    out32 = bad_s_chol;
    out33 = bad_glut;
    out34 = bad_chol;
}

struct Arrays {
    float* m_v;
    float* m_Ca;
    float* m_m_Na;
    float* m_h_Na;
    float* m_m_CaT;
    float* m_h_CaT;
    float* m_m_CaS;
    float* m_h_CaS;
    float* m_m_A;
    float* m_h_A;
    float* m_m_KCa;
    float* m_m_Kd;
    float* m_m_H;
    float* m_s_glut;
    float* m_s_chol;
    float* m_glut;
    float* m_chol;
    int* m_acc_glut;
    int* m_acc_chol;
};

struct Constants {
    real m_scale_glut;
    real m_drive_glut;
    real m_scale_chol;
    real m_drive_chol;
    real m_drive_I;
    real m_reversal_glut;
    real m_reversal_chol;
    real m_per_C;
    real m_dt;
    real m_V_th_glut;
    real m_Delta_glut;
    real m_k_minus_glut;
    real m_V_th_chol;
    real m_Delta_chol;
    real m_k_minus_chol;
    real m_RT_zF_Ca;
    real m_out_Ca;
    real m_g_Na;
    real m_E_Na;
    real m_g_CaT;
    real m_g_CaS;
    real m_g_A;
    real m_E_A;
    real m_g_KCa;
    real m_E_KCa;
    real m_g_Kd;
    real m_E_Kd;
    real m_g_H;
    real m_E_H;
    real m_g_leak;
    real m_E_leak;
    real m_rest_Ca;
    real m_f_Ca;
    real m_tau_Ca;
    real m_glut_from_glut;
    real m_chol_from_chol;
    real m_v_thresh;
    real m_v_safe;
    real m_Ca_safe;
    real m_m_Na_safe;
    real m_h_Na_safe;
    real m_m_CaT_safe;
    real m_h_CaT_safe;
    real m_m_CaS_safe;
    real m_h_CaS_safe;
    real m_m_A_safe;
    real m_h_A_safe;
    real m_m_KCa_safe;
    real m_m_Kd_safe;
    real m_m_H_safe;
    real m_s_glut_safe;
    real m_s_chol_safe;
    real m_glut_safe;
    real m_chol_safe;
};

// The neurons of a thread, in registers.
struct Neurons {
    float m_v[WIDTH];
    float m_Ca[WIDTH];
    float m_m_Na[WIDTH];
    float m_h_Na[WIDTH];
    float m_m_CaT[WIDTH];
    float m_h_CaT[WIDTH];
    float m_m_CaS[WIDTH];
    float m_h_CaS[WIDTH];
    float m_m_A[WIDTH];
    float m_h_A[WIDTH];
    float m_m_KCa[WIDTH];
    float m_m_Kd[WIDTH];
    float m_m_H[WIDTH];
    float m_s_glut[WIDTH];
    float m_s_chol[WIDTH];
    float m_glut[WIDTH];
    float m_chol[WIDTH];
    int m_acc_glut[WIDTH];
    int m_acc_chol[WIDTH];

    __device__ __forceinline__ void load(const Arrays& arrays, int group)
    {
        take(arrays.m_v, group, m_v);
        take(arrays.m_Ca, group, m_Ca);
        take(arrays.m_m_Na, group, m_m_Na);
        take(arrays.m_h_Na, group, m_h_Na);
        take(arrays.m_m_CaT, group, m_m_CaT);
        take(arrays.m_h_CaT, group, m_h_CaT);
        take(arrays.m_m_CaS, group, m_m_CaS);
        take(arrays.m_h_CaS, group, m_h_CaS);
        take(arrays.m_m_A, group, m_m_A);
        take(arrays.m_h_A, group, m_h_A);
        take(arrays.m_m_KCa, group, m_m_KCa);
        take(arrays.m_m_Kd, group, m_m_Kd);
        take(arrays.m_m_H, group, m_m_H);
        take(arrays.m_s_glut, group, m_s_glut);
        take(arrays.m_s_chol, group, m_s_chol);
        take(arrays.m_glut, group, m_glut);
        take(arrays.m_chol, group, m_chol);
        take(arrays.m_acc_glut, group, m_acc_glut);
        take(arrays.m_acc_chol, group, m_acc_chol);
    }

    __device__ __forceinline__ void store(const Arrays& arrays, int group) const
    {
        put(arrays.m_v, group, m_v);
        put(arrays.m_Ca, group, m_Ca);
        put(arrays.m_m_Na, group, m_m_Na);
        put(arrays.m_h_Na, group, m_h_Na);
        put(arrays.m_m_CaT, group, m_m_CaT);
        put(arrays.m_h_CaT, group, m_h_CaT);
        put(arrays.m_m_CaS, group, m_m_CaS);
        put(arrays.m_h_CaS, group, m_h_CaS);
        put(arrays.m_m_A, group, m_m_A);
        put(arrays.m_h_A, group, m_h_A);
        put(arrays.m_m_KCa, group, m_m_KCa);
        put(arrays.m_m_Kd, group, m_m_Kd);
        put(arrays.m_m_H, group, m_m_H);
        put(arrays.m_s_glut, group, m_s_glut);
        put(arrays.m_s_chol, group, m_s_chol);
        put(arrays.m_glut, group, m_glut);
        put(arrays.m_chol, group, m_chol);
        clear(arrays.m_acc_glut, group, m_acc_glut);
        clear(arrays.m_acc_chol, group, m_acc_chol);
    }

    // Advance neuron j; `bad` gets a bit for every state that was not finite.
    template <class Noise>
    __device__ __forceinline__ bool step(int j, const Constants& constants, const Noise& noise, uint32& bad)
    {
        float next_v;
        float next_Ca;
        float next_m_Na;
        float next_h_Na;
        float next_m_CaT;
        float next_h_CaT;
        float next_m_CaS;
        float next_h_CaS;
        float next_m_A;
        float next_h_A;
        float next_m_KCa;
        float next_m_Kd;
        float next_m_H;
        float next_s_glut;
        float next_s_chol;
        float next_glut;
        float next_chol;
        bool next_spiked;
        bool next_bad_v;
        bool next_bad_Ca;
        bool next_bad_m_Na;
        bool next_bad_h_Na;
        bool next_bad_m_CaT;
        bool next_bad_h_CaT;
        bool next_bad_m_CaS;
        bool next_bad_h_CaS;
        bool next_bad_m_A;
        bool next_bad_h_A;
        bool next_bad_m_KCa;
        bool next_bad_m_Kd;
        bool next_bad_m_H;
        bool next_bad_s_glut;
        bool next_bad_s_chol;
        bool next_bad_glut;
        bool next_bad_chol;
        model_update(
            (float)m_v[j],
            (float)m_Ca[j],
            (float)m_m_Na[j],
            (float)m_h_Na[j],
            (float)m_m_CaT[j],
            (float)m_h_CaT[j],
            (float)m_m_CaS[j],
            (float)m_h_CaS[j],
            (float)m_m_A[j],
            (float)m_h_A[j],
            (float)m_m_KCa[j],
            (float)m_m_Kd[j],
            (float)m_m_H[j],
            (float)m_s_glut[j],
            (float)m_s_chol[j],
            (float)m_glut[j],
            (float)m_chol[j],
            (int)m_acc_glut[j],
            (int)m_acc_chol[j],
            (float)constants.m_scale_glut,
            (float)constants.m_drive_glut,
            (float)constants.m_scale_chol,
            (float)constants.m_drive_chol,
            (float)constants.m_drive_I,
            (float)constants.m_reversal_glut,
            (float)constants.m_reversal_chol,
            (float)constants.m_per_C,
            (float)constants.m_dt,
            (float)constants.m_V_th_glut,
            (float)constants.m_Delta_glut,
            (float)constants.m_k_minus_glut,
            (float)constants.m_V_th_chol,
            (float)constants.m_Delta_chol,
            (float)constants.m_k_minus_chol,
            (float)constants.m_RT_zF_Ca,
            (float)constants.m_out_Ca,
            (float)constants.m_g_Na,
            (float)constants.m_E_Na,
            (float)constants.m_g_CaT,
            (float)constants.m_g_CaS,
            (float)constants.m_g_A,
            (float)constants.m_E_A,
            (float)constants.m_g_KCa,
            (float)constants.m_E_KCa,
            (float)constants.m_g_Kd,
            (float)constants.m_E_Kd,
            (float)constants.m_g_H,
            (float)constants.m_E_H,
            (float)constants.m_g_leak,
            (float)constants.m_E_leak,
            (float)constants.m_rest_Ca,
            (float)constants.m_f_Ca,
            (float)constants.m_tau_Ca,
            (float)constants.m_glut_from_glut,
            (float)constants.m_chol_from_chol,
            (float)constants.m_v_thresh,
            (float)constants.m_v_safe,
            (float)constants.m_Ca_safe,
            (float)constants.m_m_Na_safe,
            (float)constants.m_h_Na_safe,
            (float)constants.m_m_CaT_safe,
            (float)constants.m_h_CaT_safe,
            (float)constants.m_m_CaS_safe,
            (float)constants.m_h_CaS_safe,
            (float)constants.m_m_A_safe,
            (float)constants.m_h_A_safe,
            (float)constants.m_m_KCa_safe,
            (float)constants.m_m_Kd_safe,
            (float)constants.m_m_H_safe,
            (float)constants.m_s_glut_safe,
            (float)constants.m_s_chol_safe,
            (float)constants.m_glut_safe,
            (float)constants.m_chol_safe,
            next_v,
            next_Ca,
            next_m_Na,
            next_h_Na,
            next_m_CaT,
            next_h_CaT,
            next_m_CaS,
            next_h_CaS,
            next_m_A,
            next_h_A,
            next_m_KCa,
            next_m_Kd,
            next_m_H,
            next_s_glut,
            next_s_chol,
            next_glut,
            next_chol,
            next_spiked,
            next_bad_v,
            next_bad_Ca,
            next_bad_m_Na,
            next_bad_h_Na,
            next_bad_m_CaT,
            next_bad_h_CaT,
            next_bad_m_CaS,
            next_bad_h_CaS,
            next_bad_m_A,
            next_bad_h_A,
            next_bad_m_KCa,
            next_bad_m_Kd,
            next_bad_m_H,
            next_bad_s_glut,
            next_bad_s_chol,
            next_bad_glut,
            next_bad_chol);
        m_v[j] = next_v;
        m_Ca[j] = next_Ca;
        m_m_Na[j] = next_m_Na;
        m_h_Na[j] = next_h_Na;
        m_m_CaT[j] = next_m_CaT;
        m_h_CaT[j] = next_h_CaT;
        m_m_CaS[j] = next_m_CaS;
        m_h_CaS[j] = next_h_CaS;
        m_m_A[j] = next_m_A;
        m_h_A[j] = next_h_A;
        m_m_KCa[j] = next_m_KCa;
        m_m_Kd[j] = next_m_Kd;
        m_m_H[j] = next_m_H;
        m_s_glut[j] = next_s_glut;
        m_s_chol[j] = next_s_chol;
        m_glut[j] = next_glut;
        m_chol[j] = next_chol;
        bad = (uint32)next_bad_v << 0 | (uint32)next_bad_Ca << 1 | (uint32)next_bad_m_Na << 2 | (uint32)next_bad_h_Na << 3 | (uint32)next_bad_m_CaT << 4 | (uint32)next_bad_h_CaT << 5 | (uint32)next_bad_m_CaS << 6 | (uint32)next_bad_h_CaS << 7 | (uint32)next_bad_m_A << 8 | (uint32)next_bad_h_A << 9 | (uint32)next_bad_m_KCa << 10 | (uint32)next_bad_m_Kd << 11 | (uint32)next_bad_m_H << 12 | (uint32)next_bad_s_glut << 13 | (uint32)next_bad_s_chol << 14 | (uint32)next_bad_glut << 15 | (uint32)next_bad_chol << 16;
        return next_spiked;
    }
};
