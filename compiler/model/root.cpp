// The root module on the task's input, and what must hold of the finished model.
#include "compiler/base/text.h"
#include "compiler/model/assertion.h"
#include "compiler/model/builder.h"
#include "compiler/model/instantiate.h"
#include "compiler/model/tags.h"

namespace cdp::model {
namespace {

using diag::Code;

/// `model = Gpt(...)`: the module and the call; null after a reported error.
const sema::Declaration* root_module(const syntax::Expr& expr, const sema::Program& program,
                                     diag::DiagnosticSink& sink) {
  const auto* call = std::get_if<syntax::Call>(&expr.node);
  if (!call || call->callee.parts.size() != 1) {
    sink.report<Code::E0331>(expr.span);
    return nullptr;
  }
  const auto& name = call->callee.parts.front();
  const auto* found = program.find(0, name.text);
  if (found && found->kind == sema::DeclarationKind::kModule) return found;
  std::vector<std::string> known;
  for (const auto& [declared, declaration] : program.root().scope)
    if (declaration.kind == sema::DeclarationKind::kModule) known.push_back(declared);
  sink.report<Code::E0303>(name.span, name.text, did_you_mean(name.text, known));
  return nullptr;
}

/// next_token: ids (batch, context) go in, logits (batch, context, vocabulary) come out.
bool trace(Builder& builder, std::size_t root, Span span, diag::DiagnosticSink& sink) {
  const Sym batch = Sym::axis("batch");
  const Sym context = Sym::axis("context");
  builder.block = &builder.model.graph;
  const Value input = builder.new_activation({{batch, context}, true, {}});
  builder.model.graph.inputs.push_back(sema::as<sema::ActivationRef>(input)->index);
  builder.model.reads_tokens = true;
  const auto result = builder.call(root, {input}, span);
  if (!result) return false;
  const auto* out = sema::as<sema::ActivationRef>(*result);
  if (!out) {
    sink.report<Code::E0332>(span, sema::kind_name(*result));
    return false;
  }
  const Activation& logits = builder.activation(*out);
  const bool fits = !logits.ids && logits.shape.size() == 3 && logits.shape[0] == batch && logits.shape[1] == context &&
                    logits.shape[2].constant();
  if (!fits) sink.report<Code::E0332>(span, shape_text(logits.shape));
  builder.model.graph.output = out->index;
  return fits;
}

bool all_used(const Model& model, diag::DiagnosticSink& sink) {
  bool good = true;
  for (const Tensor& tensor : model.tensors) {
    if (!tensor.roles.empty()) continue;
    sink.report<Code::E0328>(tensor.span, tensor.path);
    good = false;
  }
  for (const Multiplier& multiplier : model.multipliers) {
    if (multiplier.used) continue;
    sink.report<Code::E0328>(multiplier.span, multiplier.path);
    good = false;
  }
  return good;
}

}  // namespace

std::optional<Model> instantiate(const sema::Spec& spec, sema::Constants& constants, diag::DiagnosticSink& sink) {
  const auto* module = root_module(*spec.model, constants.program(), sink);
  if (!module) return {};
  Builder builder(constants, sink);
  const auto& call = std::get<syntax::Call>(spec.model->node);
  const auto root = builder.instantiate(*module, call.arguments, constants.context(0), Instance{}, spec.model->span);
  if (!root || !trace(builder, *root, spec.model->span, sink)) return {};
  if (!all_used(builder.model, sink)) return {};
  derive_tags(builder.model);
  for (const syntax::Assert* assertion : spec.asserts)
    builder.model.assertions.push_back(make_assertion(*assertion, constants.context(0)));
  return std::move(builder.model);
}

}  // namespace cdp::model
