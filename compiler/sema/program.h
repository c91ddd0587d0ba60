// All files of a compilation with the names each of them sees, made by load(); and what the names in them mean, found
// by resolve_names (names.h). Nothing is evaluated.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/base/source.h"
#include "compiler/diag/sink.h"
#include "compiler/sema/resolution.h"
#include "compiler/syntax/ast.h"

namespace cdp::sema {

enum class DeclarationKind { kLet, kAxis, kModule, kRules };

/// A named statement and the file it stands in.
struct Declaration {
  DeclarationKind kind = DeclarationKind::kLet;
  std::string name;
  std::size_t file = 0;  // index into Program::files
  Span span;             // of the name
  const syntax::Statement* statement = nullptr;
};

using Scope = std::map<std::string, Declaration, std::less<>>;

struct LoadedFile {
  explicit LoadedFile(std::shared_ptr<const syntax::File> parsed) : tree(std::move(parsed)), ast(*tree) {}

  std::shared_ptr<const syntax::File> tree;  // shared where a run loads many programs; see trees.h
  const syntax::File& ast;
  std::string path;                         // as shown to users
  std::string listed;                       // as plans list it: without the folders above the spec's
  std::string stands_in;                    // of a file of the user's own in the place of std's: as cdp.toml names it
  bool library = false;                     // one of std/
  Scope scope;                              // own and imported names
  std::vector<std::string> axes;            // of these, those of axes
  std::optional<std::size_t> extends = {};  // the file whose statements this one goes on with
};

/// `files[0]` is the spec that was asked for.
struct Program {
  std::vector<std::unique_ptr<LoadedFile>> files;
  std::vector<syntax::Statement> overrides;  // of the command line: entries of `base` and `training`, lines of `tune`
  bool whole = true;  // every file was found and understood; else what seems to be missing may stand there
  Resolution names;

  [[nodiscard]] const LoadedFile& root() const { return *files.front(); }
  /// What a name in an expression of a file means: as resolved, else at the top level of the file.
  [[nodiscard]] Meaning meaning(std::size_t file, const syntax::Ident& name) const;
  [[nodiscard]] Meaning top_level(std::size_t file, std::string_view name) const;
  /// The files whose statements make the run: what the root extends, first to last, then the root.
  [[nodiscard]] std::vector<const syntax::File*> run() const;
  [[nodiscard]] const Declaration* find(std::size_t file, std::string_view name) const;
  /// The names that may stand in a file's expressions, for suggestions: of thousands the first ones.
  [[nodiscard]] std::vector<std::string> names_in(std::size_t file) const;
};

/// The axes every spec has. Others are declared with `axis`.
inline constexpr std::string_view kAxes[] = {"width", "depth", "batch", "duration", "context"};
/// Those of them that are no size of a layer: a dimension made of these alone does not grow with the model.
inline constexpr std::string_view kAxesOfTheRun[] = {"depth", "batch", "duration", "context"};
[[nodiscard]] bool is_builtin_axis(std::string_view name);

class Trees;

/// Why a file that is named on a command line is not read as a spec: what is read is quoted, and a link may have been
/// planted. None: its name, and what a link of that name leads to, end in `.cdp`, or it is a pipe, or is not there.
[[nodiscard]] std::optional<Error> no_spec(const std::string& path);

/// Parses the file at `path` and all that it uses; with `trees`, what it uses only if no other program has. Faults of
/// the text are reported; an unreadable root is the Error.
[[nodiscard]] Result<Program> load(const std::string& path, const Files& files, SourceMap& sources,
                                   diag::DiagnosticSink& sink, Trees* trees = nullptr);

}  // namespace cdp::sema
