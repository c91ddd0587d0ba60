// `cdp study plot` and `importance`: what a study found, as a page and as shares. What is decided lives in study/page
// and study/importance.
#include <memory>

#include <fmt/format.h>

#include "compiler/base/files.h"
#include "compiler/base/harmless.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/study.h"
#include "study/importance/report.h"
#include "study/page/live.h"
#include "study/page/page.h"
#include "study/store/store.h"

namespace cdp::driver {

Answer study_plot(const StudyPlotOptions& options, const Colors& colors) {
  const auto store = study::Store::open(options.folder, study::Access::kRead);
  if (!store) return could_not_run(store.error(), colors);
  const std::string path = options.out.empty() ? study::LivePage::path_in(options.folder) : options.out;
  if (const Status written = write_file(path, study::study_page(store->info(), store->trials())); !written)
    return could_not_run(written.error(), colors);
  Answer answer;
  answer.out = fmt::format("written to {}\n", path);
  return answer;
}

Answer study_importance(const StudyImportanceOptions& options, const Colors& colors) {
  const auto store = study::Store::open(options.folder, study::Access::kRead);
  if (!store) return could_not_run(store.error(), colors);
  std::vector<study::Importance> all;
  for (const study::Explored& scale : study::explored(store->info(), store->trials()))
    all.push_back(study::importance_of(scale));
  Answer answer;
  answer.out = options.json  ? study::to_json(all)
               : all.empty() ? "cannot tell: the study has no trials\n"
                             : harmless_lines(study::to_text(all));
  return answer;
}

Runner add_study_plot(Options& command) {
  auto options = std::make_shared<StudyPlotOptions>();
  command.argument("dir", options->folder, "DIR", "the study's folder").required = true;
  command.option("--out", options->out, "FILE", "where the page goes; DIR/report.html otherwise");
  command.footer("A study at work writes DIR/report.html by itself, and the page loads itself again until it ends.\n");
  return [options](const Colors& colors) { return study_plot(*options, colors); };
}

Runner add_study_importance(Options& command) {
  auto options = std::make_shared<StudyImportanceOptions>();
  command.argument("dir", options->folder, "DIR", "the study's folder").required = true;
  command.flag("--json", options->json, "as JSON");
  command.footer("Says that it cannot tell where a model of the losses does not predict what it has not seen.\n");
  return [options](const Colors& colors) { return study_importance(*options, colors); };
}

}  // namespace cdp::driver
