// Requests and replies of a worker as text and back, and the faults of others.
#include "run/worker_lines.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <set>

#include "compiler/plan/fields.h"

namespace cdp::run {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(WorkerLines, RequestsComeBackAsTheyWere) {
  const TrainRequest train{7, "{\n  \"format\": \"cdp-plan\"\n}\n", 4};
  EXPECT_EQ(request_text(train),
            R"({"kind":"train","trial":7,"plan":"{\n  \"format\": \"cdp-plan\"\n}\n","micro_batch":4})"
            "\n");
  const auto read = read_request(request_text(train));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(std::get<TrainRequest>(*read).trial, 7);
  EXPECT_EQ(std::get<TrainRequest>(*read).plan, train.plan);
  EXPECT_EQ(std::get<TrainRequest>(*read).micro_batch, 4);
  EXPECT_EQ(std::get<TrainRequest>(*read_request(request_text(TrainRequest{1, ""}))).micro_batch, std::nullopt);
  TrainRequest split{8, "{}"};
  split.trajectory = 16;
  EXPECT_EQ(request_text(split), R"({"kind":"train","trial":8,"plan":"{}","trajectory":16})"
                                 "\n");
  EXPECT_EQ(std::get<TrainRequest>(*read_request(request_text(split))).trajectory, 16);
  const auto stop = read_request(request_text(StopRequest{-3}));
  ASSERT_TRUE(stop) << stop.error().text();
  EXPECT_EQ(std::get<StopRequest>(*stop).trial, -3);
}

TEST(WorkerLines, RepliesComeBackAsTheyWere) {
  EndReply end{3, TrialEnd::diverged, 5, 160};
  end.train_loss = 0.1;
  end.message = "the loss became \"NaN\"";
  end.seconds = 1.25;
  EXPECT_EQ(reply_text(end),
            R"({"kind":"end","trial":3,"reason":"diverged","step":5,"items":160,"loss":null,"train_loss":0.1,)"
            R"("message":"the loss became \"NaN\"","seconds":1.250})"
            "\n");
  const WorkerReply replies[] = {
      ReadyReply{"0.1", "1.13.0", "cpu", 1, "8000 tokens, 0123456789abcdef"},
      ProgressReply{3, 4, 12, 128, 5.5000000001, 0.125},
      end,
      EndReply{4, TrialEnd::finished, 12, 384, 1.5, 1.25, {}, 2},
      EndReply{4, TrialEnd::finished, 12, 384, 1.5, 1.25, {}, 2, R"({"window":1})"},
      FaultReply{"`kind` is missing"},
  };
  for (const WorkerReply& reply : replies) {
    const auto read = read_reply(reply_text(reply));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->index(), reply.index());
    EXPECT_EQ(reply_text(*read), reply_text(reply));
  }
  EXPECT_EQ(std::get<EndReply>(*read_reply(reply_text(replies[4]))).trajectory, R"({"window":1})");
  EXPECT_FALSE(std::get<EndReply>(*read_reply(reply_text(replies[3]))).trajectory);
  const auto read = read_reply(reply_text(end));
  EXPECT_TRUE(std::isnan(std::get<EndReply>(*read).loss));
  EXPECT_EQ(std::get<EndReply>(*read).reason, TrialEnd::diverged);
}

TEST(WorkerLines, ALineIsOneLine) {
  for (const std::string& text : {request_text(TrainRequest{1, "a\nb\r\n"}), reply_text(FaultReply{"a\nb\xFF"})}) {
    EXPECT_EQ(text.find('\n'), text.size() - 1);
    EXPECT_THAT(text, EndsWith("}\n"));
  }
}

TEST(WorkerLines, FieldsOfOthersArePassedOver) {
  const auto read = read_request(R"({"note":{"a":[1]},"trial":1,"kind":"stop"})");
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(std::get<StopRequest>(*read).trial, 1);
}

TEST(WorkerLines, FaultsNameTheField) {
  const auto fault = [](std::string_view line) {
    const auto request = read_request(line);
    return request ? "" : request.error().text();
  };
  EXPECT_EQ(fault(""), "is not a JSON object");
  EXPECT_EQ(fault("{"), "is not a JSON object");
  EXPECT_EQ(fault("[1]"), "is not a JSON object");
  EXPECT_EQ(fault("{\"kind\":\"stop\",\"trial\":\"\xFF\"}"), "is not a JSON object");
  EXPECT_EQ(fault("{}"), "`kind` is missing");
  EXPECT_EQ(fault(R"({"kind":"ready"})"), "`kind` is none of train and stop");
  EXPECT_EQ(fault(R"({"kind":"train","plan":""})"), "`trial` is missing");
  EXPECT_EQ(fault(R"({"kind":"train","trial":1})"), "`plan` is missing");
  EXPECT_EQ(fault(R"({"kind":"train","trial":1,"plan":{}})"), "`plan` is not a string");
  EXPECT_EQ(fault(R"({"kind":"stop","trial":1.5})"), "`trial` is not a whole number");
  EXPECT_EQ(fault(R"({"kind":"stop","trial":18446744073709551615})"), "`trial` is not a whole number");
  EXPECT_EQ(fault(R"({"kind":"train","trial":1,"plan":"","micro_batch":null})"), "`micro_batch` is not a whole number");
  const auto reply = read_reply(R"({"kind":"end","trial":1,"reason":"tired"})");
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().text(), HasSubstr("`reason` is none of finished, diverged, stopped, failed"));
  EXPECT_EQ(read_reply(R"({"kind":"train"})").error().text(), "`kind` is none of ready, progress, end and fault");
}

template <class T>
void expect_schema() {
  std::set<std::string_view> keys = {"kind"};
  plan::for_each_field<T>([&](const auto& field) {
    EXPECT_TRUE(keys.insert(field.key).second) << T::kKind << "." << field.key;
    EXPECT_STRNE(field.doc, "");
  });
}

TEST(WorkerLines, EachKeyStandsOnce) {
  expect_schema<TrainRequest>();
  expect_schema<StopRequest>();
  expect_schema<ReadyReply>();
  expect_schema<ProgressReply>();
  expect_schema<EndReply>();
  expect_schema<FaultReply>();
}

}  // namespace
}  // namespace cdp::run
