// The estimate of micro_batch.h: each matrix makes an output as wide as it has rows, kept for the backward pass.
#include "runtime/train/micro_batch.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/saturating.h"
#include "compiler/plan/graph_index.h"
#include "runtime/graph/ops/window_block.h"
#include "runtime/train/progress.h"

namespace cdp::runtime {
namespace {

/// How many places the matrices run at, a sequence or sample: tokens, or the patches of an image.
std::int64_t positions_of(const plan::Plan& plan) {
  if (plan.training.context) return *plan.training.context;
  for (const plan::Node& node : plan.graph.nodes) {
    if (!plan::is_op(&node, plan::Op::patches)) continue;
    const std::int64_t side = plan::integer_attribute(node, "size");
    const std::int64_t numbers = saturating_product(side, side, plan::integer_attribute(node, "channels"));
    return std::max<std::int64_t>(1, plan.training.features.value_or(1) / std::max<std::int64_t>(1, numbers));
  }
  return 1;
}

/// How many experts compute a token, where there are any.
std::int64_t experts_of_a_token(const plan::Block& block) {
  std::int64_t most = 1;
  for (const plan::Node& node : block.nodes) {
    if (node.body) most = std::max(most, experts_of_a_token(*node.body));
    if (plan::is_op(&node, plan::Op::route)) most = std::max(most, plan::integer_attribute(node, "top_k"));
  }
  return most;
}

/// Scores that attention with a window keeps a position: of every head with the neighbouring blocks' keys. Attention
/// without one keeps none.
std::int64_t window_scores(const plan::Block& block, std::int64_t context) {
  std::int64_t heads = 1, scores = 0;
  for (const plan::Node& node : block.nodes)
    if (plan::is_op(&node, plan::Op::split_heads)) heads = std::max(heads, plan::integer_attribute(node, "heads"));
  for (const plan::Node& node : block.nodes) {
    if (node.body)
      scores = saturating_sum(scores, saturating_product(node.count.value_or(0), window_scores(*node.body, context)));
    if (!plan::is_op(&node, plan::Op::attention)) continue;
    const std::int64_t window = plan::integer_attribute(node, "window");
    if (window <= 0 || window >= context) continue;
    const std::int64_t neighbours = window_neighbours(plan::boolean_attribute(node, "causal"));
    scores = saturating_sum(scores, saturating_product(heads, neighbours, window_block(window)));
  }
  return scores;
}

const char* rows_of(const plan::Training& training) {
  return training.context ? "sequences" : "samples";
}

constexpr std::int64_t kNoisyParts = 4;  // micro-batches that noise is measured between

}  // namespace

std::string model_words(const plan::Plan& plan) {
  const auto numbers = static_cast<double>(plan.parameters.total);
  return fmt::format("the model: {} parameters take about {}B with gradients and optimizer; a smaller plan needs less",
                     short_count(numbers), short_count(16 * numbers));
}

std::int64_t activation_bytes(const plan::Plan& plan) {
  // Output, its gradient, and what norms, activations and attention keep beside it, in fp32.
  constexpr std::int64_t kBytesPerOutput = 4 * 4;
  const std::int64_t experts = experts_of_a_token(plan.graph);
  std::int64_t outputs = 0;  // a position
  for (const plan::Tensor& tensor : plan.tensors) {
    if (tensor.shape.size() == 2) outputs = saturating_sum(outputs, tensor.shape.front());
    if (tensor.shape.size() == 3)  // a bank: (experts, out, in)
      outputs = saturating_sum(outputs, saturating_product(tensor.shape[1], experts));
  }
  const std::int64_t positions = positions_of(plan);
  outputs = saturating_sum(outputs, window_scores(plan.graph, positions));
  return saturating_product(std::max<std::int64_t>(1, outputs), kBytesPerOutput, positions);
}

std::int64_t choose_micro_batch(const plan::Plan& plan, std::int64_t budget) {
  const std::int64_t batch = plan.training.batch;
  const std::int64_t most = std::clamp<std::int64_t>(budget / activation_bytes(plan), 1, batch);
  const std::int64_t parts = (batch + most - 1) / most;
  return (batch + parts - 1) / parts;
}

Result<std::int64_t> noise_micro_batch(const plan::Training& training, std::int64_t rows,
                                       std::optional<std::int64_t> asked) {
  if (training.batch < 2) {
    return Error{fmt::format("noise is measured between the {} of a batch, and this plan's batch has {}; take a plan "
                             "with 2 or more",
                             rows_of(training), training.batch),
                 "--measure noise-scale"};
  }
  if (asked && *asked >= training.batch) {
    return Error{fmt::format("the noise scale is measured between micro-batches, and {} {} are the whole batch of {}; "
                             "take {} or fewer, or leave it out",
                             *asked, rows_of(training), training.batch, (training.batch + 1) / 2),
                 "--micro-batch"};
  }
  return asked.value_or(std::min(rows, (training.batch + kNoisyParts - 1) / kNoisyParts));
}

}  // namespace cdp::runtime
