// Files of other programs, known by how they begin; texts and tokens are none of them.
#include "runtime/data/file_format.h"

#include <gmock/gmock.h>

#include "tests/runtime/data/token_files.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using namespace cdp::test;
using ::testing::AllOf;
using ::testing::HasSubstr;
using std::string_literals::operator""s;

/// What a file of this name and these bytes is; `-` for none.
std::string what(const std::string& bytes, const std::string& name = "file") {
  const TempFolder dir;
  const auto ends = read_ends(dir.write(name, bytes));
  EXPECT_TRUE(ends);
  const auto format = format_of(*ends);
  return format ? format->what + (format->certain ? "" : "?") : "-";
}

const std::string kBinary = "\0\xff\x80\1"s + noise(60);

TEST(FileFormat, KnowsItsTable){
#define FORMAT(magic, at, endings, what_it_is, way)                                                          \
  {                                                                                                          \
    std::string bytes(at, '\x81');                                                                           \
    bytes += std::string(magic, sizeof(magic) - 1) + "\x10\0\0\0"s + kBinary;                                \
    if (std::string_view(magic) == "BZh") bytes = "BZh91AY&SY"s + kBinary;                                   \
    if (std::string_view(magic) == "PAR1") bytes += "PAR1";                                                  \
    const std::string ending = std::string(endings).size() < 3 ? "" : std::string(endings).substr(1);        \
    const std::string found = what(bytes, "file" + ending.substr(0, ending.find(' ')));                      \
    EXPECT_TRUE(found == what_it_is || (found == std::string(what_it_is) + "?" && ending.empty())) << found; \
  }
#include "runtime/data/file_formats.def"
#undef FORMAT
}

TEST(FileFormat, TellsWhatAZipIs) {
  const auto zip = [](const std::string& member) {
    const std::string length = {static_cast<char>(member.size()), '\0'};
    return "PK\x03\x04"s + std::string(22, '\0') + length + "\0\0"s + member + kBinary;
  };
  EXPECT_EQ(what(zip("arr_0.npy")), "a file of NumPy arrays (.npz)");
  EXPECT_EQ(what(zip("archive/data.pkl")), "a file of PyTorch (torch.save)");
  EXPECT_EQ(what(zip("[Content_Types].xml")), "a document of Microsoft Office");
  EXPECT_EQ(what(zip("notes.txt")), "a zip archive");
}

TEST(FileFormat, KnowsWhatNoSingleMagicNumberTells) {
  const std::string header = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
  EXPECT_EQ(what(std::string{static_cast<char>(header.size())} + std::string(7, '\0') + header + "1234"),
            "model weights (safetensors)");
  EXPECT_EQ(what("\x80\x04\x95\x0b\0\0\0\0\0\0\0\x8c\x05words\x94."s), "a Python pickle");
  EXPECT_EQ(what("\x80\x02]q\0."s, "a.pkl"), "a Python pickle");
  // A record of three bytes as TensorFlow writes it; the checksum is that of its length.
  EXPECT_EQ(what("\x03\0\0\0\0\0\0\0\xb0\x99\x49\x0e"s + "abc" + "\1\2\3\4"s), "TensorFlow records (TFRecord)");
}

TEST(FileFormat, TextIsNone) {
  for (const char* text : {"", "x", "PAR1 is how it begins", "ORCs and elves", "GIF8 of words", "BZh!", "ID3 tags",
                           "Rar! cried the lion", "# %PDF- inside", "a;b\n", "Grüße"})
    EXPECT_EQ(what(text), "-") << text;
}

TEST(FileFormat, TokensAreNone) {
  EXPECT_EQ(what(wide_bytes<std::uint16_t>(zipf_ids(1000, 50'257)), "a.bin"), "-");
  EXPECT_EQ(what(wide_bytes<std::uint32_t>(zipf_ids(1000, 128'256)), "a.bin"), "-");
}

TEST(FileFormat, AShortMagicNumberIsSureWithItsEndingOnly) {
  EXPECT_EQ(what("\x1f\x8b\x08"s + kBinary, "a.bin"), "compressed by gzip?");
  EXPECT_EQ(what("\x1f\x8b\x08"s + kBinary, "a.txt.gz"), "compressed by gzip");
  EXPECT_EQ(what("\x93NUMPY"s + kBinary, "a.bin"), "a NumPy array (.npy)");
}

TEST(FileFormat, ARefusalSaysTheWayOut) {
  EXPECT_EQ((FileFormat{"compressed by gzip", "decompress it first: gunzip", true}.refusal("UTF-8 text")),
            "is compressed by gzip, not UTF-8 text; decompress it first: gunzip");
}

TEST(FileEnds, AreTheTwoEnds) {
  const TempFolder dir;
  const auto ends = read_ends(dir.write("a", std::string(2000, 'a') + "12345678"));
  ASSERT_TRUE(ends);
  EXPECT_EQ(ends->head, std::string(1024, 'a'));
  EXPECT_EQ(ends->tail, "12345678");
  EXPECT_EQ(ends->size, 2008U);
  EXPECT_THAT(read_ends(dir.file("gone")).error().text(), HasSubstr("there is no such file"));
}

}  // namespace
}  // namespace cdp::runtime
