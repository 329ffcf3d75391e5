// The JSON that asks a server for completions.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "engine/generator.hpp"
#include "engine/remote/remote_model.hpp"
#include "engine/remote/server_error.hpp"

namespace assay::remote {

/// What servers disagree on; learnt from their refusals, once for all later requests.
struct Dialect {
  /// Turned-off samplers (top_k, min_p) are sent all the same: llama.cpp, and vLLM with a
  /// generation_config.json, have defaults of their own that are not off.
  std::set<std::string> unsent;        ///< optional fields that the server refuses
  bool max_completion_tokens = false;  ///< its name for max_tokens
  int top_k_off = 0;                   ///< vLLM and SGLang: -1
};

/// Throws UsageError for what no server can be asked.
void check_request(const Request& request);

[[nodiscard]] nlohmann::json chat_messages(const std::vector<ChatMessage>& messages);

/// `choices` samples of a request, of which the first is `sample_index`; at most `max_tokens` each.
[[nodiscard]] nlohmann::json request_body(const RemoteModel& model, const Dialect& dialect,
                                          const Request& request, int sample_index, int choices,
                                          int max_tokens);

/// The seed that is sent for a sample: a function of its identity, 31 bits, since some servers
/// take no more.
[[nodiscard]] std::uint32_t sample_seed(std::uint64_t seed, const std::string& problem_key,
                                        int sample_index);

/// Changes the dialect after a refusal that names an optional field or the other name of
/// max_tokens. `sent` is the refused body. True: a new request would differ from it.
[[nodiscard]] bool learn(Dialect& dialect, const nlohmann::json& sent, const ServerError& error);

/// Throws UsageError where `body`, meant to be merged into every request, holds a field that assay
/// sets itself (says which flag sets it) or one that looks like a secret. `where` names its source.
void check_extra_body(const nlohmann::json& body, const std::string& where);

}  // namespace assay::remote
