// Collects and checks the run's statements of the root file.
#include "compiler/sema/spec.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "compiler/base/text.h"
#include "compiler/plan/limits.h"
#include "compiler/plan/words.h"
#include "compiler/sema/search.h"
#include "compiler/syntax/foreign_keys.h"

namespace cdp::sema {
namespace {

using diag::Code;

std::vector<std::string> axis_names(const Program& program) {
  std::vector<std::string> names(std::begin(kAxes), std::end(kAxes));
  for (const auto& [name, declaration] : program.root().scope)
    if (declaration.kind == DeclarationKind::kAxis) names.push_back(name);
  return names;
}

/// Which units an axis may be written in.
bool unit_fits(std::string_view axis, Unit unit) {
  if (axis == "batch") return unit == Unit::kSeq || unit == Unit::kTok;
  if (axis == "duration") return unit != Unit::kNone;
  return unit == Unit::kNone;
}

std::string units_wanted(std::string_view axis) {
  if (axis == "batch") return "in `seq` or `tok`";
  if (axis == "duration") return "in `tok`, `seq`, `steps` or `tok_per_param`";
  return "without a unit";
}

class SpecResolver {
 public:
  SpecResolver(const Constants& constants, diag::DiagnosticSink& sink) : constants_(constants), sink_(sink) {}

  std::optional<Spec> run() {
    const Program& program = constants_.program();
    for (const syntax::File* file : program.run()) {
      extends_ = file != program.run().front();
      here_.clear();
      for (const auto& statement : file->statements)
        std::visit([&](const auto& node) { visit(node, statement); }, statement.node);
    }
    if (!any_) return std::nullopt;
    for (const auto& statement : program.overrides)
      std::visit([&](const auto& node) { override_by(node, statement); }, statement.node);
    spec_.training = resolve_training(training_, training_overrides_, constants_, sink_);
    if (constants_.program().whole) require();
    return std::move(spec_);
  }

 private:
  /// The first of a kind is taken, a second reported.
  bool first(std::string_view name, const syntax::Statement& statement) {
    any_ = true;
    const auto [at, fresh] = seen_.emplace(name, statement.keyword);
    if (!fresh) sink_.report<Code::E0222>(statement.keyword, name).note(at->second, "first stated here");
    return fresh;
  }

  /// The same of what a file that extends another states again, over what that one states.
  bool first_here(std::string_view name, const syntax::Statement& statement) {
    any_ = true;
    const auto [at, fresh] = here_.emplace(name, statement.keyword);
    if (!fresh) sink_.report<Code::E0222>(statement.keyword, name).note(at->second, "first stated here");
    return fresh;
  }

  template <class Other>
  void visit(const Other&, const syntax::Statement&) {}  // declarations

  void visit(const syntax::ModelIs& model, const syntax::Statement& s) {
    if (first("model", s)) spec_.model = model.value.get();
  }
  void visit(const syntax::ParameterizationIs& rules, const syntax::Statement& s) {
    if (first("parameterization", s)) spec_.parameterization = rules.value.get();
  }
  void visit(const syntax::Reference& reference, const syntax::Statement& s) {
    if (!first("reference", s)) return;
    spec_.reference = {"reference", s.keyword, resolve_axes(reference.settings, constants_, sink_)};
    for (const auto& setting : reference.settings) stated_.insert(setting.key.text);
  }
  void visit(const syntax::Training&, const syntax::Statement& s) {
    if (!first_here("training", s)) return;
    if (training_ == nullptr)
      training_ = &s;
    else
      override_by(std::get<syntax::Training>(s.node), s);
  }
  void visit(const syntax::Tune& tune, const syntax::Statement&) {
    any_ = true;
    spec_.tunes.push_back(&tune);
  }
  void visit(const syntax::Search& search, const syntax::Statement& s) {
    if (first_here("search", s)) spec_.search = resolve_search(search, s.keyword, constants_, sink_);
  }
  void visit(const syntax::Assert& assertion, const syntax::Statement&) {
    any_ = true;
    spec_.asserts.push_back(&assertion);
  }
  void visit(const syntax::Base& base, const syntax::Statement& s) {
    if (!first_here("base", s)) return;
    if (extends_) return override_by(base, s);
    seen_.emplace("base", s.keyword);
    spec_.base_span = s.keyword;
    for (const auto& setting : base.settings) base_setting(setting);
  }
  void visit(const syntax::Target& target, const syntax::Statement&) {
    any_ = true;
    for (const auto& other : spec_.targets)
      if (other.name == target.name.text) {
        sink_.report<Code::E0202>(target.name.span, target.name.text).note(other.span, "first declared here");
        return;
      }
    spec_.targets.push_back({target.name.text, target.name.span, resolve_axes(target.settings, constants_, sink_)});
  }

  /// What the command line sets takes the place of what the spec does; its lines of `tune` act last.
  template <class Other>
  void override_by(const Other&, const syntax::Statement&) {}
  void override_by(const syntax::Tune& tune, const syntax::Statement& s) { visit(tune, s); }
  void override_by(const syntax::Training& training, const syntax::Statement&) {
    for (const auto& setting : training.settings) training_overrides_.push_back(&setting);
  }
  void override_by(const syntax::Base& base, const syntax::Statement& s) {
    if (seen_.emplace("base", s.keyword).second) spec_.base_span = s.keyword;
    auto before = std::exchange(spec_.base, {});  // in one block a key is set once
    for (const auto& setting : base.settings) base_setting(setting);
    for (std::size_t hp = 0; hp < before.size(); ++hp)
      if (!spec_.base[hp]) spec_.base[hp] = std::move(before[hp]);
  }

  void base_setting(const syntax::Setting& setting) {
    const auto hp = find_hp(setting.key.text);
    if (!hp || row(*hp).owner == HpOwner::kMultiplier) {
      auto names = hp_names();
      names.pop_back();  // `value` belongs to multipliers
      sink_.report<Code::E0224>(setting.key.span, setting.key.text, "base", syntax::meant_key(setting.key.text, names));
      return;
    }
    auto& slot = spec_.base[static_cast<std::size_t>(*hp)];
    if (slot) {
      sink_.report<Code::E0225>(setting.key.span, setting.key.text).note(slot->span, "first set here");
      return;
    }
    slot = BaseSetting{setting.value.get(), setting.span, setting.value->span};
  }

  void require() {
    const Span end = end_of_file();
    if (!spec_.model)
      sink_.report<Code::E0226>(end, "model", "model = Gpt(width, depth, vocab = 256, context = context)");
    if (!spec_.parameterization)
      sink_.report<Code::E0226>(end, "parameterization", "parameterization = complete_d_p()");
    if (!seen_.contains("base"))
      sink_.report<Code::E0226>(
          end, "base",
          "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }");
    if (!seen_.contains("reference")) {
      sink_.report<Code::E0226>(
          end, "reference", "reference { width = 128; depth = 4; batch = 32 seq; duration = 10M tok; context = 256 }");
      return;
    }
    std::vector<std::string> missing;
    for (const std::string_view axis : {"width", "depth", "batch", "duration"})
      if (!stated_.contains(axis)) missing.emplace_back("`" + std::string(axis) + "`");
    if (plan::has_tokens(spec_.training.task) && !stated_.contains("context")) missing.emplace_back("`context`");
    for (const auto& [name, declaration] : constants_.program().root().scope)
      if (declaration.kind == DeclarationKind::kAxis && !stated_.contains(name)) missing.push_back("`" + name + "`");
    if (!missing.empty()) sink_.report<Code::E0227>(spec_.reference.span, list_of(missing));
    if (stated_.size() > static_cast<std::size_t>(plan::kMostAxes))
      sink_.report<Code::E0253>(spec_.reference.span, stated_.size(), plan::kMostAxes);
  }

  Span end_of_file() const {
    const auto& statements = constants_.program().root().ast.statements;
    return statements.empty() ? Span{} : statements.back().keyword;
  }

  const Constants& constants_;
  diag::DiagnosticSink& sink_;
  Spec spec_;
  std::set<std::string, std::less<>> stated_;  // axes that the reference sets, rightly or not
  std::map<std::string, Span, std::less<>> seen_;
  std::map<std::string, Span, std::less<>> here_;  // in the file in hand
  bool extends_ = false;                           // it goes on with another
  const syntax::Statement* training_ = nullptr;
  std::vector<const syntax::Setting*> training_overrides_;
  bool any_ = false;
};

/// One `axis = value`; null after an error.
std::optional<AxisSetting> resolve_axis(const syntax::Setting& setting, const Constants& constants,
                                        diag::DiagnosticSink& sink) {
  const std::string& axis = setting.key.text;
  const auto value = evaluate(*setting.value, constants.context(0, sink), sink);
  if (!value) return {};
  const auto* quantity = as<Quantity>(*value);
  if (!quantity) {
    sink.report<Code::E0217>(setting.value->span, "an axis", kind_name(*value));
    return {};
  }
  const auto number = quantity->value.constant();
  if (!number) {
    sink.report<Code::E0229>(setting.value->span, list_of(quantity->value.axes()));
    return {};
  }
  if (!unit_fits(axis, quantity->unit)) {
    const auto found = quantity->unit == Unit::kNone ? "no unit" : "`" + std::string(unit_name(quantity->unit)) + "`";
    sink.report<Code::E0228>(setting.value->span, axis, units_wanted(axis), found);
    return {};
  }
  const bool any_number = quantity->unit == Unit::kTokPerParam || !is_builtin_axis(axis);
  const bool in_range = *number >= 1e-18 && *number <= 1e18;  // so that a ratio of two is a number too
  if (any_number && !in_range) {
    sink.report<Code::E0233>(setting.value->span, axis, "from 10^-18 to 10^18", shortest(*number));
    return {};
  }
  if (!in_range || (!any_number && *number != std::round(*number))) {
    sink.report<Code::E0230>(setting.value->span, axis, shortest(*number));
    return {};
  }
  return AxisSetting{axis, *number, quantity->unit, setting.value->span};
}

}  // namespace

const AxisSetting* ScaleSettings::find(std::string_view axis) const {
  for (const AxisSetting& setting : axes)
    if (setting.axis == axis) return &setting;
  return nullptr;
}

std::vector<AxisSetting> resolve_axes(const std::vector<syntax::Setting>& settings, const Constants& constants,
                                      diag::DiagnosticSink& sink) {
  const auto known = axis_names(constants.program());
  std::map<std::string, Span> seen;
  std::vector<AxisSetting> out;
  for (const auto& setting : settings) {
    if (std::find(known.begin(), known.end(), setting.key.text) == known.end()) {
      sink.report<Code::E0231>(setting.key.span, setting.key.text, syntax::meant_key(setting.key.text, known));
      continue;
    }
    const auto [at, fresh] = seen.emplace(setting.key.text, setting.span);
    if (!fresh) {
      sink.report<Code::E0225>(setting.key.span, setting.key.text).note(at->second, "first set here");
      continue;
    }
    if (auto resolved = resolve_axis(setting, constants, sink)) out.push_back(std::move(*resolved));
  }
  return out;
}

std::optional<Spec> resolve_spec(const Constants& constants, diag::DiagnosticSink& sink) {
  return SpecResolver(constants, sink).run();
}

}  // namespace cdp::sema
