// Links between the documents, and from them to files, lead somewhere.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/docs/markdown.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> documents(const fs::path& root) {
  std::vector<fs::path> found;
  for (const char* top : {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}) {
    found.push_back(root / top);
  }
  for (const char* folder : {"engine", "datasets", "graders", "reports", "evals", "tests"}) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() == ".md") {
        found.push_back(entry.path());
      }
    }
  }
  return found;
}

bool leads_somewhere(const fs::path& document, const std::string& link) {
  if (link.rfind("http", 0) == 0) {
    return true;  // tests need no network
  }
  const std::size_t hash = link.find('#');
  const fs::path target = hash == 0 ? document : document.parent_path() / link.substr(0, hash);
  if (hash == std::string::npos) {
    return fs::exists(target);
  }
  const std::vector<std::string> anchors = anchors_of(slurp(target));
  return std::count(anchors.begin(), anchors.end(), link.substr(hash + 1)) == 1;
}

TEST_CASE("every link in a document leads to a file or a heading that is there") {
  int links = 0;
  for (const fs::path& document : documents(ASSAY_TEST_SOURCE)) {
    REQUIRE(fs::exists(document));
    for (const std::string& link : links_of(slurp(document))) {
      INFO(document.string() << ": " << link);
      CHECK(leads_somewhere(document, link));
      ++links;
    }
  }
  CHECK(links > 5);
}

TEST_CASE("a link to a missing file or heading is noticed") {
  const fs::path readme = fs::path(ASSAY_TEST_SOURCE) / "README.md";
  CHECK(leads_somewhere(readme, "LICENSE"));
  CHECK(leads_somewhere(readme, "#two-commands"));
  CHECK_FALSE(leads_somewhere(readme, "LICENCE"));
  CHECK_FALSE(leads_somewhere(readme, "#three-commands"));
  CHECK_FALSE(leads_somewhere(readme, "CONTRIBUTING.md#prizes"));
}

}  // namespace
}  // namespace assay::test
