// See search.h.
#include "compiler/sema/search.h"

#include <cmath>
#include <map>
#include <string>

#include "compiler/base/text.h"
#include "compiler/syntax/dump.h"
#include "compiler/syntax/foreign_keys.h"

namespace cdp::sema {
namespace {

using diag::Code;

class SearchResolver {
 public:
  SearchResolver(const Constants& constants, diag::DiagnosticSink& sink) : constants_(constants), sink_(sink) {}

  SearchSettings run(const syntax::Search& search, Span keyword) {
    SearchSettings out{keyword, {}};
    for (const syntax::SearchEntry& entry : search.entries) {
      if (sink_.full()) break;
      if (auto setting = resolve(entry)) out.settings.push_back(*std::move(setting));
    }
    return out;
  }

 private:
  std::optional<SearchSetting> resolve(const syntax::SearchEntry& entry) {
    const std::string& name = entry.hyperparameter.text;
    const auto hp = find_hp(name);
    if (!hp || (entry.base && row(*hp).owner == HpOwner::kMultiplier)) {
      auto names = hp_names();
      if (entry.base) names.pop_back();  // `value` belongs to multipliers
      const std::string advice = syntax::meant_key(name, names);
      if (entry.base)
        sink_.report<Code::E0224>(entry.hyperparameter.span, name, "base", advice);
      else
        sink_.report<Code::E0238>(entry.hyperparameter.span, name, advice);
      return std::nullopt;
    }
    const std::string what = (entry.base ? "base" : syntax::dump(entry.selector)) + "." + name;
    const auto [at, fresh] = seen_.emplace(what, entry.target_span);
    if (!fresh) {
      sink_.report<Code::E0225>(entry.target_span, what).note(at->second, "first set here");
      return std::nullopt;
    }
    SearchSetting out{&entry, *hp, {}};
    for (const syntax::SearchKnot& knot : entry.knots) {
      const auto range = range_of(knot);
      if (!range) return std::nullopt;
      out.knots.push_back(*range);
    }
    return out;
  }

  std::optional<SearchRange> range_of(const syntax::SearchKnot& knot) {
    const auto low = number(*knot.low);
    const auto high = knot.high ? number(*knot.high) : low;
    if (!low || !high) return std::nullopt;
    const bool ordered = knot.high ? *low < *high : *low == *high;
    if (*low > 0 && ordered && std::isfinite(*high)) return SearchRange{*low, *high};
    if (knot.high)
      sink_.report<Code::E0262>(knot.span, shortest(*low), shortest(*high));
    else
      sink_.report<Code::E0263>(knot.span, shortest(*low));
    return std::nullopt;
  }

  std::optional<double> number(const syntax::Expr& expr) {
    const auto value = evaluate_number(expr, constants_.context(0, sink_), "a range's end", sink_);
    if (!value) return std::nullopt;
    const auto constant = value->constant();
    if (!constant) sink_.report<Code::E0229>(expr.span, list_of(value->axes()));
    return constant;
  }

  const Constants& constants_;
  diag::DiagnosticSink& sink_;
  std::map<std::string, Span> seen_;
};

}  // namespace

SearchSettings resolve_search(const syntax::Search& search, Span keyword, const Constants& constants,
                              diag::DiagnosticSink& sink) {
  return SearchResolver(constants, sink).run(search, keyword);
}

}  // namespace cdp::sema
