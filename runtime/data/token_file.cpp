// Maps and checks token files; see token_file.h for the formats.
#include "runtime/data/token_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "runtime/data/file_format.h"
#include "runtime/data/look.h"
#include "runtime/data/megatron.h"

namespace cdp::runtime {
namespace {

static_assert(std::endian::native == std::endian::little, "token files are little endian and are mapped as they are");

constexpr std::size_t kHeaderBytes = 256 * sizeof(std::int32_t);

/// What llm.c's header may begin with (dev/data/data_common.py).
struct Header {
  std::int32_t magic;
  std::int32_t version;
  TokenType type;
};
constexpr Header kHeaders[] = {{20240520, 1, TokenType::kUint16}, {20240801, 7, TokenType::kUint32}};

std::string_view bytes_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// What is wrong with a header of llm.c, if anything.
std::optional<std::string> header_fault(const Header& header, std::int32_t version, std::int32_t count,
                                        std::size_t body_bytes, std::optional<TokenType> said) {
  if (said && *said != header.type)
    return fmt::format("its header says {} (llm.c), --token-type says {}; leave --token-type out", name_of(header.type),
                       name_of(*said));
  if (version != header.version)
    return fmt::format("has version {} of llm.c's token file header; version {} is read", version, header.version);
  const std::size_t width = width_of(header.type);
  if (count < 0) return fmt::format("its header promises {} tokens; the file is damaged", count);
  const std::size_t promised = static_cast<std::size_t>(count) * width;
  if (promised == body_bytes) return std::nullopt;
  if (body_bytes % width == 0)
    return fmt::format("its header promises {} tokens, but {} follow; the file is truncated or damaged", count,
                       body_bytes / width);
  return fmt::format(
      "its header promises {} tokens, {} bytes, but {} bytes follow, which are no whole number of tokens of {} bytes; "
      "the "
      "file is truncated or damaged",
      count, promised, body_bytes, width);
}

/// Reads the header, if there is one. Whether there is.
Result<bool> read_header(const std::string& path, std::span<const std::byte> bytes, std::optional<TokenType> said,
                         TokenFile& file) {
  std::int32_t head[3] = {};
  if (bytes.size() < kHeaderBytes) return false;
  std::memcpy(head, bytes.data(), sizeof head);
  const auto* header = std::find_if(std::begin(kHeaders), std::end(kHeaders),
                                    [&head](const Header& known) { return known.magic == head[0]; });
  if (header == std::end(kHeaders)) return false;
  if (const auto fault = header_fault(*header, head[1], head[2], bytes.size() - kHeaderBytes, said))
    return Error{*fault, path};
  file.type = header->type;
  file.header_bytes = kHeaderBytes;
  return true;
}

/// Holds what the user says, or the lack of it, against the index of Megatron.
Status check_index(const std::string& path, const MegatronIndex& index, std::optional<TokenType> said) {
  if (said && said == index.reads_as) return Done{};
  if (!index.reads_as)
    return Error{fmt::format("its index {} says that it holds {}; ids are read as uint16 or uint32: convert it, {}",
                             index.path, index.numbers, convert_to_uint32(index.numbers)),
                 path};
  if (said)
    return Error{fmt::format("its index {} says that it holds {}, --token-type says {}; say --token-type {}",
                             index.path, index.numbers, name_of(*said), name_of(*index.reads_as)),
                 path};
  return Error{fmt::format("is of a dataset of Megatron, whose index {} says that it holds {}; cdp reads its documents "
                           "end to end with --token-type {}",
                           index.path, index.numbers, name_of(*index.reads_as)),
               path};
}

/// Refuses bare bytes that are known to be something else, or look like it and are not said to be ids.
Status check_bare(const std::string& path, std::span<const std::byte> bytes, std::optional<TokenType> said) {
  const std::string_view all = bytes_of(bytes);
  const FileEnds ends{path, std::string(all.substr(0, FileEnds::kHead)),
                      std::string(all.substr(all.size() - std::min(all.size(), FileEnds::kTail))), all.size()};
  const auto format = format_of(ends);
  if (format && (!said || format->certain)) {
    std::string message = format->refusal("a token file");
    if (!format->certain) message += "; if its first bytes are ids by chance, say --token-type uint16 or uint32";
    return Error{message, path};
  }
  const auto index = index_beside(path);
  if (index) return check_index(path, *index, said);
  const Pieces pieces = pieces_of(bytes);
  if (said == TokenType::kUint32 && looks_64_bit(pieces))
    return Error{
        "looks like ids of 64 bits: every second word of 32 is the empty upper half of a number; convert it, " +
            convert_to_uint32("int64"),
        path};
  if (said && !is_token_file(path) && !is_no_text(look_at_text(pieces)))
    return Error{fmt::format("is text, and --token-type {} is for ids; leave it out, or let the name end in .bin if "
                             "these bytes are ids",
                             name_of(*said)),
                 path};
  if (said) return Done{};
  if (const auto suspicion = suspect_ids(pieces, TokenType::kUint16))
    return Error{fmt::format("{}; {}", suspicion->what, suspicion->way), path};
  return Done{};
}

}  // namespace

Result<TokenFile> open_token_file(const std::string& path, std::optional<TokenType> said) {
  TokenFile file;
  file.type = said.value_or(TokenType::kUint16);
  auto mapping = Mapping::of_file(path);
  if (!mapping) return mapping.error();
  file.mapping = *std::move(mapping);
  const std::span<const std::byte> bytes = file.mapping->bytes();
  const auto has_header = read_header(path, bytes, said, file);
  if (!has_header) return has_header.error();
  file.body = bytes.subspan(file.header_bytes);
  if (*has_header) return file;
  if (const Status sound = check_bare(path, bytes, said); !sound) return sound.error();
  const std::size_t width = width_of(file.type);
  if (bytes.size() % width == 0) return file;
  if (width == 2)
    return Error{
        fmt::format("has {} bytes, an odd number; a token file holds 16-bit tokens, two bytes each", bytes.size()),
        path};
  return Error{fmt::format("has {} bytes, no multiple of 4; a file of uint32 holds 32-bit tokens", bytes.size()), path};
}

}  // namespace cdp::runtime
