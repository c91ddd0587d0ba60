// Reading metrics.jsonl: one JSON object a line, `kind` says which.
#include "runtime/report/run_log.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace cdp::runtime {
namespace {

using nlohmann::json;

/// Takes members out of a line; the first one that is missing or of another type is remembered.
class Line {
 public:
  explicit Line(const json& object) : object_(object) {}

  /// JSON has no NaN: null stands for it.
  void number(const char* key, double& into) {
    const json* value = find(key);
    if (value == nullptr) return;
    if (value->is_null()) {
      into = std::numeric_limits<double>::quiet_NaN();
    } else if (value->is_number()) {
      into = value->get<double>();
    } else {
      blame(fmt::format("`{}` is not a number", key));
    }
  }

  void count(const char* key, std::int64_t& into) {
    const json* value = find(key);
    if (value == nullptr) return;
    if (value->is_number_integer()) {
      into = value->get<std::int64_t>();
    } else {
      blame(fmt::format("`{}` is not a whole number", key));
    }
  }

  /// A number that may be missing.
  void maybe(const char* key, std::optional<double>& into) {
    if (object_.contains(key)) number(key, into.emplace());
  }

  /// `tokens` or `samples`, whichever the line has, with `tail` behind it.
  [[nodiscard]] std::string items_key(const char* tail = "") const {
    const std::string samples = std::string("samples") + tail;
    return object_.contains(samples) ? samples : std::string("tokens") + tail;
  }

  void word(const char* key, std::string& into) {
    const json* value = find(key);
    if (value == nullptr) return;
    if (value->is_string()) {
      into = value->get<std::string>();
    } else {
      blame(fmt::format("`{}` is not a string", key));
    }
  }

  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  const json* find(const char* key) {
    const auto found = object_.find(key);
    if (found != object_.end()) return &*found;
    blame(fmt::format("`{}` is missing", key));
    return nullptr;
  }
  void blame(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }

  const json& object_;
  std::string fault_;
};

/// A resumed run goes on from its last checkpoint: what was logged at or after the new step is no longer part of the
/// run.
template <class Point>
void forget_from(std::vector<Point>& points, std::int64_t step) {
  while (!points.empty() && points.back().step >= step) points.pop_back();
}

void read_corpus(Line& line, RunLog& log) {
  CorpusFacts corpus;
  line.count("tokens", corpus.tokens);
  line.count("train_tokens", corpus.train_tokens);
  line.count("held_out_tokens", corpus.held_out_tokens);
  line.count("files", corpus.files);
  line.number("unigram_entropy", corpus.unigram_entropy);
  line.number("bigram_entropy", corpus.bigram_entropy);
  log.corpus = corpus;
}

void read_table(Line& line, RunLog& log) {
  TableFacts table;
  line.count("rows", table.rows);
  line.count("train_rows", table.train_rows);
  line.count("held_out_rows", table.held_out_rows);
  line.count("features", table.features);
  line.count("files", table.files);
  line.number("baseline_loss", table.baseline_loss);
  line.maybe("baseline_accuracy", table.baseline_accuracy);
  log.table = table;
}

void read_train(Line& line, RunLog& log) {
  TrainPoint point;
  line.count("step", point.step);
  line.count(line.items_key().c_str(), point.items);
  line.number("loss", point.loss);
  line.number("lr_factor", point.lr_factor);
  line.number("grad_norm", point.grad_norm);
  line.number(line.items_key("_per_second").c_str(), point.items_per_second);
  line.number("seconds", point.seconds);
  if (!log.train.empty() && point.step <= log.train.back().step) {
    forget_from(log.train, point.step);
    forget_from(log.evals, point.step);
  }
  log.end.reset();
  log.train.push_back(point);
}

void read_eval(Line& line, RunLog& log) {
  EvalPoint point;
  line.count("step", point.step);
  line.count(line.items_key().c_str(), point.items);
  line.number("loss", point.loss);
  for (const char* key : {"accuracy", "r2"}) line.maybe(key, point.score);
  forget_from(log.evals, point.step);
  log.evals.push_back(point);
}

void read_end(Line& line, RunLog& log) {
  RunEnd end;
  line.count("step", end.step);
  line.word("reason", end.reason);
  line.number("seconds", end.seconds);
  log.end = end;
}

/// Empty, or what is wrong with the line.
std::string read_line(std::string_view text, RunLog& log) {
  const json object = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return "not a JSON object";
  Line line(object);
  std::string kind;
  line.word("kind", kind);
  if (kind == "corpus") read_corpus(line, log);
  if (kind == "table") read_table(line, log);
  if (kind == "train") read_train(line, log);
  if (kind == "eval") read_eval(line, log);
  if (kind == "end") read_end(line, log);
  return line.fault();
}

}  // namespace

Result<RunLog> read_run_log(std::string_view text, const std::string& place) {
  RunLog log;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) break;
    ++number;
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (line.empty()) continue;
    if (const std::string fault = read_line(line, log); !fault.empty()) {
      return Error{fault + "; delete this line to do without it", fmt::format("{}:{}", place, number)};
    }
  }
  return log;
}

}  // namespace cdp::runtime
