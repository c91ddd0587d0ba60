// Reads the words of operations.def once, and answers questions about rows and a node's attributes.
// That a graph keeps to the table is validate()'s.
#include "compiler/plan/operations.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "compiler/base/check.h"
#include "compiler/plan/limits.h"

namespace cdp::plan {
namespace {

struct Row {
  Op op;
  std::string_view name, arguments, attributes, needs;
  Transfer transfer;
  std::string_view meaning;
};

constexpr Row kRows[] = {
#define OPERATION(name, arguments, attributes, needs, shape, transfer, meaning) \
  {Op::name, #name, arguments, attributes, needs, Transfer::transfer, meaning},
#include "compiler/plan/operations.def"
#undef OPERATION
};

constexpr std::array<std::string_view, 9> kKindNames = {"value", "matrix", "table",  "gain",   "offset",
                                                        "bank",  "bias",   "number", "operand"};
constexpr std::array<std::string_view, 4> kTypeNames = {"boolean", "count", "integer", "number"};

/// Cuts the text before `separator` off `rest`, without the blanks around it.
std::string_view cut(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  std::string_view piece = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  while (piece.starts_with(' ')) piece.remove_prefix(1);
  while (piece.ends_with(' ')) piece.remove_suffix(1);
  return piece;
}

template <class Enum, std::size_t size>
Enum from_name(const std::array<std::string_view, size>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  CHECK(found != names.end());
  return static_cast<Enum>(found - names.begin());
}

std::vector<Argument> parse_arguments(std::string_view words) {
  std::vector<Argument> arguments;
  while (!words.empty()) {
    std::string_view word = cut(words, ' ');
    const bool optional = word.ends_with('?');
    if (optional) word.remove_suffix(1);
    arguments.push_back({from_name<ArgumentKind>(kKindNames, word), optional});
  }
  return arguments;
}

Scalar parse_default(AttributeType type, std::string_view word) {
  const std::string text(word);
  switch (type) {
    case AttributeType::kBoolean:
      return text == "true";
    case AttributeType::kCount:
    case AttributeType::kInteger:
      return static_cast<std::int64_t>(std::strtoll(text.c_str(), nullptr, 10));
    case AttributeType::kNumber:
      return std::strtod(text.c_str(), nullptr);
  }
  return {};
}

std::vector<Attribute> parse_attributes(std::string_view words) {
  std::vector<Attribute> attributes;
  while (!words.empty()) {
    std::string_view one = cut(words, ',');
    Attribute attribute;
    attribute.name = cut(one, ':');
    attribute.type = from_name<AttributeType>(kTypeNames, cut(one, '='));
    if (!one.empty()) attribute.fallback = parse_default(attribute.type, cut(one, ','));
    attributes.push_back(attribute);
  }
  return attributes;
}

std::vector<Operation> parse_rows() {
  std::vector<Operation> parsed;
  for (const Row& row : kRows)
    parsed.push_back({row.op, row.name, parse_arguments(row.arguments), parse_attributes(row.attributes),
                      parse_conditions(row.needs), row.transfer, row.meaning, row.arguments, row.attributes,
                      row.needs});
  return parsed;
}

const Scalar& attribute_of(const Node& node, std::string_view attribute) {
  for (const auto& [name, value] : node.attributes)
    if (name == attribute) return value;
  const Operation* row = find_operation(node.op);
  CHECK(row != nullptr);
  const Attribute* found = row->find_attribute(attribute);
  CHECK(found != nullptr && found->fallback.has_value());
  return *found->fallback;
}

}  // namespace

std::size_t Operation::least_arguments() const {
  return static_cast<std::size_t>(
      std::count_if(arguments.begin(), arguments.end(), [](const Argument& argument) { return !argument.optional; }));
}

const Attribute* Operation::find_attribute(std::string_view attribute) const {
  for (const Attribute& candidate : attributes)
    if (candidate.name == attribute) return &candidate;
  return nullptr;
}

std::span<const Operation> operations() {
  static const std::vector<Operation> table = parse_rows();
  return table;
}

const Operation& operation(Op op) {
  return operations()[static_cast<std::size_t>(op)];
}

const Operation* find_operation(std::string_view name) {
  for (const Operation& row : operations())
    if (row.name == name) return &row;
  return nullptr;
}

bool takes_value(ArgumentKind kind) {
  return kind == ArgumentKind::kValue || kind == ArgumentKind::kOperand;
}

bool takes_tensor(ArgumentKind kind) {
  return kind != ArgumentKind::kValue && kind != ArgumentKind::kNumber;
}

bool takes_number(ArgumentKind kind) {
  return kind == ArgumentKind::kNumber || kind == ArgumentKind::kOperand;
}

std::string_view kind_name(ArgumentKind kind) {
  return kKindNames[static_cast<std::size_t>(kind)];
}

std::string_view type_name(AttributeType type) {
  return kTypeNames[static_cast<std::size_t>(type)];
}

bool has_type(const Scalar& value, AttributeType type) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  const auto* real = std::get_if<double>(&value);
  const auto from = [&](std::int64_t least) { return whole != nullptr && *whole >= least && *whole <= kMostWhole; };
  switch (type) {
    case AttributeType::kBoolean:
      return std::holds_alternative<bool>(value);
    case AttributeType::kCount:
      return from(1);
    case AttributeType::kInteger:
      return from(0);
    case AttributeType::kNumber:
      return (whole != nullptr && *whole >= 0) || (real != nullptr && std::isfinite(*real) && *real >= 0);
  }
  return false;
}

std::string_view range_words(AttributeType type) {
  switch (type) {
    case AttributeType::kBoolean:
      return "true or false";
    case AttributeType::kCount:
      return "a whole number from 1 to 2^53";
    case AttributeType::kInteger:
      return "a whole number from 0 to 2^53";
    case AttributeType::kNumber:
      return "a finite number, at least 0";
  }
  return {};
}

std::optional<double> fold(Op op, std::span<const double> numbers) {
  CHECK(!numbers.empty());
  const double x = numbers[0];
  const double y = numbers.back();
  if (op == Op::add) return x + y;
  if (op == Op::sub) return x - y;
  if (op == Op::mul) return x * y;
  if (op == Op::div) return x / y;
  if (op == Op::neg) return -x;
  return {};
}

double number_attribute(const Node& node, std::string_view attribute) {
  const Scalar& value = attribute_of(node, attribute);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  CHECK(std::holds_alternative<double>(value));
  return std::get<double>(value);
}

std::int64_t integer_attribute(const Node& node, std::string_view attribute) {
  const Scalar& value = attribute_of(node, attribute);
  CHECK(std::holds_alternative<std::int64_t>(value));
  return std::get<std::int64_t>(value);
}

bool boolean_attribute(const Node& node, std::string_view attribute) {
  const Scalar& value = attribute_of(node, attribute);
  CHECK(std::holds_alternative<bool>(value));
  return std::get<bool>(value);
}

}  // namespace cdp::plan
