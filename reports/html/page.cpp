#include "reports/html/page.hpp"

#include <fmt/format.h>

#include <string_view>

#include "reports/html/escape.hpp"
#include "reports/html/problems.hpp"
#include "reports/html/sections.hpp"

namespace assay::embedded {
extern const std::string_view page_css;
extern const std::string_view page_js;
}  // namespace assay::embedded

namespace assay::html {

namespace {

/// The policy lets nothing load and nothing run but the page's own style and script: a second
/// wall behind the escaping.
std::string head(const Summary& summary) {
  std::string title = summary.manifest.model.name;
  for (const SuiteSummary& suite : summary.suites) {
    title += (&suite == &summary.suites.front() ? " on " : ", ") + suite.entry.name;
  }
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{}'; script-src '{}'">)"
      "\n"
      R"(<meta name="viewport" content="width=device-width, initial-scale=1">)"
      "\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{} · assay</title>\n<style>{}"
      "</style>\n</head>\n",
      content_hash(embedded::page_css), content_hash(embedded::page_js), escape(title),
      embedded::page_css);
}

}  // namespace

std::string page(const RunFile& file, const Summary& summary) {
  std::string text = head(summary);
  text += "<body>\n<main>\n";
  text += heading(summary);
  text += results(summary);
  text += charts(summary);
  text += verdicts(summary);
  text += breakdowns(summary);
  text += what_was_run(summary);
  text += problems(file, summary);
  text += fmt::format("</main>\n<script>{}</script>\n</body>\n</html>\n", embedded::page_js);
  return text;
}

}  // namespace assay::html
