// Every rule set of the standard library in a spec that it is made for, with targets within what it asserts. A rule set
// that is not listed here fails a test (invariants_test.cpp).
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace cdp::test {

enum class Zoo { kGpt, kMoe, kUnit };

struct RuleSetCase {
  std::string file;           // of the standard library
  std::string call;           // "completep(alpha = 0.5)"
  std::string training = {};  // what it requires of the training
  Zoo model = Zoo::kGpt;
  /// Two targets, each further away, of which the second may be reached by way of the first.
  std::string half_way = "width = 256; depth = 8; batch = 64 seq; duration = 40M tok";
  std::string far = "width = 1024; depth = 12; batch = 128 seq; duration = 200M tok";
  bool by_size = false;  // names m_params, which is no single axis

  [[nodiscard]] std::string name() const { return call.substr(0, call.find('(')); }
  [[nodiscard]] bool sde() const { return name().ends_with("complete_d_p"); }
};

inline void PrintTo(const RuleSetCase& tested, std::ostream* out) {  // NOLINT: GoogleTest's name
  *out << tested.call;
}

inline std::vector<RuleSetCase> rule_set_cases() {
  const std::string independent = "weight_decay = independent";
  std::vector<RuleSetCase> cases = {{"sp", "sp()", ""},
                                    {"sp", "sp_fan_in()", ""},
                                    {"mup", "matrix_decay()", ""},
                                    {"mup", "mup_table_3()", ""},
                                    {"mup", "mup()", ""},
                                    {"mup", "mup(decay = \"sqrt_m_N\")", ""},
                                    {"mup", "mup_table_3(decay = \"independent\")", independent},
                                    {"mup", "depth_mup()", ""},
                                    {"completep", "completep()", ""},
                                    {"completep", "completep(alpha = 0.5)", ""},
                                    {"complete_d_p", "complete_d_p()", ""},
                                    {"complete_d_p", "complete_d_p(alpha = 0.5)", ""},
                                    {"complete_d_p", "complete_d_p(betas = \"power\")", ""},
                                    {"complete_d_p", "complete_d_p(decay = \"sqrt_m_N\")", ""},
                                    {"complete_d_p", "complete_d_p(decay = \"independent\")", independent},
                                    {"complete_d_p", "complete_d_p(duration_exponent = 0.32)", ""},
                                    {"complete_d_p", "complete_d_p(batch_exponent = 0.4)", ""},
                                    {"moe_complete_d_p", "moe_complete_d_p()", "", Zoo::kMoe},
                                    {"u_mup", "u_mup()", independent, Zoo::kUnit},
                                    {"muon", "muon()", "optimizer = muon"},
                                    {"muon", "muon(alpha = 0.5)", "optimizer = muon"},
                                    {"mup_sgd", "mup_sgd()", "optimizer = sgd"},
                                    {"mup_sgd", "mup_sgd()", "optimizer = sgd; weight_decay = independent"},
                                    {"mup_sgd", "depth_mup_sgd()", "optimizer = sgd"},
                                    {"mup", "mup_table_3()", "optimizer = lion"},
                                    {"completep", "completep(eps = \"printed\")", ""},
                                    {"power_lines", "power_lines()", "schedule = linear"},
                                    {"laws", "fitted_lr()", "schedule = wsd"},
                                    {"laws", "step_law()", "schedule = cosine"},
                                    {"laws", "token_horizon()", "schedule = cosine"}};
  for (RuleSetCase& tested : cases) {
    tested.by_size = tested.file == "laws" || tested.file == "power_lines";
    if (tested.name() == "fitted_lr") {
      tested.half_way = "width = 256; depth = 8; duration = 40M tok";
      tested.far = "width = 1024; depth = 12; duration = 200M tok";
    } else if (tested.name() == "step_law") {  // batches follow D^0.571
      tested.half_way = "width = 256; depth = 8; batch = 105 seq; duration = 80M tok";
      tested.far = "width = 1024; depth = 12; batch = 344 seq; duration = 640M tok";
    } else if (tested.name() == "token_horizon") {
      tested.half_way = "duration = 40M tok";
      tested.far = "duration = 200M tok";
    } else if (tested.model == Zoo::kMoe) {
      tested.half_way += "; experts = 8; top_k = 4";
      tested.far += "; experts = 16; top_k = 8";
    }
  }
  return cases;
}

/// What tensors have under the case's optimizer.
inline std::string base_of(const RuleSetCase& tested) {
  const bool has_beta2 = tested.training.find("sgd") == std::string::npos;
  const bool has_eps = has_beta2 && tested.training.find("lion") == std::string::npos;
  return std::string("base { lr = 4e-3; beta1 = 0.9; ") + (has_beta2 ? "beta2 = 0.95; " : "") +
         (has_eps ? "eps = 1e-8; " : "") + "weight_decay = 0.1; init_std = 0.02 }\n";
}

/// The spec of a case: `scale` are the reference's settings, `more` further statements and targets.
inline std::string spec_of(const RuleSetCase& tested, const std::string& more, const std::string& scale = "",
                           const std::string& arguments = "") {
  static const std::string kModels[] = {
      "use std.gpt\nmodel = Gpt(width, depth, vocab = 256, context = context",
      "use std.moe\nmodel = Moe(width, depth, vocab = 256, experts = experts, top_k = top_k",
      "use std.unit\nmodel = UnitGpt(width, depth, vocab = 256"};
  std::string reference = scale.empty() ? "width = 128; depth = 4; batch = 32 seq; duration = 10M tok" : scale;
  reference += "; context = 256";
  if (tested.model == Zoo::kMoe && reference.find("experts") == std::string::npos)
    reference += "; experts = 4; top_k = 2";
  return kModels[static_cast<std::size_t>(tested.model)] + (arguments.empty() ? "" : ", " + arguments) + ")\nuse std." +
         tested.file + "\nparameterization = " + tested.call + "\nreference { " + reference + " }\n" + base_of(tested) +
         "training { " + tested.training + " }\n" + more;
}

}  // namespace cdp::test
