// What differs between two plans, and why: differences that are equal, of many tensors or layers, are one, and where
// the plans have reasons each says which line of a spec or rule set it comes from. How it is shown is left to
// diff_json.cpp and to the driver.
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
#include "compiler/plan/effects.h"
#include "compiler/plan/plan.h"

namespace cdp::plan {

enum class Category {
#define CATEGORY(word, counted, title, fields, meaning) word,
#include "compiler/plan/diff.def"
#undef CATEGORY
};

struct CategoryRow {
  Category category;
  std::string_view word;
  bool counted;  // whether two plans that differ in this are different
  std::string_view title;
  std::string_view fields;  // `plan.scale tensor.lr`
  std::string_view meaning;
};
/// In the order in which they are shown.
[[nodiscard]] std::span<const CategoryRow> categories();
[[nodiscard]] const CategoryRow& row(Category category);

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
  Effect effect = Effect::kMultiply;
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

enum class Kind { kChanged, kAdded, kRemoved, kRenamed };

/// "changed", "added", "removed", "renamed"
[[nodiscard]] constexpr std::string_view word(Kind kind) {
  switch (kind) {
    case Kind::kChanged:
      return "changed";
    case Kind::kAdded:
      return "added";
    case Kind::kRemoved:
      return "removed";
    case Kind::kRenamed:
      return "renamed";
  }
  return "";
}

/// Changes of one kind that have the same causes.
struct Difference {
  Category category = Category::conventions;
  Kind kind = Kind::kChanged;
  std::string what;  // `steps`, `schedule.floor`, `lr`, `init.std`
  std::vector<Change> changes;
  std::vector<Cause> causes;

  /// Tensors, multipliers or operations; 1 for a value of the plan itself.
  [[nodiscard]] std::size_t count() const;
};

struct DiffOptions {
  double tolerance = 0;  // real numbers a and b are equal where |a - b| <= tolerance * max(|a|, |b|)
};

/// In the order of categories(), then of the fields; nothing for plans that mean the same. compare(b, a) has the same
/// differences the other way round.
[[nodiscard]] std::vector<Difference> compare(const Plan& a, const Plan& b, const DiffOptions& options = {});

/// The differences of a kind that counts, or, where `chosen` is not empty, of the chosen categories.
[[nodiscard]] bool are_different(std::span<const Difference> differences, std::span<const Category> chosen = {});

/// `lr,init`: the categories of a list of words; a word that is none is an error with the nearest.
[[nodiscard]] Result<std::vector<Category>> parse_categories(std::string_view list);

/// How a side is called in a report.
struct Side {
  std::string name;  // `examples/01_gpt.cdp`
  const Plan* plan = nullptr;
};

/// The differences for programs (docs/diff.md has the form): equal input gives equal bytes.
[[nodiscard]] std::string diff_json(std::span<const Difference> differences, const Side& a, const Side& b,
                                    const DiffOptions& options, std::span<const Category> chosen);

}  // namespace cdp::plan
