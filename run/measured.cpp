// Walks the fields of a measured line; see measured.h.
#include "run/measured.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "compiler/base/text.h"
#include "compiler/plan/value_kinds.h"

namespace cdp::run {
namespace {

using nlohmann::json;
using plan::for_each_field;

std::string value_text(double value) {
  return std::isfinite(value) ? shortest(value) : "null";
}
std::string value_text(std::int64_t value) {
  return std::to_string(value);
}
std::string value_text(const std::string& value) {
  return json(value).dump(-1, ' ', false, json::error_handler_t::replace);
}
std::string value_text(const MeasuredScale& scale) {
  std::string text;
  for (const auto& [axis, value] : scale)
    text += fmt::format("{}{}:{}", text.empty() ? "" : ",", value_text(axis), value_text(value));
  return "{" + text + "}";
}

template <class T>
std::string text_of(const T& line) {
  std::string text;
  for_each_field<T>([&](const auto& field) {
    const auto& value = line.*(field.member);
    const auto add = [&](const auto& one) {
      text += fmt::format("{}\"{}\":{}", text.empty() ? "" : ",", field.key, value_text(one));
    };
    if constexpr (!plan::IsMaybe<std::remove_cvref_t<decltype(value)>>)
      add(value);
    else if (value)
      add(*value);
  });
  return "{" + text + "}\n";
}

/// Takes members out of an object; the first fault is remembered.
class Reader {
 public:
  explicit Reader(const json& object) : object_(object) {}

  template <class T>
  T line() {
    T line;
    for_each_field<T>([&](const auto& field) {
      auto& into = line.*(field.member);
      const bool may_lack = plan::IsMaybe<std::remove_cvref_t<decltype(into)>> ||
                            std::is_same_v<std::remove_cvref_t<decltype(into)>, std::int64_t>;
      const auto found = object_.find(field.key);
      if (found != object_.end())
        take(field.key, *found, into);
      else if (!may_lack)
        blame(fmt::format("`{}` is missing", field.key));
    });
    return line;
  }

  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  template <class T>
  void take(const char* key, const json& value, std::optional<T>& into) {
    take(key, value, into.emplace());
  }
  void take(const char* key, const json& value, double& into) {
    if (value.is_null()) {
      into = std::numeric_limits<double>::quiet_NaN();
    } else if (!value.is_number()) {
      blame(fmt::format("`{}` is not a number", key));
    } else if (into = value.get<double>(); into < 0) {
      blame(fmt::format("`{}` is negative: sizes are root mean squares", key));
    }
  }
  void take(const char* key, const json& value, std::int64_t& into) {
    if (!value.is_number_integer() || value < 0) return blame(fmt::format("`{}` is not a whole number from 0", key));
    into = value.get<std::int64_t>();
  }
  void take(const char* key, const json& value, std::string& into) {
    if (!value.is_string()) return blame(fmt::format("`{}` is not a string", key));
    into = value.get<std::string>();
  }
  void take(const char* key, const json& value, MeasuredScale& into) {
    if (!value.is_object()) return blame(fmt::format("`{}` is not an object as {{\"width\": 128}}", key));
    for (const auto& [axis, one] : value.items()) {
      if (!one.is_number() || !(one.get<double>() > 0))
        return blame(fmt::format("`{}.{}` is not a number above 0", key, axis));
      into[axis] = one.get<double>();
    }
  }

  void blame(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }

  const json& object_;
  std::string fault_;
};

}  // namespace

std::string measured_text(const MeasuredLine& line) {
  return std::visit([](const auto& one) { return text_of(one); }, line);
}

Result<MeasuredLine> read_measured(std::string_view text) {
  const json object = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return Error{"is not a JSON object", ""};
  const bool of_tensor = object.contains("tensor");
  if (!of_tensor && !object.contains("module")) return Error{"has neither `module` (an activation) nor `tensor`", ""};
  Reader reader(object);
  MeasuredLine line = of_tensor ? MeasuredLine(reader.line<TensorLine>()) : MeasuredLine(reader.line<ActivationLine>());
  if (!reader.fault().empty()) return Error{reader.fault(), ""};
  return line;
}

}  // namespace cdp::run
