// Reading a file's ends and holding them against file_formats.def, and the formats that one magic number does not tell.
#include "runtime/data/file_format.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "compiler/base/regular_file.h"
#include "runtime/data/look.h"

namespace cdp::runtime {
namespace {

constexpr const char* kUnpack = "unpack it first";
constexpr const char* kNumpy =
    "write its ids as a token file, in Python: np.load('old.npy').astype('uint32').tofile('new.bin'), and read that "
    "with "
    "--token-type uint32";
constexpr const char* kArray =
    "write its ids as a token file, in Python: array.astype('uint32').tofile('new.bin'), and read that with "
    "--token-type "
    "uint32";
constexpr const char* kTable = "write its column of text to a .txt file, or its ids to a token file (.bin)";
constexpr const char* kWeights = "it is no data to train on";
constexpr const char* kNoText = "leave it out, with --include '*.txt' for example";
constexpr const char* kDocument = "write its text to a .txt file";
constexpr const char* kPickle =
    "load it in Python and write its text to a .txt file, or its ids to a token file (.bin)";

struct Row {
  std::string_view magic;
  std::size_t at;
  std::string_view endings;
  const char* what;
  const char* way;
};

constexpr Row kRows[] = {
#define FORMAT(magic, at, endings, what, way) {std::string_view(magic, sizeof(magic) - 1), at, endings, what, way},
#include "runtime/data/file_formats.def"
#undef FORMAT
};

constexpr std::size_t kSureBytes = 6;  // by chance one in 2^48 files of tokens begins with as many

std::string ending_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::size_t dot = path.rfind('.');
  if (dot == std::string::npos || (slash != std::string::npos && dot < slash)) return "";
  return path.substr(dot);
}

bool ends_as(const std::string& path, std::string_view endings) {
  const std::string ending = ending_of(path);
  return !ending.empty() && endings.find(" " + ending + " ") != std::string_view::npos;
}

bool printable(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t number = 0;
  if (at + width <= bytes.size()) std::memcpy(&number, bytes.data() + at, width);
  return number;
}

/// Zip is the shell of several formats; its first member tells which.
std::optional<FileFormat> zip_format(const FileEnds& ends) {
  if (!ends.head.starts_with("PK\x03\x04")) return {};
  const std::string name = ends.head.substr(std::min<std::size_t>(30, ends.head.size()), number_at(ends.head, 26, 2));
  const bool sure = ends.tail.size() == FileEnds::kTail && !name.empty() && printable(name);
  if (name.ends_with(".npy"))
    return FileFormat{"a file of NumPy arrays (.npz)",
                      "write its ids as a token file, in Python: np.load('old.npz')['NAME'].astype('uint32')"
                      ".tofile('new.bin'), and read that with --token-type uint32",
                      sure};
  if (name.find("data.pkl") != std::string::npos || name.ends_with("/version") || name.ends_with(".format_version"))
    return FileFormat{"a file of PyTorch (torch.save)", kPickle, sure};
  if (name == "[Content_Types].xml" || name.starts_with("xl/") || name.starts_with("_rels/"))
    return FileFormat{"a document of Microsoft Office", kDocument, sure};
  if (name == "mimetype") return FileFormat{"a document (ePub or OpenDocument)", kDocument, sure};
  return FileFormat{"a zip archive", "unpack it first: unzip", sure};
}

/// Eight bytes of length, then JSON (safetensors).
std::optional<FileFormat> safetensors_format(const FileEnds& ends) {
  const std::uint64_t length = number_at(ends.head, 0, 8);
  if (length < 2 || ends.size < 8 || length > ends.size - 8 || ends.head.size() < 10 || ends.head[8] != '{') return {};
  if (ends.head[9] != '"' && ends.head[9] != '}' && ends.head[9] != ' ') return {};
  return FileFormat{"model weights (safetensors)", kWeights, true};
}

/// Protocols 2 to 5 begin with their number and end with a full stop.
std::optional<FileFormat> pickle_format(const FileEnds& ends) {
  if (ends.head.size() < 3 || ends.head[0] != '\x80' || ends.head[1] < 2 || ends.head[1] > 5) return {};
  if (!ends.tail.ends_with('.')) return {};
  const bool framed = ends.head[1] >= 4 && ends.head[2] == '\x95';
  return FileFormat{"a Python pickle", kPickle, framed || ends_as(ends.path, " .pkl .pickle .pt .pth ")};
}

/// CRC-32C, masked as TensorFlow has it.
std::uint32_t masked_crc(std::string_view bytes) {
  std::uint32_t crc = ~0U;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1U ^ (0x82F63B78U & (0U - (crc & 1U)));
  }
  crc = ~crc;
  return (crc >> 15U | crc << 17U) + 0xA282EAD8U;
}

/// Records with the checksum of their length in front.
std::optional<FileFormat> tfrecord_format(const FileEnds& ends) {
  if (ends.head.size() < 16 || number_at(ends.head, 0, 8) + 16 > ends.size) return {};
  if (number_at(ends.head, 8, 4) != masked_crc(std::string_view(ends.head).substr(0, 8))) return {};
  return FileFormat{"TensorFlow records (TFRecord)", kTable, true};
}

/// Whether a row of the table fits where one magic number alone would say too much.
bool plausible(const Row& row, const FileEnds& ends, bool is_text) {
  const bool document = row.way == kDocument;  // these begin like text
  if (!document && printable(row.magic) && is_text) return false;
  if (row.magic == "BZh") return ends.head.substr(4, 6) == "\x31\x41\x59\x26\x53\x59" || ends.head.size() < 10;
  if (row.magic == "PAR1" && !ends.tail.ends_with("PAR1")) return ends_as(ends.path, row.endings);
  if (row.what == std::string_view("an Arrow stream")) {
    const std::uint64_t length = number_at(ends.head, 4, 4);
    return length > 0 && length % 8 == 0 && length < ends.size;
  }
  if (row.magic.size() == 2 || row.magic == std::string_view("\x5d\0\0", 3))  // too little by itself
    return ends_as(ends.path, row.endings) || (row.magic[0] != '\x1f' && row.magic[0] != '\x5d' && ends.size % 2 == 0);
  return true;
}

}  // namespace

std::string FileFormat::refusal(std::string_view wanted) const {
  return fmt::format("is {}, not {}; {}", what, wanted, way);
}

Result<FileEnds> read_ends(const std::string& path) {
  const auto fault = [&path] {
    return Error{"the file cannot be read: " + std::generic_category().message(errno), path};
  };
  const auto file = open_regular(path);
  if (!file) return file.error();
  const int descriptor = file->get();
  FileEnds ends;
  ends.path = path;
  struct stat info {};
  bool good = ::fstat(descriptor, &info) == 0;
  ends.size = static_cast<std::uint64_t>(info.st_size);
  const auto take = [&](std::string& into, std::size_t most, bool last) {
    into.resize(std::min<std::uint64_t>(most, ends.size));
    const auto at = static_cast<off_t>(last ? ends.size - into.size() : 0);
    const ssize_t got = good ? ::pread(descriptor, into.data(), into.size(), at) : -1;
    good = got >= 0;
    into.resize(good ? static_cast<std::size_t>(got) : 0);
  };
  take(ends.head, FileEnds::kHead, false);
  take(ends.tail, FileEnds::kTail, true);
  if (!good) return fault();
  return ends;
}

std::optional<FileFormat> format_of(const FileEnds& ends) {
  for (const auto& of : {zip_format, safetensors_format, tfrecord_format, pickle_format})
    if (auto format = of(ends)) return format;
  const bool is_text = !is_no_text(look_at_text({std::as_bytes(std::span(ends.head))}));
  for (const Row& row : kRows) {
    if (std::string_view(ends.head).substr(std::min(row.at, ends.head.size()), row.magic.size()) != row.magic) continue;
    if (!plausible(row, ends, is_text)) continue;
    return FileFormat{row.what, row.way, row.magic.size() >= kSureBytes || ends_as(ends.path, row.endings)};
  }
  return {};
}

}  // namespace cdp::runtime
