// The root module on the task's input, and what must hold of the finished model.
#include <cmath>

#include "compiler/model/assertion.h"
#include "compiler/model/builder.h"
#include "compiler/model/instantiate.h"
#include "compiler/model/tags.h"
#include "compiler/plan/words.h"
#include "compiler/sema/names.h"

namespace cdp::model {
namespace {

using diag::Code;

constexpr std::int64_t kMostFeatures = 1'000'000'000;

/// The root module's parameter `features`: how many numbers a sample has. A whole constant; null after a reported
/// error.
std::optional<std::int64_t> features_of(const Builder& builder, std::size_t root, plan::TaskKind task, Span span,
                                        diag::DiagnosticSink& sink) {
  const std::optional<Value> value = builder.parameter(root, "features");
  if (!value) {
    sink.report<Code::E0334>(span, task, builder.module_name(root));
    return {};
  }
  const auto* quantity = sema::as<sema::Quantity>(*value);
  const auto number = quantity ? quantity->value.constant() : std::nullopt;
  if (number && *number >= 1 && *number <= kMostFeatures && *number == std::round(*number))
    return static_cast<std::int64_t>(*number);
  sink.report<Code::E0335>(span, kMostFeatures,
                           quantity ? "`" + quantity->value.text() + "`" : sema::kind_name(*value));
  return {};
}

/// What a task feeds to the root module, and what it wants back, in words.
struct Ends {
  Activation input;
  std::string wanted;
};

/// Token ids (batch, context), or features (batch, features). Null after a reported error.
std::optional<Ends> ends_of(Builder& builder, std::size_t root, plan::TaskKind task, Span span,
                            diag::DiagnosticSink& sink) {
  const Sym batch = Sym::axis("batch");
  if (plan::has_tokens(task))
    return Ends{{{batch, Sym::axis("context")}, plan::Content::kTokens, {}}, "logits (batch, context, vocabulary)"};
  builder.model.features = features_of(builder, root, task, span, sink);
  if (!builder.model.features) return {};
  return Ends{{{batch, Sym(static_cast<double>(*builder.model.features))}, plan::Content::kReal, {}},
              task == plan::TaskKind::classify ? "logits (batch, classes)" : "predictions (batch, outputs)"};
}

/// The root module on the task's input. What comes out keeps the input's dimensions, but for the features, and ends in
/// one of fixed size: a score for each token or class, or the numbers predicted.
bool trace(Builder& builder, std::size_t root, plan::TaskKind task, Span span, diag::DiagnosticSink& sink) {
  const auto ends = ends_of(builder, root, task, span, sink);
  if (!ends) return false;
  builder.block = &builder.model.graph;
  const Value input = builder.new_activation(ends->input);
  builder.model.graph.inputs.push_back(sema::as<sema::ActivationRef>(input)->index);
  const auto result = builder.call(root, {input}, span);
  if (!result) return false;
  const auto* out = sema::as<sema::ActivationRef>(*result);
  if (!out) {
    sink.report<Code::E0332>(span, task, ends->wanted, sema::kind_name(*result));
    return false;
  }
  std::vector<Sym> wanted = ends->input.shape;
  if (!plan::has_tokens(task)) wanted.pop_back();
  const Activation& output = builder.activation(*out);
  if (!output.shape.empty()) wanted.push_back(output.shape.back());
  const bool fits = output.content == plan::Content::kReal && output.shape == wanted && output.shape.back().constant();
  if (!fits) sink.report<Code::E0332>(span, task, ends->wanted, shape_text(output.shape));
  builder.model.graph.output = out->index;
  return fits;
}

bool all_used(const Model& model, diag::DiagnosticSink& sink) {
  bool good = true;
  for (const Tensor& tensor : model.tensors) {
    if (!tensor.roles.empty()) continue;
    const std::size_t before = sink.size();
    sink.report<Code::E0328>(tensor.span, tensor.path);
    sink.note_since(before, tensor.own_span, "made here");
    good = false;
  }
  for (const Multiplier& multiplier : model.multipliers) {
    if (multiplier.used) continue;
    const std::size_t before = sink.size();
    sink.report<Code::E0328>(multiplier.span, multiplier.path);
    sink.note_since(before, multiplier.own_span, "made here");
    good = false;
  }
  return good;
}

}  // namespace

std::optional<Model> instantiate(const sema::Spec& spec, const sema::Constants& constants, diag::DiagnosticSink& sink) {
  const auto* module = sema::called_by(*spec.model, constants.program().names);
  if (!module) return {};
  Builder builder(constants, sink);
  builder.model.task = spec.training.task;
  const auto& call = std::get<syntax::Call>(spec.model->node);
  Instance shell;
  shell.own_span = spec.model->span;
  const auto root =
      builder.instantiate(*module, call.arguments, constants.context(0, sink), std::move(shell), spec.model->span);
  if (!root || !trace(builder, *root, spec.training.task, spec.model->span, sink)) return {};
  if (!all_used(builder.model, sink)) return {};
  derive_tags(builder.model);
  for (const syntax::Assert* assertion : spec.asserts)
    builder.model.assertions.push_back(make_assertion(*assertion, constants.context(0, sink)));
  return std::move(builder.model);
}

}  // namespace cdp::model
