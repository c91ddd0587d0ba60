// Standard streams that the caller has closed.
#pragma once

namespace cdp {

/// To be called first thing in main(): the numbers 0, 1 and 2 of closed streams are taken, so that no file that is
/// opened later gets one of them and with it what is printed. Reading and writing them fails as before.
void keep_closed_streams_closed();

}  // namespace cdp
