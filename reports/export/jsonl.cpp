#include "reports/export/jsonl.hpp"

#include <nlohmann/json.hpp>

#include "reports/run/sample_json.hpp"

namespace assay {

void export_jsonl(const RunFile& file, std::ostream& out, bool canonical) {
  file.for_each([&](const StoredSample& sample) {
    nlohmann::json row = canonical ? canonical_json(sample) : full_json(sample);
    row["digest"] = sample_digest(sample);
    out << compact(row) << '\n';
  });
}

}  // namespace assay
