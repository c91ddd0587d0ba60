// What shapes an operation takes and makes, known before any data: faults of a bad plan end here, in the plan's words.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/plan/operations.h"
#include "runtime/graph/ops.h"

namespace cdp::runtime {

/// Sizes that only a batch of data knows.
inline constexpr std::int64_t kBatchSize = -1;
inline constexpr std::int64_t kTimeSize = -2;

enum class Content { kActivation, kTokens, kPositions };

struct Shape {
  std::vector<std::int64_t> sizes;
  Content content = Content::kActivation;

  [[nodiscard]] std::int64_t last() const { return sizes.empty() ? 1 : sizes.back(); }
  /// "(batch, time, 128)"
  [[nodiscard]] std::string text() const;
};

struct ShapeArgument {
  Shape shape;
  std::string name;  // of a tensor; empty for a value
  bool is_number = false;
};

struct ShapeCall {
  std::span<const ShapeArgument> arguments;
  const Settings& settings;
  std::int64_t context = 0;  // the longest sequence, 0 when not known
};

namespace shapes {

#define OPERATION(name, arguments, attributes, meaning) Result<Shape> name(const ShapeCall& call);
#include "compiler/plan/operations.def"
#undef OPERATION

}  // namespace shapes

/// The result's shape, or what doesn't fit: "input is 128 wide, blocks.0.mlp.up.weight takes 64". The place is the
/// caller's.
[[nodiscard]] Result<Shape> infer_shape(plan::Op op, const ShapeCall& call);

}  // namespace cdp::runtime
