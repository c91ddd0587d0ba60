// A header's JSON, event by event: what does not belong there ends the reading at once, so that no text, however it is
// nested, takes more memory than a header of its length.
#include "compiler/weights/safetensors_header.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "compiler/base/text.h"
#include "compiler/plan/json_fault.h"
#include "compiler/plan/json_text.h"
#include "compiler/plan/limits.h"

namespace cdp::weights {
namespace {

using nlohmann::json;

struct DtypeRow {
  std::string_view word;
  std::uint64_t bits;
  DtypeKind kind;
};

constexpr DtypeRow kDtypes[] = {
#define DTYPE(id, word, bits, kind) {word, bits, DtypeKind::kind},
#include "compiler/weights/dtypes.def"
#undef DTYPE
};

constexpr std::string_view kMetadataName = "__metadata__";
constexpr std::array<std::string_view, 3> kTensorKeys = {"dtype", "shape", "data_offsets"};
enum TensorKey : std::uint8_t { kDtypeKey, kShapeKey, kOffsetsKey, kNoKey };

const DtypeRow& row_of(Dtype dtype) {
  return kDtypes[static_cast<std::size_t>(dtype)];
}

std::optional<Dtype> find_dtype(std::string_view word) {
  for (std::size_t i = 0; i < std::size(kDtypes); ++i)
    if (kDtypes[i].word == word) return static_cast<Dtype>(i);
  return std::nullopt;
}

std::string damaged(const std::string& what) {
  return what + "; the file is damaged or not a safetensors file";
}

/// Takes the JSON library's events.
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view text) : text_(text) {}

  SafetensorsHeader take() && { return std::move(header_); }
  [[nodiscard]] const std::string& fault() const { return fault_; }

  bool start_object(std::size_t /*size*/) {
    if (state_ == At::kFile) return go(At::kNames);
    if (state_ != At::kNames) return misplaced("an object");
    if (name_ == kMetadataName) return go(At::kMetadata);
    tensor_ = {name_, Dtype::kF32, {}, 0, 0};
    seen_ = {};
    offsets_.clear();
    return go(At::kTensor);
  }

  bool key(std::string& key) {
    switch (state_) {
      case At::kNames:
        name_ = std::move(key);
        return names_.insert(name_).second || fail(fmt::format("{} is there twice", plan::in_ticks(name_)));
      case At::kMetadata:
        word_ = std::move(key);
        return !header_.metadata.contains(word_) ||
               fail(fmt::format("its metadata {} are there twice", plan::in_ticks(word_)));
      case At::kTensor:
        return tensor_key(key);
      case At::kFile:
      case At::kShape:
      case At::kOffsets:
        break;
    }
    return misplaced("a name");
  }

  bool end_object() {
    if (state_ == At::kTensor && !finish_tensor()) return false;
    return go(state_ == At::kNames ? At::kFile : At::kNames);
  }

  bool start_array(std::size_t /*size*/) {
    if (state_ == At::kTensor && key_ == kShapeKey) return go(At::kShape);
    if (state_ == At::kTensor && key_ == kOffsetsKey) return go(At::kOffsets);
    return misplaced("a list");
  }

  bool end_array() { return go(At::kTensor); }

  bool string(std::string& value) {
    if (state_ == At::kMetadata) {
      header_.metadata.emplace(word_, std::move(value));
      return true;
    }
    if (state_ != At::kTensor || key_ != kDtypeKey) return misplaced("a text");
    const auto dtype = find_dtype(value);
    if (!dtype)
      return fail_as_is(fmt::format("{} is of type {}, which is none of safetensors'; {} are known", tensor(),
                                    plan::in_quotes(value), known_dtypes()));
    tensor_.dtype = *dtype;
    return true;
  }

  bool number_unsigned(std::uint64_t value) {
    if (state_ == At::kOffsets && offsets_.size() < 2) {
      offsets_.push_back(value);
      return true;
    }
    if (state_ != At::kShape || value > INT64_MAX) return misplaced("a number");
    tensor_.shape.push_back(static_cast<std::int64_t>(value));
    return true;
  }

  bool number_integer(std::int64_t value) { return misplaced(std::to_string(value)); }
  bool number_float(double /*value*/, const std::string& digits) { return misplaced(plan::in_ticks(digits)); }
  bool boolean(bool value) { return misplaced(value ? "true" : "false"); }
  bool null() { return misplaced("null"); }
  bool binary(json::binary_t& /*value*/) { return misplaced("bytes"); }

  bool parse_error(std::size_t position, const std::string& /*token*/, const nlohmann::detail::exception& exception) {
    const plan::JsonFault fault{position, false, exception.what()};
    if (plan::is_truncated(text_, fault)) return fail("its header ends in the middle");
    return fail("its header is not JSON: " + plan::describe(text_, fault));
  }

 private:
  enum class At { kFile, kNames, kMetadata, kTensor, kShape, kOffsets };

  bool go(At next) {
    state_ = next;
    return true;
  }

  bool fail_as_is(std::string what) {
    fault_ = std::move(what);
    return false;
  }
  bool fail(const std::string& what) { return fail_as_is(damaged(what)); }

  [[nodiscard]] std::string tensor() const { return plan::in_ticks(tensor_.name); }

  static std::string known_dtypes() {
    std::vector<std::string> words;
    for (const DtypeRow& row : kDtypes) words.emplace_back(row.word);
    return list_of(words);
  }

  bool misplaced(const std::string& found) {
    switch (state_) {
      case At::kFile:
        return fail("its header is not a JSON object");
      case At::kNames:
        return fail(name_ == kMetadataName
                        ? "its metadata are not an object"
                        : fmt::format("{} is described by {}, not by an object", plan::in_ticks(name_), found));
      case At::kMetadata:
        return fail(fmt::format("its metadata {} are not text", plan::in_ticks(word_)));
      case At::kTensor:
        return fail(fmt::format("{} of {} is {}", kTensorKeys[key_], tensor(), found));
      case At::kShape:
        return fail(fmt::format("the shape of {} has {} where a whole number from 0 belongs", tensor(), found));
      case At::kOffsets:
        return fail(fmt::format("the data_offsets of {} are not two whole numbers", tensor()));
    }
    return false;
  }

  bool tensor_key(const std::string& key) {
    const auto* found = std::find(kTensorKeys.begin(), kTensorKeys.end(), key);
    if (found == kTensorKeys.end())
      return fail(fmt::format("{} has {}, and not only dtype, shape and data_offsets", tensor(), plan::in_ticks(key)));
    key_ = static_cast<TensorKey>(found - kTensorKeys.begin());
    if (std::exchange(seen_[key_], true)) return fail(fmt::format("{} has its {} twice", tensor(), key));
    return true;
  }

  bool finish_tensor() {
    if (seen_ != std::array{true, true, true})
      return fail(fmt::format("{} is not described by dtype, shape and data_offsets", tensor()));
    if (offsets_.size() != 2) return fail(fmt::format("the data_offsets of {} are not two whole numbers", tensor()));
    tensor_.begin = offsets_[0];
    tensor_.end = offsets_[1];
    const auto bytes = stored_bytes(tensor_.dtype, tensor_.shape);
    if (tensor_.end < tensor_.begin || !bytes || *bytes != tensor_.size())
      return fail(
          fmt::format("the shape of {} does not fit its bytes, {} to {}", tensor(), tensor_.begin, tensor_.end));
    if (header_.tensors.size() == static_cast<std::size_t>(plan::kMostStored))
      return fail_as_is(fmt::format("has more than {} tensors, and no more are read", plan::kMostStored));
    header_.tensors.push_back(std::move(tensor_));
    return true;
  }

  std::string_view text_;
  At state_ = At::kFile;
  std::string name_;  // of the entry being read
  std::string word_;  // of the metadata being read
  TensorKey key_ = kNoKey;
  std::array<bool, 3> seen_{};
  std::vector<std::uint64_t> offsets_;
  StoredTensor tensor_;
  std::set<std::string, std::less<>> names_;
  SafetensorsHeader header_;
  std::string fault_;
};

/// The tensors, sorted by their bytes, must fill the data exactly, one after the other.
Status check_layout(std::span<const StoredTensor> tensors, std::uint64_t data_bytes) {
  std::uint64_t at = 0;
  for (const StoredTensor& tensor : tensors) {
    if (tensor.begin != at)
      return Error{
          damaged(fmt::format("{} begins at byte {} instead of {}", plan::in_ticks(tensor.name), tensor.begin, at)),
          ""};
    at = tensor.end;
  }
  if (at > data_bytes) {
    return Error{fmt::format("is cut short: its header promises {} bytes of tensors, {} are there", at, data_bytes),
                 ""};
  }
  if (at < data_bytes) return Error{damaged(fmt::format("has {} bytes after its last tensor", data_bytes - at)), ""};
  return Done{};
}

}  // namespace

std::string_view dtype_name(Dtype dtype) {
  return row_of(dtype).word;
}

DtypeKind dtype_kind(Dtype dtype) {
  return row_of(dtype).kind;
}

Result<std::uint64_t> stored_bytes(Dtype dtype, std::span<const std::int64_t> shape) {
  std::uint64_t bits = row_of(dtype).bits;
  // Zeros first: (0, 2^40, 2^40) is no bytes at all.
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return std::uint64_t{0};
  for (const std::int64_t dimension : shape) {
    if (__builtin_mul_overflow(bits, static_cast<std::uint64_t>(dimension), &bits))
      return Error{"it has more bytes than there can be", ""};
  }
  if (bits % 8 != 0) return Error{"it is no whole number of bytes", ""};
  return bits / 8;
}

const StoredTensor* SafetensorsHeader::find(std::string_view name) const {
  const auto found = places.find(name);
  return found == places.end() ? nullptr : &tensors[found->second];
}

Result<SafetensorsHeader> parse_safetensors_header(std::string_view text, std::uint64_t data_bytes) {
  HeaderReader reader(text);
  if (text.find('\0') != std::string_view::npos) return Error{"the header has a zero byte in it", ""};
  if (!json::sax_parse(text.begin(), text.end(), &reader)) return Error{reader.fault(), ""};
  SafetensorsHeader header = std::move(reader).take();
  std::stable_sort(header.tensors.begin(), header.tensors.end(), [](const StoredTensor& a, const StoredTensor& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  if (const Status sound = check_layout(header.tensors, data_bytes); !sound) return sound.error();
  for (std::size_t i = 0; i < header.tensors.size(); ++i) header.places.emplace(header.tensors[i].name, i);
  return header;
}

std::string safetensors_head(const Metadata& metadata, std::span<const StoredTensor> tensors) {
  plan::JsonText json_text;
  char before = '{';
  const auto name = [&](std::string_view word) {
    json_text.raw(std::exchange(before, ','));
    json_text.string(word);
    json_text.raw(':');
  };
  if (!metadata.empty()) {
    name(kMetadataName);
    for (before = '{'; const auto& [key, value] : metadata) {
      name(key);
      json_text.string(value);
    }
    json_text.raw('}');
  }
  for (const StoredTensor& tensor : tensors) {
    name(tensor.name);
    json_text.raw(fmt::format(R"({{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})", dtype_name(tensor.dtype),
                              fmt::join(tensor.shape, ","), tensor.begin, tensor.end));
  }
  json_text.raw(before == '{' ? "{}" : "}");
  std::string text = std::move(json_text).take();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  std::string head;
  for (std::uint64_t length = text.size(), i = 0; i < kLengthBytes; ++i, length >>= 8U)
    head += static_cast<char>(length & 0xFFU);
  return head + text;
}

}  // namespace cdp::weights
