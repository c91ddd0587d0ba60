// Reads and checks the corpus; see corpus.h. A file that vanishes or turns unreadable while it is read is an error.
#include "runtime/data/corpus.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <system_error>

#include "compiler/base/check.h"
#include "compiler/base/regular_file.h"
#include "compiler/base/text.h"
#include "runtime/data/file_format.h"
#include "runtime/data/file_list.h"
#include "runtime/data/look.h"
#include "runtime/data/megatron.h"

namespace cdp::runtime {
namespace {

/// Appends a whole file to `text`.
Status append_file(const std::string& path, std::string& text) {
  const auto file = open_regular(path);
  if (!file) return file.error();
  const int descriptor = file->get();
  struct stat info {};
  int fault = fstat(descriptor, &info) == 0 ? 0 : errno;
  std::size_t end = text.size();
  // One byte more than the size, so that the last read sees the end even of a file that grows.
  text.resize(end + static_cast<std::size_t>(info.st_size) + 1);
  while (fault == 0) {
    const ssize_t got = ::read(descriptor, text.data() + end, text.size() - end);
    if (got == 0) break;
    if (got < 0 && errno != EINTR) fault = errno;
    if (got > 0) end += static_cast<std::size_t>(got);
    if (end == text.size()) text.resize(end + (1 << 16));
  }
  text.resize(end);
  return fault == 0 ? Status(Done{}) : read_fault(path, fault);
}

constexpr std::int64_t kUint16Ids = 1 << 16;
/// From here on a vocabulary is a tokenizer's, not one of bytes.
constexpr std::int64_t kManyWords = 10'000;
/// Below it every id counts for more than one in a hundred, or nearly.
constexpr std::int64_t kFewWords = 1000;
/// So few say nothing about which ids are used.
constexpr std::int64_t kFewTokens = 256;

std::string named(const std::vector<std::string>& paths) {
  return list_of(paths);
}

/// `text`, or what else it is.
std::string shown_kind(const std::string& path) {
  const auto ends = read_ends(path);
  const auto format = ends ? format_of(*ends) : std::nullopt;
  return format ? format->what : "text";
}

/// The kind that all files are of; mixing is an error that shows one of each.
Result<TokenKind> kind_of(const std::vector<std::string>& files, std::optional<TokenType> said) {
  if (said == TokenType::kBytes) return TokenKind::kBytes;
  const auto token = std::find_if(files.begin(), files.end(), is_token_file);
  const auto other = std::find_if_not(files.begin(), files.end(), is_token_file);
  if (token == files.end()) return said ? TokenKind::kIds : TokenKind::kBytes;
  if (other == files.end()) return TokenKind::kIds;
  return Error{fmt::format("`{}` is a token file and `{}` is {}; a run takes one kind, choose with --include", *token,
                           *other, shown_kind(*other)),
               "--data"};
}

/// The index of a `.bin` that is read is no data by itself.
void leave_out_indices(std::vector<std::string>& files) {
  const std::set<std::string> all(files.begin(), files.end());
  std::erase_if(files, [&all](const std::string& path) {
    return is_index(path) && all.contains(path.substr(0, path.size() - 4) + ".bin");
  });
}

/// Lines of JSON objects: text, but hardly the text that was meant.
bool is_json_lines(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  return line.starts_with("{\"") && line.size() < text.size() && line.find_last_of('}') != std::string_view::npos &&
         text.substr(line.size() + 1).starts_with("{\"");
}

constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15;

std::uint64_t mix(std::uint64_t state, std::uint64_t word) {
  state = (state ^ word) * kMix;
  return state ^ (state >> 29);
}

}  // namespace

Corpus Corpus::of_text(std::string text, std::string path) {
  Corpus corpus;
  corpus.text_ = std::move(text);
  corpus.add_part(path, corpus.text_.size());
  return corpus;
}

void Corpus::add_part(const std::string& path, std::size_t count) {
  parts_.push_back({path, size_, static_cast<std::int64_t>(count)});
  size_ += static_cast<std::int64_t>(count);
}

Status Corpus::add_text(const std::string& path) {
  if (!said_) {
    const auto ends = read_ends(path);
    if (!ends) return ends.error();
    if (const auto format = format_of(*ends))
      return Error{format->refusal("UTF-8 text") + "; to train on its bytes as they are, say --token-type bytes", path};
  }
  const std::size_t before = text_.size();
  if (const Status appended = append_file(path, text_); !appended) return appended.error();
  const std::string_view added = std::string_view(text_).substr(before);
  add_part(path, added.size());
  if (said_) return Done{};
  const Pieces pieces = pieces_of(std::as_bytes(std::span(added)));
  if (const TextLook look = look_at_text(pieces); is_no_text(look))
    return Error{
        fmt::format("is no text in UTF-8: it looks like {}; {}say what it holds: --token-type bytes for its bytes "
                    "as they are, uint16 or uint32 for ids",
                    what_else(look, pieces),
                    what_else(look, pieces).starts_with("text") ? "make it UTF-8 (iconv), or " : ""),
        path};
  if (notes_.empty() && is_json_lines(added))
    notes_.push_back(fmt::format("{} is lines of JSON: its braces and keys are trained on as text", path));
  return Done{};
}

Status Corpus::add_tokens(const std::string& path) {
  auto file = open_token_file(path, said_);
  if (!file) return file.error();
  if (files_.empty()) type_ = file->type;
  if (file->type != type_)
    return Error{fmt::format("holds {}, {} before it {}; a run takes one kind, choose with --include",
                             name_of(file->type), parts_.front().path, name_of(type_)),
                 path};
  add_part(path, file->size());
  files_.push_back(std::move(*file));
  return Done{};
}

Result<Corpus> Corpus::load(const std::vector<std::string>& paths, const std::vector<std::string>& globs,
                            std::optional<TokenType> said) {
  auto list = list_files(paths, globs);
  if (!list) return list.error();
  leave_out_indices(list->files);
  if (list->files.empty() && !globs.empty()) {
    return Error{fmt::format("holds no file whose name matches --include {}", list_of(globs, "or")), named(paths)};
  }
  const auto kind = kind_of(list->files, said);
  if (!kind) return kind.error();
  Corpus corpus;
  corpus.kind_ = *kind;
  corpus.said_ = said;
  corpus.skipped_ = std::move(list->skipped);
  for (const std::string& path : list->files) {
    const Status added = *kind == TokenKind::kBytes ? corpus.add_text(path) : corpus.add_tokens(path);
    if (!added) return added.error();
  }
  if (corpus.size_ == 0) {
    std::string message = *kind == TokenKind::kBytes ? "holds no text" : "holds no tokens";
    if (!corpus.skipped_.empty()) message += fmt::format("; skipped {}", corpus.skipped_.front());
    return Error{message, named(paths)};
  }
  return corpus;
}

void Corpus::read(std::int64_t first, std::span<std::int64_t> out) const {
  CHECK(first >= 0 && first + static_cast<std::int64_t>(out.size()) <= size_);
  if (kind_ == TokenKind::kBytes) {
    const char* const from = text_.data() + first;
    std::transform(from, from + out.size(), out.begin(), [](char byte) { return static_cast<unsigned char>(byte); });
    return;
  }
  const auto after = std::upper_bound(parts_.begin(), parts_.end(), first,
                                      [](std::int64_t at, const CorpusPart& part) { return at < part.first; });
  auto part = static_cast<std::size_t>(after - parts_.begin()) - 1;
  while (!out.empty()) {
    const auto skip = static_cast<std::size_t>(first - parts_[part].first);
    const std::size_t count = std::min(files_[part].size() - skip, out.size());
    files_[part].with_tokens([&](auto tokens) { std::copy_n(tokens.begin() + skip, count, out.begin()); });
    out = out.subspan(count);
    first += static_cast<std::int64_t>(count);
    ++part;
  }
}

Status Corpus::check_vocabulary(std::int64_t vocabulary) const {
  const std::string& path = parts_.front().path;
  if (kind_ == TokenKind::kBytes) {
    if (vocabulary < 256)
      return Error{fmt::format("text is read as byte tokens, which need a vocabulary of 256; the plan's model has {}",
                               vocabulary),
                   path};
    if (said_ || vocabulary < kManyWords) return Done{};
    return Error{fmt::format("text is read as byte tokens, which use 256 ids of the {} in the plan's vocabulary; give "
                             "token files (.bin) made by the model's tokenizer, or a model with `vocab = 256`; if "
                             "bytes are meant, say --token-type bytes",
                             vocabulary),
                 path};
  }
  if (type_ == TokenType::kUint16 && !said_ && vocabulary > kUint16Ids) {
    const bool declared = files_.front().header_bytes > 0;
    return Error{fmt::format("{} ids of 16 bits, which cannot name all {} of the plan's vocabulary; {}",
                             declared ? "its header says" : "is read as", vocabulary,
                             declared ? "if that is right, say --token-type uint16"
                                      : "if they have 32 bits, say --token-type uint32, if not, --token-type uint16"),
                 path};
  }
  if (const Status inside = check_range(vocabulary); !inside) return inside.error();
  return said_ ? Status(Done{}) : check_usage(vocabulary);
}

Status Corpus::check_range(std::int64_t vocabulary) const {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const auto fault = files_[i].with_tokens([&](auto tokens) -> std::optional<std::string> {
      const auto bad = std::find_if(tokens.begin(), tokens.end(), [&](auto token) { return token >= vocabulary; });
      if (bad == tokens.end()) return {};
      return fmt::format("token {} at offset {} is outside the plan's vocabulary of {} (ids 0 to {})", *bad,
                         bad - tokens.begin(), vocabulary, vocabulary - 1);
    });
    if (!fault) continue;
    const bool bytes = vocabulary == 256 && !said_;
    return Error{*fault + (bytes ? "; if each byte is a token, say --token-type bytes" : ""), parts_[i].path};
  }
  return Done{};
}

/// Of a sample. A few tokens of any text use few ids, but each of these a few times at most.
Status Corpus::check_usage(std::int64_t vocabulary) const {
  std::set<std::uint32_t> used;
  std::int64_t seen = 0;
  for (const TokenFile& file : files_)
    for (const auto& piece : pieces_of(file.body)) {
      const TokenFile part{file.type, piece, 0, {}};
      part.with_tokens([&](auto tokens) { used.insert(tokens.begin(), tokens.end()); });
      seen += static_cast<std::int64_t>(part.size());
    }
  const auto ids = static_cast<std::int64_t>(used.size());
  if (vocabulary < kFewWords || seen < kFewTokens || seen < 8 * ids || ids * 100 >= vocabulary) return Done{};
  return Error{
      fmt::format("uses {} ids, none above {}, of the {} in the plan's vocabulary, less than one in a hundred: it "
                  "was made for another vocabulary; if it is so, say --token-type {}",
                  ids, *used.rbegin(), vocabulary, name_of(type_)),
      parts_.front().path};
}

const CorpusPart* Corpus::lost_part() const {
  for (std::size_t i = 0; i < files_.size(); ++i)
    if (files_[i].mapping && files_[i].mapping->is_lost()) return &parts_[i];
  return nullptr;
}

std::uint64_t Corpus::fingerprint() const {
  std::uint64_t state = mix(kMix, static_cast<std::uint64_t>(size_));
  for_each_span([&](auto tokens) {
    const auto bytes = std::as_bytes(tokens);
    std::size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data() + at, 8);
      state = mix(state, word);
    }
    std::uint64_t rest = 0;
    if (at < bytes.size()) std::memcpy(&rest, bytes.data() + at, bytes.size() - at);
    state = mix(state, rest);
  });
  return state;
}

}  // namespace cdp::runtime
