// The handler of SIGBUS for mapping.h. It may take no lock and no memory: the mappings are a list whose places are
// never given back, only used again.
#include "runtime/data/mapping.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <mutex>
#include <system_error>

#include "compiler/base/regular_file.h"

namespace cdp::runtime {

/// A mapping that the handler knows. `begin` 0: the place is free.
struct Mapping::Watched {
  std::atomic<std::uintptr_t> begin{0};
  std::atomic<std::uintptr_t> end{0};
  std::atomic<bool> lost{false};
  Watched* next = nullptr;
};

/// What the handler can reach: a signal handler has nothing but globals.
struct BusError {
  using Watched = Mapping::Watched;

  static inline std::atomic<Watched*> first{nullptr};
  static inline std::atomic<std::uintptr_t> page{4096};
  static inline std::mutex mutex;  // of those who add and remove; the handler only reads

  static Watched* add(std::span<const std::byte> bytes) {
    const std::lock_guard lock(mutex);
    static const bool installed = install();
    static_cast<void>(installed);
    Watched* place = first.load();
    while (place != nullptr && place->begin != 0) place = place->next;
    if (place == nullptr) {
      place = new Watched;
      place->next = first.load();
      first.store(place);
    }
    const auto begin = reinterpret_cast<std::uintptr_t>(bytes.data());
    place->lost = false;
    place->end = begin + bytes.size();
    place->begin = begin;
    return place;
  }

  static void remove(Watched* place) {
    const std::lock_guard lock(mutex);
    place->begin = 0;
  }

  static bool install() {
    page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    struct sigaction action {};
    action.sa_sigaction = handle;
    action.sa_flags = SA_SIGINFO;
    return sigaction(SIGBUS, &action, nullptr) == 0;
  }

  /// From the page that could not be read to the mapping's end there are zeros now; the read is then done again.
  static bool put_zeros(std::uintptr_t address) {
    for (Watched* place = first.load(); place != nullptr; place = place->next) {
      const std::uintptr_t begin = place->begin;
      const std::uintptr_t end = place->end;
      if (begin == 0 || address < begin || address >= end) continue;
      const std::uintptr_t from = address - address % page;
      void* const at = reinterpret_cast<void*>(from);  // NOLINT: addresses come as numbers
      place->lost = true;
      return mmap(at, end - from, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
    }
    return false;
  }

  static void handle(int number, siginfo_t* info, void*) {
    const int before = errno;
    // Not ours: the read is done again and ends the program as if there were no handler.
    if (!put_zeros(reinterpret_cast<std::uintptr_t>(info->si_addr))) signal(number, SIG_DFL);
    errno = before;
  }
};

Mapping::Mapping(std::span<const std::byte> bytes) : bytes_(bytes) {
  if (!bytes.empty()) watched_ = BusError::add(bytes);
}

Mapping::~Mapping() {
  if (watched_ == nullptr) return;
  munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  BusError::remove(watched_);
}

bool Mapping::is_lost() const {
  return watched_ != nullptr && watched_->lost;
}

Result<std::shared_ptr<const Mapping>> Mapping::of_file(const std::string& path) {
  const auto fault = [&path] {
    return Error{"the file cannot be read: " + std::generic_category().message(errno), path};
  };
  const auto file = open_regular(path);
  if (!file) return file.error();
  struct stat info {};
  if (fstat(file->get(), &info) != 0) return fault();
  const auto size = static_cast<std::size_t>(info.st_size);
  void* const start = size == 0 ? nullptr : mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file->get(), 0);
  if (start == MAP_FAILED) return fault();
  return std::shared_ptr<const Mapping>(new Mapping({static_cast<const std::byte*>(start), size}));
}

}  // namespace cdp::runtime
