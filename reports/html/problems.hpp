// The problems of a run: a row each, with a mark a sample; what a row opens goes to a TraceStore.
#pragma once

#include <cstddef>
#include <string>

#include "reports/html/trace_store.hpp"
#include "reports/summary.hpp"

namespace assay::html {

/// Bytes of all texts that a page of the run shows. Throws as RunFile does.
[[nodiscard]] std::size_t text_bytes(const RunFile& file);

/// Rows by suite, hardest first. Problem i of RunFile::problems() is "`run`-i" in `traces`.
[[nodiscard]] std::string problems(const RunFile& file, const Summary& summary, std::size_t run,
                                   TraceStore& traces);

}  // namespace assay::html
