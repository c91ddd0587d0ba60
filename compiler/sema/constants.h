// Top-level names: `let` constants, all evaluated before a stage reads them, and the axes.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "compiler/sema/evaluate.h"
#include "compiler/sema/program.h"

namespace cdp::sema {

/// The value of each `let`; null after an error.
using LetValues = std::map<const syntax::Statement*, std::optional<Value>>;

class Constants {
 public:
  /// The program outlives it.
  Constants(const Program& program, LetValues lets) : program_(&program), lets_(std::move(lets)) {}

  /// A name at the top level of a file, or one that means nothing nearer where it stands. Unknown names, and names of
  /// modules and rule sets where a value is wanted, are reported.
  [[nodiscard]] std::optional<Value> name(std::size_t file, const syntax::Path& path, Span span,
                                          diag::DiagnosticSink& sink) const;

  /// For expressions at the top level of a file. Both the constants and the sink outlive it.
  [[nodiscard]] Context context(std::size_t file, diag::DiagnosticSink& sink) const;

  [[nodiscard]] const Program& program() const { return *program_; }

 private:
  const Program* program_;
  LetValues lets_;
};

/// Evaluates every `let` of the spec and of the files it uses, in whatever order they lead through each other, so that
/// a fault shows though nothing uses it.
[[nodiscard]] Constants resolve_constants(const Program& program, diag::DiagnosticSink& sink);

}  // namespace cdp::sema
