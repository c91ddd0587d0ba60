// Reading `--save-every` and writing the command that resumes; see options.h.
#include "run/options.h"

#include <fmt/format.h>

#include <charconv>

#include "compiler/base/text.h"
#include "run/folder.h"

namespace cdp::run {
namespace {

template <class Number>
bool whole_text_is(std::string_view text, Number& number) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc{} && end == text.data() + text.size();
}

}  // namespace

Result<SaveEvery> parse_save_every(std::string_view text) {
  SaveEvery every;
  std::int64_t steps = 0;
  if (whole_text_is(text, steps) && steps > 0) {
    every.steps = steps;
    return every;
  }
  if (text.ends_with('m') && whole_text_is(text.substr(0, text.size() - 1), every.minutes) && every.minutes > 0)
    return every;
  return Error{fmt::format("`{}` is neither a number of steps (200) nor of minutes (5m)", text), "--save-every"};
}

Result<Resume> parse_resume(std::string_view text) {
  if (text == "true") return Resume::kYes;
  if (text == "auto") return Resume::kAuto;
  return Error{fmt::format("`{}` is not known; it is --resume, to go on, or --resume=auto, to begin or go on", text),
               "--resume"};
}

std::string resume_command(const TrainOptions& options) {
  std::string command = "cdp train " + shell_word(options.out + "/plan.json") + " --data";
  for (const std::string& path : options.data) command += " " + shell_word(path);
  for (const std::string& glob : options.include) command += " --include " + shell_word(glob);
  if (options.token_type) command += " --token-type " + *options.token_type;
  command += " --out " + shell_word(options.out);
  if (options.device != DeviceChoice::automatic) command += fmt::format(" --device {}", options.device);
  if (options.precision) command += fmt::format(" --precision {}", *options.precision);
  if (options.micro_batch) command += fmt::format(" --micro-batch {}", *options.micro_batch);
  if (options.eval_every) command += fmt::format(" --eval-every {}", *options.eval_every);
  if (options.save_every.steps)
    command += fmt::format(" --save-every {}", *options.save_every.steps);
  else if (options.save_every.minutes != SaveEvery{}.minutes) {
    command += fmt::format(" --save-every {}m", shortest(options.save_every.minutes));
  }
  if (options.measure) command += fmt::format(" --measure {}", *options.measure);
  return command + " --resume";
}

}  // namespace cdp::run
