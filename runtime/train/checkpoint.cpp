// Tensors to and from bytes for checkpoint.h; the file format is safetensors.h's.
#include "runtime/train/checkpoint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <optional>

#include "compiler/base/text.h"
#include "compiler/weights/safetensors_sums.h"

namespace cdp::runtime {
namespace {

const std::string kVersion(weights::kCheckpointVersion);
constexpr const char* kFirstVersion = "1";
constexpr const char* kHeldOutLoss = "held_out_loss";
constexpr const char* kMicroBatch = "micro_batch";
constexpr const char* kRecord = "record";
constexpr const char* kNoise = "noise";
const std::string kFormat(weights::kCheckpointFormat);
const std::string kState(weights::kOptimizerState);

const char* text_of(std::optional<TokenKind> kind) {
  if (!kind) return "none";
  return *kind == TokenKind::kBytes ? "bytes" : "ids";
}

std::optional<TokenKind> tokens_of(std::string_view text) {
  if (text == "none") return {};
  return text == "ids" ? TokenKind::kIds : TokenKind::kBytes;
}

std::span<std::byte> bytes_in(const torch::Tensor& tensor) {
  return {static_cast<std::byte*>(tensor.data_ptr()), static_cast<std::size_t>(tensor.nbytes())};
}

/// Tensors on their way to a file: contiguous fp32 on the CPU, copied only if they are not that already.
class Outgoing {
 public:
  void add(const std::string& name, const torch::Tensor& tensor) {
    kept_.push_back(tensor.detach().to(torch::kCPU, torch::kFloat).contiguous());
    const torch::Tensor& held = kept_.back();
    entries_.push_back({name, weights::Dtype::kF32, {held.sizes().begin(), held.sizes().end()}, bytes_in(held)});
  }
  [[nodiscard]] std::span<const TensorBytes> entries() const { return entries_; }

 private:
  std::vector<torch::Tensor> kept_;
  std::vector<TensorBytes> entries_;
};

Status load_tensor(const SafetensorsFile& file, const std::string& name, const torch::Tensor& into) {
  const weights::StoredTensor* stored = file.header().find(name);
  if (stored == nullptr) return Error{fmt::format("has no tensor `{}`", name), file.path()};
  if (stored->dtype != weights::Dtype::kF32) return Error{fmt::format("tensor `{}` is not fp32", name), file.path()};
  if (into.sizes() != at::IntArrayRef(stored->shape)) {
    return Error{fmt::format("tensor `{}` has the shape ({}); the plan says ({})", name, fmt::join(stored->shape, ", "),
                             fmt::join(into.sizes().vec(), ", ")),
                 file.path()};
  }
  const torch::Tensor read = torch::empty(stored->shape, torch::kFloat);
  if (const Status filled = read_checked(file, *stored, bytes_in(read)); !filled) return filled.error();
  const at::NoGradGuard no_grad;
  into.copy_(read);
  return Done{};
}

/// The metadata's value; an error that calls the file no checkpoint.
Result<std::string> value_of(const SafetensorsFile& file, std::string_view key) {
  const auto found = file.header().metadata.find(key);
  if (found != file.header().metadata.end()) return found->second;
  return Error{fmt::format("is not a checkpoint of cdp train: its metadata have no `{}`", key), file.path()};
}

bool whole_number(const std::string& text, std::int64_t& number) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc{} && end == text.data() + text.size() && number >= 0;
}

/// What not every checkpoint has.
Status read_optional(const SafetensorsFile& file, CheckpointInfo& info) {
  const weights::Metadata& metadata = file.header().metadata;
  if (const auto loss = metadata.find(kHeldOutLoss); loss != metadata.end()) {
    double value = 0;
    const std::string& text = loss->second;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size())
      return Error{fmt::format("its held-out loss is `{}`, which is no number", text), file.path()};
    info.held_out_loss = value;
  }
  if (const auto rows = metadata.find(kMicroBatch);
      rows != metadata.end() && !whole_number(rows->second, info.micro_batch))
    return Error{fmt::format("its micro-batch is `{}`, which is no number", rows->second), file.path()};
  if (const auto record = metadata.find(kRecord); record != metadata.end())
    info.record = run::parse_mark(record->second);
  if (const auto noise = metadata.find(kNoise); noise != metadata.end()) info.noise = noise->second;
  return Done{};
}

Result<CheckpointInfo> info_of(const SafetensorsFile& file) {
  std::vector<std::string> values;
  for (const char* key : {"format", "version", "step", "plan_sha256", "dtype", "data", "tokens"}) {
    auto value = value_of(file, key);
    if (!value) return value.error();
    values.push_back(std::move(*value));
  }
  if (values[0] != kFormat)
    return Error{fmt::format("is not a checkpoint of cdp train: format `{}`", values[0]), file.path()};
  if (values[1] != kVersion && values[1] != kFirstVersion) {
    return Error{fmt::format("is of version {} of the checkpoint format; this cdp reads versions {} and {}", values[1],
                             kFirstVersion, kVersion),
                 file.path()};
  }
  const auto dtype = find_word<plan::Precision>(values[4]);
  if (!dtype)
    return Error{fmt::format("its dtype is `{}`; this cdp knows {}", values[4], list_of(strings<plan::Precision>())),
                 file.path()};
  CheckpointInfo info{0, values[3], *dtype, values[5], tokens_of(values[6])};
  if (!whole_number(values[2], info.step))
    return Error{fmt::format("its step is `{}`, which is no number of steps", values[2]), file.path()};
  if (const Status read = read_optional(file, info); !read) return read.error();
  return info;
}

}  // namespace

Status save_checkpoint(const std::string& path, const CheckpointInfo& info, const Model& model,
                       const Optimizer& optimizer) {
  Outgoing tensors;
  const auto& parameters = model.parameters();
  for (const Parameter& parameter : parameters) tensors.add(parameter.name, parameter.master);
  for (const Optimizer::State& state : optimizer.state()) tensors.add(kState + state.name, state.tensor);
  weights::Metadata metadata = {{"format", kFormat},
                                {"version", kVersion},
                                {"step", std::to_string(info.step)},
                                {"plan_sha256", info.plan_sha256},
                                {"optimizer", std::string(word(optimizer.kind()))},
                                {"dtype", std::string(word(info.dtype))},
                                {"data", info.data},
                                {"tokens", text_of(info.tokens)}};
  if (info.held_out_loss) metadata[kHeldOutLoss] = shortest(*info.held_out_loss);
  if (info.micro_batch > 0) metadata[kMicroBatch] = std::to_string(info.micro_batch);
  if (info.record) metadata[kRecord] = run::mark_text(*info.record);
  if (info.noise) metadata[kNoise] = *info.noise;
  return write_safetensors(path, std::move(metadata), tensors.entries());
}

Result<OpenCheckpoint> open_checkpoint(const std::string& path, const std::string& plan_sha256) {
  auto file = SafetensorsFile::open(path);
  if (!file) return file.error();
  if (const Status sound = weights::check_header(*file); !sound) return sound.error();
  auto info = info_of(*file);
  if (!info) return info.error();
  if (info->plan_sha256 != plan_sha256) {
    return Error{
        fmt::format("was made with another plan (sha256 {:.12}, this one is {:.12}); use the plan.json beside it, or "
                    "choose another --out",
                    info->plan_sha256, plan_sha256),
        path};
  }
  return OpenCheckpoint{std::move(*file), std::move(*info)};
}

Status load_parameters(const OpenCheckpoint& checkpoint, Model& model) {
  for (const Parameter& parameter : model.parameters()) {
    const Status loaded = load_tensor(checkpoint.file, parameter.name, parameter.master);
    if (!loaded) return loaded.error();
  }
  model.refresh_compute();
  return Done{};
}

Status load_optimizer(const OpenCheckpoint& checkpoint, Optimizer& optimizer) {
  const SafetensorsFile& file = checkpoint.file;
  const auto name = value_of(file, "optimizer");
  if (!name) return name.error();
  if (*name != word(optimizer.kind())) {
    return Error{fmt::format("holds the state of optimizer {}, and the plan's is {}; one does not go on from the other",
                             *name, word(optimizer.kind())),
                 file.path()};
  }
  const auto states = optimizer.state();
  for (const Optimizer::State& state : states) {
    if (const Status loaded = load_tensor(file, kState + state.name, state.tensor); !loaded) return loaded.error();
  }
  const std::size_t known = optimizer.parameters().size() + states.size();
  if (file.header().tensors.size() != known) {
    return Error{fmt::format("has {} tensors; a checkpoint of this plan has {}", file.header().tensors.size(), known),
                 file.path()};
  }
  optimizer.set_steps_taken(checkpoint.info.step);
  return Done{};
}

}  // namespace cdp::runtime
