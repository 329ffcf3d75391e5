#include "graders/code/language.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <optional>
#include <utility>

#include "engine/core/error.hpp"
#include "graders/code/build.hpp"
#include "graders/code/build_folder.hpp"
#include "graders/code/language_spec.hpp"

namespace assay {

namespace {

constexpr const char* standard_input = "/dev/stdin";

/// What starts a program with a stack of `bytes`, or of as much as this machine allows; nothing for
/// the usual one.
std::vector<std::string> stack_command(std::uint64_t bytes) {
  constexpr const char* prlimit = "/usr/bin/prlimit";
  rlimit limit{};
  if (bytes == 0 || !std::filesystem::exists(prlimit) || ::getrlimit(RLIMIT_STACK, &limit) != 0) {
    return {};
  }
  const std::uint64_t allowed = std::min<std::uint64_t>(bytes, limit.rlim_max);
  return {prlimit, fmt::format("--stack={0}:{0}", allowed), "--"};
}

/// A file that is run by a command.
class RunnableFile final : public Program {
 public:
  /// `opens_stdin`: it opens its standard input by name.
  RunnableFile(const Sandbox& sandbox, const LanguageSpec& spec, const std::filesystem::path& file,
               bool opens_stdin)
      : sandbox_(sandbox), spec_(spec), opens_stdin_(opens_stdin) {
    const std::string& name = spec.artifact.empty() ? spec.source : spec.artifact;
    command_.binds = {shown(sandbox, file, name)};
    command_.argv = stack_command(spec.stack_mib << 20);
    for (const std::string& word : spec.run) {
      const bool itself = word == name;
      const bool tool = word[0] == '/' && !itself;  // maybe behind symbolic links
      command_.argv.push_back(itself ? command_.binds[0].inside
                              : tool ? std::filesystem::canonical(word).string()
                                     : word);
    }
  }

  [[nodiscard]] SandboxedProcess start(const std::string& input,
                                       const Limits& limits) const override {
    Command command = command_;
    command.input = input;
    command.merge_errors = false;  // what it prints is compared; what it complains of is not
    std::optional<FileDescriptor> file;
    if (opens_stdin_ && sandbox_.isolation() == Isolation::namespaces) {
      file = memory_file("stdin", input.data(), input.size());
      command.binds.push_back({"", standard_input, false, file->get()});  // there is no /proc
    }
    Limits own = limits;
    own.memory_bytes = std::max(own.memory_bytes, spec_.address_space_mib << 20);
    own.threads = std::max(own.threads, spec_.threads);
    return sandbox_.start(command, own);
  }

 private:
  const Sandbox& sandbox_;
  const LanguageSpec& spec_;
  bool opens_stdin_;
  Command command_;
};

}  // namespace

struct Languages::State {
  explicit State(const Sandbox& the_sandbox) : sandbox(the_sandbox) {}

  /// Made when first needed: it wants a folder to write to.
  const Builder& builder() {
    std::call_once(first, [this] { made.emplace(sandbox, cache_folder()); });
    return *made;
  }

  const Sandbox& sandbox;
  std::once_flag first;
  std::optional<Builder> made;
};

Languages::Languages(const Sandbox& sandbox) : state_(std::make_unique<State>(sandbox)) {}
Languages::~Languages() = default;

Prepared Languages::prepare(const std::string& language, const std::string& source) const {
  const LanguageSpec* spec = find_language(language);
  if (spec == nullptr) {
    std::string known;
    for (const LanguageSpec& each : built_in_languages()) {
      known += (known.empty() ? "" : ", ") + each.names[0];
    }
    throw UsageError(fmt::format("no language '{}'; there are {}", language, known));
  }
  require_tools(*spec);
  BuildRequest request;
  request.source = source;
  request.source_name = spec->source;
  request.artifact_name = spec->artifact;
  request.command = spec->compile;
  if (!spec->precompiled.empty()) {
    request.header = {spec->precompiled, fmt::format("#include_next <{}>\n", spec->precompiled)};
  }
  const Built built = state_->builder().build(request);
  Prepared prepared;
  prepared.output = built.output;
  prepared.reason = built.reason;
  prepared.kind = VerdictKind::compile_error;
  if (!built.artifact.empty()) {
    prepared.program = std::make_shared<RunnableFile>(
        state_->sandbox, *spec, built.artifact, source.find(standard_input) != std::string::npos);
  }
  return prepared;
}

}  // namespace assay
