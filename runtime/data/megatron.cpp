// The heads of the two kinds of index: megatron/core/datasets/indexed_dataset.py, fairseq/data/indexed_dataset.py.
#include "runtime/data/megatron.h"

#include <array>
#include <cstring>

#include "runtime/data/file_format.h"

namespace cdp::runtime {
namespace {

constexpr std::string_view kMegatron{"MMIDIDX\0\0", 9};  // then version (8 bytes), code of the numbers (1)
constexpr std::string_view kFairseq{"TNTIDX\0\0", 8};    // then version (8 bytes), code (8)

struct Numbers {
  const char* name;
  std::optional<TokenType> reads_as;
};

/// By code, from 1. Ids are not negative, so that signed and unsigned ones are the same bytes.
const std::array<Numbers, 8> kNumbers = {{{"uint8", TokenType::kBytes},
                                          {"int8", TokenType::kBytes},
                                          {"int16", TokenType::kUint16},
                                          {"int32", TokenType::kUint32},
                                          {"int64", {}},
                                          {"float64", {}},
                                          {"float32", {}},
                                          {"uint16", TokenType::kUint16}}};

}  // namespace

bool is_index(const std::string& path) {
  if (!path.ends_with(".idx")) return false;
  const auto ends = read_ends(path);
  return ends && (ends->head.starts_with(kMegatron) || ends->head.starts_with(kFairseq));
}

std::optional<MegatronIndex> index_beside(const std::string& path) {
  if (!path.ends_with(".bin")) return {};
  MegatronIndex index{path.substr(0, path.size() - 4) + ".idx", "numbers of a kind that is not known", {}};
  const auto ends = read_ends(index.path);
  if (!ends) return {};
  const bool megatron = ends->head.starts_with(kMegatron);
  if (!megatron && !ends->head.starts_with(kFairseq)) return {};
  const std::size_t at = (megatron ? kMegatron : kFairseq).size() + sizeof(std::uint64_t);
  const std::size_t code = at < ends->head.size() ? static_cast<unsigned char>(ends->head[at]) : 0;
  if (code >= 1 && code <= kNumbers.size()) {
    index.numbers = kNumbers[code - 1].name;
    index.reads_as = kNumbers[code - 1].reads_as;
  }
  return index;
}

}  // namespace cdp::runtime
