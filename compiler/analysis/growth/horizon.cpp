// Batch and duration: what a run of S steps makes of AdamW's statistics. Where the noise of the gradient dominates,
// AdamW follows a stochastic differential equation whose noise keeps its strength while lr^2 S stays, whose averages
// forget over the same share of the run while (1 - beta) S does, and whose decay takes as much while lr weight_decay S
// does (arXiv:2205.10287; arXiv:2512.22382). A batch that is n times as large makes a gradient n^1/2 times less noisy,
// which eps follows; what eps does over the duration is open: Table 1 of arXiv:2512.22382 raises it, the gradient's
// size does not ask for it.
#include <algorithm>
#include <string>

#include "compiler/analysis/decay.h"
#include "compiler/analysis/growth/directions.h"
#include "compiler/analysis/growth/search.h"
#include "compiler/analysis/learning.h"

namespace cdp::analysis {

namespace {

using sema::Hp;

/// Refits of the exponent of lr over the duration at a fixed batch: 0.28 to 0.44 (arXiv:2409.19913 and later ones).
constexpr double kLeastRefit = -0.5, kMostRefit = -0.28;

/// With which exponent rules move 1 - beta, by `*=` or (to first order) by `^=`.
double complement_of(const Given& given, std::size_t tensor, Hp hp) {
  double sum = 0;
  for (const scaling::Rule* rule : rules_on(given.facts(), given.model().tensors[tensor], hp)) {
    if (!rule->complement && !rule->power) continue;
    for (const scaling::RatioPower& power : rule->monomial)
      if (power.ratio == given.direction().name) sum += power.exponent;
  }
  return sum;
}

class Check {
 public:
  Check(Search& search, std::size_t tensor)
      : search_(search), tensor_(tensor), steps_(search.given.direction().name == "batch" ? -1 : 1) {}

  void run() {
    lr();
    memory(Hp::beta1);
    memory(Hp::beta2);
    eps();
    decay();
  }

 private:
  [[nodiscard]] const model::Tensor& tensor() const { return search_.given.model().tensors[tensor_]; }
  [[nodiscard]] bool has(Hp hp) const {
    return value_of(search_.given.facts().reference().tensors[tensor_].first, hp).value_or(0) != 0;
  }

  void report(Verdict verdict, Hp hp, double found, double wanted, std::vector<Term> because,
              std::string_view excuse = {}) {
    if (is_zero(found - wanted)) return;
    Violation violation;
    violation.verdict = verdict;
    violation.tensor = tensor_;
    violation.hp = hp;
    violation.found = found;
    violation.wanted = wanted;
    violation.excuse = excuse;
    for (const Term& term : because) violation.effect += term.exponent;
    violation.because = std::move(because);
    search_.repair(std::move(violation));
  }

  [[nodiscard]] std::string_view law() const {
    return search_.given.facts().effects.is_law ? "the rule set is a law fitted from sweeps" : "";
  }
  [[nodiscard]] Term steps() const { return {"steps of the run", steps_, tensor().span}; }

  void lr() {
    const double lr = search_.given.of(tensor_, Hp::lr);
    const bool refitted = steps_ > 0 && lr >= kLeastRefit && lr <= kMostRefit;
    report(Verdict::noise_moves, Hp::lr, lr, -steps_ / 2, {{"lr squared", 2 * lr, tensor().span}, steps()},
           refitted ? "refits of lr over the duration give an exponent of 0.28 to 0.44 (arXiv:2409.19913)" : law());
  }

  void memory(Hp hp) {
    if (!has(hp)) return;
    const double complement = complement_of(search_.given, tensor_, hp);
    report(Verdict::memory_moves, hp, complement, -steps_,
           {{"1 - " + std::string(sema::row(hp).name), complement, tensor().span}, steps()});
  }

  void eps() {
    if (!has(Hp::eps)) return;
    const double eps = search_.given.of(tensor_, Hp::eps);
    const double wanted = steps_ < 0 ? -0.5 : std::clamp(eps, 0.0, 0.5);
    report(eps > wanted ? Verdict::eps_dominates : Verdict::eps_lost, Hp::eps, eps, wanted,
           {{"eps", eps, tensor().span},
            {"over an entry of the gradient, most of which is noise", -wanted, tensor().span}});
  }

  void decay() {
    const Exponent decay = decay_of(search_.given, tensor_);
    if (decay.nothing()) return;
    const double found = search_.given.of(tensor_, Hp::weight_decay);
    report(
        Verdict::decay_moves, Hp::weight_decay, found, found - decay.value - steps_,
        {{decay_is_coupled(search_.given.facts()) ? "lr * weight_decay" : "weight_decay", decay.value, tensor().span},
         steps()},
        law());
  }

  Search& search_;
  std::size_t tensor_;
  double steps_;  // with which exponent their number grows
};

}  // namespace

void check_horizon(Search& search) {
  for (std::size_t i = 0; i < search.given.model().tensors.size(); ++i) {
    const model::Tensor& tensor = search.given.model().tensors[i];
    const bool is_adam = updater_of(search.given.facts(), tensor).optimizer == plan::OptimizerKind::adamw;
    if (!is_adam || tensor.tags.contains("balance")) continue;
    Check(search, i).run();
  }
}

}  // namespace cdp::analysis
