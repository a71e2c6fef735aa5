"""From a model, an integrator and receptors to one fused update, as text that one can read."""
