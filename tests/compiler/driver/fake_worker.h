// A program that answers as `cdp-run worker` does and trains nothing: the loss of a trial is |log2(lr / 0.004)| plus a
// tenth of its seed, read from the plan that it gets; above 0.05 it diverges. Its trajectory, where one is asked for,
// has the same optimum in the largest eigenvalue, and gets better with width in the others.
#pragma once

#include <filesystem>
#include <string>

#include "tests/support/temp_folder.h"

namespace cdp::test {

/// `extra`: shell commands before each answer, which see the trial's number as $n.
inline std::string fake_worker(const TempFolder& folder, const std::string& extra = ":") {
  const std::string path =
      folder.write("worker.sh", R"sh(#!/bin/sh
echo '{"kind":"ready","version":")sh" CDP_VERSION
                                R"sh(","torch":"1.13","device":"cpu","threads":1,"data":"5 tokens, 01"}'
while read -r line; do
  n=$(printf '%s' "$line" | sed 's/.*"trial":\([0-9]*\),.*/\1/')
  lr=$(printf '%s' "$line" | sed 's/.*\\"name\\": *\\"norm.gain\\"//; s/\\"lr\\": *\([-0-9.e]*\).*/\n\1/' | tail -n 1)
  seed=$(printf '%s' "$line" | sed 's/.*\\"seed\\": *\([0-9]*\).*/\1/')
  width=$(printf '%s' "$line" | sed 's/.*\\"width\\": {\\"reference\\": [0-9]*, \\"target\\": \([0-9]*\).*/\1/')
  trajectory=
  case "$line" in *',"trajectory":16}')
    trajectory=$(awk -v lr="$lr" -v width="$width" 'BEGIN {
      x = log(lr / 0.004) / log(2); top = -2 + x * x / 10; all = top - log(width / 32) / log(2) / 10
      printf ",\"trajectory\":\"{\\\"window\\\":1,\\\"steps\\\":[0,6],\\\"losses\\\":[5,%.12f],\\\"changes\\\":[%.12f],", 5 + all, all
      printf "\\\"tensors\\\":[{\\\"name\\\":\\\"w\\\",\\\"change\\\":%.12f,\\\"size\\\":4,\\\"tops\\\":[%.12f,%.12f]}]}\"", all, top, all
    }') ;;
  esac
  )sh" + extra + R"sh(
  for s in 2 4 6; do
    echo "{\"kind\":\"progress\",\"trial\":$n,\"step\":$s,\"steps\":6,\"items\":1,\"loss\":4,\"seconds\":0.$s}"
  done
  more=$trajectory awk -v n="$n" -v lr="$lr" -v seed="$seed" 'BEGIN {
    x = log(lr / 0.004) / log(2); if (x < 0) x = -x
    if (lr > 0.05) printf "{\"kind\":\"end\",\"trial\":%d,\"reason\":\"diverged\",\"step\":3,\"items\":3,\"loss\":null,\"train_loss\":null,\"message\":\"the loss became NaN\",\"seconds\":0.3}\n", n
    else printf "{\"kind\":\"end\",\"trial\":%d,\"reason\":\"finished\",\"step\":6,\"items\":6,\"loss\":%.6f,\"train_loss\":null,\"seconds\":0.6%s}\n", n, 3 + x + seed / 10, ENVIRON["more"]
  }'
done
)sh");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

}  // namespace cdp::test
