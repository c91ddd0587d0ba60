// The plan: the only border between compiler and runtime. Each struct lists its fields once, in the
// order they are written; JSON in both directions, schema, validation and docs are made from the list.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "compiler/plan/fields.h"
#include "compiler/plan/graph.h"
#include "compiler/plan/tensor.h"
#include "compiler/plan/training.h"

namespace cdp::plan {

inline constexpr const char* kFormat = "cdp-plan";
inline constexpr std::int64_t kVersion = 2;       // what is written
inline constexpr std::int64_t kFirstVersion = 1;  // and what else is read; version_1.h says what it lacks

struct SpecFile {
  std::string path;
  std::string sha256;
  std::string stands_in = {};
  static constexpr auto fields() {
    return std::tuple{
        Field{"path", &SpecFile::path, "relative to the spec's folder, or std/... of the standard library"},
        Field{"sha256", &SpecFile::sha256, "of the file's bytes"},
        Field{"stands_in", &SpecFile::stands_in,
              "of a file of std that cdp.toml replaces or adds (`[paths] std`): the file in its place, as cdp.toml "
              "names it",
              Presence::kOptional},
    };
  }
};

struct SpecInfo {
  std::string path;
  std::string sha256;
  std::vector<SpecFile> files;
  std::vector<std::string> set = {};
  static constexpr auto fields() {
    return std::tuple{
        Field{"path", &SpecInfo::path, "the spec's file name, without folders"},
        Field{"sha256", &SpecInfo::sha256,
              "of the lines `SHA256  PATH` that sha256sum prints of the files; without files: of the spec's bytes"},
        Field{"files", &SpecInfo::files, "the spec, then all that it brings in, in the order in which they are read",
              Presence::kOptional},
        Field{"set", &SpecInfo::set, "the overrides of the command line (`--set`), as typed, in their order",
              Presence::kOptional},
    };
  }
};

/// The spec's hash over all its files: that of what `sha256sum` prints of them.
[[nodiscard]] std::string spec_hash(const std::vector<SpecFile>& files);

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
        Field{"graph", &Plan::graph, "the data flow; its input is the task's (token ids, or features)"},
    };
  }
};

}  // namespace cdp::plan
