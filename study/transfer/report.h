// The forms of a transfer report. The last line of the text is the verdict.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "study/transfer/trajectory.h"
#include "study/transfer/transfer.h"

namespace cdp::study {

/// A sweep for each group of runs; one where nothing was split.
struct TransferReport {
  std::string name;  // of the file or folder
  std::vector<Transfer> groups;
  std::optional<TrajectorySplit> trajectory = {};  // where it was asked for, of the one group; in text and JSON
};

/// The worst of the groups.
[[nodiscard]] TransferWord verdict_of(const TransferReport& report);

[[nodiscard]] std::string to_text(const TransferReport& report);
/// Intervals are [low, high]; what is infinite is null.
[[nodiscard]] std::string to_json(const TransferReport& report);
/// A page with the U-curves, that needs neither network nor scripts.
[[nodiscard]] std::string to_html(const TransferReport& report);

/// What a table says of a scale: `optimum at the edge`, `two minima`; empty: nothing.
[[nodiscard]] std::string remark(const Curve& curve);

}  // namespace cdp::study
