// What each operation makes of its arguments' shapes, symbolically. A row of operations.def without a case here is a
// compile error.
#include <algorithm>
#include <cmath>

#include "compiler/base/text.h"
#include "compiler/model/builder.h"

namespace cdp::model {
namespace {

using diag::Code;
using plan::Op;
using Shape = std::vector<Sym>;
using Attributes = std::vector<std::pair<std::string, AttributeValue>>;

class Shapes {
 public:
  Shapes(const plan::Operation& operation, const std::vector<Operand>& operands, const Attributes& attributes,
         Span span, diag::DiagnosticSink& sink)
      : operation_(operation), operands_(operands), attributes_(attributes), span_(span), sink_(sink) {}

  std::optional<Activation> result() {
    switch (operation_.op) {
      case Op::add:
      case Op::sub:
      case Op::mul:
      case Op::div:
        return broadcast();
      case Op::neg:
      case Op::gelu:
      case Op::gelu_tanh:
      case Op::silu:
      case Op::relu:
      case Op::relu2:
      case Op::tanh:
      case Op::sigmoid:
      case Op::softmax:
        return same();
      case Op::linear:
        return linear();
      case Op::lookup:
        return lookup();
      case Op::positions:
        return positions();
      case Op::rms_norm:
      case Op::layer_norm:
        return norm();
      case Op::split_heads:
        return split_heads();
      case Op::merge_heads:
        return merge_heads();
      case Op::chunk:
        return chunk();
      case Op::route:
        return route();
      case Op::experts:
        return experts();
      case Op::rope:
        return rank4() ? same() : std::nullopt;
      case Op::attention:
        return attention();
      case Op::patches:
        return patches();
      case Op::mean:
        return mean();
    }
    return std::nullopt;
  }

 private:
  using Out = std::optional<Activation>;

  const Shape& shape(std::size_t i) const {
    return operands_[i].activation ? operands_[i].activation->shape : operands_[i].tensor->dims;
  }

  Out wrong(const std::string& found, const std::string& wanted) {
    sink_.report<Code::E0327>(span_, operation_.name, wanted, found);
    return {};
  }

  bool is_real(std::size_t i) {
    if (!operands_[i].activation->ids) return true;
    wrong("token ids", "real numbers; look them up in a table first");
    return false;
  }

  Out same() {
    if (!is_real(0)) return {};
    return Activation{shape(0), false, {}};
  }

  /// NumPy's rule: from the right, equal or 1. Numbers and multipliers fit everything.
  Out broadcast() {
    Shape out;
    std::optional<Sym> contraction;
    std::size_t shaped = 0;
    for (std::size_t i = 0; i < operands_.size(); ++i) {
      if (!operands_[i].activation && !operands_[i].tensor) continue;
      if (operands_[i].activation && !is_real(i)) return {};
      if (operands_[i].activation) contraction = operands_[i].activation->contraction;
      if (shaped++ == 0) {
        out = shape(i);
        continue;
      }
      contraction.reset();
      if (!merge(out, shape(i)))
        return wrong(shape_text(out) + " and " + shape_text(shape(i)), "shapes that fit each other");
    }
    // A multiplier or number scales what a contraction made: a further multiplier still scales that contraction.
    return Activation{std::move(out), false, shaped == 1 ? contraction : std::nullopt};
  }

  static bool merge(Shape& into, const Shape& other) {
    if (other.size() > into.size())
      into.insert(into.begin(), other.begin(), other.begin() + static_cast<std::ptrdiff_t>(other.size() - into.size()));
    for (std::size_t i = 1; i <= other.size(); ++i) {
      Sym& a = into[into.size() - i];
      const Sym& b = other[other.size() - i];
      if (a == b || b.constant() == 1.0) continue;
      if (a.constant() != 1.0) return false;
      a = b;
    }
    return true;
  }

  Out linear() {
    if (!is_real(0)) return {};
    const Shape& x = shape(0);
    const Shape& w = shape(1);
    if (w.size() != 2) return wrong("a tensor " + shape_text(w), "a matrix (out, in)");
    if (x.empty() || !(x.back() == w[1]))
      return wrong("an activation " + shape_text(x) + " and a matrix " + shape_text(w),
                   "a matrix (out, in) whose `in` is the activation's last dimension");
    Shape out = x;
    out.back() = w[0];
    return Activation{std::move(out), false, w[1]};
  }

  Out lookup() {
    const Shape& table = shape(1);
    if (!operands_[0].activation->ids) return wrong("real numbers", "token ids");
    if (table.size() != 2) return wrong("a tensor " + shape_text(table), "a table (rows, width)");
    Shape out = shape(0);
    out.push_back(table[1]);
    return Activation{std::move(out), false, {}};
  }

  Out positions() {
    if (!operands_[0].activation->ids || shape(0).size() != 2)
      return wrong(shape_text(shape(0)), "token ids (batch, time)");
    return Activation{{Sym(1), shape(0)[1]}, true, {}};
  }

  Out norm() {
    if (!is_real(0)) return {};
    for (std::size_t i = 1; i < operands_.size(); ++i) {
      const Shape& gain = shape(i);
      Shape tail = shape(0);
      if (gain.size() > tail.size())
        return wrong("a tensor " + shape_text(gain), "one value for each entry of the last dimension");
      // One gain for each entry of the last dimension, or one set a head: (heads, 1, d) against (b, h, t, d).
      Shape merged = tail;
      if (!merge(merged, gain) || merged != tail || gain.empty() || !(gain.back() == tail.back()))
        return wrong("an activation " + shape_text(tail) + " and a tensor " + shape_text(gain),
                     "one value for each entry of the last dimension");
    }
    return Activation{shape(0), false, {}};
  }

  Out split_heads() {
    if (!is_real(0)) return {};
    const Shape& x = shape(0);
    if (x.size() != 3) return wrong(shape_text(x), "(batch, time, width)");
    const Sym heads = required("heads");
    return Activation{{x[0], heads, x[1], x[2] / heads}, false, {}};
  }

  /// An attribute without a default.
  Sym required(std::string_view name) const {
    const auto given =
        std::find_if(attributes_.begin(), attributes_.end(), [&](const auto& a) { return a.first == name; });
    return std::get<Sym>(given->second);
  }

  Out chunk() {
    if (!is_real(0)) return {};
    const Sym chunks = required("chunks");
    const Sym index = required("index");
    const auto left = (chunks - index).constant();
    if (left && *left <= 0) return wrong(index.text() + " of " + chunks.text(), "an `index` below `chunks`");
    Shape out = shape(0);
    if (out.empty()) return wrong(shape_text(out), "a last dimension");
    out.back() = out.back() / chunks;
    return Activation{std::move(out), false, operands_[0].activation->contraction};
  }

  Out route() {
    if (!is_real(0)) return {};
    const Shape& x = shape(0);
    if (x.empty() || (operands_.size() > 1 && shape(1) != Shape{x.back()}))
      return wrong(shape_text(x) + " and a tensor " + shape_text(shape(operands_.size() - 1)),
                   "a score for each expert, and one bias for each");
    const auto left = (x.back() - required("top_k")).constant();
    if (left && *left < 0)
      return wrong(required("top_k").text() + " of " + x.back().text(), "no more than all experts as `top_k`");
    return Activation{x, false, {}};
  }

  Out experts() {
    if (!is_real(0) || !is_real(1)) return {};
    const Shape& x = shape(0);
    Shape weights = x;
    const Shape& gate = shape(2);
    const Shape& down = shape(4);
    bool fits = !x.empty() && gate.size() == 3 && gate == shape(3) && down.size() == 3;
    if (fits) weights.back() = gate[0];
    fits = fits && shape(1) == weights && gate[2] == x.back() && down[0] == gate[0] && down[2] == gate[1];
    if (!fits)
      return wrong(shape_text(x) + ", " + shape_text(shape(1)) + ", " + shape_text(gate) + ", " + shape_text(shape(3)) +
                       " and " + shape_text(down),
                   "(..., width), (..., experts), (experts, hidden, width) twice and (experts, width, hidden)");
    Shape out = x;
    out.back() = down[1];
    return Activation{std::move(out), false, down[2]};
  }

  bool rank4() {
    if (shape(0).size() == 4) return true;
    wrong(shape_text(shape(0)), "(batch, heads, time, width of a head)");
    return false;
  }

  Out merge_heads() {
    if (!rank4() || !is_real(0)) return {};
    const Shape& x = shape(0);
    return Activation{{x[0], x[2], x[1] * x[3]}, false, {}};
  }

  Out attention() {
    if (!rank4()) return {};
    const Shape& q = shape(0);
    const Shape& k = shape(1);
    const Shape& v = shape(2);
    const bool fits = k.size() == 4 && v.size() == 4 && k == v && q[0] == k[0] && q[2] == k[2] && q[3] == k[3];
    // Where the groups change with the scale, as they do for a fixed number of key heads, each scale decides.
    const double groups = fits ? (q[1] / k[1]).constant().value_or(1) : 0;
    if (groups < 1 || groups != std::round(groups))
      return wrong(
          shape_text(q) + ", " + shape_text(k) + ", " + shape_text(v),
          "queries, keys and values of equal shape; keys and values may have fewer heads, if they divide the queries'");
    return Activation{q, false, {}};
  }

  /// A constant of the operation, as given or by default; null where it depends on the scale.
  std::optional<double> constant(std::string_view name) const {
    for (const auto& [given, value] : attributes_)
      if (given == name) return std::get<Sym>(value).constant();
    return static_cast<double>(std::get<std::int64_t>(*operation_.find_attribute(name)->fallback));
  }

  Out patches() {
    if (!is_real(0)) return {};
    const Shape& x = shape(0);
    const auto features = x.size() == 2 ? x[1].constant() : std::nullopt;
    const auto size = constant("size");
    const auto height = constant("height");
    const auto channels = constant("channels");
    if (!features) return wrong(shape_text(x), "an image in a row, (batch, height width channels) of fixed size");
    const auto whole_patches = [&](double pixels) { return pixels >= 1 && std::fmod(pixels, *size) == 0; };
    const bool known = size && height && channels;
    if (!known || !whole_patches(*height) || !whole_patches(*features / (*height * *channels)))
      return wrong(shape_text(x),
                   "an image whose height and width (features / (height channels)) are whole numbers of "
                   "patches of `size` at every scale");
    const double numbers = *size * *size * *channels;  // of a patch
    return Activation{{x[0], Sym(*features / numbers), Sym(numbers)}, false, {}};
  }

  Out mean() {
    if (!is_real(0)) return {};
    const Shape& x = shape(0);
    if (x.size() != 3) return wrong(shape_text(x), "(batch, time, width)");
    return Activation{{x[0], x[2]}, false, {}};
  }

  const plan::Operation& operation_;
  const std::vector<Operand>& operands_;
  const Attributes& attributes_;
  Span span_;
  diag::DiagnosticSink& sink_;
};

}  // namespace

std::optional<Activation> result_of(const plan::Operation& operation, const std::vector<Operand>& operands,
                                    const std::vector<std::pair<std::string, AttributeValue>>& attributes, Span span,
                                    diag::DiagnosticSink& sink) {
  return Shapes(operation, operands, attributes, span, sink).result();
}

std::string shape_text(const std::vector<Sym>& shape) {
  std::string out;
  for (const Sym& dim : shape) out += (out.empty() ? "" : ", ") + dim.text();
  return "(" + out + ")";
}

}  // namespace cdp::model
