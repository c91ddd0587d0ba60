// What transfer, fit and compare read: tables of runs.
#include "study/runs/csv.h"

#include "compiler/base/check.h"
#include "study/runs/tags.h"
#include "study/transfer/report.h"
#include "tests/fuzz/targets.h"

namespace cdp::fuzz {

namespace {

void judge(const study::Runs& runs) {
  const auto sweeps = study::sweeps_of(runs, {});
  if (!sweeps) return;
  study::TransferReport report{runs.name, {}};
  study::TransferOptions options;
  options.draws = 20;
  for (const study::Sweep& sweep : *sweeps) report.groups.push_back(study::transfer_of(sweep, options));
  CHECK(study::to_text(report).ends_with('\n'));
  CHECK(study::to_json(report).ends_with('\n'));
  CHECK(study::to_html(report).ends_with('\n'));
}

}  // namespace

int runs_table(Bytes bytes) {
  const auto runs = study::parse_runs(text_of(bytes), "runs.csv");
  if (!runs) {
    CHECK(!runs.error().message.empty());
    return 0;
  }
  const auto back = study::parse_runs(study::to_csv(*runs), "runs.csv");
  CHECK(back && back->runs == runs->runs);
  judge(*runs);
  std::vector<std::string> tags;
  for (const auto& [tag, values] : study::tag_values(*runs)) tags.push_back(tag);
  const auto groups = study::split_by_tags(*runs, tags);
  CHECK(groups);
  std::size_t count = 0;
  for (const study::Group& group : *groups) count += group.runs.runs.size();
  CHECK(count == runs->runs.size());
  return 0;
}

}  // namespace cdp::fuzz
