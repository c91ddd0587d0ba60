// Exponents and violations of specs in memory, by the names of tensors.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/analysis/growth/growth.h"
#include "compiler/analysis/growth/violations.h"
#include "tests/compiler/analysis/facts_support.h"

namespace cdp::analysis {

inline Direction along(const std::string& axis) {
  return {axis, {axis}};
}

/// A GPT under a rule set of the standard library, with a target that moves every axis.
inline Compiled gpt_under(const std::string& file, const std::string& call, const std::string& arguments = "",
                          const std::string& training = "") {
  return Compiled(test::spec_with("use std." + file + "\nparameterization = " + call + "\n", arguments) + training +
                  "target big { width = 512; depth = 16; batch = 128 seq; duration = 160M tok }\n");
}

/// Under SGD, whose tensors have neither beta2 nor eps.
inline Compiled gpt_under_sgd(const std::string& call) {
  std::string text = test::spec_with("use std.mup_sgd\nparameterization = " + call + "\n");
  for (const std::string word : {"beta2 = 0.95", "eps = 1e-8"})
    if (const auto at = text.find(word); at != std::string::npos) text.erase(at, word.size());
  return Compiled(text + "training { optimizer = sgd }\ntarget big { width = 512; depth = 16 }\n");
}

/// Under a rule set with these clauses on top of one of the standard library.
inline Compiled gpt_with(const std::string& file, const std::string& call, const std::string& clauses,
                         const std::string& arguments = "") {
  return Compiled(test::spec_with("use std." + file + "\nrules r() extends " + call + " {\n" + clauses +
                                      "\n}\nparameterization = r()\n",
                                  arguments) +
                  "target big { width = 512; depth = 16; batch = 128 seq; duration = 160M tok }\n");
}

/// Experts whose number and share are axes.
inline Compiled mixture() {
  return Compiled(
      "use std.moe\nuse std.moe_complete_d_p\n"
      "model = Moe(width, depth, vocab = 256, experts = experts, top_k = top_k)\nparameterization = "
      "moe_complete_d_p()\n"
      "reference { width = 128; depth = 4; batch = 32 seq; duration = 10M tok; context = 256; experts = 8; top_k = 2 "
      "}\n"
      "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n"
      "target big { experts = 32; top_k = 8 }\n");
}

inline TensorGrowth tensor_growth(const Compiled& spec, const std::string& axis, const std::string& path) {
  return growth_along(spec.facts, along(axis)).tensors[spec.index_of(path)];
}

/// `exploding lr blocks.*.attn.q.weight 0 -> -1` of each fault, in the order in which they are found.
inline std::vector<std::string> faults(const Compiled& spec, const std::string& axis) {
  std::vector<std::string> all;
  for (const Violation& v : verdicts_along(spec.facts, along(axis)).violations) {
    if (!v.is_fault()) continue;
    const std::string name = v.tensor       ? spec.facts.model.tensors[*v.tensor].path
                             : v.multiplier ? spec.facts.model.multipliers[*v.multiplier].path
                                            : "a number";
    all.push_back(
        fmt::format("{} {} {} {} -> {}", v.verdict, sema::row(v.hp).name, name, rounded(v.found), rounded(v.wanted)));
  }
  return all;
}

}  // namespace cdp::analysis
