// Bits that a disk flips and ends that it cuts off: one clear error, or nothing changed at all.
#include <fstream>
#include <sstream>

#include "engine/core/error.hpp"
#include "engine/core/philox.hpp"
#include "reports/export/jsonl.hpp"
#include "reports/run/completeness.hpp"
#include "reports/summary.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/sample_run.hpp"

namespace assay {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

/// All that views read: samples with texts and verdicts, the manifest, the summary.
std::string everything(const fs::path& path) {
  const RunFile file = RunFile::read(path);
  std::ostringstream out;
  out << to_json(file.manifest()).dump();
  export_jsonl(file, out, false);
  for (const StoredProblem& stored : file.problems()) {
    out << stored.suite << stored.problem.id << stored.problem.gold;
  }
  print_incomplete(file, out);
  out << to_json(summarize(file, {})).dump();
  return out.str();
}

/// True if reading gives one line that names the file, or `whole`: then nothing that is read was
/// hit.
bool told_or_unchanged(const fs::path& path, const std::string& whole, int& told) {
  std::string message;
  try {
    return everything(path) == whole;
  } catch (const Error& error) {
    message = error.what();
  }
  ++told;
  INFO(message);
  CHECK(message.find('\n') == std::string::npos);
  return message.find(path.string()) != std::string::npos;
}

struct Intact {
  test::TemporaryDirectory directory;
  fs::path path = directory.path() / "a.run";
  std::string bytes;
  std::string whole;

  Intact() {
    test::write_sample_run(path, 4, 3);
    bytes = bytes_of(path);
    whole = everything(path);
    // Reading must not have changed it.
    CHECK(bytes_of(path) == bytes);
  }
};

TEST_CASE("a flipped bit is told, or in no byte that is read") {
  const Intact intact;
  PhiloxStream random(3, 0);
  int told = 0;
  constexpr int flips = 400;
  for (int i = 0; i < flips; ++i) {
    const std::size_t at = random.below(static_cast<std::uint32_t>(intact.bytes.size()));
    const auto bit = random.below(8);
    std::string damaged = intact.bytes;
    damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ (1U << bit));
    write_bytes(intact.path, damaged);
    INFO("byte " << at << " bit " << bit);
    CHECK(told_or_unchanged(intact.path, intact.whole, told));
  }
  CHECK(told > flips / 4);  // the rest hits free space and times of writing
}

TEST_CASE("a file that is cut off anywhere is told") {
  const Intact intact;
  PhiloxStream random(4, 0);
  int told = 0;
  constexpr int cuts = 60;
  for (int i = 0; i < cuts; ++i) {
    const std::size_t size = random.below(static_cast<std::uint32_t>(intact.bytes.size()));
    write_bytes(intact.path, intact.bytes.substr(0, size));
    INFO("cut to " << size);
    CHECK(told_or_unchanged(intact.path, intact.whole, told));
  }
  CHECK(told == cuts);
}

}  // namespace
}  // namespace assay
