// See hf_granite_weights.h.
#include "compiler/export/hf_granite_weights.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/check.h"
#include "compiler/base/checksum.h"
#include "compiler/base/regular_file.h"
#include "compiler/base/text.h"
#include "compiler/plan/json.h"
#include "compiler/plan/json_fault.h"
#include "compiler/weights/safetensors_sums.h"

namespace cdp::exporting {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20U;

/// What the numbers that the model gives depend on, but for the trained tensors.
std::string function_of(const plan::Plan& plan) {
  plan::Plan function;
  for (const plan::Tensor& tensor : plan.tensors) {
    plan::Tensor bare;
    bare.name = tensor.name;
    bare.shape = tensor.shape;
    function.tensors.push_back(std::move(bare));
  }
  for (const plan::Multiplier& multiplier : plan.multipliers)
    function.multipliers.push_back({multiplier.name, {}, multiplier.value, {}});
  function.graph = plan.graph;
  return plan::to_json(function);
}

/// A checkpoint says which plan it was trained with. It is this one, or one of the same function beside the checkpoint.
Status check_origin(const weights::SafetensorsFile& file, const plan::Plan& plan) {
  const weights::Metadata& metadata = file.header().metadata;
  const auto trained = metadata.find("plan_sha256");
  if (trained == metadata.end() || trained->second == sha256(plan::to_json(plan))) return Done{};
  const std::string beside = (std::filesystem::path(file.path()).parent_path() / "plan.json").string();
  const Error other{fmt::format("was trained with another plan; export that one, the plan.json of its run, and not the "
                                "spec or a plan of another scale"),
                    file.path()};
  const auto text = read_regular(beside);
  if (!text || sha256(*text) != trained->second) return other;
  const auto own = plan::from_json(*text);
  if (!own) return Error{own.error().text(), beside};
  return function_of(*own) == function_of(plan) ? Status(Done{}) : other;
}

/// That nothing in the file is left out but what an optimizer keeps.
Status check_rest(const weights::Weights& weights, const std::vector<NamedTensor>& tensors) {
  std::set<std::string_view> known;
  for (const NamedTensor& tensor : tensors) known.insert(tensor.ours);
  for (const weights::Weights::Part& part : weights.parts()) {
    const std::string& name = part.tensor->name;
    if (known.contains(name) || name.starts_with(weights::kOptimizerState)) continue;
    return Error{fmt::format("has {}, which the plan does not; `cdp verify` says more", plan::in_ticks(name)),
                 part.file->path()};
  }
  return Done{};
}

Result<weights::Weights::Part> find_tensor(const weights::Weights& weights, const std::string& name,
                                           const std::vector<std::int64_t>& shape) {
  const auto part = weights.find(name);
  if (!part) return Error{fmt::format("has no `{}`; `cdp verify` says more", name), weights.path};
  if (part->tensor->shape != shape)
    return Error{fmt::format("`{}` is {} in it and {} in the plan; `cdp verify` says more", name,
                             fmt::join(part->tensor->shape, " x "), fmt::join(shape, " x ")),
                 part->file->path()};
  if (weights::dtype_kind(part->tensor->dtype) != weights::DtypeKind::kFloat)
    return Error{fmt::format("`{}` is of type {}; F32, BF16 and F16 are taken along", name,
                             weights::dtype_name(part->tensor->dtype)),
                 part->file->path()};
  return *part;
}

/// False when no more is wanted, or the bytes cannot be read or are not those that were written.
bool copy_tensor(const weights::Weights::Part& part, const Put& put, Status& status) {
  Checksum sum;
  std::string buffer(std::min<std::uint64_t>(kChunk, part.tensor->size()), '\0');
  for (std::uint64_t at = 0; at < part.tensor->size(); at += buffer.size()) {
    buffer.resize(std::min<std::uint64_t>(buffer.size(), part.tensor->size() - at));
    status = part.file->read(*part.tensor, at, std::as_writable_bytes(std::span(buffer)));
    if (!status || !put(buffer)) return false;
    sum.add(std::as_bytes(std::span(buffer)));
  }
  status = weights::check_tensor(*part.file, *part.tensor, sum.value());
  return static_cast<bool>(status);
}

}  // namespace

Result<GraniteWeights> find_granite_weights(const std::string& path, const plan::Plan& plan,
                                            const std::vector<NamedTensor>& tensors) {
  auto weights = weights::open_weights(path);
  if (!weights) return weights.error();
  for (const weights::SafetensorsFile& file : weights->files)
    if (const Status sound = check_origin(file, plan); !sound) return sound.error();
  if (const Status sound = check_rest(*weights, tensors); !sound) return sound.error();
  std::map<std::string_view, const std::vector<std::int64_t>*> shapes;
  for (const plan::Tensor& tensor : plan.tensors) shapes.emplace(tensor.name, &tensor.shape);
  GraniteWeights found{std::move(*weights), {}};
  std::uint64_t at = 0;
  for (const NamedTensor& tensor : tensors) {
    const auto part = find_tensor(found.weights, tensor.ours, *shapes.at(tensor.ours));
    if (!part) return part.error();
    const std::uint64_t end = at + part->tensor->size();
    found.copies.push_back({*part, {tensor.theirs, part->tensor->dtype, part->tensor->shape, at, end}});
    at = end;
  }
  return found;
}

File granite_weights_file(std::shared_ptr<const GraniteWeights> weights) {
  const auto status = std::make_shared<Status>(Done{});
  const auto write = [weights = std::move(weights), status](const Put& put) {
    std::vector<weights::StoredTensor> tensors;
    for (const GraniteWeights::Copy& copy : weights->copies) tensors.push_back(copy.to);
    // Without this word transformers refuses the file.
    if (!put(weights::safetensors_head({{"format", "pt"}}, tensors))) return;
    for (const GraniteWeights::Copy& copy : weights->copies)
      if (!copy_tensor(copy.from, put, *status)) return;
  };
  return {"model.safetensors", write, [status] { return *status; }};
}

std::string torch_dtype(const GraniteWeights& weights) {
  const weights::Dtype first = weights.copies.front().to.dtype;
  const bool is_one = std::all_of(weights.copies.begin(), weights.copies.end(),
                                  [&](const GraniteWeights::Copy& copy) { return copy.to.dtype == first; });
  if (!is_one) return "";
  if (first == weights::Dtype::kF32) return "float32";
  return first == weights::Dtype::kBf16 ? "bfloat16" : "float16";
}

}  // namespace cdp::exporting
