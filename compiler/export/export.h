// Plans in the words of other trainers: one file of this folder per trainer, one row in exporters.def. An exporter is a
// function from a plan to files and to what the foreign format cannot hold; reading plans and writing files are the
// command's (compiler/driver/export.cpp). The namespace is not called as the folder is: `export` is a C++ keyword.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/base/result.h"
#include "compiler/plan/plan.h"

namespace cdp::exporting {

/// What an exporter reads.
struct Input {
  const plan::Plan& plan;  // valid, see plan::validate()
  std::string weights;     // path of a safetensors file, of `cdp train` say; empty: none given
};

/// What the plan says and the foreign trainer cannot be told: `eps` `of 12 tensors (blocks.0-3.attn.{q,k,v}.weight)`
/// `torchtitan has one eps`. Lower case, no period.
struct Loss {
  std::string what;
  std::string where;  // empty: of the run as a whole
  std::string why;
};

/// One file; the plan must still be there when it is written. `name` is its name in the folder, or empty for the file
/// of an exporter that makes a single one.
struct File {
  std::string name;
  Fill write;
  std::function<Status()> whole = nullptr;  // asked when it is written, where making it can fail: whether all is there
};

struct Export {
  std::vector<File> files;
  std::vector<Loss> losses;
};

/// kFile goes to standard output or to `-o FILE`; kFolder needs `-o FOLDER`.
enum class Form { kFile, kFolder };

using Make = Result<Export> (*)(const Input&);

/// One function a row, in the file that the row's name says; a forgotten one is a link error.
#define EXPORTER(identifier, name, form, suffix, meaning, source) \
  [[nodiscard]] Result<Export> export_##identifier(const Input& input);
#include "compiler/export/exporters.def"
#undef EXPORTER

struct Exporter {
  std::string_view name;
  Form form = Form::kFile;
  std::string_view suffix;   // of the file, for suggestions and docs: `.json`
  std::string_view meaning;  // for help and docs
  std::string_view source;   // whose format it is, and which version of it
  Make make = nullptr;
};

inline constexpr auto kExporters = std::to_array<Exporter>({
#define EXPORTER(identifier, name, form, suffix, meaning, source) \
  {name, Form::form, suffix, meaning, source, export_##identifier},
#include "compiler/export/exporters.def"
#undef EXPORTER
});

/// Null when there is no such exporter.
[[nodiscard]] const Exporter* find_exporter(std::string_view name);
/// All names, for suggestions.
[[nodiscard]] std::vector<std::string> exporter_names();

/// A file of a text that is already made.
[[nodiscard]] File text_file(std::string name, std::string text);

/// `of 12 tensors (blocks.0-3.attn.q.weight, blocks.0-3.attn.k.weight, ...)`: the `where` of a Loss.
[[nodiscard]] std::string where_of(const std::vector<std::string>& names, std::string_view one = "tensor");

}  // namespace cdp::exporting
