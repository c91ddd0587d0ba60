// What the names of a program mean. resolve_names (names.h) finds it once; every later stage reads it here. A name is
// known by where it stands in the tree: the trees of a program stay where they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "compiler/plan/operations.h"
#include "compiler/plan/words.h"
#include "compiler/sema/functions.h"
#include "compiler/sema/hyperparameters.h"
#include "compiler/syntax/ast.h"

namespace cdp::sema {

struct Declaration;

/// What a name means where it stands; of a path with points, its first part.
struct Meaning {
  enum class Kind : std::uint8_t {
    kUnknown,         // reported by resolve_names, or where it is evaluated
    kAxis,            // one that every spec has
    kDeclared,        // by a statement: `declaration`
    kOwn,             // a parameter, member or `let` of the module or rule set: `slot`
    kLocal,           // a value of forward, parameters first: `slot`
    kBound,           // an index of the selector, `blocks[i]`: `slot`
    kRatio,           // `m_width`, in a rule set
    kTraining,        // in a rule set: `slot` in kTrainingWordKeys
    kFunction,        // `slot`: a FunctionName
    kOperation,       // `operation`
    kHyperparameter,  // `slot`: an Hp
    kDistribution,    // `slot`: a plan::Distribution
  };

  Kind kind = Kind::kUnknown;
  /// At the top level of the file: kUnknown, kAxis or kDeclared. What an own name means where the branch that holds
  /// does not declare it, and a bound one where the alternative does not bind it.
  Kind outside = Kind::kUnknown;
  std::size_t slot = 0;
  const Declaration* declaration = nullptr;    // that kind or outside speak of
  const plan::Operation* operation = nullptr;  // what a call without points would call, if it calls nothing else

  [[nodiscard]] bool is_scoped() const { return kind >= Kind::kOwn; }
};

/// The names that a module or a rule set declares, each with its slot in the values of an instance. Parameters come
/// first, in their order; a name of both branches of an `if` has one slot.
struct OwnNames {
  std::map<std::string, std::size_t, std::less<>> slots;
  std::size_t count = 0;
};

class Resolution {
 public:
  /// Null of a name that was not resolved: one that stands in no file of the program, or in a setting that is evaluated
  /// once.
  [[nodiscard]] const Meaning* find(const syntax::Ident& name) const;
  /// The slot of a member, `let` or bound index where it is declared.
  [[nodiscard]] std::size_t slot(const syntax::Ident& declared) const;
  /// By the name of the module or rule set where it is declared.
  [[nodiscard]] const OwnNames& own(const syntax::Ident& declared) const;
  /// The module that a member's type names; null where it names none, which resolve_names has reported.
  [[nodiscard]] const Declaration* module(const syntax::Member& member) const;
  /// Null where there is none of that name, which is reported.
  [[nodiscard]] std::optional<Hp> hyperparameter(const syntax::Adjustment& adjustment) const;
  [[nodiscard]] std::optional<plan::Distribution> distribution(const syntax::Member& member) const;
  [[nodiscard]] bool calls(const syntax::Call& call, FunctionName function) const;

  void add(const syntax::Ident& name, const Meaning& meaning) { meanings_.insert_or_assign(&name, meaning); }
  void add(const syntax::Ident& declared, OwnNames names) { own_.insert_or_assign(&declared, std::move(names)); }
  /// What is none is left out.
  void add_hyperparameter(const syntax::Adjustment& adjustment);

 private:
  std::unordered_map<const syntax::Ident*, Meaning> meanings_;
  std::unordered_map<const syntax::Ident*, OwnNames> own_;
};

}  // namespace cdp::sema
