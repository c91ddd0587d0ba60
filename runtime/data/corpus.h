// The corpus: all tokens of the run in one order, bytes of text or ids of token files. Which of them are trained on is
// split.h's.
#pragma once

#include <cstdint>
#include <optional>
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
/// are mapped. What is neither text nor tokens, or does not look like it, is refused unless the user says what it is.
class Corpus {
 public:
  /// Text as byte tokens, for tests and for what is in memory already.
  static Corpus of_text(std::string text, std::string path = "text");
  /// All `.bin`: token files; no `.bin`: text; both: an error. An empty corpus is an error. With `said` all are files
  /// of these tokens.
  static Result<Corpus> load(const std::vector<std::string>& paths, const std::vector<std::string>& globs,
                             std::optional<TokenType> said = {});

  [[nodiscard]] TokenKind kind() const { return kind_; }
  [[nodiscard]] std::int64_t size() const { return size_; }
  [[nodiscard]] const std::vector<CorpusPart>& parts() const { return parts_; }
  /// Entries of folders that could not be read.
  [[nodiscard]] const std::vector<std::string>& skipped() const { return skipped_; }
  /// What is read as it is, though the user may think otherwise.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  [[nodiscard]] TokenType type() const { return type_; }

  /// Tokens [first, first + out.size()), which must lie inside the corpus.
  void read(std::int64_t first, std::span<std::int64_t> out) const;
  /// Every token once, in order, as visit(span of uint8, uint16 or uint32).
  template <class Visit>
  void for_each_span(Visit visit) const {
    if (kind_ == TokenKind::kBytes) visit(std::span(reinterpret_cast<const std::uint8_t*>(text_.data()), text_.size()));
    for (const TokenFile& file : files_) file.with_tokens(visit);
  }

  /// An error that names the first token (file and offset) that a model of this vocabulary cannot take; byte tokens
  /// need 256. Refuses tokens too that a model of this vocabulary has hardly been made for, unless the user said what
  /// they are: ids of 16 bits or bytes for a vocabulary far beyond them, ids that use less than one in a hundred.
  [[nodiscard]] Status check_vocabulary(std::int64_t vocabulary) const;
  /// Changes with any token: a run is resumed only on the corpus it began with.
  [[nodiscard]] std::uint64_t fingerprint() const;
  /// The token file that has become shorter or unreadable while it was read, if one has: what was read since it did may
  /// be zeros.
  [[nodiscard]] const CorpusPart* lost_part() const;

 private:
  Status add_text(const std::string& path);
  Status add_tokens(const std::string& path);
  [[nodiscard]] Status check_range(std::int64_t vocabulary) const;
  [[nodiscard]] Status check_usage(std::int64_t vocabulary) const;
  void add_part(const std::string& path, std::size_t count);

  TokenKind kind_ = TokenKind::kBytes;
  TokenType type_ = TokenType::kBytes;
  std::optional<TokenType> said_;
  std::int64_t size_ = 0;
  std::string text_;
  std::vector<TokenFile> files_;  // beside parts_, when of ids
  std::vector<CorpusPart> parts_;
  std::vector<std::string> skipped_;
  std::vector<std::string> notes_;
};

}  // namespace cdp::runtime
