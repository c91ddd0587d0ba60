// Specs through to the values at a target, for tests of scaling.
#pragma once

#include "compiler/scaling/rules.h"
#include "compiler/scaling/scale.h"
#include "compiler/scaling/settings.h"
#include "tests/compiler/model/model_support.h"

namespace cdp::test {

struct Compiled : Modelled {
  std::optional<scaling::RuleSet> rules;
  std::optional<scaling::Scale> reference, target;
  std::optional<scaling::Scaled> scaled;

  /// `blocks.*.mlp.up.weight` in the given layers.
  const scaling::Settings& at(const std::string& path, const std::vector<std::int64_t>& layers = {}) const {
    for (const auto& instance : scaled->tensors)
      if (model->tensors[instance.part].path == path && instance.indices == layers) return *instance.settings;
    for (const auto& instance : scaled->multipliers)
      if (model->multipliers[instance.part].path == path && instance.indices == layers) return *instance.settings;
    ADD_FAILURE() << "nothing at " << path;
    static const scaling::Settings none;
    return none;
  }
  double value(sema::Hp hp, const std::string& path, const std::vector<std::int64_t>& layers = {}) const {
    const auto& setting = at(path, layers).at(hp);
    if (!setting) ADD_FAILURE() << path << " has no " << sema::row(hp).name;
    return setting ? setting->value : 0;
  }
};

/// Compiles to the named target, or to the reference.
inline std::unique_ptr<Compiled> compile(const std::string& text, const std::string& target = "") {
  auto out = std::make_unique<Compiled>();
  static_cast<Modelled&>(*out) = std::move(*instantiate(text));
  out->constants = sema::resolve_constants(out->program, out->sink);
  if (!out->model || out->sink.has_errors()) return out;
  const sema::ScaleSettings* settings = nullptr;
  for (const auto& named : out->spec->targets)
    if (named.name == target) settings = &named;
  if (!target.empty() && !settings) ADD_FAILURE() << "no target " << target;
  out->rules = scaling::resolve_rules(*out->spec, *out->constants, out->sink);
  out->reference = scaling::resolve_scale(out->spec->reference, nullptr, *out->model, out->sink);
  out->target = scaling::resolve_scale(out->spec->reference, settings, *out->model, out->sink);
  if (!out->rules || !out->reference || !out->target) return out;
  if (!scaling::holds_at(*out->target, *out->model, out->sources, out->sink)) return out;
  const scaling::Inputs inputs{*out->spec,   *out->model,  *out->rules,    *out->reference,
                               *out->target, out->sources, *out->constants};
  out->scaled = scaling::scale(inputs, out->sink);
  return out;
}

/// Everything but the rule set: the library's Gpt with `arguments`, rules declared or used by `rules`.
inline std::string spec_with(const std::string& rules, const std::string& arguments = "",
                             const std::string& reference = kReference) {
  return "use std.gpt\nmodel = Gpt(width, depth, vocab = 256, context = context" +
         (arguments.empty() ? "" : ", " + arguments) + ")\n" + rules + reference + kBase;
}

/// The reference and target of rules.md's golden numbers: width x4, depth x4, batch x4, tokens x8.
inline std::string golden_spec(const std::string& rules, const std::string& arguments = "") {
  return "use std.gpt\nmodel = Gpt(width, depth, vocab = 256, context = context" +
         (arguments.empty() ? "" : ", " + arguments) + ")\n" + rules +
         "reference { width = 256; depth = 4; batch = 32 seq; duration = 1000 * 32 * 128 tok; context = 128 }\n"
         "base { lr = 0.00390625; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n"
         "target big { width = 1024; depth = 16; batch = 128 seq; duration = 8000 * 32 * 128 tok }\n";
}

inline std::string own_rules(const std::string& clauses) {
  return "rules r() {\n" + clauses + "\n}\nparameterization = r()\n";
}

}  // namespace cdp::test
