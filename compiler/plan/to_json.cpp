// Writes a plan by walking the fields() of its structs, straight into one string. The layout rule is in json.h;
// tokens are json_text.h's.
#include <concepts>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/plan/json.h"
#include "compiler/plan/json_text.h"
#include "compiler/plan/value_kinds.h"

namespace cdp::plan {
namespace {

constexpr std::size_t kMostOnALine = 6;
constexpr std::size_t kPiece = 1 << 18;  // bytes, about; of a text that is written as it is made
constexpr std::size_t kTypical = 100;    // so many items of a list tell how long the others are

/// Whether an optional field is left out.
template <class T>
bool is_empty(const T& value) {
  if constexpr (IsMaybe<T>)
    return !value;
  else if constexpr (IsNumber<T> || IsWord<T> || IsVariant<T> || std::same_as<T, bool> || HasFields<T>)
    return false;
  else
    return value.empty();
}

template <class Field, class T>
bool is_written(const Field& field, const T& object) {
  return field.presence == Presence::kRequired || !is_empty(object.*(field.member));
}

/// Whether the value takes several lines.
template <class T>
bool is_spread(const T& value) {
  if constexpr (IsScalar<T>) {
    return false;
  } else if constexpr (IsMaybe<T>) {
    return value && is_spread(*value);
  } else if constexpr (IsOrdered<T>) {
    return !IsScalar<OrderedItem<T>> && !value.empty();
  } else if constexpr (IsVector<T>) {
    return HasFields<typename T::value_type> && !value.empty();
  } else {
    std::size_t written = 0;
    bool holds_spread = false;
    for_each_field<T>([&](const auto& field) {
      if (!is_written(field, value)) return;
      ++written;
      holds_spread = holds_spread || is_spread(value.*(field.member));
    });
    return holds_spread || written > kMostOnALine;
  }
}

/// Whether fields of this type share a line with their neighbours in a spread object.
template <class T>
inline constexpr bool kSharesLine = IsScalar<T>;
template <IsNumber T>
inline constexpr bool kSharesLine<std::vector<T>> = true;
template <class T>
inline constexpr bool kSharesLine<std::optional<T>> = kSharesLine<T>;

class Writer {
 public:
  Writer() = default;
  Writer(const Parts<Tensor>& tensors, const Parts<Multiplier>& multipliers, const Put& put)
      : tensors_(&tensors), multipliers_(&multipliers), put_(&put) {}

  template <class T>
  void value(const T& value, std::size_t depth) {
    if constexpr (std::same_as<T, Because>)
      if (chains_ != nullptr) return chains(depth);
    if constexpr (IsScalar<T>)
      scalar(value);
    else if constexpr (IsMaybe<T>)
      this->value(*value, depth);
    else if constexpr (HasFields<T>)
      object(value, depth);
    else
      list(value, depth);
  }

  [[nodiscard]] std::string take() && {
    text_.raw('\n');
    return std::move(text_).take();
  }

 private:
  template <IsScalar T>
  void scalar(const T& value) {
    if constexpr (std::same_as<T, double>)
      text_.number(value);
    else if constexpr (std::same_as<T, std::int64_t>)
      text_.integer(value);
    else if constexpr (std::same_as<T, bool>)
      text_.raw(value ? std::string_view("true") : std::string_view("false"));
    else if constexpr (std::same_as<T, std::string>)
      text_.string(value);
    else if constexpr (IsWord<T>)
      text_.string(word(value));
    else
      std::visit([this](const auto& one) { this->scalar(one); }, value);
  }

  template <HasFields T>
  void object(const T& object, std::size_t depth) {
    const bool spread = is_spread(object);
    bool first = true;
    bool joins = false;  // the line before may be gone on with
    text_.raw('{');
    for_each_field<T>([&](const auto& field) {
      if (!is_written(field, object)) return;
      const auto& member = object.*(field.member);
      const bool shares = kSharesLine<std::remove_cvref_t<decltype(member)>> && !std::same_as<T, Plan>;
      if (!first) text_.raw(',');
      if (spread && !(joins && shares))
        text_.new_line(depth + 1);
      else if (!first)
        text_.raw(' ');
      key(field.key);
      if constexpr (std::same_as<T, Plan>)
        top(member, depth + 1);
      else
        value(member, depth + 1);
      first = false;
      joins = shares;
    });
    if (spread) text_.new_line(depth);
    text_.raw('}');
  }

  void key(std::string_view key) {
    text_.raw('"');
    text_.raw(key);
    text_.raw(std::string_view("\": "));
  }

  /// A field of the plan; the two long ones may come from elsewhere.
  template <class T>
  void top(const T& member, std::size_t depth) {
    if constexpr (std::same_as<T, std::vector<Tensor>>) {
      if (tensors_ != nullptr) return stream(*tensors_, depth);
    } else if constexpr (std::same_as<T, std::vector<Multiplier>>) {
      if (multipliers_ != nullptr) return stream(*multipliers_, depth);
    }
    value(member, depth);
  }

  /// As list() does, but each item is made, written and forgotten.
  template <class Part>
  void stream(const Parts<Part>& parts, std::size_t depth) {
    text_.raw('[');
    for (std::size_t i = 0; i < parts.count && wanted_; ++i) {
      if (i > 0) text_.raw(',');
      text_.new_line(depth + 1);
      Part part = parts.part(i);
      chains_ = parts.chains(i);
      if (chains_ != nullptr) part.because.emplace(chains_->size());  // their number decides where lines break
      value(part, depth + 1);
      if (text_.size() < kPiece) continue;
      wanted_ = (*put_)(text_.so_far());
      text_.forget();
    }
    chains_ = nullptr;
    if (parts.count > 0) text_.new_line(depth);
    text_.raw(']');
  }

  /// As list() does, of a part's chains.
  void chains(std::size_t depth) {
    text_.raw('{');
    for (const Chain& chain : *chains_) {
      if (&chain != &chains_->front()) text_.raw(',');
      text_.new_line(depth + 1);
      text_.string(chain.value);
      text_.raw(std::string_view(": "));
      if (!chain.is_shared) {
        value(*chain.reasons, depth + 1);
        continue;
      }
      std::string& known = texts_[chain.reasons];
      if (known.empty()) {
        Writer once;
        once.value(*chain.reasons, depth + 1);  // all parts stand at the same depth
        known = std::move(once.text_).take();
      }
      text_.raw(known);
    }
    if (!chains_->empty()) text_.new_line(depth);
    text_.raw('}');
  }

  /// An array, or an object whose keys are data.
  template <class T>
  void list(const T& items, std::size_t depth) {
    const bool spread = is_spread(items);
    const std::size_t begin = text_.size();
    std::size_t written = 0;
    text_.raw(IsOrdered<T> ? '{' : '[');
    for (const auto& item : items) {
      if (written == kTypical) text_.expect((text_.size() - begin) / kTypical * (items.size() - written) / 16 * 17);
      if (written > 0) text_.raw(',');
      if (spread)
        text_.new_line(depth + 1);
      else if (written > 0)
        text_.raw(' ');
      ++written;
      if constexpr (IsOrdered<T>) {
        text_.string(item.first);
        text_.raw(std::string_view(": "));
        value(item.second, depth + 1);
      } else {
        value(item, depth + 1);
      }
    }
    if (spread) text_.new_line(depth);
    text_.raw(IsOrdered<T> ? '}' : ']');
  }

  JsonText text_;
  const Parts<Tensor>* tensors_ = nullptr;  // in place of the plan's own
  const Parts<Multiplier>* multipliers_ = nullptr;
  const std::vector<Chain>* chains_ = nullptr;               // of the part in hand
  std::unordered_map<const void*, std::string> texts_ = {};  // of shared chains, by their reasons
  const Put* put_ = nullptr;
  bool wanted_ = true;
};

}  // namespace

std::string to_json(const Plan& plan) {
  Writer writer;
  writer.value(plan, 0);
  return std::move(writer).take();
}

void write_json(const Plan& plan, const Parts<Tensor>& tensors, const Parts<Multiplier>& multipliers, const Put& put) {
  Writer writer(tensors, multipliers, put);
  writer.value(plan, 0);
  put(std::move(writer).take());
}

}  // namespace cdp::plan
