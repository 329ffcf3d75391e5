#include "reports/html/page.hpp"

#include "engine/core/file.hpp"
#include "reports/html/escape.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/sample_run.hpp"

namespace assay {
namespace {

using Catch::Matchers::Contains;

std::string page_of(const std::filesystem::path& path) {
  const RunFile file = RunFile::read(path);
  return html::page(file, summarize(file, load_references({})));
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

TEST_CASE("the page says the result, what was run, and every count") {
  const test::TemporaryDirectory here;
  test::write_sample_run(here.path() / "a.run");
  const std::string page = page_of(here.path() / "a.run");
  CHECK(page.starts_with("<!doctype html>"));
  for (const char* part :
       {"assay-tiny on math500, sample-code", "solves", "pass@1", "cons@k", "truncated", "unparsed",
        "3f9a1c0d2b4e6f80", "5b17e0a1c2d3e4f5", "max_tokens 2048, not 32768", "b81294a00000",
        "cpu avx2, 2 threads", "top_p 0.95", "https://arxiv.org/abs/2501.12948", "40 of 500",
        "fractions", "self-verification"}) {
    INFO(part);
    CHECK(page.find(part) != std::string::npos);
  }
  CHECK(count(page, "<button type=\"button\" class=\"problem\"") == 46);
  CHECK(count(page, "<svg ") == 6);
  CHECK(count(page, "id=\"problem-") == 46);
}

TEST_CASE("an incomplete run says so at the top of its page") {
  const test::TemporaryDirectory here;
  {
    RunFile file =
        RunFile::create(here.path() / "a.run", test::sample_manifest({test::sample_suite("s", 2)}));
    file.add_problems("s", {test::sample_problem(0), test::sample_problem(1)});
    file.append(test::sample_of("s", "p0", 0, VerdictKind::correct, 5));
  }
  const std::string page = page_of(here.path() / "a.run");
  CHECK_THAT(page, Contains("Incomplete: 1 of 4 samples scored."));
  CHECK(page.find("Incomplete") < page.find("<h2>Results"));
}

TEST_CASE("a run without a sample has a page") {
  const test::TemporaryDirectory here;
  {
    RunFile file =
        RunFile::create(here.path() / "a.run", test::sample_manifest({test::sample_suite("s", 2)}));
    file.add_problems("s", {test::sample_problem(0)});
  }
  CHECK_THAT(page_of(here.path() / "a.run"), Contains("No sample is scored yet"));
}

TEST_CASE("nothing from a model, a data set or a reference becomes markup") {
  const test::TemporaryDirectory here;
  const std::string attack = "</script><img src=x onerror=alert(1)>\"'<!--<script>";
  {
    SuiteEntry suite = test::sample_suite("s", 1);
    suite.title = suite.grader = attack;
    suite.departures = {attack};
    Manifest manifest = test::sample_manifest({suite});
    manifest.model.name = manifest.host = manifest.command = manifest.system_prompt = attack;
    RunFile file = RunFile::create(here.path() / "a.run", manifest);
    Problem problem = test::sample_problem(0);
    problem.id = problem.subject = problem.prompt = problem.gold = attack;
    file.add_problems("s", {problem});
    StoredSample sample = test::sample_of("s", attack, 0, VerdictKind::incorrect, 5);
    sample.completion.thinking = sample.completion.answer = attack;
    sample.verdict.extracted = sample.verdict.reason = sample.verdict.output = attack;
    file.append(sample);
  }
  const std::string page = page_of(here.path() / "a.run");
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find("<!--") == std::string::npos);
  CHECK(count(page, "<script") == count(page, "</script>"));
  CHECK(count(page, "<script") == 2);  // one problem, page.js
  CHECK_THAT(page, Contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"));
}

TEST_CASE("the policy allows the page's own script by its hash") {
  // openssl dgst -sha256 -binary <<< ... | base64: the example of the CSP specification.
  CHECK(html::content_hash("alert('Hello, world.');") ==
        "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
  const test::TemporaryDirectory here;
  test::write_sample_run(here.path() / "a.run", 2, 1);
  const std::string page = page_of(here.path() / "a.run");
  const std::size_t script = page.rfind("<script>") + 8;
  const std::string source = page.substr(script, page.rfind("</script>") - script);
  CHECK_THAT(page, Contains("script-src '" + html::content_hash(source) + "'"));
  CHECK_THAT(page, Contains("default-src 'none'"));
  CHECK(page.find("unsafe") == std::string::npos);
}

TEST_CASE("bytes that are no UTF-8, and control characters, are replaced") {
  CHECK(html::escape("a\xff"
                     "b") ==
        "a\xef\xbf\xbd"
        "b");
  CHECK(html::escape(std::string("a\0b", 3)) ==
        "a\xef\xbf\xbd"
        "b");
  CHECK(html::escape("tab\tline\n") == "tab\tline\n");
  CHECK(html::json_text("</script>\xff") == "\"\\u003c/script>\xef\xbf\xbd\"");
}

void write_run(const std::filesystem::path& path, const std::string& suite, int right) {
  RunFile file = RunFile::create(path, test::sample_manifest({test::sample_suite(suite, 2)}));
  file.add_problems(suite, {test::sample_problem(0)});
  for (int i = 0; i < 2; ++i) {
    file.append(test::sample_of(suite, "p0", i,
                                i < right ? VerdictKind::correct : VerdictKind::incorrect, 5));
  }
}

/// Writes a page of the two runs and reads it back.
std::string page_of_two(const std::filesystem::path& a, const std::filesystem::path& b,
                        const std::optional<html::KernelChange>& kernels) {
  const RunFile first = RunFile::read(a);
  const RunFile second = RunFile::read(b);
  const Summary of_first = summarize(first, {});
  const Summary of_second = summarize(second, {});
  const auto out = a.parent_path() / "page.html";
  html::write_page(out, {{first, of_first}, {second, of_second}}, kernels);
  return read_file(out);
}

TEST_CASE("times of kernels stand beside what the change did to the scores") {
  const test::TemporaryDirectory here;
  write_run(here.path() / "a.run", "s", 2);
  write_run(here.path() / "b.run", "s", 1);
  const html::KernelChange kernels{{{"linear", {1000, 1000}}, {"old", {1}}},
                                   {{"linear", {900, 900}}}};
  const std::string page = page_of_two(here.path() / "a.run", here.path() / "b.run", kernels);
  CHECK_THAT(page, Contains("Time of 1 kernel: -10.0 %"));
  CHECK_THAT(page, Contains("pass@1 100.0 % → 50.0 % (-50.0"));
  CHECK_THAT(page, Contains("1 kernel only in one of the two files"));
}

TEST_CASE("runs of other suites are not set side by side, and kernels need two runs") {
  const test::TemporaryDirectory here;
  write_run(here.path() / "a.run", "s", 2);
  write_run(here.path() / "b.run", "t", 1);
  CHECK_THROWS_WITH(page_of_two(here.path() / "a.run", here.path() / "b.run", std::nullopt),
                    Contains("cannot stand beside") && Contains("suite s: B does not have it"));
  CHECK_FALSE(std::filesystem::exists(here.path() / "page.html"));
  const RunFile file = RunFile::read(here.path() / "a.run");
  const Summary summary = summarize(file, {});
  CHECK_THROWS_WITH(
      html::write_page(here.path() / "page.html", {{file, summary}}, html::KernelChange{}),
      Contains("name two runs, not 1"));
}

}  // namespace
}  // namespace assay
