// What `cdp why` shows, in three parts: what stands at the head, the table of settings, the chain of one value. Which
// of them is asked for is why.cpp's matter, what they say compiler/pipeline/explain.h's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/pipeline/explain.h"
#include "compiler/plan/groups.h"
#include "compiler/plan/plan.h"

namespace cdp::driver {

using pipeline::CompiledSpec;
using pipeline::Selection;

/// Scale, run and parameters in three lines (why_table.cpp).
[[nodiscard]] std::string head(const CompiledSpec& compiled, diag::Color color);

/// The settings of the selected parts, those with equal ones in one row; what is equal everywhere is said once
/// (why_table.cpp).
[[nodiscard]] std::string table(const CompiledSpec& compiled, const Selection& selection, diag::Color color);

/// Tensors: shape, tags and why they have them, then the chain of each value, or of `hp` alone; those that have all of
/// it in common stand together (why_chain.cpp).
[[nodiscard]] std::string chains(const CompiledSpec& compiled, const Selection& selection, std::optional<sema::Hp> hp,
                                 diag::Color color);

using plan::braced;

}  // namespace cdp::driver
