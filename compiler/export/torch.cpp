// The plan for PyTorch: tensors of equal settings in groups, everything else as in the plan, without reasons and data
// flow. python/cdp_plan.py reads it (and the plan itself, which it is shorter than).
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "compiler/export/export.h"
#include "compiler/export/json.h"

namespace cdp::exporting {
namespace {

constexpr std::string_view kFormat = "cdp-torch";
constexpr std::int64_t kVersion = 1;

/// What a group's tensors have in common, in the plan's words.
auto settings_of(const plan::Tensor& tensor) {
  return std::tie(tensor.init.distribution, tensor.init.std, tensor.optimizer, tensor.lr, tensor.beta1, tensor.beta2,
                  tensor.eps, tensor.weight_decay);
}

using Group = std::vector<const plan::Tensor*>;

/// In the order of each group's first member.
std::vector<Group> groups_of(const plan::Plan& plan) {
  std::map<decltype(settings_of(plan.tensors.front())), std::size_t> known;
  std::vector<Group> groups;
  for (const plan::Tensor& tensor : plan.tensors) {
    const auto [at, is_new] = known.emplace(settings_of(tensor), groups.size());
    if (is_new) groups.emplace_back();
    groups[at->second].push_back(&tensor);
  }
  return groups;
}

class Writer {
 public:
  explicit Writer(const plan::Plan& plan) : plan_(plan) {}

  std::string write() && {
    out_.raw('{');
    line("format", kFormat);
    line("version", kVersion);
    line("compiler", plan_.compiler);
    line("spec", plan_.spec);
    line("target", plan_.target);
    line("parameterization", plan_.parameterization);
    line("conventions", plan_.conventions);
    line("training", plan_.training);
    key("groups");
    groups();
    key("multipliers");
    multipliers();
    out_.raw(std::string_view("\n}\n"));
    return std::move(out_).take();
  }

 private:
  void key(std::string_view key) {
    if (!first_) out_.raw(',');
    first_ = false;
    out_.new_line(1);
    out_.string(key);
    out_.raw(std::string_view(": "));
  }

  template <class T>
  void line(std::string_view name, const T& value) {
    key(name);
    put_json(out_, value);
  }

  void groups() {
    out_.raw('[');
    bool first = true;
    for (const Group& group : groups_of(plan_)) {
      if (!first) out_.raw(',');
      first = false;
      out_.new_line(2);
      this->group(group);
    }
    out_.new_line(1);
    out_.raw(']');
  }

  void group(const Group& group) {
    const plan::Tensor& one = *group.front();
    bool first = true;
    out_.raw('{');
    put_member(out_, "init", one.init, first);
    if (one.optimizer) put_member(out_, "optimizer", one.optimizer, first);
    put_member(out_, "lr", one.lr, first);
    put_member(out_, "beta1", one.beta1, first);
    put_member(out_, "beta2", one.beta2, first);
    put_member(out_, "eps", one.eps, first);
    put_member(out_, "weight_decay", one.weight_decay, first);
    out_.raw(std::string_view(", \"tensors\": {"));
    for (const plan::Tensor* tensor : group) {
      if (tensor != group.front()) out_.raw(',');
      out_.new_line(3);
      out_.string(tensor->name);
      out_.raw(std::string_view(": "));
      put_json(out_, tensor->shape);
    }
    out_.new_line(2);
    out_.raw(std::string_view("}}"));
  }

  void multipliers() {
    out_.raw('{');
    for (const plan::Multiplier& multiplier : plan_.multipliers) {
      if (&multiplier != &plan_.multipliers.front()) out_.raw(',');
      out_.new_line(2);
      out_.string(multiplier.name);
      out_.raw(std::string_view(": "));
      out_.number(multiplier.value);
    }
    if (!plan_.multipliers.empty()) out_.new_line(1);
    out_.raw('}');
  }

  const plan::Plan& plan_;
  plan::JsonText out_;
  bool first_ = true;
};

}  // namespace

Result<Export> export_torch(const Input& input) {
  return Export{{text_file("", Writer(input.plan).write())}, {}};
}

}  // namespace cdp::exporting
