// How a run reaches the formats of other harnesses: suite by suite, sample by sample, so that no
// more than a problem's samples is in memory.
#pragma once

#include <functional>
#include <memory>

#include "reports/run/run_file.hpp"
#include "reports/summary.hpp"

namespace assay::exports {

/// One suite on its way into another format. Files appear when finish() returns, not before.
class SuiteWriter {
 public:
  SuiteWriter() = default;
  virtual ~SuiteWriter() = default;
  SuiteWriter(const SuiteWriter&) = delete;
  SuiteWriter& operator=(const SuiteWriter&) = delete;

  /// Samples of kind full, by problem and then by index. `number`: of the problem within the run's
  /// part of the suite, by id, from 0.
  virtual void add(const Problem& problem, std::size_t number, const StoredSample& sample) = 0;
  virtual void finish() = 0;
};

using OpenSuite = std::function<std::unique_ptr<SuiteWriter>(
    const SuiteSummary& suite, const std::vector<const Problem*>& problems)>;

/// Opens a writer for each suite of the run, one after the other, and gives it its samples. Budget
/// forks and extensions are left out: these formats hold independent draws only.
void write_suites(const RunFile& file, const Summary& summary, const OpenSuite& open);

}  // namespace assay::exports
