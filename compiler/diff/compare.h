// What differs between two plans, and why: differences that are equal, of many tensors or layers, are one, and where
// the plans have reasons each says which line of a spec or rule set it comes from. How it is shown is report.h's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/diff/category.h"
#include "compiler/plan/effects.h"
#include "compiler/plan/plan.h"

namespace cdp::diff {

/// A value of either plan; none where that plan has no such thing.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<std::int64_t>,
                           std::vector<std::string>>;

/// `width` is `b` instead of `a`.
struct Fact {
  std::string name;
  Value a, b;
};

/// A line of a spec or rule set in the chain of a value, and what it gives; over several tensors from lowest to
/// highest.
struct Link {
  std::string text;  // `lr *= m_in^-1`
  std::string at;    // `std/mup.cdp:25:3`
  plan::Effect effect = plan::Effect::kMultiply;
  double lowest = 1, highest = 1;
};

/// One cause of a difference. Both links: the line gives something else, or was replaced. One: it was added or removed.
/// None: the facts are the cause, or `unknown` says why there is none.
struct Cause {
  std::optional<Link> a, b;
  std::vector<Fact> facts;  // with links: what the line sees that differs
  std::string unknown;
};

/// What has gone from `a` to `b`, and how that is called; nothing where the plan has one of the kind.
struct Change {
  Value a, b;
  std::vector<std::string> names;  // of tensors, multipliers, operations
  std::vector<std::string> shown;  // the names folded: `blocks.0-3.attn.q.weight`
};

enum class ChangeKind { kChanged, kAdded, kRemoved, kRenamed };

/// "changed", "added", "removed", "renamed"
[[nodiscard]] constexpr std::string_view word(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kChanged:
      return "changed";
    case ChangeKind::kAdded:
      return "added";
    case ChangeKind::kRemoved:
      return "removed";
    case ChangeKind::kRenamed:
      return "renamed";
  }
  return "";
}

/// What of a category differs. Most are fields, axes, arguments or attributes, and a path says which.
enum class What {
  kPath,
  kSeed,            // a number, but not one that is more or less
  kReferenceShape,  // told beside the shape at the target
  kDecayAStep,      // what a step takes from a weight, where the conventions of weight_decay differ
  kTensor,
  kMultiplier,
  kOperation,
  kInputs,  // of an operation: others, of the same form
  kGiven,   // reasons, in one plan only
  kPlaces,  // of reasons: on other lines
};

/// As programs read it: `lr * weight_decay`; empty for a path, which speaks for itself.
[[nodiscard]] constexpr std::string_view word(What what) {
  switch (what) {
    case What::kPath:
      return "";
    case What::kSeed:
      return "seed";
    case What::kReferenceShape:
      return "reference_shape";
    case What::kDecayAStep:
      return "lr * weight_decay";
    case What::kTensor:
      return "tensor";
    case What::kMultiplier:
      return "multiplier";
    case What::kOperation:
      return "operation";
    case What::kInputs:
      return "inputs";
    case What::kGiven:
      return "because";
    case What::kPlaces:
      return "places";
  }
  return "";
}

/// Changes of one kind that have the same causes.
struct Difference {
  Category category = Category::conventions;
  ChangeKind kind = ChangeKind::kChanged;
  What what = What::kPath;
  std::string path;  // `steps`, `schedule.floor`, `lr`, `init.std`; the word of any other `what`
  std::vector<Change> changes;
  std::vector<Cause> causes;

  /// Tensors, multipliers or operations; 1 for a value of the plan itself.
  [[nodiscard]] std::size_t count() const;
};

struct Options {
  double tolerance = 0;  // real numbers a and b are equal where |a - b| <= tolerance * max(|a|, |b|)
};

/// In the order of kCategories, then of the fields; nothing for plans that mean the same. compare(b, a) has the same
/// differences the other way round.
[[nodiscard]] std::vector<Difference> compare(const plan::Plan& a, const plan::Plan& b, const Options& options = {});

/// The differences of a kind that counts, or, where `chosen` is not empty, of the chosen categories.
[[nodiscard]] bool are_different(std::span<const Difference> differences, std::span<const Category> chosen = {});

/// `lr,init`: the categories of a list of words; a word that is none is an error with the nearest.
[[nodiscard]] Result<std::vector<Category>> parse_categories(std::string_view list);

}  // namespace cdp::diff
