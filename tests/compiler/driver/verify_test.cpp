// `cdp verify` as a command: what it reads, how it ends, what it refuses.
#include "compiler/driver/verify.h"

#include <gmock/gmock.h>

#include "compiler/weights/safetensors_header.h"
#include "tests/support/temp_folder.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;

constexpr const char* kSpec = R"(use std.linear
use std.sp
module Net(width) {
  embed: Embedding(16, width)
  head:  Unembedding(width, 16)
  forward(tokens) = head(embed(tokens))
}
model = Net(width)
parameterization = sp()
reference { width = 8; depth = 1; batch = 2 seq; duration = 64 tok; context = 4 }
base { lr = 1e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0; init_std = 0.02 }
training { task = next_token; optimizer = adamw; schedule = constant; precision = fp32 }
target wide { width = 16 }
)";

class VerifyCommand : public ::testing::Test {
 protected:
  VerifyCommand() {
    dir_.write("net.cdp", kSpec);
    options_ = {dir_.file("net.cdp"), dir_.file("x.safetensors"), {}, {}, {}, {}, VerifyFormat::kText};
    write("embed.weight", "head.weight");
  }
  void write(const std::string& embed, const std::string& head) {
    const std::vector<weights::StoredTensor> tensors = {{embed, weights::Dtype::kF32, {16, 8}, 0, 512},
                                                        {head, weights::Dtype::kF32, {16, 8}, 512, 1024}};
    dir_.write("x.safetensors", weights::safetensors_head({}, tensors) + std::string(1024, '\0'));
  }
  test::TempFolder dir_;
  VerifyOptions options_;
};

TEST_F(VerifyCommand, SaysThatAllIsThere) {
  const Answer answer = verify_weights(options_, {});
  EXPECT_EQ(answer.exit_code, kClean) << answer.err;
  EXPECT_EQ(answer.err, "");
  EXPECT_EQ(answer.out, dir_.file("x.safetensors") + ": all 2 tensors of " + dir_.file("net.cdp") +
                            " at reference are there, each once and with its shape\n");
}

TEST_F(VerifyCommand, FindingsAreExitCodeOne) {
  options_.choice.target = "wide";
  const Answer text = verify_weights(options_, {});
  EXPECT_EQ(text.exit_code, kFindings);
  EXPECT_THAT(text.out, HasSubstr("wrong shape (2 tensors): "));
  EXPECT_THAT(text.out, HasSubstr("embed.weight: 16 x 8 in the file, 16 x 16 in the plan"));
  options_.format = VerifyFormat::kJson;
  const Answer json = verify_weights(options_, {});
  EXPECT_EQ(json.exit_code, kFindings);
  EXPECT_THAT(json.out, HasSubstr(R"("kind": "wrong shape", "count": 2)"));
}

TEST_F(VerifyCommand, RenamesComeFromOptionsAndFiles) {
  write("model.tok.weight", "head.weight");
  EXPECT_EQ(verify_weights(options_, {}).exit_code, kFindings);
  options_.renames = {"model.tok.*=embed.*"};
  EXPECT_EQ(verify_weights(options_, {}).exit_code, kClean);
  options_.renames = {dir_.write("names", "# as the other program calls them\nmodel.tok.weight = embed.weight\n")};
  EXPECT_EQ(verify_weights(options_, {}).exit_code, kClean);
  options_.renames.emplace_back("x=y");
  options_.ignored = {"nothing.*"};
  const Answer unused = verify_weights(options_, {});
  EXPECT_EQ(unused.exit_code, kClean);
  EXPECT_EQ(unused.err,
            "warning: `nothing.*` matches no tensor of the file\nwarning: `x=y` matches no tensor of the file\n");
}

TEST_F(VerifyCommand, CouldNotRun) {
  const auto error = [&](const VerifyOptions& options) {
    const Answer answer = verify_weights(options, {});
    EXPECT_EQ(answer.exit_code, kCouldNotRun);
    EXPECT_EQ(answer.out, "");
    return answer.err;
  };
  VerifyOptions wrong = options_;
  wrong.against = dir_.file("gone");
  EXPECT_THAT(error(wrong), HasSubstr("gone: there is no such file"));
  wrong = options_;
  wrong.plan = dir_.file("gone.cdp");
  EXPECT_THAT(error(wrong), HasSubstr("gone.cdp"));
  wrong.plan = dir_.write("broken.cdp", "model {");
  EXPECT_THAT(error(wrong), HasSubstr("[E0113]"));
  wrong = options_;
  wrong.renames = {"a=b.*"};
  EXPECT_THAT(error(wrong), HasSubstr("--rename: `a=b.*` has other stars"));
  wrong.renames = {dir_.write("names", "\na\n")};
  EXPECT_THAT(error(wrong), HasSubstr("names:2: `a` is no rename"));
  wrong = options_;
  wrong.choice.target = "gone";
  EXPECT_THAT(error(wrong), HasSubstr("gone"));
}

TEST_F(VerifyCommand, TheFileCannotSteerTheTerminal) {
  write("embed.weight", "\x1b[2J");
  const Answer answer = verify_weights(options_, {});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_EQ(answer.out.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace cdp::driver
