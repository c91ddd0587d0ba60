// What kind of type an expression of a module is, as far as its text tells. Private to model/: check_modules.cpp goes
// through the modules, flow_kinds.cpp through the expressions.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/plan/operations.h"
#include "compiler/sema/program.h"

namespace cdp::model {

/// kUnknown: it depends on what a parameter turns out to be.
enum class TypeKind { kUnknown, kNumber, kTruth, kText, kList, kActivation, kTensor, kMultiplier, kModule, kStack };

struct ExprType {
  TypeKind kind = TypeKind::kUnknown;
  const sema::Declaration* module = nullptr;  // of a module or stack, where it is one for all branches
};

/// A module as declared: what each of its names may be, over all branches of its `if`s.
struct Outline {
  const syntax::Module* module = nullptr;
  std::vector<std::vector<const syntax::Member*>> members;  // by slot; none: a parameter or `let`
  std::vector<const syntax::Forward*> forwards;
};
[[nodiscard]] Outline outline_of(const syntax::Module& module, const sema::Resolution& names);

/// What the forward of each module gives, whatever it is given; found once.
using Results = std::map<const syntax::Statement*, ExprType>;

/// The operations and calls in the expressions of one module.
class FlowKinds {
 public:
  FlowKinds(const sema::Resolution& names, const Outline& outline, Results& results, diag::DiagnosticSink& sink,
            std::size_t depth = 0)
      : names_(names), outline_(outline), results_(results), sink_(sink), depth_(depth) {}

  /// Statement by statement; what it returns.
  ExprType forward(const syntax::Forward& forward);
  /// An expression outside of forward.
  void constant(const syntax::Expr& expr) { static_cast<void>(of(expr)); }

 private:
  ExprType of(const syntax::Expr& expr);
  ExprType visit(const syntax::Path& path, Span span);
  ExprType visit(const syntax::Unary& unary, Span span);
  ExprType visit(const syntax::Binary& binary, Span span);
  ExprType visit(const syntax::Conditional& conditional, Span span);
  ExprType visit(const syntax::Call& call, Span span);
  ExprType combine(const syntax::Binary& binary, ExprType left, Span span);
  ExprType call_member(const syntax::Call& call, ExprType callee, Span span);
  ExprType call_operation(const plan::Operation& operation, const syntax::Call& call, Span span);
  ExprType call_function(const sema::Function& function, const syntax::Call& call, Span span);
  void attribute(const plan::Operation& operation, const syntax::Argument& argument, ExprType value);
  void missing_attributes(const plan::Operation& operation, const std::set<std::string>& given, Span span);
  ExprType member(std::size_t slot) const;
  ExprType part(ExprType whole, const syntax::Path& path, std::size_t at);
  ExprType result_of(const sema::Declaration& module);

  const sema::Resolution& names_;
  const Outline& outline_;
  Results& results_;
  diag::DiagnosticSink& sink_;
  std::size_t depth_;             // of modules whose result is being found
  std::vector<ExprType> locals_;  // by slot
};

/// What may stand at an operation's argument, in words.
[[nodiscard]] std::string wanted_text(plan::ArgumentKind kind);
/// Of arithmetic between activations; null: there is none.
[[nodiscard]] const plan::Operation* operation_of(syntax::BinaryOp op);
/// `1 to 3`
[[nodiscard]] std::string count_text(const plan::Operation& operation);

}  // namespace cdp::model
