// Reads a plan from the JSON library's events, straight into its structs: strict, and with a place for every fault.
// How a text that is not JSON is described is json_fault.h's; whether the values make sense is validate()'s; what
// version 1 leaves unsaid is version_1.h's.
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "compiler/base/text.h"
#include "compiler/plan/json.h"
#include "compiler/plan/json_fault.h"
#include "compiler/plan/slot_types.h"
#include "compiler/plan/version_1.h"

namespace cdp::plan {
namespace {

using nlohmann::json;

/// Objects and arrays within each other: sixteen stacks within stacks take less.
constexpr std::size_t kDeepest = 100;
constexpr std::string_view kNotAPlan = "not a cdp plan";

JsonFault fault_of(std::size_t position, const nlohmann::detail::exception& exception) {
  constexpr int kNumberOverflow = 406;
  return {position, exception.id == kNumberOverflow, exception.what()};
}

std::string in_words(const Token& token) {
  switch (token.kind) {
    case Token::Kind::kNull:
      return "null";
    case Token::Kind::kBoolean:
      return token.boolean ? "true" : "false";
    case Token::Kind::kInteger:
      return fmt::format("{}", token.integer);
    case Token::Kind::kReal:
      return token.digits;
    case Token::Kind::kText:
      return in_quotes(token.text);
  }
  return {};
}

/// The library's events as tokens. `Reader` has token(), begin(), key(), end(), and fault(), each false to stop.
template <class Reader>
class Events {
 public:
  explicit Events(Reader& reader) : reader_(reader) {}

  bool null() { return reader_.token({}); }
  bool boolean(bool value) { return reader_.token({.kind = Token::Kind::kBoolean, .boolean = value}); }
  bool number_integer(std::int64_t value) { return reader_.token({.kind = Token::Kind::kInteger, .integer = value}); }
  bool number_unsigned(std::uint64_t value) {
    if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return number_integer(static_cast<std::int64_t>(value));
    return number_float(static_cast<double>(value), fmt::format("{}", value));
  }
  bool number_float(double value, const std::string& digits) {
    return reader_.token({.kind = Token::Kind::kReal, .real = value, .digits = digits});
  }
  bool string(std::string& value) { return reader_.token({.kind = Token::Kind::kText, .text = std::move(value)}); }
  bool binary(json::binary_t& /*value*/) { return false; }  // JSON has none
  bool start_object(std::size_t /*size*/) { return reader_.begin(Form::kObject); }
  bool key(std::string& key) { return reader_.key(std::move(key)); }
  bool end_object() { return reader_.end(); }
  bool start_array(std::size_t /*size*/) { return reader_.begin(Form::kArray); }
  bool end_array() { return reader_.end(); }
  bool parse_error(std::size_t position, const std::string& /*token*/, const nlohmann::detail::exception& exception) {
    return reader_.fault(fault_of(position, exception));
  }

 private:
  Reader& reader_;
};

template <class Reader>
bool read(std::string_view text, Reader& reader) {
  Events<Reader> events(reader);
  return json::sax_parse(text.begin(), text.end(), &events);
}

/// Looks for the plan's own `format` and `version` and stops there, so that a foreign file or a newer cdp's is told
/// from a broken plan.
class Header {
 public:
  std::optional<Token> format;
  std::optional<Token> version;
  bool is_object = false;
  bool is_broken = false;

  bool token(Token&& token) {
    if (depth_ == 1 && key_ == "format") format = std::move(token);
    if (depth_ == 1 && key_ == "version") version = std::move(token);
    return depth_ > 0 && !(format && version);
  }
  bool begin(Form form) {
    if (depth_ == 0) is_object = form == Form::kObject;
    ++depth_;
    return is_object;
  }
  bool key(std::string key) {
    if (depth_ == 1) key_ = std::move(key);
    return true;
  }
  bool end() { return --depth_ > 0; }
  bool fault(const JsonFault& /*fault*/) {
    is_broken = true;
    return false;
  }

 private:
  std::size_t depth_ = 0;
  std::string key_;
};

/// The version that the plan says; what is wrong with it otherwise is said better by the reading proper.
Result<std::int64_t> version_of(std::string_view text) {
  Header header;
  read(text, header);
  if (header.is_broken) return kVersion;
  if (!header.is_object) return Error{fmt::format("{}: expected an object with `format`", kNotAPlan), ""};
  if (!header.format) return Error{fmt::format("{}: it has no `format`", kNotAPlan), ""};
  if (header.format->kind != Token::Kind::kText || header.format->text != kFormat)
    return Error{fmt::format("{}: expected \"{}\", found {}", kNotAPlan, kFormat, in_words(*header.format)), "format"};
  const bool is_number = header.version && header.version->kind == Token::Kind::kInteger;
  if (!is_number) return kVersion;
  const std::int64_t version = header.version->integer;
  if (version >= kFirstVersion && version <= kVersion) return version;
  return Error{
      version > kVersion
          ? fmt::format("version {} was written by a newer cdp; this one reads versions {} and {}", version,
                        kFirstVersion, kVersion)
          : fmt::format("there is no version {}; this cdp reads versions {} and {}", version, kFirstVersion, kVersion),
      "version"};
}

/// Fills a plan; the first fault ends the reading.
class PlanReader {
 public:
  PlanReader(std::string_view text, std::int64_t version, Plan& plan)
      : text_(text), is_first_version_(version == kFirstVersion), next_(make_slot(plan)) {}

  const Error& error() const { return error_; }

  bool token(Token&& token) {
    const Slot slot = next_slot();
    if (slot.type->form == Form::kScalar && slot.type->assign(slot.target, token)) return true;
    if (!slot.type->words.empty() && token.kind == Token::Kind::kText) return unknown_word(token.text, *slot.type);
    const bool is_large = token.kind == Token::Kind::kReal && std::abs(token.real) >= 0x1p63 &&
                          token.digits.find_first_of(".eE") == std::string::npos;
    if (is_large && slot.type == &kTypeOperations<std::int64_t>)
      return fail(fmt::format("{} is out of range; whole numbers here have 64 bits", token.digits), place());
    return wrong_type(slot, in_words(token));
  }

  bool begin(Form form) {
    const Slot slot = next_slot();
    if (slot.type->form != form) return wrong_type(slot, form == Form::kObject ? "an object" : "an array");
    if (frames_.size() == kDeepest) return fail(fmt::format("nested more than {} levels deep", kDeepest), "");
    frames_.push_back({slot, 0, 0, {}});
    return true;
  }

  bool key(std::string key) {
    Frame& top = frames_.back();
    next_ = top.slot.type->member(top.slot.target, key);
    if (next_.target == nullptr) return unknown_key(key);
    if (next_.index >= 0) {
      const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(next_.index);
      if (is_first_version_ && (top.slot.type->newer & bit) != 0)
        return fail(fmt::format("version {} has no `{}`; version {} has", kFirstVersion, key, kVersion), outer_place());
      if ((top.seen & bit) != 0) return fail(fmt::format("`{}` is given twice", key), outer_place());
      top.seen |= bit;
    }
    top.key = std::move(key);
    return true;
  }

  bool end() {
    const Frame& top = frames_.back();
    const TypeOperations& type = *top.slot.type;
    if (missing() != 0) return missing_key();
    if (type.repeated != nullptr)
      if (const std::optional<std::string> twice = type.repeated(top.slot.target))
        return fail(fmt::format("`{}` is given twice", *twice), outer_place());
    frames_.pop_back();
    return true;
  }

  bool fault(const JsonFault& fault) {
    if (is_truncated(text_, fault)) {
      const std::string inside = outer_place();
      return fail(fmt::format("ends in the middle of {} at {}; the file is truncated or not a plan",
                              inside.empty() ? "the plan" : "`" + inside + "`", line_and_column(text_, text_.size())),
                  "");
    }
    if (frames_.empty() && !started_) return fail(fmt::format("{}: {}", kNotAPlan, describe(text_, fault)), "");
    const bool in_object = !frames_.empty() && frames_.back().slot.type->form == Form::kObject;
    return fail(describe(text_, fault), in_object ? place() : outer_place());
  }

 private:
  struct Frame {
    Slot slot;
    std::uint64_t seen = 0;  // structs: a bit for each field read
    std::size_t items = 0;   // arrays: how many were begun
    std::string key;         // objects: the one being read
  };

  Slot next_slot() {
    started_ = true;
    if (frames_.empty() || frames_.back().slot.type->form == Form::kObject) return next_;
    ++frames_.back().items;
    return frames_.back().slot.type->item(frames_.back().slot.target);
  }

  bool fail(std::string message, std::string place) {
    error_ = {std::move(message), std::move(place)};
    return false;
  }

  bool wrong_type(const Slot& slot, const std::string& found) {
    return fail(fmt::format("expected {}, found {}", slot.type->expected, found), place());
  }

  bool unknown_word(const std::string& word, const TypeOperations& type) {
    const std::vector<std::string> known(type.words.begin(), type.words.end());
    std::string hint = did_you_mean(word, known);
    if (hint.empty()) hint = fmt::format("; known {} {}", known.size() == 1 ? "is" : "are", list_of(known));
    return fail(fmt::format("unknown {} {}{}", frames_.back().key, in_ticks(word), hint), place());
  }

  bool unknown_key(const std::string& key) {
    const std::vector<std::string> known = frames_.back().slot.type->keys();
    std::string hint = did_you_mean(key, known);
    if (hint.empty()) hint = fmt::format("; the keys here are {}", list_of(known));
    return fail(fmt::format("unknown key {}{}", in_ticks(key), hint), outer_place());
  }

  /// A bit for each field that the object in hand must have, and has not.
  [[nodiscard]] std::uint64_t missing() const {
    const TypeOperations& type = *frames_.back().slot.type;
    return type.required & ~frames_.back().seen & ~(is_first_version_ ? type.newer : 0);
  }

  bool missing_key() {
    const std::vector<std::string> known = frames_.back().slot.type->keys();
    std::vector<std::string> names;
    for (std::size_t i = 0; i < known.size(); ++i)
      if ((missing() >> i & 1U) != 0) names.push_back("`" + known[i] + "`");
    return fail(fmt::format("{} {} missing", list_of(names), names.size() == 1 ? "is" : "are"), outer_place());
  }

  /// Where the value being read is: `tensors[3].lr`.
  std::string place() const { return place_of(frames_.size()); }
  /// Where the object or array around it is: `tensors[3]`.
  std::string outer_place() const { return frames_.empty() ? "" : place_of(frames_.size() - 1); }

  std::string place_of(std::size_t frames) const {
    std::string place;
    for (std::size_t i = 0; i < frames; ++i) {
      const Frame& frame = frames_[i];
      if (frame.slot.type->form == Form::kArray)
        place += fmt::format("[{}]", frame.items == 0 ? 0 : frame.items - 1);
      else
        place += (place.empty() || frame.key.empty() ? "" : ".") + frame.key;
    }
    return place;
  }

  std::string_view text_;
  bool is_first_version_;
  Slot next_;
  bool started_ = false;
  std::vector<Frame> frames_;
  Error error_;
};

}  // namespace

Result<Plan> from_json(std::string_view text) {
  if (text.empty()) return Error{fmt::format("{}: the file is empty", kNotAPlan), ""};
  // The JSON library takes a zero byte for the end.
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos)
    return Error{fmt::format("{}: a zero byte at {}", kNotAPlan, line_and_column(text, zero)), ""};
  const Result<std::int64_t> version = version_of(text);
  if (!version) return version.error();
  Plan plan;
  PlanReader reader(text, *version, plan);
  if (!read(text, reader)) return reader.error();
  if (plan.version == kFirstVersion) upgrade_version_1(plan);
  const Status status = validate(plan);
  if (!status) return status.error();
  return plan;
}

}  // namespace cdp::plan
