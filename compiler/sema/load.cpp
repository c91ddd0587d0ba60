// Imports: reads each used file once, finds circles, and fills every file's scope.
#include <algorithm>
#include <filesystem>
#include <optional>

#include "compiler/base/reach.h"
#include "compiler/base/regular_file.h"
#include "compiler/base/text.h"
#include "compiler/sema/program.h"
#include "compiler/sema/trees.h"
#include "compiler/syntax/parse.h"

namespace cdp::sema {
namespace {

using diag::Code;

constexpr std::size_t kMostOpen = 200;  // files that use each other in a chain
constexpr std::size_t kLargest = std::size_t{16} << 20U;

/// `text` of a file at `path`, unless it is too long.
Result<std::string> bounded(Result<std::string> text, const std::string& path) {
  if (text && text->size() > kLargest)
    return Error{"is larger than " + std::to_string(kLargest >> 20U) + " MiB; this is not a spec", path};
  return text;
}

class Loader {
 public:
  Loader(const Files& files, SourceMap& sources, diag::DiagnosticSink& sink, Trees* trees)
      : files_(files), sources_(sources), sink_(sink), trees_(trees) {}

  std::size_t add(std::string path, std::string text, std::string listed, bool library, std::string stands_in = {}) {
    const FileId id = sources_.add(path, std::move(text));
    const bool used = !program_.files.empty();
    auto file = std::make_unique<LoadedFile>(
        used && trees_ != nullptr ? trees_->parse(sources_, id, sink_)
                                  : std::make_shared<const syntax::File>(syntax::parse(sources_, id, sink_)));
    file->path = std::move(path);
    file->listed = std::move(listed);
    file->library = library;
    file->stands_in = std::move(stands_in);
    program_.files.push_back(std::move(file));
    const std::size_t index = program_.files.size() - 1;
    known_.emplace(identity(program_.files[index]->path), index);
    open_.push_back({index, {}});
    declare_own(index);
    for (const auto& statement : program_.files[index]->ast.statements)
      if (const auto* use = std::get_if<syntax::Use>(&statement.node)) import(index, *use);
    open_.pop_back();
    return index;
  }

  Program take() { return std::move(program_); }

 private:
  struct Open {
    std::size_t file;
    Span use;  // the import through which the next file was opened
  };

  void declare(std::size_t file, Declaration declaration, Span where) {
    auto& scope = program_.files[file]->scope;
    if (is_builtin_axis(declaration.name)) {
      sink_.report<Code::E0203>(where, declaration.name);
      return;
    }
    const auto [at, fresh] = scope.emplace(declaration.name, declaration);
    if (fresh && declaration.kind == DeclarationKind::kAxis) program_.files[file]->axes.push_back(declaration.name);
    if (!fresh && at->second.statement != declaration.statement)
      sink_.report<Code::E0202>(where, declaration.name).note(at->second.span, "first declared here");
  }

  void declare_own(std::size_t index) {
    for (const auto& statement : program_.files[index]->ast.statements) {
      const auto own = [&](DeclarationKind kind, const syntax::Ident& name) {
        declare(index, {kind, name.text, index, name.span, &statement}, name.span);
      };
      if (const auto* let = std::get_if<syntax::Let>(&statement.node)) own(DeclarationKind::kLet, let->name);
      if (const auto* axis = std::get_if<syntax::Axis>(&statement.node)) own(DeclarationKind::kAxis, axis->name);
      if (const auto* module = std::get_if<syntax::Module>(&statement.node))
        own(DeclarationKind::kModule, module->name);
      if (const auto* rules = std::get_if<syntax::Rules>(&statement.node)) own(DeclarationKind::kRules, rules->name);
    }
  }

  void import(std::size_t index, const syntax::Use& use) {
    open_.back().use = use.target_span;
    const std::optional<std::size_t> found = file_of(index, use);
    if (!found) return;
    const auto& exported = program_.files[*found]->scope;
    if (use.extends) return extend(index, *found, use);
    std::vector<std::string> own_names;
    for (const auto& [name, declaration] : exported)
      if (declaration.file == *found) own_names.push_back(name);
    if (use.names.empty()) {
      for (const std::string& name : own_names) declare(index, exported.find(name)->second, use.target_span);
      return;
    }
    for (const auto& name : use.names) {
      const auto at = exported.find(name.text);
      if (at == exported.end() || at->second.file != *found) {
        sink_.report<Code::E0206>(name.span, use.target, name.text, did_you_mean(name.text, own_names));
      } else {
        declare(index, at->second, name.span);
      }
    }
  }

  /// What the file sees this one sees too, since its statements are read as if they stood here.
  void extend(std::size_t index, std::size_t extended, const syntax::Use& use) {
    if (program_.files[index]->extends) {
      sink_.report<Code::E0222>(use.target_span, "extends");
      return;
    }
    program_.files[index]->extends = extended;
    const Scope seen = program_.files[extended]->scope;
    for (const auto& [name, declaration] : seen) declare(index, declaration, use.target_span);
  }

  /// The index of the file that `use` names, loading it if need be.
  std::optional<std::size_t> file_of(std::size_t index, const syntax::Use& use) {
    const std::string path = path_of(index, use);
    if (const auto known = known_.find(identity(path)); known != known_.end()) {
      const auto open = [&](const Open& o) { return o.file == known->second; };
      const auto at = std::find_if(open_.begin(), open_.end(), open);
      if (at == open_.end()) return known->second;
      report_circle(at - open_.begin(), use);
      return std::nullopt;
    }
    // What the library lacks is never looked for on disk.
    if (use.library && !files_.memory.contains(path) && !is_replaced(use)) {
      sink_.report<Code::E0204>(use.target_span, use.target, did_you_mean(use.target, library_names()));
      return std::nullopt;
    }
    if (!files_.memory.contains(path) && is_special(path)) {
      sink_.report<Code::E0254>(use.target_span, path);
      return std::nullopt;
    }
    // What is read is quoted in messages: a spec of somebody else's must not show what it does not hold.
    if (!files_.memory.contains(path) && !(path.ends_with(".cdp") && identity(path).ends_with(".cdp"))) {
      sink_.report<Code::E0255>(use.target_span, path);
      return std::nullopt;
    }
    if (!files_.memory.contains(path) && files_.reach && !lies_within(path, *files_.reach)) {
      sink_.report<Code::E0251>(use.target_span, path, quoted_list(*files_.reach), folder_of(path));
      return std::nullopt;
    }
    if (open_.size() == kMostOpen) {
      sink_.report<Code::E0256>(use.target_span, path, kMostOpen);
      return std::nullopt;
    }
    auto text = bounded(files_.read_regular(path), path);
    if (text)
      return add(path, std::move(*text), listed_path(index, use), use.library && !is_replaced(use),
                 stand_in(index, use));
    sink_.report<Code::E0205>(use.target_span, path, text.error().message);
    return std::nullopt;
  }

  void report_circle(std::ptrdiff_t first, const syntax::Use& use) {
    std::string chain;
    for (auto i = static_cast<std::size_t>(first); i < open_.size(); ++i)
      chain += program_.files[open_[i].file]->path + " -> ";
    auto report = sink_.report<Code::E0207>(use.target_span, chain + program_.files[open_[first].file]->path);
    for (auto i = static_cast<std::size_t>(first); i + 1 < open_.size(); ++i)
      report.note(open_[i].use, "which is used here");
  }

  /// `std/gpt.cdp` of `use std.gpt`.
  static std::string library_path(const syntax::Use& use) {
    std::string path = use.target;
    std::replace(path.begin(), path.end(), '.', '/');
    return path + ".cdp";
  }

  /// Whether a file of the user's own stands for one of the library: it is checked like any other.
  bool is_replaced(const syntax::Use& use) const { return use.library && files_.replaced.contains(library_path(use)); }

  /// Such a file, or what one uses, as cdp.toml names it: `own/gpt.cdp` for std/gpt.cdp. Empty: it is none.
  std::string stand_in(std::size_t index, const syntax::Use& use) const {
    namespace fs = std::filesystem;
    if (use.library && !is_replaced(use)) return "";
    if (use.library) {
      const std::string path = library_path(use);
      return (fs::path(files_.library_folder) / path.substr(path.find('/') + 1)).lexically_normal().generic_string();
    }
    const std::string& user = program_.files[index]->stands_in;
    return user.empty() ? "" : (fs::path(user).parent_path() / use.target).lexically_normal().generic_string();
  }

  std::string path_of(std::size_t index, const syntax::Use& use) const {
    if (use.library) {
      const auto own = files_.replaced.find(library_path(use));
      return own == files_.replaced.end() ? library_path(use) : on_disk(own->second);
    }
    const std::filesystem::path target(use.target);
    if (target.is_absolute()) return target.lexically_normal().string();
    return on_disk(
        (std::filesystem::path(program_.files[index]->path).parent_path() / target).lexically_normal().string());
  }

  /// A folder of the user's own may be called `std`; its files are not the embedded ones.
  static std::string on_disk(const std::string& path) { return path.starts_with("std/") ? "./" + path : path; }

  /// The same wherever the spec stands: of a file that is named by its whole path only the name is.
  std::string listed_path(std::size_t index, const syntax::Use& use) const {
    if (use.library) return library_path(use);
    const std::filesystem::path target(use.target);
    if (target.is_absolute()) return target.filename().string();
    return (std::filesystem::path(program_.files[index]->listed).parent_path() / target)
        .lexically_normal()
        .generic_string();
  }

  /// Such a file may never end, or wait for ever for who writes it. The spec itself may be one: the user has named it.
  bool is_special(const std::string& path) const {
    std::error_code failed;
    return files_.disk && std::filesystem::is_other(path, failed);
  }

  /// One text for all paths to a file, through symbolic links too.
  std::string identity(const std::string& path) const {
    if (files_.memory.contains(path) || !files_.disk) return path;
    std::error_code failed;
    const auto canonical = std::filesystem::weakly_canonical(path, failed);
    return failed ? path : canonical.string();
  }

  /// The folder that a path leads to, for the option that lets a spec read there.
  static std::string folder_of(const std::string& path) {
    const std::string folder = real_folder(path);
    return folder.empty() ? "DIR" : folder;
  }

  static std::string quoted_list(const std::vector<std::string>& folders) {
    std::vector<std::string> quoted;
    for (const std::string& folder : folders) quoted.push_back("`" + folder + "`");
    return list_of(quoted);
  }

  std::vector<std::string> library_names() const {
    std::vector<std::string> names;
    for (const auto* files : {&files_.memory, &files_.replaced}) {
      for (const auto& [path, text] : *files) {
        if (!path.starts_with("std/")) continue;
        std::string name = path.substr(0, path.size() - std::string_view(".cdp").size());
        std::replace(name.begin(), name.end(), '/', '.');
        names.push_back(std::move(name));
      }
    }
    return names;
  }

  const Files& files_;
  SourceMap& sources_;
  diag::DiagnosticSink& sink_;
  Trees* trees_;
  Program program_;
  std::vector<Open> open_;
  std::map<std::string, std::size_t> known_;  // files by identity()
};

}  // namespace

bool is_builtin_axis(std::string_view name) {
  return std::find(std::begin(kAxes), std::end(kAxes), name) != std::end(kAxes);
}

std::vector<const syntax::File*> Program::run() const {
  std::vector<const syntax::File*> run;
  for (std::optional<std::size_t> at = 0; at; at = files[*at]->extends) run.push_back(&files[*at]->ast);
  std::reverse(run.begin(), run.end());
  return run;
}

const Declaration* Program::find(std::size_t file, std::string_view name) const {
  const auto& scope = files[file]->scope;
  const auto at = scope.find(name);
  return at == scope.end() ? nullptr : &at->second;
}

Meaning Program::meaning(std::size_t file, const syntax::Ident& name) const {
  const Meaning* resolved = names.find(name);
  return resolved == nullptr ? top_level(file, name.text) : *resolved;
}

Meaning Program::top_level(std::size_t file, std::string_view name) const {
  Meaning meaning;
  meaning.declaration = find(file, name);
  if (meaning.declaration != nullptr) meaning.kind = Meaning::Kind::kDeclared;
  if (is_builtin_axis(name)) meaning.kind = Meaning::Kind::kAxis;
  meaning.outside = meaning.kind;
  return meaning;
}

std::vector<std::string> Program::names_in(std::size_t file) const {
  constexpr std::size_t kMostNames = 20'000;  // a file with more has been generated; each error asks for them
  std::vector<std::string> known(std::begin(kAxes), std::end(kAxes));
  for (const auto& [name, declaration] : files[file]->scope) {
    if (known.size() == kMostNames) break;
    known.push_back(name);
  }
  return known;
}

std::optional<Error> no_spec(const std::string& path) {
  std::error_code fault;
  const auto kind = std::filesystem::symlink_status(path, fault).type();
  const bool is_link = kind == std::filesystem::file_type::symlink;
  // The user may name a pipe or a device; what a link of another's leads to is not what he has named.
  if (is_own_stream(path) || (!is_link && kind != std::filesystem::file_type::regular)) return std::nullopt;
  if (!path.ends_with(".cdp"))
    return Error{
        "is not named as a spec, whose name ends in `.cdp`; if it is one, give it a name that does, or give its "
        "text to `-`",
        path};
  if (!is_link) return std::nullopt;
  const std::string named = std::filesystem::canonical(path, fault).string();
  if (fault || named.ends_with(".cdp")) return std::nullopt;  // reading it says what is wrong with the link
  return Error{"is a link to " + named + ", which is not named as a spec: `.cdp` at its end is missing", path};
}

Result<Program> load(const std::string& path, const Files& files, SourceMap& sources, diag::DiagnosticSink& sink,
                     Trees* trees) {
  if (auto fault = files.memory.contains(path) || !files.disk ? std::nullopt : no_spec(path)) return *std::move(fault);
  auto text = bounded(files.read(path), path);
  if (!text) return text.error();
  Loader loader(files, sources, sink, trees);
  loader.add(path, std::move(*text), std::filesystem::path(path).filename().string(),
             path.starts_with("std/") && files.memory.contains(path));
  Program program = loader.take();
  program.whole = !sink.has_errors();
  return program;
}

}  // namespace cdp::sema
