// The page of a study at work: DIR/report.html, written anew as trials end, but not so often that it costs the study
// much. Whatever goes wrong with the page, the study goes on.
#pragma once

#include <functional>
#include <string>

#include "study/store/store.h"

namespace cdp::study {

class LivePage {
 public:
  /// Seconds since some beginning.
  using Clock = std::function<double()>;
  /// Hears once, in a line, why the page cannot be written.
  using Say = std::function<void(const std::string&)>;

  /// The store has to live longer.
  LivePage(const Store& store, Say say, Clock clock = steady_seconds);
  /// Writes the last page, which does not load itself again.
  ~LivePage();
  LivePage(const LivePage&) = delete;
  LivePage& operator=(const LivePage&) = delete;

  /// After each trial: writes the page if the last one is old enough.
  void ended();

  /// Whether every page so far could be written.
  [[nodiscard]] bool works() const { return !has_failed_; }

  [[nodiscard]] static std::string path_in(const std::string& folder) { return folder + "/report.html"; }
  [[nodiscard]] static double steady_seconds();

 private:
  void write(bool at_work);

  const Store& store_;
  Say say_;
  Clock clock_;
  double next_ = 0;  // not before
  bool has_failed_ = false;
};

}  // namespace cdp::study
