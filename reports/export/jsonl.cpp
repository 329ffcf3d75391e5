#include "reports/export/jsonl.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "reports/run/pilot.hpp"
#include "reports/run/sample_json.hpp"

namespace assay {

void export_jsonl(const RunFile& file, std::ostream& out, bool canonical) {
  std::map<std::string, SuiteEntry> suites;
  for (const SuiteEntry& entry : file.manifest().suites) {
    suites[entry.name] = entry;
  }
  file.for_each([&](const StoredSample& sample) {
    nlohmann::json row = canonical ? canonical_json(sample) : full_json(sample);
    if (!canonical) {
      row["pilot"] = in_pilot(suites.at(sample.key.suite), sample.key.index);
    }
    row["digest"] = sample_digest(sample);
    out << compact(row) << '\n';
  });
}

}  // namespace assay
