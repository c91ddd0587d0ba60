// Matrices, tables, and what moves entries or averages them. Backward is LibTorch's.
#include "runtime/graph/ops.h"

namespace cdp::runtime::ops {

at::Tensor linear(const Call& call) {
  return at::linear(call.tensor(0), call.tensor(1));
}

at::Tensor biased_linear(const Call& call) {
  return at::linear(call.tensor(0), call.tensor(1), optional_tensor(call.tensor(2)));
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

std::vector<at::Tensor> split(const Call& call) {
  return at::chunk(call.tensor(0), call.settings.chunks, -1);
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

}  // namespace cdp::runtime::ops
