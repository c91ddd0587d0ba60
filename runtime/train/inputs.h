// What a run is made from, read and checked before anything is computed: plan, data and their split, folder. No Torch
// here.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/plan/plan.h"
#include "run/folder.h"
#include "run/options.h"
#include "runtime/data/corpus.h"
#include "runtime/data/file_watch.h"
#include "runtime/data/samples.h"
#include "runtime/data/split.h"

namespace cdp::runtime {

/// A plan and the bytes it was read from; their SHA-256 ties checkpoints to it.
struct PlanFile {
  plan::Plan plan;
  std::string bytes;
  std::string sha256;
};
[[nodiscard]] Result<PlanFile> read_plan(const std::string& path);

/// What next_token trains on.
struct TextData {
  Corpus corpus;
  Split split;
  std::int64_t context = 0;  // tokens a sequence
};

/// Text where the task reads tokens, a table's samples otherwise.
using Data = std::variant<TextData, Samples>;

/// `5242880 tokens, 0123456789abcdef`: what a checkpoint is tied to.
[[nodiscard]] std::string data_id(const Data& data);
/// The data's files.
[[nodiscard]] std::vector<std::string> files_of(const Data& data);
/// Of the file that has become shorter or unreadable since it was opened; null where none has.
[[nodiscard]] const std::string* lost_file(const Data& data);

struct TrainInputs {
  PlanFile plan;
  Data data;
  FileWatch watch;  // of the data's files
  run::Folder folder;
  std::int64_t last_step = 0;   // where this command stops
  std::int64_t eval_every = 0;  // steps
};

/// Holds the data against the plan's model, which gives `outputs` numbers: vocabulary or classes are large enough.
[[nodiscard]] Status check_data(const Data& data, const plan::Training& training, std::int64_t outputs);

/// The data that the options name, for this plan.
[[nodiscard]] Result<Data> read_data(const run::TrainOptions& options, const plan::Plan& plan);

/// Cheap checks come first, whether the folder can be used among them; it is made last, when nothing but the model can
/// still be wrong.
[[nodiscard]] Result<TrainInputs> read_inputs(const run::TrainOptions& options);

}  // namespace cdp::runtime
