// Reports for the tests of their forms.
#pragma once

#include "study/transfer/report.h"
#include "tests/study/transfer/synthetic.h"

namespace cdp::study {

inline Transfer some_transfer(const Law& law) {
  return transfer_of(sweeps_of(sweep_of(law, 2), {})->front(), {{}, 200});
}

inline Law slow_law() {
  Law law;
  law.alpha = 0.742, law.beta = 0.388, law.shift = 2, law.values = 9, law.diverges_above = 4;
  return law;
}

inline TransferReport some_report(const Law& law) {
  return {"a <b>.csv", {some_transfer(law)}};
}

}  // namespace cdp::study
