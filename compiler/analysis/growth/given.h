// What a spec gives along one axis: how dimensions grow, and with which exponents the rules move hyperparameters and
// multipliers. Corrections stand for a repair that is tried out.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/analysis/facts.h"
#include "compiler/analysis/growth/exponent.h"

namespace cdp::analysis {

/// Axes that grow together, by the same factor.
struct Direction {
  std::string name;  // `width`, `experts, top_k`
  std::vector<std::string> axes;
};

class Given {
 public:
  /// The facts outlive it.
  Given(const Facts& facts, const Direction& direction);

  [[nodiscard]] const Facts& facts() const { return *facts_; }
  [[nodiscard]] const model::Model& model() const { return facts_->model; }
  [[nodiscard]] const Direction& direction() const { return direction_; }

  [[nodiscard]] double degree(const sema::Sym& size) const;
  /// Of how many numbers there are: the sum over the dimensions.
  [[nodiscard]] double degree(const std::vector<sema::Sym>& shape) const;
  /// Of how often the body of a stack runs.
  [[nodiscard]] double runs(std::size_t stack) const { return degree(model().stacks[stack].count); }

  /// Of a matrix (out, in), or a bank of them (experts, out, in); 0 of a vector. A tied table is here what it is as a
  /// matrix.
  [[nodiscard]] double fan_in(std::size_t tensor) const;
  [[nodiscard]] double fan_out(std::size_t tensor) const;

  /// With which exponent the rules move a hyperparameter by `*=`; what they do by `^=` and on 1 - value is
  /// horizon.cpp's.
  [[nodiscard]] double of(std::size_t tensor, sema::Hp hp) const;
  /// The same of a multiplier's value; nothing where it is 0.
  [[nodiscard]] Exponent multiplier(std::size_t index) const;
  /// An entry at initialisation.
  [[nodiscard]] Exponent init(std::size_t tensor) const;

  void correct(std::size_t tensor, sema::Hp hp, double by) { tensors_[tensor][static_cast<std::size_t>(hp)] += by; }
  void correct_multiplier(std::size_t index, double by) { multipliers_[index] += by; }
  /// Of a factor that no hyperparameter stands for: a number on attention's logits, or one that is missing behind a
  /// matrix.
  void correct_scale(const model::Node* node, double by) { scales_[node] += by; }
  [[nodiscard]] double scale_correction(const model::Node* node) const {
    const auto found = scales_.find(node);
    return found == scales_.end() ? 0 : found->second;
  }

 private:
  const Facts* facts_;
  Direction direction_;
  std::vector<std::array<double, sema::kHpCount>> tensors_;  // corrections
  std::vector<double> multipliers_;
  std::map<const model::Node*, double> scales_;
};

}  // namespace cdp::analysis
