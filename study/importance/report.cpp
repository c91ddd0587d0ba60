// See report.h.
#include "study/importance/report.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/number_text.h"

namespace cdp::study {

std::vector<std::size_t> Importance::order() const {
  std::vector<std::size_t> places(variance.effects.size());
  std::iota(places.begin(), places.end(), 0U);
  std::stable_sort(places.begin(), places.end(), [this](std::size_t a, std::size_t b) {
    return variance.effects[a].total.value > variance.effects[b].total.value;
  });
  return places;
}

double Importance::together() const {
  double rest = 1;
  for (const Effect& effect : variance.effects) rest -= effect.alone.value;
  return std::max(0.0, rest);
}

Importance importance_of(const Explored& explored) {
  Importance out{explored.at, explored.dimensions};
  out.left_out = explored.open + explored.unlike;
  for (const Trial* trial : explored.trials) {
    const TrialState state = trial->result.state;
    ++(state == TrialState::kFinished   ? out.finished
       : state == TrialState::kDiverged ? out.diverged
       : state == TrialState::kStopped  ? out.stopped
                                        : out.left_out);
  }
  out.worst = worst_counted(explored.trials);
  if (out.finished == 0) return out;
  const Observed points = observed(explored);
  out.points = points.x.size();
  out.variance = variance_of(points);
  return out;
}

std::string where(const Scale& at) {
  return at.empty() ? "the reference" : scale_words(at);
}

std::string share_text(double share) {
  return fmt::format("{:.0f}%", 100 * share);
}

std::string basis(const Importance& one) {
  std::vector<std::string> bad;
  if (one.diverged > 0) bad.push_back(fmt::format("{} diverged", one.diverged));
  if (one.stopped > 0) bad.push_back(fmt::format("{} stopped", one.stopped));
  std::string text = fmt::format("{} of {}", counted(one.points, "point"),
                                 counted(one.finished + one.diverged + one.stopped, "trial"));
  if (!bad.empty()) text += fmt::format(" ({})", fmt::join(bad, ", "));
  if (one.left_out > 0) text += fmt::format(", {} left out", one.left_out);
  return text +
         fmt::format("; a loss counts as {:.4f} at most; held-out R2 {:.2f}", one.worst, one.variance.held_out_r2);
}

std::string cannot_tell(const Importance& one) {
  if (one.finished == 0) return "cannot tell: no trial has finished";
  if (one.dimensions.empty()) return "cannot tell: the trials differ in no value but their seeds";
  std::string text =
      fmt::format("cannot tell: {} for {}", counted(one.points, "point"), counted(one.dimensions.size(), "dimension"));
  if (one.points < kLeastPoints) return text + fmt::format("; {} are needed", kLeastPoints);
  return text + fmt::format(", held-out R2 {:.2f}; {:.2f} is needed; more trials would decide",
                            one.variance.held_out_r2, one.variance.needed_r2);
}

}  // namespace cdp::study
