// The words of summary.h.
#include "runtime/train/summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "compiler/base/files.h"
#include "compiler/base/harmless.h"
#include "compiler/base/text.h"
#include "run/best.h"

namespace cdp::runtime {
namespace {

constexpr std::size_t kNamed = 5;

const char* plural(std::size_t count) {
  return count == 1 ? "" : "s";
}

double percent(std::size_t part, std::size_t whole) {
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void say_skipped(const std::vector<std::string>& skipped, Progress& progress) {
  if (skipped.empty()) return;
  progress.say(fmt::format("skipped  {} that could not be read:", skipped.size()));
  for (std::size_t i = 0; i < std::min(kNamed, skipped.size()); ++i) progress.say("         " + skipped[i]);
  if (skipped.size() > kNamed) progress.say(fmt::format("         and {} more", skipped.size() - kNamed));
}

BaselineLosses say_text(const TextData& data, Progress& progress) {
  const Corpus& corpus = data.corpus;
  const std::size_t files = corpus.parts().size();
  progress.say(fmt::format(
      "corpus   {} tokens ({}) in {} file{}, {:.1f}% held out", short_count(static_cast<double>(corpus.size())),
      corpus.type() == TokenType::kBytes    ? "bytes"
      : corpus.type() == TokenType::kUint16 ? "ids"
                                            : "ids of 32 bits",
      files, plural(files),
      percent(static_cast<std::size_t>(data.split.held_out_tokens()), static_cast<std::size_t>(corpus.size()))));
  say_skipped(corpus.skipped(), progress);
  for (const std::string& note : corpus.notes()) progress.say("note     " + note);
  const Entropies entropies = measure_entropies(corpus);
  progress.say(fmt::format("         entropy {:.4f} nats a token, {:.4f} when the token before is known",
                           entropies.unigram, entropies.bigram));
  return entropies;
}

/// `setosa = 0, versicolor = 1, virginica = 2`
std::string labels_text(const std::vector<std::string>& words) {
  std::vector<std::string> pairs;
  for (std::size_t i = 0; i < std::min<std::size_t>(words.size(), 2 * kNamed); ++i)
    pairs.push_back(fmt::format("{} = {}", shortened(words[i]), i));
  if (pairs.size() < words.size()) pairs.push_back(fmt::format("{} more", words.size() - pairs.size()));
  return fmt::format("{}", fmt::join(pairs, ", "));
}

void say_targets(const Samples& samples, Progress& progress) {
  const std::vector<std::string>& names = samples.table().predicted;
  for (std::size_t i = 0; i < std::min(kNamed, names.size()); ++i) {
    const Scale& scale = samples.target_scales()[i];
    progress.say(fmt::format("target   {}: mean {:.4g}, standard deviation {:.4g}, standardised for the loss",
                             shortened(names[i]), scale.mean, scale.std));
  }
  if (names.size() > kNamed) progress.say(fmt::format("         and {} more", names.size() - kNamed));
}

BaselineLosses say_table(const Samples& samples, Progress& progress) {
  const Table& table = samples.table();
  progress.say(fmt::format("table    {} rows of {} feature{} in {} file{}, {:.1f}% held out", table.rows, table.width(),
                           plural(table.columns.size()), table.files.size(), plural(table.files.size()),
                           percent(samples.held_out_rows().size(), static_cast<std::size_t>(table.rows))));
  say_skipped(table.skipped, progress);
  const Baseline baseline = samples.baseline();
  if (table.kind == TargetKind::kLabels) {
    progress.say(
        fmt::format("target   {}: {}", shortened(table.predicted.front()),
                    table.words.empty() ? fmt::format("labels 0 to {}", table.classes - 1) : labels_text(table.words)));
    progress.say(
        fmt::format("         the labels' frequencies alone give a loss of {:.4f} nats a sample, the most "
                    "frequent label is right for {:.1f}%",
                    baseline.loss, 100 * *baseline.majority));
  } else {
    say_targets(samples, progress);
    progress.say(fmt::format("         always saying the mean gives a loss of {:.4f}, RMSE {}", baseline.loss,
                             rmse_text(samples, baseline.loss)));
  }
  return baseline;
}

std::string compared(const Entropies& entropies, double loss) {
  const char* const where = loss < entropies.bigram    ? "below what the token before tells"
                            : loss < entropies.unigram ? "below what counting tokens tells"
                                                       : "not yet below what counting tokens tells";
  return fmt::format("{} (entropy {:.4f}; {:.4f} when the token before is known)", where, entropies.unigram,
                     entropies.bigram);
}

std::string compared(const Baseline& baseline, double loss) {
  const bool better = loss < baseline.loss;
  const char* const alone = baseline.majority ? "the labels' frequencies alone tell" : "always saying the mean gives";
  std::string text =
      fmt::format("{} what {} (loss {:.4f}", better ? "better than" : "not yet better than", alone, baseline.loss);
  if (baseline.majority) text += fmt::format(", accuracy {:.1f}%", 100 * *baseline.majority);
  return text + ")";
}

/// A number to predict with its scale, or the labels where they are words.
nlohmann::ordered_json described_target(const Samples& samples, std::size_t output) {
  nlohmann::ordered_json target;
  target["name"] = samples.table().predicted[output];
  if (samples.table().kind == TargetKind::kNumbers) {
    target["mean"] = samples.target_scales()[output].mean;
    target["std"] = samples.target_scales()[output].std;
  } else if (!samples.table().words.empty()) {
    target["labels"] = samples.table().words;
  }
  return target;
}

/// `0.042`, `2.53`, `120`
std::string epochs_text(double epochs) {
  if (epochs >= 100) return fmt::format("{:.0f}", epochs);
  return epochs >= 0.1 ? fmt::format("{:.2f}", epochs) : fmt::format("{:.2g}", epochs);
}

}  // namespace

BaselineLosses say_data(const Data& data, Progress& progress) {
  if (const auto* text = std::get_if<TextData>(&data)) return say_text(*text, progress);
  return say_table(std::get<Samples>(data), progress);
}

Status record_data(const Data& data, const BaselineLosses& baselines, run::Metrics& metrics) {
  if (metrics.has_data()) return Done{};
  if (const auto* text = std::get_if<TextData>(&data)) {
    const auto& entropies = std::get<Entropies>(baselines);
    return metrics.write(run::CorpusLine{text->corpus.size(), text->split.train_tokens(), text->split.held_out_tokens(),
                                         entropies.unigram, entropies.bigram,
                                         static_cast<std::int64_t>(text->corpus.parts().size())});
  }
  const auto& samples = std::get<Samples>(data);
  const auto& baseline = std::get<Baseline>(baselines);
  return metrics.write(run::TableLine{samples.table().rows, static_cast<std::int64_t>(samples.train_rows().size()),
                                      static_cast<std::int64_t>(samples.held_out_rows().size()),
                                      samples.table().width(), baseline.loss, baseline.majority,
                                      static_cast<std::int64_t>(samples.table().files.size())});
}

Status keep_scales(const Data& data, const run::Folder& folder) {
  const auto* samples = std::get_if<Samples>(&data);
  if (samples == nullptr) return Done{};
  using Json = nlohmann::ordered_json;
  const Table& table = samples->table();
  Json json;
  json["features"] = Json::array();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Scale& scale = samples->feature_scales()[i];
    json["features"].push_back({{"name", table.columns[i]}, {"mean", scale.mean}, {"std", scale.std}});
  }
  if (table.outputs() == 1) {
    json["target"] = described_target(*samples, 0);
  } else {
    for (std::size_t i = 0; i < table.predicted.size(); ++i) json["targets"].push_back(described_target(*samples, i));
  }
  return write_file(folder.table(), json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void say_result(const BaselineLosses& baselines, const Task& task, const RunResult& result, const run::Folder& folder,
                Progress& progress) {
  const Best& best = result.best;
  progress.say(fmt::format("epochs   {}, of {} {} each", epochs_text(result.epochs),
                           short_count(static_cast<double>(task.items_per_epoch())), task.words().items));
  progress.say(fmt::format("best     held-out loss {:.4f} at step {}{}{}", best.loss, best.step,
                           best.step == result.step ? ", the last" : "", best.kept ? ": " + folder.best() : ""));
  const std::string last = task.text(result.last);
  if (run::is_worse(result.last.loss, best.loss)) {
    progress.say(
        fmt::format("{}: {:.1f}% worse than the best, of step {}; what helps is more data, fewer steps, more "
                    "weight decay or a lower lr, and `cdp sample --best` takes the best",
                    last, 100 * (result.last.loss / best.loss - 1), best.step));
    return;
  }
  const std::string where = std::visit([&](const auto& known) { return compared(known, result.last.loss); }, baselines);
  progress.say(fmt::format("{}: {}", last, where));
}

}  // namespace cdp::runtime
