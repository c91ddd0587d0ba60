// See live.h.
#include "study/page/live.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <utility>

#include "compiler/base/files.h"
#include "study/page/page.h"

namespace cdp::study {
namespace {

constexpr int kReload = 5;           // seconds
constexpr double kLeastWait = 3;     // between two pages
constexpr double kWaitPerWork = 50;  // so that pages take a fiftieth of the time at most

}  // namespace

LivePage::LivePage(const Store& store, Say say, Clock clock)
    : store_(store), say_(std::move(say)), clock_(std::move(clock)), next_(-std::numeric_limits<double>::infinity()) {}

LivePage::~LivePage() {
  write(false);
}

void LivePage::ended() {
  if (clock_() >= next_) write(true);
}

double LivePage::steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void LivePage::write(bool at_work) {
  const double begun = clock_();
  const std::string page = study_page(store_.info(), store_.trials(), at_work ? std::optional(kReload) : std::nullopt);
  const Status written = write_file(path_in(store_.folder()), page);
  const double done = clock_();
  next_ = done + std::max(kLeastWait, kWaitPerWork * (done - begun));
  if (written || has_failed_) return;
  has_failed_ = true;
  say_("the page of the study cannot be written, and the study goes on: " + written.error().text());
}

}  // namespace cdp::study
