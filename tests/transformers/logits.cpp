// usage: granite_logits RUN_FOLDER TOKEN...
// The logits of cdp-run's model after each of the tokens, in fp32 on the CPU: a line a token, numbers that read back
// exactly. What the exported model's are held against.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "runtime/graph/model.h"
#include "runtime/train/checkpoint.h"
#include "runtime/train/inputs.h"

namespace cdp::runtime {
namespace {

Status print_logits(const std::string& folder, const std::vector<std::int64_t>& tokens) {
  const auto plan = read_plan(folder + "/plan.json");
  if (!plan) return plan.error();
  const auto checkpoint = open_checkpoint(folder + "/checkpoint.safetensors", plan->sha256);
  if (!checkpoint) return checkpoint.error();
  auto model = Model::build(plan->plan, torch::kCPU, plan::Precision::fp32);
  if (!model) return model.error();
  if (const Status loaded = load_parameters(*checkpoint, *model); !loaded) return loaded.error();
  const at::NoGradGuard no_grad;
  torch::Tensor input = torch::empty({1, static_cast<std::int64_t>(tokens.size())}, torch::kLong);
  std::copy(tokens.begin(), tokens.end(), input.data_ptr<std::int64_t>());
  const torch::Tensor logits = model->forward(input).squeeze(0).to(torch::kFloat).contiguous();  // (time, vocab)
  const float* values = logits.data_ptr<float>();
  for (std::int64_t row = 0; row < logits.size(0); ++row) {
    for (std::int64_t column = 0; column < logits.size(1); ++column) fmt::print("{} ", *values++);
    fmt::print("\n");
  }
  return Done{};
}

}  // namespace
}  // namespace cdp::runtime

int main(int argc, char** argv) {
  std::vector<std::int64_t> tokens;
  for (int i = 2; i < argc; ++i) tokens.push_back(std::strtoll(argv[i], nullptr, 10));
  if (tokens.empty()) return 2;
  const cdp::Status printed = cdp::runtime::print_logits(argv[1], tokens);
  if (!printed) fmt::print(stderr, "{}\n", printed.error().text());
  return printed ? 0 : 2;
}
