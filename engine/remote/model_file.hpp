// The YAML file that describes a model behind a server: everything a flag can say and more.
#pragma once

#include <filesystem>
#include <string>

#include "engine/remote/remote_model.hpp"

namespace assay::remote {

/// Whether `model` names such a file rather than a directory or an address.
[[nodiscard]] bool is_model_file(const std::string& model);

/// Throws DataError "file:line: what" for an unknown field, a value of another type or out of
/// range; UsageError if the file is missing. The fields:
///
///   url: http://127.0.0.1:8000/v1      # needed
///   model: deepseek-ai/DeepSeek-R1     # else the only one that the server has
///   api: chat                          # or completions: the prompt is rendered here
///   format: deepseek-r1                # of completions: chatml, llama3, plain, or
///                                      # {system:, user:, assistant:, generation:} with {content}
///   thinking: auto                     # or prefilled, none
///   api_key_env: MY_KEY
///   headers: {X-Team: evals, X-Key: "env:OTHER_KEY"}
///   body: {chat_template_kwargs: {enable_thinking: true}}
///   concurrency: 16
///   samples_per_request: 1
///   stream: true
///   seed: true
///   context: 32768
///   attempts: 10
///   timeouts: {connect: 30, first: 1800, silence: 300}                       # seconds
///   price: {input: 0.55, cached_input: 0.14, output: 2.19, currency: USD}    # a million tokens
[[nodiscard]] RemoteModel read_model_file(const std::filesystem::path& path);

}  // namespace assay::remote
