// Top-level names: `let` constants, evaluated once and on demand, and the axes.
#pragma once

#include <map>
#include <optional>

#include "compiler/sema/evaluate.h"
#include "compiler/sema/program.h"

namespace cdp::sema {

class Constants {
 public:
  Constants(const Program& program, diag::DiagnosticSink& sink) : program_(program), sink_(sink) {}

  /// A name seen from the top level of a file. Unknown names, and names of modules and rule sets where a
  /// value is wanted, are reported.
  [[nodiscard]] std::optional<Value> name(std::size_t file, const syntax::Path& path, Span span);

  /// Evaluates every `let` of the spec and of the files it uses, so that a fault shows though nothing uses it.
  void check_all();

  /// For expressions at the top level of a file.
  [[nodiscard]] Context context(std::size_t file);

  [[nodiscard]] const Program& program() const { return program_; }

 private:
  std::optional<Value> let(const Declaration& declaration);
  void report_circle(const Declaration& declaration);

  struct Entry {
    bool open = true;  // being evaluated: meeting it again is a circle
    std::optional<Value> value;
  };

  const Program& program_;
  diag::DiagnosticSink& sink_;
  std::map<const syntax::Statement*, Entry> lets_;
  std::vector<const Declaration*> open_;  // being evaluated, outermost first
};

}  // namespace cdp::sema
