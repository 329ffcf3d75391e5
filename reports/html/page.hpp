// One run, or several side by side, as a page that opens from disk: no network, readable with
// scripts off except for the traces.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "reports/gate/kernel_times.hpp"
#include "reports/summary.hpp"

namespace assay::html {

struct PageRun {
  const RunFile& file;
  const Summary& summary;
};

/// Times of the kernels of the first run's build and of the second's.
struct KernelChange {
  KernelTimes before;
  KernelTimes after;
};

/// In one piece, whatever its size. Throws as RunFile does.
[[nodiscard]] std::string page(const RunFile& file, const Summary& summary);

/// Writes the page, the first run being what the others are compared with. Traces of more than
/// 40 MB go to "STEM.traces/" beside it, compressed, and are loaded when somebody opens them.
/// Throws UsageError where the runs have different problems or sampling, or for kernels of other
/// than two runs; InfrastructureError where the page cannot be written.
void write_page(const std::filesystem::path& out, const std::vector<PageRun>& runs,
                const std::optional<KernelChange>& kernels = std::nullopt);

}  // namespace assay::html
