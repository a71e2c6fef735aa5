// Poisson[none](), arithmetic in f32.

typedef float real;
constexpr int WIDTH = 4;  // neurons of a thread
constexpr int BLOCKS = 8;  // of 128 threads, on a multiprocessor
constexpr int STATES = 0;
constexpr bool XI = false;  // a standard normal per neuron and step
constexpr bool UNIFORM = true;  // a random word
constexpr int ROUNDING = 0;  // random words for stochastic rounding

__device__ __forceinline__ void model_update(unsigned int word_u, float chance, bool& out0)
{
    const float t = ((float)((int)(word_u >> 1u))) * 4.656613e-10f;
    const bool spiked = ((t < 0.99999994f) ? t : 0.99999994f) < chance;
    out0 = spiked;
}

struct Arrays {
    void* m_nothing;
};

struct Constants {
    real m_chance;
};

// The neurons of a thread, in registers.
struct Neurons {

    __device__ __forceinline__ void load(const Arrays& arrays, int group)
    {
    }

    __device__ __forceinline__ void store(const Arrays& arrays, int group) const
    {
    }

    // Advance neuron j; `bad` gets a bit for every state that was not finite.
    template <class Noise>
    __device__ __forceinline__ bool step(int j, const Constants& constants, const Noise& noise, uint32& bad)
    {
        bool next_spiked;
        model_update(
            (unsigned int)noise.uniform[j],
            (float)constants.m_chance,
            next_spiked);
        bad = 0;
        return next_spiked;
    }
};
