// The formulas of synapses, rendered from snn/wiring/laws.py, and the numbers they go by.

enum Kind { CONSTANT = 0, ARRAY = 1, UNIFORM = 2, NORMAL = 3, LOGNORMAL = 4 };  // of a values.Law
enum Tag { TAG_VALUE = 0, TAG_PROBABILITY = 1, TAG_IN_DEGREE = 2, TAG_OUT_DEGREE = 3, TAG_TOTAL = 4 };
constexpr int BINS = 2048;  // binary exponents of a double

__device__ __forceinline__ void gap(unsigned int word, double inverse, double limit, long long& out0)
{
    const double x = (((double)word) + 0.5) * 2.3283064365386963e-10;
    const bool tiny = x < 2.2250738585072014e-308;
    const double t = x * 1.8014398509481984e+16;
    const double x_1 = tiny ? t : x;
    const long long above = (long long)(((unsigned long long)bits_f64(x_1)) - ((unsigned long long)4604544271217802189ll));
    const double f = from_bits_f64(((long long)(((unsigned long long)(above & 4503599627370495ll)) + ((unsigned long long)4604544271217802189ll)))) - 1.0;
    const int k = (int)(above >> 52ll);
    const int t_1 = (int)(((unsigned int)k) - ((unsigned int)54));
    const int k_1 = tiny ? t_1 : k;
    const double n = (double)k_1;
    const double s = f / (2.0 + f);
    const double half = (0.5 * f) * f;
    const double z = s * s;
    const double rest = (s * (half + (z * ((((((((((((((((0.10526315789473684 * z) + 0.11764705882352941) * z) + 0.13333333333333333) * z) + 0.15384615384615385) * z) + 0.18181818181818182) * z) + 0.2222222222222222) * z) + 0.2857142857142857) * z) + 0.4) * z) + 0.6666666666666666)))) + ((n * 1.9082149292705877e-10) + 0.0);
    const double y = ((rest - half) + f) + (n * 0.6931471803691238);
    const double t_2 = (x == 0.0) ? from_bits_f64(-4503599627370496ll) : from_bits_f64(9221120237041090560ll);
    const double y_1 = (x > 0.0) ? y : t_2;
    const double t_3 = floor((((x == from_bits_f64(9218868437227405312ll)) ? x : y_1) * inverse));
    out0 = (long long)((t_3 < limit) ? t_3 : limit);
}

__device__ __forceinline__ void below(unsigned int word, unsigned long long n, long long& out0)
{
    out0 = (long long)((((unsigned long long)word) * n) >> 32ull);
}

__device__ __forceinline__ void draw_uniform(unsigned int w0, double a, double b, double& out0)
{
    out0 = a + ((b - a) * ((((double)w0) + 0.5) * 2.3283064365386963e-10));
}

__device__ __forceinline__ void draw_normal(unsigned int w0, unsigned int w1, double a, double b, double lo, double hi, double& out0)
{
    const double x = (((double)((int)(w0 >> 1u))) + 0.5) * 4.656612873077393e-10;
    const bool tiny = x < 2.2250738585072014e-308;
    const double t = x * 1.8014398509481984e+16;
    const double x_1 = tiny ? t : x;
    const long long above = (long long)(((unsigned long long)bits_f64(x_1)) - ((unsigned long long)4604544271217802189ll));
    const double f = from_bits_f64(((long long)(((unsigned long long)(above & 4503599627370495ll)) + ((unsigned long long)4604544271217802189ll)))) - 1.0;
    const int k = (int)(above >> 52ll);
    const int t_1 = (int)(((unsigned int)k) - ((unsigned int)54));
    const int k_1 = tiny ? t_1 : k;
    const double n = (double)k_1;
    const double s = f / (2.0 + f);
    const double half = (0.5 * f) * f;
    const double z = s * s;
    const double rest = (s * (half + (z * ((((((((((((((((0.10526315789473684 * z) + 0.11764705882352941) * z) + 0.13333333333333333) * z) + 0.15384615384615385) * z) + 0.18181818181818182) * z) + 0.2222222222222222) * z) + 0.2857142857142857) * z) + 0.4) * z) + 0.6666666666666666)))) + ((n * 1.9082149292705877e-10) + 0.0);
    const double y = ((rest - half) + f) + (n * 0.6931471803691238);
    const double t_2 = (x == 0.0) ? from_bits_f64(-4503599627370496ll) : from_bits_f64(9221120237041090560ll);
    const double y_1 = (x > 0.0) ? y : t_2;
    const double radius = sqrt(((-2.0) * ((x == from_bits_f64(9218868437227405312ll)) ? x : y_1)));
    const double angle = ((double)((int)(w1 << 2u))) * 3.657295198167899e-10;
    const double z_1 = angle * angle;
    const double low = (((((2.7557319223985893e-06 * z_1) + (-0.0001984126984126984)) * z_1) + 0.008333333333333333) * z_1) + (-0.16666666666666666);
    const double high = (((((2.8114572543455206e-15 * z_1) + (-7.647163731819816e-13)) * z_1) + 1.6059043836821613e-10) * z_1) + (-2.505210838544172e-08);
    const double t_3 = z_1 * z_1;
    const double z_2 = angle * angle;
    const double half_1 = 0.5 * z_2;
    const double whole = 1.0 - half_1;
    const double low_1 = ((((((-2.755731922398589e-07) * z_2) + 2.48015873015873e-05) * z_2) + (-0.001388888888888889)) * z_2) + 0.041666666666666664;
    const double high_1 = ((((((-1.5619206968586225e-16) * z_2) + 4.779477332387385e-14) * z_2) + (-1.1470745597729725e-11)) * z_2) + 2.08767569878681e-09;
    const double t_4 = z_2 * z_2;
    const double s_1 = angle + ((angle * z_1) * (low + ((t_3 * t_3) * high)));
    const double c = whole + (((1.0 - whole) - half_1) + ((z_2 * z_2) * (low_1 + ((t_4 * t_4) * high_1))));
    const unsigned int quadrant = (w1 + 536870912u) >> 30u;
    const bool odd = (quadrant & 1u) != 0u;
    const double t_5 = -s_1;
    const double a_1 = odd ? t_5 : c;
    const double t_6 = -radius;
    const double radius_1 = ((quadrant & 2u) != 0u) ? t_6 : radius;
    const double z_3 = radius_1 * a_1;
    const double t_7 = a + (b * z_3);
    const double t_8 = (t_7 > lo) ? t_7 : lo;
    out0 = (t_8 < hi) ? t_8 : hi;
}

__device__ __forceinline__ void draw_lognormal(unsigned int w0, unsigned int w1, double a, double b, double factor, double lo, double hi, double& out0)
{
    const double x = (((double)((int)(w0 >> 1u))) + 0.5) * 4.656612873077393e-10;
    const bool tiny = x < 2.2250738585072014e-308;
    const double t = x * 1.8014398509481984e+16;
    const double x_1 = tiny ? t : x;
    const long long above = (long long)(((unsigned long long)bits_f64(x_1)) - ((unsigned long long)4604544271217802189ll));
    const double f = from_bits_f64(((long long)(((unsigned long long)(above & 4503599627370495ll)) + ((unsigned long long)4604544271217802189ll)))) - 1.0;
    const int k = (int)(above >> 52ll);
    const int t_1 = (int)(((unsigned int)k) - ((unsigned int)54));
    const int k_1 = tiny ? t_1 : k;
    const double n = (double)k_1;
    const double s = f / (2.0 + f);
    const double half = (0.5 * f) * f;
    const double z = s * s;
    const double rest = (s * (half + (z * ((((((((((((((((0.10526315789473684 * z) + 0.11764705882352941) * z) + 0.13333333333333333) * z) + 0.15384615384615385) * z) + 0.18181818181818182) * z) + 0.2222222222222222) * z) + 0.2857142857142857) * z) + 0.4) * z) + 0.6666666666666666)))) + ((n * 1.9082149292705877e-10) + 0.0);
    const double y = ((rest - half) + f) + (n * 0.6931471803691238);
    const double t_2 = (x == 0.0) ? from_bits_f64(-4503599627370496ll) : from_bits_f64(9221120237041090560ll);
    const double y_1 = (x > 0.0) ? y : t_2;
    const double radius = sqrt(((-2.0) * ((x == from_bits_f64(9218868437227405312ll)) ? x : y_1)));
    const double angle = ((double)((int)(w1 << 2u))) * 3.657295198167899e-10;
    const double z_1 = angle * angle;
    const double low = (((((2.7557319223985893e-06 * z_1) + (-0.0001984126984126984)) * z_1) + 0.008333333333333333) * z_1) + (-0.16666666666666666);
    const double high = (((((2.8114572543455206e-15 * z_1) + (-7.647163731819816e-13)) * z_1) + 1.6059043836821613e-10) * z_1) + (-2.505210838544172e-08);
    const double t_3 = z_1 * z_1;
    const double z_2 = angle * angle;
    const double half_1 = 0.5 * z_2;
    const double whole = 1.0 - half_1;
    const double low_1 = ((((((-2.755731922398589e-07) * z_2) + 2.48015873015873e-05) * z_2) + (-0.001388888888888889)) * z_2) + 0.041666666666666664;
    const double high_1 = ((((((-1.5619206968586225e-16) * z_2) + 4.779477332387385e-14) * z_2) + (-1.1470745597729725e-11)) * z_2) + 2.08767569878681e-09;
    const double t_4 = z_2 * z_2;
    const double s_1 = angle + ((angle * z_1) * (low + ((t_3 * t_3) * high)));
    const double c = whole + (((1.0 - whole) - half_1) + ((z_2 * z_2) * (low_1 + ((t_4 * t_4) * high_1))));
    const unsigned int quadrant = (w1 + 536870912u) >> 30u;
    const bool odd = (quadrant & 1u) != 0u;
    const double t_5 = -s_1;
    const double a_1 = odd ? t_5 : c;
    const double t_6 = -radius;
    const double radius_1 = ((quadrant & 2u) != 0u) ? t_6 : radius;
    const double z_3 = radius_1 * a_1;
    const double x_2 = a + (b * z_3);
    const double t_7 = (x_2 > (-746.0)) ? x_2 : (-746.0);
    const double x_3 = (t_7 < 710.0) ? t_7 : 710.0;
    const double shifted = (x_3 * 1.4426950408889634) + 6755399441055744.0;
    const double n_1 = shifted - 6755399441055744.0;
    const double high_2 = x_3 - (n_1 * 0.6931471803691238);
    const double low_2 = n_1 * 1.9082149292705877e-10;
    const double r = high_2 - low_2;
    const long long k_2 = (long long)(((unsigned long long)bits_f64(shifted)) - ((unsigned long long)bits_f64(6755399441055744.0)));
    const double low_3 = (((((((((((2.48015873015873e-05 * r) + 0.0001984126984126984) * r) + 0.001388888888888889) * r) + 0.008333333333333333) * r) + 0.041666666666666664) * r) + 0.16666666666666666) * r) + 0.5;
    const double high_3 = (((((((1.6059043836821613e-10 * r) + 2.08767569878681e-09) * r) + 2.505210838544172e-08) * r) + 2.755731922398589e-07) * r) + 2.7557319223985893e-06;
    const double t_8 = (r * r) * r;
    const double x_4 = 1.0 + (r + ((r * r) * (low_3 + (((t_8 * t_8) * r) * high_3))));
    const long long half_2 = k_2 >> 1ll;
    const double first = from_bits_f64(((long long)(((unsigned long long)((long long)(((unsigned long long)half_2) + ((unsigned long long)1023ll)))) << ((unsigned long long)52ll))));
    const double t_9 = (x_4 * first) * from_bits_f64(((long long)(((unsigned long long)((long long)(((unsigned long long)((long long)(((unsigned long long)k_2) - ((unsigned long long)half_2)))) + ((unsigned long long)1023ll)))) << ((unsigned long long)52ll))));
    const double t_10 = factor * ((x_2 == x_2) ? t_9 : x_2);
    const double t_11 = (t_10 > lo) ? t_10 : lo;
    out0 = (t_11 < hi) ? t_11 : hi;
}

__device__ __forceinline__ void in_steps(double delay, double dt, long long& out0)
{
    const double t = rint((delay / dt));
    out0 = (long long)((t > 1.0) ? t : 1.0);
}

__device__ __forceinline__ void load_units(double weight, double inverse_unit, long long& out0)
{
    out0 = (long long)(-floor((-(fabs(weight) * inverse_unit))));
}

__device__ __forceinline__ void exponent(double weight, int& out0)
{
    out0 = (int)((bits_f64(weight) >> 52ll) & 2047ll);
}
