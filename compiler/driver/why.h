// What `cdp why` shows, in three parts: what stands at the head, the table of settings, the chain of one value. Which
// of them is asked for is why.cpp's matter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/plan/groups.h"
#include "compiler/plan/plan.h"
#include "compiler/scaling/settings.h"

namespace cdp::driver {

/// A spec at a place, in the three forms that the parts read. `plan` has the same tensors in the same order as
/// `scaled`.
struct Scene {
  const pipeline::Analysis& analysis;
  const scaling::Scaled& scaled;
  const plan::Plan& plan;
  std::string spec;  // as shown to users
};

/// Tensors and multipliers by index.
struct Selection {
  std::vector<std::size_t> tensors;
  std::vector<std::size_t> multipliers;

  [[nodiscard]] std::size_t size() const { return tensors.size() + multipliers.size(); }
};

/// Scale, run and parameters in three lines (why_table.cpp).
[[nodiscard]] std::string head(const Scene& scene, diag::Color color);

/// The settings of the selected parts, those with equal ones in one row; what is equal everywhere is said once
/// (why_table.cpp).
[[nodiscard]] std::string table(const Scene& scene, const Selection& selection, diag::Color color);

/// Tensors: shape, tags and why they have them, then the chain of each value, or of `hp` alone; those that have all of
/// it in common stand together (why_chain.cpp).
[[nodiscard]] std::string chains(const Scene& scene, const Selection& selection, std::optional<sema::Hp> hp,
                                 diag::Color color);

using plan::braced;

}  // namespace cdp::driver
