// Writing and continuing metrics.jsonl; see metrics.h.
#include "runtime/train/metrics.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>

#include "compiler/base/files.h"
#include "compiler/base/regular_file.h"
#include "compiler/base/text.h"
#include "runtime/report/run_log.h"

namespace cdp::runtime {
namespace {

using nlohmann::json;

/// Timing needs no more than milliseconds.
std::string rounded(double value) {
  return fmt::format("{:.3f}", value);
}

/// The line about the data, one a run.
bool is_data(const json& line) {
  return line["kind"] == "corpus" || line["kind"] == "table";
}

/// Whether a line belongs to a run that is resumed at `step`.
bool kept(const json& line, std::int64_t step, std::int64_t eval_every) {
  if (!line.is_object() || !line.contains("kind")) return false;
  if (is_data(line)) return true;
  if (line["kind"] == "end" || !line.contains("step") || !line["step"].is_number_integer()) return false;
  const auto at = line["step"].get<std::int64_t>();
  return at <= step && (line["kind"] != "eval" || at % eval_every == 0);
}

/// Whether a line is an evaluation with a smaller loss.
bool is_better(const json& line, const std::optional<EvalLine>& best) {
  if (line["kind"] != "eval" || !line.contains("loss") || !line["loss"].is_number()) return false;
  return !best || line["loss"].get<double>() < best->loss;
}

}  // namespace

Result<Metrics> Metrics::open(const std::string& path, const TaskWords& words) {
  const int raw = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (raw < 0) return Error{"cannot be written: " + std::generic_category().message(errno), path};
  Metrics metrics;
  metrics.path_ = path;
  metrics.words_ = &words;
  metrics.descriptor_ = std::shared_ptr<const int>(new int(raw), [](const int* held) {
    ::close(*held);
    delete held;
  });
  return metrics;
}

Result<Metrics> Metrics::begin(const std::string& path, const TaskWords& words) {
  if (const Status made = write_file(path, ""); !made) return made.error();
  return open(path, words);
}

Result<Metrics> Metrics::resume(const std::string& path, const TaskWords& words, std::int64_t step,
                                std::int64_t eval_every) {
  if (::access(path.c_str(), F_OK) != 0) return begin(path, words);
  const auto text = read_regular(path, kMostLog);
  if (!text) return text.error();
  std::string keep;
  bool has_data = false;
  double seconds = 0;
  std::optional<EvalLine> best;
  std::string_view rest = *text;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    const std::string_view line = rest.substr(0, end + 1);
    rest.remove_prefix(end + 1);
    const json value = json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!kept(value, step, eval_every)) continue;
    keep += line;
    has_data = has_data || is_data(value);
    if (is_better(value, best)) best = EvalLine{value["step"].get<std::int64_t>(), 0, value["loss"].get<double>()};
    if (value.contains("seconds") && value["seconds"].is_number()) seconds = value["seconds"].get<double>();
  }
  if (const Status made = write_file(path, keep); !made) return made.error();
  auto metrics = open(path, words);
  if (!metrics) return metrics.error();
  metrics->has_data_ = has_data;
  metrics->seconds_ = seconds;
  metrics->best_ = best;
  return metrics;
}

Status Metrics::append(const std::string& line) {
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t count = ::write(*descriptor_, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const char* const full = errno == ENOSPC ? "; make room, then go on with --resume" : "";
      return Error{"cannot be written: " + std::generic_category().message(errno) + full, path_};
    }
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  return Done{};
}

Status Metrics::write(const CorpusLine& line) {
  has_data_ = true;
  return append(fmt::format(
      R"({{"kind":"corpus","tokens":{},"train_tokens":{},"held_out_tokens":{},"unigram_entropy":{},"bigram_entropy":{},"files":{}}})"
      "\n",
      line.tokens, line.train_tokens, line.held_out_tokens, shortest(line.unigram_entropy),
      shortest(line.bigram_entropy), line.files));
}

Status Metrics::write(const TableLine& line) {
  has_data_ = true;
  const std::string accuracy =
      line.baseline_accuracy ? fmt::format(R"(,"baseline_accuracy":{})", shortest(*line.baseline_accuracy)) : "";
  return append(fmt::format(
      R"({{"kind":"table","rows":{},"train_rows":{},"held_out_rows":{},"features":{},"baseline_loss":{}{},"files":{}}})"
      "\n",
      line.rows, line.train_rows, line.held_out_rows, line.features, shortest(line.baseline_loss), accuracy,
      line.files));
}

Status Metrics::write(const TrainLine& line) {
  return append(fmt::format(
      R"({{"kind":"train","step":{},"{items}":{},"loss":{},"lr_factor":{},"grad_norm":{},"{items}_per_second":{},"seconds":{}}})"
      "\n",
      line.step, line.items, shortest(line.loss), shortest(line.lr_factor), shortest(line.grad_norm),
      rounded(line.items_per_second), rounded(line.seconds), fmt::arg("items", words_->items)));
}

Status Metrics::write(const EvalLine& line) {
  const std::string score = line.score ? fmt::format(R"(,"{}":{})", words_->score, shortest(*line.score)) : "";
  return append(fmt::format(R"({{"kind":"eval","step":{},"{}":{},"loss":{}{}}})"
                            "\n",
                            line.step, words_->items, line.items, shortest(line.loss), score));
}

Status Metrics::write(const EndLine& line) {
  return append(fmt::format(R"({{"kind":"end","step":{},"reason":"{}","seconds":{}}})"
                            "\n",
                            line.step, line.reason, rounded(line.seconds)));
}

}  // namespace cdp::runtime
