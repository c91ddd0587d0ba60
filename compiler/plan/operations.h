// The operation table (operations.def): read by the compiler's data flow, the plan's validation, the runtime and the
// docs. operations() has the rows in the order of Op, so operations()[static_cast<size_t>(op)] is op's row:
//   for (std::size_t i = 0; i < node.args.size(); ++i) row.arguments[i].kind  // what may stand there
//   const double eps = number_attribute(node, "eps");                         // as written, else the default
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/plan/conditions.h"
#include "compiler/plan/fields.h"
#include "compiler/plan/graph.h"

namespace cdp::plan {

enum class Op {
#define OPERATION(name, ...) name,
#include "compiler/plan/operations.def"
#undef OPERATION
};

/// What may stand at an argument's place.
enum class ArgumentKind {
  kValue,    // an activation: `%7`
  kMatrix,   // a trained tensor (out, in), contracted with the activation
  kTable,    // a trained tensor (rows, width), of which rows are read
  kGain,     // a trained vector that scales
  kOffset,   // a trained vector that is added
  kBank,     // a trained tensor (experts, out, in): a matrix an expert
  kBias,     // a trained vector that is added
  kNumber,   // a number or a multiplier
  kOperand,  // a value, a trained tensor, a multiplier or a number
};

struct Argument {
  ArgumentKind kind = ArgumentKind::kValue;
  bool optional = false;  // may be left out, and with it all after it
};

[[nodiscard]] bool takes_value(ArgumentKind kind);
[[nodiscard]] bool takes_tensor(ArgumentKind kind);
[[nodiscard]] bool takes_number(ArgumentKind kind);

/// What an operation does to the size (root mean square) of what flows through it: which transfer function an analysis
/// of growth takes, and what a multiplier before it still scales behind it.
enum class Transfer {
  kKeeps,       // entries move or turn: the size of the argument
  kAdds,        // the larger argument's
  kMultiplies,  // the product of the arguments', or their quotient
  kContracts,   // the first argument's, times a sum over the fan-in of the last, a trained matrix or bank
  kLooksUp,     // the table's
  kNormalises,  // 1, times the gain
  kActivates,   // entry by entry, the argument's: to first order near 0, and for one sign far from it
  kSquares,     // the argument's squared
  kSaturates,   // the argument's, but at most 1
  kGates,       // entries between 0 and 1, which are of order 1 near 0
  kShares,      // entries of the last dimension that share 1
  kAttends,     // the values', in shares that products of queries and keys decide
  kAverages,    // of as many terms as a dimension has: the argument's where they agree, less where they cancel
  kCounts,      // none: ids
};

enum class AttributeType { kBoolean, kCount, kInteger, kNumber };  // a count is from 1, others from 0; to kMostWhole

struct Attribute {
  std::string_view name;
  AttributeType type = AttributeType::kNumber;
  std::optional<Scalar> fallback;  // none: required. Its alternative is the type's: bool, int64 or double
};

struct Operation {
  Op op;
  std::string_view name;
  std::vector<Argument> arguments;
  std::vector<Attribute> attributes;
  std::vector<Condition> conditions;
  Transfer transfer;
  std::string_view meaning;
  std::string_view argument_words;   // as in the table, for docs
  std::string_view attribute_words;  // as in the table, for docs
  std::string_view condition_words;  // as in the table, for docs

  [[nodiscard]] std::size_t most_arguments() const { return arguments.size(); }
  [[nodiscard]] std::size_t least_arguments() const;
  /// Null when there is no such attribute.
  [[nodiscard]] const Attribute* find_attribute(std::string_view attribute) const;
};

[[nodiscard]] std::span<const Operation> operations();
[[nodiscard]] const Operation& operation(Op op);
/// Null when there is no such operation.
[[nodiscard]] const Operation* find_operation(std::string_view name);

/// `matrix`, as the table writes it.
[[nodiscard]] std::string_view kind_name(ArgumentKind kind);
/// `integer`, as the table writes it.
[[nodiscard]] std::string_view type_name(AttributeType type);
/// Whether the scalar can be the attribute's value, its range included; a whole number is a number too.
[[nodiscard]] bool has_type(const Scalar& value, AttributeType type);
/// "a whole number from 1 to 2^53": what has_type() asks for.
[[nodiscard]] std::string_view range_words(AttributeType type);

/// Arithmetic of numbers alone, done without an activation; null for other operations.
[[nodiscard]] std::optional<double> fold(Op op, std::span<const double> numbers);

/// A node's attribute, or the table's default where the node leaves it out. The plan must be valid.
[[nodiscard]] double number_attribute(const Node& node, std::string_view attribute);
[[nodiscard]] std::int64_t integer_attribute(const Node& node, std::string_view attribute);
[[nodiscard]] bool boolean_attribute(const Node& node, std::string_view attribute);

}  // namespace cdp::plan
