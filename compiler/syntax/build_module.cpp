// Modules: members, stacks, `if` items, forward.
#include "compiler/syntax/build.h"

#include <string_view>

namespace cdp::syntax {

namespace {

MemberKind kind_of(std::string_view type) {
  if (type == "Tensor") return MemberKind::kTensor;
  return type == "Multiplier" ? MemberKind::kMultiplier : MemberKind::kModule;
}

/// Moves a name or a call of one name into the member. False if the expression is something else.
bool take_type(Expr& expr, Member& member) {
  auto* path = std::get_if<Path>(&expr.node);
  auto* call = std::get_if<Call>(&expr.node);
  if (call != nullptr) path = &call->callee;
  if (path == nullptr || path->parts.size() != 1) return false;
  member.type = std::move(path->parts.front());
  member.kind = kind_of(member.type.text);
  if (call != nullptr) member.arguments = std::move(call->arguments);
  return true;
}

}  // namespace

Module Builder::module_of(CdpParser::ModuleStatementContext* tree) {
  return {ident(tree->name), parameters(tree->with), module_items(tree->body)};
}

std::vector<Parameter> Builder::parameters(CdpParser::ParametersContext* tree) {
  std::vector<Parameter> result;
  if (tree == nullptr) return result;
  for (CdpParser::ParameterContext* entry : tree->entries) {
    result.push_back({ident(entry->name), entry->value != nullptr ? expression(entry->value) : nullptr});
  }
  return result;
}

std::vector<ModuleItem> Builder::module_items(CdpParser::ModuleBodyContext* tree) {
  std::vector<ModuleItem> items;
  items.reserve(tree->entries.size());
  for (CdpParser::ModuleItemContext* entry : tree->entries) {
    if (entry->asMember != nullptr) {
      if (auto made = member(entry->asMember)) items.emplace_back().node = std::move(*made);
    } else if (entry->asLet != nullptr) {
      items.emplace_back().node = let(entry->asLet);
    } else if (entry->asIf != nullptr) {
      items.emplace_back().node = if_item(entry->asIf);
    } else if (entry->asForward != nullptr) {
      items.emplace_back().node = forward(entry->asForward);
    } else {
      items.emplace_back().node = assertion(entry->asAssert);
    }
  }
  return items;
}

std::optional<Member> Builder::member(CdpParser::MemberContext* tree) {
  Member member;
  member.name = ident(tree->name);
  member.tags = idents(tree->tags);
  if (tree->distribution != nullptr) member.distribution = ident(tree->distribution);
  member.span = span(tree);
  member.doc = doc_above(tree);
  ExprPtr type = expression(tree->type);
  if (take_type(*type, member)) return member;
  auto* product = std::get_if<Binary>(&type->node);
  if (product != nullptr && product->op == BinaryOp::kMul && take_type(*product->right, member)) {
    member.count = std::move(product->left);
    return member;
  }
  sink_.report<diag::Code::E0128>(type->span, member.name.text);
  return std::nullopt;
}

IfItem Builder::if_item(CdpParser::IfItemContext* tree) {
  IfItem item{expression(tree->condition), module_items(tree->then), {}, span(tree)};
  if (tree->otherwise != nullptr) item.else_items = module_items(tree->otherwise);
  if (tree->chained != nullptr) item.else_items.emplace_back().node = if_item(tree->chained);
  return item;
}

Forward Builder::forward(CdpParser::ForwardItemContext* tree) {
  Forward result{idents(tree->names), {}, span(tree), join(span(tree->start), span(tree->close))};
  if (tree->value != nullptr) {
    result.body.push_back({std::nullopt, expression(tree->value), span(tree->value)});
    return result;
  }
  for (CdpParser::ForwardStatementContext* entry : tree->body->entries) {
    std::optional<Ident> target;
    if (entry->name != nullptr) target = ident(entry->name);
    result.body.push_back({std::move(target), expression(entry->value), span(entry)});
  }
  return result;
}

}  // namespace cdp::syntax
