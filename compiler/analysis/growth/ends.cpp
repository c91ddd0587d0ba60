// See ends.h.
#include "compiler/analysis/growth/ends.h"

#include <utility>

namespace cdp::analysis {

namespace {

using model::Node;
using plan::Transfer;

constexpr int kMostSteps = 64;  // from a matrix to the end of its branch

class Follow {
 public:
  Follow(const Given& given, const FlowGraph& graph, const ForwardPass& forward)
      : given_(given), graph_(graph), forward_(forward) {}

  void from(std::size_t value, End so_far, int depth) {
    if (graph_.readers(value).empty() || value == given_.model().graph.output) {
      so_far.kind = value == given_.model().graph.output ? EndKind::kOutput : EndKind::kRead;
      found.push_back(std::move(so_far));
      return;
    }
    for (const Reader& reader : graph_.readers(value)) through(reader, value, so_far, depth);
  }

  std::vector<End> found;

 private:
  void through(const Reader& reader, std::size_t value, End end, int depth) {
    const Node& node = *reader.node;
    if (!node.stack && depth < kMostSteps && passes_on(reader, value, end))
      return from(node.id, std::move(end), depth + 1);
    end.node = &node;
    end.kind = kind_of(reader, value);
    if (end.kind == EndKind::kStream) end.stacks = graph_.stacks(value);
    found.push_back(std::move(end));
  }

  [[nodiscard]] EndKind kind_of(const Reader& reader, std::size_t value) const {
    const Node& node = *reader.node;
    if (node.stack) return EndKind::kRead;
    if (transfer_of(node) == Transfer::kNormalises) return EndKind::kNormalised;
    return joins_stream(reader, value) ? EndKind::kStream : EndKind::kRead;
  }

  [[nodiscard]] bool joins_stream(const Reader& reader, std::size_t value) const {
    return transfer_of(*reader.node) == Transfer::kAdds && forward_.values[reader.node->id].stream &&
           !forward_.values[value].stream;
  }

  /// Whether it comes out as it went in, but for constant factors, which are added to the end.
  [[nodiscard]] bool passes_on(const Reader& reader, std::size_t value, End& end) const {
    const Node& node = *reader.node;
    if (forward_.values[value].stream) return false;
    switch (transfer_of(node)) {
      case Transfer::kKeeps:
        return true;
      case Transfer::kAdds:
        return !joins_stream(reader, value);
      case Transfer::kMultiplies:
        return scales(reader, end);
      default:
        return false;
    }
  }

  [[nodiscard]] bool scales(const Reader& reader, End& end) const {
    const Node& node = *reader.node;
    const model::NodeArgument& other = node.args[1 - reader.argument];
    if (value_in(other) != nullptr || tensor_in(other) != nullptr) return false;
    if (node.op == plan::Op::div && reader.argument == 1) return false;
    const Exponent factor = factor_in(given_, other);
    end.factor = node.op == plan::Op::div ? end.factor - factor : end.factor + factor;
    if (const auto* multiplier = std::get_if<sema::MultiplierRef>(&other)) end.multipliers.push_back(multiplier->index);
    return true;
  }

  const Given& given_;
  const FlowGraph& graph_;
  const ForwardPass& forward_;
};

}  // namespace

std::vector<End> ends_of(const Given& given, const FlowGraph& graph, const ForwardPass& forward, std::size_t value) {
  Follow follow(given, graph, forward);
  follow.from(value, {}, 0);
  return std::move(follow.found);
}

}  // namespace cdp::analysis
