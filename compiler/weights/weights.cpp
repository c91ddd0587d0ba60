// Finding and opening of weights.h.
#include "compiler/weights/weights.h"

#include <filesystem>
#include <map>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "compiler/base/files.h"
#include "compiler/base/regular_file.h"
#include "compiler/base/text.h"
#include "compiler/plan/json_fault.h"
#include "compiler/plan/limits.h"
#include "compiler/weights/safetensors_sums.h"

namespace cdp::weights {
namespace {

using nlohmann::json;

/// Takes the JSON library's events: `weight_map` of the outermost object, tensor to shard. What else stands there is
/// passed over.
class IndexReader {
 public:
  explicit IndexReader(std::string_view text) : text_(text) {}

  std::map<std::string, std::string> shards;
  bool has_map = false;
  std::string fault;

  bool start_object(std::size_t /*size*/) {
    if (depth_ == 1 && key_ == kMap) has_map = in_map_ = true;
    ++depth_;
    return !(in_map_ && depth_ > 2) || fail(fmt::format("{} is given an object and not a file", plan::in_ticks(key_)));
  }
  bool end_object() {
    --depth_;
    in_map_ = in_map_ && depth_ > 1;
    return true;
  }
  bool key(std::string& key) {
    key_ = std::move(key);
    if (in_map_ && shards.contains(key_)) return fail(fmt::format("{} is there twice", plan::in_ticks(key_)));
    return true;
  }
  bool string(std::string& value) {
    if (in_map_ && shards.size() == static_cast<std::size_t>(plan::kMostStored))
      return fail(fmt::format("names more than {} tensors, and no more are read", plan::kMostStored));
    if (in_map_) shards.emplace(key_, std::move(value));
    return true;
  }
  bool start_array(std::size_t /*size*/) {
    ++depth_;
    return other();
  }
  bool end_array() {
    --depth_;
    return true;
  }
  bool null() { return other(); }
  bool boolean(bool /*value*/) { return other(); }
  bool number_integer(std::int64_t /*value*/) { return other(); }
  bool number_unsigned(std::uint64_t /*value*/) { return other(); }
  bool number_float(double /*value*/, const std::string& /*digits*/) { return other(); }
  bool binary(json::binary_t& /*value*/) { return other(); }
  bool parse_error(std::size_t position, const std::string& /*token*/, const nlohmann::detail::exception& exception) {
    const plan::JsonFault found{position, false, exception.what()};
    return fail(plan::is_truncated(text_, found) ? "ends in the middle"
                                                 : "is not JSON: " + plan::describe(text_, found));
  }

 private:
  static constexpr std::string_view kMap = "weight_map";

  bool other() { return !in_map_ || fail(fmt::format("{} is not given the name of a file", plan::in_ticks(key_))); }
  bool fail(std::string what) {
    fault = std::move(what);
    return false;
  }

  std::string_view text_;
  std::size_t depth_ = 0;
  bool in_map_ = false;
  std::string key_;
};

/// Whether the index may name it: a file beside it, and not one somewhere else on the machine.
bool is_plain_name(std::string_view shard) {
  return shard.ends_with(".safetensors") && shard.find('/') == std::string_view::npos;
}

Result<std::map<std::string, std::string>> read_index(const std::string& path) {
  const auto text = read_regular(path);
  if (!text) return text.error();
  IndexReader reader(*text);
  if (!json::sax_parse(text->begin(), text->end(), &reader)) return Error{reader.fault, path};
  if (!reader.has_map || reader.shards.empty())
    return Error{"is no index of weights: it has no `weight_map` that says which tensor is in which file", path};
  for (const auto& [tensor, shard] : reader.shards) {
    if (!is_plain_name(shard))
      return Error{fmt::format("{} is said to be in {}, which is no .safetensors file beside the index",
                               plan::in_ticks(tensor), plan::in_ticks(shard)),
                   path};
  }
  return std::move(reader.shards);
}

/// What the index says against what the shards hold.
Status check_shards(const std::map<std::string, std::string>& shards, const Weights& weights) {
  const auto name_of = [](const SafetensorsFile& file) {
    return std::filesystem::path(file.path()).filename().string();
  };
  for (const SafetensorsFile& file : weights.files) {
    for (const StoredTensor& tensor : file.header().tensors) {
      const auto said = shards.find(tensor.name);
      if (said == shards.end() || said->second != name_of(file))
        return Error{
            fmt::format("holds {}, which the index {} does not say", plan::in_ticks(tensor.name), weights.path),
            file.path()};
    }
  }
  for (const auto& [tensor, shard] : shards) {
    if (!weights.find(tensor))
      return Error{
          fmt::format("{} is said to be in {}, which does not have it", plan::in_ticks(tensor), plan::in_ticks(shard)),
          weights.path};
  }
  return Done{};
}

/// A file whose header is as it was written.
Result<SafetensorsFile> open_sound(const std::string& path) {
  auto file = SafetensorsFile::open(path);
  if (!file) return file;
  if (const Status sound = check_header(*file); !sound) return sound.error();
  return file;
}

Result<Weights> open_index(const std::string& path) {
  const auto shards = read_index(path);
  if (!shards) return shards.error();
  std::map<std::string, std::size_t> names;
  for (const auto& [tensor, shard] : *shards) ++names[shard];
  Weights weights{path, {}};
  for (const auto& [name, count] : names) {
    auto file = open_sound((std::filesystem::path(path).parent_path() / name).string());
    if (!file) return file.error();
    weights.files.push_back(std::move(*file));
  }
  if (const Status sound = check_shards(*shards, weights); !sound) return sound.error();
  return weights;
}

}  // namespace

std::optional<Weights::Part> Weights::find(std::string_view name) const {
  for (const SafetensorsFile& file : files)
    if (const StoredTensor* tensor = file.header().find(name)) return Part{&file, tensor};
  return std::nullopt;
}

std::vector<Weights::Part> Weights::parts() const {
  std::vector<Part> all;
  for (const SafetensorsFile& file : files)
    for (const StoredTensor& tensor : file.header().tensors) all.push_back({&file, &tensor});
  return all;
}

Result<Weights> open_weights(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    for (const std::string_view name : kWeightFiles) {
      const std::filesystem::path inside = std::filesystem::path(path) / name;
      if (std::filesystem::exists(inside, ignored)) return open_weights(inside.string());
    }
    const std::vector<std::string> names(std::begin(kWeightFiles), std::end(kWeightFiles));
    return Error{fmt::format("the folder holds no weights; looked for {}", list_of(names, "and")), path};
  }
  if (path.ends_with(".json")) return open_index(path);
  auto file = open_sound(path);
  if (!file) return file.error();
  return Weights{path, {std::move(*file)}};
}

}  // namespace cdp::weights
