// Files that are nothing but bytes on a disk. Pipes may be waited for for ever, devices may never end, and what /proc
// and /sys make up may be secrets or may block: whoever has not been given a path by the user himself, as the very
// thing to read, reads with these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/base/descriptor.h"
#include "compiler/base/result.h"

namespace cdp {

/// `a pipe or a device`, `a socket`, `made up by the system as it is read`; empty for files and folders of a disk, and
/// for what is not there. Links are followed; nothing is opened.
[[nodiscard]] std::string special_kind(const std::string& path);

/// Faults of the path itself, found before the system is asked: that it is empty, or has a zero byte in it.
[[nodiscard]] std::optional<Error> path_fault(const std::string& path);

/// Why a path cannot be read, by the error number: in the user's words.
[[nodiscard]] Error read_fault(const std::string& path, int number);

/// Whether the user has named one of this process's own streams: /dev/stdin, /dev/fd/3, /proc/self/fd/3. Only the words
/// count: a link that leads there is a link.
[[nodiscard]] bool is_own_stream(const std::string& path);

/// Opens for reading what is a regular file; else says what it is.
[[nodiscard]] Result<Descriptor> open_regular(const std::string& path);

inline constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20U;

/// How many bytes are read whole, and what is said of more.
struct Most {
  std::uint64_t bytes = kMostBytes;
  std::string_view way_out = "this is not a file that cdp reads whole";
};

/// All bytes of a regular file.
[[nodiscard]] Result<std::string> read_regular(const std::string& path, const Most& most = {});

/// All bytes of what the user has named: a file, one of this process's own streams, or a pipe, which is read to its
/// end, but which nobody waits for for long where no one opens it for writing. Devices, and what /proc makes up, are
/// refused.
[[nodiscard]] Result<std::string> read_named(const std::string& path, const Most& most = {});

}  // namespace cdp
