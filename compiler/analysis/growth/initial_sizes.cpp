// Sizes at initialisation, in the order in which data flows. See search.h.
#include <algorithm>
#include <utility>

#include "compiler/analysis/growth/ends.h"
#include "compiler/analysis/growth/search.h"

namespace cdp::analysis {

namespace {

using sema::Hp;

/// The exponents that an entry may have at an end.
struct Range {
  double least = 0;
  double most = 0;

  /// How far an exponent is from it; 0 inside.
  [[nodiscard]] double off(double exponent) const {
    if (exponent > most + kSameExponent) return exponent - most;
    if (exponent < least - kSameExponent) return exponent - least;
    return 0;
  }
};

class Check {
 public:
  explicit Check(Search& search) : search_(search) {}

  /// One repair, if one is due.
  bool run() {
    const Steps none(given().model().tensors.size(), kNothing);
    forward_ = forward_pass(given(), none);
    backward_ = backward_pass(given(), search_.graph, forward_);
    for (const Use& use : backward_.uses)
      if (checks(use) && matrix(use)) return true;
    for (const Logits& logits : forward_.logits)
      if (attention(logits)) return true;
    return false;
  }

 private:
  [[nodiscard]] Given& given() const { return search_.given; }
  [[nodiscard]] const model::Tensor& tensor(const Use& use) const { return given().model().tensors[use.tensor]; }

  /// Gains and offsets start where they start at every scale.
  [[nodiscard]] bool checks(const Use& use) const {
    return given().init(use.tensor).known() && !given().init(use.tensor).nothing() &&
           tensor(use).distribution != plan::Distribution::ones;
  }

  /// An entry of what the tensor makes: a sum over the fan-in, random at first.
  [[nodiscard]] Exponent made(const Use& use) const {
    const Exponent init = given().init(use.tensor) + use.input + given().scale_correction(use.node);
    return use.is_matrix ? init + -given().fan_in(use.tensor) / 2 : init;
  }

  bool matrix(const Use& use) {
    const Exponent own = made(use);
    // What experts make inside of the operation has no name in the graph.
    if (use.node->op == plan::Op::experts && !tensor(use).tags.contains("expert_down") && use.node != nullptr)
      return inside(use, own);
    for (const End& end : ends_of(given(), search_.graph, forward_, use.node->id)) {
      const Exponent entry = own + end.factor;
      if (end.kind == EndKind::kNormalised || !entry.known() || entry.nothing()) continue;
      Range allowed = range(use, end);
      allowed.least -= use.slack;  // what it reads may still be small, and be no more later
      if (const double off = allowed.off(entry.value); off != 0) return violated(use, end, entry.value, off);
    }
    return false;
  }

  bool inside(const Use& use, Exponent own) {
    if (!own.known() || own.nothing() || is_zero(own.value)) return false;
    return violated(use, {EndKind::kRead, use.node}, own.value, own.value);
  }

  [[nodiscard]] double layers(const End& end) const {
    double sum = 0;
    for (const std::size_t stack : end.stacks) sum += given().runs(stack);
    return sum;
  }

  /// A matrix onto fewer numbers than it reads may be smaller at first, since later changes align with it. What is read
  /// out must be: nothing behind it can make up for that (arXiv:2310.17813).
  [[nodiscard]] Range range(const Use& use, const End& end) const {
    const double in = given().fan_in(use.tensor), out = given().fan_out(use.tensor);
    const double slack = use.is_matrix ? std::max(0.0, in - out) / 2 : 0;
    if (end.kind == EndKind::kStream) {
      const double runs = layers(end);
      return {-runs - slack, -runs / 2};
    }
    const bool reads_out = end.kind == EndKind::kOutput || tensor(use).tags.contains("output");
    return {-slack, reads_out ? -slack : 0};
  }

  /// What one step changes there, before the layers add up.
  [[nodiscard]] double step(const Use& use, const End& end) const {
    return step_of(given(), backward_, use.tensor).value + use.input.value + end.factor.value;
  }

  bool violated(const Use& use, const End& end, double entry, double off) {
    Violation violation;
    violation.verdict = off > 0 ? Verdict::exploding : Verdict::vanishing;
    violation.effect = off;
    violation.node = end.node != nullptr ? end.node : use.node;
    violation.because = terms(use, end);
    if (tensor(use).tags.contains("tied") && end.kind == EndKind::kOutput && end.multipliers.empty()) {
      // The embedding's row wants another std than the readout's: only a factor on the logits can tell them apart.
      violation.hp = Hp::value;
      violation.wanted = -given().fan_in(use.tensor);
      violation.node = use.node;
      search_.repair(std::move(violation));
      return true;
    }
    const double runs = layers(end);
    double by = -off;
    bool factor = tensor(use).tags.contains("tied") && !end.multipliers.empty() && end.kind == EndKind::kOutput;
    if (!end.multipliers.empty() && runs != 0) {
      // Between the random and the coherent sum: where the learning rate has it that all layers learn together.
      const Range allowed = range(use, end);
      const double parts = is_gradient_sized(given(), use.tensor) ? 2 : 1;  // a factor is in the gradient once more
      by = std::clamp(entry - (runs + step(use, end)) / parts, allowed.least, allowed.most) - entry;
      factor = true;
    } else if (!end.multipliers.empty() && is_zero(step(use, end) - off)) {
      factor = true;  // initial value and steps are off by the same: the factor behind them is
    }
    if (factor) {
      violation.multiplier = end.multipliers.back();
      violation.hp = Hp::value;
      violation.found = given().multiplier(*violation.multiplier).value;
    } else {
      violation.tensor = use.tensor;
      violation.hp = Hp::init_std;
      violation.found = given().of(use.tensor, Hp::init_std);
    }
    violation.wanted = violation.found + by;
    search_.repair(std::move(violation));
    return true;
  }

  [[nodiscard]] std::vector<Term> terms(const Use& use, const End& end) const {
    const double in = given().fan_in(use.tensor);
    std::vector<Term> terms{{"initial std", given().init(use.tensor).value, tensor(use).span}};
    if (in != 0 && use.is_matrix)
      terms.push_back({"sum over the fan-in, random at initialisation", in / 2, use.node->span});
    for (const std::size_t multiplier : end.multipliers)
      terms.push_back({"multiplier `" + given().model().multipliers[multiplier].path + "`",
                       given().multiplier(multiplier).value, given().model().multipliers[multiplier].span});
    if (const double runs = layers(end); runs != 0)
      terms.push_back({"sum over the layers, random at initialisation", runs / 2, end.node->span});
    return terms;
  }

  bool attention(const Logits& logits) {
    const model::NodeArgument& scale = logits.node->args[3];
    const std::size_t queries = value_in(logits.node->args[0])->id;
    const double width = given().degree(given().model().values[queries].shape.back());
    const Exponent factor = logits_factor(given(), *logits.node);
    if (factor.nothing() || is_zero(factor.value + width)) return false;
    Violation violation;
    violation.effect = factor.value + width;
    violation.verdict = violation.effect > 0 ? Verdict::exploding : Verdict::vanishing;
    violation.node = logits.node;
    violation.hp = Hp::value;
    violation.found = factor.value;
    violation.wanted = -width;
    violation.because = {{"factor of the logits", factor.value, logits.node->span}};
    if (width != 0)
      violation.because.push_back({"sum over the head's width, once queries and keys align", width, logits.node->span});
    const auto* multiplier = std::get_if<sema::MultiplierRef>(&scale);
    if (multiplier != nullptr) violation.multiplier = multiplier->index;
    search_.repair(std::move(violation));
    return true;
  }

  Search& search_;
  ForwardPass forward_;
  BackwardPass backward_;
};

}  // namespace

void check_initial_sizes(Search& search) {
  // Every repair puts one use of a tensor right, or one multiplier, which may ask for the tensors behind it once more.
  const model::Model& model = search.given.model();
  for (std::size_t left = 2 * (model.tensors.size() + model.multipliers.size()) + 1; left > 0 && search.may_pass();
       --left)
    if (!Check(search).run()) return;
}

std::optional<double> size_before_norm(const Search& search, const ForwardPass& forward, const Use& use) {
  const Exponent init = search.given.init(use.tensor);
  if (!use.is_matrix || init.nothing()) return std::nullopt;
  for (const End& end : ends_of(search.given, search.graph, forward, use.node->id)) {
    const Exponent entry = init + use.input + -search.given.fan_in(use.tensor) / 2 + end.factor;
    if (end.kind == EndKind::kNormalised && entry.known()) return entry.value;
  }
  return std::nullopt;
}

}  // namespace cdp::analysis
