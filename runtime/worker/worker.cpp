// See worker.h.
#include "runtime/worker/worker.h"

#include "runtime/torch_compat.h"
#include "runtime/train/device.h"
#include "runtime/train/memory.h"
#include "runtime/worker/data.h"
#include "runtime/worker/replies.h"
#include "runtime/worker/requests.h"
#include "runtime/worker/trial.h"

namespace cdp::runtime {

Status work(const run::WorkerOptions& options, int in, int out) {
  at::set_num_threads(static_cast<int>(options.threads));
  const auto device = choose_device(options.device);
  if (!device) return device.error();
  auto data = with_memory_for("the data, which are read whole", [&] { return WorkerData::read(options); });
  if (!data) return data.error();
  Replies replies(out);
  Requests requests(in, [&](const std::string& message) { replies.put(run::FaultReply{message}); });
  const TrialSettings settings{device->device, options.precision, options.progress};
  const TrialTalk talk{[&] { return requests.stops() || !replies.are_heard(); },
                       [&](const run::ProgressReply& reply) { replies.put(reply); }};
  replies.put(run::ReadyReply{CDP_VERSION, torch_version(), device->device.str(), at::get_num_threads(), data->id()});
  while (replies.are_heard()) {
    const auto request = requests.next();
    if (!request) break;
    replies.put(run_trial(*request, *data, settings, talk));
  }
  return replies.status();
}

}  // namespace cdp::runtime
