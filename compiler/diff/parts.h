// What the parts of compare() share: what is known of the two plans as wholes, the collecting of equal changes, the
// matching of names. For the sources of compare() alone.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/diff/compare.h"

namespace cdp::diff {

/// Whether a list of words, one space between them, has the word.
[[nodiscard]] constexpr bool has_word(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

/// How the plans differ as wholes.
struct Context {
  const plan::Plan& a;
  const plan::Plan& b;
  double tolerance = 0;
  plan::Ordered<Fact> axes;     // with another ratio of target to reference
  std::vector<Fact> arguments;  // of the parameterization
  struct Axis {
    std::string_view name;
    const plan::AxisScale& a;
    const plan::AxisScale& b;
  };
  std::vector<Axis> shape_axes;  // of both plans, those that a dimension may grow with
};
[[nodiscard]] Context context_of(const plan::Plan& a, const plan::Plan& b, double tolerance);

[[nodiscard]] bool same_number(double a, double b, double tolerance);

/// Fields whose numbers are told otherwise than others'.
[[nodiscard]] constexpr What what_of(std::string_view path) {
  if (path == word(What::kSeed)) return What::kSeed;
  return path == word(What::kReferenceShape) ? What::kReferenceShape : What::kPath;
}

/// Collects changes: those of the same kind with the same causes become one difference.
class Rows {
 public:
  struct Row {
    Category category;
    ChangeKind kind = ChangeKind::kChanged;
    What what = What::kPath;
    std::string path = std::string(word(what));
  };
  /// A name may be empty: a value of the plan itself.
  void add(const Row& row, Value a, Value b, const std::string& name, std::vector<Cause> causes = {});
  /// The same, but shown as a part of `shown`: a tensor by the module that came with it.
  void add_part(const Row& row, const std::string& name, const std::string& shown, std::vector<Cause> causes);
  [[nodiscard]] std::vector<Difference> take() &&;

 private:
  struct Known {
    std::size_t index;
    std::unordered_map<std::string, std::size_t> changes;  // by both values
  };
  static void show(Change& one, const std::string& name, const std::string& shown);
  Change& change(const Row& row, Value a, Value b, std::vector<Cause> causes);

  std::vector<Difference> differences_;
  std::unordered_map<std::string, Known> known_;  // by row and causes
};

struct Pair {
  std::size_t a = 0;
  std::size_t b = 0;
};

/// Which tensors (or multipliers) of two plans are the same.
struct Matching {
  std::vector<Pair> both;  // in a's order; the renamed included
  std::vector<Pair> renamed;
  std::vector<std::size_t> only_a, only_b;
};
[[nodiscard]] Matching match_tensors(const plan::Plan& a, const plan::Plan& b);
[[nodiscard]] Matching match_multipliers(const plan::Plan& a, const plan::Plan& b);

/// What the patterns of renamed tensors and multipliers have become.
using Renames = std::unordered_map<std::string, std::string>;

/// Why the chains of a value differ; never empty. `keys` are those of Because.
[[nodiscard]] std::vector<Cause> causes_of(const std::optional<plan::Because>& a, const std::optional<plan::Because>& b,
                                           std::string_view key, const Context& context);
/// The difference of two chains that lead to equal values: empty where at most places differ.
[[nodiscard]] std::vector<Cause> other_reasons(const std::vector<plan::Reason>& a, const std::vector<plan::Reason>& b,
                                               const Context& context);
/// Whether they stand in the same line; what the two specs are called does not matter.
[[nodiscard]] bool same_place(const plan::Reason& a, const plan::Reason& b, const Context& context);
/// Those of a value; null where there are none.
[[nodiscard]] const std::vector<plan::Reason>* reasons_of(const std::optional<plan::Because>& because,
                                                          std::string_view key);

/// Tensors and multipliers: matched, then field by field. Tells which were renamed.
[[nodiscard]] Renames compare_parts(const Context& context, Rows& rows);
void compare_graphs(const Context& context, const Renames& renames, Rows& rows);

}  // namespace cdp::diff
