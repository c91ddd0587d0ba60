// What names mean, kept by where they stand: every kind, what lies outside of a branch, and that all are kept.
#include "compiler/sema/resolution.h"

#include <gmock/gmock.h>

#include "compiler/sema/walk.h"
#include "tests/compiler/sema/spec_support.h"

namespace cdp::sema {
namespace {

using test::check;
using Kind = Meaning::Kind;

/// The names that lead the paths and calls of an expression, from left to right.
std::vector<const syntax::Ident*> heads_in(const syntax::Expr& expr) {
  std::vector<const syntax::Ident*> heads;
  visit_parts(expr, [&](const syntax::Expr& part) {
    if (const auto* path = std::get_if<syntax::Path>(&part.node)) heads.push_back(&path->parts.front());
    if (const auto* call = std::get_if<syntax::Call>(&part.node)) heads.push_back(&call->callee.parts.front());
  });
  return heads;
}

std::vector<Kind> kinds_in(const Program& program, const syntax::Expr& expr) {
  std::vector<Kind> kinds;
  for (const syntax::Ident* name : heads_in(expr)) {
    const Meaning* meaning = program.names.find(*name);
    kinds.push_back(meaning == nullptr ? Kind::kUnknown : meaning->kind);
  }
  return kinds;
}

template <class Node>
const Node& first(const Program& program, std::size_t file = 0) {
  for (const auto& statement : program.files[file]->ast.statements)
    if (const auto* node = std::get_if<Node>(&statement.node)) return *node;
  static const Node none;
  ADD_FAILURE() << "no such statement";
  return none;
}

template <class Node>
const Node& item(const syntax::Module& module, std::size_t at) {
  return std::get<Node>(module.items[at].node);
}

constexpr const char* kModule = R"(use std.linear
axis experts
let size = 3
module M(width, bias = false) {
  lin: Linear(width, size * experts * depth)
  if bias { size: Tensor(width) = zeros }
  let twice = 2 * width
  forward(x) {
    h = gelu(lin(x)) + twice
    return h * min(size, 1)
  }
}
)";

TEST(Resolution, SaysOfEachNameInAModuleWhatItMeans) {
  const auto checked = check(kModule);
  ASSERT_EQ(checked->ids(), test::Ids{});
  const Program& program = checked->program;
  const auto& module = first<syntax::Module>(program);
  const auto& member = item<syntax::Member>(module, 0);
  const auto& forward = item<syntax::Forward>(module, 3);
  EXPECT_EQ(program.names.module(member)->name, "Linear");
  EXPECT_THAT(kinds_in(program, *member.arguments[0].value), testing::ElementsAre(Kind::kOwn));
  EXPECT_THAT(kinds_in(program, *member.arguments[1].value),
              testing::ElementsAre(Kind::kOwn, Kind::kDeclared, Kind::kAxis));
  EXPECT_THAT(kinds_in(program, *forward.body[0].value),
              testing::ElementsAre(Kind::kOperation, Kind::kOwn, Kind::kLocal, Kind::kOwn));
  EXPECT_THAT(kinds_in(program, *forward.body[1].value),
              testing::ElementsAre(Kind::kLocal, Kind::kFunction, Kind::kOwn));
  const auto& size = std::get<syntax::Member>(item<syntax::IfItem>(module, 1).then_items[0].node);
  EXPECT_EQ(program.names.distribution(size), plan::Distribution::zeros);
}

TEST(Resolution, GivesSlotsToOwnNamesInTheirOrder) {
  const auto checked = check(kModule);
  const Program& program = checked->program;
  const auto& module = first<syntax::Module>(program);
  const OwnNames& own = program.names.own(module.name);
  EXPECT_EQ(own.count, 5U);
  EXPECT_EQ(own.slots.at("width"), 0U);
  EXPECT_EQ(own.slots.at("bias"), 1U);
  EXPECT_EQ(own.slots.at("lin"), program.names.slot(item<syntax::Member>(module, 0).name));
  const auto heads = heads_in(*item<syntax::Forward>(module, 3).body[1].value);
  EXPECT_EQ(program.names.find(*heads[0])->slot, 1U) << "forward's values: x, then h";
}

TEST(Resolution, KnowsWhatANameOfABranchMeansWhereThatDoesNotHold) {
  const auto checked = check(kModule);
  const Program& program = checked->program;
  const auto heads = heads_in(*item<syntax::Forward>(first<syntax::Module>(program), 3).body[1].value);
  const Meaning* size = program.names.find(*heads[2]);
  EXPECT_EQ(size->kind, Kind::kOwn);
  EXPECT_EQ(size->outside, Kind::kDeclared);
  EXPECT_EQ(size->declaration->kind, DeclarationKind::kLet);
}

TEST(Resolution, SaysWhatTheNamesOfARuleSetMean) {
  const auto checked = check(
      "let half = 0.5\naxis experts\n"
      "rules first(k = 1) { @hidden { lr *= m_N^-k } }\n"
      "rules r(alpha = half) extends first(k = alpha) {\n"
      "  let beta = alpha * 2\n"
      "  if optimizer == \"muon\" { @all { lr *= m_experts^beta } }\n"
      "}\n");
  ASSERT_EQ(checked->ids(), test::Ids{});
  const Program& program = checked->program;
  const syntax::Rules* rules = nullptr;
  for (const auto& statement : program.root().ast.statements)
    if (const auto* found = std::get_if<syntax::Rules>(&statement.node)) rules = found;
  EXPECT_THAT(kinds_in(program, *rules->parameters[0].default_value), testing::ElementsAre(Kind::kDeclared));
  EXPECT_EQ(program.names.find(rules->extends->callee.parts.front())->declaration->name, "first");
  EXPECT_THAT(kinds_in(program, *rules->extends->arguments[0].value), testing::ElementsAre(Kind::kOwn));
  const auto& branch = std::get<syntax::RulesIf>(rules->items[1].node);
  EXPECT_THAT(kinds_in(program, *branch.condition), testing::ElementsAre(Kind::kTraining));
  const auto& adjustment = std::get<syntax::RuleClause>(branch.then_items[0].node).adjustments[0];
  EXPECT_THAT(kinds_in(program, *adjustment.value), testing::ElementsAre(Kind::kRatio, Kind::kOwn));
  EXPECT_EQ(program.names.hyperparameter(adjustment), Hp::lr);
}

TEST(Resolution, SaysWhichIndexATunedValueReads) {
  const auto checked =
      check(test::kSpec + "tune blocks[j].mlp, blocks[i].attn { lr *= i / depth_of(blocks) + along(1, 2) }\n");
  ASSERT_EQ(checked->ids(), test::Ids{});
  const Program& program = checked->program;
  const auto& tune = *checked->spec->tunes[0];
  const auto heads = heads_in(*tune.adjustments[0].value);
  const Meaning* index = program.names.find(*heads[0]);
  EXPECT_EQ(index->kind, Kind::kBound);
  EXPECT_EQ(index->slot, program.names.slot(tune.selector.alternatives[1].steps[0].indices[0].bound));
  EXPECT_NE(index->slot, program.names.slot(tune.selector.alternatives[0].steps[0].indices[0].bound));
  EXPECT_EQ(program.names.find(*heads[2]), nullptr) << "a path of the model";
}

/// Calls `visit` with every expression of the items of a module.
template <class Visit>
void each_expression(const std::vector<syntax::ModuleItem>& items, const Visit& visit) {
  for (const auto& item : items) {
    if (const auto* let = std::get_if<syntax::Let>(&item.node)) visit(*let->value);
    if (const auto* member = std::get_if<syntax::Member>(&item.node))
      for (const auto& argument : member->arguments) visit(*argument.value);
    if (const auto* forward = std::get_if<syntax::Forward>(&item.node))
      for (const auto& statement : forward->body) visit(*statement.value);
    if (const auto* branch = std::get_if<syntax::IfItem>(&item.node)) {
      visit(*branch->condition);
      each_expression(branch->then_items, visit);
      each_expression(branch->else_items, visit);
    }
  }
}

TEST(Resolution, KeepsEveryNameOfTheLibrarysModules) {
  std::string uses;
  for (const auto& [path, text] : stdlib::files()) {
    std::string name = path.substr(0, path.size() - std::string_view(".cdp").size());
    std::replace(name.begin(), name.end(), '/', '.');
    uses += "use " + name + "\n";
  }
  const auto checked = check(uses);
  const Program& program = checked->program;
  std::size_t names = 0;
  for (const auto& file : program.files)
    for (const auto& statement : file->ast.statements)
      if (const auto* module = std::get_if<syntax::Module>(&statement.node))
        each_expression(module->items, [&](const syntax::Expr& expr) {
          for (const syntax::Ident* head : heads_in(expr)) {
            const Meaning* meaning = program.names.find(*head);
            ASSERT_NE(meaning, nullptr) << file->path << ": " << head->text;
            EXPECT_NE(meaning->kind, Kind::kUnknown) << file->path << ": " << head->text;
            ++names;
          }
        });
  EXPECT_GT(names, 300U);
}

}  // namespace
}  // namespace cdp::sema
