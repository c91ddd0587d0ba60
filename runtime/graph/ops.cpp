// The operations in LibTorch's words; on the CPU the hot ones go to one-pass kernels (cpu_ops.h).
#include "runtime/graph/ops.h"

#include "runtime/graph/composites.h"
#include "runtime/graph/cpu_ops.h"
#include "runtime/graph/experts.h"

namespace cdp::runtime {
namespace ops {
namespace {

/// A number is a 0-dimensional tensor in the other side's type, which doesn't widen it.
at::Tensor operand(const Call& call, std::size_t i) {
  const Value& value = call.values[i];
  if (value.tensor.defined()) return value.tensor;
  const at::Tensor& other = call.values[1 - i].tensor;
  return at::scalar_tensor(value.number, other.options());
}

}  // namespace

at::Tensor add(const Call& call) {
  return at::add(operand(call, 0), operand(call, 1));
}
at::Tensor sub(const Call& call) {
  return at::sub(operand(call, 0), operand(call, 1));
}
at::Tensor neg(const Call& call) {
  return at::neg(call.tensor(0));
}

at::Tensor mul(const Call& call) {
  for (const std::size_t i : {0u, 1u}) {
    if (!call.values[i].tensor.defined()) return at::mul(call.tensor(1 - i), call.values[i].number);
  }
  return at::mul(call.tensor(0), call.tensor(1));
}

at::Tensor div(const Call& call) {
  if (!call.values[1].tensor.defined()) return at::mul(call.tensor(0), 1.0 / call.values[1].number);
  return at::div(operand(call, 0), call.tensor(1));
}

at::Tensor scaled_add(const Call& call) {
  return at::add(call.tensor(0), call.tensor(1), call.settings.factor);
}
at::Tensor linear(const Call& call) {
  return at::linear(call.tensor(0), call.tensor(1));
}
at::Tensor lookup(const Call& call) {
  return at::embedding(call.tensor(1), call.tensor(0));
}

at::Tensor positions(const Call& call) {
  const at::Tensor ids = call.tensor(0);  // (batch, time)
  return at::arange(ids.size(1), ids.options()).unsqueeze(0);
}

at::Tensor chunk(const Call& call) {
  const at::Tensor x = call.tensor(0);
  const std::int64_t width = x.size(-1) / call.settings.chunks;
  return x.narrow(-1, call.settings.index * width, width);
}

at::Tensor rms_norm(const Call& call) {
  const at::Tensor x = call.tensor(0);
  const at::Tensor gain = call.tensor(1);
  if (gain.defined() && gain.dim() > 1) {  // one set a head
    return at::mul(
        cpu::takes(x) ? cpu::rms_norm(x, {}, call.settings.eps) : runtime::rms_norm(x, {}, call.settings.eps), gain);
  }
  if (cpu::takes(x)) return cpu::rms_norm(x, gain, call.settings.eps);
  return runtime::rms_norm(x, gain, call.settings.eps);
}

at::Tensor layer_norm(const Call& call) {
  const at::Tensor gain = call.tensor(1);
  const at::Tensor offset = call.tensor(2);
  if (gain.defined() && gain.dim() > 1) {  // one set a head
    const at::Tensor y = at::mul(runtime::layer_norm(call.tensor(0), {}, {}, call.settings.eps), gain);
    return offset.defined() ? at::add(y, offset) : y;
  }
  return runtime::layer_norm(call.tensor(0), gain, offset, call.settings.eps);
}

at::Tensor split_heads(const Call& call) {
  const at::Tensor x = call.tensor(0);  // (batch, time, width)
  const std::int64_t heads = call.settings.heads;
  return x.view({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
}

at::Tensor merge_heads(const Call& call) {
  const at::Tensor x = call.tensor(0);  // (batch, heads, time, d)
  return x.transpose(1, 2).reshape({x.size(0), x.size(2), x.size(1) * x.size(3)});
}

at::Tensor rope(const Call& call) {
  const at::Tensor x = call.tensor(0);
  const RopeTable table = call.rope_tables.get(call.settings.theta, x.size(-1), x.size(-2), x.device());
  return cpu::takes(x) ? cpu::rope(x, table) : composites::rope(x, table);
}

at::Tensor attention(const Call& call) {
  const at::Tensor q = call.tensor(0);
  const at::Tensor k = composites::repeat_heads(call.tensor(1), q.size(1));
  const at::Tensor v = composites::repeat_heads(call.tensor(2), q.size(1));
  const double scale = call.values[3].number;
  const Settings& settings = call.settings;
  if (settings.window > 0 && settings.window < q.size(2)) {
    return composites::attention(q, k, v, {scale, settings.causal, settings.window});
  }
  if (cpu::takes(q)) return cpu::attention(q, k, v, scale, settings.causal);
  return runtime::attention(q, k, v, scale, settings.causal);
}

at::Tensor patches(const Call& call) {
  const at::Tensor x = call.tensor(0);  // (batch, height width channels)
  const auto& [size, height, channels] = std::tie(call.settings.size, call.settings.height, call.settings.channels);
  const std::int64_t down = height / size;
  const std::int64_t across = x.size(1) / (height * channels * size);
  const at::Tensor pixels = x.view({x.size(0), down, size, across, size, channels});
  return pixels.transpose(2, 3).reshape({x.size(0), down * across, size * size * channels});
}
at::Tensor mean(const Call& call) {
  return at::mean(call.tensor(0), 1);  // (batch, time, width)
}

at::Tensor gelu(const Call& call) {
  return at::gelu(call.tensor(0));
}
at::Tensor gelu_tanh(const Call& call) {
  return at::gelu(call.tensor(0), "tanh");
}
at::Tensor silu(const Call& call) {
  return at::silu(call.tensor(0));
}
at::Tensor relu(const Call& call) {
  return at::relu(call.tensor(0));
}
at::Tensor relu2(const Call& call) {
  return at::square(at::relu(call.tensor(0)));
}
at::Tensor tanh(const Call& call) {
  return at::tanh(call.tensor(0));
}
at::Tensor sigmoid(const Call& call) {
  return at::sigmoid(call.tensor(0));
}
at::Tensor softmax(const Call& call) {
  return at::softmax(call.tensor(0), -1);
}

at::Tensor route(const Call& call) {
  return runtime::route(call.tensor(0), call.tensor(1), call.settings.top_k);
}
at::Tensor experts(const Call& call) {
  return runtime::experts({call.tensor(0), call.tensor(1)}, {call.tensor(2), call.tensor(3), call.tensor(4)});
}

at::Tensor swiglu(const Call& call) {
  const at::Tensor x = call.tensor(0);
  const at::Tensor y = call.tensor(1);
  if (cpu::takes(x) && x.sizes() == y.sizes()) return cpu::swiglu(x, y);
  return at::mul(at::silu(x), y);
}

}  // namespace ops

Forward forward_of(plan::Op op) {
  static constexpr Forward kForwards[] = {
#define OPERATION(name, arguments, attributes, needs, meaning) &ops::name,
#include "compiler/plan/operations.def"
#undef OPERATION
  };
  return kForwards[static_cast<std::size_t>(op)];
}

}  // namespace cdp::runtime
