// The plan's trained tensors and constant multipliers, each with its hyperparameters and the reasons for them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "compiler/plan/fields.h"
#include "compiler/plan/words.h"

namespace cdp::plan {

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
  Distribution distribution = Distribution::normal;
  std::optional<double> std;
  static constexpr auto fields() {
    return std::tuple{
        Field{"distribution", &Init::distribution, "normal, uniform, orthogonal, zeros or ones"},
        Field{"std", &Init::std, "standard deviation; none for zeros and ones", Presence::kOptional},
    };
  }
};

/// One link of the chain that leads to a value: effects.def says what it does, so that nothing has to read `text`.
struct Reason {
  std::string at;
  std::string text;
  Effect effect = Effect::kSet;
  double factor = 1;
  Ordered<double> ratios = {};
  Ordered<double> exponents = {};
  static constexpr auto fields() {
    return std::tuple{
        Field{"at", &Reason::at, "file:line:column of the setting or rule"},
        Field{"text", &Reason::text, "as written there, for people"},
        Field{"effect", &Reason::effect, "what it does to the value: set, multiply, power, complement or clamp",
              Presence::kRequired, 2},
        Field{"factor", &Reason::factor, "what it contributes at this target"},
        Field{"ratios", &Reason::ratios,
              "of a rule: each ratio of target to reference that it reads, m_in and m_out those of this tensor",
              Presence::kOptional, 2},
        Field{"exponents", &Reason::exponents,
              "of a rule: the exponent of each ratio; the factor is the product of the ratios to these powers",
              Presence::kOptional, 2},
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
  std::optional<OptimizerKind> optimizer;
  double lr = 0, beta1 = 0;
  std::optional<double> beta2, eps;
  double weight_decay = 0;
  std::optional<Because> because;
  static constexpr auto fields() {
    return std::tuple{
        Field{"name", &Tensor::name, "the path of modules that leads to it"},
        Field{"shape", &Tensor::shape, "at the target"},
        Field{"reference_shape", &Tensor::reference_shape, "at the reference"},
        Field{"tags", &Tensor::tags, "derived from shapes and data flow, sorted"},
        Field{"init", &Tensor::init, "the distribution of the initial values"},
        Field{"optimizer", &Tensor::optimizer, "what updates it, where training.optimizer does not update every tensor",
              Presence::kOptional},
        Field{"lr", &Tensor::lr, "peak learning rate"},
        Field{"beta1", &Tensor::beta1, "decay of the gradient's average; sgd: its momentum"},
        Field{"beta2", &Tensor::beta2, "adamw: decay of the squared gradient's average; lion: of the gradient's",
              Presence::kOptional},
        Field{"eps", &Tensor::eps, "adamw: added to the root of the squared gradient's average", Presence::kOptional},
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

}  // namespace cdp::plan
