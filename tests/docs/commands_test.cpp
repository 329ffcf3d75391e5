// What the documents tell people to type, typed: against the real program where that takes
// seconds, against the scripts and presets where it takes minutes.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/docs/markdown.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;

const std::string program = "build/release/evals/assay";
const fs::path root = ASSAY_TEST_SOURCE;

bool begins_with(const std::string& text, const std::string& prefix) {
  return text.rfind(prefix, 0) == 0;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::set<std::string> presets() {
  const auto document = nlohmann::json::parse(slurp(root / "CMakePresets.json"));
  std::set<std::string> names;
  for (const auto& preset : document.at("configurePresets")) {
    if (!preset.value("hidden", false)) {
      names.insert(preset.at("name"));
    }
  }
  return names;
}

bool is_script(const std::string& command) {
  const fs::path path = root / command.substr(0, command.find(' '));
  const auto executable = fs::perms::owner_exec;
  return fs::is_regular_file(path) && (fs::status(path).permissions() & executable) == executable;
}

bool is_cmake_of_a_preset(const std::string& command) {
  static const std::regex pattern(R"(^cmake (--build )?--preset ([a-z]+)\b.*)");
  std::smatch match;
  return std::regex_match(command, match, pattern) && presets().count(match[2]) == 1;
}

/// The same command in the size of a test, or nothing where its data is not here.
std::optional<std::string> small(std::string command) {
  command = replaced(command, program, "$ASSAY");
  command = replaced(command, " scripts/", " '" + root.string() + "'/scripts/");
  if (command.find("~/suites") != std::string::npos) {
    const fs::path suites = shared_data("suites");
    command = replaced(command, "~/suites", "'" + suites.string() + "'") + " --dry-run";
    return fs::exists(suites) ? std::optional(command) : std::nullopt;
  }
  if (begins_with(command, "docker run")) {
    return "$ASSAY" + command.substr(command.find(" run assay-")) + " --dry-run";
  }
  if (begins_with(command, "$ASSAY run")) {
    return command + " --limit 4";
  }
  return command;
}

/// True if `command` does what it says; `directory` holds what earlier ones left.
bool works(const std::string& command, const fs::path& directory) {
  if (begins_with(command, "scripts/") || begins_with(command, ".ci/")) {
    return is_script(command);
  }
  if (begins_with(command, "cmake ")) {
    return is_cmake_of_a_preset(command);
  }
  if (begins_with(command, "docker build")) {
    return fs::exists(root / "Dockerfile");
  }
  if (!begins_with(command, program) && !begins_with(command, "docker run")) {
    return false;
  }
  const std::optional<std::string> line = small(command);
  if (!line) {
    return true;
  }
  const ProcessResult result = shell(*line, directory);
  UNSCOPED_INFO(*line << "\n" << result.out << "\n" << result.err);
  return result.exit_code == 0;
}

TEST_CASE("every command of the documents works, in their order") {
  for (const char* document : {"README.md", "CONTRIBUTING.md"}) {
    const TemporaryDirectory here;
    const std::vector<std::string> commands = commands_of(slurp(root / document));
    CHECK(commands.size() > 5);
    for (const std::string& command : commands) {
      INFO(document << ": " << command);
      CHECK(works(command, here.path()));
    }
  }
}

TEST_CASE("a command that does not exist is noticed") {
  const TemporaryDirectory here;
  CHECK_FALSE(works("scripts/fly", here.path()));
  CHECK_FALSE(works("scripts/common.sh", here.path()));
  CHECK_FALSE(works("cmake --preset fast", here.path()));
  CHECK_FALSE(works("make", here.path()));
  CHECK_FALSE(works(program + " fly", here.path()));
  CHECK_FALSE(works("docker run assay run assay-maths", here.path()));
}

TEST_CASE("the README's table names every sub-command, and no other") {
  static const std::regex row(R"(^\| `assay ([a-z]+).*)");
  static const std::regex help_line(R"(^  ([a-z]+)\s.*)");
  std::set<std::string> in_table;
  std::smatch match;
  for (const std::string& line : lines_of(slurp(root / "README.md"))) {
    if (std::regex_match(line, match, row)) {
      in_table.insert(match[1]);
    }
  }
  const ProcessResult help = shell("$ASSAY --help", root);
  REQUIRE(help.exit_code == 0);
  std::set<std::string> in_help;
  bool inside = false;
  for (const std::string& line : lines_of(help.out)) {
    inside = inside || begins_with(line, "Subcommands");
    if (inside && std::regex_match(line, match, help_line)) {
      in_help.insert(match[1]);
    }
  }
  CHECK(in_help.size() > 5);
  CHECK(in_table == in_help);
}

TEST_CASE("CONTRIBUTING's table names every preset") {
  static const std::regex row(R"(^\| `([a-z]+)` \|.*)");
  std::set<std::string> in_table;
  std::smatch match;
  for (const std::string& line : lines_of(slurp(root / "CONTRIBUTING.md"))) {
    if (std::regex_match(line, match, row)) {
      in_table.insert(match[1]);
    }
  }
  CHECK(in_table == presets());
}

TEST_CASE("the image is made by the scripts, and its options are those of the README") {
  const std::string dockerfile = slurp(root / "Dockerfile");
  const std::string readme = slurp(root / "README.md");
  int steps = 0;
  for (const std::string& line : lines_of(dockerfile)) {
    if (begins_with(line, "RUN ")) {
      const std::string command = line.substr(4);
      INFO(command);
      CHECK(
          (begins_with(command, "scripts/") ? is_script(command) : is_cmake_of_a_preset(command)));
      ++steps;
    }
  }
  CHECK(steps == 3);
  CHECK(dockerfile.find("FROM debian:12\n") != std::string::npos);
  CHECK(dockerfile.find("ENTRYPOINT [\"assay\"]") != std::string::npos);
  for (const char* option : {"--security-opt seccomp=unconfined",
                             "--security-opt apparmor=unconfined", "--sandbox container"}) {
    INFO(option);
    CHECK(dockerfile.find(option) != std::string::npos);
    CHECK(readme.find(option) != std::string::npos);
  }
}

}  // namespace
}  // namespace assay::test
