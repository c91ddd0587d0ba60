// Walks the fields of a request or reply; see worker_lines.h.
#include "run/worker_lines.h"

#include <vector>

#include "run/field_json.h"

namespace cdp::run {
namespace {

using nlohmann::json;

constexpr auto kAsItIs = [](const char* key) { return std::string(key); };

template <class Lines>
std::string text_of(const Lines& lines) {
  return std::visit([](const auto& line) { return fields_text(line, kAsItIs); }, lines);
}

/// The alternative whose kind it is.
template <class... Kinds>
Result<std::variant<Kinds...>> read(std::string_view text, std::variant<Kinds...>* /*of*/) {
  const json object = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return Error{"is not a JSON object", ""};
  FieldReader reader(object);
  std::string kind;
  reader.take("kind", kind);
  if (!reader.fault().empty()) return Error{reader.fault(), ""};
  std::variant<Kinds...> lines;
  const bool is_known = ((kind == Kinds::kKind && (lines = reader.template line<Kinds>(kAsItIs), true)) || ...);
  if (!is_known) {
    const std::vector<std::string> kinds = {std::string(Kinds::kKind)...};
    return Error{fmt::format("`kind` is none of {}", list_of(kinds)), ""};
  }
  if (!reader.fault().empty()) return Error{reader.fault(), ""};
  return lines;
}

}  // namespace

std::string request_text(const WorkerRequest& request) {
  return text_of(request);
}
std::string reply_text(const WorkerReply& reply) {
  return text_of(reply);
}

Result<WorkerRequest> read_request(std::string_view line) {
  return read(line, static_cast<WorkerRequest*>(nullptr));
}
Result<WorkerReply> read_reply(std::string_view line) {
  return read(line, static_cast<WorkerReply*>(nullptr));
}

}  // namespace cdp::run
