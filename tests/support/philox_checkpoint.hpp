// Writes the checkpoint that a golden of tests/golden/architectures was made from: the values come
// from Philox, so that the JSON file describes all of it and no weight file is kept.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

namespace assay::test {

/// Writes config.json and model.safetensors, or with `shards` > 1 that many files of about equally
/// many tensors and model.safetensors.index.json, as the hub has them. `golden` has "config",
/// "seed" and "tensors"; the rule that gives their values is in
/// tests/golden/architectures/README.md.
void write_philox_checkpoint(const nlohmann::json& golden, const std::filesystem::path& directory,
                             int shards = 1);

}  // namespace assay::test
