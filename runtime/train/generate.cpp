// Loading a run and generating from it; see sample.h. The whole window is run again for every token: simple, and quick
// enough for looking at a model.
#include "runtime/train/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <numeric>

#include "compiler/base/harmless.h"
#include "compiler/plan/plan.h"
#include "run/folder.h"
#include "runtime/data/permutation.h"
#include "runtime/graph/model.h"
#include "runtime/train/checkpoint.h"
#include "runtime/train/device.h"
#include "runtime/train/inputs.h"
#include "runtime/train/safe_text.h"

namespace cdp::runtime {
namespace {

struct Trained {
  Model model;
  torch::Device device;
  std::int64_t context;
  CheckpointInfo info;
};

Result<Trained> load(const run::SampleOptions& options, std::FILE* notes) {
  const auto device = choose_device(options.device);
  if (!device) return device.error();
  if (!device->remark.empty()) fmt::print(notes, "{}\n", harmless(device->remark));
  const auto plan = read_plan(options.folder + "/plan.json");
  if (!plan) return plan.error();
  if (const plan::TaskKind task = plan->plan.training.task; !plan::has_tokens(task))
    return Error{fmt::format("its task is {}: there is no text to go on with; cdp sample is for next_token", task),
                 options.folder};
  const auto checkpoint =
      open_checkpoint(options.folder + (options.best ? "/best.safetensors" : "/checkpoint.safetensors"), plan->sha256);
  if (!checkpoint) return checkpoint.error();
  auto model = Model::build(plan->plan, device->device, plan::Precision::fp32);
  if (!model) return Error{model.error().message, options.folder + "/plan.json"};
  if (const Status loaded = load_parameters(*checkpoint, *model); !loaded) return loaded.error();
  return Trained{std::move(*model), device->device, plan->plan.training.context.value_or(1), checkpoint->info};
}

/// The logits of the token after the last.
std::vector<float> next_logits(const Trained& trained, const std::vector<std::int64_t>& tokens) {
  const auto window = std::min(static_cast<std::int64_t>(tokens.size()), trained.context);
  const torch::Tensor input = torch::empty({1, window}, torch::kLong);
  std::copy(tokens.end() - window, tokens.end(), input.data_ptr<std::int64_t>());
  const torch::Tensor logits = trained.model.forward(input.to(trained.device));  // (1, window, vocab)
  const torch::Tensor last = logits.select(1, window - 1).to(torch::kCPU, torch::kFloat).contiguous();
  return {last.data_ptr<float>(), last.data_ptr<float>() + last.numel()};
}

Result<std::vector<std::int64_t>> prompt_tokens(const run::SampleOptions& options, const Trained& trained) {
  if (options.prompt.empty()) return Error{"the prompt is empty; give the model something to go on with", "--prompt"};
  if (trained.info.tokens == TokenKind::kIds) return parse_ids(options.prompt, trained.model.outputs());
  std::vector<std::int64_t> tokens;
  for (const char byte : options.prompt) tokens.push_back(static_cast<unsigned char>(byte));
  return tokens;
}

/// What a token prints as: text, or its id.
class Printer {
 public:
  Printer(TokenKind kind, std::FILE* out) : kind_(kind), out_(out) {}
  void print(std::int64_t token) {
    if (kind_ == TokenKind::kIds) {
      fmt::print(out_, "{} ", token);
    } else {
      // A vocabulary may be larger than the 256 tokens that are bytes.
      const char byte = static_cast<char>(token);
      fmt::print(out_, "{}", token < 256 ? text_.add({&byte, 1}) : text_.finish() + "\xEF\xBF\xBD");
    }
    std::fflush(out_);
  }
  void finish() { fmt::print(out_, "{}\n", text_.finish()); }

 private:
  TokenKind kind_;
  std::FILE* out_;
  SafeText text_;
};

}  // namespace

std::int64_t pick_token(std::span<const float> logits, double temperature, std::int64_t top_k, double draw) {
  std::vector<std::int64_t> order(logits.size());
  std::iota(order.begin(), order.end(), 0);
  const auto larger = [&](std::int64_t a, std::int64_t b) {
    const float x = logits[static_cast<std::size_t>(a)];
    const float y = logits[static_cast<std::size_t>(b)];
    return x != y ? x > y : a < b;
  };
  const auto count = static_cast<std::int64_t>(order.size());
  const std::int64_t kept = temperature == 0 ? 1 : top_k == 0 ? count : std::min(top_k, count);
  std::partial_sort(order.begin(), order.begin() + kept, order.end(), larger);
  order.resize(static_cast<std::size_t>(kept));
  if (kept == 1) return order.front();
  const double largest = logits[static_cast<std::size_t>(order.front())];
  std::vector<double> cumulative;
  double sum = 0;
  for (const std::int64_t token : order) {
    sum += std::exp((logits[static_cast<std::size_t>(token)] - largest) / temperature);
    cumulative.push_back(sum);
  }
  const auto found = std::upper_bound(cumulative.begin(), cumulative.end(), draw * sum);
  return order[std::min(order.size() - 1, static_cast<std::size_t>(found - cumulative.begin()))];
}

Result<std::vector<std::int64_t>> parse_ids(const std::string& text, std::int64_t vocabulary) {
  std::vector<std::int64_t> ids;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    at = std::find_if(at, end, [](char c) { return c != ' ' && c != ','; });
    if (at == end) break;
    std::int64_t id = 0;
    const auto [after, fault] = std::from_chars(at, end, id);
    const bool whole = after == end || *after == ' ' || *after == ',';
    if (fault != std::errc{} || !whole || id < 0 || id >= vocabulary) {
      return Error{
          fmt::format("this model was trained on token ids, not text: give ids from 0 to {}, as in \"12 7 99\"",
                      vocabulary - 1),
          "--prompt"};
    }
    ids.push_back(id);
    at = after;
  }
  if (ids.empty()) return Error{"the prompt has no token ids", "--prompt"};
  return ids;
}

Status generate(const run::SampleOptions& options, std::FILE* out, std::FILE* notes) {
  const auto trained = load(options, notes);
  if (!trained) return trained.error();
  auto tokens = prompt_tokens(options, *trained);
  if (!tokens) return tokens.error();
  if (trained->info.tokens == TokenKind::kIds) {
    fmt::print(notes, "this model was trained on token ids; what follows are ids, not text\n");
  }
  Printer printer(trained->info.tokens.value_or(TokenKind::kBytes), out);
  for (const std::int64_t token : *tokens) printer.print(token);
  const at::NoGradGuard no_grad;
  std::uint64_t state = mix64(static_cast<std::uint64_t>(options.seed));
  for (std::int64_t i = 0; i < options.tokens; ++i) {
    state = mix64(state);
    const double draw = static_cast<double>(state >> 11) * 0x1p-53;
    const std::vector<float> logits = next_logits(*trained, *tokens);
    if (!std::all_of(logits.begin(), logits.end(), [](float x) { return std::isfinite(x); })) {
      printer.finish();
      return Error{"the model gives values that are not finite", options.folder};
    }
    tokens->push_back(pick_token(logits, options.temperature, options.top_k, draw));
    printer.print(tokens->back());
  }
  printer.finish();
  return Done{};
}

}  // namespace cdp::runtime
