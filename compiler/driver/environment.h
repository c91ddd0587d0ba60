// The environment that `cdp` gives `cdp-run`: variables that glibc, LibTorch and OpenBLAS read only while they are
// being loaded. A pure function of what the machine is and what the user has set; nothing here runs the program.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cdp::driver {

/// The widest vector instructions for which OpenBLAS has matrix kernels.
enum class Vectors { kBase, kAvx2, kAvx512 };

struct Machine {
  int cores = 1;  // physical cores this process may keep busy: affinity and the cgroup's quota count
  Vectors vectors = Vectors::kBase;
  bool shared = false;          // others are computing on them too
  std::string openblas_openmp;  // folder of Debian's OpenMP build of OpenBLAS; empty: not installed
};

/// Reads /proc, /sys and Debian's library folder under `root`. What cannot be read is taken to be absent.
[[nodiscard]] Machine detect_machine(const std::string& root = "");

using UserEnvironment = std::map<std::string, std::string, std::less<>>;
/// This process's variables.
[[nodiscard]] UserEnvironment user_environment();

using Variables = std::vector<std::pair<std::string, std::string>>;
/// What to set on top of the user's variables. What the user has set stays as it is; LD_LIBRARY_PATH is added to, at
/// its end.
[[nodiscard]] Variables runtime_environment(const Machine& machine, const UserEnvironment& user);

}  // namespace cdp::driver
