// Attention and its heads. On the CPU an autograd Function over the kernel: heads in parallel, each in its thread's own
// scratch.
#include <limits>
#include <vector>

#include "runtime/graph/ops.h"
#include "runtime/graph/ops/composites.h"
#include "runtime/graph/ops/cpu.h"
#include "runtime/graph/ops/window_block.h"

namespace cdp::runtime {
namespace composites {

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const Mask& mask) {
  at::Tensor scores = at::matmul(q * mask.scale, k.transpose(-2, -1)).to(at::kFloat);  // (batch, heads, time, time)
  const at::Tensor position = at::arange(q.size(2), q.options().dtype(at::kLong));
  const at::Tensor distance = position.unsqueeze(1) - position.unsqueeze(0);  // query's minus key's
  at::Tensor hidden = at::zeros_like(distance, at::kBool);
  if (mask.causal) hidden = hidden.logical_or(distance < 0);
  if (mask.window > 0) hidden = hidden.logical_or(distance.abs() >= mask.window);
  scores = scores.masked_fill(hidden, -std::numeric_limits<float>::infinity());
  return at::matmul(at::softmax(scores, -1).to(v.scalar_type()), v);
}

namespace {

/// (batch, heads, blocks, size, d) -> (batch, heads, blocks, 2 or 3 size, d): each block behind the one before it, and
/// before the one after it where `after` is set; zeros where there is none.
at::Tensor with_neighbours(const at::Tensor& blocks, bool after) {
  const std::int64_t count = blocks.size(2);
  const at::Tensor none = at::zeros_like(blocks.narrow(2, 0, 1));
  std::vector<at::Tensor> parts = {at::cat({none, blocks.narrow(2, 0, count - 1)}, 2), blocks};
  if (after) parts.push_back(at::cat({blocks.narrow(2, 1, count - 1), none}, 2));
  return at::cat(parts, 3);
}

/// (blocks, size, neighbours): keys that a query does not see, by place and because there are none.
at::Tensor hidden_in_blocks(std::int64_t time, std::int64_t size, std::int64_t blocks, const Mask& mask,
                            const at::Tensor& like) {
  const auto count = [&](std::int64_t to) { return at::arange(to, like.options().dtype(at::kLong)); };
  const at::Tensor query = count(size).unsqueeze(1);
  const at::Tensor key = count(size * window_neighbours(mask.causal)).unsqueeze(0) - size;
  const at::Tensor distance = query - key;
  at::Tensor hidden = distance.abs() >= mask.window;
  if (mask.causal) hidden = hidden.logical_or(distance < 0);
  const at::Tensor position = count(blocks).view({-1, 1, 1}) * size + key.unsqueeze(0);
  return hidden.unsqueeze(0).logical_or(position < 0).logical_or(position >= time);
}

}  // namespace

at::Tensor windowed_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const Mask& mask) {
  const std::int64_t time = q.size(2), size = window_block(mask.window), blocks = (time + size - 1) / size;
  const auto cut = [&](const at::Tensor& x) {
    const at::Tensor whole = at::constant_pad_nd(x, {0, 0, 0, blocks * size - time});
    return whole.reshape({x.size(0), x.size(1), blocks, size, x.size(3)});
  };
  const at::Tensor keys = with_neighbours(cut(k), !mask.causal), values = with_neighbours(cut(v), !mask.causal);
  at::Tensor scores = at::matmul(cut(q) * mask.scale, keys.transpose(-2, -1)).to(at::kFloat);
  // A query behind the end may see no key: a finite number keeps its softmax, which is cut off, and gradients finite.
  scores = scores.masked_fill(hidden_in_blocks(time, size, blocks, mask, q), std::numeric_limits<float>::lowest());
  const at::Tensor out = at::matmul(at::softmax(scores, -1).to(v.scalar_type()), values);
  return out.reshape({q.size(0), q.size(1), blocks * size, q.size(3)}).narrow(2, 0, time);
}

at::Tensor repeat_heads(const at::Tensor& x, std::int64_t heads) {
  const std::int64_t groups = x.size(1);
  if (groups == heads) return x;
  const at::Tensor spread = x.unsqueeze(2).expand({x.size(0), groups, heads / groups, x.size(2), x.size(3)});
  return spread.reshape({x.size(0), heads, x.size(2), x.size(3)});
}

}  // namespace composites

namespace cpu {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

kernels::Attention job_of(const variable_list& qkv, const at::Tensor& out, const at::Tensor& log_sums, double scale,
                          bool causal) {
  const at::Tensor& q = qkv[0];
  return {type_of(q), rows_of(q), rows_of(qkv[1]), rows_of(qkv[2]),           rows_of(out), log_sums.data_ptr<float>(),
          q.size(1),  q.size(2),  q.size(3),       static_cast<float>(scale), causal,       nullptr};
}

/// body(scratch, begin, end) for all (batch, head) pairs.
template <class Body>
void for_each_head(const at::Tensor& q, const Body& body) {
  const auto floats = static_cast<std::size_t>(kernels::attention_scratch(q.size(2), q.size(3)));
  at::parallel_for(0, q.size(0) * q.size(1), 1, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> scratch(floats);
    body(scratch.data(), begin, end);
  });
}

struct AttentionFunction : torch::autograd::Function<AttentionFunction> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                            double scale, bool causal) {
    const variable_list qkv = {with_rows(q), with_rows(k), with_rows(v)};
    at::Tensor out = empty_heads(q);
    at::Tensor log_sums = at::empty({q.size(0), q.size(1), q.size(2)}, q.options().dtype(at::kFloat));
    const kernels::Attention job = job_of(qkv, out, log_sums, scale, causal);
    for_each_head(q, [&](float* scratch, std::int64_t begin, std::int64_t end) {
      kernels::Attention mine = job;
      mine.scratch = scratch;
      kernels::best().attention_forward(mine, begin, end);
    });
    ctx->save_for_backward({qkv[0], qkv[1], qkv[2], out, log_sums});
    ctx->saved_data["scale"] = scale;
    ctx->saved_data["causal"] = causal;
    return out;
  }

  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    const variable_list saved = ctx->get_saved_variables();
    const at::Tensor grad = with_rows(grads[0]);
    const at::Tensor grad_q = empty_heads(saved[0]);
    const at::Tensor grad_k = empty_heads(saved[1]);
    const at::Tensor grad_v = empty_heads(saved[2]);
    const double scale = ctx->saved_data["scale"].toDouble();
    const bool causal = ctx->saved_data["causal"].toBool();
    const kernels::Attention forward = job_of(saved, saved[3], saved[4], scale, causal);
    const kernels::AttentionBackward job{forward, rows_of(grad), rows_of(grad_q), rows_of(grad_k), rows_of(grad_v)};
    for_each_head(saved[0], [&](float* scratch, std::int64_t begin, std::int64_t end) {
      kernels::AttentionBackward mine = job;
      mine.forward.scratch = scratch;
      kernels::best().attention_backward(mine, begin, end);
    });
    return {grad_q, grad_k, grad_v, at::Tensor(), at::Tensor()};
  }
};

}  // namespace

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, bool causal) {
  return AttentionFunction::apply(q, k, v, scale, causal);
}

}  // namespace cpu

namespace ops {

at::Tensor split_heads(const Call& call) {
  const at::Tensor x = call.tensor(0);  // (batch, time, width)
  const std::int64_t heads = call.settings.heads;
  return x.view({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
}

at::Tensor merge_heads(const Call& call) {
  const at::Tensor x = call.tensor(0);  // (batch, heads, time, d)
  return x.transpose(1, 2).reshape({x.size(0), x.size(2), x.size(1) * x.size(3)});
}

at::Tensor attention(const Call& call) {
  const at::Tensor q = call.tensor(0);
  const double scale = call.values[3].number;
  const Attributes& settings = call.settings;
  const bool windowed = settings.window > 0 && settings.window < q.size(2);
  if (kGroupsHeads && !windowed && !cpu::takes(q))
    return runtime::attention(q, call.tensor(1), call.tensor(2), scale, settings.causal);
  const at::Tensor k = composites::repeat_heads(call.tensor(1), q.size(1));
  const at::Tensor v = composites::repeat_heads(call.tensor(2), q.size(1));
  if (windowed) return composites::windowed_attention(q, k, v, {scale, settings.causal, settings.window});
  if (cpu::takes(q)) return cpu::attention(q, k, v, scale, settings.causal);
  return runtime::attention(q, k, v, scale, settings.causal);
}

}  // namespace ops
}  // namespace cdp::runtime
