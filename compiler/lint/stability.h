// How rules report what does not stay as an axis grows: each fault once, at the target where it shows most.
#pragma once

#include <initializer_list>

#include "compiler/lint/rule.h"

namespace cdp::lint {

/// Reports faults of these kinds. The message's holes: hyperparameter, names, the exponent that it
/// has, the one that it needs, the axis, by how much it grows, the target, by what factor things go wrong there, the
/// repair.
void report_instabilities(const CheckedSpec& checked, Findings& findings, std::initializer_list<Verdict> verdicts);

}  // namespace cdp::lint
