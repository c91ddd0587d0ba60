// Tests of missing permissions: root may read everything, so for their length the process is an ordinary user.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

namespace cdp::test {

class AsNobody {
 public:
  AsNobody() : before_(geteuid()) {
    if (before_ == 0 && seteuid(65534) != 0) ADD_FAILURE() << "cannot become an ordinary user";
  }
  ~AsNobody() {
    if (seteuid(before_) != 0) ADD_FAILURE() << "cannot become user " << before_ << " again";
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  uid_t before_;
};

}  // namespace cdp::test
