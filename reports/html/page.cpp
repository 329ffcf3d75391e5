#include "reports/html/page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <string_view>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "reports/html/escape.hpp"
#include "reports/html/problems.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/side_by_side.hpp"
#include "reports/html/trace_store.hpp"

namespace assay::embedded {
extern const std::string_view page_css;
extern const std::string_view load_js;
extern const std::string_view traces_js;
extern const std::string_view flips_js;
extern const std::string_view page_js;
}  // namespace assay::embedded

namespace assay::html {

namespace {

constexpr std::size_t inline_bytes = 40'000'000;

/// One script, so that the policy has one hash.
std::string script() {
  std::string text = "'use strict';\n(() => {\n";
  for (const std::string_view part :
       {embedded::load_js, embedded::traces_js, embedded::flips_js, embedded::page_js}) {
    text += part;
  }
  return text + "})();\n";
}

std::string title(const std::vector<PageRun>& runs) {
  std::string text = runs.front().summary.manifest.model.name;
  for (const SuiteSummary& suite : runs.front().summary.suites) {
    text += (&suite == &runs.front().summary.suites.front() ? " on " : ", ") + suite.entry.name;
  }
  return runs.size() == 1 ? text : fmt::format("{} runs: {}", runs.size(), text);
}

/// The policy lets nothing run but the page's own script, and the shards of traces that it asks
/// for (strict-dynamic): a second wall behind the escaping.
std::string head(const std::vector<PageRun>& runs, const std::string& script, bool shards) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{}'; script-src '{}'{}; base-uri 'none'; form-action 'none'">)"
      "\n"
      R"(<meta name="viewport" content="width=device-width, initial-scale=1">)"
      "\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{} · assay</title>\n<style>{}"
      "</style>\n</head>\n",
      content_hash(embedded::page_css), content_hash(script), shards ? " 'strict-dynamic'" : "",
      escape(title(runs)), embedded::page_css);
}

/// All of one run but its heading and its problems.
std::string sections(const Summary& summary) {
  return results(summary) + charts(summary) + verdicts(summary) + breakdowns(summary) +
         what_was_run(summary);
}

std::string one(const PageRun& run, TraceStore& traces) {
  return heading(run.summary) + sections(run.summary) + problems(run.file, run.summary, 0, traces);
}

std::string several(const std::vector<PageRun>& runs, const std::optional<KernelChange>& kernels,
                    TraceStore& traces) {
  std::string text = side_by_side(runs, kernels);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    text +=
        fmt::format("<details class=\"run\"><summary>{}</summary>\n{}{}{}</details>\n",
                    run_name(runs[i].summary, i), heading(runs[i].summary),
                    sections(runs[i].summary), problems(runs[i].file, runs[i].summary, i, traces));
  }
  return text;
}

std::string page(const std::vector<PageRun>& runs, const std::optional<KernelChange>& kernels,
                 TraceStore& traces, bool shards) {
  const std::string code = script();
  const std::string body =
      runs.size() == 1 ? one(runs.front(), traces) : several(runs, kernels, traces);
  return head(runs, code, shards) + "<body>\n<main>\n" + body + "</main>\n" + traces.markup() +
         "<script>" + code + "</script>\n</body>\n</html>\n";
}

}  // namespace

std::string page(const RunFile& file, const Summary& summary) {
  InlineTraces traces;
  return page({{file, summary}}, std::nullopt, traces, false);
}

void write_page(const std::filesystem::path& out, const std::vector<PageRun>& runs,
                const std::optional<KernelChange>& kernels) {
  if (kernels && runs.size() != 2) {
    throw UsageError(
        fmt::format("--kernels stands beside the change from one run to another: name two runs, "
                    "not {}",
                    runs.size()));
  }
  std::size_t bytes = 0;
  for (const PageRun& run : runs) {
    bytes += text_bytes(run.file);
  }
  const bool shards = bytes > inline_bytes;
  std::unique_ptr<TraceStore> traces = std::make_unique<InlineTraces>();
  if (shards) {
    std::filesystem::path directory = out;
    directory.replace_extension(".traces");
    traces = std::make_unique<TraceShards>(directory);
  }
  replace_file(out, page(runs, kernels, *traces, shards));
}

}  // namespace assay::html
