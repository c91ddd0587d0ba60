// Statements, blocks and what is in them as trees.
#include "compiler/format/build.h"

namespace cdp::format {

namespace {

constexpr int kContinued = 4;

}  // namespace

std::string_view Builder::word(std::size_t ahead) const {
  return position_ + ahead < pieces_.words.size() ? pieces_.words[position_ + ahead].text : std::string_view();
}

/// The comments before the next word that have no place yet.
Comments Builder::claim() {
  const Comments comments{claimed_, pieces_.words[position_].comments};
  claimed_ = comments.last;
  return comments;
}

/// The next word, behind a gap.
void Builder::next(Nodes& to, Gap gap) {
  to.push_back(gap_node(gap, claim()));
  next_joined(to);
}

/// The next word. Comments before it that have no place yet come behind it.
void Builder::next_joined(Nodes& to) {
  to.push_back(text_node(pieces_.words[position_++].text));
}

/// ` = `, ` *= ` or ` ^= `
void Builder::setter(Nodes& to) {
  to.push_back(text_node(" "));
  to.push_back(mark_node());
  next_joined(to);
  to.push_back(gap_node(Gap::kSpace, claim()));
}

void Builder::skip_semicolons() {
  while (at(";")) {
    blank_ = blank_ || pieces_.words[position_].blank_before;
    ++position_;
    own_docs_ = pieces_.words[position_ - 1].comments;
  }
}

Entry Builder::entry(EntryBody body) {
  skip_semicolons();
  Entry result;
  result.above = claim();
  // Documentation is what stands alone directly above, with nothing but such comments between.
  result.own_docs = result.above.last;
  while (result.own_docs > result.above.first && result.own_docs > own_docs_ &&
         pieces_.comments[result.own_docs - 1].alone) {
    --result.own_docs;
  }
  result.blank_before = blank_ || pieces_.words[position_].blank_before;
  blank_ = false;
  (this->*body)(result);
  return result;
}

Entry Builder::statement() {
  return entry(&Builder::statement_body);
}

Node Builder::block(EntryBody body) {
  own_docs_ = pieces_.words[position_].comments;
  ++position_;
  const bool first_below = pieces_.words[position_].first_on_line;
  Block result;
  for (skip_semicolons(); !at("}"); skip_semicolons()) result.entries.push_back(entry(body));
  result.below = claim();
  blank_ = false;
  ++position_;
  const bool several_lines = first_below && !result.entries.empty();
  return block_node(std::move(result), several_lines);
}

void Builder::statement_body(Entry& to) {
  Nodes items;
  if (at("use")) return use(to.body);
  if (at("extends")) {
    next_joined(to.body);
    return next(to.body, Gap::kSpace);
  }
  if (at("let")) return let(to.body);
  if (at("assert")) return assertion(to.body);
  if (at("model") || at("parameterization")) {
    next_joined(to.body);
    setter(to.body);
    return to.body.push_back(expression());
  }
  if (at("axis")) {
    next_joined(to.body);
    return next(to.body, Gap::kSpace);
  }
  if (at("module")) {
    head(items);
    items.push_back(own_block(&Builder::module_item));
  } else if (at("rules")) {
    rules_head(items);
    items.push_back(own_block(&Builder::rules_item));
  } else if (at("tune")) {
    to.align = Align::kTune;
    next_joined(items);
    items.push_back(gap_node(Gap::kSpace, claim()));
    to.is_list = selector(items);
    items.push_back(marked_block(&Builder::adjustment));
  } else if (at("search")) {
    next_joined(items);
    items.push_back(text_node(" "));
    items.push_back(own_block(&Builder::search_entry));
  } else if (at("target")) {
    to.align = Align::kTarget;
    next_joined(items);
    next(items, Gap::kSpace);
    items.push_back(marked_block(&Builder::adjustment));
  } else {
    next_joined(items);
    items.push_back(text_node(" "));
    items.push_back(own_block(&Builder::adjustment));
  }
  to.body.push_back(group(std::move(items)));
}

/// On one line if it fits there itself, whatever its head needs.
Node Builder::own_block(EntryBody body) {
  Nodes items;
  items.push_back(block(body));
  return group(std::move(items));
}

/// ` {`, which is aligned with those of its neighbours.
Node Builder::marked_block(EntryBody body) {
  Nodes items;
  items.push_back(text_node(" "));
  items.push_back(mark_node());
  items.push_back(own_block(body));
  return indent(0, std::move(items));
}

/// `use std.gpt: Gpt, Block`
void Builder::use(Nodes& to) {
  Nodes items, names;
  next_joined(items);
  next(items, Gap::kSpace);
  while (at(".")) {
    next(items, Gap::kNone);
    next(items, Gap::kNone);
  }
  if (at(":")) {
    do {
      next_joined(names);
      next(names, Gap::kLine);
    } while (at(","));
  }
  items.push_back(indent(kContinued, std::move(names)));
  to.push_back(group(std::move(items)));
}

void Builder::let(Nodes& to) {
  next_joined(to);
  next(to, Gap::kSpace);
  setter(to);
  to.push_back(expression());
}

void Builder::assertion(Nodes& to) {
  Nodes items, message;
  next_joined(items);
  items.push_back(gap_node(Gap::kSpace, claim()));
  items.push_back(expression());
  if (at(",")) {
    next_joined(message);
    next(message, Gap::kLine);
  }
  items.push_back(indent(kContinued, std::move(message)));
  to.push_back(group(std::move(items)));
}

/// `module Name(parameters) `, `rules name(parameters) `
void Builder::head(Nodes& to) {
  next_joined(to);
  next(to, Gap::kSpace);
  if (at("(")) to.push_back(brackets(")"));
  if (!at("extends")) to.push_back(text_node(" "));
}

void Builder::rules_head(Nodes& to) {
  Nodes items, parent;
  head(items);
  if (at("extends")) {
    next(parent, Gap::kLine);
    next(parent, Gap::kSpace);
    if (at("(")) parent.push_back(brackets(")"));
    parent.push_back(text_node(" "));
  }
  items.push_back(indent(kContinued, std::move(parent)));
  to.push_back(group(std::move(items)));
}

/// `key = value`, `lr *= 4`, `1 - beta1 ^= k`
void Builder::adjustment(Entry& to) {
  to.align = Align::kValue;
  next_joined(to.body);
  if (at("-")) {
    next(to.body, Gap::kSpace);
    next(to.body, Gap::kSpace);
  }
  to.key = pieces_.words[position_ - 1].text;
  setter(to.body);
  to.body.push_back(expression());
}

/// `base.lr = 1e-4..1e-1`, `1 - @hidden, embed.beta1 *= 1/4..4`
void Builder::search_entry(Entry& to) {
  to.align = Align::kValue;
  const bool complement = word(1) == "-";
  next_joined(to.body);
  if (complement) {
    next(to.body, Gap::kSpace);
    next(to.body, Gap::kSpace);
  }
  while (!at("=") && !at("*=")) {
    const std::string_view before = pieces_.words[position_ - 1].text;
    const bool numbers = at(".") && is_digit(word(1).front()) && is_digit(before.front());
    const bool words = at("not") || before == "not" || before == ",";
    next(to.body, numbers || words ? Gap::kSpace : Gap::kNone);
  }
  setter(to.body);
  range(to.body);
}

void Builder::module_item(Entry& to) {
  if (at("let")) return let(to.body);
  if (at("assert")) return assertion(to.body);
  if (at("if")) return if_item(to.body, &Builder::module_item);
  if (at("forward")) return forward(to.body);
  to.align = Align::kMember;
  member(to.body);
}

/// `weight: Tensor(out, in) @router = normal`
void Builder::member(Nodes& to) {
  next_joined(to);
  next_joined(to);  // `:`
  to.push_back(gap_node(Gap::kSpace, claim()));
  to.push_back(mark_node());
  member_type(to);
  while (at("@") || at("=")) {
    const bool tag = at("@");
    next(to, Gap::kSpace);
    next(to, tag ? Gap::kNone : Gap::kSpace);
  }
}

/// `if` items of modules and rule sets; `body` is what their blocks hold.
void Builder::if_item(Nodes& to, EntryBody body) {
  Nodes items;
  for (bool more = true; more;) {
    next_joined(items);  // if
    items.push_back(gap_node(Gap::kSpace, claim()));
    items.push_back(expression());
    items.push_back(text_node(" "));
    items.push_back(block(body));
    more = false;
    if (!at("else")) break;
    next(items, Gap::kElse);
    more = at("if");
    if (more) {
      items.push_back(gap_node(Gap::kSpace, claim()));
    } else {
      items.push_back(text_node(" "));
      items.push_back(block(body));
    }
  }
  to.push_back(group(std::move(items)));
}

/// `forward(x) = value`, `forward(x) { ... }`
void Builder::forward(Nodes& to) {
  Nodes items;
  next_joined(items);
  items.push_back(brackets(")"));
  if (at("=")) {
    setter(items);
    items.push_back(expression());
  } else {
    items.push_back(text_node(" "));
    items.push_back(own_block(&Builder::forward_statement));
  }
  to.push_back(group(std::move(items)));
}

void Builder::forward_statement(Entry& to) {
  if (!at("return")) return adjustment(to);
  next_joined(to.body);
  to.body.push_back(gap_node(Gap::kSpace, claim()));
  to.body.push_back(expression());
}

void Builder::rules_item(Entry& to) {
  if (at("if")) return if_item(to.body, &Builder::rules_item);
  if (at("let") || at("assert")) {
    at("let") ? let(to.body) : assertion(to.body);
    // `let a = b; *.c { }` would go on as a product.
    const std::size_t end = position_;
    skip_semicolons();
    to.semicolon_after = end != position_ && at("*");
    return;
  }
  Nodes items;
  if (at("requires")) {
    next_joined(items);
    items.push_back(text_node(" "));
    items.push_back(own_block(&Builder::adjustment));
  } else {
    to.align = Align::kClause;
    to.is_list = selector(items);
    items.push_back(marked_block(&Builder::adjustment));
  }
  to.body.push_back(group(std::move(items)));
}

/// `blocks.**@vector, @block@hidden`; whether there are several.
bool Builder::selector(Nodes& to) {
  Nodes items, others;
  selector_path(items);
  const bool several = at(",");
  while (at(",")) {
    next_joined(others);
    others.push_back(gap_node(Gap::kLine, claim()));
    selector_path(others);
  }
  items.push_back(indent(kContinued, std::move(others)));
  to.push_back(group(std::move(items)));
  return several;
}

void Builder::selector_path(Nodes& to) {
  next_joined(to);
  while (!at(",") && !at("{")) {
    const std::string_view before = pieces_.words[position_ - 1].text;
    // `a.0 .1`: without the space that would be the number 0.1.
    const bool numbers = at(".") && is_digit(word(1).front()) && is_digit(before.front());
    const bool words = at("not") || before == "not";
    next(to, numbers || words ? Gap::kSpace : Gap::kNone);
  }
}

}  // namespace cdp::format
