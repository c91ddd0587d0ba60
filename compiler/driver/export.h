// The options of `cdp export`; the trainers that it writes for are compiler/export's.
#pragma once

#include <string>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/export/export.h"

namespace cdp::driver {

struct ExportOptions {
  std::string input;  // a spec or a plan; empty: none, for the loader
  ScaleAndConfig choice;
  std::string to;
  std::string output;   // empty: standard output
  std::string weights;  // for exporters that take weights along
  bool allow_lossy = false;
  bool loader = false;  // print cdp_plan.py instead
};

[[nodiscard]] Answer export_plan(const ExportOptions& options, const Colors& colors);

/// What the trainer cannot be told, a line each.
[[nodiscard]] std::string losses_text(const exporting::Exporter& exporter, const std::vector<exporting::Loss>& losses,
                                      bool allowed, diag::Color color);

}  // namespace cdp::driver
