// The statistics of look.h. Real ids follow Zipf's law: a few are frequent, most are rare, and no place in a word of 32
// or 64 bits is different from another.
#include "runtime/data/look.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "compiler/base/utf8.h"

namespace cdp::runtime {
namespace {

constexpr std::size_t kPieces = 16;
constexpr std::size_t kPieceBytes = 32 * 1024;

bool is_control(unsigned char byte) {
  return (byte < 0x20 && (byte < '\b' || byte > '\r') && byte != 0x1b) || byte == 0x7f;
}

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// Bytes of a character that the end of a piece cuts: at most three, from a lead byte on.
std::size_t cut_at_end(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80) return 0;
    if (byte >= 0xC2 && byte <= 0xF4) {
      const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}

std::string_view chars_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void count_invalid(std::string_view text, bool inside, TextLook& look) {
  std::size_t at = 0;
  while (inside && at < std::min<std::size_t>(3, text.size()) && is_continuation(text[at])) ++at;
  text.remove_suffix(std::min(cut_at_end(text), text.size() - at));
  while (at < text.size()) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const CodePoint point = code_point_at(text, at);
    look.invalid += point.bytes == 1 ? 1 : 0;
    at += point.bytes;
  }
}

/// Words of 16 bits at each place in one of 64.
struct Place {
  std::uint64_t words = 0;
  std::uint64_t zeros = 0;
  std::uint16_t most = 0;

  /// What the upper half of a small number looks like.
  [[nodiscard]] bool is_upper() const { return most < 16; }
  [[nodiscard]] bool is_zero() const { return zeros == words; }
};

struct Words {
  std::array<Place, 4> places;
  std::vector<std::uint32_t> counts = std::vector<std::uint32_t>(1 << 16);
  std::array<std::array<double, 256>, 2> upper_bytes{};  // how often, at even and at odd places
  std::uint64_t total = 0;

  explicit Words(const Pieces& pieces) {
    for (const auto& piece : pieces) {
      for (std::size_t at = 0; at + 2 <= piece.size(); at += 2) {
        std::uint16_t word = 0;
        std::memcpy(&word, piece.data() + at, 2);
        Place& place = places[at / 2 % 4];
        ++place.words;
        place.zeros += word == 0 ? 1 : 0;
        place.most = std::max(place.most, word);
        ++counts[word];
        ++upper_bytes[at / 2 % 2][word >> 8U];
        ++total;
      }
    }
  }

  /// How likely two of its words are equal: 1/65,536 for noise, above 1/1,000 for ids of any text.
  [[nodiscard]] double collisions() const {
    double pairs = 0;
    for (const std::uint32_t count : counts) pairs += static_cast<double>(count) * (static_cast<double>(count) - 1);
    return pairs / (static_cast<double>(total) * (static_cast<double>(total) - 1));
  }
};

/// How different words at even places are from those at odd ones: 0 for ids, 1 where they have nothing in common.
double unevenness(const Words& words) {
  double distance = 0;
  for (std::size_t byte = 0; byte < 256; ++byte)
    distance += std::abs(words.upper_bytes[0][byte] - words.upper_bytes[1][byte]);
  return distance / static_cast<double>(words.total);
}

constexpr std::uint64_t kFewWords = 16;      // below them nothing is said
constexpr std::uint64_t kNoiseWords = 2048;  // that a spread can be told from

/// Bits of a little-endian integer whose upper parts are empty; 0: of none. Large enough numbers tell the parts apart
/// even where the upper one is not always zero.
int little_endian_bits(const std::array<Place, 4>& p) {
  if (p[0].is_zero()) return 0;
  if (p[2].is_zero() && p[3].is_zero() && (p[1].is_zero() || (p[1].is_upper() && p[0].most >= 256))) return 64;
  if (p[2].is_zero()) return 0;
  const bool zero = p[1].is_zero() && p[3].is_zero();
  const bool small = p[1].is_upper() && p[3].is_upper() && p[0].most >= 256 && p[2].most >= 256;
  return zero || small ? 32 : 0;
}

/// The same, upper parts first.
int big_endian_bits(const std::array<Place, 4>& p) {
  const std::array<Place, 4> turned = {p[3], p[2], p[1], p[0]};
  return little_endian_bits(turned);
}

/// All 65,536 values as likely as each other, which no ids are.
bool is_noise(const Words& words) {
  if (words.total < kNoiseWords || words.collisions() > 2.5 / 65536) return false;
  std::uint64_t upper = 0;
  for (std::size_t word = 1U << 15U; word < words.counts.size(); ++word) upper += words.counts[word];
  const double share = static_cast<double>(upper) / static_cast<double>(words.total);
  return share > 0.45 && share < 0.55;
}

std::optional<Suspicion> suspect_width(const Words& words) {
  const int big = big_endian_bits(words.places);
  const int bits = little_endian_bits(words.places);
  if (bits == 32)
    return Suspicion{"looks like ids of 32 bits: every second word of 16 bits is the empty upper half of a number",
                     "read it with --token-type uint32, or say --token-type uint16 if it is so"};
  if (bits == 64)
    return Suspicion{"looks like ids of 64 bits, of which three words of four are empty",
                     "convert it, " + convert_to_uint32("int64") + ", or say --token-type uint16 if it is so"};
  if (big != 0)
    return Suspicion{
        fmt::format("looks like big-endian ids of {} bits", big),
        "convert it, " + convert_to_uint32(fmt::format(">i{}", big / 8)) + ", or say --token-type uint16 if it is so"};
  return {};
}

std::optional<Suspicion> suspect_values(const Words& words) {
  const char* const so = "if it is so, say --token-type uint16";
  const double zeros = static_cast<double>(words.counts[0]) / static_cast<double>(words.total);
  const auto different = std::count_if(words.counts.begin(), words.counts.end(), [](auto count) { return count > 0; });
  if (different == 1 && words.total >= 64) return Suspicion{"has the same id everywhere", so};
  if (zeros >= 0.45)
    return Suspicion{fmt::format("has the id 0 in {:.0f}% of its places, as a file that was made in advance and never "
                                 "filled, or padding",
                                 100 * zeros),
                     so};
  if (is_noise(words))
    return Suspicion{"looks like random, compressed or encrypted bytes: all values are equally frequent", so};
  if (words.total >= kNoiseWords && unevenness(words) > 0.5)
    return Suspicion{
        "looks like numbers of more than 16 bits, floats for example: words at even places are not like "
        "those at odd ones",
        so};
  return {};
}

}  // namespace

Pieces pieces_of(std::span<const std::byte> bytes) {
  if (bytes.size() <= kPieces * kPieceBytes) return bytes.empty() ? Pieces{} : Pieces{bytes};
  Pieces pieces;
  for (std::size_t i = 0; i < kPieces; ++i) {
    // In steps of the last piece's place: a product of the whole size could be too large.
    const std::size_t last = bytes.size() - kPieceBytes;
    const std::size_t at = last / (kPieces - 1) * i + last % (kPieces - 1) * i / (kPieces - 1);
    pieces.push_back(bytes.subspan(at / 8 * 8, kPieceBytes));
  }
  return pieces;
}

TextLook look_at_text(const Pieces& pieces) {
  TextLook look;
  for (const auto& piece : pieces) {
    const std::string_view text = chars_of(piece);
    look.bytes += text.size();
    for (std::size_t at = 0; at < text.size(); ++at) {
      const auto byte = static_cast<unsigned char>(text[at]);
      look.controls += is_control(byte) ? 1 : 0;
      look.zeros[at % 2] += byte == 0 ? 1 : 0;
    }
    count_invalid(text, &piece != &pieces.front(), look);
  }
  return look;
}

bool is_no_text(const TextLook& look) {
  return (look.invalid + look.controls) * 10'000 > look.bytes;
}

std::string what_else(const TextLook& look, const Pieces& pieces) {
  const Words words(pieces);
  const std::uint64_t half = look.bytes / 2;
  const std::uint64_t zeros = look.zeros[0] + look.zeros[1];
  const int bits =
      words.total < kFewWords ? 0 : std::max(little_endian_bits(words.places), big_endian_bits(words.places));
  if (bits != 0) return fmt::format("integers of {} bits", bits);
  if (half > 0 && std::max(look.zeros[0], look.zeros[1]) * 10 > half * 9 && zeros * 10 < look.bytes * 6)
    return "text in UTF-16, or integers of 16 bits";
  if (is_noise(words)) return "random, compressed or encrypted bytes";
  if (look.controls == 0) return "text in another encoding, such as Latin-1";
  return "binary data";
}

std::optional<Suspicion> suspect_ids(const Pieces& pieces, TokenType type) {
  if (type != TokenType::kUint16) return {};
  const Words words(pieces);
  if (words.total < kFewWords) return {};
  const TextLook look = look_at_text(pieces);
  if (look.bytes >= 64 && !is_no_text(look))
    return Suspicion{"looks like text",
                     "give it another name than .bin, or say --token-type bytes; if it holds ids, "
                     "--token-type uint16"};
  if (auto width = suspect_width(words)) return width;
  return suspect_values(words);
}

bool looks_64_bit(const Pieces& pieces) {
  const Words words(pieces);
  return words.total >= kFewWords && little_endian_bits(words.places) == 64;
}

}  // namespace cdp::runtime
