// A spec in memory through the stages up to its resolved statements, for tests of sema, model and scaling.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/sema/constants.h"
#include "compiler/sema/names.h"
#include "compiler/sema/program.h"
#include "compiler/sema/spec.h"
#include "stdlib/embedded.h"
#include "tests/support/carets.h"

namespace cdp::test {

struct Checked {
  SourceMap sources;
  diag::DiagnosticSink sink;
  sema::Program program;
  std::optional<sema::Constants> constants;
  std::optional<sema::Spec> spec;

  [[nodiscard]] std::vector<std::string> ids() const { return ids_of(sink.sorted()); }
  [[nodiscard]] std::vector<std::string> messages() const { return messages_of(sink.sorted()); }
  /// The texts that the notes of the only diagnostic point at.
  [[nodiscard]] std::vector<std::string> noted() const {
    std::vector<std::string> texts;
    for (const auto& diagnostic : sink.sorted())
      for (const auto& note : diagnostic.notes) texts.emplace_back(sources.text(note.span));
    return texts;
  }
};

/// `others` are further files by path; the spec itself is "spec.cdp".
inline std::unique_ptr<Checked> check(const std::string& text, const std::map<std::string, std::string>& others = {}) {
  auto out = std::make_unique<Checked>();
  Files files{stdlib::files(), false};
  for (const auto& [path, bytes] : others) files.memory[path] = bytes;
  files.memory["spec.cdp"] = text;
  auto program = sema::load("spec.cdp", files, out->sources, out->sink);
  if (!program) {
    ADD_FAILURE() << program.error().text();
    return out;
  }
  out->program = std::move(*program);
  sema::resolve_names(out->program, out->sink);
  out->constants = sema::resolve_constants(out->program, out->sink);
  out->spec = sema::resolve_spec(*out->constants, out->sink);
  return out;
}

inline const std::string kModelLine = "use std.gpt\nmodel = Gpt(width, depth, vocab = 256, context = context)\n";
inline const std::string kRulesLine = "use std.complete_d_p\nparameterization = complete_d_p()\n";
inline const std::string kReference =
    "reference { width = 128; depth = 4; batch = 32 seq; duration = 10M tok; context = 256 }\n";
inline const std::string kBase =
    "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n";
inline const std::string kSpec = kModelLine + kRulesLine + kReference + kBase;

/// The value of `let x = TEXT` in a spec with the given lines before it; null where it is in error.
inline std::optional<sema::Value> value_of(const std::string& text, const std::string& before = "") {
  const auto checked = check(before + "let x = " + text + "\n");
  const auto* x = checked->program.find(0, "x");
  if (!x || checked->sink.has_errors()) return {};
  return checked->constants->name(0, syntax::Path{{{"x", x->span}}}, x->span, checked->sink);
}

inline std::optional<sema::Sym> number_of(const std::string& text, const std::string& before = "") {
  const auto value = value_of(text, before);
  const auto* quantity = value ? sema::as<sema::Quantity>(*value) : nullptr;
  return quantity ? std::optional(quantity->value) : std::nullopt;
}

inline std::vector<std::string> ids_for(const std::string& text,
                                        const std::map<std::string, std::string>& others = {}) {
  return check(text, others)->ids();
}

using Ids = std::vector<std::string>;

}  // namespace cdp::test
