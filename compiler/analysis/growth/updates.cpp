// What each tensor's steps change in the model's output stays while an axis grows: then every tensor learns, and none
// of them alone moves the output without bound (the maximal update of arXiv:2011.14522, each layer's share of it across
// depth arXiv:2310.02244 and arXiv:2505.01618). See search.h.
#include <algorithm>
#include <utility>

#include "compiler/analysis/growth/search.h"

namespace cdp::analysis {

namespace {

using sema::Hp;

class Check {
 public:
  explicit Check(Search& search) : search_(search) {}

  /// Repairs whatever is due; no learning rate changes what another tensor's steps reach. True: there was something.
  bool run() {
    passes_ = passes_of(search_.given, search_.graph);
    bool repaired = false;
    for (const Use& use : passes_.backward.uses) {
      if (!is_main(use)) continue;
      if (normalised_size(use)) return true;  // what is behind it changes
      off(use);
      passes_.reach[use.tensor] = {0};  // in its other uses too
      repaired = true;
    }
    return repaired;
  }

  void note_undecided() {
    for (std::size_t i = 0; i < passes_.reach.size(); ++i)
      if (!passes_.reach[i].known()) search_.found.undecided.push_back({i, passes_.reach[i].unknown});
  }

 private:
  /// The use through which the tensor reaches the output most, if it counts at all.
  [[nodiscard]] bool is_main(const Use& use) const {
    const Exponent reach = passes_.reach[use.tensor];
    if (!reach.known() || reach.nothing() || is_zero(reach.value)) return false;
    return !search_.given.model().tensors[use.tensor].tags.contains("balance");
  }

  void off(const Use& use) {
    const double reach = passes_.reach[use.tensor].value;
    Violation violation;
    violation.verdict = reach > 0 ? Verdict::exploding : Verdict::lazy;
    violation.effect = reach;
    violation.tensor = use.tensor;
    violation.hp = Hp::lr;
    violation.found = search_.given.of(use.tensor, Hp::lr);
    violation.wanted = violation.found - reach;
    violation.node = use.node;
    violation.because = terms(use, reach);
    search_.repair(std::move(violation));
  }

  /// In front of a norm any initial size will do, if lr fits it; where it does not, the size is put right first.
  bool normalised_size(const Use& use) {
    const auto size = size_before_norm(search_, passes_.initial, use);
    if (!size || is_zero(*size)) return false;
    Violation violation;
    violation.verdict = *size > 0 ? Verdict::exploding : Verdict::vanishing;
    violation.effect = *size;
    violation.tensor = use.tensor;
    violation.hp = Hp::init_std;
    violation.found = search_.given.of(use.tensor, Hp::init_std);
    violation.wanted = violation.found - *size;
    violation.node = use.node;
    violation.because = {{"initial std", violation.found, search_.given.model().tensors[use.tensor].span},
                         {"sum over the fan-in, random at initialisation", *size - violation.found, use.node->span}};
    search_.repair(std::move(violation));
    return true;
  }

  /// lr, what one step makes of it, and what becomes of that on the way to the output.
  [[nodiscard]] std::vector<Term> terms(const Use& use, double reach) const {
    const Given& given = search_.given;
    const double lr = given.of(use.tensor, Hp::lr);
    double layers = 0;
    for (const std::size_t stack : given.model().tensors[use.tensor].stacks) layers += given.runs(stack);
    std::vector<Term> terms{{"lr", lr, given.model().tensors[use.tensor].span}};
    const auto add = [&](std::string text, double exponent) {
      if (!is_zero(exponent)) terms.push_back({std::move(text), exponent, use.node->span});
    };
    add("size of a gradient, which is that of a step", passes_.steps[use.tensor].value - lr);
    add(use.is_matrix ? "sum over the fan-in, aligned after some steps" : "size of what it scales", use.input.value);
    add("sum over the layers, which learn the same together", layers);
    double rest = reach;
    for (const Term& term : terms) rest -= term.exponent;
    add("factors and norms on the way to the output", rest);
    return terms;
  }

  Search& search_;
  Passes passes_;
};

}  // namespace

void check_updates(Search& search) {
  // Every repair puts one tensor right, and its initial value at most once more.
  for (std::size_t left = 2 * search.given.model().tensors.size() + 1; left > 0 && search.may_pass(); --left) {
    Check check(search);
    if (check.run()) continue;
    check.note_undecided();
    return;
  }
}

}  // namespace cdp::analysis
