// Reads what a run left in its folder and writes the page beside it.
#include "run/report.h"

#include "compiler/base/files.h"
#include "compiler/base/regular_file.h"
#include "compiler/plan/json.h"
#include "compiler/plan/size.h"
#include "run/log.h"
#include "run/page.h"

namespace cdp::run {

Status write_report(const std::string& out_dir) {
  const std::string plan_path = out_dir + "/plan.json";
  const Result<std::string> plan_text = read_regular(plan_path, plan::kMostPlan);
  if (!plan_text) return plan_text.error();
  const Result<plan::Plan> plan = plan::from_json(*plan_text);
  if (!plan) {
    const std::string& place = plan.error().place;
    return Error{plan.error().message, place.empty() ? plan_path : plan_path + ": " + place};
  }
  const std::string log_path = out_dir + "/metrics.jsonl";
  const Result<std::string> log_text = read_regular(log_path, kMostLog);
  if (!log_text) return log_text.error();
  const Result<Log> log = read_log(*log_text, log_path);
  if (!log) return log.error();
  return write_file(out_dir + "/report.html", report_page(*plan, *log));
}

}  // namespace cdp::run
