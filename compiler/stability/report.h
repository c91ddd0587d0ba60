// What a spec's scaling comes to, for people and programs: whether the model stays stable and keeps learning along each
// axis, what does not and the line that repairs it, and the exponents behind it. How they are found is
// compiler/analysis/growth's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/analysis/growth/growth.h"
#include "compiler/analysis/growth/instabilities.h"
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
  double effect = 0;             // the exponent of what goes wrong
  std::string_view excuse = {};  // why it counts as no fault; empty: it does

  [[nodiscard]] bool is_fault() const { return excuse.empty(); }
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
  bool of_run = false;  // batch or duration: it moves the optimizer's statistics and nothing in the model
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

enum class Detail : std::uint8_t {
  kShort,     // a line an axis, and one a finding
  kFindings,  // with the terms and repairs of what is wrong
  kAll,       // and the tables of exponents
};

/// For the terminal.
[[nodiscard]] std::string to_text(const Report& report, Detail detail, Color color);
/// For a comment on a pull request.
[[nodiscard]] std::string to_markdown(const Report& report);
/// For programs (docs/scaling.md has the form): equal input gives equal bytes.
[[nodiscard]] std::string to_json(const Report& report);

/// To 1e-6: exponents are sums of a few rationals.
[[nodiscard]] double rounded(double exponent);
/// `n^-1`, `1` for an exponent of 0, `0` for nothing, `?` for what is unknown.
[[nodiscard]] std::string exponent_text(const analysis::Exponent& exponent, std::string_view base);
/// What powers are of: `width`, `(experts, top_k)`.
[[nodiscard]] std::string base_of(const Axis& axis);

/// What a sentence is about. Names that differ in one part only are one, `attn.{q,k}.weight`.
struct Subject {
  std::string_view all = {};       // `every tensor`, `every tensor but`; else empty
  std::vector<std::string> names;  // a few of them
  std::size_t more = 0;            // that are not among the names

  using Show = std::string (*)(std::string_view name);
  /// `every tensor but norm.gain`, `head.weight and 3 more`
  [[nodiscard]] std::string text(Show show) const;
};
/// Of tensors or multipliers; of none: a number of the model.
[[nodiscard]] Subject subject_of(const std::vector<std::string>& names, const Axis& axis);

/// `lr` stays and must fall as width^-1
[[nodiscard]] std::string sentence(const Finding& finding, const Axis& axis);
/// `depth^-0.5 would do for what is there at initialisation`; empty where a finding's terms say all.
[[nodiscard]] std::string remark(const Finding& finding, const Axis& axis);
/// What its terms come to, such as `what training changes in the output`.
[[nodiscard]] std::string_view sum_of_terms(const Finding& finding);
/// A verdict and its meaning, as verdicts.def has them.
struct VerdictRow {
  std::string_view word, meaning;
};
[[nodiscard]] const std::vector<VerdictRow>& verdict_rows();

/// `stable`, `not stable`, `unknown`, or what lies between.
[[nodiscard]] std::string_view verdict(const Axis& axis);
/// What a stable axis means.
[[nodiscard]] std::string_view what_stays(const Axis& axis);
/// What no verdict here can see.
inline constexpr std::string_view kBlindSpot =
    "One step is counted at a time: correlations that build up later, over many steps, are not seen.";

/// Tensors of one reason together, in the order of the reasons.
[[nodiscard]] std::vector<std::pair<std::vector<std::string>, std::string>> undecided_by_reason(const Axis& axis);

}  // namespace cdp::stability
