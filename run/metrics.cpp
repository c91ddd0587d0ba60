// Writing and continuing metrics.jsonl; see metrics.h.
#include "run/metrics.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>
#include <variant>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/base/regular_file.h"
#include "run/line_json.h"
#include "run/log.h"

namespace cdp::run {
namespace {

/// The line about the data, one a run.
bool is_data(const Line& line) {
  return std::holds_alternative<CorpusLine>(line) || std::holds_alternative<TableLine>(line);
}

/// What a line without a mark says of itself to a run that is resumed.
struct IsKept {
  const RecordPoint& point;

  bool operator()(const CorpusLine& /*line*/) const { return true; }
  bool operator()(const TableLine& /*line*/) const { return true; }
  bool operator()(const TrainLine& line) const { return line.step <= point.step; }
  bool operator()(const EvalLine& line) const { return line.step <= point.step && line.step % point.eval_every == 0; }
  bool operator()(const NoiseLine& line) const { return line.step <= point.step; }
  bool operator()(const EndLine& /*line*/) const { return false; }
  bool operator()(const OtherLine& line) const { return line.step && *line.step <= point.step; }
};

/// Whether a line of a record without a mark belongs to a run that is resumed there.
bool kept(std::string_view text, const RecordPoint& point) {
  const auto line = read_line(text);
  return line && std::visit(IsKept{point}, *line);
}

/// The whole lines, line ends included.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.push_back(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
  }
  return lines;
}

/// A line without what no two runs have in common: its rate and its seconds, which stand last.
std::string_view timeless(std::string_view line) {
  const std::size_t rate = line.find("_per_second\":");
  return rate == std::string_view::npos ? line : line.substr(0, line.rfind(',', rate));
}

/// What is wrong with a record, held against its mark; empty: nothing, or there is no mark.
std::string fault_of(const std::vector<std::string_view>& lines, const RecordPoint& point) {
  if (!point.mark) return "";
  const auto wanted = static_cast<std::size_t>(point.mark->lines);
  if (lines.size() < wanted)
    return fmt::format("was cut: at the checkpoint of step {} it had {} lines, now {}", point.step, wanted,
                       lines.size());
  Checksum sum;
  for (std::size_t i = 0; i < wanted; ++i) sum.add(std::as_bytes(std::span(timeless(lines[i]))));
  if (sum.value() == point.mark->sum) return "";
  return fmt::format("was edited: its first {} lines are not those of the checkpoint of step {}", wanted, point.step);
}

}  // namespace

std::string mark_text(const RecordMark& mark) {
  return fmt::format("{} {:016x}", mark.lines, mark.sum);
}

std::optional<RecordMark> parse_mark(std::string_view text) {
  RecordMark mark;
  const char* const end = text.data() + text.size();
  const auto lines = std::from_chars(text.data(), end, mark.lines);
  if (lines.ec != std::errc{} || mark.lines < 0 || lines.ptr == end || *lines.ptr != ' ') return std::nullopt;
  const auto sum = std::from_chars(lines.ptr + 1, end, mark.sum, 16);
  if (sum.ec != std::errc{} || sum.ptr != end) return std::nullopt;
  return mark;
}

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

void Metrics::count(std::string_view line) {
  ++lines_;
  sum_.add(std::as_bytes(std::span(timeless(line))));
}

void Metrics::adopt(std::string_view text) {
  count(text);
  const auto line = read_line(text);
  if (!line) return;
  has_data_ = has_data_ || is_data(*line);
  if (const auto* eval = std::get_if<EvalLine>(&*line))
    if (std::isfinite(eval->loss) && (!best_ || eval->loss < best_->loss)) best_ = *eval;
  if (const auto* train = std::get_if<TrainLine>(&*line))
    if (std::isfinite(train->seconds)) seconds_ = train->seconds;
}

Result<Metrics> Metrics::resume(const std::string& path, const TaskWords& words, const RecordPoint& point) {
  std::string text;
  if (::access(path.c_str(), F_OK) == 0) {
    auto read = read_regular(path, kMostLog);
    if (!read) return read.error();
    text = std::move(*read);
  }
  const std::string fault = fault_of(lines_of(text), point);
  Metrics record;
  std::string keep;
  for (const std::string_view line : lines_of(text)) {
    const bool as_marked = point.mark && fault.empty();
    const bool keeps = as_marked ? record.lines_ < point.mark->lines : kept(line, point);
    if (!keeps) continue;
    record.adopt(line);
    keep += line;
  }
  if (keep != text || text.empty()) {
    if (const Status made = write_file(path, keep); !made) return made.error();
  }
  auto opened = open(path, words);
  if (!opened) return opened.error();
  record.path_ = opened->path_;
  record.words_ = opened->words_;
  record.descriptor_ = opened->descriptor_;
  if (!fault.empty()) record.remark_ = fmt::format("{}: {}; what can be read of it is kept", path, fault);
  return record;
}

/// What could not be written stays for the next time.
Status Metrics::flush() {
  while (!waiting_.empty()) {
    const ssize_t count = ::write(*descriptor_, waiting_.data(), waiting_.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const char* const full = errno == ENOSPC || errno == EDQUOT ? "; make room" : "";
      return Error{"cannot be written: " + std::generic_category().message(errno) + full, path_};
    }
    waiting_.erase(0, static_cast<std::size_t>(count));
  }
  return Done{};
}

Status Metrics::sync() {
  if (const Status written = flush(); !written) return written;
  if (::fsync(*descriptor_) == 0) return Done{};
  return Error{"cannot be written: " + std::generic_category().message(errno), path_};
}

/// Faults show in sync(): a line that comes late is not worth a run.
Status Metrics::append(const std::string& line) {
  count(line);
  waiting_ += line;
  static_cast<void>(flush());
  return Done{};
}

Status Metrics::write(const Line& line) {
  has_data_ = has_data_ || is_data(line);
  return append(line_text(line, *words_));
}

}  // namespace cdp::run
