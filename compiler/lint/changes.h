// Which changes of scale are large enough for rules to speak of them.
#pragma once

#include <string_view>

#include "compiler/lint/rule.h"

namespace cdp::lint {

/// Whether a ratio target / reference is large enough (`least-growth`), or far enough from 1, for rules about scaling
/// to speak of it: what a few percent do is not seen beside the noise of any sweep.
[[nodiscard]] bool grows(const CheckedSpec& checked, double ratio);
[[nodiscard]] bool changes(const CheckedSpec& checked, double ratio);

/// The target with the largest ratio in an axis; null where none grows.
[[nodiscard]] const ScaleValues* farthest(const CheckedSpec& checked, std::string_view axis);

/// Reports the targets that are more than `most` times the reference in an axis, as one: the farthest, its sizes,
/// ratio, `most`.
void report_beyond(const CheckedSpec& checked, Findings& findings, std::string_view axis, double most);

}  // namespace cdp::lint
