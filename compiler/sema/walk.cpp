// With a stack of its own: a sum of a hundred thousand numbers is as deep as it is long.
#include "compiler/sema/walk.h"

#include <algorithm>

namespace cdp::sema {
namespace {

using syntax::Expr;

void push_parts(const Expr& expr, std::vector<const Expr*>& open) {
  const std::size_t before = open.size();
  const auto push = [&](const syntax::ExprPtr& part) { open.push_back(part.get()); };
  if (const auto* unary = std::get_if<syntax::Unary>(&expr.node)) push(unary->operand);
  if (const auto* binary = std::get_if<syntax::Binary>(&expr.node)) push(binary->left), push(binary->right);
  if (const auto* conditional = std::get_if<syntax::Conditional>(&expr.node)) {
    push(conditional->condition);
    push(conditional->then_value);
    push(conditional->else_value);
  }
  if (const auto* call = std::get_if<syntax::Call>(&expr.node))
    for (const auto& argument : call->arguments) push(argument.value);
  if (const auto* list = std::get_if<syntax::List>(&expr.node))
    for (const auto& item : list->items) push(item);
  std::reverse(open.begin() + static_cast<std::ptrdiff_t>(before), open.end());
}

}  // namespace

void visit_parts(const Expr& expr, const std::function<void(const Expr&)>& visit) {
  std::vector<const Expr*> open = {&expr};
  while (!open.empty()) {
    const Expr& next = *open.back();
    open.pop_back();
    visit(next);
    push_parts(next, open);
  }
}

}  // namespace cdp::sema
