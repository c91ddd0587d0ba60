// Memory that runs out, said by what it was for: LibTorch says only how many bytes it did not get.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>

namespace cdp::runtime {

/// What the user is told.
class OutOfMemory : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Whether a message of LibTorch or of the library is about memory.
[[nodiscard]] bool is_about_memory(const std::string& what);

/// LibTorch's messages in the user's words: memory, or the first line of what it says.
[[nodiscard]] std::string in_users_words(const std::string& what);

/// `out of memory for the model: ...`: what `work` gives; where memory ends in it, an OutOfMemory of these words.
template <class Work>
auto with_memory_for(const std::string& words, const Work& work) {
  try {
    return work();
  } catch (const OutOfMemory&) {
    throw;  // the innermost knows best
  } catch (const std::exception& error) {
    if (!is_about_memory(error.what())) throw;
    throw OutOfMemory("out of memory for " + words);
  }
}

}  // namespace cdp::runtime
