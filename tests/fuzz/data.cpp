// What a training run reads: tables, tokens, its own log, and the lines between a study and its workers.
#include <vector>

#include "compiler/base/check.h"
#include "run/log.h"
#include "run/page.h"
#include "run/worker_lines.h"
#include "runtime/data/samples.h"
#include "runtime/data/table.h"
#include "runtime/data/token_file.h"
#include "tests/fuzz/targets.h"

namespace cdp::fuzz {

using namespace runtime;

int table(Bytes bytes) {
  constexpr std::int64_t kMostClasses = 100'000;
  const std::string path = on_disk("table.csv", bytes);
  for (const TargetColumns targets :
       {TargetColumns{TargetKind::kLabels, 1}, TargetColumns{TargetKind::kNumbers, 1}, {TargetKind::kNumbers, 2}}) {
    auto read = load_table({path}, {}, targets);
    if (!read || read->classes > kMostClasses) continue;
    static_cast<void>(read->fingerprint());
    static_cast<void>(check_model(*read, read->width(), targets.kind == TargetKind::kLabels ? 3 : targets.count));
    const auto samples = Samples::make(std::move(*read));
    if (!samples) continue;
    static_cast<void>(samples->baseline());
    static_cast<void>(samples->held_out_variance());
    std::vector<float> features(static_cast<std::size_t>(samples->table().width()));
    for (const std::int64_t row : samples->train_rows()) samples->read_features(row, features);
  }
  return 0;
}

int tokens(Bytes bytes) {
  for (const char* const name : {"tokens.bin", "tokens.npy", "tokens.txt"}) {
    const auto file = open_token_file(on_disk(name, bytes));
    if (!file) continue;
    std::uint64_t sum = 0;
    file->with_tokens([&sum](const auto all) {
      for (const auto token : all) sum += token;
    });
    CHECK(file->size() == 0 || sum <= file->size() * 0xFFFFFFFFULL);
  }
  return 0;
}

int run_log(Bytes bytes) {
  const auto log = run::read_log(text_of(bytes), "metrics.jsonl");
  if (!log) return 0;
  CHECK(!report_page(plan_of_tokens(), *log).empty());
  CHECK(!report_page(plan_of_features(), *log).empty());
  return 0;
}

int worker_lines(Bytes bytes) {
  const std::string_view line = text_of(bytes);
  if (const auto request = run::read_request(line)) {
    const std::string text = run::request_text(*request);
    const auto again = run::read_request(text);
    CHECK(again && run::request_text(*again) == text);
  }
  if (const auto reply = run::read_reply(line)) {
    const std::string text = run::reply_text(*reply);
    const auto again = run::read_reply(text);
    CHECK(again && run::reply_text(*again) == text);
  }
  return 0;
}

}  // namespace cdp::fuzz
