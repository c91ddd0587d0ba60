// What the user asked of `cdp train` and `cdp sample`, as cdp-run reads it from the command line. The options
// themselves are a table, options.def, which cdp shows in its help.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/plan/words.h"

namespace cdp::run {

/// When to save between the start and the end: every so many steps, or minutes.
struct SaveEvery {
  std::optional<std::int64_t> steps;
  double minutes = 10;
};

/// `200` (steps) or `5m` / `0.5m` (minutes).
[[nodiscard]] Result<SaveEvery> parse_save_every(std::string_view text);

/// Whether a run goes on from what is in its folder: it must not, it must, or it does where there is something.
enum class Resume { kNo, kYes, kAuto };

/// What stands behind `--resume=`; `true` where nothing does.
[[nodiscard]] Result<Resume> parse_resume(std::string_view text);

/// Where to compute; `automatic` takes a GPU if there is one.
enum class DeviceChoice : std::uint8_t { automatic, cpu, cuda };

/// What is measured while a run trains.
enum class Measured : std::uint8_t { noise_scale };

struct TrainOptions {
  std::string plan;
  std::vector<std::string> data;
  std::vector<std::string> include;
  std::optional<std::string> token_type;  // none: as the files say
  std::string out;
  DeviceChoice device = DeviceChoice::automatic;
  std::optional<plan::Precision> precision;  // none: the plan's
  std::optional<std::int64_t> steps;         // stop after this step of the plan's schedule
  std::optional<std::int64_t> micro_batch;   // none: by memory
  std::optional<std::int64_t> eval_every;    // none: twenty times a run
  SaveEvery save_every;
  Resume resume = Resume::kNo;
  bool no_kernels = false;  // the CPU goes the way of a GPU
  std::optional<Measured> measure;
};

struct SampleOptions {
  std::string folder;
  std::string prompt;
  bool best = false;  // best.safetensors instead of the last checkpoint
  std::int64_t tokens = 256;
  double temperature = 1;  // 0: always the likeliest token
  std::int64_t top_k = 0;  // 0: all tokens
  std::int64_t seed = 1;
  DeviceChoice device = DeviceChoice::automatic;
};

/// What `cdp coordcheck` asks of cdp-run.
struct MeasureOptions {
  std::string plan;
  std::vector<std::string> data;  // none: synthetic
  std::vector<std::string> include;
  std::optional<std::string> token_type;
  std::vector<std::int64_t> seeds;  // none: the plan's
  DeviceChoice device = DeviceChoice::automatic;
};

/// What `cdp sweep` asks of cdp-run: a program that trains plans as they come (worker_lines.h).
struct WorkerOptions {
  std::optional<std::string> plan;  // none: text or tokens
  std::vector<std::string> data;
  std::vector<std::string> include;
  std::optional<std::string> token_type;
  DeviceChoice device = DeviceChoice::automatic;
  std::optional<plan::Precision> precision;  // none: each plan's
  std::int64_t threads = 1;
  std::int64_t progress = 20;  // lines a trial
};

/// The command that goes on with this run, for the shell.
[[nodiscard]] std::string resume_command(const TrainOptions& options);

}  // namespace cdp::run

namespace cdp {

template <>
struct EnumWords<run::DeviceChoice> {
  static constexpr auto all = std::to_array<std::string_view>({"auto", "cpu", "cuda"});
};

template <>
struct EnumWords<run::Measured> {
  static constexpr auto all = std::to_array<std::string_view>({"noise-scale"});
};

}  // namespace cdp
