// Which lines of metrics.jsonl hold; how one is read is line_json.h's.
#include "run/log.h"

#include <fmt/format.h>

#include <variant>

#include "run/line_json.h"

namespace cdp::run {
namespace {

/// A resumed run goes on from its last checkpoint: what was logged at or after the new step is no longer part of the
/// run.
template <class Point>
void forget_from(std::vector<Point>& points, std::int64_t step) {
  while (!points.empty() && points.back().step >= step) points.pop_back();
}

struct Add {
  Log& log;

  void operator()(const OtherLine& /*line*/) const {}
  void operator()(const CorpusLine& line) const { log.corpus = line; }
  void operator()(const TableLine& line) const { log.table = line; }
  void operator()(const TrainLine& line) const {
    if (!log.train.empty() && line.step <= log.train.back().step) {
      forget_from(log.train, line.step);
      forget_from(log.evals, line.step);
      forget_from(log.noise, line.step);
    }
    log.end.reset();
    log.train.push_back(line);
  }
  void operator()(const EvalLine& line) const {
    forget_from(log.evals, line.step);
    log.evals.push_back(line);
  }
  void operator()(const NoiseLine& line) const {
    forget_from(log.noise, line.step + 1);
    log.noise.push_back(line);
  }
  void operator()(const EndLine& line) const { log.end = line; }
};

}  // namespace

Result<Log> read_log(std::string_view text, const std::string& place) {
  Log log;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) break;
    ++number;
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (line.empty()) continue;
    const auto read = read_line(line);
    if (!read)
      return Error{read.error().message + "; delete this line to do without it", fmt::format("{}:{}", place, number)};
    std::visit(Add{log}, *read);
  }
  return log;
}

}  // namespace cdp::run
