// The instantiated model at symbolic scale: every trained tensor with its dimensions as expressions in the
// axes, how the data flow uses it, and the data flow itself. Stacks stay folded: `blocks.*.attn.q.weight` is
// one tensor here, whatever the depth.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/plan/content.h"
#include "compiler/plan/operations.h"
#include "compiler/plan/words.h"
#include "compiler/sema/value.h"
#include "compiler/syntax/ast.h"

namespace cdp::model {

using sema::Sym;

/// `blocks: depth * Block(...)`
struct Stack {
  std::string path;  // "blocks", "blocks.*.experts"
  Sym count;
  Span span;  // of the member
};

/// What an operation does with a tensor.
enum class Role { kMatrix, kTable, kNormGain, kNormOffset, kOffset, kScale };

struct Tensor {
  std::string path;                 // "blocks.*.attn.q.weight"
  std::vector<std::size_t> stacks;  // indices into Model::stacks, outermost first: one for each `*`
  std::vector<Sym> dims;
  plan::Distribution distribution = plan::Distribution::normal;
  std::set<Role> roles;
  std::optional<std::size_t> contracted;  // the dimension that a matrix or table contracts (a lookup: the rows)
  std::optional<std::size_t> output;      // the dimension that it makes
  std::set<std::string> tags;
  Span span;      // of the member
  Span own_span;  // of the member outside of the standard library that it is part of
  Span use_span;  // of its first use
};

struct Multiplier {
  std::string path;
  std::vector<std::size_t> stacks;
  Sym base;  // its value, taken at the reference
  Span base_span;
  std::optional<Sym> contraction;  // the fan-in of the contraction whose result it scales
  std::set<std::string> tags;
  bool used = false;
  Span span;
  Span own_span;
};

// ---- data flow -----------------------------------------------------------------------------

/// A value (by id), a tensor or multiplier (by index), or a number.
struct ValueId {
  std::size_t id = 0;
};
using NodeArgument = std::variant<ValueId, sema::TensorRef, sema::MultiplierRef, Sym>;
using AttributeValue = std::variant<bool, Sym>;

/// A value of the data flow: its shape; what was contracted last to make it.
struct Activation {
  std::vector<Sym> shape;
  plan::Content content = plan::Content::kReal;
  std::optional<Sym> contraction;
};

struct Block;

/// An operation, or (with `stack` set) a stack whose body runs `count` times.
struct Node {
  std::size_t id = 0;
  plan::Op op = plan::Op::add;
  std::vector<NodeArgument> args;
  std::vector<std::pair<std::string, AttributeValue>> attributes;
  std::optional<std::size_t> stack;
  std::unique_ptr<Block> body;
  Span span;
};

struct Block {
  std::vector<std::size_t> inputs;
  std::vector<Node> nodes;
  std::size_t output = 0;
};

/// An `assert` with the values that its names have where it stands; held at every scale.
struct Assertion {
  const syntax::Assert* statement = nullptr;
  std::map<const syntax::Path*, sema::Value> names;  // each where it is written in the condition
};

struct Model {
  std::vector<Stack> stacks;
  std::vector<Tensor> tensors;
  std::vector<Multiplier> multipliers;
  Block graph;
  std::vector<Activation> values;  // by id
  plan::TaskKind task = plan::TaskKind::next_token;
  std::optional<std::int64_t> features;  // numbers a sample, where the task reads no tokens
  [[nodiscard]] bool reads_tokens() const { return !features; }
  std::vector<Assertion> assertions;
};

}  // namespace cdp::model
