// libFuzzer's entry: CMake builds one program of it for each target, whose name is CDP_FUZZ_TARGET.
#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {  // NOLINT: libFuzzer's name
  return cdp::fuzz::CDP_FUZZ_TARGET({bytes, size});
}
