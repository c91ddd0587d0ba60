// A file of findings that a team accepts for now: what is in it does not fail, what is new does. An entry is a code, a
// file, a line's text and how often it is there, so that it survives when lines move and can be read in review.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "compiler/base/result.h"
#include "compiler/findings/report.h"

namespace cdp::findings {

class Baseline {
 public:
  /// `folder` is the baseline's own: its paths are relative to it.
  explicit Baseline(std::string folder) : folder_(std::move(folder)) {}

  /// Strict: what is not a baseline, or one of another version, is an Error. `path` is for messages.
  [[nodiscard]] static Result<Baseline> read(const std::string& path, std::string_view text, std::string folder);

  /// Marks findings that are in it as accepted: as many of a kind as it has, the first ones. Errors of the language are
  /// never accepted.
  void accept(Report& report) const;

  /// Whether a file and a code were looked at in this run; entries of others are left as they are.
  using Looked = std::function<bool(const std::string& path, std::string_view code)>;

  /// How many entries were looked for and not found.
  [[nodiscard]] std::size_t gone(const Report& report, const Looked& looked) const;

  /// With the findings of this run in place of what was looked at.
  [[nodiscard]] Baseline updated(const Report& report, const Looked& looked) const;

  [[nodiscard]] std::size_t size() const;
  /// Sorted; equal baselines give equal bytes.
  [[nodiscard]] std::string text() const;

 private:
  using Key = std::tuple<std::string, std::string, std::string>;  // path, code, line

  [[nodiscard]] Key key_of(const lint::Finding& finding) const;

  std::string folder_;
  std::map<Key, std::size_t> counts_;
};

/// What became of a baseline that a report was held against.
struct Held {
  std::size_t accepted = 0;  // findings that are in it, after an update
  std::size_t gone = 0;      // its entries that were looked for and not found
};

enum class Upkeep : std::uint8_t { kRead, kUpdate };

/// Holds a report against the baseline at `path`, which an update first writes anew, where it was not there too. The
/// paths that `looked` is asked about are absolute.
[[nodiscard]] Result<Held> hold_against(const std::string& path, Upkeep upkeep, const Baseline::Looked& looked,
                                        Report& report);

}  // namespace cdp::findings
