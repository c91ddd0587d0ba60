// The commands of `cdp` as functions: options in, an answer out. Nothing here prints; main.cpp does. Which commands
// there are says commands.def.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/diag/render.h"
#include "compiler/driver/environment.h"
#include "compiler/pipeline/settings.h"

namespace cdp::driver {

inline constexpr int kClean = 0;
inline constexpr int kFindings = 1;
inline constexpr int kCouldNotRun = 2;

/// A program to be replaced by.
struct HandOver {
  std::string program;
  std::vector<std::string> arguments;  // without the program's own name
  Variables environment;               // to be set on top of this process's
};

/// What a command says and how it ends. main.cpp prints `err` first, then `out`, then what `rest` gives, then `last`;
/// then `next` goes on.
struct Answer {
  int exit_code = kClean;
  std::string out;
  std::string err;
  Fill rest = nullptr;                          // a plan may be longer than memory
  std::function<std::string()> last = nullptr;  // for standard error, when `rest` has been given
  std::optional<HandOver> next = std::nullopt;  // its exit code is the answer's
};

/// Whether each of the two outputs may have colours.
struct Colors {
  diag::Color out = diag::Color::kNever;
  diag::Color err = diag::Color::kNever;
};

using pipeline::ConfigChoice;
using pipeline::ScaleAndConfig;

enum class FailOn { kError, kWarning };

struct CheckOptions {
  std::vector<std::string> specs;
  FailOn fail_on = FailOn::kError;
  ConfigChoice config = {};
  bool scaling = false;                // also whether each spec stays stable as its axes grow
  std::vector<std::string> sets = {};  // overrides of each
};

struct CompileOptions {
  std::string spec;
  ScaleAndConfig choice;
  std::string output;  // empty: standard output
  bool no_because = false;
};

struct WhyOptions {
  std::string spec;
  std::string subject;  // `blocks.0.attn.q.weight`, with `.lr` for one value; empty: the table of all
  ScaleAndConfig choice;
};

struct ExplainOptions {
  std::string code;  // empty: the list of all
};

/// Without `check` and `diff` files are rewritten; `-` is standard input to standard output.
struct FmtOptions {
  std::vector<std::string> files;  // or folders
  bool check = false;
  bool diff = false;
  ConfigChoice config = {};
};

/// A file to start from.
struct InitOptions {
  std::string file;  // empty: called after the model; -: standard output
  std::string model = "gpt";
  bool config = false;  // a cdp.toml instead
  bool force = false;
};

[[nodiscard]] Answer check(const CheckOptions& options, const Colors& colors);
[[nodiscard]] Answer compile(const CompileOptions& options, const Colors& colors);
[[nodiscard]] Answer why(const WhyOptions& options, const Colors& colors);
[[nodiscard]] Answer explain(const ExplainOptions& options, const Colors& colors);
/// What holds for a file or folder, as TOML with where each setting comes from.
[[nodiscard]] Answer show_settings(const std::string& path, const ConfigChoice& choice, const Colors& colors);
[[nodiscard]] Answer format_files(const FmtOptions& options, const Colors& colors);

[[nodiscard]] Answer init(const InitOptions& options, const Colors& colors);

/// `error: message`, exit 2: the world is not as it must be.
[[nodiscard]] Answer could_not_run(const Error& error, const Colors& colors);
/// The same, of one of several files: the answer goes on.
void fail(const Error& error, const Colors& colors, Answer& answer);
/// Something was found in one of them.
void find(Answer& answer);

}  // namespace cdp::driver
