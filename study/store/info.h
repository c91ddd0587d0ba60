// What a study is of: held against what a command finds when the study goes on, so that no two sorts of trials are
// mixed.
#pragma once

#include <string>
#include <tuple>

#include "compiler/base/result.h"

namespace cdp::study {

struct StudyInfo;

/// One fact of a study.
struct InfoField {
  const char* key;
  std::string StudyInfo::*member;
  const char* words;  // for messages: what differs; empty: it may differ
};

struct StudyInfo {
  std::string kind;         // sweep or search
  std::string spec;         // its path, as it was given
  std::string spec_sha256;  // over the spec and all that it brings in
  std::string compiler;     // version of cdp
  std::string data;         // the worker's fingerprint; empty until a worker has said it
  std::string torch;        // version of LibTorch; likewise
  std::string device;       // likewise
  std::string settings;     // that all trials share, as JSON: target and values
  std::string method;       // of a search: how its trials are chosen
  std::string tags;         // as JSON: optimizer, schedule, decay, which all trials share
  std::string space = {};   // of a search: the names of its dimensions, as JSON

  static constexpr auto fields() {
    return std::tuple{
        InfoField{"kind", &StudyInfo::kind, "the kind of study"},
        InfoField{"spec", &StudyInfo::spec, ""},  // may have moved
        InfoField{"spec_sha256", &StudyInfo::spec_sha256, "the spec, or a file that it brings in (SHA-256)"},
        InfoField{"compiler", &StudyInfo::compiler, "the version of cdp"},
        InfoField{"data", &StudyInfo::data, "the data"},
        InfoField{"torch", &StudyInfo::torch, "the version of LibTorch"},
        InfoField{"device", &StudyInfo::device, "the device"},
        InfoField{"settings", &StudyInfo::settings, "what all trials share"},
        InfoField{"method", &StudyInfo::method, "how trials are chosen"},
        InfoField{"tags", &StudyInfo::tags, ""},
        InfoField{"space", &StudyInfo::space, ""},  // the spec and the settings make it
    };
  }
};

/// Whether a study may go on under what was found now: the error names what differs, with both values. What is empty
/// on either side is not known and no difference.
[[nodiscard]] Status same_study(const StudyInfo& kept, const StudyInfo& found, const std::string& folder);

}  // namespace cdp::study
