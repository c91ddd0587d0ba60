// Specs through to the instantiated model, for tests of model and scaling.
#pragma once

#include <algorithm>

#include "compiler/model/instantiate.h"
#include "tests/compiler/sema/spec_support.h"

namespace cdp::test {

struct Modelled : Checked {
  std::optional<model::Model> model;

  const model::Tensor& tensor(const std::string& path) const { return find(model->tensors, path); }
  const model::Multiplier& multiplier(const std::string& path) const { return find(model->multipliers, path); }
  bool has_tensor(const std::string& path) const {
    return std::any_of(model->tensors.begin(), model->tensors.end(), [&](const auto& t) { return t.path == path; });
  }

 private:
  template <class Part>
  static const Part& find(const std::vector<Part>& parts, const std::string& path) {
    for (const Part& part : parts)
      if (part.path == path) return part;
    ADD_FAILURE() << "no part " << path;
    static const Part none;
    return none;
  }
};

inline std::unique_ptr<Modelled> instantiate(const std::string& text) {
  auto out = std::make_unique<Modelled>();
  static_cast<Checked&>(*out) = std::move(*check(text));
  // The constants refer to the program that they were made of.
  out->constants = sema::resolve_constants(out->program, out->sink);
  if (out->spec && !out->sink.has_errors()) out->model = model::instantiate(*out->spec, *out->constants, out->sink);
  return out;
}

/// A spec whose model is `Toy`: an embedding, a head and what `body` adds; `outside` stands before it.
inline std::string toy(const std::string& body, const std::string& outside = "") {
  return "use std.linear\nuse std.norm\n" + outside +
         "module Toy(width, vocab) {\n  embed: Embedding(vocab, width)\n  head: Unembedding(width, vocab)\n" + body +
         "}\nmodel = Toy(width, 256)\n" + kRulesLine + kReference + kBase;
}

/// The library's Gpt with further arguments.
inline std::string gpt(const std::string& arguments = "") {
  return "use std.gpt\nmodel = Gpt(width, depth, vocab = 256, context = context" +
         (arguments.empty() ? "" : ", " + arguments) + ")\n" + kRulesLine + kReference + kBase;
}

inline sema::AxisValues at(double width, double depth, double context = 256) {
  return [=](std::string_view axis) {
    return axis == "width" ? width : axis == "depth" ? depth : axis == "context" ? context : 1.0;
  };
}

}  // namespace cdp::test
