// The page in a real browser: it runs, asks the network for nothing, and opens its traces.
#include <fstream>

#include "reports/html/page.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/sample_run.hpp"

namespace assay {
namespace {

namespace fs = std::filesystem;

bool has_browser() { return fs::exists("/usr/bin/chromium"); }

std::string sample_page(const fs::path& directory, const std::string& thinking = "") {
  const fs::path path = directory / "a.run";
  test::write_sample_run(path, 12, 4);
  if (!thinking.empty()) {
    RunFile file = RunFile::open(path);
    StoredSample sample = test::sample_of("math500", "p3", 90, VerdictKind::incorrect, 5);
    sample.completion.thinking = sample.completion.answer = thinking;
    file.append(sample);
  }
  const RunFile file = RunFile::read(path);
  return html::page(file, summarize(file, load_references({})));
}

struct Visit {
  std::string dom;
  std::string log;       ///< console messages
  std::string requests;  ///< the browser's network log
};

/// Loads `page`; `script` runs after it, with the policy taken out so that it may.
Visit visit(const fs::path& directory, std::string page, const std::string& script,
            const std::string& fragment = "") {
  if (!script.empty()) {
    const std::size_t policy = page.find("<meta http-equiv");
    page.erase(policy, page.find('\n', policy) - policy);
    page += "<script>" + script + "</script>\n";
  }
  std::ofstream(directory / "page.html") << page;
  const test::ProcessResult result = test::shell(
      "timeout 120 /usr/bin/chromium --headless=new --no-sandbox --disable-gpu --no-first-run "
      "--disable-dev-shm-usage --disable-background-networking --disable-component-update "
      "--host-resolver-rules='MAP * ~NOTFOUND' "
      "--virtual-time-budget=5000 --user-data-dir=profile --log-net-log=net.json "
      "--enable-logging=stderr --v=0 --dump-dom file://$PWD/page.html" +
          fragment,
      directory);
  INFO(result.err);
  CHECK(result.exit_code == 0);
  Visit visit{result.out, "", test::slurp(directory / "net.json")};
  std::istringstream lines(result.err);
  for (std::string line; std::getline(lines, line);) {
    visit.log += line.find("CONSOLE") != std::string::npos ? line + "\n" : "";
  }
  return visit;
}

/// What the network log says of requests of a page from a file, whose origin is opaque; those of
/// the browser itself have no origin.
constexpr const char* by_the_page = "\"initiator\":\"null\"";

const std::string open_everything = R"(
  for (const b of document.querySelectorAll('button.problem')) b.click();
  for (const d of document.querySelectorAll('details')) d.open = true;
)";

TEST_CASE("the page loads without a console message and without a network request") {
  if (!has_browser()) {
    ASSAY_SKIP("no /usr/bin/chromium");
  }
  const test::TemporaryDirectory here;
  const Visit plain = visit(here.path(), sample_page(here.path()), "");
  CHECK(plain.log.empty());
  CHECK(plain.dom.find("assay-tiny on math500") != std::string::npos);
  CHECK(plain.dom.find("class=\"detail\"") == std::string::npos);
  CHECK(plain.requests.find("\"initiator\"") != std::string::npos);  // the log holds something
  CHECK(plain.requests.find(by_the_page) == std::string::npos);
}

TEST_CASE("a planted request and a planted error are noticed") {
  if (!has_browser()) {
    ASSAY_SKIP("no /usr/bin/chromium");
  }
  const test::TemporaryDirectory here;
  const Visit planted = visit(here.path(), sample_page(here.path()),
                              "fetch('http://127.0.0.1:9/x'); throw new Error('planted');");
  CHECK(planted.log.find("planted") != std::string::npos);
  CHECK(planted.requests.find(by_the_page) != std::string::npos);
}

TEST_CASE("problems and traces open, with phrases marked, and the filter narrows") {
  if (!has_browser()) {
    ASSAY_SKIP("no /usr/bin/chromium");
  }
  const test::TemporaryDirectory here;
  const Visit opened = visit(here.path(), sample_page(here.path()), R"(
    const rows = [...document.querySelectorAll('button.problem')];
    rows[0].click();
    document.querySelector('.sample details').open = true;
    rows[1].querySelector('.dot:nth-child(2)').click();
    const focused = document.activeElement.querySelector('h4').textContent;
    rows[2].focus(); rows[2].click(); rows[2].click();
    setTimeout(() => {
      const search = document.querySelectorAll('.filter input')[0];
      search.value = 'p1'; search.dispatchEvent(new Event('input'));
      document.body.dataset.result = [focused, document.querySelectorAll('.detail').length,
        document.querySelectorAll('#list-0-0 button:not([hidden])').length].join('|');
    }, 500);
    document.body.dataset.marks = '';
    setTimeout(() => { document.body.dataset.marks =
      [...document.querySelectorAll('mark')].map((m) => m.textContent).join('|'); }, 300);
  )");
  CHECK(opened.log.empty());
  CHECK(opened.dom.find("data-marks=\"Wait|that is wrong|Check:|ok.\"") != std::string::npos);
  // p1, p10 and p11; the filter closes what it hides.
  CHECK(opened.dom.find("data-result=\"Sample 1 ") != std::string::npos);
  CHECK(opened.dom.find("|3\"") != std::string::npos);
}

TEST_CASE("a trace that holds script does not run, even without the policy") {
  if (!has_browser()) {
    ASSAY_SKIP("no /usr/bin/chromium");
  }
  const test::TemporaryDirectory here;
  const std::string attack =
      "</script><img src=x onerror=\"document.title='owned'\"><script>document.title='owned'"
      "</script><!--";
  const Visit opened = visit(here.path(), sample_page(here.path(), attack), open_everything);
  CHECK(opened.log.empty());
  CHECK(opened.dom.find("<title>owned") == std::string::npos);
  CHECK(opened.dom.find("&lt;img src=x onerror=") != std::string::npos);
  CHECK(opened.dom.find("<img") == std::string::npos);
}

TEST_CASE("thousands of samples open in seconds") {
  if (!has_browser()) {
    ASSAY_SKIP("no /usr/bin/chromium");
  }
  const test::TemporaryDirectory here;
  const fs::path path = here.path() / "big.run";
  {
    RunFile file = RunFile::create(path, test::sample_manifest({test::sample_suite("big", 4)}));
    std::vector<Problem> problems;
    problems.reserve(250);
    for (int i = 0; i < 250; ++i) {
      problems.push_back(test::sample_problem(i));
    }
    file.add_problems("big", problems);
    for (int i = 0; i < 1000; ++i) {
      StoredSample sample =
          test::sample_of("big", "p" + std::to_string(i / 4), i % 4,
                          i % 3 == 0 ? VerdictKind::correct : VerdictKind::incorrect, 50);
      sample.completion.thinking.append(30'000, 'x');
      file.append(sample);
    }
  }
  const RunFile file = RunFile::read(path);
  const Visit opened = visit(here.path(), html::page(file, summarize(file, {})), R"(
    document.body.dataset.ready = String(performance.now() < 20000);
    document.querySelector('button.problem').click();
  )");
  CHECK(opened.log.empty());
  CHECK(opened.dom.find("data-ready=\"true\"") != std::string::npos);
  CHECK(opened.dom.find("class=\"detail\"") != std::string::npos);
}

/// The page that write_page() left in `directory`, visited there.
Visit visit_written(const fs::path& directory, const std::string& script) {
  return visit(directory, test::slurp(directory / "page.html"), script);
}

TEST_CASE("runs side by side show their difference, and a flip opens both traces") {
  if (!has_browser()) {
    ASSAY_SKIP("no /usr/bin/chromium");
  }
  const test::TemporaryDirectory here;
  for (const char* name : {"a.run", "b.run"}) {
    RunFile file =
        RunFile::create(here.path() / name, test::sample_manifest({test::sample_suite("s", 2)}));
    file.add_problems("s", {test::sample_problem(0), test::sample_problem(1)});
    for (int i = 0; i < 4; ++i) {
      const bool right = i == 0 || (i == 2 && name[0] == 'a');
      StoredSample sample =
          test::sample_of("s", "p" + std::to_string(i / 2), i % 2,
                          right ? VerdictKind::correct : VerdictKind::incorrect, 50);
      sample.completion.answer += std::string(" said ") + name;
      file.append(sample);
    }
  }
  const RunFile a = RunFile::read(here.path() / "a.run");
  const RunFile b = RunFile::read(here.path() / "b.run");
  const Summary first = summarize(a, {});
  const Summary second = summarize(b, {});
  html::write_page(here.path() / "page.html", {{a, first}, {b, second}});
  const Visit opened = visit_written(here.path(), R"(
    document.querySelector('button.flip').click();
    document.body.dataset.flips = document.querySelectorAll('button.flip').length;
    document.body.dataset.both = [...document.querySelectorAll('.both .labelled pre')]
      .map((n) => n.textContent.match(/said (.*)/)).filter(Boolean).map((m) => m[1]).join('|');
    document.body.dataset.charts = document.querySelectorAll('section > .figures svg').length;
  )");
  CHECK(opened.log.empty());
  CHECK(opened.dom.find("data-flips=\"1\"") != std::string::npos);
  CHECK(opened.dom.find("data-both=\"a.run|b.run\"") != std::string::npos);
  CHECK(opened.dom.find("<th scope=\"row\">pass@1</th><td>50.0 %</td><td>25.0 %</td>") !=
        std::string::npos);
}

TEST_CASE("traces of more than 40 MB lie beside the page and open from disk under its own policy") {
  if (!has_browser()) {
    ASSAY_SKIP("no /usr/bin/chromium");
  }
  const test::TemporaryDirectory here;
  {
    RunFile file = RunFile::create(here.path() / "a.run",
                                   test::sample_manifest({test::sample_suite("s", 21)}));
    file.add_problems("s", {test::sample_problem(0), test::sample_problem(1)});
    for (int i = 0; i < 42; ++i) {
      StoredSample sample =
          test::sample_of("s", "p" + std::to_string(i / 21), i % 21, VerdictKind::correct, 5);
      sample.completion.thinking.assign(1'000'000, 'x');
      file.append(sample);
    }
  }
  const RunFile file = RunFile::read(here.path() / "a.run");
  const Summary summary = summarize(file, {});
  html::write_page(here.path() / "page.html", {{file, summary}});
  CHECK(fs::file_size(here.path() / "page.html") < 1'000'000);
  CHECK(fs::exists(here.path() / "page.traces" / "0.js"));

  // The address's fragment opens the first problem, so that the page keeps its policy.
  const Visit opened = visit(here.path(), test::slurp(here.path() / "page.html"), "", "#0-1");
  CHECK(opened.log.empty());
  CHECK(opened.dom.find("Thinking, 5 tokens") != std::string::npos);

  fs::remove_all(here.path() / "page.traces");
  const Visit lost = visit(here.path(), test::slurp(here.path() / "page.html"), "", "#0-1");
  CHECK(lost.dom.find("role=\"alert\">This trace lies in page.traces/0.js beside the page") !=
        std::string::npos);
}

}  // namespace
}  // namespace assay
