// The plan: the only border between compiler and runtime. Each struct lists its fields once, in the
// order they are written; JSON in both directions, schema, validation and docs are made from the list.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace cdp::plan {

inline constexpr const char* kFormat = "cdp-plan";
inline constexpr std::int64_t kVersion = 1;

enum class Presence { kRequired, kOptional };

/// One field of a plan struct: JSON key, member, meaning with units.
template <class Struct, class Member>
struct Field {
  const char* key;
  Member Struct::*member;
  const char* doc;
  Presence presence = Presence::kRequired;  // optional: left out when empty
};
template <class Struct, class Member>
Field(const char*, Member Struct::*, const char*) -> Field<Struct, Member>;
template <class Struct, class Member>
Field(const char*, Member Struct::*, const char*, Presence) -> Field<Struct, Member>;

/// A JSON object whose keys are data and keep their order.
template <class T>
using Ordered = std::vector<std::pair<std::string, T>>;

using Scalar = std::variant<bool, std::int64_t, double, std::string>;

struct SpecInfo {
  std::string path;
  std::string sha256;
  static constexpr auto fields() {
    return std::tuple{
        Field{"path", &SpecInfo::path, "the spec's file name, without folders"},
        Field{"sha256", &SpecInfo::sha256, "of the spec file's bytes"},
    };
  }
};

struct Parameterization {
  std::string name;
  Ordered<Scalar> arguments;
  static constexpr auto fields() {
    return std::tuple{
        Field{"name", &Parameterization::name, "the rule set in force"},
        Field{"arguments", &Parameterization::arguments, "its arguments, defaults included"},
    };
  }
};

struct AxisScale {
  double reference = 1;
  double target = 1;
  double ratio = 1;
  std::string unit;
  static constexpr auto fields() {
    return std::tuple{
        Field{"reference", &AxisScale::reference, "where the base values hold"},
        Field{"target", &AxisScale::target, "what this plan is for"},
        Field{"ratio", &AxisScale::ratio, "target / reference"},
        Field{"unit", &AxisScale::unit, "seq or tok; none for a plain count", Presence::kOptional},
    };
  }
};

struct Conventions {
  std::string weight_decay = "coupled";
  std::string lr = "peak";
  std::string eps = "outside_sqrt";
  static constexpr auto fields() {
    return std::tuple{
        Field{"weight_decay", &Conventions::weight_decay,
              "coupled: p -= lr * weight_decay * p; independent: p -= weight_decay * schedule * p"},
        Field{"lr", &Conventions::lr, "peak: the schedule's factor is 1 at its highest"},
        Field{"eps", &Conventions::eps, "outside_sqrt: m / (sqrt(v) + eps)"},
    };
  }
};

struct Schedule {
  std::string kind = "constant";
  std::int64_t warmup_steps = 0;
  std::optional<std::int64_t> decay_steps;
  double floor = 0;
  static constexpr auto fields() {
    return std::tuple{
        Field{"kind", &Schedule::kind, "constant, linear, cosine or wsd"},
        Field{"warmup_steps", &Schedule::warmup_steps, "steps of linear warm-up from 0 to the peak"},
        Field{"decay_steps", &Schedule::decay_steps, "wsd: steps of the final linear decay", Presence::kOptional},
        Field{"floor", &Schedule::floor, "what the decay ends at, as a fraction of the peak"},
    };
  }
};

struct Training {
  std::string task = "next_token";
  std::string optimizer = "adamw";
  std::int64_t steps = 1;
  std::int64_t batch = 1;
  std::optional<std::int64_t> context;
  Schedule schedule;
  std::optional<double> grad_clip;
  std::string precision = "fp32";
  std::int64_t seed = 1;
  static constexpr auto fields() {
    return std::tuple{
        Field{"task", &Training::task, "next_token, classify or regress"},
        Field{"optimizer", &Training::optimizer, "the optimizer's update rule"},
        Field{"steps", &Training::steps, "optimizer steps of the run: duration / batch"},
        Field{"batch", &Training::batch, "sequences (samples) a step"},
        Field{"context", &Training::context, "tokens a sequence", Presence::kOptional},
        Field{"schedule", &Training::schedule, "the learning rate's course"},
        Field{"grad_clip", &Training::grad_clip, "largest global norm of the gradient", Presence::kOptional},
        Field{"precision", &Training::precision, "fp32 or bf16"},
        Field{"seed", &Training::seed, "of initial values and data order"},
    };
  }
};

struct ParameterCount {
  std::int64_t total = 0;
  std::int64_t non_embedding = 0;
  static constexpr auto fields() {
    return std::tuple{
        Field{"total", &ParameterCount::total, "all trained numbers"},
        Field{"non_embedding", &ParameterCount::non_embedding, "without tables read by lookup and the unembedding"},
    };
  }
};

struct Init {
  std::string distribution = "normal";
  std::optional<double> std;
  static constexpr auto fields() {
    return std::tuple{
        Field{"distribution", &Init::distribution, "normal, uniform, orthogonal, zeros or ones"},
        Field{"std", &Init::std, "standard deviation; none for zeros and ones", Presence::kOptional},
    };
  }
};

struct Reason {
  std::string at;
  std::string text;
  double factor = 1;
  static constexpr auto fields() {
    return std::tuple{
        Field{"at", &Reason::at, "file:line:column of the setting or rule"},
        Field{"text", &Reason::text, "as written there"},
        Field{"factor", &Reason::factor, "what it contributes at this target"},
    };
  }
};

using Because = Ordered<std::vector<Reason>>;

struct Tensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> reference_shape;
  std::vector<std::string> tags;
  Init init;
  double lr = 0, beta1 = 0, beta2 = 0, eps = 0, weight_decay = 0;
  std::optional<Because> because;
  static constexpr auto fields() {
    return std::tuple{
        Field{"name", &Tensor::name, "the path of modules that leads to it"},
        Field{"shape", &Tensor::shape, "at the target"},
        Field{"reference_shape", &Tensor::reference_shape, "at the reference"},
        Field{"tags", &Tensor::tags, "derived from shapes and data flow, sorted"},
        Field{"init", &Tensor::init, "the distribution of the initial values"},
        Field{"lr", &Tensor::lr, "peak learning rate"},
        Field{"beta1", &Tensor::beta1, "decay of the gradient's average"},
        Field{"beta2", &Tensor::beta2, "decay of the squared gradient's average"},
        Field{"eps", &Tensor::eps, "added to the root of the squared gradient's average"},
        Field{"weight_decay", &Tensor::weight_decay, "under conventions.weight_decay"},
        Field{"because", &Tensor::because, "the chain of factors of each value", Presence::kOptional},
    };
  }
};

struct Multiplier {
  std::string name;
  std::vector<std::string> tags;
  double value = 1;
  std::optional<Because> because;
  static constexpr auto fields() {
    return std::tuple{
        Field{"name", &Multiplier::name, "the path of modules that leads to it"},
        Field{"tags", &Multiplier::tags, "sorted"},
        Field{"value", &Multiplier::value, "a constant factor of the forward pass, not trained"},
        Field{"because", &Multiplier::because, "the chain of factors", Presence::kOptional},
    };
  }
};

// ---- graph: the data flow that the runtime executes. Stacks stay folded. --------------------

/// An argument of an operation: `"%7"` (a value), `"blocks.*.attn.q.weight"` (a tensor or multiplier; `*` stands for the
/// index of each stack around the node, outermost first), or a number.
using GraphArgument = std::variant<std::string, double>;

struct Block;

/// One operation, or a stack: `op` "stack" runs `body` `count` times, carrying the first argument.
struct Node {
  std::string id;  // "%7", unique in the graph
  std::string op;
  std::vector<GraphArgument> args;
  Ordered<Scalar> attributes;
  std::optional<std::string> stack;  // "blocks": the path whose indices the body's `*` stands for
  std::optional<std::int64_t> count;
  std::shared_ptr<Block> body;
  static constexpr auto fields() {
    return std::tuple{
        Field{"id", &Node::id, "the value it makes"},
        Field{"op", &Node::op, "a row of the operation table, or stack"},
        Field{"args", &Node::args, "values, tensors, multipliers, numbers"},
        Field{"attributes", &Node::attributes, "constants at this target", Presence::kOptional},
        Field{"stack", &Node::stack, "path of the stack", Presence::kOptional},
        Field{"count", &Node::count, "how often the body runs", Presence::kOptional},
        Field{"body", &Node::body, "what runs", Presence::kOptional},
    };
  }
};

struct Block {
  std::vector<std::string> inputs;
  std::vector<Node> nodes;
  std::string output;
  static constexpr auto fields() {
    return std::tuple{
        Field{"inputs", &Block::inputs, "values that come from outside"},
        Field{"nodes", &Block::nodes, "in the order they run"},
        Field{"output", &Block::output, "the value that goes out"},
    };
  }
};

struct Plan {
  std::string format = kFormat;
  std::int64_t version = kVersion;
  std::string compiler;
  SpecInfo spec;
  std::string target;
  Parameterization parameterization;
  Ordered<AxisScale> scale;
  Conventions conventions;
  Training training;
  ParameterCount parameters;
  std::vector<Tensor> tensors;
  std::vector<Multiplier> multipliers;
  Block graph;
  static constexpr auto fields() {
    return std::tuple{
        Field{"format", &Plan::format, "cdp-plan"},
        Field{"version", &Plan::version, "of the format"},
        Field{"compiler", &Plan::compiler, "version of cdp that wrote it"},
        Field{"spec", &Plan::spec, "what it was compiled from"},
        Field{"target", &Plan::target, "the target's name"},
        Field{"parameterization", &Plan::parameterization, "the rule set in force"},
        Field{"scale", &Plan::scale, "each axis at reference and target"},
        Field{"conventions", &Plan::conventions, "what the numbers mean"},
        Field{"training", &Plan::training, "the run, but for what is per tensor"},
        Field{"parameters", &Plan::parameters, "how many numbers are trained"},
        Field{"tensors", &Plan::tensors, "every trained tensor"},
        Field{"multipliers", &Plan::multipliers, "every constant factor"},
        Field{"graph", &Plan::graph, "the data flow; its inputs are the task's (next_token: token ids)"},
    };
  }
};

}  // namespace cdp::plan
