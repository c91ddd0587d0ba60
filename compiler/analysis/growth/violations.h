// What does not stay as it should while an axis grows, each once: the value of the spec that causes it, the exponent it
// has and the one that it must have. Found in the order in which data flows; the search goes on as though each had been
// put right, so that what it entails downstream is not found again, and so that the repairs together leave nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/analysis/growth/growth.h"
#include "compiler/base/words.h"

namespace cdp::analysis {

enum class Verdict : std::uint8_t {
#define VERDICT(name, word, meaning) name,
#include "compiler/analysis/growth/verdicts.def"
#undef VERDICT
};

}  // namespace cdp::analysis

namespace cdp {

template <>
struct EnumWords<analysis::Verdict> {
  static constexpr auto all = std::to_array<std::string_view>({
#define VERDICT(name, word, meaning) word,
#include "compiler/analysis/growth/verdicts.def"
#undef VERDICT
  });
};

}  // namespace cdp

namespace cdp::analysis {

/// Why an exponent is what it is: one term of a sum.
struct Term {
  std::string text;
  double exponent = 0;
  Span span;
};

struct Violation {
  Verdict verdict = Verdict::exploding;
  std::optional<std::size_t> tensor;      // whose hyperparameter it is, else
  std::optional<std::size_t> multiplier;  // whose value it is; neither: a number of `node`
  sema::Hp hp = sema::Hp::lr;
  double found = 0;                   // the exponent that the rules give it
  double wanted = 0;                  // the one that it must have
  double effect = 0;                  // the exponent of what goes wrong
  std::string_view excuse = {};       // why it counts as no fault; empty: it does
  const model::Node* node = nullptr;  // where it shows
  std::vector<Term> because;          // terms that come to `effect`

  [[nodiscard]] bool is_fault() const { return excuse.empty(); }
};

/// What the calculus cannot decide.
struct Undecided {
  std::size_t tensor = 0;
  std::string_view reason;
};

struct AxisVerdicts {
  Direction direction;
  std::vector<Violation> violations;
  std::vector<Undecided> undecided;
};

[[nodiscard]] AxisVerdicts verdicts_along(const Facts& facts, const Direction& direction);

}  // namespace cdp::analysis
