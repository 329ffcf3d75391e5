// What the Hugging Face hub says of a model, and which of its files the engine reads. Nothing that
// it says is trusted: names become paths, sizes are waited for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct HubFile {
  std::optional<std::uint64_t> size;  ///< in bytes
  std::string sha256;                 ///< of large files; empty: not given
  std::string git_blob;               ///< of the others
};

struct HubListing {
  std::string commit;
  std::string license;  ///< as the model's card says; empty: it does not
  bool is_gated = false;
  std::map<std::string, HubFile> files;  ///< by path in the repository
};

/// True for what can stand in an address and in a path as it is: letters, digits, '-', '_' and '.',
/// no '.' first.
[[nodiscard]] bool is_plain_name(std::string_view name);

/// The answer to GET /api/models/ORG/NAME/revision/REVISION?blobs=true. Throws InfrastructureError,
/// which begins with `where`: no such JSON; a commit, checksum or path that cannot be one.
[[nodiscard]] HubListing parse_listing(std::string_view json, const std::string& where);

/// The name of the file that says which files hold the weights; empty if one holds them all. Throws
/// UsageError, with the way out, for a model without config.json or without safetensors.
[[nodiscard]] std::string index_of_weights(const HubListing& listing, const std::string& where);

/// The files of weights that an index names, each once. Throws InfrastructureError, which begins
/// with `where`, for one that is no index, or names what the listing has not.
[[nodiscard]] std::vector<std::string> indexed_files(std::string_view json,
                                                     const HubListing& listing,
                                                     const std::string& where);

/// What else the engine reads: configuration, tokenizer, chat template. config.json comes last.
[[nodiscard]] std::vector<std::string> small_files(const HubListing& listing);

}  // namespace assay
