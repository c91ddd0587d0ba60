// Thread count, waiting, OpenBLAS kernels and build, and memory for cdp-run, and how the machine is read. The
// measurements in the comments are of two cores of an EPYC (family 26), Debian 12, OpenBLAS 0.3.21 and LibTorch 1.13.
#include "compiler/driver/environment.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>

namespace cdp::driver {
namespace {

constexpr const char* kOpenblasOpenmp = "/usr/lib/x86_64-linux-gnu/openblas-openmp";

/// glibc by itself maps every tensor of more than some 100 KiB afresh and gives it back to the system when it dies, so
/// that each step pays for page faults. With these it keeps what it has. bench/README.md has what that is worth.
constexpr std::array<std::pair<const char*, const char*>, 3> kKeepMemory = {{
    {"MALLOC_MMAP_MAX_", "0"},
    {"MALLOC_TRIM_THRESHOLD_", "137438953472"},  // 128 GiB: never
    {"MALLOC_TOP_PAD_", "67108864"},             // 64 MiB at a time
}};

/// Files of /proc and /sys have no size, so they are read to their end.
std::optional<std::string> slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The rest of the first line that begins with `key`, without the colon and white space around it.
std::string value_of(const std::string& text, std::string_view key) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(key)) continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return "";
}

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

/// "0-2,8" -> 0 1 2 8
std::vector<int> cpu_list(const std::string& text) {
  std::vector<int> cpus;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    const std::size_t dash = part.find('-');
    const auto first = whole_number(part.substr(0, dash));
    const auto last = dash == std::string::npos ? first : whole_number(part.substr(dash + 1));
    if (!first || !last || *last - *first > 65535) return {};
    for (int cpu = *first; cpu <= *last; ++cpu) cpus.push_back(cpu);
  }
  return cpus;
}

/// Cores behind the processors that this process may run on: two hardware threads of one core share its multipliers.
int allowed_cores(const std::string& root) {
  const std::string status = slurp(root + "/proc/self/status").value_or("");
  std::set<std::string> cores;
  for (const int cpu : cpu_list(value_of(status, "Cpus_allowed_list"))) {
    const std::string id = std::to_string(cpu);
    const std::string topology = root + "/sys/devices/system/cpu/cpu" + id + "/topology/";
    auto siblings = slurp(topology + "core_cpus_list");
    if (!siblings) siblings = slurp(topology + "thread_siblings_list");  // before Linux 5.3
    cores.insert(siblings.value_or(id));
  }
  return std::max(1, static_cast<int>(cores.size()));
}

/// quota / period of one group, both in microseconds; none where there is no limit.
std::optional<double> quota_at(const std::string& folder) {
  double quota = 0, period = 0;
  if (const auto text = slurp(folder + "/cpu.max")) {  // version 2: "150000 100000" or "max 100000"
    std::istringstream words(*text);
    if (!(words >> quota >> period)) return std::nullopt;
  } else {
    std::istringstream quota_words(slurp(folder + "/cpu.cfs_quota_us").value_or(""));  // version 1: -1 is no limit
    std::istringstream period_words(slurp(folder + "/cpu.cfs_period_us").value_or(""));
    if (!(quota_words >> quota) || !(period_words >> period)) return std::nullopt;
  }
  if (quota <= 0 || period <= 0) return std::nullopt;
  return quota / period;
}

/// The least quota of this process's group and the groups around it.
std::optional<double> cpu_quota(const std::string& root) {
  std::optional<double> least;
  std::istringstream groups(slurp(root + "/proc/self/cgroup").value_or(""));
  for (std::string line; std::getline(groups, line);) {  // "0::/user.slice" or "4:cpu,cpuacct:/docker/1f"
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const bool unified = controllers == ",,";
    if (!unified && controllers.find(",cpu,") == std::string::npos) continue;
    const std::string top = root + (unified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu");
    // In a container the path may be the host's and lead nowhere; the walk upwards ends at the container's own top.
    for (std::string path = line.substr(second + 1); true; path.erase(path.rfind('/'))) {
      const auto quota = quota_at(top + path);
      if (quota) least = std::min(least.value_or(*quota), *quota);
      if (path.find('/') == std::string::npos) break;
    }
  }
  return least;
}

int online_processors(const std::string& root) {
  const std::string list = slurp(root + "/sys/devices/system/cpu/online").value_or("");
  return static_cast<int>(cpu_list(list.substr(0, list.find('\n'))).size());
}

/// Whether too few processors of the machine are idle for our threads: over the last minute, and now. The minute alone
/// would still count the build that has just ended, the moment alone every blip.
bool is_shared(const std::string& root, int cores) {
  double minute = 0, ignored = 0;
  int running = 0;                                                       // this process included
  std::istringstream words(slurp(root + "/proc/loadavg").value_or(""));  // "0.31 0.40 0.52 1/165 4711"
  if (!(words >> minute >> ignored >> ignored >> running)) return false;
  const double to_spare = std::max(0, online_processors(root) - cores);
  return minute > to_spare + 0.5 && running - 1 > to_spare;
}

Vectors vectors_of(const std::string& root) {
  std::istringstream words(value_of(slurp(root + "/proc/cpuinfo").value_or(""), "flags"));
  std::set<std::string, std::less<>> flags;
  for (std::string flag; words >> flag;) flags.insert(flag);
  const auto has_all = [&](std::initializer_list<std::string_view> needed) {
    return std::all_of(needed.begin(), needed.end(), [&](std::string_view flag) { return flags.contains(flag); });
  };
  if (has_all({"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"})) return Vectors::kAvx512;
  return has_all({"avx2", "fma"}) ? Vectors::kAvx2 : Vectors::kBase;
}

}  // namespace

Machine detect_machine(const std::string& root) {
  Machine machine;
  machine.cores = allowed_cores(root);
  // Rounded down: a thread more than the quota carries is stopped in the middle of a matrix, and all others wait for
  // it.
  if (const auto quota = cpu_quota(root)) machine.cores = std::clamp(static_cast<int>(*quota), 1, machine.cores);
  machine.shared = is_shared(root, machine.cores);
  machine.vectors = vectors_of(root);
  std::error_code ignored;
  const std::string folder = root + kOpenblasOpenmp;
  if (std::filesystem::exists(folder + "/libblas.so.3", ignored)) machine.openblas_openmp = folder;
  return machine;
}

UserEnvironment user_environment() {
  UserEnvironment user;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) user.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return user;
}

Variables runtime_environment(const Machine& machine, const UserEnvironment& user) {
  Variables variables;
  const auto set = [&](const char* name, std::string value) {
    if (!user.contains(name)) variables.emplace_back(name, std::move(value));
  };
  // LibTorch 1.13's own choice is half the processors (here one thread for two cores), and no version counts the quota.
  // Two threads beat one even for examples/01_gpt.cdp at its reference (1.1M parameters): 58 against 98 ms a step of 8
  // sequences in bf16.
  set("OMP_NUM_THREADS", std::to_string(machine.cores));
  // Threads spin while they wait, also for one that is not running because another program is. The same model, median
  // ms a step in two runs, spinning | passive: undisturbed 63, 58 | 76, 64 (batch 32, fp32: 360, 398 | 369, 391);
  // beside compilers 907, 1276 | 120, 247. A shorter GOMP_SPINCOUNT is worse than passive there (10000: 299, 505).
  // GNU's variable may be the user's own answer to this.
  if (machine.shared && !user.contains("GOMP_SPINCOUNT")) set("OMP_WAIT_POLICY", "passive");
  // sgemm 1024^3, best of 40, in GFLOP/s: OpenBLAS's own choice (Cooperlake) 404-409, SkylakeX 406-417, Zen 214-217,
  // Haswell 208-218, Prescott 78-81. On an Intel with AMX, which 0.3.21 takes for a Prescott: 69, against 256 with
  // SkylakeX.
  if (machine.vectors == Vectors::kAvx512) set("OPENBLAS_CORETYPE", "SkylakeX");
  if (machine.vectors == Vectors::kAvx2) set("OPENBLAS_CORETYPE", "Haswell");
  for (const auto& [name, value] : kKeepMemory) set(name, value);
  // The pthread build has threads of its own, which fight LibTorch's OpenMP pool. Where LibTorch is not Debian's,
  // nobody looks for libblas.so.3. At the end: libraries that the user has chosen come first.
  if (!machine.openblas_openmp.empty()) {
    const auto path = user.find("LD_LIBRARY_PATH");
    const bool add = path != user.end() && !path->second.empty();
    variables.emplace_back("LD_LIBRARY_PATH",
                           add ? path->second + ":" + machine.openblas_openmp : machine.openblas_openmp);
  }
  return variables;
}

}  // namespace cdp::driver
