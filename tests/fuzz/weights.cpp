// Checkpoints come from everywhere.
#include "compiler/weights/weights.h"
#include "compiler/verify/verify.h"
#include "compiler/weights/safetensors_header.h"
#include "tests/fuzz/targets.h"

namespace cdp::fuzz {

int weights(Bytes bytes) {
  static_cast<void>(weights::parse_safetensors_header(text_of(bytes), 4096));
  for (const char* const name : {"model.safetensors", "model.safetensors.index.json"}) {
    const auto opened = weights::open_weights(on_disk(name, bytes));
    if (opened) static_cast<void>(verify::verify(plan_of_tokens(), *opened, {}));
  }
  return 0;
}

}  // namespace cdp::fuzz
