// Reports for the tests: of small specs, and made by hand.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "compiler/pipeline/scaling_report.h"
#include "compiler/stability/report.h"
#include "tests/compiler/pipeline/pipeline_support.h"

namespace cdp::stability {

/// A GPT of rule sets `use`d from `file`, called as `rules`; the library's names for its parts.
inline std::string gpt_spec(const std::string& file, const std::string& rules, const std::string& arguments = "",
                            const std::string& more = "") {
  return "use std.gpt\nuse std." + file + "\n" + more + "model = Gpt(width, depth, vocab = 256, context = context" +
         arguments + ")\nparameterization = " + rules +
         "\nreference { width = 128; depth = 4; batch = 32 seq; duration = 10M tok; context = 64 }\n"
         "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n"
         "training { task = next_token; optimizer = adamw; schedule = linear(warmup = 2%, floor = 0) }\n";
}

inline Report report_of(const std::string& spec, const std::vector<std::string>& axes = {}) {
  const auto analysis = pipeline::analysed(spec);
  EXPECT_TRUE(pipeline::ready(*analysis)) << ::testing::PrintToString(pipeline::messages_of(*analysis));
  auto report = pipeline::scaling_report(*analysis, axes);
  EXPECT_TRUE(report && *report) << ::testing::PrintToString(pipeline::messages_of(*analysis));
  return **std::move(report);
}

inline const Row& row_of(const std::vector<Row>& rows, const std::string& name) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
  EXPECT_NE(found, rows.end()) << "no row " << name;
  return *found;
}

inline analysis::Exponent cell(const std::vector<Column>& columns, const Row& row, std::string_view key) {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.key == key; });
  EXPECT_NE(found, columns.end()) << "no column " << key;
  return row.exponents[static_cast<std::size_t>(found - columns.begin())];
}

inline double of_tensor(const Axis& axis, const std::string& name, std::string_view key) {
  return rounded(cell(tensor_columns(), row_of(axis.tensors, name), key).value);
}
inline double of_value(const Axis& axis, const std::string& name, std::string_view key) {
  return rounded(cell(value_columns(), row_of(axis.values, name), key).value);
}

/// One axis with one finding about one of two tensors.
inline Report made_by_hand() {
  Finding finding;
  finding.verdict = analysis::Verdict::exploding;
  finding.hp = "lr";
  finding.names = {"a.weight"};
  finding.wanted = -1;
  finding.effect = 1;
  finding.because = {{0, "lr", "gpt.cdp:3:1"}, {1, "sum over the fan-in", "std/linear.cdp:7:61"}};
  finding.repair = "@hidden { lr *= m_in^-1 }";
  Axis axis;
  axis.name = "width";
  axis.findings = {finding};
  axis.tensors = {{"a.weight", std::vector<analysis::Exponent>(tensor_columns().size())},
                  {"b.gain", std::vector<analysis::Exponent>(tensor_columns().size(), analysis::kNothing)}};
  axis.values = {{"a", std::vector<analysis::Exponent>(value_columns().size(), analysis::unknown("it is open"))}};
  return {"gpt.cdp", "sp", {axis}};
}

}  // namespace cdp::stability
