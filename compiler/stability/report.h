// What a spec's scaling comes to, for people and programs: whether the model stays stable and keeps learning along each
// axis, what does not and the line that repairs it, and the exponents behind it. How they are found is
// compiler/analysis/growth's.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/analysis/growth/instabilities.h"
#include "compiler/analysis/growth/growth.h"
#include "compiler/base/paint.h"
#include "compiler/base/source.h"

namespace cdp::stability {

/// One term of an exponent, and where it stands.
struct Term {
  double exponent = 0;
  std::string text;
  std::string at;  // `std/linear.cdp:8:3`
};

/// Something that does not stay, once for everything that one line causes.
struct Finding {
  analysis::Verdict verdict = analysis::Verdict::exploding;
  std::string hp;                  // `lr`, or `value` of multipliers
  std::vector<std::string> names;  // tensors or multipliers, folded
  double found = 0;                // the exponent that the rules give it
  double wanted = 0;
  double effect = 0;  // the exponent of what goes wrong
  std::string_view excuse = {};  // why it counts as no fault; empty: it does
  std::vector<Term> because;
  std::string rules_at;  // the rule that is to be changed; empty: a line is missing
  std::string repair;    // `@hidden { lr *= m_in^-1 }`; empty: a number of the model is in the way
};

struct Row {
  std::string name;
  std::vector<analysis::Exponent> exponents;
};

struct Axis {
  std::string name;
  std::vector<Finding> findings;
  std::vector<std::pair<std::string, std::string>> undecided;  // a tensor, and why
  std::vector<Row> values;                                     // kValueColumns
  std::vector<Row> tensors;                                    // kTensorColumns

  /// Nothing is wrong but what counts as no fault.
  [[nodiscard]] bool stable() const;
};

struct Report {
  std::string spec;   // as shown to users
  std::string rules;  // `complete_d_p`
  std::vector<Axis> axes;

  [[nodiscard]] bool stable() const;
};

/// A column of a table: its key in JSON, its head for people, its meaning.
struct Column {
  std::string_view key, head, meaning;
};
[[nodiscard]] const std::vector<Column>& value_columns();
[[nodiscard]] const std::vector<Column>& tensor_columns();

[[nodiscard]] Axis axis_report(const analysis::Facts& facts, const SourceMap& sources,
                               const analysis::Direction& direction);

/// For the terminal; `all`: with the tables of exponents.
[[nodiscard]] std::string to_text(const Report& report, bool all, Color color);
[[nodiscard]] std::string to_markdown(const Report& report);
/// For programs (docs/scaling.md has the form): equal input gives equal bytes.
[[nodiscard]] std::string to_json(const Report& report);

/// `n^-1`, `1` for an exponent of 0, `0` for nothing, `?` for what is unknown.
[[nodiscard]] std::string exponent_text(const analysis::Exponent& exponent, std::string_view base);
/// `lr of the tensors goes with width^0 and must go with width^-1`
[[nodiscard]] std::string sentence(const Finding& finding, std::string_view axis);

}  // namespace cdp::stability
