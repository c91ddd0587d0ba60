// Selectors: paths, indices, tags.
#include "compiler/syntax/build.h"
#include "compiler/syntax/numbers.h"

namespace cdp::syntax {

Selector Builder::selector(CdpParser::SelectorContext* tree) {
  Selector result{{}, span(tree)};
  for (CdpParser::SelectorPathContext* path : tree->alternatives) {
    result.alternatives.push_back(selector_path(path));
  }
  return result;
}

SelectorPath Builder::selector_path(CdpParser::SelectorPathContext* tree) {
  SelectorPath path{{}, idents(tree->tags), idents(tree->excluded), span(tree)};
  for (CdpParser::SelectorStepContext* step : tree->steps) selector_step(step, path);
  return path;
}

void Builder::selector_step(CdpParser::SelectorStepContext* tree, SelectorPath& path) {
  if (tree->number == nullptr) {
    const auto kind = tree->name != nullptr   ? SelectorStep::Kind::kName
                      : tree->star != nullptr ? SelectorStep::Kind::kStar
                                              : SelectorStep::Kind::kDoubleStar;
    path.steps.push_back({kind, kind == SelectorStep::Kind::kName ? ident(tree->name) : Ident{}, {}, span(tree)});
  } else if (path.steps.empty()) {
    sink_.report<diag::Code::E0131>(span(tree->number), text(tree->number));
    return;
  } else {
    // `blocks.0` is `blocks[0]`; in `blocks.0.1` the digits and the point came as one number.
    const Span place = span(tree->number);
    std::string_view rest = text(tree->number);
    for (bool more = true; more;) {
      const std::size_t point = rest.find('.');
      const auto value = read_whole(rest.substr(0, point));
      if (!value) sink_.report<diag::Code::E0131>(place, text(tree->number));
      path.steps.back().indices.push_back({Index::Kind::kNumber, value.value_or(0), value.value_or(0), {}, place});
      more = value && point != std::string_view::npos;
      if (more) rest.remove_prefix(point + 1);
    }
    path.steps.back().span = join(path.steps.back().span, span(tree));
  }
  for (CdpParser::SelectorIndexContext* index : tree->indices) {
    path.steps.back().indices.push_back(selector_index(index));
  }
}

Index Builder::selector_index(CdpParser::SelectorIndexContext* tree) {
  if (tree->name != nullptr) return {Index::Kind::kBind, 0, 0, ident(tree->name), span(tree)};
  const std::int64_t first = whole(tree->firstMinus, tree->first);
  if (tree->last == nullptr) return {Index::Kind::kNumber, first, first, {}, span(tree)};
  return {Index::Kind::kRange, first, whole(tree->lastMinus, tree->last), {}, span(tree)};
}

std::int64_t Builder::whole(const antlr4::Token* minus, const antlr4::Token* number) {
  const auto value = read_whole(text(number));
  if (!value) sink_.report<diag::Code::E0131>(span(number), text(number));
  return minus != nullptr ? -value.value_or(0) : value.value_or(0);
}

}  // namespace cdp::syntax
