// One function a row of the operation table; forgetting one is a link error.
#include "runtime/graph/shapes.h"

#include <algorithm>

#include "compiler/base/saturating.h"

namespace cdp::runtime {

std::string Shape::text() const {
  std::string out = "(";
  for (const std::int64_t size : sizes) {
    if (out.size() > 1) out += ", ";
    out += size == kBatchSize ? "batch" : size == kTimeSize ? "time" : std::to_string(size);
  }
  return out + ")";
}

namespace {

Error fault(std::string message) {
  return Error{std::move(message), ""};
}

std::string called(const ShapeArgument& argument) {
  return argument.name.empty() ? "input" : argument.name;
}

/// An empty text when the argument is an activation of `rank` dimensions (0: any).
std::string not_activation(const ShapeArgument& argument, std::size_t rank, const char* wanted) {
  if (argument.is_number) return "takes " + std::string(wanted) + ", not a number";
  if (argument.shape.content != Content::kActivation) return "takes " + std::string(wanted) + ", not ids";
  const std::size_t found = argument.shape.sizes.size();
  if (found == 0 || (rank != 0 && found != rank)) {
    return "takes " + std::string(wanted) + ", " + called(argument) + " is " + argument.shape.text();
  }
  return "";
}

/// NumPy's rule over sizes known and unknown.
Result<Shape> broadcast(const ShapeCall& call) {
  Shape out;
  for (const ShapeArgument& argument : call.arguments) {
    if (argument.is_number) continue;
    if (argument.shape.content != Content::kActivation) return fault("takes activations, not ids");
    auto& sizes = out.sizes;
    const auto& more = argument.shape.sizes;
    if (sizes.size() < more.size()) sizes.insert(sizes.begin(), more.size() - sizes.size(), 1);
    for (std::size_t i = 0; i < more.size(); ++i) {
      std::int64_t& mine = sizes[sizes.size() - more.size() + i];
      if (mine != more[i] && mine != 1 && more[i] != 1) {
        return fault("shapes " + call.arguments[0].shape.text() + " and " + argument.shape.text() +
                     " don't go together");
      }
      if (mine == 1) mine = more[i];
    }
  }
  return out;
}

Result<Shape> same_shape(const ShapeCall& call) {
  if (const auto text = not_activation(call.arguments[0], 0, "an activation"); !text.empty()) return fault(text);
  return call.arguments[0].shape;
}

/// Gains and offsets of a norm: vectors as wide as the input, or one such vector a head.
Result<Shape> norm(const ShapeCall& call) {
  if (const auto text = not_activation(call.arguments[0], 0, "an activation"); !text.empty()) return fault(text);
  const Shape& input = call.arguments[0].shape;
  for (const ShapeArgument& vector : call.arguments.subspan(1)) {
    const auto& sizes = vector.shape.sizes;
    const bool heads = input.sizes.size() == 4 && sizes == std::vector<std::int64_t>{input.sizes[1], 1, input.last()};
    if (!heads && sizes != std::vector<std::int64_t>{input.last()}) {
      return fault("input is " + std::to_string(input.last()) + " wide, " + called(vector) + " is " +
                   vector.shape.text());
    }
  }
  return input;
}

}  // namespace

namespace shapes {

Result<Shape> add(const ShapeCall& call) {
  return broadcast(call);
}
Result<Shape> sub(const ShapeCall& call) {
  return broadcast(call);
}
Result<Shape> mul(const ShapeCall& call) {
  return broadcast(call);
}
Result<Shape> div(const ShapeCall& call) {
  return broadcast(call);
}
Result<Shape> neg(const ShapeCall& call) {
  return same_shape(call);
}
Result<Shape> gelu(const ShapeCall& call) {
  return same_shape(call);
}
Result<Shape> gelu_tanh(const ShapeCall& call) {
  return same_shape(call);
}
Result<Shape> silu(const ShapeCall& call) {
  return same_shape(call);
}
Result<Shape> relu(const ShapeCall& call) {
  return same_shape(call);
}
Result<Shape> relu2(const ShapeCall& call) {
  return same_shape(call);
}
Result<Shape> tanh(const ShapeCall& call) {
  return same_shape(call);
}
Result<Shape> sigmoid(const ShapeCall& call) {
  return same_shape(call);
}
Result<Shape> softmax(const ShapeCall& call) {
  return same_shape(call);
}
Result<Shape> rms_norm(const ShapeCall& call) {
  return norm(call);
}
Result<Shape> layer_norm(const ShapeCall& call) {
  return norm(call);
}

Result<Shape> linear(const ShapeCall& call) {
  if (const auto text = not_activation(call.arguments[0], 0, "an activation"); !text.empty()) return fault(text);
  const ShapeArgument& matrix = call.arguments[1];
  if (matrix.shape.sizes.size() != 2) {
    return fault("takes a matrix (out, in), " + matrix.name + " is " + matrix.shape.text());
  }
  Shape shape = call.arguments[0].shape;
  if (shape.last() != matrix.shape.sizes[1]) {
    return fault("input is " + std::to_string(shape.last()) + " wide, " + matrix.name + " takes " +
                 std::to_string(matrix.shape.sizes[1]));
  }
  shape.sizes.back() = matrix.shape.sizes[0];
  return shape;
}

Result<Shape> lookup(const ShapeCall& call) {
  const ShapeArgument& table = call.arguments[1];
  Shape shape = call.arguments[0].shape;
  if (call.arguments[0].is_number || shape.content == Content::kActivation)
    return fault("takes ids, not an activation");
  if (table.shape.sizes.size() != 2) {
    return fault("takes a table (rows, width), " + table.name + " is " + table.shape.text());
  }
  if (shape.content == Content::kPositions && table.shape.sizes[0] < call.context) {
    return fault(table.name + " has " + std::to_string(table.shape.sizes[0]) + " rows, the context is " +
                 std::to_string(call.context) + " long");
  }
  shape.sizes.push_back(table.shape.sizes[1]);
  shape.content = Content::kActivation;
  return shape;
}

Result<Shape> positions(const ShapeCall& call) {
  if (call.arguments[0].shape.content != Content::kTokens) return fault("takes the model's input");
  return Shape{{1, call.arguments[0].shape.last()}, Content::kPositions};
}

Result<Shape> split_heads(const ShapeCall& call) {
  const auto text = not_activation(call.arguments[0], 3, "(batch, time, width)");
  if (!text.empty()) return fault(text);
  const auto& in = call.arguments[0].shape.sizes;
  const std::int64_t heads = call.settings.heads;
  if (heads <= 0 || in[2] % heads != 0) {
    return fault("input is " + std::to_string(in[2]) + " wide, which " + std::to_string(heads) + " heads don't divide");
  }
  return Shape{{in[0], heads, in[1], in[2] / heads}};
}

Result<Shape> chunk(const ShapeCall& call) {
  if (const auto text = not_activation(call.arguments[0], 0, "an activation"); !text.empty()) return fault(text);
  Shape shape = call.arguments[0].shape;
  const std::int64_t chunks = call.settings.chunks;
  if (chunks <= 0 || shape.last() % chunks != 0) {
    return fault("input is " + std::to_string(shape.last()) + " wide, which is not " + std::to_string(chunks) +
                 " equal chunks");
  }
  if (call.settings.index >= chunks) {
    return fault("takes an index below its " + std::to_string(chunks) + " chunks, not " +
                 std::to_string(call.settings.index));
  }
  shape.sizes.back() /= chunks;
  return shape;
}

Result<Shape> route(const ShapeCall& call) {
  if (const auto text = not_activation(call.arguments[0], 0, "an activation"); !text.empty()) return fault(text);
  const Shape& scores = call.arguments[0].shape;
  if (call.settings.top_k > scores.last()) {
    return fault("top_k is " + std::to_string(call.settings.top_k) + ", there are " + std::to_string(scores.last()) +
                 " experts");
  }
  for (const ShapeArgument& bias : call.arguments.subspan(1)) {
    if (bias.shape.sizes == std::vector<std::int64_t>{scores.last()}) continue;
    return fault("there are " + std::to_string(scores.last()) + " experts, " + called(bias) + " is " +
                 bias.shape.text());
  }
  return scores;
}

Result<Shape> experts(const ShapeCall& call) {
  for (const ShapeArgument& argument : call.arguments.first(2)) {
    const auto text = not_activation(argument, 0, "an activation");
    if (!text.empty()) return fault(text);
  }
  const Shape& x = call.arguments[0].shape;
  Shape weights = x;
  for (const ShapeArgument& bank : call.arguments.subspan(2)) {
    if (bank.shape.sizes.size() == 3) continue;
    return fault("takes matrices (experts, out, in), " + called(bank) + " is " + bank.shape.text());
  }
  const auto& gate = call.arguments[2].shape.sizes;
  const auto& down = call.arguments[4].shape.sizes;
  weights.sizes.back() = gate[0];
  const bool fits = call.arguments[1].shape.sizes == weights.sizes && gate == call.arguments[3].shape.sizes &&
                    gate[2] == x.last() && down[0] == gate[0] && down[2] == gate[1];
  if (!fits) {
    std::string found;
    for (const ShapeArgument& one : call.arguments) found += (found.empty() ? "" : ", ") + one.shape.text();
    return fault(
        "takes (..., width), (..., experts), (experts, hidden, width) twice and (experts, width, hidden), not " +
        found);
  }
  Shape out = x;
  out.sizes.back() = down[1];
  return out;
}

Result<Shape> merge_heads(const ShapeCall& call) {
  const auto text = not_activation(call.arguments[0], 4, "(batch, heads, time, width of a head)");
  if (!text.empty()) return fault(text);
  const auto& in = call.arguments[0].shape.sizes;
  return Shape{{in[0], in[2], in[1] * in[3]}};
}

Result<Shape> rope(const ShapeCall& call) {
  const auto text = not_activation(call.arguments[0], 4, "(batch, heads, time, width of a head)");
  if (!text.empty()) return fault(text);
  const Shape& shape = call.arguments[0].shape;
  if (shape.last() % 2 != 0) return fault("a head is " + std::to_string(shape.last()) + " wide, rotation needs pairs");
  return shape;
}

Result<Shape> attention(const ShapeCall& call) {
  for (const ShapeArgument& argument : call.arguments.first(3)) {
    const auto text = not_activation(argument, 4, "(batch, heads, time, width of a head)");
    if (!text.empty()) return fault(text);
  }
  const Shape& q = call.arguments[0].shape;
  const Shape& k = call.arguments[1].shape;
  const Shape& v = call.arguments[2].shape;
  const bool fits = q.last() == k.last() && k.sizes[1] == v.sizes[1] && k.last() == v.last();
  if (!fits) return fault("query " + q.text() + ", key " + k.text() + " and value " + v.text() + " don't go together");
  if (q.sizes[1] % k.sizes[1] != 0) {
    return fault(std::to_string(k.sizes[1]) + " key heads don't divide " + std::to_string(q.sizes[1]) + " query heads");
  }
  if (!call.arguments[3].is_number) return fault("takes a number or a multiplier as its scale");
  return q;
}

Result<Shape> patches(const ShapeCall& call) {
  const auto text = not_activation(call.arguments[0], 2, "(batch, height width channels)");
  if (!text.empty()) return fault(text);
  const Shape& image = call.arguments[0].shape;
  const Settings& settings = call.settings;
  // Attributes are counts of any size: a product that is too large is no image's, and must not become 0.
  const std::int64_t column = saturating_product(settings.height, settings.channels);
  const bool whole = image.last() > 0 && image.last() % column == 0 && settings.height % settings.size == 0 &&
                     image.last() / column % settings.size == 0;
  if (!whole) {
    return fault(std::to_string(image.last()) + " numbers are no image of height " + std::to_string(settings.height) +
                 " with " + std::to_string(settings.channels) + " channels that patches of " +
                 std::to_string(settings.size) + " x " + std::to_string(settings.size) + " cover");
  }
  const std::int64_t numbers = saturating_product(settings.size, settings.size, settings.channels);
  return Shape{{image.sizes[0], image.last() / numbers, numbers}};
}

Result<Shape> mean(const ShapeCall& call) {
  const auto text = not_activation(call.arguments[0], 3, "(batch, time, width)");
  if (!text.empty()) return fault(text);
  const auto& in = call.arguments[0].shape.sizes;
  return Shape{{in[0], in[2]}};
}

}  // namespace shapes

Result<Shape> infer_shape(plan::Op op, const ShapeCall& call) {
  switch (op) {
#define OPERATION(name, arguments, attributes, meaning) \
  case plan::Op::name:                                  \
    return shapes::name(call);
#include "compiler/plan/operations.def"
#undef OPERATION
  }
  return fault("unknown operation");
}

}  // namespace cdp::runtime
