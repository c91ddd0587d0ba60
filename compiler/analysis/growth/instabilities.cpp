// See instabilities.h.
#include "compiler/analysis/growth/instabilities.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "compiler/analysis/growth/directions.h"
#include "compiler/analysis/growth/search.h"
#include "compiler/base/text.h"

namespace cdp::analysis {

namespace {

using sema::Hp;
using Members = std::vector<std::size_t>;

constexpr std::size_t kMostAlternatives = 4;  // of a selector, before paths are clearer

bool same(double a, double b) {
  return is_zero(a - b);
}

bool belongs(const Instability& fault, const Violation& violation) {
  const Violation& first = fault.first;
  return first.verdict == violation.verdict && first.hp == violation.hp && same(first.found, violation.found) &&
         same(first.wanted, violation.wanted) && first.excuse == violation.excuse &&
         first.multiplier.has_value() == violation.multiplier.has_value() &&
         first.tensor.has_value() == violation.tensor.has_value();
}

/// Looks for the line of fewest words that repairs a fault.
class RepairFinder {
 public:
  RepairFinder(const Facts& facts, const Direction& direction, const Instability& fault)
      : facts_(facts),
        direction_(direction),
        axis_(direction.axes.front()),
        fault_(fault),
        of_multipliers_(!fault.multipliers.empty()) {}

  [[nodiscard]] std::optional<Repair> repair() const {
    if (members().empty()) return std::nullopt;
    Repair repair = changed_rule();
    repair.added = fmt::format("{} {{ {} }}", selector(), line({power()}, false));
    return repair;
  }

 private:
  [[nodiscard]] const Members& members() const { return of_multipliers_ ? fault_.multipliers : fault_.tensors; }
  [[nodiscard]] std::size_t count() const {
    return of_multipliers_ ? facts_.model.multipliers.size() : facts_.model.tensors.size();
  }
  [[nodiscard]] const std::set<std::string>& tags(std::size_t i) const {
    return of_multipliers_ ? facts_.model.multipliers[i].tags : facts_.model.tensors[i].tags;
  }
  [[nodiscard]] const std::string& path(std::size_t i) const {
    return of_multipliers_ ? facts_.model.multipliers[i].path : facts_.model.tensors[i].path;
  }
  [[nodiscard]] double by() const { return fault_.first.wanted - fault_.first.found; }

  /// Whether a line that reaches a part in passing changes nothing there.
  [[nodiscard]] bool is_indifferent(std::size_t i) const {
    if (of_multipliers_) return false;
    const auto value = value_of(facts_.reference().tensors[i].first, fault_.first.hp);
    const auto distribution = facts_.model.tensors[i].distribution;
    if (fault_.first.hp == Hp::init_std &&
        (distribution == plan::Distribution::zeros || distribution == plan::Distribution::ones))
      return true;
    return value.value_or(0) == 0;
  }
  /// Whether a new line means something for a part that it reaches in passing: what has no fan-in has no `m_in`.
  [[nodiscard]] bool can_read(std::size_t i) const {
    return fault_.first.hp == Hp::init_std || power().ratio != "in" || facts_.model.tensors[i].contracted.has_value();
  }
  [[nodiscard]] bool is_member(std::size_t i) const {
    return std::find(members().begin(), members().end(), i) != members().end();
  }
  template <class Selects>
  [[nodiscard]] bool selects_exactly(Selects selects) const {
    for (std::size_t i = 0; i < count(); ++i)
      if (selects(i) != is_member(i) && !(selects(i) && is_indifferent(i))) return false;
    return true;
  }

  [[nodiscard]] double degree(const sema::Sym& size) const {
    double sum = 0;
    for (const std::string& axis : direction_.axes) sum += size.degree(axis);
    return sum;
  }
  [[nodiscard]] double degree_of(std::string_view ratio, std::size_t i) const {
    if (std::find(direction_.axes.begin(), direction_.axes.end(), ratio) != direction_.axes.end()) return 1;
    if (of_multipliers_) {
      const auto& contraction = facts_.model.multipliers[i].contraction;
      return ratio == "in" && contraction ? degree(*contraction) : 0;
    }
    const model::Tensor& tensor = facts_.model.tensors[i];
    if (ratio == "in") return tensor.contracted ? degree(tensor.dims[*tensor.contracted]) : 0;
    if (ratio == "out" && tensor.output) return degree(tensor.dims[*tensor.output]);
    return 0;
  }
  /// Nothing where it differs from part to part.
  [[nodiscard]] std::optional<double> common_degree(std::string_view ratio) const {
    const double degree = degree_of(ratio, members().front());
    for (const std::size_t i : members())
      if (!same(degree_of(ratio, i), degree)) return std::nullopt;
    return degree;
  }

  /// The ratio to a power that the value lacks: of the fan-in where all have one that grows, else of the axis.
  [[nodiscard]] scaling::RatioPower power() const {
    const auto fan_in = common_degree("in");
    if (axis_ != "depth" && fan_in && !is_zero(*fan_in) && fault_.first.hp != Hp::eps) return {"in", by() / *fan_in};
    return {axis_, by()};
  }

  /// `lr *= m_in^-1`
  [[nodiscard]] std::string line(const std::vector<scaling::RatioPower>& monomial, bool power) const {
    std::vector<std::string> factors;
    for (const auto& [ratio, exponent] : monomial) {
      if (monomial.size() > 1 && same(exponent, 0)) continue;
      const std::string written = scaling::written_ratio(ratio);
      factors.push_back(same(exponent, 1) ? written : fmt::format("{}^{}", written, shortest(rounded(exponent))));
    }
    const bool is_beta = fault_.first.hp == Hp::beta1 || fault_.first.hp == Hp::beta2;
    return fmt::format("{}{} {} {}", is_beta && !power ? "1 - " : "", sema::row(fault_.first.hp).name,
                       power ? "^=" : "*=", fmt::join(factors, " * "));
  }

  /// A rule that acts on just these parts and reads what the axis moves.
  [[nodiscard]] Repair changed_rule() const {
    const Rules& rules = of_multipliers_ ? rules_on(facts_, facts_.model.multipliers[members().front()])
                                         : rules_on(facts_, facts_.model.tensors[members().front()], fault_.first.hp);
    for (const scaling::Rule* rule : rules) {
      const auto acts = [&](std::size_t i) {
        const Rules& on = of_multipliers_ ? rules_on(facts_, facts_.model.multipliers[i])
                                          : rules_on(facts_, facts_.model.tensors[i], fault_.first.hp);
        return std::find(on.begin(), on.end(), rule) != on.end();
      };
      if (!selects_exactly(acts)) continue;
      std::vector<scaling::RatioPower> monomial = rule->monomial;
      for (scaling::RatioPower& read : monomial) {
        const auto degree = common_degree(read.ratio);
        if (!degree || is_zero(*degree)) continue;
        read.exponent += by() / *degree;
        return {rule, line(monomial, rule->power), ""};
      }
    }
    return {};
  }

  /// The tags that select just these parts, in as few alternatives as a greedy cover needs; else their paths.
  [[nodiscard]] std::string selector() const {
    std::vector<std::string> chosen;
    Members left = members();
    const std::vector<Candidate> all = candidates();
    while (!left.empty()) {
      const auto covers = [&](const Candidate& candidate) {
        return std::count_if(left.begin(), left.end(), [&](std::size_t i) { return candidate.selects(tags(i)); });
      };
      const auto best = std::max_element(all.begin(), all.end(),
                                         [&](const Candidate& a, const Candidate& b) { return covers(a) < covers(b); });
      if (best == all.end() || covers(*best) == 0 || chosen.size() == kMostAlternatives) return paths();
      chosen.push_back(best->text());
      std::erase_if(left, [&](std::size_t i) { return best->selects(tags(i)); });
    }
    return fmt::format("{}", fmt::join(chosen, ", "));
  }

  [[nodiscard]] std::string paths() const {
    std::vector<std::string> paths;
    for (const std::size_t i : members()) paths.push_back(path(i));
    return fmt::format("{}", fmt::join(paths, ", "));
  }

  /// `@hidden`, `@block@vector`, `@output not @readout`
  struct Candidate {
    std::string tag, with, without;

    [[nodiscard]] bool selects(const std::set<std::string>& tags) const {
      return (tag == "all" || tags.contains(tag)) && (with.empty() || tags.contains(with)) &&
             (without.empty() || !tags.contains(without));
    }
    [[nodiscard]] std::string text() const {
      return "@" + tag + (with.empty() ? "" : "@" + with) + (without.empty() ? "" : " not @" + without);
    }
  };

  /// Those that select no part which the line would harm; the shorter ones first, so that of equals they are taken.
  [[nodiscard]] std::vector<Candidate> candidates() const {
    std::set<std::string> known;
    for (std::size_t i = 0; i < count(); ++i) known.insert(tags(i).begin(), tags(i).end());
    std::vector<Candidate> all;
    const auto add = [&](Candidate candidate) {
      for (std::size_t i = 0; i < count(); ++i)
        if (candidate.selects(tags(i)) && !is_member(i) && !(is_indifferent(i) && can_read(i))) return;
      all.push_back(std::move(candidate));
    };
    add({"all", "", ""});
    for (const std::string& tag : known) add({tag, "", ""});
    for (const std::string& tag : known)
      for (const std::string& with : known)
        if (tag < with) add({tag, with, ""});
    for (const std::string& tag : known)
      for (const std::string& without : known)
        if (tag != without) add({tag, "", without});
    return all;
  }

  const Facts& facts_;
  const Direction& direction_;
  const std::string& axis_;  // that a new line reads
  const Instability& fault_;
  bool of_multipliers_;
};

}  // namespace

std::vector<Instability> instabilities_of(const Facts& facts, const AxisVerdicts& verdicts) {
  std::vector<Instability> all;
  for (const Violation& violation : verdicts.violations) {
    auto known =
        std::find_if(all.begin(), all.end(), [&](const Instability& fault) { return belongs(fault, violation); });
    if (known == all.end()) known = all.insert(all.end(), Instability{violation, {}, {}, {}});
    if (violation.tensor) known->tensors.push_back(*violation.tensor);
    if (violation.multiplier) known->multipliers.push_back(*violation.multiplier);
  }
  for (Instability& fault : all) fault.repair = RepairFinder(facts, verdicts.direction, fault).repair();
  return all;
}

std::vector<Along> stability_of(const Facts& facts, double least) {
  std::vector<Along> all;
  for (Direction& direction : moved_directions(facts, least)) {
    const AxisVerdicts verdicts = verdicts_along(facts, direction);
    all.push_back({std::move(direction), instabilities_of(facts, verdicts)});
  }
  return all;
}

std::vector<std::string> names_of(const Facts& facts, const Instability& fault) {
  std::vector<std::string> names;
  for (const std::size_t i : fault.tensors) names.push_back(facts.model.tensors[i].path);
  for (const std::size_t i : fault.multipliers) names.push_back(facts.model.multipliers[i].path);
  if (names.empty()) names.emplace_back(plan::operation(fault.first.node->op).name);
  return names;
}

}  // namespace cdp::analysis
