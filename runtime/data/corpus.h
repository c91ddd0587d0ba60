// The corpus: all tokens of the run in one order, bytes of text or ids of token files. Which of them are trained on is
// split.h's.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "runtime/data/token_file.h"

namespace cdp::runtime {

enum class TokenKind { kBytes, kIds };

/// Where a file's tokens begin in the corpus.
struct CorpusPart {
  std::string path;
  std::int64_t first = 0;
  std::int64_t count = 0;
};

/// Files follow one another in the order of file_list.h, with nothing between them. Text is held in memory, token files
/// are mapped.
class Corpus {
 public:
  /// Text as byte tokens, for tests and for what is in memory already.
  static Corpus of_text(std::string text, std::string path = "text");
  /// All `.bin`: token files; no `.bin`: text; both: an error. An empty corpus is an error.
  static Result<Corpus> load(const std::vector<std::string>& paths, const std::vector<std::string>& globs);

  [[nodiscard]] TokenKind kind() const { return kind_; }
  [[nodiscard]] std::int64_t size() const { return size_; }
  [[nodiscard]] const std::vector<CorpusPart>& parts() const { return parts_; }
  /// Entries of folders that could not be read.
  [[nodiscard]] const std::vector<std::string>& skipped() const { return skipped_; }

  /// Tokens [first, first + out.size()), which must lie inside the corpus.
  void read(std::int64_t first, std::span<std::int64_t> out) const;
  /// Every token once, in order, as visit(span of uint8 or uint16).
  template <class Visit>
  void for_each_span(Visit visit) const {
    if (kind_ == TokenKind::kBytes) visit(std::span(reinterpret_cast<const std::uint8_t*>(text_.data()), text_.size()));
    for (const TokenFile& file : files_) visit(file.tokens);
  }

  /// An error that names the first token (file and offset) that a model of this vocabulary cannot take; byte tokens
  /// need 256.
  [[nodiscard]] Status check_vocabulary(std::int64_t vocabulary) const;
  /// Changes with any token: a run is resumed only on the corpus it began with.
  [[nodiscard]] std::uint64_t fingerprint() const;

 private:
  Status add_text(const std::string& path);
  Status add_tokens(const std::string& path);
  void add_part(const std::string& path, std::size_t count);

  TokenKind kind_ = TokenKind::kBytes;
  std::int64_t size_ = 0;
  std::string text_;
  std::vector<TokenFile> files_;  // beside parts_, when of ids
  std::vector<CorpusPart> parts_;
  std::vector<std::string> skipped_;
};

}  // namespace cdp::runtime
