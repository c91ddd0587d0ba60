// Reads and checks the corpus; see corpus.h. A file that vanishes or turns unreadable while it is read is an error.
#include "runtime/data/corpus.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "compiler/base/check.h"
#include "compiler/base/text.h"
#include "runtime/data/file_list.h"

namespace cdp::runtime {
namespace {

/// Appends a whole file to `text`; 0, or errno.
int append_file(const std::string& path, std::string& text) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
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
  close(descriptor);
  return fault;
}

std::string named(const std::vector<std::string>& paths) {
  return list_of(paths);
}

/// The kind that all files are of; mixing is an error that shows one of each.
Result<TokenKind> kind_of(const std::vector<std::string>& files) {
  const auto token = std::find_if(files.begin(), files.end(), is_token_file);
  if (token == files.end()) return TokenKind::kBytes;
  const auto text = std::find_if_not(files.begin(), files.end(), is_token_file);
  if (text == files.end()) return TokenKind::kIds;
  return Error{
      fmt::format("`{}` is a token file and `{}` is text; a run takes one kind, choose with --include", *token, *text),
      "--data"};
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
  const std::size_t before = text_.size();
  if (const int fault = append_file(path, text_)) {
    return Error{"the file cannot be read: " + std::generic_category().message(fault), path};
  }
  add_part(path, text_.size() - before);
  return Done{};
}

Status Corpus::add_tokens(const std::string& path) {
  auto file = open_token_file(path);
  if (!file) return file.error();
  add_part(path, file->tokens.size());
  files_.push_back(std::move(*file));
  return Done{};
}

Result<Corpus> Corpus::load(const std::vector<std::string>& paths, const std::vector<std::string>& globs) {
  auto list = list_files(paths, globs);
  if (!list) return list.error();
  if (list->files.empty() && !globs.empty()) {
    return Error{fmt::format("holds no file whose name matches --include {}", list_of(globs, "or")), named(paths)};
  }
  const auto kind = kind_of(list->files);
  if (!kind) return kind.error();
  Corpus corpus;
  corpus.kind_ = *kind;
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
    const auto tokens = files_[part].tokens.subspan(static_cast<std::size_t>(first - parts_[part].first));
    const std::size_t count = std::min(tokens.size(), out.size());
    std::copy_n(tokens.begin(), count, out.begin());
    out = out.subspan(count);
    first += static_cast<std::int64_t>(count);
    ++part;
  }
}

Status Corpus::check_vocabulary(std::int64_t vocabulary) const {
  if (kind_ == TokenKind::kBytes) {
    if (vocabulary >= 256) return Done{};
    return Error{
        fmt::format("text is read as byte tokens, which need a vocabulary of 256; the plan's model has {}", vocabulary),
        parts_.front().path};
  }
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const auto tokens = files_[i].tokens;
    const auto bad =
        std::find_if(tokens.begin(), tokens.end(), [&](std::uint16_t token) { return token >= vocabulary; });
    if (bad == tokens.end()) continue;
    return Error{fmt::format("token {} at offset {} is outside the plan's vocabulary of {} (ids 0 to {})", *bad,
                             bad - tokens.begin(), vocabulary, vocabulary - 1),
                 parts_[i].path};
  }
  return Done{};
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
