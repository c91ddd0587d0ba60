// See search.h.
#include "compiler/scaling/search.h"

#include <algorithm>
#include <utility>

#include "compiler/scaling/out_of_range.h"
#include "compiler/scaling/selector.h"
#include "compiler/scaling/updater.h"
#include "compiler/sema/fraction.h"

namespace cdp::scaling {
namespace {

using diag::Code;

/// The paths and tags of what a setting means.
template <class Take>
void for_each_meant(const sema::SearchSetting& setting, const sema::Spec& spec, const model::Model& model,
                    const Take& take) {
  for (const model::Tensor& tensor : model.tensors)
    if (searches(setting, spec.training, tensor)) take(tensor.path, tensor.tags);
  for (const model::Multiplier& multiplier : model.multipliers)
    if (searches(setting, multiplier)) take(multiplier.path, multiplier.tags);
}

void check_values(const sema::SearchSetting& setting, diag::DiagnosticSink& sink) {
  if (setting.written->op != syntax::AdjustOp::kSet) return;
  const sema::HpRow& hp = row(setting.hp);
  for (std::size_t i = 0; i < setting.knots.size(); ++i)
    for (const double end : {setting.knots[i].low, setting.knots[i].high}) {
      const double value = setting.written->complement ? 1 - end : end;
      if (in_range(hp, value)) continue;
      sink.report<Code::E0409>(setting.written->knots[i].span, hp.name, range_text(hp), sema::number_text(value));
      break;
    }
}

}  // namespace

bool searches(const sema::SearchSetting& setting, const sema::TrainingSettings& training, const model::Tensor& tensor) {
  return has_hp(training, tensor, setting.hp) &&
         (setting.written->base || selects(setting.written->selector, tensor.path, tensor.tags));
}

bool searches(const sema::SearchSetting& setting, const model::Multiplier& multiplier) {
  return !setting.written->base && row(setting.hp).owner == sema::HpOwner::kMultiplier &&
         selects(setting.written->selector, multiplier.path, multiplier.tags);
}

void check_search(const sema::Spec& spec, const model::Model& model, diag::DiagnosticSink& sink) {
  if (!spec.search) return;
  for (const sema::SearchSetting& setting : spec.search->settings) {
    const syntax::SearchEntry& written = *setting.written;
    if (sink.full()) return;
    check_values(setting, sink);
    if (!written.base && !check_selector(written.selector, model, true, sink)) continue;
    bool any = false;
    bool in_stacks = true;
    for_each_meant(setting, spec, model, [&](const std::string& path, const std::set<std::string>& tags) {
      any = true;
      const auto found = match(written.selector, path, tags);
      const auto runs = [](const Match& one) { return one.along_level().has_value(); };
      in_stacks = in_stacks && std::all_of(found.begin(), found.end(), runs);
    });
    if (!any)
      sink.report<Code::E0404>(written.target_span, row(setting.hp).name);
    else if (written.along && !in_stacks)
      sink.report<Code::E0406>(written.span);
  }
}

}  // namespace cdp::scaling
