// What `cdp-run worker` is told and what it answers: one JSON object a line, `kind` says which struct it is. The worker
// reads requests from standard input and writes replies to standard output. As in lines.h a struct lists its fields
// once; writer and reader are made from that. The course of a conversation is runtime/worker/worker.h's.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>

#include "compiler/base/result.h"
#include "compiler/base/words.h"
#include "run/line_field.h"

namespace cdp::run {

/// Why a trial ended: after its last step; its loss was not finite; it was asked to stop; it could not be run.
enum class TrialEnd : std::uint8_t { finished, diverged, stopped, failed };

/// Train this plan. Trials are run one after the other, in the order in which they come.
struct TrainRequest {
  static constexpr std::string_view kKind = "train";
  std::int64_t trial = 0;
  std::string plan;
  std::optional<std::int64_t> micro_batch = {};
  std::optional<std::int64_t> trajectory = {};

  static constexpr auto fields() {
    return std::tuple{
        LineField{"trial", &TrainRequest::trial, "a number of the asker's choice, which the replies repeat"},
        LineField{"plan", &TrainRequest::plan, "the plan's JSON text, as a string"},
        LineField{"micro_batch", &TrainRequest::micro_batch, "sequences or samples at once; left out: by memory"},
        LineField{"trajectory", &TrainRequest::trajectory,
                  "intervals to split the loss change over, as in trajectory.h; left out: it is not"},
    };
  }
};

/// End this trial after the step it is in, or do not begin it. One that has ended, or that nobody asked for, is passed
/// over.
struct StopRequest {
  static constexpr std::string_view kKind = "stop";
  std::int64_t trial = 0;

  static constexpr auto fields() {
    return std::tuple{LineField{"trial", &StopRequest::trial, "the number of a train request"}};
  }
};

/// The first reply: the data are read, the worker waits for requests.
struct ReadyReply {
  static constexpr std::string_view kKind = "ready";
  std::string version, torch, device;
  std::int64_t threads = 1;
  std::string data;

  static constexpr auto fields() {
    return std::tuple{
        LineField{"version", &ReadyReply::version, "of cdp-run"},
        LineField{"torch", &ReadyReply::torch, "version of LibTorch"},
        LineField{"device", &ReadyReply::device, "where it computes: cpu, cuda"},
        LineField{"threads", &ReadyReply::threads, "that one operation is computed with on the CPU"},
        LineField{"data", &ReadyReply::data, "fingerprint of the data, as checkpoints have it"},
    };
  }
};

/// Where the running trial stands.
struct ProgressReply {
  static constexpr std::string_view kKind = "progress";
  std::int64_t trial = 0, step = 0, steps = 0, items = 0;
  double loss = 0, seconds = 0;

  static constexpr auto fields() {
    return std::tuple{
        LineField{"trial", &ProgressReply::trial, "the number of its request"},
        LineField{"step", &ProgressReply::step, "finished steps"},
        LineField{"steps", &ProgressReply::steps, "steps of the plan"},
        LineField{"items", &ProgressReply::items, "tokens or samples trained on until then"},
        LineField{"loss", &ProgressReply::loss, "mean of the training losses since the line before"},
        LineField{"seconds", &ProgressReply::seconds, "since the trial began", Digits::kTiming},
    };
  }
};

/// The last line of a trial; every train request gets exactly one, but for those that still wait when the input ends.
/// Losses are NaN (null in the line) where there are none.
struct EndReply {
  static constexpr std::string_view kKind = "end";
  std::int64_t trial = 0;
  TrialEnd reason = TrialEnd::finished;
  std::int64_t step = 0, items = 0;
  double loss = std::numeric_limits<double>::quiet_NaN();
  double train_loss = std::numeric_limits<double>::quiet_NaN();
  std::optional<std::string> message = {};
  double seconds = 0;
  std::optional<std::string> trajectory = {};

  static constexpr auto fields() {
    return std::tuple{
        LineField{"trial", &EndReply::trial, "the number of its request"},
        LineField{"reason", &EndReply::reason, "finished, diverged, stopped or failed"},
        LineField{"step", &EndReply::step, "finished steps whose loss is finite"},
        LineField{"items", &EndReply::items, "tokens or samples trained on until then"},
        LineField{"loss", &EndReply::loss, "on the held-out data, of a finished trial"},
        LineField{"train_loss", &EndReply::train_loss, "mean of the training losses of the last tenth of those steps"},
        LineField{"message", &EndReply::message, "why it failed, or what was not finite"},
        LineField{"seconds", &EndReply::seconds, "from its beginning to its end", Digits::kTiming},
        LineField{"trajectory", &EndReply::trajectory,
                  "of a finished trial of which it was asked: the JSON text of trajectory.h, as a string"},
    };
  }
};

/// A line of standard input that is no request; the worker goes on with the next.
struct FaultReply {
  static constexpr std::string_view kKind = "fault";
  std::string message;

  static constexpr auto fields() { return std::tuple{LineField{"message", &FaultReply::message, "what is wrong"}}; }
};

using WorkerRequest = std::variant<TrainRequest, StopRequest>;
using WorkerReply = std::variant<ReadyReply, ProgressReply, EndReply, FaultReply>;

/// One JSON object and its line feed. What is no number is null.
[[nodiscard]] std::string request_text(const WorkerRequest& request);
[[nodiscard]] std::string reply_text(const WorkerReply& reply);

/// Fields that the schema has not are passed over. Errors name an unknown kind, or the first field that is missing or
/// of another type.
[[nodiscard]] Result<WorkerRequest> read_request(std::string_view line);
[[nodiscard]] Result<WorkerReply> read_reply(std::string_view line);

}  // namespace cdp::run

namespace cdp {

template <>
struct EnumWords<run::TrialEnd> {
  static constexpr auto all = std::to_array<std::string_view>({"finished", "diverged", "stopped", "failed"});
};

}  // namespace cdp
