// What `cdp why` shows, in three parts: what stands at the head, the table of settings, the chain of one value. Which
// of them is asked for is why.cpp's matter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/plan/plan.h"
#include "compiler/scaling/settings.h"

namespace cdp::driver {

/// A spec at a place, in the three forms that the parts read. `plan` has the same tensors in the same order as
/// `scaled`.
struct Scene {
  const Analysis& analysis;
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

/// A tensor: shape, tags and why it has them, then the chain of each value, or of `hp` alone (why_chain.cpp).
[[nodiscard]] std::string tensor_chains(const Scene& scene, std::size_t tensor, std::optional<sema::Hp> hp,
                                        diag::Color color);
[[nodiscard]] std::string multiplier_chains(const Scene& scene, std::size_t multiplier, diag::Color color);

/// Names that differ in one part only become one: `attn.{q,k,v}.weight`.
[[nodiscard]] std::vector<std::string> braced(std::vector<std::string> names);

}  // namespace cdp::driver
