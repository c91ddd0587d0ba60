// Names of values, from the tensors that their operations use; see value_names.h.
#include "compiler/plan/value_names.h"

#include <cstddef>
#include <vector>

#include "compiler/base/dotted.h"
#include "compiler/plan/graph_index.h"
#include "compiler/plan/operations.h"

namespace cdp::plan {
namespace {

/// A value on its way to a name.
struct Named {
  std::string id;
  std::string name;       // what it is called if nothing else is
  std::string longer;     // and what if something else is
  bool numbered = false;  // `longer` says no more than `name`
};

std::string joined(const std::string& stacks, std::string_view name) {
  return stacks.empty() ? std::string(name) : stacks + "." + std::string(name);
}

class Naming {
 public:
  std::map<std::string, std::string> run(const Block& graph) {
    block(graph, "");
    std::map<std::string, std::size_t> uses;
    for (const Named& one : named_) ++uses[one.name];
    for (Named& one : named_)
      if (uses[one.name] > 1) one.name = one.longer;
    uses.clear();
    for (const Named& one : named_) ++uses[one.name];
    std::map<std::string, std::size_t> count;
    std::map<std::string, std::string> names;
    for (const Named& one : named_)
      names[one.id] = uses[one.name] == 1 ? one.name : one.name + "_" + std::to_string(++count[one.name]);
    return names;
  }

 private:
  /// The trained tensor that an operation uses: what names modules. A number's name is no tensor's.
  static const std::string* tensor_of(const Node& node) {
    const Operation* row = find_operation(node.op);
    for (std::size_t i = 0; row != nullptr && i < node.args.size() && i < row->arguments.size(); ++i)
      if (takes_tensor(row->arguments[i].kind) && row->arguments[i].kind != ArgumentKind::kOperand)
        if (const std::string* name = parameter_in(node.args[i])) return name;
    return nullptr;
  }

  /// What an operation on plain operands takes beside values: an offset, a gain, a multiplier.
  static const std::string* operand_of(const Node& node) {
    for (const GraphArgument& argument : node.args)
      if (const std::string* name = parameter_in(argument)) return name;
    return nullptr;
  }

  /// The value that an offset of its own module is added to: the sum takes its name.
  static const Node* summand(const Node& node, const BlockIndex& index) {
    if (!is_op(&node, Op::add) || node.args.size() != 2) return nullptr;
    const std::string* offset = operand_of(node);
    for (const GraphArgument& argument : node.args) {
      const Node* maker = offset == nullptr ? nullptr : index.maker_of(argument);
      const std::string* weight = maker == nullptr ? nullptr : tensor_of(*maker);
      if (weight != nullptr && dotted::parent(*weight) == dotted::parent(*offset) &&
          index.readers(maker->id).size() == 1)
        return maker;
    }
    return nullptr;
  }

  void block(const Block& body, const std::string& stacks) {
    const BlockIndex index(body);
    for (const Node& node : body.nodes) {
      if (node.op == kStack) {
        const std::string path = node.stack.value_or(kStack.data());
        named_.push_back({node.id, path, path, true});
        if (node.body) block(*node.body, path + ".*");
      } else {
        operation(node, stacks, index);
      }
    }
  }

  void operation(const Node& node, const std::string& stacks, const BlockIndex& index) {
    const std::string plain = joined(stacks, node.op);
    if (const Node* inner = summand(node, index)) {
      const std::string module(dotted::parent(*tensor_of(*inner)));
      for (Named& one : named_)
        if (one.id == inner->id) one.name = one.longer;
      named_.push_back({node.id, module, joined(module, node.op)});
      return;
    }
    const std::string* tensor = tensor_of(node);
    if (tensor != nullptr && !dotted::parent(*tensor).empty()) {
      const std::string module(dotted::parent(*tensor));
      named_.push_back({node.id, module, joined(module, node.op)});
    } else if (const std::string* operand = operand_of(node); operand != nullptr && is_op(&node, Op::mul)) {
      named_.push_back({node.id, *operand, *operand, true});
    } else {
      named_.push_back({node.id, plain, plain, true});
    }
  }

  std::vector<Named> named_;
};

}  // namespace

std::map<std::string, std::string> value_names(const Block& graph) {
  return Naming().run(graph);
}

}  // namespace cdp::plan
